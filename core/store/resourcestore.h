// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/store/row.h"

#include <QDateTime>
#include <QHash>
#include <QObject>

#include <optional>

namespace easel {

// How true the rows are now. Said by who feeds the store, never guessed by a view.
struct Truth
{
    enum class Phase {
        Idle,    // nobody looks
        Loading, // first rows on their way; `loaded` so far
        Live,
        Stale,   // rows are from `since`, the link is gone; `error` why, `nextTry` when
        Offline, // a copy that is not meant to be live
        Failed,  // no rows because of `error`
    };
    Phase phase = Phase::Idle;
    QDateTime since;
    int loaded = 0;
    std::optional<Error> error;
    QDateTime nextTry;
};

// A batch of changes of one generation. In a batch the last event of a uid wins.
struct Delta
{
    QList<Row> upserts;
    QStringList removals; // uids
};

// The rows of one (kind, scope) in the GUI thread: a vector, a hash from uid to position, and signals in ranges that a
// model can translate one to one. Positions are stable but for insertions at the end and removals.
class ResourceStore : public QObject
{
    Q_OBJECT

public:
    ResourceStore(ResourceType type, QString namespaceName, RowExtractorPtr extractor, QObject *parent = nullptr);

    const ResourceType &type() const { return m_type; }
    const QString &namespaceName() const { return m_namespace; } // empty: all
    const RowExtractorPtr &extractor() const { return m_extractor; }
    const QList<Column> &columns() const { return m_extractor->columns(); }

    int count() const { return int(m_rows.size()); }
    const Row &at(int position) const { return m_rows.at(position); }
    const QList<Row> &rows() const { return m_rows; }
    int indexOf(const QString &uid) const; // -1
    const Row *find(const QString &namespaceName, const QString &name) const; // linear unless uid is known
    const Truth &truth() const { return m_truth; }

    // Feeding, GUI thread only. A list into a new generation: upserts as pages arrive, then endGeneration() removes
    // what the generation did not mention. So rows (and selections) survive relists.
    void beginGeneration();
    void apply(const Delta &delta);
    void endGeneration();
    void replaceAll(const QList<Row> &rows); // begin, apply, end
    void clear();
    void setTruth(const Truth &truth);

Q_SIGNALS:
    void rowsAboutToBeInserted(int first, int last);
    void rowsInserted(int first, int last);
    void rowsChanged(int first, int last); // contiguous runs
    void rowsAboutToBeRemoved(int first, int last);
    void rowsRemoved(int first, int last);
    void truthChanged();

private:
    void removeWhere(const QList<int> &sortedPositions);

    ResourceType m_type;
    QString m_namespace;
    RowExtractorPtr m_extractor;
    QList<Row> m_rows;
    QHash<QString, int> m_index;
    QHash<QString, quint32> m_seen; // uid -> generation, only while a generation is open
    quint32 m_generation = 0;
    bool m_generationOpen = false;
    Truth m_truth;
};

} // namespace easel
