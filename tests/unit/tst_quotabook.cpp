// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/quotabook.h"
#include "core/quota/quotarules.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

// JSON is written with ' here: moc 6.4 loses classes after raw strings.
QJsonObject json(const QString &text)
{
    QString quoted = text;
    const QJsonObject object = QJsonDocument::fromJson(quoted.replace(u'\'', u'"').toUtf8()).object();
    if (object.isEmpty())
        qFatal("not JSON: %s", qPrintable(text));
    return object;
}

QJsonObject tenant(const QString &limits)
{
    return json(u"{'apiVersion':'spectrocloud.com/v1alpha1','kind':'Tenant','metadata':{'name':'t'},"
                "'spec':{'gpuResources':{'limits':%1}}}"_s.arg(limits));
}

QJsonObject project(const QString &name, const QString &resources = u"{}"_s, const QString &config = u"lab"_s)
{
    return json(u"{'apiVersion':'spectrocloud.com/"
                u"v1alpha1','kind':'Project','metadata':{'name':'%1','namespace':'%1'},"
                "'spec':{'tenantRef':{'name':'t'},'computeConfigRef':{'name':'%3'},'gpuResources':%2}}"_s.arg(
                    name, resources, config));
}

QJsonObject config(const QString &space, const QString &name, const QString &workers)
{
    return json(
        u"{'apiVersion':'spectrocloud.com/"
        u"v1alpha1','kind':'ComputeConfig','metadata':{'name':'%2','namespace':'%1'},"
        "'spec':{'paletteClusterConfig':{'defaults':{'controlPlanePool':{'nodeCount':3},'workerPools':%3}}}}"_s
            .arg(space, name, workers));
}

QString workers(int nodes, const QString &family = u"NVIDIA-H100"_s, int cards = 8, const QString &more = {})
{
    return u"[{'name':'w','nodeCount':%1,'gpu':{'family':'%2','gpuCount':%3}%4}]"_s.arg(nodes)
        .arg(family)
        .arg(cards)
        .arg(more);
}

QJsonObject pool(const QString &space, const QString &name, const QString &pools,
                 const QString &status = u"{}"_s)
{
    return json(
        u"{'apiVersion':'spectrocloud.com/"
        u"v1alpha1','kind':'ComputePool','metadata':{'name':'%2','namespace':'%1'},"
        "'spec':{'clusterVariant':{'dedicated':{'paletteClusterDeploymentConfig':{'cloudType':'edge-native',"
        "'nodePoolRequirements':{%3}}}}},'status':%4}"_s.arg(space, name, pools, status));
}

QJsonObject poolOf(const QString &space, const QString &name, const QString &workerPools,
                   const QString &status = u"{}"_s)
{
    return pool(space, name, u"'workerPools':"_s + workerPools, status);
}

QString hosts(const QString &list)
{
    return u"{'clusters':[{'name':'main','hosts':[%1]}]}"_s.arg(list);
}

QString host(const QString &state, const QString &family = u"NVIDIA-H100"_s, int cards = 8,
             const QString &nodePool = u"w"_s)
{
    static int number = 0;
    return u"{'hostUid':'h%1','nodePool':'%5','state':'%2','family':'%3','gpuCount':%4}"_s.arg(++number)
        .arg(state, family)
        .arg(cards)
        .arg(nodePool);
}

QString text(const GpuUseByFamily &use)
{
    QStringList parts;
    for (auto it = use.begin(); it != use.end(); ++it)
        parts << u"%1 %2+%3+%4 surplus %5"_s.arg(it.key())
                     .arg(it->attached)
                     .arg(it->claimed)
                     .arg(it->releasing)
                     .arg(it->surplus);
    return parts.join(u", "_s);
}

QStringList said(const QList<Finding> &findings, const QString &rule = {})
{
    QStringList all;
    for (const Finding &finding : findings) {
        if (rule.isEmpty() || finding.rule == rule)
            all << u"%1 %2 [%3] %4"_s.arg(finding.rule,
                                          finding.severity == Finding::Severity::Refuse ? u"R"_s
                                          : finding.severity == Finding::Severity::Warn ? u"W"_s
                                                                                        : u"I"_s,
                                          finding.pointer.toFieldPath(), finding.sentence);
    }
    return all;
}

const QString nodePools =
    u"spec.clusterVariant.dedicated.paletteClusterDeploymentConfig.nodePoolRequirements."_s;

} // namespace

class TestQuotaBook : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatAPoolHolds_data()
    {
        QTest::addColumn<QJsonObject>("pool");
        QTest::addColumn<QString>("use");
        const auto row = [](const char *name, const QJsonObject &object, const QString &use) {
            QTest::newRow(name) << object << use;
        };
        const QString h = u"NVIDIA-H100 "_s;
        row("new", poolOf(u"a"_s, u"p"_s, workers(2)), h + u"0+16+0 surplus 0"_s);
        row("assigned",
            poolOf(u"a"_s, u"p"_s, workers(2), hosts(host(u"attached"_s) + u',' + host(u"reserved"_s))),
            h + u"16+0+0 surplus 0"_s);
        row("one of two", poolOf(u"a"_s, u"p"_s, workers(2), hosts(host(u"attached"_s))),
            h + u"8+8+0 surplus 0"_s);
        row("one going",
            poolOf(u"a"_s, u"p"_s, workers(1), hosts(host(u"attached"_s) + u',' + host(u"releasing"_s))),
            h + u"8+0+8 surplus 0"_s);
        row("bigger hosts than asked for",
            poolOf(u"a"_s, u"p"_s, workers(2, u"NVIDIA-H100"_s, 4), hosts(host(u"attached"_s))),
            h + u"8+4+0 surplus 4"_s);
        row("more hosts than wanted",
            poolOf(u"a"_s, u"p"_s, workers(1), hosts(host(u"attached"_s) + u',' + host(u"attached"_s))),
            h + u"16+0+0 surplus 8"_s);
        row("cards that nobody asked for",
            pool(u"a"_s, u"p"_s, u"'workerPools':[{'name':'w','nodeCount':1}]"_s, hosts(host(u"attached"_s))),
            h + u"8+0+0 surplus 8"_s);
        row("another family",
            poolOf(u"a"_s, u"p"_s, workers(1, u"NVIDIA-A100"_s), hosts(host(u"attached"_s))),
            h + u"8+0+0 surplus 8"_s);
        row("a node pool that is gone",
            poolOf(u"a"_s, u"p"_s, workers(1),
                   hosts(host(u"attached"_s) + u',' + host(u"attached"_s, u"NVIDIA-L4"_s, 1, u"old"_s))),
            u"NVIDIA-H100 8+0+0 surplus 0, NVIDIA-L4 1+0+0 surplus 1"_s);
        // Example 12 of 3.a.5.
        row("control plane that may work",
            pool(u"a"_s, u"p"_s,
                 u"'controlPlanePool':{'nodeCount':3,'workerNodeEligible':true,'gpu':{'family':'NVIDIA-L4','"
                 u"gpuCount':1}},"
                 "'workerPools':[{'name':'x','nodeCount':1,'gpu':{'family':'NVIDIA-H100','gpuCount':8}},"
                 "{'name':'y','nodeCount':6,'gpu':{'family':'NVIDIA-L4','gpuCount':1}}]"_s),
            u"NVIDIA-H100 0+8+0 surplus 0, NVIDIA-L4 0+9+0 surplus 0"_s);
        row("control plane that may not",
            pool(
                u"a"_s, u"p"_s,
                u"'controlPlanePool':{'nodeCount':3,'gpu':{'family':'NVIDIA-L4','gpuCount':1}},'workerPools':[]"_s),
            QString());
        row("workers of the configuration", pool(u"a"_s, u"p"_s, u"'controlPlanePool':{'nodeCount':3}"_s),
            h + u"0+4+0 surplus 0"_s);
        row("refused",
            poolOf(u"a"_s, u"p"_s, workers(2),
                   u"{'conditions':[{'type':'QuotaReserved','status':'False','reason':'QuotaExceeded'}]}"_s),
            QString());
        row("growth refused",
            poolOf(
                u"a"_s, u"p"_s, workers(3),
                u"{'clusters':[{'name':'main','hosts':[%1]}],'conditions':[{'type':'ScalingActive','status':'False','reason':'QuotaExceeded'}]}"_s
                    .arg(host(u"attached"_s))),
            h + u"8+0+0 surplus 0"_s);
        row("failed", poolOf(u"a"_s, u"p"_s, workers(2), u"{'phase':'Failed'}"_s), QString());
        row("waiting for hosts",
            poolOf(
                u"a"_s, u"p"_s, workers(2),
                u"{'phase':'Waiting','conditions':[{'type':'QuotaReserved','status':'True'},{'type':'HostsReserved','status':'False'}]}"_s),
            h + u"0+16+0 surplus 0"_s);
        row("figures without hosts",
            poolOf(
                u"a"_s, u"p"_s, workers(3),
                u"{'gpu':{'attached':{'NVIDIA-H100':16},'releasing':{'NVIDIA-L4':2},'surplus':{'NVIDIA-H100':4}}}"_s),
            u"NVIDIA-H100 16+12+0 surplus 4, NVIDIA-L4 0+0+2 surplus 0"_s);
        QJsonObject going = poolOf(u"a"_s, u"p"_s, workers(2), hosts(host(u"attached"_s)));
        QJsonObject metadata = going[u"metadata"].toObject();
        metadata.insert(u"deletionTimestamp"_s, u"2026-11-20T00:00:00Z"_s);
        going.insert(u"metadata"_s, metadata);
        row("being deleted", going, h + u"0+0+8 surplus 0"_s);
        row("kept as it was made",
            poolOf(
                u"a"_s, u"p"_s, workers(1),
                u"{'resolvedSpec':{'nodePoolRequirements':{'controlPlanePool':{'nodeCount':3,'workerNodeEligible':true,'gpu':{'family':'NVIDIA-L4','gpuCount':1}}}}}"_s),
            u"NVIDIA-H100 0+8+0 surplus 0, NVIDIA-L4 0+3+0 surplus 0"_s);
        row("shared",
            json(u"{'apiVersion':'spectrocloud.com/"
                 u"v1alpha1','kind':'ComputePool','metadata':{'name':'p','namespace':'a'},"
                 "'spec':{'clusterVariant':{'shared':{'clusters':[{'name':'one','"
                 "paletteClusterDeploymentConfig':{'nodePoolRequirements':{'workerPools':%1}}},"
                 "{'name':'two','paletteClusterDeploymentConfig':{'nodePoolRequirements':{'workerPools':%1}}}"
                 "]}}},"
                 "'status':{'clusters':[{'name':'two','hosts':[%2]},{'name':'three','hosts':[%3]}]}}"_s.arg(
                     workers(1), host(u"attached"_s), host(u"attached"_s))),
            h + u"8+8+8 surplus 0"_s);
    }
    void whatAPoolHolds()
    {
        QFETCH(QJsonObject, pool);
        QFETCH(QString, use);
        QuotaBook book;
        book.put(config(u"a"_s, u"lab"_s, workers(1, u"NVIDIA-H100"_s, 4)));
        book.put(project(u"a"_s));
        QCOMPARE(text(book.useOf(pool)), use);
        book.put(pool);
        QCOMPARE(text(book.ledger().holding(u"a/p"_s)), use);
        QCOMPARE(QuotaBook::holdingOf(pool), u"a/p"_s);
        book.remove(refOf(pool));
        QCOMPARE(text(book.ledger().holding(u"a/p"_s)), QString());
    }

    void aDeploymentsOwnPoolCountsOnce()
    {
        const QJsonObject deployment = json(
            u"{'apiVersion':'spectrocloud.com/"
            u"v1alpha1','kind':'AIWorkload','metadata':{'name':'chat','namespace':'a'},"
            "'spec':{'compute':{'dedicated':{'paletteClusterDeploymentConfig':{'nodePoolRequirements':{'workerPools':%1}}}}}}"_s
                .arg(workers(2)));
        QuotaBook book;
        book.put(project(u"a"_s));
        book.put(deployment);
        QCOMPARE(book.ledger().projectUsage(u"a"_s, u"NVIDIA-H100"_s).use.claimed, 16);
        const QJsonObject made =
            poolOf(u"a"_s, u"chat"_s, workers(2), hosts(host(u"attached"_s) + u',' + host(u"attached"_s)));
        book.put(made);
        QCOMPARE(book.ledger().projectUsage(u"a"_s, u"NVIDIA-H100"_s).use.claimed, 0);
        QCOMPARE(book.ledger().projectUsage(u"a"_s, u"NVIDIA-H100"_s).use.attached, 16);
        book.remove(refOf(made));
        QCOMPARE(book.ledger().projectUsage(u"a"_s, u"NVIDIA-H100"_s).used(), 16);
        book.remove(refOf(deployment));
        QCOMPARE(book.ledger().projectUsage(u"a"_s, u"NVIDIA-H100"_s).used(), 0);
    }

    // Kept up through any history of objects, or read at once: the same ledger.
    void keptUpIsReadAtOnce()
    {
        QRandomGenerator random(99);
        for (int round = 0; round < 60; ++round) {
            QuotaBook kept;
            ObjectSet set;
            for (int step = 0; step < 40; ++step) {
                const QString space = u"n%1"_s.arg(random.bounded(3));
                const QString name = u"p%1"_s.arg(random.bounded(3));
                QJsonObject object;
                switch (random.bounded(6)) {
                case 0:
                    object = tenant(u"{'NVIDIA-H100':%1}"_s.arg(random.bounded(64)));
                    break;
                case 1:
                    object = project(space, u"{'requests':{'NVIDIA-H100':%1}}"_s.arg(random.bounded(20)),
                                     u"c%1"_s.arg(random.bounded(2)));
                    break;
                case 2:
                    object = config(space, u"c%1"_s.arg(random.bounded(2)), workers(random.bounded(4)));
                    break;
                case 3:
                    object =
                        random.bounded(2)
                            ? pool(space, name, u"'controlPlanePool':{'nodeCount':3}"_s) // by defaults
                            : poolOf(space, name, workers(random.bounded(4)), hosts(host(u"attached"_s)));
                    break;
                case 4:
                    object = json(
                        u"{'apiVersion':'spectrocloud.com/v1alpha1','kind':'AIWorkload','metadata':{'name':'d%2','namespace':'%1'},'spec':{'compute':{%3}}}"_s
                            .arg(
                                space, name,
                                random.bounded(2)
                                    ? u"'dedicated':{'poolName':'%1','paletteClusterDeploymentConfig':{'nodePoolRequirements':{'workerPools':%2}}}"_s
                                          .arg(name, workers(1 + random.bounded(2)))
                                    : u"'computePoolRef':{'name':'p1'}"_s));
                    break;
                default: {
                    const QList<QJsonObject> all = set.objects();
                    if (!all.isEmpty()) {
                        const ObjectRef ref = refOf(all.at(random.bounded(int(all.size()))));
                        set.remove(ref);
                        kept.remove(ref);
                    }
                    continue;
                }
                }
                set.insert(object);
                kept.put(object);
            }
            const QuotaBook whole(set);
            QCOMPARE(kept.ledger().projects(), whole.ledger().projects());
            for (const QString &name : whole.ledger().projects())
                QCOMPARE(kept.ledger().projectUsage(name), whole.ledger().projectUsage(name));
            QCOMPARE(kept.ledger().tenantUsage(u"t"_s), whole.ledger().tenantUsage(u"t"_s));
        }
    }

    void rulesOfPools()
    {
        ObjectSet set;
        set.insert(tenant(u"{'NVIDIA-H100':32,'NVIDIA-T4':0}"_s));
        set.insert(project(u"a"_s, u"{'limits':{'NVIDIA-H100':16}}"_s));
        set.insert(project(u"b"_s, u"{'requests':{'NVIDIA-H100':12}}"_s));
        const QJsonObject running = poolOf(u"a"_s, u"old"_s, workers(1), hosts(host(u"attached"_s)));
        set.insert(running);

        RuleContext create;
        create.intent = RuleContext::Intent::Create;
        const auto made = [&](const QString &list) {
            return checkQuota(poolOf(u"a"_s, u"new"_s, list), set, create);
        };
        QCOMPARE(said(made(workers(1))), QStringList());
        QCOMPARE(
            said(made(workers(2))),
            (QStringList{
                u"POOL-13 R [%1workerPools[0].gpu] Project a may hold 16 NVIDIA-H100 GPUs; 8 are in use and this adds 16: 8 too many."_s
                    .arg(nodePools),
                u"POOL-13 R [%1workerPools[0].gpu] 12 NVIDIA-H100 GPUs are kept for b; this request would need 4 of them."_s
                    .arg(nodePools),
                u"POOL-13 I [%1workerPools[0].gpu] Ask for 8 NVIDIA-H100 for a; that fits now."_s.arg(
                    nodePools)}));
        QCOMPARE(
            said(made(workers(1, u"NVIDIA-T4"_s, 1))).first(),
            u"POOL-13 R [%1workerPools[0].gpu] Tenant t does not allow NVIDIA-T4 GPUs."_s.arg(nodePools));
        // POOL-18: what is asked for now fits, the most does not.
        QCOMPARE(
            said(made(workers(1, u"NVIDIA-H100"_s, 8, u",'maxNodeCount':3"_s))),
            QStringList{
                u"POOL-18 W [%1workerPools[0].maxNodeCount] Scaling up to 3 nodes would need 16 NVIDIA-H100 GPUs more than the quota allows now."_s
                    .arg(nodePools)});
        QCOMPARE(said(made(workers(1, u"NVIDIA-H100"_s, 8, u",'maxNodeCount':1"_s))), QStringList());

        // A change counts for what it adds; giving back never counts.
        RuleContext update;
        update.intent = RuleContext::Intent::Update;
        update.before = running;
        const auto changed = [&](int nodes) {
            return checkQuota(poolOf(u"a"_s, u"old"_s, workers(nodes), hosts(host(u"attached"_s))), set,
                              update);
        };
        QCOMPARE(said(changed(2)), QStringList());
        QVERIFY(!said(changed(3), u"POOL-13"_s).isEmpty());
        set.insert(project(u"a"_s, u"{'limits':{'NVIDIA-H100':0}}"_s));
        QCOMPARE(said(changed(1)), QStringList());
        QCOMPARE(said(changed(0)), QStringList());
        RuleContext destroy;
        destroy.intent = RuleContext::Intent::Delete;
        QCOMPARE(said(checkQuota(running, set, destroy)), QStringList());

        // In a folder a pool that no hub saw is a wish; one that a hub decided on is not judged again.
        set.insert(project(u"a"_s, u"{'limits':{'NVIDIA-H100':16}}"_s));
        const QJsonObject wish = poolOf(u"a"_s, u"wish"_s, workers(3));
        set.insert(wish);
        QVERIFY(!said(checkQuota(wish, set), u"POOL-13"_s).isEmpty());
        const QJsonObject decided = poolOf(u"a"_s, u"wish"_s, workers(3),
                                           u"{'conditions':[{'type':'QuotaReserved','status':'True'}]}"_s);
        set.insert(decided);
        QCOMPARE(said(checkQuota(decided, set)), QStringList());
        // Nothing is said of a project that is not known.
        QCOMPARE(said(checkQuota(poolOf(u"nowhere"_s, u"x"_s, workers(9)), set, create)), QStringList());
    }

    void rulesOfTenantsAndProjects()
    {
        ObjectSet set;
        set.insert(tenant(u"{'NVIDIA-H100':32}"_s));
        set.insert(project(u"a"_s, u"{'limits':{'*':16}}"_s));
        set.insert(project(u"b"_s));
        set.insert(
            poolOf(u"a"_s, u"p"_s, workers(2), hosts(host(u"attached"_s) + u',' + host(u"attached"_s))));
        set.insert(poolOf(u"b"_s, u"p"_s, workers(1), hosts(host(u"attached"_s))));
        RuleContext update;
        update.intent = RuleContext::Intent::Update;
        update.before = tenant(u"{'NVIDIA-H100':32}"_s);
        QCOMPARE(said(checkQuota(tenant(u"{'NVIDIA-H100':24}"_s), set, update)), QStringList());
        QCOMPARE(
            said(checkQuota(tenant(u"{'NVIDIA-H100':20}"_s), set, update)),
            QStringList{
                u"TEN-7 W [spec.gpuResources.limits.NVIDIA-H100] 24 NVIDIA-H100 GPUs are in use, 4 more than the new limit. Nothing is taken away, but no more can be added."_s});
        update.before = project(u"a"_s, u"{'limits':{'*':16}}"_s);
        QCOMPARE(said(checkQuota(project(u"a"_s, u"{'limits':{'*':16}}"_s), set, update)), QStringList());
        QCOMPARE(
            said(checkQuota(project(u"a"_s, u"{'limits':{'*':8}}"_s), set, update)),
            QStringList{
                u"PRJ-14 W [spec.gpuResources.limits['*']] 16 NVIDIA-H100 GPUs are in use, 8 more than the new limit. Nothing is taken away, but no more can be added."_s});
        // PRJ-10: 8 of 32 are free.
        QCOMPARE(said(checkQuota(project(u"c"_s, u"{'requests':{'NVIDIA-H100':8}}"_s), set)), QStringList());
        QCOMPARE(
            said(checkQuota(project(u"c"_s, u"{'requests':{'NVIDIA-H100':12}}"_s), set)),
            QStringList{
                u"PRJ-10 W [spec.gpuResources.requests.NVIDIA-H100] Only 8 of the 12 guaranteed NVIDIA-H100 GPUs are free now; others hold the rest."_s});
        // What it holds itself is covered.
        QCOMPARE(said(checkQuota(project(u"b"_s, u"{'requests':{'NVIDIA-H100':16}}"_s), set, update)),
                 QStringList());
    }
};

QTEST_GUILESS_MAIN(TestQuotaBook)
#include "tst_quotabook.moc"
