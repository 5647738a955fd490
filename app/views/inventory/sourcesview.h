// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/palettereport.h"
#include "core/placement/machineinventory.h"

#include <QWidget>

class QVBoxLayout;

namespace easel {

class InventoryFeed;

// Where the machines are known from, how old each is and why; and what about machines asks for somebody.
class SourcesView : public QWidget
{
    Q_OBJECT

public:
    explicit SourcesView(InventoryFeed *feed, QWidget *parent = nullptr);
    void renew();

Q_SIGNALS:
    void openRequested(const easel::ObjectRef &ref);
    void refreshRequested();
    void mendRequested(const easel::MachineFinding &finding);
    void showRequested(const QStringList &uids);
    void connectRequested();

private:
    InventoryFeed *m_feed;
    QVBoxLayout *m_column;
    QWidget *m_content = nullptr;
    QList<MachineSource> m_sources;
    QList<MachineFinding> m_findings;
    QDateTime m_shownAt;
};

// "live", "12 s ago", "9 d old"; with a tone.
ReportLine sourceLine(const MachineSource &source, const QDateTime &now, std::chrono::seconds warnAfter);

} // namespace easel
