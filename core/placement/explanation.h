// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/resourcetype.h"
#include "core/placement/placementfix.h"
#include "core/quota/quotawaterfall.h"
#include "core/store/row.h"

namespace easel {

// Why a decision is as it is, in one form for clusters, machines and quota: what the Explain panel shows and
// what is copied as text. Every text is for people and translated.

// One failing rule.
struct ExplainedReason
{
    QString rule; // "Label region", "CPUs", "Tenant sandbox"
    QString needed;
    QString actual; // "–" where there is none
    qint64 shortBy = 0;
    QString sentence;
    QString brief{}; // the same for a row that names the rule beside it: "region is not set, needs arctic"
    bool operator==(const ExplainedReason &) const = default;
};

// A cluster or a machine.
struct ExplainedItem
{
    enum class State : quint8 {
        Stays,   // chosen, and it was before
        New,     // chosen now
        Leaves,  // was chosen
        Fits,    // qualifies, but others come first
        LeftOut, // fails a rule
    };
    QString name;
    State state = State::LeftOut;
    QString has;                         // "12 NVIDIA-L40S"
    std::optional<qint64> total;         // of the scores; of a machine the share that is asked for, 0 to 100
    QList<std::optional<qint64>> scores; // as ExplainedPart::scores, before weights; nothing counts 0
    QString because;                     // against the runner-up
    QList<ExplainedReason> reasons;      // all that fail, the first decides
    QStringList help;                    // changes that together get it chosen; decided again with them
    ObjectRef object;                    // what opens; empty name: nothing
    PlacementFix fix;                    // of a cluster that is left out: past its first rule
    QString id;                          // of a machine: its uid

    bool isChosen() const { return state == State::Stays || state == State::New; }
    bool operator==(const ExplainedItem &) const = default;
};

struct ExplainedStage
{
    QString name;
    int left = 0;
    int dropped = 0; // here
    bool operator==(const ExplainedStage &) const = default;
};

struct ExplainedScore
{
    QString name; // "Free NVIDIA-L40S"
    qint64 weight = 1;
    bool operator==(const ExplainedScore &) const = default;
};

// One choice: clusters of a placement, machines of a node pool.
struct ExplainedPart
{
    enum class Kind : quint8 { Clusters, Machines };
    Kind kind = Kind::Clusters;
    QString title;                // of a node pool; empty where there is but one
    QString sentence;             // "2 of 3 eligible machines."
    QList<ExplainedStage> funnel; // the first holds all, the last the chosen
    QList<ExplainedScore> scores; // in the order of every item's; empty: totals are percents
    QList<ExplainedItem> ranked;  // best first: the chosen ones, then others that qualify
    int chosen = 0;               // of `ranked`
    QString cut;                  // what the line after the last chosen says; may be empty
    QList<ExplainedItem> leftOut; // nearest misses first
    int leftOutTotal = 0;         // also those that are not in the list
    QStringList help;             // changes of the request, tried
    bool operator==(const ExplainedPart &) const = default;
};

struct Explanation
{
    Tone tone = Tone::Neutral;
    QString heading;       // the answer, a sentence
    QStringList sentences; // what else is to be known
    QString changeTitle;   // what it would mean for what runs now: "1 move"
    QString change;        // "station-cirque → station-delta, gain 433. 2 deployments would move with it."
    QList<ExplainedPart> parts;
    QList<ExplainedReason> refusals; // of quota
    QList<QuotaWaterfall> waterfalls;
    QString remedy;           // one change with which all of it was judged again, and not refused
    QStringList help;         // what would make quota admit it, tried
    QString snapshot;         // 16 hex digits, the same for the same data
    QStringList groupingTags; // by which machines can be packed or spread
    bool operator==(const Explanation &) const = default;
};

QString explainedStateWord(ExplainedItem::State state); // "Stays"
QString signedNumber(qint64 number);                    // "−33", in the user's digits
// "free NVIDIA-L40S 3 × 100 = 300", one a score; a score that is missing counts 0.
QStringList scoreSums(const ExplainedPart &part, const ExplainedItem &item);

// The whole of it as plain text, for the clipboard.
QString explanationText(const Explanation &explanation);

// "This would do, tried as a whole: …"
QString remedyText(const QString &remedy);

// 16 hex digits of a text, for snapshots.
QString snapshotHash(const QByteArray &content);

} // namespace easel
