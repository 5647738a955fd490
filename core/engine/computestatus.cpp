// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/computestatus.h"

#include "core/base/text.h"
#include "core/domain/gpufamilies.h"
#include "core/domain/inventory.h"
#include "core/domain/machineindex.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::ComputeStatus)
};

// What one object in etcd can hold, and what the schema allows.
constexpr qsizetype mostDetails = 1'500;
constexpr qsizetype mostGroups = 1'024;

// Tags that say where a machine is or whom it is for; the others say what it is.
QMap<QString, QString> resourceGroups(const HostView &host)
{
    QMap<QString, QString> groups;
    for (auto tag = host.tags.begin(); tag != host.tags.end(); ++tag) {
        const bool own = tag.key().startsWith(u"palette.ai") || tag.key().startsWith(u"net-iso-") ||
                         tag.key().startsWith(u"aviz-");
        if (!own && groups.size() < 64)
            groups.insert(tag.key(), tag->left(63));
    }
    return groups;
}

struct Group
{
    QJsonObject said; // but for machines and their number
    QJsonObject machines;
};

class Groups
{
public:
    void add(const HostView &host)
    {
        const QMap<QString, QString> tags = resourceGroups(host);
        QStringList key{host.architecture.toUpper(), QString::number(host.cpuCount.value_or(0)),
                        QString::number(host.memoryMiB.value_or(0))};
        const QMap<QString, qint64> gpus = host.gpusByFamily();
        for (auto gpu = gpus.begin(); gpu != gpus.end(); ++gpu)
            key << gpu.key() + u'=' + QString::number(gpu.value());
        for (auto tag = tags.begin(); tag != tags.end(); ++tag)
            key << tag.key() + u':' + tag.value();
        const QString name = key.join(u'\n');
        auto group = m_groups.find(name);
        if (group == m_groups.end()) {
            if (m_groups.size() >= mostGroups)
                return;
            group = m_groups.insert(name, {described(host, gpus, tags), {}});
        }
        group->machines.insert(host.hostUid, QJsonObject{{u"state"_s, host.state}});
    }
    QJsonArray json() const
    {
        QJsonArray list;
        for (const Group &group : m_groups) {
            QJsonObject entry = group.said;
            entry.insert(u"instances", group.machines.size());
            entry.insert(u"machines", group.machines);
            list.append(entry);
        }
        return list;
    }

private:
    static QJsonObject described(const HostView &host, const QMap<QString, qint64> &gpus,
                                 const QMap<QString, QString> &tags)
    {
        QJsonObject said;
        const QString architecture = host.architecture.toUpper();
        if (architecture == u"AMD64" || architecture == u"ARM64")
            said.insert(u"architecture", architecture);
        if (host.cpuCount)
            said.insert(u"cpuCount", *host.cpuCount);
        if (host.memoryMiB)
            said.insert(u"memoryMiB", *host.memoryMiB);
        QString family; // the one with most cards stands for the machine; details have them all
        for (auto gpu = gpus.begin(); gpu != gpus.end(); ++gpu) {
            if (family.isEmpty() || *gpu > gpus.value(family))
                family = gpu.key();
        }
        if (!family.isEmpty()) {
            QJsonObject gpu{{u"family"_s, family}, {u"gpuCount"_s, gpus.value(family)}};
            for (const HostView::Gpu &card : host.gpus) {
                if (sameGpuFamily(card.family, family) && card.memoryMiB) {
                    gpu.insert(u"gpuMemory", *card.memoryMiB);
                    break;
                }
            }
            said.insert(u"gpu", gpu);
        }
        if (!tags.isEmpty()) {
            QJsonObject where;
            for (auto tag = tags.begin(); tag != tags.end(); ++tag)
                where.insert(tag.key(), tag.value());
            said.insert(u"resourceGroups", where);
        }
        return said;
    }

    QMap<QString, Group> m_groups; // by what they have in common: a stable order
};

} // namespace

QJsonObject computeInventory(const QList<HostView> &hosts, const QMap<QString, QString> &selector,
                             const ComputeUsers &users)
{
    QList<HostView> offered;
    for (const HostView &host : hosts) {
        if (host.matches(selector))
            offered << host;
    }
    std::sort(offered.begin(), offered.end(),
              [](const HostView &a, const HostView &b) { return a.hostUid < b.hostUid; });
    qint64 available = 0;
    qint64 inUse = 0;
    qint64 unhealthy = 0;
    for (HostView &host : offered) {
        host.usedByPool = users.poolOfCluster.value(host.usedByClusterUid);
        host.reservedBy = users.reservedBy.value(host.hostUid);
        available += host.state == u"available" ? 1 : 0;
        inUse += host.state == u"in-use" ? 1 : 0;
        unhealthy += host.state == u"unhealthy" ? 1 : 0;
    }
    QJsonArray gpus;
    const QList<MachineIndex::Totals> families = MachineIndex(offered).totals();
    for (const MachineIndex::Totals &family : families)
        gpus.append(QJsonObject{
            {u"family"_s, family.family}, {u"total"_s, family.cards}, {u"available"_s, family.available}});
    const QJsonObject totals{{u"hosts"_s, offered.size()},
                             {u"available"_s, available},
                             {u"inUse"_s, inUse},
                             {u"unhealthy"_s, unhealthy},
                             {u"gpus"_s, gpus}};
    const bool truncated = offered.size() > mostDetails;
    offered = offered.mid(0, mostDetails);
    Groups controlPlane;
    Groups worker;
    for (const HostView &host : std::as_const(offered)) {
        const bool leads = host.rolesInEffect().value(0) == u"control-plane";
        (leads ? controlPlane : worker).add(host);
    }
    return {{u"controlPlaneCompute"_s, controlPlane.json()},
            {u"workerCompute"_s, worker.json()},
            {u"edgeHostDetails"_s, edgeHostDetails(offered)},
            {u"totals"_s, totals},
            {u"truncated"_s, truncated}};
}

QStringList computeRemarks(const QList<HostView> &hosts, const QMap<QString, QString> &selector)
{
    int unnamed = 0;
    QStringList notReady;
    for (const HostView &host : hosts) {
        if (!host.matches(selector))
            continue;
        if (std::any_of(host.gpus.begin(), host.gpus.end(),
                        [](const HostView::Gpu &gpu) { return isUnknownGpuFamily(gpu.family); }))
            ++unnamed;
        if (host.state != u"available" && host.state != u"in-use")
            notReady << host.name();
    }
    QStringList remarks;
    if (unnamed > 0)
        remarks << Text::tr("GPUs of %n hosts cannot be named by Easel. Tag them palette.ai/gpu-family.",
                            nullptr, unnamed);
    if (!notReady.isEmpty())
        remarks << Text::tr("%n tagged hosts are not ready: %1.", nullptr, int(notReady.size()))
                       .arg(nameList(notReady));
    return remarks;
}

} // namespace easel
