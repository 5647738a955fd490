// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/plan.h"

#include <QWidget>

class QLabel;
class QListView;
class QStandardItem;
class QStandardItemModel;
class QVBoxLayout;

namespace easel {

class Banner;
class DiffView;
class IconLabel;
class SegmentedControl;
class Skeleton;
class StateChip;

// A plan: objects by Change, Create, Delete and Unchanged at the left, the diff of the chosen one at the
// right with what its owners, its findings and the server say. The buttons that apply it belong to whoever
// shows it.
class PlanView : public QWidget
{
    Q_OBJECT

public:
    explicit PlanView(QWidget *parent = nullptr);

    void setLoading(const QString &sentence); // "Testing 3 objects on hub-north…"
    void setError(const Error &error);        // no plan could be made
    void setPlan(const Plan &plan);
    const Plan &plan() const { return m_plan; } // with the decisions made here

Q_SIGNALS:
    void planChanged(); // a decision or a choice was made
    void retryRequested();

private:
    void fillList();
    void showItem(int item);
    void showBanner();
    void showDiffSize();
    void decide(int item, int conflict, FieldConflict::Decision decision);
    void clearBelow();
    static void showChosen(QStandardItem *row);

    Plan m_plan;
    int m_shown = -1;
    Banner *m_banner;
    QWidget *m_body;
    Skeleton *m_skeleton;
    QListView *m_list;
    QStandardItemModel *m_model;
    IconLabel *m_icon;
    QLabel *m_name;
    QLabel *m_kind;
    QLabel *m_removed;
    QLabel *m_added;
    SegmentedControl *m_modes;
    DiffView *m_diff;
    QVBoxLayout *m_below;
};

} // namespace easel
