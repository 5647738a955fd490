// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/kubeclient.h"
#include "core/clients/kubeconfig.h"
#include "tests/support/agreementtable.h"
#include "tests/support/callspy.h"
#include "tests/support/hubfixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

// What the real server says about one object.
struct ServerVerdict
{
    bool good = false;
    bool unknownOnly = false; // strict decoding: it looked no further
    QSet<QString> fields;
    QString message;
};

ServerVerdict verdictOf(const Error &error)
{
    ServerVerdict verdict;
    verdict.message = error.message;
    static const QRegularExpression unknown(u"unknown field \"([^\"]*)\""_s);
    static const QRegularExpression combination(u"Invalid value: \"\": \"([^\"]+)\" must"_s);
    static const QRegularExpression range(u" in (spec\\S+)$"_s);
    if (error.message.contains("strict decoding error"_L1)) {
        verdict.unknownOnly = true;
        auto matches = unknown.globalMatch(error.message);
        while (matches.hasNext())
            verdict.fields.insert(plainField(matches.next().captured(1)));
        return verdict;
    }
    for (const FieldCause &cause : error.causes) {
        if (!cause.field.isEmpty() && cause.field != "<nil>"_L1)
            verdict.fields.insert(plainField(cause.field));
        else if (const auto said = combination.match(cause.message); said.hasMatch())
            verdict.fields.insert(plainField(said.captured(1)));
        else if (const auto value = range.match(cause.message); value.hasMatch())
            verdict.fields.insert(plainField(value.captured(1)));
    }
    return verdict;
}

ResourceType typeOfCrd(const QJsonObject &crd)
{
    const QJsonObject spec = crd.value("spec"_L1).toObject();
    const QJsonObject names = spec.value("names"_L1).toObject();
    ResourceType type;
    type.group = spec.value("group"_L1).toString();
    type.version = spec.value("versions"_L1).toArray().first().toObject().value("name"_L1).toString();
    type.kind = names.value("kind"_L1).toString();
    type.plural = names.value("plural"_L1).toString();
    type.namespaced = spec.value("scope"_L1).toString() == "Namespaced"_L1;
    return type;
}

QString words(const QSet<QString> &set)
{
    QStringList list(set.begin(), set.end());
    list.sort();
    return list.join(u", "_s);
}

} // namespace

// The validator of core/schema and a real API server say the same about the same objects.
class TestSchemaAgreement : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        EASEL_START_HUB(m_hub);
        const auto config = Kubeconfig::load({m_hub.kubeconfig()});
        QVERIFY2(config, config ? "" : qPrintable(config.error().message));
        const KubeContext *context = config->context(config->currentContext());
        QVERIFY(context);
        const auto server = config->serverOf(*context);
        const auto user = config->userOf(*context);
        QVERIFY(server && user);
        m_client = std::make_unique<KubeClient>(*server, user->identity);
        QVERIFY2(!m_hub.kubectl({u"create"_s, u"namespace"_s, u"glaciology"_s}).isEmpty(),
                 qPrintable(m_hub.error()));
        installCrds();
    }

    void crdsAreStructural()
    {
        const QByteArray json = m_hub.kubectl({u"get"_s, u"crd"_s, u"-o"_s, u"json"_s});
        const QJsonArray items = QJsonDocument::fromJson(json).object().value("items"_L1).toArray();
        QCOMPARE(items.size(), 20); // the probe is one
        for (const auto &item : items) {
            const QJsonObject crd = item.toObject();
            const QString name = crd.value("metadata"_L1).toObject().value("name"_L1).toString();
            QHash<QString, QString> conditions;
            const QJsonArray list = crd.value("status"_L1).toObject().value("conditions"_L1).toArray();
            for (const auto &condition : list)
                conditions.insert(condition.toObject().value("type"_L1).toString(),
                                  condition.toObject().value("status"_L1).toString());
            QCOMPARE(conditions.value(u"Established"_s), u"True"_s);
            QCOMPARE(conditions.value(u"NamesAccepted"_s), u"True"_s);
            QVERIFY2(!conditions.contains(u"NonStructuralSchema"_s), qPrintable(name));
        }
    }

    void bothSayTheSame_data()
    {
        QTest::addColumn<int>("index");
        const auto table = readAgreementTable();
        QVERIFY2(table, table ? "" : qPrintable(table.error().message));
        m_table = *table;
        for (int i = 0; i < m_table.size(); ++i)
            QTest::newRow(qPrintable(m_table.at(i).base + u": "_s + m_table.at(i).name)) << i;
    }

    void bothSayTheSame()
    {
        QFETCH(int, index);
        const AgreementCase &entry = m_table.at(index);
        const ServerVerdict server = ask(entry);
        QVERIFY2(server.good == entry.good, qPrintable(u"the server: "_s + server.message));
        QList<SchemaFinding> findings = schemaOfCase(entry)->validate(entry.object, true);
        QVERIFY2(findings.isEmpty() == (entry.good || entry.byCel), "Easel decides otherwise");
        if (entry.fields.isEmpty())
            return;
        QVERIFY2(server.fields == entry.fields + entry.also,
                 qPrintable(u"the server names %1; the table says %2"_s.arg(
                     words(server.fields), words(entry.fields + entry.also))));
        if (entry.byCel)
            return;
        if (server.unknownOnly) {
            findings.removeIf([](const SchemaFinding &finding) { return finding.reason != "Unknown"_L1; });
        }
        if (!server.fields.isEmpty())
            QVERIFY2(plainFields(findings) + entry.also == server.fields,
                     qPrintable(u"the server names %1; Easel names %2"_s.arg(words(server.fields),
                                                                             words(plainFields(findings)))));
    }

    // The hub's own document of the same kinds leads to the same verdicts.
    void documentOfTheHub()
    {
        const auto document = await(m_client->openApi(u"apis/spectrocloud.com/v1alpha1"_s));
        QVERIFY2(document, document ? "" : qPrintable(document.error().message));
        const auto schema =
            Schema::fromOpenApi(*document, u"spectrocloud.com"_s, u"v1alpha1"_s, u"ComputePool"_s);
        QVERIFY2(schema, schema ? "" : qPrintable(schema.error().message));
        const auto own = Schema::builtin(u"spectrocloud.com"_s, u"v1alpha1"_s, u"ComputePool"_s);
        int compared = 0;
        for (const AgreementCase &entry : std::as_const(m_table)) {
            if (entry.base != "ComputePool"_L1)
                continue;
            ++compared;
            QCOMPARE(plainFields((*schema)->validate(entry.object, true)),
                     plainFields(own->validate(entry.object, true)));
        }
        QVERIFY(compared > 15);
        const JsonPointer pointer = *JsonPointer::parse(u"/spec/profileBundleRef/name"_s);
        QCOMPARE((*schema)->field(pointer)->description, own->field(pointer)->description);
    }

    void documentOfTheCore()
    {
        const auto document = await(m_client->openApi(u"api/v1"_s));
        QVERIFY2(document, document ? "" : qPrintable(document.error().message));
        const auto pod = Schema::fromOpenApi(*document, QString(), u"v1"_s, u"Pod"_s);
        QVERIFY2(pod, pod ? "" : qPrintable(pod.error().message));
        QVERIFY((*pod)->field(*JsonPointer::parse(u"/spec/containers/0/ports/0/containerPort"_s))->required);
        const QJsonObject good =
            QJsonDocument::fromJson(
                R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"b"},
            "spec":{"containers":[{"name":"c","image":"i","resources":{"limits":{"cpu":1,"memory":"1Gi"}},
                "readinessProbe":{"httpGet":{"port":"http"}},"livenessProbe":{"httpGet":{"port":80}}}]}})")
                .object();
        const QList<SchemaFinding> none = (*pod)->validate(good, true);
        QVERIFY2(none.isEmpty(), none.isEmpty() ? ""
                                                : qPrintable(none.first().pointer.toFieldPath() + u": "_s +
                                                             none.first().message));
        const QJsonObject bad =
            QJsonDocument::fromJson(
                R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"b"},
            "spec":{"containers":[{"image":5,"imagePulPolicy":"Always"}]}})")
                .object();
        QCOMPARE(plainFields((*pod)->validate(bad, true)),
                 (QSet<QString>{u"spec.containers[0].image"_s, u"spec.containers[0].imagePulPolicy"_s,
                                u"spec.containers[0].name"_s}));
    }

private:
    void installCrds()
    {
        QList<QJsonObject> crds = Schema::builtinCrds();
        crds.append(probeCrd());
        for (const QJsonObject &crd : std::as_const(crds)) {
            m_types.insert(typeOfCrd(crd).kind, typeOfCrd(crd));
            QVERIFY2(
                !m_hub.kubectl({u"apply"_s, u"--server-side"_s, u"-f"_s, u"-"_s}, QJsonDocument(crd).toJson())
                     .isEmpty(),
                qPrintable(m_hub.error()));
        }
        QVERIFY2(!m_hub
                      .kubectl({u"wait"_s, u"--for=condition=Established"_s, u"--timeout=60s"_s, u"crd"_s,
                                u"--all"_s})
                      .isEmpty(),
                 qPrintable(m_hub.error()));
        // Established comes before the kinds are served.
        for (const ResourceType &type : std::as_const(m_types))
            QVERIFY2(
                QTest::qWaitFor([this, &type] { return await(m_client->list(type, {})).has_value(); }, 30000),
                qPrintable(type.kind));
    }

    ServerVerdict ask(const AgreementCase &entry)
    {
        WriteOptions options;
        options.dryRun = true;
        const auto answer = await(m_client->create(m_types.value(entry.base), entry.object, options));
        if (!answer)
            return verdictOf(answer.error());
        ServerVerdict verdict;
        verdict.good = true;
        return verdict;
    }

    HubFixture m_hub;
    std::unique_ptr<KubeClient> m_client;
    QHash<QString, ResourceType> m_types;
    QList<AgreementCase> m_table;
};

QTEST_GUILESS_MAIN(TestSchemaAgreement)
#include "tst_schemaagreement.moc"
