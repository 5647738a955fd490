// SPDX-License-Identifier: GPL-3.0-or-later
// The real executable against a real API server.
#include "tests/support/hubfixture.h"
#include "tests/support/program.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

QByteArray contentsOf(const QString &folder)
{
    QStringList files;
    QDirIterator all(folder, QDir::Files, QDirIterator::Subdirectories);
    while (all.hasNext())
        files << all.next();
    files.sort();
    QByteArray text;
    for (const QString &name : std::as_const(files)) {
        QFile file(name);
        if (file.open(QIODevice::ReadOnly))
            text += QDir(folder).relativeFilePath(name).toUtf8() + '\n' + file.readAll();
    }
    return text;
}

} // namespace

#define VERIFY_RUN(run, expected)                                                                            \
    QVERIFY2((run).code == (expected), ((run).err + "\n" + (run).out.left(4000)).constData())

class TestHeadlessHub : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void checkAndPrepare();
    void planApplyAndPlanAgain();
    void exportAndPlanAgain();
    void planShowsOneChange();
    void namesWhatIsNotInTheFolder();
    void refusedObjectBlocksAll();
    void getFromTheHub();
    void endsWithoutTheNetworksThreads();
    void watchThroughARestart();
    void watchThroughAKindThatGoes();

private:
    ProgramRun run(const QStringList &arguments)
    {
        return runEasel(
            arguments + QStringList{u"--kubeconfig"_s, m_hub.kubeconfig(), u"--context"_s, u"easel-hub"_s},
            120'000);
    }

    HubFixture m_hub;
    QTemporaryDir m_exported;
    const QString m_sample = QStringLiteral(EASEL_SOURCE_DIR "/resources/sample");
};

void TestHeadlessHub::initTestCase()
{
    qputenv("XDG_DATA_HOME", m_exported.filePath(u"data"_s).toUtf8()); // the journal is not the user's
    qputenv("XDG_STATE_HOME", m_exported.filePath(u"state"_s).toUtf8());
    EASEL_START_HUB(m_hub);
}

void TestHeadlessHub::checkAndPrepare()
{
    const ProgramRun empty = run({u"hub"_s, u"check"_s});
    VERIFY_RUN(empty, 1);
    QVERIFY2(empty.out.startsWith("mode:               empty\n"), empty.out.constData());
    QVERIFY(empty.out.contains("computepools.spectrocloud.com"));

    const ProgramRun asked = run({u"hub"_s, u"prepare"_s});
    VERIFY_RUN(asked, 1);
    QVERIFY(asked.err.contains("Nothing was changed. Give --yes to apply this plan."));
    QVERIFY(m_hub.kubectl({u"get"_s, u"crd"_s, u"-o"_s, u"name"_s}).trimmed().isEmpty());

    const ProgramRun prepared = run({u"hub"_s, u"prepare"_s, u"--yes"_s});
    VERIFY_RUN(prepared, 0);
    QCOMPARE(m_hub.kubectl({u"get"_s, u"crd"_s, u"-o"_s, u"name"_s}).count('\n'), 19);
    const ProgramRun again = run({u"hub"_s, u"prepare"_s, u"--yes"_s});
    VERIFY_RUN(again, 0);
    QVERIFY(again.err.contains("Nothing to do: the hub is as the plan wants it."));
    const ProgramRun checked = run({u"hub"_s, u"check"_s});
    VERIFY_RUN(checked, 0);
    QVERIFY2(checked.out.startsWith("mode:               easel\n"), checked.out.constData());
}

void TestHeadlessHub::planApplyAndPlanAgain()
{
    const ProgramRun planned = run({u"plan"_s, m_sample});
    VERIFY_RUN(planned, 1);
    QVERIFY(planned.out.contains("create Tenant borealis\n"));
    QVERIFY(planned.out.contains("+  displayName: Borealis Institute\n"));
    QVERIFY(m_hub.kubectl({u"get"_s, u"tenants"_s, u"-o"_s, u"name"_s}).trimmed().isEmpty());

    const ProgramRun unsaid = run({u"apply"_s, m_sample});
    VERIFY_RUN(unsaid, 1);
    QVERIFY(unsaid.err.contains("Give --yes"));
    QVERIFY(m_hub.kubectl({u"get"_s, u"tenants"_s, u"-o"_s, u"name"_s}).trimmed().isEmpty());

    const ProgramRun applied = run({u"apply"_s, m_sample, u"--yes"_s});
    VERIFY_RUN(applied, 0);
    QVERIFY(applied.err.contains("Not done: 0."));
    QVERIFY(m_hub.kubectl({u"get"_s, u"aiworkloads"_s, u"-A"_s, u"-o"_s, u"name"_s}).count('\n') > 5);
    const ProgramRun again = run({u"plan"_s, m_sample});
    VERIFY_RUN(again, 0);
    QVERIFY2(again.out.isEmpty(), again.out.constData());
}

void TestHeadlessHub::exportAndPlanAgain()
{
    const QString folder = m_exported.filePath(u"exported"_s);
    const ProgramRun exported = run({u"export"_s, u"--to"_s, folder});
    VERIFY_RUN(exported, 0);
    QVERIFY2(exported.out.contains("tenants/borealis/tenant-borealis.yaml\n"), exported.out.constData());
    const ProgramRun planned = run({u"plan"_s, folder});
    VERIFY_RUN(planned, 0);
    QVERIFY2(planned.out.isEmpty(), planned.out.constData());
    const QByteArray before = contentsOf(folder);
    const ProgramRun again = run({u"export"_s, u"--to"_s, folder});
    VERIFY_RUN(again, 0);
    QCOMPARE(contentsOf(folder), before);
    const ProgramRun valid = runEasel({u"get"_s, u"tenants"_s, u"-o"_s, u"json"_s, u"--workspace"_s, folder});
    VERIFY_RUN(valid, 0);
}

void TestHeadlessHub::planShowsOneChange()
{
    const QString file = m_exported.filePath(u"exported/tenants/borealis/tenant-borealis.yaml"_s);
    QFile in(file);
    QVERIFY(in.open(QIODevice::ReadOnly));
    QByteArray text = in.readAll();
    in.close();
    QVERIFY(text.contains("Borealis Institute"));
    text.replace("Borealis Institute", "Borealis Trust");
    QFile out(file);
    QVERIFY(out.open(QIODevice::WriteOnly | QIODevice::Truncate));
    out.write("# renamed\n" + text);
    out.close();
    const QString folder = m_exported.filePath(u"exported"_s);
    const ProgramRun planned = run({u"plan"_s, folder});
    VERIFY_RUN(planned, 1);
    QCOMPARE(planned.out.count("\n-  "), 1);
    QVERIFY2(planned.out.startsWith("change Tenant borealis\n"), planned.out.constData());
    QVERIFY2(planned.out.contains("-  displayName: Borealis Institute\n+  displayName: Borealis Trust\n"),
             planned.out.constData());
    QVERIFY(planned.err.contains("Create: 0. Change: 1."));
    const ProgramRun applied = run({u"apply"_s, folder, u"--yes"_s});
    VERIFY_RUN(applied, 0);
    QCOMPARE(
        m_hub.kubectl({u"get"_s, u"tenant"_s, u"borealis"_s, u"-o"_s, u"jsonpath={.spec.displayName}"_s}),
        QByteArray("Borealis Trust"));
}

// Nothing goes without an explicit word, and nothing but what the folder's namespaces hold.
void TestHeadlessHub::namesWhatIsNotInTheFolder()
{
    const QString folder = m_exported.filePath(u"part"_s);
    const auto write = [&folder](const QString &name, const QByteArray &text) {
        QDir().mkpath(QFileInfo(folder + u'/' + name).path());
        QFile file(folder + u'/' + name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    };
    const QByteArray head = "apiVersion: spectrocloud.com/v1beta1\nkind: VariableSet\nmetadata: {name: ";
    const QByteArray tail =
        "}\nspec: {variables: [{name: site, variableType: string, inputType: text, value: {string: "
        "x}}]}\n";
    write(u"easel.yaml"_s, "apiVersion: easel.dev/v1\nkind: Workspace\nmetadata: {name: part}\nspec: {}\n");
    write(u"projects/prune-me/variableset-mural-variables.yaml"_s, head + "mural-variables" + tail);
    write(u"projects/prune-me/scalingpolicy-slow.yaml"_s,
          "apiVersion: spectrocloud.com/v1alpha1\nkind: ScalingPolicy\nmetadata: {name: slow}\nspec:\n"
          "  cpu: {scaleUpThreshold: 80, scaleDownThreshold: 20, scaleUpDuration: 5m, scaleDownDuration: "
          "5m}\n");
    write(u"projects/prune-me/workload-w-1.yaml"_s,
          "apiVersion: spectrocloud.com/v1beta1\nkind: Workload\nmetadata: {name: w-1}\nspec: {clusterName: "
          "a}\n");
    const ProgramRun first = run({u"apply"_s, folder, u"--yes"_s});
    VERIFY_RUN(first, 0);
    QVERIFY2(first.err.contains("Left out, because only the engine writes them: Workload prune-me/w-1."),
             first.err.constData());
    const auto held = [this](const QString &kind, const QString &space) {
        return m_hub.kubectl({u"get"_s, kind, u"-n"_s, space, u"-o"_s, u"name"_s}).trimmed();
    };
    QVERIFY(held(u"workloads"_s, u"prune-me"_s).isEmpty());
    QVERIFY(held(u"scalingpolicies"_s, u"prune-me"_s).endsWith("/slow"));
    const QByteArray elsewhere = m_hub.kubectl({u"get"_s, u"variablesets"_s, u"-A"_s, u"-o"_s, u"name"_s});

    QVERIFY(QFile::remove(folder + u"/projects/prune-me/scalingpolicy-slow.yaml"_s));
    const ProgramRun planned = run({u"plan"_s, folder});
    VERIFY_RUN(planned, 1);
    QCOMPARE(planned.out, QByteArray("not in folder ScalingPolicy prune-me/slow\n"));
    QVERIFY2(planned.err.contains(
                 "On the hub and not in the folder: 1. Nothing happens to them; --prune deletes them."),
             planned.err.constData());
    const ProgramRun applied = run({u"apply"_s, folder, u"--yes"_s});
    VERIFY_RUN(applied, 0);
    QVERIFY(held(u"scalingpolicies"_s, u"prune-me"_s).endsWith("/slow"));

    const ProgramRun pruning = run({u"apply"_s, folder, u"--prune"_s});
    VERIFY_RUN(pruning, 1);
    QVERIFY2(pruning.out.contains("delete ScalingPolicy prune-me/slow\n"), pruning.out.constData());
    QCOMPARE(pruning.out.count("\ndelete ") + pruning.out.startsWith("delete "), 1);
    QVERIFY(held(u"scalingpolicies"_s, u"prune-me"_s).endsWith("/slow"));
    const ProgramRun pruned = run({u"apply"_s, folder, u"--prune"_s, u"--yes"_s});
    VERIFY_RUN(pruned, 0);
    QVERIFY(held(u"scalingpolicies"_s, u"prune-me"_s).isEmpty());
    QCOMPARE(m_hub.kubectl({u"get"_s, u"variablesets"_s, u"-A"_s, u"-o"_s, u"name"_s}), elsewhere);
    const ProgramRun again = run({u"plan"_s, folder});
    VERIFY_RUN(again, 0);
    QVERIFY(again.out.isEmpty());
}

void TestHeadlessHub::refusedObjectBlocksAll()
{
    const QTemporaryDir folder;
    const auto write = [&folder](const QString &name, const QByteArray &text) {
        QDir().mkpath(QFileInfo(folder.filePath(name)).path());
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    };
    write(u"easel.yaml"_s, "apiVersion: easel.dev/v1\nkind: Workspace\nmetadata: {name: bad}\nspec: {}\n");
    write(u"tenants/new/tenant-new.yaml"_s, "apiVersion: spectrocloud.com/v1alpha1\nkind: Tenant\nmetadata: "
                                            "{name: new}\nspec: {displayName: New}\n");
    write(u"tenants/bad/tenant-bad.yaml"_s, "apiVersion: spectrocloud.com/v1alpha1\nkind: Tenant\nmetadata: "
                                            "{name: bad}\nspec: {displayName: {glacier: 3}}\n");
    const ProgramRun applied = run({u"apply"_s, folder.path(), u"--yes"_s});
    VERIFY_RUN(applied, 2);
    QVERIFY2(applied.out.contains("glacier"), applied.out.constData());
    QVERIFY(applied.err.contains("Nothing was changed."));
    QVERIFY(m_hub.kubectl({u"get"_s, u"tenant"_s, u"new"_s, u"-o"_s, u"name"_s}).isEmpty());
}

void TestHeadlessHub::getFromTheHub()
{
    const ProgramRun table = run({u"get"_s, u"pools"_s, u"-A"_s});
    VERIFY_RUN(table, 2); // no such word
    const ProgramRun pools = run({u"get"_s, u"cpool"_s, u"-A"_s});
    VERIFY_RUN(pools, 0);
    QVERIFY2(pools.out.contains("firn-train"), pools.out.constData());
    const ProgramRun one =
        run({u"get"_s, u"cpool/firn-train"_s, u"-n"_s, u"glaciology"_s, u"-o"_s, u"json"_s});
    VERIFY_RUN(one, 0);
    const QJsonObject object = QJsonDocument::fromJson(one.out).object();
    QCOMPARE(object.value(u"kind"_s).toString(), u"ComputePool"_s);
    QVERIFY(!object[u"metadata"_s].toObject().contains(u"managedFields"_s));
    m_hub.kubectl(
        {u"create"_s, u"secret"_s, u"generic"_s, u"keys"_s, u"--from-literal=palette=glacier-water-17"_s});
    const ProgramRun secret = run({u"get"_s, u"secret/keys"_s, u"-o"_s, u"json"_s}); // namespace default
    VERIFY_RUN(secret, 0);
    QVERIFY(secret.out.contains("palette"));
    QVERIFY(!secret.out.contains(QByteArray("glacier-water-17").toBase64()));
    const ProgramRun pods = run({u"get"_s, u"pods"_s, u"-A"_s});
    VERIFY_RUN(pods, 0);
    QCOMPARE(pods.err, "easel: No pods found.\n");
    const ProgramRun nobody = runEasel(
        {u"get"_s, u"tenants"_s, u"--kubeconfig"_s, m_hub.kubeconfig(), u"--context"_s, u"nobody"_s});
    VERIFY_RUN(nobody, 2);
    QVERIFY2(nobody.err.startsWith(
                 "easel: Could not list tenants. The server answered 'tenants.spectrocloud.com is "
                 "forbidden"),
             nobody.err.constData());
}

// A manager's thread that outlived main() met Qt's statics gone: one run in twenty crashed after its answer.
void TestHeadlessHub::endsWithoutTheNetworksThreads()
{
    for (int i = 0; i < 20; ++i) {
        const ProgramRun pods = run({u"get"_s, u"pods"_s, u"-A"_s, u"-o"_s, u"json"_s});
        VERIFY_RUN(pods, 0);
        QCOMPARE(pods.err, "easel: No pods found.\n");
    }
}

namespace {

// `easel get KIND --watch -o json` beside the test, and what it has printed so far.
class Watching
{
public:
    explicit Watching(const QStringList &arguments)
    {
        m_process.start(QStringLiteral(EASEL_PROGRAM), arguments);
    }
    // How often a change was told.
    int saw(const QString &type, const QString &name)
    {
        read();
        int count = 0;
        const QList<QByteArray> lines = m_out.split('\n');
        for (const QByteArray &line : lines) {
            const QJsonObject event = QJsonDocument::fromJson(line).object();
            count += event.value(u"type"_s).toString() == type &&
                             event[u"object"_s][u"metadata"_s][u"name"_s].toString() == name
                         ? 1
                         : 0;
        }
        return count;
    }
    QByteArray errors()
    {
        read();
        return m_err;
    }
    bool isRunning() const { return m_process.state() == QProcess::Running; }
    int end()
    {
        m_process.terminate();
        return m_process.waitForFinished(10'000) ? m_process.exitCode() : -1;
    }

private:
    void read()
    {
        m_out += m_process.readAllStandardOutput();
        m_err += m_process.readAllStandardError();
    }
    QProcess m_process;
    QByteArray m_out;
    QByteArray m_err;
};

} // namespace

void TestHeadlessHub::watchThroughARestart()
{
    m_hub.kubectl({u"create"_s, u"configmap"_s, u"first"_s});
    Watching watching({u"get"_s, u"configmaps"_s, u"-n"_s, u"default"_s, u"--watch"_s, u"-o"_s, u"json"_s,
                       u"--kubeconfig"_s, m_hub.kubeconfig(), u"--context"_s, u"easel-hub"_s});
    QTRY_COMPARE_WITH_TIMEOUT(watching.saw(u"ADDED"_s, u"first"_s), 1, 30'000);
    m_hub.kubectl({u"create"_s, u"configmap"_s, u"second"_s});
    QTRY_COMPARE_WITH_TIMEOUT(watching.saw(u"ADDED"_s, u"second"_s), 1, 15'000);
    m_hub.kubectl({u"delete"_s, u"configmap"_s, u"second"_s});
    QTRY_COMPARE_WITH_TIMEOUT(watching.saw(u"DELETED"_s, u"second"_s), 1, 15'000);

    m_hub.killApiServer();
    QTRY_VERIFY2_WITH_TIMEOUT(!watching.errors().isEmpty(), "a lost link is said", 30'000);
    QVERIFY(watching.isRunning());
    QVERIFY2(m_hub.startApiServer(), qPrintable(m_hub.error()));
    m_hub.kubectl({u"create"_s, u"configmap"_s, u"third"_s});
    QTRY_COMPARE_WITH_TIMEOUT(watching.saw(u"ADDED"_s, u"third"_s), 1, 60'000);
    m_hub.kubectl({u"patch"_s, u"configmap"_s, u"first"_s, u"-p"_s, u"{\"data\":{\"a\":\"b\"}}"_s});
    QTRY_COMPARE_WITH_TIMEOUT(watching.saw(u"MODIFIED"_s, u"first"_s), 1, 15'000);
    // Nothing is told twice, whatever was listed again.
    QCOMPARE(watching.saw(u"ADDED"_s, u"first"_s), 1);
    QCOMPARE(watching.saw(u"ADDED"_s, u"second"_s), 1);
    QCOMPARE(watching.saw(u"DELETED"_s, u"first"_s), 0);
    QCOMPARE(watching.end(), 0);
}

// The kind itself goes and comes back, and so does the right to see it.
void TestHeadlessHub::watchThroughAKindThatGoes()
{
    const QByteArray crd =
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"
        "metadata: {name: floes.watch.example}\n"
        "spec:\n  group: watch.example\n  scope: Namespaced\n"
        "  names: {plural: floes, singular: floe, kind: Floe}\n"
        "  versions:\n    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, "
        "x-kubernetes-preserve-unknown-fields: true}}}\n";
    const auto make = [this](const QString &name) {
        const QByteArray floe =
            "apiVersion: watch.example/v1\nkind: Floe\nmetadata: {name: " + name.toUtf8() + "}\n";
        return QTest::qWaitFor(
            [&] {
                return !m_hub.kubectl({u"apply"_s, u"-f"_s, u"-"_s}, floe).isEmpty();
            },
            30'000);
    };
    QVERIFY2(!m_hub.kubectl({u"apply"_s, u"-f"_s, u"-"_s}, crd).isEmpty(), qPrintable(m_hub.error()));
    QVERIFY2(make(u"a"_s), qPrintable(m_hub.error()));
    // The user "viewer" may look, until the binding goes.
    m_hub.kubectl({u"create"_s, u"clusterrole"_s, u"floe-reader"_s, u"--verb=get,list,watch"_s,
                   u"--resource=floes.watch.example"_s});
    const QStringList bind{u"create"_s, u"clusterrolebinding"_s, u"floe-reader"_s,
                           u"--clusterrole=floe-reader"_s, u"--user=viewer"_s};
    QVERIFY2(!m_hub.kubectl(bind).isEmpty(), qPrintable(m_hub.error()));
    const QStringList arguments{u"get"_s, u"floes"_s, u"-n"_s,           u"default"_s,      u"--watch"_s,
                                u"-o"_s,  u"json"_s,  u"--kubeconfig"_s, m_hub.kubeconfig()};
    Watching owner(arguments + QStringList{u"--context"_s, u"easel-hub"_s});
    QTRY_COMPARE_WITH_TIMEOUT(owner.saw(u"ADDED"_s, u"a"_s), 1, 30'000);
    Watching viewer(arguments + QStringList{u"--context"_s, u"viewer"_s});
    QTRY_COMPARE_WITH_TIMEOUT(viewer.saw(u"ADDED"_s, u"a"_s), 1, 30'000);

    m_hub.kubectl({u"delete"_s, u"clusterrolebinding"_s, u"floe-reader"_s});
    m_hub.kubectl({u"delete"_s, u"crd"_s, u"floes.watch.example"_s});
    QTRY_COMPARE_WITH_TIMEOUT(owner.saw(u"DELETED"_s, u"a"_s), 1, 60'000);
    QTRY_VERIFY2_WITH_TIMEOUT(owner.errors().contains("does not serve Floe"), owner.errors().constData(),
                              60'000);
    QVERIFY2(!m_hub.kubectl({u"apply"_s, u"-f"_s, u"-"_s}, crd).isEmpty(), qPrintable(m_hub.error()));
    QVERIFY2(make(u"b"_s), qPrintable(m_hub.error()));
    QTRY_COMPARE_WITH_TIMEOUT(owner.saw(u"ADDED"_s, u"b"_s), 1, 90'000);
    QCOMPARE(owner.saw(u"ADDED"_s, u"a"_s), 1);
    QCOMPARE(viewer.saw(u"ADDED"_s, u"b"_s), 0);
    QVERIFY2(!m_hub.kubectl(bind).isEmpty(), qPrintable(m_hub.error()));
    QTRY_COMPARE_WITH_TIMEOUT(viewer.saw(u"ADDED"_s, u"b"_s), 1, 120'000);
    QVERIFY(owner.isRunning() && viewer.isRunning());
    QCOMPARE(owner.end(), 0);
    QCOMPARE(viewer.end(), 0);
    m_hub.kubectl({u"delete"_s, u"crd"_s, u"floes.watch.example"_s});
}

QTEST_GUILESS_MAIN(TestHeadlessHub)
#include "tst_headless_hub.moc"
