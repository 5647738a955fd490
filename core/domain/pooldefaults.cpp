// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/pooldefaults.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PoolDefaults)
};

QString mebibytes(qint64 amount)
{
    return amount % 1024 == 0 ? Text::tr("%1 GiB").arg(QLocale().toString(amount / 1024))
                              : Text::tr("%1 MiB").arg(QLocale().toString(amount));
}

QString yesOrNo(bool yes)
{
    return yes ? Text::tr("yes") : Text::tr("no");
}

QString pairs(const QMap<QString, QString> &map)
{
    QStringList texts;
    for (auto it = map.cbegin(); it != map.cend(); ++it)
        texts << (it->isEmpty() ? it.key() : it.key() + u" = "_s + *it);
    return texts.isEmpty() ? Text::tr("none") : texts.join(u", "_s);
}

QString taintTexts(const QJsonArray &taints)
{
    QStringList texts;
    for (const auto &taint : taints) {
        const QString value = taint[u"value"].toString();
        texts << taint[u"key"].toString() + (value.isEmpty() ? QString() : u'=' + value) + u':' +
                     taint[u"effect"].toString();
    }
    return texts.isEmpty() ? Text::tr("none") : texts.join(u", "_s);
}

class Collector
{
public:
    explicit Collector(QList<DefaultedField> *fields)
        : m_fields(fields)
    {}

    void setPart(const QString &part) { m_part = part; }

    void add(const QString &name, const QString &value, ValueSource source)
    {
        m_fields->append({m_part, name, source == ValueSource::None ? u"–"_s : value, source});
    }

    // The first that is set, by what is in effect.
    static ValueSource sourceOf(bool own, bool config, bool builtIn)
    {
        return own       ? ValueSource::Own
               : config  ? ValueSource::Config
               : builtIn ? ValueSource::BuiltIn
                         : ValueSource::None;
    }

private:
    QList<DefaultedField> *m_fields;
    QString m_part;
};

// `own` and `config` may be null; what neither says is built in.
void addNodePool(Collector &all, const NodePoolView &effect, const NodePoolView *own,
                 const NodePoolView *config)
{
    const auto from = [&](auto isSet, bool builtIn = false) {
        return Collector::sourceOf(own && isSet(*own), config && isSet(*config), builtIn);
    };
    all.add(Text::tr("Machines"), QLocale().toString(effect.nodeCount.value_or(0)),
            from([](const NodePoolView &pool) { return pool.nodeCount.has_value(); }, !effect.controlPlane));
    if (effect.controlPlane) {
        all.add(Text::tr("Also runs work"), yesOrNo(effect.workerNodeEligible),
                from([](const NodePoolView &pool) { return pool.eligibleSet; }, true));
    } else {
        const auto bounds = [](const NodePoolView &pool) {
            return pool.minNodeCount.has_value() || pool.maxNodeCount.has_value();
        };
        all.add(
            Text::tr("Scales between"),
            Text::tr("%1 and %2").arg(effect.minNodeCount.value_or(0)).arg(effect.maxNodeCount.value_or(0)),
            from(bounds, true));
    }
    all.add(Text::tr("Architecture"), effect.architecture,
            from([](const NodePoolView &pool) { return !pool.architecture.isEmpty(); }, true));
    all.add(Text::tr("CPUs"), Text::tr("%1 or more").arg(QLocale().toString(effect.cpuCount.value_or(0))),
            from([](const NodePoolView &pool) { return pool.cpuCount.has_value(); }));
    all.add(Text::tr("Memory"), Text::tr("%1 or more").arg(mebibytes(effect.memoryMiB.value_or(0))),
            from([](const NodePoolView &pool) { return pool.memoryMiB.has_value(); }));
    all.add(Text::tr("GPUs"), gpuShapeText(effect),
            from([](const NodePoolView &pool) { return pool.hasGpu; }));
    all.add(Text::tr("Labels"), pairs(effect.labels),
            from([](const NodePoolView &pool) { return !pool.labels.isEmpty(); }));
    all.add(Text::tr("Annotations"), pairs(effect.annotations),
            from([](const NodePoolView &pool) { return !pool.annotations.isEmpty(); }));
    all.add(Text::tr("Taints"), taintTexts(effect.taints),
            from([](const NodePoolView &pool) { return !pool.taints.isEmpty(); }));
    if (!effect.controlPlane) {
        all.add(Text::tr("Replacing machines"), effect.updateStrategy,
                from([](const NodePoolView &pool) { return !pool.updateStrategy.isEmpty(); }, true));
    }
    all.add(Text::tr("Chosen by hand"), effect.hosts.join(u", "_s),
            from([](const NodePoolView &pool) { return !pool.hosts.isEmpty(); }));
}

} // namespace

QString gpuShapeText(const NodePoolView &pool)
{
    const qint64 count = pool.gpuCount.value_or(0);
    if (!pool.hasGpu || count < 1)
        return {};
    const QString gpus = u"%1 %2"_s.arg(count).arg(pool.gpuFamily);
    return pool.gpuMemory.value_or(0) > 0
               ? Text::tr("%1 with %2 or more each").arg(gpus, mebibytes(*pool.gpuMemory))
               : gpus;
}

QString nodePoolText(const NodePoolView &pool)
{
    const auto count = int(pool.nodeCount.value_or(pool.controlPlane ? 0 : 1));
    QStringList words;
    if (const QString gpus = gpuShapeText(pool); !gpus.isEmpty())
        words << gpus;
    if (pool.cpuCount.value_or(0) > 0)
        words << Text::tr("%n CPU(s)", nullptr, int(*pool.cpuCount));
    if (pool.memoryMiB.value_or(0) > 0)
        words << mebibytes(*pool.memoryMiB);
    const QString machines = Text::tr("%n machine(s)", nullptr, count);
    return words.isEmpty() ? machines
                           : Text::tr("%1, each with %2 or more").arg(machines, words.join(u", "_s));
}

QList<DefaultedField> effectiveFields(const ClusterConfigView &own, const ClusterConfigView *defaults)
{
    const ClusterConfigView effect = withDefaults(own, defaults);
    QList<DefaultedField> fields;
    Collector all(&fields);
    if (effect.controlPlane) {
        all.setPart(Text::tr("Control plane"));
        addNodePool(all, *effect.controlPlane, own.controlPlane ? &*own.controlPlane : nullptr,
                    defaults && defaults->controlPlane ? &*defaults->controlPlane : nullptr);
    }
    const bool ownWorkers = own.workers.has_value();
    const QList<NodePoolView> &said = ownWorkers                      ? *own.workers
                                      : defaults && defaults->workers ? *defaults->workers
                                                                      : QList<NodePoolView>();
    const QList<NodePoolView> workers = effect.workers.value_or(QList<NodePoolView>());
    for (qsizetype i = 0; i < workers.size() && i < said.size(); ++i) {
        all.setPart(Text::tr("Worker pool %1").arg(workers.at(i).name));
        addNodePool(all, workers.at(i), ownWorkers ? &said.at(i) : nullptr,
                    ownWorkers ? nullptr : &said.at(i));
    }
    if (workers.isEmpty()) {
        all.setPart(Text::tr("Worker pools"));
        all.add(Text::tr("Worker pools"), Text::tr("none"),
                Collector::sourceOf(ownWorkers, defaults && defaults->workers, true));
    }

    const auto from = [&](auto isSet, bool builtIn = false) {
        return Collector::sourceOf(isSet(own), defaults && isSet(*defaults), builtIn);
    };
    all.setPart(Text::tr("Network"));
    all.add(Text::tr("Control plane address"), effect.vip,
            from([](const ClusterConfigView &config) { return !config.vip.isEmpty(); }));
    all.add(Text::tr("Overlay network"),
            effect.overlayEnabled.value_or(false) ? effect.overlayType : Text::tr("off"),
            from([](const ClusterConfigView &config) { return config.overlayEnabled.has_value(); }, true));
    if (effect.overlayEnabled.value_or(false)) {
        all.add(Text::tr("Overlay CIDR"), effect.overlayCidr,
                from([](const ClusterConfigView &config) { return !config.overlayCidr.isEmpty(); }));
    }
    const QStringList servers = effect.ntpServers.value_or(QStringList());
    all.add(Text::tr("Time servers"), servers.isEmpty() ? Text::tr("none") : servers.join(u", "_s),
            from([](const ClusterConfigView &config) { return config.ntpServers.has_value(); }));
    if (!effect.hostNetworks.isEmpty())
        all.add(Text::tr("Fixed addresses"),
                Text::tr("%n machine(s)", nullptr, int(effect.hostNetworks.size())), ValueSource::Own);
    all.add(Text::tr("Two-node cluster"), yesOrNo(effect.isTwoNode.value_or(false)),
            from([](const ClusterConfigView &config) { return config.isTwoNode.has_value(); }, true));

    all.setPart(Text::tr("Cluster"));
    const QStringList keys = effect.sshKeys.value_or(QStringList());
    all.add(Text::tr("SSH keys"),
            keys.isEmpty() ? Text::tr("none") : Text::tr("%n key(s)", nullptr, int(keys.size())),
            from([](const ClusterConfigView &config) { return config.sshKeys.has_value(); }));
    all.add(Text::tr("When the pool is deleted"),
            effect.deletionPolicy.compare(u"orphan", Qt::CaseInsensitive) == 0
                ? Text::tr("the cluster is kept")
                : Text::tr("the cluster is deleted"),
            from([](const ClusterConfigView &config) { return !config.deletionPolicy.isEmpty(); }, true));
    return fields;
}

} // namespace easel
