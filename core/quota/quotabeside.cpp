// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/quotabeside.h"

#include "core/base/text.h"
#include "core/quota/kubernetesquota.h"
#include "core/quota/kueueforest.h"

namespace easel {

using namespace Qt::StringLiterals;

const QList<QuotaKindBeside> &quotaKindsBeside()
{
    static const QString kueue = u"kueue.x-k8s.io"_s;
    static const QList<QuotaKindBeside> kinds{{QString(), u"ResourceQuota"_s, true},
                                              {kueue, u"ResourceFlavor"_s},
                                              {kueue, u"Cohort"_s},
                                              {kueue, u"ClusterQueue"_s},
                                              {kueue, u"LocalQueue"_s, true}};
    return kinds;
}

QList<QuotaWaterfall> quotaBeside(const QList<QJsonObject> &objects,
                                  const std::optional<QStringList> &namespaces)
{
    QList<QuotaWaterfall> falls;
    const QList<ResourceQuotaLine> lines = resourceQuotaLines(objects);
    for (const ResourceQuotaLine &line : lines) {
        if (!namespaces || namespaces->contains(line.namespaceName))
            falls << line.waterfall();
    }
    QStringList queues; // of the namespaces
    for (const QJsonObject &object : objects) {
        if (namespaces && object[u"kind"].toString() == u"LocalQueue" &&
            object[u"apiVersion"].toString().startsWith(u"kueue.x-k8s.io/") &&
            namespaces->contains(object[u"metadata"][u"namespace"].toString()))
            queues << cleanedLine(object[u"spec"][u"clusterQueue"].toString());
    }
    const KueueForest forest = KueueForest::fromObjects(objects);
    for (const QString &queue : forest.queues()) {
        if (namespaces && !queues.contains(queue))
            continue;
        for (const FlavorResource &what : forest.resourcesOf(queue))
            falls << forest.waterfall(queue, what);
    }
    return falls;
}

} // namespace easel
