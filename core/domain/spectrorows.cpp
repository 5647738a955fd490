// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/deploymentview.h"
#include "core/domain/gputext.h"
#include "core/domain/kinds.h"
#include "core/domain/poolview.h"
#include "core/domain/rowbase.h"
#include "core/domain/state.h"
#include "core/domain/versions.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Columns)
};

Cell textOrNone(const QString &text)
{
    return text.isEmpty() ? QStringLiteral("–") : cleanedLine(text);
}

Cell textCell(const QJsonObject &object, std::initializer_list<QStringView> paths)
{
    const QJsonValue value = readAlias(object, paths).value;
    if (value.isDouble())
        return QString::number(value.toInteger());
    if (value.isBool())
        return value.toBool() ? Text::tr("yes") : Text::tr("no");
    return textOrNone(value.toString());
}

Cell numberCell(const QJsonObject &object, std::initializer_list<QStringView> paths)
{
    const QJsonValue value = readAlias(object, paths).value;
    return value.isDouble() ? Cell(value.toInteger()) : Cell();
}

Cell gpuCell(const QMap<QString, qint64> &gpus)
{
    return gpuText(gpus);
}

QMap<QString, qint64> gpuMap(const QJsonObject &object, QStringView path)
{
    QMap<QString, qint64> map;
    const QJsonObject found = valueAt(object, path).toObject();
    for (auto it = found.begin(); it != found.end(); ++it)
        map.insert(it.key(), it.value().toInteger());
    return map;
}

QString joined(const QStringList &texts)
{
    return texts.isEmpty() ? Text::tr("none") : cleanedLine(texts.join(QStringLiteral(", ")));
}

QString label(const QJsonObject &object, const char *key)
{
    return object.value(u"metadata")
        .toObject()
        .value(u"labels")
        .toObject()
        .value(QLatin1String(key))
        .toString();
}

qsizetype sizeAt(const QJsonObject &object, std::initializer_list<QStringView> paths)
{
    const QJsonValue value = readAlias(object, paths).value;
    return value.isArray() ? value.toArray().size() : value.toObject().size();
}

// State of one integration of a Settings (2.3): Verified, Failed, Not checked, set, off or none.
QString integrationWord(const QJsonObject &object, QStringView type,
                        std::initializer_list<QStringView> specPaths)
{
    const QJsonArray states = valueAt(object, u"status.integrations").toArray();
    for (const auto &state : states) {
        if (sameEnum(state.toObject().value(u"type").toString(), type)) {
            const QString word = state.toObject().value(u"state").toString();
            if (sameEnum(word, u"NotChecked"))
                return Text::tr("not checked");
            if (sameEnum(word, u"Verified"))
                return Text::tr("verified");
            if (sameEnum(word, u"Failed"))
                return Text::tr("failed");
            return cleanedLine(word).toLower();
        }
    }
    const QJsonValue spec = readAlias(object, specPaths).value;
    if (!spec.isObject())
        return Text::tr("none");
    return spec.toObject().value(u"disabled").toBool() ? Text::tr("off") : Text::tr("set");
}

QString definitionTypeWord(const QString &kind, const QJsonObject &object)
{
    if (kind == u"ComponentDefinition")
        return cleanedLine(
            readAlias(object, {u"spec.workload.type"}).value.toString(QStringLiteral("application")));
    if (kind == u"TraitDefinition")
        return cleanedLine(
            readAlias(object, {u"spec.stage"}).value.toString(QStringLiteral("DefaultDispatch")));
    return Text::tr("policy");
}

QString writtenIn(const QJsonObject &object)
{
    const QJsonObject schematic = valueAt(object, u"spec.schematic").toObject();
    if (schematic.contains(u"cue"))
        return QStringLiteral("CUE");
    if (schematic.contains(u"builtin"))
        return Text::tr("built in");
    return schematic.contains(u"manifests") ? Text::tr("manifests") : QStringLiteral("–");
}

struct TypedColumn
{
    Column column;
    std::function<Cell(const QJsonObject &object, const Row &row)> cell;
};

Column column(const char *id, const char *title, CellType type = CellType::Text, int width = 12,
              bool shown = true, int priority = 5)
{
    return {QString::fromLatin1(id), Text::tr(title), type, width, shown, priority, {}};
}

// An extractor whose cells are read from Qt's JSON of the object, which is kept (keepsRaw): wizards and
// details want the whole object at once, and these kinds come in hundreds, not in tens of thousands.
class SpectroExtractor : public JsonRowExtractor
{
public:
    SpectroExtractor(const ResourceType &type, bool withState)
        : JsonRowExtractor(type, withState)
    {}
    using TypedCell = std::function<Cell(const QJsonObject &object, const Row &row)>;

    void addTyped(Column description, TypedCell cell)
    {
        add(std::move(description), {});
        m_typed.push_back(std::move(cell));
    }
    bool keepsRaw() const override { return true; }

protected:
    void fillCells(const SimdNode &root, std::string_view json, Row &row) const override
    {
        const QByteArray bytes(json.data(), qsizetype(json.size()));
        QJsonObject object = QJsonDocument::fromJson(bytes).object();
        // Items of a list may lack these two, and whoever reads the bytes later needs them.
        if (root["kind"].view().empty() || root["apiVersion"].view().empty()) {
            object.insert(QStringLiteral("apiVersion"), type().apiVersion());
            object.insert(QStringLiteral("kind"), type().kind);
            row.raw = QJsonDocument(object).toJson(QJsonDocument::Compact);
        } else {
            row.raw = bytes;
        }
        row.cells.reserve(qsizetype(m_typed.size()));
        for (const TypedCell &cell : m_typed)
            row.cells.append(cell(object, row));
    }

private:
    std::vector<TypedCell> m_typed;
};

SpectroExtractor::TypedCell paths(std::initializer_list<QStringView> list)
{
    const std::vector<QString> kept = [&] {
        std::vector<QString> texts;
        for (const QStringView path : list)
            texts.push_back(path.toString());
        return texts;
    }();
    return [kept](const QJsonObject &object, const Row &) -> Cell {
        for (const QString &path : kept) {
            const Cell cell = textCell(object, {path});
            if (std::get<QString>(cell) != u"–")
                return cell;
        }
        return QStringLiteral("–");
    };
}

void poolColumns(SpectroExtractor &e)
{
    e.addTyped(column("variant", QT_TRANSLATE_NOOP("easel::Columns", "Variant"), CellType::Text, 10, true, 7),
               [](const QJsonObject &o, const Row &) -> Cell { return PoolView(o).variantText(); });
    e.addTyped(namespaceColumn(true),
               [](const QJsonObject &, const Row &row) -> Cell { return cleanedLine(row.namespaceName); });
    e.addTyped(column("nodes", QT_TRANSLATE_NOOP("easel::Columns", "Nodes"), CellType::Number, 6),
               [](const QJsonObject &o, const Row &) -> Cell { return PoolView(o).nodeTotal(); });
    e.addTyped(column("gpus", QT_TRANSLATE_NOOP("easel::Columns", "GPUs"), CellType::Gpus, 12, true, 1),
               [](const QJsonObject &o, const Row &) -> Cell { return gpuCell(PoolView(o).gpuDemand()); });
    e.addTyped(column("cluster", QT_TRANSLATE_NOOP("easel::Columns", "Cluster"), CellType::Text, 18),
               [](const QJsonObject &o, const Row &) -> Cell {
                   QStringList names;
                   const PoolView pool(o);
                   for (const PoolClusterStatus &cluster : pool.clusterStates)
                       names << (cluster.paletteName.isEmpty() ? cluster.name : cluster.paletteName);
                   return joined(names);
               });
    e.addTyped(
        column("kubernetes", QT_TRANSLATE_NOOP("easel::Columns", "Kubernetes"), CellType::Text, 10, true, 6),
        [](const QJsonObject &o, const Row &) -> Cell {
            const PoolView pool(o);
            return textOrNone(pool.clusterStates.isEmpty() ? QString()
                                                           : pool.clusterStates.first().kubernetesVersion);
        });
    e.addTyped(column("bundle", QT_TRANSLATE_NOOP("easel::Columns", "Bundle"), CellType::Text, 18, false, 8),
               paths({u"spec.profileBundleRef.name", u"spec.profileBundleRef"}));
    e.addTyped(column("address", QT_TRANSLATE_NOOP("easel::Columns", "Control plane address"), CellType::Text,
                      14, false, 8),
               [](const QJsonObject &o, const Row &) -> Cell {
                   const PoolView pool(o);
                   return textOrNone(pool.clusters.isEmpty() ? QString() : pool.clusters.first().vip);
               });
    e.addTyped(
        column("policy", QT_TRANSLATE_NOOP("easel::Columns", "Scaling policy"), CellType::Text, 16, false, 8),
        [](const QJsonObject &o, const Row &) -> Cell { return textOrNone(PoolView(o).scalingPolicy); });
    e.addTyped(
        column("deployments", QT_TRANSLATE_NOOP("easel::Columns", "Deployments"), CellType::Number, 11, false,
               8),
        [](const QJsonObject &o, const Row &) -> Cell { return qint64(sizeAt(o, {u"status.deployments"})); });
}

void deploymentColumns(SpectroExtractor &e)
{
    e.addTyped(namespaceColumn(true),
               [](const QJsonObject &, const Row &row) -> Cell { return cleanedLine(row.namespaceName); });
    e.addTyped(column("pool", QT_TRANSLATE_NOOP("easel::Columns", "Pool"), CellType::Text, 16, true, 4),
               [](const QJsonObject &o, const Row &) -> Cell {
                   const DeploymentView view(o);
                   const QString pool = view.poolName();
                   return textOrNone(pool.isEmpty() ? view.environment.name : pool);
               });
    e.addTyped(
        column("gpus", QT_TRANSLATE_NOOP("easel::Columns", "GPUs asked"), CellType::Gpus, 12, true, 1),
        [](const QJsonObject &o, const Row &) -> Cell { return gpuCell(DeploymentView(o).gpusAsked()); });
    e.addTyped(column("type", QT_TRANSLATE_NOOP("easel::Columns", "Type"), CellType::Text, 10, false, 8),
               [](const QJsonObject &o, const Row &) -> Cell {
                   return DeploymentView(o).isModel ? QStringLiteral("model") : QStringLiteral("application");
               });
    e.addTyped(
        column("bundles", QT_TRANSLATE_NOOP("easel::Columns", "Bundles"), CellType::Text, 20, false, 8),
        [](const QJsonObject &o, const Row &) -> Cell {
            QStringList names;
            const DeploymentView view(o);
            for (const auto &bundle : view.bundles)
                names << bundle.name;
            return joined(names);
        });
    e.addTyped(column("model", QT_TRANSLATE_NOOP("easel::Columns", "Model"), CellType::Text, 20, false, 8),
               paths({u"spec.model.id"}));
    e.addTyped(column("url", QT_TRANSLATE_NOOP("easel::Columns", "Address"), CellType::Text, 30, false, 8),
               [](const QJsonObject &o, const Row &) -> Cell {
                   const DeploymentView view(o);
                   return textOrNone(view.accessUrls.isEmpty() ? QString() : view.accessUrls.first().url);
               });
    e.addTyped(column("namespace", QT_TRANSLATE_NOOP("easel::Columns", "Target namespace"), CellType::Text,
                      16, false, 8),
               [](const QJsonObject &o, const Row &) -> Cell {
                   return textOrNone(DeploymentView(o).targetNamespace);
               });
    e.addTyped(column("description", QT_TRANSLATE_NOOP("easel::Columns", "Description"), CellType::Text, 30,
                      false, 9),
               paths({u"spec.description"}));
}

void settingsColumns(SpectroExtractor &e)
{
    e.addTyped(column("palette", QT_TRANSLATE_NOOP("easel::Columns", "Palette"), CellType::Text, 28),
               [](const QJsonObject &o, const Row &) -> Cell {
                   const QString host =
                       readAlias(o, {u"status.effectiveSettings.palette.hostUrl",
                                     u"spec.integrations.palette.hostUrl", u"spec.palette.hostUrl"})
                           .value.toString();
                   return host.isEmpty() ? integrationWord(o, u"palette",
                                                           {u"spec.integrations.palette", u"spec.palette"})
                                         : cleanedLine(host);
               });
    e.addTyped(column("huggingface", QT_TRANSLATE_NOOP("easel::Columns", "Hugging Face"), CellType::Text, 12),
               [](const QJsonObject &o, const Row &) -> Cell {
                   return integrationWord(o, u"huggingface",
                                          {u"spec.integrations.huggingFace", u"spec.huggingface"});
               });
    e.addTyped(column("nvidia", QT_TRANSLATE_NOOP("easel::Columns", "NVIDIA NGC"), CellType::Text, 12),
               [](const QJsonObject &o, const Row &) -> Cell {
                   return integrationWord(o, u"nvidia", {u"spec.integrations.nvidia", u"spec.ngc"});
               });
}

qint64 lockedVariables(const QJsonObject &object)
{
    const QJsonValue variables = readAlias(object, {u"spec.variables", u"variables"}).value;
    qint64 locked = 0;
    if (variables.isArray()) {
        const QJsonArray array = variables.toArray();
        for (const auto &item : array)
            locked += item.toObject().value(u"locked").toBool() ? 1 : 0;
    } else {
        const QJsonObject map = variables.toObject();
        for (const auto &item : map)
            locked += item.toObject().value(u"locked").toBool() ? 1 : 0;
    }
    return locked;
}

void versionColumns(SpectroExtractor &e)
{
    e.addTyped(column("base", QT_TRANSLATE_NOOP("easel::Columns", "Base"), CellType::Text, 18, true, 6),
               [](const QJsonObject &o, const Row &) -> Cell { return textOrNone(baseOf(o)); });
    e.addTyped(column("version", QT_TRANSLATE_NOOP("easel::Columns", "Version"), CellType::Text, 8, true, 2),
               [](const QJsonObject &o, const Row &) -> Cell { return textOrNone(versionOf(o)); });
}

// Columns between Status and Age. Returns whether the namespace is shown as the project.
void kindColumns(SpectroExtractor &e, const QString &kind)
{
    const auto place = [](const QJsonObject &, const Row &row) -> Cell {
        return cleanedLine(row.namespaceName);
    };
    if (kind == u"Tenant") {
        e.addTyped(column("display", QT_TRANSLATE_NOOP("easel::Columns", "Display name"), CellType::Text, 24),
                   paths({u"spec.displayName"}));
        e.addTyped(column("projects", QT_TRANSLATE_NOOP("easel::Columns", "Projects"), CellType::Number, 8),
                   [](const QJsonObject &o, const Row &) -> Cell {
                       const Cell count = numberCell(o, {u"status.projectCount"});
                       if (!std::holds_alternative<std::monostate>(count))
                           return count;
                       const QJsonValue list = valueAt(o, u"status.projects");
                       return list.isArray() ? Cell(qint64(list.toArray().size())) : Cell();
                   });
        e.addTyped(column("gpus", QT_TRANSLATE_NOOP("easel::Columns", "GPU limit"), CellType::Gpus, 22),
                   [](const QJsonObject &o, const Row &) -> Cell {
                       return gpuCell(gpuMap(o, u"spec.gpuResources.limits"));
                   });
        e.addTyped(column("settings", QT_TRANSLATE_NOOP("easel::Columns", "Settings"), CellType::Text, 18),
                   paths({u"spec.settingsRef.name"}));
        e.addTyped(column("description", QT_TRANSLATE_NOOP("easel::Columns", "Description"), CellType::Text,
                          30, false, 8),
                   paths({u"spec.description"}));
    } else if (kind == u"Project") {
        e.addTyped(column("display", QT_TRANSLATE_NOOP("easel::Columns", "Display name"), CellType::Text, 20),
                   paths({u"spec.displayName"}));
        e.addTyped(
            column("tenant", QT_TRANSLATE_NOOP("easel::Columns", "Tenant"), CellType::Text, 14, true, 2),
            [](const QJsonObject &o, const Row &) -> Cell {
                const QString tenant =
                    readAlias(o, {u"spec.tenantRef.name", u"spec.tenantRef"}).value.toString();
                return textOrNone(tenant.isEmpty() ? label(o, "palette.ai/tenant-name") : tenant);
            });
        e.addTyped(
            column("pools", QT_TRANSLATE_NOOP("easel::Columns", "Pools"), CellType::Number, 6),
            [](const QJsonObject &o, const Row &) { return numberCell(o, {u"status.counts.computePools"}); });
        e.addTyped(
            column("deployments", QT_TRANSLATE_NOOP("easel::Columns", "Deployments"), CellType::Number, 11),
            [](const QJsonObject &o, const Row &) { return numberCell(o, {u"status.counts.aiWorkloads"}); });
        e.addTyped(
            column("gpus", QT_TRANSLATE_NOOP("easel::Columns", "GPU limit"), CellType::Gpus, 18, true, 3),
            [](const QJsonObject &o, const Row &) -> Cell {
                return gpuCell(gpuMap(o, u"spec.gpuResources.limits"));
            });
        e.addTyped(column("guaranteed", QT_TRANSLATE_NOOP("easel::Columns", "GPUs kept"), CellType::Gpus, 14),
                   [](const QJsonObject &o, const Row &) -> Cell {
                       return gpuCell(gpuMap(o, u"spec.gpuResources.requests"));
                   });
        e.addTyped(column("config", QT_TRANSLATE_NOOP("easel::Columns", "Compute config"), CellType::Text, 16,
                          false, 8),
                   paths({u"spec.computeConfigRef.name", u"spec.computeConfigRef"}));
    } else if (kind == u"Settings") {
        e.addTyped(namespaceColumn(false), place);
        settingsColumns(e);
    } else if (kind == u"Compute") {
        e.addTyped(namespaceColumn(false), place);
        e.addTyped(column("hosts", QT_TRANSLATE_NOOP("easel::Columns", "Machines"), CellType::Number, 9),
                   [](const QJsonObject &o, const Row &) -> Cell {
                       const Cell total = numberCell(o, {u"status.totals.hosts"});
                       if (!std::holds_alternative<std::monostate>(total))
                           return total;
                       return qint64(sizeAt(o, {u"status.edgeHostDetails"}));
                   });
        e.addTyped(
            column("free", QT_TRANSLATE_NOOP("easel::Columns", "Free"), CellType::Number, 6),
            [](const QJsonObject &o, const Row &) { return numberCell(o, {u"status.totals.available"}); });
        e.addTyped(column("gpus", QT_TRANSLATE_NOOP("easel::Columns", "GPUs"), CellType::Gpus, 22),
                   [](const QJsonObject &o, const Row &) -> Cell {
                       QMap<QString, qint64> gpus;
                       const QJsonArray totals = valueAt(o, u"status.totals.gpus").toArray();
                       for (const auto &item : totals)
                           gpus[item.toObject().value(u"family").toString()] +=
                               item.toObject().value(u"total").toInteger();
                       return gpuCell(gpus);
                   });
        e.addTyped(column("refreshed", QT_TRANSLATE_NOOP("easel::Columns", "Refreshed"), CellType::Age, 10),
                   [](const QJsonObject &o, const Row &) -> Cell {
                       const QByteArray at = valueAt(o, u"status.lastRefreshTime").toString().toLatin1();
                       const qint64 ms = timestampMs({at.constData(), size_t(at.size())});
                       return ms ? Cell(ms) : Cell();
                   });
    } else if (kind == u"ComputeConfig") {
        e.addTyped(namespaceColumn(false), place);
        e.addTyped(column("controlplane", QT_TRANSLATE_NOOP("easel::Columns", "Control plane"),
                          CellType::Number, 12),
                   [](const QJsonObject &o, const Row &) -> Cell {
                       const ComputeConfigView view(o);
                       if (!view.defaults.controlPlane || !view.defaults.controlPlane->nodeCount)
                           return {};
                       return *view.defaults.controlPlane->nodeCount;
                   });
        e.addTyped(
            column("workers", QT_TRANSLATE_NOOP("easel::Columns", "Worker pools"), CellType::Number, 12),
            [](const QJsonObject &o, const Row &) -> Cell {
                const ComputeConfigView view(o);
                return qint64(view.defaults.workers ? view.defaults.workers->size() : 0);
            });
        e.addTyped(column("keys", QT_TRANSLATE_NOOP("easel::Columns", "SSH keys"), CellType::Number, 9),
                   [](const QJsonObject &o, const Row &) -> Cell {
                       const ComputeConfigView view(o);
                       return qint64(view.defaults.sshKeys ? view.defaults.sshKeys->size() : 0);
                   });
    } else if (kind == u"ComputePool") {
        poolColumns(e);
    } else if (kind == u"ComputePoolEvaluation") {
        e.addTyped(namespaceColumn(true), place);
        e.addTyped(column("pool", QT_TRANSLATE_NOOP("easel::Columns", "Pool"), CellType::Text, 18),
                   paths({u"spec.poolRef.name", u"spec.template.name"}));
        e.addTyped(column("mode", QT_TRANSLATE_NOOP("easel::Columns", "Mode"), CellType::Text, 10),
                   paths({u"spec.mode"}));
    } else if (kind == u"ScalingPolicy") {
        e.addTyped(namespaceColumn(true), place);
        e.addTyped(column("rules", QT_TRANSLATE_NOOP("easel::Columns", "Rules"), CellType::Text, 20),
                   [](const QJsonObject &o, const Row &) -> Cell {
                       QStringList rules;
                       if (valueAt(o, u"spec.cpu").isObject())
                           rules << QStringLiteral("CPU");
                       const QJsonArray gpu = valueAt(o, u"spec.gpu").toArray();
                       for (const auto &item : gpu)
                           rules << shortFamily(item.toObject().value(u"family").toString());
                       return joined(rules);
                   });
        e.addTyped(
            column("prometheus", QT_TRANSLATE_NOOP("easel::Columns", "Prometheus"), CellType::Text, 12),
            [](const QJsonObject &o, const Row &) -> Cell {
                const QJsonArray conditions = valueAt(o, u"status.conditions").toArray();
                for (const auto &item : conditions) {
                    if (item.toObject().value(u"type").toString() == u"PrometheusAvailable")
                        return item.toObject().value(u"status").toString() == u"True" ? Text::tr("available")
                                                                                      : Text::tr("missing");
                }
                return QStringLiteral("–");
            });
        e.addTyped(
            column("pools", QT_TRANSLATE_NOOP("easel::Columns", "Pools"), CellType::Number, 6),
            [](const QJsonObject &o, const Row &) -> Cell { return qint64(sizeAt(o, {u"status.pools"})); });
    } else if (kind == u"ProfileBundle") {
        e.addTyped(column("type", QT_TRANSLATE_NOOP("easel::Columns", "Type"), CellType::Text, 14, true, 3),
                   [](const QJsonObject &o, const Row &) -> Cell {
                       return textOrNone(readAlias(o, {u"spec.type"}).value.toString().toLower());
                   });
        versionColumns(e);
        e.addTyped(namespaceColumn(true), place);
        e.addTyped(column("used", QT_TRANSLATE_NOOP("easel::Columns", "Used by"), CellType::Number, 8),
                   [](const QJsonObject &o, const Row &) -> Cell {
                       const QJsonValue used = valueAt(o, u"status.usedBy");
                       return used.isArray() ? Cell(qint64(used.toArray().size())) : Cell();
                   });
        e.addTyped(column("display", QT_TRANSLATE_NOOP("easel::Columns", "Display name"), CellType::Text, 22,
                          false, 8),
                   paths({u"spec.displayName"}));
    } else if (kind == u"WorkloadProfile") {
        e.addTyped(column("type", QT_TRANSLATE_NOOP("easel::Columns", "Type"), CellType::Text, 14, true, 3),
                   [](const QJsonObject &o, const Row &) -> Cell {
                       const QString type = readAlias(o, {u"spec.profileType"}).value.toString();
                       const QString fromLabel = label(o, "easel.spectrocloud.com/profile-type");
                       return cleanedLine(!type.isEmpty()       ? type.toLower()
                                          : fromLabel.isEmpty() ? QStringLiteral("application")
                                                                : fromLabel);
                   });
        versionColumns(e);
        e.addTyped(namespaceColumn(true), place);
        e.addTyped(
            column("components", QT_TRANSLATE_NOOP("easel::Columns", "Components"), CellType::Number, 11),
            [](const QJsonObject &o, const Row &) -> Cell {
                return qint64(sizeAt(o, {u"spec.workload.components", u"spec.components"}));
            });
        e.addTyped(column("class", QT_TRANSLATE_NOOP("easel::Columns", "Class"), CellType::Text, 12, true, 8),
                   paths({u"status.workloadClass"}));
    } else if (kind == u"WorkloadDeployment") {
        e.addTyped(namespaceColumn(true), place);
        e.addTyped(column("profile", QT_TRANSLATE_NOOP("easel::Columns", "Profile"), CellType::Text, 20),
                   [](const QJsonObject &o, const Row &) -> Cell {
                       return textOrNone(WorkloadDeploymentView(o).profile.name);
                   });
        e.addTyped(
            column("environment", QT_TRANSLATE_NOOP("easel::Columns", "Environment"), CellType::Text, 20),
            [](const QJsonObject &o, const Row &) -> Cell {
                return textOrNone(WorkloadDeploymentView(o).environment.name);
            });
        e.addTyped(column("namespace", QT_TRANSLATE_NOOP("easel::Columns", "Target namespace"),
                          CellType::Text, 16, false, 8),
                   paths({u"spec.targetNamespace"}));
        e.addTyped(column("clusters", QT_TRANSLATE_NOOP("easel::Columns", "Clusters"), CellType::Number, 8),
                   [](const QJsonObject &o, const Row &) -> Cell {
                       return qint64(sizeAt(o, {u"status.clusters"}));
                   });
    } else if (kind == u"Workload") {
        e.addTyped(namespaceColumn(true), place);
        e.addTyped(
            column("cluster", QT_TRANSLATE_NOOP("easel::Columns", "Cluster"), CellType::Text, 20),
            [](const QJsonObject &o, const Row &) -> Cell { return textOrNone(WorkloadView(o).cluster); });
        e.addTyped(
            column("deployment", QT_TRANSLATE_NOOP("easel::Columns", "Deployment"), CellType::Text, 24),
            [](const QJsonObject &o, const Row &) -> Cell {
                return textOrNone(WorkloadView(o).workloadDeployment);
            });
        e.addTyped(column("namespace", QT_TRANSLATE_NOOP("easel::Columns", "Target namespace"),
                          CellType::Text, 16, false, 8),
                   paths({u"spec.targetNamespace"}));
    } else if (kind.endsWith(u"Definition")) {
        e.addTyped(namespaceColumn(false), place);
        e.addTyped(
            column("description", QT_TRANSLATE_NOOP("easel::Columns", "Description"), CellType::Text, 34),
            paths({u"metadata.annotations['definition.oam.dev/description']"}));
        e.addTyped(column("type", QT_TRANSLATE_NOOP("easel::Columns", "Type"), CellType::Text, 16),
                   [kind](const QJsonObject &o, const Row &) -> Cell { return definitionTypeWord(kind, o); });
        e.addTyped(
            column("written", QT_TRANSLATE_NOOP("easel::Columns", "Written in"), CellType::Text, 12, true, 7),
            [](const QJsonObject &o, const Row &) -> Cell { return writtenIn(o); });
        e.addTyped(column("revision", QT_TRANSLATE_NOOP("easel::Columns", "Revision"), CellType::Number, 8),
                   [](const QJsonObject &o, const Row &) {
                       return numberCell(o, {u"status.latestRevision.revision"});
                   });
    } else if (kind == u"DefinitionRevision") {
        e.addTyped(namespaceColumn(false), place);
        e.addTyped(column("kind", QT_TRANSLATE_NOOP("easel::Columns", "Kind"), CellType::Text, 16),
                   paths({u"spec.definitionType"}));
        e.addTyped(
            column("definition", QT_TRANSLATE_NOOP("easel::Columns", "Definition"), CellType::Text, 22),
            paths({u"spec.definitionName", u"metadata.labels['easel.spectrocloud.com/definition-name']"}));
        e.addTyped(column("revision", QT_TRANSLATE_NOOP("easel::Columns", "Revision"), CellType::Number, 8),
                   [](const QJsonObject &o, const Row &row) -> Cell {
                       const Cell number = numberCell(o, {u"spec.revision"});
                       if (!std::holds_alternative<std::monostate>(number))
                           return number;
                       const qint64 fromName = revisionOfName(row.name);
                       return fromName > 0 ? Cell(fromName) : Cell();
                   });
    } else if (kind == u"VariableSet") {
        e.addTyped(namespaceColumn(false), place);
        e.addTyped(column("variables", QT_TRANSLATE_NOOP("easel::Columns", "Variables"), CellType::Number, 9),
                   [](const QJsonObject &o, const Row &) -> Cell {
                       return qint64(sizeAt(o, {u"spec.variables", u"variables"}));
                   });
        e.addTyped(column("locked", QT_TRANSLATE_NOOP("easel::Columns", "Locked"), CellType::Number, 7),
                   [](const QJsonObject &o, const Row &) -> Cell { return lockedVariables(o); });
    } else if (kind == u"Environment") {
        e.addTyped(namespaceColumn(true), place);
        e.addTyped(column("type", QT_TRANSLATE_NOOP("easel::Columns", "Type"), CellType::Text, 18, true, 7),
                   paths({u"spec.topology.type"}));
        e.addTyped(column("clusters", QT_TRANSLATE_NOOP("easel::Columns", "Clusters"), CellType::Number, 8),
                   [](const QJsonObject &o, const Row &) -> Cell {
                       const Cell count = numberCell(o, {u"status.numberOfSelectedClusters"});
                       if (!std::holds_alternative<std::monostate>(count))
                           return count;
                       const QJsonValue list = valueAt(o, u"status.selectedClusters");
                       return list.isArray() ? Cell(qint64(list.toArray().size())) : Cell();
                   });
        e.addTyped(column("source", QT_TRANSLATE_NOOP("easel::Columns", "Source"), CellType::Text, 12),
                   [](const QJsonObject &o, const Row &) -> Cell {
                       const QString source = label(o, "easel.spectrocloud.com/source");
                       if (!source.isEmpty())
                           return cleanedLine(source);
                       const bool ofPool = !label(o, "easel.spectrocloud.com/pool").isEmpty() ||
                                           QJsonDocument(valueAt(o, u"metadata.ownerReferences").toArray())
                                               .toJson(QJsonDocument::Compact)
                                               .contains("\"ComputePool\"");
                       return ofPool ? Text::tr("pool") : Text::tr("made by hand");
                   });
    } else if (kind == u"AIWorkload") {
        deploymentColumns(e);
    } else {
        e.addTyped(namespaceColumn(false), place);
    }
}

} // namespace

RowExtractorPtr spectroRowExtractor(const ResourceType &type)
{
    const bool withState = hasState(type.group, type.kind);
    auto extractor = std::make_shared<SpectroExtractor>(type, withState);
    extractor->addTyped(nameColumn(),
                        [](const QJsonObject &, const Row &row) -> Cell { return cleanedLine(row.name); });
    if (withState)
        extractor->addTyped(stateColumn(),
                            [](const QJsonObject &, const Row &row) -> Cell { return row.stateWord; });
    kindColumns(*extractor, type.kind);
    extractor->addTyped(ageColumn(), [](const QJsonObject &, const Row &row) -> Cell {
        return row.createdMs ? Cell(row.createdMs) : Cell();
    });
    return extractor;
}

} // namespace easel
