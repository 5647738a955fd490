// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/poolmachinespage.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/typography.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/formfield.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/sectionheader.h"
#include "app/wizards/fieldrows.h"
#include "app/wizards/poolmodel.h"
#include "core/base/text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStyledItemDelegate>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

using Field = FieldRows::Column;
using Kind = FieldRows::Column::Kind;

namespace {

enum FitColumn { NameColumn, ShareColumn, HasColumn, BecauseColumn };
constexpr int mostFitting = 6; // rows, before a list scrolls
constexpr int mostLeftOut = 9;
constexpr int IdRole = Qt::UserRole + 1;
constexpr int ShareRole = Qt::UserRole + 2;

// How much of the machine is asked for: a bar, and the number beside it.
class ShareDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        const QVariant share = index.data(ShareRole);
        if (!share.isValid())
            return;
        const Theme &theme = Look::theme();
        const int width = option.rect.width() - 60;
        if (width < 16)
            return;
        painter->save();
        QRectF bar(option.rect.left() + 8, option.rect.center().y() - 4, width, 8);
        if (option.direction == Qt::RightToLeft)
            bar.moveRight(option.rect.right() - 8);
        painter->fillRect(bar, theme.selectionIdle);
        QRectF filled = bar;
        filled.setWidth(bar.width() * std::clamp(share.toInt(), 0, 100) / 100);
        painter->fillRect(filled, theme.attached);
        painter->restore();
    }
};

// Sentences in as many lines as the column needs: why a machine is taken or left out is not cut off.
class SentenceDelegate : public QStyledItemDelegate
{
public:
    explicit SentenceDelegate(QTreeWidget *view)
        : QStyledItemDelegate(view)
        , m_view(view)
    {}

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        // The style keeps a margin on both sides.
        const int margin = m_view->style()->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, m_view) + 1;
        const int width = std::max(1, m_view->columnWidth(index.column()) - 2 * margin);
        const QFontMetrics metrics(m_view->font());
        const QString text = index.data().toString();
        const int height =
            metrics.boundingRect(QRect(0, 0, width, 10'000), Qt::TextWordWrap, text).height() + 10;
        return {QStyledItemDelegate::sizeHint(option, index).width(),
                text.isEmpty() ? rowHeight(QFontMetricsF(metrics))
                               : std::max(rowHeight(QFontMetricsF(metrics)), height)};
    }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->features |= QStyleOptionViewItem::WrapText;
    }

private:
    QTreeWidget *m_view;
};

QTreeWidget *tree(const QString &objectName, const QString &name, QWidget *parent)
{
    auto *view = new QTreeWidget(parent);
    view->setObjectName(objectName);
    view->setAccessibleName(name);
    view->setFrameShape(QFrame::NoFrame);
    view->setTabKeyNavigation(false);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setAllColumnsShowFocus(true);
    view->header()->setStretchLastSection(true);
    view->setWordWrap(true);
    return view;
}

// As high as its rows, up to some; sentences stand in the last column.
void fitHeight(QTreeWidget *view, int most)
{
    const int row = rowHeight(QFontMetricsF(view->font()));
    int rows = 0;
    int height = 0;
    const auto add = [&](const QTreeWidgetItem *item) {
        const QModelIndex sentence = view->indexFromItem(item, view->columnCount() - 1);
        if (++rows <= most)
            height += std::max(row, view->sizeHintForIndex(sentence).height());
    };
    for (int i = 0; i < view->topLevelItemCount(); ++i) {
        const QTreeWidgetItem *top = view->topLevelItem(i);
        add(top);
        for (int j = 0; top->isExpanded() && j < top->childCount(); ++j)
            add(top->child(j));
    }
    const int header = view->isHeaderHidden() ? 0 : view->header()->sizeHint().height();
    view->setFixedHeight(header + std::max(row, height) + 4);
}

} // namespace

PoolMachinesPage::PoolMachinesPage(PoolModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_which(new QComboBox(this))
    , m_whichField(new FormField(tr("Node pool"), m_which, this))
    , m_asks(new QLabel(this))
    , m_change(new QPushButton(tr("Change"), this))
    , m_groups(new FieldRows(u"resourceGroups"_s,
                             {Field{Kind::Text, tr("Tag"), tr("tag, such as hall"), {}, 0, 0, 0, false},
                              Field{Kind::Text, tr("Value of the tag"), tr("value"), {}, 0, 0, 0, false}},
                             tr("Tag that machines must have"), this))
    , m_verdict(new Banner(Tone::Bad, this))
    , m_fitTitle(new QLabel(this))
    , m_again(new QPushButton(icon(u"undo-2"_s), tr("Choose again"), this))
    , m_fitting(tree(u"machinesFit"_s, tr("Machines that fit, best first"), this))
    , m_note(new QLabel(this))
    , m_leftTitle(new QLabel(this))
    , m_search(new QLineEdit(this))
    , m_leftOut(tree(u"machinesLeftOut"_s, tr("Machines that are not used, by reason"), this))
    , m_help(new QLabel(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    m_which->setObjectName(u"machinesNodePool"_s);
    column->addWidget(m_whichField);
    auto *asks = new QHBoxLayout;
    asks->setSpacing(8);
    m_asks->setTextFormat(Qt::PlainText);
    m_asks->setWordWrap(true);
    setSecondaryText(m_asks);
    setButtonKind(m_change, ButtonKind::Link);
    m_change->setObjectName(u"machinesChange"_s);
    m_change->setAccessibleName(tr("Change what each machine must have"));
    asks->addWidget(m_asks, 1);
    asks->addWidget(m_change, 0, Qt::AlignTop);
    column->addLayout(asks);
    column->addWidget(new SectionHeader(tr("Resource groups"), SectionHeader::Level::Caption, this));
    column->addWidget(m_groups);
    m_verdict->setLayoutKind(Banner::Layout::Stacked);
    column->addWidget(m_verdict);

    auto *fit = new Panel(this);
    fit->column()->setContentsMargins(1, 8, 1, 1);
    auto *fitHead = new QHBoxLayout;
    fitHead->setContentsMargins(12, 0, 8, 0);
    setTextRole(m_fitTitle, TextRole::Strong);
    m_fitTitle->setTextFormat(Qt::PlainText);
    m_fitTitle->setObjectName(u"machinesFitTitle"_s);
    setButtonKind(m_again, ButtonKind::Flat);
    setSmallControl(m_again);
    m_again->setObjectName(u"machinesAgain"_s);
    fitHead->addWidget(m_fitTitle, 1);
    fitHead->addWidget(m_again);
    fit->column()->addLayout(fitHead);
    m_fitting->setRootIsDecorated(false);
    m_fitting->setHeaderLabels({tr("Machine"), tr("Asked for"), tr("Has"), tr("Because")});
    m_fitting->setItemDelegateForColumn(ShareColumn, new ShareDelegate(m_fitting));
    m_fitting->setItemDelegateForColumn(BecauseColumn, new SentenceDelegate(m_fitting));
    m_fitting->header()->resizeSection(NameColumn, scaledWidth(this, 140));
    m_fitting->header()->resizeSection(ShareColumn, scaledWidth(this, 108));
    m_fitting->header()->resizeSection(HasColumn, scaledWidth(this, 180));
    fit->column()->addWidget(m_fitting);
    column->addWidget(fit);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setObjectName(u"machinesNote"_s);
    setTextRole(m_note, TextRole::Small);
    column->addWidget(m_note);

    auto *left = new Panel(this);
    left->column()->setContentsMargins(1, 8, 1, 1);
    auto *leftHead = new QHBoxLayout;
    leftHead->setContentsMargins(12, 0, 8, 0);
    setTextRole(m_leftTitle, TextRole::Strong);
    m_leftTitle->setTextFormat(Qt::PlainText);
    m_search->setObjectName(u"machinesSearch"_s);
    m_search->setPlaceholderText(tr("Why not this machine?"));
    m_search->setAccessibleName(tr("Why not this machine?"));
    m_search->setClearButtonEnabled(true);
    m_search->setFixedWidth(scaledWidth(this, 200));
    setSmallControl(m_search);
    leftHead->addWidget(m_leftTitle, 1);
    leftHead->addWidget(m_search);
    left->column()->addLayout(leftHead);
    m_leftOut->setHeaderHidden(true);
    m_leftOut->setColumnCount(3);
    m_leftOut->setItemDelegateForColumn(2, new SentenceDelegate(m_leftOut));
    m_leftOut->header()->resizeSection(0, scaledWidth(this, 180));
    m_leftOut->header()->resizeSection(1, scaledWidth(this, 48));
    left->column()->addWidget(m_leftOut);
    column->addWidget(left);
    m_help->setTextFormat(Qt::PlainText);
    m_help->setWordWrap(true);
    m_help->setObjectName(u"machinesHelp"_s);
    m_help->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_help);
    column->addStretch(1);

    connect(m_which, &QComboBox::activated, this, [this](int index) {
        setNodePool(index);
        Q_EMIT nodePoolChosen(index);
    });
    connect(m_change, &QPushButton::clicked, this, &PoolMachinesPage::changeWanted);
    connect(m_groups, &FieldRows::edited, this, [this] {
        const PoolModel::NodePool now = m_model->nodePools().value(m_nodePool);
        m_model->setResourceGroups(now.controlPlane(), m_groups->rows());
        Q_EMIT edited();
    });
    connect(m_fitting, &QTreeWidget::itemChanged, this, [this](QTreeWidgetItem *item, int changed) {
        if (!m_filling && changed == NameColumn)
            choose(item);
    });
    connect(m_again, &QPushButton::clicked, this, [this] {
        m_swapped.clear();
        m_model->setPins(m_model->nodePools().value(m_nodePool), {});
        m_fitting->setFocus(Qt::OtherFocusReason); // the button goes
        Q_EMIT edited();
    });
    // Another width is another number of lines.
    const auto follow = [](QTreeWidget *view, int most) {
        connect(view->header(), &QHeaderView::sectionResized, view, [view, most](int section) {
            if (section != view->columnCount() - 1)
                return;
            view->doItemsLayout();
            fitHeight(view, most);
        });
    };
    follow(m_fitting, mostFitting);
    follow(m_leftOut, mostLeftOut);
    connect(m_search, &QLineEdit::textChanged, this, &PoolMachinesPage::showLeftOut);
    connect(m_leftOut, &QTreeWidget::itemExpanded, this, &PoolMachinesPage::fitLeftOut);
    connect(m_leftOut, &QTreeWidget::itemCollapsed, this, &PoolMachinesPage::fitLeftOut);
}

QString PoolMachinesPage::heading() const
{
    const QList<PoolModel::NodePool> pools = m_model->nodePools();
    if (m_nodePool >= pools.size())
        return tr("Machines");
    const PoolModel::NodePool &pool = pools.at(m_nodePool);
    return pool.controlPlane() ? tr("Machines for the control plane")
                               : tr("Machines for worker pool %1").arg(cleanedLine(pool.title));
}

QString PoolMachinesPage::explanation() const
{
    return tr("Easel chooses machines that nothing is left over on; a box changes one by hand.");
}

const ExplainedPart *PoolMachinesPage::part() const
{
    return m_nodePool < m_free.parts.size() ? &m_free.parts.at(m_nodePool) : nullptr;
}

int PoolMachinesPage::wanted() const
{
    const QList<PoolModel::NodePool> pools = m_model->nodePools();
    return m_nodePool < pools.size() ? int(m_model->effectOf(pools.at(m_nodePool)).nodeCount.value_or(0)) : 0;
}

QStringList PoolMachinesPage::chosenNow() const
{
    const QList<PoolModel::NodePool> pools = m_model->nodePools();
    if (m_nodePool >= pools.size())
        return {};
    QStringList chosen = m_model->pins(pools.at(m_nodePool));
    if (chosen.isEmpty()) {
        if (const ExplainedPart *now = part()) {
            for (int i = 0; i < now->chosen && i < now->ranked.size(); ++i)
                chosen << now->ranked.at(i).id;
        }
    }
    return chosen;
}

// A box turned on takes the place of the machine that was chosen last; a box turned off leaves a gap.
void PoolMachinesPage::choose(QTreeWidgetItem *item)
{
    const QString id = item->data(NameColumn, IdRole).toString();
    const bool on = item->checkState(NameColumn) == Qt::Checked;
    QStringList chosen = chosenNow();
    m_swapped.clear();
    if (!on) {
        chosen.removeAll(id);
    } else if (!chosen.contains(id)) {
        if (chosen.size() >= wanted() && !chosen.isEmpty())
            m_swapped = chosen.takeLast();
        chosen << id;
    }
    m_model->setPins(m_model->nodePools().value(m_nodePool), chosen);
    Q_EMIT edited();
}

void PoolMachinesPage::setNodePool(int nodePool)
{
    if (nodePool == m_nodePool)
        return;
    m_nodePool = nodePool;
    m_swapped.clear();
    refresh();
}

void PoolMachinesPage::setExplanations(const Explanation &asItIs, const Explanation &free)
{
    m_asItIs = asItIs;
    m_free = free;
    m_known = true;
    refresh();
}

void PoolMachinesPage::setWorking(bool working)
{
    m_working = working;
    if (working && !m_known)
        m_fitTitle->setText(tr("Choosing machines…"));
}

void PoolMachinesPage::setFailed(const Error &error)
{
    m_verdict->setTone(Tone::Bad);
    m_verdict->setTexts(tr("Machines could not be chosen."), errorSentence(error));
    m_verdict->show();
}

void PoolMachinesPage::refresh()
{
    const QList<PoolModel::NodePool> pools = m_model->nodePools();
    if (m_nodePool >= pools.size())
        m_nodePool = std::max(0, int(pools.size()) - 1);
    {
        const QSignalBlocker quiet(m_which);
        QStringList titles;
        for (const PoolModel::NodePool &pool : pools)
            titles << cleanedLine(pool.title);
        QStringList shown;
        for (int i = 0; i < m_which->count(); ++i)
            shown << m_which->itemText(i);
        if (shown != titles) {
            m_which->clear();
            m_which->addItems(titles);
        }
        m_which->setCurrentIndex(m_nodePool);
    }
    m_whichField->setVisible(pools.size() > 1);
    const bool any = m_nodePool < pools.size();
    m_asks->setText(any ? nodePoolText(m_model->effectOf(pools.at(m_nodePool)))
                        : tr("The pool asks for no machines yet."));
    m_change->setVisible(any);
    m_groups->setVisible(any);
    if (any) {
        const QMap<QString, QString> groups = m_model->resourceGroups(pools.at(m_nodePool).controlPlane());
        QList<QStringList> rows;
        for (auto it = groups.cbegin(); it != groups.cend(); ++it)
            rows << QStringList{it.key(), *it};
        QList<QStringList> complete = m_groups->rows();
        complete.removeIf([](const QStringList &row) { return row.at(0).isEmpty(); });
        std::sort(complete.begin(), complete.end());
        if (complete != rows)
            m_groups->setRows(rows);
    }
    if (m_known) {
        QStringList why;
        for (const ExplainedReason &reason : std::as_const(m_asItIs.refusals))
            why << reason.sentence;
        for (const ExplainedPart &each : std::as_const(m_asItIs.parts)) {
            // What is missing is said by its sentence (POOL-14).
            if (m_asItIs.tone == Tone::Bad && !each.sentence.isEmpty() && each.chosen == 0)
                why << each.sentence;
        }
        const bool bad = m_asItIs.tone == Tone::Bad || m_asItIs.tone == Tone::Unknown;
        m_verdict->setVisible(bad && any);
        m_verdict->setTone(m_asItIs.tone);
        m_verdict->setTexts(cleanedLine(m_asItIs.heading), cleanedLine(why.join(u' ')));
    } else {
        m_verdict->hide();
    }
    // The lists are long; nobody sees them on other pages.
    if (isVisible()) {
        showFitting();
        showLeftOut();
    }
    showProblems(m_showAll);
}

void PoolMachinesPage::entered()
{
    refresh();
}

void PoolMachinesPage::showFitting()
{
    const ExplainedPart *now = part();
    const QStringList chosen = chosenNow();
    const bool byHand = m_nodePool < m_model->nodePools().size() &&
                        !m_model->pins(m_model->nodePools().at(m_nodePool)).isEmpty();
    m_again->setVisible(byHand);
    m_filling = true;
    QList<ExplainedItem> items = now ? now->ranked : QList<ExplainedItem>();
    // Chosen by hand and fitting no more: they stand first, with what is wrong.
    for (const QString &id : chosen) {
        const auto has = [&id](const ExplainedItem &item) { return item.id == id; };
        if (std::any_of(items.begin(), items.end(), has))
            continue;
        ExplainedItem item;
        item.id = id;
        item.name = id;
        if (now) {
            const auto known = std::find_if(now->leftOut.begin(), now->leftOut.end(), has);
            if (known != now->leftOut.end())
                item = *known;
        }
        item.because =
            item.reasons.isEmpty() ? tr("It is not in the inventory.") : item.reasons.first().sentence;
        if (m_known)
            items.prepend(item);
    }
    while (m_fitting->topLevelItemCount() > items.size())
        delete m_fitting->takeTopLevelItem(m_fitting->topLevelItemCount() - 1);
    for (qsizetype i = 0; i < items.size(); ++i) {
        const ExplainedItem &item = items.at(i);
        QTreeWidgetItem *row = m_fitting->topLevelItem(int(i));
        if (!row) {
            row = new QTreeWidgetItem(m_fitting);
            row->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable |
                          Qt::ItemNeverHasChildren);
            row->setTextAlignment(ShareColumn, Qt::AlignRight | Qt::AlignVCenter);
        }
        const bool isChosen = chosen.contains(item.id);
        row->setCheckState(NameColumn, isChosen ? Qt::Checked : Qt::Unchecked);
        row->setData(NameColumn, IdRole, item.id);
        row->setText(NameColumn, cleanedLine(item.name));
        row->setFont(NameColumn, textFont(isChosen ? TextRole::Strong : TextRole::Body));
        row->setData(ShareColumn, ShareRole, item.total ? QVariant(int(*item.total)) : QVariant());
        row->setText(ShareColumn, item.total ? tr("%1 %").arg(*item.total) : QString());
        row->setText(HasColumn, item.has);
        row->setToolTip(HasColumn, item.has);
        row->setText(BecauseColumn, item.because);
        row->setToolTip(BecauseColumn, item.because);
    }
    m_filling = false;
    fitHeight(m_fitting, mostFitting);
    if (!m_known)
        m_fitTitle->setText(m_working ? tr("Choosing machines…") : tr("No machines are chosen yet"));
    else
        m_fitTitle->setText(tr("%1 chosen of %2 that fit", "machines")
                                .arg(chosen.size())
                                .arg(now ? int(now->ranked.size()) : 0));
    m_note->setText(!m_swapped.isEmpty() ? tr("Instead of %1.").arg(cleanedLine(m_swapped))
                    : byHand             ? tr("Chosen by hand: Easel does not change this choice.")
                                         : QString());
    m_note->setVisible(!m_note->text().isEmpty());
}

void PoolMachinesPage::showLeftOut()
{
    const ExplainedPart *now = part();
    const QString words = m_search->text().trimmed();
    const int total = now ? now->leftOutTotal : 0;
    m_leftTitle->setText(tr("%n machine(s) are not used", nullptr, total));
    m_help->setText(now ? cleaned(now->help.join(u'\n')) : QString());
    m_help->setVisible(!m_help->text().isEmpty());
    const QList<ExplainedItem> items = now ? now->leftOut : QList<ExplainedItem>();
    if (m_leftOutShown && items == m_shownItems && words == m_shownWords)
        return; // nothing jumps while somebody reads
    m_leftOutShown = now != nullptr;
    m_shownItems = items;
    m_shownWords = words;
    QStringList reasons;
    QHash<QString, QList<const ExplainedItem *>> byReason;
    if (now) {
        for (const ExplainedItem &item : std::as_const(m_shownItems)) {
            if (!words.isEmpty() && !item.name.contains(words, Qt::CaseInsensitive))
                continue;
            const QString reason = item.reasons.isEmpty() ? tr("Not used") : item.reasons.first().rule;
            if (!reasons.contains(reason))
                reasons << reason;
            byReason[reason] << &item;
        }
    }
    std::stable_sort(reasons.begin(), reasons.end(), [&](const QString &a, const QString &b) {
        return byReason.value(a).size() > byReason.value(b).size();
    });
    QStringList open;
    for (int i = 0; i < m_leftOut->topLevelItemCount(); ++i) {
        if (m_leftOut->topLevelItem(i)->isExpanded())
            open << m_leftOut->topLevelItem(i)->text(0);
    }
    const QString current = m_leftOut->currentItem() ? m_leftOut->currentItem()->text(0) : QString();
    m_leftOut->clear();
    for (const QString &reason : std::as_const(reasons)) {
        const QList<const ExplainedItem *> those = byReason.value(reason);
        auto *top = new QTreeWidgetItem(m_leftOut);
        top->setText(0, reason);
        top->setText(1, QString::number(those.size()));
        top->setFont(1, textFont(TextRole::Strong));
        top->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        QStringList names;
        for (const ExplainedItem *item : those)
            names << cleanedLine(item->name);
        top->setText(2, nameList(names, 4));
        for (const ExplainedItem *item : those) {
            auto *row = new QTreeWidgetItem(top);
            row->setText(0, cleanedLine(item->name));
            QStringList sentences;
            for (const ExplainedReason &each : item->reasons)
                sentences << each.sentence;
            row->setText(2, cleanedLine(sentences.join(u' ')));
            row->setToolTip(2, cleanedLine(item->has) + u'\n' + cleaned(sentences.join(u'\n')));
            if (row->text(0) == current)
                m_leftOut->setCurrentItem(row);
        }
        top->setExpanded(!words.isEmpty() || open.contains(reason));
        if (reason == current)
            m_leftOut->setCurrentItem(top);
    }
    const int listed = now ? int(now->leftOut.size()) : 0;
    if (!words.isEmpty() && reasons.isEmpty() && now) {
        auto *none = new QTreeWidgetItem(m_leftOut);
        none->setFirstColumnSpanned(true);
        const bool fits = std::any_of(now->ranked.begin(), now->ranked.end(), [&](const ExplainedItem &item) {
            return item.name.contains(words, Qt::CaseInsensitive);
        });
        none->setText(0, fits ? tr("It fits: see above.")
                         : listed < total
                             ? tr("No machine of that name among the %n nearest.", nullptr, listed)
                             : tr("No machine of that name."));
    }
    fitLeftOut();
}

void PoolMachinesPage::fitLeftOut()
{
    fitHeight(m_leftOut, mostLeftOut);
}

QList<PageProblem> PoolMachinesPage::problems() const
{
    QList<PageProblem> found;
    const QList<PoolModel::NodePool> pools = m_model->nodePools();
    for (const PoolModel::NodePool &pool : pools) {
        const QStringList pins = m_model->pins(pool);
        const qint64 count = m_model->effectOf(pool).nodeCount.value_or(0);
        if (pins.isEmpty() || pins.size() == count)
            continue;
        found << PageProblem{
            m_fitting,
            pins.size() < count
                ? tr("%1: choose %n more machine(s), or choose again.", nullptr, int(count - pins.size()))
                      .arg(cleanedLine(pool.title))
                : tr("%1: %n machine(s) too many are chosen.", nullptr, int(pins.size() - count))
                      .arg(cleanedLine(pool.title))};
    }
    return found;
}

void PoolMachinesPage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    const QList<PageProblem> found = problems();
    if (found.isEmpty()) {
        setToneText(m_note, Tone::Neutral);
        return;
    }
    setToneText(m_note, Tone::Bad);
    m_note->setText(found.first().sentence);
    m_note->show();
}

} // namespace easel
