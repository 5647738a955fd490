// SPDX-License-Identifier: GPL-3.0-or-later
// The pieces of signing in that need neither network nor process.
#include "core/base/text.h"
#include "core/clients/signin/execcommand.h"
#include "core/clients/signin/oidcparts.h"
#include "core/clients/signin/secretstore.h"
#include "core/clients/signin/signinsettings.h"
#include "tests/support/callspy.h"
#include "tests/support/testcertificates.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

const QByteArray v1 = "client.authentication.k8s.io/v1";
const QByteArray v1beta1 = "client.authentication.k8s.io/v1beta1";

QJsonObject object(const QByteArray &json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    Q_ASSERT(document.isObject());
    return document.object();
}

ExecSpec spec(const QByteArray &body)
{
    const auto read = readExecSpec(object(body));
    Q_ASSERT(read);
    return *read;
}

QByteArray credential(const QByteArray &status, const QByteArray &version = v1)
{
    return R"({"apiVersion":")" + version + R"(","kind":"ExecCredential","status":)" + status + "}";
}

QByteArray part(const QJsonObject &claims)
{
    return QJsonDocument(claims)
        .toJson(QJsonDocument::Compact)
        .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

OidcSettings provider()
{
    OidcSettings settings;
    settings.issuer = QUrl(u"https://login.example/realm"_s);
    settings.clientId = u"easel"_s;
    return settings;
}

const QDateTime noon(QDate(2026, 3, 1), QTime(12, 0), Qt::UTC);

QJsonObject goodClaims()
{
    return {{u"iss"_s, u"https://login.example/realm"_s},
            {u"aud"_s, u"easel"_s},
            {u"sub"_s, u"42"_s},
            {u"email"_s, u"ada@example.org"_s},
            {u"nonce"_s, u"n-1"_s},
            {u"iat"_s, noon.toSecsSinceEpoch()},
            {u"exp"_s, noon.toSecsSinceEpoch() + 600}};
}

QByteArray answerWith(const QJsonObject &claims, const QString &algorithm = u"RS256"_s)
{
    const QByteArray token = part({{u"alg"_s, algorithm}}) + '.' + part(claims) + ".c2ln";
    return QJsonDocument(
               QJsonObject{{u"id_token"_s, QString::fromLatin1(token)}, {u"refresh_token"_s, u"again"_s}})
        .toJson();
}

} // namespace

class TestSignInParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void modesOfCommands();
    void clusterIsTold();
    void credentials_data();
    void credentials();
    void certificatesAreReturned();
    void nothingOfTheOutputIsQuoted();
    void hashMeansAllOfIt();
    void programsAreFound();
    void secretsAreHidden();
    void consentIsRemembered();
    void pathsOfShells_data();
    void pathsOfShells();
    void terminalCodesAreTakenOut();
    void kubeloginIsRecognised();
    void kubeloginIsLeftAlone_data();
    void kubeloginIsLeftAlone();
    void openIdSettings();
    void providerDocument();
    void authorization();
    void redirects_data();
    void redirects();
    void requestsToTheRedirect();
    void tokens_data();
    void tokens();
    void deviceCodes();
    void refusals();
    void secretKeysDiffer();
};

void TestSignInParts::modesOfCommands()
{
    QVERIFY(spec(R"({"apiVersion":")" + v1beta1 + R"(","command":"x"})").interactive ==
            ExecSpec::Interactive::IfAvailable);
    QVERIFY(spec(R"({"apiVersion":")" + v1 + R"(","command":"x","interactiveMode":"Always"})").interactive ==
            ExecSpec::Interactive::Always);
    const auto odd =
        readExecSpec(object(R"({"apiVersion":")" + v1 + R"(","command":"x","interactiveMode":"Perhaps"})"));
    QVERIFY(!odd);
    QCOMPARE(errorSentence(odd.error()),
             u"'Perhaps' is no interactiveMode. Write Never, IfAvailable or Always."_s);
    QVERIFY(!readExecSpec(
        object(R"({"apiVersion":")" + v1beta1 + R"(","command":"x","env":[{"name":"A=B","value":"c"}]})")));
}

void TestSignInParts::clusterIsTold()
{
    ExecSpec command = spec(R"({"apiVersion":")" + v1 +
                            R"(","command":"x","interactiveMode":"Never","provideClusterInfo":true})");
    command.clusterConfig = QJsonObject{{u"audience"_s, u"hub"_s}};
    ServerAddress server;
    server.url = QUrl(u"https://user:secret@hub.example:6443"_s);
    server.caPem = "PEM";
    server.tlsServerName = u"hub"_s;
    server.disableCompression = true;
    QCOMPARE(object(execInfo(command, server, false)),
             object(R"({"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":
                {"interactive":false,"cluster":{"server":"https://hub.example:6443",
                "certificate-authority-data":"UEVN","tls-server-name":"hub","disable-compression":true,
                "config":{"audience":"hub"}}}})"));
    command.provideClusterInfo = false;
    QCOMPARE(object(execInfo(command, server, true)).value(u"spec").toObject(),
             (QJsonObject{{u"interactive"_s, true}}));
}

void TestSignInParts::credentials_data()
{
    QTest::addColumn<QByteArray>("output");
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QString>("sentence");
    const QString advice = u". Run the command in a terminal to see what it prints."_s;
    QTest::newRow("token") << credential(R"({"token":"abc"})") << QByteArray("abc") << QString();
    QTest::newRow("older version")
        << credential(R"({"token":"abc"})", v1beta1) << QByteArray()
        << u"It printed an ExecCredential of 'client.authentication.k8s.io/v1beta1', "
           "where client.authentication.k8s.io/v1 was asked for"_s +
               advice;
    QTest::newRow("nothing") << QByteArray(" \n") << QByteArray() << u"It printed nothing"_s + advice;
    QTest::newRow("words") << QByteArray("Logged in.") << QByteArray()
                           << u"What it printed is not a JSON object"_s + advice;
    QTest::newRow("list") << QByteArray("[1]") << QByteArray()
                          << u"What it printed is not a JSON object"_s + advice;
    QTest::newRow("half") << credential(R"({"token":"abc"})").chopped(3) << QByteArray()
                          << u"What it printed is not a JSON object"_s + advice;
    QTest::newRow("another kind") << QByteArray(R"({"apiVersion":"v1","kind":"Status"})") << QByteArray()
                                  << u"What it printed is no ExecCredential"_s + advice;
    QTest::newRow("no status") << credential("null") << QByteArray()
                               << u"It printed neither a token nor a client certificate"_s + advice;
    QTest::newRow("certificate alone") << credential(R"({"clientCertificateData":"x"})") << QByteArray()
                                       << u"It printed a client certificate without its key"_s + advice;
    QTest::newRow("key alone") << credential(R"({"clientKeyData":"x"})") << QByteArray()
                               << u"It printed a client key without its certificate"_s + advice;
    QTest::newRow("no time") << credential(R"({"token":"abc","expirationTimestamp":"soon"})") << QByteArray()
                             << u"Its expirationTimestamp is no time such as 2026-01-31T12:00:00Z"_s + advice;
}

void TestSignInParts::credentials()
{
    QFETCH(QByteArray, output);
    QFETCH(QByteArray, token);
    QFETCH(QString, sentence);
    const auto read = readExecCredential(output, QString::fromLatin1(v1));
    if (sentence.isEmpty()) {
        QVERIFY2(read, why(read).constData());
        QCOMPARE(read->token, token);
        QVERIFY(read->expiresAt.isNull());
        return;
    }
    QVERIFY(!read);
    QCOMPARE(errorSentence(read.error()), sentence);
}

void TestSignInParts::certificatesAreReturned()
{
    TestCertificates certificates;
    QVERIFY(certificates.isValid());
    const auto pair = certificates.issue(u"ada"_s, {}, 2, TestCertificates::Key::Rsa);
    const auto outputFor = [](const TestCertificates::Pair &both) {
        const QJsonObject status{{u"clientCertificateData"_s, QString::fromLatin1(both.certificate)},
                                 {u"clientKeyData"_s, QString::fromLatin1(both.key)},
                                 {u"expirationTimestamp"_s, u"2026-01-31T12:00:00.5Z"_s}};
        return credential(QJsonDocument(status).toJson(), v1beta1);
    };
    const auto read = readExecCredential(outputFor(pair), QString::fromLatin1(v1beta1));
    QVERIFY2(read, why(read).constData());
    QCOMPARE(read->certificatePem, pair.certificate);
    QCOMPARE(read->keyPem, pair.key);
    QCOMPARE(read->expiresAt, QDateTime(QDate(2026, 1, 31), QTime(12, 0, 0, 500), Qt::UTC));
    const auto edwards =
        readExecCredential(outputFor(certificates.issue(u"ed"_s, {}, 2, TestCertificates::Key::Ed25519)),
                           QString::fromLatin1(v1beta1));
    QVERIFY(!edwards);
    QVERIFY(errorSentence(edwards.error()).contains(u"Ed25519"));
}

void TestSignInParts::nothingOfTheOutputIsQuoted()
{
    const QByteArray secret = "s3cr3t-s3cr3t";
    for (const QByteArray &output :
         {secret, "{\"" + secret + "\":1}", credential("\"" + secret + "\""),
          credential(R"({"clientKeyData":")" + secret + R"(","clientCertificateData":"x"})"),
          credential(R"({"token":")" + secret + R"(","expirationTimestamp":")" + secret + "\"}")}) {
        const auto read = readExecCredential(output, QString::fromLatin1(v1));
        QVERIFY(!read);
        QVERIFY2(!errorSentence(read.error()).contains(QString::fromLatin1(secret)), output.constData());
    }
}

void TestSignInParts::hashMeansAllOfIt()
{
    ExecCommand command;
    command.spec = spec(R"({"apiVersion":")" + v1 +
                        R"(","command":"aws","interactiveMode":"Never","args":["a","b"],
                            "env":[{"name":"P","value":"x"}]})");
    command.program = u"/usr/bin/aws"_s;
    command.kubeconfigFile = u"/home/ada/.kube/config"_s;
    QCOMPARE(command.hash().size(), 64);
    QSet<QByteArray> seen{command.hash()};
    const auto differs = [&seen, command](const std::function<void(ExecCommand &)> &change) {
        ExecCommand other = command;
        change(other);
        const bool isNew = !seen.contains(other.hash());
        seen.insert(other.hash());
        return isNew;
    };
    QVERIFY(differs([](ExecCommand &c) { c.program = u"/tmp/aws"_s; }));
    QVERIFY(differs([](ExecCommand &c) { c.spec.command = u"awx"_s; }));
    QVERIFY(differs([](ExecCommand &c) { c.spec.arguments = {u"ab"_s}; }));
    QVERIFY(differs([](ExecCommand &c) { c.spec.arguments = {u"b"_s, u"a"_s}; }));
    QVERIFY(differs([](ExecCommand &c) { c.spec.arguments = {u"a"_s, u"b"_s, u""_s}; }));
    QVERIFY(differs([](ExecCommand &c) { c.spec.environment = {}; }));
    QVERIFY(differs([](ExecCommand &c) { c.spec.environment = {{u"P"_s, u"y"_s}}; }));
    QVERIFY(differs([](ExecCommand &c) { c.spec.environment = {{u"Px"_s, u""_s}}; }));
    QVERIFY(differs([](ExecCommand &c) { c.spec.provideClusterInfo = true; }));
    QVERIFY(differs([](ExecCommand &c) { c.spec.interactive = ExecSpec::Interactive::Always; }));
    QVERIFY(differs([](ExecCommand &c) { c.kubeconfigFile = u"/tmp/config"_s; }));
    // What only describes it is not part of it.
    QVERIFY(!differs([](ExecCommand &c) { c.spec.installHint = u"Install"_s; }));
    QVERIFY(!differs([](ExecCommand &c) { c.search.folders = {u"/usr/bin"_s}; }));
}

void TestSignInParts::programsAreFound()
{
    QTemporaryDir folder;
    const auto put = [&folder](const QString &name, bool executable) {
        QDir().mkpath(QFileInfo(folder.filePath(name)).path());
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.setPermissions(executable ? QFile::ReadOwner | QFile::ExeOwner : QFile::ReadOwner);
    };
    put(u"one/plain"_s, false);
    put(u"two/plain"_s, true);
    put(u"kube/bin/beside"_s, true);
    put(u"kube/plain"_s, true);
    const QString kubeconfig = folder.filePath(u"kube/config"_s);
    const auto find = [&](const QString &name, const QStringList &folders) {
        ExecSpec command;
        command.command = name;
        return resolvedCommand(command, kubeconfig, u"c"_s, {folders, {}, {}});
    };
    const QStringList folders{folder.filePath(u"one"_s), folder.filePath(u"two"_s)};
    QCOMPARE(find(u"plain"_s, folders).program, folder.filePath(u"two/plain"_s));
    QCOMPARE(find(u"./bin/beside"_s, folders).program, folder.filePath(u"kube/bin/beside"_s));
    QCOMPARE(find(folder.filePath(u"two/plain"_s), {}).program, folder.filePath(u"two/plain"_s));
    // Not beside the kubeconfig, not in the current folder, not in the process' own PATH.
    QDir::setCurrent(folder.filePath(u"two"_s));
    QCOMPARE(find(u"plain"_s, {folders.first()}).program, QString());
    QCOMPARE(find(u"sh"_s, {}).program, QString());
    QDir::setCurrent(QDir::rootPath());
    ExecCommand missing = find(u"nowhere"_s, folders);
    missing.spec.installHint = u"Get it from the platform team."_s;
    QCOMPARE(
        errorSentence(missing.notFound()),
        u"The command 'nowhere' was not found in the 2 folders of PATH. The kubeconfig says: Get it from "
        "the platform team."_s);
}

void TestSignInParts::secretsAreHidden()
{
    ExecCommand command;
    command.spec.arguments = {u"get-token"_s,       u"--oidc-client-secret=abcdefgh"_s,
                              u"--client-secret"_s, u"qwertz"_s,
                              u"--region"_s,        u"north"_s};
    command.spec.environment = {{u"AWS_SECRET_ACCESS_KEY"_s, u"abcdefgh"_s},
                                {u"AWS_PROFILE"_s, u"lab\x1b"_s}};
    QCOMPARE(command.shownArguments(),
             (QStringList{u"get-token"_s, u"--oidc-client-secret=<hidden>"_s, u"--client-secret"_s,
                          u"<hidden>"_s, u"--region"_s, u"north"_s}));
    QCOMPARE(command.shownEnvironment(),
             (QStringList{u"AWS_SECRET_ACCESS_KEY=<hidden>"_s, u"AWS_PROFILE=lab\xfffd"_s}));
}

void TestSignInParts::consentIsRemembered()
{
    QTemporaryDir folder;
    const QString file = folder.filePath(u"easel.ini"_s);
    ExecCommand command;
    command.spec =
        spec(R"({"apiVersion":")" + v1beta1 + R"(","command":"/bin/aws","args":["--token=hushhush"]})");
    command.program = u"/bin/aws"_s;
    command.kubeconfigFile = u"/k/config"_s;
    command.contextName = u"lab"_s;
    {
        SignInSettings settings(file);
        QVERIFY(!settings.isAllowed(command));
        settings.allow(command);
        QVERIFY(settings.isAllowed(command));
    }
    SignInSettings settings(file);
    QVERIFY(settings.isAllowed(command));
    QCOMPARE(settings.allowedCommands().size(), 1);
    QCOMPARE(settings.allowedCommands().first().command, u"aws"_s);
    QCOMPARE(settings.allowedCommands().first().contextName, u"lab"_s);
    ExecCommand other = command;
    other.spec.arguments << u"x"_s;
    QVERIFY(!settings.isAllowed(other));
    other = command;
    other.program.clear(); // gone from the disk
    QVERIFY(!settings.isAllowed(other));
    settings.allow(other);
    QVERIFY(!settings.isAllowed(other));
    QFile kept(file);
    QVERIFY(kept.open(QIODevice::ReadOnly));
    QVERIFY(!kept.readAll().contains("hushhush"));
    settings.forget(command.hash());
    QVERIFY(!settings.isAllowed(command));
    QVERIFY(SignInSettings(file).allowedCommands().isEmpty());
}

void TestSignInParts::pathsOfShells_data()
{
    QTest::addColumn<QByteArray>("output");
    QTest::addColumn<QString>("path"); // "-": not to be read
    QTest::newRow("plain") << QByteArray("M\n/usr/bin:/bin\nM\n") << u"/usr/bin:/bin"_s;
    QTest::newRow("noise around") << QByteArray("Welcome\nM\n/bin\nM\nbye\n") << u"/bin"_s;
    QTest::newRow("noise without an end") << QByteArray("loading...M\n/bin\nM\n") << u"/bin"_s;
    QTest::newRow("carriage returns") << QByteArray("M\r\n/bin\r\nM\r\n") << u"/bin"_s;
    QTest::newRow("nothing") << QByteArray() << u"-"_s;
    QTest::newRow("no end") << QByteArray("M\n/bin\n") << u"-"_s;
    QTest::newRow("no path") << QByteArray("M\nM\n") << u"-"_s;
    QTest::newRow("empty path") << QByteArray("M\n\nM\n") << u"-"_s;
    QTest::newRow("two lines") << QByteArray("M\n/bin\n/usr/bin\nM\n") << u"-"_s;
}

void TestSignInParts::pathsOfShells()
{
    QFETCH(QByteArray, output);
    QFETCH(QString, path);
    QCOMPARE(pathBetweenMarks(output, "M").value_or(u"-"_s), path);
    QCOMPARE(foldersOf(u"/usr/bin:.::relative/bin:/usr/bin/:/opt/x"_s),
             (QStringList{u"/usr/bin"_s, u"/opt/x"_s}));
}

void TestSignInParts::terminalCodesAreTakenOut()
{
    QCOMPARE(withoutTerminalCodes(u"\x1b[1;31mPassword\x1b[0m: "_s), u"Password: "_s);
    QCOMPARE(withoutTerminalCodes(u"\x1b]0;title\x07ok\x1b]8;;http://x\x1b\\link"_s), u"oklink"_s);
    QCOMPARE(withoutTerminalCodes(u"10%\r20%\r\ndone"_s), u"10%\n20%\ndone"_s);
    QCOMPARE(withoutTerminalCodes(u"a\x1b(Bb\x1b=c"_s), u"abc"_s);
    QCOMPARE(withoutTerminalCodes(u"never ended \x1b]0;title"_s), u"never ended "_s);
    QCOMPARE(withoutTerminalCodes(u"<b>\x202e"_s), u"<b>\xfffd"_s);
}

void TestSignInParts::kubeloginIsRecognised()
{
    ExecSpec command;
    command.command = u"kubectl"_s;
    command.arguments = {u"oidc-login"_s,
                         u"get-token"_s,
                         u"--oidc-issuer-url=https://login.example/realm"_s,
                         u"--oidc-client-id"_s,
                         u"easel"_s,
                         u"--oidc-client-secret=hush"_s,
                         u"--oidc-extra-scope=email,groups"_s,
                         u"--oidc-extra-scope=profile"_s,
                         u"--certificate-authority-data=UEVN"_s,
                         u"--skip-open-browser"_s,
                         u"-v1"_s};
    command.arguments.removeLast();
    auto settings = kubeloginSettings(command);
    QVERIFY(settings);
    QCOMPARE(settings->issuer, QUrl(u"https://login.example/realm"_s));
    QCOMPARE(settings->clientId, u"easel"_s);
    QCOMPARE(settings->clientSecret, "hush");
    QCOMPARE(settings->scopes, (QStringList{u"email"_s, u"groups"_s, u"profile"_s}));
    QCOMPARE(settings->caPem, "PEM");
    QCOMPARE(settings->ports, (QList<quint16>{8000, 18000})); // what people registered
    QCOMPARE(settings->redirectHost, u"localhost"_s);
    command.command = u"/opt/bin/kubelogin"_s;
    command.arguments.removeFirst();
    command.arguments << u"--listen-address=127.0.0.1:12345"_s << u"--grant-type=authcode"_s;
    settings = kubeloginSettings(command);
    QVERIFY(settings);
    QCOMPARE(settings->ports, QList<quint16>{12345});
}

void TestSignInParts::kubeloginIsLeftAlone_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QStringList>("arguments");
    const QStringList good{u"get-token"_s, u"--oidc-issuer-url=https://i"_s, u"--oidc-client-id=c"_s};
    QTest::newRow("another program") << u"aws"_s << good;
    QTest::newRow("another plugin") << u"kubectl"_s << (QStringList{u"other"_s} + good);
    QTest::newRow("Azure's") << u"kubelogin"_s
                             << QStringList{u"get-token"_s, u"--login"_s, u"azurecli"_s, u"--server-id"_s,
                                            u"x"_s};
    QTest::newRow("password") << u"kubelogin"_s << (good + QStringList{u"--grant-type=password"_s});
    QTest::newRow("unchecked") << u"kubelogin"_s << (good + QStringList{u"--insecure-skip-tls-verify"_s});
    QTest::newRow("access token") << u"kubelogin"_s << (good + QStringList{u"--oidc-use-access-token"_s});
    QTest::newRow("unknown option") << u"kubelogin"_s << (good + QStringList{u"--tls-renegotiation-once"_s});
    QTest::newRow("no TLS") << u"kubelogin"_s
                            << QStringList{u"get-token"_s, u"--oidc-issuer-url=http://i"_s,
                                           u"--oidc-client-id=c"_s};
    QTest::newRow("no issuer") << u"kubelogin"_s << QStringList{u"get-token"_s, u"--oidc-client-id=c"_s};
    QTest::newRow("elsewhere") << u"kubelogin"_s
                               << (good + QStringList{u"--oidc-redirect-url-hostname=evil.example"_s});
    QTest::newRow("nothing") << u"kubelogin"_s << QStringList();
}

void TestSignInParts::kubeloginIsLeftAlone()
{
    QFETCH(QString, command);
    QFETCH(QStringList, arguments);
    ExecSpec exec;
    exec.command = command;
    exec.arguments = arguments;
    QVERIFY(!kubeloginSettings(exec));
}

void TestSignInParts::openIdSettings()
{
    QTemporaryDir folder;
    const QString file = folder.filePath(u"easel.ini"_s);
    const QUrl server(u"https://hub.example"_s);
    OidcSettings settings = provider();
    settings.scopes = {u"email"_s};
    settings.caFile = u"/etc/ca.pem"_s;
    settings.clientSecret = "hush";
    SignInSettings(file).setOidc(u"lab"_s, server, settings);
    SignInSettings kept(file);
    const auto read = kept.oidcOf(u"lab"_s, server);
    QVERIFY(read);
    settings.clientSecret.clear();
    QVERIFY(*read == settings);
    // Another server under the same name gets no token.
    QVERIFY(!kept.oidcOf(u"lab"_s, QUrl(u"https://evil.example"_s)));
    QVERIFY(!kept.oidcOf(u"other"_s, server));
    kept.setReplacesProgram(u"lab"_s, server, true);
    QVERIFY(kept.replacesProgram(u"lab"_s, server));
    QVERIFY(!kept.replacesProgram(u"lab"_s, QUrl(u"https://evil.example"_s)));
    kept.removeOidc(u"lab"_s, server);
    QVERIFY(!kept.oidcOf(u"lab"_s, server));

    OidcSettings bad = settings;
    bad.issuer = QUrl(u"http://login.example"_s);
    QCOMPARE(problemOf(bad), u"The issuer is an address that begins with https:."_s);
    bad = settings;
    bad.issuer = QUrl(u"https://login.example?x=1"_s);
    QCOMPARE(problemOf(bad), u"The issuer is an address without a query, a fragment or a user."_s);
    bad = settings;
    bad.clientId = u" "_s;
    QCOMPARE(problemOf(bad), u"The client id is missing."_s);
    bad = settings;
    bad.scopes = {u"a\"b"_s};
    QCOMPARE(problemOf(bad), u"A scope is a word of letters, digits and signs."_s);
}

void TestSignInParts::providerDocument()
{
    const QUrl issuer = provider().issuer;
    QJsonObject document{{u"issuer"_s, issuer.toString()},
                         {u"authorization_endpoint"_s, u"https://login.example/auth"_s},
                         {u"token_endpoint"_s, u"https://tokens.example/token"_s},
                         {u"scopes_supported"_s, QJsonArray{u"openid"_s, u"offline_access"_s}}};
    const auto bytes = [&document] { return QJsonDocument(document).toJson(); };
    auto read = readOidcProvider(bytes(), issuer);
    QVERIFY2(read, why(read).constData());
    QCOMPARE(read->token, QUrl(u"https://tokens.example/token"_s));
    QVERIFY(read->device.isEmpty() && read->offersOfflineAccess && !read->saysIssuer);
    QCOMPARE(scopesFor(*read, provider()), (QStringList{u"openid"_s, u"offline_access"_s}));
    document.insert(u"scopes_supported"_s, QJsonArray{u"openid"_s});
    QCOMPARE(scopesFor(*readOidcProvider(bytes(), issuer), provider()), QStringList{u"openid"_s});
    document.insert(u"token_endpoint"_s, u"http://tokens.example/token"_s); // a code without TLS
    QVERIFY(!readOidcProvider(bytes(), issuer));
    document.insert(u"token_endpoint"_s, u"https://tokens.example/     t"_s); // no URL at all
    QVERIFY(!readOidcProvider(bytes(), issuer));
    document.insert(u"token_endpoint"_s, u"https://tokens.example/token"_s);
    document.insert(u"issuer"_s, u"https://login.example/realm/"_s);
    read = readOidcProvider(bytes(), issuer);
    QVERIFY(!read);
    QCOMPARE(errorSentence(read.error()),
             u"It calls itself 'https://login.example/realm/', not 'https://login.example/realm'. Write the "
             "issuer exactly as the provider does."_s);
    QVERIFY(!readOidcProvider("<html>", issuer));
}

void TestSignInParts::authorization()
{
    // RFC 7636, appendix B
    QCOMPARE(pkceChallenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
             QByteArray("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
    QVERIFY(randomWord() != randomWord());
    OidcProvider known;
    known.authorization = QUrl(u"https://login.example/auth?realm=x"_s);
    known.offersOfflineAccess = true;
    OidcSettings settings = provider();
    settings.clientId = u"ea+sel&x=y"_s;
    settings.scopes = {u"email"_s};
    OidcAttempt attempt;
    QVERIFY(attempt.state.size() >= 40 && attempt.verifier.size() >= 43);
    attempt.redirect = QUrl(u"http://127.0.0.1:4711/"_s);
    const QUrl url = authorizationUrl(known, settings, attempt);
    const QString text = url.toString(QUrl::FullyEncoded);
    QVERIFY2(
        text.startsWith(u"https://login.example/auth?realm=x&response_type=code&client_id=ea%2Bsel%26x%3Dy&"),
        qPrintable(text));
    QVERIFY(text.contains(u"redirect_uri=http%3A%2F%2F127.0.0.1%3A4711%2F&"));
    QVERIFY(text.contains(u"scope=openid%20email%20offline_access&"));
    QVERIFY(text.contains(u"code_challenge_method=S256"));
    QVERIFY(text.contains(u"prompt=consent"));
    QVERIFY(!text.contains(QString::fromLatin1(attempt.verifier)));
}

void TestSignInParts::redirects_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("outcome"); // the code, or a sentence
    QTest::newRow("good") << u"state=S&code=a%2Bb%20c&iss=https%3A%2F%2Flogin.example%2Frealm"_s
                          << u"a+b c"_s;
    QTest::newRow("another state") << u"state=T&code=x&iss=https://login.example/realm"_s
                                   << u"The browser came back from another sign-in (its state is not ours). "
                                      "Begin again from Easel."_s;
    QTest::newRow("no state") << u"code=x"_s
                              << u"The browser came back from another sign-in (its state is not ours). "
                                 "Begin again from Easel."_s;
    QTest::newRow("another issuer")
        << u"state=S&code=x&iss=https://evil.example"_s
        << u"The browser came back from the issuer 'https://evil.example', not from "
           "'https://login.example/realm'. Sign in again or choose another user of the kubeconfig."_s;
    QTest::newRow("no issuer, promised")
        << u"state=S&code=x"_s
        << u"The browser came back from the issuer '', not from 'https://login.example/realm'. Sign in again "
           "or choose another user of the kubeconfig."_s;
    QTest::newRow("refused")
        << u"state=S&error=access_denied&error_description=Not+today&iss=https://login.example/realm"_s
        << u"The provider was told not to let Easel in ('access_denied: Not today'). Sign "
           "in again or choose another user of the kubeconfig."_s;
    QTest::newRow("no code")
        << u"state=S&iss=https://login.example/realm"_s
        << u"The browser came back without a code. Sign in again or choose another user of the kubeconfig."_s;
}

void TestSignInParts::redirects()
{
    QFETCH(QString, query);
    QFETCH(QString, outcome);
    OidcProvider known;
    known.saysIssuer = true;
    OidcAttempt attempt;
    attempt.state = "S";
    const auto code = codeIn(QUrlQuery(query), known, provider(), attempt);
    QCOMPARE(code ? *code : errorSentence(code.error()), outcome);
}

void TestSignInParts::requestsToTheRedirect()
{
    const QByteArray whole = "GET /?code=a&state=b HTTP/1.1\r\nHost: 127.0.0.1:4711\r\nX: y\r\n\r\n";
    for (qsizetype i = 0; i < whole.size(); ++i)
        QVERIFY(!readRedirectRequest(whole.left(i)));
    auto request = readRedirectRequest(whole);
    QVERIFY(request && *request);
    QVERIFY((*request)->isGet);
    QCOMPARE((*request)->path, u"/"_s);
    QCOMPARE((*request)->host, u"127.0.0.1:4711"_s);
    QCOMPARE((*request)->query.queryItemValue(u"code"_s), u"a"_s);
    request = readRedirectRequest("POST / HTTP/1.1\r\n\r\n");
    QVERIFY(request && *request && !(*request)->isGet);
    QVERIFY(!*readRedirectRequest("\x16\x03\x01\r\n\r\n"));
    QVERIFY(!*readRedirectRequest("GET evil HTTP/1.1\r\n\r\n"));
    QVERIFY(!*readRedirectRequest(QByteArray(20'000, 'x')));
    QVERIFY(!readRedirectRequest(QByteArray(10'000, 'x')));
}

void TestSignInParts::tokens_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("sentence"); // empty: good
    const QString signIn = u" Sign in again or choose another user of the kubeconfig."_s;
    const auto with = [](const QString &name, const QJsonValue &value) {
        QJsonObject claims = goodClaims();
        claims.insert(name, value);
        return answerWith(claims);
    };
    QTest::newRow("good") << answerWith(goodClaims()) << QString();
    QTest::newRow("one of several") << with(u"aud"_s, QJsonArray{u"hub"_s, u"easel"_s}) << QString();
    QTest::newRow("issuer") << with(u"iss"_s, u"https://evil.example"_s)
                            << u"The id token is of the issuer 'https://evil.example', not of "
                               "'https://login.example/realm'."_s +
                                   signIn;
    QTest::newRow("audience") << with(u"aud"_s, u"other"_s)
                              << u"The id token is not for the client 'easel'."_s + signIn;
    QTest::newRow("party") << with(u"azp"_s, u"other"_s)
                           << u"The id token was made for the client 'other'."_s + signIn;
    QTest::newRow("nonce") << with(u"nonce"_s, u"n-2"_s)
                           << u"The id token belongs to another sign-in (its nonce is not ours)."_s + signIn;
    QTest::newRow("ended") << with(u"exp"_s, noon.toSecsSinceEpoch() - 120)
                           << u"The id token ended at 2026-03-01 11:58:00 UTC. Check the clock of this "
                              "computer."_s;
    QTest::newRow("just ended") << with(u"exp"_s, noon.toSecsSinceEpoch() - 30) << QString();
    QTest::newRow("no end") << with(u"exp"_s, QJsonValue())
                            << u"The id token does not say when it ends. Check the clock of this computer."_s;
    QTest::newRow("not yet")
        << with(u"nbf"_s, noon.toSecsSinceEpoch() + 3600)
        << u"The id token is valid only from 2026-03-01 13:00:00 UTC. Check the clock of "
           "this computer."_s;
    QTest::newRow("unsigned") << answerWith(goodClaims(), u"none"_s)
                              << u"The provider's id token is not signed."_s + signIn;
    QTest::newRow("no id token") << QByteArray(R"({"access_token":"x"})")
                                 << u"The provider gave no id token. Check that the client may ask for the "
                                    "scope openid."_s;
    QTest::newRow("garbled") << QByteArray(R"({"id_token":"a.b.c"})")
                             << u"The provider's id token cannot be read."_s + signIn;
    QTest::newRow("page")
        << QByteArray("<html>")
        << u"The provider's answer is not a JSON object. Check the address of the issuer."_s;
}

void TestSignInParts::tokens()
{
    QFETCH(QByteArray, answer);
    QFETCH(QString, sentence);
    const auto read = readTokenAnswer(answer, provider(), "n-1", noon);
    QCOMPARE(read ? QString() : errorSentence(read.error()), sentence);
    if (read) {
        QCOMPARE(read->refreshToken, "again");
        QCOMPARE(read->person, u"ada@example.org"_s);
        QVERIFY(read->expiresAt.isValid());
    }
}

void TestSignInParts::deviceCodes()
{
    auto code =
        readDeviceCode(R"({"device_code":"d","user_code":"AB-CD","verification_uri":"https://x/device",
        "verification_uri_complete":"javascript:alert","interval":0,"expires_in":99999})");
    QVERIFY2(code, why(code).constData());
    QCOMPARE(code->userCode, u"AB-CD"_s);
    QVERIFY(code->completeVerification.isEmpty()); // nothing but https is ever opened
    QCOMPARE(code->interval.count(), 1);
    QCOMPARE(code->lifetime.count(), 3600);
    QVERIFY(
        !readDeviceCode(R"({"device_code":"d","user_code":"AB","verification_uri":"file:///etc/passwd"})"));
    QVERIFY(!readDeviceCode("[]"));
}

void TestSignInParts::refusals()
{
    QCOMPARE(errorSentence(oidcRefusal(
                 400, R"({"error":"invalid_grant","error_description":"grant\u001b not found"})")),
             u"The server answered 'invalid_grant: grant\xfffd not found' (400). Sign in again."_s);
    QCOMPARE(errorSentence(oidcRefusal(503, "<html>")),
             u"The server answered 'no reason' (503). Try again in a moment."_s);
    QCOMPARE(oidcRefusal(400, R"({"error":"authorization_pending"})").reason, u"authorization_pending"_s);
}

void TestSignInParts::secretKeysDiffer()
{
    const SecretKey a{u"p"_s, u"x"_s, u"y,z"_s};
    const SecretKey b{u"p"_s, u"x,y"_s, u"z"_s};
    QVERIFY(a.name() != b.name());
    MemorySecretStore store;
    QCOMPARE(await(store.read(a)).value(), QByteArray());
    QVERIFY(await(store.write(a, "one")).value() == SecretStore::Kept::UntilExit);
    QCOMPARE(await(store.read(a)).value(), "one");
    QCOMPARE(await(store.read(b)).value(), QByteArray());
    QVERIFY(await(store.remove(a)));
    QCOMPARE(await(store.read(a)).value(), QByteArray());
}

QTEST_GUILESS_MAIN(TestSignInParts)
#include "tst_signinparts.moc"
