// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/yaml/yamlwriter.h"

#include "core/base/jsonpointer.h"
#include "core/yaml/yamlreader.h"
#include "randomjson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace easel;

class TestYamlWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void kubernetesOrder()
    {
        const QJsonObject object =
            QJsonDocument::fromJson("{ \"status\": {}, \"spec\": {\"b\": [{\"value\": 1, \"name\": \"n\"}, "
                                    "[\"x\"], [], \"t\"], \"a\": "
                                    "{\"c\": null}}, \"kind\": \"Project\", \"metadata\": {\"labels\": "
                                    "{\"a\": \"b\"}, \"namespace\": "
                                    "\"ns\", \"name\": \"x\"}, \"apiVersion\": \"v1\", \"zeta\": true, "
                                    "\"data\": {\"script\": \"#!/bin/sh\\necho "
                                    "hi\\n\", \"open\": \"a\\nb\", \"on\": \"yes\"}}")
                .object();
        QCOMPARE(writeYaml(object), QByteArray("apiVersion: v1\n"
                                               "kind: Project\n"
                                               "metadata:\n"
                                               "  name: x\n"
                                               "  namespace: ns\n"
                                               "  labels:\n"
                                               "    a: b\n"
                                               "spec:\n"
                                               "  a:\n"
                                               "    c: null\n"
                                               "  b:\n"
                                               "    - name: \"n\"\n"
                                               "      value: 1\n"
                                               "    - - x\n"
                                               "    - []\n"
                                               "    - t\n"
                                               "data:\n"
                                               "  \"on\": \"yes\"\n"
                                               "  open: |-\n"
                                               "    a\n"
                                               "    b\n"
                                               "  script: |\n"
                                               "    #!/bin/sh\n"
                                               "    echo hi\n"
                                               "status: {}\n"
                                               "zeta: true\n"));
        YamlWriteOptions plain;
        plain.kubernetesOrder = false;
        QVERIFY(writeYaml(object, plain).startsWith("apiVersion: v1\ndata:\n"));
        QCOMPARE(writeYaml(QJsonObject()), QByteArray("{}\n"));
        QCOMPARE(writeYaml(QJsonValue(QStringLiteral("a\nb\n"))), QByteArray("|\n  a\n  b\n"));
        QCOMPARE(writeYamlDocuments({QJsonObject{{QStringLiteral("a"), 1}}, QJsonArray{2}}),
                 QByteArray("a: 1\n---\n- 2\n"));
    }

    void scalars_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("yaml");
        const auto row = [](const char *text, const char *yaml) {
            QTest::newRow(*text ? text : "empty") << QString::fromUtf8(text) << QByteArray(yaml);
        };
        row("plain", "plain");
        row("", "\"\"");
        row("true", "\"true\"");
        row("Yes", "\"Yes\"");
        row("on", "\"on\"");
        row("y", "\"y\"");
        row("~", "\"~\"");
        row("null", "\"null\"");
        row("0x1f", "\"0x1f\"");
        row("0o7", "\"0o7\"");
        row("0777", "\"0777\"");
        row("1_000", "\"1_000\"");
        row("12:30", "\"12:30\"");
        row("1e3", "\"1e3\"");
        row("1.30", "\"1.30\"");
        row(".5", "\".5\"");
        row("+1", "\"+1\"");
        row(".inf", "\".inf\"");
        row("2024-01-01", "\"2024-01-01\"");
        row("2024-01-01T10:00:00Z", "\"2024-01-01T10:00:00Z\"");
        row("10.0.0.1", "10.0.0.1");
        row("v1.2.3", "v1.2.3");
        row("nginx:1.25", "nginx:1.25");
        row("500m", "500m");
        row("16Gi", "16Gi");
        row("- a", "\"- a\"");
        row("--flag=x", "--flag=x");
        row("---", "\"---\"");
        row("# x", "\"# x\"");
        row("a # x", "\"a # x\"");
        row("a#x", "a#x");
        row(": ", "\": \"");
        row("a: b", "\"a: b\"");
        row("a:", "\"a:\"");
        row("http://x/y?z#w", "http://x/y?z#w");
        row(" lead", "\" lead\"");
        row("trail ", "\"trail \"");
        row("tab\there", "\"tab\\there\"");
        row("*star", "\"*star\"");
        row("&and", "\"&and\"");
        row("!bang", "\"!bang\"");
        row("%pc", "\"%pc\"");
        row("@at", "\"@at\"");
        row("`tick", "\"`tick\"");
        row("{{ .Values.x }}", "\"{{ .Values.x }}\"");
        row("say \"hi\"", "say \"hi\"");
        row("\"hi\" he said", "'\"hi\" he said'");
        row("it's: \"x\"", "'it''s: \"x\"'");
        row("it's", "it's");
        row("C:\\x", "C:\\x");
        row("\xf0\x9f\x9a\x80 go", "\xf0\x9f\x9a\x80 go");
        row("a\xe2\x80\xae"
            "b",
            "\"a\\u202eb\"");
        row("\xc2\xa0x", "\"\xc2\xa0x\"");
        row("a\x07"
            "b",
            "\"a\\u0007b\"");
        row("<<", "\"<<\"");
        row("=", "\"=\"");
    }

    void scalars()
    {
        QFETCH(QString, text);
        QFETCH(QByteArray, yaml);
        QCOMPARE(yamlScalar(text), yaml);
        const auto read = readYamlDocument("k: " + yamlScalar(text) + "\n");
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QCOMPARE(read->value.toObject().value(QStringLiteral("k")), QJsonValue(text));
        QVERIFY(read->warnings.isEmpty());
    }

    void numbers()
    {
        QCOMPARE(yamlScalar(1.5), QByteArray("1.5"));
        QCOMPARE(yamlScalar(1e22), QByteArray("1.0e+22"));
        QCOMPARE(yamlScalar(-0.1), QByteArray("-0.1"));
        QCOMPARE(yamlScalar(QJsonValue(Q_INT64_C(9223372036854775807))), QByteArray("9223372036854775807"));
        QCOMPARE(yamlScalar(QJsonValue()), QByteArray("null"));
        QCOMPARE(yamlScalar(QJsonArray{1, QStringLiteral("a,b")}), QByteArray("[1, \"a,b\"]"));
    }

    void longKeysAndTexts()
    {
        const QString key(1500, u'k');
        const QString text = QStringLiteral("0123456789").repeated(1000);
        const QJsonObject object{
            {key, QJsonObject{{key, text}}}, {QStringLiteral("a\nb"), 1}, {QString(), 2}};
        const auto read = readYamlDocument(writeYaml(object));
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QVERIFY(jsonEqual(read->value, object));
    }

    // Anything that JSON can hold comes back as it was, and no tool would read a scalar differently.
    void whatIsWrittenIsRead()
    {
        RandomJson random(20260101);
        for (int round = 0; round < 3000; ++round) {
            const QJsonValue value = random.value(4);
            for (const bool ordered : {true, false}) {
                YamlWriteOptions options;
                options.kubernetesOrder = ordered;
                const QByteArray text = writeYaml(value, options);
                const auto read = readYamlDocument(text);
                QVERIFY2(read,
                         (text + "\n" + (read ? QByteArray() : read.error().message.toUtf8())).constData());
                if (!jsonEqual(read->value, value)) {
                    QFAIL((text + "\nwanted " +
                           QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact) + "\ngot    " +
                           QJsonDocument(QJsonArray{read->value}).toJson(QJsonDocument::Compact))
                              .constData());
                }
                QVERIFY2(read->warnings.isEmpty(), text.constData());
                QCOMPARE(writeYaml(read->value, options), text);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestYamlWriter)
#include "tst_yamlwriter.moc"
