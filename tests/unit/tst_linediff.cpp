// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/changes/linediff.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace easel;

namespace {

QString shown(const QList<DiffLine> &lines)
{
    QStringList out;
    for (const DiffLine &line : lines) {
        QString text = line.kind == DiffLine::Kind::Same      ? QStringLiteral(" ")
                       : line.kind == DiffLine::Kind::Removed ? QStringLiteral("-")
                                                              : QStringLiteral("+");
        int at = 0;
        for (const auto &[start, length] : line.changedSpans) {
            text += line.text.mid(at, start - at) + u'[' + line.text.mid(start, length) + u']';
            at = start + length;
        }
        out << text + line.text.mid(at);
    }
    return out.join(u'|');
}

QString side(const QList<DiffLine> &lines, DiffLine::Kind leftOut)
{
    QString text;
    for (const DiffLine &line : lines) {
        if (line.kind != leftOut)
            text += line.text + u'\n';
    }
    return text;
}

} // namespace

class TestLineDiff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void diffs_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("lines");
        const auto row = [](const char *name, const char *before, const char *after, const char *lines) {
            QTest::newRow(name) << QString::fromUtf8(before) << QString::fromUtf8(after)
                                << QString::fromUtf8(lines);
        };
        row("nothing", "", "", "");
        row("equal", "a\nb\n", "a\nb\n", " a| b");
        row("all new", "", "a\nb\n", "+a|+b");
        row("all gone", "a\nb\n", "", "-a|-b");
        row("one word", "replicas: 2\nx\n", "replicas: 3\nx\n", "-replicas: [2]|+replicas: [3]| x");
        row("word added", "a b\n", "a c b\n", "-a b|+a [c ]b");
        row("nothing in common", "alpha\n", "beta gamma\n", "-alpha|+beta gamma");
        row("insert in the middle", "a\nc\n", "a\nb\nc\n", " a|+b| c");
        row("remove in the middle", "a\nb\nc\n", "a\nc\n", " a|-b| c");
        row("shortest", "a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n", "-a|-b| c|+b| a| b|-b| a|+c");
        row("surrogates", "x: \xf0\x9f\x9a\x80 y\n", "x: \xf0\x9f\x9a\x81 y\n",
            "-x: [\xf0\x9f\x9a\x80] y|+x: [\xf0\x9f\x9a\x81] y");
    }

    void diffs()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        QFETCH(QString, lines);
        QCOMPARE(shown(lineDiff(before, after)), lines);
    }

    void unified()
    {
        QCOMPARE(unifiedDiff(QStringLiteral("a\n"), QStringLiteral("a\n"), QStringLiteral("x"),
                             QStringLiteral("y")),
                 QString());
        QCOMPARE(
            unifiedDiff(QStringLiteral("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n"),
                        QStringLiteral("1\n2\n3\nfour\n5\n6\n7\n8\n9\n10\n11\n12\n13\n"),
                        QStringLiteral("a/x"), QStringLiteral("b/x")),
            QStringLiteral(
                "--- a/x\n+++ b/x\n@@ -1,7 +1,7 @@\n 1\n 2\n 3\n-4\n+four\n 5\n 6\n 7\n@@ -10,3 +10,4 @@\n"
                " 10\n 11\n 12\n+13\n"));
        QCOMPARE(unifiedDiff(QString(), QStringLiteral("a\n"), QStringLiteral("x"), QStringLiteral("y")),
                 QStringLiteral("--- x\n+++ y\n@@ -0,0 +1 @@\n+a\n"));
        QCOMPARE(
            unifiedDiff(QStringLiteral("a"), QStringLiteral("a\n"), QStringLiteral("x"), QStringLiteral("y")),
            QStringLiteral("--- x\n+++ y\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"));
    }

    // Both sides can be put together again from the lines, numbers included; patch(1) agrees about the
    // unified form.
    void randomTexts()
    {
        QRandomGenerator random(7);
        const QString patch = QStandardPaths::findExecutable(QStringLiteral("patch"));
        QTemporaryDir folder;
        for (int round = 0; round < 400; ++round) {
            const auto text = [&random] {
                QString made;
                for (int i = random.bounded(40); i > 0; --i)
                    made += QStringLiteral("line %1 %2\n").arg(random.bounded(6)).arg(random.bounded(2));
                return made;
            };
            const QString before = text();
            QString after = text();
            if (random.bounded(2) == 0) { // or a few edits
                QStringList lines = before.split(u'\n');
                for (int i = random.bounded(4); i >= 0 && lines.size() > 1; --i)
                    lines[random.bounded(static_cast<int>(lines.size() - 1))] =
                        QStringLiteral("edited %1").arg(i);
                after = lines.join(u'\n');
            }
            const QList<DiffLine> lines = lineDiff(before, after);
            QCOMPARE(side(lines, DiffLine::Kind::Added), before);
            QCOMPARE(side(lines, DiffLine::Kind::Removed), after);
            int oldNumber = 0;
            int newNumber = 0;
            for (const DiffLine &line : lines) {
                QCOMPARE(line.oldNumber, line.kind == DiffLine::Kind::Added ? 0 : ++oldNumber);
                QCOMPARE(line.newNumber, line.kind == DiffLine::Kind::Removed ? 0 : ++newNumber);
            }
            if (patch.isEmpty() || round % 40 != 0 || before == after || before.isEmpty() || after.isEmpty())
                continue;
            QFile file(folder.filePath(QStringLiteral("text")));
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            file.write(before.toUtf8());
            file.close();
            QProcess process;
            process.start(patch, {QStringLiteral("-s"), file.fileName()});
            process.write(
                unifiedDiff(before, after, QStringLiteral("a"), QStringLiteral("b"), round % 3).toUtf8());
            process.closeWriteChannel();
            QVERIFY(process.waitForFinished());
            QCOMPARE(process.exitCode(), 0);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QCOMPARE(QString::fromUtf8(file.readAll()), after);
        }
    }

    void largeTextsEnd()
    {
        QString before;
        QString after;
        for (int i = 0; i < 20'000; ++i) {
            before += QStringLiteral("line %1\n").arg(i);
            after += QStringLiteral("line %1\n").arg(i % 3 == 0 ? i + 100'000 : i);
        }
        QElapsedTimer timer;
        timer.start();
        const QList<DiffLine> lines = lineDiff(before, after);
        QCOMPARE(side(lines, DiffLine::Kind::Added), before);
        QCOMPARE(side(lines, DiffLine::Kind::Removed), after);
        QVERIFY2(lines.size() < 30'000,
                 QByteArray::number(lines.size()).constData()); // two of three lines are equal
        QVERIFY2(timer.elapsed() < 5000, QByteArray::number(timer.elapsed()).constData());
    }
};

QTEST_GUILESS_MAIN(TestLineDiff)
#include "tst_linediff.moc"
