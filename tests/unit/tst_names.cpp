// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/kinds.h"
#include "core/domain/names.h"
#include "core/domain/versions.h"
#include "tests/support/objects.h"

#include <QTest>

using namespace easel;
using namespace easel::tests;

class TestNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void names_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("expected"); // rule and sentence, or empty
        const auto row = [](const QString &kind, const QString &name, const char *expected = "") {
            QTest::addRow("%s '%s'", qPrintable(kind), qPrintable(name.left(70)))
                << kind << name << QString::fromUtf8(expected);
        };
        const char *const pool =
            "POOL-1 Name must be 3 to 33 characters: lower-case letters, digits and hyphens, starting "
            "with a letter and ending with a letter or digit.";
        const QString poolKind = QStringLiteral("ComputePool");
        row(poolKind, QStringLiteral("abc"));
        row(poolKind, QString(31, u'a') + QStringLiteral("-1"));
        row(poolKind, QStringLiteral("ab"), pool);
        row(poolKind, QString(34, u'a'), pool);
        row(poolKind, QStringLiteral("1abc"), pool);
        row(poolKind, QStringLiteral("abc-"), pool);
        row(poolKind, QStringLiteral("Abc"), pool);
        row(poolKind, QStringLiteral("abc\n"), pool);
        row(QStringLiteral("AIWorkload"), QStringLiteral("a_b"),
            "AIW-1 Name must be 3 to 33 characters: lower-case letters, digits and hyphens, starting with a "
            "letter and "
            "ending with a letter or digit.");
        row(QStringLiteral("Tenant"), QString(56, u'a'));
        row(QStringLiteral("Tenant"), QString(57, u'a'),
            "TEN-1 Tenant name must be 1 to 56 lower-case letters, digits or hyphens, and start and end with "
            "a letter or "
            "digit.");
        row(QStringLiteral("Project"), QStringLiteral("glaciology"));
        row(QStringLiteral("Project"), QStringLiteral("kube-system"),
            "PRJ-2 'kube-system' is reserved. Choose another project name.");
        row(QStringLiteral("Project"), QStringLiteral("tenant-x"),
            "PRJ-2 'tenant-x' is reserved. Choose another project name.");
        row(QStringLiteral("Project"), QStringLiteral("-x"),
            "PRJ-2 Project name must be at most 63 lower-case letters, digits or hyphens, and start and end "
            "with a letter "
            "or digit.");
        row(QStringLiteral("Settings"), QString(64, u'a'),
            "SET-1 Settings name must be at most 63 lower-case letters, digits or hyphens, and start and end "
            "with a letter "
            "or digit.");
        row(QStringLiteral("ProfileBundle"), QStringLiteral("metal.k8s-v2"));
        row(QStringLiteral("ProfileBundle"), QStringLiteral("metal..k8s"),
            "PB-1 Bundle name may use lower-case letters, digits, hyphens and periods, at most 47 "
            "characters.");
        row(QStringLiteral("WorkloadProfile"), QStringLiteral("Ice"),
            "WP-1 Profile name may use lower-case letters, digits, hyphens and periods, at most 47 "
            "characters, and start and "
            "end with a letter or digit.");
        row(QStringLiteral("TraitDefinition"), QString(40, u'a'));
        row(QStringLiteral("TraitDefinition"), QString(41, u'a'),
            "DEF-1 Definition name must be at most 40 lower-case letters, digits or hyphens.");
        row(QStringLiteral("VariableSet"), QStringLiteral("mural-variables"));
        row(QStringLiteral("VariableSet"), QStringLiteral("mine"),
            "VAR-7 Variables live in one set per namespace, named mural-variables.");
        row(QStringLiteral("Environment"), QStringLiteral("a.b"),
            "ENV-1 Environment name must be at most 63 lower-case letters, digits or hyphens, and start and "
            "end with a "
            "letter or digit.");
        row(QStringLiteral("WorkloadDeployment"), QStringLiteral("a.b"),
            "WD-1 Workload deployment name must be at most 63 lower-case letters, digits or hyphens, and "
            "start and end with "
            "a letter or digit.");
        row(QStringLiteral("DefinitionRevision"), QStringLiteral("made.by.the.engine"));
    }
    void names()
    {
        QFETCH(QString, kind);
        QFETCH(QString, name);
        QFETCH(QString, expected);
        const auto problem = nameProblem(spectroGroup, kind, name);
        QCOMPARE(problem ? problem->rule + u' ' + problem->sentence : QString(), expected);
    }

    void otherGroups()
    {
        QCOMPARE(nameProblem(u"source.toolkit.fluxcd.io", u"HelmRepository", QStringLiteral("a.b"))->sentence,
                 QStringLiteral("Repository name may use lower-case letters, digits and hyphens."));
        QCOMPARE(
            nameProblem(u"fleetconfig.open-cluster-management.io", u"Spoke", QStringLiteral("1a"))->sentence,
            QStringLiteral("Cluster name must be 1 to 46 lower-case letters, digits or hyphens, starting "
                           "with a letter."));
        QVERIFY(!nameProblem(u"example.com", u"Tenant", QStringLiteral("ANY")));
    }

    void smallOnes()
    {
        QVERIFY(isReservedNamespace(u"managed-cluster-set-x") && isReservedNamespace(u"easel-system"));
        QVERIFY(!isReservedNamespace(u"kubernetes") && !isReservedNamespace(u"default"));
        QVERIFY(isWorkerPoolName(u"h100") && !isWorkerPoolName(u"control-plane-pool"));
        QVERIFY(isVariableName(u"_a-1") && !isVariableName(u"1a") && !isVariableName(u""));
        QVERIFY(isProjectDisplayName(u"Ice Lab 2") && !isProjectDisplayName(u" Ice") &&
                !isProjectDisplayName(u"Ice_Lab"));
        QCOMPARE(slugOf(QStringLiteral("Ice  Lab 2")), QStringLiteral("ice-lab-2"));
        QCOMPARE(groupProblem(QStringLiteral("system:masters")),
                 QStringLiteral("Group 'system:masters' is not allowed."));
        QCOMPARE(groupProblem(QStringLiteral("ice leads")), QString());
        QCOMPARE(tagProblem(QStringLiteral("-x"), QString()), QStringLiteral("Tag '-x' is not valid."));
        QVERIFY(isGpuFamily(u"NVIDIA-H100") && !isGpuFamily(u"NVIDIA H100") && !isGpuFamily(u""));
        QVERIFY(!isGpuFamily(u"NVIDIA-H100\n"));
    }

    void durations()
    {
        using namespace std::chrono_literals;
        QCOMPARE(parseDuration(u"1h30m").value(), 5400s);
        QCOMPARE(parseDuration(u"1.5h").value(), 5400s);
        QCOMPARE(parseDuration(u"250ms").value(), 250ms);
        QVERIFY(!parseDuration(u"5 m") && !parseDuration(u"5") && !parseDuration(u"") &&
                !parseDuration(u"-5m"));
    }

    void versions()
    {
        QVERIFY(Version::parse(u"v3") && Version::parse(u"3") && Version::parse(u"v1.2.0"));
        for (const QStringView bad :
             {u"v", u"v01", u"v1.2", u"v1.2.3.4", u"V1", u"v10000", u"v1\n", u"latest"})
            QVERIFY2(!Version::parse(bad), qPrintable(bad.toString()));
        QVERIFY(*Version::parse(u"v10") > *Version::parse(u"v9"));
        QVERIFY(*Version::parse(u"v1.10.0") > *Version::parse(u"v1.9.9"));
        QVERIFY(*Version::parse(u"v2") == *Version::parse(u"2"));
        QCOMPARE(Version::parse(u"2")->toString(), QStringLiteral("2"));
        QCOMPARE(Version::first(VersioningType::Semantic).toString(), QStringLiteral("v0.0.1"));
    }

    void basesAndVersionsOfObjects_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("version");
        QTest::newRow("labels win") << QByteArray(R"({"metadata":{"name":"x-v9","labels":{
            "easel.spectrocloud.com/base":"ice","easel.spectrocloud.com/version":"v3"}}})")
                                    << "ice"
                                    << "v3";
        QTest::newRow("spec.version")
            << QByteArray(R"({"metadata":{"name":"ice-api-v1.2.0"},"spec":{"version":"v1.2.0"}})")
            << "ice-api"
            << "v1.2.0";
        QTest::newRow("suffix") << QByteArray(R"({"metadata":{"name":"ice-api-v3"}})") << "ice-api"
                                << "v3";
        QTest::newRow("neither") << QByteArray(R"({"metadata":{"name":"ice-api"}})") << "ice-api"
                                 << "v0";
        QTest::newRow("number at the end is no version")
            << QByteArray(R"({"metadata":{"name":"stage-2"}})") << "stage-2"
            << "v0";
        QTest::newRow("spec without v")
            << QByteArray(R"({"metadata":{"name":"ice-2"},"spec":{"version":"2"}})") << "ice"
            << "2";
    }
    void basesAndVersionsOfObjects()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, base);
        QFETCH(QString, version);
        const QJsonObject item = object(json.constData());
        QCOMPARE(baseOf(item), base);
        QCOMPARE(versionOf(item), version);
    }

    void nextVersions()
    {
        QList<QJsonObject> objects;
        for (const char *name : {"ice-v2", "ice-v10", "ice-v9", "fog-v3"})
            objects.append(resource("spectrocloud.com/v1beta1", "WorkloadProfile",
                                    QStringLiteral("p/") + QString::fromLatin1(name)));
        QCOMPARE(nextVersion(QStringLiteral("ice"), objects, VersioningType::Basic), QStringLiteral("v11"));
        QCOMPARE(nextVersion(QStringLiteral("new"), objects, VersioningType::Basic), QStringLiteral("v0"));
        QCOMPARE(nextVersion(QStringLiteral("new"), objects, VersioningType::Semantic),
                 QStringLiteral("v0.0.1"));
        QStringList order;
        for (const QJsonObject &item : versionsOf(QStringLiteral("ice"), objects))
            order << versionOf(item);
        QCOMPARE(order, QStringList({QStringLiteral("v10"), QStringLiteral("v9"), QStringLiteral("v2")}));
        QVERIFY(!versioningTypeOf(objects));
        const QJsonObject made =
            withVersion(objects.first(), QStringLiteral("ice"), QStringLiteral("v1.0.0"));
        QCOMPARE(refOf(made).name, QStringLiteral("ice-v1.0.0"));
        QCOMPARE(versioningTypeOf({made}).value(), VersioningType::Semantic);
        QCOMPARE(nextVersion(QStringLiteral("ice"), {made}, VersioningType::Semantic),
                 QStringLiteral("v1.0.1"));
    }
};

QTEST_GUILESS_MAIN(TestNames)
#include "tst_names.moc"
