// SPDX-License-Identifier: GPL-3.0-or-later
// A store of all namespaces for somebody who may not list across them: over real sockets.
#include "core/store/hubfeeder.h"
#include "tests/support/fakeserver.h"
#include "tests/support/plainextractor.h"
#include "tests/support/storewatcher.h"

#include <QJsonArray>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

ResourceType things()
{
    ResourceType type;
    type.version = u"v1"_s;
    type.kind = u"Thing"_s;
    type.plural = u"things"_s;
    type.verbs = {u"get"_s, u"list"_s, u"watch"_s};
    return type;
}

QJsonObject thing(const QString &namespaceName, const QString &name)
{
    return {{u"metadata"_s, QJsonObject{{u"name"_s, name},
                                        {u"namespace"_s, namespaceName},
                                        {u"uid"_s, u"u-"_s + namespaceName + name},
                                        {u"resourceVersion"_s, u"5"_s}}},
            {u"spec"_s, QJsonObject{{u"value"_s, u"v"_s}}}};
}

QJsonObject listOf(const QJsonArray &items)
{
    return {{u"metadata"_s, QJsonObject{{u"resourceVersion"_s, u"5"_s}}}, {u"items"_s, items}};
}

// "ice/one", sorted
QStringList names(const ResourceStore &store)
{
    QStringList all;
    for (const Row &row : store.rows())
        all << row.namespaceName + u'/' + row.name;
    all.sort();
    return all;
}

} // namespace

class TestNamespacedFeed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void directoryOfTheGroups();
    void namespacesOfTheHub();
    void namesOfAPerson();
    void nowhereElse();
    void oneRefusesTheOthersStay();
    void allRefuse();
    void namespacesComeAndGo();
    void rightsComeBack();
    void staysWholeWhenAllowed();

private:
    void serve(const QString &namespaceName, const QStringList &objects, bool allowed = true);
    void feed();
    Truth truth() const { return m_store->truth(); }

    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<KubeClient> m_client;
    std::unique_ptr<StreamPlaces> m_places;
    std::unique_ptr<OwnNamespaces> m_namespaces;
    std::shared_ptr<ResourceStore> m_store;
    std::unique_ptr<StoreWatcher> m_watcher;
    std::unique_ptr<HubFeeder> m_feeder;
    QStringList m_groups;
    QHash<QString, QPointer<FakeExchange>> m_watches;
    int m_phases = 0; // failures that were shown
};

void TestNamespacedFeed::init()
{
    m_server = std::make_unique<FakeServer>();
    QVERIFY(m_server->listen());
    m_groups = {u"system:authenticated"_s, u"icemakers"_s};
    m_server->onDefault(
        [](FakeExchange &exchange) { exchange.status(403, u"Forbidden"_s, u"you may not"_s); });
    m_server->on(u"/apis/authentication.k8s.io/v1/selfsubjectreviews"_s, [this](FakeExchange &exchange) {
        exchange.json(
            {{u"status"_s, QJsonObject{{u"userInfo"_s,
                                        QJsonObject{{u"username"_s, u"ana"_s},
                                                    {u"groups"_s, QJsonArray::fromStringList(m_groups)}}}}}},
            201);
    });
    m_client = std::make_unique<KubeClient>(m_server->address(), Identity());
    m_places = std::make_unique<StreamPlaces>();
    m_namespaces = std::make_unique<OwnNamespaces>(m_client.get());
    m_namespaces->setSystemNamespace(u"easel-system"_s);
    m_store = std::make_shared<ResourceStore>(things(), QString(), plainExtractor(things()));
    m_watcher = std::make_unique<StoreWatcher>(m_store.get());
    m_phases = 0;
}

void TestNamespacedFeed::cleanup()
{
    if (m_watcher)
        QCOMPARE(m_watcher->problem(), QString());
    m_feeder.reset();
    m_watches.clear();
    m_watcher.reset();
    m_store.reset();
    m_namespaces.reset();
    m_places.reset();
    m_client.reset();
    m_server.reset();
}

void TestNamespacedFeed::serve(const QString &namespaceName, const QStringList &objects, bool allowed)
{
    const QString path =
        namespaceName.isEmpty() ? u"/api/v1/things"_s : u"/api/v1/namespaces/%1/things"_s.arg(namespaceName);
    m_server->on(path, [this, namespaceName, objects, allowed](FakeExchange &exchange) {
        if (!allowed) {
            exchange.status(403, u"Forbidden"_s, u"you may not"_s);
        } else if (exchange.request().item(u"watch"_s) == u"true") {
            m_watches[namespaceName] = &exchange;
            exchange.startChunked();
        } else {
            QJsonArray items;
            for (const QString &name : objects)
                items << thing(namespaceName.isEmpty() ? name.section(u'/', 0, 0) : namespaceName,
                               name.section(u'/', -1));
            exchange.json(listOf(items));
        }
    });
}

void TestNamespacedFeed::feed()
{
    StoreKey key;
    key.type = things();
    m_feeder = std::make_unique<HubFeeder>(HubAccess{m_client.get(), m_places.get(), m_namespaces.get()}, key,
                                           m_store);
    connect(m_store.get(), &ResourceStore::truthChanged, this, [this] {
        if (m_store->truth().phase == Truth::Phase::Failed)
            ++m_phases;
    });
    m_feeder->setCatalog(ApiCatalog({things()}));
}

void TestNamespacedFeed::directoryOfTheGroups()
{
    const QString name = OwnNamespaces::directoryName(u"icemakers"_s);
    QCOMPARE(name.size(), qsizetype(26));
    m_server->on(u"/api/v1/namespaces/easel-system/configmaps/"_s + name, [](FakeExchange &exchange) {
        exchange.json({{u"data"_s, QJsonObject{{u"namespaces"_s, u"ice\nsnow\n"_s}}}});
    });
    serve(u"ice"_s, {u"one"_s, u"two"_s});
    serve(u"snow"_s, {u"one"_s});
    feed();
    QTRY_COMPARE(truth().phase, Truth::Phase::Live);
    QCOMPARE(names(*m_store), (QStringList{u"ice/one"_s, u"ice/two"_s, u"snow/one"_s}));
    QCOMPARE(truth().within, (QStringList{u"ice"_s, u"snow"_s}));
    QCOMPARE(m_phases, 0); // the refusal on the way is nobody's business
    QCOMPARE(m_server->count(u"GET /api/v1/namespaces"_s), 0);
    // Only groups that a person is in by name are asked for.
    QCOMPARE(m_server
                 ->requestsTo(u"/api/v1/namespaces/easel-system/configmaps/"_s +
                              OwnNamespaces::directoryName(u"system:authenticated"_s))
                 .size(),
             0);

    // Each namespace is followed.
    QTRY_VERIFY(m_watches.value(u"ice"_s) && m_watches.value(u"snow"_s));
    m_watches[u"snow"_s]->watchEvent("ADDED", thing(u"snow"_s, u"late"_s));
    QTRY_VERIFY(names(*m_store).contains(u"snow/late"_s));
    QCOMPARE(m_store->count(), 4);
}

void TestNamespacedFeed::namespacesOfTheHub()
{
    m_server->on(u"/api/v1/namespaces"_s, [](FakeExchange &exchange) {
        exchange.json(listOf({QJsonObject{{u"metadata"_s, QJsonObject{{u"name"_s, u"ice"_s}}}},
                              QJsonObject{{u"metadata"_s, QJsonObject{{u"name"_s, u"kube-system"_s}}}}}));
    });
    serve(u"ice"_s, {u"one"_s});
    feed();
    QTRY_COMPARE(truth().phase, Truth::Phase::Live);
    QCOMPARE(names(*m_store), QStringList{u"ice/one"_s});
    QCOMPARE(truth().within, QStringList{u"ice"_s}); // the other one refuses and is not named
    // It is not asked again and again.
    const auto asked = m_server->requestsTo(u"/api/v1/namespaces/kube-system/things"_s).size();
    QTest::qWait(1500);
    QCOMPARE(m_server->requestsTo(u"/api/v1/namespaces/kube-system/things"_s).size(), asked);
}

void TestNamespacedFeed::namesOfAPerson()
{
    m_namespaces->setNamed({u"snow"_s});
    serve(u"snow"_s, {u"one"_s});
    feed();
    QTRY_COMPARE(truth().phase, Truth::Phase::Live);
    QCOMPARE(truth().within, QStringList{u"snow"_s});
}

void TestNamespacedFeed::nowhereElse()
{
    feed();
    QTRY_COMPARE(truth().phase, Truth::Phase::Failed);
    QCOMPARE(truth().error->kind, Error::Kind::Forbidden);
    QVERIFY2(errorSentence(*truth().error).contains(u"you may not"),
             qPrintable(errorSentence(*truth().error)));
    // A name typed now is looked at now.
    serve(u"snow"_s, {u"one"_s});
    m_namespaces->setNamed({u"snow"_s});
    QTRY_COMPARE(truth().phase, Truth::Phase::Live);
    QCOMPARE(names(*m_store), QStringList{u"snow/one"_s});
}

void TestNamespacedFeed::oneRefusesTheOthersStay()
{
    m_namespaces->setNamed({u"ice"_s, u"snow"_s});
    serve(u"ice"_s, {u"one"_s});
    serve(u"snow"_s, {}, false);
    feed();
    QTRY_COMPARE(truth().phase, Truth::Phase::Live);
    QCOMPARE(truth().within, QStringList{u"ice"_s});
    QCOMPARE(names(*m_store), QStringList{u"ice/one"_s});
}

void TestNamespacedFeed::allRefuse()
{
    m_namespaces->setNamed({u"ice"_s, u"snow"_s});
    feed();
    QTRY_COMPARE(truth().phase, Truth::Phase::Failed);
    QCOMPARE(truth().error->kind, Error::Kind::Forbidden);
}

void TestNamespacedFeed::namespacesComeAndGo()
{
    m_namespaces->setNamed({u"ice"_s, u"snow"_s});
    serve(u"ice"_s, {u"one"_s});
    serve(u"snow"_s, {u"one"_s, u"two"_s});
    serve(u"fog"_s, {u"one"_s});
    feed();
    QTRY_COMPARE(m_store->count(), 3);
    m_namespaces->setNamed({u"ice"_s, u"fog"_s});
    QTRY_COMPARE(names(*m_store), (QStringList{u"fog/one"_s, u"ice/one"_s}));
    QTRY_COMPARE(truth().phase, Truth::Phase::Live);
    QCOMPARE(truth().within, (QStringList{u"fog"_s, u"ice"_s}));
}

void TestNamespacedFeed::rightsComeBack()
{
    m_namespaces->setNamed({u"ice"_s});
    serve(u"ice"_s, {u"one"_s});
    feed();
    QTRY_COMPARE(m_store->count(), 1);
    serve({}, {u"ice/one"_s, u"snow/one"_s});
    m_feeder->refresh();
    QTRY_COMPARE(names(*m_store), (QStringList{u"ice/one"_s, u"snow/one"_s}));
    QTRY_COMPARE(truth().phase, Truth::Phase::Live);
    QVERIFY(truth().within.isEmpty());
    // And go: what is not ours leaves.
    serve({}, {}, false);
    m_feeder->refresh();
    QTRY_COMPARE(names(*m_store), QStringList{u"ice/one"_s});
    QTRY_COMPARE(truth().within, QStringList{u"ice"_s});
    QTRY_COMPARE(truth().phase, Truth::Phase::Live);
}

void TestNamespacedFeed::staysWholeWhenAllowed()
{
    m_namespaces->setNamed({u"ice"_s});
    serve({}, {u"ice/one"_s, u"snow/one"_s});
    feed();
    QTRY_COMPARE(truth().phase, Truth::Phase::Live);
    QCOMPARE(m_store->count(), 2);
    QCOMPARE(m_server->count(u"POST /apis/authentication.k8s.io/v1/selfsubjectreviews"_s), 0);
}

QTEST_GUILESS_MAIN(TestNamespacedFeed)
#include "tst_namespacedfeed.moc"
