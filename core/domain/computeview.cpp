// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/computeview.h"

#include "core/domain/hostgpus.h"

#include <algorithm>

namespace easel {

QMap<QString, qint64> HostView::gpusByFamily() const
{
    QMap<QString, qint64> sum;
    for (const Gpu &gpu : gpus)
        sum[gpu.family.isEmpty() ? QStringLiteral("Unknown") : gpu.family] += gpu.count;
    return sum;
}

bool HostView::matches(const QMap<QString, QString> &resourceGroups) const
{
    for (auto it = resourceGroups.begin(); it != resourceGroups.end(); ++it) {
        const auto tag = tags.find(it.key());
        if (tag == tags.end() || tag.value() != it.value())
            return false;
    }
    return true;
}

QStringList HostView::rolesInEffect() const
{
    const QString controlPlane = QStringLiteral("control-plane");
    const QString worker = QStringLiteral("worker");
    const QString said = tags.value(QStringLiteral("palette.ai/role"));
    const QStringList words = said.isEmpty() ? roles : said.split(u'+', Qt::SkipEmptyParts);
    QStringList known;
    for (const QString &word : words) {
        for (const QString &role : {controlPlane, worker}) {
            if (sameEnum(word.trimmed(), role) && !known.contains(role))
                known << role;
        }
    }
    if (!known.isEmpty())
        return known;
    const bool hasGpus = std::any_of(gpus.begin(), gpus.end(), [](const Gpu &gpu) { return gpu.count > 0; });
    return hasGpus ? QStringList{worker} : QStringList{controlPlane, worker};
}

HostView readHost(const TolerantReader &reader, const QString &hostUid)
{
    HostView host;
    host.hostUid = reader.text({u"hostUid", u"id", u"uid", u"name"}, hostUid);
    if (host.hostUid.isEmpty())
        host.hostUid = hostUid;
    host.displayName = reader.text({u"displayName", u"name"});
    const QString state = reader.text({u"state"}, QStringLiteral("unknown"));
    host.state = state;
    for (const char *known : {"available", "in-use", "unhealthy", "unpaired", "unknown"}) {
        if (sameEnum(state, QString::fromLatin1(known)))
            host.state = QString::fromLatin1(known);
    }
    host.paletteState = reader.text({u"paletteState"});
    host.paletteHealth = reader.text({u"paletteHealth"});
    host.message = reader.text({u"message"});
    host.roles = reader.texts({u"roles"});
    host.architecture = reader.text({u"architecture"}).toLower();
    host.cpuCount = reader.integer({u"cpuCount"});
    host.memoryMiB = reader.integer({u"memoryMiB"});
    if (reader.has({u"gpus"})) {
        for (const TolerantReader &item : reader.items({u"gpus"}, QStringLiteral("model"))) {
            host.gpus.append({item.text({u"family", u"gpuFamily"}), item.text({u"model"}),
                              item.integer({u"count", u"gpuCount"}).value_or(1),
                              item.integer({u"memoryMiB", u"gpuMemory", u"memory"}),
                              sameEnum(item.text({u"from"}), u"tag"), item.text({u"vendor"}),
                              item.flag({u"migCapable"}), item.text({u"migStrategy"})});
        }
    } else if (reader.has({u"gpu"})) {
        const TolerantReader gpu = reader.child({u"gpu"});
        const qint64 count = gpu.integer({u"gpuCount", u"count"}).value_or(0);
        if (count > 0)
            host.gpus.append({gpu.text({u"family", u"gpuFamily"}),
                              gpu.text({u"model"}),
                              count,
                              gpu.integer({u"gpuMemory", u"memory"}),
                              false,
                              gpu.text({u"vendor"}),
                              false,
                              {}});
    }
    host.tags = reader.textMap({u"tags"});
    host.ip = reader.text({u"network.ip"});
    host.nic = reader.text({u"network.nic"});
    host.mac = reader.text({u"network.mac"});
    host.subnet = reader.text({u"network.subnet"});
    host.gateway = reader.text({u"network.gateway"});
    host.nicCount = int(reader.integer({u"network.nicCount"}).value_or(0));
    host.usedByCluster = reader.text({u"inUseBy.clusterName", u"inUseBy.clusterUid"});
    host.usedByClusterUid = reader.text({u"inUseBy.clusterUid"});
    host.usedByPool = reader.text({u"inUseBy.pool"});
    host.reservedBy = reader.text({u"reservedBy"});
    host.paletteProject = reader.text({u"paletteProjectUid"});
    nameGpus(host);
    return host;
}

ComputeView::ComputeView(const QJsonObject &source)
    : ViewBase(source)
{
    const TolerantReader reader(source, &record);
    settings = reader.reference({u"spec.settingsRef"}, namespaceName).name;
    selector = reader.textMap({u"spec.selector.matchTags"});
    if (selector.isEmpty())
        selector.insert(QStringLiteral("palette.ai"), QStringLiteral("true"));
    paletteProjectUid = reader.text({u"spec.paletteProjectUid"});
    for (const TolerantReader &item : reader.items({u"status.edgeHostDetails"}, QStringLiteral("hostUid")))
        hosts.append(readHost(item));
    lastRefreshTime = reader.text({u"status.lastRefreshTime"});
    truncated = reader.flag({u"status.truncated"});
}

} // namespace easel
