// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/explain/explainmodel.h"

#include "app/look/typography.h"

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

Tone toneOf(ExplainedItem::State state)
{
    switch (state) {
    case ExplainedItem::State::Stays:
        return Tone::Good;
    case ExplainedItem::State::Leaves:
        return Tone::Warning;
    case ExplainedItem::State::New:
    case ExplainedItem::State::Fits:
    case ExplainedItem::State::LeftOut:
        break;
    }
    return Tone::Neutral;
}

QList<qlonglong> weighted(const ExplainedPart &part, const ExplainedItem &item)
{
    QList<qlonglong> parts;
    for (qsizetype i = 0; i < part.scores.size() && i < item.scores.size(); ++i)
        parts << part.scores.at(i).weight * item.scores.at(i).value_or(0);
    return parts;
}

} // namespace

ExplainModel::ExplainModel(List list, QObject *parent)
    : QAbstractItemModel(parent)
    , m_list(list)
{}

const QList<ExplainedItem> &ExplainModel::items() const
{
    return m_list == List::Ranked ? m_part.ranked : m_part.leftOut;
}

void ExplainModel::setPart(const ExplainedPart &part)
{
    beginResetModel();
    m_part = part;
    m_rows.clear();
    m_lines.clear();
    qlonglong below = 0;
    qlonglong above = 0;
    for (int i = 0; i < items().size(); ++i) {
        if (m_list == List::Ranked && i == m_part.chosen && i > 0 && !m_part.cut.isEmpty())
            m_rows << Row{-1, m_part.cut};
        m_rows << Row{i, {}};
        qlonglong low = 0;
        qlonglong high = 0;
        for (const qlonglong each : weighted(m_part, items().at(i)))
            (each < 0 ? low : high) += each;
        below = std::min(below, low);
        above = std::max(above, high);
    }
    const int more = m_part.leftOutTotal - int(m_part.leftOut.size());
    if (m_list == List::LeftOut && more > 0)
        m_rows << Row{-1, tr("And %n more machine(s), with as many failing rules or more.", nullptr, more)};
    for (const Row &row : std::as_const(m_rows))
        m_lines << (row.item < 0 ? QStringList() : linesOf(items().at(row.item)));
    m_extent = QVariant::fromValue(QList<qlonglong>{below, above});
    endResetModel();
}

bool ExplainModel::offersFix(const ExplainedItem &item) const
{
    using Kind = PlacementFix::Kind;
    switch (item.fix.kind) {
    case Kind::AllowValue:
    case Kind::Tolerate:
        return m_editable;
    case Kind::SetLabel:
        return m_editable && !item.object.name.isEmpty();
    case Kind::OpenCluster:
        return !item.object.name.isEmpty();
    case Kind::None:
        break;
    }
    return false;
}

QStringList ExplainModel::linesOf(const ExplainedItem &item) const
{
    QStringList lines;
    if (m_part.kind == ExplainedPart::Kind::Machines && !item.has.isEmpty())
        lines << item.has;
    const QStringList sums = scoreSums(m_part, item);
    if (!sums.isEmpty())
        lines << sums.join(u"    "_s);
    for (const ExplainedReason &reason : item.reasons) {
        lines << (reason.shortBy > 0 ? tr("%1: %2 Needed %3, is %4, short by %5.", "rule, sentence, numbers")
                                           .arg(reason.rule, reason.sentence, reason.needed, reason.actual,
                                                signedNumber(reason.shortBy))
                                     : tr("%1: %2", "rule, sentence").arg(reason.rule, reason.sentence));
    }
    if (!item.because.isEmpty())
        lines << item.because;
    if (!item.help.isEmpty())
        lines << tr("What would help, tried: %1").arg(item.help.join(u' '));
    return lines;
}

const ExplainedItem *ExplainModel::itemAt(const QModelIndex &index) const
{
    if (!index.isValid())
        return nullptr;
    const QModelIndex top = index.parent().isValid() ? index.parent() : index;
    const int item = m_rows.at(top.row()).item;
    return item < 0 ? nullptr : &items().at(item);
}

bool ExplainModel::isColumnUsed(int column) const
{
    const auto any = [this](auto test) { return std::any_of(items().begin(), items().end(), test); };
    const bool clusters = m_part.kind == ExplainedPart::Kind::Clusters;
    switch (column) {
    case StateColumn:
        return m_list == List::Ranked;
    case HasColumn:
        return any([](const ExplainedItem &item) { return !item.has.isEmpty(); });
    case ScoreColumn:
    case TotalColumn:
        return m_list == List::Ranked &&
               any([](const ExplainedItem &item) { return item.total.has_value(); });
    case RankColumn:
        return m_list == List::Ranked && clusters;
    case RuleColumn:
        return m_list == List::LeftOut && clusters;
    case ReasonColumn:
        return m_list == List::LeftOut;
    case FixColumn:
        return m_list == List::LeftOut && any([this](const ExplainedItem &item) { return offersFix(item); });
    default:
        return true;
    }
}

QModelIndex ExplainModel::index(int row, int column, const QModelIndex &parent) const
{
    if (column < 0 || column >= ColumnCount || row < 0 || row >= rowCount(parent))
        return {};
    // 0: a row of its own; else the row it belongs to, plus one.
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) + 1 : quintptr(0));
}

QModelIndex ExplainModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    return createIndex(int(child.internalId() - 1), 0, quintptr(0));
}

int ExplainModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_rows.size());
    if (parent.column() > 0 || parent.internalId() != 0)
        return 0;
    return int(m_lines.at(parent.row()).size());
}

int ExplainModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QVariant ExplainModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const ExplainedItem *item = index.internalId() == 0 ? itemAt(index) : nullptr;
    return item ? dataOf(*item, index, role) : lineData(index, role);
}

// The cut, and what is said below an item: one text over the whole row.
QVariant ExplainModel::lineData(const QModelIndex &index, int role) const
{
    const bool below = index.internalId() != 0;
    const QString text =
        below ? m_lines.at(int(index.internalId() - 1)).at(index.row()) : m_rows.at(index.row()).text;
    switch (role) {
    case SpanRole:
        return true;
    case CutRole:
        return !below;
    case WrappedTextRole:
    case Qt::AccessibleTextRole:
        return index.column() == 0 ? text : QString();
    default:
        return {};
    }
}

QVariant ExplainModel::itemText(const ExplainedItem &item, const QModelIndex &index) const
{
    switch (index.column()) {
    case NameColumn:
        return item.name;
    case StateColumn:
        return explainedStateWord(item.state);
    case HasColumn:
        return item.has;
    case RankColumn: {
        const auto row = m_rows.at(index.row()).item;
        return signedNumber(row + 1);
    }
    case RuleColumn:
        return item.reasons.isEmpty() ? QString() : item.reasons.first().rule;
    case FixColumn:
        return offersFix(item) ? fixText(item.fix) : QString();
    case TotalColumn:
        if (!item.total)
            return {};
        return m_part.kind == ExplainedPart::Kind::Clusters ? signedNumber(*item.total)
                                                            : tr("%1 %").arg(*item.total);
    default:
        return {};
    }
}

QVariant ExplainModel::dataOf(const ExplainedItem &item, const QModelIndex &index, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return itemText(item, index);
    case Qt::AccessibleTextRole:
        if (index.column() == ScoreColumn)
            return scoreSums(m_part, item).join(u"; "_s);
        if (index.column() == ReasonColumn && !item.reasons.isEmpty())
            return item.reasons.first().sentence;
        return itemText(item, index);
    case WrappedTextRole: {
        if (index.column() != ReasonColumn || item.reasons.isEmpty())
            return QString();
        const ExplainedReason &reason = item.reasons.first();
        return reason.brief.isEmpty() ? reason.sentence : reason.brief;
    }
    case CellTypeRole:
        if (index.column() == StateColumn && item.state != ExplainedItem::State::New)
            return int(CellType::State);
        return int(index.column() == TotalColumn || index.column() == RankColumn ? CellType::Number
                                                                                 : CellType::Text);
    case InkRole:
        return int(index.column() == FixColumn                                    ? TextInk::Link
                   : index.column() == RankColumn || index.column() == RuleColumn ? TextInk::Secondary
                                                                                  : TextInk::Text);
    case Qt::TextAlignmentRole: {
        const bool clusters = m_part.kind == ExplainedPart::Kind::Clusters;
        const bool right = index.column() == TotalColumn || index.column() == RankColumn ||
                           index.column() == FixColumn || (index.column() == HasColumn && clusters);
        return right ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    }
    case IconNameRole: // no state of the hub: nothing turns
        return index.column() == StateColumn && item.state == ExplainedItem::State::New ? u"plus"_s
                                                                                        : QString();
    case ToneRole:
        return int(toneOf(item.state));
    case Qt::FontRole:
        return item.isChosen() && (index.column() == NameColumn || index.column() == TotalColumn)
                   ? QVariant(textFont(TextRole::Strong))
                   : QVariant();
    case PartsRole:
        if (index.column() != ScoreColumn || !item.total)
            return {};
        // A machine's share is one part.
        return QVariant::fromValue(m_part.scores.isEmpty() ? QList<qlonglong>{*item.total}
                                                           : weighted(m_part, item));
    case ExtentRole:
        return m_part.scores.isEmpty() ? QVariant::fromValue(QList<qlonglong>{0, 100}) : m_extent;
    case Qt::ToolTipRole: {
        QStringList lines = m_lines.at(index.row());
        lines.prepend(item.has.isEmpty() ? item.name : item.name + u": "_s + item.has);
        return lines.join(u'\n');
    }
    case ObjectRefRole:
        return QVariant::fromValue(item.object);
    default:
        return {};
    }
}

QVariant ExplainModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != Qt::AccessibleTextRole))
        return {};
    const bool clusters = m_part.kind == ExplainedPart::Kind::Clusters;
    switch (section) {
    case NameColumn:
        return clusters ? tr("Cluster") : tr("Machine");
    case StateColumn:
        return tr("Decision");
    case HasColumn:
        return clusters ? tr("GPUs") : tr("Has");
    case ScoreColumn:
        return clusters ? tr("Score by part") : tr("Asked for");
    case TotalColumn:
        return clusters ? tr("Total") : QString();
    case RuleColumn:
        return tr("Rule");
    case ReasonColumn:
        return tr("Because");
    default:
        return {};
    }
}

} // namespace easel
