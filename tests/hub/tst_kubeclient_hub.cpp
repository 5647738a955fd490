// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/kubeclient.h"
#include "core/clients/kubeconfig.h"
#include "tests/support/callspy.h"
#include "tests/support/hubfixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace easel;

namespace {

QJsonObject objectOf(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

QJsonObject configMap(const QString &name, const QString &value)
{
    return objectOf(
        QStringLiteral(R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%1","namespace":"vision"},
                                       "data":{"key":"%2"}})")
            .arg(name, value)
            .toUtf8());
}

QString metaOf(const QJsonObject &object, QStringView key)
{
    return object.value(u"metadata").toObject().value(key).toString();
}

} // namespace

// The client against a real kube-apiserver.
class TestKubeClientHub : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void discovers();
    void knowsWhoWeAre();
    void writesAndReads();
    void conflictNamesTheOwner();
    void strictDryRunRefusesUnknownFields();
    void invalidFieldsHaveCauses();
    void listsInPages();
    void watches();
    void watchFromAnOldVersionAnswers();
    void deletesWithPreconditions();
    void asksForRights();
    void readsSchemas();
    void readsEvents();
    void refusesStrangers();
    void survivesARestart();

private:
    std::unique_ptr<KubeClient> clientOf(const QString &context);

    HubFixture m_hub;
    Result<Kubeconfig> m_config = failure(Error::Kind::File, {});
    std::unique_ptr<KubeClient> m_admin;
    ApiCatalog m_catalog;
    ResourceType m_maps;
    const QString m_namespace = QStringLiteral("vision");
};

void TestKubeClientHub::initTestCase()
{
    EASEL_START_HUB(m_hub);
    m_config = Kubeconfig::load({m_hub.kubeconfig()});
    QVERIFY2(m_config, why(m_config).constData());
    QCOMPARE(m_config->currentContext(), QStringLiteral("easel-hub"));
    m_admin = clientOf(m_config->currentContext());
    QVERIFY(m_admin);
    const auto catalog = await(m_admin->discover());
    QVERIFY2(catalog, why(catalog).constData());
    m_catalog = *catalog;
    QVERIFY(m_catalog.find(u"", u"ConfigMap"));
    m_maps = *m_catalog.find(u"", u"ConfigMap");
    const auto made = await(
        m_admin->create(*m_catalog.find(u"", u"Namespace"), objectOf(R"({"metadata":{"name":"vision"}})")));
    QVERIFY2(made, why(made).constData());
    QVERIFY(made->created);
}

std::unique_ptr<KubeClient> TestKubeClientHub::clientOf(const QString &name)
{
    const KubeContext *context = m_config->context(name);
    if (!context)
        return nullptr;
    const auto server = m_config->serverOf(*context);
    const auto user = m_config->userOf(*context);
    if (!server || !user) {
        qWarning("%s%s", why(server).constData(), why(user).constData());
        return nullptr;
    }
    return std::make_unique<KubeClient>(*server, user->identity);
}

void TestKubeClientHub::discovers()
{
    const auto version = await(m_admin->version());
    QVERIFY2(version, why(version).constData());
    QVERIFY(version->gitVersion.startsWith(u"v1."));
    QCOMPARE(version->major, 1);
    QVERIFY(version->minor >= 30);
    const ResourceType *deployment = m_catalog.findByWord(u"deploy");
    QVERIFY(deployment);
    QCOMPARE(deployment->groupKind(), QStringLiteral("Deployment.apps"));
    QVERIFY(deployment->namespaced && deployment->can(u"watch"));
    QVERIFY(deployment->categories.contains(QStringLiteral("all")));
    QVERIFY(!m_catalog.find(u"", u"Namespace")->namespaced);
    QVERIFY(m_catalog.types().size() > 50);
    // kubectl counts what can be listed; both must see the same kinds.
    const QByteArray names = m_hub.kubectl({QStringLiteral("api-resources"), QStringLiteral("--no-headers"),
                                            QStringLiteral("-o"), QStringLiteral("name")});
    for (const QByteArray &name : names.trimmed().split('\n'))
        QVERIFY2(m_catalog.findByWord(QString::fromLatin1(name)), name.constData());
}

void TestKubeClientHub::knowsWhoWeAre()
{
    const auto subject = await(m_admin->whoAmI());
    QVERIFY2(subject, why(subject).constData());
    QCOMPARE(subject->user, QStringLiteral("easel-admin"));
    QVERIFY(subject->groups.contains(QStringLiteral("system:masters")));
    const auto viewer = clientOf(QStringLiteral("viewer"));
    QVERIFY(viewer);
    const auto other = await(viewer->whoAmI());
    QVERIFY2(other, why(other).constData());
    QCOMPARE(other->user, QStringLiteral("viewer"));
}

void TestKubeClientHub::writesAndReads()
{
    auto result = await(m_admin->apply(m_maps, configMap(QStringLiteral("written"), QStringLiteral("eins"))));
    QVERIFY2(result, why(result).constData());
    QVERIFY(result->created);
    const QString version = metaOf(result->object, u"resourceVersion");
    // The same again changes nothing; an object as read can be applied as it is.
    QJsonObject again = result->object;
    QJsonObject metadata = again.value(u"metadata").toObject();
    metadata.remove(u"resourceVersion");
    metadata.remove(u"uid");
    metadata.remove(u"creationTimestamp");
    again.insert(u"metadata", metadata);
    result = await(m_admin->apply(m_maps, again));
    QVERIFY2(result, why(result).constData());
    QVERIFY(!result->created);
    QCOMPARE(metaOf(result->object, u"resourceVersion"), version);

    const QJsonObject patch = objectOf(R"({"data":{"key":"zwei","ü":null}})");
    const auto patched = await(m_admin->mergePatch(m_maps, m_namespace, QStringLiteral("written"), patch));
    QVERIFY2(patched, why(patched).constData());
    const auto read = await(m_admin->get(m_maps, m_namespace, QStringLiteral("written")));
    QVERIFY2(read, why(read).constData());
    QCOMPARE(read->value(u"data").toObject().value(u"key").toString(), QStringLiteral("zwei"));
    QCOMPARE(read->value(u"metadata")
                 .toObject()
                 .value(u"managedFields")
                 .toArray()
                 .at(0)
                 .toObject()
                 .value(u"manager"),
             QJsonValue(QStringLiteral("easel")));

    const auto twice =
        await(m_admin->create(m_maps, configMap(QStringLiteral("written"), QStringLiteral("x"))));
    QVERIFY(!twice);
    QCOMPARE(errorKindName(twice.error().kind), QStringLiteral("Conflict"));
    QCOMPARE(twice.error().reason, QStringLiteral("AlreadyExists"));
    const auto missing = await(m_admin->get(m_maps, m_namespace, QStringLiteral("nothing")));
    QVERIFY(!missing);
    QCOMPARE(
        errorSentence(missing.error()),
        QStringLiteral(
            "Could not get ConfigMap vision/nothing. The server answered 'configmaps \"nothing\" not found' "
            "(404). It may have been deleted; list again."));
    // A status subresource that does not exist is a plain 404.
    WriteOptions status;
    status.subresource = QStringLiteral("status");
    QVERIFY(
        !await(m_admin->apply(m_maps, configMap(QStringLiteral("written"), QStringLiteral("x")), status)));
}

void TestKubeClientHub::conflictNamesTheOwner()
{
    QVERIFY2(
        !m_hub
             .kubectl({QStringLiteral("apply"), QStringLiteral("--server-side"), QStringLiteral("-f"),
                       QStringLiteral("-")},
                      QJsonDocument(configMap(QStringLiteral("owned"), QStringLiteral("theirs"))).toJson())
             .isEmpty(),
        qPrintable(m_hub.error()));
    WriteOptions options;
    const QJsonObject mine = configMap(QStringLiteral("owned"), QStringLiteral("mine"));
    for (const bool dryRun : {true, false}) {
        options.dryRun = dryRun;
        const auto refused = await(m_admin->apply(m_maps, mine, options));
        QVERIFY(!refused);
        QCOMPARE(errorKindName(refused.error().kind), QStringLiteral("Conflict"));
        QCOMPARE(refused.error().causes.size(), 1);
        QCOMPARE(refused.error().causes.first().field, QStringLiteral("data.key"));
        QVERIFY(refused.error().causes.first().message.contains(QStringLiteral("\"kubectl\"")));
        QVERIFY(errorSentence(refused.error()).contains(QStringLiteral("conflict with \"kubectl\"")));
    }
    options.dryRun = true;
    options.force = true;
    const auto forced = await(m_admin->apply(m_maps, mine, options));
    QVERIFY2(forced, why(forced).constData());
    auto live = await(m_admin->get(m_maps, m_namespace, QStringLiteral("owned")));
    QCOMPARE(live->value(u"data").toObject().value(u"key").toString(), QStringLiteral("theirs"));
    options.dryRun = false;
    QVERIFY(await(m_admin->apply(m_maps, mine, options)));
    live = await(m_admin->get(m_maps, m_namespace, QStringLiteral("owned")));
    QCOMPARE(live->value(u"data").toObject().value(u"key").toString(), QStringLiteral("mine"));
}

void TestKubeClientHub::strictDryRunRefusesUnknownFields()
{
    QJsonObject odd = configMap(QStringLiteral("odd"), QStringLiteral("x"));
    odd.insert(QStringLiteral("spec"), QJsonObject{{QStringLiteral("unknown"), 1}});
    WriteOptions options;
    options.dryRun = true;
    const auto refused = await(m_admin->create(m_maps, odd, options));
    QVERIFY(!refused);
    QCOMPARE(errorKindName(refused.error().kind), QStringLiteral("Invalid"));
    QVERIFY2(errorSentence(refused.error()).contains(QStringLiteral("unknown field \"spec\"")),
             why(refused).constData());
    QVERIFY(
        errorSentence(refused.error()).startsWith(QStringLiteral("Could not check ConfigMap vision/odd.")));
    QVERIFY(!await(m_admin->apply(m_maps, odd, options)));
    // Without strictness the server warns; and a dry run stores nothing either way.
    options.strictFields = false;
    const auto taken = await(m_admin->create(m_maps, odd, options));
    QVERIFY2(taken, why(taken).constData());
    QVERIFY(taken->created);
    QVERIFY(!await(m_admin->get(m_maps, m_namespace, QStringLiteral("odd"))));
}

void TestKubeClientHub::invalidFieldsHaveCauses()
{
    const ResourceType *service = m_catalog.find(u"", u"Service");
    const auto refused =
        await(m_admin->apply(*service, objectOf(R"({"metadata":{"name":"bad","namespace":"vision"},
        "spec":{"ports":[{"name":"a","port":80},{"name":"b","port":99999}]}})")));
    QVERIFY(!refused);
    QCOMPARE(errorKindName(refused.error().kind), QStringLiteral("Invalid"));
    QCOMPARE(refused.error().status, 422);
    QVERIFY(!refused.error().causes.isEmpty());
    QCOMPARE(refused.error().causes.first().field, QStringLiteral("spec.ports[1].port"));
    // The second namespace is not there at all.
    const auto nowhere =
        await(m_admin->apply(*service, objectOf(R"({"metadata":{"name":"bad","namespace":"nowhere"},
        "spec":{"ports":[{"name":"a","port":80}]}})")));
    QVERIFY(!nowhere);
    QCOMPARE(errorKindName(nowhere.error().kind), QStringLiteral("NotFound"));
}

void TestKubeClientHub::listsInPages()
{
    QList<Call<WriteResult>> writes;
    for (int i = 0; i < 23; ++i) {
        QJsonObject map = configMap(QStringLiteral("page-%1").arg(i), QStringLiteral("x"));
        QJsonObject metadata = map.value(u"metadata").toObject();
        metadata.insert(u"labels", QJsonObject{{QStringLiteral("set"), QStringLiteral("pages")}});
        map.insert(u"metadata", metadata);
        writes << m_admin->create(m_maps, map);
    }
    for (const auto &write : writes) {
        const auto result = await(write);
        QVERIFY2(result, why(result).constData());
    }
    ListOptions options;
    options.namespaceName = m_namespace;
    options.limit = 10;
    // The server counts what remains only without a selector.
    const auto counted = await(m_admin->list(m_maps, options));
    QVERIFY2(counted, why(counted).constData());
    QVERIFY(counted->remaining > 0);
    options.labelSelector = QStringLiteral("set in (pages)");
    QStringList names;
    QString version;
    int pages = 0;
    do {
        const auto page = await(m_admin->list(m_maps, options));
        QVERIFY2(page, why(page).constData());
        ++pages;
        if (version.isEmpty())
            version = page->resourceVersion;
        QVERIFY(!page->resourceVersion.isEmpty());
        QCOMPARE(page->resourceVersion, version);
        for (const auto &item : objectOf(page->body).value(u"items").toArray())
            names << metaOf(item.toObject(), u"name");
        options.continueToken = page->continueToken;
    } while (!options.continueToken.isEmpty());
    QCOMPARE(pages, 3);
    QCOMPARE(names.size(), 23);
    options.continueToken = QStringLiteral("rubbish");
    const auto refused = await(m_admin->list(m_maps, options));
    QVERIFY(!refused);
    QCOMPARE(errorKindName(refused.error().kind), QStringLiteral("Invalid"));
}

void TestKubeClientHub::watches()
{
    ListOptions options;
    options.namespaceName = m_namespace;
    options.labelSelector = QStringLiteral("watched=yes");
    const auto page = await(m_admin->list(m_maps, options));
    QVERIFY2(page, why(page).constData());
    options.resourceVersion = page->resourceVersion;
    QObject owner;
    QStringList seen;
    QList<Error> errors;
    WatchStream *stream = m_admin->watch(m_maps, options, &owner);
    connect(stream, &WatchStream::events, this, [&](const QList<QByteArray> &events) {
        for (const QByteArray &event : events) {
            const QJsonObject parsed = objectOf(event);
            if (parsed.value(u"type").toString() != u"BOOKMARK") {
                seen << parsed.value(u"type").toString() + u' ' +
                            parsed.value(u"object")
                                .toObject()
                                .value(u"data")
                                .toObject()
                                .value(u"key")
                                .toString();
            }
        }
    });
    connect(stream, &WatchStream::failed, this, [&](const Error &error) { errors << error; });
    QJsonObject map = configMap(QStringLiteral("watched"), QString::fromUtf8("Küste"));
    QJsonObject metadata = map.value(u"metadata").toObject();
    metadata.insert(u"labels", QJsonObject{{QStringLiteral("watched"), QStringLiteral("yes")}});
    map.insert(u"metadata", metadata);
    QVERIFY(await(m_admin->apply(m_maps, map)));
    map.insert(u"data", QJsonObject{{QStringLiteral("key"), QStringLiteral("zwei")}});
    QVERIFY(await(m_admin->apply(m_maps, map)));
    QVERIFY(await(m_admin->remove(m_maps, m_namespace, QStringLiteral("watched"))));
    QTRY_COMPARE(seen.size(), 3);
    QCOMPARE(seen, (QStringList{QString::fromUtf8("ADDED Küste"), QStringLiteral("MODIFIED zwei"),
                                QStringLiteral("DELETED zwei")}));
    QVERIFY(errors.isEmpty());
}

void TestKubeClientHub::watchFromAnOldVersionAnswers()
{
    // A fresh etcd still has all its history, an old one says 410; neither may leave us waiting.
    ListOptions options;
    options.resourceVersion = QStringLiteral("1");
    QObject owner;
    std::optional<Error> error;
    int events = 0;
    WatchStream *stream = m_admin->watch(m_maps, options, &owner);
    connect(stream, &WatchStream::failed, this, [&](const Error &e) { error = e; });
    connect(stream, &WatchStream::events, this, [&] { ++events; });
    QTRY_VERIFY(error || events > 0);
    if (error)
        QCOMPARE(errorKindName(error->kind), QStringLiteral("Gone"));
}

void TestKubeClientHub::deletesWithPreconditions()
{
    const auto made = await(m_admin->apply(m_maps, configMap(QStringLiteral("doomed"), QStringLiteral("x"))));
    QVERIFY2(made, why(made).constData());
    DeleteOptions options;
    options.uid = QStringLiteral("00000000-0000-0000-0000-000000000000");
    const auto refused = await(m_admin->remove(m_maps, m_namespace, QStringLiteral("doomed"), options));
    QVERIFY(!refused);
    QCOMPARE(errorKindName(refused.error().kind), QStringLiteral("Conflict"));
    QVERIFY2(errorSentence(refused.error()).contains(QStringLiteral("the UID in the precondition")),
             why(refused).constData());
    options.uid = metaOf(made->object, u"uid");
    options.dryRun = true;
    auto done = await(m_admin->remove(m_maps, m_namespace, QStringLiteral("doomed"), options));
    QVERIFY2(done, why(done).constData());
    QVERIFY(await(m_admin->get(m_maps, m_namespace, QStringLiteral("doomed"))));
    options.dryRun = false;
    done = await(m_admin->remove(m_maps, m_namespace, QStringLiteral("doomed"), options));
    QVERIFY2(done, why(done).constData());
    const auto gone = await(m_admin->get(m_maps, m_namespace, QStringLiteral("doomed")));
    QVERIFY(!gone);
    QCOMPARE(errorKindName(gone.error().kind), QStringLiteral("NotFound"));
}

void TestKubeClientHub::asksForRights()
{
    AccessQuestion question;
    question.verb = QStringLiteral("create");
    question.group = QStringLiteral("apps");
    question.plural = QStringLiteral("deployments");
    question.namespaceName = m_namespace;
    auto answer = await(m_admin->canI(question));
    QVERIFY2(answer, why(answer).constData());
    QVERIFY(answer->allowed);
    const auto nobody = clientOf(QStringLiteral("nobody"));
    QVERIFY(nobody);
    answer = await(nobody->canI(question));
    QVERIFY2(answer, why(answer).constData());
    QVERIFY(!answer->allowed);
    const auto rules = await(m_admin->rulesIn(m_namespace));
    QVERIFY2(rules, why(rules).constData());
    QVERIFY(!rules->value(u"resourceRules").toArray().isEmpty());
    ListOptions options;
    options.namespaceName = m_namespace;
    const auto forbidden = await(nobody->list(m_maps, options));
    QVERIFY(!forbidden);
    QCOMPARE(errorKindName(forbidden.error().kind), QStringLiteral("Forbidden"));
    QVERIFY2(errorSentence(forbidden.error())
                 .startsWith(
                     QStringLiteral("Could not list configmaps in vision. The server answered 'configmaps is "
                                    "forbidden: User \"nobody\" cannot list resource")),
             why(forbidden).constData());
    // A watch that is forbidden says so too.
    QObject owner;
    std::optional<Error> error;
    connect(nobody->watch(m_maps, options, &owner), &WatchStream::failed, this,
            [&](const Error &e) { error = e; });
    QTRY_VERIFY(error);
    QCOMPARE(errorKindName(error->kind), QStringLiteral("Forbidden"));
}

void TestKubeClientHub::readsSchemas()
{
    for (const QString &path : {QStringLiteral("api/v1"), QStringLiteral("apis/apps/v1")}) {
        const auto document = await(m_admin->openApi(path));
        QVERIFY2(document, why(document).constData());
        QVERIFY(document->value(u"openapi").toString().startsWith(u"3."));
        QVERIFY(!document->value(u"components").toObject().value(u"schemas").toObject().isEmpty());
    }
    const auto missing = await(m_admin->openApi(QStringLiteral("apis/none.example/v1")));
    QVERIFY(!missing);
    QCOMPARE(errorKindName(missing.error().kind), QStringLiteral("NotFound"));
}

void TestKubeClientHub::readsEvents()
{
    const auto map =
        await(m_admin->apply(m_maps, configMap(QStringLiteral("eventful"), QStringLiteral("x"))));
    QVERIFY2(map, why(map).constData());
    const QString uid = metaOf(map->object, u"uid");
    ResourceType events = *m_catalog.find(u"", u"Event", u"v1");
    for (int i = 1; i <= 3; ++i) {
        QJsonObject event =
            objectOf(QStringLiteral(R"({"metadata":{"name":"eventful.%1","namespace":"vision"},
            "involvedObject":{"apiVersion":"v1","kind":"ConfigMap","namespace":"vision","name":"eventful","uid":"%2"},
            "reason":"Step%1","message":"m","type":"Normal","source":{"component":"t"},
            "firstTimestamp":"2026-01-0%1T00:00:00Z","lastTimestamp":"2026-01-0%1T00:00:00Z"})")
                         .arg(i)
                         .arg(uid)
                         .toUtf8());
        const auto made = await(m_admin->create(events, event));
        QVERIFY2(made, why(made).constData());
    }
    const ObjectRef ref{QStringLiteral("v1"), QStringLiteral("ConfigMap"), m_namespace,
                        QStringLiteral("eventful")};
    const auto found = await(m_admin->eventsOf(ref, uid));
    QVERIFY2(found, why(found).constData());
    QCOMPARE(found->size(), 3);
    QVERIFY(await(m_admin->eventsOf(ref, QStringLiteral("other-uid")))->isEmpty());
    const ObjectRef node{QStringLiteral("v1"), QStringLiteral("Node"), {}, QStringLiteral("n")};
    const auto none = await(m_admin->eventsOf(node, {}));
    QVERIFY2(none, why(none).constData());
}

void TestKubeClientHub::refusesStrangers()
{
    Identity stranger;
    stranger.bearerToken = "no-such-token";
    KubeClient client(m_admin->server(), stranger);
    const auto refused = await(client.whoAmI());
    QVERIFY(!refused);
    QCOMPARE(errorKindName(refused.error().kind), QStringLiteral("Auth"));
    QCOMPARE(errorSentence(refused.error()),
             QStringLiteral("Could not ask 127.0.0.1 who you are. The server answered "
                            "'Unauthorized' (401). Sign in again or choose another user "
                            "of the kubeconfig."));
    // The server's own certificate is not signed by the system's roots.
    ServerAddress untrusted = m_admin->server();
    untrusted.caPem.clear();
    KubeClient other(untrusted, stranger);
    const auto broken = await(other.whoAmI());
    QVERIFY(!broken);
    QCOMPARE(errorKindName(broken.error().kind), QStringLiteral("Tls"));
}

void TestKubeClientHub::survivesARestart()
{
    QObject owner;
    std::optional<Error> error;
    bool opened = false;
    WatchStream *stream = m_admin->watch(m_maps, {}, &owner);
    connect(stream, &WatchStream::opened, this, [&] { opened = true; });
    connect(stream, &WatchStream::failed, this, [&](const Error &e) { error = e; });
    QTRY_VERIFY(opened);
    m_hub.killApiServer();
    QTRY_VERIFY(error);
    QCOMPARE(errorKindName(error->kind), QStringLiteral("Network"));
    const auto refused = await(m_admin->version());
    QVERIFY(!refused);
    QVERIFY2(errorSentence(refused.error()).contains(QStringLiteral("refused the connection")),
             why(refused).constData());
    QVERIFY2(m_hub.startApiServer(), qPrintable(m_hub.error()));
    // The same client goes on; nothing has to be made anew.
    const auto read = await(m_admin->get(m_maps, m_namespace, QStringLiteral("written")));
    QVERIFY2(read, why(read).constData());
}

QTEST_GUILESS_MAIN(TestKubeClientHub)
#include "tst_kubeclient_hub.moc"
