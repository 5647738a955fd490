// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/workspacecatalog.h"

namespace easel {

namespace {

struct Entry
{
    const char *group;
    const char *version;
    const char *kind;
    const char *plural;
    const char *shortName; // "" = none
    bool namespaced;
};

// Order as in a server's discovery: Easel's kinds first, so that a word finds them before others.
constexpr Entry entries[] = {
    {"spectrocloud.com", "v1alpha1", "Tenant", "tenants", "ten", false},
    {"spectrocloud.com", "v1alpha1", "Project", "projects", "prj", true},
    {"spectrocloud.com", "v1alpha1", "Settings", "settings", "stg", true},
    {"spectrocloud.com", "v1alpha1", "Compute", "computes", "cmp", true},
    {"spectrocloud.com", "v1alpha1", "ComputeConfig", "computeconfigs", "cmcfg", true},
    {"spectrocloud.com", "v1alpha1", "ComputePool", "computepools", "cpool", true},
    {"spectrocloud.com", "v1alpha1", "ComputePoolEvaluation", "computepoolevaluations", "cpeval", true},
    {"spectrocloud.com", "v1alpha1", "ScalingPolicy", "scalingpolicies", "scpol", true},
    {"spectrocloud.com", "v1alpha1", "AIWorkload", "aiworkloads", "aiw", true},
    {"spectrocloud.com", "v1beta1", "ProfileBundle", "profilebundles", "pbun", true},
    {"spectrocloud.com", "v1beta1", "WorkloadProfile", "workloadprofiles", "wprof", true},
    {"spectrocloud.com", "v1beta1", "WorkloadDeployment", "workloaddeployments", "wdep", true},
    {"spectrocloud.com", "v1beta1", "Workload", "workloads", "wkl", true},
    {"spectrocloud.com", "v1beta1", "ComponentDefinition", "componentdefinitions", "cdef", true},
    {"spectrocloud.com", "v1beta1", "TraitDefinition", "traitdefinitions", "tdef", true},
    {"spectrocloud.com", "v1beta1", "PolicyDefinition", "policydefinitions", "pdef", true},
    {"spectrocloud.com", "v1beta1", "DefinitionRevision", "definitionrevisions", "drev", true},
    {"spectrocloud.com", "v1beta1", "VariableSet", "variablesets", "vset", true},
    {"spectrocloud.com", "v1beta1", "Environment", "environments", "aenv", true},
    {"fleetconfig.open-cluster-management.io", "v1beta1", "Hub", "hubs", "", true},
    {"fleetconfig.open-cluster-management.io", "v1beta1", "Spoke", "spokes", "", true},
    {"cluster.open-cluster-management.io", "v1", "ManagedCluster", "managedclusters", "", false},
    {"cluster.open-cluster-management.io", "v1beta2", "ManagedClusterSet", "managedclustersets", "", false},
    {"cluster.open-cluster-management.io", "v1beta2", "ManagedClusterSetBinding", "managedclustersetbindings",
     "", true},
    {"cluster.open-cluster-management.io", "v1beta1", "Placement", "placements", "", true},
    {"cluster.open-cluster-management.io", "v1beta1", "PlacementDecision", "placementdecisions", "", true},
    {"work.open-cluster-management.io", "v1", "ManifestWork", "manifestworks", "", true},
    {"work.open-cluster-management.io", "v1alpha1", "ManifestWorkReplicaSet", "manifestworkreplicasets",
     "mwrs", true},
    {"source.toolkit.fluxcd.io", "v1", "HelmRepository", "helmrepositories", "helmrepo", true},
    {"source.toolkit.fluxcd.io", "v1", "OCIRepository", "ocirepositories", "ocirepo", true},
    {"helm.toolkit.fluxcd.io", "v2", "HelmRelease", "helmreleases", "hr", true},
    {"kustomize.toolkit.fluxcd.io", "v1", "Kustomization", "kustomizations", "ks", true},
    {"", "v1", "Namespace", "namespaces", "ns", false},
    {"", "v1", "Secret", "secrets", "", true},
    {"", "v1", "ConfigMap", "configmaps", "cm", true},
    {"", "v1", "Service", "services", "svc", true},
    {"", "v1", "ServiceAccount", "serviceaccounts", "sa", true},
    {"", "v1", "Node", "nodes", "no", false},
    {"", "v1", "Pod", "pods", "po", true},
    {"", "v1", "PersistentVolume", "persistentvolumes", "pv", false},
    {"", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", "pvc", true},
    {"apps", "v1", "Deployment", "deployments", "deploy", true},
    {"apps", "v1", "StatefulSet", "statefulsets", "sts", true},
    {"apps", "v1", "DaemonSet", "daemonsets", "ds", true},
    {"batch", "v1", "Job", "jobs", "", true},
    {"batch", "v1", "CronJob", "cronjobs", "cj", true},
    {"networking.k8s.io", "v1", "Ingress", "ingresses", "ing", true},
    {"networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", "netpol", true},
    {"networking.k8s.io", "v1", "IngressClass", "ingressclasses", "", false},
    {"rbac.authorization.k8s.io", "v1", "Role", "roles", "", true},
    {"rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings", "", true},
    {"rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", "", false},
    {"rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", "", false},
    {"storage.k8s.io", "v1", "StorageClass", "storageclasses", "sc", false},
    {"scheduling.k8s.io", "v1", "PriorityClass", "priorityclasses", "pc", false},
    {"apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", "crd", false},
    {"admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicy", "validatingadmissionpolicies", "",
     false},
    {"admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicyBinding",
     "validatingadmissionpolicybindings", "", false},
};

// What a folder answers for every kind; there is no watch verb that could be missing.
QStringList folderVerbs()
{
    return {QStringLiteral("create"), QStringLiteral("delete"), QStringLiteral("get"),
            QStringLiteral("list"),   QStringLiteral("patch"),  QStringLiteral("update"),
            QStringLiteral("watch")};
}

QString guessedPlural(const QString &kind)
{
    const QString word = kind.toLower();
    const auto ends = [&word](const char *tail) { return word.endsWith(QLatin1String(tail)); };
    if (ends("s") || ends("x") || ends("z") || ends("ch") || ends("sh"))
        return word + QStringLiteral("es");
    if (ends("y") && word.size() > 1 && !QStringLiteral("aeiou").contains(word.at(word.size() - 2)))
        return word.chopped(1) + QStringLiteral("ies");
    return word + u's';
}

} // namespace

const QList<ResourceType> &workspaceTypes()
{
    static const QList<ResourceType> types = [] {
        QList<ResourceType> list;
        for (const Entry &entry : entries) {
            ResourceType type;
            type.group = QLatin1String(entry.group);
            type.version = QLatin1String(entry.version);
            type.kind = QLatin1String(entry.kind);
            type.plural = QLatin1String(entry.plural);
            type.singular = type.kind.toLower();
            if (*entry.shortName)
                type.shortNames = {QLatin1String(entry.shortName)};
            type.verbs = folderVerbs();
            type.namespaced = entry.namespaced;
            list << type;
        }
        return list;
    }();
    return types;
}

ResourceType workspaceType(const QString &apiVersion, const QString &kind, bool namespaced)
{
    ObjectRef ref;
    ref.apiVersion = apiVersion;
    const QString group = ref.group();
    const QString version = group.isEmpty() ? apiVersion : apiVersion.mid(group.size() + 1);
    for (const ResourceType &known : workspaceTypes()) {
        if (known.kind == kind && known.group == group) {
            ResourceType type = known;
            type.version = version;
            return type;
        }
    }
    ResourceType type;
    type.group = group;
    type.version = version;
    type.kind = kind;
    type.plural = guessedPlural(kind);
    type.singular = kind.toLower();
    type.verbs = folderVerbs();
    type.namespaced = namespaced;
    return type;
}

std::optional<bool> isClusterWide(const QString &apiVersion, const QString &kind)
{
    ObjectRef ref;
    ref.apiVersion = apiVersion;
    const QString group = ref.group();
    for (const ResourceType &known : workspaceTypes()) {
        if (known.kind == kind && known.group == group)
            return !known.namespaced;
    }
    return std::nullopt;
}

} // namespace easel
