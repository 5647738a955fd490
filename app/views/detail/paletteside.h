// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/appcontext.h"
#include "app/context/palettedesk.h"
#include "app/views/parts/statusparts.h"
#include "core/clients/palette/paletteclient.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;
class QTreeWidget;

namespace easel {

class ConditionTimeline;
class SectionHeader;

// A cluster as Palette tells about it now: its own conditions and what happened to it, asked for with the
// person's own connection to the cluster's project, again and again while somebody looks. Without such a
// connection it says what one would bring.
class PaletteSide : public QWidget
{
    Q_OBJECT

public:
    PaletteSide(AppContext *context, QWidget *parent);
    // `title`: of the section; empty uid: nothing is shown.
    void setCluster(const QString &title, const QString &uid, const QString &projectUid);

    const QList<PaletteEvent> &events() const { return m_events; }

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void lookForConnection();
    void ask();
    void take(const Result<PaletteCluster> &cluster, const Result<QList<PaletteEvent>> &events);
    void renew();
    void showEvents();

    AppContext *m_context;
    SectionHeader *m_head;
    QLabel *m_note;
    QPushButton *m_connect;
    ConditionTimeline *m_conditions;
    QTreeWidget *m_list;
    QString m_title;
    QString m_uid;
    QString m_projectUid;
    PaletteConnection m_connection;
    std::optional<PaletteCluster> m_cluster;
    QList<PaletteEvent> m_events;
    std::optional<Error> m_error;
    QDateTime m_asOf;
    int m_round = 0; // answers about another cluster or connection do not count
    bool m_asking = false;
    QTimer m_again;
};

} // namespace easel
