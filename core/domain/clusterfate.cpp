// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/clusterfate.h"

#include "core/base/text.h"
#include "core/domain/state.h"

#include <QCoreApplication>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::ClusterFate)
};

// The one cluster of a dedicated pool may have any name in the status.
const ClusterConfigView *configOf(const PoolView &pool, const QString &cluster)
{
    if (pool.variant == PoolView::Variant::Dedicated)
        return &pool.clusters.first();
    const auto own = std::find_if(pool.clusters.begin(), pool.clusters.end(),
                                  [&](const ClusterConfigView &one) { return one.name == cluster; });
    return own == pool.clusters.end() ? nullptr : &*own;
}

} // namespace

ClusterFate clusterFate(const PoolView &pool, const QString &cluster)
{
    const ClusterConfigView *own = configOf(pool, cluster);
    std::optional<ClusterConfigView> said = pool.resolvedConfig(cluster);
    if (own && (!own->deletionPolicy.isEmpty() || !said))
        said = *own;
    // A cluster that nothing names was taken out of the spec, or found by its label alone. The default would
    // destroy it, and to leave it would lose machines without a word: people are asked instead, and answer by
    // naming it in the spec.
    if (!said)
        return ClusterFate::Unknown;
    if (sameEnum(said->deletionPolicy, u"orphan"))
        return ClusterFate::Kept;
    const bool isDelete = said->deletionPolicy.isEmpty() || sameEnum(said->deletionPolicy, u"delete");
    return isDelete ? ClusterFate::Deleted : ClusterFate::Unknown;
}

QStringList clusterFateSentences(const PoolView &pool)
{
    QStringList names;
    const bool isDedicated = pool.variant == PoolView::Variant::Dedicated;
    for (const ClusterConfigView &cluster : pool.clusters) {
        if (!isDedicated || pool.clusterStates.isEmpty())
            names << cluster.name;
    }
    for (const PoolClusterStatus &status : pool.clusterStates) {
        if (!names.contains(status.name))
            names << status.name;
    }
    QStringList sentences;
    for (const QString &name : std::as_const(names)) {
        QString shown = name;
        const ClusterConfigView *config = configOf(pool, name);
        int machines = config ? int(config->nodeTotal()) : 0;
        for (const PoolClusterStatus &status : pool.clusterStates) {
            if (status.name != name)
                continue;
            shown = status.paletteName.isEmpty() ? name : status.paletteName;
            machines = status.hosts.isEmpty() ? machines : int(status.hosts.size());
        }
        shown = cleanedLine(shown);
        switch (clusterFate(pool, name)) {
        case ClusterFate::Deleted:
            sentences << Text::tr("Cluster %1 is deleted in Palette, which frees %n machine(s).", nullptr,
                                  machines)
                             .arg(shown);
            break;
        case ClusterFate::Kept:
            sentences << Text::tr("Cluster %1 is kept and runs on with %n machine(s).", nullptr, machines)
                             .arg(shown);
            break;
        case ClusterFate::Unknown:
            sentences << Text::tr("Nobody says what becomes of cluster %1; the deletion waits until the "
                                  "pool's spec names it with a deletion policy.")
                             .arg(shown);
            break;
        }
    }
    return sentences;
}

} // namespace easel
