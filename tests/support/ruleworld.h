// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/jsonpointer.h"
#include "core/domain/rules.h"
#include "tests/support/objects.h"

#include <QJsonArray>

namespace easel::tests {

// A small company in which every object keeps every rule; tests break one thing at a time.
class RuleWorld
{
public:
    RuleWorld()
    {
        static const ObjectSet sound = build();
        set = sound;
    }
    static ObjectSet build()
    {
        ObjectSet set;
        static const char *const objects[] = {
            R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"tenant-borealis"}})",
            R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shared-settings","labels":{"palette.ai/tenant":"borealis"}}})",
            R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"elsewhere"}})",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Tenant","metadata":{"name":"borealis"},"spec":{
                "displayName":"Borealis","tenantRoleMapping":{"groups":["platform","ops"]},
                "settingsRef":{"name":"shared","namespace":"tenant-borealis"},
                "gpuResources":{"limits":{"NVIDIA-H100":32,"*":8,"NVIDIA-T4":0}}}})",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Tenant","metadata":{"name":"empty"},"spec":{}})",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Project","metadata":{"name":"glaciology","namespace":"glaciology"},
                "spec":{"displayName":"Glaciology","tenantRef":{"name":"borealis"},"computeConfigRef":{"name":"lab","namespace":"glaciology"},
                "settingsRef":{"name":"own"},"roleMapping":{"admin":["leads"],"editor":["staff"],"viewer":["guests"]},
                "admissionConfiguration":{"workloadConfiguration":{"deploymentNamespaces":{"allow":["ice-apps"],"disallow":["*"]}}},
                "modelSettings":{"governance":[{"source":"huggingface","allow":["borealis/*"],"deny":["*/secret-*"]}]},
                "gpuResources":{"limits":{"NVIDIA-H100":16},"requests":{"NVIDIA-H100":8}}},"status":{"phase":"Ready"}})",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Project","metadata":{"name":"vision","namespace":"vision"},
                "spec":{"tenantRef":{"name":"borealis"},"computeConfigRef":{"name":"lab","namespace":"glaciology"},
                "gpuResources":{"requests":{"NVIDIA-H100":12}}},"status":{"phase":"Ready"}})",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Project","metadata":{"name":"spare","namespace":"spare"},
                "spec":{"tenantRef":{"name":"borealis"},"computeConfigRef":{"name":"lab","namespace":"glaciology"}}})",
            R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"palette","namespace":"tenant-borealis"},
                "stringData":{"palette":"{\"hostUrl\":\"https://palette.example\",\"api_key\":\"k\",\"tenant\":\"b\",\"projectUid\":\"1\"}"}})",
            R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"hf","namespace":"glaciology"},"data":{"token":"eA=="}})",
            R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"stub","namespace":"glaciology",
                "annotations":{"easel.spectrocloud.com/keys":"palette"}}})",
            R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"station-a-kubeconfig","namespace":"glaciology","labels":{
                "easel.spectrocloud.com/cluster-kubeconfig":"true","easel.spectrocloud.com/cluster":"station-a",
                "easel.spectrocloud.com/source":"brought"}}})",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Settings","metadata":{"name":"shared","namespace":"tenant-borealis"},
                "spec":{"integrations":{"palette":{"secretRef":{"name":"palette"}}}}})",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Settings","metadata":{"name":"own","namespace":"glaciology"},
                "spec":{"integrations":{"huggingFace":{"secretRef":{"name":"hf"}}}}})",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Compute","metadata":{"name":"default","namespace":"glaciology"},
                "spec":{},"status":{"edgeHostDetails":{
                "ice-1":{"displayName":"ice-1","state":"available","tags":{"hall":"b2","net-iso-subnet-ipv4":"10.61.4.0","net-iso-subnet-prefix-length":"24"},
                "gpus":[{"family":"NVIDIA-H100","count":8}],"network":{"ip":"10.61.4.11"}},
                "ice-2":{"displayName":"ice-2","state":"in-use","tags":{"hall":"b2"},"network":{"ip":"10.61.4.12"}}}}})",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"ComputeConfig","metadata":{"name":"lab","namespace":"glaciology"},
                "spec":{"paletteClusterConfig":{"edge":{"networkOverlayConfig":{"enabled":false}},"defaults":{
                "sshKeys":["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGxhYi1vcHMta2V5LW5vdC1yZWFsLTAwMDAwMDAwMDAw ops@borealis"],
                "controlPlanePool":{"nodeCount":3,"cpu":{"cpuCount":8}},"workerPools":[{"name":"worker","nodeCount":1}]}}}})",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"ComputeConfig","metadata":{"name":"unused","namespace":"glaciology"},
                "spec":{"paletteClusterConfig":{"defaults":{"controlPlanePool":{"nodeCount":3}}}}})",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"ScalingPolicy","metadata":{"name":"busy","namespace":"glaciology"},
                "spec":{"cpu":{"scaleUpThreshold":80,"scaleDownThreshold":20},
                "gpu":[{"family":"NVIDIA-H100","scaleUpThreshold":75,"scaleDownThreshold":25,"scaleUpDuration":"6m","scaleDownDuration":"20m"}],
                "gpuResourceBounds":[{"family":"NVIDIA-H100","minGPUCount":8,"maxGPUCount":32}],"cooldownDuration":"12m"}})",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"ScalingPolicy","metadata":{"name":"unused","namespace":"glaciology"},
                "spec":{"cpu":{"scaleUpThreshold":80,"scaleDownThreshold":20}}})",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"ComputePool","metadata":{"name":"firn-train","namespace":"glaciology"},
                "spec":{"profileBundleRef":{"name":"metal-k8s-v2"},"scalingPolicyRef":{"name":"busy"},"clusterVariant":{
                "workerResourceGroups":{"hall":"b2"},"dedicated":{"paletteClusterDeploymentConfig":{"cloudType":"edge-native",
                "nodePoolRequirements":{"controlPlanePool":{"nodeCount":3},"workerPools":[
                {"name":"h100","nodeCount":2,"maxNodeCount":4,"gpu":{"family":"NVIDIA-H100","gpuCount":8}}]},
                "edge":{"vip":"10.61.4.20"},"variables":{"edge-base":{"zone":"b2"}}}}}},"status":{"phase":"Running"}})",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"ComputePool","metadata":{"name":"firn-shared","namespace":"glaciology"},
                "spec":{"profileBundleRef":{"name":"metal-k8s-v2"},"clusterVariant":{"shared":{"clusters":[{"name":"one",
                "paletteClusterDeploymentConfig":{"cloudType":"edge-native","nodePoolRequirements":{"controlPlanePool":{"nodeCount":3},
                "workerPools":[{"name":"h100","nodeCount":4,"gpu":{"family":"NVIDIA-H100","gpuCount":8}}]},
                "edge":{"vip":"10.61.4.21"},"variables":{"edge-base":{"zone":"b2"}}}}]}}},
                "status":{"phase":"Running","clusters":[{"name":"one","kubernetesVersion":"v1.32.1"}],
                "capacity":[{"family":"NVIDIA-H100","total":32,"requested":26,"free":6}]}})",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"ComputePool","metadata":{"name":"idle","namespace":"glaciology"},
                "spec":{"profileBundleRef":{"name":"metal-k8s-v2"},"clusterVariant":{"dedicated":{"paletteClusterDeploymentConfig":{
                "cloudType":"edge-native","edge":{"vip":"10.61.4.22"},"variables":{"edge-base":{"zone":"b2"}}}}}}})",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"ComputePoolEvaluation","metadata":{"name":"firn-train-g1","namespace":"glaciology"},
                "spec":{"poolRef":{"name":"firn-train"},"mode":"Reserve"}})",
            R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"ProfileBundle","metadata":{"name":"metal-k8s-v2","namespace":"glaciology",
                "labels":{"easel.spectrocloud.com/base":"metal-k8s","easel.spectrocloud.com/version":"v2"}},
                "spec":{"type":"infrastructure","version":"v2","clusterProfiles":[{"cloudType":"edge-native","profiles":[
                {"name":"edge-base","uid":"10","version":"1.4.0","type":"cluster","variables":[{"name":"zone","ask":true}]},
                {"name":"gpu-operator","uid":"11","version":"2.0.1","type":"add-on"}]}]}})",
            R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"ProfileBundle","metadata":{"name":"metal-k8s-v3","namespace":"glaciology"},
                "spec":{"type":"infrastructure","version":"v3","clusterProfiles":[{"cloudType":"edge-native","profiles":[
                {"name":"edge-base","uid":"12","version":"1.5.0","type":"cluster"}]}]}})",
            R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"ProfileBundle","metadata":{"name":"ice-portal-v1","namespace":"glaciology"},
                "spec":{"type":"application","version":"v1","workloadProfiles":[{"name":"ice-api-v0","alias":"api"}],
                "variableSet":{"variables":[{"name":"tag","variableType":"string","value":{"string":"1.9"}}]},
                "requirements":{"minNodes":3,"kubernetes":">=1.31","gpu":[{"family":"NVIDIA-H100","minCount":8}]}}})",
            R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"ProfileBundle","metadata":{"name":"llm-v1","namespace":"glaciology"},
                "spec":{"type":"application","version":"v1","workloadProfiles":[{"name":"llm-server-v1"}]}})",
            R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"WorkloadProfile","metadata":{"name":"ice-api-v0","namespace":"glaciology"},
                "spec":{"profileType":"application","version":"v0","workload":{"components":[
                {"name":"store","type":"webservice","deploymentPriority":0,"properties":{"image":"r/store:{{ .var.tag }}"},
                 "definitionOutputRefs":[{"name":"clusterIp","pathRef":{"apiVersion":"v1","kind":"Service","path":".spec.clusterIP"}}]},
                {"name":"api","type":"webservice","deploymentPriority":1,"traits":[{"type":"scaler"}],
                 "properties":{"replicas":"{{ .var.replicas }}","store":"{{ spoke \".def.store.clusterIp\" }}"}}],
                "policies":[{"name":"gc","type":"garbage-collect"}]}}})",
            R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"WorkloadProfile","metadata":{"name":"llm-server-v1","namespace":"glaciology"},
                "spec":{"profileType":"model","version":"v1","workload":{"components":[{"name":"server","type":"webservice"}]}}})",
            R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"WorkloadProfile","metadata":{"name":"unused-v0","namespace":"glaciology"},
                "spec":{"version":"v0","workload":{"components":[{"name":"a","type":"webservice"}]}}})",
            R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"ComponentDefinition","metadata":{"name":"webservice","namespace":"easel-system"},
                "spec":{"schematic":{"cue":{"template":"parameter: {image: string}\noutput: {kind: \"Deployment\"}\n"}}}})",
            R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"TraitDefinition","metadata":{"name":"scaler","namespace":"easel-system"},
                "spec":{"schematic":{"cue":{"template":"patch: spec: replicas: 1"}}}})",
            R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"PolicyDefinition","metadata":{"name":"garbage-collect","namespace":"easel-system"},
                "spec":{"schematic":{"builtin":{"name":"garbage-collect"}}}})",
            R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"DefinitionRevision","metadata":{"name":"comp-webservice-r1","namespace":"easel-system"},
                "spec":{"definitionType":"Component","definitionName":"webservice","revision":1}})",
            R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"VariableSet","metadata":{"name":"mural-variables","namespace":"easel-system"},
                "spec":{"variables":[{"name":"region","variableType":"string","value":{"string":"north"}},
                {"name":"registry","variableType":"string","locked":true,"value":{"string":"r"}}]}})",
            R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"VariableSet","metadata":{"name":"mural-variables","namespace":"glaciology"},
                "spec":{"variables":[{"name":"replicas","variableType":"int32","validationMode":"required"},
                {"name":"region","variableType":"string","locked":true,"value":{"string":"ny"}}]}})",
            R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"Environment","metadata":{"name":"field","namespace":"glaciology"},
                "spec":{"topology":{"type":"topology-ocm","properties":{"placement":{"predicates":[
                {"requiredClusterSelector":{"labelSelector":{"matchLabels":{"region":"arctic"}}}}]}}}}})",
            R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"Environment","metadata":{"name":"firn-train","namespace":"glaciology",
                "labels":{"easel.spectrocloud.com/pool":"firn-train"}},"spec":{"topology":{"type":"topology-ocm","properties":{"placement":{"numberOfClusters":1}}}}})",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"AIWorkload","metadata":{"name":"ice-portal","namespace":"glaciology"},
                "spec":{"profileBundleRefs":[{"name":"ice-portal-v1"}],"compute":{"computePoolRef":{"name":"firn-shared"}},
                "targetNamespace":"ice-apps","links":[{"name":"Runbook","url":"https://wiki.example/ice"}],
                "workloadDeploymentConfigs":[{"name":"api","workloadProfileRef":{"name":"ice-api-v0"},"variables":{"replicas":{"int32":2}}}],
                "gpuResources":{"requests":{"NVIDIA-H100":2}}}})",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"AIWorkload","metadata":{"name":"melt-chat","namespace":"glaciology",
                "labels":{"palette.ai/aiworkload-type":"model"}},"spec":{"profileBundleRefs":[{"name":"llm-v1"}],"targetNamespace":"ice-apps",
                "compute":{"dedicated":{"poolName":"melt-pool","profileBundleRef":{"name":"metal-k8s-v3"},"paletteClusterDeploymentConfig":{
                "cloudType":"edge-native","edge":{"vip":"10.61.4.30"}}}},"model":{"source":"huggingface","id":"borealis/firn-7b"},
                "workloadDeploymentConfigs":[{"name":"server","workloadProfileRef":{"name":"llm-server-v1"},"variables":{"replicas":1}}]}})",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"AIWorkload","metadata":{"name":"lone","namespace":"glaciology"},
                "spec":{"profileBundleRefs":[{"name":"ice-portal-v1"}],"compute":{"computePoolRef":{"name":"firn-train"}},
                "targetNamespace":"ice-apps","workloadDeploymentConfigs":[{"name":"api","workloadProfileRef":{"name":"ice-api-v0"},
                "variables":{"replicas":{"int32":2}}}]}})",
            R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"WorkloadDeployment","metadata":{"name":"ice-portal-api","namespace":"glaciology",
                "labels":{"easel.spectrocloud.com/deployment":"ice-portal"}},"spec":{"workloadProfileRef":{"name":"ice-api-v0"},
                "environmentRef":{"name":"field"},"targetNamespace":"ice-apps","variables":{"replicas":{"int32":2}}}})",
            R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"Workload","metadata":{"name":"ice-portal-api-1","namespace":"glaciology"},"spec":{}})",
            R"({"apiVersion":"source.toolkit.fluxcd.io/v1","kind":"HelmRepository","metadata":{"name":"charts","namespace":"glaciology"},
                "spec":{"url":"https://charts.example"}})",
            R"({"apiVersion":"source.toolkit.fluxcd.io/v1","kind":"OCIRepository","metadata":{"name":"artifacts","namespace":"glaciology"},
                "spec":{"url":"oci://registry.example/artifacts"}})",
            R"({"apiVersion":"fleetconfig.open-cluster-management.io/v1beta1","kind":"Spoke","metadata":{"name":"station-a","namespace":"glaciology"},
                "spec":{"kubeconfig":{"secretReference":{"name":"station-a-kubeconfig"}}}})",
        };
        for (const char *json : objects)
            set.insert(tests::object(json));
        for (const char *kind : {"Namespace", "Secret", "HelmRepository.source.toolkit.fluxcd.io"})
            set.setComplete(QString::fromLatin1(kind));
        for (const char *kind :
             {"Tenant", "Project", "Settings", "Compute", "ComputeConfig", "ComputePool", "ScalingPolicy",
              "AIWorkload", "ProfileBundle", "WorkloadProfile", "WorkloadDeployment", "ComponentDefinition",
              "TraitDefinition", "PolicyDefinition", "VariableSet", "Environment"})
            set.setComplete(QString::fromLatin1(kind) + QStringLiteral(".spectrocloud.com"));
        return set;
    }

    ObjectSet set;
    QJsonObject object; // the judged one
    RuleContext context;

    // "ComputePool glaciology/firn-train", "Tenant borealis"
    QJsonObject find(const QString &what) const
    {
        const QString kind = what.section(u' ', 0, 0);
        const QString place = what.section(u' ', 1);
        const QString ns = place.contains(u'/') ? place.section(u'/', 0, 0) : QString();
        const QString name = place.section(u'/', -1);
        const QList<QJsonObject> all = set.objects();
        for (const QJsonObject &candidate : all) {
            const ObjectRef ref = refOf(candidate);
            if (ref.kind == kind && ref.namespaceName == ns && ref.name == name)
                return candidate;
        }
        qFatal("no %s in the test's world", qPrintable(what));
        return {};
    }
    static QJsonObject changed(const QJsonObject &source, const char *pointer, const QJsonValue &value)
    {
        QJsonValue root = source;
        const auto at = JsonPointer::parse(QString::fromLatin1(pointer));
        if (!at || !at->set(root, value))
            qFatal("cannot set %s", pointer);
        return root.toObject();
    }
    static QJsonObject without(const QJsonObject &source, const char *pointer)
    {
        QJsonValue root = source;
        if (!JsonPointer::parse(QString::fromLatin1(pointer))->remove(root))
            qFatal("nothing at %s", pointer);
        return root.toObject();
    }
    // The judged object.
    RuleWorld &with(const char *pointer, const char *json)
    {
        object = changed(object, pointer, value(json));
        return *this;
    }
    RuleWorld &drop(const char *pointer)
    {
        object = without(object, pointer);
        return *this;
    }
    // Another object of the world.
    RuleWorld &patch(const char *what, const char *pointer, const char *json)
    {
        set.insert(changed(find(QString::fromLatin1(what)), pointer, value(json)));
        return *this;
    }
    RuleWorld &put(const char *json)
    {
        set.insert(tests::object(json));
        return *this;
    }
    RuleWorld &removeObject(const char *what)
    {
        set.remove(refOf(find(QString::fromLatin1(what))));
        return *this;
    }
    RuleWorld &create() // the judged object is new: not in the set yet
    {
        context.intent = RuleContext::Intent::Create;
        set.remove(refOf(object));
        return *this;
    }
    RuleWorld &update()
    {
        context.intent = RuleContext::Intent::Update;
        context.before = object;
        return *this;
    }
    RuleWorld &destroy()
    {
        context.intent = RuleContext::Intent::Delete;
        return *this;
    }
    QList<Finding> check() const { return checkObject(object, set, context); }
};

} // namespace easel::tests
