// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/clustermodel.h"

#include "core/domain/organisation.h"

#include <QJsonArray>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

JsonPointer writtenAt(const QJsonObject &object, const JsonPointer &base, const QStringList &paths)
{
    for (const QString &path : paths) {
        const JsonPointer pointer(base.tokens() + path.split(u'.'));
        const QJsonValue value = pointer.get(object);
        if (!value.isUndefined() && !value.isNull())
            return pointer;
    }
    return JsonPointer(base.tokens() + paths.first().split(u'.'));
}

void ClusterModel::setCluster(int cluster)
{
    const int wanted = std::clamp(cluster, 0, std::max(0, int(clusterNames().size()) - 1));
    if (wanted == m_cluster)
        return;
    m_cluster = wanted;
    Q_EMIT changed();
}

ClusterConfigView ClusterModel::effect(int cluster) const
{
    const std::optional<ClusterConfigView> config = defaults();
    return withDefaults(own(cluster), config ? &*config : nullptr);
}

QString ClusterModel::project() const
{
    return valueAt(object(), u"metadata.namespace").toString();
}

void ClusterModel::objectsRead()
{
    // Counting everything that holds GPUs may take a while on a large hub.
    m_reading = runInPool([set = std::make_shared<const ObjectSet>(objects())]() -> Result<Known> {
        return Known{std::make_shared<const QuotaBook>(*set), knownFamilies(*set)};
    });
    m_reading.call().then(this, [this](const Result<Known> &known) {
        if (!known)
            return;
        m_book = known->book;
        m_families = known->families;
        judge();
        Q_EMIT changed();
    });
}

void ClusterModel::takeOverWorkers()
{
    QJsonArray list;
    const QList<NodePoolView> workers = effect().workers.value_or(QList<NodePoolView>());
    for (const NodePoolView &worker : workers) {
        QJsonObject object{{u"name"_s, worker.name}, {u"nodeCount"_s, worker.nodeCount.value_or(1)}};
        if (worker.cpuCount)
            object.insert(u"cpu"_s, QJsonObject{{u"cpuCount"_s, *worker.cpuCount}});
        if (worker.memoryMiB)
            object.insert(u"memory"_s, QJsonObject{{u"memoryMiB"_s, *worker.memoryMiB}});
        if (worker.hasGpu) {
            QJsonObject gpu{{u"family"_s, worker.gpuFamily}, {u"gpuCount"_s, worker.gpuCount.value_or(0)}};
            if (worker.gpuMemory)
                gpu.insert(u"gpuMemory"_s, *worker.gpuMemory);
            object.insert(u"gpu"_s, gpu);
        }
        const auto addMap = [&object](const QString &key, const QMap<QString, QString> &map) {
            QJsonObject texts;
            for (auto it = map.cbegin(); it != map.cend(); ++it)
                texts.insert(it.key(), *it);
            if (!texts.isEmpty())
                object.insert(key, texts);
        };
        addMap(u"labels"_s, worker.labels);
        addMap(u"annotations"_s, worker.annotations);
        if (!worker.taints.isEmpty())
            object.insert(u"taints"_s, worker.taints);
        list.append(object);
    }
    QJsonValue root = object();
    place().workers.set(root, list);
    replace(root.toObject());
}

QString ClusterModel::sourceNote(ValueSource source) const
{
    switch (source) {
    case ValueSource::Config:
        return tr("from %1", "compute configuration").arg(configName());
    case ValueSource::BuiltIn:
        return tr("built in");
    case ValueSource::Own:
    case ValueSource::None:
        break;
    }
    return {};
}

// Findings about what the ComputeConfig says carry its places; they count for every cluster.
bool ClusterModel::isOf(const Finding &finding, int cluster) const
{
    if (clusterNames().size() < 2)
        return true;
    const JsonPointer own = place(cluster).controlPlane.parent().parent();
    const JsonPointer list = own.parent().parent();
    return finding.pointer.startsWith(own) || !finding.pointer.startsWith(list);
}

QString ClusterModel::nodePoolRefusal(int cluster, int worker, const QString &field) const
{
    for (const Finding &finding : findings()) {
        if (finding.severity != Finding::Severity::Refuse || !isOf(finding, cluster))
            continue;
        const QStringList &tokens = finding.pointer.tokens();
        const qsizetype control =
            std::max(tokens.indexOf(u"controlPlanePool"_s), tokens.indexOf(u"controlPlaneDefaults"_s));
        const qsizetype workers = tokens.indexOf(u"workerPools"_s);
        const qsizetype at = worker < 0 ? control : workers;
        if (at < 0 || (worker >= 0 && tokens.value(at + 1) != QString::number(worker)))
            continue;
        const QString said = tokens.value(worker < 0 ? at + 1 : at + 2);
        if (said == field)
            return finding.sentence;
    }
    return {};
}

QString ClusterModel::refusalNaming(int cluster, const QStringList &tokens) const
{
    for (const Finding &finding : findings()) {
        if (finding.severity != Finding::Severity::Refuse || !isOf(finding, cluster))
            continue;
        for (const QString &token : tokens) {
            if (finding.pointer.tokens().contains(token))
                return finding.sentence;
        }
    }
    return {};
}

} // namespace easel
