// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/poolcapacity.h"

#include "core/base/quantity.h"
#include "core/domain/deploymentview.h"
#include "core/domain/nodegpus.h"
#include "core/domain/poolview.h"

#include <QJsonArray>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

qint64 quantityOf(const QJsonValue &value)
{
    const auto quantity = Quantity::parse(value.toVariant().toString());
    return quantity ? quantity->ceilToInteger() : 0;
}

bool isWholeGpu(const QString &resource)
{
    static const QStringList resources = {u"nvidia.com/gpu"_s, u"amd.com/gpu"_s, u"habana.ai/gaudi"_s,
                                          u"gpu.intel.com/i915"_s, u"gpu.intel.com/xe"_s};
    return resources.contains(resource);
}

// What one container asks for, by resource. Extended resources have equal requests and limits.
QMap<QString, qint64> asksOf(const QJsonObject &container)
{
    QMap<QString, qint64> asks;
    for (const char16_t *part : {u"requests", u"limits"}) {
        const QJsonObject resources = container[u"resources"][QStringView(part)].toObject();
        for (auto it = resources.begin(); it != resources.end(); ++it) {
            if (isWholeGpu(it.key()) || it.key().startsWith(u"nvidia.com/mig-"))
                asks[it.key()] = std::max(asks.value(it.key()), quantityOf(it.value()));
        }
    }
    return asks;
}

QMap<QString, qint64> asksOfPod(const QJsonObject &pod)
{
    QMap<QString, qint64> asks;
    const QJsonArray containers = pod[u"containers"].toArray();
    for (const auto &container : containers) {
        const QMap<QString, qint64> own = asksOf(container.toObject());
        for (auto it = own.begin(); it != own.end(); ++it)
            asks[it.key()] += it.value();
    }
    // Init containers run before the others, one after the other.
    const QJsonArray first = pod[u"initContainers"].toArray();
    for (const auto &container : first) {
        const QMap<QString, qint64> own = asksOf(container.toObject());
        for (auto it = own.begin(); it != own.end(); ++it)
            asks[it.key()] = std::max(asks.value(it.key()), it.value());
    }
    return asks;
}

// The product a pod chooses by its node selector or required affinity.
QString productOf(const QJsonObject &pod)
{
    const QStringList keys = {u"nvidia.com/gpu.product"_s, u"amd.com/gpu.product-name"_s,
                              u"gpu.intel.com/product"_s};
    const QJsonObject selector = pod[u"nodeSelector"].toObject();
    for (const QString &key : keys) {
        if (selector.contains(key))
            return selector[key].toString();
    }
    const QJsonArray terms = pod[u"affinity"][u"nodeAffinity"]
                                [u"requiredDuringSchedulingIgnoredDuringExecution"][u"nodeSelectorTerms"]
                                    .toArray();
    for (const auto &term : terms) {
        const QJsonArray expressions = term[u"matchExpressions"].toArray();
        for (const auto &expression : expressions) {
            if (keys.contains(expression[u"key"].toString()) && expression[u"operator"].toString() == u"In")
                return expression[u"values"][0].toString();
        }
    }
    return {};
}

struct Pods
{
    QJsonObject spec;
    qint64 count = 1;
};

std::optional<Pods> podsOf(const QJsonObject &object, qint64 nodes)
{
    const QString kind = object[u"kind"].toString();
    const QJsonObject spec = object[u"spec"].toObject();
    if (kind == u"Pod")
        return Pods{spec, 1};
    if (kind == u"CronJob")
        return Pods{spec[u"jobTemplate"][u"spec"][u"template"][u"spec"].toObject(),
                    spec[u"jobTemplate"][u"spec"][u"parallelism"].toInteger(1)};
    const QJsonObject pod = spec[u"template"][u"spec"].toObject();
    if (pod.isEmpty())
        return std::nullopt;
    if (kind == u"DaemonSet")
        return Pods{pod, nodes};
    if (kind == u"Job")
        return Pods{pod, spec[u"parallelism"].toInteger(1)};
    return Pods{pod, spec[u"replicas"].toInteger(1)};
}

bool counts(const QJsonObject &deployment)
{
    if (!deployment[u"metadata"][u"deletionTimestamp"].isUndefined())
        return true; // its pods run until it is gone
    if (!sameEnum(deployment[u"status"][u"phase"].toString(), u"Failed"_s))
        return true;
    const QJsonArray conditions = deployment[u"status"][u"conditions"].toArray();
    return std::any_of(conditions.begin(), conditions.end(), [](const auto &condition) {
        return condition.toObject()[u"type"].toString() == u"Delivered" &&
               condition.toObject()[u"status"].toString() == u"True";
    });
}

} // namespace

QMap<QString, qint64> gpusOfRendered(const QList<QJsonObject> &objects, const QStringList &families,
                                     qint64 nodes, const GpuFamilyTable &table)
{
    QMap<QString, qint64> asked;
    for (const QJsonObject &object : objects) {
        const std::optional<Pods> pods = podsOf(object, nodes);
        if (!pods)
            continue;
        const QMap<QString, qint64> asks = asksOfPod(pods->spec);
        for (auto it = asks.begin(); it != asks.end(); ++it) {
            const QString vendor = it.key().startsWith(u"nvidia") ? u"NVIDIA"_s
                                   : it.key().startsWith(u"amd")  ? u"AMD"_s
                                                                  : u"Intel"_s;
            const QString product = productOf(pods->spec);
            QString family = families.size() == 1 ? families.first() : table.familyOf(vendor, {});
            if (!product.isEmpty())
                family = table.familyOf(vendor, product);
            if (it.key().startsWith(u"nvidia.com/mig-"))
                family += u'/' + it.key().mid(15);
            asked[family] += it.value() * std::max<qint64>(0, pods->count);
        }
    }
    return asked;
}

PoolCapacity::PoolCapacity(const PoolCapacityInput &input, const GpuFamilyTable &table)
{
    QMap<QString, CapacityLine> lines; // folded family
    const auto lineFor = [&](const QString &family) -> CapacityLine & {
        CapacityLine &line = lines[family.toLower()];
        if (line.family.isEmpty())
            line.family = family;
        return line;
    };
    const PoolView pool(input.pool);
    m_name = pool.name;
    // Total: what the nodes say, else the attached hosts, else the wish.
    for (const QJsonObject &node : input.nodes) {
        QMap<QString, QString> labels;
        const QJsonObject said = node[u"metadata"][u"labels"].toObject();
        for (auto it = said.begin(); it != said.end(); ++it)
            labels.insert(it.key(), it.value().toString());
        const NodeGpus gpus = nodeGpus(labels, extendedResources(node), table);
        if (gpus.whole > 0)
            lineFor(gpus.family).total += gpus.whole;
        for (const NodeGpus::Slices &slices : gpus.slices)
            lineFor(gpus.family + u'/' + slices.profile).total += slices.count;
    }
    if (input.nodes.isEmpty()) {
        for (const PoolClusterStatus &cluster : pool.clusterStates) {
            for (const PoolClusterStatus::Host &host : cluster.hosts) {
                if (host.gpuCount > 0 && !sameEnum(host.state, u"releasing"_s))
                    lineFor(host.family.isEmpty() ? unknownGpuFamily() : host.family).total += host.gpuCount;
            }
        }
        if (lines.isEmpty()) {
            const QMap<QString, qint64> &wish = pool.attached.isEmpty() ? input.demand : pool.attached;
            for (auto it = wish.begin(); it != wish.end(); ++it)
                lineFor(it.key()).total += it.value();
        }
    }
    QStringList families;
    for (const CapacityLine &line : std::as_const(lines)) {
        if (!families.contains(line.family.section(u'/', 0, 0)))
            families << line.family.section(u'/', 0, 0);
    }
    const qint64 nodes = input.nodes.isEmpty() ? pool.nodeTotal() : input.nodes.size();
    for (const PoolCapacityInput::Deployment &placed : input.deployments) {
        if (!counts(placed.deployment))
            continue;
        QMap<QString, qint64> asked = DeploymentView(placed.deployment).gpuRequests;
        if (asked.isEmpty())
            asked = gpusOfRendered(placed.rendered, families, nodes, table);
        for (auto it = asked.begin(); it != asked.end(); ++it) {
            if (it.value() > 0)
                lineFor(it.key()).requested += it.value();
        }
    }
    m_lines = lines.values();
}

CapacityLine PoolCapacity::line(const QString &family) const
{
    for (const CapacityLine &line : m_lines) {
        if (sameGpuFamily(line.family, family))
            return line;
    }
    return {family, 0, 0};
}

QuotaWaterfall PoolCapacity::waterfall(const QString &family, qint64 asked) const
{
    const CapacityLine found = line(family);
    QuotaWaterfall fall;
    fall.resource = found.family;
    fall.asked = asked;
    fall.headroom = found.free();
    QuotaWaterfall::Level level;
    level.kind = QuotaWaterfall::Level::Kind::Pool;
    level.name = m_name;
    level.limit = found.total;
    if (found.requested != 0)
        level.parts.append({QuotaWaterfall::Part::Kind::Used, found.requested});
    level.left = found.free();
    fall.levels.append(level);
    return fall;
}

} // namespace easel
