// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/store/rowlist.h"

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
    QDateTime since{};
    int loaded = 0;
    std::optional<Error> error{};
    QDateTime nextTry{};
    bool polled = false; // the server gives no watch: listed again at nextTry
    // Not empty: the rows are those of these namespaces only, because nobody may list all (resource-model
    // 3.f.5).
    QStringList within{};
};

// A batch of changes of one generation: removals first, then upserts in order, so the last upsert of a uid
// wins. Who makes a batch from events leaves only the last event of each uid in it.
struct Delta
{
    QList<Row> upserts;
    QStringList removals; // uids
};

// The rows of one (kind, scope) in the GUI thread, by position and by uid, and signals in ranges that a model
// can translate one to one. Positions are stable but for insertions at the end,
// removals, and what rowsMoved() says.
class ResourceStore : public QObject
{
    Q_OBJECT

public:
    ResourceStore(ResourceType type, QString namespaceName, RowExtractorPtr extractor,
                  QObject *parent = nullptr);
    ~ResourceStore() override;

    const ResourceType &type() const { return m_type; }
    const QString &namespaceName() const { return m_namespace; } // empty: all
    const RowExtractorPtr &extractor() const { return m_extractor; }
    const QList<Column> &columns() const { return m_extractor->columns(); }

    int count() const { return m_rows.size(); }
    Row at(int position) const { return m_rows.at(position); }
    RowView view(int position) const { return m_rows.view(position); } // until the store changes
    const RowList &rows() const { return m_rows; }
    int indexOf(const QString &uid) const { return m_rows.indexOf(uid); }             // -1
    std::optional<Row> find(const QString &namespaceName, const QString &name) const; // linear
    const Truth &truth() const { return m_truth; }

    // Feeding, GUI thread only. A list into a new generation: upserts as pages arrive, then endGeneration()
    // removes what the generation did not mention. So rows (and selections) survive relists. A row that comes
    // again without a difference makes no signal. beginGeneration() while one is open forgets what the open
    // one mentioned. A generation may be one of a namespace only, beside those of others: several feeders
    // then share the store.
    void beginGeneration(const QString &namespaceName = {});
    void apply(const Delta &delta);
    void endGeneration(const QString &namespaceName = {});
    void replaceAll(const QList<Row> &rows); // begin, apply, end
    void clear();                            // one removal; the memory of many rows is given back on the pool
    void setTruth(const Truth &truth);

Q_SIGNALS:
    void rowsAboutToBeInserted(int first, int last);
    void rowsInserted(int first, int last);
    void rowsChanged(int first, int last); // contiguous runs
    void rowsAboutToBeRemoved(int first, int last);
    void rowsRemoved(int first, int last);
    // Many rows that stand apart go in one removal from the end, after they were moved there: old position ->
    // new position. All others keep their order.
    void rowsAboutToBeMoved();
    void rowsMoved(const std::vector<int> &newPositions);
    void truthChanged();

private:
    void removeAll();
    void removeWhere(const QList<int> &sortedPositions);
    void insertAtEnd(const QList<Row> &rows);
    void emitChanged(QList<int> positions);

    ResourceType m_type;
    QString m_namespace;
    RowExtractorPtr m_extractor;
    RowList m_rows;
    // Generations are numbered; each row has the number at which it was mentioned last.
    std::vector<quint32> m_mentioned;
    quint32 m_generation = 0;
    QHash<QString, quint32> m_open; // generations under way by namespace: the number they began with
    Truth m_truth;
};

} // namespace easel
