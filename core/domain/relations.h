// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/jsonpointer.h"
#include "core/domain/objectset.h"

#include <QSet>

namespace easel {

// One arrow of resource-model section 1's picture.
struct Relation
{
    ObjectRef from;
    ObjectRef to;
    JsonPointer pointer;  // in `from`; empty for owner and label relations
    QString verb;         // translated, reads "from verb to": "uses bundle", "runs on", "belongs to", "owns"
    bool owns = false;    // goes with its owner when that is deleted
    bool missing = false; // the target is not in the set although its kind is complete
};

// What an object refers to, from itself alone (aliases included). An owner relation reads from the owner to
// the object: `from` is the owner, `owns` is set.
QList<Relation> referencesOf(const QJsonObject &object, const QString &systemNamespace);

// Both directions over a snapshot.
class RelationIndex
{
public:
    explicit RelationIndex(const ObjectSet &objects);
    QList<Relation> outgoing(const ObjectRef &ref) const;
    QList<Relation> incoming(const ObjectRef &ref) const;
    // What goes when this object is deleted (3.k), itself excluded, in deletion order.
    QList<ObjectRef> deletedWith(const ObjectRef &ref) const;

private:
    void add(Relation relation);
    void collectDeleted(const ObjectRef &ref, QList<ObjectRef> &order, QSet<ObjectRef> &seen) const;

    ObjectSet m_objects;
    QHash<ObjectRef, QList<Relation>> m_out;
    QHash<ObjectRef, QList<Relation>> m_in;
};

} // namespace easel
