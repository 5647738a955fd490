// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/poolchange.h"

#include "core/base/text.h"
#include "core/domain/bundleview.h"
#include "core/domain/projectview.h"

#include <QCoreApplication>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;
using Kind = PoolConsequence::Kind;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PoolChange)
};

std::optional<ClusterConfigView> defaultsOf(const ObjectSet &objects, const QString &project)
{
    const ProjectView view(objects.find(u"Project.spectrocloud.com"_s, project, project));
    const QJsonObject config = objects.find(u"ComputeConfig.spectrocloud.com"_s,
                                            view.computeConfig.namespaceName, view.computeConfig.name);
    return config.isEmpty() ? std::nullopt
                            : std::optional<ClusterConfigView>(ComputeConfigView(config).defaults);
}

class Comparer
{
public:
    Comparer(const PoolView &before, const PoolView &after, const ObjectSet &objects)
        : m_before(before)
        , m_after(after)
        , m_objects(objects)
        , m_defaults(defaultsOf(objects, after.namespaceName))
    {}

    QList<PoolConsequence> run()
    {
        for (const ClusterConfigView &cluster : m_before.clusters) {
            if (!find(m_after.clusters, cluster.name)) {
                const int count = machinesOf(cluster);
                add(Kind::Leaves, count,
                    Text::tr("Cluster %1 goes with everything on it. This frees %n machine(s).", nullptr,
                             count)
                        .arg(cluster.name));
            }
        }
        for (const ClusterConfigView &cluster : m_after.clusters) {
            if (const ClusterConfigView *old = find(m_before.clusters, cluster.name)) {
                compare(effectOf(*old), effectOf(cluster));
                continue;
            }
            const int count = int(effectOf(cluster).nodeTotal());
            add(Kind::Joins, count,
                Text::tr("Cluster %1 is built on %n machine(s).", nullptr, count).arg(cluster.name));
        }
        compareBundles();
        std::stable_sort(m_all.begin(), m_all.end(), [](const PoolConsequence &a, const PoolConsequence &b) {
            return rank(a) > rank(b);
        });
        return m_all;
    }

private:
    static int rank(const PoolConsequence &one)
    {
        return one.kind == Kind::InPlace ? 0 : one.kind == Kind::Joins ? 1 : one.kind == Kind::Leaves ? 2 : 3;
    }

    void add(Kind kind, int machines, const QString &sentence) { m_all.append({kind, machines, sentence}); }

    static const ClusterConfigView *find(const QList<ClusterConfigView> &clusters, const QString &name)
    {
        const auto it = std::find_if(clusters.begin(), clusters.end(),
                                     [&](const ClusterConfigView &each) { return each.name == name; });
        return it == clusters.end() ? nullptr : &*it;
    }

    ClusterConfigView effectOf(const ClusterConfigView &own) const
    {
        return withDefaults(own, m_defaults ? &*m_defaults : nullptr);
    }

    const PoolClusterStatus *statusOf(const QString &cluster) const
    {
        for (const PoolClusterStatus &status : m_before.clusterStates) {
            if (status.name == cluster)
                return &status;
        }
        return nullptr;
    }

    int machinesOf(const ClusterConfigView &cluster) const
    {
        const PoolClusterStatus *status = statusOf(cluster.name);
        return status && !status->hosts.isEmpty() ? int(status->hosts.size())
                                                  : int(effectOf(cluster).nodeTotal());
    }

    QStringList machinesIn(const QString &cluster, const QString &nodePool) const
    {
        QStringList names;
        if (const PoolClusterStatus *status = statusOf(cluster)) {
            for (const PoolClusterStatus::Host &host : status->hosts) {
                if (host.nodePool == nodePool)
                    names << host.hostUid;
            }
        }
        return names;
    }

    void compare(const ClusterConfigView &before, const ClusterConfigView &after)
    {
        if (before.controlPlane && after.controlPlane)
            compareNodePool(after.name, *before.controlPlane, *after.controlPlane,
                            Text::tr("the control plane"));
        const QList<NodePoolView> oldWorkers = before.workers.value_or(QList<NodePoolView>());
        const QList<NodePoolView> newWorkers = after.workers.value_or(QList<NodePoolView>());
        const auto named = [](const QList<NodePoolView> &pools, const QString &name) -> const NodePoolView * {
            for (const NodePoolView &pool : pools) {
                if (pool.name == name)
                    return &pool;
            }
            return nullptr;
        };
        for (const NodePoolView &pool : oldWorkers) {
            if (named(newWorkers, pool.name))
                continue;
            const QStringList names = machinesIn(after.name, pool.name);
            const int count = names.isEmpty() ? int(pool.nodeCount.value_or(1)) : int(names.size());
            const QString sentence =
                Text::tr("Worker pool %1 goes; what runs there moves. This frees %n machine(s).", nullptr,
                         count)
                    .arg(pool.name);
            add(Kind::Leaves, count,
                names.isEmpty() ? sentence : sentence.chopped(1) + u": "_s + nameList(names, 6) + u'.');
        }
        for (const NodePoolView &pool : newWorkers) {
            if (const NodePoolView *old = named(oldWorkers, pool.name)) {
                compareNodePool(after.name, *old, pool, Text::tr("worker pool %1").arg(pool.name));
                continue;
            }
            const int count = int(pool.nodeCount.value_or(1));
            add(Kind::Joins, count,
                Text::tr("Worker pool %1 is made with %n machine(s).", nullptr, count).arg(pool.name));
        }
        const int all = machinesOf(after);
        if (before.sshKeys != after.sshKeys)
            add(Kind::Rebuilds, all,
                Text::tr("New SSH keys: Palette may rebuild %n machine(s), one after the other.", nullptr,
                         all));
        if (before.ntpServers != after.ntpServers)
            add(Kind::Rebuilds, all,
                Text::tr("New time servers: Palette may rebuild %n machine(s), one after the other.", nullptr,
                         all));
        if (before.profileVariables != after.profileVariables)
            add(Kind::Rebuilds, all,
                Text::tr("New values of profile variables: Palette may rebuild %n machine(s), one after the "
                         "other.",
                         nullptr, all));
        if (before.deletionPolicy.toLower() != after.deletionPolicy.toLower()) {
            const bool kept = after.deletionPolicy.compare(u"orphan", Qt::CaseInsensitive) == 0;
            if (m_after.clusters.size() > 1)
                add(Kind::InPlace, 0,
                    (kept ? Text::tr("Deleting the pool will keep cluster %1 running.")
                          : Text::tr("Deleting the pool will delete cluster %1."))
                        .arg(after.name));
            else
                add(Kind::InPlace, 0,
                    kept ? Text::tr("Deleting the pool will keep the cluster running.")
                         : Text::tr("Deleting the pool will delete the cluster."));
        }
    }

    void compareNodePool(const QString &cluster, const NodePoolView &before, const NodePoolView &after,
                         const QString &what)
    {
        const qint64 old = before.nodeCount.value_or(before.controlPlane ? 0 : 1);
        const qint64 now = after.nodeCount.value_or(after.controlPlane ? 0 : 1);
        if (now > old)
            add(Kind::Joins, int(now - old),
                Text::tr("Adds %n machine(s) to %1.", nullptr, int(now - old)).arg(what));
        else if (now < old)
            add(Kind::Leaves, int(old - now),
                Text::tr("Takes %n machine(s) from %1; work moves away first.", nullptr, int(old - now))
                    .arg(what));
        const QStringList has = machinesIn(cluster, before.name);
        if (!after.hosts.isEmpty() && !has.isEmpty() && now == old) {
            QStringList out;
            QStringList in;
            for (const QString &host : has) {
                if (!after.hosts.contains(host))
                    out << host;
            }
            for (const QString &host : after.hosts) {
                if (!has.contains(host))
                    in << host;
            }
            if (!out.isEmpty())
                add(Kind::Leaves, int(out.size()),
                    Text::tr("In %1, %2 give way to %3, one after the other.")
                        .arg(what, nameList(out, 4), nameList(in, 4)));
        }
        const bool asksOtherwise = before.cpuCount != after.cpuCount || before.memoryMiB != after.memoryMiB ||
                                   before.architecture != after.architecture ||
                                   before.gpuFamily != after.gpuFamily || before.gpuCount != after.gpuCount ||
                                   before.gpuMemory != after.gpuMemory;
        if (asksOtherwise)
            add(Kind::InPlace, 0,
                Text::tr("Machines that %1 has stay; those chosen from now on must have what is asked.")
                    .arg(what));
        if (before.labels != after.labels || before.annotations != after.annotations ||
            before.taints != after.taints)
            add(Kind::InPlace, 0,
                Text::tr("Labels and taints of %1 change in place; nothing is rebuilt.").arg(what));
        if (before.workerNodeEligible != after.workerNodeEligible)
            add(Kind::InPlace, 0,
                after.workerNodeEligible ? Text::tr("The control plane runs work too.")
                                         : Text::tr("Work leaves the control plane."));
    }

    void compareBundles()
    {
        if (m_before.bundle.name == m_after.bundle.name || !m_before.bundle.isSet() ||
            !m_after.bundle.isSet())
            return;
        const QString kind = u"ProfileBundle.spectrocloud.com"_s;
        const QJsonObject was = m_objects.find(kind, m_before.bundle.namespaceName, m_before.bundle.name);
        const QJsonObject is = m_objects.find(kind, m_after.bundle.namespaceName, m_after.bundle.name);
        int machines = 0;
        for (const ClusterConfigView &cluster : m_before.clusters)
            machines += machinesOf(cluster);
        const QString cloud = m_after.clusters.isEmpty() || m_after.clusters.first().cloudType.isEmpty()
                                  ? u"edge-native"_s
                                  : m_after.clusters.first().cloudType;
        const QList<ProfileStep> steps = profileSteps(was, is, cloud);
        for (const ProfileStep &step : steps) {
            if (step.rebuilds() && step.from.isEmpty())
                add(Kind::Rebuilds, machines,
                    Text::tr("Profile %1 %2 comes: this rebuilds %n machine(s), one after the other.",
                             nullptr, machines)
                        .arg(step.name, step.to));
            else if (step.rebuilds() && step.to.isEmpty())
                add(Kind::Rebuilds, machines, Text::tr("Profile %1 %2 goes.").arg(step.name, step.from));
            else if (step.rebuilds())
                add(Kind::Rebuilds, machines,
                    Text::tr("Profile %1 goes from %2 to %3: this rebuilds %n machine(s), one after the "
                             "other.",
                             nullptr, machines)
                        .arg(step.name, step.from, step.to));
            else if (step.from.isEmpty())
                add(Kind::InPlace, 0, Text::tr("Add-on %1 %2 is installed.").arg(step.name, step.to));
            else if (step.to.isEmpty())
                add(Kind::InPlace, 0, Text::tr("Add-on %1 %2 is removed.").arg(step.name, step.from));
            else
                add(Kind::InPlace, 0,
                    Text::tr("Add-on %1 goes from %2 to %3 in place.").arg(step.name, step.from, step.to));
        }
        if (steps.isEmpty())
            add(Kind::InPlace, 0,
                Text::tr("Both versions have the same cluster profiles; nothing is rebuilt."));
    }

    const PoolView &m_before;
    const PoolView &m_after;
    const ObjectSet &m_objects;
    std::optional<ClusterConfigView> m_defaults;
    QList<PoolConsequence> m_all;
};

} // namespace

bool ProfileStep::rebuilds() const
{
    return type.compare(u"infra", Qt::CaseInsensitive) == 0 ||
           type.compare(u"cluster", Qt::CaseInsensitive) == 0;
}

QList<ProfileStep> profileSteps(const QJsonObject &fromBundle, const QJsonObject &toBundle,
                                const QString &cloudType)
{
    QList<ProfileStep> steps;
    const auto take = [&](const QJsonObject &bundle, bool isNew) {
        for (const BundleView::ClusterProfile &profile : BundleView(bundle).clusterProfiles) {
            if (profile.cloudType.compare(cloudType, Qt::CaseInsensitive) != 0)
                continue;
            const auto known = std::find_if(steps.begin(), steps.end(), [&](const ProfileStep &step) {
                return step.name == profile.name;
            });
            if (known == steps.end())
                steps.append({profile.name, profile.type, isNew ? QString() : profile.version,
                              isNew ? profile.version : QString()});
            else if (isNew)
                known->to = profile.version;
        }
    };
    take(fromBundle, false);
    take(toBundle, true);
    steps.removeIf([](const ProfileStep &step) { return step.from == step.to; });
    return steps;
}

QList<PoolConsequence> poolConsequences(const QJsonObject &before, const QJsonObject &after,
                                        const ObjectSet &objects)
{
    const PoolView was(before);
    const PoolView is(after);
    return Comparer(was, is, objects).run();
}

} // namespace easel
