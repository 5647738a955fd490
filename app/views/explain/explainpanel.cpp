// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/explain/explainpanel.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/typography.h"
#include "app/views/explain/explaintable.h"
#include "app/views/explain/funnelview.h"
#include "app/views/explain/scorelegend.h"
#include "app/views/explain/waterfallview.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/flowlabel.h"
#include "app/views/parts/iconlabel.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/placeholders.h"
#include "app/views/parts/sectionheader.h"
#include "app/views/parts/segmentedcontrol.h"
#include "core/base/text.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace easel {

namespace {

FlowLabel *sentenceLabel(const QString &text, QWidget *parent)
{
    auto *label = new FlowLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setText(text);
    return label;
}

// A list with a title in a box of its own.
QWidget *boxed(QWidget *title, QWidget *list, QWidget *parent)
{
    auto *box = new Panel(parent);
    box->column()->setContentsMargins(1, title ? 8 : 1, 1, 1);
    box->column()->setSpacing(title ? 6 : 0);
    if (title) {
        auto *row = new QHBoxLayout;
        row->setContentsMargins(8, 0, 8, 0);
        row->addWidget(title);
        box->column()->addLayout(row);
    }
    box->column()->addWidget(list);
    return box;
}

QString arrangementText(const MachineOptions &machines)
{
    switch (machines.topology) {
    case MachineOptions::Topology::Pack:
        return ExplainPanel::tr("Packed by %1").arg(cleanedLine(machines.topologyKey));
    case MachineOptions::Topology::Spread:
        return ExplainPanel::tr("Spread by %1").arg(cleanedLine(machines.topologyKey));
    case MachineOptions::Topology::None:
        break;
    }
    return ExplainPanel::tr("As they fit best");
}

void clearLayout(QLayout *layout)
{
    while (QLayoutItem *item = layout->takeAt(0)) {
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
}

} // namespace

ExplainPanel::ExplainPanel(QWidget *parent)
    : QWidget(parent)
    , m_content(new QWidget(this))
    , m_icon(new IconLabel(this))
    , m_heading(new FlowLabel(this))
    , m_copy(new QPushButton(tr("Copy"), this))
    , m_skeleton(new Skeleton(this))
    , m_failed(new Banner(Tone::Bad, this))
    , m_problem(new Banner(Tone::Unknown, this))
    , m_change(new Banner(Tone::Progressing, this))
    , m_work(new QWidget(this))
    , m_workText(new FlowLabel(this))
    , m_stop(new QPushButton(tr("Stop"), this))
    , m_switchRow(new QWidget(this))
    , m_switch(new SegmentedControl({}, this))
    , m_arrangement(new QToolButton(this))
    , m_arrangements(new QMenu(this))
    , m_partSentence(sentenceLabel({}, this))
    , m_funnel(new FunnelView(this))
    , m_legend(new ScoreLegend(this))
    , m_ranked(new ExplainTable(ExplainModel::List::Ranked, this))
    , m_leftTitle(new QLabel(this))
    , m_leftOut(new ExplainTable(ExplainModel::List::LeftOut, this))
    , m_partHelp(new QWidget(this))
    , m_quota(new QWidget(this))
    , m_snapshot(new QLabel(this))
{
    setAccessibleName(tr("Explanation"));
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(12);
    outer->addWidget(m_failed);
    outer->addWidget(m_skeleton);
    outer->addWidget(m_content);

    m_column = new QVBoxLayout(m_content);
    QVBoxLayout *column = m_column;
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);

    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    setTextRole(m_heading, TextRole::Heading);
    m_heading->setTextFormat(Qt::PlainText);
    m_heading->setWordWrap(true);
    m_heading->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_heading->setObjectName(QStringLiteral("explainHeading"));
    setSmallControl(m_copy);
    m_copy->setObjectName(QStringLiteral("explainCopy"));
    m_copy->setIcon(icon(QStringLiteral("copy")));
    m_copy->setAccessibleName(tr("Copy the explanation as text"));
    m_copy->setToolTip(m_copy->accessibleName());
    head->addWidget(m_icon, 0, Qt::AlignVCenter);
    head->addWidget(m_heading, 1);
    head->addWidget(m_copy, 0, Qt::AlignVCenter);
    column->addLayout(head);

    m_sentences = new QVBoxLayout;
    m_sentences->setSpacing(4);
    column->addLayout(m_sentences);
    m_problem->setLayoutKind(Banner::Layout::Stacked);
    column->addWidget(m_problem);

    auto *work = new QHBoxLayout(m_work);
    work->setContentsMargins(0, 0, 0, 0);
    work->setSpacing(8);
    m_workText->setTextFormat(Qt::PlainText);
    m_workText->setWordWrap(true);
    setSecondaryText(m_workText);
    setSmallControl(m_stop);
    work->addWidget(m_workText, 1);
    work->addWidget(m_stop);
    column->addWidget(m_work);

    m_switch->setAccessibleName(tr("Node pool"));
    auto *switchRow = new QHBoxLayout(m_switchRow);
    switchRow->setContentsMargins(0, 0, 0, 0);
    switchRow->addWidget(m_switch);
    switchRow->addStretch(1);
    m_arrangement->setObjectName(QStringLiteral("explainArrangement"));
    m_arrangement->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_arrangement->setPopupMode(QToolButton::InstantPopup);
    m_arrangement->setMenu(m_arrangements);
    m_arrangement->setToolTip(tr("How machines are chosen among those that fit as well"));
    setSmallControl(m_arrangement);
    m_arrangements->setAccessibleName(tr("How machines are chosen"));
    connect(m_arrangements, &QMenu::aboutToShow, this, &ExplainPanel::fillArrangements);
    switchRow->addWidget(m_arrangement);
    setArrangement({});
    column->addWidget(m_switchRow);
    column->addWidget(m_partSentence);
    column->addWidget(m_funnel);
    m_partHelpList = new QVBoxLayout(m_partHelp);
    m_partHelpList->setContentsMargins(0, 0, 0, 0);
    m_partHelpList->setSpacing(4);
    column->addWidget(m_partHelp);
    m_change->setIconName(QStringLiteral("arrow-right-left"));
    m_change->setLayoutKind(Banner::Layout::Stacked);
    column->addWidget(m_change);
    column->addWidget(m_legend);
    m_ranked->setObjectName(QStringLiteral("explainRanked"));
    m_leftOut->setObjectName(QStringLiteral("explainLeftOut"));
    m_rankedBox = boxed(nullptr, m_ranked, m_content);
    column->addWidget(m_rankedBox);
    setTextRole(m_leftTitle, TextRole::Strong);
    m_leftTitle->setTextFormat(Qt::PlainText);
    m_leftBox = boxed(m_leftTitle, m_leftOut, m_content);
    column->addWidget(m_leftBox);

    m_quotaList = new QVBoxLayout(m_quota);
    m_quotaList->setContentsMargins(0, 0, 0, 0);
    m_quotaList->setSpacing(8);
    column->addWidget(m_quota);

    m_snapshot->setTextFormat(Qt::PlainText);
    setTextRole(m_snapshot, TextRole::Caption);
    setSecondaryText(m_snapshot);
    m_snapshot->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_snapshot);

    QAbstractButton *again = m_failed->addButton(tr("Try again"));
    connect(again, &QAbstractButton::clicked, this, &ExplainPanel::againRequested);
    connect(m_copy, &QPushButton::clicked, this, &ExplainPanel::copy);
    connect(m_stop, &QPushButton::clicked, this, &ExplainPanel::stopRequested);
    connect(m_switch, &SegmentedControl::currentChanged, this, &ExplainPanel::showPart);
    connect(m_ranked, &ExplainTable::openRequested, this, &ExplainPanel::openRequested);
    connect(m_leftOut, &ExplainTable::openRequested, this, &ExplainPanel::openRequested);
    connect(m_leftOut, &ExplainTable::fixRequested, this, &ExplainPanel::fixRequested);
    clear();
}

void ExplainPanel::setEditable(bool editable)
{
    m_leftOut->setEditable(editable);
}

void ExplainPanel::clear()
{
    m_has = false;
    m_part = 0;
    m_explanation = {};
    m_content->hide();
    m_failed->hide();
    m_problem->hide();
    m_work->hide();
    m_skeleton->hide();
}

void ExplainPanel::setWorking(bool working, bool advising)
{
    const bool first = working && !m_has;
    m_skeleton->setVisible(first);
    if (first) {
        m_failed->hide();
        m_content->hide();
        m_skeleton->setProgressText(tr("Deciding…"));
        m_skeleton->start();
    } else {
        m_skeleton->stop();
    }
    m_work->setVisible(working && advising);
    m_workText->setText(tr("Trying what would help those that are left out…"));
}

void ExplainPanel::setProblem(const QString &sentence)
{
    m_problem->setVisible(!sentence.isEmpty());
    if (!sentence.isEmpty())
        m_problem->setTexts(tr("This may not be all."), sentence);
}

void ExplainPanel::setFailed(const Error &error)
{
    m_skeleton->hide();
    m_failed->setTexts(tr("This could not be explained."), errorSentence(error));
    m_failed->show();
    m_content->setVisible(m_has);
}

void ExplainPanel::setNothingToSay(const QString &sentence)
{
    Explanation nothing;
    nothing.heading = sentence;
    setExplanation(nothing);
}

void ExplainPanel::setArrangement(const MachineOptions &machines)
{
    m_machines = machines;
    m_arrangement->setText(arrangementText(machines));
    m_arrangement->setAccessibleName(tr("How machines are chosen: %1").arg(m_arrangement->text()));
}

void ExplainPanel::fillArrangements()
{
    m_arrangements->clear();
    QList<MachineOptions> all{{}};
    for (const QString &tag : std::as_const(m_explanation.groupingTags)) {
        for (const auto topology : {MachineOptions::Topology::Pack, MachineOptions::Topology::Spread})
            all << MachineOptions{topology, tag, {}};
    }
    for (const MachineOptions &machines : std::as_const(all)) {
        QAction *action =
            m_arrangements->addAction(arrangementText(machines).replace(u'&', QStringLiteral("&&")));
        action->setCheckable(true);
        action->setChecked(machines.topology == m_machines.topology &&
                           machines.topologyKey == m_machines.topologyKey);
        connect(action, &QAction::triggered, this, [this, machines] {
            setArrangement(machines);
            Q_EMIT arrangementChosen(machines);
        });
    }
}

void ExplainPanel::setExplanation(const Explanation &explanation)
{
    m_failed->hide();
    m_skeleton->hide();
    m_content->show();
    if (m_has && explanation == m_explanation)
        return;
    const bool sameQuota = m_has && explanation.refusals == m_explanation.refusals &&
                           explanation.waterfalls == m_explanation.waterfalls &&
                           explanation.help == m_explanation.help &&
                           explanation.remedy == m_explanation.remedy;
    const bool sameSentences = m_has && explanation.sentences == m_explanation.sentences &&
                               explanation.remedy == m_explanation.remedy;
    m_explanation = explanation;
    m_has = true;
    m_icon->setTone(explanation.tone);
    m_heading->setText(cleanedLine(explanation.heading));
    if (!sameSentences)
        showSentences();
    m_change->setVisible(!explanation.change.isEmpty());
    m_change->setTexts(explanation.changeTitle.isEmpty() ? QString() : explanation.changeTitle + u':',
                       cleanedLine(explanation.change));
    showParts();
    if (!sameQuota)
        showQuota(); // anew: the focus must not get lost for nothing
    m_snapshot->setVisible(!explanation.snapshot.isEmpty());
    m_snapshot->setText(tr("Snapshot %1").arg(explanation.snapshot));
    m_snapshot->setToolTip(tr("The same data give the same answer; the snapshot names the data."));
}

void ExplainPanel::showTexts(QVBoxLayout *into, const QStringList &texts, const QString &title)
{
    if (texts.isEmpty())
        return;
    if (!title.isEmpty())
        into->addWidget(new SectionHeader(title, SectionHeader::Level::Caption, this));
    for (const QString &text : texts)
        into->addWidget(sentenceLabel(cleaned(text), this));
}

void ExplainPanel::showSentences()
{
    clearLayout(m_sentences);
    if (!m_explanation.remedy.isEmpty()) {
        FlowLabel *remedy = sentenceLabel(cleaned(remedyText(m_explanation.remedy)), this);
        setTextRole(remedy, TextRole::Strong);
        remedy->setObjectName(QStringLiteral("explainRemedy"));
        m_sentences->addWidget(remedy);
    }
    showTexts(m_sentences, m_explanation.sentences, {});
}

void ExplainPanel::showParts()
{
    const QList<ExplainedPart> &parts = m_explanation.parts;
    QStringList titles;
    for (const ExplainedPart &part : parts)
        titles << cleanedLine(part.title);
    m_part = std::clamp(m_part, 0, std::max(0, int(parts.size()) - 1));
    m_switch->setVisible(parts.size() > 1);
    m_arrangement->setVisible(!m_explanation.groupingTags.isEmpty() && !parts.isEmpty());
    m_switchRow->setVisible(parts.size() > 1 || !m_arrangement->isHidden());
    if (m_switch->segments() != titles) {
        m_switch->setSegments(titles);
        m_switch->setCurrent(m_part);
    }
    showPart(m_part);
}

void ExplainPanel::showPart(int index)
{
    m_part = index;
    const ExplainedPart part = m_explanation.parts.value(index);
    m_partSentence->setVisible(!part.sentence.isEmpty());
    m_partSentence->setText(cleanedLine(part.sentence));
    m_funnel->setVisible(!part.funnel.isEmpty());
    m_funnel->setStages(part.funnel, part.kind == ExplainedPart::Kind::Clusters);
    m_legend->setVisible(!part.scores.isEmpty() && !part.ranked.isEmpty());
    m_legend->setScores(part.scores);
    m_rankedBox->setVisible(!part.ranked.isEmpty());
    m_ranked->setPart(part);
    m_leftBox->setVisible(!part.leftOut.isEmpty());
    m_leftTitle->setText(part.kind == ExplainedPart::Kind::Clusters
                             ? tr("%n cluster(s) do not qualify", nullptr, part.leftOutTotal)
                             : tr("%n machine(s) do not qualify", nullptr, part.leftOutTotal));
    m_leftOut->setPart(part);
    clearLayout(m_partHelpList);
    m_partHelp->setVisible(!part.help.isEmpty());
    showTexts(m_partHelpList, part.help, tr("What would help, tried"));
}

void ExplainPanel::showQuota()
{
    clearLayout(m_quotaList);
    // What refuses comes first.
    m_column->removeWidget(m_quota);
    m_column->insertWidget(m_column->indexOf(m_explanation.refusals.isEmpty() ? m_snapshot : m_switchRow),
                           m_quota);
    const bool any = !m_explanation.refusals.isEmpty() || !m_explanation.waterfalls.isEmpty();
    m_quota->setVisible(any || !m_explanation.help.isEmpty());
    for (const ExplainedReason &reason : m_explanation.refusals) {
        auto *banner = new Banner(Tone::Bad, this);
        banner->setLayoutKind(Banner::Layout::Stacked);
        banner->setTexts(
            reason.shortBy == 0
                ? tr("%1: refused.", "rule").arg(cleanedLine(reason.rule))
                : tr("%1: short by %2.").arg(cleanedLine(reason.rule), signedNumber(reason.shortBy)),
            cleanedLine(reason.sentence));
        m_quotaList->addWidget(banner);
    }
    QStringList help = m_explanation.help;
    help.removeAll(m_explanation.remedy); // said above
    showTexts(m_quotaList, help, tr("What would help, tried"));
    for (const QuotaWaterfall &fall : m_explanation.waterfalls) {
        auto *title = new SectionHeader(tr("Quota for %1").arg(cleanedLine(fall.resource)),
                                        SectionHeader::Level::Block, this);
        if (fall.asked > 0)
            title->setAside(fall.fits() ? tr("Fits") : tr("Does not fit"));
        m_quotaList->addWidget(title);
        auto *view = new WaterfallView(this);
        view->setWaterfall(fall);
        m_quotaList->addWidget(view);
        auto *deciding = sentenceLabel(WaterfallView::deciding(fall), this);
        setSecondaryText(deciding);
        m_quotaList->addWidget(deciding);
    }
}

void ExplainPanel::copy() const
{
    QApplication::clipboard()->setText(explanationText(m_explanation));
}

} // namespace easel
