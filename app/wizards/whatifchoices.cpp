// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/whatifchoices.h"

#include "core/base/text.h"
#include "core/domain/bundleview.h"
#include "core/domain/gpufamilies.h"
#include "core/domain/gputext.h"
#include "core/domain/kinds.h"
#include "core/domain/organisation.h"
#include "core/domain/poolview.h"
#include "core/domain/projectview.h"
#include "core/domain/tenantview.h"
#include "core/placement/whatifmachines.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

using Kind = WhatIfChange::Kind;

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::WhatIfChoices)
};

QString spectro(const char *kind)
{
    return QLatin1String(kind) + u'.' + spectroGroup;
}

constexpr int longestPoolName = 24; // room for a number and what clusters add

WhatIfChoices::Pool poolOf(const QJsonObject &object)
{
    const PoolView view(object);
    WhatIfChoices::Pool pool{view.namespaceName, view.name, {}};
    for (const ClusterConfigView &cluster : view.clusters) {
        const auto add = [&](const NodePoolView &nodePool) {
            const QString name =
                view.clusters.size() > 1 ? cluster.name + u'/' + nodePool.name : nodePool.name;
            pool.nodePools.append({name, nodePool.gpuFamily, nodePool.nodeCount.value_or(1)});
        };
        const QList<NodePoolView> workers = cluster.workers.value_or(QList<NodePoolView>());
        std::for_each(workers.begin(), workers.end(), add);
        if (cluster.controlPlane)
            add(*cluster.controlPlane);
    }
    return pool;
}

std::optional<qint64> valueOf(const QMap<QString, qint64> &map, const QString &family)
{
    for (auto it = map.cbegin(); it != map.cend(); ++it) {
        if (sameGpuFamily(it.key(), family))
            return *it;
    }
    return std::nullopt;
}

} // namespace

const WhatIfChoices::Pool *WhatIfChoices::pool(const QString &project, const QString &name) const
{
    const auto found = std::find_if(pools.begin(), pools.end(), [&](const Pool &pool) {
        return pool.project == project && pool.name == name;
    });
    return found == pools.end() ? nullptr : &*found;
}

const WhatIfChoices::Machine *WhatIfChoices::machine(const QString &uid) const
{
    const auto found = std::find_if(machines.begin(), machines.end(),
                                    [&](const Machine &machine) { return machine.uid == uid; });
    return found == machines.end() ? nullptr : &*found;
}

QString WhatIfChoices::whom(const WhatIfChange &change)
{
    return change.project.isEmpty() ? u"t/"_s + change.tenant : u"p/"_s + change.project;
}

std::optional<qint64> WhatIfChoices::amountNow(const WhatIfChange &change) const
{
    switch (change.kind) {
    case Kind::Limit:
        return valueOf(limits.value(whom(change)), change.family);
    case Kind::Guarantee:
        return valueOf(guarantees.value(whom(change)), change.family);
    case Kind::Resize:
        if (const Pool *found = pool(change.project, change.pool)) {
            for (const NodePool &nodePool : found->nodePools) {
                if (nodePool.name == change.nodePool)
                    return nodePool.count;
            }
        }
        break;
    case Kind::NewPool:
    case Kind::MachineLost:
    case Kind::ProjectMoved:
        break;
    }
    return std::nullopt;
}

WhatIfChange WhatIfChoices::asNow(const WhatIfChange &change) const
{
    WhatIfChange now = change;
    now.amount = amountNow(change);
    return now;
}

WhatIfChange WhatIfChoices::begin(Kind kind, const WhatIfChange &about) const
{
    WhatIfChange change;
    change.kind = kind;
    QString project = about.project;
    const auto isIn = [&](const QString &name) { return tenantOf.value(name) == about.tenant; };
    if (project.isEmpty()) {
        const auto first = std::find_if(projects.begin(), projects.end(), isIn);
        project = first != projects.end() ? *first : projects.value(0);
    }
    const QString family = about.family.isEmpty() ? families.value(0) : about.family;
    switch (kind) {
    case Kind::NewPool: {
        change.project = project;
        change.family = family;
        change.amount = 1;
        // "vision-h100", then "vision-h100-2"
        QString base = project + u'-' + (family.isEmpty() ? QString() : shortFamily(family).toLower());
        static const QRegularExpression odd(u"[^a-z0-9]+"_s);
        base = base.replace(odd, u"-"_s).left(longestPoolName);
        while (base.endsWith(u'-'))
            base.chop(1);
        for (int number = 1; change.pool.isEmpty(); ++number) {
            const QString name = number == 1 ? base : u"%1-%2"_s.arg(base).arg(number);
            if (!pool(project, name))
                change.pool = name;
        }
        return change;
    }
    case Kind::Resize: {
        const Pool *found = about.pool.isEmpty() ? nullptr : pool(about.project, about.pool);
        for (const Pool &candidate : pools) {
            if (!found && candidate.project == project && !candidate.nodePools.isEmpty())
                found = &candidate;
        }
        if (!found && !pools.isEmpty())
            found = &pools.first();
        if (found) {
            change.project = found->project;
            change.pool = found->name;
            change.nodePool = found->nodePools.isEmpty() ? QString() : found->nodePools.first().name;
        }
        break;
    }
    case Kind::Limit:
        change.tenant = about.project.isEmpty() ? about.tenant : QString();
        change.project = about.project;
        if (change.tenant.isEmpty() && change.project.isEmpty())
            change.tenant = tenants.value(0);
        change.family = family;
        break;
    case Kind::Guarantee:
        change.project = project;
        change.family = family;
        break;
    case Kind::MachineLost:
        change.machine = machine(about.machine) ? about.machine
                         : machines.isEmpty()   ? QString()
                                                : machines.first().uid;
        break;
    case Kind::ProjectMoved:
        change.project = project;
        for (const QString &tenant : tenants) {
            if (change.tenant.isEmpty() && tenant != tenantOf.value(project))
                change.tenant = tenant;
        }
        break;
    }
    return asNow(change);
}

WhatIfChoices whatIfChoices(const ObjectSet &objects, const QList<HostView> &inventory)
{
    WhatIfChoices choices;
    const QList<QJsonObject> tenants = objects.all(spectro("Tenant"));
    for (const QJsonObject &object : tenants) {
        const TenantView tenant(object);
        choices.tenants << tenant.name;
        choices.limits.insert(u"t/"_s + tenant.name, tenant.gpuLimits);
    }
    const QList<QJsonObject> projects = objects.all(spectro("Project"));
    for (const QJsonObject &object : projects) {
        const ProjectView project(object);
        choices.projects << project.name;
        choices.tenantOf.insert(project.name, project.tenant.name);
        choices.limits.insert(u"p/"_s + project.name, project.gpuLimits);
        choices.guarantees.insert(u"p/"_s + project.name, project.gpuRequests);
    }
    const QList<QJsonObject> pools = objects.all(spectro("ComputePool"));
    QHash<QString, QString> holders; // of machines: "<namespace>/<pool>"
    for (const QJsonObject &object : pools) {
        choices.pools << poolOf(object);
        const QSet<QString> held = machinesOfPool(object);
        for (const QString &uid : held)
            holders.insert(uid, choices.pools.last().key());
    }
    const QList<QJsonObject> bundles = objects.all(spectro("ProfileBundle"));
    for (const QJsonObject &object : bundles) {
        const BundleView bundle(object);
        if (bundle.fullProfileCount(u"edge-native"_s) == 1)
            choices.bundles[bundle.namespaceName] << bundle.name;
    }

    QHash<QString, qint64> gpus; // by family
    QSet<QString> seen;
    struct Ranked
    {
        int rank;
        WhatIfChoices::Machine machine;
    };
    std::vector<Ranked> machines;
    const auto addMachine = [&](const HostView &host) {
        if (seen.contains(host.hostUid))
            return;
        seen.insert(host.hostUid);
        const QMap<QString, qint64> own = host.gpusByFamily();
        for (auto it = own.cbegin(); it != own.cend(); ++it)
            gpus[it.key()] += *it;
        const QString has = own.isEmpty() ? Text::tr("no GPUs") : cleanedLine(gpuText(own));
        const QString holder = holders.value(host.hostUid, host.usedByPool);
        const QString text =
            holder.isEmpty() ? Text::tr("%1: %2", "machine, GPUs").arg(cleanedLine(host.name()), has)
                             : Text::tr("%1: %2, in %3", "machine, GPUs, pool")
                                   .arg(cleanedLine(host.name()), has, cleanedLine(holder.section(u'/', 1)));
        machines.push_back(
            {(own.isEmpty() ? 2 : 0) + (holder.isEmpty() ? 1 : 0), {host.hostUid, host.name(), text}});
    };
    const QList<QJsonObject> computes = objects.all(spectro("Compute"));
    for (const QJsonObject &compute : computes) {
        const QList<HostView> hosts = ComputeView(compute).hosts;
        std::for_each(hosts.begin(), hosts.end(), addMachine);
    }
    std::for_each(inventory.begin(), inventory.end(), addMachine);
    std::sort(machines.begin(), machines.end(), [](const Ranked &a, const Ranked &b) {
        return a.rank != b.rank ? a.rank < b.rank : a.machine.name < b.machine.name;
    });
    for (const Ranked &ranked : machines)
        choices.machines << ranked.machine;

    choices.families = knownFamilies(objects);
    for (auto it = gpus.cbegin(); it != gpus.cend(); ++it) {
        const bool known =
            std::any_of(choices.families.cbegin(), choices.families.cend(),
                        [&](const QString &family) { return sameGpuFamily(family, it.key()); });
        if (!known && !isUnknownGpuFamily(it.key()))
            choices.families << it.key();
    }
    std::stable_sort(choices.families.begin(), choices.families.end(),
                     [&](const QString &a, const QString &b) { return gpus.value(a) > gpus.value(b); });
    return choices;
}

} // namespace easel
