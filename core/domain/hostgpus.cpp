// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/hostgpus.h"

#include "core/base/text.h"
#include "core/domain/gpumemory.h"

#include <QJsonArray>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostGpus = 1'000'000; // as GpuMap allows; more is no count

std::optional<qint64> numberTag(const HostView &host, const QString &key)
{
    bool number = false;
    const qint64 value = host.tags.value(key).trimmed().toLongLong(&number);
    return number && value >= 0 && value <= mostGpus * 1000 ? std::optional(value) : std::nullopt;
}

QString text(const QJsonValue &value)
{
    return cleanedLine(value.toString());
}

// Made by containers and overlays, not by the maker of the machine.
bool isMadeUp(const QString &nic)
{
    static const char *const prefixes[] = {"veth", "lxc",       "cilium", "flannel", "cni", "docker",
                                           "cali", "kube-ipvs", "vxlan",  "tunl",    "lo",  "nodelocaldns"};
    return std::any_of(std::begin(prefixes), std::end(prefixes),
                       [&](const char *prefix) { return nic.startsWith(QLatin1String(prefix)); });
}

// One element of spec.device.gpus. A count of 0: the device does not say how many.
HostView::Gpu gpuFromPalette(const QJsonObject &gpu, const GpuFamilyTable &table)
{
    HostView::Gpu result;
    result.vendor = text(gpu[u"vendor"]);
    result.model = text(gpu[u"model"]);
    const QJsonValue memory = gpu[u"memory"];
    result.memoryMiB =
        gpuMemoryMiB(memory.isDouble() ? QString::number(memory.toInteger()) : memory.toString());
    result.migCapable = gpu[u"migCapable"].toBool();
    result.migStrategy = text(gpu[u"migStrategy"]);
    result.count = std::clamp<qint64>(gpu[u"gpuCount"].toInteger(), 0, mostGpus);
    if (result.count == 0)
        result.count = gpu[u"addresses"].toObject().size();
    result.family = table.familyOf(result.vendor, result.model, result.memoryMiB);
    return result;
}

} // namespace

void nameGpus(HostView &host, const GpuFamilyTable &table)
{
    for (HostView::Gpu &gpu : host.gpus) {
        if (isUnknownGpuFamily(gpu.family) && !(gpu.vendor.isEmpty() && gpu.model.isEmpty()))
            gpu.family = table.familyOf(gpu.vendor, gpu.model, gpu.memoryMiB);
        if (gpu.family.isEmpty())
            gpu.family = unknownGpuFamily();
    }
    const QString familyTag = host.tags.value(u"palette.ai/gpu-family"_s).trimmed();
    const QString family = familyTag.isEmpty() ? QString() : table.familyNamed(familyTag);
    const auto count = numberTag(host, u"palette.ai/gpu-count"_s);
    const auto memory = numberTag(host, u"palette.ai/gpu-memory-mib"_s);
    const bool override =
        host.tags.value(u"palette.ai/override"_s).compare(u"true", Qt::CaseInsensitive) == 0;
    const auto settle = [&] {
        // Nobody says how many: one (3.b).
        for (HostView::Gpu &gpu : host.gpus)
            gpu.count = gpu.count > 0 ? gpu.count : 1;
    };
    if (family.isEmpty() && !count && !memory) {
        settle();
        return;
    }
    if (host.gpus.isEmpty()) {
        // The driver may be missing on the host.
        if (count.value_or(family.isEmpty() ? 0 : 1) > 0) {
            HostView::Gpu gpu;
            gpu.family = family.isEmpty() ? unknownGpuFamily() : family;
            gpu.count = count.value_or(1);
            gpu.memoryMiB = memory;
            gpu.fromTag = true;
            host.gpus.append(gpu);
        }
        return;
    }
    if (override) {
        if (count && *count == 0) {
            host.gpus.clear();
            return;
        }
        if (count || host.gpus.size() == 1) {
            HostView::Gpu gpu = host.gpus.first();
            if (!family.isEmpty())
                gpu.family = family;
            gpu.count = count.value_or(gpu.count);
            gpu.memoryMiB = memory ? memory : gpu.memoryMiB;
            gpu.fromTag = true;
            host.gpus = {gpu};
        } else {
            for (HostView::Gpu &gpu : host.gpus) {
                if (!family.isEmpty())
                    gpu.family = family;
                gpu.memoryMiB = memory ? memory : gpu.memoryMiB;
                gpu.fromTag = true;
            }
        }
        settle();
        return;
    }
    for (HostView::Gpu &gpu : host.gpus) {
        if (isUnknownGpuFamily(gpu.family) && !family.isEmpty()) {
            gpu.family = family;
            gpu.fromTag = true;
        }
        if (!gpu.memoryMiB && memory) {
            gpu.memoryMiB = memory;
            gpu.fromTag = true;
        }
        if (gpu.count <= 0 && count.value_or(0) > 0 && host.gpus.size() == 1) {
            gpu.count = *count;
            gpu.fromTag = true;
        }
    }
    settle();
}

HostView hostFromPalette(const QJsonObject &edgeHost, const GpuFamilyTable &table)
{
    const QJsonObject metadata = edgeHost[u"metadata"].toObject();
    const QJsonObject spec = edgeHost[u"spec"].toObject();
    const QJsonObject device = spec[u"device"].toObject();
    const QJsonObject status = edgeHost[u"status"].toObject();
    HostView host;
    host.hostUid = text(metadata[u"uid"]);
    host.displayName = text(metadata[u"name"]);
    if (host.hostUid.isEmpty())
        host.hostUid = host.displayName;
    const QJsonObject labels = metadata[u"labels"].toObject();
    for (auto it = labels.begin(); it != labels.end(); ++it) {
        const QString value = it.value().toString();
        host.tags.insert(it.key(), value == u"spectro__tag" ? QString() : value);
    }
    host.architecture = text(device[u"archType"]).toLower();
    if (device[u"cpu"][u"cores"].isDouble())
        host.cpuCount = device[u"cpu"][u"cores"].toInteger();
    if (device[u"memory"][u"sizeInMB"].isDouble())
        host.memoryMiB = device[u"memory"][u"sizeInMB"].toInteger();
    host.paletteProject = text(spec[u"projectMeta"][u"uid"]);
    if (host.paletteProject.isEmpty())
        host.paletteProject = text(spec[u"host"][u"project"][u"uid"]);

    // `inUseClusters` is deprecated and still the one seen live.
    for (const char16_t *key : {u"inUseClustersRef", u"inUseClusters"}) {
        const QJsonObject cluster = status[QStringView(key)].toArray().at(0).toObject();
        if (host.usedByCluster.isEmpty()) {
            host.usedByClusterUid = text(cluster[u"uid"]);
            host.usedByCluster = text(cluster[u"name"]);
            if (host.usedByCluster.isEmpty())
                host.usedByCluster = host.usedByClusterUid;
        }
    }
    const QString state = status[u"state"].toString();
    host.message = text(status[u"health"][u"message"]);
    if (sameEnum(state, u"in-use"_s) || !host.usedByCluster.isEmpty())
        host.state = u"in-use"_s;
    else if (sameEnum(state, u"unpaired"_s))
        host.state = u"unpaired"_s;
    else if (!sameEnum(status[u"health"][u"state"].toString(), u"healthy"_s))
        host.state = u"unhealthy"_s;
    else
        host.state = sameEnum(state, u"ready"_s) ? u"available"_s : u"unknown"_s;

    const QJsonArray nics = device[u"nics"].toArray();
    for (const auto &value : nics) {
        const QString name = text(value[u"nicName"]);
        if (isMadeUp(name))
            continue;
        ++host.nicCount;
        if (host.nic.isEmpty() || value[u"isDefault"].toBool()) {
            host.nic = name;
            host.mac = text(value[u"macAddr"]);
            host.ip = text(value[u"ip"]);
            host.subnet = text(value[u"subnet"]);
            host.gateway = text(value[u"gateway"]);
        }
    }
    const QJsonArray gpus = device[u"gpus"].toArray();
    for (const auto &gpu : gpus)
        host.gpus.append(gpuFromPalette(gpu.toObject(), table));
    nameGpus(host, table);
    host.roles = host.rolesInEffect();
    return host;
}

} // namespace easel
