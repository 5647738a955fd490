// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/models/machinemapmodel.h"

#include <QTableView>
#include <QWidget>

class QLabel;
class QMenu;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace easel {

class EmptyState;
class Legend;

// Machines as squares, a line for each rack (or any tag) and family: a digit says the GPUs asked for, shade
// their share, shapes what is not in use. Arrow keys walk, Enter opens the machine, Space filters to who has
// it.
class MachineMap : public QWidget
{
    Q_OBJECT

public:
    explicit MachineMap(QWidget *parent = nullptr);

    MachineMapModel *model() const { return m_model; }
    QTableView *view() const { return m_view; }
    // After the model was fed: what it can be grouped by, how many have no GPUs.
    void renew();
    void setGroupedBy(const QString &tagKey);

Q_SIGNALS:
    void machineOpened(const QString &name);
    void projectsWanted(const QStringList &projects); // who holds what was chosen
    void groupedByChanged(const QString &tagKey);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void measure();
    void fillMenu();
    void wantProjectsOf(const QList<const GpuMachine *> &machines);

    MachineMapModel *m_model;
    QTableView *m_view;
    EmptyState *m_empty;
    QStackedWidget *m_stack;
    QToolButton *m_group;
    QMenu *m_groupMenu;
    Legend *m_legend;
    QLabel *m_note;
    QPushButton *m_show;
    QString m_currentUid; // while the model is arranged anew
};

} // namespace easel
