// SPDX-License-Identifier: GPL-3.0-or-later
// Nodes of the clusters that a hub is connected with, and of hubs in other windows, as machines of the
// inventory: read only while somebody looks, a few at a time, and never with a program of this computer.
#include "app/context/appcontext.h"
#include "app/context/clusternodes.h"
#include "app/context/inventoryfeed.h"
#include "core/base/englishplurals.h"
#include "tests/gui/samplewindow.h"
#include "tests/support/fakeserver.h"
#include "tests/support/fakesource.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 30'000;

ResourceType nodeType()
{
    ResourceType type;
    type.version = u"v1"_s;
    type.kind = u"Node"_s;
    type.plural = u"nodes"_s;
    type.verbs = {u"get"_s, u"list"_s, u"watch"_s};
    return type;
}

QJsonObject json(const QByteArray &text)
{
    return QJsonDocument::fromJson(text).object();
}

QJsonObject node(const QString &name, const QString &uid)
{
    return {
        {u"apiVersion"_s, u"v1"_s},
        {u"kind"_s, u"Node"_s},
        {u"metadata"_s, QJsonObject{{u"name"_s, name},
                                    {u"uid"_s, uid},
                                    {u"labels"_s, QJsonObject{{u"nvidia.com/gpu.product"_s, u"NVIDIA-L40S"_s},
                                                              {u"nvidia.com/gpu.count"_s, u"4"_s}}}}},
        {u"status"_s, QJsonObject{{u"capacity"_s, QJsonObject{{u"cpu"_s, u"64"_s}}}}}};
}

QJsonObject list(const QList<QJsonObject> &items, const QString &token = {})
{
    QJsonArray array;
    for (const QJsonObject &item : items)
        array << item;
    return {{u"kind"_s, u"NodeList"_s},
            {u"apiVersion"_s, u"v1"_s},
            {u"metadata"_s, QJsonObject{{u"resourceVersion"_s, u"5"_s}, {u"continue"_s, token}}},
            {u"items"_s, array}};
}

} // namespace

class ClusterNodesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void nothingBeforeSomebodyLooks();
    void pagesOfAPoolsCluster();
    void aFewAtATime();
    void saysWhyItCannot_data();
    void saysWhyItCannot();
    void saysThatNobodyMayListSecrets();
    void whatWasReadStaysAndIsReadAgain();
    void mergesWithKnownMachines();
    void hubsOfOtherWindows();

private:
    QByteArray kubeconfig(const QByteArray &user = "{token: t}", const QByteArray &more = {}) const
    {
        const QByteArray trust = more.isEmpty() ? QByteArray(", certificate-authority-data: ") +
                                                      FakeServer::certificates().authority().toBase64()
                                                : more;
        return "apiVersion: v1\nkind: Config\ncurrent-context: c\nclusters:\n- name: k\n  cluster: {server: "
               "'https://127.0.0.1:" +
               QByteArray::number(m_server->port()) + "'" + trust + "}\nusers:\n- name: u\n  user: " + user +
               "\ncontexts:\n- name: c\n  context: {cluster: k, user: u}\n";
    }
    void putSecret(const QString &cluster, const QByteArray &text, const QString &pool = {})
    {
        QJsonObject labels{{u"easel.spectrocloud.com/cluster-kubeconfig"_s, u"true"_s},
                           {u"easel.spectrocloud.com/cluster"_s, cluster}};
        if (!pool.isEmpty())
            labels.insert(u"easel.spectrocloud.com/pool"_s, pool);
        m_hub->put({{u"apiVersion"_s, u"v1"_s},
                    {u"kind"_s, u"Secret"_s},
                    {u"metadata"_s, QJsonObject{{u"name"_s, cluster + u"-kubeconfig"_s},
                                                {u"namespace"_s, u"ice"_s},
                                                {u"labels"_s, labels}}},
                    {u"data"_s, QJsonObject{{u"kubeconfig"_s, QString::fromLatin1(text.toBase64())}}}});
    }
    SourceMachines of(const QString &cluster) const
    {
        for (const SourceMachines &machines : m_nodes->machines()) {
            if (machines.source.id == u"nodes:secret:ice/"_s + cluster + u"-kubeconfig"_s)
                return machines;
        }
        return {};
    }
    bool isRead(const QString &cluster) const
    {
        const MachineSource source = of(cluster).source;
        return !source.id.isEmpty() && !source.loading && (source.asOf.isValid() || source.error);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<AppContext> m_context;
    FakeSource *m_hub = nullptr;
    std::unique_ptr<ClusterNodes> m_nodes;
};

void ClusterNodesTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::installTranslator(new EnglishPlurals(this));
}

void ClusterNodesTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<FakeServer>();
    QVERIFY(m_server->listen());
    m_context =
        std::make_unique<AppContext>(AppPaths::below(m_folder->path()), std::make_unique<SilentPrompter>());
    auto hub = std::make_unique<FakeSource>();
    hub->fakeTitle = u"north"_s;
    hub->fakeAddress = u"https://north:6443"_s;
    hub->addType(nodeType());
    hub->put(json(R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"ice"}})"));
    m_hub = hub.get();
    m_context->setSource(std::move(hub));
    m_nodes = std::make_unique<ClusterNodes>(m_context.get());
}

void ClusterNodesTest::cleanup()
{
    m_nodes.reset();
    m_context.reset();
    m_hub = nullptr;
    m_server.reset();
    m_folder.reset();
}

void ClusterNodesTest::nothingBeforeSomebodyLooks()
{
    m_server->on(u"/api/v1/nodes"_s, [](FakeExchange &exchange) { exchange.json(list({})); });
    putSecret(u"firn"_s, kubeconfig());
    m_hub->put(json(R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"other","namespace":"ice"},
        "data":{"kubeconfig":"eA=="}})"));
    QTest::qWait(200);
    QVERIFY(m_nodes->machines().isEmpty());
    QVERIFY(m_hub->log.filter(u"get Secret"_s).isEmpty());
    m_nodes->setLooking(true);
    QTRY_VERIFY_WITH_TIMEOUT(isRead(u"firn"_s), patience);
    QVERIFY(!of(u"firn"_s).source.error);
    QCOMPARE(m_nodes->machines().size(), 1); // a Secret without the label is nobody's cluster
    QCOMPARE(m_hub->log.filter(u"get Secret"_s), QStringList{u"get Secret ice/firn-kubeconfig"_s});
    // A look away and back again is no reason to ask again.
    m_nodes->setLooking(false);
    m_nodes->setLooking(true);
    QTest::qWait(200);
    QCOMPARE(m_server->count(u"GET /api/v1/nodes"_s), 1);
    // What is gone from the hub is gone from here.
    m_hub->drop({u"v1"_s, u"Secret"_s, u"ice"_s, u"firn-kubeconfig"_s});
    QTRY_VERIFY(m_nodes->machines().isEmpty());
}

void ClusterNodesTest::pagesOfAPoolsCluster()
{
    m_server->on(u"/api/v1/nodes"_s, [](FakeExchange &exchange) {
        if (exchange.request().item(u"continue"_s).isEmpty())
            exchange.json(list({node(u"a"_s, u"1"_s), node(u"b"_s, u"2"_s)}, u"next"_s));
        else
            exchange.json(list({node(u"c"_s, u"3"_s)}));
    });
    putSecret(u"firn-9zc7t"_s, kubeconfig(), u"firn"_s);
    m_nodes->setLooking(true);
    QTRY_VERIFY_WITH_TIMEOUT(isRead(u"firn-9zc7t"_s), patience);
    const SourceMachines read = of(u"firn-9zc7t"_s);
    QVERIFY2(!read.source.error, read.source.error ? qPrintable(errorSentence(*read.source.error)) : "");
    QCOMPARE(read.source.title, u"nodes of firn-9zc7t"_s);
    QCOMPARE(read.source.object.text(), u"ComputePool ice/firn"_s);
    QCOMPARE(read.hosts.size(), 3);
    QCOMPARE(read.hosts.last().displayName, u"c"_s);
    QCOMPARE(read.hosts.last().usedByCluster, u"firn-9zc7t"_s);
    QCOMPARE(read.hosts.last().usedByPool, u"ice/firn"_s);
    QCOMPARE(read.hosts.last().gpusByFamily().value(u"NVIDIA-L40S"_s), 4);
    QCOMPARE(m_server->requests().first().header("Authorization"), QByteArray("Bearer t"));
}

void ClusterNodesTest::aFewAtATime()
{
    QList<QPointer<FakeExchange>> open;
    m_server->on(u"/api/v1/nodes"_s, [&open](FakeExchange &exchange) { open << &exchange; });
    for (const QString &cluster : {u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s})
        putSecret(cluster, kubeconfig());
    m_nodes->setLooking(true);
    QTRY_COMPARE_WITH_TIMEOUT(open.size(), 3, patience);
    QTest::qWait(200);
    QCOMPARE(open.size(), 3);
    QVERIFY(of(u"e"_s).source.loading); // it waits for its turn
    open.at(1)->json(list({node(u"n"_s, u"1"_s)}));
    QTRY_COMPARE_WITH_TIMEOUT(open.size(), 4, patience);
    // Nobody looks any more: what has begun ends, and no further one begins.
    m_nodes->setLooking(false);
    for (const QPointer<FakeExchange> &exchange : std::as_const(open)) {
        if (exchange)
            exchange->json(list({}));
    }
    QTRY_VERIFY_WITH_TIMEOUT(!m_nodes->isReading(), patience);
    QCOMPARE(open.size(), 4);
    m_nodes->setLooking(true);
    QTRY_COMPARE_WITH_TIMEOUT(open.size(), 5, patience);
    open.last()->json(list({}));
    QTRY_VERIFY_WITH_TIMEOUT(!m_nodes->isReading(), patience);
}

void ClusterNodesTest::saysWhyItCannot_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("a program")
        << u"exec"_s
        << u"This kubeconfig needs a program or files of your computer. Use one with a "
           "token or embedded certificate."_s;
    QTest::newRow("not checked") << u"insecure"_s
                                 << u"cannot be reached: its kubeconfig asks not to check the certificate"_s;
    QTest::newRow("away") << u"away"_s << u"cannot be reached: "_s;
    QTest::newRow("another certificate") << u"trust"_s << u"cannot be reached: "_s;
    QTest::newRow("not allowed") << u"forbidden"_s << u"nodes is forbidden"_s;
    QTest::newRow("no right to the Secret") << u"secret"_s << u"secrets \"firn-kubeconfig\" is forbidden"_s;
    QTest::newRow("nothing in it") << u"empty"_s << u"This kubeconfig names no context."_s;
}

void ClusterNodesTest::saysWhyItCannot()
{
    QFETCH(QString, what);
    QFETCH(QString, sentence);
    m_server->on(u"/api/v1/nodes"_s, [](FakeExchange &exchange) {
        exchange.status(403, u"Forbidden"_s, u"nodes is forbidden"_s);
    });
    QByteArray text = kubeconfig();
    if (what == u"exec")
        text = kubeconfig("{exec: {apiVersion: client.authentication.k8s.io/v1, command: 'touch ran'}}");
    else if (what == u"insecure")
        text = kubeconfig("{token: t}", ", insecure-skip-tls-verify: true");
    else if (what == u"trust")
        text = kubeconfig("{token: t}", ", tls-server-name: 'elsewhere'");
    else if (what == u"empty")
        text.clear();
    else if (what == u"secret")
        m_hub->rightsRefused.insert(u"get secrets"_s);
    putSecret(u"firn"_s, text);
    if (what == u"away")
        m_server.reset();
    m_nodes->setLooking(true);
    QTRY_VERIFY_WITH_TIMEOUT(isRead(u"firn"_s), 60'000);
    QVERIFY(of(u"firn"_s).source.error);
    const QString said = errorSentence(*of(u"firn"_s).source.error);
    QVERIFY2(said.contains(sentence) && said.contains(u"nodes"), qPrintable(said));
    if (m_server && what != u"forbidden")
        QVERIFY(m_server->requests().isEmpty()); // and no token goes there
}

void ClusterNodesTest::saysThatNobodyMayListSecrets()
{
    m_nodes->setLooking(true);
    QVERIFY(m_nodes->machines().isEmpty());
    const StoreLease secrets = m_hub->store(
        {*m_hub->catalog().find({}, u"Secret"_s), {}, u"easel.spectrocloud.com/cluster-kubeconfig"_s});
    QSignalSpy changed(m_nodes.get(), &ClusterNodes::changed);
    secrets->setTruth(
        {Truth::Phase::Failed,
         {},
         0,
         makeError(Error::Kind::Forbidden, u"secrets is forbidden"_s).tried(u"list secrets"_s)});
    QCOMPARE(changed.size(), 1);
    const QList<SourceMachines> said = m_nodes->machines();
    QCOMPARE(said.size(), 1);
    QCOMPARE(said.first().source.title, u"nodes of connected clusters"_s);
    QVERIFY(said.first().source.error && said.first().hosts.isEmpty());
    QVERIFY(errorSentence(*said.first().source.error).contains(u"secrets is forbidden"_s));
    secrets->setTruth({Truth::Phase::Live});
    QVERIFY(m_nodes->machines().isEmpty());
}

void ClusterNodesTest::whatWasReadStaysAndIsReadAgain()
{
    bool works = true;
    m_server->on(u"/api/v1/nodes"_s, [&works](FakeExchange &exchange) {
        if (works)
            exchange.json(list({node(u"a"_s, u"1"_s)}));
        else
            exchange.status(403, u"Forbidden"_s, u"not today"_s);
    });
    putSecret(u"firn"_s, kubeconfig());
    m_nodes->setLooking(true);
    QTRY_VERIFY_WITH_TIMEOUT(isRead(u"firn"_s), patience);
    works = false;
    m_nodes->refresh();
    QTRY_VERIFY_WITH_TIMEOUT(of(u"firn"_s).source.error, patience);
    QCOMPARE(of(u"firn"_s).hosts.size(), 1);
    QVERIFY(of(u"firn"_s).source.asOf.isValid());
    // Another kubeconfig is tried at once.
    works = true;
    putSecret(u"firn"_s, kubeconfig("{token: newer}"));
    QTRY_VERIFY_WITH_TIMEOUT(!of(u"firn"_s).source.error && isRead(u"firn"_s), patience);
    QCOMPARE(m_server->requests().last().header("Authorization"), QByteArray("Bearer newer"));
}

void ClusterNodesTest::mergesWithKnownMachines()
{
    m_nodes.reset();
    m_server->on(u"/api/v1/nodes"_s, [](FakeExchange &exchange) {
        exchange.json(list({node(u"l40s-2"_s, u"1"_s), node(u"stray"_s, u"2"_s)}));
    });
    const ObjectRef compute{u"spectrocloud.com/v1alpha1"_s, u"Compute"_s, u"ice"_s, u"default"_s};
    m_hub->put(
        {{u"apiVersion"_s, compute.apiVersion},
         {u"kind"_s, compute.kind},
         {u"metadata"_s, QJsonObject{{u"name"_s, compute.name}, {u"namespace"_s, compute.namespaceName}}}});
    m_hub->setStatus(compute, json(R"({"edgeHostDetails":{"edge-2":{"displayName":"l40s-2","state":"in-use",
        "inUseBy":{"clusterName":"firn-9zc7t"}}}})"));
    putSecret(u"firn-9zc7t"_s, kubeconfig(), u"firn"_s);
    InventoryFeed *feed = m_context->inventory();
    feed->setLooking(true);
    const auto isMerged = [feed] {
        const InventoryMachine *machine = feed->inventory()->find(u"edge-2"_s);
        return machine && machine->node;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isMerged(), patience);
    QCOMPARE(feed->inventory()->machines.size(), 2);
    const InventoryMachine *known = feed->inventory()->find(u"edge-2"_s);
    QCOMPARE(known->node->gpusByFamily().value(u"NVIDIA-L40S"_s), 4);
    QCOMPARE(feed->inventory()->sourceOf(*known).title, u"ice/default"_s);
    const InventoryMachine *stray = feed->inventory()->find(u"ice/firn-9zc7t-kubeconfig/stray"_s);
    QVERIFY(stray);
    QCOMPARE(stray->use.pool, u"ice/firn"_s);
    QCOMPARE(feed->inventory()->families.size(), 1);
    QCOMPARE(feed->inventory()->families.first().used, 4);
}

void ClusterNodesTest::hubsOfOtherWindows()
{
    AppContext further(m_context.get());
    auto south = std::make_unique<FakeSource>();
    south->fakeTitle = u"south"_s;
    south->fakeAddress = u"https://south:6443"_s;
    south->addType(nodeType());
    south->put(node(u"polar-1"_s, u"9"_s));
    further.setSource(std::move(south));
    AppContext twin(m_context.get()); // the same hub once more, as somebody else
    auto north = std::make_unique<FakeSource>();
    north->fakeTitle = u"north as ada"_s;
    north->fakeAddress = u"https://north:6443"_s;
    north->addType(nodeType());
    north->put(node(u"twin"_s, u"7"_s));
    twin.setSource(std::move(north));
    InventoryFeed *feed = m_context->inventory();
    feed->setLooking(true);
    QTRY_VERIFY_WITH_TIMEOUT(feed->inventory()->find(u"polar-1"_s), patience);
    QCOMPARE(feed->inventory()->machines.size(), 1);
    const MachineSource &source = feed->inventory()->sourceOf(feed->inventory()->machines.first());
    QCOMPARE(source.title, u"nodes of south"_s);
    QVERIFY(source.cluster == MachineSource::Cluster::OtherWindow);
    // That window goes elsewhere.
    further.setSource({});
    QTRY_VERIFY_WITH_TIMEOUT(!feed->inventory()->find(u"polar-1"_s), patience);
}

QTEST_MAIN(ClusterNodesTest)
#include "tst_clusternodes.moc"
