// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/yaml/yamlreader.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace easel;

namespace {

QByteArray asJson(const QJsonValue &value)
{
    const QByteArray text = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return text.mid(1, text.size() - 2);
}

// a:\n a:\n  a: ... with `levels` maps.
QByteArray deepKeys(int levels)
{
    QByteArray text;
    for (int i = 0; i < levels; ++i)
        text += QByteArray(i, ' ') + "a:\n";
    return text;
}

} // namespace

class TestYamlReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void types_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QByteArray>("json");
        const auto row = [](const char *yaml, const char *json) {
            QTest::newRow(yaml) << QByteArray(yaml) << QByteArray(json);
        };
        row("true", "true");
        row("False", "false");
        row("yes", "\"yes\"");
        row("on", "\"on\"");
        row("'yes'", "\"yes\"");
        row("\"true\"", "\"true\"");
        row("~", "null");
        row("null", "null");
        row("'null'", "\"null\"");
        row("12", "12");
        row("-7", "-7");
        row("+7", "7");
        row("0x1F", "31");
        row("0o17", "15");
        row("017", "17");
        row("1_000", "\"1_000\"");
        row("12:30", "\"12:30\"");
        row("1.5", "1.5");
        row("1.30", "1.3");
        row("1e3", "1000");
        row(".5", "0.5");
        row("1.2.3", "\"1.2.3\"");
        row("v1", "\"v1\"");
        row("2024-01-01", "\"2024-01-01\"");
        row("!!str 5", "\"5\"");
        row("! 5", "\"5\"");
        row("!!int 5", "5");
        row("!!float 5", "5");
        row("{a: 1, b: [x, 'y', {c: }]}", "{\"a\":1,\"b\":[\"x\",\"y\",{\"c\":null}]}");
        row("{\"a\": 1,\n\t\"b\": \"\\u00e9\"}", "{\"a\":1,\"b\":\"\xc3\xa9\"}");
        row("a: |\n  x\n   y\n\n  z\n", "{\"a\":\"x\\n y\\n\\nz\\n\"}");
        row("a: >-\n  x\n  y\n", "{\"a\":\"x y\"}");
        row("a: |+\n  x\n\nb: 1\n", "{\"a\":\"x\\n\\n\",\"b\":1}");
        row("a:\nb:\nnull: x\n", "");
        row("- \n-\n- null\n- a: 1\n  b:\n", "[null,null,null,{\"a\":1,\"b\":null}]");
        row("a:\n- 1\n- 2\n", "{\"a\":[1,2]}");
        row("base: &b {x: 1, y: 2}\nuse: {<<: *b, y: 3}\n",
            "{\"base\":{\"x\":1,\"y\":2},\"use\":{\"x\":1,\"y\":3}}");
        row("a: &a 1\nb: *a\n", "{\"a\":1,\"b\":1}");
        row("? a\n: b\n", "{\"a\":\"b\"}");
        row("1: x\ntrue: y\n", "{\"1\":\"x\",\"true\":\"y\"}");
        row("9223372036854775807", "9223372036854775807");
        row("666767677711666667711", "666767677711666600000"); // the nearest number, however it is written
        row("-666767677711666667711", "-666767677711666600000");
        row("+1.e3", "1000");
        row("1e-999", "0");
        row("\xef\xbb\xbf"
            "a: 1\r\nb: \"x\"\r\n",
            "{\"a\":1,\"b\":\"x\"}");
        row("{\"\\ufeffa\": \"\\ufeff\"}", "{\"\xef\xbb\xbf"
                                           "a\":\"\xef\xbb\xbf\"}"); // in a value it is text
        row("%YAML 1.2\n---\na: 1\n", "{\"a\":1}");
        row("", "null");
        row("# only a comment\n", "null");
    }

    void types()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QByteArray, json);
        const auto document = readYamlDocument(yaml);
        if (json.isEmpty()) {
            QVERIFY(!document);
            return;
        }
        QVERIFY2(document, document ? "" : qPrintable(document.error().message));
        QCOMPARE(asJson(document->value), json);
    }

    void refusals_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("message");
        const auto row = [](const char *name, const QByteArray &yaml, const char *message) {
            QTest::newRow(name) << yaml << QString::fromUtf8(message);
        };
        row("duplicate key", "a: 1\nb:\n  c: 1\n  c: 2\n",
            "line 4, column 3: the key 'c' stands twice in the same map; the first is on line 3");
        row("duplicate by spelling", "a: 1\n'a': 2\n",
            "line 2, column 1: the key 'a' stands twice in the same map; the first is on line 1");
        row("tab", "a:\n\tb: 1\n", "line 2, column 1: a tab is used for indentation; use spaces");
        row("tab before text", "a:\n\tb\n", "line 2, column 1: a tab is used for indentation; use spaces");
        row("unknown tag", "a: !Ref x\n", "line 1, column 4: the tag !Ref is not known here");
        row("binary tag", "a: !!binary aGk=\n", "line 1, column 4: the tag !!binary is not known here");
        row("unknown map tag", "a: !env {b: 1}\n", "line 1, column 4: the tag !env is not known here");
        row("wrong tag", "a: !!int x\n", "line 1, column 4: the tag in front does not fit 'x'");
        row("list as key", "[a, b]: 1\n", "line 1, column 1: a key must be text, not a list or a map");
        row("null as key", "~: 1\n", "line 1, column 1: a key is empty");
        row("infinity", "a: .inf\n",
            "line 1, column 4: .inf is not a number that Kubernetes can hold; quote it if it is text");
        row("half a quote", "a: 1\nb: \"text that never",
            "line 2, column 4: the quote that opens here is not closed");
        row("half a single quote", "a: 'x\n", "line 1, column 4: the quote that opens here is not closed");
        row("half a flow map", "a: {b: 1,\n",
            "line 2, column 1: the '{' that was opened is not closed before here");
        row("half a flow list", "a: [1, 2",
            "line 1, column 9: the '[' that was opened is not closed before here");
        row("half a key", "metadata:\n  name: x\nspe",
            "line 3, column 1: 'spe' has no ':' behind it; a key needs one");
        row("half a key below", "metadata:\n  name: x\n  names",
            "line 3, column 3: 'names' has no ':' behind it; a key needs one");
        row("bad indentation", "a:\n  b: 1\n c: 2\n",
            "line 3, column 2: this line does not fit the keys above it; check its indentation");
        row("second colon", "a: b: c\n",
            "line 1, column 5: a ':' is not expected here; quote the text or check the indentation");
        // yaml-cpp 0.7 finds one document after the other here, without an end.
        row("comma in front", ", a\n",
            "line 1, column 1: this belongs to no document; check the commas, brackets and '---' lines "
            "before it");
        row("unknown alias", "a: *nowhere\n",
            "line 1, column 4: this alias names an anchor that is not defined above it");
        row("own alias", "a: &x [1, *x]\n",
            "line 1, column 11: this alias stands inside the value that it repeats");
        row("beyond numbers", "a: 1e999\n",
            "line 1, column 4: 1e999 is not a number that Kubernetes can hold; quote it if it is text");
        row("carriage return alone", "---\rk:\n",
            "line 1, column 4: a carriage return without a line feed stands here; save the text with the "
            "line ends "
            "of Unix or Windows");
        row("directive for nothing", "---\n%  \n",
            "line 2, column 1: a line with '%' in front stands behind the values of this document; quote it "
            "if "
            "it is text");
        row("directive for a key", "a: b\n%c: d\n",
            "line 2, column 1: a line with '%' in front stands behind the values of this document; quote it "
            "if "
            "it is text");
        row("two marks of the encoding",
            "\xef\xbb\xbf\xef\xbb\xbf"
            "a: 1\n",
            "line 1, column 1: a mark of the encoding (U+FEFF) stands here; it belongs to the beginning of "
            "the "
            "text, once");
        row("mark of the encoding in the middle",
            "---\n\xef\xbb\xbf"
            "a: 1\n",
            "line 2, column 1: a mark of the encoding (U+FEFF) stands here; it belongs to the beginning of "
            "the "
            "text, once");
        row("text behind the end", "a: 1\n...  b\n",
            "line 2, column 6: text stands behind '...'; the next document begins on a line of its own");
        row("tag of nothing", "!\n",
            "line 1, column 1: this tag stands in front of nothing; write the value");
        row("tag of nothing behind a marker", "--- !!str",
            "line 1, column 5: this tag stands in front of nothing; write the value");
        row("control character", "a: 1\nb: x\x04y\n",
            "line 2, column 5: a control character (U+0004) stands here");
        row("NUL", QByteArray("a: 1\0b", 6), "line 1, column 5: a control character (U+0000) stands here");
        row("not UTF-8", "a: \xff\n", "line 1, column 4: the text is not UTF-8 here");
        row("UTF-16",
            QByteArray("\xff\xfe"
                       "a\0",
                       4),
            "line 1, column 1: the text is UTF-16; save it as UTF-8");
        row("merge of text", "a: {<<: x}\n", "line 1, column 9: '<<' merges maps only");
        row("second document", "a: 1\n---\nb: 1\n",
            "line 3, column 1: a second document begins here; one is expected");
        row("column after emoji", "a: \xf0\x9f\x9a\x80 b: c\n",
            "line 1, column 8: a ':' is not expected here; quote the text or check the indentation");
        row("too big", QByteArray(17 * 1024 * 1024, 'a'),
            "line 1, column 1: the text has 17 MiB; more than 16 MiB is not read");
        row("too deep", QByteArray(101, '[') + QByteArray(101, ']'),
            "line 1, column 101: the document is nested more than 100 levels deep");
        row("too deep by keys", deepKeys(101),
            "line 101, column 101: the document is nested more than 100 levels deep");
    }

    void refusals()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QString, message);
        QElapsedTimer timer;
        timer.start();
        const auto document = readYamlDocument(yaml);
        QVERIFY(!document);
        QCOMPARE(document.error().message, message);
        QCOMPARE(document.error().kind, Error::Kind::Syntax);
        const YamlMark mark = markOfError(document.error());
        QVERIFY(message.startsWith(QStringLiteral("line %1, column %2:").arg(mark.line).arg(mark.column)));
        QVERIFY(timer.elapsed() < 5000);
    }

    void bombsOfBracketsEndAtOnce()
    {
        QElapsedTimer timer;
        timer.start();
        for (const char *brackets : {"[", "{", "- ", "{a: ", "[[a: ", "? "}) {
            const auto document = readYamlDocument(QByteArray(brackets).repeated(200'000));
            QVERIFY(!document);
            QVERIFY(markOfError(document.error()).line == 1);
        }
        QVERIFY(readYamlDocument(deepKeys(100)));
        QVERIFY(readYamlDocument(QByteArray(100, '[') + QByteArray(100, ']')));
        QVERIFY2(timer.elapsed() < 15000, QByteArray::number(timer.elapsed()).constData());
    }

    void aliasBombEndsAtOnce()
    {
        QByteArray bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
        for (int i = 1; i < 12; ++i) {
            const QByteArray below = "*a" + QByteArray::number(i - 1);
            bomb += "a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " [" +
                    QByteArrayList(10, below).join(", ") + "]\n";
        }
        QElapsedTimer timer;
        timer.start();
        const auto document = readYamlDocument(bomb);
        QVERIFY(!document);
        QCOMPARE(document.error().message,
                 QStringLiteral(
                     "line 6, column 45: the document has more than 1,000,000 values when its aliases are "
                     "written out"));
        QVERIFY2(timer.elapsed() < 1000, QByteArray::number(timer.elapsed()).constData());
    }

    void limitsAreSettable()
    {
        YamlLimits limits;
        limits.maxNodes = 5;
        QVERIFY(readYamlDocument("[1, 2, 3, 4]", limits));
        const auto many = readYamlDocument("[1, 2, 3, 4, 5]", limits);
        QVERIFY(!many);
        QCOMPARE(many.error().message,
                 QStringLiteral("line 1, column 14: the document has more than 5 values"));
        limits.maxDepth = 2;
        QVERIFY(readYamlDocument("[1]", limits));
        QVERIFY(!readYamlDocument("[[[1]]]", limits));
        // Depth that only aliases make.
        limits.maxNodes = 1000;
        limits.maxDepth = 4;
        QVERIFY(!readYamlDocument("a: &a [[1]]\nb: [[*a]]\n", limits));
    }

    void documentsAndTheirBytes()
    {
        const QByteArray text =
            "\xef\xbb\xbf# head\r\n--- # one\r\na: 1\r\n...\r\n# between\r\n---\r\nb: |\r\n  ---x\r\n"
            "---\r\n--- {c: 3}\r\n";
        const auto documents = readYaml(text);
        QVERIFY2(documents, documents ? "" : qPrintable(documents.error().message));
        QCOMPARE(documents->size(), 4);
        const auto bytes = [&](int i) {
            return text.mid(documents->at(i).firstByte,
                            documents->at(i).endByte - documents->at(i).firstByte);
        };
        QCOMPARE(bytes(0), QByteArray("a: 1\r\n"));
        QCOMPARE(documents->at(0).firstLine, 3);
        QCOMPARE(bytes(1), QByteArray("b: |\r\n  ---x\r\n"));
        QCOMPARE(asJson(documents->at(1).value), QByteArray("{\"b\":\"---x\\n\"}"));
        QCOMPARE(bytes(2), QByteArray());
        QVERIFY(documents->at(2).value.isNull());
        QCOMPARE(bytes(3), QByteArray(" {c: 3}\r\n"));
        QCOMPARE(asJson(documents->at(3).value), QByteArray("{\"c\":3}"));
    }

    void textBeforeTheFirstMarkerIsADocument()
    {
        const QByteArray text = "# licence\n\na: 1 # x\n---\nb: 2";
        const auto documents = readYaml(text);
        QVERIFY(documents);
        QCOMPARE(documents->size(), 2);
        QCOMPARE(documents->at(0).firstByte, 0);
        QCOMPARE(documents->at(0).endByte, 20);
        QCOMPARE(documents->at(1).endByte, text.size());
    }

    void marks()
    {
        const auto document = readYamlDocument(
            "# c\nspec:\n  links:\n    - name: x\n      url: \xc3\xa4\n    - &a {k: 1}\n    - *a\n");
        QVERIFY(document);
        const auto mark = [&](const char *pointer) {
            const YamlMark at = document->markOf(*JsonPointer::parse(QString::fromUtf8(pointer)));
            return QStringLiteral("%1:%2").arg(at.line).arg(at.column);
        };
        QCOMPARE(mark("/spec"), QStringLiteral("2:1"));
        QCOMPARE(mark("/spec/links"), QStringLiteral("3:3"));
        QCOMPARE(mark("/spec/links/0"), QStringLiteral("4:7"));
        QCOMPARE(mark("/spec/links/0/url"), QStringLiteral("5:7"));
        QCOMPARE(mark("/spec/links/1"), QStringLiteral("6:10"));
        QCOMPARE(mark("/spec/links/1/k"), QStringLiteral("6:11"));
        QCOMPARE(mark("/spec/links/2/k"), QStringLiteral("7:7")); // the alias
        QCOMPARE(mark("/spec/nowhere/deep"), QStringLiteral("2:1"));
        QCOMPARE(mark("/nowhere"), QStringLiteral("2:1"));
    }

    void warnings()
    {
        const auto document =
            readYamlDocument("a: yes\nb: 'yes'\nc: 1_000\nd: 2024-01-01\ne: 0777\nf: Off\non: x\n"
                             "g: 12345678901234567890\n");
        QVERIFY(document);
        QStringList said;
        for (const YamlWarning &warning : document->warnings)
            said << QStringLiteral("%1:%2 %3")
                        .arg(warning.mark.line)
                        .arg(warning.mark.column)
                        .arg(warning.message);
        QCOMPARE(said,
                 (QStringList{
                     QStringLiteral("1:4 some tools read 'yes' as true; quote it"),
                     QStringLiteral("3:4 some tools read '1_000' as a number; quote it"),
                     QStringLiteral("4:4 some tools read '2024-01-01' as a date; quote it"),
                     QStringLiteral("5:4 some tools read '0777' as an octal number; quote it"),
                     QStringLiteral("6:4 some tools read 'Off' as false; quote it"),
                     QStringLiteral("7:1 some tools read the key 'on' as true; quote it"),
                     QStringLiteral(
                         "8:4 the number 12345678901234567890 has more digits than can be kept exactly")}));
    }

    // Every prefix of a document is read or refused with a place, and never crashes.
    void everyHalf()
    {
        const QByteArray text =
            "a: &x {k: [1, \"t\\n\", 'q''']}\n# c\nb: |\n  l1\n\n  l2\nc:\n  - *x\n  - ? y\n    : z\n"
            "  - \xc3\xa9: >-\n      f\n---\nd: !!str 5\n";
        for (qsizetype size = 0; size <= text.size(); ++size) {
            const auto documents = readYaml(text.left(size));
            if (!documents)
                QVERIFY2(markOfError(documents.error()).line > 0, qPrintable(documents.error().message));
        }
    }
};

QTEST_GUILESS_MAIN(TestYamlReader)
#include "tst_yamlreader.moc"
