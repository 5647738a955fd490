// SPDX-License-Identifier: GPL-3.0-or-later
// What the verbs say of bad input: exit code, one sentence on stderr, data on stdout untouched.
#include "tests/support/fakeserver.h"
#include "tests/support/program.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

const QByteArray token = "bad-input-token-5f3a";

// The program while the servers of this very thread answer it.
ProgramRun runBeside(const QStringList &arguments)
{
    QProcess process;
    process.start(QStringLiteral(EASEL_PROGRAM), arguments);
    process.closeWriteChannel();
    ProgramRun run;
    if (QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, 60'000))
        run.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    else
        process.kill();
    process.waitForFinished();
    run.out = process.readAllStandardOutput();
    run.err = process.readAllStandardError();
    return run;
}

} // namespace

class BadInputVerbsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void kubeconfigs_data();
    void kubeconfigs();
    void servers_data();
    void servers();
    void files_data();
    void files();

private:
    QString put(const QString &name, const QByteArray &text) const
    {
        const QString file = m_folder.filePath(name);
        QDir().mkpath(QFileInfo(file).path());
        QFile out(file);
        if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size())
            qFatal("the test cannot write");
        return file;
    }
    QTemporaryDir m_folder;
};

void BadInputVerbsTest::initTestCase()
{
    qputenv("KUBECONFIG", "/nonexistent/kubeconfig");
    qunsetenv("QT_LOGGING_RULES");
}

void BadInputVerbsTest::kubeconfigs_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("end"); // of the sentence
    QTest::newRow("half a document") << "users: [{name: u, user: {token: " + token + "\n"
                                     << QByteArray("line 2, column 1: the '{' that was opened is not closed "
                                                   "before here. Correct the file or choose "
                                                   "another one.\n");
    QTest::newRow("duplicate keys")
        << QByteArray("kind: Config\nkind: Config\n")
        << QByteArray("line 2, column 1: the key 'kind' stands twice in the same map; the "
                      "first is on line 1. Correct the file or choose another one.\n");
    QTest::newRow("a list")
        << QByteArray("- a\n")
        << QByteArray("it is no kubeconfig (no map at the top). Correct the file or choose another "
                      "one.\n");
}

void BadInputVerbsTest::kubeconfigs()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, end);
    const QString file = put(u"kubeconfig"_s, text);
    for (const QStringList &verb :
         {QStringList{u"get"_s, u"tenants"_s}, QStringList{u"plan"_s, m_folder.path()},
          QStringList{u"apply"_s, m_folder.path(), u"--yes"_s}, QStringList{u"hub"_s, u"check"_s},
          QStringList{u"export"_s, u"--to"_s, m_folder.filePath(u"never"_s)}}) {
        const ProgramRun run = runBeside(verb + QStringList{u"--kubeconfig"_s, file});
        QCOMPARE(run.code, 2);
        QVERIFY2(run.err.startsWith("easel: Could not read the kubeconfig. ") && run.err.endsWith(end),
                 run.err.constData());
        QCOMPARE(run.err.count('\n'), 1);
        QVERIFY(run.out.isEmpty());
        QVERIFY(!run.err.contains(token));
    }
    QVERIFY(!QFile::exists(m_folder.filePath(u"never"_s)));
}

void BadInputVerbsTest::servers_data()
{
    QTest::addColumn<QByteArray>("sentence");
    QTest::newRow("wrong authority") << QByteArray(
        "The certificate 'hub' of 127.0.0.1 is signed by 'Easel test authority', which this connection "
        "does not trust. Check the certificate authority of this connection, or whether something "
        "stands between you and the server.\n");
    QTest::newRow("expired") << QByteArray(
        " UTC. Have the server's certificate renewed, and check the clock of this "
        "computer.\n");
    QTest::newRow("refused") << QByteArray(
        " refused the connection. Check the address and whether the server runs, then try again.\n");
    QTest::newRow("401") << QByteArray("The server answered 'Unauthorized' (401). Sign in again or choose "
                                       "another user of the kubeconfig.\n");
}

void BadInputVerbsTest::servers()
{
    QFETCH(QByteArray, sentence);
    const QByteArray what = QTest::currentDataTag();
    TestCertificates other;
    FakeServer server;
    server.useCertificate(FakeServer::certificates().issue(
        u"hub"_s, QLatin1String(TestCertificates::loopback), what == "expired" ? -1 : 2));
    QVERIFY(server.listen());
    server.onDefault(
        [](FakeExchange &exchange) { exchange.status(401, u"Unauthorized"_s, u"Unauthorized"_s); });
    const QByteArray url = server.address().url.toEncoded();
    if (what == "refused")
        server.stopListening();
    const QByteArray authority =
        what == "wrong authority" ? other.authority() : FakeServer::certificates().authority();
    const QString file =
        put(u"kubeconfig"_s, "current-context: hub\ncontexts: [{name: hub, context: {cluster: c, user: u}}]\n"
                             "users: [{name: u, user: {token: " +
                                 token + "}}]\nclusters: [{name: c, cluster: {server: '" + url +
                                 "', certificate-authority-data: " + authority.toBase64() + "}}]\n");
    for (const QStringList &verb :
         {QStringList{u"get"_s, u"tenants"_s, u"-o"_s, u"json"_s}, QStringList{u"hub"_s, u"check"_s}}) {
        const ProgramRun run = runBeside(verb + QStringList{u"--kubeconfig"_s, file});
        QVERIFY2(run.code == 2, run.err.constData());
        QVERIFY2(run.err.startsWith("easel: Could not ask ") && run.err.endsWith(sentence),
                 run.err.constData());
        QVERIFY(run.out.isEmpty());
        QVERIFY(!run.err.contains(token));
    }
}

void BadInputVerbsTest::files_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("sentence");
    const QByteArray head =
        "apiVersion: spectrocloud.com/v1alpha1\nkind: Tenant\nmetadata: {name: ice}\nspec:\n";
    QTest::newRow("20 MB") << head + "  displayName: Ice\n# " + QByteArray(20'000'000, 'x') + "\n"
                           << QByteArray("has 19.1 MiB; files above 16 MiB are not read.");
    QTest::newRow("deep bomb") << head + "  deep: " + QByteArray(100'000, '[') + "\n"
                               << QByteArray("the document is nested more than 100 levels deep");
    QByteArray bomb = "  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 10; ++i)
        bomb += "  a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " [" +
                QByteArrayList(10, "*a" + QByteArray::number(i - 1)).join(", ") + "]\n";
    QTest::newRow("aliased bomb") << head + bomb
                                  << QByteArray(
                                         "the document has more than 1,000,000 values when its aliases are "
                                         "written out");
}

void BadInputVerbsTest::files()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, sentence);
    put(u"ws/easel.yaml"_s, "apiVersion: easel.dev/v1\nkind: Workspace\nmetadata: {name: test}\nspec: {}\n");
    const QString file = put(u"ws/tenants/ice/tenant-ice.yaml"_s, text);
    const ProgramRun run = runBeside({u"validate"_s, m_folder.filePath(u"ws"_s)});
    QVERIFY2(run.code == 1, run.err.constData());
    QVERIFY2(run.out.startsWith("tenants/ice/tenant-ice.yaml:") && run.out.contains(sentence),
             run.out.constData());
    QFile in(file);
    QVERIFY(in.open(QIODevice::ReadOnly));
    QVERIFY(in.readAll() == text);
}

QTEST_GUILESS_MAIN(BadInputVerbsTest)

#include "tst_badinput_verbs.moc"
