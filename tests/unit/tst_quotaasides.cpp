// SPDX-License-Identifier: GPL-3.0-or-later
// What stands beside Easel's own quota: what is free on a pool's clusters, ResourceQuota, Kueue.
#include "core/quota/kubernetesquota.h"
#include "core/quota/kueueforest.h"
#include "core/quota/poolcapacity.h"
#include "core/quota/quotabeside.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

// JSON is written with ' here: moc 6.4 loses classes after raw strings.
QJsonObject json(const char *text)
{
    const QJsonObject object = QJsonDocument::fromJson(QByteArray(text).replace('\'', '"')).object();
    if (object.isEmpty())
        qFatal("not JSON: %s", text);
    return object;
}

QString text(const QList<CapacityLine> &lines)
{
    QStringList parts;
    for (const CapacityLine &line : lines)
        parts << u"%1 %2-%3=%4"_s.arg(line.family).arg(line.total).arg(line.requested).arg(line.free());
    return parts.join(u", "_s);
}

QJsonObject asking(int cards, const char *status = "{}")
{
    return json(qPrintable(
        u"{'kind':'AIWorkload','spec':{'gpuResources':{'requests':{'NVIDIA-H100':%1}}},'status':%2}"_s
            .arg(cards)
            .arg(QString::fromLatin1(status))));
}

const FlavorResource h100{u"h100"_s, u"nvidia.com/gpu"_s};

// A forest as lists, and Kueue's formulas written down once more by recursion from the whole.
struct PlainForest
{
    struct Node
    {
        QString name;
        int parent = -1; // a cohort
        bool cohort = false;
        KueueForest::Quota quota;
        qint64 own = 0; // used by the queue
    };
    std::vector<Node> nodes;

    qint64 subtree(int n) const
    {
        qint64 sum = nodes[size_t(n)].quota.nominal;
        for (size_t child = 0; child < nodes.size(); ++child) {
            if (nodes[child].parent == n)
                sum += subtree(int(child)) - local(int(child));
        }
        return sum;
    }
    qint64 local(int n) const
    {
        const auto lends = nodes[size_t(n)].quota.lendingLimit;
        return lends ? std::max<qint64>(0, subtree(n) - *lends) : 0;
    }
    qint64 usage(int n) const
    {
        qint64 sum = nodes[size_t(n)].own;
        for (size_t child = 0; child < nodes.size(); ++child) {
            if (nodes[child].parent == n)
                sum += std::max<qint64>(0, usage(int(child)) - local(int(child)));
        }
        return sum;
    }
    qint64 available(int n) const
    {
        const Node &node = nodes[size_t(n)];
        if (node.parent < 0)
            return subtree(n) - usage(n);
        qint64 above = available(node.parent);
        if (node.quota.borrowingLimit)
            above = std::min(above, (subtree(n) - local(n)) - std::max<qint64>(0, usage(n) - local(n)) +
                                        *node.quota.borrowingLimit);
        return std::max<qint64>(0, local(n) - usage(n)) + above;
    }
    qint64 potential(int n) const
    {
        const Node &node = nodes[size_t(n)];
        if (node.parent < 0)
            return subtree(n);
        const qint64 all = local(n) + potential(node.parent);
        return node.quota.borrowingLimit ? std::min(all, subtree(n) + *node.quota.borrowingLimit) : all;
    }

    static PlainForest random(QRandomGenerator &random)
    {
        PlainForest forest;
        const auto quota = [&](bool rooted) {
            KueueForest::Quota said{random.bounded(17), std::nullopt, std::nullopt};
            if (!rooted && random.bounded(3) == 0)
                said.borrowingLimit = random.bounded(9);
            if (!rooted && random.bounded(3) == 0)
                said.lendingLimit = random.bounded(13);
            return said;
        };
        const int cohorts = 1 + random.bounded(4);
        for (int i = 0; i < cohorts; ++i) {
            const int parent = i == 0 || random.bounded(5) == 0 ? -1 : random.bounded(i);
            forest.nodes.push_back({u"c%1"_s.arg(i), parent, true, quota(parent < 0), 0});
        }
        const int queues = 1 + random.bounded(6);
        for (int i = 0; i < queues; ++i) {
            const int parent = random.bounded(6) == 0 ? -1 : random.bounded(cohorts);
            forest.nodes.push_back({u"q%1"_s.arg(i), parent, false, quota(parent < 0), 0});
        }
        return forest;
    }
    KueueForest built(bool reversed) const
    {
        KueueForest forest;
        for (size_t i = 0; i < nodes.size(); ++i) {
            const Node &node = nodes[reversed ? nodes.size() - 1 - i : i];
            const QString parent = node.parent < 0 ? QString() : nodes[size_t(node.parent)].name;
            if (node.cohort)
                forest.setCohort(node.name, parent, {{h100, node.quota}});
            else
                forest.setQueue(node.name, parent, {{h100, node.quota}});
        }
        return forest;
    }
};

} // namespace

class TestQuotaAsides : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // 3.a.6: 4 nodes of 8 H100; deployments ask for 10 and 16; 6 are free, 8 are 2 too many.
    void theContractsPool()
    {
        PoolCapacityInput input;
        input.pool = json("{'metadata':{'name':'firn-shared'}}");
        for (int i = 0; i < 4; ++i)
            input.nodes << json("{'metadata':{'labels':{'nvidia.com/"
                                "gpu.product':'NVIDIA-H100-80GB-HBM3','nvidia.com/gpu.count':'8'}},"
                                "'status':{'allocatable':{'nvidia.com/gpu':'8'}}}");
        input.deployments = {{asking(10), {}}, {asking(16), {}}};
        const PoolCapacity capacity(input);
        QCOMPARE(text(capacity.lines()), u"NVIDIA-H100 32-26=6"_s);
        const QuotaWaterfall fall = capacity.waterfall(u"nvidia-h100"_s, 8);
        QCOMPARE(fall.shortBy(), 2);
        QCOMPARE(fall.lines(), (QStringList{u"Pool firn-shared: limit 32, 26 used; 6 left"_s,
                                            u"8 asked for: 2 too many"_s}));
        QVERIFY(capacity.waterfall(u"NVIDIA-H100"_s, 6).fits());
    }

    void whatCountsAsTotal()
    {
        PoolCapacityInput input;
        input.demand = {{u"NVIDIA-H100"_s, 24}};
        QCOMPARE(text(PoolCapacity(input).lines()), u"NVIDIA-H100 24-0=24"_s);
        input.pool = json("{'status':{'clusters':[{'name':'main','hosts':[{'hostUid':'a','family':'NVIDIA-"
                          "H100','gpuCount':8,'state':'attached'},"
                          "{'hostUid':'b','family':'NVIDIA-H100','gpuCount':8,'state':'releasing'}]}]}}");
        QCOMPARE(text(PoolCapacity(input).lines()), u"NVIDIA-H100 8-0=8"_s);
        // Slices are lines of their own.
        input.nodes = {
            json("{'metadata':{'labels':{'nvidia.com/gpu.product':'NVIDIA-H100-80GB-HBM3','nvidia.com/"
                 "gpu.count':'8','nvidia.com/mig.strategy':'mixed','nvidia.com/mig-1g.10gb.count':'7'}},"
                 "'status':{'allocatable':{'nvidia.com/gpu':'7','nvidia.com/mig-1g.10gb':'7'}}}")};
        QCOMPARE(text(PoolCapacity(input).lines()), u"NVIDIA-H100 7-0=7, NVIDIA-H100/1g.10gb 7-0=7"_s);
    }

    void whoCounts()
    {
        PoolCapacityInput input;
        input.demand = {{u"NVIDIA-H100"_s, 32}};
        input.deployments = {
            {asking(1, "{'phase':'Pending'}"), {}},
            {asking(2, "{'phase':'Failed'}"), {}}, // before anything was delivered
            {asking(4, "{'phase':'Failed','conditions':[{'type':'Delivered','status':'True'}]}"), {}},
            {asking(8, "{'phase':'Running'}"), {}}};
        QCOMPARE(text(PoolCapacity(input).lines()), u"NVIDIA-H100 32-13=19"_s);
    }

    void whatIsRendered()
    {
        const QList<QJsonObject> objects = {
            json("{'kind':'Deployment','spec':{'replicas':3,'template':{'spec':{'containers':[{'resources':{'"
                 "limits':{'nvidia.com/gpu':2}}},{'resources':{'limits':{'cpu':'1'}}}],"
                 "'initContainers':[{'resources':{'limits':{'nvidia.com/gpu':1}}}]}}}}"),
            json("{'kind':'StatefulSet','spec':{'template':{'spec':{'nodeSelector':{'nvidia.com/"
                 "gpu.product':'NVIDIA-L40S'},'containers':[{'resources':{'requests':{'nvidia.com/"
                 "gpu':'4'}}}]}}}}"),
            json("{'kind':'Job','spec':{'parallelism':2,'template':{'spec':{'containers':[{'resources':{'"
                 "limits':{'nvidia.com/mig-1g.10gb':1}}}]}}}}"),
            json("{'kind':'DaemonSet','spec':{'template':{'spec':{'containers':[{'resources':{'limits':{'"
                 "nvidia.com/gpu':1}}}]}}}}"),
            json("{'kind':'Pod','spec':{'affinity':{'nodeAffinity':{'"
                 "requiredDuringSchedulingIgnoredDuringExecution':{'nodeSelectorTerms':[{'matchExpressions':"
                 "[{'key':'amd.com/"
                 "gpu.product-name','operator':'In','values':['AMD_Instinct_MI300X']}]}]}}},'containers':[{'"
                 "resources':{'limits':{'amd.com/gpu':8}}}]}}"),
            json("{'kind':'Service','spec':{'ports':[]}}")};
        const QMap<QString, qint64> one = gpusOfRendered(objects, {u"NVIDIA-H100"_s}, 5);
        QCOMPARE(one.value(u"NVIDIA-H100"_s), 6 + 5);
        QCOMPARE(one.value(u"NVIDIA-L40S"_s), 4);
        QCOMPARE(one.value(u"NVIDIA-H100/1g.10gb"_s), 2);
        QCOMPARE(one.value(u"AMD-MI300X"_s), 8);
        // With several families nobody knows which one is meant.
        const QMap<QString, qint64> two = gpusOfRendered(objects, {u"NVIDIA-H100"_s, u"NVIDIA-L4"_s}, 5);
        QCOMPARE(two.value(u"NVIDIA-Unknown"_s), 6 + 5);
    }

    void resourceQuotas()
    {
        const QList<QJsonObject> objects = {
            json("{'kind':'ResourceQuota','metadata':{'name':'gpus','namespace':'ml'},'spec':{'hard':{'"
                 "requests.nvidia.com/gpu':'8','pods':'10','requests.cpu':'4'}},"
                 "'status':{'hard':{'requests.nvidia.com/gpu':'8','pods':'10'},'used':{'requests.nvidia.com/"
                 "gpu':'6'}}}"),
            json("{'kind':'ResourceQuota','metadata':{'name':'new','namespace':'ml'},'spec':{'hard':{'"
                 "requests.nvidia.com/gpu':4,'requests.nvidia.com/mig-1g.10gb':'14'}}}"),
            json("{'kind':'ResourceQuota','metadata':{'name':'low','namespace':'ml'},'spec':{'scopes':['"
                 "BestEffort'],'hard':{'requests.nvidia.com/gpu':'1'}}}"),
            json("{'kind':'ResourceQuota','metadata':{'name':'gpus','namespace':'other'},'spec':{'hard':{'"
                 "requests.amd.com/gpu':'2'}}}"),
            json("{'kind':'ConfigMap','metadata':{'name':'x'}}")};
        const QList<ResourceQuotaLine> lines = resourceQuotaLines(objects);
        QCOMPARE(lines.size(), 5);
        QCOMPARE(lines.at(0).quota, u"gpus"_s);
        QCOMPARE(lines.at(0).hard, 8);
        QCOMPARE(lines.at(0).used, 6);
        const QuotaWaterfall fall = resourceQuotaWaterfall(lines, u"ml"_s, u"nvidia.com/gpu"_s, 3);
        QCOMPARE(fall.levels.size(), 3);
        QCOMPARE(fall.headroom.value_or(-1), 2); // the scoped one does not hold for every pod
        QCOMPARE(fall.shortBy(), 1);
        QCOMPARE(fall.lines().first(), u"Resource quota ml/gpus: limit 8, 6 used; 2 left"_s);
        QVERIFY(!resourceQuotaWaterfall(lines, u"nowhere"_s, u"nvidia.com/gpu"_s, 3).headroom);
    }

    void kueueFormulas()
    {
        QRandomGenerator random(577);
        for (int round = 0; round < 4000; ++round) {
            PlainForest plain = PlainForest::random(random);
            KueueForest forest = plain.built(round % 2 == 1);
            struct Add
            {
                size_t node;
                qint64 amount;
            };
            std::vector<Add> adds;
            for (size_t n = 0; n < plain.nodes.size(); ++n) {
                if (!plain.nodes[n].cohort)
                    adds.push_back({n, random.bounded(20)});
            }
            for (const Add &add : adds) {
                // More than stays is put on and taken off again: order and detours do not matter.
                const qint64 detour = random.bounded(6);
                forest.addUsage(plain.nodes[add.node].name, h100, add.amount + detour);
                plain.nodes[add.node].own += add.amount;
                forest.addUsage(plain.nodes[add.node].name, h100, -detour);
            }
            KueueForest again = plain.built(round % 2 == 0);
            for (auto add = adds.rbegin(); add != adds.rend(); ++add)
                again.addUsage(plain.nodes[add->node].name, h100, add->amount);
            for (size_t n = 0; n < plain.nodes.size(); ++n) {
                const auto &[name, parent, cohort, quota, own] = plain.nodes[n];
                const int index = int(n);
                QCOMPARE(forest.subtreeQuota(name, h100, cohort), plain.subtree(index));
                QCOMPARE(forest.localQuota(name, h100, cohort), plain.local(index));
                QCOMPARE(forest.usage(name, h100, cohort), plain.usage(index)); // conservation
                QCOMPARE(again.usage(name, h100, cohort), plain.usage(index));
                QCOMPARE(forest.available(name, h100, cohort), plain.available(index));
                QCOMPARE(forest.potential(name, h100, cohort), plain.potential(index));
                QVERIFY(forest.available(name, h100, cohort) <= forest.potential(name, h100, cohort));
                if (cohort)
                    continue;
                const qint64 amount = random.bounded(30);
                const KueueForest::Decision decision = forest.decide(name, h100, amount);
                const auto expected = amount > plain.potential(index)   ? KueueForest::Fit::NoFit
                                      : amount > plain.available(index) ? KueueForest::Fit::MayPreempt
                                                                        : KueueForest::Fit::Fits;
                QVERIFY(decision.fit == expected);
                QVERIFY(!decision.sentence.isEmpty());
                if (decision.fit == KueueForest::Fit::Fits) {
                    // What fits can be put on: nobody is then above what the tree has.
                    QCOMPARE(decision.borrowHeight == 0,
                             forest.usage(name, h100) + amount <= forest.subtreeQuota(name, h100) ||
                                 parent < 0);
                    KueueForest after = forest;
                    after.addUsage(name, h100, amount);
                    QVERIFY(after.available(name, h100) >= 0);
                } else {
                    QVERIFY(decision.shortBy > 0);
                }
                const QuotaWaterfall fall = forest.waterfall(name, h100, amount);
                QCOMPARE(fall.headroom.value_or(-999), plain.available(index));
                for (const QuotaWaterfall::Level &level : fall.levels) {
                    qint64 left = *level.limit;
                    for (const QuotaWaterfall::Part &part : level.parts)
                        left +=
                            part.kind == QuotaWaterfall::Part::Kind::Borrowable ? part.amount : -part.amount;
                    QCOMPARE(left, *level.left); // the bars add up
                }
            }
        }
    }

    void kueueObjects()
    {
        const QList<QJsonObject> objects = {
            json("{'apiVersion':'kueue.x-k8s.io/"
                 "v1beta1','kind':'ResourceFlavor','metadata':{'name':'h100'},'spec':{'nodeLabels':{'nvidia."
                 "com/gpu.product':'NVIDIA-H100-80GB-HBM3'}}}"),
            json("{'apiVersion':'kueue.x-k8s.io/"
                 "v1beta1','kind':'Cohort','metadata':{'name':'institute'},'spec':{}}"),
            json("{'apiVersion':'kueue.x-k8s.io/"
                 "v1beta1','kind':'ClusterQueue','metadata':{'name':'vision'},'spec':{'cohort':'institute','"
                 "resourceGroups':[{'coveredResources':['cpu','nvidia.com/gpu'],"
                 "'flavors':[{'name':'h100','resources':[{'name':'cpu','nominalQuota':'500m'},{'name':'"
                 "nvidia.com/gpu','nominalQuota':'16','borrowingLimit':'4','lendingLimit':'8'}]}]}]},"
                 "'status':{'flavorsReservation':[{'name':'h100','resources':[{'name':'nvidia.com/"
                 "gpu','total':'12','borrowed':'0'}]}]}}"),
            json("{'apiVersion':'kueue.x-k8s.io/"
                 "v1beta2','kind':'ClusterQueue','metadata':{'name':'language'},'spec':{'cohortName':'"
                 "institute','resourceGroups':[{'flavors':[{'name':'h100',"
                 "'resources':[{'name':'nvidia.com/"
                 "gpu','nominalQuota':8}]}]}]},'status':{'flavorsUsage':[{'name':'h100','resources':[{'name':"
                 "'nvidia.com/gpu','total':6}]}]}}"),
            json("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'x'}}")};
        const KueueForest forest = KueueForest::fromObjects(objects);
        QCOMPARE(forest.queues(), (QStringList{u"language"_s, u"vision"_s}));
        QCOMPARE(forest.familyOf(u"h100"_s), u"NVIDIA-H100"_s);
        QCOMPARE(int(forest.resourcesOf(u"vision"_s).size()), 1);
        // vision keeps 8, lends 8; the cohort has 8 + 8, of which 4 + 6 are used.
        QCOMPARE(forest.usage(u"institute"_s, h100, true), 10);
        QCOMPARE(forest.available(u"institute"_s, h100, true), 6);
        QCOMPARE(forest.available(u"vision"_s, h100), 6);
        QCOMPARE(forest.potential(u"vision"_s, h100), 20);
        QCOMPARE(forest.available(u"language"_s, h100), 6);
        const KueueForest::Decision decision = forest.decide(u"language"_s, h100, 5);
        QVERIFY(decision.fit == KueueForest::Fit::Fits);
        QCOMPARE(decision.borrowHeight, 1);
        QCOMPARE(
            forest.waterfall(u"language"_s, h100, 8).lines(),
            (QStringList{u"Cluster queue language: limit 8, 6 used, 4 can be borrowed; 6 left"_s,
                         u"Cohort institute: limit 16, 10 used; 6 left"_s, u"8 asked for: 2 too many"_s}));
        QCOMPARE(forest.decide(u"vision"_s, h100, 21).shortBy, 1);

        // Of a namespace: what its LocalQueues lead to, and its own ResourceQuotas.
        QList<QJsonObject> all = objects;
        all << json("{'apiVersion':'kueue.x-k8s.io/v1beta1','kind':'LocalQueue','metadata':{'name':'batch',"
                    "'namespace':'vision'},'spec':{'clusterQueue':'vision'}}")
            << json("{'apiVersion':'v1','kind':'ResourceQuota','metadata':{'name':'gpus','namespace':'vision'"
                    "},'spec':{'hard':{'requests.nvidia.com/gpu':'8'}}}")
            << json("{'apiVersion':'v1','kind':'ResourceQuota','metadata':{'name':'gpus','namespace':'other'}"
                    ",'spec':{'hard':{'requests.nvidia.com/gpu':'4'}}}");
        QStringList first;
        for (const QuotaWaterfall &fall : quotaBeside(all, QStringList{u"vision"_s}))
            first << fall.lines().first();
        QCOMPARE(first, (QStringList{u"Resource quota vision/gpus: limit 8; 8 left"_s,
                                     forest.waterfall(u"vision"_s, h100).lines().first()}));
        QCOMPARE(quotaBeside(all, QStringList{u"nobody"_s}).size(), 0);
        QCOMPARE(quotaBeside(all).size(), 4);
    }

    void ringsOfCohorts()
    {
        KueueForest forest;
        forest.setCohort(u"a"_s, u"b"_s, {{h100, {4, {}, {}}}});
        forest.setCohort(u"b"_s, u"a"_s, {{h100, {4, {}, {}}}});
        forest.setQueue(u"q"_s, u"a"_s, {{h100, {4, {}, {}}}});
        QCOMPARE(forest.problems().size(), 1);
        QCOMPARE(forest.available(u"q"_s, h100), 12);
        forest.setCohort(u"s"_s, u"s"_s, {});
        QCOMPARE(forest.problems().size(), 2);
    }
};

QTEST_GUILESS_MAIN(TestQuotaAsides)
#include "tst_quotaasides.moc"
