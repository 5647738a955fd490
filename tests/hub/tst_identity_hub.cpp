// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in to a real API server: commands, files that rotate under an open watch, and a real OpenID
// provider whose tokens the server accepts.
#include "core/clients/signedlanes.h"
#include "core/store/hubsource.h"
#include "tests/support/callspy.h"
#include "tests/support/hubfixture.h"
#include "tests/support/openidprovider.h"
#include "tests/support/plainextractor.h"
#include "tests/support/program.h"
#include "tests/support/signinagent.h"
#include "tests/support/storewatcher.h"

#include <QLoggingCategory>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QByteArray logged; // everything that any category said, before anything is redacted

void keep(QtMsgType, const QMessageLogContext &, const QString &message)
{
    logged += message.toUtf8() + '\n';
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

StoreKey configMaps()
{
    StoreKey key;
    key.type.version = u"v1"_s;
    key.type.kind = u"ConfigMap"_s;
    key.type.plural = u"configmaps"_s;
    key.namespaceName = u"shelf"_s;
    return key;
}

} // namespace

class TestIdentityHub : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void commandSignsIn();
    void certificateOfACommand();
    void rotationUnderAnOpenWatch();
    void anotherUserReadsAnew();
    void vanishedContextIsStale();
    void openIdSignsIn();
    void refreshTokenIsKeptAndUsed();
    void shortTokensAreRenewed();
    void revokedSignInAsksAgain();
    void deviceCodeSignsIn();
    void providerThatIsNotThere();
    void twoPeopleNeverMix();
    void verbsRunWhatWasAgreedTo();
    void noTokenIsLogged();

private:
    void put(const QString &name, const QByteArray &text)
    {
        QFile file(path(name) + u".new"_s);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
        file.close();
        QFile::remove(path(name));
        QVERIFY(file.rename(path(name)));
    }
    QString path(const QString &name) const { return m_folder->filePath(name); }
    QByteArray token(const QString &user) const
    {
        return contents(m_hub.dir() + u'/' + user + u".token"_s).trimmed();
    }
    void writeConfig(const QByteArray &user, const QString &name = u"config"_s);
    std::shared_ptr<KubeconfigIdentity> identity(const QString &name = u"config"_s);
    std::unique_ptr<HubSource> sourceOf(const std::shared_ptr<KubeconfigIdentity> &identity);
    QString whoAmI(HubSource *source);
    void useOpenId(OpenIdProvider &provider);
    bool signIn(OpenIdProvider &provider, const QString &login);

    OpenIdProvider m_provider;
    HubFixture m_hub;
    QByteArray m_cluster;
    QUrl m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SignInSettings> m_settings;
    std::unique_ptr<MemorySecretStore> m_secrets;
    std::unique_ptr<PreparedAgent> m_agent;
    QList<QByteArray> m_seen; // tokens that were in use
    QtMessageHandler m_before = nullptr;
};

#define VERIFY_LIVE(source)                                                                                  \
    QTRY_VERIFY2_WITH_TIMEOUT(                                                                               \
        (source)->state().phase == SourceState::Phase::Live,                                                 \
        qPrintable((source)->state().error ? errorSentence(*(source)->state().error) : QString()), 20'000)

void TestIdentityHub::initTestCase()
{
    qputenv("SHELL", "/bin/false"); // nobody's start-up files
    EASEL_START_OPENID(m_provider);
    EASEL_START_HUB(m_hub, {u"--oidc-issuer-url="_s + m_provider.issuer().toString(),
                            u"--oidc-client-id="_s + m_provider.clientId(),
                            u"--oidc-ca-file="_s + m_provider.authorityFile(), u"--oidc-username-claim=sub"_s,
                            u"--oidc-username-prefix=openid:"_s, u"--oidc-groups-claim=groups"_s});
    QVERIFY2(!m_hub.kubectl({u"create"_s, u"namespace"_s, u"shelf"_s}).isEmpty(), qPrintable(m_hub.error()));
    m_hub.kubectl({u"create"_s, u"configmap"_s, u"kept"_s, u"-n"_s, u"shelf"_s});
    for (const QString &user : {u"editor"_s, u"viewer"_s, u"openid:ada"_s, u"openid:bob"_s}) {
        m_hub.kubectl({u"create"_s, u"clusterrolebinding"_s, u"all-"_s + QString(user).replace(u':', u'-'),
                       u"--clusterrole=cluster-admin"_s, u"--user="_s + user});
    }
    QLoggingCategory::setFilterRules(u"easel.*=true"_s);
    m_before = qInstallMessageHandler(keep);
    const auto config = Kubeconfig::load({m_hub.kubeconfig()});
    QVERIFY(config);
    const auto server = config->serverOf(config->contexts().first());
    QVERIFY(server);
    m_server = server->url;
    m_cluster = "{server: '" + server->url.toEncoded() +
                "', certificate-authority-data: " + server->caPem.toBase64() + "}";
}

void TestIdentityHub::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<SignInSettings>(path(u"easel.ini"_s));
    m_secrets = std::make_unique<MemorySecretStore>();
    m_agent = std::make_unique<PreparedAgent>();
}

void TestIdentityHub::writeConfig(const QByteArray &user, const QString &name)
{
    put(name, "apiVersion: v1\nkind: Config\ncurrent-context: c\nclusters:\n- name: k\n  cluster: " +
                  m_cluster + "\nusers:\n- name: u\n  user: " + user +
                  "\ncontexts:\n- name: c\n  context: {cluster: k, user: u}\n");
}

std::shared_ptr<KubeconfigIdentity> TestIdentityHub::identity(const QString &name)
{
    auto opened =
        KubeconfigIdentity::open({path(name)}, u"c"_s, {m_settings.get(), m_secrets.get(), m_agent.get()});
    if (!opened) {
        qWarning("%s", qPrintable(errorSentence(opened.error())));
        return nullptr;
    }
    return *opened;
}

std::unique_ptr<HubSource> TestIdentityHub::sourceOf(const std::shared_ptr<KubeconfigIdentity> &identity)
{
    auto source = std::make_unique<HubSource>(u"c"_s, identity, plainExtractor);
    source->setHeartbeat(500ms);
    source->open();
    return source;
}

QString TestIdentityHub::whoAmI(HubSource *source)
{
    const auto who = await(source->client()->whoAmI());
    return who ? who->user : errorSentence(who.error());
}

void TestIdentityHub::useOpenId(OpenIdProvider &provider)
{
    OidcSettings settings;
    settings.issuer = provider.issuer();
    settings.clientId = provider.clientId();
    settings.scopes = {u"groups"_s, u"email"_s};
    settings.caFile = provider.authorityFile();
    m_settings->setOidc(u"c"_s, m_server, settings);
    writeConfig("{}");
}

// Signs the next one in that is asked for.
bool TestIdentityHub::signIn(OpenIdProvider &provider, const QString &login)
{
    m_agent->signIn.clear();
    m_agent->onSignIn = [](OidcSignIn *) { return true; };
    if (!QTest::qWaitFor(
            [this] { return m_agent->signIn && m_agent->signIn->step() == OidcSignIn::Step::Browser; },
            20'000))
        return false;
    if (provider.signInAs(login, m_agent->signIn->browserUrl()) &&
        provider.lastPage().contains("You are signed in"))
        return true;
    qWarning("%s %s", qPrintable(provider.error()), provider.lastPage().constData());
    return false;
}

void TestIdentityHub::commandSignsIn()
{
    QVERIFY(
        writeScript(path(u"bin/plugin"_s),
                    "printf "
                    "'{\"apiVersion\":\"client.authentication.k8s.io/"
                    "v1beta1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"%s\"}}' \"$TOKEN\"\n"));
    writeConfig(
        "{exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: ./bin/plugin, env: [{name: "
        "TOKEN, value: " +
        token(u"editor"_s) + "}]}}");
    m_agent->answer.reset();
    const auto source = sourceOf(identity());
    QTRY_COMPARE_WITH_TIMEOUT(source->state().phase, SourceState::Phase::Failed, 20'000);
    QCOMPARE(source->state().error->reason, u"ConsentNeeded"_s);
    QCOMPARE(m_agent->asked.size(), 1);
    // Secrets in its environment are not shown.
    QVERIFY(!m_agent->asked.first().shownEnvironment().join(u' ').contains(
        QString::fromLatin1(token(u"editor"_s))));
    m_agent->answer = SignInAgent::Answer::Run;
    source->refresh();
    VERIFY_LIVE(source);
    QCOMPARE(source->identityText(), u"u (command plugin)"_s);
    QCOMPARE(whoAmI(source.get()), u"editor"_s);
    QCOMPARE(m_agent->runs, 1);
    QVERIFY(!contents(path(u"easel.ini"_s)).contains(token(u"editor"_s)));
}

void TestIdentityHub::certificateOfACommand()
{
    QVERIFY(writeScript(path(u"bin/plugin"_s),
                        "python3 - '" + m_hub.dir().toUtf8() +
                            "' <<'PY'\n"
                            "import json, sys\n"
                            "read = lambda name: open(sys.argv[1] + '/' + name).read()\n"
                            "print(json.dumps({'apiVersion': 'client.authentication.k8s.io/v1', 'kind': "
                            "'ExecCredential', 'status': {'clientCertificateData': read('admin.crt'), "
                            "'clientKeyData': read('admin.key')}}))\n"
                            "PY\n"));
    writeConfig("{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./bin/plugin, "
                "interactiveMode: Never}}");
    const auto source = sourceOf(identity());
    VERIFY_LIVE(source);
    QCOMPARE(whoAmI(source.get()), u"easel-admin"_s);
}

void TestIdentityHub::rotationUnderAnOpenWatch()
{
    // Two tokens of one person: service accounts have as many as one likes.
    m_hub.kubectl({u"create"_s, u"serviceaccount"_s, u"robot"_s, u"-n"_s, u"shelf"_s});
    m_hub.kubectl({u"create"_s, u"clusterrolebinding"_s, u"robot"_s, u"--clusterrole=cluster-admin"_s,
                   u"--serviceaccount=shelf:robot"_s});
    const auto fresh = [this] {
        return m_hub.kubectl({u"create"_s, u"token"_s, u"robot"_s, u"-n"_s, u"shelf"_s}).trimmed();
    };
    const QByteArray first = fresh();
    QVERIFY2(first.size() > 100, qPrintable(m_hub.error()));
    put(u"token"_s, first);
    writeConfig("{tokenFile: token}");
    const auto source = sourceOf(identity());
    const StoreLease lease = source->store(configMaps());
    StoreWatcher watcher(lease.get());
    QTRY_COMPARE_WITH_TIMEOUT(lease->truth().phase, Truth::Phase::Live, 20'000);
    const int before = lease->count();
    QSignalSpy inserted(lease.get(), &ResourceStore::rowsInserted);
    const quint32 generation = source->client()->lanes()->generation();

    const QByteArray second = fresh();
    QVERIFY(second != first);
    put(u"token"_s, second);
    QTRY_COMPARE_WITH_TIMEOUT(source->client()->lanes()->generation(), generation + 1, 20'000);
    // The watch goes on from where it was: nothing is listed again, nothing flickers.
    m_hub.kubectl(
        {u"create"_s, u"configmap"_s, u"after"_s, u"-n"_s, u"shelf"_s, u"--from-literal=value=one"_s});
    QTRY_VERIFY_WITH_TIMEOUT(lease->find(u"shelf"_s, u"after"_s), 20'000);
    QCOMPARE(lease->truth().phase, Truth::Phase::Live);
    QCOMPARE(lease->count(), before + 1);
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(watcher.removed, 0);
    QCOMPARE(watcher.problem(), QString());
    VERIFY_LIVE(source);
    m_hub.kubectl({u"delete"_s, u"configmap"_s, u"after"_s, u"-n"_s, u"shelf"_s});
    QTRY_VERIFY_WITH_TIMEOUT(!lease->find(u"shelf"_s, u"after"_s), 20'000);
}

void TestIdentityHub::anotherUserReadsAnew()
{
    put(u"token"_s, token(u"editor"_s));
    writeConfig("{tokenFile: token}");
    const auto source = sourceOf(identity());
    const StoreLease lease = source->store(configMaps());
    QTRY_COMPARE_WITH_TIMEOUT(lease->truth().phase, Truth::Phase::Live, 20'000);
    QVERIFY(lease->count() > 0);
    QTRY_VERIFY_WITH_TIMEOUT(await(source->can({u"list"_s, {}, u"configmaps"_s, {}, {}, {}}))->allowed,
                             20'000);
    // Somebody without any right: what the one before saw does not stay as if it were theirs.
    put(u"token"_s, token(u"nobody"_s));
    QTRY_VERIFY_WITH_TIMEOUT(lease->truth().phase == Truth::Phase::Stale && lease->truth().error &&
                                 lease->truth().error->kind == Error::Kind::Forbidden,
                             20'000);
    QVERIFY(!await(source->can({u"list"_s, {}, u"configmaps"_s, {}, {}, {}}))->allowed);
    QCOMPARE(whoAmI(source.get()), u"nobody"_s);
}

void TestIdentityHub::vanishedContextIsStale()
{
    writeConfig("{token: " + token(u"editor"_s) + "}");
    const QByteArray good = contents(path(u"config"_s));
    const auto source = sourceOf(identity());
    const StoreLease lease = source->store(configMaps());
    QTRY_COMPARE_WITH_TIMEOUT(lease->truth().phase, Truth::Phase::Live, 20'000);
    VERIFY_LIVE(source);
    const int rows = lease->count();
    QVERIFY(rows > 0);
    put(u"config"_s, "apiVersion: v1\nkind: Config\n");
    QTRY_COMPARE_WITH_TIMEOUT(source->state().phase, SourceState::Phase::Stale, 20'000);
    QCOMPARE(source->state().error->reason, u"ContextGone"_s);
    QTRY_COMPARE_WITH_TIMEOUT(lease->truth().phase, Truth::Phase::Stale, 20'000);
    QCOMPARE(lease->count(), rows);
    // Changes on the hub do not make it look alive.
    m_hub.kubectl({u"create"_s, u"configmap"_s, u"unseen"_s, u"-n"_s, u"shelf"_s});
    QTest::qWait(1500);
    QCOMPARE(lease->truth().phase, Truth::Phase::Stale);
    QVERIFY2(errorSentence(*lease->truth().error).contains(u"There is no context “c”"),
             qPrintable(errorSentence(*lease->truth().error)));
    put(u"config"_s, good);
    VERIFY_LIVE(source);
    QTRY_COMPARE_WITH_TIMEOUT(lease->truth().phase, Truth::Phase::Live, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(lease->find(u"shelf"_s, u"unseen"_s), 20'000);
    m_hub.kubectl({u"delete"_s, u"configmap"_s, u"unseen"_s, u"-n"_s, u"shelf"_s});
}

void TestIdentityHub::openIdSignsIn()
{
    useOpenId(m_provider);
    const auto who = identity();
    QVERIFY(who);
    const auto source = sourceOf(who);
    m_agent->onSignIn = [](OidcSignIn *) { return true; };
    QVERIFY(signIn(m_provider, u"ada"_s));
    VERIFY_LIVE(source);
    QCOMPARE(whoAmI(source.get()), u"openid:ada"_s);
    const auto subject = await(source->client()->whoAmI());
    QVERIFY(subject->groups.contains(u"gpu-people"_s));
    QCOMPARE(source->identityText(), u"ada@example.org (OpenID at 127.0.0.1)"_s);
    QVERIFY(who->expiresAt() > QDateTime::currentDateTimeUtc().addSecs(600));
    // The redirect lives only while somebody signs in.
    QVERIFY(!m_agent->signIn);
    // And nothing of it is in the settings.
    const QByteArray kept = contents(path(u"easel.ini"_s));
    QVERIFY(kept.contains("127.0.0.1") && !kept.contains("eyJ"));
}

void TestIdentityHub::refreshTokenIsKeptAndUsed()
{
    useOpenId(m_provider);
    {
        const auto source = sourceOf(identity());
        QVERIFY(signIn(m_provider, u"ada"_s));
        VERIFY_LIVE(source);
    }
    // The next run of Easel asks nobody.
    m_agent->signIn.clear();
    m_agent->onSignIn = [](OidcSignIn *) {
        qWarning("somebody is asked to sign in again");
        return false;
    };
    {
        const auto source = sourceOf(identity());
        VERIFY_LIVE(source);
        QCOMPARE(whoAmI(source.get()), u"openid:ada"_s);
    }
    // Signed out: the token is gone.
    const auto who = identity();
    QVERIFY(await(who->connection()));
    QVERIFY(await(who->signOut()));
    const auto again = await(who->connection());
    QVERIFY(!again);
    QCOMPARE(again.error().reason, u"SignInNeeded"_s);
}

void TestIdentityHub::shortTokensAreRenewed()
{
    OpenIdProvider brief;
    EASEL_START_OPENID(brief, 5);
    useOpenId(brief);
    const auto who = identity();
    Call<Connection> call = who->connection();
    QVERIFY(signIn(brief, u"ada"_s));
    const auto first = await(call);
    QVERIFY2(first, why(first).constData());
    m_seen << first->identity.bearerToken;
    m_agent->onSignIn = [](OidcSignIn *) { return false; };
    QTRY_VERIFY_WITH_TIMEOUT(first->expiresAt < QDateTime::currentDateTimeUtc(), 15'000);
    const auto second = await(who->connection());
    QVERIFY2(second, why(second).constData());
    QVERIFY(second->identity.bearerToken != first->identity.bearerToken);
    m_seen << second->identity.bearerToken;
    QVERIFY(second->expiresAt > first->expiresAt);
}

void TestIdentityHub::revokedSignInAsksAgain()
{
    OpenIdProvider forgetful;
    EASEL_START_OPENID(forgetful, 5);
    useOpenId(forgetful);
    const auto who = identity();
    Call<Connection> call = who->connection();
    QVERIFY(signIn(forgetful, u"ada"_s));
    const auto first = await(call);
    QVERIFY2(first, why(first).constData());
    // It knows no token of before, as after a revocation.
    QVERIFY2(forgetful.startAgain(), qPrintable(forgetful.error()));
    m_agent->signIn.clear();
    QTRY_VERIFY_WITH_TIMEOUT(first->expiresAt < QDateTime::currentDateTimeUtc(), 15'000);
    auto connection = await(who->connection());
    QVERIFY(!connection);
    QCOMPARE(errorSentence(connection.error()),
             u"Could not sign in to c. The sign-in at 127.0.0.1 has ended. Sign in with the browser."_s);
    QVERIFY(!m_agent->signIn); // no dialog out of nothing
    who->askAgain();
    call = who->connection();
    QVERIFY(signIn(forgetful, u"ada"_s));
    QVERIFY(await(call));
}

void TestIdentityHub::deviceCodeSignsIn()
{
    useOpenId(m_provider);
    const auto who = identity();
    m_agent->onSignIn = [](OidcSignIn *) { return true; };
    const Call<Connection> call = who->connection();
    QTRY_VERIFY_WITH_TIMEOUT(m_agent->signIn && m_agent->signIn->step() == OidcSignIn::Step::Browser, 20'000);
    QVERIFY(m_agent->signIn->offersDeviceCode());
    m_agent->signIn->useDeviceCode();
    QTRY_COMPARE_WITH_TIMEOUT(m_agent->signIn->step(), OidcSignIn::Step::Device, 20'000);
    const DeviceCode code = m_agent->signIn->deviceCode();
    QVERIFY(code.userCode.size() >= 8);
    QVERIFY2(m_provider.signInAs(u"bob"_s, code.completeVerification), qPrintable(m_provider.error()));
    const auto connection = await(call, 40'000);
    QVERIFY2(connection, why(connection).constData());
    QCOMPARE(connection->identity.name, u"bob@example.org"_s);
    KubeClient client(who);
    QCOMPARE(await(client.whoAmI())->user, u"openid:bob"_s);
}

void TestIdentityHub::providerThatIsNotThere()
{
    OidcSettings settings;
    settings.issuer = QUrl(u"https://127.0.0.1:1"_s);
    settings.clientId = u"easel"_s;
    m_settings->setOidc(u"c"_s, m_server, settings);
    writeConfig("{}");
    m_agent->onSignIn = [](OidcSignIn *) { return true; };
    const auto connection = await(identity()->connection());
    QVERIFY(!connection);
    QCOMPARE(
        errorSentence(connection.error()),
        u"Could not ask 127.0.0.1 how to sign in. 127.0.0.1:1 refused the connection. Check the address and "
        "whether the server runs, then try again."_s);
    // One that this connection does not trust.
    settings.issuer = m_provider.issuer();
    m_settings->setOidc(u"c"_s, m_server, settings);
    const auto untrusted = await(identity()->connection());
    QVERIFY(!untrusted);
    QVERIFY2(errorSentence(untrusted.error()).contains(u"which this connection does not trust"),
             why(untrusted).constData());
    // A client that the provider does not know.
    settings.caFile = m_provider.authorityFile();
    settings.clientId = u"stranger"_s;
    m_settings->setOidc(u"c"_s, m_server, settings);
    const auto who = identity();
    const Call<Connection> call = who->connection();
    QTRY_VERIFY_WITH_TIMEOUT(m_agent->signIn && m_agent->signIn->step() == OidcSignIn::Step::Browser, 20'000);
    m_provider.signInAs(u"ada"_s, m_agent->signIn->browserUrl());
    QVERIFY(m_provider.lastPage().contains("invalid_client") ||
            m_provider.error().contains(u"invalid_client"));
    m_agent->signIn->cancel();
    const auto given = await(call);
    QVERIFY(!given);
    QCOMPARE(given.error().reason, u"SignInNeeded"_s);
}

void TestIdentityHub::twoPeopleNeverMix()
{
    useOpenId(m_provider);
    const auto ada = identity();
    Call<Connection> call = ada->connection();
    QVERIFY(signIn(m_provider, u"ada"_s));
    QVERIFY(await(call));
    writeConfig("{token: " + token(u"viewer"_s) + "}", u"other"_s);
    QVERIFY(QFile::exists(path(u"other"_s)));
    SignInSettings none(path(u"none.ini"_s));
    auto opened =
        KubeconfigIdentity::open({path(u"other"_s)}, u"c"_s, {&none, m_secrets.get(), m_agent.get()});
    QVERIFY(opened);
    KubeClient first(ada);
    KubeClient second(*opened);
    const auto config = Kubeconfig::load({m_hub.kubeconfig()});
    KubeClient third(*config->serverOf(*config->context(u"easel-hub"_s)),
                     config->userOf(*config->context(u"easel-hub"_s))->identity);
    for (int round = 0; round < 100; ++round) {
        const auto a = first.whoAmI();
        const auto b = second.whoAmI();
        const auto c = third.whoAmI();
        QCOMPARE(await(a)->user, u"openid:ada"_s);
        QCOMPARE(await(b)->user, u"viewer"_s);
        QCOMPARE(await(c)->user, u"easel-admin"_s);
    }
}

void TestIdentityHub::verbsRunWhatWasAgreedTo()
{
    qputenv("XDG_CONFIG_HOME", path(u"home"_s).toUtf8());
    QVERIFY(writeScript(path(u"bin/plugin"_s),
                        "echo run >> '" + path(u"runs"_s).toUtf8() +
                            "'\nprintf "
                            "'{\"apiVersion\":\"client.authentication.k8s.io/"
                            "v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"%s\"}}' \"$TOKEN\"\n"));
    writeConfig("{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./bin/plugin, args: [get, "
                "--secret=hush], "
                "interactiveMode: IfAvailable, env: [{name: TOKEN, value: " +
                token(u"editor"_s) + "}]}}");
    const QStringList get{u"get"_s,   u"configmaps"_s,   u"-n"_s,
                          u"shelf"_s, u"--kubeconfig"_s, path(u"config"_s)};
    ProgramRun run = runEasel(get);
    QCOMPARE(run.code, 2);
    const QString what =
        u"%1 get --secret=<redacted> (from %2)"_s.arg(path(u"bin/plugin"_s), path(u"config"_s));
    QCOMPARE(
        QString::fromUtf8(run.err),
        u"easel: Could not sign in to c. The user of this context signs in with a command that nobody has "
        "agreed to yet: %1. Open the context in the window once and let the command run, or give "
        "--allow-exec.\n"_s.arg(what));
    QVERIFY(!QFile::exists(path(u"runs"_s)));
    run = runEasel(get + QStringList{u"--allow-exec"_s});
    QVERIFY2(run.code == 0, run.err.constData());
    QVERIFY(run.out.contains("kept"));
    QCOMPARE(QString::fromUtf8(run.err), u"easel: Runs %1\n"_s.arg(what));
    QCOMPARE(contents(path(u"runs"_s)).count('\n'), 1);
    // It was for that once.
    run = runEasel(get);
    QCOMPARE(run.code, 2);
    // Agreed to in the window, whose settings verbs read.
    {
        const auto reading = readContext({path(u"config"_s)}, u"c"_s);
        QVERIFY(reading && reading->user && reading->user->exec);
        SignInSettings settings(path(u"home/easel/easel.ini"_s));
        settings.allow(resolvedCommand(*reading->user->exec, reading->user->execFile, u"c"_s, {}));
    }
    run = runEasel(get);
    QVERIFY2(run.code == 0, run.err.constData());
    QCOMPARE(run.err, QByteArray());
    QVERIFY(run.out.contains("kept"));
    qunsetenv("XDG_CONFIG_HOME");
}

void TestIdentityHub::noTokenIsLogged()
{
    qInstallMessageHandler(m_before);
    QVERIFY(logged.contains("lanes of generation")); // something was said
    QVERIFY(m_seen.size() >= 2);
    for (const QString &user : {u"editor"_s, u"viewer"_s, u"nobody"_s})
        m_seen << token(user);
    for (const QByteArray &mark : m_seen) {
        QVERIFY(mark.size() > 16);
        QVERIFY2(!logged.contains(mark), "a token is in the log");
    }
    // Neither the beginning of any web token, nor a code or a verifier on its way.
    for (const char *mark : {"eyJ", "code=", "code_verifier", "refresh_token="})
        QVERIFY2(!logged.contains(mark), mark);
}

QTEST_GUILESS_MAIN(TestIdentityHub)
#include "tst_identity_hub.moc"
