// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/wizardpage.h"
#include "core/base/error.h"
#include "core/placement/explanation.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace easel {

class Banner;
class FieldRows;
class PoolModel;

// Which machines the pool would get: those that fit, best first, with a box to choose by hand; those that do
// not, by their reason. The choice is Easel's until somebody changes it.
class PoolMachinesPage : public WizardPage
{
    Q_OBJECT

public:
    PoolMachinesPage(PoolModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Machines"); }
    QString heading() const override;
    QString explanation() const override;
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;
    void entered() override;

    int nodePool() const { return m_nodePool; } // of the model's
    void setNodePool(int nodePool);
    // Of the pool as it is in the draft, and with this node pool's choice left to Easel (the same without
    // pins).
    void setExplanations(const Explanation &asItIs, const Explanation &free);
    void setWorking(bool working);
    void setFailed(const Error &error);

Q_SIGNALS:
    void nodePoolChosen(int nodePool);
    void changeWanted(); // of what the node pool asks for

private:
    void showFitting();
    void showLeftOut();
    void fitLeftOut();
    void choose(QTreeWidgetItem *item);
    QStringList chosenNow() const;
    int wanted() const;
    const ExplainedPart *part() const; // of the free choice

    PoolModel *m_model;
    int m_nodePool = 0;
    Explanation m_asItIs;
    Explanation m_free;
    bool m_known = false;
    bool m_working = false;
    bool m_filling = false;
    bool m_showAll = false;
    bool m_leftOutShown = false;
    QList<ExplainedItem> m_shownItems; // in the list of those left out
    QString m_shownWords;
    QString m_swapped; // the machine that gave way to the last one chosen
    QComboBox *m_which;
    QWidget *m_whichField;
    QLabel *m_asks;
    QPushButton *m_change;
    FieldRows *m_groups;
    Banner *m_verdict;
    QLabel *m_fitTitle;
    QPushButton *m_again;
    QTreeWidget *m_fitting;
    QLabel *m_note;
    QLabel *m_leftTitle;
    QLineEdit *m_search;
    QTreeWidget *m_leftOut;
    QLabel *m_help;
};

} // namespace easel
