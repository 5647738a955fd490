// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/kubeconfig.h"
#include "core/domain/kubeconfigsecret.h"
#include "tests/support/testcertificates.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace easel;

namespace {

QString q(const char *text)
{
    return QString::fromUtf8(text);
}

} // namespace

class TestKubeconfig : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void readsAll();
    void authentication_data();
    void authentication();
    void mergesLikeKubectl();
    void relativePaths();
    void defaultFiles();
    void badFiles_data();
    void badFiles();
    void missingFiles();
    void badServers_data();
    void badServers();
    void badUsers_data();
    void badUsers();
    void oddEntriesAreNamed();
    void jsonIsRead();
    void tokenFileIsReadWhenAsked();
    void commandsAreRead();
    void proxyFromEnvironment();
    void noSecretInAnySentence();
    void fromASecretOfTheHub_data();
    void fromASecretOfTheHub();

private:
    QString write(const QString &name, const QByteArray &text);
    QByteArray base64(const QByteArray &bytes) const { return bytes.toBase64(); }
    // A file with one context "c" of these bodies.
    QString one(const QByteArray &cluster, const QByteArray &user);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<TestCertificates> m_certificates;
    TestCertificates::Pair m_client;
};

void TestKubeconfig::initTestCase()
{
    for (const char *name : {"KUBECONFIG", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"})
        qunsetenv(name);
    m_certificates = std::make_unique<TestCertificates>();
    m_client = m_certificates->issue(q("alice"), {});
    QVERIFY2(m_certificates->isValid(), "the openssl program is needed");
}

void TestKubeconfig::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

QString TestKubeconfig::write(const QString &name, const QByteArray &text)
{
    const QString path = m_folder->filePath(name);
    QDir().mkpath(QFileInfo(path).absolutePath());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("cannot write %s", qPrintable(path));
    return path;
}

QString TestKubeconfig::one(const QByteArray &cluster, const QByteArray &user)
{
    return write(q("config"),
                 "apiVersion: v1\nkind: Config\ncurrent-context: c\n"
                 "clusters:\n- name: k\n  cluster: " +
                     cluster + "\nusers:\n- name: u\n  user: " + user +
                     "\ncontexts:\n- name: c\n  context: {cluster: k, user: u, namespace: vision}\n");
}

void TestKubeconfig::readsAll()
{
    const QString file =
        one("\n    server: https://hub.example:6443/base\n    tls-server-name: hub.internal\n"
            "    proxy-url: socks5://proxy:1080\n    certificate-authority-data: " +
                base64(m_certificates->authority()),
            "\n    client-certificate-data: " + base64(m_client.certificate) + "\n    client-key-data: " +
                base64(m_client.key) + "\n    token: ' tok\n\n      '\n    as: bob\n    as-groups: [dev]");
    const auto config = Kubeconfig::load({file});
    QVERIFY2(config, config ? "" : qPrintable(errorSentence(config.error())));
    QCOMPARE(config->problems(), QStringList());
    QCOMPARE(config->files(), QStringList{file});
    QCOMPARE(config->currentContext(), q("c"));
    QCOMPARE(config->contexts().size(), 1);
    const KubeContext &context = config->contexts().first();
    QCOMPARE(context.clusterName, q("k"));
    QCOMPARE(context.userName, q("u"));
    QCOMPARE(context.namespaceName, q("vision"));
    QCOMPARE(context.server, q("https://hub.example:6443/base"));
    QCOMPARE(context.file, file);
    const auto server = config->serverOf(context);
    QVERIFY2(server, server ? "" : qPrintable(errorSentence(server.error())));
    QCOMPARE(server->url, QUrl(q("https://hub.example:6443/base")));
    QCOMPARE(server->caPem, m_certificates->authority());
    QCOMPARE(server->tlsServerName, q("hub.internal"));
    QCOMPARE(server->proxy, QUrl(q("socks5://proxy:1080")));
    QVERIFY(!server->insecureSkipVerify);
    const auto user = config->userOf(context);
    QVERIFY2(user, user ? "" : qPrintable(errorSentence(user.error())));
    const Identity *identity = &user->identity;
    QCOMPARE(identity->name, q("u"));
    QCOMPARE(identity->bearerToken, "tok");
    QCOMPARE(identity->clientCertificatePem, m_client.certificate);
    QCOMPARE(identity->clientKeyPem, m_client.key);
    QCOMPARE(identity->impersonateUser, q("bob"));
    QCOMPARE(identity->impersonateGroups, QStringList{q("dev")});
}

void TestKubeconfig::authentication_data()
{
    QTest::addColumn<QByteArray>("user");
    QTest::addColumn<QString>("shown");
    QTest::newRow("token") << QByteArray("{token: x}") << q("token");
    QTest::newRow("token file") << QByteArray("{tokenFile: x}") << q("token");
    QTest::newRow("certificate") << QByteArray("{client-certificate: a, client-key: b}")
                                 << q("client certificate");
    QTest::newRow("basic") << QByteArray("{username: a, password: b}") << q("basic");
    QTest::newRow("exec") << QByteArray("{exec: {command: /usr/local/bin/aws, args: [eks]}}")
                          << q("exec: aws");
    QTest::newRow("provider") << QByteArray("{auth-provider: {name: gcp}}") << q("auth provider: gcp");
    QTest::newRow("nothing") << QByteArray("{}") << q("none");
    QTest::newRow("null") << QByteArray() << q("none");
}

void TestKubeconfig::authentication()
{
    QFETCH(QByteArray, user);
    QFETCH(QString, shown);
    const auto config = Kubeconfig::load({one("{server: 'https://h'}", user)});
    QVERIFY(config);
    QCOMPARE(config->contexts().first().authentication, shown);
}

void TestKubeconfig::mergesLikeKubectl()
{
    const QString first =
        write(q("first"), "current-context: ''\nclusters:\n- {name: k, cluster: {server: 'https://first'}}\n"
                          "contexts:\n- {name: a, context: {cluster: k, user: late}}\n");
    const QString second = write(
        q("second"),
        "current-context: b\nclusters:\n- {name: k, cluster: {server: 'https://second'}}\n"
        "- {name: k2, cluster: {server: 'https://two'}}\n"
        "users:\n- {name: late, user: {token: t}}\n"
        "contexts:\n- {name: a, context: {cluster: k2}}\n- {name: b, context: {cluster: k2, user: late}}\n");
    const QString third = write(q("third"), "current-context: c\n");
    const QString missing = m_folder->filePath(q("missing"));
    const auto config = Kubeconfig::load({missing, first, second, third});
    QVERIFY2(config, config ? "" : qPrintable(errorSentence(config.error())));
    QCOMPARE(config->currentContext(), q("b"));
    QCOMPARE(config->files(), (QStringList{first, second, third}));
    QCOMPARE(config->contexts().size(), 2);
    QCOMPARE(config->context(q("a"))->server, q("https://first"));
    QCOMPARE(config->context(q("a"))->file, first);
    QCOMPARE(config->context(q("a"))->authentication, q("token")); // defined in a later file
    QCOMPARE(config->context(q("b"))->server, q("https://two"));
    QVERIFY(!config->context(q("c")));
    QCOMPARE(config->problems(),
             QStringList{q("There is no kubeconfig at %1. Choose a file, or set the variable "
                           "KUBECONFIG.")
                             .arg(missing)});
}

void TestKubeconfig::relativePaths()
{
    write(q("sub/pki/ca.crt"), m_certificates->authority());
    write(q("sub/pki/me.crt"), m_client.certificate);
    write(q("sub/pki/me.key"), m_client.key);
    const QString first =
        write(q("sub/config"), "clusters:\n- name: k\n  cluster: {server: 'https://h', "
                               "certificate-authority: pki/ca.crt}\n"
                               "users:\n- name: u\n  user: {client-certificate: pki/me.crt, client-key: "
                               "./pki/me.key}\n");
    const QString second = write(q("config"), "contexts:\n- {name: c, context: {cluster: k, user: u}}\n");
    const auto config = Kubeconfig::load({first, second});
    QVERIFY(config);
    const KubeContext &context = config->contexts().first();
    QCOMPARE(context.file, second);
    const auto server = config->serverOf(context);
    QVERIFY2(server, server ? "" : qPrintable(errorSentence(server.error())));
    QCOMPARE(server->caPem, m_certificates->authority());
    const auto user = config->userOf(context);
    QVERIFY2(user, user ? "" : qPrintable(errorSentence(user.error())));
    const Identity *identity = &user->identity;
    QCOMPARE(identity->clientKeyPem, m_client.key);
}

void TestKubeconfig::defaultFiles()
{
    QCOMPARE(Kubeconfig::defaultFiles(), QStringList{QDir::home().filePath(q(".kube/config"))});
    qputenv("KUBECONFIG", QByteArray("/a") + char(QDir::listSeparator().toLatin1()) +
                              char(QDir::listSeparator().toLatin1()) + "/b" +
                              char(QDir::listSeparator().toLatin1()) + "/a");
    QCOMPARE(Kubeconfig::defaultFiles(), (QStringList{q("/a"), q("/b")}));
    qunsetenv("KUBECONFIG");
}

void TestKubeconfig::badFiles_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>(
        "parts"); // the sentence begins with "Could not read the kubeconfig. FILE: "
    QTest::newRow("half a document") << QByteArray("apiVersion: v1\nclusters:\n- name: [k\n")
                                     << QStringList{q("line "), q("column ")};
    QTest::newRow("tab") << QByteArray("clusters:\n\t- name: k\n") << QStringList{q("line 2, column 1")};
    QTest::newRow("duplicate key") << QByteArray("kind: Config\nusers: []\nusers: []\n")
                                   << QStringList{q("line 3, column 1")};
    QTest::newRow("list") << QByteArray("- a\n") << QStringList{q("it is no kubeconfig (no map at the top)")};
    QTest::newRow("text") << QByteArray("hello\n")
                          << QStringList{q("it is no kubeconfig (no map at the top)")};
    QTest::newRow("other kind") << QByteArray("apiVersion: v1\nkind: Pod\n")
                                << QStringList{q("line 2, column 1: the kind is 'Pod', not 'Config'")};
    QTest::newRow("two documents") << QByteArray("kind: Config\n---\nkind: Config\n") << QStringList();
}

void TestKubeconfig::badFiles()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, parts);
    const QString file = write(q("config"), text);
    const auto config = Kubeconfig::load({file});
    QVERIFY(!config);
    QCOMPARE(errorKindName(config.error().kind), q("Syntax"));
    const QString sentence = errorSentence(config.error());
    QVERIFY2(sentence.startsWith(q("Could not read the kubeconfig. %1: ").arg(file)), qPrintable(sentence));
    QVERIFY2(sentence.endsWith(q("Correct the file or choose another one.")), qPrintable(sentence));
    for (const QString &part : parts)
        QVERIFY2(sentence.contains(part), qPrintable(sentence));
    // Beside a good one it is passed over and named.
    const QString good = write(q("good"), "contexts:\n- {name: c, context: {cluster: k}}\n");
    const auto both = Kubeconfig::load({file, good});
    QVERIFY(both);
    QCOMPARE(both->contexts().size(), 1);
    QCOMPARE(both->problems(), QStringList{sentence});
}

void TestKubeconfig::missingFiles()
{
    const QString file = m_folder->filePath(q("nowhere/config"));
    auto config = Kubeconfig::load({file});
    QVERIFY(!config);
    QCOMPARE(errorKindName(config.error().kind), q("File"));
    QCOMPARE(errorSentence(config.error()),
             q("There is no kubeconfig at %1. Choose a file, or set the variable KUBECONFIG.").arg(file));
    config = Kubeconfig::load({});
    QVERIFY(!config);
    QCOMPARE(errorSentence(config.error()),
             q("No kubeconfig is named. Choose a file, or set the variable KUBECONFIG."));
    config = Kubeconfig::load({m_folder->path()});
    QVERIFY(!config);
    QCOMPARE(errorSentence(config.error()),
             q("Could not read the kubeconfig. %1 is a folder.").arg(m_folder->path()));
    // An empty file is an empty configuration.
    config = Kubeconfig::load({write(q("empty"), "")});
    QVERIFY(config);
    QVERIFY(config->contexts().isEmpty());
}

void TestKubeconfig::badServers_data()
{
    QTest::addColumn<QByteArray>("cluster");
    QTest::addColumn<QString>("sentence"); // %1 the file
    const QString start = q("Could not use the cluster 'k' of the context 'c'. ");
    QTest::newRow("no server") << QByteArray("{}")
                               << start + q("It names no server. Correct the kubeconfig (%1).");
    QTest::newRow("bad address") << QByteArray("{server: 'ftp://h'}")
                                 << start +
                                        q("'ftp://h' is not the address of a server. Correct the kubeconfig "
                                          "(%1).");
    QTest::newRow("CA file")
        << QByteArray("{server: 'https://h', certificate-authority: no/ca.crt}")
        << start + q("%2/no/ca.crt cannot be read: No such file or directory. Check that the file exists "
                     "and that you may read it.");
    QTest::newRow("CA data") << QByteArray("{server: 'https://h', certificate-authority-data: '!!'}")
                             << start + q("'certificate-authority-data' is not Base64.");
    QTest::newRow("CA and insecure")
        << QByteArray(
               "{server: 'https://h', certificate-authority-data: QUJD, insecure-skip-tls-verify: true}")
        << start + q("It names a certificate authority and asks not to check it (insecure-skip-tls-verify). "
                     "Take one of the "
                     "two out, as kubectl wants it too.");
    QTest::newRow("proxy") << QByteArray("{server: 'https://h', proxy-url: '::'}")
                           << start + q("'::' is not the address of a proxy. Correct the kubeconfig (%1).");
    QTest::newRow("good without scheme")
        << QByteArray("{server: 'h:6443', insecure-skip-tls-verify: true}") << QString();
}

void TestKubeconfig::badServers()
{
    QFETCH(QByteArray, cluster);
    QFETCH(QString, sentence);
    const QString file = one(cluster, "{token: t}");
    const auto config = Kubeconfig::load({file});
    QVERIFY(config);
    const auto server = config->serverOf(config->contexts().first());
    if (sentence.isEmpty()) {
        QVERIFY(server);
        QCOMPARE(server->url, QUrl(q("https://h:6443")));
        QVERIFY(server->insecureSkipVerify);
        return;
    }
    QVERIFY(!server);
    QCOMPARE(errorSentence(server.error()),
             sentence.replace(q("%1"), file).replace(q("%2"), m_folder->path()));
}

void TestKubeconfig::badUsers_data()
{
    QTest::addColumn<QByteArray>("user");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("sentence");
    const QString start = q("Could not sign in as 'u' of the context 'c'. ");
    const QByteArray certificate = base64(m_client.certificate);
    const auto edwards = m_certificates->issue(q("ed"), {}, 2, TestCertificates::Key::Ed25519);
    QTest::newRow("exec without a version")
        << QByteArray("{exec: {command: aws-iam-authenticator, args: [token, -i, x], env: []}}")
        << q("Invalid")
        << start + q("The 'exec' with the command 'aws-iam-authenticator' has no apiVersion. Write "
                     "client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1.");
    QTest::newRow("exec of the first days")
        << QByteArray("{exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: aws}}")
        << q("Invalid")
        << start + q("The command 'aws' is to be called by client.authentication.k8s.io/v1alpha1, which "
                     "Kubernetes has given up. Write client.authentication.k8s.io/v1beta1 or "
                     "client.authentication.k8s.io/v1 in the kubeconfig, and update the command if needed.");
    QTest::newRow("exec without a command")
        << QByteArray("{exec: {apiVersion: client.authentication.k8s.io/v1}}") << q("Invalid")
        << start + q("Its 'exec' names no command. Correct the kubeconfig (%1).");
    QTest::newRow("exec without a mode")
        << QByteArray("{exec: {apiVersion: client.authentication.k8s.io/v1, command: aws}}") << q("Invalid")
        << start + q("The 'exec' with the command 'aws' does not say its interactiveMode. Write Never, "
                     "IfAvailable or Always.");
    QTest::newRow("exec with a number")
        << QByteArray("{exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: aws, args: [1]}}")
        << q("Invalid")
        << start + q("An argument of the command 'aws' is not text; put it in quotes. Correct the kubeconfig "
                     "(%1).");
    QTest::newRow("auth provider")
        << QByteArray("{auth-provider: {name: oidc, config: {id-token: secretsecret}}}") << q("Unsupported")
        << start +
               q("This user signs in through the auth provider 'oidc', which kubectl has given "
                 "up too. Replace it by the provider's command under 'exec', or set up an OpenID sign-in for "
                 "this context in Easel.");
    QTest::newRow("no key")
        << QByteArray("{client-certificate-data: " + certificate + "}") << q("Invalid")
        << start + q("There is a client certificate without its key. Correct the kubeconfig (%1).");
    QTest::newRow("no certificate")
        << QByteArray("{client-key-data: " + base64(m_client.key) + "}") << q("Invalid")
        << start + q("There is a client key without its certificate. Correct the kubeconfig (%1).");
    QTest::newRow("Ed25519")
        << QByteArray("{client-certificate-data: " + base64(edwards.certificate) +
                      ", client-key-data: " + base64(edwards.key) + "}")
        << q("Unsupported")
        << start + q("The client key cannot be loaded: it is damaged or of a kind that Qt does not know, "
                     "such as Ed25519. Use a client certificate with an RSA or EC key.");
    QTest::newRow("token file")
        << QByteArray("{tokenFile: no-token}") << q("File")
        << start + q("%2/no-token cannot be read: No such file or directory. Check that the file exists "
                     "and that you may read it.");
    QTest::newRow("as-uid")
        << QByteArray("{token: t, as: x, as-uid: '7'}") << q("Unsupported")
        << start + q("Easel cannot act with 'as-uid' or 'as-user-extra' yet. Choose another context.");
}

void TestKubeconfig::badUsers()
{
    QFETCH(QByteArray, user);
    QFETCH(QString, kind);
    QFETCH(QString, sentence);
    const QString file = one("{server: 'https://h'}", user);
    const auto config = Kubeconfig::load({file});
    QVERIFY(config);
    const auto identity = config->userOf(config->contexts().first());
    QVERIFY(!identity);
    QCOMPARE(errorKindName(identity.error().kind), kind);
    QCOMPARE(errorSentence(identity.error()),
             sentence.replace(q("%1"), file).replace(q("%2"), m_folder->path()));
}

void TestKubeconfig::oddEntriesAreNamed()
{
    const QString file = write(q("config"), "clusters: {}\n"                       // 1
                                            "users:\n"                             // 2
                                            "- user: {token: a}\n"                 // 3
                                            "- name: u\n"                          // 4
                                            "  user: {token: 12345}\n"             // 5
                                            "- name: u\n"                          // 6
                                            "  user: {token: second}\n"            // 7
                                            "contexts:\n"                          // 8
                                            "- name: c\n"                          // 9
                                            "  context: text\n"                    // 10
                                            "- name: d\n"                          // 11
                                            "  context: {cluster: k, user: u}\n"); // 12
    const auto config = Kubeconfig::load({file});
    QVERIFY2(config, config ? "" : qPrintable(errorSentence(config.error())));
    QCOMPARE(
        config->problems(),
        (QStringList{q("%1, line 1, column 1: 'clusters' is not a list.").arg(file),
                     q("%1, line 3, column 3: an entry of 'users' has no name.").arg(file),
                     q("%1, line 5, column 10: 'token' is not text; put it in quotes.").arg(file),
                     q("%1, line 6, column 3: 'u' stands in 'users' twice; the first one is used.").arg(file),
                     q("%1, line 10, column 3: 'context' of 'c' is not a map.").arg(file)}));
    QCOMPARE(config->contexts().size(), 1);
    const auto server = config->serverOf(config->contexts().first());
    QVERIFY(!server);
    QCOMPARE(errorSentence(server.error()),
             q("Could not use the cluster 'k' of the context 'd'. No cluster of this name is "
               "in %1. Correct the kubeconfig (%1).")
                 .arg(file));
}

void TestKubeconfig::jsonIsRead()
{
    const auto config =
        Kubeconfig::parse(R"({"kind":"Config","contexts":[{"name":"c","context":{"cluster":"k"}}],
        "clusters":[{"name":"k","cluster":{"server":"https://h"}}]})",
                          q("/somewhere/config"));
    QVERIFY2(config, config ? "" : qPrintable(errorSentence(config.error())));
    QCOMPARE(config->contexts().first().server, q("https://h"));
    // A context without a user is nobody in particular.
    const auto user = config->userOf(config->contexts().first());
    QVERIFY(user);
    QVERIFY(*user == KubeUser());
}

void TestKubeconfig::tokenFileIsReadWhenAsked()
{
    const QString file = one("{server: 'https://h'}", "{token: old, tokenFile: token}");
    const auto config = Kubeconfig::load({file});
    QVERIFY(config);
    const KubeContext &context = config->contexts().first();
    QCOMPARE(config->userOf(context)->identity.bearerToken, "old"); // no file yet
    write(q("token"), " new\n");
    QCOMPARE(config->userOf(context)->identity.bearerToken, "new");
    write(q("token"), "newer\n");
    QCOMPARE(config->userOf(context)->identity.bearerToken, "newer");
}

void TestKubeconfig::commandsAreRead()
{
    const QString file = write(
        q("config"),
        "clusters:\n- name: k\n  cluster:\n    server: https://h\n    disable-compression: true\n"
        "    certificate-authority: ca.crt\n    extensions:\n"
        "    - {name: client.authentication.k8s.io/exec, extension: {audience: hub}}\n"
        "users:\n- name: u\n  user:\n    exec:\n      apiVersion: client.authentication.k8s.io/v1\n"
        "      command: ./bin/sign-in\n      args: [get-token, --cluster, x]\n"
        "      env: [{name: PROFILE, value: lab}]\n      interactiveMode: Never\n"
        "      provideClusterInfo: true\n      installHint: \"Install it.\\e[31m\"\n"
        "- name: both\n  user: {token: t, exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: "
        "c}}\n"
        "contexts:\n- {name: c, context: {cluster: k, user: u}}\n- {name: d, context: {cluster: k, user: "
        "both}}\n");
    write(q("ca.crt"), m_certificates->authority());
    const auto config = Kubeconfig::load({file});
    QVERIFY2(config, config ? "" : qPrintable(errorSentence(config.error())));
    const auto user = config->userOf(*config->context(q("c")));
    QVERIFY2(user, user ? "" : qPrintable(errorSentence(user.error())));
    QVERIFY(user->exec);
    QCOMPARE(user->exec->command, q("./bin/sign-in"));
    QCOMPARE(user->exec->arguments, (QStringList{q("get-token"), q("--cluster"), q("x")}));
    QCOMPARE(user->exec->environment, (QList<QPair<QString, QString>>{{q("PROFILE"), q("lab")}}));
    QVERIFY(user->exec->interactive == ExecSpec::Interactive::Never);
    QVERIFY(user->exec->provideClusterInfo);
    QCOMPARE(user->exec->installHint, q("Install it."));
    QCOMPARE(user->exec->clusterConfig.toObject().value(u"audience").toString(), q("hub"));
    QCOMPARE(user->execFile, file);
    QCOMPARE(config->filesOf(*config->context(q("c"))), QStringList{m_folder->filePath(q("ca.crt"))});
    const auto server = config->serverOf(*config->context(q("c")));
    QVERIFY(server && server->disableCompression);
    // What stands in the file itself goes before the command, as with kubectl.
    const auto both = config->userOf(*config->context(q("d")));
    QVERIFY(both && !both->exec);
    QCOMPARE(both->identity.bearerToken, "t");
}

void TestKubeconfig::proxyFromEnvironment()
{
    qputenv("HTTPS_PROXY", "proxy.example:3128");
    qputenv("NO_PROXY", "inside.example");
    const QString outside = one("{server: 'https://hub.example'}", "{token: t}");
    const auto config = Kubeconfig::load({outside});
    QCOMPARE(config->serverOf(config->contexts().first())->proxy, QUrl(q("http://proxy.example:3128")));
    const auto inside = Kubeconfig::load({one("{server: 'https://hub.inside.example'}", "{token: t}")});
    QVERIFY(inside->serverOf(inside->contexts().first())->proxy.isEmpty());
    const auto own =
        Kubeconfig::load({one("{server: 'https://hub.example', proxy-url: 'http://own:1'}", "{token: t}")});
    QCOMPARE(own->serverOf(own->contexts().first())->proxy, QUrl(q("http://own:1")));
    qunsetenv("HTTPS_PROXY");
    qunsetenv("NO_PROXY");
}

void TestKubeconfig::noSecretInAnySentence()
{
    // Wrong in every place where a secret stands.
    const QByteArray secret = "s3cr3ts3cr3ts3cr3t";
    const QList<QByteArray> texts{
        "users:\n- name: u\n  user: {token: " + secret + ", token: " + secret + "}\n",
        "users:\n- name: u\n  user: {token: \"" + secret + "}\n",
        "users:\n- name: u\n  user:\n    token: " + secret + "\n     x: y\n",
        "users:\n- name: u\n  user: {password: !!int " + secret + "}\n",
    };
    for (const QByteArray &text : texts) {
        const auto config = Kubeconfig::parse(text, q("/f"));
        const QString said =
            config ? config->problems().join(u'\n') : errorSentence(config.error()) + config.error().message;
        QVERIFY2(!said.contains(QString::fromLatin1(secret)), qPrintable(said));
    }
    const auto config = Kubeconfig::load(
        {one("{server: 'https://user:" + secret + "@'}",
             "{client-certificate-data: '!" + secret + "', client-key-data: '!" + secret + "'}")});
    QVERIFY(config);
    const auto server = config->serverOf(config->contexts().first());
    QVERIFY(!server);
    QVERIFY2(!errorSentence(server.error()).contains(QString::fromLatin1(secret)),
             qPrintable(errorSentence(server.error())));
    const auto identity = config->userOf(config->contexts().first());
    QVERIFY(!identity);
    QCOMPARE(errorSentence(identity.error()),
             q("Could not sign in as 'u' of the context 'c'. 'client-certificate-data' is not Base64."));
}

// What lies on a hub may run and read nothing here.
void TestKubeconfig::fromASecretOfTheHub_data()
{
    QTest::addColumn<QByteArray>("cluster");
    QTest::addColumn<QByteArray>("user");
    QTest::addColumn<QString>("sentence"); // empty: it can be used
    const QString useless =
        q("This kubeconfig needs a program or files of your computer. Use one with a token "
          "or embedded certificate.");
    const QByteArray server = "{server: 'https://h:6443'}";
    QTest::newRow("token") << server << QByteArray("{token: t}") << QString();
    QTest::newRow("command") << server
                             << QByteArray(
                                    "{exec: {apiVersion: client.authentication.k8s.io/v1, command: aws}}")
                             << useless;
    QTest::newRow("provider") << server << QByteArray("{auth-provider: {name: gcp}}") << useless;
    QTest::newRow("token file") << server << QByteArray("{tokenFile: /etc/hostname}") << useless;
    QTest::newRow("token and file") << server << QByteArray("{token: t, tokenFile: /etc/hostname}")
                                    << useless;
    QTest::newRow("certificate file")
        << server << QByteArray("{client-certificate: a, client-key: b}") << useless;
    QTest::newRow("authority file") << QByteArray("{server: 'https://h', certificate-authority: ca.crt}")
                                    << QByteArray("{token: t}") << useless;
    QTest::newRow("no server") << QByteArray("{}") << QByteArray("{token: t}") << q("It names no server");
}

void TestKubeconfig::fromASecretOfTheHub()
{
    QFETCH(QByteArray, cluster);
    QFETCH(QByteArray, user);
    QFETCH(QString, sentence);
    QFile file(one(cluster, user));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QCOMPARE(kubeconfigInSecret(
                 {{q("data"), QJsonObject{{q("kubeconfig"), QString::fromLatin1(text.toBase64())}}}}),
             text);
    const auto connection = selfContainedConnection(text);
    if (sentence.isEmpty()) {
        QVERIFY2(connection, connection ? "" : qPrintable(errorSentence(connection.error())));
        QCOMPARE(connection->server.url, QUrl(q("https://h:6443")));
        QCOMPARE(connection->identity.bearerToken, QByteArray("t"));
        return;
    }
    QVERIFY(!connection);
    QVERIFY2(errorSentence(connection.error()).contains(sentence),
             qPrintable(errorSentence(connection.error())));
}

QTEST_GUILESS_MAIN(TestKubeconfig)
#include "tst_kubeconfig.moc"
