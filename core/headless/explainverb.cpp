// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/headless/explainverb.h"

#include "core/base/text.h"
#include "core/domain/kinds.h"
#include "core/headless/rawrows.h"
#include "core/placement/explainmoves.h"
#include "core/placement/explainpool.h"
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

void addPools(const QJsonObject &object, QList<QJsonObject> *pools)
{
    const QString kind = object[u"kind"].toString();
    if (kind == u"ComputePool") {
        pools->append(object);
    } else if (kind == u"List" || kind == u"ComputePoolList") {
        const QJsonArray items = object[u"items"].toArray();
        for (const auto &item : items)
            addPools(item.toObject(), pools);
    }
}

Result<QList<QJsonObject>> poolsIn(const QString &path)
{
    const QString attempt = ExplainVerb::tr("read %1").arg(path);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(makeError(Error::Kind::File, file.errorString()).tried(attempt));
    const auto documents = readYaml(file.readAll());
    if (!documents)
        return failure(documents.error().tried(attempt));
    QList<QJsonObject> pools;
    for (const YamlDocument &document : *documents)
        addPools(document.value.toObject(), &pools);
    if (pools.isEmpty())
        return failure(makeError(Error::Kind::Invalid, ExplainVerb::tr("There is no ComputePool in it."))
                           .tried(attempt));
    return pools;
}

void addNodePool(QString &text, const MachineFleet &fleet, const NodePoolChoice &choice,
                 const NodePoolExplanation &pool, const QString &before)
{
    const auto line = [&text](int indent, const QString &words) {
        text += QString(indent, u' ') + cleaned(words) + u'\n'; // columns keep their spaces
    };
    text += u'\n';
    line(0, before + pool.sentence);
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

QJsonObject shoppingJson(const MachineFleet &fleet, const MachineShopping &shopping)
{
    QJsonArray items;
    for (const MachineShopping::Item &item : shopping.items) {
        QJsonArray free;
        for (const int position : item.free)
            free << fleet.host(position).hostUid;
        items << QJsonObject{{u"nodePool"_s, item.request.name},
                             {u"missing"_s, item.missing},
                             {u"repair"_s, item.repair},
                             {u"free"_s, free},
                             {u"buy"_s, item.buy},
                             {u"shape"_s, machineShapeText(item.request)},
                             {u"sentence"_s, item.sentence}};
    }
    return {{u"pools"_s, shopping.pools}, {u"items"_s, items}};
}

QJsonObject jsonOf(const PlannedPools &planned, const QuotaLedger &ledger, qint64 pools)
{
    // One Project as it always was; several beside each other.
    QJsonArray projects;
    for (const PlannedProject &project : planned.projects) {
        QJsonObject json = toJson(project.fleet, project.machines);
        json.insert(u"pool"_s, project.pools.join(u", "_s));
        json.insert(u"machines"_s, project.fleet.index().count());
        json.insert(u"morePools"_s, project.capacity.pools);
        json.insert(u"capacity"_s, project.capacity.sentence);
        json.insert(u"diff"_s, project.diff.toJson(project.fleet));
        if (pools > 0)
            json.insert(u"shopping"_s,
                        shoppingJson(project.fleet, machineShopping(project.fleet, project.wanted, pools)));
        projects << json;
    }
    QJsonObject json = projects.size() == 1 ? projects.first().toObject()
                                            : QJsonObject{{u"projects"_s, projects},
                                                          {u"complete"_s, planned.missing == 0},
                                                          {u"snapshot"_s, planned.explanation.snapshot}};
    QJsonObject judged = planned.quota.toJson();
    QJsonArray waterfalls;
    for (const QuotaChange &change : planned.changes)
        waterfalls.append(projectWaterfall(ledger, change.project, change.family, change.delta).toJson());
    judged.insert(u"waterfalls"_s, waterfalls);
    json.insert(u"quota"_s, judged);
    return json;
}

QByteArray textOf(const PlannedPools &planned, const QuotaLedger &ledger, qint64 pools)
{
    QString text;
    for (const PlannedProject &project : planned.projects) {
        const MachinePlan &plan = project.machines.plan;
        const bool one = project.pools.size() == 1;
        if (!text.isEmpty())
            text += u'\n';
        text += cleanedLine((one ? ExplainVerb::tr("Pool %1 among %n machine(s), snapshot %2", nullptr,
                                                   project.fleet.index().count())
                                 : ExplainVerb::tr("Pools %1 among %n machine(s), snapshot %2", nullptr,
                                                   project.fleet.index().count()))
                                .arg(project.pools.join(u", "_s), plan.snapshot)) +
                u'\n' + machinePlanSentence(plan) + u'\n';
        for (int i = 0; i < project.machines.nodePools.size(); ++i) {
            const NodePoolChoice &choice = plan.nodePools.at(i);
            addNodePool(text, project.fleet, choice, project.machines.nodePools.at(i),
                        one ? QString() : choice.request.owner.section(u'/', 1) + u": "_s);
        }
    }
    addQuota(text, ledger, planned.changes, planned.quota);
    for (const PlannedProject &project : planned.projects) {
        text += u'\n' + cleanedLine(project.capacity.sentence) + u'\n';
        if (pools > 0) {
            const MachineShopping shopping = machineShopping(project.fleet, project.wanted, pools);
            text += ExplainVerb::tr("For %n pool(s) of this shape, beside those there are:", nullptr,
                                    int(pools)) +
                    u'\n';
            if (shopping.items.isEmpty())
                text += u"  "_s + ExplainVerb::tr("There are enough machines.") + u'\n';
            for (const MachineShopping::Item &item : shopping.items)
                text += u"  "_s + cleanedLine(item.request.name + u": "_s + item.sentence) + u'\n';
        }
        text += ExplainVerb::tr("What changes:") + u'\n';
        for (const QString &sentence : project.diff.sentences(project.fleet))
            text += u"  "_s + cleanedLine(sentence) + u'\n';
    }
    return text.toUtf8();
}

Report poolsReport(const ObjectSet &objects, const QList<QJsonObject> &pools,
                   const QList<InventorySnapshot> &snapshots, const ExplainOptions &options)
{
    const QuotaBook book(objects);
    PoolPlanOptions how;
    how.machines = options.machines;
    how.most = 5;
    const PlannedPools planned = planPools(pools, objects, book, inventoryHosts(snapshots), how);
    Report report;
    report.complete = planned.isComplete();
    report.data =
        options.json
            ? QJsonDocument(jsonOf(planned, book.ledger(), options.pools)).toJson(QJsonDocument::Indented)
            : textOf(planned, book.ledger(), options.pools);
    return report;
}

// Of the namespace, or of every one whose machines are known.
Report movesReport(const ObjectSet &objects, const QList<InventorySnapshot> &snapshots,
                   const ExplainOptions &options)
{
    QStringList namespaces{options.namespaceName};
    if (options.namespaceName.isEmpty()) {
        namespaces.clear();
        const QList<QJsonObject> computes = objects.all(u"Compute."_s + spectroGroup);
        for (const QJsonObject &compute : computes)
            namespaces << refOf(compute).namespaceName;
        namespaces.sort();
        namespaces.removeDuplicates();
    }
    Report report;
    report.complete = true;
    QJsonArray projects;
    QString text;
    const QList<HostView> inventory = inventoryHosts(snapshots);
    for (const QString &place : std::as_const(namespaces)) {
        const PoolMoves all = poolMoves(place, objects, inventory);
        projects << all.toJson();
        text += cleanedLine(u"%1: %2"_s.arg(place, all.moves.sentence)) + u'\n';
        for (const MachineMove &move : all.moves.moves)
            text += u"  "_s + cleanedLine(all.moveSentence(move)) + u'\n';
        text += u"  "_s + strandedSentence(all.moves.strandedBefore, all.moves.strandedAfter) + u'\n';
    }
    report.data = options.json
                      ? QJsonDocument(QJsonObject{{u"projects"_s, projects}}).toJson(QJsonDocument::Indented)
                      : text.toUtf8();
    return report;
}

} // namespace

ExplainVerb::ExplainVerb(Console *console, ExplainOptions options)
    : Verb(console)
    , m_options(std::move(options))
{}

void ExplainVerb::start()
{
    for (const QString &file : std::as_const(m_options.files)) {
        const auto pools = poolsIn(file);
        if (!pools) {
            fail(pools.error());
            return;
        }
        m_pools += *pools;
    }
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

// False and failed where a pool has none.
bool ExplainVerb::settleNamespaces(const QList<QJsonObject> &objects)
{
    for (QJsonObject &pool : m_pools) {
        QJsonObject metadata = pool[u"metadata"].toObject();
        QString where = m_options.namespaceName;
        if (where.isEmpty())
            where = metadata[u"namespace"].toString();
        if (where.isEmpty()) {
            QStringList namesakes; // a file of the workspace, where the folder says it
            for (const QJsonObject &object : objects) {
                const QJsonObject other = object[u"metadata"].toObject();
                if (object[u"kind"] == u"ComputePool"_s && other[u"name"] == metadata[u"name"])
                    namesakes << other[u"namespace"].toString();
            }
            where = namesakes.size() == 1 ? namesakes.first() : m_defaultNamespace;
        }
        if (where.isEmpty()) {
            fail(makeError(Error::Kind::Invalid,
                           tr("Pool %1 has no namespace.").arg(metadata[u"name"].toString()),
                           tr("Write metadata.namespace, or give --namespace.")));
            return false;
        }
        metadata.insert(u"namespace"_s, where);
        pool.insert(u"metadata"_s, metadata);
    }
    return true;
}

void ExplainVerb::explain(const QList<QJsonObject> &objects)
{
    if (!settleNamespaces(objects))
        return;
    ObjectSet set;
    for (const QJsonObject &object : objects)
        set.insert(object);
    QList<InventorySnapshot> snapshots;
    if (m_source->mode() == HubMode::Workspace)
        snapshots = static_cast<WorkspaceSource *>(m_source.get())->inventory();
    runInPool([set, pools = m_pools, snapshots, options = m_options]() -> Result<Report> {
        return pools.isEmpty() ? movesReport(set, snapshots, options)
                               : poolsReport(set, pools, snapshots, options);
    }).then(this, [this](const Result<Report> &report) {
        if (!console().data(report->data))
            finish(ExitFailed);
        else
            finish(report->complete ? ExitGood : ExitFindings);
    });
}

} // namespace easel

#include "moc_explainverb.cpp"
