// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schema/schema.h"
#include "core/schema/schemabuilder.h"
#include "core/schema/schemaformats.h"
#include "core/yaml/yamlreader.h"
#include "tests/support/agreementtable.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

JsonPointer at(const QString &text)
{
    return *JsonPointer::parse(text);
}

QString sentences(const QList<SchemaFinding> &findings)
{
    QStringList lines;
    for (const SchemaFinding &finding : findings)
        lines += finding.pointer.toFieldPath() + u": "_s + finding.message;
    return lines.join(u'\n');
}

QJsonObject object(const char *json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError)
        qFatal("bad JSON in the test: %s", qPrintable(error.errorString()));
    return document.object();
}

std::shared_ptr<const Schema> alpha(const QString &kind)
{
    return Schema::builtin(u"spectrocloud.com"_s, u"v1alpha1"_s, kind);
}

// Every field of a schema below a pointer, maps and lists by their item.
void walk(const Schema &schema, const JsonPointer &pointer,
          const std::function<void(const JsonPointer &, const FieldInfo &)> &visit)
{
    const auto info = schema.field(pointer);
    QVERIFY2(info, qPrintable(pointer.toString()));
    visit(pointer, *info);
    for (const QString &name : info->properties)
        walk(schema, pointer / name, visit);
    if (info->type == "array"_L1)
        walk(schema, pointer / 0, visit);
    if (info->hasAdditional && info->properties.isEmpty())
        walk(schema, pointer / u"key"_s, visit);
}

} // namespace

class TestSchema : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCrdIsBuiltIn()
    {
        const QStringList files =
            QDir(QStringLiteral(EASEL_SOURCE_DIR) + u"/resources/crds"_s).entryList({u"*.yaml"_s});
        const QList<QJsonObject> &crds = Schema::builtinCrds();
        QCOMPARE(crds.size(), 19);
        QCOMPARE(files.size(), 19);
        for (const QJsonObject &crd : crds) {
            const QJsonObject spec = crd.value("spec"_L1).toObject();
            const QJsonObject names = spec.value("names"_L1).toObject();
            const QString kind = names.value("kind"_L1).toString();
            const QJsonObject version = spec.value("versions"_L1).toArray().first().toObject();
            QVERIFY2(files.contains(names.value("plural"_L1).toString() + u".yaml"_s), qPrintable(kind));
            QVERIFY2(Schema::builtin(u"spectrocloud.com"_s, version.value("name"_L1).toString(), kind),
                     qPrintable(kind));
            const QJsonObject metadata = crd.value("metadata"_L1).toObject();
            QCOMPARE(
                metadata.value("labels"_L1).toObject().value("app.kubernetes.io/managed-by"_L1).toString(),
                u"easel"_s);
            QCOMPARE(metadata.value("annotations"_L1)
                         .toObject()
                         .value("easel.spectrocloud.com/crd-revision"_L1)
                         .toString(),
                     u"1"_s);
            QVERIFY2(version.value("subresources"_L1).toObject().contains("status"_L1), qPrintable(kind));
            QCOMPARE(names.value("categories"_L1).toArray(), QJsonArray{u"easel"_s});
        }
        QVERIFY(!Schema::builtin(u"apps"_s, u"v1"_s, u"Deployment"_s));
        QVERIFY(!Schema::builtin(u"spectrocloud.com"_s, u"v9"_s, u"Tenant"_s));
    }

    // They are the help of the editor.
    void everyFieldIsDescribed()
    {
        int fields = 0;
        for (const QJsonObject &crd : Schema::builtinCrds()) {
            const QJsonObject spec = crd.value("spec"_L1).toObject();
            const QString version =
                spec.value("versions"_L1).toArray().first().toObject().value("name"_L1).toString();
            const auto schema = Schema::fromCrd(crd, version);
            QVERIFY(schema);
            walk(**schema, JsonPointer(), [&](const JsonPointer &pointer, const FieldInfo &info) {
                ++fields;
                if (pointer.startsWith(at(u"/metadata"_s)) && pointer.tokens().size() > 2)
                    return;
                QVERIFY2(!info.description.isEmpty(),
                         qPrintable(crd.value("metadata"_L1).toObject().value("name"_L1).toString() +
                                    pointer.toString()));
            });
            QVERIFY2((*schema)->field(at(u"/spec"_s))->keepsUnknown, qPrintable(version));
        }
        QVERIFY2(fields > 2000, qPrintable(QString::number(fields)));
    }

    void agreesWithTheTable_data()
    {
        QTest::addColumn<int>("index");
        const auto table = readAgreementTable();
        QVERIFY2(table, table ? "" : qPrintable(table.error().message));
        m_table = *table;
        int decided = 0;
        for (int i = 0; i < m_table.size(); ++i) {
            QTest::newRow(qPrintable(m_table.at(i).base + u": "_s + m_table.at(i).name)) << i;
            decided += m_table.at(i).byCel ? 0 : 1;
        }
        QVERIFY2(decided >= 150, "the table has shrunk");
    }

    void agreesWithTheTable()
    {
        QFETCH(int, index);
        const AgreementCase &entry = m_table.at(index);
        const auto schema = schemaOfCase(entry);
        QVERIFY(schema);
        const QList<SchemaFinding> findings = schema->validate(entry.object, true);
        if (entry.good || entry.byCel) {
            QVERIFY2(findings.isEmpty(), qPrintable(sentences(findings)));
            return;
        }
        QVERIFY2(!findings.isEmpty(), "taken, though the server refuses it");
        if (entry.fields.isEmpty())
            return;
        QList<SchemaFinding> compared;
        // The server stops after unknown fields; Easel names everything at once.
        const bool unknown = std::any_of(findings.begin(), findings.end(), [](const SchemaFinding &finding) {
            return finding.reason == "Unknown"_L1;
        });
        for (const SchemaFinding &finding : findings) {
            if (!unknown || finding.reason == "Unknown"_L1)
                compared += finding;
        }
        QCOMPARE(plainFields(compared) + entry.also, entry.fields + entry.also);
    }

    void notStrictTakesUnknownFields()
    {
        const QJsonObject tenant = object(
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Tenant","metadata":{"name":"a","colour":1},
            "spec":{"gpuResources":{"colour":"red"}},"shape":1})");
        QVERIFY(alpha(u"Tenant"_s)->validate(tenant, false).isEmpty());
        QCOMPARE(plainFields(alpha(u"Tenant"_s)->validate(tenant, true)),
                 (QSet<QString>{u"metadata.colour"_s, u"shape"_s, u"spec.gpuResources.colour"_s}));
    }

    // Not in the table: a client that knows the kind puts it in before the server sees the object.
    void withoutKind()
    {
        QJsonObject bare = object(R"({"metadata":{"name":"a"},"spec":{}})");
        QCOMPARE(plainFields(alpha(u"Tenant"_s)->validate(bare, true)),
                 (QSet<QString>{u"kind"_s, u"apiVersion"_s}));
        bare.insert(u"kind"_s, 5);
        bare.insert(u"apiVersion"_s, QString());
        QCOMPARE(plainFields(alpha(u"Tenant"_s)->validate(bare, true)),
                 (QSet<QString>{u"kind"_s, u"apiVersion"_s}));
    }

    void speaksAsTheServerDoes()
    {
        const QJsonObject project = object(
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Project","metadata":{"name":"a","namespace":"a"},
            "spec":{"displayName":"a-b","tenantRef":{},"roleMapping":{"admin":["x","x"]},"gpuResources":{"limits":{"F":-1}},"description":5}})");
        const QString said = sentences(alpha(u"Project"_s)->validate(project, true));
        const QStringList expected = {
            QStringLiteral("spec.computeConfigRef: Required value"),
            QStringLiteral("spec.tenantRef.name: Required value"),
            QStringLiteral("spec.displayName: Invalid value: \"a-b\": spec.displayName in body should match "
                           "'^[A-Za-z0-9]([A-Za-z0-9 ]{0,61}[A-Za-z0-9])?$'"),
            QStringLiteral("spec.roleMapping.admin[1]: Duplicate value: \"x\""),
            QStringLiteral("spec.gpuResources.limits.F: Invalid value: -1: spec.gpuResources.limits.F in "
                           "body should be greater than or equal to 0"),
            QStringLiteral("spec.description: Invalid value: \"integer\": spec.description in body must be "
                           "of type string: \"integer\""),
        };
        for (const QString &line : expected)
            QVERIFY2(said.split(u'\n').contains(line), qPrintable(line + u"\nis missing in\n"_s + said));
        QCOMPARE(said.split(u'\n').size(), expected.size());
    }

    void defaults()
    {
        const QJsonObject policy =
            alpha(u"ScalingPolicy"_s)
                ->withDefaults(object(
                    R"({"kind":"ScalingPolicy","spec":{"cooldownDuration":null,"vendor":{"x":null}}})"));
        QCOMPARE(
            policy,
            object(
                R"({"kind":"ScalingPolicy","spec":{"cooldownDuration":"15m","abortDuration":"30m","vendor":{"x":null}}})"));
        const QJsonObject config =
            alpha(u"ComputeConfig"_s)
                ->withDefaults(object(
                    R"({"spec":{"paletteClusterConfig":{"edge":{},"defaults":{"controlPlanePool":{"nodeCount":3},"workerPools":[{"name":"a"}]}}}})"));
        QCOMPARE(at(u"/spec/paletteClusterConfig/defaults/workerPools/0/nodeCount"_s).get(config).toInt(), 1);
        QCOMPARE(
            at(u"/spec/paletteClusterConfig/defaults/controlPlanePool/architecture"_s).get(config).toString(),
            u"amd64"_s);
        QCOMPARE(at(u"/spec/paletteClusterConfig/edge/isTwoNode"_s).get(config), QJsonValue(false));
        // Defaults of a map's default: a Compute without a selector lists what is tagged for PaletteAI.
        const QJsonObject compute = alpha(u"Compute"_s)->withDefaults(object(R"({"spec":{}})"));
        QCOMPARE(at(u"/spec/selector/matchTags"_s).get(compute),
                 QJsonValue(object(R"({"palette.ai":"true"})")));
    }

    // A default here would hide what the compute configuration or the tenant says (3.d, 3.e).
    void mergedFieldsHaveNoDefaults()
    {
        const JsonPointer pool = at(u"/spec/clusterVariant/dedicated/paletteClusterDeploymentConfig"_s);
        const auto schema = alpha(u"ComputePool"_s);
        for (const QString &path : {u"nodePoolRequirements/controlPlanePool/architecture"_s,
                                    u"nodePoolRequirements/controlPlanePool/workerNodeEligible"_s,
                                    u"edge/isTwoNode"_s, u"edge/networkOverlayConfig/enabled"_s}) {
            JsonPointer pointer = pool;
            for (const QString &token : path.split(u'/'))
                pointer = pointer / token;
            const auto info = schema->field(pointer);
            QVERIFY2(info, qPrintable(path));
            QVERIFY2(info->defaultValue.isUndefined(), qPrintable(path));
        }
        QVERIFY(alpha(u"Settings"_s)
                    ->field(at(u"/spec/integrations/huggingFace/endpoint"_s))
                    ->defaultValue.isUndefined());
    }

    void fieldHelp()
    {
        const auto schema = alpha(u"ComputePool"_s);
        const auto root = schema->field(JsonPointer());
        QVERIFY(root);
        QCOMPARE(root->properties,
                 (QStringList{u"apiVersion"_s, u"kind"_s, u"metadata"_s, u"spec"_s, u"status"_s}));
        const auto gpu = schema->field(
            at(u"/spec/clusterVariant/shared/clusters/3/paletteClusterDeploymentConfig/nodePoolRequirements"
               u"/workerPools/0/gpu"_s));
        QVERIFY(gpu);
        QCOMPARE(gpu->type, u"object"_s);
        QCOMPARE(gpu->properties, (QStringList{u"family"_s, u"gpuCount"_s, u"gpuMemory"_s}));
        const auto policy = schema->field(
            at(u"/spec/clusterVariant/dedicated/paletteClusterDeploymentConfig/deletionPolicy"_s));
        QCOMPARE(policy->enumValues, (QStringList{u"delete"_s, u"orphan"_s}));
        QCOMPARE(policy->defaultValue.toString(), u"delete"_s);
        const auto name = schema->field(at(u"/metadata/name"_s));
        QVERIFY(name && !name->description.isEmpty());
        QVERIFY(schema->field(at(u"/metadata/labels/any.key"_s)));
        QVERIFY(schema->field(at(u"/spec/profileBundleRef/name"_s))->required);
        QVERIFY(schema->field(at(u"/spec/networkIsolation"_s))->keepsUnknown);
        QVERIFY(!schema->field(at(u"/spec/noSuchField"_s)));
        QVERIFY(!schema->field(at(u"/spec/description/deeper"_s)));
        const auto limits = alpha(u"Tenant"_s)->field(at(u"/spec/gpuResources/limits"_s));
        QVERIFY(limits->hasAdditional);
        const auto count = alpha(u"Tenant"_s)->field(at(u"/spec/gpuResources/limits/NVIDIA-L4"_s));
        QCOMPARE(count->minimum.value_or(-1), 0.0);
        QCOMPARE(count->maximum.value_or(-1), 1e6);
        QCOMPARE(alpha(u"Tenant"_s)->field(at(u"/spec/displayName"_s))->maxLength.value_or(0), 63);
        QCOMPARE(alpha(u"Tenant"_s)->field(at(u"/spec/gpuResources/limits/NVIDIA-H100"_s))->type,
                 u"integer"_s);
        const auto concurrency =
            Schema::builtin(u"spectrocloud.com"_s, u"v1beta1"_s, u"Environment"_s)
                ->field(
                    at(u"/spec/topology/properties/manifestWorkReplicaSet/rolloutStrategy/progressive/maxC"
                       u"oncurrency"_s));
        QCOMPARE(concurrency->type, u"int-or-string"_s);
    }

    void openApiWithReferences()
    {
        QFile file(QStringLiteral(EASEL_TEST_DATA) + u"/openapi.yaml"_s);
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.errorString()));
        const auto read = readYamlDocument(file.readAll());
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        const QJsonObject document = read->value.toObject();
        const auto schema = Schema::fromOpenApi(document, QString(), u"v1"_s, u"Thing"_s);
        QVERIFY2(schema, schema ? "" : qPrintable(schema.error().message));
        QCOMPARE((*schema)->field(at(u"/spec"_s))->description, u"What is wanted."_s);
        QCOMPARE((*schema)->field(at(u"/spec/limit"_s))->description, u"An amount."_s);
        QCOMPARE((*schema)->field(at(u"/metadata/name"_s))->description, u"Its name."_s);
        QVERIFY((*schema)->field(at(u"/spec/children/0/children/1/children/2/port"_s)));
        const QJsonObject good = object(
            R"({"apiVersion":"v1","kind":"Thing","metadata":{"name":"a:b"},"spec":{"port":1,"raw":{"x":1},"limit":"1Gi","target":"http",
            "children":[{"port":2,"target":8080}]}})");
        QVERIFY2((*schema)->validate(good, true).isEmpty(),
                 qPrintable(sentences((*schema)->validate(good, true))));
        QCOMPARE((*schema)->withDefaults(good).value("spec"_L1).toObject().value("protocol"_L1).toString(),
                 u"TCP"_s);
        const QJsonObject bad = object(
            R"({"apiVersion":"v1","kind":"Thing","metadata":{"name":"a/b"},"spec":{"limit":true,"children":[{"prot":2,"port":"x"}]}})");
        QCOMPARE(plainFields((*schema)->validate(bad, true)),
                 (QSet<QString>{u"metadata.name"_s, u"spec.port"_s, u"spec.limit"_s,
                                u"spec.children[0].prot"_s, u"spec.children[0].port"_s}));
        QVERIFY(Schema::fromOpenApi(document, QString(), u"v1"_s, u"Loop"_s)); // and does not hang
        const auto broken = Schema::fromOpenApi(document, QString(), u"v1"_s, u"Broken"_s);
        QVERIFY(!broken);
        QCOMPARE(broken.error().message, u"the schema refers to nowhere, which is not there"_s);
        QCOMPARE(Schema::fromOpenApi(document, u"g"_s, u"v1"_s, u"Thing"_s).error().kind,
                 Error::Kind::NotFound);
    }

    // Not one finding: the sample is what people see first.
    void sampleIsGood()
    {
        const QString root = QStringLiteral(EASEL_SOURCE_DIR) + u"/resources/sample"_s;
        QDirIterator files(root, {u"*.yaml"_s}, QDir::Files, QDirIterator::Subdirectories);
        int objects = 0;
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
            const auto documents = readYaml(file.readAll());
            QVERIFY2(documents, qPrintable(file.fileName()));
            for (const YamlDocument &document : *documents) {
                const QJsonObject read = document.value.toObject();
                const QStringList version = read.value("apiVersion"_L1).toString().split(u'/');
                const auto schema =
                    Schema::builtin(version.first(), version.last(), read.value("kind"_L1).toString());
                if (!schema)
                    continue;
                ++objects;
                const QList<SchemaFinding> findings = schema->validate(read, true);
                QVERIFY2(findings.isEmpty(), qPrintable(file.fileName() + u": "_s + sentences(findings)));
            }
        }
        QVERIFY2(objects >= 80, qPrintable(QString::number(objects)));
    }

    void patternsOfGo()
    {
        QCOMPARE(patternForQt(u"^a$"_s), u"^a\\z"_s);
        QCOMPARE(patternForQt(u"[$]\\$x$|y$"_s), u"[$]\\$x\\z|y\\z"_s);
        QCOMPARE(patternForQt(u"[]$]$"_s), u"[]$]\\z"_s);
        QCOMPARE(patternForQt(u"[^]$]$"_s), u"[^]$]\\z"_s);
        QCOMPARE(patternForQt(u"(?m)^a$"_s), u"(?m)^a$"_s);
    }

    void unknownFormatsAreTaken()
    {
        QVERIFY(matchesFormat(u"anything"_s, u"shoe-size"_s));
        QVERIFY(matchesFormat(u"2024-01-01T00:00:00Z"_s, u"datetime"_s));
        QVERIFY(!matchesFormat(u"yesterday"_s, u"date-time"_s));
    }

    void deepObjectsDoNotHurt()
    {
        QJsonValue deep = 1;
        for (int i = 0; i < 400; ++i)
            deep = QJsonArray{deep};
        const QJsonObject profile{{u"apiVersion"_s, u"spectrocloud.com/v1alpha1"_s},
                                  {u"kind"_s, u"Tenant"_s},
                                  {u"metadata"_s, QJsonObject{{u"name"_s, u"a"_s}}},
                                  {u"spec"_s, QJsonObject{{u"x"_s, deep}}}};
        QVERIFY(alpha(u"Tenant"_s)->validate(profile, true).isEmpty());
    }

private:
    QList<AgreementCase> m_table;
};

QTEST_GUILESS_MAIN(TestSchema)
#include "tst_schema.moc"
