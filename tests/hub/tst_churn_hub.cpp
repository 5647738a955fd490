// SPDX-License-Identifier: GPL-3.0-or-later
// Random changes on a real server while everything that can go wrong on the way to it goes wrong, from a
// seed. After each fault the rows must be what the server has, within five seconds; while it lasts nobody may
// call rows live that are not.
//
//     EASEL_CHURN_ROUNDS=1000 EASEL_CHURN_SEED=7 tst_churn_hub -maxwarnings 0
//     EASEL_CHURN_FAULTS=restart,half-open   only these, to look into one
#include "core/clients/kubeconfig.h"
#include "core/store/hubsource.h"
#include "core/store/ownnamespaces.h"
#include "core/store/streamplaces.h"
#include "tests/support/faultproxy.h"
#include "tests/support/hubfixture.h"
#include "tests/support/plainextractor.h"
#include "tests/support/storewatcher.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace easel;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int backWithin = 5'000; // ms
constexpr int oneTurn = 2'500;    // ms, of a watch that shares its place

ResourceType coreKind(const QString &kind, const QString &plural)
{
    ResourceType type;
    type.version = u"v1"_s;
    type.kind = kind;
    type.plural = plural;
    return type;
}

ResourceType configMaps()
{
    return coreKind(u"ConfigMap"_s, u"configmaps"_s);
}

// What a watcher of the real thing knows: uid to version.
using Versions = QMap<QString, QString>;

QList<Fault> chosenFaults()
{
    const QStringList names = qEnvironmentVariable("EASEL_CHURN_FAULTS").split(u',', Qt::SkipEmptyParts);
    QList<Fault> faults = allFaults();
    faults.removeIf([&names](Fault fault) { return !names.isEmpty() && !names.contains(faultName(fault)); });
    return faults;
}

Versions versionsIn(const ResourceStore &store)
{
    Versions versions;
    for (const Row &row : store.rows())
        versions.insert(row.uid, row.resourceVersion);
    return versions;
}

} // namespace

class TestChurnHub : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void storeEqualsTheServer_data();
    void storeEqualsTheServer();
    void mistakesAreFoundAndMended();
    void sleepIsNoticed();
    void identitiesNeverMix();
    void ownNamespacesOnly();

private:
    QByteArray fileOf(const QString &name) const;
    Identity identityOf(const QString &context) const;
    void change();
    void awaitChanges();
    Versions onServer(const QString &namespaceName);
    int differences(const ResourceStore &store, const QString &namespaceName);

    HubFixture m_hub;
    std::unique_ptr<KubeClient> m_direct;
    ServerAddress m_server;
    Identity m_identity;
    QRandomGenerator m_random;
    QList<QPair<QString, QString>> m_objects; // namespace, name
    QStringList m_namespaces{u"shelf"_s, u"ice"_s, u"snow"_s};
    int m_made = 0;
    int m_changes = 0;
    int m_pending = 0;
};

void TestChurnHub::initTestCase()
{
    EASEL_START_HUB(m_hub);
    const auto config = Kubeconfig::load({m_hub.kubeconfig()});
    QVERIFY(config);
    const auto context = config->context(u"easel-hub"_s);
    QVERIFY(context);
    m_server = *config->serverOf(*context);
    m_identity = config->userOf(*context)->identity;
    m_direct = std::make_unique<KubeClient>(m_server, m_identity);
    for (const QString &name : std::as_const(m_namespaces))
        QVERIFY2(!m_hub.kubectl({u"create"_s, u"namespace"_s, name}).isEmpty(), qPrintable(m_hub.error()));
}

// One random change, sent past the proxy.
void TestChurnHub::change()
{
    ++m_changes;
    ++m_pending;
    const auto done = [this](const auto &) { --m_pending; };
    const int what = m_objects.size() < 20 ? 0 : m_random.bounded(m_objects.size() > 120 ? 10 : 12);
    if (what >= 10 || m_objects.size() < 20) {
        const QString where = m_namespaces.at(m_random.bounded(int(m_namespaces.size())));
        const QString name = u"flake-%1"_s.arg(++m_made);
        m_objects.append({where, name});
        m_direct
            ->create(configMaps(), {{u"metadata"_s, QJsonObject{{u"name"_s, name}, {u"namespace"_s, where}}},
                                    {u"data"_s, QJsonObject{{u"value"_s, QString::number(m_changes)}}}})
            .then(this, done);
    } else if (what >= 8) {
        const auto [where, name] = m_objects.takeAt(m_random.bounded(int(m_objects.size())));
        m_direct->remove(configMaps(), where, name).then(this, done);
    } else {
        const auto [where, name] = m_objects.at(m_random.bounded(int(m_objects.size())));
        m_direct
            ->mergePatch(configMaps(), where, name,
                         {{u"data"_s, QJsonObject{{u"value"_s, QString::number(m_changes)}}}})
            .then(this, done);
    }
}

void TestChurnHub::awaitChanges()
{
    QTRY_COMPARE_WITH_TIMEOUT(m_pending, 0, 20'000);
}

Versions TestChurnHub::onServer(const QString &namespaceName)
{
    ListOptions options;
    options.namespaceName = namespaceName;
    options.limit = 0;
    Versions versions;
    // The server sends everybody away now and then ("please try again later"): then it was not asked.
    bool there = false;
    const auto ask = [&] {
        QObject asking;
        bool answered = false;
        m_direct->list(configMaps(), options).then(&asking, [&](const Result<ListPage> &page) {
            answered = true;
            there = page.has_value();
            if (!page) {
                qInfo() << "asked in vain:" << errorSentence(page.error());
                return;
            }
            const QJsonArray items = QJsonDocument::fromJson(page->body).object().value(u"items"_s).toArray();
            for (const auto &item : items)
                versions.insert(item[u"metadata"_s][u"uid"_s].toString(),
                                item[u"metadata"_s][u"resourceVersion"_s].toString());
        });
        if (!QTest::qWaitFor([&answered] { return answered; }, 20'000))
            qInfo() << "asked, and heard nothing";
    };
    for (int tries = 0; tries < 20 && !there; ++tries)
        ask();
    if (!there)
        QTest::qFail("the server did not answer", __FILE__, __LINE__);
    return versions;
}

int TestChurnHub::differences(const ResourceStore &store, const QString &namespaceName)
{
    const Versions server = onServer(namespaceName);
    const Versions ours = versionsIn(store);
    int different = 0;
    for (auto it = server.cbegin(); it != server.cend(); ++it)
        different += ours.value(it.key()) != it.value();
    for (auto it = ours.cbegin(); it != ours.cend(); ++it)
        different += !server.contains(it.key());
    return different;
}

void TestChurnHub::storeEqualsTheServer_data()
{
    QTest::addColumn<bool>("packed");
    QTest::newRow("lists") << true;
    QTest::newRow("watch-lists") << false;
}

void TestChurnHub::storeEqualsTheServer()
{
    QFETCH(const bool, packed);
    const int rounds = qEnvironmentVariableIsSet("EASEL_CHURN_ROUNDS")
                           ? qEnvironmentVariableIntValue("EASEL_CHURN_ROUNDS")
                           : 10;
    const quint32 seed = qEnvironmentVariableIsSet("EASEL_CHURN_SEED")
                             ? quint32(qEnvironmentVariableIntValue("EASEL_CHURN_SEED"))
                             : 20261129U;
    m_random.seed(seed);
    qInfo() << "seed" << seed << "rounds" << rounds;

    FaultProxy proxy(m_server, m_identity);
    QVERIFY(proxy.listen());
    ServerAddress address = proxy.address();
    address.disableCompression = !packed;
    HubSource source(u"churn"_s, address, Identity(), plainExtractor);
    source.setHeartbeat(500ms);
    StreamLimits few;
    few.streams = 8; // so that most kinds take turns
    source.places().setLimits(few);
    source.open();
    QTRY_COMPARE_WITH_TIMEOUT(source.state().phase, SourceState::Phase::Live, 20'000);

    StoreLease all = source.store({configMaps(), {}, {}});
    all.setOnScreen(true);
    const StoreLease shelf = source.store({configMaps(), u"shelf"_s, {}});
    // So many more that the rest has to take turns.
    std::vector<StoreLease> others;
    for (const QString &name : std::as_const(m_namespaces)) {
        others.push_back(source.store({coreKind(u"Secret"_s, u"secrets"_s), name, {}}));
        others.push_back(source.store({coreKind(u"Service"_s, u"services"_s), name, {}}));
        others.push_back(source.store({coreKind(u"Pod"_s, u"pods"_s), name, {}}));
    }
    StoreWatcher allWatcher(all.get());
    StoreWatcher shelfWatcher(shelf.get());
    for (int i = 0; i < 40; ++i)
        change();
    awaitChanges();
    QTRY_COMPARE_WITH_TIMEOUT(all->truth().phase, Truth::Phase::Live, 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(differences(*all.get(), {}), 0, 20'000);

    QList<Fault> order;
    qint64 slowest = 0;
    qint64 slowestOnScreen = 0;
    int shownStale = 0;
    for (int round = 0; round < rounds; ++round) {
        if (order.isEmpty()) {
            order = chosenFaults();
            QVERIFY(!order.isEmpty());
            std::shuffle(order.begin(), order.end(), m_random);
        }
        const Fault fault = order.takeFirst();
        const QByteArray what = "round " + QByteArray::number(round) + ", " + faultName(fault).toUtf8();
        bool sawStale = all->truth().phase == Truth::Phase::Stale; // of the fault before, and still shown
        QElapsedTimer lasting;
        lasting.start();
        QStringList trail; // what was said when, for whoever has to find out why it was wrong
        const auto note = [&](const QString &who, int phase, const std::optional<Error> &error) {
            trail << u"%1 ms: %2 phase %3 %4"_s.arg(lasting.elapsed())
                         .arg(who)
                         .arg(phase)
                         .arg(error ? errorSentence(*error) : QString());
        };
        QObject watching; // ends with the round, however it ends
        connect(all.get(), &ResourceStore::truthChanged, &watching, [&] {
            note(u"rows"_s, int(all->truth().phase), all->truth().error);
            sawStale = sawStale || all->truth().phase == Truth::Phase::Stale;
        });
        connect(&source, &Source::stateChanged, &watching,
                [&] { note(u"link"_s, int(source.state().phase), source.state().error); });
        const auto told = [&what, &trail](const QByteArray &problem) {
            return what + ": " + problem + "\n" + trail.join(u'\n').toUtf8();
        };
        note(u"link"_s, int(source.state().phase), source.state().error);
        note(u"rows"_s, int(all->truth().phase), all->truth().error);
        proxy.begin(fault);
        const int length = 2'000 + m_random.bounded(1'500);
        while (lasting.elapsed() < length) {
            change();
            QTest::qWait(m_random.bounded(60));
        }
        awaitChanges();
        // Rows that are not what the server has must not be called live.
        const int behind = differences(*all.get(), {});
        const Truth truth = all->truth();
        if (behind > 0 && truth.phase == Truth::Phase::Live) {
            // Perhaps they are on their way at this moment: a watch that takes turns comes round in two
            // seconds.
            QTRY_VERIFY2_WITH_TIMEOUT(all->truth().phase != Truth::Phase::Live ||
                                          differences(*all.get(), {}) == 0,
                                      told("rows that are not true are called live").constData(), 4'000);
        }
        shownStale += sawStale;
        // What cuts the link must show, whatever the rows are.
        if (fault == Fault::Restart || fault == Fault::HalfOpen || fault == Fault::ServerErrors)
            QVERIFY2(sawStale, told("it was not shown").constData());
        proxy.end();
        QElapsedTimer back;
        back.start();
        const auto isRight = [this](const StoreLease &lease, const QString &place) {
            return lease->truth().phase == Truth::Phase::Live && differences(*lease.get(), place) == 0;
        };
        // What is on screen within the time; what takes turns may have to wait for one besides.
        qint64 onScreen = -1;
        bool right = false;
        while (!right && back.elapsed() < backWithin + oneTurn) {
            if (onScreen < 0 && isRight(all, {}))
                onScreen = back.elapsed();
            right = onScreen >= 0 && isRight(all, {}) && isRight(shelf, u"shelf"_s);
            if (!right)
                QTest::qWait(50);
        }
        const qint64 took = back.elapsed();
        slowest = std::max(slowest, took);
        slowestOnScreen = std::max(slowestOnScreen, onScreen);
        qInfo().noquote() << what << "behind" << behind << (sawStale ? "stale shown," : "")
                          << (right ? "true after" : "not true after") << took << "ms, on screen" << onScreen;
        QVERIFY2(onScreen >= 0 && onScreen < backWithin, told("on screen too late").constData());
        QVERIFY2(right, told("phase " + QByteArray::number(int(all->truth().phase)) + " and " +
                             QByteArray::number(int(shelf->truth().phase)) + ", " +
                             QByteArray::number(differences(*all.get(), {})) + " and " +
                             QByteArray::number(differences(*shelf.get(), u"shelf"_s)) + " differences")
                            .constData());
        QCOMPARE(allWatcher.problem(), QString());
        QCOMPARE(shelfWatcher.problem(), QString());
    }
    QVERIFY(source.places().mostUsed() <= few.streams);
    QVERIFY(source.places().mostLists() <= few.lists);
    qInfo() << m_changes << "changes; slowest return" << slowest << "ms, on screen" << slowestOnScreen
            << "ms; stale shown in" << shownStale << "of" << rounds << "rounds";
}

QByteArray TestChurnHub::fileOf(const QString &name) const
{
    QFile file(m_hub.dir() + u'/' + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Identity TestChurnHub::identityOf(const QString &context) const
{
    const auto config = Kubeconfig::load({m_hub.kubeconfig()});
    const auto user = config->userOf(*config->context(context));
    return user ? user->identity : Identity();
}

// Rows that went wrong without anybody noticing: found by comparing with the server, told, and mended.
void TestChurnHub::mistakesAreFoundAndMended()
{
    FaultProxy proxy(m_server, m_identity);
    QVERIFY(proxy.listen());
    HubSource source(u"churn"_s, proxy.address(), Identity(), plainExtractor);
    QStringList told;
    connect(&source, &Source::mistakeFound, this, [&told](const QString &sentence) { told << sentence; });
    source.setCheckTimes(200ms, 1'500ms);
    source.open();
    const StoreLease shelf = source.store({configMaps(), u"shelf"_s, {}});
    QTRY_COMPARE_WITH_TIMEOUT(shelf->truth().phase, Truth::Phase::Live, 20'000);
    QTest::qWait(1'000);
    QCOMPARE(told, QStringList());

    proxy.begin(Fault::LostEvents);
    m_hub.kubectl({u"create"_s, u"configmap"_s, u"unnoticed"_s, u"-n"_s, u"shelf"_s});
    QTest::qWait(300);
    proxy.end();
    QVERIFY(!shelf->find(u"shelf"_s, u"unnoticed"_s));
    QTRY_VERIFY_WITH_TIMEOUT(!told.isEmpty(), 10'000);
    QVERIFY2(told.first().contains(u"configmaps"), qPrintable(told.first()));
    QTRY_VERIFY_WITH_TIMEOUT(shelf->find(u"shelf"_s, u"unnoticed"_s), 5'000);
    QTRY_COMPARE_WITH_TIMEOUT(differences(*shelf.get(), u"shelf"_s), 0, 5'000);
    // And said once.
    QTest::qWait(2'500);
    QCOMPARE(int(told.size()), 1);
}

// The clock on the wall goes on while a computer sleeps, the steady one does not.
void TestChurnHub::sleepIsNoticed()
{
    FaultProxy proxy(m_server, m_identity);
    QVERIFY(proxy.listen());
    HubSource source(u"churn"_s, proxy.address(), Identity(), plainExtractor);
    qint64 slept = 0;
    source.setWallClock([&slept] { return QDateTime::currentMSecsSinceEpoch() + slept; });
    source.open();
    const StoreLease shelf = source.store({configMaps(), u"shelf"_s, {}});
    QTRY_COMPARE_WITH_TIMEOUT(shelf->truth().phase, Truth::Phase::Live, 20'000);
    // Whatever was open has died meanwhile, and nobody was told.
    proxy.begin(Fault::HalfOpen);
    m_hub.kubectl({u"create"_s, u"configmap"_s, u"overnight"_s, u"-n"_s, u"shelf"_s});
    slept = 8 * 3600 * 1000;
    QTRY_COMPARE_WITH_TIMEOUT(shelf->truth().phase, Truth::Phase::Stale, 4'000);
    QVERIFY2(shelf->truth().error->message.contains(u"slept"), qPrintable(shelf->truth().error->message));
    proxy.end();
    QElapsedTimer back;
    back.start();
    QTRY_COMPARE_WITH_TIMEOUT(shelf->truth().phase, Truth::Phase::Live, backWithin);
    QTRY_VERIFY_WITH_TIMEOUT(shelf->find(u"shelf"_s, u"overnight"_s), backWithin);
    QVERIFY(back.elapsed() <= backWithin);
}

// Client certificates, tokens and impersonation on one server at the same time: everybody is answered as
// himself.
void TestChurnHub::identitiesNeverMix()
{
    struct Somebody
    {
        QString user;
        bool mayList = false;
        std::unique_ptr<KubeClient> client;
    };
    std::vector<Somebody> all;
    const auto add = [&all, this](const QString &user, bool mayList, const Identity &identity) {
        all.push_back({user, mayList, std::make_unique<KubeClient>(m_server, identity)});
    };
    add(u"easel-admin"_s, true, m_identity);
    add(u"editor"_s, false, identityOf(u"editor"_s));
    add(u"viewer"_s, false, identityOf(u"viewer"_s));
    Identity manager;
    manager.name = u"manager"_s;
    manager.clientCertificatePem = fileOf(u"controller-manager.crt"_s);
    manager.clientKeyPem = fileOf(u"controller-manager.key"_s);
    QVERIFY(!manager.clientKeyPem.isEmpty());
    add(u"system:kube-controller-manager"_s, true, manager);
    Identity robot = m_identity;
    robot.impersonateUser = u"robot"_s;
    add(u"robot"_s, false, robot);
    Identity grouped = m_identity;
    grouped.impersonateUser = u"ana"_s;
    grouped.impersonateGroups = {u"system:masters"_s};
    add(u"ana"_s, true, grouped);

    int answers = 0;
    QStringList wrong;
    for (int round = 0; round < 100; ++round) {
        int under = 0;
        for (Somebody &one : all) {
            ++under;
            one.client->whoAmI().then(this, [&, user = one.user](const Result<SubjectInfo> &who) {
                --under;
                ++answers;
                if (!who || who->user != user)
                    wrong << user + u" was answered as "_s + (who ? who->user : errorSentence(who.error()));
            });
            ListOptions options;
            options.limit = 1;
            ++under;
            one.client->list(configMaps(), options)
                .then(this, [&, user = one.user, mayList = one.mayList](const Result<ListPage> &page) {
                    --under;
                    ++answers;
                    const bool refused = !page && page.error().kind == Error::Kind::Forbidden;
                    if (mayList ? !page.has_value() : !refused)
                        wrong << user + u" got somebody else's rights"_s;
                });
        }
        QTRY_COMPARE_WITH_TIMEOUT(under, 0, 20'000);
    }
    QCOMPARE(wrong, QStringList());
    QCOMPARE(answers, 100 * 2 * int(all.size()));
}

// Somebody who may not list across namespaces sees those that the directory names.
void TestChurnHub::ownNamespacesOnly()
{
    m_hub.kubectl({u"create"_s, u"namespace"_s, u"easel-system"_s});
    const QString directory = OwnNamespaces::directoryName(u"easel-viewer"_s);
    const QByteArray objects =
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + directory.toUtf8() +
        ", namespace: easel-system}\ndata: {projects: \"ice\\nsnow\"}\n---\n"
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: directory, namespace: "
        "easel-system}\nrules:\n- {apiGroups: [''], resources: [configmaps], verbs: [get], resourceNames: [" +
        directory.toUtf8() +
        "]}\n---\n"
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: directory, namespace: "
        "easel-system}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: directory}\n"
        "subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: easel-viewer}]\n---\n"
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: see, namespace: ice}\n"
        "rules:\n- {apiGroups: [''], resources: [configmaps], verbs: [get, list, watch]}\n---\n"
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: see, namespace: ice}\n"
        "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: see}\n"
        "subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: easel-viewer}]\n";
    QVERIFY2(!m_hub.kubectl({u"apply"_s, u"-f"_s, u"-"_s}, objects).isEmpty(), qPrintable(m_hub.error()));
    m_hub.kubectl({u"create"_s, u"configmap"_s, u"seen"_s, u"-n"_s, u"ice"_s});
    m_hub.kubectl({u"create"_s, u"configmap"_s, u"unseen"_s, u"-n"_s, u"shelf"_s});

    HubSource source(u"viewer"_s, m_server, identityOf(u"viewer"_s), plainExtractor);
    source.open();
    const StoreLease lease = source.store({configMaps(), {}, {}});
    QTRY_COMPARE_WITH_TIMEOUT(lease->truth().phase, Truth::Phase::Live, 20'000);
    QCOMPARE(lease->truth().within, QStringList{u"ice"_s}); // snow is named, but not allowed
    QVERIFY(lease->find(u"ice"_s, u"seen"_s));
    QVERIFY(!lease->find(u"shelf"_s, u"unseen"_s));
    m_hub.kubectl({u"create"_s, u"configmap"_s, u"later"_s, u"-n"_s, u"ice"_s});
    QTRY_VERIFY_WITH_TIMEOUT(lease->find(u"ice"_s, u"later"_s), 10'000);
}

QTEST_GUILESS_MAIN(TestChurnHub)
#include "tst_churn_hub.moc"
