// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/computeview.h"
#include "core/placement/explainpool.h"
#include "core/quota/quotabook.h"
#include "core/quota/whatifchange.h"

#include <functional>
#include <vector>

namespace easel {

// What came of one change, judged after those before it in the list.
struct WhatIfStep
{
    enum class Verdict {
        Fits,
        Warns,      // possible, with something to know
        Refused,    // by quota, by a rule, or for want of machines
        Impossible, // what it is about is not there, or nothing would change
        Off,        // left out by the user
    };
    Verdict verdict = Verdict::Fits;
    QString sentence; // the answer
    ObjectRef object; // that is written; empty name: none
    bool isNew = false;
    QList<WhatIfField> fields;
    QStringList follows;     // what else comes of it
    QStringList needs;       // what is missing before it can be applied
    Explanation explanation; // refusals, a remedy, what would help, quota, machines
    // Changes that were all accepted in its place; empty where a remedy is nothing of that kind.
    QList<WhatIfChange> instead;
    bool operator==(const WhatIfStep &) const = default;
};

// Numbers of a tenant or project that are different afterwards.
struct WhatIfLine
{
    QString tenant;
    QString project; // empty: the tenant's own
    GpuUsage before;
    GpuUsage after;
    bool operator==(const WhatIfLine &) const = default;
};

// GPUs of a family in machines, as far as the inventory knows them.
struct WhatIfFamily
{
    QString family;
    qint64 installedBefore = 0;
    qint64 installedAfter = 0;
    qint64 freeBefore = 0; // in machines that are available and held by nobody
    qint64 freeAfter = 0;
    bool operator==(const WhatIfFamily &) const = default;
};

struct WhatIfResult
{
    QList<WhatIfStep> steps;
    QList<WhatIfLine> lines;      // tenants before their projects
    QList<WhatIfFamily> families; // those that differ
    // All of it at once, with the limits as they would be; none when nothing counts.
    QuotaDecision together;
    QString remedy; // for all of it at once, where each alone was accepted
    Tone tone = Tone::Neutral;
    QString heading;
    QList<WhatIfEdit> edits; // objects to write, tenants first
    QString snapshot;        // the same for the same changes on the same data

    int count(WhatIfStep::Verdict verdict) const;
    bool isRefused() const;
};

// Tries changes out, one after the other, on the ledger and the machines. What was worked out for the first
// of them is kept until they or the data change. For one thread at a time.
class WhatIfTrial
{
public:
    // `inventory`: machines that no Compute knows.
    void setBase(const std::shared_ptr<const ObjectSet> &objects, const QList<HostView> &inventory = {});
    bool hasBase() const { return m_objects != nullptr; }
    const QuotaLedger &ledger() const { return m_base.book.ledger(); } // as it is

    WhatIfResult run(const QList<WhatIfChange> &changes, const std::function<bool()> &isStopped = {});

private:
    struct State
    {
        ObjectSet objects;
        QuotaBook book;
        QList<HostView> inventory;
        QSet<QString> lost; // machines
        QSet<QString> held; // machines
        QList<ObjectRef> written;
        QSet<QString> tenants; // whose numbers may have changed
    };
    struct Taken
    {
        WhatIfChange change;
        WhatIfStep step;
        State after;
    };
    struct MachineFacts
    {
        QMap<QString, qint64> gpus;
        bool available = false;
    };

    // What rules refuse, and with which numbers they would not.
    struct Judgement
    {
        bool refuses = false;
        std::optional<qint64> most;  // of the amount
        std::optional<qint64> least; // of the amount
        QList<WhatIfChange> limits;  // that would have to be raised before
        QList<qint64> amounts;       // each might do
        QStringList families;        // better names
        QString name;                // of a pool
        qint64 gpusPerMachine = 0;
    };
    struct Way
    {
        QList<WhatIfChange> changes;
        QString sentence;
    };

    // `ways`: how deep remedies are looked for.
    WhatIfStep take(const WhatIfChange &change, State *state, int ways) const;
    void takeNumbers(const WhatIfChange &change, const WhatIfEdit &edit, State *state,
                     WhatIfStep *step) const;
    std::optional<PoolRemedy> takePool(const WhatIfEdit &edit, State *state, WhatIfStep *step) const;
    void takeMove(const WhatIfChange &change, const WhatIfEdit &edit, State *state, WhatIfStep *step) const;
    void takeLoss(const WhatIfChange &change, State *state, WhatIfStep *step) const;
    Judgement judge(const WhatIfChange &change, const WhatIfEdit &edit, const State &before,
                    const State &after, WhatIfStep *step) const;
    void seekRemedy(const WhatIfChange &change, const WhatIfEdit &edit, const State &before,
                    const Judgement &rules, const std::optional<PoolRemedy> &ofPool, int ways,
                    WhatIfStep *step) const;
    QList<Way> waysOf(const WhatIfChange &change, const Judgement &rules) const;
    std::optional<Way> wayOf(const WhatIfChange &change, const State &before, const PoolRemedy &remedy) const;
    bool isAccepted(const Way &way, const State &before) const;
    QString moveRemedy(const WhatIfChange &change, const WhatIfEdit &edit, const State &before) const;
    QString remedyTogether(const QList<WhatIfChange> &changes, const WhatIfResult &result) const;
    bool isAccepted(const QList<WhatIfChange> &changes) const; // all of them, one by one and at once
    void sumUp(const QList<WhatIfChange> &changes, const State &state, WhatIfResult *result) const;

    std::shared_ptr<const ObjectSet> m_objects;
    State m_base;
    QHash<QString, MachineFacts> m_machines; // by uid
    std::vector<Taken> m_taken;
};

} // namespace easel
