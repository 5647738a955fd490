// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/draft.h"
#include "core/domain/finding.h"
#include "core/domain/objectset.h"
#include "core/store/source.h"

namespace easel {

// A field that another manager owns and this draft would change.
struct FieldConflict
{
    enum class Decision { Undecided, KeepTheirs, TakeOver };
    QString manager;
    QDateTime since;     // when that manager last wrote
    JsonPointer pointer;
    QJsonValue theirs;
    QJsonValue mine;
    Decision decision = Decision::Undecided;
};

struct PlanItem
{
    enum class Change { Create, Change, Unchanged, Delete, NotInFolder };
    ObjectRef ref;
    Change change = Change::Unchanged;
    QJsonObject wanted; // from the draft
    QJsonObject live;   // before; empty when it does not exist
    QJsonObject result; // of the dry run: what would be stored
    QString beforeText; // YAML of live and result without server fields, for the diff
    QString afterText;
    QList<FieldConflict> conflicts;
    QStringList warnings;      // the server's
    QList<Finding> findings;   // Easel's own rules
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
    bool hasChanges() const;
    bool isApplicable() const; // no refused item, no undecided conflict, no finding of severity Refuse
    QStringList blockers() const; // why not, as sentences
};

struct PlanRequest
{
    QString title;
    QList<DraftObject> objects;
    ObjectSet surroundings; // for Easel's own findings; may be empty
};

// Makes the plan: for each object the live version, a dry-run apply with strict field validation, the diff, conflicts with
// their owners, warnings. Parents that do not exist yet (namespaces, CRDs) make a dry run impossible; such items carry a
// warning that says the server will test them when they are applied.
Call<Plan> makePlan(Source *source, const PlanRequest &request, QObject *context);

} // namespace easel
