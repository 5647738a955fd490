// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/resourcetype.h"

#include <QHash>
#include <QJsonObject>

#include <functional>

namespace easel {

ObjectRef refOf(const QJsonObject &object);

// A snapshot of objects by kind, namespace and name: what rules, relations and wizards look things up in. A
// plain value (implicitly shared), so a pool thread may hold one. `complete` kinds are those whose absence
// means "does not exist".
class ObjectSet
{
public:
    void insert(const QJsonObject &object); // replaces the same object
    void remove(const ObjectRef &ref);
    void setComplete(const QString &groupKind) { m_complete.insert(groupKind, true); }
    bool isComplete(const QString &groupKind) const { return m_complete.contains(groupKind); }

    bool contains(const ObjectRef &ref) const { return m_objects.contains(ref); }
    QJsonObject find(const ObjectRef &ref) const { return m_objects.value(ref); } // empty when missing
    QJsonObject find(const QString &groupKind, const QString &namespaceName, const QString &name) const;
    QList<QJsonObject> all(const QString &groupKind,
                           const QString &namespaceName = {}) const; // sorted by ns, name
    qsizetype count() const { return m_objects.size(); }
    QList<QJsonObject> objects() const; // apply order, then namespace, name

    QString systemNamespace = QStringLiteral("easel-system");

private:
    QHash<ObjectRef, QJsonObject>
        m_objects; // apiVersion is not part of the key's hash group: refs compare by group
    QHash<QString, QList<ObjectRef>> m_byKind;
    QHash<QString, bool> m_complete;
};

} // namespace easel
