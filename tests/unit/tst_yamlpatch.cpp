// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/yaml/yamlpatch.h"

#include "core/yaml/yamlreader.h"
#include "core/yaml/yamlwriter.h"
#include "randomjson.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace easel;

namespace {

QJsonValue json(const QByteArray &text)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson("[" + text + "]", &error);
    Q_ASSERT_X(error.error == QJsonParseError::NoError, "json", text.constData());
    return document.array().first();
}

YamlEdit set(const char *pointer, const QByteArray &value)
{
    return {YamlEdit::Operation::Set, *JsonPointer::parse(QString::fromUtf8(pointer)), json(value)};
}

YamlEdit removal(const char *pointer)
{
    return {YamlEdit::Operation::Remove, *JsonPointer::parse(QString::fromUtf8(pointer)), {}};
}

} // namespace

class TestYamlPatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void edits_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<YamlEdit>("edit");
        QTest::addColumn<QByteArray>("after");
        const auto row = [](const char *name, const char *before, const YamlEdit &edit, const char *after) {
            QTest::newRow(name) << QByteArray(before) << edit << QByteArray(after);
        };
        // Scalars keep their style and what stands behind them.
        row("plain", "a: 1   # one\nb: 2\n", set("/a", "3"), "a: 3   # one\nb: 2\n");
        row("plain to text that needs quotes", "a: x # c\n", set("/a", "\"yes\""), "a: \"yes\" # c\n");
        row("double quoted", "a: \"x\" # c\n", set("/a", "\"w\""), "a: \"w\" # c\n");
        row("single quoted", "a: 'x' # c\n", set("/a", "\"it's\""), "a: 'it''s' # c\n");
        row("single quoted that cannot stay", "a: 'x'\n", set("/a", "\"t\\tb\""), "a: \"t\\tb\"\n");
        row("quoted to number", "a: \"x\"\n", set("/a", "5"), "a: 5\n");
        row("same value in another spelling", "a: 0x10\nb: \"x\"\n", set("/a", "16"), "a: 0x10\nb: \"x\"\n");
        row("plain over lines", "a: one\n  two\n\n  three # c\nb: 2\n", set("/a", "\"x\""),
            "a: x # c\nb: 2\n");
        row("quoted over lines", "a: \"one\n  two\" # c\nb: 2\n", set("/a", "\"x\""), "a: \"x\" # c\nb: 2\n");
        row("literal", "a: | # c\n    one\n\n    two\n\n# d\nb: 2\n", set("/a", "\"x\\ny\\n\""),
            "a: | # c\n    x\n    y\n\n# d\nb: 2\n");
        row("literal to one line", "a: |\n  one\n  two\nb: 2\n", set("/a", "\"x\""), "a: |-\n  x\nb: 2\n");
        row("literal to number", "a: |\n  one\n  two\nb: 2\n", set("/a", "7"), "a: 7\nb: 2\n");
        row("folded", "a: >-\n  one\n  two\nb: 2\n", set("/a", "\"three four\""),
            "a: >-\n  three four\nb: 2\n");
        row("plain to lines", "s:\n  a: x # c\n  b: 2\n", set("/s/a", "\"x\\ny\""),
            "s:\n  a: |- # c\n    x\n    y\n  b: 2\n");
        row("explicit null", "a: ~ # c\n", set("/a", "1"), "a: 1 # c\n");
        row("no value", "a: # c\nb:\n", set("/a", "1"), "a: 1 # c\nb:\n");
        row("no value at the end", "a: 1\nb:", set("/b", "1"), "a: 1\nb: 1");
        row("value on the next line", "a:\n  # c\n  x\nb: 1\n", set("/a", "\"w\""), "a:\n  # c\n  w\nb: 1\n");
        row("tagged", "a: !!str x # c\n", set("/a", "\"w\""), "a: !!str w # c\n");
        row("anchored, not used", "a: &k x # c\n", set("/a", "\"w\""), "a: &k w # c\n");
        row("the alias itself", "a: &k x\nb: *k # c\n", set("/b", "\"w\""), "a: &k x\nb: w # c\n");
        row("nothing behind the marker", "---", set("", "\"x\""), "---\nx\n");
        row("a blank behind the marker", "--- ", set("", "[1]"), "--- \n- 1\n");
        row("an empty map behind the marker", "--- { }\n", set("/a", "[1]"), "---\n a:\n  - 1\n");
        row("an empty list behind the marker", "--- []\n", set("/0", "{\"a\":[1]}"), "---\n - a:\n    - 1\n");
        row("a comment behind the marker", "--- # c", set("/a", "1"), "--- # c\na: 1\n");
        row("quoted key", "\"a b\": 1\n'c:d': 2\n", set("/c:d", "3"), "\"a b\": 1\n'c:d': 3\n");
        row("item", "a:\n- x # 1\n- y # 2\n", set("/a/1", "\"z\""), "a:\n- x # 1\n- z # 2\n");
        row("flow value", "a: {b: 1, c: [x, y]} # c\n", set("/a/c/0", "\"p, q\""),
            "a: {b: 1, c: [\"p, q\", y]} # c\n");
        row("flow value by map", "a: {b: 1, c: 2}\n", set("/a/b", "{\"x\":[1,\"u\"]}"),
            "a: {b: {x: [1, u]}, c: 2}\n");
        row("json", "{\n  \"a\": 1,\n  \"b\": \"x\"\n}\n", set("/b", "\"w\""),
            "{\n  \"a\": 1,\n  \"b\": \"w\"\n}\n");
        row("no final newline", "a: 1\nb: x", set("/b", "\"w\""), "a: 1\nb: w");
        row("no final newline behind both kinds", "a: 1\n# c\r\n\r\nb: 2", removal("/b"), "a: 1\n# c\r\n");
        row("windows", "a: 1\r\nb: x # c\r\nc: 2\r\n", set("/b", "\"p\\nq\\n\""),
            "a: 1\r\nb: | # c\r\n  p\r\n  q\r\nc: 2\r\n");
        row("byte order mark",
            "\xef\xbb\xbf"
            "a: 1\n",
            set("/a", "2"),
            "\xef\xbb\xbf"
            "a: 2\n");

        // New keys.
        row("new key", "a: 1\n# tail\n", set("/b", "\"x\""), "a: 1\nb: x\n# tail\n");
        row("new key below", "s:\n    a: 1 # c\n\n\nt: 1\n", set("/s/b", "true"),
            "s:\n    a: 1 # c\n    b: true\n\n\nt: 1\n");
        row("new key without final newline", "a: 1", set("/b", "2"), "a: 1\nb: 2");
        row("new lines without final newline", "a: 1", set("/b", "\"x\\ny\\n\""), "a: 1\nb: |\n  x\n  y\n");
        row("kept lines before blank lines", "l:\n  - a\n\nb: 1\n", set("/l/-", "\"x\\n\\n\""),
            "l:\n  - a\n  - \"x\\n\\n\"\n\nb: 1\n");
        row("new key windows", "a: 1\r\n", set("/b", "{\"c\":[1]}"), "a: 1\r\nb:\r\n  c:\r\n    - 1\r\n");
        row("new maps on the way", "a: 1\n", set("/s/t/u", "2"), "a: 1\ns:\n  t:\n    u: 2\n");
        row("new list on the way", "a: 1\n", set("/s/-", "2"), "a: 1\ns:\n  - 2\n");
        row("follows the file's indentation", "s:\n    l:\n    - 1\n", set("/s/m", "{\"x\":{\"w\":[2]}}"),
            "s:\n    l:\n    - 1\n    m:\n        x:\n            w:\n            - 2\n");
        row("into empty map", "s: {} # c\nt: 1\n", set("/s/a", "1"), "s: # c\n  a: 1\nt: 1\n");
        row("into null", "s: # c\nt: 1\n", set("/s/a", "1"), "s: # c\n  a: 1\nt: 1\n");
        row("into empty map with an anchor", "s: &k {}\n", set("/s/a", "1"), "s: &k\n  a: 1\n");
        row("into empty list", "s: []\n", set("/s/-", "{\"name\":\"x\",\"a\":1}"),
            "s:\n  - name: x\n    a: 1\n");
        row("into empty map of an item", "l:\n  - {} # c\n  - 1\n", set("/l/0/a", "{\"b\":1}"),
            "l:\n  - a: # c\n      b: 1\n  - 1\n");
        row("into an empty document", "# only this\n", set("/a", "1"), "# only this\na: 1\n");
        row("into nothing", "", set("/a/b", "1"), "a:\n  b: 1\n");
        row("into an empty root", "{}\n", set("/a", "1"), "a: 1\n");
        row("after a literal", "a: |\n  x\n\n# c\n", set("/b", "1"), "a: |\n  x\nb: 1\n\n# c\n");
        row("after a kept literal", "s:\n  a: |+\n    x\n\n\n  # c\n", set("/s/b", "1"),
            "s:\n  a: |+\n    x\n\n\n  b: 1\n  # c\n");
        row("new key in an item", "l:\n  - name: x # c\n  - name: y\n", set("/l/0/v", "1"),
            "l:\n  - name: x # c\n    v: 1\n  - name: y\n");
        row("new key in a flow map", "a: {b: 1} # c\n", set("/a/c", "\"x: y\""),
            "a: {b: 1, c: \"x: y\"} # c\n");
        row("new key after a trailing comma", "a: {b: 1,}\n", set("/a/c", "2"), "a: {b: 1, c: 2}\n");
        row("new key in json", "{\n  \"a\": 1\n}\n", set("/b", "{\"c\":\"d\"}"),
            "{\n  \"a\": 1,\n  \"b\": {\"c\": \"d\"}\n}\n");
        row("key that needs quotes", "a: 1\n", set("/on", "1"), "a: 1\n\"on\": 1\n");
        row("append", "l:\n  - a # 1\n  # tail\nb: 1\n", set("/l/-", "\"b\""),
            "l:\n  - a # 1\n  - b\n  # tail\nb: 1\n");
        row("append by number", "l: [a]\n", set("/l/1", "\"b\""), "l: [a, b]\n");
        row("append a map", "l:\n- name: a\n  v: 1\n", set("/l/-", "{\"v\":2,\"name\":\"b\"}"),
            "l:\n- name: a\n  v: 1\n- name: b\n  v: 2\n");
        row("append a list", "- - 1\n  - 2\n", set("/0/-", "3"), "- - 1\n  - 2\n  - 3\n");
        row("override of a merge", "b: &b {x: 1}\nu:\n  <<: *b\n", set("/u/x", "2"),
            "b: &b {x: 1}\nu:\n  <<: *b\n  x: 2\n");

        // Other kinds of value.
        row("scalar to map", "a: x # c\nb: 1\n", set("/a", "{\"k\":1}"), "a: # c\n  k: 1\nb: 1\n");
        row("map to scalar", "a: # c\n  # d\n  k: 1 # e\n  l: 2\nb: 1\n", set("/a", "\"x\""),
            "a: x # c\n  # d\nb: 1\n");
        row("map to lines", "a: # c\n  # d\n\n  k: 1\nb: 1\n", set("/a", "\"x\\ny\""),
            "a: |- # c\n  x\n  y\nb: 1\n");
        row("lines above a deeper comment", "a: x\n    # deep\nb: 1\n", set("/a", "\"x\\ny\""),
            "a: \"x\\ny\"\n    # deep\nb: 1\n");
        row("map to list", "a:\n  k: 1\nb: 1\n", set("/a", "[1,2]"), "a:\n  - 1\n  - 2\nb: 1\n");
        row("list to map", "a:\n- 1\n- 2\nb: 1\n", set("/a", "{\"k\":1}"), "a:\n  k: 1\nb: 1\n");
        row("map to empty map", "a:\n  k: 1\nb: 1\n", set("/a", "{}"), "a: {}\nb: 1\n");
        row("item map to scalar", "- k: 1\n  l: 2\n- 3\n", set("/0", "4"), "- 4\n- 3\n");
        row("scalar item to map", "- x # c\n- y\n", set("/0", "{\"a\":1,\"b\":2}"),
            "- a: 1 # c\n  b: 2\n- y\n");
        row("flow to block", "a: [1, # c\n  2]\nb: 1\n", set("/a", "{\"k\":1}"), "a:\n  k: 1\nb: 1\n");
        row("map over map keeps what is equal", "a:\n  k: 1 # k\n  l: 2 # l\n  m: 3 # m\n",
            set("/a", "{\"k\":1,\"l\":5,\"o\":6}"), "a:\n  k: 1 # k\n  l: 5 # l\n  o: 6\n");
        row("list loses its first", "a:\n  - x # x\n  - w # w\n  - z # z\n", set("/a", "[\"w\",\"z\"]"),
            "a:\n  - w # w\n  - z # z\n");
        row("list gets one in the middle", "a:\n  - x # x\n  # about z\n  - z # z\n",
            set("/a", "[\"x\",\"w\",\"z\"]"), "a:\n  - x # x\n  # about z\n  - w\n  - z # z\n");
        row("flow list gets a first", "a: [x, z]\n", set("/a", "[\"w\",\"x\",\"z\"]"), "a: [w, x, z]\n");
        row("nested list gets a first", "- - x\n  - z\n", set("/0", "[\"w\",\"x\",\"z\"]"),
            "- - w\n  - x\n  - z\n");

        // Removing.
        row("remove", "a: 1 # a\n# b is good\nb: 2\nc: 3\n", removal("/b"), "a: 1 # a\n# b is good\nc: 3\n");
        row("remove the last without newline", "a: 1\nb: 2", removal("/b"), "a: 1");
        row("remove a block", "a:\n  k: |\n    x\n\n    y\n  l: 1\nb: 1\n", removal("/a/k"),
            "a:\n  l: 1\nb: 1\n");
        row("remove the only one", "a: # c\n  k: 1\nb: 2\n", removal("/a/k"), "a: {} # c\nb: 2\n");
        row("remove the only one of all", "# top\nk: 1\n", removal("/k"), "# top\n{}\n");
        row("remove the first key of an item", "- name: x # c\n  v: 1\n", removal("/0/v"), "- name: x # c\n");
        row("remove the name of an item", "l:\n  - name: x\n    v: 1 # v\n", removal("/l/0/name"),
            "l:\n  - v: 1 # v\n");
        row("remove the name before a comment", "- name: x # n\n  # about v\n  v: 1\n", removal("/0/name"),
            "- \n  # about v\n  v: 1\n");
        row("remove an item", "- a # 1\n- b # 2\n- c # 3\n", removal("/1"), "- a # 1\n- c # 3\n");
        row("remove the only item", "l:\n- k: 1\n  m: 2\nb: 1\n", removal("/l/0"), "l: []\nb: 1\n");
        row("remove an inner item", "- - a\n  - b\n- c\n", removal("/0/0"), "- - b\n- c\n");
        row("remove from a flow map", "a: {b: 1, c: 2, d: 3} # c\n", removal("/a/c"),
            "a: {b: 1, d: 3} # c\n");
        row("remove the last of a flow map", "a: {b: 1, c: 2}\n", removal("/a/c"), "a: {b: 1}\n");
        row("remove the only of a flow map", "a: {b: 1}\n", removal("/a/b"), "a: {}\n");
        row("remove from json", "{\n  \"a\": 1,\n  \"b\": 2\n}\n", removal("/b"), "{\n  \"a\": 1\n}\n");
        row("remove what is not there", "a: 1\n", removal("/b/c"), "a: 1\n");
        row("remove a null", "a:\nb: 1\n", removal("/a"), "b: 1\n");
        row("remove an explicit key", "a: 1\n? b\n: 2\nc: 3\n", removal("/b"), "a: 1\nc: 3\n");
        row("remove before an explicit key", "- a: 1\n  ? b\n  : 2\n", removal("/0/a"), "- ? b\n  : 2\n");
        row("remove windows", "a: 1\r\nb: 2\r\nc: 3\r\n", removal("/b"), "a: 1\r\nc: 3\r\n");
    }

    void edits()
    {
        QFETCH(QByteArray, before);
        QFETCH(YamlEdit, edit);
        QFETCH(QByteArray, after);
        const auto made = patchYaml(before, 0, {edit});
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        QCOMPARE(*made, after);
    }

    void oneDocumentOfMany()
    {
        const QByteArray text = "# a\r\n---\r\na: 1 # x\r\n---\r\n# b\r\nb:\r\n  c: 2\r\n...\r\n---\r\nd: 3";
        const auto made = patchYaml(text, 1, {set("/b/c", "5"), set("/b/e", "\"x\"")});
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        QCOMPARE(*made,
                 QByteArray(
                     "# a\r\n---\r\na: 1 # x\r\n---\r\n# b\r\nb:\r\n  c: 5\r\n  e: x\r\n...\r\n---\r\nd: 3"));
        QCOMPARE(*patchYaml(text, 2, {set("/d", "4")}), QByteArray(text).replace("d: 3", "d: 4"));
        QCOMPARE(patchYaml(text, 3, {set("/d", "4")}).error().message,
                 QStringLiteral("the text has no document number 4"));
        QCOMPARE(*patchYaml("---\n---\nb: 1\n", 0, {set("/a", "1")}), QByteArray("---\na: 1\n---\nb: 1\n"));
        QCOMPARE(*patchYaml("--- {a: 1}\n", 0, {set("/a", "2")}), QByteArray("--- {a: 2}\n"));
    }

    void refusals_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<YamlEdit>("edit");
        QTest::addColumn<QString>("message");
        const auto row = [](const char *name, const char *before, const YamlEdit &edit, const char *message) {
            QTest::newRow(name) << QByteArray(before) << edit << QString::fromUtf8(message);
        };
        row("through an alias", "a: &k {x: 1}\nb: *k\n", set("/b/x", "2"),
            "line 2, column 4: this is an alias of the value on line 1; edit it there, or write it out here "
            "first");
        row("removal through an alias", "a: &k {x: 1}\nb: *k\n", removal("/b/x"),
            "line 2, column 4: this is an alias of the value on line 1; edit it there, or write it out here "
            "first");
        row("the repeated value", "a: &k {x: 1}\nb: *k\n", set("/a/x", "2"),
            "the value is repeated elsewhere in the document by an alias, so editing it here would change "
            "that too; edit "
            "the text");
        row("removal of a merged key", "b: &b {x: 1}\nu: {<<: *b, z: 1}\n", removal("/u/x"),
            "line 2, column 4: 'x' comes from a '<<' merge and cannot be removed here");
        row("inside a merged key", "b: &b {x: {y: 1}}\nu: {<<: *b, z: 1}\n", set("/u/x/y", "2"),
            "line 2, column 4: 'x' comes from a '<<' merge and cannot be edited here");
        row("below a scalar", "a: 1\n", set("/a/b", "2"),
            "line 1, column 4: a single value stands here, not a map that could hold 'b'");
        row("beyond the list", "a: [1]\n", set("/a/5", "2"),
            "line 1, column 4: the list has fewer items than '5' asks for");
        row("broken text", "a: [1\n", set("/a", "2"),
            "line 2, column 1: the '[' that was opened is not closed before here");
        row("duplicate keys", "a: 1\na: 2\n", set("/a", "2"),
            "line 2, column 1: the key 'a' stands twice in the same map; the first is on line 1");
        row("value with an anchor that is used", "a: &k 1\nb: *k\n", removal("/a"),
            "line 1, column 4: this alias names an anchor that is not defined above it");
    }

    void refusals()
    {
        QFETCH(QByteArray, before);
        QFETCH(YamlEdit, edit);
        QFETCH(QString, message);
        const auto made = patchYaml(before, 0, {edit});
        QVERIFY2(!made, made ? made->constData() : "");
        QCOMPARE(made.error().message, message);
        QCOMPARE(made.error().kind, Error::Kind::Syntax);
    }

    void refusalsOfLaterDocumentsNameLinesOfTheFile()
    {
        const auto made = patchYaml("a: 1\n---\n# c\nb: &k {x: 1}\nc: *k\n", 1, {set("/c/x", "2")});
        QVERIFY(!made);
        QCOMPARE(
            made.error().message,
            QStringLiteral(
                "line 5, column 4: this is an alias of the value on line 4; edit it there, or write it out "
                "here first"));
    }

    void editsBetweenValues()
    {
        const auto shown = [](const QByteArray &from, const QByteArray &to) {
            QStringList lines;
            for (const YamlEdit &edit : editsBetween(json(from), json(to))) {
                lines << (edit.operation == YamlEdit::Operation::Remove
                              ? QStringLiteral("-") + edit.pointer.toString()
                              : edit.pointer.toString() + u'=' +
                                    QString::fromUtf8(QJsonDocument(QJsonArray{edit.value})
                                                          .toJson(QJsonDocument::Compact)));
            }
            return lines.join(u' ');
        };
        QCOMPARE(shown("{\"a\":1}", "{\"a\":1}"), QString());
        QCOMPARE(shown("{\"a\":{\"b\":1,\"c\":2}}", "{\"a\":{\"b\":1,\"c\":3,\"d\":4}}"),
                 QStringLiteral("/a/c=[3] /a/d=[4]"));
        QCOMPARE(shown("{\"a\":1,\"b\":2}", "{\"b\":2}"), QStringLiteral("-/a"));
        QCOMPARE(shown("{\"l\":[1,{\"x\":1}]}", "{\"l\":[1,{\"x\":2}]}"), QStringLiteral("/l/1/x=[2]"));
        QCOMPARE(shown("{\"l\":[1]}", "{\"l\":[1,2,3]}"), QStringLiteral("/l/-=[2] /l/-=[3]"));
        QCOMPARE(shown("{\"l\":[1,2]}", "{\"l\":[2]}"), QStringLiteral("/l=[[2]]"));
        QCOMPARE(shown("{\"a\":\"1\"}", "{\"a\":1}"), QStringLiteral("/a=[1]"));
        QCOMPARE(shown("{\"a\":null}", "{}"), QStringLiteral("-/a"));
    }

    // Random values, written in many styles, changed at random places: the result reads as wished, and every
    // line that does not belong to the edit is still there, in order.
    void randomEdits()
    {
        RandomJson random(4711);
        int edited = 0;
        for (int round = 0; round < 1000; ++round) {
            QJsonValue value = random.value(4);
            if (!value.isObject() && !value.isArray())
                continue;
            QByteArray text = decorated(writeYaml(value), random);
            for (int step = 0; step < 4; ++step) {
                QJsonValue changed = value;
                mutate(changed, random);
                const QList<YamlEdit> edits = editsBetween(value, changed);
                const auto made = patchYaml(text, 0, edits);
                QVERIFY2(made, (text + '\n' + (made ? QByteArray() : made.error().message.toUtf8()) + '\n' +
                                QJsonDocument(QJsonArray{changed}).toJson())
                                   .constData());
                const auto read = readYamlDocument(*made);
                QVERIFY2(read, made->constData());
                QVERIFY2(jsonEqual(read->value, changed), made->constData());
                if (edits.isEmpty())
                    QCOMPARE(*made, text);
                const bool atRoot = std::any_of(edits.begin(), edits.end(),
                                                [](const YamlEdit &edit) { return edit.pointer.isEmpty(); });
                for (const QByteArray &line : text.split('\n')) {
                    if (!atRoot && line.startsWith("# ")) // between the keys of the root: no edit's business
                        QVERIFY2(made->contains(line.trimmed()), (text + "\n=====\n" + *made).constData());
                }
                value = changed;
                text = *made;
                ++edited;
            }
        }
        QVERIFY(edited > 1000);
    }

    // One scalar of a large text: all bytes before and after its span stay.
    void everyScalarAlone()
    {
        RandomJson random(99);
        for (int round = 0; round < 60; ++round) {
            const QJsonValue value = QJsonObject{{QStringLiteral("root"), random.value(4)}};
            const QByteArray text = decorated(writeYaml(value), random);
            QList<JsonPointer> leaves;
            collectLeaves(value, JsonPointer(), leaves);
            for (const JsonPointer &leaf : std::as_const(leaves)) {
                const auto made =
                    patchYaml(text, 0, {{YamlEdit::Operation::Set, leaf, QStringLiteral("fresh-value")}});
                QVERIFY2(made, text.constData());
                qsizetype head = 0;
                while (head < made->size() && head < text.size() && made->at(head) == text.at(head))
                    ++head;
                qsizetype tail = 0;
                while (tail < made->size() - head && tail < text.size() - head &&
                       made->at(made->size() - 1 - tail) == text.at(text.size() - 1 - tail))
                    ++tail;
                const QByteArray fresh = made->mid(head, made->size() - head - tail);
                // Nothing but the new scalar's own bytes differ: it (or the part that is not shared by
                // chance).
                QVERIFY2(QByteArray("|-\"fresh-value \n").contains(fresh.trimmed()) ||
                             fresh.contains("fresh-value") || QByteArray("fresh-value").contains(fresh),
                         (text + "\n=====\n" + *made).constData());
                QVERIFY2(fresh.count('\n') <= 1, (text + "\n=====\n" + *made).constData());
            }
        }
    }

    void fastEnoughForTyping()
    {
        QJsonObject spec;
        for (int i = 0; i < 200; ++i)
            spec.insert(QStringLiteral("field-%1").arg(i),
                        QJsonObject{{QStringLiteral("name"), i}, {QStringLiteral("v"), QJsonArray{1, 2}}});
        const QByteArray text = writeYaml(QJsonObject{{QStringLiteral("spec"), spec}});
        QElapsedTimer timer;
        timer.start();
        QVERIFY(patchYaml(text, 0, {set("/spec/field-150/name", "7")}));
        QVERIFY2(timer.elapsed() < 500, QByteArray::number(timer.elapsed()).constData());
    }

private:
    // Comments, blank lines and line ends that the writer does not make.
    static QByteArray decorated(const QByteArray &text, RandomJson &random)
    {
        const auto read = readYamlDocument(text);
        QByteArray out;
        const QList<QByteArray> lines = text.chopped(1).split('\n');
        int inBlock = -1; // column of the key whose literal block this is
        int number = 0;
        for (const QByteArray &line : lines) {
            int column = 0;
            while (column < line.size() && line[column] == ' ')
                ++column;
            const bool inside = inBlock >= 0 && (line.trimmed().isEmpty() || column > inBlock);
            if (!inside) {
                inBlock = -1;
                if (column == 0 && !line.startsWith(':') && random.below(4) == 0)
                    out += "# comment " + QByteArray::number(number++) + "!\n";
                if (random.below(8) == 0)
                    out += "\n";
            }
            out += line;
            const QByteArray end = line.trimmed();
            const bool opens = end.endsWith(" |") || end.endsWith(" |-") || end.endsWith(" |+") ||
                               end == "|" || end == "|-" || end == "|+" || end.startsWith("? ");
            if (!inside && opens) {
                inBlock = column;
                // Dashes in front count as indentation for what is below.
                for (int p = column; p + 1 < line.size() && line[p] == '-' && line[p + 1] == ' '; p += 2)
                    inBlock = p;
            } else if (!inside && random.below(6) == 0) {
                out += "  # behind";
            }
            out += '\n';
        }
        if (random.below(5) == 0 && inBlock < 0)
            out.chop(1);
        if (random.below(3) == 0)
            out.replace("\n", "\r\n");
        const auto again = readYamlDocument(out);
        // Decoration must not have changed the value (a kept literal block may swallow a blank line).
        if (!read || !again || !jsonEqual(read->value, again->value))
            return text;
        return out;
    }

    static void mutate(QJsonValue &value, RandomJson &random)
    {
        if (value.isObject() && !value.toObject().isEmpty() && random.below(5) > 0) {
            QJsonObject object = value.toObject();
            const QString key = object.keys().at(random.below(static_cast<int>(object.size())));
            switch (random.below(6)) {
            case 0:
                object.remove(key);
                break;
            case 1:
                object.insert(random.key(), random.value(2));
                break;
            default: {
                QJsonValue below = object.value(key);
                mutate(below, random);
                object.insert(key, below);
            }
            }
            value = object;
        } else if (value.isArray() && !value.toArray().isEmpty() && random.below(5) > 0) {
            QJsonArray array = value.toArray();
            const int at = random.below(static_cast<int>(array.size()));
            switch (random.below(6)) {
            case 0:
                array.removeAt(at);
                break;
            case 1:
                array.insert(at, random.value(2));
                break;
            case 2:
                array.append(random.value(2));
                break;
            default: {
                QJsonValue below = array.at(at);
                mutate(below, random);
                array.replace(at, below);
            }
            }
            value = array;
        } else {
            value = random.value(2);
        }
    }

    static void collectLeaves(const QJsonValue &value, const JsonPointer &pointer, QList<JsonPointer> &leaves)
    {
        if (value.isObject() && !value.toObject().isEmpty()) {
            const QJsonObject object = value.toObject();
            for (auto it = object.begin(); it != object.end(); ++it)
                collectLeaves(it.value(), pointer / it.key(), leaves);
        } else if (value.isArray() && !value.toArray().isEmpty()) {
            const QJsonArray array = value.toArray();
            for (qsizetype i = 0; i < array.size(); ++i)
                collectLeaves(array.at(i), pointer / i, leaves);
        } else {
            leaves << pointer;
        }
    }
};

QTEST_GUILESS_MAIN(TestYamlPatch)
#include "tst_yamlpatch.moc"
