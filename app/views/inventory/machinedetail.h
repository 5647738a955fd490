// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/appcontext.h"
#include "app/views/parts/keyvaluegrid.h"
#include "core/placement/machinehistory.h"
#include "core/placement/machineuse.h"

#include <QWidget>

class QVBoxLayout;

namespace easel {

class ElidedLabel;
class InventoryFeed;
class StateChip;

// One machine in full: hardware, GPUs as reported and as understood, tags, network, who uses it, which pools
// could, why the others not, and the states that were seen.
class MachineDetail : public QWidget
{
    Q_OBJECT

public:
    MachineDetail(AppContext *context, InventoryFeed *feed, QWidget *parent = nullptr);

    void setMachine(const QString &uid); // empty: none
    QString machine() const { return m_uid; }
    void setStale(bool stale);

Q_SIGNALS:
    void closeRequested();
    void tagsRequested(const QStringList &uids);
    void mendRequested(const easel::MachineFinding &finding);

private:
    void renew();
    void askUses();
    void showUses();
    void section(const QString &title, const QList<KeyValue> &rows);

    AppContext *m_context;
    InventoryFeed *m_feed;
    QString m_uid;
    bool m_stale = false;
    ElidedLabel *m_title;
    StateChip *m_chip;
    QVBoxLayout *m_outer;
    QVBoxLayout *m_column;
    QWidget *m_content = nullptr;
    QVBoxLayout *m_contentColumn = nullptr;
    QWidget *m_usesHolder = nullptr;
    HostView m_shown; // of the machine that is shown
    std::shared_ptr<const ObjectSet> m_usesOf;
    std::optional<QList<MachineUse>> m_uses;
    ScopedCall<QList<MachineUse>> m_asking;
};

} // namespace easel
