// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/jsonpointer.h"

#include <QJsonObject>
#include <QList>
#include <QString>

#include <functional>
#include <optional>

namespace easel {

extern const QString easelManager; // "easel", the field manager of user writes (rule C5)

// Without status and what only a server says. Labels, finalizers and owners stay.
QJsonObject withoutServerFields(const QJsonObject &object);
bool sameContent(const QJsonObject &a, const QJsonObject &b);

// The part of an object that a manager owns by apply (metadata.managedFields, format FieldsV1), with its
// identity.
QJsonObject ownedFields(const QJsonObject &live, const QString &manager);

struct AppliedObject
{
    QJsonObject document;       // for the apply
    QJsonObject patch;          // merge patch for removed fields that others own; empty: none
    QJsonObject merged;         // live with the user's changes: what a source without owners should hold
    QList<JsonPointer> changed; // what the user set, in `wanted`
    QList<JsonPointer> removedOfOthers;
};

// Rules C5 and C6. `base` is what the edit began with; when it is empty, `wanted` as a whole is what is
// applied.
AppliedObject appliedObject(const QJsonObject &base, const QJsonObject &wanted, const QJsonObject &live);

// "spec.links[name="x"].url", with or without a leading dot, to a pointer into this object. Keys that hold
// dots are found by looking at the object. nullopt: a list item that is not there.
std::optional<JsonPointer> resolveFieldPath(const QString &field, const QJsonValue &object);

// Who last wrote a field, by managedFields: manager and RFC 3339 time. Empty when nobody is named.
QPair<QString, QString> ownerOf(const QJsonObject &live, const JsonPointer &pointer);
// When a manager last wrote anything; empty when unknown.
QString lastWriteOf(const QJsonObject &live, const QString &manager);

} // namespace easel
