// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/enginestage.h"

#include "core/clients/kubeconfig.h"
#include "core/domain/kinds.h"

#include <QJsonDocument>

namespace easel {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// Text as a YAML block, whatever is in it.
QByteArray indented(const QByteArray &text, int by)
{
    QByteArray result;
    const QList<QByteArray> lines = text.split('\n');
    for (const QByteArray &line : lines) {
        if (!line.isEmpty())
            result += QByteArray(by, ' ') + line + '\n';
    }
    return result;
}

} // namespace

bool EngineStage::prepare(const QString &limits)
{
    if (kubectl({u"apply"_s, u"-f"_s, QStringLiteral(EASEL_SOURCE_DIR "/resources/crds")}).isEmpty() ||
        kubectl({u"wait"_s, u"--for=condition=Established"_s, u"crd"_s, u"--all"_s, u"--timeout=60s"_s})
            .isEmpty())
        return false;
    const QByteArray secret =
        QJsonDocument(QJsonObject{{u"hostUrl"_s, m_palette->url()},
                                  {u"apiKey"_s, m_palette->key()},
                                  {u"tenant"_s, m_palette->tenant()},
                                  {u"defaultProjectID"_s, m_palette->projectUid(u"glaciology"_s)}})
            .toJson(QJsonDocument::Compact);
    const auto bundle = [](const char *version, const char *uid, const char *of) {
        return QByteArray("---\napiVersion: spectrocloud.com/v1beta1\nkind: ProfileBundle\nmetadata:\n  "
                          "name: metal-") +
               version +
               "\n  namespace: glaciology\n  labels: {easel.spectrocloud.com/base: metal, "
               "easel.spectrocloud.com/version: " +
               version + "}\nspec:\n  type: infrastructure\n  version: " + version +
               "\n  clusterProfiles:\n  - cloudType: edge-native\n    profiles:\n    - {name: edge-base, "
               "uid: \"" +
               uid + "\", version: " + of + ", type: cluster}\n";
    };
    QByteArray yaml =
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: easel-system, labels: "
        "{app.kubernetes.io/managed-by: "
        "easel}}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: glaciology}\n---\n"
        "apiVersion: spectrocloud.com/v1alpha1\nkind: Tenant\nmetadata: {name: borealis}\nspec: "
        "{gpuResources: "
        "{limits: " +
        limits.toUtf8() +
        "}}\n---\napiVersion: spectrocloud.com/v1alpha1\nkind: Project\nmetadata: {name: glaciology, "
        "namespace: "
        "glaciology}\nspec:\n  tenantRef: {name: borealis}\n  computeConfigRef: {name: lab, namespace: "
        "glaciology}\n  settingsRef: {name: own}\n---\n"
        "apiVersion: spectrocloud.com/v1alpha1\nkind: ComputeConfig\nmetadata: {name: lab, namespace: "
        "glaciology}\nspec: {paletteClusterConfig: {edge: {ntpServers: [ntp.borealis.example]}, defaults: "
        "{controlPlanePool: {nodeCount: 1, workerNodeEligible: true}}}}\n---\n"
        "apiVersion: v1\nkind: Secret\nmetadata: {name: palette-key, namespace: glaciology}\nstringData:\n"
        "  palette: '" +
        secret +
        "'\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: palette-ca, namespace: "
        "glaciology}\nstringData:\n  ca.crt: |\n" +
        indented(m_palette->caPem(), 4) +
        "---\napiVersion: spectrocloud.com/v1alpha1\nkind: Settings\nmetadata: {name: own, namespace: "
        "glaciology}\nspec: {integrations: {palette: {secretRef: {name: palette-key}, caSecretRef: {name: "
        "palette-ca}}}}\n";
    yaml +=
        bundle("v1", "66f1c0aa0000000000000010", "1.4.0") + bundle("v2", "66f1c0aa0000000000001510", "1.5.0");
    if (!apply(yaml))
        return false;
    // What clusters hand out: this hub, which is as real an API server as any.
    QFile file(m_hub->kubeconfig());
    if (!file.open(QIODevice::ReadOnly))
        return false;
    return !m_palette
                ->ask(u"POST"_s, u"/kubeconfig"_s,
                      QJsonObject{{u"kubeconfig"_s, QString::fromUtf8(file.readAll())}})
                .isNull();
}

bool EngineStage::apply(const QByteArray &yaml)
{
    return !kubectl({u"apply"_s, u"-f"_s, u"-"_s}, yaml).isEmpty();
}

QByteArray EngineStage::kubectl(const QStringList &arguments, const QByteArray &input)
{
    const QByteArray said = m_hub->kubectl(arguments, input);
    if (said.isEmpty())
        m_error = m_hub->error();
    return said;
}

QJsonObject EngineStage::get(const QString &kind, const QString &name, const QString &space)
{
    return QJsonDocument::fromJson(m_hub->kubectl({u"get"_s, kind, name, u"-n"_s, space, u"-o"_s, u"json"_s}))
        .object();
}

QList<QJsonObject> EngineStage::list(const QString &kind, const QString &space)
{
    const QJsonArray items =
        QJsonDocument::fromJson(m_hub->kubectl({u"get"_s, kind, u"-n"_s, space, u"-o"_s, u"json"_s}))
            .object()[u"items"]
            .toArray();
    QList<QJsonObject> objects;
    for (const auto &item : items)
        objects << item.toObject();
    return objects;
}

QString EngineStage::condition(const QString &pool, const QString &type)
{
    const QJsonArray conditions = status(pool)[u"conditions"].toArray();
    for (const auto &condition : conditions) {
        if (condition[u"type"].toString() == type)
            return condition[u"status"].toString() + u' ' + condition[u"reason"].toString();
    }
    return {};
}

QList<QJsonObject> EngineStage::hostLeases()
{
    QList<QJsonObject> leases = list(u"lease"_s, u"easel-system"_s);
    leases.removeIf([](const QJsonObject &lease) {
        return !lease[u"metadata"][u"name"].toString().startsWith(u"host-"_s);
    });
    return leases;
}

QByteArray EngineStage::poolYaml(const QString &name, const Shape &shape)
{
    const QByteArray gpu =
        "{family: " + shape.family.toUtf8() + ", gpuCount: " + QByteArray::number(shape.gpus) + "}";
    QByteArray pools = "{controlPlanePool: {nodeCount: " + QByteArray::number(shape.controlPlanes) +
                       ", workerNodeEligible: " + (shape.eligible ? "true" : "false") +
                       (shape.workers == 0 && !shape.family.isEmpty() ? ", gpu: " + gpu : QByteArray()) +
                       "}, workerPools: [";
    if (shape.workers > 0)
        pools += "{name: gpu, nodeCount: " + QByteArray::number(shape.workers) + ", gpu: " + gpu + "}";
    pools += "]}";
    QStringList keys;
    for (const QString &key : shape.sshKeys)
        keys << u'"' + key + u'"';
    const auto config = [&](const QString &vip, const QString &policy) {
        return "{cloudType: edge-native, edge: {vip: " + vip.toUtf8() +
               "}, deletionPolicy: " + policy.toUtf8() +
               (keys.isEmpty() ? QByteArray() : ", sshKeys: [" + keys.join(u", "_s).toUtf8() + "]") +
               ", nodePoolRequirements: " + pools + "}\n";
    };
    QByteArray yaml =
        "---\napiVersion: spectrocloud.com/v1alpha1\nkind: ComputePool\nmetadata: {name: " + name.toUtf8() +
        ", namespace: glaciology}\nspec:\n  profileBundleRef: {name: " + shape.bundle.toUtf8() +
        ", cloudType: edge-native}\n  clusterVariant:\n";
    if (shape.clusters.isEmpty())
        return yaml + "    dedicated:\n      paletteClusterDeploymentConfig: " +
               config(shape.vip, shape.deletionPolicy);
    yaml += "    shared:\n      clusters:\n";
    const qsizetype last = shape.vip.lastIndexOf(u'.') + 1;
    for (qsizetype i = 0; i < shape.clusters.size(); ++i) {
        const QString vip = shape.vip.left(last) + QString::number(shape.vip.mid(last).toInt() + i);
        yaml += "      - name: " + shape.clusters.at(i).toUtf8() +
                "\n        paletteClusterDeploymentConfig: " +
                config(vip, i < shape.policies.size() ? shape.policies.at(i) : shape.deletionPolicy);
    }
    return yaml;
}

QByteArray EngineStage::patchWorkers(int count, int cluster)
{
    const QByteArray place =
        cluster < 0 ? QByteArray("dedicated") : "shared/clusters/" + QByteArray::number(cluster);
    return "[{\"op\":\"replace\",\"path\":\"/spec/clusterVariant/" + place +
           "/paletteClusterDeploymentConfig/nodePoolRequirements/workerPools/0/nodeCount\",\"value\":" +
           QByteArray::number(count) + "}]";
}

std::unique_ptr<HubSource> EngineStage::open(const QString &server)
{
    const auto config = Kubeconfig::load({m_hub->kubeconfig()});
    if (!config)
        return {};
    const KubeContext *entry = config->context(u"easel-hub"_s);
    ServerAddress address = *config->serverOf(*entry);
    if (!server.isEmpty())
        address.url = QUrl(server);
    auto source = std::make_unique<HubSource>(u"easel-hub"_s, address, config->userOf(*entry)->identity,
                                              rowExtractorFor);
    source->open();
    return source;
}

EngineTimes EngineStage::quick()
{
    EngineTimes times;
    // Programs that a test waits for hold up its event loop, and with it the renewal.
    times.leaseDuration = 120s;
    times.leaseGiveUp = 100s;
    times.inventory = 1s;
    times.clusters = 500ms;
    times.building = 200ms;
    times.waiting = 1s;
    times.statusGap = 100ms;
    times.reach = 1s;
    return times;
}

QList<QJsonObject> EngineStage::clusters()
{
    const QJsonValue all = m_palette->ask(u"GET"_s, u"/clusters"_s);
    QList<QJsonObject> alive;
    const QJsonArray list = all.isArray() ? all.toArray() : all[u"clusters"].toArray();
    for (const auto &cluster : list) {
        const bool easels = cluster[u"labels"].toObject().contains(u"easel-pool-uid");
        if (cluster[u"state"].toString() != u"Deleted" && easels)
            alive << cluster.toObject();
    }
    return alive;
}

int EngineStage::creates()
{
    return m_palette->requests(u"POST"_s, u"/v1/spectroclusters/edge-native"_s) -
           m_palette->requests(u"POST"_s, u"/v1/spectroclusters/edge-native/validate"_s);
}

} // namespace easel
