// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/kinds.h"
#include "core/domain/objectset.h"
#include "core/domain/state.h"

#include <QJsonDocument>
#include <QSet>
#include <QTest>

using namespace easel;

namespace {

QJsonObject object(const char *json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray(json), &error);
    if (!document.isObject())
        qFatal("bad JSON in a test: %s", json);
    return document.object();
}

} // namespace

class TestKinds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKindIsComplete()
    {
        QSet<QString> seen;
        int easelKinds = 0;
        for (const KindInfo &info : knownKinds()) {
            const QByteArray who = (info.kind + u'.' + info.group).toUtf8();
            QVERIFY2(!seen.contains(info.kind + u'.' + info.group), who.constData());
            seen.insert(info.kind + u'.' + info.group);
            QVERIFY2(!info.title.isEmpty() && !info.singularTitle.isEmpty() && !info.icon.isEmpty(),
                     who.constData());
            QVERIFY2(info.purpose.endsWith(u'.'), who.constData());
            QVERIFY2(info.plural == info.plural.toLower() && !info.version.isEmpty(), who.constData());
            QCOMPARE(kindInfo(info.group, info.kind), &info);
            QCOMPARE(info.easelCrd, info.group == spectroGroup);
            easelKinds += info.easelCrd ? 1 : 0;
        }
        QCOMPARE(easelKinds, 19);
        QCOMPARE(kindInfo(u"spectrocloud.com", u"Tenant")->namespaced, false);
        QCOMPARE(kindInfo(u"spectrocloud.com", u"AIWorkload")->title, QStringLiteral("App Deployments"));
        QCOMPARE(kindInfo(u"spectrocloud.com", u"ComputePool")->type().groupKind(),
                 QStringLiteral("ComputePool.spectrocloud.com"));
        QVERIFY(!kindInfo(u"example.com", u"Tenant"));
        QVERIFY(!kindInfo(u"spectrocloud.com", u"Workload")->userEditable);
    }

    // Section 5: Namespace, Tenant, Settings, ComputeConfig, Project, VariableSet, definitions,
    // WorkloadProfile, ProfileBundle, ScalingPolicy, repositories, ComputePool, Environment, AIWorkload.
    void appliesInTheOrderOfTheContract()
    {
        const QStringList order = {
            QStringLiteral("/Namespace"),
            QStringLiteral("spectrocloud.com/Tenant"),
            QStringLiteral("/Secret"),
            QStringLiteral("spectrocloud.com/Settings"),
            QStringLiteral("spectrocloud.com/ComputeConfig"),
            QStringLiteral("spectrocloud.com/Project"),
            QStringLiteral("spectrocloud.com/VariableSet"),
            QStringLiteral("spectrocloud.com/ComponentDefinition"),
            QStringLiteral("spectrocloud.com/WorkloadProfile"),
            QStringLiteral("spectrocloud.com/ProfileBundle"),
            QStringLiteral("spectrocloud.com/ScalingPolicy"),
            QStringLiteral("source.toolkit.fluxcd.io/HelmRepository"),
            QStringLiteral("spectrocloud.com/ComputePool"),
            QStringLiteral("spectrocloud.com/Environment"),
            QStringLiteral("spectrocloud.com/AIWorkload"),
        };
        int last = -1;
        for (const QString &id : order) {
            const KindInfo *info = kindInfo(id.section(u'/', 0, 0), id.section(u'/', 1));
            QVERIFY2(info, qPrintable(id));
            QVERIFY2(info->applyOrder > last, qPrintable(id));
            last = info->applyOrder;
        }
    }

    void states_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<Tone>("tone");
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("reason");
        const auto add = [](const char *name, const char *json, Tone tone, const char *word,
                            const char *reason = "") {
            QTest::newRow(name) << QByteArray(json) << tone << QString::fromUtf8(word)
                                << QString::fromUtf8(reason);
        };
        add("running pool",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"ComputePool","metadata":{"name":"p"},
            "status":{"phase":"Running","conditions":[{"type":"ScalingActive","status":"False","message":"m"}]}})",
            Tone::Good, "Running");
        add("waiting for compute",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"AIWorkload","metadata":{"name":"a"},
            "status":{"phase":"WaitingForCompute","conditions":[{"type":"Accepted","status":"True","message":"ok"},
            {"type":"CapacityReserved","status":"False","message":"Pool p has\u202e 0\u0007 free."}]}})",
            Tone::Waiting, "Waiting for compute", "Pool p has\uFFFD 0\uFFFD free.");
        add("case and hyphens do not count", R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"AIWorkload",
            "metadata":{"name":"a"},"status":{"phase":"waiting-for_compute"}})",
            Tone::Waiting, "Waiting for compute");
        add("unknown phase is text and neutral",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"ComputePool",
            "metadata":{"name":"p"},"status":{"phase":"Hibernating"}})",
            Tone::Neutral, "Hibernating");
        add("no phase, Ready false",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Settings","metadata":{"name":"s"},
            "status":{"conditions":[{"type":"PaletteReachable","status":"False","message":"no route"},
            {"type":"Ready","status":"False","message":"summary"}]}})",
            Tone::Warning, "Not ready", "no route");
        add("no phase, Ready true",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Compute","metadata":{"name":"s"},
            "status":{"conditions":[{"type":"Ready","status":"True"}]}})",
            Tone::Good, "Ready");
        add("only Valid",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"ComputeConfig","metadata":{"name":"s"},
            "status":{"conditions":[{"type":"Valid","status":"True"}]}})",
            Tone::Good, "Ready");
        add("nothing",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Project","metadata":{"name":"p"}})",
            Tone::Unknown, "Unknown");
        for (const char *kind : {"ComputePool", "AIWorkload", "WorkloadDeployment"}) {
            add(qPrintable(QStringLiteral("a new %1").arg(QLatin1String(kind))),
                qPrintable(QStringLiteral(R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"%1",)"
                                          R"("metadata":{"name":"p"},"spec":{},"status":{}})")
                               .arg(QLatin1String(kind))),
                Tone::Neutral, "Pending", "Nothing has reported on it yet.");
        }
        add("a new one on its way out",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"AIWorkload",
            "metadata":{"name":"p","deletionTimestamp":"2026-01-01T00:00:00Z"}})",
            Tone::Deleting, "Deleting");
        add("a status without a phase",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"AIWorkload","metadata":{"name":"p"},
            "status":{"computePoolRef":{"name":"x"}}})",
            Tone::Unknown, "Unknown");
        add("unreadable status",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Project","metadata":{"name":"p"},
            "status":["x"]})",
            Tone::Unknown, "Unknown");
        add("deleting wins", R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Tenant",
            "metadata":{"name":"t","deletionTimestamp":"2026-01-01T00:00:00Z"},"status":{"phase":"Ready","conditions":[
            {"type":"DeletionBlocked","status":"True","message":"Still has 2 projects."}]}})",
            Tone::Deleting, "Deleting", "Still has 2 projects.");
        add("paused",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"AIWorkload","metadata":{"name":"a"},
            "status":{"phase":"Paused","conditions":[{"type":"Ready","status":"False","reason":"Paused"}]}})",
            Tone::Paused, "Paused", "Paused");
        add("failed, reason from the condition",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"ComputePool",
            "metadata":{"name":"p"},"status":{"phase":"Failed","conditions":[{"type":"Accepted","status":"True"},
            {"type":"ClusterRequested","status":"False","reason":"PaletteRejected"}]}})",
            Tone::Bad, "Failed", "PaletteRejected");
        add("does not fit", R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"ComputePoolEvaluation",
            "metadata":{"name":"p"},"status":{"phase":"DoesNotFit"}})",
            Tone::Bad, "Does not fit");
        add("crash loop",
            R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{}]},
            "status":{"phase":"Running","containerStatuses":[{"ready":false,"restartCount":9,
            "state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off 5m"}}}]}})",
            Tone::Bad, "CrashLoopBackOff", "back-off 5m");
        add("pod runs, not ready",
            R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{}]},
            "status":{"phase":"Running","containerStatuses":[{"ready":false,"state":{"running":{}}}],
            "conditions":[{"type":"Ready","status":"False","message":"containers with unready status: [c]"}]}})",
            Tone::Warning, "Running", "containers with unready status: [c]");
        add("pod cannot be scheduled", R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},
            "status":{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False",
            "message":"0/3 nodes are available"}]}})",
            Tone::Waiting, "Pending", "0/3 nodes are available");
        add("init container", R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},
            "spec":{"initContainers":[{},{}],"containers":[{}]},"status":{"phase":"Pending","initContainerStatuses":[
            {"state":{"terminated":{"exitCode":0}}},{"state":{"running":{}}}]}})",
            Tone::Progressing, "Init:1/2");
        add("done pod", R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{}]},
            "status":{"phase":"Succeeded","containerStatuses":[{"ready":false,
            "state":{"terminated":{"reason":"Completed","exitCode":0}}}]}})",
            Tone::Neutral, "Completed");
        add("node", R"({"apiVersion":"v1","kind":"Node","metadata":{"name":"n"},"spec":{"unschedulable":true},
            "status":{"conditions":[{"type":"Ready","status":"True"}]}})",
            Tone::Paused, "Ready, cordoned", "New pods are kept away from this node.");
        add("deployment",
            R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":{"replicas":3},
            "status":{"readyReplicas":1,"replicas":3}})",
            Tone::Progressing, "Updating", "1 of 3 pods are ready.");
        add("job", R"({"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"d"},
            "status":{"conditions":[{"type":"Failed","status":"True","message":"too many tries"}]}})",
            Tone::Bad, "Failed", "too many tries");
        add("cluster not accepted",
            R"({"apiVersion":"cluster.open-cluster-management.io/v1","kind":"ManagedCluster",
            "metadata":{"name":"c"},"spec":{"hubAcceptsClient":false}})",
            Tone::Waiting, "Waiting for acceptance");
        add("cluster lost", R"({"apiVersion":"cluster.open-cluster-management.io/v1","kind":"ManagedCluster",
            "metadata":{"name":"c"},"spec":{"hubAcceptsClient":true},"status":{"conditions":[
            {"type":"HubAcceptedManagedCluster","status":"True"},{"type":"ManagedClusterJoined","status":"True"},
            {"type":"ManagedClusterConditionAvailable","status":"Unknown","message":"no heartbeat"}]}})",
            Tone::Unknown, "Not connected", "no heartbeat");
        add("flux suspended",
            R"({"apiVersion":"source.toolkit.fluxcd.io/v1","kind":"HelmRepository","metadata":{"name":"h"},
            "spec":{"suspend":true},"status":{"conditions":[{"type":"Ready","status":"True"}]}})",
            Tone::Paused, "Suspended");
        add("foreign kind without a status",
            R"({"apiVersion":"example.com/v1","kind":"Thing","metadata":{"name":"t"}})", Tone::Neutral, "–");
    }
    void states()
    {
        QFETCH(QByteArray, json);
        QFETCH(Tone, tone);
        QFETCH(QString, word);
        QFETCH(QString, reason);
        const StateText state = stateOf(object(json.constData()));
        QCOMPARE(state.word, word);
        QCOMPARE(int(state.tone), int(tone));
        QCOMPARE(state.reason, reason);
    }

    void conditionsKeepTheOrderOfTheStateMachine()
    {
        QCOMPARE(conditionOrder(spectroGroup, u"AIWorkload").first(), QStringLiteral("Accepted"));
        QCOMPARE(conditionOrder(spectroGroup, u"AIWorkload").last(), QStringLiteral("Ready"));
        QVERIFY(conditionOrder(u"example.com", u"AIWorkload").isEmpty());
    }

    void objectSetFindsByGroupNotVersion()
    {
        ObjectSet set;
        set.insert(object(
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Environment","metadata":{"name":"e","namespace":"n"}})"));
        QVERIFY(set.contains({QStringLiteral("spectrocloud.com/v1beta1"), QStringLiteral("Environment"),
                              QStringLiteral("n"), QStringLiteral("e")}));
        QVERIFY(!set.contains({QStringLiteral("example.com/v1"), QStringLiteral("Environment"),
                               QStringLiteral("n"), QStringLiteral("e")}));
        set.insert(object(R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","namespace":"n"}})"));
        QVERIFY(!set.find(QStringLiteral("Secret"), QStringLiteral("n"), QStringLiteral("s")).isEmpty());
        set.insert(object(
            R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"Environment","metadata":{"name":"e","namespace":"n","uid":"2"}})"));
        QCOMPARE(set.count(), 2);
        QCOMPARE(set.all(QStringLiteral("Environment.spectrocloud.com")).size(), 1);
        set.remove({QStringLiteral("spectrocloud.com/v1"), QStringLiteral("Environment"), QStringLiteral("n"),
                    QStringLiteral("e")});
        QCOMPARE(set.all(QStringLiteral("Environment.spectrocloud.com")).size(), 0);
        QCOMPARE(set.count(), 1);
    }

    void objectSetListsInApplyOrder()
    {
        ObjectSet set;
        for (
            const char *json :
            {R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"AIWorkload","metadata":{"name":"b","namespace":"n"}})",
             R"({"apiVersion":"example.com/v1","kind":"Zoo","metadata":{"name":"z","namespace":"n"}})",
             R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"AIWorkload","metadata":{"name":"a","namespace":"n"}})",
             R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Tenant","metadata":{"name":"t"}})"})
            set.insert(object(json));
        QStringList names;
        for (const QJsonObject &item : set.objects())
            names << refOf(item).name;
        QCOMPARE(names, QStringList({QStringLiteral("t"), QStringLiteral("a"), QStringLiteral("b"),
                                     QStringLiteral("z")}));
    }
};

QTEST_GUILESS_MAIN(TestKinds)
#include "tst_kinds.moc"
