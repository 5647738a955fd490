// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/derivedrows.h"

#include "core/base/text.h"
#include "core/domain/bundleview.h"
#include "core/domain/gputext.h"
#include "core/domain/kinds.h"
#include "core/domain/poolview.h"
#include "core/domain/projectview.h"
#include "core/domain/rowbase.h"
#include "core/domain/state.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QMap>

#include <algorithm>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Columns)
};

Column column(const char *id, const char *title, CellType type = CellType::Text, int width = 12,
              bool shown = true, int priority = 5)
{
    return {QString::fromLatin1(id), Text::tr(title), type, width, shown, priority, {}};
}

QString orNone(const QString &text)
{
    return text.isEmpty() ? QStringLiteral("–") : cleanedLine(text);
}

QString spectro(const char *kind)
{
    return QString::fromLatin1(kind) + QStringLiteral(".spectrocloud.com");
}

void sortByUid(QList<Row> &rows)
{
    std::sort(rows.begin(), rows.end(), [](const Row &a, const Row &b) { return a.uid < b.uid; });
}

QByteArray labelLines(const QMap<QString, QString> &labels)
{
    QByteArray lines;
    for (auto it = labels.begin(); it != labels.end(); ++it)
        lines += it.key().toUtf8() + '=' + it.value().toUtf8() + '\n';
    return lines;
}

qint64 createdMs(const QJsonObject &object)
{
    const QByteArray text = valueAt(object, u"metadata.creationTimestamp").toString().toLatin1();
    return timestampMs({text.constData(), size_t(text.size())});
}

// One group's role in one scope.
Row accessRow(const QString &group, const QString &role, const QString &roleId, const ObjectRef &target,
              const QString &scope, const QString &tenant)
{
    Row row;
    row.uid = QStringLiteral("access:%1/%2/%3/%4").arg(target.kind, target.name, roleId, group);
    row.name = group;
    row.namespaceName = target.namespaceName;
    row.target = target;
    row.cells = {cleanedLine(group), role, scope, cleanedLine(target.name), orNone(tenant)};
    return row;
}

struct ClusterFacts
{
    QString key;
    QString name;
    QString source; // pool, brought, ocm
    QString project;
    QString pool;
    QString version;
    QString endpoint;
    QMap<QString, qint64> gpus;
    qint64 nodes = -1;
    StateText state;
    ObjectRef target;
    qint64 created = 0;
    QMap<QString, QString> labels;
};

QString sourceWord(const QString &source)
{
    if (source == u"pool")
        return Text::tr("pool");
    if (source == u"brought")
        return Text::tr("brought");
    return Text::tr("managed");
}

QMap<QString, QString> labelsOf(const QJsonObject &object)
{
    QMap<QString, QString> labels;
    const QJsonObject map = valueAt(object, u"metadata.labels").toObject();
    for (auto it = map.begin(); it != map.end(); ++it)
        labels.insert(it.key(), it.value().toString());
    return labels;
}

QMap<QString, qint64> gpusOfLabels(const QMap<QString, QString> &labels)
{
    const QString prefix = QStringLiteral("easel.spectrocloud.com/gpu.");
    QMap<QString, qint64> gpus;
    for (auto it = labels.begin(); it != labels.end(); ++it) {
        if (it.key().startsWith(prefix) && it.value().toLongLong() > 0)
            gpus.insert(it.key().mid(prefix.size()), it.value().toLongLong());
    }
    return gpus;
}

void readPoolClusters(const ObjectSet &objects, QMap<QString, ClusterFacts> &found)
{
    const QList<QJsonObject> pools = objects.all(spectro("ComputePool"));
    for (const QJsonObject &object : pools) {
        const PoolView pool(object);
        const StateText poolState = stateOf(object);
        for (const PoolClusterStatus &cluster : pool.clusterStates) {
            ClusterFacts facts;
            facts.name =
                cluster.paletteName.isEmpty() ? pool.name + u'-' + cluster.name : cluster.paletteName;
            facts.key = QStringLiteral("pool:%1/%2/%3").arg(pool.namespaceName, pool.name, cluster.name);
            facts.source = QStringLiteral("pool");
            facts.project = pool.namespaceName;
            facts.pool = pool.name;
            facts.version = cluster.kubernetesVersion;
            facts.endpoint = cluster.apiEndpoint;
            for (const PoolClusterStatus::Host &host : cluster.hosts) {
                if (host.gpuCount > 0 && !sameEnum(host.state, u"releasing"))
                    facts.gpus[host.family] += host.gpuCount;
            }
            facts.nodes = cluster.hosts.size();
            // The cluster's own health says more than the pool's phase, which is the worst of all its
            // clusters.
            facts.state = cluster.health.isEmpty() ? StateText() : stateOfPhase(cluster.health);
            if (cluster.health.isEmpty())
                facts.state = cluster.state.isEmpty() ? poolState : stateOfPhase(cluster.state);
            if (facts.state.tone != Tone::Good)
                facts.state.reason = poolState.reason;
            if (pool.deleting)
                facts.state = poolState;
            facts.target = refOf(object);
            facts.created = createdMs(object);
            facts.labels = pool.labels;
            // The same cluster under its Open Cluster Management name.
            if (!cluster.managedClusterName.isEmpty())
                facts.key = QStringLiteral("ocm:") + cluster.managedClusterName;
            found.insert(facts.key, facts);
        }
    }
}

void readRecords(const ObjectSet &objects, QMap<QString, ClusterFacts> &found)
{
    const QList<QJsonObject> secrets = objects.all(QStringLiteral("Secret"));
    for (const QJsonObject &object : secrets) {
        const QMap<QString, QString> labels = labelsOf(object);
        if (!labels.contains(QStringLiteral("easel.spectrocloud.com/cluster-kubeconfig")) ||
            labels.value(QStringLiteral("easel.spectrocloud.com/source")) == u"pool" ||
            labels.contains(QStringLiteral("easel.spectrocloud.com/pool")))
            continue;
        const ObjectRef ref = refOf(object);
        ClusterFacts facts;
        facts.name = labels.value(QStringLiteral("easel.spectrocloud.com/cluster"), ref.name);
        facts.key = QStringLiteral("record:%1/%2").arg(ref.namespaceName, ref.name);
        facts.source =
            labels.value(QStringLiteral("easel.spectrocloud.com/source"), QStringLiteral("brought"));
        facts.project = ref.namespaceName;
        facts.gpus = gpusOfLabels(labels);
        facts.target = ref;
        facts.created = createdMs(object);
        facts.labels = labels;
        const QByteArray text = valueAt(object, u"metadata.annotations")
                                    .toObject()
                                    .value(u"easel.spectrocloud.com/cluster-status")
                                    .toString()
                                    .toUtf8();
        const QJsonObject status = QJsonDocument::fromJson(text).object();
        facts.version = status.value(u"version").toString();
        if (status.value(u"nodes").isDouble())
            facts.nodes = status.value(u"nodes").toInteger();
        const QString health = status.value(u"health").toString();
        facts.state =
            health.isEmpty() ? StateText{Tone::Unknown, Text::tr("Not checked"), {}} : stateOfPhase(health);
        const QJsonArray problems = status.value(u"problems").toArray();
        if (!problems.isEmpty())
            facts.state.reason = cleanedLine(problems.first().toString());
        found.insert(facts.key, facts);
    }
}

void readManaged(const ObjectSet &objects, QMap<QString, ClusterFacts> &found)
{
    const QList<QJsonObject> managed =
        objects.all(QStringLiteral("ManagedCluster.cluster.open-cluster-management.io"));
    for (const QJsonObject &object : managed) {
        const ObjectRef ref = refOf(object);
        const QMap<QString, QString> labels = labelsOf(object);
        const QString key = QStringLiteral("ocm:") + ref.name;
        ClusterFacts facts = found.value(key);
        const bool ofPool = !facts.key.isEmpty();
        facts.key = key;
        if (!ofPool) {
            facts.name = ref.name;
            facts.source =
                labels.value(QStringLiteral("easel.spectrocloud.com/source"), QStringLiteral("ocm"));
            facts.project = labels.value(QStringLiteral("easel.spectrocloud.com/project"));
            facts.pool = labels.value(QStringLiteral("easel.spectrocloud.com/pool"));
            facts.target = ref;
            facts.created = createdMs(object);
            facts.state = stateOf(object);
            facts.labels = labels;
        }
        if (facts.version.isEmpty())
            facts.version = valueAt(object, u"status.version.kubernetes").toString();
        if (facts.gpus.isEmpty())
            facts.gpus = gpusOfLabels(labels);
        found.insert(key, facts);
    }
    const QList<QJsonObject> spokes =
        objects.all(QStringLiteral("Spoke.fleetconfig.open-cluster-management.io"));
    for (const QJsonObject &object : spokes) {
        const ObjectRef ref = refOf(object);
        const QString key = QStringLiteral("ocm:") + ref.name;
        if (found.contains(key))
            continue; // joined already: the ManagedCluster says more
        const QMap<QString, QString> labels = labelsOf(object);
        ClusterFacts facts;
        facts.key = key;
        facts.name = ref.name;
        facts.source = labels.value(QStringLiteral("easel.spectrocloud.com/source"), QStringLiteral("ocm"));
        facts.project = labels.value(QStringLiteral("easel.spectrocloud.com/project"));
        facts.pool = labels.value(QStringLiteral("easel.spectrocloud.com/pool"));
        facts.state = stateOf(object);
        facts.target = ref;
        facts.created = createdMs(object);
        facts.labels = labels;
        found.insert(key, facts);
    }
    // A brought cluster whose Secret and Spoke are both here is one cluster: the Spoke names its Secret.
    for (const QJsonObject &object : spokes) {
        const QString secret = valueAt(object, u"spec.kubeconfig.secretReference.name").toString();
        const QString ns = refOf(object).namespaceName;
        found.remove(QStringLiteral("record:%1/%2").arg(ns, secret));
    }
}

} // namespace

const QList<Column> &accessColumns()
{
    static const QList<Column> columns = {
        column("name", QT_TRANSLATE_NOOP("easel::Columns", "Group"), CellType::Text, 26, true, 0),
        column("role", QT_TRANSLATE_NOOP("easel::Columns", "Role"), CellType::Text, 16, true, 1),
        column("scope", QT_TRANSLATE_NOOP("easel::Columns", "Scope"), CellType::Text, 10, true, 2),
        column("where", QT_TRANSLATE_NOOP("easel::Columns", "Where"), CellType::Text, 20, true, 1),
        column("tenant", QT_TRANSLATE_NOOP("easel::Columns", "Tenant"), CellType::Text, 16, true, 5),
    };
    return columns;
}

DerivedTable accessRows(const ObjectSet &objects)
{
    DerivedTable table{accessColumns(), {}};
    const QList<QJsonObject> tenants = objects.all(spectro("Tenant"));
    for (const QJsonObject &object : tenants) {
        const TenantView tenant(object);
        for (const QString &group : tenant.groups)
            table.rows.append(accessRow(group, Text::tr("tenant admin"), QStringLiteral("admin"),
                                        refOf(object), Text::tr("tenant"), tenant.name));
    }
    const QList<QJsonObject> projects = objects.all(spectro("Project"));
    for (const QJsonObject &object : projects) {
        const ProjectView project(object);
        const auto add = [&](const QStringList &groups, const QString &word, const QString &id) {
            for (const QString &group : groups)
                table.rows.append(
                    accessRow(group, word, id, refOf(object), Text::tr("project"), project.tenant.name));
        };
        add(project.admins, Text::tr("admin"), QStringLiteral("admin"));
        add(project.editors, Text::tr("editor"), QStringLiteral("editor"));
        add(project.viewers, Text::tr("viewer"), QStringLiteral("viewer"));
    }
    sortByUid(table.rows);
    // A group named twice in one role is one row; TEN-2 speaks of the repetition.
    const auto last = std::unique(table.rows.begin(), table.rows.end(),
                                  [](const Row &a, const Row &b) { return a.uid == b.uid; });
    table.rows.resize(std::distance(table.rows.begin(), last));
    return table;
}

const QList<Column> &clusterProfileColumns()
{
    static const QList<Column> columns = {
        column("name", QT_TRANSLATE_NOOP("easel::Columns", "Name"), CellType::Text, 24, true, 0),
        column("status", QT_TRANSLATE_NOOP("easel::Columns", "Status"), CellType::State, 16, true, 0),
        column("version", QT_TRANSLATE_NOOP("easel::Columns", "Version"), CellType::Text, 10, true, 1),
        column("type", QT_TRANSLATE_NOOP("easel::Columns", "Type"), CellType::Text, 14, true, 2),
        column("cloud", QT_TRANSLATE_NOOP("easel::Columns", "Cloud"), CellType::Text, 12, true, 6),
        column("bundles", QT_TRANSLATE_NOOP("easel::Columns", "Bundles"), CellType::Text, 30, true, 3),
        column("used", QT_TRANSLATE_NOOP("easel::Columns", "Clusters"), CellType::Number, 8, true, 5),
        column("uid", QT_TRANSLATE_NOOP("easel::Columns", "Palette id"), CellType::Text, 26, false, 8),
    };
    return columns;
}

DerivedTable clusterProfileRows(const ObjectSet &objects)
{
    struct Facts
    {
        BundleView::ClusterProfile profile;
        QStringList bundles;
        std::optional<bool> found;
        std::optional<bool> published;
        std::optional<qint64> clusters;
        ObjectRef target;
    };
    QMap<QString, Facts> byKey;
    const QList<QJsonObject> bundles = objects.all(spectro("ProfileBundle"));
    for (const QJsonObject &object : bundles) {
        const BundleView bundle(object);
        const QJsonArray states = valueAt(object, u"status.clusterProfiles").toArray();
        for (const BundleView::ClusterProfile &profile : bundle.clusterProfiles) {
            const QString id = profile.uid.isEmpty() ? profile.name + u'@' + profile.version : profile.uid;
            Facts &facts = byKey[id];
            if (facts.bundles.isEmpty()) {
                facts.profile = profile;
                facts.target = refOf(object);
            }
            const QString name = bundle.namespaceName + u'/' + bundle.name;
            if (!facts.bundles.contains(name))
                facts.bundles << name;
            for (const auto &item : states) {
                const QJsonObject state = item.toObject();
                if (state.value(u"uid").toString() != profile.uid || profile.uid.isEmpty())
                    continue;
                if (state.value(u"found").isBool())
                    facts.found = state.value(u"found").toBool();
                if (state.value(u"published").isBool())
                    facts.published = state.value(u"published").toBool();
                const QJsonValue used = state.value(u"inUseClusters");
                if (used.isDouble())
                    facts.clusters = used.toInteger();
                else if (used.isArray())
                    facts.clusters = used.toArray().size();
            }
        }
    }
    DerivedTable table{clusterProfileColumns(), {}};
    for (auto it = byKey.begin(); it != byKey.end(); ++it) {
        const Facts &facts = it.value();
        Row row;
        row.uid = QStringLiteral("clusterprofile:") + it.key();
        row.name = facts.profile.name;
        row.namespaceName = facts.target.namespaceName;
        row.target = facts.target;
        StateText state{Tone::Unknown, Text::tr("Not checked"), {}};
        if (facts.found && !*facts.found)
            state = {Tone::Bad, Text::tr("Missing"), Text::tr("Palette does not have this profile.")};
        else if (facts.published && !*facts.published)
            state = {Tone::Warning, Text::tr("Draft"), Text::tr("This version is not published in Palette.")};
        else if (facts.found || facts.published)
            state = {Tone::Good, Text::tr("Published"), {}};
        row.tone = state.tone;
        row.stateWord = state.word;
        row.stateReason = state.reason;
        QString type = facts.profile.type;
        if (type == u"infra")
            type = Text::tr("infrastructure");
        else if (type == u"cluster")
            type = Text::tr("full");
        row.cells = {orNone(facts.profile.name),
                     state.word,
                     orNone(facts.profile.version),
                     orNone(type),
                     orNone(facts.profile.cloudType),
                     cleanedLine(facts.bundles.join(QStringLiteral(", "))),
                     facts.clusters ? Cell(*facts.clusters) : Cell(),
                     orNone(facts.profile.uid)};
        table.rows.append(row);
    }
    return table;
}

const QList<Column> &clusterColumns()
{
    static const QList<Column> columns = {
        column("name", QT_TRANSLATE_NOOP("easel::Columns", "Name"), CellType::Text, 22, true, 0),
        column("status", QT_TRANSLATE_NOOP("easel::Columns", "Status"), CellType::State, 18, true, 0),
        column("source", QT_TRANSLATE_NOOP("easel::Columns", "Source"), CellType::Text, 10, true, 4),
        column("project", QT_TRANSLATE_NOOP("easel::Columns", "Project"), CellType::Text, 14, true, 2),
        column("pool", QT_TRANSLATE_NOOP("easel::Columns", "Pool"), CellType::Text, 16, true, 3),
        column("nodes", QT_TRANSLATE_NOOP("easel::Columns", "Nodes"), CellType::Number, 6, true, 5),
        column("gpus", QT_TRANSLATE_NOOP("easel::Columns", "GPUs"), CellType::Gpus, 12, true, 1),
        column("kubernetes", QT_TRANSLATE_NOOP("easel::Columns", "Kubernetes"), CellType::Text, 12, true, 6),
        column("endpoint", QT_TRANSLATE_NOOP("easel::Columns", "Address"), CellType::Text, 28, false, 8),
        column("age", QT_TRANSLATE_NOOP("easel::Columns", "Age"), CellType::Age, 8, true, 9),
    };
    return columns;
}

DerivedTable clusterRows(const ObjectSet &objects)
{
    QMap<QString, ClusterFacts> found;
    readPoolClusters(objects, found);
    readRecords(objects, found);
    readManaged(objects, found);
    DerivedTable table{clusterColumns(), {}};
    for (const ClusterFacts &facts : std::as_const(found)) {
        Row row;
        row.uid = QStringLiteral("cluster:") + facts.key;
        row.name = facts.name;
        row.namespaceName = facts.project;
        row.target = facts.target;
        row.createdMs = facts.created;
        row.tone = facts.state.tone;
        row.deleting = facts.state.tone == Tone::Deleting;
        row.stateWord = facts.state.word;
        row.stateReason = facts.state.reason;
        row.labels = labelLines(facts.labels);
        row.cells = {orNone(facts.name),       facts.state.word,
                     sourceWord(facts.source), orNone(facts.project),
                     orNone(facts.pool),       facts.nodes >= 0 ? Cell(facts.nodes) : Cell(),
                     gpuText(facts.gpus),      orNone(facts.version),
                     orNone(facts.endpoint),   facts.created ? Cell(facts.created) : Cell()};
        table.rows.append(row);
    }
    return table;
}

} // namespace easel
