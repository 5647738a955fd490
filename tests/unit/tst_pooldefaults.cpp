// SPDX-License-Identifier: GPL-3.0-or-later
// Values in effect with their source (3.d), and POOL-14 with the age of the inventory.
#include "core/base/englishplurals.h"
#include "core/domain/pooldefaults.h"
#include "core/placement/machinefindings.h"
#include "tests/support/objects.h"

#include <QDateTime>
#include <QTest>

using namespace easel;
using namespace easel::tests;
using namespace Qt::StringLiterals;

namespace {

QJsonObject config()
{
    return object(R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"ComputeConfig",
        "metadata":{"name":"lab","namespace":"glaciology"},"spec":{"paletteClusterConfig":{
        "edge":{"ntpServers":["ntp.borealis.example"],"networkOverlayConfig":{"enabled":true,"cidr":"100.64.192.0/20"}},
        "defaults":{"sshKeys":["a","b"],"controlPlanePool":{"nodeCount":3,"cpu":{"cpuCount":8},"labels":{"tier":"lab","zone":"far"}},
        "workerPools":[{"name":"spare","nodeCount":2}]}}}})");
}

QJsonObject pool(const QByteArray &deploymentConfig)
{
    return object(QByteArray(R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"ComputePool",
        "metadata":{"name":"firn","namespace":"glaciology"},"spec":{"clusterVariant":{"dedicated":{
        "paletteClusterDeploymentConfig":)" +
                             deploymentConfig + "}}}}")
                      .constData());
}

QString said(const QList<DefaultedField> &fields, const QString &part, const QString &name)
{
    for (const DefaultedField &field : fields) {
        if (field.part == part && field.name == name) {
            static const QStringList sources = {u"own"_s, u"config"_s, u"built in"_s, u"nobody"_s};
            return u"%1 (%2)"_s.arg(field.value, sources.at(int(field.source)));
        }
    }
    return u"not there"_s;
}

QList<DefaultedField> fieldsOf(const QByteArray &deploymentConfig, bool withConfig = true)
{
    const PoolView view(pool(deploymentConfig));
    const ComputeConfigView defaults(config());
    return effectiveFields(view.clusters.first(), withConfig ? &defaults.defaults : nullptr);
}

// Two machines for control planes and one with GPUs, refreshed at `at`.
ObjectSet inventory(const QString &at)
{
    ObjectSet set;
    QJsonObject compute = object(
        R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Compute","metadata":{"name":"default","namespace":"glaciology"},
        "spec":{},"status":{"edgeHostDetails":{
        "cpu-1":{"state":"available","architecture":"amd64","cpuCount":32,"memoryMiB":131072,"tags":{"palette.ai":"true"}},
        "cpu-2":{"state":"in-use","architecture":"amd64","cpuCount":32,"memoryMiB":131072,"tags":{"palette.ai":"true"}},
        "gpu-1":{"state":"available","architecture":"amd64","cpuCount":128,"memoryMiB":1048576,"tags":{"palette.ai":"true"},
                 "gpus":[{"family":"NVIDIA-H100","count":8,"memoryMiB":81559}]}}}})");
    QJsonObject status = compute[u"status"].toObject();
    status.insert(u"lastRefreshTime"_s, at);
    compute.insert(u"status"_s, status);
    set.insert(compute);
    return set;
}

QStringList findingsOf(const QByteArray &deploymentConfig, const QString &refreshed)
{
    const qint64 now = QDateTime::fromString(u"2026-11-02T12:00:00Z"_s, Qt::ISODate).toMSecsSinceEpoch();
    QStringList texts;
    for (const Finding &finding : machineFindings(pool(deploymentConfig), inventory(refreshed), now)) {
        static const QStringList words = {u"R"_s, u"W"_s, u"I"_s};
        texts << u"%1 %2 %3 %4"_s.arg(finding.rule, words.at(int(finding.severity)),
                                      finding.pointer.toFieldPath().section(u'.', -2), finding.sentence);
    }
    return texts;
}

} // namespace

class PoolDefaultsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QCoreApplication::installTranslator(new EnglishPlurals(this)); }

    void everyValueSaysItsSource()
    {
        const QList<DefaultedField> fields =
            fieldsOf(R"({"nodePoolRequirements":{"controlPlanePool":{"nodeCount":5,"labels":{"zone":"near"}},
                "workerPools":[{"name":"h100","nodeCount":2,"maxNodeCount":4,"gpu":{"family":"NVIDIA-H100","gpuCount":8,"gpuMemory":81920}}]},
                "edge":{"vip":"10.61.4.20","ntpServers":[]},"deletionPolicy":"orphan"})");
        const QString control = u"Control plane"_s;
        const QString worker = u"Worker pool h100"_s;
        const QString network = u"Network"_s;
        const QString cluster = u"Cluster"_s;
        QCOMPARE(said(fields, control, u"Machines"_s), u"5 (own)"_s);
        QCOMPARE(said(fields, control, u"CPUs"_s), u"8 or more (config)"_s);
        QCOMPARE(said(fields, control, u"Memory"_s), u"– (nobody)"_s);
        QCOMPARE(said(fields, control, u"Architecture"_s), u"amd64 (built in)"_s);
        QCOMPARE(said(fields, control, u"Also runs work"_s), u"no (built in)"_s);
        // By key, the nearer one wins.
        QCOMPARE(said(fields, control, u"Labels"_s), u"tier = lab, zone = near (own)"_s);
        QCOMPARE(said(fields, worker, u"GPUs"_s), u"8 NVIDIA-H100 with 80 GiB or more each (own)"_s);
        QCOMPARE(said(fields, worker, u"Scales between"_s), u"2 and 4 (own)"_s);
        QCOMPARE(said(fields, u"Worker pool spare"_s, u"Machines"_s), u"not there"_s); // lists replace
        QCOMPARE(said(fields, network, u"Control plane address"_s), u"10.61.4.20 (own)"_s);
        QCOMPARE(said(fields, network, u"Overlay network"_s), u"VXLAN (config)"_s);
        QCOMPARE(said(fields, network, u"Overlay CIDR"_s), u"100.64.192.0/20 (config)"_s);
        QCOMPARE(said(fields, network, u"Time servers"_s), u"none (own)"_s); // an empty list ends the search
        QCOMPARE(said(fields, cluster, u"SSH keys"_s), u"2 keys (config)"_s);
        QCOMPARE(said(fields, cluster, u"When the pool is deleted"_s), u"the cluster is kept (own)"_s);
    }

    void withoutAConfigOnlyTheBuiltInRemains()
    {
        const QList<DefaultedField> fields =
            fieldsOf(R"({"nodePoolRequirements":{"controlPlanePool":{}}})", false);
        QCOMPARE(said(fields, u"Control plane"_s, u"Machines"_s), u"– (nobody)"_s); // CCF-1
        QCOMPARE(said(fields, u"Worker pools"_s, u"Worker pools"_s), u"none (built in)"_s);
        QCOMPARE(said(fields, u"Network"_s, u"Control plane address"_s), u"– (nobody)"_s);
        QCOMPARE(said(fields, u"Network"_s, u"Overlay network"_s), u"off (built in)"_s);
        QCOMPARE(said(fields, u"Cluster"_s, u"When the pool is deleted"_s),
                 u"the cluster is deleted (built in)"_s);
    }

    void workersOfTheConfigAreTakenWhole()
    {
        const QList<DefaultedField> fields = fieldsOf("{}");
        QCOMPARE(said(fields, u"Control plane"_s, u"Machines"_s), u"3 (config)"_s);
        QCOMPARE(said(fields, u"Worker pool spare"_s, u"Machines"_s), u"2 (config)"_s);
        QCOMPARE(said(fields, u"Worker pool spare"_s, u"Scales between"_s), u"2 and 2 (built in)"_s);
        const ComputeConfigView view(config());
        QCOMPARE(said(effectiveFields(view.defaults, nullptr), u"Control plane"_s, u"CPUs"_s),
                 u"8 or more (own)"_s);
    }

    void saysNodePoolsInWords()
    {
        NodePoolView nodes;
        nodes.nodeCount = 2;
        QCOMPARE(nodePoolText(nodes), u"2 machines"_s);
        nodes.cpuCount = 48;
        nodes.memoryMiB = 393216;
        nodes.hasGpu = true;
        nodes.gpuFamily = u"NVIDIA-L40S"_s;
        nodes.gpuCount = 4;
        QCOMPARE(nodePoolText(nodes), u"2 machines, each with 4 NVIDIA-L40S, 48 CPUs, 384 GiB or more"_s);
        nodes.memoryMiB = 1000;
        QVERIFY(nodePoolText(nodes).contains(u"1,000 MiB"_s));
    }

    void refusesWhereMachinesAreMissing()
    {
        const QByteArray wish =
            R"({"nodePoolRequirements":{"controlPlanePool":{"nodeCount":3},"workerPools":[
                {"name":"h100","nodeCount":1,"gpu":{"family":"NVIDIA-H100","gpuCount":8}}]}})";
        const QString sentence =
            u"Not enough hosts for control-plane-pool: 3 needed, 1 fit. InUse 1, WrongRole 1"_s;
        QCOMPARE(findingsOf(wish, u"2026-11-02T11:00:00Z"_s),
                 QStringList{u"POOL-14 R controlPlanePool.nodeCount "_s + sentence});
        // Of the day before yesterday, or of no day at all: who knows how it is now.
        QCOMPARE(findingsOf(wish, u"2026-10-31T11:00:00Z"_s),
                 QStringList{u"POOL-14 W controlPlanePool.nodeCount "_s + sentence});
        QCOMPARE(findingsOf(wish, QString()).size(), 1);
        QVERIFY(findingsOf(wish, QString()).first().startsWith(u"POOL-14 W"_s));
    }

    void isSilentWhereEverythingFits()
    {
        QCOMPARE(findingsOf(R"({"nodePoolRequirements":{"controlPlanePool":{"nodeCount":1},"workerPools":[
                {"name":"h100","nodeCount":1,"gpu":{"family":"NVIDIA-H100","gpuCount":8}}]}})",
                            u"2026-11-02T11:00:00Z"_s),
                 QStringList());
    }

    void saysNothingWithoutAnInventory()
    {
        QCOMPARE(machineFindings(pool(R"({"nodePoolRequirements":{"controlPlanePool":{"nodeCount":3}}})"),
                                 ObjectSet(), 0)
                     .size(),
                 0);
    }
};

QTEST_GUILESS_MAIN(PoolDefaultsTest)
#include "tst_pooldefaults.moc"
