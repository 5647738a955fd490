// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/clone.h"
#include "core/domain/rules.h"
#include "core/domain/tolerant.h"
#include "core/domain/versions.h"
#include "tests/support/ruleworld.h"

#include <QTest>

using namespace easel;
using namespace easel::tests;

class TestClone : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // C4: unknown fields stay byte for byte, and only these go.
    void keepsWhatItDoesNotKnow()
    {
        const QJsonObject source = object(R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"AIWorkload",
            "metadata":{"name":"melt","namespace":"ice","uid":"u","resourceVersion":"7","generation":3,
            "creationTimestamp":"2026-01-01T00:00:00Z","managedFields":[{}],"selfLink":"/x","finalizers":["f"],
            "ownerReferences":[{"name":"o"}],"deletionTimestamp":"2026-01-02T00:00:00Z",
            "labels":{"team":"ice","easel.spectrocloud.com/project":"ice","palette.ai/aiworkload-type":"model"},
            "annotations":{"note":"keep","kubectl.kubernetes.io/last-applied-configuration":"{}"},"strange":{"a":[1,null]}},
            "spec":{"suspend":false,"unheardOf":{"deep":[true,{"x":1.5}]},"targetNamespace":"apps"},
            "status":{"phase":"Running"},"extra":{"top":"level"}})");
        const Clone clone = cloneOf(source, QStringLiteral("melt-2"));
        QCOMPARE(clone.object, object(R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"AIWorkload",
            "metadata":{"name":"melt-2","namespace":"ice","labels":{"team":"ice","palette.ai/aiworkload-type":"model"},
            "annotations":{"note":"keep","easel.spectrocloud.com/cloned-from":"ice/melt"},"strange":{"a":[1,null]}},
            "spec":{"suspend":false,"unheardOf":{"deep":[true,{"x":1.5}]},"targetNamespace":"apps"},"extra":{"top":"level"}})"));
        QVERIFY(clone.dropped.contains(QStringLiteral("status")));
        QVERIFY(clone.dropped.contains(QStringLiteral("metadata.uid")));
        QVERIFY(clone.dropped.contains(QStringLiteral("metadata.labels['easel.spectrocloud.com/project']")));
        QVERIFY(clone.toDecide.isEmpty());
    }

    void aProfileStartsAgain_data()
    {
        QTest::addColumn<QString>("version");
        QTest::addColumn<QString>("expected");
        QTest::newRow("basic") << "v7"
                               << "v0";
        QTest::newRow("semantic") << "v2.1.0"
                                  << "v0.0.1";
    }
    void aProfileStartsAgain()
    {
        QFETCH(QString, version);
        QFETCH(QString, expected);
        QJsonObject profile =
            withVersion(resource("spectrocloud.com/v1beta1", "WorkloadProfile", QStringLiteral("ice/x")),
                        QStringLiteral("ice-api"), version);
        profile = RuleWorld::changed(profile, "/spec/revisionNotes", QStringLiteral("faster"));
        const Clone clone = cloneOf(profile, QStringLiteral("fog-api"));
        QCOMPARE(refOf(clone.object).name, QStringLiteral("fog-api-") + expected);
        QCOMPARE(versionOf(clone.object), expected);
        QCOMPARE(baseOf(clone.object), QStringLiteral("fog-api"));
        QCOMPARE(valueAt(clone.object, u"spec.version").toString(), expected);
        QCOMPARE(
            valueAt(clone.object, u"metadata.annotations['easel.spectrocloud.com/cloned-from']").toString(),
            QStringLiteral("ice/ice-api-") + version);
        QVERIFY(valueAt(clone.object, u"spec.revisionNotes").isUndefined());
    }

    void aPoolNeedsANewAddress()
    {
        const RuleWorld world;
        const Clone clone = cloneOf(world.find(QStringLiteral("ComputePool glaciology/firn-train")),
                                    QStringLiteral("firn-2"));
        QCOMPARE(clone.toDecide,
                 QStringList{QStringLiteral(
                     "spec.clusterVariant.dedicated.paletteClusterDeploymentConfig.edge.vip")});
        const Clone own =
            cloneOf(world.find(QStringLiteral("AIWorkload glaciology/melt-chat")), QStringLiteral("melt-2"));
        QCOMPARE(own.toDecide, QStringList{QStringLiteral(
                                   "spec.compute.dedicated.paletteClusterDeploymentConfig.edge.vip")});
        QVERIFY(valueAt(own.object, u"spec.compute.dedicated.poolName").isUndefined());
    }

    void aSoundCloneKeepsTheRules()
    {
        RuleWorld world;
        world.object = cloneOf(world.find(QStringLiteral("AIWorkload glaciology/ice-portal")),
                               QStringLiteral("ice-portal-2"))
                           .object;
        world.context.intent = RuleContext::Intent::Create;
        for (const Finding &finding : world.check())
            QVERIFY2(finding.severity != Finding::Severity::Refuse, qPrintable(finding.sentence));
    }

    void exportsLoseOnlyTheServersFields()
    {
        const RuleWorld world;
        QStringList dropped;
        const QJsonObject pool = world.find(QStringLiteral("ComputePool glaciology/firn-train"));
        const QJsonObject out = withoutServerFields(pool, &dropped);
        QCOMPARE(dropped, QStringList{QStringLiteral("status")});
        QCOMPARE(out.value(u"spec"), pool.value(u"spec"));
        QCOMPARE(out.value(u"metadata"), pool.value(u"metadata"));
    }
};

QTEST_GUILESS_MAIN(TestClone)
#include "tst_clone.moc"
