// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/resourcestore.h"

#include "core/base/growth.h"

#include <QThreadPool>

#include <algorithm>
#include <numeric>

namespace easel {

namespace {

constexpr qsizetype mostRuns = 16; // that are removed one by one

// Freeing ten thousand rows takes longer than a frame may last.
void releaseInPool(RowList &&rows)
{
    auto released = std::make_shared<RowList>(std::move(rows));
    if (released->size() >= 500)
        QThreadPool::globalInstance()->start([released]() mutable { released.reset(); });
}

bool sameTruth(const Truth &a, const Truth &b)
{
    return a.phase == b.phase && a.since == b.since && a.loaded == b.loaded && a.nextTry == b.nextTry &&
           a.polled == b.polled && a.within == b.within && !a.error && !b.error;
}

} // namespace

ResourceStore::ResourceStore(ResourceType type, QString namespaceName, RowExtractorPtr extractor,
                             QObject *parent)
    : QObject(parent)
    , m_type(std::move(type))
    , m_namespace(std::move(namespaceName))
    , m_extractor(std::move(extractor))
{
    Q_ASSERT(m_extractor);
}

ResourceStore::~ResourceStore()
{
    releaseInPool(std::move(m_rows));
}

std::optional<Row> ResourceStore::find(const QString &namespaceName, const QString &name) const
{
    const std::string space = namespaceName.toStdString();
    const std::string wanted = name.toStdString();
    for (int position = 0; position < count(); ++position) {
        const RowView row = view(position);
        if (row.nameBytes() == wanted && row.namespaceBytes() == space)
            return row.row();
    }
    return std::nullopt;
}

void ResourceStore::beginGeneration(const QString &namespaceName)
{
    m_open.insert(namespaceName, ++m_generation);
}

void ResourceStore::apply(const Delta &delta)
{
    if (!delta.removals.isEmpty()) {
        QList<int> positions;
        for (const QString &uid : delta.removals) {
            const int position = indexOf(uid);
            if (position >= 0)
                positions << position;
        }
        std::sort(positions.begin(), positions.end());
        positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
        removeWhere(positions);
    }

    QHash<QString, qsizetype> lastOf;
    lastOf.reserve(delta.upserts.size());
    for (qsizetype i = 0; i < delta.upserts.size(); ++i)
        lastOf.insert(delta.upserts.at(i).uid, i);

    QList<int> changed;
    QList<Row> added;
    for (qsizetype i = 0; i < delta.upserts.size(); ++i) {
        const Row &row = delta.upserts.at(i);
        if (lastOf.value(row.uid) != i)
            continue;
        const int position = indexOf(row.uid);
        if (position < 0) {
            added << row;
            continue;
        }
        m_mentioned[std::size_t(position)] = m_generation;
        if (!(m_rows.at(position) == row)) {
            m_rows.replace(position, row);
            changed << position;
        }
    }
    emitChanged(std::move(changed));
    insertAtEnd(added);
}

void ResourceStore::endGeneration(const QString &namespaceName)
{
    const auto open = m_open.constFind(namespaceName);
    if (open == m_open.cend())
        return;
    const quint32 began = *open;
    m_open.erase(open);
    const std::string space = namespaceName.toStdString();
    QList<int> gone;
    for (int position = 0; position < count(); ++position) {
        const bool counts = space.empty() || view(position).namespaceBytes() == space;
        if (counts && m_mentioned[std::size_t(position)] < began)
            gone << position;
    }
    removeWhere(gone);
}

void ResourceStore::replaceAll(const QList<Row> &rows)
{
    beginGeneration();
    apply({rows, {}});
    endGeneration();
}

void ResourceStore::clear()
{
    removeAll();
}

void ResourceStore::removeAll()
{
    if (m_rows.isEmpty())
        return;
    const int last = count() - 1;
    Q_EMIT rowsAboutToBeRemoved(0, last);
    RowList released = std::exchange(m_rows, RowList());
    m_mentioned = {};
    Q_EMIT rowsRemoved(0, last);
    releaseInPool(std::move(released));
}

void ResourceStore::setTruth(const Truth &truth)
{
    const bool same = sameTruth(m_truth, truth);
    m_truth = truth;
    if (!same)
        Q_EMIT truthChanged();
}

void ResourceStore::removeWhere(const QList<int> &sortedPositions)
{
    if (!sortedPositions.isEmpty() && sortedPositions.size() == m_rows.size()) {
        removeAll();
        return;
    }
    qsizetype runs = 1;
    for (qsizetype i = 1; i < sortedPositions.size(); ++i)
        runs += sortedPositions.at(i) != sortedPositions.at(i - 1) + 1 ? 1 : 0;
    if (runs > mostRuns) {
        // Each removal costs a pass over all rows here and in every model.
        Q_EMIT rowsAboutToBeMoved();
        const std::vector<int> newPositions = m_rows.moveToEnd(sortedPositions);
        std::vector<quint32> mentioned(m_mentioned.size());
        for (std::size_t position = 0; position < mentioned.size(); ++position)
            mentioned[std::size_t(newPositions[position])] = m_mentioned[position];
        m_mentioned = std::move(mentioned);
        Q_EMIT rowsMoved(newPositions);
        QList<int> atEnd(sortedPositions.size());
        std::iota(atEnd.begin(), atEnd.end(), count() - int(sortedPositions.size()));
        removeWhere(atEnd);
        return;
    }
    // From the end, so that positions not handled yet stay what they are.
    for (qsizetype end = sortedPositions.size(); end > 0;) {
        qsizetype begin = end - 1;
        while (begin > 0 && sortedPositions.at(begin - 1) == sortedPositions.at(begin) - 1)
            --begin;
        const int first = sortedPositions.at(begin);
        const int last = sortedPositions.at(end - 1);
        Q_EMIT rowsAboutToBeRemoved(first, last);
        m_rows.remove(first, last - first + 1);
        m_mentioned.erase(m_mentioned.begin() + first, m_mentioned.begin() + last + 1);
        Q_EMIT rowsRemoved(first, last);
        end = begin;
    }
}

void ResourceStore::insertAtEnd(const QList<Row> &rows)
{
    if (rows.isEmpty())
        return;
    const int first = count();
    const int last = first + int(rows.size()) - 1;
    Q_EMIT rowsAboutToBeInserted(first, last);
    for (const Row &row : rows)
        m_rows.append(row);
    makeRoom(&m_mentioned, std::size_t(rows.size()));
    m_mentioned.resize(std::size_t(count()), m_generation);
    Q_EMIT rowsInserted(first, last);
}

void ResourceStore::emitChanged(QList<int> positions)
{
    std::sort(positions.begin(), positions.end());
    for (qsizetype begin = 0; begin < positions.size();) {
        qsizetype end = begin + 1;
        while (end < positions.size() && positions.at(end) == positions.at(end - 1) + 1)
            ++end;
        Q_EMIT rowsChanged(positions.at(begin), positions.at(end - 1));
        begin = end;
    }
}

} // namespace easel
