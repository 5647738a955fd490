// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/resourcetablemodel.h"

#include "app/models/celltext.h"
#include "app/models/roles.h"
#include "app/models/sortkey.h"

#include <QDateTime>

namespace easel {

ObjectRef refOfRow(const ResourceType &type, const Row &row)
{
    if (!row.target.name.isEmpty())
        return row.target;
    return {type.apiVersion(), type.kind, row.namespaceName, row.name};
}

ObjectRef refOfRow(const ResourceType &type, const RowView &row)
{
    const ObjectRef target = row.target();
    return target.name.isEmpty() ? ObjectRef{type.apiVersion(), type.kind, row.namespaceName(), row.name()}
                                 : target;
}

ResourceTableModel::ResourceTableModel(QObject *parent)
    : QAbstractTableModel(parent)
    , m_clock([] { return QDateTime::currentMSecsSinceEpoch(); })
{}

void ResourceTableModel::setStore(ResourceStore *store)
{
    if (m_store == store)
        return;
    beginResetModel();
    if (m_store)
        m_store->disconnect(this);
    m_store = store;
    m_changedAt.clear();
    if (store) {
        connect(store, &ResourceStore::rowsAboutToBeInserted, this,
                [this](int first, int last) { beginInsertRows({}, first, last); });
        connect(store, &ResourceStore::rowsInserted, this, [this] { endInsertRows(); });
        connect(store, &ResourceStore::rowsAboutToBeRemoved, this, [this](int first, int last) {
            for (int position = first; position <= last && !m_changedAt.isEmpty(); ++position)
                m_changedAt.remove(m_store->view(position).uid());
            beginRemoveRows({}, first, last);
        });
        connect(store, &ResourceStore::rowsRemoved, this, [this] { endRemoveRows(); });
        connect(store, &ResourceStore::rowsAboutToBeMoved, this,
                [this] { Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint); });
        connect(store, &ResourceStore::rowsMoved, this, [this](const std::vector<int> &newPositions) {
            const QModelIndexList before = persistentIndexList();
            QModelIndexList after;
            after.reserve(before.size());
            for (const QModelIndex &index : before)
                after.append(createIndex(newPositions[std::size_t(index.row())], index.column()));
            changePersistentIndexList(before, after);
            Q_EMIT sourceMoved(newPositions);
            Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
        });
        connect(store, &ResourceStore::rowsChanged, this, [this](int first, int last) {
            const qint64 now = m_clock();
            for (int position = first; position <= last; ++position)
                m_changedAt.insert(m_store->view(position).uid(), now);
            Q_EMIT dataChanged(index(first, 0), index(last, columnCount() - 1));
        });
        // The store may die before the view that shows it.
        connect(store, &QObject::destroyed, this, [this] {
            beginResetModel();
            m_store.clear();
            endResetModel();
        });
    }
    endResetModel();
}

const QList<Column> &ResourceTableModel::columns() const
{
    static const QList<Column> none;
    return m_store ? m_store->columns() : none;
}

const RowList &ResourceTableModel::rows() const
{
    static const RowList none;
    return m_store ? m_store->rows() : none;
}

std::optional<Row> ResourceTableModel::rowAt(int position) const
{
    return m_store && position >= 0 && position < m_store->count() ? std::optional(m_store->at(position))
                                                                   : std::nullopt;
}

ObjectRef ResourceTableModel::refAt(int position) const
{
    return m_store && position >= 0 && position < m_store->count()
               ? refOfRow(m_store->type(), m_store->view(position))
               : ObjectRef();
}

int ResourceTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_store ? 0 : m_store->count();
}

int ResourceTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(columns().size());
}

QVariant ResourceTableModel::data(const QModelIndex &index, int role) const
{
    if (!m_store || !index.isValid() || index.row() >= m_store->count() || index.column() >= columns().size())
        return {};
    const RowView row = m_store->view(index.row());
    const Column &column = columns().at(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return cellText(column, row.cell(index.column()), m_clock());
    case Qt::ToolTipRole:
        if (column.type == CellType::State)
            return row.reasonBytes().empty() ? QVariant() : QVariant(row.stateReason());
        if (column.type == CellType::Age) {
            const qint64 created = row.packedCell(index.column()).number;
            return created > 0 ? QVariant(QDateTime::fromMSecsSinceEpoch(created).toString(
                                     QStringLiteral("d MMM yyyy HH:mm:ss")))
                               : QVariant();
        }
        return {};
    case Qt::TextAlignmentRole:
        return int((isRightAligned(column.type) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::AccessibleTextRole: {
        const QString text = cellText(column, row.cell(index.column()), m_clock());
        return column.type == CellType::State && !row.reasonBytes().empty()
                   ? QString(text + QStringLiteral(", ") + row.stateReason())
                   : text;
    }
    case SortRole: {
        const Cell cell = row.cell(index.column());
        if (const auto *text = std::get_if<QString>(&cell))
            return *text;
        if (const auto *number = std::get_if<qint64>(&cell))
            return *number;
        if (const auto *real = std::get_if<double>(&cell))
            return *real;
        return {};
    }
    case CellTypeRole:
        return int(column.type);
    case ToneRole:
        return int(row.tone());
    case ReasonRole:
        return row.stateReason();
    case DeletingRole:
        return row.isDeleting();
    case UidRole:
        return row.uid();
    case ObjectRefRole:
        return QVariant::fromValue(refOfRow(m_store->type(), row));
    case LabelsRole:
        return row.labels();
    case ChangedAtRole:
        return m_changedAt.isEmpty() ? 0 : m_changedAt.value(row.uid());
    default:
        return {};
    }
}

QVariant ResourceTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columns().size())
        return {};
    const Column &column = columns().at(section);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return column.title;
    case Qt::ToolTipRole:
        return column.description.isEmpty() ? QVariant() : QVariant(column.description);
    case Qt::TextAlignmentRole:
        return int((isRightAligned(column.type) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case CellTypeRole:
        return int(column.type);
    default:
        return {};
    }
}

} // namespace easel
