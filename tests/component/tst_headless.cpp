// SPDX-License-Identifier: GPL-3.0-or-later
// The real executable on temporary workspaces.
#include "core/headless/headless.h"
#include "core/yaml/yamlreader.h"
#include "tests/support/fakeserver.h"
#include "tests/support/program.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

const char *const tenant = R"(apiVersion: spectrocloud.com/v1alpha1
kind: Tenant
metadata: {name: ice}
spec:
  displayName: Ice
)";

const char *const project = R"(apiVersion: spectrocloud.com/v1alpha1
kind: Project
metadata: {name: firn}
spec:
  displayName: Firn
  tenantRef: {name: ice}
)";

class Folder
{
public:
    Folder()
    {
        write("easel.yaml", "apiVersion: easel.dev/v1\nkind: Workspace\nmetadata: {name: small}\nspec: {}\n");
    }
    QString path() const { return m_dir.path(); }
    void write(const QByteArray &name, const QByteArray &text)
    {
        const QString file = m_dir.filePath(QString::fromUtf8(name));
        QDir().mkpath(QFileInfo(file).path());
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(text);
    }
    void remove(const QByteArray &name) { QVERIFY(QFile::remove(m_dir.filePath(QString::fromUtf8(name)))); }

private:
    QTemporaryDir m_dir;
};

QList<QJsonObject> jsonLines(const QByteArray &text)
{
    QList<QJsonObject> all;
    const QList<QByteArray> lines = text.split('\n');
    for (const QByteArray &line : lines) {
        if (!line.isEmpty())
            all << QJsonDocument::fromJson(line).object();
    }
    return all;
}

QString named(const QJsonObject &event)
{
    return event.value(u"type"_s).toString() + u' ' + event[u"object"_s][u"metadata"_s][u"name"_s].toString();
}

} // namespace

#define VERIFY_RUN(run, expected)                                                                            \
    QVERIFY2((run).code == (expected), ((run).err + "\n" + (run).out).constData())

class TestHeadless : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void helpAndVersion();
    void wrongUse_data();
    void wrongUse();
    void getTable();
    void getJsonAndYaml();
    void getOne();
    void getNothing();
    void secretsHaveNoValues();
    void controlCharactersDoNotReachTheTerminal();
    void noFolder();
    void noKubeconfig();
    void noContext();
    void refusedConnection();
    void unknownKind();
    void watchFollowsTheFolder();
    void watchGoesOnWithoutAServer();
    void closedPipeEndsAWatch();
    void validateGood();
    void validateNamesPlaces();
    void validateBrokenYaml();
    void validateErrorsOnly();
    void sampleCanBeRead();
    void packComparesPolicies();
    void explainsAPool();
    void explainsPoolsTogether();
    void explainsMoves();

private:
    std::unique_ptr<Folder> goodFolder() const;
};

void TestHeadless::initTestCase()
{
    // No configuration of whoever runs this.
    qputenv("KUBECONFIG", "/nonexistent/kubeconfig");
    qunsetenv("QT_LOGGING_RULES");
}

std::unique_ptr<Folder> TestHeadless::goodFolder() const
{
    auto folder = std::make_unique<Folder>();
    folder->write("tenants/ice/tenant-ice.yaml", tenant);
    folder->write("projects/firn/project-firn.yaml", project);
    return folder;
}

void TestHeadless::helpAndVersion()
{
    const ProgramRun version = runEasel({u"--version"_s});
    VERIFY_RUN(version, 0);
    QCOMPARE(version.out, "easel " EASEL_VERSION "\n");
    const ProgramRun help = runEasel({u"--help"_s});
    VERIFY_RUN(help, 0);
    for (const QString &name : verbNames()) {
        const QByteArray verb = name.toLatin1();
        QVERIFY2(help.out.contains("\n  " + verb + ' '), help.out.constData());
        const ProgramRun own = runEasel({name, u"--help"_s});
        VERIFY_RUN(own, 0);
        QVERIFY2(own.out.startsWith("Usage: easel " + verb), own.out.constData());
        QVERIFY(own.out.contains("--help"));
        QVERIFY(own.err.isEmpty());
    }
}

void TestHeadless::wrongUse_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("sentence");
    QTest::newRow("verb") << QStringList{u"frob"_s}
                          << QByteArray("easel: There is no verb frob; there are " +
                                        verbNames().join(u", "_s).toUtf8() + ". See easel --help.\n");
    QTest::newRow("no kind") << QStringList{u"get"_s}
                             << QByteArray("easel: get needs KIND[/NAME]. See easel get --help.\n");
    QTest::newRow("two kinds") << QStringList{u"get"_s, u"a"_s, u"b"_s}
                               << QByteArray(
                                      "easel: get takes nothing but KIND[/NAME]. See easel get --help.\n");
    QTest::newRow("option") << QStringList{u"get"_s, u"a"_s, u"--nonsense"_s}
                            << QByteArray("easel: Unknown option 'nonsense'. See easel get --help.\n");
    QTest::newRow("form")
        << QStringList{u"get"_s, u"a"_s, u"-o"_s, u"xml"_s}
        << QByteArray("easel: There is no output form xml; there are table, json and yaml. See easel get "
                      "--help.\n");
    QTest::newRow("namespaces")
        << QStringList{u"get"_s, u"a"_s, u"-A"_s, u"-n"_s, u"x"_s}
        << QByteArray("easel: Give either --namespace or --all-namespaces. See easel get --help.\n");
    QTest::newRow("both")
        << QStringList{u"get"_s, u"a"_s, u"--workspace"_s, u"/tmp"_s, u"--context"_s, u"x"_s}
        << QByteArray("easel: A workspace and a hub cannot be read at once. Give either --workspace, or "
                      "--kubeconfig and --context.\n");
    QTest::newRow("hub what")
        << QStringList{u"hub"_s, u"destroy"_s}
        << QByteArray("easel: hub cannot destroy; it can check and prepare. See easel hub --help.\n");
    QTest::newRow("export where") << QStringList{u"export"_s}
                                  << QByteArray(
                                         "easel: export needs --to FOLDER. See easel export --help.\n");
}

void TestHeadless::wrongUse()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, sentence);
    const ProgramRun run = runEasel(arguments);
    VERIFY_RUN(run, 2);
    QCOMPARE(run.err, sentence);
    QVERIFY(run.out.isEmpty());
}

void TestHeadless::getTable()
{
    const auto folder = goodFolder();
    folder->write("projects/drift/project-drift.yaml",
                  QByteArray(project).replace("firn", "drift").replace("Firn", "Drift"));
    const ProgramRun run = runEasel({u"get"_s, u"prj"_s, u"--workspace"_s, folder->path()});
    VERIFY_RUN(run, 0);
    const QList<QByteArray> lines = run.out.split('\n');
    QCOMPARE(lines.size(), 4);
    QVERIFY2(lines.at(0).startsWith("NAME "), lines.at(0).constData());
    QVERIFY(lines.at(1).startsWith("drift "));
    QVERIFY(lines.at(2).startsWith("firn "));
    QVERIFY(run.err.isEmpty());
}

void TestHeadless::getJsonAndYaml()
{
    const auto folder = goodFolder();
    const ProgramRun json =
        runEasel({u"get"_s, u"tenants"_s, u"-o"_s, u"json"_s, u"--workspace"_s, folder->path()});
    VERIFY_RUN(json, 0);
    const QJsonObject list = QJsonDocument::fromJson(json.out).object();
    QCOMPARE(list.value(u"kind"_s).toString(), u"List"_s);
    QCOMPARE(list.value(u"items"_s).toArray().size(), 1);
    QCOMPARE(list[u"items"_s][0][u"spec"_s][u"displayName"_s].toString(), u"Ice"_s);

    const ProgramRun yaml =
        runEasel({u"get"_s, u"project"_s, u"-o"_s, u"yaml"_s, u"--workspace"_s, folder->path()});
    VERIFY_RUN(yaml, 0);
    const auto documents = readYaml(yaml.out);
    QVERIFY(documents.has_value());
    QCOMPARE(documents->size(), 1);
    QCOMPARE(documents->first().value[u"spec"_s][u"displayName"_s].toString(), u"Firn"_s);
}

void TestHeadless::getOne()
{
    const auto folder = goodFolder();
    const ProgramRun run =
        runEasel({u"get"_s, u"Tenant/ice"_s, u"-o"_s, u"json"_s, u"--workspace"_s, folder->path()});
    VERIFY_RUN(run, 0);
    QCOMPARE(QJsonDocument::fromJson(run.out).object().value(u"kind"_s).toString(), u"Tenant"_s);
    const ProgramRun missing = runEasel({u"get"_s, u"Tenant/fire"_s, u"--workspace"_s, folder->path()});
    VERIFY_RUN(missing, 2);
    QCOMPARE(
        missing.err,
        "easel: There is no Tenant fire. List them without a name, or look in all namespaces with -A.\n");
}

void TestHeadless::getNothing()
{
    const auto folder = goodFolder();
    const ProgramRun run = runEasel({u"get"_s, u"computepools"_s, u"--workspace"_s, folder->path()});
    VERIFY_RUN(run, 0);
    QVERIFY(run.out.isEmpty());
    QCOMPARE(run.err, "easel: No computepools found.\n");
}

void TestHeadless::secretsHaveNoValues()
{
    const auto folder = goodFolder();
    folder->write(
        "projects/firn/secret-keys.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: keys}\nstringData: {palette: glacier-water-17}\n");
    for (const QString &form : {u"table"_s, u"json"_s, u"yaml"_s}) {
        const ProgramRun run =
            runEasel({u"get"_s, u"secrets"_s, u"-o"_s, form, u"--workspace"_s, folder->path()});
        VERIFY_RUN(run, 0);
        QVERIFY(run.out.contains("keys"));
        QVERIFY(!run.out.contains("glacier-water"));
        QVERIFY(!run.out.contains(QByteArray("glacier-water-17").toBase64()));
    }
}

void TestHeadless::controlCharactersDoNotReachTheTerminal()
{
    const auto folder = goodFolder();
    folder->write("tenants/odd/tenant-odd.yaml",
                  "apiVersion: spectrocloud.com/v1alpha1\nkind: Tenant\nmetadata: {name: odd}\n"
                  "spec: {displayName: \"\\e[31mred\\u202etxt\"}\n");
    const ProgramRun run = runEasel({u"get"_s, u"tenants"_s, u"--workspace"_s, folder->path()});
    VERIFY_RUN(run, 0);
    QVERIFY(run.out.contains("odd"));
    QVERIFY(!run.out.contains('\x1b'));
    QVERIFY(!run.out.contains("\u202e"));
}

void TestHeadless::noFolder()
{
    const ProgramRun run = runEasel({u"get"_s, u"tenants"_s, u"--workspace"_s, u"/nonexistent/folder"_s});
    VERIFY_RUN(run, 2);
    QCOMPARE(run.err, "easel: /nonexistent/folder is not a folder. Give the folder that holds easel.yaml.\n");
    const QTemporaryDir empty;
    const ProgramRun bare = runEasel({u"validate"_s, empty.path()});
    VERIFY_RUN(bare, 2);
    QVERIFY2(bare.err.contains("easel.yaml"), bare.err.constData());
}

void TestHeadless::noKubeconfig()
{
    const ProgramRun run = runEasel({u"get"_s, u"pods"_s});
    VERIFY_RUN(run, 2);
    QVERIFY2(run.err.contains("/nonexistent/kubeconfig"), run.err.constData());
    QCOMPARE(run.err.count('\n'), 1);
}

void TestHeadless::noContext()
{
    const Folder folder;
    folder.path();
    Folder copy;
    copy.write(
        "config",
        "apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {server: 'https://127.0.0.1:9'}}]\n"
        "users: [{name: u, user: {token: t}}]\n"
        "contexts: [{name: one, context: {cluster: c, user: u}}]\n");
    const QString config = copy.path() + u"/config"_s;
    const ProgramRun none = runEasel({u"get"_s, u"pods"_s, u"--kubeconfig"_s, config});
    VERIFY_RUN(none, 2);
    QCOMPARE(none.err,
             "easel: The kubeconfig has no current context. It has one. Choose one with --context.\n");
    const ProgramRun other =
        runEasel({u"get"_s, u"pods"_s, u"--kubeconfig"_s, config, u"--context"_s, u"two"_s});
    VERIFY_RUN(other, 2);
    QCOMPARE(other.err, "easel: The kubeconfig has no context two. It has one. Choose one with --context.\n");
}

void TestHeadless::refusedConnection()
{
    Folder folder;
    folder.write("config", "apiVersion: v1\nkind: Config\ncurrent-context: one\n"
                           "clusters: [{name: c, cluster: {server: 'https://127.0.0.1:9'}}]\n"
                           "users: [{name: u, user: {token: very-secret-token}}]\n"
                           "contexts: [{name: one, context: {cluster: c, user: u}}]\n");
    const ProgramRun run = runEasel({u"get"_s, u"pods"_s, u"--kubeconfig"_s, folder.path() + u"/config"_s});
    VERIFY_RUN(run, 2);
    QVERIFY2(run.err.contains("127.0.0.1:9 refused the connection"), run.err.constData());
    QVERIFY(!run.err.contains("very-secret-token"));
    QCOMPARE(run.err.count('\n'), 1);
}

void TestHeadless::unknownKind()
{
    const auto folder = goodFolder();
    const ProgramRun run = runEasel({u"get"_s, u"glaciers"_s, u"--workspace"_s, folder->path()});
    VERIFY_RUN(run, 2);
    QCOMPARE(run.err, "easel: small serves no kind called glaciers. Give a kind, its plural or its short "
                      "name; add the group "
                      "where several have it (deployments.apps).\n");
}

void TestHeadless::watchFollowsTheFolder()
{
    const auto folder = goodFolder();
    QProcess process;
    process.start(QStringLiteral(EASEL_PROGRAM), {u"get"_s, u"tenants"_s, u"--watch"_s, u"-o"_s, u"json"_s,
                                                  u"--workspace"_s, folder->path()});
    QByteArray out;
    const auto events = [&] {
        out += process.readAllStandardOutput();
        QStringList names;
        for (const QJsonObject &event : jsonLines(out))
            names << named(event);
        return names;
    };
    QTRY_COMPARE_WITH_TIMEOUT(events(), QStringList{u"ADDED ice"_s}, 20'000);
    folder->write("tenants/snow/tenant-snow.yaml", QByteArray(tenant).replace("ice", "snow"));
    QTRY_COMPARE_WITH_TIMEOUT(events().size(), 2, 20'000);
    QCOMPARE(events().last(), u"ADDED snow"_s);
    folder->write("tenants/ice/tenant-ice.yaml", QByteArray(tenant).replace("Ice", "Black ice"));
    QTRY_COMPARE_WITH_TIMEOUT(events().size(), 3, 20'000);
    QCOMPARE(events().last(), u"MODIFIED ice"_s);
    QCOMPARE(jsonLines(out).last()[u"object"_s][u"spec"_s][u"displayName"_s].toString(), u"Black ice"_s);
    folder->remove("tenants/snow/tenant-snow.yaml");
    QTRY_COMPARE_WITH_TIMEOUT(events().size(), 4, 20'000);
    QCOMPARE(events().last(), u"DELETED snow"_s);
    process.terminate(); // SIGTERM: the way a watch ends
    QVERIFY(process.waitForFinished(10'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 0);
}

// A hub that is not there yet is a fault like any other: the watch waits for it.
void TestHeadless::watchGoesOnWithoutAServer()
{
    Folder folder;
    folder.write("config", "apiVersion: v1\nkind: Config\ncurrent-context: one\n"
                           "clusters: [{name: c, cluster: {server: 'https://127.0.0.1:9'}}]\n"
                           "users: [{name: u, user: {token: t}}]\n"
                           "contexts: [{name: one, context: {cluster: c, user: u}}]\n");
    QProcess process;
    process.start(QStringLiteral(EASEL_PROGRAM),
                  {u"get"_s, u"pods"_s, u"--watch"_s, u"--kubeconfig"_s, folder.path() + u"/config"_s});
    QByteArray err;
    QTRY_VERIFY_WITH_TIMEOUT((err += process.readAllStandardError()).contains("refused the connection"),
                             30'000);
    QTest::qWait(1500);
    QCOMPARE(process.state(), QProcess::Running);
    ::kill(pid_t(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(10'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 2); // nothing was ever seen
}

void TestHeadless::closedPipeEndsAWatch()
{
    const auto folder = goodFolder();
    QProcess shell;
    shell.start(u"sh"_s, {u"-c"_s, u"\"$0\" get tenants --watch -o json --workspace \"$1\" | head -n 1"_s,
                          QStringLiteral(EASEL_PROGRAM), folder->path()});
    QTRY_VERIFY_WITH_TIMEOUT(shell.bytesAvailable() > 0, 20'000);
    folder->write("tenants/ice/tenant-ice.yaml", QByteArray(tenant).replace("Ice", "Blue ice"));
    QVERIFY(shell.waitForFinished(20'000));
}

void TestHeadless::validateGood()
{
    const auto folder = std::make_unique<Folder>();
    folder->write("tenants/ice/tenant-ice.yaml", tenant);
    const ProgramRun run = runEasel({u"validate"_s, folder->path()});
    QVERIFY2(run.code == 0, (run.err + run.out).constData());
    QVERIFY2(!run.out.contains("error") && !run.out.contains("warning"),
             run.out.constData()); // remarks are no findings
    QCOMPARE(run.err, "easel: Objects checked: 1. Errors: 0. Warnings: 0.\n");
}

void TestHeadless::validateNamesPlaces()
{
    const auto folder = goodFolder();
    // Line 6: a type that the schema does not allow; line 7: a tenant that does not exist.
    folder->write("projects/lost/project-lost.yaml", R"(# a comment first
apiVersion: spectrocloud.com/v1alpha1
kind: Project
metadata: {name: lost}
spec:
  displayName: [3]
  tenantRef: {name: nowhere}
)");
    const ProgramRun run = runEasel({u"validate"_s, folder->path()});
    VERIFY_RUN(run, 1);
    QVERIFY2(
        run.out.contains("projects/lost/project-lost.yaml:6:3: error: Project lost/lost: spec.displayName: "),
        run.out.constData());
    QVERIFY2(run.out.contains("[schema]"), run.out.constData());
    QVERIFY2(run.out.contains("projects/lost/project-lost.yaml:7:"), run.out.constData());
    QVERIFY2(run.out.contains("nowhere"), run.out.constData());

    const ProgramRun json = runEasel({u"validate"_s, folder->path(), u"-o"_s, u"json"_s});
    VERIFY_RUN(json, 1);
    bool found = false;
    for (const QJsonObject &finding : jsonLines(json.out)) {
        if (finding.value(u"file"_s).toString() != u"projects/lost/project-lost.yaml" ||
            finding.value(u"line"_s).toInt() != 6)
            continue;
        found = true;
        QCOMPARE(finding.value(u"severity"_s).toString(), u"error"_s);
        QCOMPARE(finding.value(u"object"_s).toString(), u"Project lost/lost"_s);
        QCOMPARE(finding.value(u"field"_s).toString(), u"spec.displayName"_s);
        QCOMPARE(finding.value(u"rule"_s).toString(), u"schema"_s);
    }
    QVERIFY2(found, json.out.constData());
}

void TestHeadless::validateBrokenYaml()
{
    const auto folder = goodFolder();
    folder->write("projects/firn/half.yaml", "apiVersion: v1\nkind: [unclosed\n");
    folder->write("projects/firn/twice.yaml",
                  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nkind: Secret\n");
    const ProgramRun run = runEasel({u"validate"_s, folder->path()});
    VERIFY_RUN(run, 1);
    QVERIFY2(run.out.contains("projects/firn/half.yaml:"), run.out.constData());
    QVERIFY2(run.out.contains("projects/firn/twice.yaml:4:"), run.out.constData());
}

void TestHeadless::validateErrorsOnly()
{
    const auto folder = std::make_unique<Folder>();
    folder->write("tenants/ice/tenant-ice.yaml", tenant);
    folder->write("projects/firn/configmap-x.yaml",
                  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: elsewhere}\n");
    const ProgramRun all = runEasel({u"validate"_s, folder->path()});
    VERIFY_RUN(all, 1);
    QVERIFY2(all.out.contains(": warning: "), all.out.constData());
    const ProgramRun errors = runEasel({u"validate"_s, folder->path(), u"--errors-only"_s});
    VERIFY_RUN(errors, 0);
    QVERIFY(errors.out.isEmpty());
}

void TestHeadless::sampleCanBeRead()
{
    const QString sample = QStringLiteral(EASEL_SOURCE_DIR "/resources/sample");
    const ProgramRun run = runEasel({u"validate"_s, sample, u"-o"_s, u"json"_s});
    QVERIFY2(run.code == 0 || run.code == 1, run.err.constData());
    for (const QJsonObject &finding : jsonLines(run.out))
        QVERIFY2(finding.contains(u"rule"_s),
                 QJsonDocument(finding).toJson().constData()); // nothing unreadable
    const ProgramRun pools =
        runEasel({u"get"_s, u"computepools"_s, u"-o"_s, u"json"_s, u"--workspace"_s, sample});
    VERIFY_RUN(pools, 0);
    QVERIFY(QJsonDocument::fromJson(pools.out).object().value(u"items"_s).toArray().size() >= 10);
}

void TestHeadless::packComparesPolicies()
{
    Folder folder;
    folder.write("nodes.csv",
                 "sn,cpu_milli,memory_mib,gpu,model\nn1,16000,65536,2,T4\nn2,16000,65536,2,T4\n");
    folder.write("pods.csv",
                 "name,cpu_milli,memory_mib,num_gpu,gpu_milli\np1,4000,1024,1,500\np2,4000,1024,1,500\n"
                 "p3,4000,1024,1,1000\np4,8000,1024,2,1000\n");
    const QStringList files{u"pack"_s, u"--nodes"_s, folder.path() + u"/nodes.csv"_s, u"--pods"_s,
                            folder.path() + u"/pods.csv"_s};
    const ProgramRun table = runEasel(files + QStringList{u"--policy"_s, u"all"_s, u"--seeds"_s, u"1-3"_s});
    VERIFY_RUN(table, 0);
    QCOMPARE(table.out.count('\n'), 8);
    QVERIFY2(table.out.startsWith("PODS  POLICY "), table.out.constData());
    const ProgramRun json =
        runEasel(files + QStringList{u"--policy"_s, u"fgd"_s, u"--seeds"_s, u"1-3"_s, u"-o"_s, u"json"_s});
    VERIFY_RUN(json, 0);
    const QJsonObject all = QJsonDocument::fromJson(json.out).object();
    QCOMPARE(all[u"policy"].toString(), u"FGD"_s);
    QCOMPARE(all[u"gpus"].toInt(), 4);
    QCOMPARE(all[u"runs"].toArray().size(), 3);
    QVERIFY(all[u"means"][u"130"].toDouble() >= all[u"means"][u"100"].toDouble());
    QVERIFY(all[u"means"][u"130"].toDouble() <= 100);

    const ProgramRun policy = runEasel(files + QStringList{u"--policy"_s, u"best"_s});
    QCOMPARE(policy.code, 2);
    QVERIFY2(policy.err.startsWith("easel: There is no policy best; there are Random, "),
             policy.err.constData());
    const ProgramRun missing = runEasel({u"pack"_s, u"--nodes"_s, u"/nonexistent"_s, u"--pods"_s, u"x"_s});
    QCOMPARE(missing.code, 2);
    QVERIFY2(missing.err.contains("/nonexistent"), missing.err.constData());
}

void TestHeadless::explainsAPool()
{
    const QString sample = QStringLiteral(EASEL_SOURCE_DIR "/resources/sample");
    const QStringList there{u"--workspace"_s, sample};
    const QString own = sample + u"/projects/glaciology/computepool-firn-train.yaml"_s;
    const ProgramRun table = runEasel(QStringList{u"explain"_s, u"pool"_s, own} + there);
    VERIFY_RUN(table, 0);
    QVERIFY2(table.out.contains("\nh100: 2 of 2 eligible machines.\n  Chosen: h100-b2-01, h100-b2-02\n"),
             table.out.constData());

    Folder folder;
    folder.write("pool.yaml",
                 "apiVersion: spectrocloud.com/v1alpha1\nkind: ComputePool\n"
                 "metadata: {name: wish, namespace: interns}\n"
                 "spec:\n  clusterVariant:\n    dedicated:\n      paletteClusterDeploymentConfig:\n"
                 "        cloudType: edge-native\n        nodePoolRequirements:\n"
                 "          controlPlanePool: {nodeCount: 1, cpu: {cpuCount: 8}}\n"
                 "          workerPools: [{name: h100, nodeCount: 4, cpu: {cpuCount: 96},\n"
                 "            gpu: {family: NVIDIA-H100, gpuCount: 8}}]\n");
    const QStringList wish{u"explain"_s, u"pool"_s, folder.path() + u"/pool.yaml"_s};
    const ProgramRun refused = runEasel(wish + there + QStringList{u"-o"_s, u"json"_s});
    VERIFY_RUN(refused, 1);
    const QJsonObject json = QJsonDocument::fromJson(refused.out).object();
    QCOMPARE(json[u"complete"].toBool(), false);
    const QJsonObject workers = json[u"nodePools"][1].toObject();
    QCOMPARE(workers[u"missing"].toInt(), 1);
    QCOMPARE(workers[u"chosen"].toArray().size(), 3);
    int left = workers[u"machines"].toInt();
    for (const auto &stage : workers[u"funnel"].toArray()) {
        left -= stage[u"dropped"].toInt();
        QCOMPARE(stage[u"left"].toInt(), left);
    }
    QCOMPARE(left, workers[u"fitting"].toInt());
    QVERIFY(workers[u"relaxations"][0][u"completes"].toBool());
    QCOMPARE(json[u"quota"][u"waterfalls"][0][u"asked"].toInt(), 32);
    // The same snapshot gives the same answer, byte for byte.
    QCOMPARE(runEasel(wish + there + QStringList{u"-o"_s, u"json"_s}).out, refused.out);

    const ProgramRun noFile = runEasel(QStringList{u"explain"_s, u"pool"_s, u"/nonexistent.yaml"_s} + there);
    QCOMPARE(noFile.code, 2);
    QVERIFY2(noFile.err.contains("/nonexistent.yaml"), noFile.err.constData());
    const ProgramRun other = runEasel(QStringList{u"explain"_s, u"weather"_s, own} + there);
    QCOMPARE(other.code, 2);
    QVERIFY2(other.err.startsWith("easel: explain cannot weather; it can explain a pool, or moves."),
             other.err.constData());
}

void TestHeadless::explainsPoolsTogether()
{
    const QStringList there{u"--workspace"_s, QStringLiteral(EASEL_SOURCE_DIR "/resources/sample")};
    const auto pool = [](const char *name, int nodes) {
        return QByteArray("apiVersion: spectrocloud.com/v1alpha1\nkind: ComputePool\nmetadata: {name: ") +
               name +
               ", namespace: interns}\nspec:\n  clusterVariant:\n    dedicated:\n"
               "      paletteClusterDeploymentConfig:\n        cloudType: edge-native\n"
               "        nodePoolRequirements:\n          controlPlanePool: {nodeCount: 0}\n"
               "          workerPools: [{name: h100, nodeCount: " +
               QByteArray::number(nodes) + ", gpu: {family: NVIDIA-H100, gpuCount: 8}}]\n";
    };
    Folder folder;
    folder.write("one.yaml", pool("one", 1) + "---\n" + pool("two", 1));
    folder.write("three.yaml", pool("three", 60));
    const ProgramRun run =
        runEasel(QStringList{u"explain"_s, u"pool"_s, folder.path() + u"/one.yaml"_s,
                             folder.path() + u"/three.yaml"_s, u"--pools"_s, u"2"_s, u"-o"_s, u"json"_s} +
                 there);
    VERIFY_RUN(run, 1);
    const QJsonObject json = QJsonDocument::fromJson(run.out).object();
    QCOMPARE(json[u"pool"].toString(), u"interns/one, interns/two, interns/three"_s);
    QSet<QString> hosts;
    int chosen = 0;
    for (const auto &nodePool : json[u"nodePools"].toArray()) {
        for (const auto &machine : nodePool[u"chosen"].toArray()) {
            hosts.insert(machine[u"host"].toString());
            ++chosen;
        }
    }
    QCOMPARE(hosts.size(), chosen); // no machine twice
    QVERIFY(chosen >= 2);
    // All that they want counts for quota at once.
    QCOMPARE(json[u"quota"][u"waterfalls"][0][u"asked"].toInt(), 62 * 8);
    QCOMPARE(json[u"quota"][u"decision"].toString(), u"Refuse"_s);
    QVERIFY(!json[u"shopping"][u"items"].toArray().isEmpty());
    QVERIFY(json[u"diff"][u"nodePools"][1][u"added"].toArray().size() == 1);
    const ProgramRun text = runEasel(
        QStringList{u"explain"_s, u"pool"_s, folder.path() + u"/one.yaml"_s, u"--pools"_s, u"50"_s} + there);
    QVERIFY2(text.out.contains("For 50 pools of this shape, beside those there are:\n  h100: ") &&
                 text.out.contains(" buy "),
             text.out.constData());
    QVERIFY2(text.out.contains("GPUs that nobody can use: "), text.out.constData());
}

void TestHeadless::explainsMoves()
{
    const QStringList there{u"--workspace"_s, QStringLiteral(EASEL_SOURCE_DIR "/resources/sample")};
    const ProgramRun text = runEasel(QStringList{u"explain"_s, u"moves"_s} + there);
    VERIFY_RUN(text, 0);
    QVERIFY2(text.out.contains("glaciology: "), text.out.constData());
    const ProgramRun run =
        runEasel(QStringList{u"explain"_s, u"moves"_s, u"-n"_s, u"vision"_s, u"-o"_s, u"json"_s} + there);
    VERIFY_RUN(run, 0);
    const QJsonObject vision = QJsonDocument::fromJson(run.out)[u"projects"][0].toObject();
    QCOMPARE(vision[u"namespace"].toString(), u"vision"_s);
    QCOMPARE(vision[u"snapshot"].toString().size(), 16);
    qint64 freed = 0;
    for (const auto &move : vision[u"moves"].toArray())
        freed += move[u"gpusFreed"].toInteger();
    QCOMPARE(freed, vision[u"strandedBefore"].toInteger() - vision[u"strandedAfter"].toInteger());
    for (const QStringList &wrong :
         {QStringList{u"explain"_s}, QStringList{u"explain"_s, u"pool"_s},
          QStringList{u"explain"_s, u"moves"_s, u"x.yaml"_s},
          QStringList{u"explain"_s, u"pool"_s, u"x.yaml"_s, u"--pools"_s, u"many"_s}})
        QCOMPARE(runEasel(wrong + there).code, 2);
}

QTEST_GUILESS_MAIN(TestHeadless)
#include "tst_headless.moc"
