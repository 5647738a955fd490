// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/quotatreemodel.h"

#include "app/models/sortkey.h"
#include "core/base/text.h"
#include "core/domain/gpufamilies.h"
#include "core/domain/gputext.h"
#include "core/quota/gpumatters.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

struct QuotaTreeModel::Node
{
    GpuScope scope;
    Node *parent = nullptr;
    bool installed = false;
    std::vector<std::unique_ptr<Node>> children;
};

namespace {

constexpr int fixedColumns = 2; // name and state
constexpr int familyColumns = 3;

QString number(qint64 value)
{
    return QLocale().toString(value);
}

// "h100" for "NVIDIA-H100": what filters call a family.
QString familyWord(const QString &family)
{
    QString word = shortFamily(family).toLower();
    for (QChar &letter : word) {
        if (!letter.isLetterOrNumber())
            letter = u'-';
    }
    return word;
}

} // namespace

QString quotaSituationText(const GpuScope &scope)
{
    switch (scope.situation) {
    case GpuScope::Situation::NoLimit:
        return QuotaTreeModel::tr("No limit");
    case GpuScope::Situation::Within:
        return QuotaTreeModel::tr("Ready");
    case GpuScope::Situation::AtLimit:
        return QuotaTreeModel::tr("At limit");
    case GpuScope::Situation::Waiting:
        return QuotaTreeModel::tr("Waiting");
    case GpuScope::Situation::OverLimit:
        return QuotaTreeModel::tr("Over limit");
    }
    return {};
}

Tone quotaSituationTone(const GpuScope &scope)
{
    switch (scope.situation) {
    case GpuScope::Situation::NoLimit:
        return Tone::Neutral;
    case GpuScope::Situation::Within:
        return Tone::Good;
    case GpuScope::Situation::AtLimit:
        return Tone::Warning;
    case GpuScope::Situation::Waiting:
        return Tone::Waiting;
    case GpuScope::Situation::OverLimit:
        return Tone::Bad;
    }
    return Tone::Unknown;
}

QuotaTreeModel::QuotaTreeModel(QObject *parent)
    : QAbstractItemModel(parent)
{
    reset({});
}

QuotaTreeModel::~QuotaTreeModel() = default;

void QuotaTreeModel::setFamilies(const QStringList &families)
{
    if (families == m_families)
        return;
    beginResetModel();
    m_families = families;
    endResetModel();
}

void QuotaTreeModel::reset(const QList<GpuScope> &scopes)
{
    beginResetModel();
    m_top.clear();
    m_nodes.clear();
    auto installed = std::make_unique<Node>();
    installed->installed = true;
    m_nodes.insert(InstalledKey, installed.get());
    m_top.push_back(std::move(installed));
    for (const GpuScope &scope : scopes) {
        auto node = std::make_unique<Node>();
        node->scope = scope;
        if (!scope.isTenant())
            node->parent = m_nodes.value(GpuScope::keyOf(scope.tenant, {}));
        m_nodes.insert(scope.key(), node.get());
        (node->parent ? node->parent->children : m_top).push_back(std::move(node));
    }
    endResetModel();
}

void QuotaTreeModel::apply(const GpuEstate::Change &change)
{
    for (const QString &key : change.goneScopes)
        remove(key);
    for (const GpuScope &scope : change.scopes)
        put(scope);
}

void QuotaTreeModel::remove(const QString &key)
{
    Node *node = m_nodes.value(key);
    if (!node)
        return;
    for (const auto &child : node->children)
        m_nodes.remove(child->scope.key());
    m_nodes.remove(key);
    const QModelIndex index = indexOf(node);
    auto &siblings = node->parent ? node->parent->children : m_top;
    beginRemoveRows(index.parent(), index.row(), index.row());
    siblings.erase(siblings.begin() + index.row());
    endRemoveRows();
}

QuotaTreeModel::Node *QuotaTreeModel::tenantNode(const QString &tenant)
{
    const QString key = GpuScope::keyOf(tenant, {});
    if (Node *known = m_nodes.value(key))
        return known;
    auto node = std::make_unique<Node>();
    node->scope.tenant = tenant;
    Node *made = node.get();
    const int row = int(m_top.size());
    beginInsertRows({}, row, row);
    m_nodes.insert(key, made);
    m_top.push_back(std::move(node));
    endInsertRows();
    return made;
}

void QuotaTreeModel::put(const GpuScope &scope)
{
    Node *node = m_nodes.value(scope.key());
    if (node && node->scope.tenant != scope.tenant) {
        remove(scope.key()); // moved to another tenant
        node = nullptr;
    }
    if (!node && scope.isTenant())
        node = tenantNode(scope.tenant);
    if (node) {
        node->scope = scope;
        const QModelIndex first = indexOf(node);
        Q_EMIT dataChanged(first, first.siblingAtColumn(columnCount() - 1));
        return;
    }
    Node *tenant = tenantNode(scope.tenant);
    const int row = int(tenant->children.size());
    beginInsertRows(indexOf(tenant), row, row);
    auto made = std::make_unique<Node>();
    made->scope = scope;
    made->parent = tenant;
    m_nodes.insert(scope.key(), made.get());
    tenant->children.push_back(std::move(made));
    endInsertRows();
}

void QuotaTreeModel::setTotals(const QList<GpuFamilyTotal> &totals, int machines, int pools)
{
    if (totals == m_totals && machines == m_machines && pools == m_pools)
        return;
    m_totals = totals;
    m_machines = machines;
    m_pools = pools;
    Q_EMIT dataChanged(index(0, 0), index(0, columnCount() - 1));
}

QuotaTreeModel::Part QuotaTreeModel::partOf(int column) const
{
    if (column < fixedColumns)
        return column == 0 ? Part::Name : Part::State;
    if (column >= fixedColumns + familyColumns * m_families.size())
        return Part::Pools;
    constexpr Part parts[] = {Part::Bar, Part::Used, Part::Free};
    return parts[(column - fixedColumns) % familyColumns];
}

QString QuotaTreeModel::familyOf(int column) const
{
    return column < fixedColumns ? QString() : m_families.value((column - fixedColumns) / familyColumns);
}

int QuotaTreeModel::columnOf(Part part, const QString &family) const
{
    const int base = fixedColumns + familyColumns * int(m_families.indexOf(family));
    switch (part) {
    case Part::Name:
        return 0;
    case Part::State:
        return 1;
    case Part::Bar:
        return base;
    case Part::Used:
        return base + 1;
    case Part::Free:
        return base + 2;
    case Part::Pools:
        return columnCount() - 1;
    }
    return 0;
}

QuotaTreeModel::Node *QuotaTreeModel::nodeAt(const QModelIndex &index) const
{
    return static_cast<Node *>(index.internalPointer());
}

QModelIndex QuotaTreeModel::indexOf(const Node *node, int column) const
{
    if (!node)
        return {};
    const auto &siblings = node->parent ? node->parent->children : m_top;
    const auto found = std::find_if(siblings.begin(), siblings.end(),
                                    [node](const auto &candidate) { return candidate.get() == node; });
    return createIndex(int(found - siblings.begin()), column, node);
}

const GpuScope *QuotaTreeModel::scopeAt(const QModelIndex &index) const
{
    const Node *node = index.isValid() ? nodeAt(index) : nullptr;
    return node && !node->installed ? &node->scope : nullptr;
}

QModelIndex QuotaTreeModel::indexOf(const QString &key) const
{
    return indexOf(m_nodes.value(key));
}

const GpuFamilyTotal *QuotaTreeModel::total(const QString &family) const
{
    for (const GpuFamilyTotal &total : m_totals) {
        if (sameGpuFamily(total.family, family))
            return &total;
    }
    return nullptr;
}

QuotaParts QuotaTreeModel::partsOf(const Node *node, const QString &family) const
{
    const GpuFamilyTotal *whole = total(family);
    if (node->installed)
        return whole ? quotaParts(*whole) : QuotaParts();
    const GpuUsage *line = node->scope.line(family);
    return quotaParts(line ? *line : GpuUsage(), whole ? whole->installed : 0);
}

QString QuotaTreeModel::freeText(const Node *node, const QString &family) const
{
    const QuotaParts parts = partsOf(node, family);
    if (parts.over > 0)
        return tr("%1 over").arg(number(parts.over));
    const GpuUsage *line = node->installed ? nullptr : node->scope.line(family);
    if (!node->installed && (!line || !line->headroom))
        return u"–"_s;
    return number(parts.free);
}

QVariant QuotaTreeModel::sortValue(const Node *node, int column) const
{
    const QString family = familyOf(column);
    switch (partOf(column)) {
    case Part::Name:
        return naturalKey(node->scope.isTenant() ? node->scope.tenant : node->scope.project);
    case Part::State:
        return attentionRank(quotaSituationTone(node->scope));
    case Part::Bar: {
        const QuotaParts parts = partsOf(node, family);
        return parts.whole > 0 ? double(parts.used()) / double(parts.whole) : 0.0;
    }
    case Part::Used:
        return partsOf(node, family).used();
    case Part::Free: {
        const GpuUsage *line = node->scope.line(family);
        return line && line->headroom ? *line->headroom : std::numeric_limits<qint64>::max();
    }
    case Part::Pools:
        return node->scope.pools;
    }
    return {};
}

QModelIndex QuotaTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column < 0 || column >= columnCount() || parent.column() > 0)
        return {};
    const auto &siblings = parent.isValid() ? nodeAt(parent)->children : m_top;
    return row < int(siblings.size()) ? createIndex(row, column, siblings[std::size_t(row)].get())
                                      : QModelIndex();
}

QModelIndex QuotaTreeModel::parent(const QModelIndex &child) const
{
    return child.isValid() ? indexOf(nodeAt(child)->parent) : QModelIndex();
}

int QuotaTreeModel::rowCount(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return 0;
    return int(parent.isValid() ? nodeAt(parent)->children.size() : m_top.size());
}

int QuotaTreeModel::columnCount(const QModelIndex &) const
{
    return fixedColumns + familyColumns * int(m_families.size()) + 1;
}

QVariant QuotaTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Node *node = nodeAt(index);
    const Part part = partOf(index.column());
    const QString family = familyOf(index.column());
    switch (role) {
    case Qt::DisplayRole:
        switch (part) {
        case Part::Name:
            if (node->installed)
                return tr("Installed");
            if (node->scope.isTenant())
                return node->scope.tenant.isEmpty() ? tr("Without a tenant")
                                                    : cleanedLine(node->scope.tenant);
            return cleanedLine(node->scope.project);
        case Part::State:
            return node->installed ? tr("%n machines", nullptr, m_machines) : quotaSituationText(node->scope);
        case Part::Bar:
            return {};
        case Part::Used:
            return quotaText(partsOf(node, family));
        case Part::Free:
            return freeText(node, family);
        case Part::Pools:
            return number(node->installed ? m_pools : node->scope.pools);
        }
        return {};
    case Qt::ToolTipRole:
        if (part == Part::Bar || part == Part::Used || part == Part::Free)
            return QString(cleanedLine(family) + u": "_s + quotaSentence(partsOf(node, family)));
        return {};
    case Qt::AccessibleTextRole:
        if (part == Part::Bar)
            return QString(cleanedLine(family) + u": "_s + quotaSentence(partsOf(node, family)));
        return data(index, Qt::DisplayRole);
    case Qt::TextAlignmentRole:
        return int((part == Part::Used || part == Part::Free || part == Part::Pools ? Qt::AlignRight
                                                                                    : Qt::AlignLeft) |
                   Qt::AlignVCenter);
    case CellTypeRole:
        return int(part == Part::State && !node->installed                           ? CellType::State
                   : part == Part::Used || part == Part::Free || part == Part::Pools ? CellType::Number
                                                                                     : CellType::Text);
    case IconNameRole:
        if (part == Part::Name && !node->installed)
            return node->scope.isTenant() ? u"building-2"_s : u"folder"_s;
        return {};
    case ToneRole:
        if (part == Part::State && !node->installed)
            return int(quotaSituationTone(node->scope));
        if (part == Part::Free && partsOf(node, family).over > 0)
            return int(Tone::Bad);
        return {};
    case SortRole:
        return sortValue(node, index.column());
    case PartsRole:
        return part == Part::Bar ? QVariant::fromValue(partsOf(node, family)) : QVariant();
    case KeyRole:
    case UidRole:
        return node->installed ? InstalledKey : node->scope.key();
    case FamilyRole:
        return family;
    case WeightRole:
        if (part == Part::Free) {
            const QuotaParts parts = partsOf(node, family);
            return parts.over > 0 || freeText(node, family) == u"0";
        }
        return node->installed || (part == Part::Name && node->scope.isTenant());
    case ObjectRefRole:
        return node->installed ? QVariant() : QVariant::fromValue(node->scope.ref);
    default:
        return {};
    }
}

QVariant QuotaTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const QString family = cleanedLine(familyOf(section));
    if (role == Qt::TextAlignmentRole)
        return data(index(0, section), role);
    if (role == Qt::DisplayRole) {
        switch (partOf(section)) {
        case Part::Name:
            return tr("Tenant and project");
        case Part::State:
            return tr("State");
        case Part::Bar:
            return shortFamily(family); // the whole name is in the tip
        case Part::Used:
            return tr("used / limit");
        case Part::Free:
            return tr("free");
        case Part::Pools:
            return tr("Pools");
        }
    }
    if (role == Qt::AccessibleTextRole || role == Qt::ToolTipRole) {
        switch (partOf(section)) {
        case Part::Bar:
            return tr("%1 by what they are for", "GPU family").arg(family);
        case Part::Used:
            return tr("%1: used and limit", "GPU family").arg(family);
        case Part::Free:
            return tr("%1: free, what may still be asked for", "GPU family").arg(family);
        default:
            return headerData(section, orientation, Qt::DisplayRole);
        }
    }
    return {};
}

QList<Column> QuotaTreeModel::filterColumns() const
{
    QList<Column> columns{
        {u"name"_s, tr("Tenant or project"), CellType::Text},
        {u"status"_s, tr("State"), CellType::State},
        {u"kind"_s, tr("Kind"), CellType::Text},
        {u"tenant"_s, tr("Tenant"), CellType::Text},
        {u"needs"_s, tr("Needs"), CellType::Text},
        {u"pools"_s, tr("Pools"), CellType::Number},
    };
    for (const GpuFamilyTotal &total : m_totals) {
        const QString word = familyWord(total.family);
        for (const QString &what : {u"-used"_s, u"-limit"_s, u"-free"_s})
            columns << Column{word + what, total.family, CellType::Number};
    }
    return columns;
}

Row QuotaTreeModel::filterRow(const QModelIndex &index) const
{
    Row row;
    const GpuScope *scope = scopeAt(index);
    if (!scope)
        return row;
    row.name = scope->isTenant() ? scope->tenant : scope->project;
    row.tone = quotaSituationTone(*scope);
    row.stateWord = quotaSituationText(*scope);
    QStringList needs;
    for (const auto &[bit, kind] : {std::pair{GpuScope::Over, GpuMatter::Kind::OverLimit},
                                    std::pair{GpuScope::Waits, GpuMatter::Kind::Waiting},
                                    std::pair{GpuScope::Guarantee, GpuMatter::Kind::Guarantee},
                                    std::pair{GpuScope::Surplus, GpuMatter::Kind::Surplus},
                                    std::pair{GpuScope::Releasing, GpuMatter::Kind::Releasing}}) {
        // A tenant's are its projects', but its own limit.
        if (scope->needs & bit && (bit == GpuScope::Over || !scope->isTenant()))
            needs << gpuMatterWord(kind);
    }
    row.cells = {row.name,      row.stateWord,    scope->isTenant() ? tr("Tenant") : tr("Project"),
                 scope->tenant, needs.join(u' '), qint64(scope->pools)};
    for (const GpuFamilyTotal &total : m_totals) {
        const GpuUsage *line = scope->line(total.family);
        row.cells << Cell(line ? line->used() : 0) << (line && line->limit ? Cell(*line->limit) : Cell())
                  << (line && line->headroom ? Cell(std::max<qint64>(0, *line->headroom)) : Cell());
    }
    return row;
}

QString QuotaTreeModel::plainText(const QModelIndex &index) const
{
    const Node *node = nodeAt(index);
    const QString family = familyOf(index.column());
    const QuotaParts parts = partsOf(node, family);
    switch (partOf(index.column())) {
    case Part::Name:
    case Part::State:
        return data(index, Qt::DisplayRole).toString();
    case Part::Bar:
        return quotaSentence(parts);
    case Part::Used:
        return QString::number(parts.used()) + u" / "_s +
               (parts.limit ? QString::number(*parts.limit) : u"-"_s);
    case Part::Free: {
        const GpuUsage *line = node->installed ? nullptr : node->scope.line(family);
        if (node->installed)
            return QString::number(parts.free);
        return line && line->headroom ? QString::number(*line->headroom) : QString();
    }
    case Part::Pools:
        return QString::number(node->installed ? m_pools : node->scope.pools);
    }
    return {};
}

QuotaTreeFilter::QuotaTreeFilter(QuotaTreeModel *model, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_model(model)
    , m_columns(model->filterColumns())
{
    setRecursiveFilteringEnabled(true);
    setDynamicSortFilter(true);
    setSourceModel(model);
    sort(0);
}

void QuotaTreeFilter::setFilterText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    renewFilter();
}

void QuotaTreeFilter::renewFilter()
{
    m_columns = m_model->filterColumns();
    m_expression = FilterExpression::parse(m_text, m_columns);
    invalidateFilter();
}

void QuotaTreeFilter::setScope(const QString &tenant, const QString &project)
{
    if (tenant == m_tenant && project == m_project)
        return;
    m_tenant = tenant;
    m_project = project;
    invalidateFilter();
}

bool QuotaTreeFilter::isInScope(const GpuScope &scope) const
{
    if (!m_project.isEmpty())
        return scope.project == m_project;
    return m_tenant.isEmpty() || scope.tenant == m_tenant;
}

bool QuotaTreeFilter::matches(const QModelIndex &index) const
{
    const GpuScope *scope = m_model->scopeAt(index);
    if (!scope)
        return true;
    if (!isInScope(*scope))
        return false;
    return m_expression.isEmpty() ||
           m_expression.judge(m_model->filterRow(index), m_columns, {}, QDateTime::currentMSecsSinceEpoch())
               .matches();
}

bool QuotaTreeFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    return matches(m_model->index(row, 0, parent));
}

bool QuotaTreeFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const bool leftInstalled = !m_model->scopeAt(left);
    const bool rightInstalled = !m_model->scopeAt(right);
    if (leftInstalled || rightInstalled)
        return (sortOrder() == Qt::AscendingOrder) == leftInstalled;
    const QVariant a = left.data(SortRole);
    const QVariant b = right.data(SortRole);
    const QPartialOrdering order = QVariant::compare(a, b);
    if (order != QPartialOrdering::Equivalent)
        return order == QPartialOrdering::Less;
    // Equals stay in the order of their names, whatever the direction.
    const QString leftName = left.siblingAtColumn(0).data(SortRole).toString();
    const QString rightName = right.siblingAtColumn(0).data(SortRole).toString();
    return sortOrder() == Qt::AscendingOrder ? leftName < rightName : rightName < leftName;
}

QStringList QuotaTreeFilter::shownKeys() const
{
    QStringList keys;
    const auto look = [&](const QModelIndex &index) {
        const QModelIndex source = mapToSource(index);
        if (const GpuScope *scope = m_model->scopeAt(source); scope && matches(source))
            keys << scope->key();
    };
    for (int row = 0; row < rowCount(); ++row) {
        const QModelIndex tenant = index(row, 0);
        look(tenant);
        for (int child = 0; child < rowCount(tenant); ++child)
            look(index(child, 0, tenant));
    }
    return keys;
}

} // namespace easel
