// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/hostgpus.h"

#include "core/domain/gpumemory.h"

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

// Made by containers and overlays, not by the maker of the machine.
bool isMadeUp(const QString &nic)
{
    static const char *const prefixes[] = {"veth", "lxc",       "cilium", "flannel", "cni", "docker",
                                           "cali", "kube-ipvs", "vxlan",  "tunl",    "lo",  "nodelocaldns"};
    return std::any_of(std::begin(prefixes), std::end(prefixes),
                       [&](const char *prefix) { return nic.startsWith(QLatin1String(prefix)); });
}

// A count of 0: the device does not say how many.
HostView::Gpu gpuFromPalette(const EdgeHost::Gpu &gpu, const GpuFamilyTable &table)
{
    HostView::Gpu result;
    result.vendor = gpu.vendor;
    result.model = gpu.model;
    result.memoryMiB = gpuMemoryMiB(gpu.memory);
    result.migCapable = gpu.migCapable;
    result.migStrategy = gpu.migStrategy;
    result.count = std::clamp<qint64>(gpu.count, 0, mostGpus);
    if (result.count == 0)
        result.count = gpu.addresses.size();
    result.family = table.familyOf(result.vendor, result.model, result.memoryMiB);
    return result;
}

// 2.4, "Host state from Palette".
QString stateFromPalette(const EdgeHost &edgeHost)
{
    if (sameEnum(edgeHost.state, u"in-use"_s) || !edgeHost.clusters.isEmpty())
        return u"in-use"_s;
    if (sameEnum(edgeHost.state, u"unpaired"_s))
        return u"unpaired"_s;
    if (!sameEnum(edgeHost.health, u"healthy"_s))
        return u"unhealthy"_s;
    return sameEnum(edgeHost.state, u"ready"_s) ? u"available"_s : u"unknown"_s;
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

HostView hostFromPalette(const EdgeHost &edgeHost, const GpuFamilyTable &table)
{
    HostView host;
    host.hostUid = edgeHost.uid().isEmpty() ? edgeHost.meta.name : edgeHost.uid();
    host.displayName = edgeHost.meta.name;
    host.tags = edgeHost.meta.tags();
    host.architecture = edgeHost.architecture.toLower();
    host.cpuCount = edgeHost.cpuCores;
    host.memoryMiB = edgeHost.memoryMiB;
    host.paletteProject = edgeHost.project.uid;
    host.paletteState = edgeHost.state;
    host.paletteHealth = edgeHost.health;
    host.message = edgeHost.healthMessage;
    host.state = stateFromPalette(edgeHost);
    if (!edgeHost.clusters.isEmpty()) {
        host.usedByClusterUid = edgeHost.clusters.first().uid;
        host.usedByCluster = edgeHost.clusters.first().text();
    }
    for (const EdgeHost::Nic &nic : edgeHost.nics) {
        if (isMadeUp(nic.name))
            continue;
        ++host.nicCount;
        if (host.nic.isEmpty() || nic.isDefault) {
            host.nic = nic.name;
            host.mac = nic.mac;
            host.ip = nic.ip;
            host.subnet = nic.subnet;
            host.gateway = nic.gateway;
        }
    }
    for (const EdgeHost::Gpu &gpu : edgeHost.gpus)
        host.gpus.append(gpuFromPalette(gpu, table));
    nameGpus(host, table);
    host.roles = host.rolesInEffect();
    return host;
}

HostView hostFromPalette(const QJsonObject &edgeHost, const GpuFamilyTable &table)
{
    return hostFromPalette(readEdgeHost(edgeHost), table);
}

} // namespace easel
