// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/look/look.h"
#include "app/views/yamlcontext.h"
#include "app/views/yamleditor.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QClipboard>
#include <QCompleter>
#include <QDir>
#include <QElapsedTimer>
#include <QListView>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

// A schema of four fields; what it says about a value is fixed: vip must look like an address.
class SmallSchema : public Schema
{
public:
    QList<SchemaFinding> validate(const QJsonObject &object, bool) const override
    {
        QList<SchemaFinding> findings;
        const JsonPointer vip = JsonPointer::of({u"spec"_s, u"vip"_s});
        if (vip.exists(object) && vip.get(object).toString().contains(u"300"_s))
            findings.append({vip, u"FieldValueInvalid"_s, u"10.61.4.300 is not an IP address."_s});
        return findings;
    }
    QJsonObject withDefaults(const QJsonObject &object) const override { return object; }
    std::optional<FieldInfo> field(const JsonPointer &pointer) const override
    {
        FieldInfo info;
        const QString path = pointer.toFieldPath();
        if (path.isEmpty()) {
            info.type = u"object"_s;
            info.properties = {u"apiVersion"_s, u"kind"_s, u"metadata"_s, u"spec"_s};
        } else if (path == u"spec") {
            info.type = u"object"_s;
            info.description = u"What the pool shall be."_s;
            info.properties = {u"vip"_s, u"mode"_s, u"workers"_s};
        } else if (path == u"spec.vip") {
            info.type = u"string"_s;
            info.format = u"ipv4"_s;
            info.required = true;
            info.description = u"Address of the control plane."_s;
        } else if (path == u"spec.mode") {
            info.type = u"string"_s;
            info.enumValues = {u"Shared"_s, u"Dedicated"_s};
        } else if (path == u"spec.workers") {
            info.type = u"array"_s;
        } else if (path == u"spec.workers[0]" || path == u"spec.workers[1]") {
            info.type = u"object"_s;
            info.properties = {u"name"_s, u"count"_s};
        } else {
            return std::nullopt;
        }
        return info;
    }
};

const QString sample = u"# a pool\nspec:\n  vip: 10.61.4.300\n  workers:\n    - name: l40s\n      count: 6\n "
                       u" note: |\n    key: not a key\nstatus:\n  "
                       "phase: Running\n  nodes: 6\n"_s;

void keep(QWidget *widget, const QString &name)
{
    const QString folder = qEnvironmentVariable("EASEL_SCREENSHOTS");
    if (folder.isEmpty())
        return;
    QDir().mkpath(folder);
    for (const qreal ratio : {1.0, 2.0}) {
        QPixmap pixmap(widget->size() * ratio);
        pixmap.setDevicePixelRatio(ratio);
        pixmap.fill(Look::theme().window);
        widget->render(&pixmap);
        pixmap.save(QStringLiteral("%1/%2%3.png").arg(folder, name, ratio > 1 ? u"@2x"_s : QString()));
    }
}

} // namespace

class TestYamlEditor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QFont font(u"Inter"_s);
        font.setPixelSize(13);
        QApplication::setFont(font);
        Look::install(ColorMode::Light)->setReducedMotion(true);
    }

    void outlineKnowsWhereFieldsStand()
    {
        const QList<YamlOutlineLine> outline = yamlOutline(sample);
        QStringList paths;
        for (const YamlOutlineLine &line : outline)
            paths << (line.begins ? line.pointer.toFieldPath() : line.inScalar ? u"|"_s : u"-"_s);
        QCOMPARE(paths, (QStringList{u"-"_s, u"spec"_s, u"spec.vip"_s, u"spec.workers"_s,
                                     u"spec.workers[0].name"_s, u"spec.workers[0].count"_s, u"spec.note"_s,
                                     u"|"_s, u"status"_s, u"status.phase"_s, u"status.nodes"_s, u"-"_s}));
        QCOMPARE(yamlFoldEnd(outline, 8), 10);
        QCOMPARE(yamlFoldEnd(outline, 2), 2);
        QCOMPARE(yamlFoldEnd(outline, 6), 7);
    }

    void outlineOfListsInTheColumnOfTheirKey()
    {
        const QList<YamlOutlineLine> outline =
            yamlOutline(u"a:\n- b: 1\n  c: |\n    x: y\n  d: 2\n- e\n- - f: 1\nz: 1\n"_s);
        QStringList paths;
        for (const YamlOutlineLine &line : outline)
            paths << (line.begins ? line.pointer.toString() : line.inScalar ? u"|"_s : u"-"_s);
        QCOMPARE(paths, (QStringList{u"/a"_s, u"/a/0/b"_s, u"/a/0/c"_s, u"|"_s, u"/a/0/d"_s, u"/a/1"_s,
                                     u"/a/2/0/f"_s, u"/z"_s, u"-"_s}));
    }

    void contextSaysWhatMayBeTyped_data()
    {
        QTest::addColumn<QString>("text"); // the cursor is at ¦
        QTest::addColumn<QString>("parent");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<bool>("possible");
        QTest::newRow("top") << u"ap¦"_s << QString() << QString() << u"ap"_s << true;
        QTest::newRow("below a key") << u"spec:\n  v¦"_s << u"/spec"_s << QString() << u"v"_s << true;
        QTest::newRow("a value") << u"spec:\n  mode: Sh¦"_s << u"/spec"_s << u"mode"_s << u"Sh"_s << true;
        QTest::newRow("before a value")
            << u"spec:\n  mode: ¦\n  vip: 1"_s << u"/spec"_s << u"mode"_s << QString() << true;
        QTest::newRow("an item") << u"spec:\n  workers:\n    - n¦"_s << u"/spec/workers/0"_s << QString()
                                 << u"n"_s << true;
        QTest::newRow("second key of an item") << u"spec:\n  workers:\n    - name: a\n      c¦"_s
                                               << u"/spec/workers/0"_s << QString() << u"c"_s << true;
        QTest::newRow("second item") << u"spec:\n  workers:\n  - name: a\n  - ¦"_s << u"/spec/workers/1"_s
                                     << QString() << QString() << true;
        QTest::newRow("comment") << u"spec: # v¦"_s << QString() << QString() << QString() << false;
        QTest::newRow("block scalar") << u"note: |\n  v¦"_s << QString() << QString() << QString() << false;
        QTest::newRow("after a block scalar")
            << u"note: |\n  v\nsp¦"_s << QString() << QString() << u"sp"_s << true;
        QTest::newRow("second document")
            << u"spec:\n  a: 1\n---\nk¦"_s << QString() << QString() << u"k"_s << true;
    }

    void contextSaysWhatMayBeTyped()
    {
        QFETCH(QString, text);
        QFETCH(QString, parent);
        QFETCH(QString, key);
        QFETCH(QString, typed);
        QFETCH(bool, possible);
        const qsizetype at = text.indexOf(u'¦');
        const QString head = text.left(at);
        const int line = static_cast<int>(head.count(u'\n'));
        const int column = static_cast<int>(at - head.lastIndexOf(u'\n') - 1);
        text.remove(at, 1);
        const YamlContext context = yamlContextAt(text, line, column);
        QCOMPARE(context.possible, possible);
        if (!possible)
            return;
        QCOMPARE(context.parent.toString(), parent);
        QCOMPARE(context.key, key);
        QCOMPARE(context.typed, typed);
        QCOMPARE(context.inValue, !key.isEmpty());
    }

    void findingsHaveMarksAndAList()
    {
        YamlEditor editor;
        editor.resize(420, 320);
        editor.show();
        editor.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&editor));
        editor.setSchema(std::make_shared<SmallSchema>());
        editor.setText(sample);
        QTRY_COMPARE(editor.errors(), 1);
        QCOMPARE(editor.findings().first().line, 3);
        Finding warn;
        warn.severity = Finding::Severity::Warn;
        warn.pointer = JsonPointer::of({u"spec"_s, u"workers"_s, u"0"_s, u"count"_s});
        warn.sentence = u"belongs to argocd-controller, which has 4."_s;
        editor.setFindings({warn});
        editor.setOwners(
            {{JsonPointer::of({u"spec"_s}), u"easel"_s}, {warn.pointer, u"argocd-controller"_s}});
        editor.goTo(warn.pointer);
        QVERIFY2(editor.helpText().contains(u"belongs to argocd-controller"), qPrintable(editor.helpText()));
        editor.goTo(3);
        QVERIFY2(editor.helpText().contains(u"set by Easel"), qPrintable(editor.helpText()));
        QCOMPARE(editor.warnings(), 1);
        QCOMPARE(editor.findingList()->model()->rowCount(), 2);
        QCOMPARE(editor.findingList()->model()->index(0, 0).data().toString(),
                 u"Line 3: spec.vip: 10.61.4.300 is not an IP address."_s);
        QCOMPARE(editor.findingList()->model()->index(1, 0).data().toString(),
                 u"Line 6: belongs to argocd-controller, which has 4."_s);
        QTest::qWait(30);
        keep(&editor, u"yaml-light"_s);
        // Enter jumps.
        editor.findingList()->setFocus();
        editor.findingList()->setCurrentIndex(editor.findingList()->model()->index(1, 0));
        QTest::keyClick(editor.findingList(), Qt::Key_Return);
        QCOMPARE(editor.edit()->textCursor().blockNumber(), 5);
        QVERIFY(editor.edit()->hasFocus());
        Look::instance()->setMode(ColorMode::Dark);
        QTest::qWait(30);
        keep(&editor, u"yaml-dark"_s);
        Look::instance()->setMode(ColorMode::Light);
        // Typing a line above moves the mark along.
        QTextCursor top(editor.edit()->document());
        top.insertText(u"kind: X\n"_s);
        QTRY_COMPARE(editor.findings().first().line, 4);
        QTRY_COMPARE(editor.findings().at(1).line, 7);
    }

    void brokenTextSaysWhere()
    {
        YamlEditor editor;
        editor.setText(u"a: 1\nb: [1, 2\nc: 3\n"_s);
        QTRY_COMPARE(editor.errors(), 1);
        QVERIFY(!editor.canBeRead());
        QVERIFY2(editor.findings().first().line >= 2, qPrintable(editor.findings().first().sentence));
        editor.setText(u"a: 1\n"_s);
        QTRY_VERIFY(editor.canBeRead());
        QCOMPARE(editor.errors(), 0);
        QCOMPARE(editor.value().toObject().value(u"a"_s).toInt(), 1);
    }

    void serverFieldsAreFolded()
    {
        YamlEditor editor;
        editor.resize(400, 300);
        editor.show();
        editor.setText(sample);
        QTRY_VERIFY(editor.isFolded(9));
        QVERIFY(!editor.edit()->document()->findBlockByNumber(9).isVisible());
        QVERIFY(editor.edit()->document()->findBlockByNumber(8).isVisible());
        QTest::qWait(30);
        keep(&editor, u"yaml-folded"_s);
        editor.goTo(JsonPointer::of({u"status"_s, u"nodes"_s}));
        QVERIFY(!editor.isFolded(9));
        QCOMPARE(editor.edit()->textCursor().blockNumber(), 10);
        QVERIFY(editor.text() == sample);
    }

    void completesFromTheSchema()
    {
        YamlEditor editor;
        editor.resize(420, 320);
        editor.setSchema(std::make_shared<SmallSchema>());
        editor.setText(u"spec:\n  vip: 10.0.0.1\n  "_s);
        editor.show();
        editor.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&editor));
        editor.edit()->setFocus();
        editor.goTo(3, 3);
        QTest::keyClicks(editor.edit(), u"m"_s);
        auto *completer = editor.edit()->findChild<QCompleter *>();
        QVERIFY(completer->popup()->isVisible());
        QCOMPARE(completer->completionModel()->rowCount(), 1);
        QCOMPARE(completer->completionModel()->index(0, 0).data().toString(), u"mode"_s);
        QTest::keyClick(completer->popup(), Qt::Key_Return);
        QCOMPARE(editor.text(), u"spec:\n  vip: 10.0.0.1\n  mode: "_s);
        QTest::keyClick(editor.edit(), Qt::Key_Space, Qt::ControlModifier);
        QVERIFY(completer->popup()->isVisible());
        QCOMPARE(completer->completionModel()->rowCount(), 2);
        keep(completer->popup(), u"yaml-completion"_s);
        QTest::keyClick(completer->popup(), Qt::Key_Down);
        keep(&editor, u"yaml-help"_s);
        QTest::keyClick(completer->popup(), Qt::Key_Return);
        QCOMPARE(editor.text(), u"spec:\n  vip: 10.0.0.1\n  mode: Dedicated"_s);
        QVERIFY(editor.helpText().contains(u"spec.mode"_s));
        QVERIFY2(editor.helpText().contains(u"one of Shared, Dedicated"_s), qPrintable(editor.helpText()));
        editor.goTo(2, 3);
        QVERIFY(editor.helpText().contains(u"string (ipv4), required"_s));
        QVERIFY(editor.helpText().contains(u"Address of the control plane."_s));
    }

    void keysKeepTheShape()
    {
        YamlEditor editor;
        editor.show();
        editor.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&editor));
        QTest::keyClicks(editor.edit(), u"spec:"_s);
        QTest::keyClick(editor.edit(), Qt::Key_Return);
        QTest::keyClicks(editor.edit(), u"workers:"_s);
        QTest::keyClick(editor.edit(), Qt::Key_Return);
        QTest::keyClicks(editor.edit(), u"- name: a"_s);
        QTest::keyClick(editor.edit(), Qt::Key_Return);
        QTest::keyClicks(editor.edit(), u"count: 1"_s);
        QCOMPARE(editor.text(), u"spec:\n  workers:\n    - name: a\n      count: 1"_s);
        QTest::keyClick(editor.edit(), Qt::Key_Slash, Qt::ControlModifier);
        QCOMPARE(editor.text(), u"spec:\n  workers:\n    - name: a\n      # count: 1"_s);
        QTest::keyClick(editor.edit(), Qt::Key_Slash, Qt::ControlModifier);
        QCOMPARE(editor.text(), u"spec:\n  workers:\n    - name: a\n      count: 1"_s);
        QTest::keyClick(editor.edit(), Qt::Key_Backtab);
        QCOMPARE(editor.text(), u"spec:\n  workers:\n    - name: a\n    count: 1"_s);
        QGuiApplication::clipboard()->setText(u"\n\tx: 1\r\n"_s);
        editor.edit()->paste();
        QCOMPARE(editor.text(), u"spec:\n  workers:\n    - name: a\n    count: 1\n  x: 1\n"_s);
    }

    void escapeThenTabLeaves()
    {
        QWidget window;
        auto *editor = new YamlEditor(&window);
        auto *other = new QPlainTextEdit(&window);
        other->move(0, 200);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        editor->edit()->setFocus();
        QTest::keyClick(editor->edit(), Qt::Key_Tab);
        QCOMPARE(editor->text(), u"  "_s);
        QTest::keyClick(editor->edit(), Qt::Key_Escape);
        QTest::keyClick(editor->edit(), Qt::Key_Tab);
        QCOMPARE(editor->text(), u"  "_s);
        QVERIFY(!editor->edit()->hasFocus());
    }

    void aSmallUpdateKeepsCursorAndUndo()
    {
        YamlEditor editor;
        editor.setText(u"a: 1\nb: 2\nc: 3\n"_s);
        editor.goTo(3, 4);
        QSignalSpy changed(&editor, &YamlEditor::textChanged);
        editor.updateText(u"a: 1\nb: 25\nc: 3\n"_s);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(editor.edit()->textCursor().blockNumber(), 2);
        QCOMPARE(editor.edit()->textCursor().positionInBlock(), 3);
        editor.edit()->undo();
        QCOMPARE(editor.text(), u"a: 1\nb: 2\nc: 3\n"_s);
    }

    void readOnlyIsSunkenAndHelpless()
    {
        YamlEditor editor;
        editor.setSchema(std::make_shared<SmallSchema>());
        editor.setText(sample);
        editor.setReadOnly(true);
        editor.resize(400, 300);
        editor.show();
        QVERIFY(QTest::qWaitForWindowExposed(&editor));
        QTest::keyClicks(editor.edit(), u"x"_s);
        QCOMPARE(editor.text(), sample);
        const QImage image = editor.edit()->viewport()->grab().toImage();
        QCOMPARE(image.pixelColor(image.width() - 5, 10), Look::theme().sunken);
        QCOMPARE(editor.helpText(), QString());
    }

    void largeTextStaysQuick()
    {
        QString text;
        for (int i = 0; i < 20'000; ++i)
            text += QStringLiteral("key%1:\n  value: \"%1\"\n").arg(i);
        YamlEditor editor;
        editor.resize(600, 400);
        editor.show();
        QVERIFY(QTest::qWaitForWindowExposed(&editor));
        QElapsedTimer timer;
        timer.start();
        editor.setText(text);
        QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
        editor.goTo(30'000, 3);
        timer.start();
        QTest::keyClicks(editor.edit(), u"abc"_s);
        QVERIFY2(timer.elapsed() < 1500, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_MAIN(TestYamlEditor)
#include "tst_yamleditor.moc"
