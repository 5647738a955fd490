// SPDX-License-Identifier: GPL-3.0-or-later
// Identities of a kubeconfig against a scripted server: commands that are real processes, files that change,
// tokens and certificates that end.
#include "core/clients/kubeclient.h"
#include "core/clients/signedlanes.h"
#include "core/clients/signin/redirectlistener.h"
#include "core/clients/signin/searchpath.h"
#include "tests/support/callspy.h"
#include "tests/support/fakeserver.h"
#include "tests/support/signinagent.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <csignal>

using namespace easel;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool isAlive(const QByteArray &pid)
{
    return pid.toInt() > 1 && ::kill(pid.toInt(), 0) == 0;
}

// A shell line that prints a credential; $T is the token.
const QByteArray printsToken =
    R"(printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}' "$T")"
    "\n";

} // namespace

class TestIdentity : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void nothingRunsUnasked();
    void consentIsAskedOnce();
    void changedCommandIsAskedAgain();
    void noShellIsInBetween();
    void clusterInTheEnvironment();
    void expiredTokenIsRenewedBefore();
    void refusedTokenIsRenewedOnce();
    void refusedChangeIsSentOnceMore();
    void certificatesOfACommand();
    void failures_data();
    void failures();
    void timeOutEndsAll();
    void cancelEndsAll();
    void questionsAreAnswered();
    void openIdInstead();
    void tokenFileRotates();
    void tokenFileIsReadAfterARefusal();
    void certificateFilesRotate();
    void contextVanishesAndReturns();
    void anotherServerIsNotFollowed();
    void rotationDropsNoAnswer();
    void streamsWaitForTheIdentity();
    void twoIdentitiesNeverMix();
    void compressionIsNotAskedFor();
    void loginShellIsAsked();
    void redirectAnswersItsOwnOnly();

private:
    // A kubeconfig with one context "c"; the user's body as flow YAML.
    void writeConfig(const QByteArray &user, const QByteArray &cluster = {},
                     const QString &name = u"config"_s);
    QByteArray execUser(const QByteArray &more = "interactiveMode: Never") const
    {
        return "{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./bin/plugin, " + more + "}}";
    }
    std::shared_ptr<KubeconfigIdentity> open(const QString &name = u"config"_s);
    QString path(const QString &name) const { return m_folder->filePath(name); }
    void put(const QString &name, const QByteArray &text)
    {
        QFile file(path(name) + u".new"_s);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
        file.close();
        QFile::remove(path(name));
        QVERIFY(file.rename(path(name)));
    }
    qsizetype runs() const { return contents(path(u"runs"_s)).count('\n'); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<SignInSettings> m_settings;
    std::unique_ptr<MemorySecretStore> m_secrets;
    std::unique_ptr<PreparedAgent> m_agent;
    QSet<QByteArray> m_accepted; // Authorization headers; empty: all
};

void TestIdentity::init()
{
    qputenv("SHELL", "/bin/false"); // nobody's start-up files
    m_folder = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<SignInSettings>(path(u"easel.ini"_s));
    m_secrets = std::make_unique<MemorySecretStore>();
    m_agent = std::make_unique<PreparedAgent>();
    m_server = std::make_unique<FakeServer>();
    m_server->askForClientCertificate();
    QVERIFY(m_server->listen());
    m_accepted.clear();
    m_server->onDefault([this](FakeExchange &exchange) {
        if (!m_accepted.isEmpty() && !m_accepted.contains(exchange.request().header("Authorization"))) {
            exchange.status(401, u"Unauthorized"_s, u"Unauthorized"_s);
            return;
        }
        exchange.json({{u"gitVersion"_s, u"v1.36.2"_s}, {u"major"_s, u"1"_s}, {u"minor"_s, u"36"_s}});
    });
}

void TestIdentity::cleanup()
{
    m_agent.reset();
    m_server.reset();
    m_settings.reset();
    m_folder.reset();
}

void TestIdentity::writeConfig(const QByteArray &user, const QByteArray &cluster, const QString &name)
{
    const QByteArray where =
        cluster.isEmpty()
            ? "{server: '" + m_server->address().url.toEncoded() +
                  "', certificate-authority-data: " + FakeServer::certificates().authority().toBase64() + "}"
            : cluster;
    put(name, "apiVersion: v1\nkind: Config\ncurrent-context: c\nclusters:\n- name: k\n  cluster: " + where +
                  "\nusers:\n- name: u\n  user: " + user +
                  "\ncontexts:\n- name: c\n  context: {cluster: k, user: u}\n");
}

std::shared_ptr<KubeconfigIdentity> TestIdentity::open(const QString &name)
{
    auto identity =
        KubeconfigIdentity::open({path(name)}, u"c"_s, {m_settings.get(), m_secrets.get(), m_agent.get()});
    if (!identity) {
        qWarning("%s", qPrintable(errorSentence(identity.error())));
        return nullptr;
    }
    return *identity;
}

void TestIdentity::nothingRunsUnasked()
{
    QVERIFY(writeScript(path(u"bin/plugin"_s),
                        "echo run >> '" + path(u"runs"_s).toUtf8() + "'\nT=a\n" + printsToken));
    writeConfig(execUser());
    m_agent->answer.reset();
    const auto identity = open();
    QVERIFY(identity);
    QCOMPARE(identity->signInText(), u"command plugin"_s);
    QVERIFY(m_agent->asked.isEmpty()); // reading asks nothing and runs nothing
    auto connection = await(identity->connection());
    QVERIFY(!connection);
    QCOMPARE(connection.error().reason, u"ConsentNeeded"_s);
    QCOMPARE(
        errorSentence(connection.error()),
        u"Could not sign in to c. The command 'plugin' was not allowed to run. Look at the command, then let "
        "it run, or choose another context."_s);
    QCOMPARE(m_agent->asked.size(), 1);
    // Nobody is asked a second time by itself.
    connection = await(identity->connection());
    QVERIFY(!connection);
    QCOMPARE(m_agent->asked.size(), 1);
    QCOMPARE(runs(), 0);
    QCOMPARE(m_server->requests().size(), 0);
    // But when somebody wants it.
    m_agent->answer = SignInAgent::Answer::Run;
    identity->askAgain();
    connection = await(identity->connection());
    QVERIFY2(connection, why(connection).constData());
    QCOMPARE(connection->identity.bearerToken, "a");
    QCOMPARE(runs(), 1);
}

void TestIdentity::consentIsAskedOnce()
{
    QVERIFY(writeScript(path(u"bin/plugin"_s), "T=fresh-token-1234\n" + printsToken));
    writeConfig(execUser());
    {
        const auto identity = open();
        KubeClient client(identity);
        QVERIFY(await(client.version()));
        QVERIFY(await(client.version()));
    }
    QCOMPARE(m_agent->asked.size(), 1);
    QCOMPARE(m_agent->asked.first().program, path(u"bin/plugin"_s));
    QCOMPARE(m_agent->runs, 1); // kept until the server refuses it
    for (const FakeRequest &request : m_server->requests())
        QCOMPARE(request.header("Authorization"), "Bearer fresh-token-1234");
    m_agent->answer.reset();
    KubeClient again(open());
    QVERIFY(await(again.version()));
    QCOMPARE(m_agent->asked.size(), 1);
    // Not remembered: what was allowed once only.
    writeConfig(execUser("interactiveMode: Never, args: [x]"));
    m_agent->answer = SignInAgent::Answer::RunOnce;
    QVERIFY(await(open()->connection()));
    m_agent->answer.reset();
    const auto refused = await(open()->connection());
    QVERIFY(!refused);
    // No token is left anywhere.
    QVERIFY(!contents(path(u"easel.ini"_s)).contains("fresh-token"));
    QVERIFY(contents(path(u"easel.ini"_s)).contains("commands"));
}

void TestIdentity::changedCommandIsAskedAgain()
{
    QVERIFY(writeScript(path(u"bin/plugin"_s), "T=$1\n" + printsToken));
    writeConfig(execUser("interactiveMode: Never, args: [one]"));
    const auto identity = open();
    QCOMPARE(await(identity->connection())->identity.bearerToken, "one");
    QSignalSpy changed(identity.get(), &IdentitySource::changed);
    writeConfig(execUser("interactiveMode: Never, args: [two]"));
    QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, 20'000);
    // A file that changes while nobody looks opens no question.
    auto connection = await(identity->connection());
    QVERIFY(!connection);
    QCOMPARE(connection.error().reason, u"ConsentNeeded"_s);
    QCOMPARE(m_agent->asked.size(), 1);
    identity->askAgain();
    connection = await(identity->connection());
    QVERIFY2(connection, why(connection).constData());
    QCOMPARE(connection->identity.bearerToken, "two");
    QCOMPARE(m_agent->asked.size(), 2);
    // Back to what was agreed to before: no question.
    writeConfig(execUser("interactiveMode: Never, args: [one]"));
    QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 2, 20'000);
    QCOMPARE(await(identity->connection())->identity.bearerToken, "one");
    QCOMPARE(m_agent->asked.size(), 2);
}

void TestIdentity::noShellIsInBetween()
{
    QVERIFY(writeScript(path(u"bin/plugin"_s), "for a in \"$@\"; do printf '%s\\n' \"$a\" >> '" +
                                                   path(u"arguments"_s).toUtf8() +
                                                   "'; done\nprintf '%s' \"$ADDED\" > '" +
                                                   path(u"added"_s).toUtf8() + "'\nT=a\n" + printsToken));
    const QByteArray mark = path(u"evil"_s).toUtf8();
    writeConfig(execUser("interactiveMode: Never, args: ['$(touch " + mark + ")', '; touch " + mark +
                         "', 'a b', '*', ''], env: [{name: ADDED, value: '`touch " + mark + "` \"x\"'}]"));
    QVERIFY(await(open()->connection()));
    QCOMPARE(contents(path(u"arguments"_s)), "$(touch " + mark + ")\n; touch " + mark + "\na b\n*\n\n");
    QCOMPARE(contents(path(u"added"_s)), "`touch " + mark + "` \"x\"");
    QVERIFY(!QFile::exists(path(u"evil"_s)));
}

void TestIdentity::clusterInTheEnvironment()
{
    QVERIFY(writeScript(path(u"bin/plugin"_s), "printf '%s' \"$KUBERNETES_EXEC_INFO\" > '" +
                                                   path(u"info"_s).toUtf8() +
                                                   "'\nif (exec < /dev/tty) 2>/dev/null; then echo tty > '" +
                                                   path(u"tty"_s).toUtf8() + "'; fi\nT=a\n" + printsToken));
    writeConfig(execUser("interactiveMode: IfAvailable, provideClusterInfo: true"));
    QVERIFY(await(open()->connection()));
    const QJsonObject info = QJsonDocument::fromJson(contents(path(u"info"_s))).object();
    QCOMPARE(info.value(u"apiVersion").toString(), u"client.authentication.k8s.io/v1"_s);
    QCOMPARE(info[u"spec"][u"interactive"].toBool(true), false); // nobody can answer
    QCOMPARE(info[u"spec"][u"cluster"][u"server"].toString(), m_server->address().url.toString());
    QCOMPARE(QByteArray::fromBase64(
                 info[u"spec"][u"cluster"][u"certificate-authority-data"].toString().toLatin1()),
             FakeServer::certificates().authority());
    QVERIFY(!QFile::exists(path(u"tty"_s))); // no terminal behind Easel's back
}

void TestIdentity::expiredTokenIsRenewedBefore()
{
    // Each token counts for three seconds.
    QVERIFY(writeScript(
        path(u"bin/plugin"_s),
        "echo run >> '" + path(u"runs"_s).toUtf8() + "'\nN=$(wc -l < '" + path(u"runs"_s).toUtf8() +
            "')\nE=$(date -u -d '+3 seconds' +%Y-%m-%dT%H:%M:%SZ)\n"
            R"(printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t%d","expirationTimestamp":"%s"}}' "$N" "$E")"
            "\n"));
    writeConfig(execUser());
    const auto identity = open();
    KubeClient client(identity);
    QVERIFY(await(client.version()));
    const QDateTime ends = identity->expiresAt();
    QVERIFY(ends.isValid());
    const qsizetype before = runs();
    QTRY_VERIFY_WITH_TIMEOUT(ends.msecsTo(QDateTime::currentDateTimeUtc()) > 0, 20'000);
    QVERIFY(await(client.version()));
    QVERIFY(runs() > before);
    QCOMPARE(m_server->requests().last().header("Authorization"), "Bearer t" + QByteArray::number(runs()));
    for (const FakeRequest &request : m_server->requests()) // none was sent with nothing
        QVERIFY(request.header("Authorization").startsWith("Bearer t"));
    QCOMPARE(m_agent->asked.size(), 1);
}

void TestIdentity::refusedTokenIsRenewedOnce()
{
    QVERIFY(writeScript(path(u"bin/plugin"_s), "echo run >> '" + path(u"runs"_s).toUtf8() +
                                                   "'\nT=t$(wc -l < '" + path(u"runs"_s).toUtf8() + "')\n" +
                                                   printsToken));
    writeConfig(execUser());
    const auto identity = open();
    KubeClient client(identity);
    m_accepted = {"Bearer t1"};
    QVERIFY(await(client.version()));
    m_accepted = {"Bearer t2"}; // t1 was taken back
    // Many at once: one run for all.
    QList<Call<ServerVersion>> calls;
    for (int i = 0; i < 5; ++i)
        calls << client.version();
    for (const Call<ServerVersion> &call : calls) {
        const auto version = await(call);
        QVERIFY2(version, why(version).constData());
    }
    QCOMPARE(runs(), 2);
    // A server that refuses everybody makes nothing run without end.
    m_accepted = {"Bearer never"};
    for (int i = 0; i < 5; ++i) {
        const auto version = await(client.version());
        QVERIFY(!version);
        QCOMPARE(version.error().status, 401);
    }
    QVERIFY2(runs() <= 3, QByteArray::number(runs()).constData());
}

void TestIdentity::refusedChangeIsSentOnceMore()
{
    QVERIFY(writeScript(path(u"bin/plugin"_s), "echo run >> '" + path(u"runs"_s).toUtf8() +
                                                   "'\nT=t$(wc -l < '" + path(u"runs"_s).toUtf8() + "')\n" +
                                                   printsToken));
    writeConfig(execUser());
    KubeClient client(open());
    m_accepted = {"Bearer t2"};
    ResourceType maps;
    maps.version = u"v1"_s;
    maps.kind = u"ConfigMap"_s;
    maps.plural = u"configmaps"_s;
    const auto made = await(
        client.create(maps, {{u"metadata"_s, QJsonObject{{u"name"_s, u"a"_s}, {u"namespace"_s, u"n"_s}}}}));
    QVERIFY2(made, why(made).constData());
    QList<QByteArray> tokens;
    for (const FakeRequest &request : m_server->requests()) {
        QCOMPARE(request.method, "POST");
        QVERIFY(request.body.contains("ConfigMap"));
        tokens << request.header("Authorization");
    }
    QCOMPARE(tokens, (QList<QByteArray>{"Bearer t1", "Bearer t2"}));
}

void TestIdentity::certificatesOfACommand()
{
    for (const auto key : {TestCertificates::Key::Ec, TestCertificates::Key::Rsa}) {
        const auto pair = FakeServer::certificates().issue(u"ada"_s, {}, 2, key);
        const QJsonObject credential{
            {u"apiVersion"_s, u"client.authentication.k8s.io/v1"_s},
            {u"kind"_s, u"ExecCredential"_s},
            {u"status"_s, QJsonObject{{u"clientCertificateData"_s, QString::fromLatin1(pair.certificate)},
                                      {u"clientKeyData"_s, QString::fromLatin1(pair.key)}}}};
        put(u"credential"_s, QJsonDocument(credential).toJson());
        QVERIFY(writeScript(path(u"bin/plugin"_s), "cat '" + path(u"credential"_s).toUtf8() + "'\n"));
        writeConfig(execUser());
        KubeClient client(open());
        const auto version = await(client.version());
        QVERIFY2(version, why(version).constData());
        QCOMPARE(m_server->requests().last().clientCertificateName, u"ada"_s);
        QCOMPARE(m_server->requests().last().header("Authorization"), QByteArray());
    }
}

void TestIdentity::failures_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QByteArray>("exec");
    QTest::addColumn<QString>("sentence");
    const QByteArray never = "interactiveMode: Never";
    const QString start = u"Could not sign in with the command 'plugin'. "_s;
    QTest::newRow("exit code and colours")
        << QByteArray(
               "printf '\\033[1;31mError\\033[0m: token=abcdefgh12345 \\n<b>expired</b>\\n' >&2; exit 3\n")
        << never << start + u"It ended with the code 3 and said 'Error: token=<redacted> <b>expired</b>'."_s;
    QTest::newRow("crash") << QByteArray("kill -SEGV $$\n") << never << start + u"It crashed."_s;
    QTest::newRow("silence") << QByteArray("exit 0\n") << never
                             << start + u"It printed nothing. Run the command in a terminal to see what it "
                                        "prints."_s;
    QTest::newRow("garbage") << QByteArray("head -c 3000 /dev/urandom\n") << never
                             << start +
                                    u"What it printed is not a JSON object. Run the command in a terminal to "
                                    "see what it prints."_s;
    QTest::newRow("far too much") << QByteArray("head -c 3000000 /dev/zero\n") << never
                                  << start + u"It printed more than 1 MiB."_s;
    QTest::newRow("terminal")
        << QByteArray("echo 'inappropriate ioctl for device' >&2; exit 1\n") << never
        << start +
               u"It ended with the code 1 and said 'inappropriate ioctl for device'. It wants a terminal, "
               "which it does not have here. Run it once in a terminal, then try again."_s;
    QTest::newRow("always asks") << QByteArray("exit 0\n") << QByteArray("interactiveMode: Always")
                                 << u"Could not sign in to c. The command 'plugin' asks questions "
                                    u"(interactiveMode: Always), and nobody "
                                    "can answer here. Sign in from a terminal or from the window."_s;
    QTest::newRow("ended already")
        << QByteArray(
               R"(printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"x","expirationTimestamp":"2020-01-01T00:00:00Z"}}')"
               "\n")
        << never
        << u"Could not sign in to c. The command 'plugin' gave a credential that ended at 2020-01-01 "
           u"00:00:00 "
           "UTC. Check the clock of this computer, and what the command keeps."_s;
    QTest::newRow("not there") << QByteArray()
                               << never + ", installHint: \"Run \\e[1mbrew install plugin\\e[0m.\""
                               << u"Could not sign in to c. There is no program at %1/bin/plugin that may be "
                                  u"run. The kubeconfig says: "
                                  "Run brew install plugin."_s;
    QTest::newRow("cannot be started")
        << QByteArray("--bad-interpreter") << never << u"-"_s; // the system's words differ
}

void TestIdentity::failures()
{
    QFETCH(QByteArray, script);
    QFETCH(QByteArray, exec);
    QFETCH(QString, sentence);
    if (script == "--bad-interpreter") {
        QVERIFY(writeScript(path(u"bin/plugin"_s), {}));
        QFile file(path(u"bin/plugin"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("#!/no/such/interpreter\n") > 0);
    } else if (!script.isEmpty()) {
        QVERIFY(writeScript(path(u"bin/plugin"_s), script));
    }
    writeConfig(execUser(exec));
    const auto connection = await(open()->connection());
    QVERIFY(!connection);
    if (sentence == u"-")
        QVERIFY2(errorSentence(connection.error()).contains(u"could not be started"),
                 why(connection).constData());
    else
        QCOMPARE(errorSentence(connection.error()), sentence.replace(u"%1"_s, m_folder->path()));
}

void TestIdentity::timeOutEndsAll()
{
    QVERIFY(writeScript(path(u"bin/plugin"_s), "echo $$ > '" + path(u"pid"_s).toUtf8() +
                                                   "'\nsleep 600 &\necho $! > '" + path(u"child"_s).toUtf8() +
                                                   "'\nwait\n"));
    writeConfig(execUser());
    const auto identity = open();
    SignInTimes times;
    times.command = 1500ms;
    identity->setTimes(times);
    const auto connection = await(identity->connection());
    QVERIFY(!connection);
    QCOMPARE(
        errorSentence(connection.error()),
        u"Could not sign in with the command 'plugin'. It did not end within 2 seconds. Try again in a moment."_s);
    QVERIFY(connection.error().isTransient()); // tried again
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(contents(path(u"pid"_s)).trimmed()), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(contents(path(u"child"_s)).trimmed()), 20'000);
}

void TestIdentity::cancelEndsAll()
{
    QVERIFY(writeScript(path(u"bin/plugin"_s), "echo $$ > '" + path(u"pid.new"_s).toUtf8() + "'\nmv '" +
                                                   path(u"pid.new"_s).toUtf8() + "' '" +
                                                   path(u"pid"_s).toUtf8() + "'\nexec sleep 600\n"));
    writeConfig(execUser());
    auto identity = open();
    Call<Connection> call = identity->connection();
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path(u"pid"_s)), 20'000);
    const QByteArray pid = contents(path(u"pid"_s)).trimmed();
    QVERIFY(isAlive(pid));
    m_agent->run->cancel();
    const auto connection = await(call);
    QVERIFY(!connection);
    QCOMPARE(errorSentence(connection.error()),
             u"Could not sign in to c. The sign-in was given up. Try again when you are ready."_s);
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(pid), 20'000);
    // And when the hub is closed while it runs.
    QFile::remove(path(u"pid"_s));
    identity->askAgain();
    call = identity->connection();
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path(u"pid"_s)), 20'000);
    const QByteArray second = contents(path(u"pid"_s)).trimmed();
    identity.reset();
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(second), 20'000);
}

void TestIdentity::questionsAreAnswered()
{
    QVERIFY(writeScript(path(u"bin/plugin"_s),
                        "printf 'User: ' >&2\nread U\nprintf 'Code for %s: ' \"$U\" >&2\nread C\nT=$U-$C\n" +
                            printsToken));
    writeConfig(execUser("interactiveMode: Always"));
    m_agent->canReach = SignInAgent::Reach::Lines;
    m_agent->onRun = [](ExecRun *run) {
        connect(run, &ExecRun::saidMore, run, [run] {
            if (run->said().endsWith(u"User:"))
                run->answer(u"ada"_s);
            else if (run->said().endsWith(u"Code for ada:"))
                run->answer(u"42"_s);
        });
    };
    const auto connection = await(open()->connection());
    QVERIFY2(connection, why(connection).constData());
    QCOMPARE(connection->identity.bearerToken, "ada-42");
}

void TestIdentity::openIdInstead()
{
    // kubelogin that is not installed: Easel offers to do without.
    writeConfig("{exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: "
                "kubelogin-that-is-not-here, args: "
                "[get-token, '--oidc-issuer-url=https://127.0.0.1:1/', --oidc-client-id=c]}}");
    const auto identity = open();
    QVERIFY(!await(identity->connection()));
    QVERIFY(m_agent->asked.isEmpty()); // it is called in a way that nothing offers
    writeConfig(
        "{exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: kubectl, args: [oidc-login, "
        "get-token, '--oidc-issuer-url=https://127.0.0.1:1/', --oidc-client-id=c]}}");
    m_agent->answer = SignInAgent::Answer::WithoutProgram;
    const auto other = open();
    const auto connection = await(other->connection());
    QVERIFY(!connection);
    QCOMPARE(m_agent->asked.size(), 1);
    QVERIFY(m_agent->offered);
    QCOMPARE(m_agent->offered->issuer.host(), u"127.0.0.1"_s);
    QCOMPARE(connection.error().reason, u"SignInNeeded"_s);
    QCOMPARE(other->signInText(), u"OpenID at 127.0.0.1"_s);
    QVERIFY(m_settings->replacesProgram(u"c"_s, m_server->address().url));
    QCOMPARE(m_agent->runs, 0);
}

void TestIdentity::tokenFileRotates()
{
    put(u"token"_s, "one\n");
    writeConfig("{tokenFile: token}");
    const auto identity = open();
    KubeClient client(identity);
    QVERIFY(await(client.version()));
    QCOMPARE(m_server->requests().last().header("Authorization"), "Bearer one");
    const quint32 generation = client.lanes()->generation();
    QSignalSpy renewed(client.lanes(), &SignedLanes::renewed);
    put(u"token"_s, "two\n");
    // The file is watched.
    QTRY_VERIFY_WITH_TIMEOUT(await(client.version()) &&
                                 m_server->requests().last().header("Authorization") == "Bearer two",
                             20'000);
    QCOMPARE(client.lanes()->generation(), generation + 1);
    QCOMPARE(renewed.size(), 1);
    // Read again in vain: the lanes stay.
    put(u"token"_s, "two");
    QTest::qWait(400);
    QVERIFY(await(client.version()));
    QCOMPARE(client.lanes()->generation(), generation + 1);
    // A token that lies behind links, as in a mounted secret.
    QDir(m_folder->path()).mkpath(u"a"_s);
    QDir(m_folder->path()).mkpath(u"b"_s);
    put(u"a/token"_s, "link-a");
    put(u"b/token"_s, "link-b");
    QVERIFY(QFile::link(u"a"_s, path(u"data"_s)));
    QVERIFY(QFile::link(u"data/token"_s, path(u"linked"_s)));
    writeConfig("{tokenFile: linked}");
    QTRY_VERIFY_WITH_TIMEOUT(await(client.version()) &&
                                 m_server->requests().last().header("Authorization") == "Bearer link-a",
                             20'000);
    QVERIFY(QFile::link(u"b"_s, path(u"data.new"_s)));
    QVERIFY(::rename(qPrintable(path(u"data.new"_s)), qPrintable(path(u"data"_s))) == 0);
    QTRY_VERIFY_WITH_TIMEOUT(await(client.version()) &&
                                 m_server->requests().last().header("Authorization") == "Bearer link-b",
                             20'000);
}

void TestIdentity::tokenFileIsReadAfterARefusal()
{
    put(u"token"_s, "one");
    writeConfig("{tokenFile: token}");
    const auto identity = open();
    KubeClient client(identity);
    m_accepted = {"Bearer one"};
    QVERIFY(await(client.version()));
    // In one go, before the watch has told anything.
    put(u"token"_s, "two");
    m_accepted = {"Bearer two"};
    const auto version = await(client.version());
    QVERIFY2(version, why(version).constData());
    QCOMPARE(m_server->requests().last().header("Authorization"), "Bearer two");
}

void TestIdentity::certificateFilesRotate()
{
    const auto first = FakeServer::certificates().issue(u"first"_s, {});
    const auto second = FakeServer::certificates().issue(u"second"_s, {}, 2, TestCertificates::Key::Rsa);
    put(u"crt"_s, first.certificate);
    put(u"key"_s, first.key);
    writeConfig("{client-certificate: crt, client-key: key}");
    const auto identity = open();
    KubeClient client(identity);
    QVERIFY(await(client.version()));
    QCOMPARE(m_server->requests().last().clientCertificateName, u"first"_s);
    QVERIFY(identity->expiresAt().isValid());
    put(u"crt"_s, second.certificate);
    put(u"key"_s, second.key);
    QTRY_VERIFY_WITH_TIMEOUT(
        await(client.version()) && m_server->requests().last().clientCertificateName == u"second", 20'000);
}

void TestIdentity::contextVanishesAndReturns()
{
    writeConfig("{token: a}");
    const QByteArray good = contents(path(u"config"_s));
    const auto identity = open();
    KubeClient client(identity);
    QVERIFY(await(client.version()));
    QSignalSpy changed(identity.get(), &IdentitySource::changed);
    put(u"config"_s, "apiVersion: v1\nkind: Config\n");
    QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, 20'000);
    auto version = await(client.version());
    QVERIFY(!version);
    QCOMPARE(version.error().reason, u"ContextGone"_s);
    QVERIFY2(
        errorSentence(version.error())
            .endsWith(u"There is no context “c” in %1. Choose another context or another kubeconfig."_s.arg(
                path(u"config"_s))),
        why(version).constData());
    QFile::remove(path(u"config"_s));
    QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 2, 20'000);
    version = await(client.version());
    QVERIFY(!version);
    QVERIFY2(errorSentence(version.error()).contains(u"There is no kubeconfig at"), why(version).constData());
    put(u"config"_s, good);
    QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 3, 20'000);
    QVERIFY(await(client.version()));
}

void TestIdentity::anotherServerIsNotFollowed()
{
    FakeServer other;
    QVERIFY(other.listen());
    writeConfig("{token: a}");
    const auto identity = open();
    KubeClient client(identity);
    QVERIFY(await(client.version()));
    QSignalSpy changed(identity.get(), &IdentitySource::changed);
    writeConfig("{token: a}",
                "{server: '" + other.address().url.toEncoded() + "', insecure-skip-tls-verify: true}");
    QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, 20'000);
    const auto version = await(client.version());
    QVERIFY(!version);
    QCOMPARE(version.error().reason, u"ServerChanged"_s);
    QVERIFY2(
        errorSentence(version.error())
            .endsWith(u"The context now names another server, %1. Open the context again to go there."_s.arg(
                other.address().url.toString())),
        why(version).constData());
    QCOMPARE(other.requests().size(), 0);
}

void TestIdentity::rotationDropsNoAnswer()
{
    put(u"token"_s, "one");
    writeConfig("{tokenFile: token}");
    const auto identity = open();
    KubeClient client(identity);
    QVERIFY(await(client.version()));
    FakeExchange *held = nullptr;
    m_server->on(u"POST /api/v1/namespaces/n/configmaps"_s,
                 [&held](FakeExchange &exchange) { held = &exchange; });
    ResourceType maps;
    maps.version = u"v1"_s;
    maps.kind = u"ConfigMap"_s;
    maps.plural = u"configmaps"_s;
    const auto call =
        client.create(maps, {{u"metadata"_s, QJsonObject{{u"name"_s, u"a"_s}, {u"namespace"_s, u"n"_s}}}});
    QTRY_VERIFY_WITH_TIMEOUT(held, 20'000);
    put(u"token"_s, "two");
    QTRY_VERIFY_WITH_TIMEOUT(await(client.version()) &&
                                 m_server->requests().last().header("Authorization") == "Bearer two",
                             20'000);
    held->json({{u"kind"_s, u"ConfigMap"_s}}, 201);
    const auto made = await(call);
    QVERIFY2(made, why(made).constData());
    QVERIFY(made->created);
    QCOMPARE(m_server->count(u"POST /api/v1/namespaces/n/configmaps"_s), 1);
}

void TestIdentity::streamsWaitForTheIdentity()
{
    QVERIFY(writeScript(path(u"bin/plugin"_s), "echo run >> '" + path(u"runs"_s).toUtf8() +
                                                   "'\nT=t$(wc -l < '" + path(u"runs"_s).toUtf8() + "')\n" +
                                                   printsToken));
    writeConfig(execUser());
    m_agent->waits = true;
    KubeClient client(open());
    m_accepted = {"Bearer t2"};
    ResourceType maps;
    maps.version = u"v1"_s;
    maps.kind = u"ConfigMap"_s;
    maps.plural = u"configmaps"_s;
    QObject parent;
    m_server->on(u"/api/v1/configmaps"_s, [this](FakeExchange &exchange) {
        if (!m_accepted.contains(exchange.request().header("Authorization"))) {
            exchange.status(401, u"Unauthorized"_s, u"Unauthorized"_s);
            return;
        }
        exchange.startChunked();
        exchange.watchEvent("ADDED", {{u"kind"_s, u"ConfigMap"_s}});
    });
    WatchStream *watch = client.watch(maps, {}, &parent);
    QSignalSpy opened(watch, &WatchStream::opened);
    QSignalSpy events(watch, &WatchStream::events);
    QTRY_COMPARE_WITH_TIMEOUT(m_agent->asked.size(), 1, 20'000);
    QCOMPARE(m_server->requests().size(), 0);
    m_agent->open.finish(SignInAgent::Answer::Run);
    QTRY_COMPARE(events.size(), 1); // t1 is refused, t2 is not
    QCOMPARE(opened.size(), 1);
    QCOMPARE(runs(), 2);
}

void TestIdentity::twoIdentitiesNeverMix()
{
    // Certificates and tokens, each of two people, on one server; every answer must be its own person's.
    m_server->onDefault([](FakeExchange &exchange) {
        const FakeRequest &request = exchange.request();
        const QString who = request.clientCertificateName.isEmpty()
                                ? QString::fromLatin1(request.header("Authorization"))
                                : request.clientCertificateName;
        exchange.json({{u"gitVersion"_s, who}, {u"major"_s, u"1"_s}});
    });
    struct Person
    {
        QString name;
        std::unique_ptr<KubeClient> client;
    };
    std::vector<Person> people;
    for (const QString &name : {u"ada"_s, u"bob"_s}) {
        const auto pair = FakeServer::certificates().issue(name, {});
        Identity identity;
        identity.clientCertificatePem = pair.certificate;
        identity.clientKeyPem = pair.key;
        people.push_back({name, std::make_unique<KubeClient>(m_server->address(), identity)});
        put(u"token-"_s + name, name.toUtf8());
        writeConfig("{tokenFile: token-" + name.toUtf8() + "}", {}, u"config-"_s + name);
        people.push_back({u"Bearer "_s + name, std::make_unique<KubeClient>(open(u"config-"_s + name))});
    }
    for (int round = 0; round < 100; ++round) {
        std::vector<std::pair<QString, Call<ServerVersion>>> calls;
        for (size_t i = 0; i < people.size(); ++i) {
            Person &person = people.at((i + size_t(round)) % people.size());
            calls.emplace_back(person.name, person.client->version());
        }
        for (const auto &[name, call] : calls) {
            const auto version = await(call);
            QVERIFY2(version, why(version).constData());
            QCOMPARE(version->gitVersion, name);
        }
    }
}

void TestIdentity::compressionIsNotAskedFor()
{
    const QByteArray cluster =
        "{server: '" + m_server->address().url.toEncoded() +
        "', certificate-authority-data: " + FakeServer::certificates().authority().toBase64();
    writeConfig("{token: a}", cluster + "}");
    KubeClient plain(open());
    QVERIFY(await(plain.version()));
    QVERIFY(m_server->requests().last().header("Accept-Encoding").contains("gzip"));
    writeConfig("{token: a}", cluster + ", disable-compression: true}");
    KubeClient client(open());
    QVERIFY(await(client.version()));
    QCOMPARE(m_server->requests().last().header("Accept-Encoding"), "identity");
}

void TestIdentity::loginShellIsAsked()
{
    // A start-up file that talks, and a folder that only the login shell knows.
    QVERIFY(writeScript(path(u"only-in-login/plugin"_s), "T=from-login-path\n" + printsToken));
    QVERIFY(writeScript(path(u"sh/bash"_s), "echo Welcome\n[ \"$1 $2 $3\" = '-l -i -c' ] || exit 9\nPATH='" +
                                                path(u"only-in-login"_s).toUtf8() +
                                                ":/usr/bin:/bin'\nexport PATH\nexec /bin/sh -c \"$4\"\n"));
    qputenv("SHELL", path(u"sh/bash"_s).toUtf8());
    auto found = await(findSearchPath());
    QVERIFY(found);
    QCOMPARE(found->problem, QString());
    QCOMPARE(found->shell, path(u"sh/bash"_s));
    QVERIFY(found->folders.contains(path(u"only-in-login"_s)));
    // What Easel was started with goes first.
    QVERIFY(found->folders.indexOf(path(u"only-in-login"_s)) > found->folders.indexOf(u"/usr/bin"_s));
    writeConfig(
        "{exec: {apiVersion: client.authentication.k8s.io/v1, command: plugin, interactiveMode: Never}}");
    const auto connection = await(open()->connection());
    QVERIFY2(connection, why(connection).constData());
    QCOMPARE(connection->identity.bearerToken, "from-login-path");
    QCOMPARE(m_agent->asked.first().program, path(u"only-in-login/plugin"_s));
    // A shell that fails leaves the process' own PATH, and is named.
    QVERIFY(writeScript(path(u"sh/bash"_s), "exit 1\n"));
    found = await(findSearchPath());
    QVERIFY(found && !found->folders.isEmpty());
    QCOMPARE(found->problem, u"%1 did not tell its PATH."_s.arg(path(u"sh/bash"_s)));
    qputenv("SHELL", "/usr/bin/python3");
    found = await(findSearchPath());
    QVERIFY(found->problem.startsWith(u"Easel does not know how to ask"));
}

void TestIdentity::redirectAnswersItsOwnOnly()
{
    RedirectListener listener;
    QVERIFY(listener.listen({}, {}));
    QCOMPARE(listener.redirect().host(), u"127.0.0.1"_s);
    listener.judge = [](const QUrlQuery &query, bool *good) {
        *good = query.hasQueryItem(u"code"_s);
        return query.queryItemValue(u"state"_s) == u"S";
    };
    QSignalSpy came(&listener, &RedirectListener::came);
    const auto ask = [&listener](const QByteArray &request) {
        QTcpSocket socket;
        socket.connectToHost(u"127.0.0.1"_s, quint16(listener.redirect().port()));
        QByteArray answer;
        if (!QTest::qWaitFor([&] {
                return socket.state() == QAbstractSocket::ConnectedState ||
                       socket.state() == QAbstractSocket::UnconnectedState;
            }))
            return answer;
        socket.write(request);
        if (!QTest::qWaitFor([&] { return socket.state() == QAbstractSocket::UnconnectedState; }))
            return QByteArray("the connection stays open");
        return socket.readAll();
    };
    const QByteArray host = "Host: 127.0.0.1:" + QByteArray::number(listener.redirect().port()) + "\r\n\r\n";
    QVERIFY(ask("GET /?state=T&code=x HTTP/1.1\r\n" + host).startsWith("HTTP/1.1 404"));
    QVERIFY(ask("GET /other?state=S&code=x HTTP/1.1\r\n" + host).startsWith("HTTP/1.1 404"));
    QVERIFY(ask("POST /?state=S&code=x HTTP/1.1\r\n" + host).startsWith("HTTP/1.1 404"));
    QVERIFY(ask("GET /?state=S&code=x HTTP/1.1\r\nHost: evil.example\r\n\r\n").startsWith("HTTP/1.1 404"));
    QVERIFY(ask("nonsense\r\n\r\n").startsWith("HTTP/1.1 400"));
    QCOMPARE(came.size(), 0);
    const QByteArray page = ask("GET /?state=S&code=s3cr3t HTTP/1.1\r\n" + host);
    QVERIFY(page.startsWith("HTTP/1.1 200") && page.contains("You are signed in"));
    QVERIFY(page.contains("default-src 'none'") && page.contains("no-store") && !page.contains("s3cr3t"));
    QCOMPARE(came.size(), 1);
    // It is gone at once.
    QTcpSocket late;
    late.connectToHost(u"127.0.0.1"_s, quint16(listener.redirect().port()));
    QVERIFY(!late.waitForConnected(2000));
    // A port that somebody has is passed over; when all are taken, it says so.
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    RedirectListener second;
    QVERIFY(!second.listen({}, {taken.serverPort()}));
    QVERIFY(second.listen(u"localhost"_s, {taken.serverPort(), 0}));
    QCOMPARE(second.redirect().host(), u"localhost"_s);
}

QTEST_GUILESS_MAIN(TestIdentity)
#include "tst_identity.moc"
