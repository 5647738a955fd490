// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/resourcestore.h"

namespace easel {

// Follows a store by its signals alone, as a model does, and notes every signal that lies. What it holds must
// always be what the store holds.
class StoreWatcher : public QObject
{
    Q_OBJECT

public:
    explicit StoreWatcher(ResourceStore *store)
        : m_store(store)
        , m_copy(store->rows().toList())
    {
        connect(store, &ResourceStore::rowsAboutToBeInserted, this, [this](int first, int last) {
            ++signalCount;
            expect(m_pending == Pending::None && first == int(m_copy.size()) && last >= first,
                   "insertion begins");
            expect(m_store->count() == int(m_copy.size()), "the store grows too early");
            m_pending = Pending::Insert;
            m_first = first;
            m_last = last;
        });
        connect(store, &ResourceStore::rowsInserted, this, [this](int first, int last) {
            expect(m_pending == Pending::Insert && first == m_first && last == m_last, "insertion ends");
            m_pending = Pending::None;
            for (int i = first; i <= last; ++i) {
                m_copy << m_store->at(i);
                ++inserted;
            }
            expect(m_store->count() == int(m_copy.size()), "the count after an insertion");
        });
        connect(store, &ResourceStore::rowsAboutToBeRemoved, this, [this](int first, int last) {
            ++signalCount;
            expect(m_pending == Pending::None && first >= 0 && last >= first && last < int(m_copy.size()),
                   "removal begins");
            expect(m_store->count() == int(m_copy.size()), "the store shrinks too early");
            m_pending = Pending::Remove;
            m_first = first;
            m_last = last;
        });
        connect(store, &ResourceStore::rowsRemoved, this, [this](int first, int last) {
            expect(m_pending == Pending::Remove && first == m_first && last == m_last, "removal ends");
            m_pending = Pending::None;
            m_copy.remove(first, last - first + 1);
            removed += last - first + 1;
            expect(m_store->count() == int(m_copy.size()), "the count after a removal");
        });
        connect(store, &ResourceStore::rowsAboutToBeMoved, this, [this] {
            expect(m_pending == Pending::None, "a move begins");
            m_pending = Pending::Move;
        });
        connect(store, &ResourceStore::rowsMoved, this, [this](const std::vector<int> &newPositions) {
            expect(m_pending == Pending::Move && newPositions.size() == std::size_t(m_copy.size()),
                   "a move ends");
            m_pending = Pending::None;
            QList<Row> moved(m_copy.size());
            for (qsizetype i = 0; i < m_copy.size(); ++i)
                moved[newPositions[std::size_t(i)]] = m_copy.at(i);
            m_copy = moved;
        });
        connect(store, &ResourceStore::rowsChanged, this, [this](int first, int last) {
            ++signalCount;
            expect(m_pending == Pending::None && first >= 0 && last >= first && last < m_store->count(),
                   "a change");
            for (int i = first; i <= last; ++i) {
                expect(!(m_copy.at(i) == m_store->at(i)), "a change without a difference");
                expect(m_copy.at(i).uid == m_store->at(i).uid, "a change that swaps rows");
                m_copy[i] = m_store->at(i);
                ++changed;
            }
        });
    }

    // Empty when nothing lied and the copy equals the store.
    QString problem() const
    {
        if (!m_problem.isEmpty())
            return m_problem;
        if (m_pending != Pending::None)
            return QStringLiteral("a bracket is open");
        if (m_copy != m_store->rows().toList())
            return QStringLiteral("the signals do not lead to the store's rows");
        for (int i = 0; i < m_store->count(); ++i) {
            if (m_store->indexOf(m_store->at(i).uid) != i)
                return QStringLiteral("indexOf is wrong at %1").arg(i);
        }
        return {};
    }

    int inserted = 0;
    int changed = 0;
    int removed = 0;
    int signalCount = 0;

private:
    enum class Pending { None, Insert, Remove, Move };
    void expect(bool good, const char *what)
    {
        if (!good && m_problem.isEmpty())
            m_problem = QString::fromLatin1(what);
    }

    ResourceStore *m_store;
    QList<Row> m_copy;
    Pending m_pending = Pending::None;
    int m_first = 0;
    int m_last = 0;
    QString m_problem;
};

} // namespace easel
