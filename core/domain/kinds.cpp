// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/kinds.h"

#include <QCoreApplication>
#include <QHash>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Kinds)
};

enum Trait : unsigned {
    None = 0,
    ClusterWide = 1,
    EaselCrd = 2,
    Immutable = 4, // the spec never changes after creation
    EngineWritten = 8,
};

struct Entry
{
    const char *group;
    const char *version;
    const char *kind;
    const char *plural;
    const char *shortName;
    unsigned traits;
    const char *title;
    const char *singularTitle;
    const char *icon;
    const char *purpose;
    int applyOrder;
};

constexpr const char *spectro = "spectrocloud.com";
constexpr const char *ocmCluster = "cluster.open-cluster-management.io";
constexpr const char *ocmWork = "work.open-cluster-management.io";
constexpr const char *fleet = "fleetconfig.open-cluster-management.io";
constexpr const char *fluxSource = "source.toolkit.fluxcd.io";

// Kinds in the order of resource-model section 1, then the ones of Kubernetes itself. Apply order: section 5.
const Entry entries[] = {
    {spectro, "v1alpha1", "Tenant", "tenants", "ten", EaselCrd | ClusterWide,
     QT_TRANSLATE_NOOP("easel::Kinds", "Tenants"), QT_TRANSLATE_NOOP("easel::Kinds", "Tenant"), "building-2",
     QT_TRANSLATE_NOOP("easel::Kinds",
                       "A tenant groups projects, caps their GPUs and names who administers them."),
     20},
    {spectro, "v1alpha1", "Project", "projects", "prj", EaselCrd,
     QT_TRANSLATE_NOOP("easel::Kinds", "Projects"), QT_TRANSLATE_NOOP("easel::Kinds", "Project"), "folder",
     QT_TRANSLATE_NOOP("easel::Kinds", "A project is a team's workspace inside one tenant."), 60},
    {spectro, "v1alpha1", "Settings", "settings", "stg", EaselCrd,
     QT_TRANSLATE_NOOP("easel::Kinds", "Settings"), QT_TRANSLATE_NOOP("easel::Kinds", "Settings"),
     "sliders-horizontal",
     QT_TRANSLATE_NOOP(
         "easel::Kinds",
         "Settings hold the Palette, Hugging Face and NVIDIA integrations of a tenant or project."),
     40},
    {spectro, "v1alpha1", "Compute", "computes", "cmp", EaselCrd,
     QT_TRANSLATE_NOOP("easel::Kinds", "Inventory"), QT_TRANSLATE_NOOP("easel::Kinds", "Compute inventory"),
     "server",
     QT_TRANSLATE_NOOP("easel::Kinds",
                       "The inventory lists the machines that Palette offers, grouped by hardware."),
     65},
    {spectro, "v1alpha1", "ComputeConfig", "computeconfigs", "cmcfg", EaselCrd,
     QT_TRANSLATE_NOOP("easel::Kinds", "Compute Configs"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Compute config"), "file-cog",
     QT_TRANSLATE_NOOP("easel::Kinds", "A compute config holds the defaults for the clusters of a project."),
     50},
    {spectro, "v1alpha1", "ComputePool", "computepools", "cpool", EaselCrd,
     QT_TRANSLATE_NOOP("easel::Kinds", "Compute Pools"), QT_TRANSLATE_NOOP("easel::Kinds", "Compute pool"),
     "boxes",
     QT_TRANSLATE_NOOP("easel::Kinds",
                       "A pool is one or more Kubernetes clusters built on machines of the inventory."),
     150},
    {spectro, "v1alpha1", "ComputePoolEvaluation", "computepoolevaluations", "cpeval",
     EaselCrd | Immutable | EngineWritten, QT_TRANSLATE_NOOP("easel::Kinds", "Pool Evaluations"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Pool evaluation"), "boxes",
     QT_TRANSLATE_NOOP("easel::Kinds",
                       "An evaluation records whether a pool fits, why, and the machines kept for it."),
     155},
    {spectro, "v1alpha1", "ScalingPolicy", "scalingpolicies", "scpol", EaselCrd,
     QT_TRANSLATE_NOOP("easel::Kinds", "Scaling Policies"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Scaling policy"), "trending-up",
     QT_TRANSLATE_NOOP("easel::Kinds",
                       "A scaling policy adds or removes machines of pools from measured use."),
     130},
    {spectro, "v1alpha1", "AIWorkload", "aiworkloads", "aiw", EaselCrd,
     QT_TRANSLATE_NOOP("easel::Kinds", "App Deployments"),
     QT_TRANSLATE_NOOP("easel::Kinds", "App deployment"), "rocket",
     QT_TRANSLATE_NOOP("easel::Kinds", "A deployment runs bundles on a pool or an environment."), 170},
    {spectro, "v1beta1", "ProfileBundle", "profilebundles", "pbun", EaselCrd | Immutable,
     QT_TRANSLATE_NOOP("easel::Kinds", "Profile Bundles"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Profile bundle"), "package",
     QT_TRANSLATE_NOOP("easel::Kinds",
                       "A bundle packages cluster profiles and workload profiles for repeated use."),
     120},
    {spectro, "v1beta1", "WorkloadProfile", "workloadprofiles", "wprof", EaselCrd | Immutable,
     QT_TRANSLATE_NOOP("easel::Kinds", "Workload Profiles"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Workload profile"), "layers",
     QT_TRANSLATE_NOOP("easel::Kinds",
                       "A workload profile is the template of an app: components, traits and policies."),
     110},
    {spectro, "v1beta1", "WorkloadDeployment", "workloaddeployments", "wdep", EaselCrd,
     QT_TRANSLATE_NOOP("easel::Kinds", "Workload Deployments"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Workload deployment"), "box",
     QT_TRANSLATE_NOOP("easel::Kinds", "A workload deployment pairs a workload profile with an environment."),
     180},
    {spectro, "v1beta1", "Workload", "workloads", "wkl", EaselCrd | EngineWritten,
     QT_TRANSLATE_NOOP("easel::Kinds", "Workloads"), QT_TRANSLATE_NOOP("easel::Kinds", "Workload"), "box",
     QT_TRANSLATE_NOOP("easel::Kinds", "A workload is what was sent to one cluster. The engine writes it."),
     190},
    {spectro, "v1beta1", "ComponentDefinition", "componentdefinitions", "cdef", EaselCrd,
     QT_TRANSLATE_NOOP("easel::Kinds", "Component Definitions"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Component definition"), "shapes",
     QT_TRANSLATE_NOOP("easel::Kinds",
                       "A component definition says what a component of its type renders to."),
     90},
    {spectro, "v1beta1", "TraitDefinition", "traitdefinitions", "tdef", EaselCrd,
     QT_TRANSLATE_NOOP("easel::Kinds", "Trait Definitions"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Trait definition"), "shapes",
     QT_TRANSLATE_NOOP("easel::Kinds", "A trait definition says what a trait adds to a component."), 91},
    {spectro, "v1beta1", "PolicyDefinition", "policydefinitions", "pdef", EaselCrd,
     QT_TRANSLATE_NOOP("easel::Kinds", "Policy Definitions"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Policy definition"), "shapes",
     QT_TRANSLATE_NOOP("easel::Kinds", "A policy definition says what a policy does to a whole workload."),
     92},
    {spectro, "v1beta1", "DefinitionRevision", "definitionrevisions", "drev",
     EaselCrd | Immutable | EngineWritten, QT_TRANSLATE_NOOP("easel::Kinds", "Definition Revisions"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Definition revision"), "shapes",
     QT_TRANSLATE_NOOP("easel::Kinds",
                       "A revision is the snapshot of a definition or profile, for history and roll-back."),
     115},
    {spectro, "v1beta1", "VariableSet", "variablesets", "vset", EaselCrd,
     QT_TRANSLATE_NOOP("easel::Kinds", "Variables"), QT_TRANSLATE_NOOP("easel::Kinds", "Variable set"),
     "braces",
     QT_TRANSLATE_NOOP("easel::Kinds",
                       "Variables are values that profiles read, for one project or for all."),
     80},
    {spectro, "v1beta1", "Environment", "environments", "aenv", EaselCrd,
     QT_TRANSLATE_NOOP("easel::Kinds", "Environments"), QT_TRANSLATE_NOOP("easel::Kinds", "Environment"),
     "list-tree", QT_TRANSLATE_NOOP("easel::Kinds", "An environment says which clusters receive a workload."),
     160},

    {fleet, "v1beta1", "Hub", "hubs", "", None, QT_TRANSLATE_NOOP("easel::Kinds", "Hubs"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Hub"), "network",
     QT_TRANSLATE_NOOP("easel::Kinds", "A fleet hub that clusters join."), 200},
    {fleet, "v1beta1", "Spoke", "spokes", "", None, QT_TRANSLATE_NOOP("easel::Kinds", "Spokes"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Spoke"), "network",
     QT_TRANSLATE_NOOP("easel::Kinds", "A cluster that joins the hub."), 201},
    {ocmCluster, "v1", "ManagedCluster", "managedclusters", "", ClusterWide,
     QT_TRANSLATE_NOOP("easel::Kinds", "Managed Clusters"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Managed cluster"), "network",
     QT_TRANSLATE_NOOP("easel::Kinds", "A cluster registered with Open Cluster Management."), 202},
    {ocmCluster, "v1beta2", "ManagedClusterSet", "managedclustersets", "", ClusterWide,
     QT_TRANSLATE_NOOP("easel::Kinds", "Cluster Sets"), QT_TRANSLATE_NOOP("easel::Kinds", "Cluster set"),
     "network", QT_TRANSLATE_NOOP("easel::Kinds", "A set of managed clusters."), 203},
    {ocmCluster, "v1beta2", "ManagedClusterSetBinding", "managedclustersetbindings", "", None,
     QT_TRANSLATE_NOOP("easel::Kinds", "Cluster Set Bindings"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Cluster set binding"), "network",
     QT_TRANSLATE_NOOP("easel::Kinds", "Lets placements of a namespace choose from a cluster set."), 204},
    {ocmCluster, "v1beta1", "Placement", "placements", "", None,
     QT_TRANSLATE_NOOP("easel::Kinds", "Placements"), QT_TRANSLATE_NOOP("easel::Kinds", "Placement"),
     "list-tree", QT_TRANSLATE_NOOP("easel::Kinds", "Chooses managed clusters by labels, claims and scores."),
     205},
    {ocmCluster, "v1beta1", "PlacementDecision", "placementdecisions", "", EngineWritten,
     QT_TRANSLATE_NOOP("easel::Kinds", "Placement Decisions"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Placement decision"), "list-tree",
     QT_TRANSLATE_NOOP("easel::Kinds", "The clusters that a placement chose."), 206},
    {ocmWork, "v1", "ManifestWork", "manifestworks", "", None,
     QT_TRANSLATE_NOOP("easel::Kinds", "Manifest Works"), QT_TRANSLATE_NOOP("easel::Kinds", "Manifest work"),
     "box", QT_TRANSLATE_NOOP("easel::Kinds", "Objects delivered to one managed cluster."), 207},
    {ocmWork, "v1alpha1", "ManifestWorkReplicaSet", "manifestworkreplicasets", "", None,
     QT_TRANSLATE_NOOP("easel::Kinds", "Manifest Work Replica Sets"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Manifest work replica set"), "box",
     QT_TRANSLATE_NOOP("easel::Kinds", "Objects delivered to every cluster of a placement."), 208},
    {fluxSource, "v1", "HelmRepository", "helmrepositories", "helmrepo", None,
     QT_TRANSLATE_NOOP("easel::Kinds", "Helm Repositories"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Helm repository"), "database",
     QT_TRANSLATE_NOOP("easel::Kinds", "A Helm repository holds charts for components."), 140},
    {fluxSource, "v1", "OCIRepository", "ocirepositories", "ocirepo", None,
     QT_TRANSLATE_NOOP("easel::Kinds", "OCI Repositories"),
     QT_TRANSLATE_NOOP("easel::Kinds", "OCI repository"), "database",
     QT_TRANSLATE_NOOP("easel::Kinds", "An OCI repository holds artifacts for components."), 141},
    {"helm.toolkit.fluxcd.io", "v2", "HelmRelease", "helmreleases", "hr", None,
     QT_TRANSLATE_NOOP("easel::Kinds", "Helm Releases"), QT_TRANSLATE_NOOP("easel::Kinds", "Helm release"),
     "package", QT_TRANSLATE_NOOP("easel::Kinds", "A chart that Flux installs."), 210},
    {"kustomize.toolkit.fluxcd.io", "v1", "Kustomization", "kustomizations", "ks", None,
     QT_TRANSLATE_NOOP("easel::Kinds", "Kustomizations"), QT_TRANSLATE_NOOP("easel::Kinds", "Kustomization"),
     "layers", QT_TRANSLATE_NOOP("easel::Kinds", "A folder of manifests that Flux applies."), 211},

    {"", "v1", "Namespace", "namespaces", "ns", ClusterWide, QT_TRANSLATE_NOOP("easel::Kinds", "Namespaces"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Namespace"), "folder",
     QT_TRANSLATE_NOOP("easel::Kinds", "Namespaces hold objects and the rights to them."), 10},
    {"apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", "crd",
     ClusterWide, QT_TRANSLATE_NOOP("easel::Kinds", "Custom Resource Definitions"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Custom resource definition"), "shapes",
     QT_TRANSLATE_NOOP("easel::Kinds", "The kinds that this hub has beyond Kubernetes' own."), 11},
    {"", "v1", "Secret", "secrets", "", None, QT_TRANSLATE_NOOP("easel::Kinds", "Secrets"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Secret"), "key-round",
     QT_TRANSLATE_NOOP("easel::Kinds",
                       "Secrets hold credentials. Easel shows their names, never their values."),
     30},
    {"", "v1", "ConfigMap", "configmaps", "cm", None, QT_TRANSLATE_NOOP("easel::Kinds", "Config Maps"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Config map"), "file-cog",
     QT_TRANSLATE_NOOP("easel::Kinds", "Config maps hold plain configuration."), 31},
    {"", "v1", "ServiceAccount", "serviceaccounts", "sa", None,
     QT_TRANSLATE_NOOP("easel::Kinds", "Service Accounts"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Service account"), "users",
     QT_TRANSLATE_NOOP("easel::Kinds", "Identities for programs."), 32},
    {"", "v1", "Pod", "pods", "po", None, QT_TRANSLATE_NOOP("easel::Kinds", "Pods"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Pod"), "box",
     QT_TRANSLATE_NOOP("easel::Kinds", "Pods are the running containers."), 320},
    {"", "v1", "Node", "nodes", "no", ClusterWide, QT_TRANSLATE_NOOP("easel::Kinds", "Nodes"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Node"), "server",
     QT_TRANSLATE_NOOP("easel::Kinds", "Nodes are the machines of this cluster."), 300},
    {"", "v1", "Service", "services", "svc", None, QT_TRANSLATE_NOOP("easel::Kinds", "Services"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Service"), "network",
     QT_TRANSLATE_NOOP("easel::Kinds", "Services give pods one address."), 310},
    {"", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", "pvc", None,
     QT_TRANSLATE_NOOP("easel::Kinds", "Volume Claims"), QT_TRANSLATE_NOOP("easel::Kinds", "Volume claim"),
     "database", QT_TRANSLATE_NOOP("easel::Kinds", "Storage that pods asked for."), 305},
    {"", "v1", "PersistentVolume", "persistentvolumes", "pv", ClusterWide,
     QT_TRANSLATE_NOOP("easel::Kinds", "Volumes"), QT_TRANSLATE_NOOP("easel::Kinds", "Volume"), "database",
     QT_TRANSLATE_NOOP("easel::Kinds", "Storage that the cluster has."), 304},
    {"", "v1", "Event", "events", "ev", EngineWritten, QT_TRANSLATE_NOOP("easel::Kinds", "Events"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Event"), "activity",
     QT_TRANSLATE_NOOP("easel::Kinds", "What happened lately, as controllers reported it."), 400},
    {"events.k8s.io", "v1", "Event", "events", "ev", EngineWritten,
     QT_TRANSLATE_NOOP("easel::Kinds", "Events"), QT_TRANSLATE_NOOP("easel::Kinds", "Event"), "activity",
     QT_TRANSLATE_NOOP("easel::Kinds", "What happened lately, as controllers reported it."), 400},
    {"apps", "v1", "Deployment", "deployments", "deploy", None,
     QT_TRANSLATE_NOOP("easel::Kinds", "Deployments"), QT_TRANSLATE_NOOP("easel::Kinds", "Deployment"),
     "layers", QT_TRANSLATE_NOOP("easel::Kinds", "Deployments keep a number of equal pods running."), 311},
    {"apps", "v1", "StatefulSet", "statefulsets", "sts", None,
     QT_TRANSLATE_NOOP("easel::Kinds", "Stateful Sets"), QT_TRANSLATE_NOOP("easel::Kinds", "Stateful set"),
     "layers",
     QT_TRANSLATE_NOOP("easel::Kinds", "Stateful sets keep numbered pods with storage of their own."), 312},
    {"apps", "v1", "DaemonSet", "daemonsets", "ds", None, QT_TRANSLATE_NOOP("easel::Kinds", "Daemon Sets"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Daemon set"), "layers",
     QT_TRANSLATE_NOOP("easel::Kinds", "Daemon sets run one pod on every node."), 313},
    {"apps", "v1", "ReplicaSet", "replicasets", "rs", None, QT_TRANSLATE_NOOP("easel::Kinds", "Replica Sets"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Replica set"), "layers",
     QT_TRANSLATE_NOOP("easel::Kinds", "Replica sets belong to deployments."), 314},
    {"batch", "v1", "Job", "jobs", "", None, QT_TRANSLATE_NOOP("easel::Kinds", "Jobs"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Job"), "box",
     QT_TRANSLATE_NOOP("easel::Kinds", "Jobs run pods until they are done."), 315},
    {"batch", "v1", "CronJob", "cronjobs", "cj", None, QT_TRANSLATE_NOOP("easel::Kinds", "Cron Jobs"),
     QT_TRANSLATE_NOOP("easel::Kinds", "Cron job"), "box",
     QT_TRANSLATE_NOOP("easel::Kinds", "Cron jobs start jobs by the clock."), 316},
    {"networking.k8s.io", "v1", "Ingress", "ingresses", "ing", None,
     QT_TRANSLATE_NOOP("easel::Kinds", "Ingresses"), QT_TRANSLATE_NOOP("easel::Kinds", "Ingress"), "network",
     QT_TRANSLATE_NOOP("easel::Kinds", "Ingresses lead web addresses to services."), 317},
    {"coordination.k8s.io", "v1", "Lease", "leases", "", EngineWritten,
     QT_TRANSLATE_NOOP("easel::Kinds", "Leases"), QT_TRANSLATE_NOOP("easel::Kinds", "Lease"), "key-round",
     QT_TRANSLATE_NOOP("easel::Kinds", "Leases say which program holds a role."), 401},
};

QList<KindInfo> build()
{
    QList<KindInfo> kinds;
    kinds.reserve(qsizetype(std::size(entries)));
    for (const Entry &entry : entries) {
        KindInfo info;
        info.group = QString::fromLatin1(entry.group);
        info.version = QString::fromLatin1(entry.version);
        info.kind = QString::fromLatin1(entry.kind);
        info.plural = QString::fromLatin1(entry.plural);
        info.shortName = QString::fromLatin1(entry.shortName);
        info.namespaced = (entry.traits & ClusterWide) == 0;
        info.easelCrd = (entry.traits & EaselCrd) != 0;
        info.immutableSpec = (entry.traits & Immutable) != 0;
        info.userEditable = (entry.traits & EngineWritten) == 0;
        info.title = Text::tr(entry.title);
        info.singularTitle = Text::tr(entry.singularTitle);
        info.icon = QString::fromLatin1(entry.icon);
        info.purpose = Text::tr(entry.purpose);
        info.applyOrder = entry.applyOrder;
        kinds.append(info);
    }
    return kinds;
}

} // namespace

ResourceType KindInfo::type() const
{
    ResourceType type;
    type.group = group;
    type.version = version;
    type.kind = kind;
    type.plural = plural;
    type.singular = kind.toLower();
    if (!shortName.isEmpty())
        type.shortNames = {shortName};
    if (easelCrd)
        type.categories = {QStringLiteral("easel")};
    type.verbs = {QStringLiteral("create"), QStringLiteral("delete"), QStringLiteral("get"),
                  QStringLiteral("list"),   QStringLiteral("patch"),  QStringLiteral("update"),
                  QStringLiteral("watch")};
    type.namespaced = namespaced;
    return type;
}

const QList<KindInfo> &knownKinds()
{
    static const QList<KindInfo> kinds = build();
    return kinds;
}

const KindInfo *kindInfo(QStringView group, QStringView kind)
{
    static const QHash<QString, const KindInfo *> index = [] {
        QHash<QString, const KindInfo *> built;
        for (const KindInfo &info : knownKinds())
            built.insert(info.kind + u'.' + info.group, &info);
        return built;
    }();
    return index.value(kind.toString() + u'.' + group.toString(), nullptr);
}

const KindInfo *kindInfo(const ObjectRef &ref)
{
    return kindInfo(ref.group(), ref.kind);
}

} // namespace easel
