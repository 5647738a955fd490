// SPDX-License-Identifier: GPL-3.0-or-later
// What a Spoke says about the registration of its cluster (2.20).
#include "core/domain/spokeview.h"
#include "tests/support/objects.h"

#include <QTest>

using namespace easel;
using namespace easel::tests;
using namespace Qt::StringLiterals;

namespace {

SpokeView spoke(const QByteArray &status, const QByteArray &spec = "{}", const QByteArray &metadata = {})
{
    return SpokeView(
        object(QByteArray(R"({"apiVersion":"fleetconfig.open-cluster-management.io/v1beta1","kind":"Spoke",
        "metadata":{"name":"station-a","namespace":"managed-cluster-set-spokes")" +
                          metadata + R"(},"spec":)" + spec + R"(,"status":)" + status + "}")
                   .constData()));
}

QByteArray condition(const QByteArray &type, const QByteArray &status, const QByteArray &message = {})
{
    return R"({"type":")" + type + R"(","status":")" + status + R"(","reason":"Why","message":")" + message +
           R"("})";
}

} // namespace

class TestSpokeView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agents_data()
    {
        QTest::addColumn<QByteArray>("phase");
        QTest::addColumn<QByteArray>("conditions");
        QTest::addColumn<int>("agents");
        const auto add = [](const char *name, const char *phase, const QByteArray &conditions,
                            SpokeView::Agents agents) {
            QTest::newRow(name) << QByteArray(phase) << conditions << int(agents);
        };
        using Agents = SpokeView::Agents;
        const QByteArray synced = condition("KlusterletSynced", "True");
        const QByteArray addons = condition("AddonsConfigured", "True");
        add("both", "Running", synced + ',' + addons, Agents::Ready);
        add("both, while it joins", "Joining", synced + ',' + addons, Agents::Ready);
        add("none, but it runs", "Running", {}, Agents::NotNeeded);
        add("none yet", "Joining", {}, Agents::Waited);
        add("one is not there, but it runs", "Running", synced, Agents::Ready);
        add("one is not there yet", "Joining", synced, Agents::Waited);
        add("unknown is no yes", "Running", synced + ',' + condition("AddonsConfigured", "Unknown"),
            Agents::Waited);
        add("refused", "Running", condition("KlusterletSynced", "False") + ',' + addons, Agents::Waited);
    }
    void agents()
    {
        QFETCH(QByteArray, phase);
        QFETCH(QByteArray, conditions);
        QFETCH(int, agents);
        QCOMPARE(int(spoke(R"({"phase":")" + phase + R"(","conditions":[)" + conditions + "]}").agents()),
                 agents);
    }

    void joining()
    {
        QVERIFY(!spoke("{}").isJoined());
        QVERIFY(spoke("{}").words().isEmpty());
        const SpokeView refused = spoke(R"({"phase":"Joining","conditions":[)" +
                                        condition("SpokeJoined", "False", "no answer\\nfrom the cluster") +
                                        ',' + condition("PivotComplete", "Unknown") + ',' +
                                        condition("KlusterletSynced", "True", "x") + "]}");
        QVERIFY(!refused.isJoined());
        QCOMPARE(refused.words(), u"Joining. SpokeJoined: no answer from the cluster PivotComplete: Why"_s);
        QVERIFY(spoke(R"({"conditions":[)" + condition("SpokeJoined", "True") + "]}").isJoined());
    }

    void cleanup()
    {
        QVERIFY(spoke("{}").cleanupProblem().isEmpty());
        QVERIFY(spoke(R"({"conditions":[)" + condition("CleanupFailed", "False", "x") + "]}")
                    .cleanupProblem()
                    .isEmpty());
        QCOMPARE(spoke(R"({"conditions":[)" + condition("CleanupFailed", "True", "it hangs") + "]}")
                     .cleanupProblem(),
                 u"it hangs"_s);
    }

    void whatItNames()
    {
        const SpokeView view = spoke("{}", R"({"hubRef":{"name":"hub"},"kubeconfig":{"secretReference":{
            "name":"station-a-kubeconfig"}}})");
        QCOMPARE(view.hub.name, u"hub"_s);
        QCOMPARE(view.hub.namespaceName, u"managed-cluster-set-spokes"_s);
        QCOMPARE(view.secret, u"station-a-kubeconfig"_s);
        QCOMPARE(view.secretNamespace, u"managed-cluster-set-spokes"_s);
        QVERIFY(!view.isHubItself());
        QVERIFY(spoke("{}", R"({"kubeconfig":{"inCluster":true}})").isHubItself());
        QVERIFY(
            spoke("{}", "{}",
                  R"(,"labels":{"fleetconfig.open-cluster-management.io/managedClusterType":"hub-as-spoke"})")
                .isHubItself());
    }
};

QTEST_GUILESS_MAIN(TestSpokeView)
#include "tst_spokeview.moc"
