// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/resourcestore.h"

#include <QThreadPool>

#include <algorithm>

namespace easel {

namespace {

// Freeing ten thousand rows takes longer than a frame may last.
void releaseInPool(QList<Row> &&rows)
{
    if (rows.size() < 500)
        return;
    QThreadPool::globalInstance()->start([released = std::move(rows)]() mutable { released.clear(); });
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

int ResourceStore::indexOf(const QString &uid) const
{
    const auto found = m_index.constFind(uid);
    if (found == m_index.cend())
        return -1;
    if (*found < m_indexTrueBelow)
        return *found;
    for (int position = m_indexTrueBelow; position < count(); ++position)
        m_index[m_rows.at(position).uid] = position;
    m_indexTrueBelow = count();
    return m_index.value(uid, -1);
}

const Row *ResourceStore::find(const QString &namespaceName, const QString &name) const
{
    for (const Row &row : m_rows) {
        if (row.name == name && row.namespaceName == namespaceName)
            return &row;
    }
    return nullptr;
}

void ResourceStore::beginGeneration(const QString &namespaceName)
{
    m_open[namespaceName].clear();
}

void ResourceStore::mention(const Row &row)
{
    for (auto generation = m_open.begin(); generation != m_open.end(); ++generation) {
        if (generation.key().isEmpty() || generation.key() == row.namespaceName)
            generation->insert(row.uid);
    }
}

void ResourceStore::apply(const Delta &delta)
{
    if (!delta.removals.isEmpty()) {
        QList<int> positions;
        for (const QString &uid : delta.removals) {
            for (QSet<QString> &mentioned : m_open)
                mentioned.remove(uid);
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
        mention(row);
        const int position = indexOf(row.uid);
        if (position < 0) {
            added << row;
        } else if (!(m_rows.at(position) == row)) {
            m_rows[position] = row;
            changed << position;
        }
    }
    emitChanged(std::move(changed));
    insertAtEnd(added);
}

void ResourceStore::endGeneration(const QString &namespaceName)
{
    if (!m_open.contains(namespaceName))
        return;
    const QSet<QString> mentioned = m_open.take(namespaceName);
    QList<int> gone;
    for (int position = 0; position < count(); ++position) {
        const Row &row = m_rows.at(position);
        const bool counts = namespaceName.isEmpty() || row.namespaceName == namespaceName;
        if (counts && !mentioned.contains(row.uid))
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
    for (QSet<QString> &mentioned : m_open)
        mentioned = {};
    removeAll();
}

void ResourceStore::removeAll()
{
    if (m_rows.isEmpty())
        return;
    const int last = count() - 1;
    Q_EMIT rowsAboutToBeRemoved(0, last);
    QList<Row> released;
    released.swap(m_rows);
    m_index = {};
    m_indexTrueBelow = 0;
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
    // From the end, so that positions not handled yet stay what they are.
    for (qsizetype end = sortedPositions.size(); end > 0;) {
        qsizetype begin = end - 1;
        while (begin > 0 && sortedPositions.at(begin - 1) == sortedPositions.at(begin) - 1)
            --begin;
        const int first = sortedPositions.at(begin);
        const int last = sortedPositions.at(end - 1);
        Q_EMIT rowsAboutToBeRemoved(first, last);
        for (int position = first; position <= last; ++position)
            m_index.remove(m_rows.at(position).uid);
        m_rows.remove(first, last - first + 1);
        m_indexTrueBelow = std::min(m_indexTrueBelow, first);
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
    const bool indexWhole = m_indexTrueBelow == first;
    for (int i = 0; i < rows.size(); ++i)
        m_index.insert(rows.at(i).uid, first + i);
    m_rows += rows;
    if (indexWhole)
        m_indexTrueBelow = count();
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
