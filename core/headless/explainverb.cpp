// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/headless/explainverb.h"

#include "core/base/text.h"
#include "core/domain/kinds.h"
#include "core/headless/rawrows.h"
#include "core/placement/machinecapacity.h"
#include "core/placement/machinepools.h"
#include "core/quota/quotawaterfall.h"
#include "core/store/workspacesource.h"
#include "core/yaml/yamlreader.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

struct Report
{
    QByteArray data;
    bool complete = false;
};

Result<QJsonObject> poolIn(const QString &path)
{
    const QString attempt = ExplainVerb::tr("read %1").arg(path);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(makeError(Error::Kind::File, file.errorString()).tried(attempt));
    const auto documents = readYaml(file.readAll());
    if (!documents)
        return failure(documents.error().tried(attempt));
    for (const YamlDocument &document : *documents) {
        const QJsonObject object = document.value.toObject();
        if (object[u"kind"].toString() == u"ComputePool")
            return object;
    }
    return failure(
        makeError(Error::Kind::Invalid, ExplainVerb::tr("There is no ComputePool in it.")).tried(attempt));
}

void addNodePool(QString &text, const MachineFleet &fleet, const NodePoolChoice &choice,
                 const NodePoolExplanation &pool)
{
    const auto line = [&text](int indent, const QString &words) {
        text += QString(indent, u' ') + cleaned(words) + u'\n'; // columns keep their spaces
    };
    text += u'\n';
    line(0, pool.sentence);
    if (!choice.chosen.isEmpty()) {
        QStringList names;
        for (const int position : choice.chosen)
            names << fleet.nameOf(position);
        line(2, ExplainVerb::tr("Chosen: %1").arg(names.join(u", "_s)));
    }
    if (!pool.margin.isEmpty())
        line(2, ExplainVerb::tr("Against the runner-up: %1").arg(pool.margin));
    line(2, ExplainVerb::tr("%n machine(s)", nullptr, pool.total).leftJustified(30) +
                ExplainVerb::tr("left out").rightJustified(9) + ExplainVerb::tr("left").rightJustified(8));
    for (const MachineFunnelStage &stage : pool.funnel) {
        if (stage.dropped > 0)
            line(4, machineRuleName(stage.rule).leftJustified(28) +
                        QString::number(stage.dropped).rightJustified(9) +
                        QString::number(stage.left).rightJustified(8));
    }
    if (!pool.nearest.isEmpty())
        line(2, ExplainVerb::tr("Nearest misses:"));
    for (const MachineMiss &miss : pool.nearest) {
        QStringList sentences;
        for (const MachineFailure &failure : miss.failures)
            sentences << machineFailureSentence(failure);
        line(4, fleet.nameOf(miss.position) + u": "_s + sentences.join(u' '));
    }
    if (!pool.relaxations.isEmpty())
        line(2, ExplainVerb::tr("What would help, tried:"));
    for (const MachineRelaxation &change : pool.relaxations)
        line(4, change.sentence);
}

void addQuota(QString &text, const QuotaLedger &ledger, const QList<QuotaChange> &changes,
              const QuotaDecision &quota)
{
    const auto line = [&text](int indent, const QString &words) {
        text += QString(indent, u' ') + cleaned(words) + u'\n';
    };
    text += u'\n';
    line(0, quota.admitted ? ExplainVerb::tr("Quota: admitted.") : ExplainVerb::tr("Quota: refused."));
    for (const QuotaReason &reason : quota.reasons)
        line(2, reason.sentence);
    for (const QuotaChange &change : changes) {
        for (const QString &level :
             projectWaterfall(ledger, change.project, change.family, change.delta).lines())
            line(2, change.family + u": "_s + level);
    }
    for (const QuotaRelaxation &change : quota.relaxations)
        line(2, change.sentence);
}

Report reportOf(const ObjectSet &objects, const QJsonObject &object,
                const QList<InventorySnapshot> &snapshots, const ExplainOptions &options)
{
    const PoolView pool(object);
    const QString name = pool.namespaceName + u'/' + pool.name;
    const ComputeConfigView config = computeConfigOf(objects, pool.namespaceName);
    const QList<MachineRequest> requests = machineRequests(pool, config.isSet() ? &config : nullptr);
    const MachineFleet fleet = machineFleet(objects, pool.namespaceName, inventoryHosts(snapshots));
    MachineExplainOptions how;
    how.choice = options.machines;
    const MachineExplanation explained = explainMachines(fleet, requests, how, machineDemand(objects, name));
    const MachineCapacity capacity = machineCapacity(fleet, requests);

    const QuotaBook book(objects);
    const QJsonObject before = objects.find(refOf(object));
    const QList<QuotaChange> changes = machineQuotaChanges(book, before, object, fleet, explained.plan);
    const QuotaDecision quota = decide(book.ledger(), changes);

    Report report;
    report.complete = explained.plan.isComplete() && quota.admitted;
    if (options.json) {
        QJsonObject json = toJson(fleet, explained);
        json.insert(u"pool"_s, name);
        json.insert(u"machines"_s, fleet.index().count());
        json.insert(u"morePools"_s, capacity.pools);
        json.insert(u"capacity"_s, capacity.sentence);
        QJsonObject judged = quota.toJson();
        QJsonArray waterfalls;
        for (const QuotaChange &change : changes)
            waterfalls.append(
                projectWaterfall(book.ledger(), change.project, change.family, change.delta).toJson());
        judged.insert(u"waterfalls"_s, waterfalls);
        json.insert(u"quota"_s, judged);
        report.data = QJsonDocument(json).toJson(QJsonDocument::Indented);
        return report;
    }
    QString text = cleanedLine(ExplainVerb::tr("Pool %1 among %n machine(s), snapshot %2", nullptr,
                                               fleet.index().count())
                                   .arg(name, explained.plan.snapshot)) +
                   u'\n' + machinePlanSentence(explained.plan) + u'\n';
    for (int i = 0; i < explained.nodePools.size(); ++i)
        addNodePool(text, fleet, explained.plan.nodePools.at(i), explained.nodePools.at(i));
    addQuota(text, book.ledger(), changes, quota);
    text += u'\n' + cleanedLine(capacity.sentence) + u'\n';
    text += ExplainVerb::tr("Stranded GPUs: %1 before, %2 after.")
                .arg(explained.plan.strandedBefore)
                .arg(explained.plan.strandedAfter) +
            u'\n';
    report.data = text.toUtf8();
    return report;
}

} // namespace

ExplainVerb::ExplainVerb(Console *console, ExplainOptions options)
    : Verb(console)
    , m_options(std::move(options))
{}

void ExplainVerb::start()
{
    const auto pool = poolIn(m_options.file);
    if (!pool) {
        fail(pool.error());
        return;
    }
    m_pool = *pool;
    if (!takeSource(m_options.source, columnsAndObjects))
        return;
    using Objects = QList<QJsonObject>;
    openSource(m_source.get())
        .chain(this,
               [this](const Result<Done> &opened) {
                   if (!opened)
                       return Call<Objects>::ready(failure(opened.error()));
                   QList<ResourceType> types;
                   for (const auto &kind : {u"Tenant"_s, u"Project"_s, u"Compute"_s, u"ComputeConfig"_s,
                                            u"ComputePool"_s, u"AIWorkload"_s}) {
                       if (const ResourceType *type = m_source->catalog().find(spectroGroup, kind))
                           types << *type;
                   }
                   return objectsOf(m_source.get(), types);
               })
        .then(this, [this](const Result<Objects> &objects) {
            if (objects)
                explain(*objects);
            else
                fail(objects.error());
        });
}

void ExplainVerb::explain(const QList<QJsonObject> &objects)
{
    ObjectSet set;
    QStringList namesakes;
    QJsonObject metadata = m_pool[u"metadata"].toObject();
    for (const QJsonObject &object : objects) {
        set.insert(object);
        const QJsonObject other = object[u"metadata"].toObject();
        if (object[u"kind"] == u"ComputePool"_s && other[u"name"] == metadata[u"name"])
            namesakes << other[u"namespace"].toString();
    }
    QString where = m_options.namespaceName;
    if (where.isEmpty())
        where = metadata[u"namespace"].toString();
    if (where.isEmpty() && namesakes.size() == 1)
        where = namesakes.first(); // a file of the workspace, where the folder says it
    if (where.isEmpty())
        where = m_defaultNamespace;
    if (where.isEmpty()) {
        fail(makeError(Error::Kind::Invalid, tr("The pool has no namespace."),
                       tr("Write metadata.namespace, or give --namespace.")));
        return;
    }
    metadata.insert(u"namespace"_s, where);
    m_pool.insert(u"metadata"_s, metadata);
    QList<InventorySnapshot> snapshots;
    if (m_source->mode() == HubMode::Workspace)
        snapshots = static_cast<WorkspaceSource *>(m_source.get())->inventory();
    runInPool([set, pool = m_pool, snapshots, options = m_options]() -> Result<Report> {
        return reportOf(set, pool, snapshots, options);
    }).then(this, [this](const Result<Report> &report) {
        if (!console().data(report->data))
            finish(ExitFailed);
        else
            finish(report->complete ? ExitGood : ExitFindings);
    });
}

} // namespace easel

#include "moc_explainverb.cpp"
