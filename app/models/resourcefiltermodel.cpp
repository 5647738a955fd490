// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/resourcefiltermodel.h"

#include "app/models/resourcetablemodel.h"

#include <QDateTime>

#include <algorithm>

namespace easel {

namespace {

// Up to so many rows come and go one by one, so that views scroll and repaint little; more are done in one
// sweep.
constexpr std::size_t fewRows = 24;

} // namespace

ResourceFilterModel::ResourceFilterModel(QObject *parent)
    : QAbstractProxyModel(parent)
{
    m_pending.setSingleShot(true);
    m_pending.setInterval(0);
    connect(&m_pending, &QTimer::timeout, this, [this] {
        if (!m_held)
            flush();
    });
    m_clock.setInterval(10'000);
    connect(&m_clock, &QTimer::timeout, this, [this] {
        m_index.setExpression(m_index.expression());
        schedule();
    });
}

ResourceFilterModel::~ResourceFilterModel() = default;

qint64 ResourceFilterModel::now() const
{
    return m_table ? m_table->nowMs() : QDateTime::currentMSecsSinceEpoch();
}

void ResourceFilterModel::setSourceModel(QAbstractItemModel *model)
{
    beginResetModel();
    if (m_table)
        m_table->disconnect(this);
    m_table = qobject_cast<ResourceTableModel *>(model);
    Q_ASSERT(m_table || !model);
    QAbstractProxyModel::setSourceModel(model);
    if (m_table) {
        connect(m_table, &QAbstractItemModel::modelAboutToBeReset, this, [this] { beginResetModel(); });
        connect(m_table, &QAbstractItemModel::modelReset, this, [this] {
            start();
            endResetModel();
            Q_EMIT countsChanged();
        });
        connect(m_table, &QAbstractItemModel::rowsInserted, this,
                [this](const QModelIndex &, int first, int last) {
                    m_index.inserted(first, last);
                    schedule();
                });
        connect(m_table, &QAbstractItemModel::rowsAboutToBeRemoved, this,
                [this](const QModelIndex &, int first, int last) {
                    const auto runs = m_index.runsOf(first, last);
                    if (runs.size() > fewRows) {
                        std::vector<int> leaving;
                        for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
                            for (int position = run->first; position <= run->second; ++position)
                                leaving.push_back(position);
                        }
                        sweep(leaving);
                        return;
                    }
                    for (const auto &[from, to] : runs) {
                        beginRemoveRows({}, from, to);
                        m_index.hide(from, to);
                        endRemoveRows();
                    }
                });
        // Behind what is shown, rows have other places; what is shown stays where it is.
        connect(m_table, &ResourceTableModel::sourceMoved, this,
                [this](const std::vector<int> &newPositions) { m_index.moved(newPositions); });
        connect(m_table, &QAbstractItemModel::rowsRemoved, this,
                [this](const QModelIndex &, int first, int last) {
                    m_index.removed(first, last);
                    Q_EMIT countsChanged();
                });
        connect(m_table, &QAbstractItemModel::dataChanged, this,
                [this](const QModelIndex &topLeft, const QModelIndex &bottomRight) {
                    const int first = topLeft.row();
                    const int last = bottomRight.row();
                    m_index.changed(first, last);
                    for (int source = first; source <= last; ++source) {
                        const int position = m_index.positionOf(source);
                        if (position >= 0)
                            Q_EMIT dataChanged(index(position, topLeft.column()),
                                               index(position, bottomRight.column()));
                    }
                    schedule();
                });
    }
    start();
    endResetModel();
    Q_EMIT countsChanged();
}

void ResourceFilterModel::start()
{
    m_pending.stop();
    m_index.setColumns(m_table ? m_table->columns() : QList<Column>());
    m_index.setExpression(FilterExpression::parse(m_text, m_index.columns()));
    m_index.reset(m_table ? m_table->rowCount() : 0);
    if (m_table) {
        const auto changes = m_index.update(m_table->rows(), now());
        m_index.append(changes.entering);
        m_index.reorder({});
    }
}

void ResourceFilterModel::schedule()
{
    if (!m_held && !m_pending.isActive())
        m_pending.start();
}

void ResourceFilterModel::moveTo(const std::vector<int> &newPositions)
{
    const QModelIndexList before = persistentIndexList();
    QModelIndexList after;
    after.reserve(before.size());
    for (const QModelIndex &index : before)
        after.append(createIndex(newPositions[std::size_t(index.row())], index.column()));
    changePersistentIndexList(before, after);
}

// One new order with those who leave at the end, and off they go.
void ResourceFilterModel::sweep(const std::vector<int> &leaving)
{
    Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    moveTo(m_index.reorder(leaving));
    Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
    if (leaving.empty())
        return;
    const int last = m_index.count() - 1;
    const int first = m_index.count() - int(leaving.size());
    beginRemoveRows({}, first, last);
    m_index.hide(first, last);
    endRemoveRows();
}

void ResourceFilterModel::flush()
{
    m_pending.stop();
    if (!m_table || !m_index.isDirty())
        return;
    if (m_flushing) {
        // A row that is just being inserted can show the scroll bar; the table then fits its columns, which
        // comes back here while the positions of the outer turn are still to be used.
        m_pending.start();
        return;
    }
    m_flushing = true;
    const RowList &rows = m_table->rows();
    RowFilterIndex::Changes changes = m_index.update(rows, now());

    if (changes.leaving.size() <= fewRows && changes.entering.size() <= fewRows) {
        for (auto position = changes.leaving.rbegin(); position != changes.leaving.rend(); ++position) {
            beginRemoveRows({}, *position, *position);
            m_index.hide(*position, *position);
            endRemoveRows();
        }
        if (changes.reordered) {
            Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
            moveTo(m_index.reorder({}));
            Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
        }
        for (const int source : changes.entering) {
            const int position = m_index.placeFor(source);
            beginInsertRows({}, position, position);
            m_index.show(source, position);
            endInsertRows();
        }
    } else {
        // All newcomers behind the last row, and one new order.
        if (!changes.entering.empty()) {
            beginInsertRows({}, m_index.count(), m_index.count() + int(changes.entering.size()) - 1);
            m_index.append(changes.entering);
            endInsertRows();
        }
        sweep(changes.leaving);
    }
    m_flushing = false;
    Q_EMIT countsChanged();
}

void ResourceFilterModel::setFilterText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    m_index.setExpression(FilterExpression::parse(text, m_index.columns()));
    if (m_index.expression().usesTime())
        m_clock.start();
    else
        m_clock.stop();
    flush();
    Q_EMIT filterChanged();
}

void ResourceFilterModel::setNamespaces(const std::optional<QSet<QString>> &namespaces)
{
    if (namespaces == m_index.namespaces())
        return;
    m_index.setNamespaces(namespaces);
    flush();
}

void ResourceFilterModel::setBase(std::function<bool(const RowView &)> base)
{
    m_index.setBase(std::move(base));
    flush();
}

void ResourceFilterModel::setShownColumns(const QBitArray &shown)
{
    m_index.setShownColumns(shown);
    flush();
}

void ResourceFilterModel::setSortColumns(const QList<SortColumn> &columns)
{
    if (columns == m_index.sort())
        return;
    m_index.setSort(columns);
    flush();
    Q_EMIT sortChanged();
}

void ResourceFilterModel::sortBy(int column, bool extend)
{
    QList<SortColumn> columns = m_index.sort();
    for (SortColumn &known : columns) {
        if (known.column == column && (extend || columns.size() == 1)) {
            known.order = known.order == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder;
            setSortColumns(columns);
            return;
        }
    }
    if (!extend)
        columns.clear();
    columns.append({column, Qt::AscendingOrder});
    setSortColumns(columns);
}

void ResourceFilterModel::sort(int column, Qt::SortOrder order)
{
    setSortColumns(column < 0 ? QList<SortColumn>() : QList<SortColumn>{{column, order}});
}

void ResourceFilterModel::setOrderHeld(bool held)
{
    m_held = held;
    if (!held && m_index.isDirty())
        schedule();
}

int ResourceFilterModel::toneCount(Tone tone) const
{
    return m_index.toneCounts()[std::size_t(tone)];
}

std::optional<Row> ResourceFilterModel::rowAt(int position) const
{
    return m_table && position >= 0 && position < m_index.count() ? m_table->rowAt(m_index.sourceAt(position))
                                                                  : std::nullopt;
}

int ResourceFilterModel::positionOf(const QString &uid) const
{
    const int source = m_table && m_table->store() ? m_table->store()->indexOf(uid) : -1;
    return source < 0 || source >= m_index.sourceCount() ? -1 : m_index.positionOf(source);
}

QModelIndex ResourceFilterModel::index(int row, int column, const QModelIndex &parent) const
{
    return !parent.isValid() && row >= 0 && row < m_index.count() && column >= 0 && column < columnCount()
               ? createIndex(row, column)
               : QModelIndex();
}

QModelIndex ResourceFilterModel::parent(const QModelIndex &) const
{
    return {};
}

QModelIndex ResourceFilterModel::sibling(int row, int column, const QModelIndex &) const
{
    return index(row, column);
}

int ResourceFilterModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_index.count();
}

int ResourceFilterModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_table ? 0 : m_table->columnCount();
}

bool ResourceFilterModel::hasChildren(const QModelIndex &parent) const
{
    return !parent.isValid() && m_index.count() > 0 && columnCount() > 0;
}

QModelIndex ResourceFilterModel::mapToSource(const QModelIndex &proxyIndex) const
{
    return proxyIndex.isValid() && m_table && proxyIndex.row() < m_index.count()
               ? m_table->index(m_index.sourceAt(proxyIndex.row()), proxyIndex.column())
               : QModelIndex();
}

QModelIndex ResourceFilterModel::mapFromSource(const QModelIndex &sourceIndex) const
{
    if (!sourceIndex.isValid() || sourceIndex.row() >= m_index.sourceCount())
        return {};
    const int position = m_index.positionOf(sourceIndex.row());
    return position < 0 ? QModelIndex() : createIndex(position, sourceIndex.column());
}

QVariant ResourceFilterModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return m_table && orientation == Qt::Horizontal ? m_table->headerData(section, orientation, role)
                                                    : QVariant();
}

} // namespace easel
