// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/placement/explanation.h"
#include "core/placement/machinechoice.h"

#include <QWidget>

class QLabel;
class QMenu;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace easel {

class Banner;
class ExplainTable;
class FlowLabel;
class FunnelView;
class IconLabel;
class ScoreLegend;
class SegmentedControl;
class Skeleton;

// Shows an Explanation: the answer, how many were left after each rule, who was chosen with scores as bars,
// who was not with every reason, quota level by level, what would help (tried), the snapshot; all of it goes
// to the clipboard as text. It has no scroll bars: whoever holds it scrolls.
class ExplainPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ExplainPanel(QWidget *parent = nullptr);
    // What is explained is a draft: what would help can be put into it (fixRequested()).
    void setEditable(bool editable);
    void setExplanation(const Explanation &explanation);
    const Explanation &explanation() const { return m_explanation; }
    bool hasExplanation() const { return m_has; }
    void clear(); // nothing is known yet
    // Still at work: on the decision, or on what would help.
    void setWorking(bool working, bool advising);
    void setProblem(const QString &sentence); // what could not be read; empty: nothing
    void setFailed(const Error &error);
    void setNothingToSay(const QString &sentence);
    void showPart(int part);
    void copy() const;
    // How machines are arranged that this explains; chosen with a menu where there are tags to do it by.
    void setArrangement(const MachineOptions &machines);

Q_SIGNALS:
    void openRequested(const easel::ObjectRef &ref);
    void fixRequested(const easel::ExplainedItem &item);
    void stopRequested();
    void againRequested();
    void arrangementChosen(const easel::MachineOptions &machines);

private:
    void fillArrangements();
    void showSentences();
    void showQuota();
    void showTexts(QVBoxLayout *into, const QStringList &texts, const QString &name);
    void showParts();

    Explanation m_explanation;
    bool m_has = false;
    int m_part = 0;
    QWidget *m_content;
    QVBoxLayout *m_column;
    IconLabel *m_icon;
    FlowLabel *m_heading;
    QPushButton *m_copy;
    QVBoxLayout *m_sentences;
    Skeleton *m_skeleton;
    Banner *m_failed;
    Banner *m_problem;
    Banner *m_change;
    QWidget *m_work;
    FlowLabel *m_workText;
    QPushButton *m_stop;
    QWidget *m_switchRow;
    SegmentedControl *m_switch;
    QToolButton *m_arrangement;
    QMenu *m_arrangements;
    MachineOptions m_machines;
    FlowLabel *m_partSentence;
    FunnelView *m_funnel;
    ScoreLegend *m_legend;
    ExplainTable *m_ranked;
    QWidget *m_rankedBox;
    QLabel *m_leftTitle;
    ExplainTable *m_leftOut;
    QWidget *m_leftBox;
    QWidget *m_partHelp;
    QVBoxLayout *m_partHelpList;
    QWidget *m_quota;
    QVBoxLayout *m_quotaList;
    QLabel *m_snapshot;
};

} // namespace easel
