// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/gpuestate.h"

#include "core/base/text.h"
#include "core/domain/gpufamilies.h"
#include "core/domain/kinds.h"
#include "core/domain/state.h"

#include <QJsonArray>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

QString conditionReason(const QJsonObject &object, QStringView type)
{
    const QJsonArray conditions = object[u"status"][u"conditions"].toArray();
    for (const auto &value : conditions) {
        if (value[u"type"].toString() == type && value[u"status"].toString() == u"False")
            return value[u"reason"].toString();
    }
    return {};
}

bool isRefusedByQuota(const QJsonObject &object)
{
    return !conditionReason(object, u"QuotaReserved").isEmpty() ||
           conditionReason(object, u"ScalingActive") == u"QuotaExceeded";
}

// GPUs of one node of each node pool, by "<cluster>/<node pool>".
QHash<QString, std::pair<QString, qint64>> shapesOf(const QList<ClusterConfigView> &clusters)
{
    QHash<QString, std::pair<QString, qint64>> shapes;
    for (const ClusterConfigView &cluster : clusters) {
        QList<NodePoolView> pools = cluster.workers.value_or(QList<NodePoolView>());
        if (cluster.controlPlane && cluster.controlPlane->workerNodeEligible)
            pools.append(*cluster.controlPlane);
        for (const NodePoolView &pool : std::as_const(pools))
            shapes.insert(cluster.name + u'/' + pool.name, {pool.gpuFamily, pool.gpuCount.value_or(0)});
    }
    return shapes;
}

bool isWaiting(const GpuScope &scope)
{
    return std::any_of(scope.lines.begin(), scope.lines.end(),
                       [](const GpuUsage &line) { return line.use.claimed > 0; });
}

} // namespace

const GpuUsage *GpuScope::line(const QString &family) const
{
    for (const GpuUsage &line : lines) {
        if (sameGpuFamily(line.family, family))
            return &line;
    }
    return nullptr;
}

qint64 GpuMachine::total() const
{
    qint64 sum = 0;
    for (const qint64 count : gpus)
        sum += count;
    return sum;
}

QString GpuMachine::family() const
{
    QString best;
    qint64 most = 0;
    for (auto it = gpus.cbegin(); it != gpus.cend(); ++it) {
        if (it.value() > most) {
            best = it.key();
            most = it.value();
        }
    }
    return best;
}

GpuEstate GpuEstate::fromObjects(const ObjectSet &objects, const QList<HostView> &inventory, bool said)
{
    GpuEstate estate(said);
    // In this order every pool is looked at once.
    for (const char *kind : {"Tenant", "ComputeConfig", "Project", "ComputePool", "AIWorkload", "Compute"}) {
        const QList<QJsonObject> all = objects.all(QLatin1String(kind) + u'.' + spectroGroup);
        for (const QJsonObject &object : all)
            estate.put(object);
    }
    estate.setInventory(inventory);
    return estate;
}

bool GpuEstate::isOfInterest(const ObjectRef &ref)
{
    return QuotaBook::isOfInterest(ref) || (ref.kind == u"Compute" && ref.group() == spectroGroup);
}

QString GpuEstate::tenantOf(const QString &project) const
{
    return m_tenantOf.value(project);
}

void GpuEstate::touchProject(const QString &project)
{
    if (m_tenantOf.contains(project))
        m_dirtyTenants.insert(tenantOf(project));
}

void GpuEstate::put(const QJsonObject &object)
{
    const ObjectRef ref = refOf(object);
    if (!isOfInterest(ref))
        return;
    if (ref.kind == u"Compute") {
        QHash<QString, HostView> &hosts = m_computes[ref];
        for (auto it = hosts.cbegin(); it != hosts.cend(); ++it)
            m_dirtyMachines.insert(it.key());
        hosts.clear();
        const ComputeView compute(object);
        for (const HostView &host : compute.hosts) {
            hosts.insert(host.hostUid, host);
            m_dirtyMachines.insert(host.hostUid);
        }
        return;
    }
    m_book.put(object);
    if (ref.kind == u"Tenant" || ref.kind == u"Project") {
        const QuotaScope scope = quotaScopeSaid(object);
        const QString key = GpuScope::keyOf(scope.tenant, scope.project);
        m_refs.insert(key, ref);
        if (m_said)
            m_saidScopes.insert(key, scope);
        if (!scope.isTenant()) {
            const auto before = m_tenantOf.constFind(scope.project);
            if (before != m_tenantOf.cend() && *before != scope.tenant) {
                m_dirtyTenants.insert(*before);
                m_projects[*before].remove(scope.project);
            }
            m_tenantOf.insert(scope.project, scope.tenant);
            m_projects[scope.tenant].insert(scope.project);
        }
        m_dirtyTenants.insert(scope.tenant);
    } else if (ref.kind == u"ComputeConfig") {
        m_allDirty = true; // projects of any namespace may take its defaults
    } else {
        if (ref.kind == u"ComputePool")
            putPool(object);
        touchProject(ref.namespaceName);
    }
}

void GpuEstate::remove(const ObjectRef &ref)
{
    if (!isOfInterest(ref))
        return;
    if (ref.kind == u"Compute") {
        const QHash<QString, HostView> hosts = m_computes.take(ref);
        for (auto it = hosts.cbegin(); it != hosts.cend(); ++it)
            m_dirtyMachines.insert(it.key());
        return;
    }
    m_book.remove(ref);
    if (ref.kind == u"Tenant") {
        m_refs.remove(GpuScope::keyOf(ref.name, {}));
        m_saidScopes.remove(GpuScope::keyOf(ref.name, {}));
        m_dirtyTenants.insert(ref.name);
    } else if (ref.kind == u"Project") {
        m_refs.remove(GpuScope::keyOf({}, ref.name));
        m_saidScopes.remove(GpuScope::keyOf({}, ref.name));
        touchProject(ref.name);
        m_projects[tenantOf(ref.name)].remove(ref.name);
        m_tenantOf.remove(ref.name);
        m_goneProjects.insert(ref.name);
    } else if (ref.kind == u"ComputeConfig") {
        m_allDirty = true;
    } else {
        if (ref.kind == u"ComputePool")
            removePool(ref.namespaceName + u'/' + ref.name);
        touchProject(ref.namespaceName);
    }
}

void GpuEstate::putPool(const QJsonObject &object)
{
    const PoolView view(object);
    GpuPool pool;
    pool.ref = refOf(object);
    const QString key = pool.key();
    removePool(key);
    pool.use = m_book.useOf(object);
    pool.refused = isRefusedByQuota(object);
    for (auto it = pool.use.cbegin(); it != pool.use.cend(); ++it) {
        if (it->claimed > 0)
            pool.waitsFor.insert(it.key(), it->claimed);
    }
    const QList<ClusterConfigView> clusters = m_book.clustersOf(object);
    if (pool.refused) {
        for (const ClusterConfigView &cluster : clusters) {
            const QMap<QString, qint64> demand = cluster.gpuDemand();
            for (auto it = demand.cbegin(); it != demand.cend(); ++it)
                pool.waitsFor[it.key()] += it.value();
        }
        for (auto it = pool.waitsFor.begin(); it != pool.waitsFor.end(); ++it)
            it.value() -= pool.use.value(it.key()).attached;
        pool.waitsFor.removeIf([](const auto &entry) { return entry.value() <= 0; });
    }
    if (!pool.waitsFor.isEmpty())
        pool.message = failingMessage(object);
    const QHash<QString, std::pair<QString, qint64>> shapes = shapesOf(clusters);
    for (const PoolClusterStatus &cluster : view.clusterStates) {
        // The one cluster of a dedicated pool may have any name.
        const QString wanted = clusters.size() == 1 ? clusters.first().name : cluster.name;
        for (const PoolClusterStatus::Host &host : cluster.hosts) {
            const auto [family, perNode] = shapes.value(wanted + u'/' + host.nodePool);
            Hold hold{key, view.deleting ? u"releasing"_s : host.state, host.family, host.gpuCount, perNode};
            if (host.family.isEmpty() && host.gpuCount == 0) {
                hold.family = family;
                hold.gpus = perNode;
            }
            m_holds[host.hostUid].insert(key, hold);
            m_hostsOfPool[key] << host.hostUid;
            m_dirtyMachines.insert(host.hostUid);
        }
    }
    m_poolsOf[pool.ref.namespaceName].insert(key);
    m_pools.insert(key, pool);
}

void GpuEstate::removePool(const QString &key)
{
    const QStringList hosts = m_hostsOfPool.take(key);
    for (const QString &uid : hosts) {
        m_dirtyMachines.insert(uid);
        if (const auto holds = m_holds.find(uid); holds != m_holds.end()) {
            holds->remove(key);
            if (holds->isEmpty())
                m_holds.erase(holds);
        }
    }
    if (const auto known = m_pools.constFind(key); known != m_pools.cend()) {
        m_poolsOf[known->ref.namespaceName].remove(key);
        m_pools.erase(known);
    }
}

void GpuEstate::setInventory(const QList<HostView> &hosts)
{
    for (auto it = m_inventory.cbegin(); it != m_inventory.cend(); ++it)
        m_dirtyMachines.insert(it.key());
    m_inventory.clear();
    for (const HostView &host : hosts) {
        if (host.hostUid.isEmpty())
            continue;
        m_inventory.insert(host.hostUid, host);
        m_dirtyMachines.insert(host.hostUid);
    }
}

// An empty uid: nobody knows the machine.
GpuMachine GpuEstate::machineOf(const QString &uid) const
{
    GpuMachine machine;
    const HostView *host = nullptr;
    for (auto compute = m_computes.cbegin(); compute != m_computes.cend() && !host; ++compute) {
        if (const auto found = compute->constFind(uid); found != compute->cend())
            host = &*found;
    }
    if (const auto found = m_inventory.constFind(uid); !host && found != m_inventory.cend())
        host = &*found;
    const QMap<QString, Hold> holds = m_holds.value(uid);
    const auto hold = holds.cbegin();
    if (!host && hold == holds.cend())
        return machine;
    machine.uid = uid;
    machine.name = host ? host->name() : uid;
    if (host) {
        machine.gpus = host->gpusByFamily();
        machine.tags = host->tags;
        machine.message = host->message;
    } else if (hold->gpus > 0) {
        machine.gpus.insert(hold->family.isEmpty() ? unknownGpuFamily() : hold->family, hold->gpus);
    }
    machine.gpus.removeIf([](const auto &entry) { return entry.value() <= 0; });
    const QString state = host ? host->state : QString();
    if (hold != holds.cend()) {
        machine.pool = hold->pool;
        machine.asked = std::min(hold->asked, machine.total());
        machine.state = sameEnum(hold->state, u"releasing"_s)  ? GpuMachine::State::Releasing
                        : sameEnum(hold->state, u"reserved"_s) ? GpuMachine::State::Reserved
                                                               : GpuMachine::State::Held;
    } else if (!host->usedByPool.isEmpty() || !host->usedByCluster.isEmpty() || state == u"in-use") {
        machine.pool = host->usedByPool;
        machine.asked = machine.total(); // nobody here knows better
        machine.state = GpuMachine::State::Held;
    } else if (!host->reservedBy.isEmpty()) {
        machine.pool = host->reservedBy;
        machine.state = GpuMachine::State::Reserved;
    } else if (state == u"available") {
        machine.state = GpuMachine::State::Free;
    } else if (state == u"unpaired") {
        machine.state = GpuMachine::State::Unpaired;
    }
    if (state == u"unhealthy")
        machine.state = GpuMachine::State::Unhealthy;
    return machine;
}

void GpuEstate::count(const GpuMachine &machine, int sign)
{
    for (auto it = machine.gpus.cbegin(); it != machine.gpus.cend(); ++it) {
        GpuFamilyTotal &total = m_installed[it.key().toLower()];
        total.family = it.key();
        total.installed += sign * it.value();
        total.machines += sign;
        if (machine.state == GpuMachine::State::Free)
            total.idle += sign;
        if (machine.state == GpuMachine::State::Free && machine.pool.isEmpty())
            total.free += sign * it.value();
        const bool unusable = machine.state == GpuMachine::State::Unhealthy ||
                              machine.state == GpuMachine::State::Unpaired ||
                              machine.state == GpuMachine::State::Unknown;
        if (unusable && machine.pool.isEmpty())
            total.unhealthy += sign * it.value();
    }
}

void GpuEstate::renewMachines(Change *change)
{
    for (const QString &uid : std::as_const(m_dirtyMachines)) {
        const GpuMachine machine = machineOf(uid);
        const auto known = m_shown.constFind(uid);
        if (known != m_shown.cend()) {
            if (machine == *known)
                continue;
            count(*known, -1);
        } else if (machine.uid.isEmpty()) {
            continue;
        }
        if (machine.uid.isEmpty()) {
            m_shown.remove(uid);
            change->goneMachines << uid;
            continue;
        }
        count(machine, 1);
        m_shown.insert(uid, machine);
        change->machines << machine;
    }
    m_dirtyMachines.clear();
}

void GpuEstate::judge(GpuScope *scope, const QHash<QString, QStringList> &waiting) const
{
    bool limited = false;
    bool over = false;
    bool atLimit = false;
    for (const GpuUsage &line : scope->lines) {
        limited = limited || line.headroom.has_value();
        over = over || line.overBy > 0 || (line.headroom && *line.headroom < 0 && line.used() > 0);
        atLimit = atLimit || (line.headroom && *line.headroom <= 0 && line.used() > 0);
        if (line.overBy > 0)
            scope->needs |= GpuScope::Over;
        if (line.use.surplus > 0)
            scope->needs |= GpuScope::Surplus;
        if (line.use.releasing > 0)
            scope->needs |= GpuScope::Releasing;
        if (scope->isTenant() || line.guaranteed <= line.used())
            continue;
        const QStringList others = waiting.value(line.family.toLower());
        if (std::any_of(others.begin(), others.end(),
                        [scope](const QString &other) { return other != scope->project; }))
            scope->needs |= GpuScope::Guarantee;
    }
    const QSet<QString> own = m_poolsOf.value(scope->project);
    const bool waits = !scope->isTenant() &&
                       (isWaiting(*scope) || std::any_of(own.begin(), own.end(), [this](const QString &key) {
                            return !m_pools.value(key).waitsFor.isEmpty();
                        }));
    if (waits)
        scope->needs |= GpuScope::Waits;
    using Situation = GpuScope::Situation;
    scope->situation = over      ? Situation::OverLimit
                       : waits   ? Situation::Waiting
                       : atLimit ? Situation::AtLimit
                       : limited ? Situation::Within
                                 : Situation::NoLimit;
}

// Families that a wildcard limits and that nobody of the scope uses yet.
void GpuEstate::addWildcardLines(GpuScope *scope) const
{
    const QuotaLedger &ledger = m_book.ledger();
    const bool wild = ledger.tenantLimits(scope->tenant).contains(u"*"_s) ||
                      (!scope->isTenant() && ledger.project(scope->project).limits.contains(u"*"_s));
    if (!wild)
        return;
    for (const GpuFamilyTotal &total : m_installed) {
        if (total.installed > 0 && !scope->line(total.family))
            scope->lines << (scope->isTenant() ? ledger.tenantUsage(scope->tenant, total.family)
                                               : ledger.projectUsage(scope->project, total.family));
    }
    std::sort(scope->lines.begin(), scope->lines.end(),
              [](const GpuUsage &a, const GpuUsage &b) { return a.family < b.family; });
}

void GpuEstate::renewTenant(const QString &tenant, Change *change)
{
    const QuotaLedger &ledger = m_book.ledger();
    QStringList projects = m_projects.value(tenant).values();
    projects.sort();
    QHash<QString, QStringList> waiting; // projects by folded family
    int pools = 0;
    for (const QString &project : std::as_const(projects)) {
        const QSet<QString> own = m_poolsOf.value(project);
        pools += int(own.size());
        for (const QString &key : own) {
            const QMap<QString, qint64> families = m_pools.value(key).waitsFor;
            for (auto it = families.cbegin(); it != families.cend(); ++it)
                waiting[it.key().toLower()] << project;
        }
    }
    const auto tell = [&](const QString &project) {
        GpuScope scope;
        scope.tenant = tenant;
        scope.project = project;
        const QString key = scope.key();
        if (m_said)
            scope.lines = m_saidScopes.value(key).lines;
        else
            scope.lines = project.isEmpty() ? ledger.tenantUsage(tenant) : ledger.projectUsage(project);
        if (!m_said)
            addWildcardLines(&scope);
        scope.ref = m_refs.value(key);
        scope.pools = project.isEmpty() ? pools : int(m_poolsOf.value(project).size());
        judge(&scope, waiting);
        const auto known = m_scopes.constFind(key);
        if (known != m_scopes.cend() && *known == scope)
            return;
        m_scopes.insert(key, scope);
        change->scopes << scope;
    };
    const QString key = GpuScope::keyOf(tenant, {});
    if (m_refs.contains(key) || !projects.isEmpty())
        tell({});
    else if (m_scopes.remove(key) > 0)
        change->goneScopes << key;
    for (const QString &project : std::as_const(projects))
        tell(project);
}

GpuEstate::Change GpuEstate::take()
{
    Change change;
    const auto families = [this] {
        return std::count_if(m_installed.cbegin(), m_installed.cend(),
                             [](const GpuFamilyTotal &total) { return total.installed > 0; });
    };
    const auto before = families();
    renewMachines(&change);
    if (m_allDirty || families() != before) {
        for (auto it = m_projects.cbegin(); it != m_projects.cend(); ++it)
            m_dirtyTenants.insert(it.key());
        m_allDirty = false;
    }
    QStringList tenants(m_dirtyTenants.cbegin(), m_dirtyTenants.cend());
    tenants.sort();
    m_dirtyTenants.clear();
    for (const QString &tenant : std::as_const(tenants)) {
        renewTenant(tenant, &change);
    }
    for (const QString &project : std::as_const(m_goneProjects)) {
        const QString key = GpuScope::keyOf({}, project);
        if (!m_tenantOf.contains(project) && m_scopes.remove(key) > 0)
            change.goneScopes << key;
    }
    m_goneProjects.clear();
    std::stable_sort(change.scopes.begin(), change.scopes.end(),
                     [](const GpuScope &a, const GpuScope &b) { return a.isTenant() && !b.isTenant(); });
    return change;
}

QList<GpuScope> GpuEstate::scopes() const
{
    QList<GpuScope> all = m_scopes.values();
    std::sort(all.begin(), all.end(), [](const GpuScope &a, const GpuScope &b) {
        return std::tie(a.tenant, a.project) < std::tie(b.tenant, b.project);
    });
    return all;
}

QList<GpuFamilyTotal> GpuEstate::totals() const
{
    QMap<QString, GpuFamilyTotal> totals;
    for (auto it = m_installed.cbegin(); it != m_installed.cend(); ++it) {
        if (it->installed > 0)
            totals.insert(it.key(), *it);
    }
    for (const GpuScope &scope : m_scopes) {
        if (!scope.isTenant())
            continue;
        for (const GpuUsage &line : scope.lines) {
            if (line.family == u"*")
                continue;
            GpuFamilyTotal &total = totals[line.family.toLower()];
            if (total.family.isEmpty())
                total.family = line.family;
            total.use += line.use;
        }
    }
    for (GpuFamilyTotal &total : totals)
        total.free = std::max<qint64>(0, total.free - total.use.claimed);
    return totals.values();
}

} // namespace easel
