// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/nodegpus.h"

#include "core/base/quantity.h"
#include "core/base/text.h"
#include "core/domain/gpumemory.h"

#include <QJsonArray>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

std::optional<qint64> number(const QMap<QString, QString> &labels, const QString &key)
{
    bool good = false;
    const qint64 value = labels.value(key).trimmed().toLongLong(&good);
    return good && value >= 0 ? std::optional(value) : std::nullopt;
}

QString shown(const QJsonValue &value)
{
    return cleanedLine(value.toString());
}

// "NVIDIA-A100-SXM4-40GB-MIG-1g.5gb-SHARED" -> "1g.5gb"
QString profileIn(const QString &product)
{
    static const QRegularExpression form(u"[-_]MIG[-_]([0-9]+g\\.[0-9]+gb(?:\\.[a-z]+)*)"_s,
                                         QRegularExpression::CaseInsensitiveOption);
    return form.match(product).captured(1).toLower();
}

void readNvidia(NodeGpus &gpus, const QMap<QString, QString> &labels,
                const QMap<QString, qint64> &allocatable, const GpuFamilyTable &table)
{
    const QString resource = u"nvidia.com/gpu"_s;
    const QString product = labels.value(resource + u".product"_s);
    // Sharing may give the resource another name.
    const auto askable = [&]() -> std::optional<qint64> {
        if (!allocatable.contains(resource) && !allocatable.contains(resource + u".shared"_s))
            return std::nullopt;
        return allocatable.value(resource) + allocatable.value(resource + u".shared"_s);
    }();
    const auto count = number(labels, resource + u".count"_s);
    if (product.isEmpty() && !count && askable.value_or(0) == 0)
        return;
    gpus.product = cleanedLine(product);
    gpus.memoryMiB = number(labels, resource + u".memory"_s);
    gpus.family = table.familyOf(u"NVIDIA"_s, product, gpus.memoryMiB);
    gpus.replicas = std::max<qint64>(1, number(labels, resource + u".replicas"_s).value_or(1));
    gpus.migStrategy = cleanedLine(labels.value(u"nvidia.com/mig.strategy"_s)).toLower();
    const auto cards = [&] { return askable ? *askable / gpus.replicas : count.value_or(0); };

    if (const QString profile = profileIn(product); !profile.isEmpty()) {
        // MIG "single": count and memory describe slices.
        gpus.slices.append({profile, cards(), gpus.memoryMiB});
        gpus.memoryMiB.reset();
        return;
    }
    gpus.physical = count;
    gpus.whole = cards();
    if (!count && askable)
        gpus.physical = gpus.whole;
    static const QRegularExpression slice(u"^nvidia\\.com/mig-([0-9]+g\\.[0-9]+gb(?:\\.[a-z]+)*)\\.count$"_s);
    for (auto it = labels.begin(); it != labels.end(); ++it) {
        const auto match = slice.match(it.key());
        if (!match.hasMatch())
            continue;
        const QString profile = match.captured(1);
        const QString name = u"nvidia.com/mig-"_s + profile;
        const qint64 there =
            allocatable.contains(name) ? allocatable.value(name) : number(labels, it.key()).value_or(0);
        if (there > 0)
            gpus.slices.append({profile, there, number(labels, name + u".memory"_s)});
    }
    // Labels count every card of a mixed node; without the resources, which are whole is not known.
    if (!askable && gpus.migStrategy == u"mixed" && !gpus.slices.isEmpty())
        gpus.whole = 0;
}

void readAmd(NodeGpus &gpus, const QMap<QString, QString> &labels, const QMap<QString, qint64> &allocatable,
             const GpuFamilyTable &table)
{
    QString product;
    std::optional<qint64> counted;
    QString memory;
    for (const QString &prefix : {u"amd.com/gpu."_s, u"beta.amd.com/gpu."_s}) {
        if (product.isEmpty())
            product = labels.value(prefix + u"product-name"_s);
        if (memory.isEmpty())
            memory = labels.value(prefix + u"vram"_s);
        // The labeller also writes one label a value: product-name.<value> = how many.
        const QString counting = prefix + u"product-name."_s;
        for (auto it = labels.lowerBound(counting); it != labels.end() && it.key().startsWith(counting);
             ++it) {
            if (product.isEmpty() || product == it.key().mid(counting.size())) {
                product = it.key().mid(counting.size());
                counted = number(labels, it.key());
            }
        }
    }
    const bool asked = allocatable.value(u"amd.com/gpu"_s) > 0;
    if (product.isEmpty() && !asked)
        return;
    gpus.product = cleanedLine(product);
    gpus.memoryMiB = gpuMemoryMiB(memory.endsWith(u'G') ? memory + u'B' : memory);
    gpus.family = table.familyOf(u"AMD"_s, product, gpus.memoryMiB);
    gpus.whole =
        allocatable.contains(u"amd.com/gpu"_s) ? allocatable.value(u"amd.com/gpu"_s) : counted.value_or(0);
    gpus.physical = counted ? counted : asked ? std::optional(gpus.whole) : std::nullopt;
}

void readIntel(NodeGpus &gpus, const QMap<QString, QString> &labels, const QMap<QString, qint64> &allocatable,
               const GpuFamilyTable &table)
{
    QString product = labels.value(u"gpu.intel.com/product"_s);
    if (product.isEmpty())
        product = labels.value(u"gpu.intel.com/family"_s);
    const qint64 cards =
        allocatable.value(u"gpu.intel.com/i915"_s) + allocatable.value(u"gpu.intel.com/xe"_s);
    const auto counted = number(labels, u"gpu.intel.com/device.count"_s);
    const qint64 gaudi = allocatable.value(u"habana.ai/gaudi"_s);
    if (!product.isEmpty() || cards > 0) {
        gpus.product = cleanedLine(product);
        gpus.family = table.familyOf(u"Intel"_s, product);
        gpus.whole = cards > 0 ? cards : counted.value_or(0);
        gpus.physical = counted ? counted : std::optional(gpus.whole);
        return;
    }
    // Which Gaudi it is stands in a label of the accelerator's or the cloud's, whatever its key.
    QString model;
    for (auto it = labels.begin(); it != labels.end(); ++it) {
        if (it.key().contains(u"habana.ai/") || it.value().contains(u"gaudi", Qt::CaseInsensitive)) {
            const QString family = table.familyOf(u"Intel"_s, it.value());
            if (family.startsWith(u"Intel-Gaudi"))
                model = it.value();
        }
    }
    if (gaudi == 0 && model.isEmpty())
        return;
    gpus.product = cleanedLine(model);
    gpus.family = table.familyOf(u"Intel"_s, model);
    gpus.whole = gaudi;
    gpus.physical = gaudi;
}

} // namespace

NodeGpus nodeGpus(const QMap<QString, QString> &labels, const QMap<QString, qint64> &allocatable,
                  const GpuFamilyTable &table)
{
    NodeGpus gpus;
    readNvidia(gpus, labels, allocatable, table);
    if (!gpus.hasGpus())
        readAmd(gpus, labels, allocatable, table);
    if (!gpus.hasGpus())
        readIntel(gpus, labels, allocatable, table);
    return gpus;
}

QMap<QString, qint64> extendedResources(const QJsonObject &node)
{
    const QJsonObject status = node[u"status"].toObject();
    QJsonObject resources = status[u"allocatable"].toObject();
    if (resources.isEmpty())
        resources = status[u"capacity"].toObject();
    QMap<QString, qint64> counted;
    for (auto it = resources.begin(); it != resources.end(); ++it) {
        const auto quantity = Quantity::parse(it.value().toVariant().toString());
        if (it.key().contains(u'/') && quantity)
            counted.insert(it.key(), quantity->ceilToInteger());
    }
    return counted;
}

HostView hostFromNode(const QJsonObject &node, const QString &cluster, const GpuFamilyTable &table)
{
    HostView host;
    host.hostUid = shown(node[u"metadata"][u"name"]);
    host.displayName = host.hostUid;
    host.nodeUid = shown(node[u"metadata"][u"uid"]);
    host.systemUuid = shown(node[u"status"][u"nodeInfo"][u"systemUUID"]).toLower().remove(u'-');
    host.usedByCluster = cluster;
    host.state = u"in-use"_s; // it is a node of a cluster already
    const QJsonObject labels = node[u"metadata"][u"labels"].toObject();
    for (auto it = labels.begin(); it != labels.end(); ++it)
        host.tags.insert(it.key(), it.value().toString());
    host.architecture = shown(node[u"status"][u"nodeInfo"][u"architecture"]).toLower();
    const QJsonObject capacity = node[u"status"][u"capacity"].toObject();
    if (const auto cpu = Quantity::parse(capacity[u"cpu"].toVariant().toString());
        cpu && capacity.contains(u"cpu"))
        host.cpuCount = cpu->ceilToInteger();
    if (const auto memory = Quantity::parse(capacity[u"memory"].toString());
        memory && capacity.contains(u"memory"))
        host.memoryMiB = memory->ceilToInteger() / (1024 * 1024);
    const bool controlPlane = host.tags.contains(u"node-role.kubernetes.io/control-plane"_s);
    host.roles = {controlPlane ? u"control-plane"_s : u"worker"_s};
    const QJsonArray conditions = node[u"status"][u"conditions"].toArray();
    for (const auto &condition : conditions) {
        if (condition[u"type"].toString() == u"Ready" && condition[u"status"].toString() != u"True") {
            host.state = u"unhealthy"_s;
            host.message = shown(condition[u"message"]);
        }
    }
    const NodeGpus gpus = nodeGpus(host.tags, extendedResources(node), table);
    if (gpus.hasGpus()) {
        HostView::Gpu gpu;
        gpu.family = gpus.family;
        gpu.model = gpus.product;
        gpu.count = gpus.physical.value_or(0);
        gpu.memoryMiB = gpus.memoryMiB;
        gpu.migStrategy = gpus.migStrategy;
        gpu.migCapable = !gpus.slices.isEmpty();
        host.gpus.append(gpu);
    }
    return host;
}

} // namespace easel
