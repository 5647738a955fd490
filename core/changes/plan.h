// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/draft.h"
#include "core/domain/finding.h"
#include "core/domain/objectset.h"
#include "core/store/source.h"

namespace easel {

// A field that another manager owns and this draft would change; or one that changed since the edit began
// (then `manager` is who changed it, also when that was "easel" itself).
struct FieldConflict
{
    enum class Decision { Undecided, KeepTheirs, TakeOver };
    QString manager;
    QDateTime since;     // when that manager last wrote
    QString field;       // as Kubernetes writes it: "spec.links[name="x"].url"
    JsonPointer pointer; // in PlanItem::applied
    QJsonValue theirs;
    QJsonValue mine;
    std::optional<QJsonValue> common; // when the edit began, what both come from; nothing: not known
    Decision decision = Decision::Undecided;
};

struct PlanItem
{
    enum class Change { Create, Change, Unchanged, Delete, NotInFolder };
    ObjectRef ref;
    Change change = Change::Unchanged;
    QJsonObject wanted;    // from the draft
    QJsonObject base;      // the live object the edit began with; empty: the whole of `wanted` is meant
    QJsonObject applied;   // what is sent: fields that easel owns already and the user's changes (rule C5)
    QJsonObject patch;     // merge patch that removes fields of other owners (rule C6); empty: none
    QJsonObject live;      // before; empty when it does not exist
    QJsonObject result;    // of the dry run, with the decisions so far: what would be stored
    QJsonObject takenOver; // of the dry run with every conflict taken over
    QString beforeText;    // YAML of live and result without server fields, for the diff
    QString afterText;
    QList<FieldConflict> conflicts;
    QStringList warnings;       // the server's
    QList<Finding> findings;    // Easel's own rules
    std::optional<Error> error; // the dry run was refused: cannot be applied
    QList<ObjectRef> goesWith;  // Delete: what goes with it
    bool chosen = true;         // NotInFolder items are false until the user says delete
};

// What a draft would do to a source: tested by the source's own dry run. Only plans can be applied.
struct Plan
{
    QList<PlanItem> items; // in the order of the apply
    QDateTime testedAt;
    QString sourceTitle;
    QString title;

    int count(PlanItem::Change change) const;
    // Answers one conflict and renews the item's result, text and kind of change.
    void decide(int item, int conflict, FieldConflict::Decision decision);
    bool hasChanges() const;
    bool isApplicable() const;    // no refused item, no undecided conflict, no finding of severity Refuse
    QStringList blockers() const; // why not, as sentences
};

struct PlanRequest
{
    QString title;
    QList<DraftObject> objects;
    ObjectSet surroundings;         // for Easel's own findings; may be empty
    QList<QJsonObject> notInFolder; // live objects that the folder lacks: deleted only when chosen
    bool createNamespaces =
        false; // namespaces that the objects need and the hub lacks become items of the plan
    // Off for whole folders: what Easel's rules refuse is told as a warning and the server decides. Rules
    // about free GPUs and running pools judge one change to a living hub, not the copy of a state.
    bool findingsRefuse = true;
};

// Makes the plan: for each object the live version, a dry-run apply with strict field validation, the diff,
// conflicts with their owners, warnings. Parents that do not exist yet (namespaces, CRDs) make a dry run
// impossible; such items carry a warning that says the server will test them when they are applied.
Call<Plan> makePlan(Source *source, const PlanRequest &request, QObject *context);

// What an item sends once its conflicts are decided: fields left to their owners are gone from it.
QJsonObject decidedDocument(const PlanItem &item);

} // namespace easel
