// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/computeview.h"
#include "core/quota/quotabook.h"
#include "core/quota/quotascopes.h"

#include <QSet>

namespace easel {

// A tenant or a project as the dashboard shows it.
struct GpuScope : QuotaScope
{
    enum class Situation { NoLimit, Within, AtLimit, Waiting, OverLimit };
    enum Need {        // bits of `needs`
        Over = 1,      // its own limit
        Waits = 2,     // one of its pools has fewer GPUs than it asks for
        Guarantee = 4, // not used in full while another project of the tenant waits for that family
        Surplus = 8,   // holds GPUs that nobody asked for
        Releasing = 16,
    };
    ObjectRef ref; // empty while only others speak of it
    int pools = 0;
    Situation situation = Situation::NoLimit;
    unsigned needs = 0;

    QString key() const { return keyOf(tenant, project); }
    static QString keyOf(const QString &tenant, const QString &project)
    {
        return project.isEmpty() ? QStringLiteral("t/") + tenant : QStringLiteral("p/") + project;
    }
    const GpuUsage *line(const QString &family) const; // null: nothing to say about it
    bool operator==(const GpuScope &) const = default;
};

// A pool that holds GPUs or waits for some.
struct GpuPool
{
    ObjectRef ref;
    GpuUseByFamily use;
    QMap<QString, qint64> waitsFor; // claimed, or refused by quota
    bool refused = false;           // by quota
    QString message;                // why, as its conditions say
    bool operator==(const GpuPool &) const = default;

    QString key() const { return ref.namespaceName + u'/' + ref.name; }
};

// A machine with or without GPUs, and what holds it.
struct GpuMachine
{
    enum class State { Free, Held, Reserved, Releasing, Unhealthy, Unpaired, Unknown };
    QString uid;
    QString name;
    QMap<QString, qint64> gpus; // by family
    qint64 asked = 0;           // of them by the node pool that holds it
    State state = State::Unknown;
    QString pool;    // "<namespace>/<pool>"; empty: none that is known
    QString message; // of an unhealthy one
    QMap<QString, QString> tags;

    qint64 total() const;
    QString family() const; // the one with most GPUs; empty without any
    bool operator==(const GpuMachine &) const = default;
};

// A family over the whole of the inventory.
struct GpuFamilyTotal
{
    QString family;
    qint64 installed = 0;
    GpuUse use; // of all tenants
    qint64 unhealthy = 0;
    qint64 free = 0; // installed, held by nobody, claimed by nobody
    int machines = 0;
    int idle = 0; // of the machines: healthy, held by nobody
    bool operator==(const GpuFamilyTotal &) const = default;
};

// What there is of GPUs, who may have and who has them, kept up object by object: the facts behind the GPU
// quota dashboard. A plain value; for one thread at a time.
class GpuEstate
{
public:
    // `said`: the hub has controllers of its own, whose status counts.
    explicit GpuEstate(bool said = false)
        : m_said(said)
    {}
    static GpuEstate fromObjects(const ObjectSet &objects, const QList<HostView> &inventory = {},
                                 bool said = false);

    void put(const QJsonObject &object); // other kinds are not for it
    void remove(const ObjectRef &ref);
    void setInventory(const QList<HostView> &hosts); // beside the hub's own Computes, which win
    static bool isOfInterest(const ObjectRef &ref);

    // What became different since it was last asked; all of it the first time.
    struct Change
    {
        QList<GpuScope> scopes; // tenants before projects
        QStringList goneScopes; // keys
        QList<GpuMachine> machines;
        QStringList goneMachines; // uids
        bool isNothing() const
        {
            return scopes.isEmpty() && goneScopes.isEmpty() && machines.isEmpty() && goneMachines.isEmpty();
        }
    };
    Change take();

    // As of the last take().
    QList<GpuScope> scopes() const; // tenants with their projects below them
    const QHash<QString, GpuMachine> &machines() const { return m_shown; }
    const QHash<QString, GpuPool> &pools() const { return m_pools; }
    QList<GpuFamilyTotal> totals() const; // families by name
    const QuotaBook &book() const { return m_book; }
    QString tenantOf(const QString &project) const;

private:
    struct Hold
    {
        QString pool;
        QString state;
        QString family;
        qint64 gpus = 0;
        qint64 asked = 0;
    };
    void putPool(const QJsonObject &object);
    void removePool(const QString &key);
    void touchProject(const QString &project);
    void addWildcardLines(GpuScope *scope) const;
    void renewTenant(const QString &tenant, Change *change);
    void renewMachines(Change *change);
    void judge(GpuScope *scope, const QHash<QString, QStringList> &waiting) const;
    GpuMachine machineOf(const QString &uid) const;
    void count(const GpuMachine &machine, int sign);

    bool m_said;
    QuotaBook m_book;
    QHash<QString, QString> m_tenantOf;       // of every project
    QHash<QString, QSet<QString>> m_projects; // of a tenant
    QHash<QString, ObjectRef> m_refs;         // by key
    QHash<QString, QuotaScope> m_saidScopes;  // by key
    QHash<QString, GpuPool> m_pools;          // by key
    QHash<QString, QSet<QString>> m_poolsOf;  // of a project: keys
    QHash<ObjectRef, QHash<QString, HostView>> m_computes;
    QHash<QString, HostView> m_inventory;
    QHash<QString, QMap<QString, Hold>> m_holds; // by uid, then pool: two may claim one machine for a moment
    QHash<QString, QStringList> m_hostsOfPool;   // uids
    QHash<QString, GpuScope> m_scopes;           // as last told
    QHash<QString, GpuMachine> m_shown;          // as last told
    QHash<QString, GpuFamilyTotal> m_installed;  // by folded family
    QSet<QString> m_dirtyTenants;
    QSet<QString> m_goneProjects;
    QSet<QString> m_dirtyMachines;
    bool m_allDirty = false;
};

} // namespace easel
