// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/relations.h"

namespace easel {

// What goes with an object that is deleted, as people see it: every object below the one it goes with.
struct DeletionNode
{
    ObjectRef ref;
    QString note;   // "16 NVIDIA-H100", "Running", "3 of 5 replicas"; empty: nothing to say
    QString blocks; // why it keeps the whole from being deleted; empty: it does not
    QList<DeletionNode> below;

    int count() const;      // of all below
    bool isBlocked() const; // it or something below it
};

// `all`: everything that goes, `root` excluded. Objects that nothing among them takes along are directly
// below the root. `blockers`: what keeps the root from being deleted, with the reason; they are shown also
// when they do not go along.
DeletionNode deletionTree(const ObjectRef &root, const QList<ObjectRef> &all,
                          const QHash<ObjectRef, QString> &blockers, const RelationIndex &relations,
                          const ObjectSet &objects);

// Who keeps a Tenant or a Project from being deleted alone (TEN-8, PRJ-13).
QList<ObjectRef> deletionBlockers(const ObjectRef &ref, const ObjectSet &objects);

} // namespace easel
