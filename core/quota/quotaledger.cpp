// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/quotaledger.h"

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

int QuotaLedger::family(const QString &name)
{
    if (const auto found = m_familyIds.constFind(name); found != m_familyIds.cend())
        return *found;
    const QString folded = name.toLower();
    int id = m_familyIds.value(folded, -1);
    if (id < 0) {
        id = int(m_families.size());
        m_families.push_back(name);
        m_familyIds.insert(folded, id);
    }
    // Of several spellings the same one is shown whatever came first; upper case sorts before lower.
    m_families[size_t(id)] = std::min(m_families[size_t(id)], name);
    m_familyIds.insert(name, id);
    return id;
}

int QuotaLedger::knownFamily(const QString &name) const
{
    const auto found = m_familyIds.constFind(name);
    return found != m_familyIds.cend() ? *found : m_familyIds.value(name.toLower(), -1);
}

QString QuotaLedger::familyName(const QString &family) const
{
    const int id = knownFamily(family);
    return id < 0 ? family : m_families[size_t(id)];
}

int QuotaLedger::tenantSlot(const QString &name)
{
    const auto found = m_tenantSlots.constFind(name);
    if (found != m_tenantSlots.cend())
        return *found;
    Tenant tenant;
    tenant.name = name;
    m_tenants.push_back(tenant);
    m_tenantSlots.insert(name, int(m_tenants.size()) - 1);
    return int(m_tenants.size()) - 1;
}

int QuotaLedger::projectSlot(const QString &name)
{
    const auto found = m_projectSlots.constFind(name);
    if (found != m_projectSlots.cend())
        return *found;
    Project project;
    project.name = name;
    m_projects.push_back(project);
    m_projectSlots.insert(name, int(m_projects.size()) - 1);
    return int(m_projects.size()) - 1;
}

QuotaLedger::Row &QuotaLedger::rowOf(Rows &rows, int family)
{
    for (auto &[id, row] : rows) {
        if (id == family)
            return row;
    }
    rows.emplace_back(family, Row());
    return rows.back().second;
}

QuotaLedger::Row QuotaLedger::rowAt(const Rows &rows, int family)
{
    for (const auto &[id, row] : rows) {
        if (id == family)
            return row;
    }
    return {};
}

QuotaLedger::Limits QuotaLedger::limitsOf(const QMap<QString, qint64> &said)
{
    Limits limits;
    for (auto it = said.begin(); it != said.end(); ++it) {
        if (it.key() == u"*")
            limits.wildcard = it.value();
        else
            limits.byFamily.emplace_back(family(it.key()), it.value());
    }
    return limits;
}

std::pair<std::optional<qint64>, LimitFrom> QuotaLedger::limitIn(const Limits &limits, int family)
{
    for (const auto &[id, limit] : limits.byFamily) {
        if (id == family)
            return {limit, LimitFrom::Family};
    }
    if (limits.wildcard)
        return {limits.wildcard, LimitFrom::Wildcard};
    return {std::nullopt, LimitFrom::None};
}

// Takes a project's figures into its tenant's, or out of them.
void QuotaLedger::join(int project, int sign)
{
    const Project &joined = m_projects[size_t(project)];
    if (joined.tenant < 0)
        return;
    Tenant &tenant = m_tenants[size_t(joined.tenant)];
    for (const auto &[id, row] : joined.rows) {
        Row &sum = rowOf(tenant.rows, id);
        if (sign > 0)
            sum.use += row.use;
        else
            sum.use -= row.use;
        sum.guarantee += sign * row.guarantee;
        sum.unused += sign * row.unused;
    }
    if (sign > 0)
        tenant.projects.push_back(project);
    else
        std::erase(tenant.projects, project);
}

void QuotaLedger::addUse(int project, int family, const GpuUse &use, int sign)
{
    Project &holder = m_projects[size_t(project)];
    Row &row = rowOf(holder.rows, family);
    const qint64 unusedBefore = row.unused;
    if (sign > 0)
        row.use += use;
    else
        row.use -= use;
    row.unused = std::max<qint64>(0, row.guarantee - row.use.used());
    if (holder.tenant < 0)
        return;
    Row &sum = rowOf(m_tenants[size_t(holder.tenant)].rows, family);
    if (sign > 0)
        sum.use += use;
    else
        sum.use -= use;
    sum.unused += row.unused - unusedBefore;
}

void QuotaLedger::setTenant(const QString &name, const QMap<QString, qint64> &limits)
{
    const int slot = tenantSlot(name);
    Limits read = limitsOf(limits);
    Tenant &tenant = m_tenants[size_t(slot)];
    tenant.known = true;
    tenant.said = limits;
    tenant.limits = std::move(read);
}

void QuotaLedger::removeTenant(const QString &name)
{
    const int slot = m_tenantSlots.value(name, -1);
    if (slot < 0)
        return;
    Tenant &tenant = m_tenants[size_t(slot)];
    tenant.known = false;
    tenant.said.clear();
    tenant.limits = Limits();
}

void QuotaLedger::setProject(const QString &name, const QuotaProject &said)
{
    const int slot = projectSlot(name);
    const int tenant = said.tenant.isEmpty() ? -1 : tenantSlot(said.tenant);
    Limits limits = limitsOf(said.limits);
    join(slot, -1);
    Project &project = m_projects[size_t(slot)];
    project.known = true;
    project.said = said;
    project.tenant = tenant;
    project.limits = std::move(limits);
    for (auto &[id, row] : project.rows)
        row.guarantee = 0;
    if (!said.deleting) {
        for (auto it = said.guarantees.begin(); it != said.guarantees.end(); ++it) {
            if (it.value() > 0 && it.key() != u"*")
                rowOf(project.rows, family(it.key())).guarantee = it.value();
        }
    }
    for (auto &[id, row] : project.rows)
        row.unused = std::max<qint64>(0, row.guarantee - row.use.used());
    join(slot, 1);
}

void QuotaLedger::removeProject(const QString &name)
{
    if (!hasProject(name))
        return;
    setProject(name, {});
    m_projects[size_t(m_projectSlots.value(name))].known = false;
}

void QuotaLedger::setHolding(const QString &key, const QString &project, const GpuUseByFamily &use)
{
    // One look-up: this is what happens most.
    Holding &holding = m_holdings[key];
    for (const auto &[id, held] : holding.use)
        addUse(holding.project, id, held, -1);
    holding.use.clear();
    if (holding.project < 0 || m_projects[size_t(holding.project)].name != project)
        holding.project = projectSlot(project);
    holding.use.reserve(size_t(use.size()));
    for (auto it = use.begin(); it != use.end(); ++it) {
        if (it->isNothing())
            continue;
        const int id = family(it.key());
        holding.use.emplace_back(id, *it);
        addUse(holding.project, id, *it, 1);
    }
}

void QuotaLedger::removeHolding(const QString &key)
{
    const auto found = m_holdings.find(key);
    if (found == m_holdings.end())
        return;
    for (const auto &[id, use] : found->use)
        addUse(found->project, id, use, -1);
    m_holdings.erase(found);
}

GpuUseByFamily QuotaLedger::holding(const QString &key) const
{
    GpuUseByFamily use;
    const auto found = m_holdings.constFind(key);
    if (found != m_holdings.cend()) {
        for (const auto &[id, held] : found->use)
            use.insert(m_families[size_t(id)], held);
    }
    return use;
}

QStringList QuotaLedger::tenants() const
{
    QStringList names;
    for (const Tenant &tenant : m_tenants) {
        if (tenant.known)
            names << tenant.name;
    }
    names.sort();
    return names;
}

QStringList QuotaLedger::projects(const QString &tenant) const
{
    QStringList names;
    for (const Project &project : m_projects) {
        if (project.known && (tenant.isEmpty() || project.said.tenant == tenant))
            names << project.name;
    }
    names.sort();
    return names;
}

bool QuotaLedger::hasTenant(const QString &name) const
{
    const int slot = m_tenantSlots.value(name, -1);
    return slot >= 0 && m_tenants[size_t(slot)].known;
}

bool QuotaLedger::hasProject(const QString &name) const
{
    const int slot = m_projectSlots.value(name, -1);
    return slot >= 0 && m_projects[size_t(slot)].known;
}

QMap<QString, qint64> QuotaLedger::tenantLimits(const QString &name) const
{
    const int slot = m_tenantSlots.value(name, -1);
    return slot < 0 ? QMap<QString, qint64>() : m_tenants[size_t(slot)].said;
}

QuotaProject QuotaLedger::project(const QString &name) const
{
    const int slot = m_projectSlots.value(name, -1);
    return slot < 0 ? QuotaProject() : m_projects[size_t(slot)].said;
}

GpuUsage QuotaLedger::usageOf(const Tenant &tenant, int family) const
{
    GpuUsage usage;
    const Row row = rowAt(tenant.rows, family);
    std::tie(usage.limit, usage.limitFrom) = limitIn(tenant.limits, family);
    usage.guaranteed = row.guarantee;
    usage.use = row.use;
    usage.unusedGuarantees = row.unused;
    if (usage.limit) {
        usage.headroom = *usage.limit - row.use.used() - row.unused;
        usage.overBy = std::max<qint64>(0, row.use.used() - *usage.limit);
    }
    return usage;
}

GpuUsage QuotaLedger::usageOf(const Project &project, int family) const
{
    GpuUsage usage;
    const Row row = rowAt(project.rows, family);
    std::tie(usage.limit, usage.limitFrom) = limitIn(project.limits, family);
    usage.guaranteed = row.guarantee;
    usage.use = row.use;
    if (usage.limit) {
        usage.headroom = *usage.limit - row.use.used();
        usage.overBy = std::max<qint64>(0, row.use.used() - *usage.limit);
    }
    if (project.tenant >= 0) {
        const Tenant &tenant = m_tenants[size_t(project.tenant)];
        const Row sum = rowAt(tenant.rows, family);
        usage.tenantLimit = limitIn(tenant.limits, family).first;
        usage.reservedForOthers = sum.unused - row.unused;
        if (usage.tenantLimit) {
            const qint64 left = *usage.tenantLimit - sum.use.used() - usage.reservedForOthers;
            usage.headroom = usage.headroom ? std::min(*usage.headroom, left) : left;
        }
    }
    return usage;
}

QList<GpuUsage> QuotaLedger::sorted(QList<GpuUsage> lines) const
{
    std::sort(lines.begin(), lines.end(), [](const GpuUsage &a, const GpuUsage &b) {
        const int order = a.family.compare(b.family, Qt::CaseInsensitive);
        return order != 0 ? order < 0 : a.family < b.family;
    });
    return lines;
}

GpuUsage QuotaLedger::tenantUsage(const QString &name, const QString &family) const
{
    const int slot = m_tenantSlots.value(name, -1);
    GpuUsage usage = slot < 0 ? GpuUsage() : usageOf(m_tenants[size_t(slot)], knownFamily(family));
    usage.family = familyName(family);
    return usage;
}

GpuUsage QuotaLedger::projectUsage(const QString &name, const QString &family) const
{
    const int slot = m_projectSlots.value(name, -1);
    GpuUsage usage = slot < 0 ? GpuUsage() : usageOf(m_projects[size_t(slot)], knownFamily(family));
    usage.family = familyName(family);
    return usage;
}

QList<GpuUsage> QuotaLedger::tenantUsage(const QString &name) const
{
    const int slot = m_tenantSlots.value(name, -1);
    if (slot < 0)
        return {};
    const Tenant &tenant = m_tenants[size_t(slot)];
    std::vector<int> ids;
    for (const auto &[id, limit] : tenant.limits.byFamily)
        ids.push_back(id);
    for (const auto &[id, row] : tenant.rows) {
        if (row.guarantee > 0 || !row.use.isNothing())
            ids.push_back(id);
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    QList<GpuUsage> lines;
    for (const int id : ids) {
        lines.append(usageOf(tenant, id));
        lines.last().family = m_families[size_t(id)];
    }
    return sorted(lines);
}

QList<GpuUsage> QuotaLedger::projectUsage(const QString &name) const
{
    const int slot = m_projectSlots.value(name, -1);
    if (slot < 0)
        return {};
    const Project &project = m_projects[size_t(slot)];
    std::vector<int> ids;
    for (const auto &[id, limit] : project.limits.byFamily)
        ids.push_back(id);
    if (project.tenant >= 0) {
        for (const auto &[id, limit] : m_tenants[size_t(project.tenant)].limits.byFamily)
            ids.push_back(id);
    }
    for (const auto &[id, row] : project.rows) {
        if (row.guarantee > 0 || !row.use.isNothing())
            ids.push_back(id);
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    QList<GpuUsage> lines;
    for (const int id : ids) {
        lines.append(usageOf(project, id));
        lines.last().family = m_families[size_t(id)];
    }
    return sorted(lines);
}

QList<std::pair<QString, qint64>> QuotaLedger::unusedGuarantees(const QString &tenant,
                                                                const QString &family) const
{
    QList<std::pair<QString, qint64>> unused;
    const int slot = m_tenantSlots.value(tenant, -1);
    const int id = knownFamily(family);
    if (slot < 0 || id < 0)
        return unused;
    for (const int index : m_tenants[size_t(slot)].projects) {
        const Project &project = m_projects[size_t(index)];
        if (const qint64 left = rowAt(project.rows, id).unused; left > 0)
            unused.append({project.name, left});
    }
    std::sort(unused.begin(), unused.end());
    return unused;
}

qint64 QuotaLedger::unusedGuarantee(const QString &project, const QString &family) const
{
    const int slot = m_projectSlots.value(project, -1);
    return slot < 0 ? 0 : rowAt(m_projects[size_t(slot)].rows, knownFamily(family)).unused;
}

QuotaLedger QuotaLedger::excerpt(const QStringList &projects) const
{
    QuotaLedger part;
    const auto copy = [&](int index) {
        const Project &project = m_projects[size_t(index)];
        if (part.hasProject(project.name))
            return;
        part.setProject(project.name, project.said);
        GpuUseByFamily use;
        for (const auto &[id, row] : project.rows)
            use.insert(m_families[size_t(id)], row.use);
        part.setHolding(project.name, project.name, use);
    };
    for (const QString &name : projects) {
        const int slot = m_projectSlots.value(name, -1);
        if (slot < 0 || part.hasProject(name))
            continue;
        copy(slot);
        const int tenantIndex = m_projects[size_t(slot)].tenant;
        if (tenantIndex < 0)
            continue;
        const Tenant &tenant = m_tenants[size_t(tenantIndex)];
        if (tenant.known)
            part.setTenant(tenant.name, tenant.said);
        for (const int index : tenant.projects)
            copy(index);
    }
    return part;
}

} // namespace easel
