// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/relationmodel.h"

#include "app/models/roles.h"
#include "core/domain/kinds.h"

#include <algorithm>
#include <vector>

namespace easel {

struct RelationModel::Node
{
    Node *parent = nullptr;
    int row = 0;
    bool incoming = false; // direction of its children
    bool heading = false;
    QString title; // of a heading
    Relation relation;
    ObjectRef ref;
    StateText state;
    bool fetched = false;
    std::vector<std::unique_ptr<Node>> children;

    bool isOnPath(const ObjectRef &wanted) const
    {
        for (const Node *node = this; node; node = node->parent) {
            if (node->ref == wanted)
                return true;
        }
        return false;
    }
};

RelationModel::RelationModel(QObject *parent)
    : QAbstractItemModel(parent)
    , m_root(std::make_unique<Node>())
{
    m_root->fetched = true;
}

RelationModel::~RelationModel() = default;

void RelationModel::setObject(const ObjectRef &ref, std::shared_ptr<const ObjectSet> objects,
                              std::shared_ptr<const RelationIndex> index)
{
    beginResetModel();
    m_objects = std::move(objects);
    m_index = std::move(index);
    m_root = std::make_unique<Node>();
    m_root->fetched = true;
    m_root->ref = ref;
    for (const bool incoming : {false, true}) {
        auto heading = std::make_unique<Node>();
        heading->parent = m_root.get();
        heading->row = int(m_root->children.size());
        heading->heading = true;
        heading->incoming = incoming;
        heading->ref = ref;
        heading->title = incoming ? tr("Referred to by") : tr("Refers to");
        heading->fetched = true;
        heading->children = childrenOf(heading.get());
        m_root->children.push_back(std::move(heading));
    }
    endResetModel();
}

void RelationModel::clear()
{
    beginResetModel();
    m_root = std::make_unique<Node>();
    m_root->fetched = true;
    m_objects.reset();
    m_index.reset();
    endResetModel();
}

int RelationModel::outgoingCount() const
{
    return m_root->children.empty() ? 0 : int(m_root->children[0]->children.size());
}

int RelationModel::incomingCount() const
{
    return m_root->children.size() < 2 ? 0 : int(m_root->children[1]->children.size());
}

std::vector<std::unique_ptr<RelationModel::Node>> RelationModel::childrenOf(Node *node) const
{
    std::vector<std::unique_ptr<Node>> result;
    if (!m_index)
        return result;
    const QList<Relation> relations =
        node->incoming ? m_index->incoming(node->ref) : m_index->outgoing(node->ref);
    for (const Relation &relation : relations) {
        const ObjectRef &ref = node->incoming ? relation.from : relation.to;
        const bool known = std::any_of(result.begin(), result.end(), [&](const auto &other) {
            return other->ref == ref && other->relation.verb == relation.verb;
        });
        if (known)
            continue;
        auto child = std::make_unique<Node>();
        child->parent = node;
        child->incoming = node->incoming;
        child->relation = relation;
        child->ref = ref;
        if (m_objects && m_objects->contains(ref))
            child->state = stateOf(m_objects->find(ref));
        child->fetched = node->isOnPath(ref) && !node->heading;
        result.push_back(std::move(child));
    }
    std::stable_sort(result.begin(), result.end(), [](const auto &a, const auto &b) {
        if (a->ref.kind != b->ref.kind)
            return a->ref.kind < b->ref.kind;
        return a->ref.name < b->ref.name;
    });
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i]->row = int(i);
    return result;
}

RelationModel::Node *RelationModel::nodeAt(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_root.get();
}

QModelIndex RelationModel::index(int row, int column, const QModelIndex &parent) const
{
    const Node *node = nodeAt(parent);
    if (parent.column() > 0 || row < 0 || row >= int(node->children.size()) || column < 0 ||
        column >= ColumnCount)
        return {};
    return createIndex(row, column, node->children[std::size_t(row)].get());
}

QModelIndex RelationModel::parent(const QModelIndex &child) const
{
    const Node *node = nodeAt(child);
    if (!child.isValid() || !node->parent || node->parent == m_root.get())
        return {};
    return createIndex(node->parent->row, 0, node->parent);
}

int RelationModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : int(nodeAt(parent)->children.size());
}

int RelationModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

bool RelationModel::hasChildren(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return false;
    const Node *node = nodeAt(parent);
    if (node->fetched || !m_index)
        return !node->children.empty();
    return !(node->incoming ? m_index->incoming(node->ref) : m_index->outgoing(node->ref)).isEmpty();
}

bool RelationModel::canFetchMore(const QModelIndex &parent) const
{
    return parent.column() <= 0 && !nodeAt(parent)->fetched;
}

void RelationModel::fetchMore(const QModelIndex &parent)
{
    Node *node = nodeAt(parent);
    if (node->fetched)
        return;
    node->fetched = true;
    auto children = childrenOf(node);
    if (children.empty())
        return;
    beginInsertRows(parent, 0, int(children.size()) - 1);
    node->children = std::move(children);
    endInsertRows();
}

QVariant RelationModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Node *node = nodeAt(index);
    const KindInfo *info = node->heading ? nullptr : kindInfo(node->ref);
    if (node->heading) {
        if (role == Qt::DisplayRole && index.column() == NameColumn) {
            return node->children.empty()
                       ? (node->incoming ? tr("Nothing refers to it") : tr("It refers to nothing"))
                       : tr("%1 (%2)").arg(node->title).arg(node->children.size());
        }
        if (role == HeadingRole)
            return true;
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        switch (index.column()) {
        case NameColumn:
            return node->ref.name;
        case VerbColumn: {
            // The heading tells the direction and the icon the kind; who cannot see them hears both.
            if (role == Qt::DisplayRole)
                return node->relation.verb;
            const QString kind = info ? info->singularTitle : node->ref.kind;
            return node->incoming ? tr("%1 %2 this").arg(kind, node->relation.verb)
                                  : tr("%1 %2").arg(node->relation.verb, kind);
        }
        case StateColumn:
            return node->relation.missing ? tr("Does not exist") : node->state.word;
        default:
            return {};
        }
    case Qt::ToolTipRole:
        if (index.column() == StateColumn && !node->state.reason.isEmpty())
            return node->state.reason;
        return node->relation.pointer.isEmpty()
                   ? node->ref.text()
                   : tr("%1, by %2").arg(node->ref.text(), node->relation.pointer.toFieldPath());
    case CellTypeRole:
        return int(index.column() == StateColumn && (node->relation.missing || !node->state.word.isEmpty())
                       ? CellType::State
                       : CellType::Text);
    case ToneRole:
        return int(node->relation.missing ? Tone::Bad : node->state.tone);
    case ReasonRole:
        return node->state.reason;
    case ObjectRefRole:
        return QVariant::fromValue(node->ref);
    case LinkRole:
        return index.column() == NameColumn && !node->relation.missing ? QVariant::fromValue(node->ref)
                                                                       : QVariant();
    case IconNameRole:
        if (index.column() != NameColumn)
            return {};
        return info ? info->icon : QStringLiteral("box");
    case HeadingRole:
        return false;
    default:
        return {};
    }
}

QVariant RelationModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Object");
    case VerbColumn:
        return tr("Relation");
    case StateColumn:
        return tr("Status");
    default:
        return {};
    }
}

Qt::ItemFlags RelationModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    return nodeAt(index)->heading ? Qt::ItemIsEnabled : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

} // namespace easel
