// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/objectset.h"
#include "core/domain/relations.h"
#include "core/store/source.h"

#include <QSet>
#include <QTimer>

#include <array>
#include <map>

namespace easel {

// Everything known about the objects of one source at one moment.
struct Knowledge
{
    std::shared_ptr<const ObjectSet> objects;
    std::shared_ptr<const RelationIndex> relations;
};

// The objects of Easel's own kinds of one source, kept at hand for relations, rules, wizards, counts and the
// palette. It holds leases on the stores of those kinds (all namespaces), so the objects are as live as any
// table.
class Surroundings : public QObject
{
    Q_OBJECT

public:
    explicit Surroundings(Source *source, QObject *parent = nullptr);
    ~Surroundings() override;

    Source *source() const { return m_source; }
    // The store of a kind ("ComputePool.spectrocloud.com"); null when the source does not serve it.
    ResourceStore *store(const QString &groupKind) const;
    QList<ResourceStore *> stores() const;
    bool isComplete() const; // every kind has been listed once
    // Somebody shows rows of these kinds now, and wants them fed first; none: no more.
    void look(const QObject *viewer, const QStringList &groupKinds);

    // All objects as values, parsed on the pool; the answer is shared until something changes.
    Call<std::shared_ptr<const ObjectSet>> objects();

    // The same with the relations in both directions. An object of a kind that is not kept (a pod) may be
    // given along.
    Call<Knowledge> knowledge(const QJsonObject &further = {});
    // What knowledge() handed out last, perhaps of a moment ago; empty before the first time.
    const Knowledge &lastKnowledge() const { return m_knowledge; }

    QStringList tenants() const;                         // names, sorted
    QStringList projectsOf(const QString &tenant) const; // empty tenant: all; sorted
    QString tenantOf(const QString &project) const;
    // Namespaces of a scope: its projects, the tenant's own namespace.
    QSet<QString> namespacesOf(const QString &tenant) const;

Q_SIGNALS:
    void changed();             // at most a few times a second
    void organisationChanged(); // tenants or projects came or went
    void storesChanged();       // kinds came or went

private:
    void lease();
    void tellLeases();
    void readOrganisation();

    Source *m_source;
    std::map<QString, StoreLease> m_leases;
    QHash<const QObject *, QStringList> m_lookers;
    QTimer m_changed;
    quint64 m_revision = 0;
    quint64 m_setRevision = 0;
    std::shared_ptr<const ObjectSet> m_set;
    Call<std::shared_ptr<const ObjectSet>> m_pending;
    quint64 m_pendingRevision = 0;
    Knowledge m_knowledge;
    QHash<QString, QString> m_tenantOfProject;
    QStringList m_tenants;
    bool m_organisationDirty = true;
};

} // namespace easel
