// SPDX-License-Identifier: GPL-3.0-or-later
// What a change of a pool that runs does to its machines, said before it is applied.
#include "core/base/englishplurals.h"
#include "core/domain/poolchange.h"
#include "core/domain/profilediff.h"
#include "tests/support/objects.h"

#include <QTest>

using namespace easel;
using namespace easel::tests;
using namespace Qt::StringLiterals;

namespace {

const QByteArray before = R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"ComputePool",
    "metadata":{"name":"firn","namespace":"glaciology"},
    "spec":{"profileBundleRef":{"name":"metal-v1"},"clusterVariant":{"dedicated":{"paletteClusterDeploymentConfig":{
    "cloudType":"edge-native","nodePoolRequirements":{"controlPlanePool":{"nodeCount":3},"workerPools":[
    {"name":"h100","nodeCount":2,"cpu":{"cpuCount":96}},{"name":"spare","nodeCount":1}]},"edge":{"vip":"10.0.0.9"},
    "sshKeys":["one"]}}}},
    "status":{"phase":"Running","clusters":[{"name":"main","hosts":[
    {"hostUid":"c1","nodePool":"control-plane-pool"},{"hostUid":"c2","nodePool":"control-plane-pool"},
    {"hostUid":"c3","nodePool":"control-plane-pool"},{"hostUid":"g1","nodePool":"h100"},{"hostUid":"g2","nodePool":"h100"},
    {"hostUid":"s1","nodePool":"spare"}]}]}})";

QJsonObject bundle(const char *version, const char *base, const char *addOn)
{
    return object(
        QByteArray(R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"ProfileBundle","metadata":{
        "name":"metal-)")
            .append(version)
            .append(R"(","namespace":"glaciology"},"spec":{"type":"infrastructure","clusterProfiles":[
        {"cloudType":"edge-native","profiles":[{"name":"edge-base","uid":"1","version":")")
            .append(base)
            .append(R"(","type":"cluster"},{"name":"gpu-operator","uid":"2","version":")")
            .append(addOn)
            .append(R"(","type":"add-on"}]}]}})")
            .constData());
}

QStringList said(const QList<QPair<QByteArray, QByteArray>> &edits)
{
    ObjectSet objects;
    objects.insert(bundle("v1", "1.4.0", "2.0.1"));
    objects.insert(bundle("v2", "1.4.0", "2.1.0"));
    objects.insert(bundle("v3", "1.5.0", "2.1.0"));
    QByteArray after = before;
    for (const auto &[from, to] : edits) {
        if (!after.contains(from))
            qFatal("nothing to change: %s", from.constData());
        after.replace(from, to);
    }
    QStringList texts;
    const QList<PoolConsequence> all =
        poolConsequences(object(before.constData()), object(after.constData()), objects);
    for (const PoolConsequence &one : all) {
        static const QStringList kinds = {u"joins"_s, u"leaves"_s, u"rebuilds"_s, u"in place"_s};
        texts << u"%1 %2: %3"_s.arg(kinds.at(int(one.kind))).arg(one.machines).arg(one.sentence);
    }
    return texts;
}

} // namespace

class PoolChangeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QCoreApplication::installTranslator(new EnglishPlurals(this)); }

    void nothingChangesNothing() { QCOMPARE(said({}), QStringList()); }

    void numbersOfMachines()
    {
        QCOMPARE(said({{R"("name":"h100","nodeCount":2)", R"("name":"h100","nodeCount":4)"}}),
                 QStringList{u"joins 2: Adds 2 machines to worker pool h100."_s});
        QCOMPARE(said({{R"("name":"h100","nodeCount":2)", R"("name":"h100","nodeCount":1)"}}),
                 QStringList{u"leaves 1: Takes 1 machine from worker pool h100; work moves away first."_s});
        QCOMPARE(said({{R"("controlPlanePool":{"nodeCount":3})", R"("controlPlanePool":{"nodeCount":5})"}}),
                 QStringList{u"joins 2: Adds 2 machines to the control plane."_s});
    }

    void workerPoolsComeAndGo()
    {
        QCOMPARE(said({{R"({"name":"spare","nodeCount":1})", R"({"name":"l4","nodeCount":3})"}}),
                 (QStringList{
                     u"leaves 1: Worker pool spare goes; what runs there moves. This frees 1 machine: s1."_s,
                     u"joins 3: Worker pool l4 is made with 3 machines."_s}));
    }

    void machinesByHand()
    {
        QCOMPARE(
            said({{R"("name":"h100","nodeCount":2)", R"("name":"h100","nodeCount":2,"hosts":["g1","g7"])"}}),
            QStringList{u"leaves 1: In worker pool h100, g2 give way to g7, one after the other."_s});
    }

    void whatStaysInPlace()
    {
        QCOMPARE(
            said({{R"("cpuCount":96)", R"("cpuCount":64)"}}),
            QStringList{
                u"in place 0: Machines that worker pool h100 has stay; those chosen from now on must have what is asked."_s});
        QCOMPARE(
            said({{R"("name":"spare","nodeCount":1)", R"("name":"spare","nodeCount":1,"labels":{"a":"b"})"}}),
            QStringList{
                u"in place 0: Labels and taints of worker pool spare change in place; nothing is rebuilt."_s});
        QCOMPARE(said({{R"("sshKeys":["one"])", R"("sshKeys":["one"],"deletionPolicy":"orphan")"}}),
                 QStringList{u"in place 0: Deleting the pool will keep the cluster running."_s});
    }

    void versionsDiffer()
    {
        QJsonObject from = bundle("v1", "1.4.0", "2.0.1");
        QJsonValue to = bundle("v3", "1.5.0", "2.0.1");
        const JsonPointer profiles =
            JsonPointer::of({u"spec"_s, u"clusterProfiles"_s, u"0"_s, u"profiles"_s});
        (profiles / 1 / u"variables"_s)
            .set(to, value(R"([{"name":"driver","value":"570"},{"name":"zone","ask":true}])"));
        (profiles / 1 / u"packValues"_s).set(to, value(R"([{"name":"gpu","values":"a: 1\nb: 2\n"}])"));
        QStringList texts;
        const auto tell = [&texts](const QList<ProfileDifference> &all) {
            texts.clear();
            for (const ProfileDifference &one : all)
                texts << u"%1: %2 %3 > %4"_s.arg(one.profile, one.what, one.from, one.to);
        };
        tell(profileDifferences(from, to.toObject()));
        QCOMPARE(texts, (QStringList{u"edge-base: Version 1.4.0 > 1.5.0"_s,
                                     u"gpu-operator: Variable driver – > 570"_s,
                                     u"gpu-operator: Variable zone – > asked for"_s,
                                     u"gpu-operator: Values of pack gpu – > 2 lines"_s}));
        QCOMPARE(profileDifferences(from, from).size(), 0);
        (profiles / 1).remove(to);
        tell(profileDifferences(from, to.toObject()));
        QCOMPARE(texts,
                 (QStringList{u"edge-base: Version 1.4.0 > 1.5.0"_s, u"gpu-operator: Profile 2.0.1 > –"_s}));
        QCOMPARE(profileLayers(from).size(), 2);
        ObjectSet objects;
        objects.insert(object(before.constData()));
        QCOMPARE(poolsWithBundle(objects, u"glaciology"_s, u"metal-v1"_s), QStringList{u"glaciology/firn"_s});
        QCOMPARE(poolsWithBundle(objects, u"glaciology"_s, u"metal-v3"_s), QStringList());
        // Which bundles hold a cluster profile, in which version, and the pools behind them.
        objects.insert(from);
        objects.insert(to.toObject());
        const ObjectRef looked = refOf(to.toObject());
        const QList<ProfileUser> users = otherUsersOf(profileLayers(to.toObject()).first(), objects, looked);
        QCOMPARE(users, (QList<ProfileUser>{{refOf(from), u"1.4.0"_s, 1}}));
        QCOMPARE(otherUsersOf(profileLayers(from).last(), objects, refOf(from)),
                 QList<ProfileUser>()); // taken out
    }

    void whatIsRebuilt()
    {
        QCOMPARE(
            said({{R"(["one"])", R"(["two"])"}}),
            QStringList{u"rebuilds 6: New SSH keys: Palette may rebuild 6 machines, one after the other."_s});
        // The same base: only the add-on moves.
        QCOMPARE(said({{"metal-v1", "metal-v2"}}),
                 QStringList{u"in place 0: Add-on gpu-operator goes from 2.0.1 to 2.1.0 in place."_s});
        QCOMPARE(
            said({{"metal-v1", "metal-v3"}}),
            (QStringList{
                u"rebuilds 6: Profile edge-base goes from 1.4.0 to 1.5.0: this rebuilds 6 machines, one after the other."_s,
                u"in place 0: Add-on gpu-operator goes from 2.0.1 to 2.1.0 in place."_s}));
    }
};

QTEST_GUILESS_MAIN(PoolChangeTest)
#include "tst_poolchange.moc"
