// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/rulecases.h"

namespace easel::tests {

#define COMPONENT "/spec/workload/components"
#define COMPONENT_FIELD "spec.workload.components"
#define PART_VARIABLES "/spec/workloadDeploymentConfigs/0/variables"

const QList<RuleCase> &deploymentRuleCases()
{
    static const QList<RuleCase> list = {
        // 2.9 ProfileBundle
        {"name", "PB-1", "ProfileBundle glaciology/ice-portal-v1",
         [](World &w) { w.with("/metadata/name", "\"Ice..portal-v1\""); }, "metadata.name",
         "Bundle name may use lower-case letters, digits, hyphens and periods, at most 47 characters."},
        {"version", "PB-1", "ProfileBundle glaciology/ice-portal-v1",
         [](World &w) { w.with("/spec/version", "\"latest\""); }, "spec.version",
         "Version 'latest' must look like v3 or v1.2.0."},
        {"name of base and version", "PB-1", "ProfileBundle glaciology/metal-k8s-v2",
         [](World &w) { w.create().with("/metadata/name", "\"metal\""); }, "metadata.name",
         "The name must be base and version: metal-k8s-v2.", Finding::Severity::Refuse, create},
        {"no cluster profile", "PB-2", "ProfileBundle glaciology/metal-k8s-v2",
         [](World &w) { w.with("/spec/clusterProfiles", "[]"); }, "spec.clusterProfiles",
         "A bundle of type infrastructure needs a Palette cluster profile."},
        {"add-ons only", "PB-3", "ProfileBundle glaciology/metal-k8s-v2",
         [](World &w) { w.with("/spec/clusterProfiles/0/profiles/0/type", "\"add-on\""); }, "spec.clusterProfiles",
         "Choose one infrastructure or full profile; further profiles must be add-ons."},
        {"no workload profile", "PB-4", "ProfileBundle glaciology/ice-portal-v1",
         [](World &w) { w.with("/spec/type", "\"fullStack\"").with("/spec/workloadProfiles", "[]"); },
         "spec.workloadProfiles", "A bundle of type fullstack needs a workload profile."},
        {"draft", "PB-5", "ProfileBundle glaciology/metal-k8s-v2",
         [](World &w) { w.with("/status", R"({"clusterProfiles":[{"uid":"11","found":true,"published":false}]})"); },
         "spec.clusterProfiles[0].profiles[1]", "Cluster profile gpu-operator 2.0.1 is a draft or no longer exists.",
         Finding::Severity::Refuse,
         [](World &w) { w.with("/status", R"({"clusterProfiles":[{"uid":"11","found":true,"published":true}]})"); }},
        {"variables", "VAR-4", "ProfileBundle glaciology/ice-portal-v1",
         [](World &w) { w.with("/spec/variableSet", R"([{"name":"tag","variableType":"string","locked":true}])"); },
         "spec.variableSet[0].locked", "A locked variable needs a value."},
        {"type of another level", "V1", "ProfileBundle glaciology/ice-portal-v1",
         [](World &w) { w.with("/spec/variableSet/variables/0/name", "\"replicas\""); }, "spec.variableSet",
         "replicas is string in the bundle but int32 in the project."},
        {"locked further out", "V2", "ProfileBundle glaciology/ice-portal-v1",
         [](World &w) { w.with("/spec/variableSet/variables/0/name", "\"registry\""); }, "spec.variableSet",
         "registry is locked by the system and cannot be set here."},
        {"edit", "PB-7", "ProfileBundle glaciology/metal-k8s-v2",
         [](World &w) { w.update().with("/spec/clusterProfiles/0/profiles/1/version", "\"2.0.2\""); }, "spec",
         "Versions do not change. Create a new version of metal-k8s.", Finding::Severity::Refuse,
         [](World &w) { w.update().with("/spec/displayName", "\"Metal\"").with("/spec/requirements", "null"); }},
        {"bundle in use", "PB-8", "ProfileBundle glaciology/metal-k8s-v2", destroy, "",
         "Bundle metal-k8s-v2 is used by firn-shared, firn-train and idle.", Finding::Severity::Refuse,
         [](World &w) {
             w.removeObject("AIWorkload glaciology/melt-chat").object =
                 w.find(QStringLiteral("ProfileBundle glaciology/metal-k8s-v3"));
             w.destroy();
         }},

        // 2.10 WorkloadProfile
        {"name", "WP-1", "WorkloadProfile glaciology/ice-api-v0", [](World &w) { w.with("/metadata/name", "\"ice_api-v0\""); },
         "metadata.name",
         "Profile name may use lower-case letters, digits, hyphens and periods, at most 47 characters, and start and end with "
         "a letter or digit."},
        {"component name", "WP-2", "WorkloadProfile glaciology/ice-api-v0",
         [](World &w) { w.with(COMPONENT "/1/name", "\"store\""); }, COMPONENT_FIELD "[1].name",
         "Component name 'store' is repeated or not valid."},
        {"component definition", "WP-3", "WorkloadProfile glaciology/ice-api-v0",
         [](World &w) { w.with(COMPONENT "/0/type", "\"wizardry\""); }, COMPONENT_FIELD "[0].type",
         "There is no component definition 'wizardry'."},
        {"trait definition", "WP-3", "WorkloadProfile glaciology/ice-api-v0",
         [](World &w) { w.removeObject("TraitDefinition easel-system/scaler"); }, COMPONENT_FIELD "[1].traits[0].type",
         "There is no trait definition 'scaler'."},
        {"same time", "WP-5", "WorkloadProfile glaciology/ice-api-v0",
         [](World &w) { w.with(COMPONENT "/1/deploymentPriority", "0"); }, COMPONENT_FIELD "[1].properties.store",
         "api: {{ spoke \".def.store.clusterIp\" }} reads 'store', which is deployed at the same time or later."},
        {"macro", "V7", "WorkloadProfile glaciology/ice-api-v0",
         [](World &w) { w.with(COMPONENT "/0/properties/image", "\"{{ .Values.x }}\""); },
         COMPONENT_FIELD "[0].properties.image",
         "{{ .Values.x }} cannot be read: it is no variable, spoke or hub macro", Finding::Severity::Refuse,
         [](World &w) { w.with(COMPONENT "/0/properties/image", "\"{{ .Values.x }}\"").context.plainHub = false; }},
        {"no such output", "V8", "WorkloadProfile glaciology/ice-api-v0",
         [](World &w) { w.with(COMPONENT "/1/properties/store", R"("{{ spoke \".def.store.port\" }}")"); },
         COMPONENT_FIELD "[1].properties.store",
         "{{ spoke \".def.store.port\" }} has no value: component 'store' has no output 'port'", Finding::Severity::Refuse,
         [](World &w) {
             w.with(COMPONENT "/1/properties/store", R"("{{ spoke \".def.store.port\" | default \"80\" }}")");
         }},
        {"repeated output", "WP-6", "WorkloadProfile glaciology/ice-api-v0",
         [](World &w) { w.with(COMPONENT "/0/definitionOutputRefs/1", R"({"name":"clusterIp","pathRef":{"path":".a"}})"); },
         COMPONENT_FIELD "[0].definitionOutputRefs[1]", "Output 'clusterIp': the name is repeated"},
        {"path of an output", "WP-6", "WorkloadProfile glaciology/ice-api-v0",
         [](World &w) { w.with(COMPONENT "/0/definitionOutputRefs/0/pathRef/path", "\".spec[\""); },
         COMPONENT_FIELD "[0].definitionOutputRefs[0]", "Output 'clusterIp': the bracket is not closed"},
        {"undeclared variable", "WP-7", "WorkloadProfile glaciology/ice-api-v0",
         [](World &w) { w.with(COMPONENT "/0/properties/image", "\"{{ .var.image }}\""); }, "spec.workload",
         "Variable 'image' is not declared in this bundle, project or system.", warn},
        {"edit", "WP-8", "WorkloadProfile glaciology/ice-api-v0",
         [](World &w) { w.update().with(COMPONENT "/0/deploymentPriority", "-1"); }, "spec",
         "Profiles do not change. Create a new revision.", Finding::Severity::Refuse, update},
        {"profile in use", "WP-8", "WorkloadProfile glaciology/ice-api-v0", destroy, "",
         "Profile ice-api-v0 is used by ice-portal-v1, ice-portal-api, ice-portal and lone.", Finding::Severity::Refuse,
         [](World &w) { w.object = w.find(QStringLiteral("WorkloadProfile glaciology/unused-v0")); w.destroy(); }},

        // 2.11 to 2.14
        {"edit", "DREV-1", "DefinitionRevision easel-system/comp-webservice-r1",
         [](World &w) { w.update().with("/spec/revision", "2"); }, "spec", "Revisions cannot be edited.",
         Finding::Severity::Refuse, update},
        {"name", "DEF-1", "ComponentDefinition easel-system/webservice",
         [](World &w) { w.with("/metadata/name", "\"web.service\""); }, "metadata.name",
         "Definition name must be at most 40 lower-case letters, digits or hyphens."},
        {"no output", "DEF-2", "ComponentDefinition easel-system/webservice",
         [](World &w) { w.with("/spec/schematic/cue/template", R"("parameter: {}\noutputs: {a: {}}")"); }, "spec.schematic",
         "The template has no output."},
        {"nothing", "DEF-2", "TraitDefinition easel-system/scaler", [](World &w) { w.with("/spec/schematic", "{}"); },
         "spec.schematic", "The template has no output."},
        {"definition in use", "DEF-3", "TraitDefinition easel-system/scaler", destroy, "",
         "Definition scaler is used by profiles ice-api-v0.", Finding::Severity::Refuse,
         [](World &w) {
             w.put(R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"TraitDefinition","metadata":{"name":"scaler",
                 "namespace":"glaciology"},"spec":{}})").destroy();
         }},
        {"edit", "DEF-4", "TraitDefinition easel-system/scaler",
         [](World &w) { w.update().with("/spec/podDisruptive", "true"); }, "spec",
         "Saving publishes a new version; running deployments that use it may be updated.", warn, update},

        // 2.15 VariableSet
        {"name", "VAR-1", "VariableSet glaciology/mural-variables",
         [](World &w) { w.with("/spec/variables/0/name", "\"1st\""); }, "spec.variables[0].name",
         "Variable name must start with a letter or underscore and contain only letters, digits, hyphens and underscores."},
        {"twice", "VAR-1", "VariableSet glaciology/mural-variables",
         [](World &w) { w.with("/spec/variables/1/name", "\"replicas\""); }, "spec.variables[1].name",
         "Variable replicas is declared twice."},
        {"type", "VAR-2", "VariableSet glaciology/mural-variables",
         [](World &w) { w.with("/spec/variables/0/value", R"({"string":"3"})"); }, "spec.variables[0].value",
         "replicas is int32, but its value is string.", Finding::Severity::Refuse,
         [](World &w) { w.with("/spec/variables/0/value", R"({"int32":3})"); }},
        {"range", "VAR-2", "VariableSet glaciology/mural-variables",
         [](World &w) { w.with("/spec/variables/0/value", R"({"int32":3000000000})"); }, "spec.variables[0].value",
         "replicas is int32, but its value is int32 3000000000."},
        {"locked and required", "VAR-3", "VariableSet glaciology/mural-variables",
         [](World &w) { w.with("/spec/variables/1/validationMode", "\"required\""); }, "spec.variables[1].locked",
         "region cannot be locked and required."},
        {"locked without a value", "VAR-4", "VariableSet glaciology/mural-variables",
         [](World &w) { w.drop("/spec/variables/1/value"); }, "spec.variables[1].locked",
         "A locked variable needs a value."},
        {"lock of a project", "VAR-5", "VariableSet glaciology/mural-variables",
         [](World &w) { w.with("/spec/variables/1/name", "\"zone\""); }, "spec.variables[1].locked",
         "zone is not a system variable, so a project cannot lock it."},
        {"locked by the system", "VAR-6", "VariableSet glaciology/mural-variables",
         [](World &w) { w.with("/spec/variables/0/name", "\"registry\""); }, "spec.variables[0]",
         "registry is locked for all projects."},
        {"singleton", "VAR-7", "VariableSet glaciology/mural-variables", [](World &w) { w.with("/metadata/name", "\"mine\""); },
         "metadata.name", "Variables live in one set per namespace, named mural-variables."},
        {"secret by name", "VAR-8", "VariableSet glaciology/mural-variables",
         [](World &w) { w.with("/spec/variables/2", R"({"name":"db_password","variableType":"string"})"); },
         "spec.variables[2]", "Variables are stored in clear. Put secrets in a Kubernetes Secret.", warn,
         [](World &w) { w.with("/spec/variables/2", R"({"name":"token_secret_name","variableType":"string"})"); }},
        {"secret by value", "VAR-8", "VariableSet glaciology/mural-variables",
         [](World &w) {
             w.with("/spec/variables/2",
                    R"({"name":"x","variableType":"string","value":{"string":"hf_abcdefghijklmnopqrstuv"}})");
         },
         "spec.variables[2]", "Variables are stored in clear. Put secrets in a Kubernetes Secret.", warn},
        {"hyphen", "VAR-9", "VariableSet glaciology/mural-variables",
         [](World &w) { w.with("/spec/variables/0/name", "\"re-plicas\""); }, "spec.variables[0].name",
         "Prefer underscores; some tools cannot read re-plicas.", warn},

        // 2.16 Environment
        {"name", "ENV-1", "Environment glaciology/field", [](World &w) { w.with("/metadata/name", "\"Field\""); },
         "metadata.name",
         "Environment name must be at most 63 lower-case letters, digits or hyphens, and start and end with a letter or "
         "digit."},
        {"no placement", "ENV-2", "Environment glaciology/field",
         [](World &w) { w.drop("/spec/topology/properties/placement"); }, "spec.topology.properties",
         "Choose the clusters by labels or enter an existing Placement."},
        {"existing placement missing", "ENV-2", "Environment glaciology/field",
         [](World &w) { w.with("/spec/topology/type", "\"topology-ocm-byop\""); }, "spec.topology.properties",
         "Choose the clusters by labels or enter an existing Placement.", Finding::Severity::Refuse,
         [](World &w) {
             w.with("/spec/topology/type", "\"topology-ocm-byop\"").with("/spec/topology/properties/placementName", "\"p\"");
         }},
        {"no binding", "ENV-3", "Environment glaciology/field",
         [](World &w) { w.set.setComplete(QStringLiteral("ManagedClusterSetBinding.cluster.open-cluster-management.io")); },
         "spec.topology.properties.hubNamespace",
         "Namespace managed-cluster-set-global has no ManagedClusterSetBinding; placement would select nothing.",
         Finding::Severity::Refuse,
         [](World &w) {
             w.put(R"({"apiVersion":"cluster.open-cluster-management.io/v1beta2","kind":"ManagedClusterSetBinding",
                 "metadata":{"name":"global","namespace":"managed-cluster-set-global"}})");
             w.set.setComplete(QStringLiteral("ManagedClusterSetBinding.cluster.open-cluster-management.io"));
         }},
        {"environment in use", "ENV-5", "Environment glaciology/field", destroy, "",
         "Environment field is used by ice-portal-api.", Finding::Severity::Refuse,
         [](World &w) { w.removeObject("WorkloadDeployment glaciology/ice-portal-api").destroy(); }},
        {"of a pool", "ENV-6", "Environment glaciology/firn-train", destroy, "spec",
         "This environment belongs to pool firn-train.", Finding::Severity::Refuse,
         [](World &w) { w.object = w.find(QStringLiteral("Environment glaciology/field")); w.destroy(); }},
        {"CEL", "ENV-7", "Environment glaciology/field",
         [](World &w) {
             w.with("/spec/topology/properties/placement/predicates/0/requiredClusterSelector/celSelector",
                    R"({"celExpressions":["true"]})");
         },
         "spec.topology.properties.placement.predicates[0].requiredClusterSelector.celSelector",
         "This hub cannot evaluate celSelector."},

        // 2.17, 2.18
        {"name", "WD-1", "WorkloadDeployment glaciology/ice-portal-api",
         [](World &w) { w.with("/metadata/name", "\"a.b\""); }, "metadata.name",
         "Workload deployment name must be at most 63 lower-case letters, digits or hyphens, and start and end with a letter "
         "or digit."},
        {"profile", "WD-2", "WorkloadDeployment glaciology/ice-portal-api",
         [](World &w) { w.drop("/spec/workloadProfileRef").with("/spec/profileRef", "\"gone-v1\""); }, "spec.profileRef",
         "Profile gone-v1 does not exist."},
        {"environment", "WD-3", "WorkloadDeployment glaciology/ice-portal-api",
         [](World &w) { w.with("/spec/environmentRef/name", "\"gone\""); }, "spec.environmentRef",
         "Environment gone does not exist."},
        {"namespace", "WD-4", "WorkloadDeployment glaciology/ice-portal-api",
         [](World &w) { w.with("/spec/targetNamespace", "\"other\""); }, "spec.targetNamespace",
         "Project glaciology does not allow workloads in namespace other."},
        {"value of another type", "V4", "WorkloadDeployment glaciology/ice-portal-api",
         [](World &w) { w.with("/spec/variables/replicas", R"({"string":"two"})"); }, "spec.variables.replicas",
         "replicas needs int32; got 'two'."},
        {"undeclared", "WD-6", "WorkloadDeployment glaciology/ice-portal-api",
         [](World &w) { w.with("/spec/variables/tier", "\"x\""); }, "spec.variables.tier",
         "tier is not declared in the bundle, project or system variables."},
        {"required", "V5", "WorkloadDeployment glaciology/ice-portal-api",
         [](World &w) { w.with("/spec/variables", "{}"); }, "spec.variables.replicas", "Enter a value for replicas."},
        {"other environment", "WD-7", "WorkloadDeployment glaciology/ice-portal-api",
         [](World &w) { w.update().with("/spec/environmentRef/name", "\"firn-train\""); }, "spec.environmentRef",
         "Clone the deployment to change its environment.", Finding::Severity::Refuse,
         [](World &w) { w.update().with("/spec/variables/replicas/int32", "3"); }},
        {"edited", "WL-1", "Workload glaciology/ice-portal-api-1", update, "",
         "Workloads are written by the engine. Edit the deployment instead."},

        // 2.19 AIWorkload
        {"name", "AIW-1", "AIWorkload glaciology/ice-portal", [](World &w) { w.with("/metadata/name", "\"x\""); },
         "metadata.name",
         "Name must be 3 to 33 characters: lower-case letters, digits and hyphens, starting with a letter and ending with a "
         "letter or digit."},
        {"no compute", "AIW-2", "AIWorkload glaciology/ice-portal", [](World &w) { w.drop("/spec/compute"); }, "spec.compute",
         "Choose a running pool, a new dedicated pool or an environment."},
        {"two kinds of compute", "AIW-2", "AIWorkload glaciology/ice-portal",
         [](World &w) { w.with("/spec/compute/environmentRef", R"({"name":"field"})"); }, "spec.compute",
         "Choose a running pool, a new dedicated pool or an environment.", Finding::Severity::Refuse,
         [](World &w) { w.with("/spec/compute", R"({"environmentRef":{"name":"field"}})"); }},
        {"pool not running", "AIW-3", "AIWorkload glaciology/ice-portal",
         [](World &w) { w.patch("ComputePool glaciology/firn-shared", "/status/phase", "\"Provisioning\"").create(); },
         "spec.compute.computePoolRef", "Pool firn-shared is Provisioning. Choose a running pool.",
         Finding::Severity::Refuse, create},
        {"pool goes", "AIW-3", "AIWorkload glaciology/ice-portal",
         [](World &w) {
             w.patch("ComputePool glaciology/firn-shared", "/metadata/deletionTimestamp", "\"2026-01-01T00:00:00Z\"").create();
         },
         "spec.compute.computePoolRef", "Pool firn-shared is Deleting. Choose a running pool."},
        {"pool missing", "AIW-3", "AIWorkload glaciology/ice-portal",
         [](World &w) { w.with("/spec/compute/computePoolRef/name", "\"gone\""); }, "spec.compute.computePoolRef",
         "Pool gone is missing. Choose a running pool."},
        {"dedicated to another", "AIW-4", "AIWorkload glaciology/ice-portal",
         [](World &w) { w.with("/spec/compute/computePoolRef/name", "\"firn-train\"").create(); },
         "spec.compute.computePoolRef", "Pool firn-train is dedicated to lone.", Finding::Severity::Refuse, create},
        {"no fitting profile", "AIW-5", "AIWorkload glaciology/ice-portal",
         [](World &w) { w.with("/spec/profileBundleRefs/0/name", "\"llm-v1\""); }, "spec.profileBundleRefs",
         "None of the chosen bundles has an application profile."},
        {"no model profile", "AIW-5", "AIWorkload glaciology/melt-chat",
         [](World &w) { w.with("/spec/profileBundleRefs/0/name", "\"ice-portal-v1\""); }, "spec.profileBundleRefs",
         "None of the chosen bundles has a model profile."},
        {"bundle missing", "AIW-5", "AIWorkload glaciology/ice-portal",
         [](World &w) { w.with("/spec/profileBundleRefs/1", R"({"name":"gone-v1"})"); }, "spec.profileBundleRefs[1]",
         "Bundle gone-v1 does not exist."},
        {"value missing", "AIW-6", "AIWorkload glaciology/ice-portal", [](World &w) { w.with(PART_VARIABLES, "{}"); },
         "spec.workloadDeploymentConfigs[0].variables.replicas", "Enter a value for replicas."},
        {"value missing in one part", "AIW-6", "AIWorkload glaciology/ice-portal",
         [](World &w) {
             w.patch("ProfileBundle glaciology/ice-portal-v1", "/spec/variableSet/variables/1",
                     R"({"name":"contact","variableType":"string","validationMode":"required"})")
                 .patch("ProfileBundle glaciology/ice-portal-v1", "/spec/workloadProfiles/1",
                        R"({"name":"unused-v0"})")
                 .with("/spec/workloadDeploymentConfigs/1",
                       R"({"name":"b","workloadProfileRef":{"name":"unused-v0"},
                           "variables":{"contact":{"string":"x"},"replicas":{"int32":1}}})");
         },
         "spec.workloadDeploymentConfigs[0].variables.contact", "Enter a value for contact.",
         Finding::Severity::Refuse,
         [](World &w) {
             w.patch("ProfileBundle glaciology/ice-portal-v1", "/spec/variableSet/variables/1",
                     R"({"name":"contact","variableType":"string","validationMode":"required"})")
                 .patch("ProfileBundle glaciology/ice-portal-v1", "/spec/workloadProfiles/1",
                        R"({"name":"unused-v0"})")
                 .with(PART_VARIABLES "/contact", R"({"string":"y"})")
                 .with("/spec/workloadDeploymentConfigs/1",
                       R"({"name":"b","workloadProfileRef":{"name":"unused-v0"},
                           "variables":{"contact":{"string":"x"},"replicas":{"int32":1}}})");
         }},
        {"part with a value of another type", "V4", "AIWorkload glaciology/ice-portal",
         [](World &w) { w.with(PART_VARIABLES "/replicas", "true"); },
         "spec.workloadDeploymentConfigs[0].variables.replicas", "replicas needs int32; got 'true'."},
        {"part with a locked value", "V2", "AIWorkload glaciology/ice-portal", [](World &w) { w.with(PART_VARIABLES "/region", "\"south\""); },
         "spec.workloadDeploymentConfigs[0].variables.region", "region is locked by the project and cannot be set here."},
        {"part with an undeclared value", "WD-6", "AIWorkload glaciology/ice-portal", [](World &w) { w.with(PART_VARIABLES "/tier", "\"x\""); },
         "spec.workloadDeploymentConfigs[0].variables.tier",
         "tier is not declared in the bundle, project or system variables."},
        {"namespace", "AIW-7", "AIWorkload glaciology/ice-portal",
         [](World &w) { w.with("/spec/targetNamespace", "\"kube-system\""); }, "spec.targetNamespace",
         "Project glaciology does not allow workloads in namespace kube-system."},
        {"namespace by default", "AIW-7", "AIWorkload glaciology/ice-portal", [](World &w) { w.drop("/spec/targetNamespace"); },
         "spec.targetNamespace", "Project glaciology does not allow workloads in namespace ice-portal."},
        {"capacity", "AIW-8", "AIWorkload glaciology/ice-portal",
         [](World &w) { w.with("/spec/gpuResources/requests/NVIDIA-H100", "8").create(); },
         "spec.gpuResources.requests.NVIDIA-H100",
         "Pool firn-shared has 6 NVIDIA-H100 GPUs free; this deployment asks for 8.", Finding::Severity::Refuse,
         [](World &w) { w.with("/spec/gpuResources/requests/NVIDIA-H100", "6").create(); }},
        {"capacity with overcommit", "AIW-8", "AIWorkload glaciology/ice-portal",
         [](World &w) {
             w.patch("ComputePool glaciology/firn-shared", "/spec/clusterVariant/shared/allowOvercommit", "true")
                 .with("/spec/gpuResources/requests/NVIDIA-H100", "8")
                 .create();
         },
         "spec.gpuResources.requests.NVIDIA-H100",
         "Pool firn-shared has 6 NVIDIA-H100 GPUs free; this deployment asks for 8.", warn},
        {"own pool", "POOL-6", "AIWorkload glaciology/melt-chat",
         [](World &w) { w.drop("/spec/compute/dedicated/paletteClusterDeploymentConfig/edge"); },
         "spec.compute.dedicated.paletteClusterDeploymentConfig.edge.vip",
         "Reserve a free address and enter it as control plane address."},
        {"model denied", "AIW-10", "AIWorkload glaciology/melt-chat",
         [](World &w) { w.with("/spec/model/id", "\"borealis/secret-7b\""); }, "spec.model.id",
         "Model borealis/secret-7b is not allowed in this project."},
        {"model not allowed by the tenant", "AIW-10", "AIWorkload glaciology/melt-chat",
         [](World &w) {
             w.patch("Tenant borealis", "/spec/modelSettings", R"({"governance":[{"source":"huggingface","allow":["acme/*"]}]})");
         },
         "spec.model.id", "Model borealis/firn-7b is not allowed in this project."},
        {"too few GPUs", "AIW-11", "AIWorkload glaciology/ice-portal",
         [](World &w) { w.patch("ProfileBundle glaciology/ice-portal-v1", "/spec/requirements/gpu/0/minCount", "64"); },
         "spec.profileBundleRefs[0]", "Bundle ice-portal-v1 needs 64 NVIDIA-H100; firn-shared has 32."},
        {"old Kubernetes", "AIW-11", "AIWorkload glaciology/ice-portal",
         [](World &w) { w.patch("ProfileBundle glaciology/ice-portal-v1", "/spec/requirements/kubernetes", "\">=1.33\""); },
         "spec.profileBundleRefs[0]", "Bundle ice-portal-v1 needs Kubernetes 1.33; firn-shared has v1.32.1."},
        {"edit", "AIW-12", "AIWorkload glaciology/ice-portal",
         [](World &w) { w.update().with("/spec/targetNamespace", "\"ice\""); }, "spec.targetNamespace",
         "A deployment does not change. Clone it, adjust the clone, then delete this one.", Finding::Severity::Refuse,
         [](World &w) {
             w.update().with("/spec/description", "\"new\"").with("/spec/suspend", "true").with("/spec/links", "[]");
         }},
        {"deletes its pool", "AIW-13", "AIWorkload glaciology/melt-chat", destroy, "",
         "This also deletes pool melt-pool and its cluster (delete).", warn,
         [](World &w) { w.object = w.find(QStringLiteral("AIWorkload glaciology/ice-portal")); w.destroy(); }},
        {"part name", "AIW-14", "AIWorkload glaciology/ice-portal",
         [](World &w) { w.with("/spec/workloadDeploymentConfigs/0/name", "\"An api\""); },
         "spec.workloadDeploymentConfigs[0].name", "Deployment part 'An api' is not valid or is repeated."},
        {"link", "AIW-LINK", "AIWorkload glaciology/ice-portal",
         [](World &w) { w.with("/spec/links/0/url", "\"javascript:alert(1)\""); }, "spec.links[0].url",
         "A link needs a name and an address that starts with http:// or https://."},

        // 2.20, 2.21, 3.m
        {"kubeconfig", "SPK-1", "Spoke glaciology/station-a",
         [](World &w) { w.removeObject("Secret glaciology/station-a-kubeconfig"); }, "spec.kubeconfig.secretReference",
         "The kubeconfig Secret station-a-kubeconfig is missing."},
        {"manual works", "SPK-2", "Spoke glaciology/station-a",
         [](World &w) {
             w.put(R"({"apiVersion":"work.open-cluster-management.io/v1","kind":"ManifestWork",
                 "metadata":{"name":"by-hand","namespace":"station-a"}})").destroy();
         },
         "", "Cluster station-a still has manually made ManifestWorks: by-hand.", Finding::Severity::Refuse,
         [](World &w) {
             w.put(R"({"apiVersion":"work.open-cluster-management.io/v1","kind":"ManifestWork","metadata":{"name":"ours",
                 "namespace":"station-a","labels":{"easel.spectrocloud.com/workload-deployment":"x"}}})").destroy();
         }},
        {"name", "REPO-1", "HelmRepository glaciology/charts", [](World &w) { w.with("/metadata/name", "\"ice.charts\""); },
         "metadata.name", "Repository name may use lower-case letters, digits and hyphens."},
        {"address", "REPO-2", "HelmRepository glaciology/charts", [](World &w) { w.with("/spec/url", "\"ftp://charts\""); },
         "spec.url", "The address must start with https:// or oci://."},
        {"OCI address", "REPO-2", "OCIRepository glaciology/artifacts",
         [](World &w) { w.with("/spec/url", "\"https://registry.example\""); }, "spec.url",
         "The address must start with oci://."},
        {"in clear", "REPO-3", "HelmRepository glaciology/charts", [](World &w) { w.with("/spec/url", "\"http://charts\""); },
         "spec.url", "This repository is read without encryption.", warn},
        {"cluster name", "BYO-7", "Secret glaciology/station-a-kubeconfig",
         [](World &w) { w.with("/metadata/labels/easel.spectrocloud.com~1cluster", "\"1st\""); },
         "metadata.labels['easel.spectrocloud.com/cluster']",
         "Cluster name must be 1 to 46 lower-case letters, digits or hyphens, starting with a letter."},
        {"second of a name", "BYO-7", "Secret glaciology/station-a-kubeconfig",
         [](World &w) {
             w.put(R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"other","namespace":"glaciology","labels":{
                 "easel.spectrocloud.com/cluster-kubeconfig":"true","easel.spectrocloud.com/cluster":"station-a"}}})");
         },
         "metadata.labels['easel.spectrocloud.com/cluster']", "There is a cluster named station-a already."},
    };
    return list;
}

} // namespace easel::tests
