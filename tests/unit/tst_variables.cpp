// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/macros.h"
#include "core/domain/variables.h"
#include "tests/support/objects.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace easel;
using namespace easel::tests;

namespace {

QJsonObject variableSet(const QString &namespaceName, const char *variables)
{
    QJsonObject set = resource("spectrocloud.com/v1beta1", "VariableSet",
                               namespaceName + QStringLiteral("/mural-variables"));
    set.insert(QStringLiteral("spec"), QJsonObject{{QStringLiteral("variables"), value(variables)}});
    return set;
}

QStringList sentences(const QList<Finding> &findings)
{
    QStringList texts;
    for (const Finding &finding : findings)
        texts << finding.rule + QStringLiteral(": ") + finding.sentence;
    return texts;
}

QString text(const QJsonValue &value)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact))
        .chopped(1)
        .mid(1);
}

const EffectiveVariable *find(const VariableResolution &resolution, const QString &name)
{
    for (const EffectiveVariable &variable : resolution.variables) {
        if (variable.name == name)
            return &variable;
    }
    return nullptr;
}

} // namespace

class TestVariables : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The table of resource-model 3.g, row by row.
    void table_data()
    {
        QTest::addColumn<QString>("system");
        QTest::addColumn<QString>("project");
        QTest::addColumn<QString>("bundle");
        QTest::addColumn<QString>("deployment");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("result"); // JSON of the value, or the finding
        QTest::addColumn<int>("from");
        using L = EffectiveVariable::Level;
        QTest::newRow("project over system")
            << R"([{"name":"region","variableType":"string","value":{"string":"a"}}])"
            << R"([{"name":"region","variableType":"string","value":{"string":"b"}}])"
            << "[]"
            << "{}"
            << "region"
            << R"("b")" << int(L::Project);
        QTest::newRow("locked by the system")
            << R"([{"name":"region","variableType":"string","locked":true,"value":{"string":"a"}}])"
            << "[]"
            << "[]"
            << R"({"region":{"string":"c"}})"
            << "region"
            << "V2: region is locked by the system and cannot be set here." << int(L::System);
        QTest::newRow("deployment over bundle")
            << R"([{"name":"replicas","variableType":"int32","validationMode":"required"}])"
            << "[]"
            << R"([{"name":"replicas","variableType":"int32","value":{"int32":2}}])"
            << R"({"replicas":{"int32":5}})"
            << "replicas"
            << "5" << int(L::Deployment);
        QTest::newRow("required, no value")
            << R"([{"name":"replicas","variableType":"int32","validationMode":"required"}])"
            << "[]"
            << "[]"
            << "{}"
            << "replicas"
            << "V5: Enter a value for replicas." << int(L::None);
        QTest::newRow("wrong type") << "[]"
                                    << R"([{"name":"debug","variableType":"bool","value":{"bool":false}}])"
                                    << "[]"
                                    << R"({"debug":"yes"})"
                                    << "debug"
                                    << "V4: debug needs bool; got 'yes'." << int(L::Deployment);
        QTest::newRow("not declared")
            << "[]"
            << "[]"
            << "[]"
            << R"({"tier":"x"})"
            << "tier"
            << "V3: tier is not declared in the bundle, project or system variables." << int(L::None);
        QTest::newRow("locked by the project")
            << R"([{"name":"registry","variableType":"string","value":{"string":"r0"}}])"
            << R"([{"name":"registry","variableType":"string","locked":true,"value":{"string":"r1"}}])"
            << R"([{"name":"registry","variableType":"string","value":{"string":"r2"}}])"
            << "{}"
            << "registry"
            << "V2: registry is locked by the project and cannot be set here." << int(L::Project);
        QTest::newRow("types differ")
            << R"([{"name":"n","variableType":"int32"}])"
            << R"([{"name":"n","variableType":"string","value":{"string":"x"}}])"
            << "[]"
            << "{}"
            << "n"
            << "V1: n is string in the project but int32 in the system." << int(L::Project);
        QTest::newRow("plain scalar is read")
            << "[]"
            << R"([{"name":"n","variableType":"int32","value":{"int32":1}}])"
            << "[]"
            << R"({"n":7})"
            << "n"
            << "7" << int(L::Deployment);
        QTest::newRow("out of range") << "[]"
                                      << R"([{"name":"n","variableType":"int32"}])"
                                      << "[]"
                                      << R"({"n":{"int32":3000000000}})"
                                      << "n"
                                      << "V4: n needs int32; got '3000000000'." << int(L::Deployment);
        QTest::newRow("key of another type") << "[]"
                                             << R"([{"name":"n","variableType":"int32"}])"
                                             << "[]"
                                             << R"({"n":{"string":"5"}})"
                                             << "n"
                                             << "V4: n needs int32; got '5'." << int(L::Deployment);
        QTest::newRow("map form of a set") << R"({"zone":{"variableType":"string","value":{"string":"z"}}})"
                                           << "[]"
                                           << "[]"
                                           << "{}"
                                           << "zone"
                                           << R"("z")" << int(L::System);
        QTest::newRow("an empty text is a value")
            << "[]"
            << R"([{"name":"s","variableType":"string","value":{"string":"d"}}])"
            << "[]"
            << R"({"s":{"string":""}})"
            << "s"
            << R"("")" << int(L::Deployment);
    }
    void table()
    {
        QFETCH(QString, system);
        QFETCH(QString, project);
        QFETCH(QString, bundle);
        QFETCH(QString, deployment);
        QFETCH(QString, name);
        QFETCH(QString, result);
        QFETCH(int, from);
        ObjectSet set;
        set.insert(variableSet(QStringLiteral("easel-system"), system.toUtf8().constData()));
        set.insert(variableSet(QStringLiteral("p"), project.toUtf8().constData()));
        QJsonObject bundleObject =
            resource("spectrocloud.com/v1beta1", "ProfileBundle", QStringLiteral("p/b-v1"));
        bundleObject.insert(
            QStringLiteral("spec"),
            QJsonObject{{QStringLiteral("variableSet"),
                         QJsonObject{{QStringLiteral("variables"), value(bundle.toUtf8().constData())}}}});
        const VariableResolution resolution =
            resolveVariables(set, QStringLiteral("p"), bundleObject, QStringLiteral("w-v1"),
                             object(deployment.toUtf8().constData()));
        if (result.startsWith(u'V')) {
            QCOMPARE(sentences(resolution.findings), QStringList{result});
            QCOMPARE(resolution.findings.first().pointer.toString(), u'/' + name);
        } else {
            QCOMPARE(sentences(resolution.findings), QStringList());
            QVERIFY(find(resolution, name));
            QCOMPARE(text(find(resolution, name)->value), result);
        }
        const EffectiveVariable *variable = find(resolution, name);
        QCOMPARE(variable ? int(variable->valueFrom) : int(EffectiveVariable::Level::None), from);
    }

    void valuesOfTheProfileEntryComeBeforeTheBundleSet()
    {
        const QJsonObject bundle = object(R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"ProfileBundle",
            "metadata":{"name":"b-v1","namespace":"p"},"spec":{
            "variableSet":[{"name":"n","variableType":"int32","value":{"int32":1}}],
            "workloadProfiles":[{"name":"w-v1","variables":{"n":{"int32":2}}},{"name":"x-v1","variables":{"n":{"int32":3}}}]}})");
        const auto forProfile = [&](const char *profile) {
            const VariableResolution resolution =
                resolveVariables({}, QStringLiteral("p"), bundle, QString::fromLatin1(profile), {});
            return find(resolution, QStringLiteral("n"))->value.toInteger();
        };
        QCOMPARE(forProfile("w-v1"), 2);
        QCOMPARE(forProfile("x-v1"), 3);
        QCOMPARE(forProfile("other"), 1);
        const VariableResolution resolution = resolveVariables(
            {}, QStringLiteral("p"), bundle, QStringLiteral("w-v1"), object(R"({"n":{"int32":9}})"));
        QCOMPARE(find(resolution, QStringLiteral("n"))->inherited.toInteger(), 2);
        QCOMPARE(find(resolution, QStringLiteral("n"))->value.toInteger(), 9);
    }

    void allErrorsAreCollected()
    {
        ObjectSet set;
        set.insert(variableSet(QStringLiteral("p"), R"([{"name":"a","variableType":"bool"},
            {"name":"b","variableType":"int32","validationMode":"required"}])"));
        set.insert(object(R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"WorkloadProfile",
            "metadata":{"name":"w-v1","namespace":"p"},"spec":{"workload":{"components":[
            {"name":"api","type":"webservice","properties":{"image":"x:{{ .var.tag }}","n":"{{.var.b}}"}}]}}})"));
        const VariableResolution resolution = resolveVariables(
            set, QStringLiteral("p"), {}, QStringLiteral("w-v1"), object(R"({"a":3,"c":true})"));
        QCOMPARE(
            sentences(resolution.findings),
            QStringList({QStringLiteral("V4: a needs bool; got '3'."),
                         QStringLiteral("V5: Enter a value for b."),
                         QStringLiteral("V3: c is not declared in the bundle, project or system variables."),
                         QStringLiteral("V6: api uses the unknown variable tag.")}));
    }

    // Algorithm step 6, for each workload by itself: whether its profile reads the variable does not matter,
    // nor what other workloads of the bundle are given.
    void aRequiredVariableIsAskedOfEveryWorkload()
    {
        const QJsonObject bundle = object(R"({"metadata":{"name":"b-v1","namespace":"p"},"spec":{
            "workloadProfiles":[{"name":"api-v1"},{"name":"web-v1","variables":{"contact":{"string":"x"}}}],
            "variableSet":[{"name":"contact","variableType":"string","validationMode":"required"}]}})");
        ObjectSet set;
        set.insert(resource("spectrocloud.com/v1beta1", "WorkloadProfile", QStringLiteral("p/api-v1"),
                            R"({"workload":{"components":[{"name":"a","properties":{}}]}})"));
        set.insert(resource(
            "spectrocloud.com/v1beta1", "WorkloadProfile", QStringLiteral("p/web-v1"),
            R"({"workload":{"components":[{"name":"w","properties":{"x":"{{ .var.contact }}"}}]}})"));
        const auto said = [&](const char *profile) {
            return sentences(
                resolveVariables(set, QStringLiteral("p"), bundle, QString::fromLatin1(profile), {})
                    .findings);
        };
        QCOMPARE(said("api-v1"), QStringList{QStringLiteral("V5: Enter a value for contact.")});
        QCOMPARE(said("web-v1"), QStringList());
        QCOMPARE(said("other-v1"), QStringList{QStringLiteral("V5: Enter a value for contact.")});
    }

    void required_data()
    {
        QTest::addColumn<QString>("system");
        QTest::addColumn<QString>("project");
        QTest::addColumn<QString>("bundle");
        QTest::addColumn<QString>("deployment");
        QTest::addColumn<bool>("asked");
        const QString none = QStringLiteral("[]");
        const QString needed = QStringLiteral(R"([{"name":"n","validationMode":"required"}])");
        const QString optional = QStringLiteral(R"([{"name":"n"}])");
        const auto with = [](const char *value) {
            return QStringLiteral(R"([{"name":"n","value":%1}])").arg(QLatin1String(value));
        };
        const auto set = [](const char *value) {
            return QStringLiteral(R"({"n":%1})").arg(QLatin1String(value));
        };
        QTest::newRow("at the system") << needed << none << none << "{}" << true;
        QTest::newRow("at the project") << none << needed << none << "{}" << true;
        QTest::newRow("at the bundle") << none << none << needed << "{}" << true;
        // "At any level": a nearer declaration does not make it optional.
        QTest::newRow("declared again nearer") << needed << optional << optional << "{}" << true;
        QTest::newRow("declared again farther") << optional << needed << none << "{}" << true;
        QTest::newRow("nowhere") << optional << none << none << "{}" << false;
        QTest::newRow("answered by the system")
            << with(R"({"string":"x"})") << needed << none << "{}" << false;
        QTest::newRow("answered by the bundle")
            << needed << none << with(R"({"string":"x"})") << "{}" << false;
        QTest::newRow("answered here") << needed << none << none << set(R"({"string":"x"})") << false;
        QTest::newRow("answered with an empty text")
            << needed << none << none << set(R"({"string":""})") << false;
        QTest::newRow("null is no answer") << needed << none << none << set("null") << true;
        QTest::newRow("{} is no answer") << needed << none << none << set("{}") << true;
        QTest::newRow("a type alone is no answer")
            << needed << none << none << set(R"({"string":null})") << true;
        QTest::newRow("a type alone declares no value")
            << with(R"({"string":null})") << needed << none << "{}" << true;
        // A value that is wrong is there: V4 speaks of it, and only V4.
        QTest::newRow("a value of another type") << needed << none << none << set(R"({"int32":3})") << false;
    }
    void required()
    {
        QFETCH(QString, system);
        QFETCH(QString, project);
        QFETCH(QString, bundle);
        QFETCH(QString, deployment);
        QFETCH(bool, asked);
        ObjectSet set;
        set.insert(variableSet(QStringLiteral("easel-system"), system.toUtf8().constData()));
        set.insert(variableSet(QStringLiteral("p"), project.toUtf8().constData()));
        const QJsonObject bundleObject{
            {QStringLiteral("metadata"), object(R"({"name":"b-v1","namespace":"p"})")},
            {QStringLiteral("spec"),
             QJsonObject{{QStringLiteral("variableSet"), value(bundle.toUtf8().constData())}}}};
        const QStringList said =
            sentences(resolveVariables(set, QStringLiteral("p"), bundleObject, QStringLiteral("w-v1"),
                                       object(deployment.toUtf8().constData()))
                          .findings);
        QCOMPARE(said.contains(QStringLiteral("V5: Enter a value for n.")), asked);
    }

    void vendorHubsWarnAboutTheOrder()
    {
        const QJsonObject bundle = object(R"({"metadata":{"name":"b","namespace":"p"},"spec":{
            "variableSet":{"variables":[{"name":"n","variableType":"int32","value":{"int32":1}}]}}})");
        const auto findings = [&](bool plain) {
            return resolveVariables({}, QStringLiteral("p"), bundle, {}, object(R"({"n":{"int32":2}})"),
                                    plain)
                .findings;
        };
        QVERIFY(findings(true).isEmpty());
        QCOMPARE(sentences(findings(false)),
                 QStringList{QStringLiteral(
                     "V-ORDER: n is set in the bundle and here; this hub decides which one wins.")});
        QCOMPARE(findings(false).first().severity, Finding::Severity::Warn);
    }

    void typedValues_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("expected"); // empty: does not fit
        QTest::newRow("int32 max") << "int32"
                                   << "2147483647"
                                   << R"({"int32":2147483647})";
        QTest::newRow("int32 over") << "int32"
                                    << "2147483648"
                                    << "";
        QTest::newRow("int32 min") << "int32"
                                   << "-2147483648"
                                   << R"({"int32":-2147483648})";
        QTest::newRow("int64 keeps every digit") << "int64"
                                                 << "9007199254740993"
                                                 << R"({"int64":9007199254740993})";
        QTest::newRow("int64 max") << "int64"
                                   << "9223372036854775807"
                                   << R"({"int64":9223372036854775807})";
        QTest::newRow("int64 over") << "int64"
                                    << "9223372036854775808"
                                    << "";
        QTest::newRow("int64 fraction") << "int64"
                                        << "1.5"
                                        << "";
        QTest::newRow("float32 over") << "float32"
                                      << "1e39"
                                      << "";
        QTest::newRow("float64") << "float64"
                                 << "1e39"
                                 << R"({"float64":1e+39})";
        QTest::newRow("nan") << "float64"
                             << "nan"
                             << "";
        QTest::newRow("bool") << "bool"
                              << "True"
                              << R"({"bool":true})";
        QTest::newRow("bool word") << "bool"
                                   << "yes"
                                   << "";
        QTest::newRow("text stays as typed") << "string"
                                             << " 5 "
                                             << R"({"string":" 5 "})";
        QTest::newRow("type in other case") << "Int32"
                                            << "5"
                                            << R"({"int32":5})";
        QTest::newRow("unknown type") << "date"
                                      << "today"
                                      << "";
    }
    void typedValues()
    {
        QFETCH(QString, type);
        QFETCH(QString, typed);
        QFETCH(QString, expected);
        const QJsonValue plain = valueFromText(type, typed);
        if (expected.isEmpty()) {
            QVERIFY(plain.isUndefined());
            return;
        }
        QCOMPARE(QString::fromUtf8(QJsonDocument(typedValue(type, plain)).toJson(QJsonDocument::Compact)),
                 expected);
        QCOMPARE(plainValue(typedValue(type, plain)), plain);
    }

    void macros_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("what");
        QTest::addColumn<bool>("readable");
        using K = Macro::Kind;
        QTest::newRow("variable") << "{{ .var.replicas }}" << int(K::Variable) << "replicas" << true;
        QTest::newRow("trimmed") << "a{{- .var.x -}}b" << int(K::Variable) << "x" << true;
        QTest::newRow("filters") << R"({{ .var.x | default "a b" | quote }})" << int(K::Variable) << "x"
                                 << true;
        QTest::newRow("unknown filter") << "{{ .var.x | rot }}" << int(K::Variable) << "x" << false;
        QTest::newRow("spoke") << R"({{ spoke ".def.store.clusterIp" }})" << int(K::Spoke)
                               << ".def.store.clusterIp" << true;
        QTest::newRow("spoke, too long")
            << R"({{ spoke ".def.a.b.c.d" }})" << int(K::Spoke) << ".def.a.b.c.d" << false;
        QTest::newRow("hub") << R"({{ hub ".sys.tenant" }})" << int(K::Hub) << ".sys.tenant" << true;
        QTest::newRow("hub, unknown name")
            << R"({{ hub ".sys.user" }})" << int(K::Hub) << ".sys.user" << false;
        QTest::newRow("helm") << "{{ .Values.x }}" << int(K::Unreadable) << "" << false;
        QTest::newRow("no end") << "{{ .var.x" << int(K::Unreadable) << "" << false;
    }
    void macros()
    {
        QFETCH(QString, text);
        QFETCH(int, kind);
        QFETCH(QString, what);
        QFETCH(bool, readable);
        const QList<Macro> macros = macrosIn(text);
        QCOMPARE(macros.size(), 1);
        QCOMPARE(int(macros.first().kind), kind);
        QCOMPARE(macros.first().variable + macros.first().path, what);
        QCOMPARE(macros.first().problem.isEmpty(), readable);
    }

    void macroNamesOfAProfile()
    {
        const QJsonObject profile = object(R"({"spec":{"workload":{"components":[{"name":"a","properties":
            {"image":"r/{{ .var.image }}:{{ .var.tag }}","env":[{"value":"{{ .var.tag }}"}]}}]}}})");
        QCOMPARE(macroVariables(profile), QStringList({QStringLiteral("image"), QStringLiteral("tag")}));
    }
};

QTEST_GUILESS_MAIN(TestVariables)
#include "tst_variables.moc"
