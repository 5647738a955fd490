// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/appdeployment.h"

#include "core/base/text.h"
#include "core/domain/deploymentview.h"
#include "core/domain/gputext.h"
#include "core/domain/kinds.h"
#include "core/domain/poolview.h"
#include "core/domain/projectview.h"
#include "core/domain/tolerant.h"
#include "core/domain/versions.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace easel {

namespace {

const QString AppGroupKind = QStringLiteral("AIWorkload.spectrocloud.com");
const QString PoolGroupKind = QStringLiteral("ComputePool.spectrocloud.com");
const QString BundleGroupKind = QStringLiteral("ProfileBundle.spectrocloud.com");
const QString ProfileGroupKind = QStringLiteral("WorkloadProfile.spectrocloud.com");
const QString ProjectGroupKind = QStringLiteral("Project.spectrocloud.com");
const QString EnvironmentGroupKind = QStringLiteral("Environment.spectrocloud.com");

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::AppDeployment)
};

QString nameOf(const QJsonObject &object)
{
    return object.value(u"metadata").toObject().value(u"name").toString();
}

// The workload profiles a bundle packs, with the alias that names the deployment's part (2.9, aliases read
// too).
struct BundleProfile
{
    QString name;
    QString namespaceName;
    QString alias;
};

QList<BundleProfile> profilesOf(const QJsonObject &bundle)
{
    const QString ownNamespace = bundle.value(u"metadata").toObject().value(u"namespace").toString();
    const AliasHit hit =
        readAlias(bundle, {u"spec.workloadProfiles", u"spec.workloadProfileRefs", u"spec.workloads"});
    QList<BundleProfile> profiles;
    const QJsonArray list = hit.value.toArray();
    for (const auto &entry : list) {
        const QJsonObject object = entry.toObject();
        BundleProfile profile;
        profile.name = entry.isString() ? entry.toString() : object.value(u"name").toString();
        profile.namespaceName = object.value(u"namespace").toString(ownNamespace);
        profile.alias = object.value(u"alias").toString();
        if (!profile.name.isEmpty())
            profiles << profile;
    }
    return profiles;
}

QString bundleType(const QJsonObject &bundle)
{
    const QString type = valueAt(bundle, u"spec.type").toString();
    for (const QString &known :
         {QStringLiteral("infrastructure"), QStringLiteral("application"), QStringLiteral("fullstack")}) {
        if (sameEnum(type, known))
            return known;
    }
    return type;
}

QJsonArray componentsOf(const QJsonObject &profile)
{
    return readAlias(profile, {u"spec.workload.components", u"spec.components"}).value.toArray();
}

QStringList componentLines(const QJsonObject &profile)
{
    QStringList lines;
    const QJsonArray components = componentsOf(profile);
    for (const auto &entry : components) {
        const QJsonObject component = entry.toObject();
        lines << Text::tr("%1: %2", "component name: its type")
                     .arg(cleanedLine(component.value(u"name").toString()),
                          cleanedLine(component.value(u"type").toString()));
    }
    return lines;
}

QStringList requirementLines(const QJsonObject &bundle)
{
    QStringList lines;
    const QJsonObject requirements = valueAt(bundle, u"spec.requirements").toObject();
    const QJsonArray gpus = requirements.value(u"gpu").toArray();
    for (const auto &entry : gpus) {
        const QJsonObject gpu = entry.toObject();
        lines << Text::tr("%1 %2", "number, GPU family")
                     .arg(gpu.value(u"minCount").toInteger(1))
                     .arg(cleanedLine(gpu.value(u"family").toString()));
    }
    if (const qint64 nodes = requirements.value(u"minNodes").toInteger(); nodes > 0)
        lines << Text::tr("%n node(s) or more", nullptr, int(nodes));
    if (const qint64 cpus = requirements.value(u"cpuCount").toInteger(); cpus > 0)
        lines << Text::tr("%n CPU(s) a node", nullptr, int(cpus));
    if (const qint64 memory = requirements.value(u"memoryMiB").toInteger(); memory > 0)
        lines << Text::tr("%1 GiB a node").arg(double(memory) / 1024.0, 0, 'f', memory % 1024 == 0 ? 0 : 1);
    if (const QString version = requirements.value(u"kubernetes").toString(); !version.isEmpty())
        lines << Text::tr("Kubernetes %1").arg(cleanedLine(version));
    return lines;
}

// The name a part gets when the bundle gives no alias: the profile's base, cut to what rule AIW-14 allows.
QString configName(const BundleProfile &profile, const ObjectSet &objects, const QSet<QString> &taken)
{
    QString name = profile.alias;
    if (name.isEmpty()) {
        const QJsonObject object = objects.find(ProfileGroupKind, profile.namespaceName, profile.name);
        name = object.isEmpty() ? profile.name : baseOf(object);
    }
    static const QRegularExpression unfit(QStringLiteral("[^a-z0-9-]+"));
    name = name.toLower().replace(unfit, QStringLiteral("-")).left(29);
    while (name.endsWith(u'-'))
        name.chop(1);
    while (name.startsWith(u'-'))
        name.remove(0, 1);
    QString free = name;
    for (int i = 2; taken.contains(free); ++i) {
        const QString suffix = u'-' + QString::number(i);
        free = name.left(29 - suffix.size()) + suffix;
    }
    return free;
}

QJsonArray configsOf(const QJsonObject &deployment)
{
    return valueAt(deployment, u"spec.workloadDeploymentConfigs").toArray();
}

QJsonObject withSpec(const QJsonObject &deployment, const QString &key, const QJsonValue &value)
{
    QJsonObject result = deployment;
    QJsonObject spec = result.value(u"spec").toObject();
    if (value.isUndefined())
        spec.remove(key);
    else
        spec.insert(key, value);
    result.insert(u"spec", spec);
    return result;
}

ComputeOffer poolOffer(const QJsonObject &object, const ObjectSet &objects, const QString &deploymentName)
{
    const PoolView pool(object);
    const StateText state = stateOf(object);
    ComputeOffer offer;
    offer.kind = ComputeOffer::Kind::Pool;
    offer.name = pool.name;
    offer.tone = state.tone;
    offer.stateWord = state.word;
    QStringList parts;
    if (const QString variant = pool.variantText(); !variant.isEmpty())
        parts << variant;
    const QMap<QString, qint64> gpus = pool.gpuDemand();
    parts << (gpus.isEmpty() ? Text::tr("no GPUs") : gpuText(gpus));
    const QJsonArray capacity = valueAt(object, u"status.capacity").toArray();
    for (const auto &entry : capacity) {
        const QJsonObject row = entry.toObject();
        offer.gpusFree.insert(row.value(u"family").toString(), row.value(u"free").toInteger());
    }
    offer.detail = parts.join(QStringLiteral(", "));
    QMap<QString, qint64> free = offer.gpusFree;
    free.removeIf([](const std::pair<const QString &, qint64 &> family) { return family.second <= 0; });
    if (!offer.gpusFree.isEmpty())
        offer.detail +=
            QStringLiteral("; ") +
            (free.isEmpty() ? Text::tr("no GPU is free") : Text::tr("free: %1", "GPUs").arg(gpuText(free)));

    // AIW-3, AIW-4.
    if (pool.deleting || !sameEnum(pool.phase, u"Running")) {
        offer.whyNot = Text::tr("Pool %1 is %2. Choose a running pool.")
                           .arg(pool.name, state.word.isEmpty() ? Text::tr("not running") : state.word);
    } else if (pool.variant == PoolView::Variant::Dedicated) {
        const QList<QJsonObject> deployments = objects.all(AppGroupKind, pool.namespaceName);
        for (const QJsonObject &other : deployments) {
            const DeploymentView view(other);
            if (view.name != deploymentName && view.poolName() == pool.name)
                offer.whyNot = Text::tr("Pool %1 is dedicated to %2.").arg(pool.name, view.name);
        }
    }
    return offer;
}

ComputeOffer environmentOffer(const QJsonObject &object)
{
    const StateText state = stateOf(object);
    ComputeOffer offer;
    offer.kind = ComputeOffer::Kind::Environment;
    offer.name = nameOf(object);
    offer.tone = state.tone;
    offer.stateWord = state.word;
    const QJsonValue count = valueAt(object, u"status.numberOfSelectedClusters");
    if (count.isDouble())
        offer.detail = Text::tr("%n cluster(s)", nullptr, count.toInt());
    else
        offer.detail = Text::tr("clusters not chosen yet");
    return offer;
}

} // namespace

QList<ProjectOffer> projectOffers(const ObjectSet &objects)
{
    QList<ProjectOffer> offers;
    const QList<QJsonObject> projects = objects.all(ProjectGroupKind);
    for (const QJsonObject &object : projects) {
        const StateText state = stateOf(object);
        ProjectOffer offer;
        offer.name = nameOf(object);
        offer.displayName = cleanedLine(valueAt(object, u"spec.displayName").toString(offer.name));
        offer.tenant = valueAt(object, u"spec.tenantRef.name").toString();
        offer.tone = state.tone;
        offer.stateWord = state.word;
        if (object.value(u"metadata").toObject().contains(u"deletionTimestamp"))
            offer.whyNot = Text::tr("Project %1 is being deleted.").arg(offer.name);
        offers << offer;
    }
    return offers;
}

QList<BundleOffer> bundleOffers(const ObjectSet &objects, const QString &project, bool isModel)
{
    QList<BundleOffer> offers;
    const QList<QJsonObject> bundles = objects.all(BundleGroupKind, project);
    for (const QJsonObject &bundle : bundles) {
        BundleOffer offer;
        offer.type = bundleType(bundle);
        if (offer.type == u"infrastructure")
            continue;
        offer.name = nameOf(bundle);
        offer.namespaceName = project;
        offer.displayName = cleanedLine(valueAt(bundle, u"spec.displayName").toString());
        offer.description = cleaned(valueAt(bundle, u"spec.description").toString());
        offer.base = baseOf(bundle);
        offer.version = versionOf(bundle);
        offer.requirements = requirementLines(bundle);
        const QList<BundleProfile> profiles = profilesOf(bundle);
        QStringList missing;
        int fit = 0;
        for (const BundleProfile &profile : profiles) {
            offer.profiles << profile.name;
            const QJsonObject object = objects.find(ProfileGroupKind, profile.namespaceName, profile.name);
            if (object.isEmpty()) {
                missing << profile.name;
                ++fit; // its type is not known: not held against the bundle
                continue;
            }
            offer.components << componentLines(object);
            const QString type = valueAt(object, u"spec.profileType").toString(QStringLiteral("application"));
            fit += sameEnum(type, isModel ? u"model" : u"application") ? 1 : 0;
        }
        if (profiles.isEmpty() || fit == 0)
            offer.whyNot = isModel ? Text::tr("This bundle has no model profile.")
                                   : Text::tr("This bundle has no application profile.");
        else if (!missing.isEmpty() && objects.isComplete(ProfileGroupKind))
            offer.whyNot = Text::tr("Profile %1 does not exist.").arg(nameList(missing));
        else if (bundle.value(u"metadata").toObject().contains(u"deletionTimestamp"))
            offer.whyNot = Text::tr("This bundle is being deleted.");
        offers << offer;
    }
    std::sort(offers.begin(), offers.end(), [](const BundleOffer &a, const BundleOffer &b) {
        if (a.base != b.base)
            return a.base < b.base;
        const auto left = Version::parse(a.version);
        const auto right = Version::parse(b.version);
        return left && right ? *left > *right : a.version > b.version;
    });
    for (qsizetype i = 0; i < offers.size(); ++i)
        offers[i].newest = i == 0 || offers.at(i - 1).base != offers.at(i).base;
    return offers;
}

QList<ComputeOffer> computeOffers(const ObjectSet &objects, const QString &project,
                                  const QString &deploymentName)
{
    QList<ComputeOffer> offers;
    const QList<QJsonObject> pools = objects.all(PoolGroupKind, project);
    for (const QJsonObject &pool : pools)
        offers << poolOffer(pool, objects, deploymentName);
    QSet<QString> poolNames;
    for (const ComputeOffer &offer : std::as_const(offers))
        poolNames.insert(offer.name);
    const QList<QJsonObject> environments = objects.all(EnvironmentGroupKind, project);
    for (const QJsonObject &environment : environments) {
        // A pool's own environment is chosen through the pool.
        if (!poolNames.contains(nameOf(environment)))
            offers << environmentOffer(environment);
    }
    std::stable_sort(offers.begin(), offers.end(), [](const ComputeOffer &a, const ComputeOffer &b) {
        if (a.kind != b.kind)
            return a.kind < b.kind;
        return a.whyNot.isEmpty() > b.whyNot.isEmpty();
    });
    return offers;
}

QList<DeploymentPart> deploymentParts(const ObjectSet &objects, const QJsonObject &deployment, bool plainHub)
{
    const DeploymentView view(deployment);
    QHash<QString, QJsonObject> bundleOfProfile;
    for (const auto &reference : view.bundles) {
        const QJsonObject bundle = objects.find(BundleGroupKind, reference.namespaceName, reference.name);
        const QList<BundleProfile> profiles = profilesOf(bundle);
        for (const BundleProfile &profile : profiles) {
            if (!bundleOfProfile.contains(profile.name))
                bundleOfProfile.insert(profile.name, bundle);
        }
    }
    QList<DeploymentPart> parts;
    for (qsizetype i = 0; i < view.parts.size(); ++i) {
        const auto &config = view.parts.at(i);
        DeploymentPart part;
        part.config = config.name;
        part.index = int(i);
        part.profile = config.profile.name;
        part.ownValues = config.variables;
        const QJsonObject bundle = bundleOfProfile.value(config.profile.name);
        part.bundle = nameOf(bundle);
        const QJsonObject profile =
            objects.find(ProfileGroupKind, config.profile.namespaceName, config.profile.name);
        part.profileFound = !profile.isEmpty();
        part.components = componentLines(profile);
        part.variables = resolveVariables(objects, view.namespaceName, bundle, config.profile.name,
                                          config.variables, plainHub);
        parts << part;
    }
    return parts;
}

QJsonObject newDeployment(const QString &project)
{
    return QJsonObject{
        {QStringLiteral("apiVersion"), QStringLiteral("spectrocloud.com/v1alpha1")},
        {QStringLiteral("kind"), QStringLiteral("AIWorkload")},
        {QStringLiteral("metadata"),
         QJsonObject{{QStringLiteral("name"), QString()},
                     {QStringLiteral("namespace"), project},
                     {QStringLiteral("labels"), QJsonObject{{QStringLiteral("palette.ai/aiworkload-type"),
                                                             QStringLiteral("application")}}}}},
        {QStringLiteral("spec"), QJsonObject{}}};
}

QJsonObject withBundles(const QJsonObject &deployment, const QStringList &bundles, const ObjectSet &objects)
{
    const QString project = deployment.value(u"metadata").toObject().value(u"namespace").toString();
    QHash<QString, QJsonObject> kept; // by profile
    const QJsonArray before = configsOf(deployment);
    for (const auto &entry : before) {
        const QJsonObject config = entry.toObject();
        kept.insert(config.value(u"workloadProfileRef").toObject().value(u"name").toString(), config);
    }
    QJsonArray references;
    QJsonArray configs;
    QSet<QString> taken;
    QSet<QString> seenProfiles;
    for (const QString &name : bundles) {
        references.append(
            QJsonObject{{QStringLiteral("name"), name}, {QStringLiteral("namespace"), project}});
        const QList<BundleProfile> profiles = profilesOf(objects.find(BundleGroupKind, project, name));
        for (const BundleProfile &profile : profiles) {
            if (seenProfiles.contains(profile.name))
                continue;
            seenProfiles.insert(profile.name);
            QJsonObject config = kept.value(profile.name);
            QString partName = config.value(u"name").toString();
            if (partName.isEmpty() || taken.contains(partName))
                partName = configName(profile, objects, taken);
            taken.insert(partName);
            config.insert(QStringLiteral("name"), partName);
            QJsonObject reference{{QStringLiteral("name"), profile.name}};
            if (profile.namespaceName != project)
                reference.insert(QStringLiteral("namespace"), profile.namespaceName);
            config.insert(QStringLiteral("workloadProfileRef"), reference);
            configs.append(config);
        }
    }
    const QJsonValue none(QJsonValue::Undefined);
    QJsonObject result =
        withSpec(deployment, QStringLiteral("profileBundleRefs"), references.isEmpty() ? none : references);
    return withSpec(result, QStringLiteral("workloadDeploymentConfigs"), configs.isEmpty() ? none : configs);
}

QJsonObject withProject(const QJsonObject &deployment, const QString &project)
{
    QJsonObject metadata = deployment.value(u"metadata").toObject();
    if (metadata.value(u"namespace").toString() == project)
        return deployment;
    metadata.insert(QStringLiteral("namespace"), project);
    QJsonObject result = deployment;
    result.insert(QStringLiteral("metadata"), metadata);
    const QJsonValue none(QJsonValue::Undefined);
    for (const QString &key :
         {QStringLiteral("profileBundleRefs"), QStringLiteral("compute"),
          QStringLiteral("workloadDeploymentConfigs"), QStringLiteral("targetNamespace")})
        result = withSpec(result, key, none);
    return result;
}

QJsonObject withCompute(const QJsonObject &deployment, ComputeOffer::Kind kind, const QString &name)
{
    const QString key = kind == ComputeOffer::Kind::Pool ? QStringLiteral("computePoolRef")
                                                         : QStringLiteral("environmentRef");
    return withSpec(deployment, QStringLiteral("compute"),
                    name.isEmpty() ? QJsonValue(QJsonValue::Undefined)
                                   : QJsonObject{{key, QJsonObject{{QStringLiteral("name"), name}}}});
}

QJsonObject withVariable(const QJsonObject &deployment, int config, const QString &name, const QString &type,
                         const QJsonValue &plain)
{
    QJsonArray configs = configsOf(deployment);
    if (config < 0 || config >= configs.size())
        return deployment;
    QJsonObject entry = configs.at(config).toObject();
    QJsonObject variables = entry.value(u"variables").toObject();
    if (plain.isUndefined())
        variables.remove(name);
    else
        variables.insert(name, typedValue(type, plain));
    if (variables.isEmpty())
        entry.remove(QStringLiteral("variables"));
    else
        entry.insert(QStringLiteral("variables"), variables);
    configs[config] = entry;
    return withSpec(deployment, QStringLiteral("workloadDeploymentConfigs"), configs);
}

bool isNamespaceAllowed(const QJsonObject &project, const QString &namespaceName)
{
    return ProjectView(project).allowsNamespace(namespaceName);
}

QStringList namespaceOffers(const QJsonObject &project, const QString &deploymentName)
{
    QStringList offers;
    const QJsonArray allow =
        valueAt(project, u"spec.admissionConfiguration.workloadConfiguration.deploymentNamespaces.allow")
            .toArray();
    for (const auto &entry : allow) {
        if (entry.toString() != u"*" && isNamespaceAllowed(project, entry.toString()))
            offers << entry.toString();
    }
    if (!deploymentName.isEmpty() && !offers.contains(deploymentName) &&
        isNamespaceAllowed(project, deploymentName))
        offers.prepend(deploymentName); // the default of 2.19
    return offers;
}

QString freeDeploymentName(const ObjectSet &objects, const QString &project, const QString &wish)
{
    QString name = wish;
    for (int i = 2;; ++i) {
        if (objects.find(AppGroupKind, project, name).isEmpty())
            return name;
        const QString suffix = u'-' + QString::number(i);
        name = wish.left(33 - suffix.size());
        while (name.endsWith(u'-'))
            name.chop(1);
        name += suffix;
    }
}

} // namespace easel
