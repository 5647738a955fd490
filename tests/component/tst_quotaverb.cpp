// SPDX-License-Identifier: GPL-3.0-or-later
// easel quota with the real executable, on the sample and on a folder that changes its mind.
#include "tests/support/program.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

#define VERIFY_RUN(run, expected)                                                                            \
    QVERIFY2((run).code == (expected), ((run).err + "\n" + (run).out).constData())

class TestQuotaVerb : public QObject
{
    Q_OBJECT

private:
    const QString m_sample = QStringLiteral(EASEL_SOURCE_DIR "/resources/sample");
    QTemporaryDir m_dir;

    QString file(const char *name, const QByteArray &text)
    {
        const QString path = m_dir.filePath(QLatin1String(name));
        QDir().mkpath(QFileInfo(path).path());
        QFile out(path);
        if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size())
            qFatal("cannot write %s", name);
        return path;
    }
    static QJsonObject jsonOf(const ProgramRun &run) { return QJsonDocument::fromJson(run.out).object(); }
    static QJsonObject lineOf(const QJsonArray &scopes, const QString &name, const QString &family)
    {
        for (const auto &scope : scopes) {
            if (scope[u"name"].toString() != name)
                continue;
            const QJsonArray lines = scope[u"gpuUsage"].toArray();
            for (const auto &line : lines) {
                if (line[u"family"].toString() == family)
                    return line.toObject();
            }
        }
        return {};
    }
    QJsonObject whatIf(const QByteArray &text, int code)
    {
        const ProgramRun run = runEasel({u"quota"_s, u"--workspace"_s, m_sample, u"-o"_s, u"json"_s,
                                         u"--what-if"_s, file("whatif.yaml", text)});
        if (run.code != code)
            qWarning("%s\n%s", run.err.constData(), run.out.constData());
        return run.code == code ? jsonOf(run)[u"whatIf"].toObject() : QJsonObject();
    }
    static QByteArray pool(const char *space, const char *name, int nodes)
    {
        return QByteArray("apiVersion: spectrocloud.com/v1alpha1\nkind: ComputePool\nmetadata: {name: ") +
               name + ", namespace: " + space +
               "}\nspec:\n  clusterVariant:\n    dedicated:\n      paletteClusterDeploymentConfig:\n"
               "        cloudType: edge-native\n        nodePoolRequirements:\n          controlPlanePool: "
               "{nodeCount: 1}\n"
               "          workerPools: [{name: w, nodeCount: " +
               QByteArray::number(nodes) + ", gpu: {family: NVIDIA-H100, gpuCount: 8}}]\n";
    }

private Q_SLOTS:
    void sampleAsTable()
    {
        const ProgramRun run = runEasel({u"quota"_s, u"--workspace"_s, m_sample});
        VERIFY_RUN(run, 0);
        QVERIFY2(run.out.startsWith("TENANT "), run.out.constData());
        const QList<QByteArray> lines = run.out.split('\n');
        bool seen = false;
        for (const QByteArray &line : lines)
            seen = seen || line.simplified() == "sandbox NVIDIA-H100 8 16 16 0 0 0 0 0 -8 8";
        QVERIFY2(seen, run.out.constData());
    }

    void sampleAsJson()
    {
        const ProgramRun run = runEasel({u"quota"_s, u"--workspace"_s, m_sample, u"-o"_s, u"json"_s});
        VERIFY_RUN(run, 0);
        const QJsonObject json = jsonOf(run);
        QCOMPARE(json[u"tenants"].toArray().size(), 3);
        const QJsonObject vision = lineOf(json[u"projects"].toArray(), u"vision"_s, u"NVIDIA-H100"_s);
        QCOMPARE(vision[u"attached"].toInt(), 8);
        QCOMPARE(vision[u"claimed"].toInt(), 8);
        QCOMPARE(vision[u"headroom"].toInt(-1), 0);
        QVERIFY(!json.contains(u"whatIf"_s));
    }

    void aPoolMoreIsRefusedWithReasons()
    {
        const QJsonObject outcome = whatIf(pool("vision", "new-train", 2), 1);
        QCOMPARE(outcome[u"decision"].toString(), u"Refuse"_s);
        const QJsonArray reasons = outcome[u"reasons"].toArray();
        QCOMPARE(reasons[0][u"level"].toString(), u"project"_s);
        QCOMPARE(reasons[0][u"needed"].toInt(), 32);
        QCOMPARE(reasons[0][u"actual"].toInt(), 24);
        QCOMPARE(reasons[0][u"short"].toInt(), 8);
        QCOMPARE(reasons[0][u"rule"].toString(), u"POOL-13"_s);
        QVERIFY(!outcome[u"relaxations"].toArray().isEmpty());
        QCOMPARE(outcome[u"waterfalls"][0][u"asked"].toInt(), 16);
        // What the refusal says to do is tried here once more: with the new limits it fits.
        QByteArray mended = pool("vision", "new-train", 2);
        const QJsonArray relaxations = outcome[u"relaxations"].toArray();
        QJsonArray limits;
        for (const auto &relaxation : relaxations) {
            if (relaxation[u"kind"].toString() == u"raise-limits")
                limits = relaxation[u"limits"].toArray();
        }
        QVERIFY(!limits.isEmpty());
        for (const auto &limit : std::as_const(limits)) {
            const QByteArray map = "{NVIDIA-H100: " + QByteArray::number(limit[u"to"].toInt()) + "}";
            if (limit[u"level"].toString() == u"tenant")
                mended +=
                    "---\napiVersion: spectrocloud.com/v1alpha1\nkind: Tenant\nmetadata: {name: borealis}\n"
                    "spec: {gpuResources: {limits: " +
                    map + "}}\n";
            else
                mended += "---\napiVersion: spectrocloud.com/v1alpha1\nkind: Project\nmetadata: {name: "
                          "vision, namespace: vision}\n"
                          "spec: {tenantRef: {name: borealis}, gpuResources: {limits: " +
                          map + ", requests: {NVIDIA-H100: 8}}}\n";
        }
        QCOMPARE(whatIf(mended, 0)[u"decision"].toString(), u"Admit"_s);
    }

    void shrinkingAndMovingAsPlainNumbers()
    {
        QJsonObject outcome = whatIf("apiVersion: easel.dev/v1\nkind: WhatIf\nspec:\n  changes:\n"
                                     "  - {project: interns, family: NVIDIA-H100, delta: -8}\n",
                                     0);
        QCOMPARE(outcome[u"decision"].toString(), u"Admit"_s);
        QCOMPARE(lineOf(outcome[u"ledger"][u"projects"].toArray(), u"interns"_s, u"NVIDIA-H100"_s)[u"used"]
                     .toInt(),
                 8);
        outcome = whatIf("apiVersion: easel.dev/v1\nkind: WhatIf\nspec:\n"
                         "  remove: [{kind: ComputePool, namespace: interns, name: interns-lab}]\n"
                         "  changes: [{project: interns, family: NVIDIA-H100, delta: 8}]\n",
                         0);
        QCOMPARE(outcome[u"decision"].toString(), u"Admit"_s);
        outcome = whatIf("apiVersion: easel.dev/v1\nkind: WhatIf\nspec:\n"
                         "  changes: [{project: interns, family: NVIDIA-H100, delta: 1}]\n",
                         1);
        QCOMPARE(outcome[u"reasons"][0][u"level"].toString(), u"tenant"_s);
    }

    void limitsSayWhatTheyBreak()
    {
        const QJsonObject outcome =
            whatIf("apiVersion: spectrocloud.com/v1alpha1\nkind: Tenant\nmetadata: {name: borealis}\n"
                   "spec: {gpuResources: {limits: {NVIDIA-H100: 32}}}\n",
                   1);
        QCOMPARE(outcome[u"decision"].toString(), u"Admit"_s); // nothing grows
        QStringList rules;
        for (const auto &remark : outcome[u"remarks"].toArray())
            rules << remark[u"rule"].toString();
        QVERIFY2(rules.contains(u"TEN-6"_s) && rules.contains(u"TEN-7"_s), qPrintable(rules.join(u' ')));
        // Rule, needed, actual, shortfall, and one change with which all of it was tried out again.
        qint64 needed = 0;
        for (const auto &remark : outcome[u"remarks"].toArray()) {
            if (remark[u"rule"].toString() != u"TEN-6")
                continue;
            needed = remark[u"needed"].toInteger();
            QCOMPARE(remark[u"actual"].toInteger(), 32);
            QCOMPARE(remark[u"short"].toInteger(), needed - 32);
        }
        QVERIFY(needed > 32);
        QCOMPARE(outcome[u"remedy"].toString(),
                 u"Raise the limit of borealis for NVIDIA-H100 from 32 to %1; then this fits."_s.arg(needed));
        const QByteArray raised =
            "apiVersion: spectrocloud.com/v1alpha1\nkind: Tenant\nmetadata: {name: borealis}\n"
            "spec: {gpuResources: {limits: {NVIDIA-H100: " +
            QByteArray::number(needed) + "}}}\n";
        const QJsonObject then = whatIf(raised, 0);
        QVERIFY(!then.contains(u"remedy"));
    }

    void kubernetesAndKueueBeside()
    {
        QTemporaryDir folder;
        const auto write = [&](const char *name, const QByteArray &text) {
            const QString path = folder.filePath(QLatin1String(name));
            QDir().mkpath(QFileInfo(path).path());
            QFile out(path);
            QVERIFY(out.open(QIODevice::WriteOnly));
            out.write(text);
        };
        write("easel.yaml", "apiVersion: easel.dev/v1\nkind: Workspace\nmetadata: {name: small}\nspec: {}\n");
        write("namespaces/ml/resourcequota-gpus.yaml",
              "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: gpus, namespace: ml}\n"
              "spec: {hard: {requests.nvidia.com/gpu: \"8\"}}\n"
              "status: {hard: {requests.nvidia.com/gpu: \"8\"}, used: {requests.nvidia.com/gpu: \"6\"}}\n");
        write("cluster/clusterqueue-team.yaml",
              "apiVersion: kueue.x-k8s.io/v1beta1\nkind: ClusterQueue\nmetadata: {name: team}\n"
              "spec: {cohort: all, resourceGroups: [{coveredResources: [nvidia.com/gpu], flavors: [{name: "
              "h100, resources: "
              "[{name: nvidia.com/gpu, nominalQuota: 4}]}]}]}\n");
        const ProgramRun run = runEasel({u"quota"_s, u"--workspace"_s, folder.path()});
        VERIFY_RUN(run, 0);
        QVERIFY2(run.out.contains("Resource quota ml/gpus: limit 8, 6 used; 2 left"), run.out.constData());
        QVERIFY2(run.out.contains("Cluster queue team: limit 4; 4 left"), run.out.constData());
    }

    void wrongFiles_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("another kind") << QByteArray("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n")
                                      << QByteArray("ConfigMap holds no GPUs and limits none.");
        QTest::newRow("no namespace")
            << pool("''", "x", 1) << QByteArray("A ComputePool has no name or no namespace.");
        QTest::newRow("no number")
            << QByteArray("apiVersion: easel.dev/v1\nkind: WhatIf\nspec: {changes: [{project: a}]}\n")
            << QByteArray("A change needs a project, a family and a delta that is not 0.");
        QTest::newRow("no YAML") << QByteArray("a: [\n") << QByteArray("whatif.yaml");
    }
    void wrongFiles()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, said);
        const ProgramRun run =
            runEasel({u"quota"_s, u"--workspace"_s, m_sample, u"--what-if"_s, file("whatif.yaml", text)});
        VERIFY_RUN(run, 2);
        QVERIFY2(run.err.contains(said), run.err.constData());
        QVERIFY(run.out.isEmpty());
    }

    void wrongUse()
    {
        VERIFY_RUN(runEasel({u"quota"_s, u"--workspace"_s, m_sample, u"--what-if"_s, u"/nonexistent"_s}), 2);
        VERIFY_RUN(runEasel({u"quota"_s, u"--workspace"_s, m_sample, u"-o"_s, u"xml"_s}), 2);
        VERIFY_RUN(runEasel({u"quota"_s, u"extra"_s}), 2);
        VERIFY_RUN(runEasel({u"quota"_s, u"--help"_s}), 0);
    }
};

QTEST_GUILESS_MAIN(TestQuotaVerb)
#include "tst_quotaverb.moc"
