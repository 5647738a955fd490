// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/rulecases.h"

namespace easel::tests {

// Parts of the pool, to keep lines short.
#define CONFIG "/spec/clusterVariant/dedicated/paletteClusterDeploymentConfig"
#define CONFIG_FIELD "spec.clusterVariant.dedicated.paletteClusterDeploymentConfig"
#define SHARED "/spec/clusterVariant/shared/clusters"
#define DEFAULTS "/spec/paletteClusterConfig/defaults"
#define DEFAULTS_FIELD "spec.paletteClusterConfig.defaults"

namespace {

const char *const secondCluster =
    R"({"name":"two","paletteClusterDeploymentConfig":{"cloudType":"edge-native","edge":{"vip":"10.61.4.99"},
        "nodePoolRequirements":{"controlPlanePool":{"nodeCount":3}},"variables":{"edge-base":{"zone":"b2"}}}})";

} // namespace

const QList<RuleCase> &platformRuleCases()
{
    static const QList<RuleCase> list = {
        // 2.1 Tenant
        {"name", "TEN-1", "Tenant borealis", [](World &w) { w.with("/metadata/name", "\"Borealis\""); },
         "metadata.name",
         "Tenant name must be 1 to 56 lower-case letters, digits or hyphens, and start and end with a letter "
         "or digit."},
        {"repeated group", "TEN-2", "Tenant borealis",
         [](World &w) { w.with("/spec/tenantRoleMapping/groups", R"(["a","b","a"])"); },
         "spec.tenantRoleMapping.groups[2]", "Group 3 is empty or repeated."},
        {"blank group", "TEN-2", "Tenant borealis",
         [](World &w) { w.with("/spec/tenantRoleMapping/groups", R"(["a"," "])"); },
         "spec.tenantRoleMapping.groups[1]", "Group 2 is empty or repeated."},
        {"system group", "TEN-2", "Project glaciology/glaciology",
         [](World &w) { w.with("/spec/roleMapping/admin", R"(["system:masters"])"); },
         "spec.roleMapping.admin[0]", "Group 'system:masters' is not allowed."},
        {"settings elsewhere", "TEN-3", "Tenant borealis",
         [](World &w) { w.with("/spec/settingsRef/namespace", "\"elsewhere\""); },
         "spec.settingsRef.namespace",
         "Tenant Settings must be in namespace tenant-borealis or in a namespace labelled "
         "palette.ai/tenant=borealis.",
         Finding::Severity::Refuse,
         [](World &w) { w.with("/spec/settingsRef/namespace", "\"shared-settings\""); }},
        {"no family", "TEN-4", "Tenant borealis",
         [](World &w) { w.with("/spec/gpuResources/limits", R"({"NVIDIA H100":1})"); },
         "spec.gpuResources.limits['NVIDIA H100']",
         "'NVIDIA H100' is not a GPU family. Use a name like NVIDIA-H100, or * for all others."},
        {"below zero", "TEN-4", "Project vision/vision",
         [](World &w) { w.with("/spec/gpuResources/requests", R"({"NVIDIA-H100":-1})"); },
         "spec.gpuResources.requests.NVIDIA-H100", "The number of NVIDIA-H100 GPUs cannot be below 0."},
        {"guarantee on a tenant", "TEN-5", "Tenant borealis",
         [](World &w) { w.with("/spec/gpuResources/requests", R"({"NVIDIA-H100":1})"); },
         "spec.gpuResources.requests", "A tenant has GPU limits only. Set guarantees on its projects."},
        {"limit under guarantees", "TEN-6", "Tenant borealis",
         [](World &w) { w.with("/spec/gpuResources/limits/NVIDIA-H100", "16"); },
         "spec.gpuResources.limits.NVIDIA-H100",
         "The tenant limit for NVIDIA-H100 would be 16, but 20 are guaranteed to its projects (glaciology 8 "
         "and vision 12). "
         "Lower the guarantees first.",
         Finding::Severity::Refuse, [](World &w) { w.with("/spec/gpuResources/limits/NVIDIA-H100", "20"); }},
        {"wildcard under guarantees", "TEN-6", "Tenant borealis",
         [](World &w) { w.with("/spec/gpuResources/limits", R"({"*":8})"); }, "spec.gpuResources.limits['*']",
         "The tenant limit for NVIDIA-H100 would be 8, but 20 are guaranteed to its projects (glaciology 8 "
         "and vision 12). "
         "Lower the guarantees first."},
        {"tenant with projects", "TEN-8", "Tenant borealis", destroy, "",
         "Tenant borealis still has 3 projects: glaciology, spare and vision. Delete or empty them first.",
         Finding::Severity::Refuse,
         [](World &w) {
             w.object = w.find(QStringLiteral("Tenant empty"));
             w.destroy();
         }},
        {"tenant without projects", "TEN-9", "Tenant empty", [](World &) {}, "",
         "People see a tenant only through its projects. Create a project that names one of their groups.",
         inform, [](World &w) { w.object = w.find(QStringLiteral("Tenant borealis")); }},

        // 2.2 Project
        {"name is not the namespace", "PRJ-1", "Project glaciology/glaciology",
         [](World &w) { w.with("/metadata/name", "\"ice\""); }, "metadata.name",
         "A project's name must be the same as its namespace (glaciology)."},
        {"reserved", "PRJ-2", "Project glaciology/glaciology",
         [](World &w) {
             w.with("/metadata/name", "\"kube-ice\"").with("/metadata/namespace", "\"kube-ice\"");
         },
         "metadata.name", "'kube-ice' is reserved. Choose another project name."},
        {"system namespace", "PRJ-2", "Project glaciology/glaciology",
         [](World &w) {
             w.set.systemNamespace = QStringLiteral("mural");
             w.with("/metadata/name", "\"mural\"").with("/metadata/namespace", "\"mural\"");
         },
         "metadata.name", "'mural' is reserved. Choose another project name."},
        {"new project in default", "PRJ-2", "Project glaciology/glaciology",
         [](World &w) {
             w.with("/metadata/name", "\"default\"").with("/metadata/namespace", "\"default\"").create();
         },
         "metadata.name", "'default' is reserved. Choose another project name.", Finding::Severity::Refuse,
         [](World &w) {
             w.with("/metadata/name", "\"default\"").with("/metadata/namespace", "\"default\"");
         }},
        {"display name", "PRJ-3", "Project glaciology/glaciology",
         [](World &w) { w.with("/spec/displayName", "\"Ice_Lab\""); }, "spec.displayName",
         "Project name may only use letters, digits and spaces."},
        {"no tenant", "PRJ-4", "Project glaciology/glaciology",
         [](World &w) { w.with("/spec/tenantRef/name", "\"gone\""); }, "spec.tenantRef",
         "Tenant gone does not exist or is being deleted."},
        {"deleting tenant", "PRJ-4", "Project glaciology/glaciology",
         [](World &w) {
             w.patch("Tenant borealis", "/metadata/deletionTimestamp", "\"2026-01-01T00:00:00Z\"");
         },
         "spec.tenantRef", "Tenant borealis does not exist or is being deleted."},
        {"no config", "PRJ-5", "Project glaciology/glaciology",
         [](World &w) { w.drop("/spec/computeConfigRef"); }, "spec.computeConfigRef",
         "Choose a compute configuration; every project needs one."},
        {"config not found", "PRJ-5", "Project glaciology/glaciology",
         [](World &w) { w.with("/spec/computeConfigRef/name", "\"gone\""); }, "spec.computeConfigRef",
         "Choose a compute configuration; every project needs one."},
        {"other tenant", "PRJ-6", "Project glaciology/glaciology",
         [](World &w) { w.update().with("/spec/tenantRef/name", "\"empty\""); }, "spec.tenantRef",
         "A project cannot change its tenant. Create a project in the other tenant and move the pools.",
         Finding::Severity::Refuse, update},
        {"guarantee above own limit", "PRJ-7", "Project glaciology/glaciology",
         [](World &w) { w.with("/spec/gpuResources/limits/NVIDIA-H100", "4"); },
         "spec.gpuResources.requests.NVIDIA-H100",
         "The guarantee for NVIDIA-H100 (8) is above this project's own limit (4)."},
        {"guarantees of a family spelt in two ways", "PRJ-8", "Project glaciology/glaciology",
         [](World &w) { w.with("/spec/gpuResources", R"({"requests":{"nvidia-h100":21}})"); },
         "spec.gpuResources.requests.nvidia-h100",
         "Guarantees for nvidia-h100 would add up to 33, but tenant borealis allows 32."},
        {"guarantees above the tenant's limit", "PRJ-8", "Project glaciology/glaciology",
         [](World &w) {
             w.with("/spec/gpuResources/requests/NVIDIA-H100", "21")
                 .with("/spec/gpuResources/limits/NVIDIA-H100", "32");
         },
         "spec.gpuResources.requests.NVIDIA-H100",
         "Guarantees for NVIDIA-H100 would add up to 33, but tenant borealis allows 32.",
         Finding::Severity::Refuse,
         [](World &w) {
             w.with("/spec/gpuResources/requests/NVIDIA-H100", "20")
                 .with("/spec/gpuResources/limits/NVIDIA-H100", "32");
         }},
        {"limit above the tenant's", "PRJ-9", "Project glaciology/glaciology",
         [](World &w) { w.with("/spec/gpuResources/limits/NVIDIA-L4", "9"); },
         "spec.gpuResources.limits.NVIDIA-L4",
         "Tenant borealis allows only 8 NVIDIA-L4; the tenant limit applies.", warn},
        {"wildcard guarantee", "PRJ-11", "Project glaciology/glaciology",
         [](World &w) { w.with("/spec/gpuResources/requests/*", "1"); }, "spec.gpuResources.requests['*']",
         "A guarantee needs a GPU family; * is only for limits."},
        {"two roles", "PRJ-12", "Project glaciology/glaciology",
         [](World &w) { w.with("/spec/roleMapping/viewer", R"(["guests","leads"])"); }, "spec.roleMapping",
         "Group leads has several roles here; the strongest applies.", warn},
        {"project in use", "PRJ-13", "Project glaciology/glaciology", destroy, "",
         "Project glaciology still has 3 pools, 3 deployments and 1 clusters. Delete them first, or choose "
         "Delete "
         "everything.",
         Finding::Severity::Refuse, [](World &w) { w.destroy().context.cascade = true; }},

        // 2.3 Settings
        {"name", "SET-1", "Settings glaciology/own", [](World &w) { w.with("/metadata/name", "\"Own\""); },
         "metadata.name",
         "Settings name must be at most 63 lower-case letters, digits or hyphens, and start and end with a "
         "letter or "
         "digit."},
        {"nothing in it", "SET-2", "Settings glaciology/own",
         [](World &w) { w.with("/spec/integrations", "{}"); }, "spec.integrations",
         "Add at least one integration."},
        {"no such key", "SET-3", "Settings glaciology/own",
         [](World &w) { w.with("/spec/integrations/huggingFace/secretRef/key", "\"hf\""); },
         "spec.integrations.huggingFace.secretRef", "Secret glaciology/hf has no key 'hf'."},
        {"no such secret", "SET-3", "Settings glaciology/own",
         [](World &w) { w.with("/spec/integrations/huggingFace/secretRef/name", "\"gone\""); },
         "spec.integrations.huggingFace.secretRef", "Secret glaciology/gone has no key 'token'."},
        {"a stub names its keys", "SET-3", "Settings glaciology/own",
         [](World &w) { w.with("/spec/integrations/nvidia", R"({"secretRef":{"name":"stub"}})"); },
         "spec.integrations.nvidia.secretRef", "Secret glaciology/stub has no key 'apiKey'.",
         Finding::Severity::Refuse,
         [](World &w) { w.with("/spec/integrations/palette", R"({"secretRef":{"name":"stub"}})"); }},
        {"fields missing", "SET-4", "Settings tenant-borealis/shared",
         [](World &w) {
             w.patch("Secret tenant-borealis/palette", "/stringData/palette",
                     R"("{\"apiKey\":\"k\",\"tenant\":\"b\"}")");
         },
         "spec.integrations.palette",
         "Palette needs a host URL, an API key, a tenant and a default project. Missing: host URL and "
         "default project."},
        {"http", "SET-5", "Settings tenant-borealis/shared",
         [](World &w) { w.with("/spec/integrations/palette/hostUrl", "\"http://palette.example\""); },
         "spec.integrations.palette.hostUrl", "Use https for Palette; an API key must not travel in clear.",
         Finding::Severity::Refuse,
         [](World &w) { w.with("/spec/integrations/palette/hostUrl", "\"http://127.0.0.1:8080\""); }},
        {"no verification", "SET-6", "Settings tenant-borealis/shared",
         [](World &w) { w.with("/spec/integrations/palette/insecureSkipVerify", "true"); },
         "spec.integrations.palette.insecureSkipVerify",
         "The server certificate is not checked. Add its CA or pin its fingerprint instead.", warn},
        {"same credential", "SET-7", "Settings tenant-borealis/shared",
         [](World &w) {
             w.put(R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Settings","metadata":{"name":"copy",
                 "namespace":"tenant-borealis"},"spec":{"palette":{"secretName":"palette"}}})");
         },
         "spec.integrations.palette.secretRef",
         "Settings copy uses the same Palette credential. Use one tenant-level Settings instead.", warn},
        {"settings in use", "SET-8", "Settings tenant-borealis/shared", destroy, "",
         "Settings shared is used by borealis.", Finding::Severity::Refuse,
         [](World &w) { w.removeObject("Tenant borealis").destroy(); }},
        {"no Palette", "SET-9", "Project glaciology/glaciology",
         [](World &w) {
             w.patch("Settings tenant-borealis/shared", "/spec/integrations", R"({"nvidia":{}})");
         },
         "spec.settingsRef", "Without Palette this project cannot discover compute or create pools.", warn},
        {"Palette switched off", "SET-9", "Settings glaciology/own",
         [](World &w) { w.with("/spec/integrations/palette", R"({"disabled":true})"); }, "spec.integrations",
         "Without Palette this project cannot discover compute or create pools.", warn},
        {"server without key", "SET-10", "Settings glaciology/own",
         [](World &w) { w.with("/spec/integrations/palette", R"({"hostUrl":"https://other.example"})"); },
         "spec.integrations.palette",
         "A project that changes the server must bring its own key; the tenant's key is sent only to the "
         "tenant's server.",
         Finding::Severity::Refuse,
         [](World &w) {
             w.with("/spec/integrations/palette",
                    R"({"hostUrl":"https://other.example","secretRef":{"name":"stub"}})");
         }},

        // 2.4 Compute
        {"no Palette", "COM-1", "Compute glaciology/default",
         [](World &w) { w.patch("Settings tenant-borealis/shared", "/spec/integrations", "{}"); },
         "spec.settingsRef", "No Palette integration is in effect for namespace glaciology."},
        {"twice", "COM-2", "Compute glaciology/default",
         [](World &w) {
             w.with("/spec/paletteProjectUid", "\"u1\"");
             w.put(R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Compute","metadata":{"name":"second",
                 "namespace":"glaciology"},"spec":{"paletteProjectUid":"u1"}})");
         },
         "spec.paletteProjectUid",
         "Compute second already lists Palette project u1; hosts will appear twice.", warn},
        {"unknown GPUs", "COM-4", "Compute glaciology/default",
         [](World &w) {
             w.with("/status/edgeHostDetails/ice-2/gpus", R"([{"family":"Unknown","count":1}])");
         },
         "status.edgeHostDetails",
         "1 hosts report GPUs that Easel cannot name. Tag them palette.ai/gpu-family.", inform},
        {"hosts not ready", "COM-5", "Compute glaciology/default",
         [](World &w) { w.with("/status/edgeHostDetails/ice-2/state", "\"Unhealthy\""); },
         "status.edgeHostDetails", "1 tagged hosts are not ready: ice-2", inform},

        // 2.5 ComputeConfig
        {"size", "CCF-1", "ComputeConfig glaciology/lab",
         [](World &w) { w.with(DEFAULTS "/controlPlanePool/nodeCount", "4"); },
         DEFAULTS_FIELD ".controlPlanePool.nodeCount", "Control plane size must be 1, 3 or 5."},
        {"no size", "CCF-1", "ComputeConfig glaciology/lab",
         [](World &w) { w.drop(DEFAULTS "/controlPlanePool/nodeCount"); },
         DEFAULTS_FIELD ".controlPlanePool.nodeCount", "Control plane size must be 1, 3 or 5."},
        {"two nodes", "CCF-2", "ComputeConfig glaciology/lab",
         [](World &w) { w.with(DEFAULTS "/controlPlanePool/nodeCount", "2"); },
         DEFAULTS_FIELD ".controlPlanePool.nodeCount",
         "A two-node cluster needs exactly 2 control plane nodes, and 2 nodes need the two-node option.",
         Finding::Severity::Refuse,
         [](World &w) {
             w.with(DEFAULTS "/controlPlanePool/nodeCount", "2")
                 .with("/spec/paletteClusterConfig/edge/isTwoNode", "true");
         }},
        {"single node", "CCF-3", "ComputeConfig glaciology/lab",
         [](World &w) {
             w.with(DEFAULTS "/controlPlanePool/nodeCount", "1").with(DEFAULTS "/workerPools", "[]");
         },
         DEFAULTS_FIELD ".controlPlanePool.workerNodeEligible",
         "A single-node cluster must let its control plane run workloads.", Finding::Severity::Refuse,
         [](World &w) {
             w.with(DEFAULTS "/controlPlanePool", R"({"singleNodeCluster":true})")
                 .with(DEFAULTS "/workerPools", "[]");
         }},
        {"one node", "CCF-4", "ComputeConfig glaciology/lab",
         [](World &w) { w.with(DEFAULTS "/controlPlanePool/nodeCount", "1"); },
         DEFAULTS_FIELD ".controlPlanePool.nodeCount",
         "One control plane node cannot survive a failure. Use 3 or 5 for production.", warn},
        {"ssh key", "CCF-5", "ComputeConfig glaciology/lab",
         [](World &w) { w.with(DEFAULTS "/sshKeys/1", "\"ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIGxh x\""); },
         DEFAULTS_FIELD ".sshKeys[1]", "Line 2 is not an OpenSSH public key."},
        {"overlay", "CCF-6", "ComputeConfig glaciology/lab",
         [](World &w) {
             w.with("/spec/paletteClusterConfig/edge/networkOverlayConfig",
                    R"({"enabled":true,"cidr":"100.64/33"})");
         },
         "spec.paletteClusterConfig.edge.networkOverlayConfig.cidr",
         "Give the overlay network a CIDR, for example 100.64.192.0/20.", Finding::Severity::Refuse,
         [](World &w) {
             w.with("/spec/paletteClusterConfig/edge/networkOverlayConfig",
                    R"({"enabled":true,"cidr":"100.64.192.0/20"})");
         }},
        {"worker pool name", "CCF-7", "ComputeConfig glaciology/lab",
         [](World &w) { w.with(DEFAULTS "/workerPools", R"([{"name":"a"},{"name":"a"}])"); },
         DEFAULTS_FIELD ".workerPools[1].name", "Worker pool name 'a' is repeated or not valid."},
        {"GPU on the control plane", "CCF-8", "ComputeConfig glaciology/lab",
         [](World &w) { w.with(DEFAULTS "/controlPlanePool/gpu", R"({"family":"NVIDIA-L4","gpuCount":1})"); },
         DEFAULTS_FIELD ".controlPlanePool.gpu",
         "GPUs on the control plane are only usable when it may run workloads.", Finding::Severity::Refuse,
         [](World &w) {
             w.with(DEFAULTS "/controlPlanePool/gpu", R"({"family":"NVIDIA-L4","gpuCount":1})")
                 .with(DEFAULTS "/controlPlanePool/workerNodeEligible", "true");
         }},
        {"node count", "CCF-9", "ComputeConfig glaciology/lab",
         [](World &w) { w.with(DEFAULTS "/workerPools/0/minNodeCount", "2"); },
         DEFAULTS_FIELD ".workerPools[0].nodeCount", "Node count 1 must be between 2 and 1."},
        {"config in use", "CCF-10", "ComputeConfig glaciology/lab", destroy, "",
         "Compute configuration lab is used by projects glaciology, spare/spare and vision/vision.",
         Finding::Severity::Refuse,
         [](World &w) {
             w.object = w.find(QStringLiteral("ComputeConfig glaciology/unused"));
             w.destroy();
         }},

        // 2.6 ComputePool
        {"name", "POOL-1", "ComputePool glaciology/firn-train",
         [](World &w) { w.with("/metadata/name", "\"f\""); }, "metadata.name",
         "Name must be 3 to 33 characters: lower-case letters, digits and hyphens, starting with a letter "
         "and ending with a "
         "letter or digit."},
        {"taken", "POOL-1", "ComputePool glaciology/firn-train",
         [](World &w) { w.context.intent = RuleContext::Intent::Create; }, "metadata.name",
         "Project glaciology has a pool firn-train already.", Finding::Severity::Refuse, create},
        {"no variant", "POOL-2", "ComputePool glaciology/firn-train",
         [](World &w) { w.with("/spec/clusterVariant", "{}"); }, "spec.clusterVariant",
         "Choose either a dedicated or a shared pool."},
        {"both variants", "POOL-2", "ComputePool glaciology/firn-train",
         [](World &w) { w.with("/spec/clusterVariant/shared", "{}"); }, "spec.clusterVariant",
         "Choose either a dedicated or a shared pool."},
        {"cluster twice", "POOL-2", "ComputePool glaciology/firn-shared",
         [](World &w) {
             w.with(
                 "/spec/clusterVariant/shared/clusters/-",
                 R"({"name":"one","paletteClusterDeploymentConfig":{"cloudType":"edge-native","edge":{"vip":"10.61.4.99"},
                    "nodePoolRequirements":{"controlPlanePool":{"nodeCount":3}},"variables":{"edge-base":{"zone":"b2"}}}})");
         },
         "spec.clusterVariant.shared.clusters[1].name", "Cluster name 'one' is repeated or not valid."},
        {"other variant", "POOL-3", "ComputePool glaciology/firn-train",
         [](World &w) {
             w.update().with(
                 "/spec/clusterVariant",
                 R"({"shared":{"clusters":[{"name":"one","paletteClusterDeploymentConfig":{}}]}})");
         },
         "spec.clusterVariant", "A pool cannot change between dedicated and shared. Create a new pool.",
         Finding::Severity::Refuse, update},
        {"size", "POOL-4", "ComputePool glaciology/firn-train",
         [](World &w) { w.with(CONFIG "/nodePoolRequirements/controlPlanePool/nodeCount", "4"); },
         CONFIG_FIELD ".nodePoolRequirements.controlPlanePool.nodeCount",
         "Control plane size must be 1, 3 or 5."},
        {"size by default", "POOL-4", "ComputePool glaciology/idle",
         [](World &w) {
             w.patch("ComputeConfig glaciology/lab", DEFAULTS "/controlPlanePool/nodeCount", "7");
         },
         DEFAULTS_FIELD ".controlPlanePool.nodeCount", "Control plane size must be 1, 3 or 5."},
        {"address taken by a pool", "POOL-5", "ComputePool glaciology/firn-train",
         [](World &w) { w.with(CONFIG "/edge/vip", "\"10.61.4.21\""); }, CONFIG_FIELD ".edge.vip",
         "Control plane address 10.61.4.21 is not valid or is already used by pool firn-shared."},
        {"address taken by a machine", "POOL-5", "ComputePool glaciology/firn-train",
         [](World &w) { w.with(CONFIG "/edge/vip", "\"10.61.4.11\""); }, CONFIG_FIELD ".edge.vip",
         "Control plane address 10.61.4.11 is not valid or is already used by machine ice-1."},
        {"no address at all", "POOL-5", "ComputePool glaciology/firn-train",
         [](World &w) { w.with(CONFIG "/edge/vip", "\"10.61\\u0000\""); }, CONFIG_FIELD ".edge.vip",
         "Control plane address 10.61\uFFFD is not valid or is already used by another machine."},
        {"address missing", "POOL-6", "ComputePool glaciology/firn-train",
         [](World &w) { w.drop(CONFIG "/edge/vip"); }, CONFIG_FIELD ".edge.vip",
         "Reserve a free address and enter it as control plane address.", Finding::Severity::Refuse,
         [](World &w) {
             w.with(CONFIG "/edge", R"({"networkOverlayConfig":{"enabled":true,"cidr":"100.64.0.0/20"}})");
         }},
        {"outside the tenant network", "POOL-7", "ComputePool glaciology/firn-train",
         [](World &w) { w.with(CONFIG "/edge/vip", "\"10.62.0.1\""); }, CONFIG_FIELD ".edge.vip",
         "10.62.0.1 is outside the tenant network 10.61.4.0/24; the hosts would refuse it."},
        {"bundle of an app", "POOL-8", "ComputePool glaciology/firn-train",
         [](World &w) { w.with("/spec/profileBundleRef/name", "\"ice-portal-v1\""); },
         "spec.profileBundleRef",
         "Bundle ice-portal-v1 has no cluster profile. Choose an Infrastructure or Fullstack bundle."},
        {"bundle missing", "POOL-8", "ComputePool glaciology/firn-train",
         [](World &w) { w.with("/spec/profileBundleRef/name", "\"gone-v1\""); }, "spec.profileBundleRef",
         "Bundle gone-v1 does not exist."},
        {"two full profiles", "POOL-9", "ComputePool glaciology/firn-train",
         [](World &w) {
             w.patch("ProfileBundle glaciology/metal-k8s-v2", "/spec/clusterProfiles/0/profiles/1/type",
                     "\"Infra\"");
         },
         "spec.profileBundleRef",
         "Bundle metal-k8s-v2 must have exactly one infrastructure or full profile for edge-native; it has "
         "2."},
        {"profile variable", "POOL-10", "ComputePool glaciology/firn-train",
         [](World &w) { w.drop(CONFIG "/variables"); }, CONFIG_FIELD ".variables", "Enter a value for zone."},
        {"half a GPU", "POOL-11", "ComputePool glaciology/firn-train",
         [](World &w) { w.drop(CONFIG "/nodePoolRequirements/workerPools/0/gpu/gpuCount"); },
         CONFIG_FIELD ".nodePoolRequirements.workerPools[0].gpu",
         "Give both a GPU family and a number of GPUs per node."},
        {"project not ready", "POOL-12", "ComputePool glaciology/firn-train",
         [](World &w) {
             w.patch(
                  "Project glaciology/glaciology", "/status",
                  R"({"phase":"NotReady","conditions":[{"type":"RBACSynced","status":"False","message":"roles are missing"}]})")
                 .create();
         },
         "", "Project glaciology is not ready: roles are missing", Finding::Severity::Refuse, create},
        {"no Palette", "POOL-12", "ComputePool glaciology/firn-train",
         [](World &w) {
             w.patch("Settings tenant-borealis/shared", "/spec/integrations",
                     R"({"palette":{"disabled":true}})")
                 .create();
         },
         "", "Project glaciology is not ready: No Palette integration is in effect for namespace glaciology.",
         Finding::Severity::Refuse, create},
        {"policy without the family", "POOL-15", "ComputePool glaciology/firn-train",
         [](World &w) { w.with(CONFIG "/nodePoolRequirements/workerPools/0/gpu/family", "\"NVIDIA-L4\""); },
         "spec.scalingPolicyRef", "Scaling policy busy has no rule for NVIDIA-L4."},
        {"address changes", "POOL-16", "ComputePool glaciology/firn-train",
         [](World &w) { w.update().with(CONFIG "/edge/vip", "\"10.61.4.40\""); }, CONFIG_FIELD ".edge.vip",
         CONFIG_FIELD ".edge.vip cannot change after creation.", Finding::Severity::Refuse,
         [](World &w) { w.update().with("/spec/description", "\"new\""); }},
        {"overlay changes", "POOL-16", "ComputePool glaciology/firn-train",
         [](World &w) {
             w.update().with(CONFIG "/edge/networkOverlayConfig",
                             R"({"enabled":true,"cidr":"100.64.0.0/20"})");
         },
         CONFIG_FIELD ".edge.networkOverlayConfig",
         CONFIG_FIELD ".edge.networkOverlayConfig cannot change after creation.", Finding::Severity::Refuse,
         update},
        {"cluster added", "POOL-16", "ComputePool glaciology/firn-shared",
         [](World &w) { w.update().with(SHARED "/-", secondCluster); }, "spec.clusterVariant.shared.clusters",
         "spec.clusterVariant.shared.clusters cannot change after creation.", Finding::Severity::Refuse,
         [](World &w) {
             w.update().with(SHARED
                             "/0/paletteClusterDeploymentConfig/nodePoolRequirements/workerPools/0/nodeCount",
                             "2");
         }},
        {"cluster renamed", "POOL-16", "ComputePool glaciology/firn-shared",
         [](World &w) { w.update().with(SHARED "/0/name", "\"two\""); },
         "spec.clusterVariant.shared.clusters",
         "spec.clusterVariant.shared.clusters cannot change after creation.", Finding::Severity::Refuse,
         // Two that change places are the same two.
         [](World &w) {
             const QJsonValue one = JsonPointer::parse(QStringLiteral(SHARED "/0"))->get(w.object);
             const QJsonValue two = value(secondCluster);
             w.object = World::changed(w.object, SHARED, QJsonArray{one, two});
             w.update().object = World::changed(w.object, SHARED, QJsonArray{two, one});
         }},
        {"cluster removed", "POOL-16", "ComputePool glaciology/firn-shared",
         [](World &w) { w.with(SHARED "/-", secondCluster).update().drop(SHARED "/1"); },
         "spec.clusterVariant.shared.clusters",
         "spec.clusterVariant.shared.clusters cannot change after creation.", Finding::Severity::Refuse,
         // Only one was built, and the list says so again.
         [](World &w) {
             w.object = World::changed(w.object, "/status/clusters/0/paletteUid", QStringLiteral("c1"));
             w.with(SHARED "/-", secondCluster).update().drop(SHARED "/1");
         }},
        {"other bundle", "POOL-17", "ComputePool glaciology/firn-train",
         [](World &w) { w.update().with("/spec/profileBundleRef/name", "\"ice-portal-v1\""); },
         "spec.profileBundleRef",
         "Choose another version of metal-k8s; a pool cannot switch to a different bundle.",
         Finding::Severity::Refuse,
         [](World &w) { w.update().with("/spec/profileBundleRef/name", "\"metal-k8s-v3\""); }},
        {"network isolation", "POOL-19", "ComputePool glaciology/firn-train",
         [](World &w) { w.with("/spec/networkIsolation", R"({"provider":"Aviz"})"); },
         "spec.networkIsolation", "This hub has no network isolation provider.", Finding::Severity::Refuse,
         [](World &w) {
             w.with("/spec/networkIsolation", R"({"provider":"Aviz"})").context.plainHub = false;
         }},
        {"pool in use", "POOL-20", "ComputePool glaciology/firn-shared", destroy, "",
         "1 deployments run on pool firn-shared: ice-portal. Delete them too, or stop.",
         Finding::Severity::Refuse, [](World &w) { w.destroy().context.cascade = true; }},
        {"quorum", "POOL-21", "ComputePool glaciology/firn-train",
         [](World &w) { w.update().with(CONFIG "/nodePoolRequirements/controlPlanePool/nodeCount", "4"); },
         CONFIG_FIELD ".nodePoolRequirements.controlPlanePool.nodeCount",
         "Change the control plane between 1, 3 and 5 only.", Finding::Severity::Refuse,
         [](World &w) { w.update().with(CONFIG "/nodePoolRequirements/controlPlanePool/nodeCount", "5"); }},
        {"policy before it runs", "SCP-5", "ComputePool glaciology/firn-train",
         [](World &w) {
             w.object = World::changed(w.object, "/status/phase", QStringLiteral("Provisioning"));
             w.update();
             w.context.before = World::without(w.object, "/spec/scalingPolicyRef");
         },
         "spec.scalingPolicyRef", "Pool firn-train must be running before scaling can be switched on.",
         Finding::Severity::Refuse,
         [](World &w) { w.update().context.before = World::without(w.object, "/spec/scalingPolicyRef"); }},

        // 2.7, 2.8
        {"pool and template", "EVAL-1", "ComputePoolEvaluation glaciology/firn-train-g1",
         [](World &w) { w.with("/spec/template", R"({"name":"x"})"); }, "spec",
         "Choose a pool or a template, not both."},
        {"inventory time", "EVAL-2", "ComputePoolEvaluation glaciology/firn-train-g1",
         [](World &w) { w.with("/status", R"({"inventoryTime":"2026-01-01T00:00:00Z"})"); },
         "status.inventoryTime", "Decided on an inventory of 2026-01-01T00:00:00Z.", inform},
        {"no rule", "SCP-1", "ScalingPolicy glaciology/busy", [](World &w) { w.with("/spec", "{}"); }, "spec",
         "A scaling policy needs a CPU rule or at least one GPU rule."},
        {"thresholds", "SCP-2", "ScalingPolicy glaciology/busy",
         [](World &w) { w.with("/spec/gpu/0/scaleDownThreshold", "66"); }, "spec.gpu[0].scaleDownThreshold",
         "The scale-down threshold must be at least 10 points below the scale-up threshold.",
         Finding::Severity::Refuse, [](World &w) { w.with("/spec/gpu/0/scaleDownThreshold", "65"); }},
        {"bounds without rule", "SCP-3", "ScalingPolicy glaciology/busy",
         [](World &w) { w.with("/spec/gpuResourceBounds/1", R"({"family":"NVIDIA-L4","minGPUCount":1})"); },
         "spec.gpuResourceBounds[1]",
         "NVIDIA-L4 has bounds but no rule, or its minimum is above its maximum."},
        {"bounds as a map", "SCP-3", "ScalingPolicy glaciology/busy",
         [](World &w) { w.with("/spec/gpuResourceBounds", R"({"NVIDIA-H100":{"min":9,"max":8}})"); },
         "spec.gpuResourceBounds.NVIDIA-H100",
         "NVIDIA-H100 has bounds but no rule, or its minimum is above its maximum."},
        {"duration", "SCP-4", "ScalingPolicy glaciology/busy",
         [](World &w) { w.with("/spec/cooldownDuration", "\"30s\""); }, "spec.cooldownDuration",
         "'30s' is not a duration. Write for example 5m."},
        {"policy in use", "SCP-6", "ScalingPolicy glaciology/busy", destroy, "",
         "Policy busy is used by pools firn-train.", Finding::Severity::Refuse,
         [](World &w) {
             w.object = w.find(QStringLiteral("ScalingPolicy glaciology/unused"));
             w.destroy();
         }},
    };
    return list;
}

} // namespace easel::tests
