// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/kubernetesquota.h"

#include "core/base/quantity.h"
#include "core/base/text.h"

#include <QJsonArray>

#include <algorithm>
#include <tuple>

namespace easel {

using namespace Qt::StringLiterals;

bool isGpuResource(const QString &resource)
{
    static const QStringList names = {u"nvidia.com/gpu"_s, u"nvidia.com/gpu.shared"_s, u"amd.com/gpu"_s,
                                      u"habana.ai/gaudi"_s};
    return names.contains(resource) || resource.startsWith(u"nvidia.com/mig-") ||
           resource.startsWith(u"gpu.intel.com/");
}

QList<ResourceQuotaLine> resourceQuotaLines(const QList<QJsonObject> &objects)
{
    QList<ResourceQuotaLine> lines;
    const QString prefix = u"requests."_s;
    for (const QJsonObject &object : objects) {
        if (object[u"kind"].toString() != u"ResourceQuota")
            continue;
        const QJsonObject spec = object[u"spec"].toObject();
        // What the controller saw is what admission compares with; before its first look there is the wish.
        QJsonObject hard = object[u"status"][u"hard"].toObject();
        const QJsonObject wish = spec[u"hard"].toObject();
        for (auto it = wish.begin(); it != wish.end(); ++it) {
            if (!hard.contains(it.key()))
                hard.insert(it.key(), it.value());
        }
        const QJsonObject used = object[u"status"][u"used"].toObject();
        for (auto it = hard.begin(); it != hard.end(); ++it) {
            if (!it.key().startsWith(prefix) || !isGpuResource(it.key().mid(prefix.size())))
                continue;
            const auto limit = Quantity::parse(it.value().toVariant().toString());
            if (!limit)
                continue;
            ResourceQuotaLine line;
            line.namespaceName = cleanedLine(object[u"metadata"][u"namespace"].toString());
            line.quota = cleanedLine(object[u"metadata"][u"name"].toString());
            line.resource = cleanedLine(it.key().mid(prefix.size()));
            line.hard = limit->ceilToInteger();
            if (const auto now = Quantity::parse(used[it.key()].toVariant().toString());
                now && used.contains(it.key()))
                line.used = now->ceilToInteger();
            line.scoped =
                !spec[u"scopes"].toArray().isEmpty() || !spec[u"scopeSelector"].toObject().isEmpty();
            lines.append(line);
        }
    }
    std::sort(lines.begin(), lines.end(), [](const ResourceQuotaLine &a, const ResourceQuotaLine &b) {
        return std::tie(a.namespaceName, a.quota, a.resource) <
               std::tie(b.namespaceName, b.quota, b.resource);
    });
    return lines;
}

QuotaWaterfall ResourceQuotaLine::waterfall(qint64 asked) const
{
    return resourceQuotaWaterfall({*this}, namespaceName, resource, asked);
}

QuotaWaterfall resourceQuotaWaterfall(const QList<ResourceQuotaLine> &lines, const QString &namespaceName,
                                      const QString &resource, qint64 asked)
{
    QuotaWaterfall fall;
    fall.resource = resource;
    fall.asked = asked;
    for (const ResourceQuotaLine &line : lines) {
        if (line.namespaceName != namespaceName || line.resource != resource)
            continue;
        QuotaWaterfall::Level level;
        level.kind = QuotaWaterfall::Level::Kind::ResourceQuota;
        level.name = line.namespaceName + u'/' + line.quota;
        level.limit = line.hard;
        if (line.used != 0)
            level.parts.append({QuotaWaterfall::Part::Kind::Used, line.used});
        level.left = line.hard - line.used;
        fall.levels.append(level);
        if (!line.scoped)
            fall.headroom = std::min(fall.headroom.value_or(*level.left), *level.left);
    }
    return fall;
}

} // namespace easel
