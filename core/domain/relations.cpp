// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/relations.h"

#include "core/domain/clusterfate.h"
#include "core/domain/deploymentview.h"
#include "core/domain/kinds.h"

#include <QCoreApplication>

#include <algorithm>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Relations)
};

const QString coreV1 = QStringLiteral("v1");
const QString alpha = QStringLiteral("spectrocloud.com/v1alpha1");
const QString beta = QStringLiteral("spectrocloud.com/v1beta1");
const QString ocmV1 = QStringLiteral("cluster.open-cluster-management.io/v1");
const QString ocmSet = QStringLiteral("cluster.open-cluster-management.io/v1beta2");
const QString ocmPlacement = QStringLiteral("cluster.open-cluster-management.io/v1beta1");
const QString fleet = QStringLiteral("fleetconfig.open-cluster-management.io/v1beta1");
const QString fluxSource = QStringLiteral("source.toolkit.fluxcd.io/v1");
const QString defaultHubNamespace = QStringLiteral("managed-cluster-set-global");

// Collects the references of one object.
class Collector
{
public:
    Collector(const QJsonObject &object, QString systemNamespace)
        : m_object(object)
        , m_self(refOf(object))
        , m_system(std::move(systemNamespace))
    {}

    QList<Relation> take();

private:
    QString text(QStringView path) const { return valueAt(m_object, path).toString(); }
    QString label(const QString &key) const
    {
        return m_object.value(u"metadata").toObject().value(u"labels").toObject().value(key).toString();
    }

    void add(const QString &apiVersion, const QString &kind, const QString &namespaceName,
             const QString &name, const JsonPointer &pointer, const char *verb)
    {
        if (name.isEmpty())
            return;
        const ObjectRef target{apiVersion, kind, namespaceName, name};
        const KindInfo *info = kindInfo(target);
        if (info && info->namespaced && namespaceName.isEmpty())
            return; // a label that does not say where
        const auto same = [&](const Relation &known) {
            return known.to == target && known.pointer == pointer;
        };
        if (!std::any_of(m_relations.begin(), m_relations.end(), same))
            m_relations.append({m_self, target, pointer, Text::tr(verb), false, false});
    }

    // One reference at the first of several paths: {name, namespace} or a name.
    void refer(const QString &apiVersion, const QString &kind, TolerantReader::Paths paths,
               const QString &defaultNamespace, const char *verb)
    {
        const AliasHit hit = readAlias(m_object, paths);
        const auto reference = TolerantReader::referenceOf(hit.value, defaultNamespace, hit.pointer);
        add(apiVersion, kind, reference.namespaceName, reference.name, reference.pointer, verb);
    }

    // References of every entry of a list (or map) of objects; `key` leads to the reference inside an entry.
    void referEach(const QString &apiVersion, const QString &kind, TolerantReader::Paths paths,
                   QStringView key, const QString &defaultNamespace, const char *verb)
    {
        const AliasHit hit = readAlias(m_object, paths);
        const auto one = [&](const QJsonValue &entry, const JsonPointer &pointer) {
            QJsonValue value = entry;
            JsonPointer at = pointer;
            if (!key.isEmpty()) {
                value = valueAt(entry.toObject(), key);
                for (const auto part : key.split(u'.'))
                    at = at / part.toString();
            }
            const auto reference = TolerantReader::referenceOf(value, defaultNamespace, at);
            add(apiVersion, kind, reference.namespaceName, reference.name, at, verb);
        };
        if (hit.value.isArray()) {
            const QJsonArray array = hit.value.toArray();
            for (qsizetype i = 0; i < array.size(); ++i)
                one(array.at(i), hit.pointer / i);
        } else if (hit.value.isObject()) {
            const QJsonObject map = hit.value.toObject();
            for (auto it = map.begin(); it != map.end(); ++it)
                one(it.value(), hit.pointer / it.key());
        }
    }

    void byLabel(const QString &apiVersion, const QString &kind, const QString &namespaceName,
                 const QString &key, const char *verb)
    {
        add(apiVersion, kind, namespaceName, label(key), {}, verb);
    }

    void owners();
    void spectro();
    void definitionsOf(const AliasHit &components, const AliasHit &policies);
    void openClusterManagement();
    void flux();
    void kubernetes();

    const QJsonObject &m_object;
    ObjectRef m_self;
    QString m_system;
    QList<Relation> m_relations;
};

void Collector::owners()
{
    const QJsonArray owners = valueAt(m_object, u"metadata.ownerReferences").toArray();
    for (const auto &item : owners) {
        const QJsonObject owner = item.toObject();
        const QString apiVersion = owner.value(u"apiVersion").toString();
        const QString kind = owner.value(u"kind").toString();
        const QString name = owner.value(u"name").toString();
        if (kind.isEmpty() || name.isEmpty())
            continue;
        ObjectRef ref{apiVersion, kind, m_self.namespaceName, name};
        const KindInfo *info = kindInfo(ref);
        if (info && !info->namespaced)
            ref.namespaceName.clear();
        m_relations.append(
            {ref, m_self, {}, Text::tr(QT_TRANSLATE_NOOP("easel::Relations", "owns")), true, false});
    }
}

// Component, trait and policy types name definitions of the project or, failing that, of the system
// namespace; the index decides which one there is.
void Collector::definitionsOf(const AliasHit &components, const AliasHit &policies)
{
    const char *const verb = QT_TRANSLATE_NOOP("easel::Relations", "uses definition");
    const QJsonArray list = components.value.toArray();
    for (qsizetype i = 0; i < list.size(); ++i) {
        const QJsonObject component = list.at(i).toObject();
        const JsonPointer at = components.pointer / i;
        add(beta, QStringLiteral("ComponentDefinition"), m_self.namespaceName,
            component.value(u"type").toString(), at / QStringLiteral("type"), verb);
        const QJsonArray traits = component.value(u"traits").toArray();
        for (qsizetype t = 0; t < traits.size(); ++t) {
            add(beta, QStringLiteral("TraitDefinition"), m_self.namespaceName,
                traits.at(t).toObject().value(u"type").toString(),
                at / QStringLiteral("traits") / t / QStringLiteral("type"), verb);
        }
    }
    const QJsonArray policyList = policies.value.toArray();
    for (qsizetype i = 0; i < policyList.size(); ++i) {
        add(beta, QStringLiteral("PolicyDefinition"), m_self.namespaceName,
            policyList.at(i).toObject().value(u"type").toString(),
            policies.pointer / i / QStringLiteral("type"), verb);
    }
}

void Collector::spectro()
{
    const QString &kind = m_self.kind;
    const QString &own = m_self.namespaceName;
    const QString bundleKind = QStringLiteral("ProfileBundle");
    const QString poolKind = QStringLiteral("ComputePool");
    const QString environmentKind = QStringLiteral("Environment");
    const QString profileKind = QStringLiteral("WorkloadProfile");
    const QString settingsKind = QStringLiteral("Settings");
    const QString secretKind = QStringLiteral("Secret");

    if (kind == u"Tenant") {
        refer(alpha, settingsKind, {u"spec.settingsRef"}, QStringLiteral("tenant-") + m_self.name,
              QT_TRANSLATE_NOOP("easel::Relations", "uses settings"));
        referEach(beta, bundleKind, {u"spec.modelSettings.mappings"}, u"profileBundleRef",
                  QStringLiteral("tenant-") + m_self.name,
                  QT_TRANSLATE_NOOP("easel::Relations", "maps models to"));
    } else if (kind == u"Project") {
        const AliasHit tenant = readAlias(m_object, {u"spec.tenantRef"});
        const auto reference = TolerantReader::referenceOf(tenant.value, {}, tenant.pointer);
        if (reference.isSet())
            add(alpha, QStringLiteral("Tenant"), {}, reference.name, tenant.pointer,
                QT_TRANSLATE_NOOP("easel::Relations", "belongs to"));
        else
            byLabel(alpha, QStringLiteral("Tenant"), {}, QStringLiteral("palette.ai/tenant-name"),
                    QT_TRANSLATE_NOOP("easel::Relations", "belongs to"));
        refer(alpha, QStringLiteral("ComputeConfig"), {u"spec.computeConfigRef"}, own,
              QT_TRANSLATE_NOOP("easel::Relations", "takes defaults from"));
        refer(alpha, settingsKind, {u"spec.settingsRef"}, own,
              QT_TRANSLATE_NOOP("easel::Relations", "uses settings"));
        referEach(beta, bundleKind, {u"spec.modelSettings.mappings"}, u"profileBundleRef", own,
                  QT_TRANSLATE_NOOP("easel::Relations", "maps models to"));
    } else if (kind == u"Settings") {
        const char *const verb = QT_TRANSLATE_NOOP("easel::Relations", "uses secret");
        refer(coreV1, secretKind,
              {u"spec.integrations.palette.secretRef", u"spec.palette.secretRef", u"spec.palette.secretName",
               u"spec.integrations.palette.secretName"},
              own, verb);
        refer(coreV1, secretKind, {u"spec.integrations.palette.caSecretRef", u"spec.palette.caSecretRef"},
              own, verb);
        refer(coreV1, secretKind,
              {u"spec.integrations.huggingFace.secretRef", u"spec.integrations.huggingface.secretRef",
               u"spec.huggingface.secretRef", u"spec.huggingface.secretName"},
              own, verb);
        refer(coreV1, secretKind,
              {u"spec.integrations.nvidia.secretRef", u"spec.integrations.ngc.secretRef",
               u"spec.ngc.secretRef", u"spec.ngc.secretName"},
              own, verb);
        if (valueAt(m_object, u"spec.integrations").isArray()) {
            referEach(coreV1, secretKind, {u"spec.integrations"}, u"secretRef", own, verb);
            referEach(coreV1, secretKind, {u"spec.integrations"}, u"secretName", own, verb);
        }
    } else if (kind == u"Compute") {
        refer(alpha, settingsKind, {u"spec.settingsRef"}, own,
              QT_TRANSLATE_NOOP("easel::Relations", "uses settings"));
    } else if (kind == u"ComputePool") {
        refer(beta, bundleKind, {u"spec.profileBundleRef"}, own,
              QT_TRANSLATE_NOOP("easel::Relations", "uses bundle"));
        refer(alpha, QStringLiteral("ScalingPolicy"),
              {u"spec.scalingPolicyRef", u"spec.scalingPolicy", u"spec.autoscaling.policyRef"}, own,
              QT_TRANSLATE_NOOP("easel::Relations", "scaled by"));
        refer(alpha, QStringLiteral("ComputePoolEvaluation"), {u"status.evaluationRef"}, own,
              QT_TRANSLATE_NOOP("easel::Relations", "evaluated by"));
        refer(beta, environmentKind, {u"status.environmentRef"}, own,
              QT_TRANSLATE_NOOP("easel::Relations", "offers environment"));
        referEach(coreV1, secretKind, {u"status.clusters"}, u"kubeconfigSecretRef", own,
                  QT_TRANSLATE_NOOP("easel::Relations", "keeps kubeconfig in"));
        referEach(ocmV1, QStringLiteral("ManagedCluster"), {u"status.clusters"}, u"managedClusterName", {},
                  QT_TRANSLATE_NOOP("easel::Relations", "registered as"));
    } else if (kind == u"ComputePoolEvaluation") {
        refer(alpha, poolKind, {u"spec.poolRef"}, own, QT_TRANSLATE_NOOP("easel::Relations", "evaluates"));
        refer(beta, bundleKind, {u"spec.template.spec.profileBundleRef"}, own,
              QT_TRANSLATE_NOOP("easel::Relations", "uses bundle"));
    } else if (kind == u"ProfileBundle") {
        referEach(beta, profileKind,
                  {u"spec.workloadProfiles", u"spec.workloadProfileRefs", u"spec.workloads"}, u"", own,
                  QT_TRANSLATE_NOOP("easel::Relations", "packages"));
        referEach(fluxSource, QStringLiteral("HelmRepository"),
                  {u"spec.workloadProfileDependencies.helmRepositories"}, u"", own,
                  QT_TRANSLATE_NOOP("easel::Relations", "needs repository"));
        referEach(fluxSource, QStringLiteral("OCIRepository"),
                  {u"spec.workloadProfileDependencies.ociRepositories"}, u"", own,
                  QT_TRANSLATE_NOOP("easel::Relations", "needs repository"));
    } else if (kind == u"WorkloadProfile") {
        definitionsOf(readAlias(m_object, {u"spec.workload.components", u"spec.components"}),
                      readAlias(m_object, {u"spec.workload.policies", u"spec.policies"}));
    } else if (kind == u"DefinitionRevision") {
        const QString type = text(u"spec.definitionType").isEmpty()
                                 ? label(QStringLiteral("easel.spectrocloud.com/definition-kind"))
                                 : text(u"spec.definitionType");
        QString target = type;
        for (const char16_t *known : {u"Component", u"Trait", u"Policy"}) {
            if (sameEnum(type, known))
                target = QString::fromUtf16(known) + QStringLiteral("Definition");
        }
        const QString name = text(u"spec.definitionName");
        if (!target.isEmpty())
            add(beta, target, own,
                name.isEmpty() ? label(QStringLiteral("easel.spectrocloud.com/definition-name")) : name,
                name.isEmpty() ? JsonPointer()
                               : JsonPointer::of({QStringLiteral("spec"), QStringLiteral("definitionName")}),
                QT_TRANSLATE_NOOP("easel::Relations", "is a snapshot of"));
    } else if (kind == u"Environment") {
        byLabel(alpha, poolKind, own, QStringLiteral("easel.spectrocloud.com/pool"),
                QT_TRANSLATE_NOOP("easel::Relations", "belongs to"));
        QString hubNamespace =
            readAlias(m_object, {u"spec.topology.properties.hubNamespace", u"spec.topology.hubNamespace",
                                 u"spec.topology.properties.manifestWorkReplicaSet.hubNamespace",
                                 u"spec.topology.properties.placement.hubNamespace"})
                .value.toString();
        if (hubNamespace.isEmpty())
            hubNamespace = defaultHubNamespace;
        if (sameEnum(text(u"spec.topology.type"), u"topology-ocm-byop")) {
            refer(ocmPlacement, QStringLiteral("Placement"),
                  {u"spec.topology.properties.placementRef", u"spec.topology.properties.placementName",
                   u"spec.topology.properties.placement.name"},
                  hubNamespace, QT_TRANSLATE_NOOP("easel::Relations", "places by"));
        }
        refer(ocmPlacement, QStringLiteral("Placement"), {u"status.placementRef"}, hubNamespace,
              QT_TRANSLATE_NOOP("easel::Relations", "places by"));
        const AliasHit policies = readAlias(m_object, {u"spec.policies"});
        definitionsOf({}, policies);
        add(beta, QStringLiteral("PolicyDefinition"), own, text(u"spec.topology.type"),
            JsonPointer::of({QStringLiteral("spec"), QStringLiteral("topology"), QStringLiteral("type")}),
            QT_TRANSLATE_NOOP("easel::Relations", "uses definition"));
    } else if (kind == u"WorkloadDeployment") {
        refer(beta, profileKind, {u"spec.workloadProfileRef", u"spec.profileRef", u"spec.workloadProfile"},
              own, QT_TRANSLATE_NOOP("easel::Relations", "deploys"));
        refer(beta, environmentKind, {u"spec.environmentRef", u"spec.environment", u"spec.environmentName"},
              own, QT_TRANSLATE_NOOP("easel::Relations", "runs on"));
        byLabel(alpha, QStringLiteral("AIWorkload"), own, QStringLiteral("easel.spectrocloud.com/deployment"),
                QT_TRANSLATE_NOOP("easel::Relations", "is part of"));
    } else if (kind == u"Workload") {
        byLabel(beta, QStringLiteral("WorkloadDeployment"), own,
                QStringLiteral("easel.spectrocloud.com/workload-deployment"),
                QT_TRANSLATE_NOOP("easel::Relations", "is part of"));
        definitionsOf(readAlias(m_object, {u"spec.workload.components", u"spec.components"}),
                      readAlias(m_object, {u"spec.workload.policies", u"spec.policies"}));
    } else if (kind == u"AIWorkload") {
        const DeploymentView view(m_object);
        for (const auto &bundle : view.bundles)
            add(beta, bundleKind, bundle.namespaceName, bundle.name, bundle.pointer,
                QT_TRANSLATE_NOOP("easel::Relations", "uses bundle"));
        add(alpha, poolKind, own, view.computePool.name, view.computePool.pointer,
            QT_TRANSLATE_NOOP("easel::Relations", "runs on"));
        add(beta, environmentKind, view.environment.namespaceName, view.environment.name,
            view.environment.pointer, QT_TRANSLATE_NOOP("easel::Relations", "runs on"));
        if (view.dedicated) {
            add(alpha, poolKind, own, view.dedicated->poolName, view.pointerOf(u"spec.compute.dedicated"),
                QT_TRANSLATE_NOOP("easel::Relations", "brings its own pool"));
            add(beta, bundleKind, view.dedicated->bundle.namespaceName, view.dedicated->bundle.name,
                view.dedicated->bundle.pointer, QT_TRANSLATE_NOOP("easel::Relations", "uses bundle"));
            add(alpha, QStringLiteral("ScalingPolicy"), own, view.dedicated->scalingPolicy,
                view.pointerOf(u"spec.compute.dedicated") / QStringLiteral("scalingPolicyRef"),
                QT_TRANSLATE_NOOP("easel::Relations", "scaled by"));
        }
        for (const DeploymentView::Part &part : view.parts)
            add(beta, profileKind, part.profile.namespaceName, part.profile.name, part.profile.pointer,
                QT_TRANSLATE_NOOP("easel::Relations", "deploys"));
    }
}

void Collector::openClusterManagement()
{
    const QString &kind = m_self.kind;
    const QString poolLabel = QStringLiteral("easel.spectrocloud.com/pool");
    const QString projectLabel = QStringLiteral("easel.spectrocloud.com/project");
    if (kind == u"Spoke" || kind == u"ManagedCluster") {
        byLabel(alpha, QStringLiteral("ComputePool"), label(projectLabel), poolLabel,
                QT_TRANSLATE_NOOP("easel::Relations", "belongs to"));
    }
    if (kind == u"Spoke") {
        refer(fleet, QStringLiteral("Hub"), {u"spec.hubRef"}, m_self.namespaceName,
              QT_TRANSLATE_NOOP("easel::Relations", "joins"));
        refer(coreV1, QStringLiteral("Secret"), {u"spec.kubeconfig.secretReference"}, m_self.namespaceName,
              QT_TRANSLATE_NOOP("easel::Relations", "keeps kubeconfig in"));
        add(ocmV1, QStringLiteral("ManagedCluster"), {}, m_self.name, {},
            QT_TRANSLATE_NOOP("easel::Relations", "registered as"));
    } else if (kind == u"ManagedCluster") {
        byLabel(ocmSet, QStringLiteral("ManagedClusterSet"), {},
                QStringLiteral("cluster.open-cluster-management.io/clusterset"),
                QT_TRANSLATE_NOOP("easel::Relations", "is in set"));
    } else if (kind == u"ManagedClusterSetBinding") {
        refer(ocmSet, QStringLiteral("ManagedClusterSet"), {u"spec.clusterSet"}, {},
              QT_TRANSLATE_NOOP("easel::Relations", "binds set"));
    } else if (kind == u"Placement") {
        referEach(ocmSet, QStringLiteral("ManagedClusterSet"), {u"spec.clusterSets"}, u"", {},
                  QT_TRANSLATE_NOOP("easel::Relations", "chooses from"));
        byLabel(beta, QStringLiteral("Environment"), label(projectLabel),
                QStringLiteral("easel.spectrocloud.com/environment"),
                QT_TRANSLATE_NOOP("easel::Relations", "belongs to"));
    } else if (kind == u"PlacementDecision") {
        byLabel(ocmPlacement, QStringLiteral("Placement"), m_self.namespaceName,
                QStringLiteral("cluster.open-cluster-management.io/placement"),
                QT_TRANSLATE_NOOP("easel::Relations", "decides for"));
        referEach(ocmV1, QStringLiteral("ManagedCluster"), {u"status.decisions"}, u"clusterName", {},
                  QT_TRANSLATE_NOOP("easel::Relations", "chose"));
    } else if (kind == u"ManifestWork") {
        add(ocmV1, QStringLiteral("ManagedCluster"), {}, m_self.namespaceName, {},
            QT_TRANSLATE_NOOP("easel::Relations", "delivers to"));
    } else if (kind == u"ManifestWorkReplicaSet") {
        referEach(ocmPlacement, QStringLiteral("Placement"), {u"spec.placementRefs"}, u"",
                  m_self.namespaceName, QT_TRANSLATE_NOOP("easel::Relations", "places by"));
    }
    if (kind == u"ManifestWork" || kind == u"ManifestWorkReplicaSet") {
        byLabel(beta, QStringLiteral("WorkloadDeployment"), label(projectLabel),
                QStringLiteral("easel.spectrocloud.com/workload-deployment"),
                QT_TRANSLATE_NOOP("easel::Relations", "is part of"));
    }
}

void Collector::flux()
{
    const QString &own = m_self.namespaceName;
    const char *const secretVerb = QT_TRANSLATE_NOOP("easel::Relations", "uses secret");
    refer(coreV1, QStringLiteral("Secret"), {u"spec.secretRef"}, own, secretVerb);
    refer(coreV1, QStringLiteral("Secret"), {u"spec.certSecretRef"}, own, secretVerb);
    refer(coreV1, QStringLiteral("Secret"), {u"spec.kubeConfig.secretRef"}, own, secretVerb);
    for (const QStringView path : {u"spec.sourceRef", u"spec.chart.spec.sourceRef", u"spec.chartRef"}) {
        const QJsonObject source = valueAt(m_object, path).toObject();
        const QString kind = source.value(u"kind").toString();
        if (!kind.isEmpty())
            refer(fluxSource, kind, {path}, own, QT_TRANSLATE_NOOP("easel::Relations", "reads from"));
    }
    referEach(m_self.apiVersion, m_self.kind, {u"spec.dependsOn"}, u"", own,
              QT_TRANSLATE_NOOP("easel::Relations", "waits for"));
    const QJsonArray values = valueAt(m_object, u"spec.valuesFrom").toArray();
    for (qsizetype i = 0; i < values.size(); ++i) {
        const QJsonObject from = values.at(i).toObject();
        add(coreV1, from.value(u"kind").toString(), own, from.value(u"name").toString(),
            JsonPointer::of({QStringLiteral("spec"), QStringLiteral("valuesFrom")}) / i,
            QT_TRANSLATE_NOOP("easel::Relations", "takes values from"));
    }
    byLabel(beta, QStringLiteral("WorkloadDeployment"), own,
            QStringLiteral("easel.spectrocloud.com/workload-deployment"),
            QT_TRANSLATE_NOOP("easel::Relations", "is part of"));
}

void Collector::kubernetes()
{
    const QString group = m_self.group();
    const QString &own = m_self.namespaceName;
    if (group.isEmpty() && m_self.kind == u"Pod") {
        refer(coreV1, QStringLiteral("Node"), {u"spec.nodeName"}, {},
              QT_TRANSLATE_NOOP("easel::Relations", "runs on"));
        refer(coreV1, QStringLiteral("ServiceAccount"), {u"spec.serviceAccountName"}, own,
              QT_TRANSLATE_NOOP("easel::Relations", "acts as"));
        const char *const mounts = QT_TRANSLATE_NOOP("easel::Relations", "mounts");
        referEach(coreV1, QStringLiteral("PersistentVolumeClaim"), {u"spec.volumes"},
                  u"persistentVolumeClaim.claimName", own, mounts);
        referEach(coreV1, QStringLiteral("ConfigMap"), {u"spec.volumes"}, u"configMap", own, mounts);
        referEach(coreV1, QStringLiteral("Secret"), {u"spec.volumes"}, u"secret.secretName", own, mounts);
    } else if (group.isEmpty() && m_self.kind == u"Secret") {
        if (!label(QStringLiteral("easel.spectrocloud.com/cluster-kubeconfig")).isEmpty())
            byLabel(alpha, QStringLiteral("ComputePool"), own, QStringLiteral("easel.spectrocloud.com/pool"),
                    QT_TRANSLATE_NOOP("easel::Relations", "belongs to"));
    } else if (group.isEmpty() && m_self.kind == u"PersistentVolumeClaim") {
        refer(coreV1, QStringLiteral("PersistentVolume"), {u"spec.volumeName"}, {},
              QT_TRANSLATE_NOOP("easel::Relations", "bound to"));
    } else if ((group.isEmpty() || group == u"events.k8s.io") && m_self.kind == u"Event") {
        const QStringView key = group.isEmpty() ? QStringView(u"involvedObject") : QStringView(u"regarding");
        const QJsonObject about = valueAt(m_object, key).toObject();
        add(about.value(u"apiVersion").toString(), about.value(u"kind").toString(),
            about.value(u"namespace").toString(), about.value(u"name").toString(),
            JsonPointer::of({key.toString()}), QT_TRANSLATE_NOOP("easel::Relations", "is about"));
    } else if (group == u"rbac.authorization.k8s.io" && m_self.kind.endsWith(u"Binding")) {
        const QJsonObject role = valueAt(m_object, u"roleRef").toObject();
        const QString kind = role.value(u"kind").toString();
        add(m_self.apiVersion, kind, kind == u"Role" ? own : QString(), role.value(u"name").toString(),
            JsonPointer::of({QStringLiteral("roleRef")}), QT_TRANSLATE_NOOP("easel::Relations", "grants"));
    }
}

QList<Relation> Collector::take()
{
    const QString group = m_self.group();
    owners();
    if (group == spectroGroup)
        spectro();
    else if (group.endsWith(u"open-cluster-management.io"))
        openClusterManagement();
    else if (group.endsWith(u".toolkit.fluxcd.io"))
        flux();
    else
        kubernetes();
    return m_relations;
}

bool isDefinition(const ObjectRef &ref)
{
    return ref.group() == spectroGroup && ref.kind.endsWith(u"Definition");
}

// Daily kinds whose place is their project; what the engine derives hangs below these by owner or label
// anyway.
bool belongsToProject(const ObjectRef &ref)
{
    static const QStringList kinds = {
        QStringLiteral("Settings"),
        QStringLiteral("Compute"),
        QStringLiteral("ComputeConfig"),
        QStringLiteral("ComputePool"),
        QStringLiteral("ScalingPolicy"),
        QStringLiteral("AIWorkload"),
        QStringLiteral("ProfileBundle"),
        QStringLiteral("WorkloadProfile"),
        QStringLiteral("VariableSet"),
        QStringLiteral("Environment"),
        QStringLiteral("ComponentDefinition"),
        QStringLiteral("TraitDefinition"),
        QStringLiteral("PolicyDefinition"),
    };
    return ref.group() == spectroGroup && kinds.contains(ref.kind);
}

bool labelIs(const QJsonObject &object, const QString &key, const QString &value)
{
    return object.value(u"metadata").toObject().value(u"labels").toObject().value(key).toString() == value;
}

bool madeNamespace(const QJsonObject &object)
{
    return object.value(u"metadata")
               .toObject()
               .value(u"annotations")
               .toObject()
               .value(u"easel.spectrocloud.com/created-namespace")
               .toString() == u"true";
}

} // namespace

QList<Relation> referencesOf(const QJsonObject &object, const QString &systemNamespace)
{
    return Collector(object, systemNamespace).take();
}

RelationIndex::RelationIndex(const ObjectSet &objects)
    : m_objects(objects)
{
    const QList<QJsonObject> all = objects.objects();
    for (const QJsonObject &object : all) {
        const ObjectRef self = refOf(object);
        const QList<Relation> relations = referencesOf(object, objects.systemNamespace);
        for (Relation relation : relations) {
            if (!relation.owns && isDefinition(relation.to) && !objects.contains(relation.to)) {
                ObjectRef shared = relation.to;
                shared.namespaceName = objects.systemNamespace;
                if (objects.contains(shared))
                    relation.to = shared;
            }
            // A registration or a placement policy by convention only counts when it is there.
            const ObjectRef &other = relation.owns ? relation.from : relation.to;
            const bool implied = relation.pointer.isEmpty() && !relation.owns;
            const bool known = objects.contains(other);
            relation.missing = !known && objects.isComplete(other.groupKind());
            if (implied && !known && self.kind == u"Spoke" && other.kind == u"ManagedCluster")
                continue;
            if (!known && isDefinition(other) && other.kind == u"PolicyDefinition" &&
                self.kind == u"Environment")
                continue;
            add(relation);
        }
        if (belongsToProject(self)) {
            const ObjectRef project{alpha, QStringLiteral("Project"), self.namespaceName, self.namespaceName};
            if (objects.contains(project))
                add({self,
                     project,
                     {},
                     Text::tr(QT_TRANSLATE_NOOP("easel::Relations", "belongs to")),
                     false,
                     false});
        }
    }
}

void RelationIndex::add(Relation relation)
{
    QList<Relation> &out = m_out[relation.from];
    const auto same = [&](const Relation &known) {
        return known.to == relation.to && known.verb == relation.verb && known.pointer == relation.pointer;
    };
    if (std::any_of(out.begin(), out.end(), same))
        return;
    out.append(relation);
    m_in[relation.to].append(relation);
}

QList<Relation> RelationIndex::outgoing(const ObjectRef &ref) const
{
    return m_out.value(ref);
}

QList<Relation> RelationIndex::incoming(const ObjectRef &ref) const
{
    return m_in.value(ref);
}

void RelationIndex::collectDeleted(const ObjectRef &ref, QList<ObjectRef> &order, QSet<ObjectRef> &seen) const
{
    const auto take = [&](const ObjectRef &other) {
        if (seen.contains(other) || !m_objects.contains(other))
            return;
        seen.insert(other);
        collectDeleted(other, order, seen); // what hangs below it goes before it
        order.append(other);
    };
    const auto takeAll = [&](const QList<QJsonObject> &objects) {
        for (const QJsonObject &object : objects)
            take(refOf(object));
    };
    // Objects of a kind that point at this one.
    const auto takeIncoming = [&](const QString &kind, const QString &verb = {}) {
        for (const Relation &relation : m_in.value(ref)) {
            if (!relation.owns && relation.from.kind == kind && (verb.isEmpty() || relation.verb == verb))
                take(relation.from);
        }
    };
    const auto takeOwned = [&](const QString &kind) {
        for (const Relation &relation : m_out.value(ref)) {
            if (relation.owns && (kind.isEmpty() || relation.to.kind == kind))
                take(relation.to);
        }
    };
    const auto takeOutgoing = [&](const QString &kind) {
        for (const Relation &relation : m_out.value(ref)) {
            if (!relation.owns && relation.to.kind == kind)
                take(relation.to);
        }
    };
    const QJsonObject object = m_objects.find(ref);

    if (ref.group() == spectroGroup) {
        if (ref.kind == u"AIWorkload") {
            takeOwned(QStringLiteral("WorkloadDeployment"));
            takeIncoming(QStringLiteral("WorkloadDeployment"));
            const DeploymentView view(object);
            if (view.dedicated)
                take({alpha, QStringLiteral("ComputePool"), ref.namespaceName, view.dedicated->poolName});
            takeOwned(QStringLiteral("ComputePool"));
        } else if (ref.kind == u"WorkloadDeployment") {
            takeOwned(QStringLiteral("Workload"));
            takeIncoming(QStringLiteral("Workload"));
            takeIncoming(QStringLiteral("Placement"));
            takeIncoming(QStringLiteral("ManifestWorkReplicaSet"));
            takeIncoming(QStringLiteral("HelmRelease"));
            takeIncoming(QStringLiteral("Kustomization"));
        } else if (ref.kind == u"Environment") {
            takeIncoming(QStringLiteral("Placement"));
            if (!sameEnum(valueAt(object, u"spec.topology.type").toString(), u"topology-ocm-byop"))
                takeOutgoing(QStringLiteral("Placement"));
        } else if (ref.kind == u"ComputePool") {
            takeIncoming(QStringLiteral("AIWorkload"), Text::tr("runs on"));
            takeOwned(QStringLiteral("Environment"));
            takeOutgoing(QStringLiteral("Environment"));
            takeIncoming(QStringLiteral("Environment"));
            takeIncoming(QStringLiteral("Spoke"));
            // The copy of a kubeconfig that a Spoke reads goes with it, whatever becomes of the cluster.
            for (const Relation &spoke : m_in.value(ref)) {
                if (spoke.from.kind != u"Spoke")
                    continue;
                for (const Relation &relation : m_out.value(spoke.from)) {
                    const bool isBeside = relation.to.namespaceName == spoke.from.namespaceName;
                    if (isBeside && relation.to.kind == u"Secret" &&
                        labelIs(m_objects.find(relation.to), QStringLiteral("easel.spectrocloud.com/pool"),
                                ref.name))
                        take(relation.to);
                }
            }
            takeIncoming(QStringLiteral("ManagedCluster"));
            takeOutgoing(QStringLiteral("ManagedCluster"));
            // A cluster that stays keeps the way to it; Kubernetes' garbage collection never gets to it
            // because the engine takes its owner reference away.
            const PoolView pool(object);
            QStringList kept;
            QStringList named;
            bool keepsOne = false;
            for (const ClusterConfigView &cluster : pool.clusters)
                keepsOne = keepsOne || clusterFate(pool, cluster.name) != ClusterFate::Deleted;
            for (const PoolClusterStatus &status : pool.clusterStates) {
                named << status.kubeconfigSecret;
                if (clusterFate(pool, status.name) == ClusterFate::Deleted)
                    continue;
                keepsOne = true;
                kept << status.kubeconfigSecret;
            }
            const auto keep = [&](const ObjectRef &secret) {
                const bool isAnyones = keepsOne && !named.contains(secret.name);
                if (secret.kind == u"Secret" && (isAnyones || kept.contains(secret.name)))
                    seen.insert(secret);
            };
            for (const Relation &relation : m_out.value(ref))
                keep(relation.to);
            for (const Relation &relation : m_in.value(ref))
                keep(relation.from);
            takeOwned(QStringLiteral("Secret"));
            takeOutgoing(QStringLiteral("Secret"));
            takeIncoming(QStringLiteral("Secret"));
            takeOwned(QStringLiteral("ComputePoolEvaluation"));
            takeIncoming(QStringLiteral("ComputePoolEvaluation"));
            takeOutgoing(QStringLiteral("ComputePoolEvaluation"));
        } else if (ref.kind == u"Project") {
            const QString &place = ref.namespaceName;
            const auto inProject = [&](const char *kind) {
                takeAll(
                    m_objects.all(QString::fromLatin1(kind) + QStringLiteral(".spectrocloud.com"), place));
            };
            inProject("AIWorkload");
            inProject("ComputePool");
            const QList<QJsonObject> secrets = m_objects.all(QStringLiteral("Secret"), place);
            for (const QJsonObject &secret : secrets) {
                if (labelIs(secret, QStringLiteral("easel.spectrocloud.com/source"),
                            QStringLiteral("brought")))
                    take(refOf(secret));
            }
            for (const char *kind :
                 {"WorkloadDeployment", "Workload", "Environment", "ProfileBundle", "WorkloadProfile",
                  "DefinitionRevision", "ScalingPolicy", "ComponentDefinition", "TraitDefinition",
                  "PolicyDefinition", "ComputePoolEvaluation", "VariableSet", "Compute", "ComputeConfig",
                  "Settings"})
                inProject(kind);
            for (const char *kind :
                 {"HelmRepository.source.toolkit.fluxcd.io", "OCIRepository.source.toolkit.fluxcd.io",
                  "RoleBinding.rbac.authorization.k8s.io", "Role.rbac.authorization.k8s.io"})
                takeAll(m_objects.all(QString::fromLatin1(kind), place));
            if (madeNamespace(object)) {
                takeAll(m_objects.all(QStringLiteral("ConfigMap"), place));
                takeAll(secrets);
                take({coreV1, QStringLiteral("Namespace"), {}, place});
            }
        } else if (ref.kind == u"Tenant") {
            // A tenant with projects is not deleted (TEN-8); without any, its namespace's objects go with it.
            const QString place = QStringLiteral("tenant-") + ref.name;
            for (const char *kind :
                 {"RoleBinding.rbac.authorization.k8s.io", "Role.rbac.authorization.k8s.io", "ConfigMap"})
                takeAll(m_objects.all(QString::fromLatin1(kind), place));
            if (madeNamespace(object)) {
                for (const char *kind :
                     {"Settings.spectrocloud.com", "Compute.spectrocloud.com",
                      "ComputeConfig.spectrocloud.com", "VariableSet.spectrocloud.com", "Secret"})
                    takeAll(m_objects.all(QString::fromLatin1(kind), place));
                take({coreV1, QStringLiteral("Namespace"), {}, place});
            }
        }
    } else if (ref.group().isEmpty() && ref.kind == u"Secret") {
        if (labelIs(object, QStringLiteral("easel.spectrocloud.com/source"), QStringLiteral("brought")))
            takeIncoming(QStringLiteral("Spoke"));
    }
    takeOwned({}); // Kubernetes' garbage collection takes the rest
}

QList<ObjectRef> RelationIndex::deletedWith(const ObjectRef &ref) const
{
    QList<ObjectRef> order;
    QSet<ObjectRef> seen{ref};
    collectDeleted(ref, order, seen);
    return order;
}

} // namespace easel
