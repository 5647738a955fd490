// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/clusterword.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTreeWidget;

namespace easel {

class AppContext;
class ConditionTimeline;
class SectionHeader;

// A cluster as Palette tells about it now: its own conditions and what happened to it, live with the person's
// own connection to the cluster's project. Without such a connection it says what one would bring.
class PaletteSide : public QWidget
{
    Q_OBJECT

public:
    PaletteSide(AppContext *context, QWidget *parent);
    // `title`: of the section; empty uid: nothing is shown.
    void setCluster(const QString &title, const QString &uid, const QString &projectUid);
    const ClusterWord &word() const { return m_word; }

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void renew();
    void showEvents();

    ClusterWord m_word;
    SectionHeader *m_head;
    QLabel *m_note;
    QPushButton *m_connect;
    ConditionTimeline *m_conditions;
    QTreeWidget *m_list;
    QString m_title;
};

} // namespace easel
