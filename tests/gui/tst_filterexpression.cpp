// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/filterexpression.h"
#include "samplerows.h"

#include <QTest>

using namespace easel;
using namespace easel::testing;

class FilterExpressionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matches_data();
    void matches();
    void tellsProblems_data();
    void tellsProblems();
    void freeTextLooksAtShownColumnsOnly();
    void separatesTermsAboutTheState();
    void editsTermsInTheText();
    void survivesAnyText();

private:
    FilterExpression::Verdict judge(const FilterExpression &expression, int row,
                                    const QBitArray &shown = {}) const
    {
        SharedVerdicts known;
        return expression.judge(m_list.view(row), m_columns, shown, sampleNow, &known);
    }

    const QList<Column> m_columns = SampleExtractor().columns();
    const QList<Row> m_rows{
        SampleRow{QStringLiteral("calving-detect"), QStringLiteral("vision"), Tone::Waiting,
                  QStringLiteral("Waiting for compute"),
                  QStringLiteral("Pool crevasse-train has 0 GPUs free"), QStringLiteral("8 H100"),
                  QStringLiteral("512Mi"), 3, false, 12 * 60, "team=ice\ntier=gold\n"}
            .row(),
        SampleRow{QStringLiteral("core-embed"),
                  QStringLiteral("glaciology"),
                  Tone::Good,
                  QStringLiteral("Running"),
                  {},
                  QStringLiteral("2 H100, 1 L4"),
                  QStringLiteral("1Gi"),
                  1204,
                  false,
                  18 * 86400,
                  "team=rock\n"}
            .row(),
        SampleRow{QStringLiteral("snow-labels"),
                  QStringLiteral("vision"),
                  Tone::Paused,
                  QStringLiteral("Paused"),
                  {},
                  QStringLiteral("4 A100"),
                  QStringLiteral("2G"),
                  0,
                  true,
                  52 * 86400,
                  {}}
            .row(),
        SampleRow{QStringLiteral("tracking"),
                  QStringLiteral("glaciology"),
                  Tone::Deleting,
                  QStringLiteral("Deleting"),
                  {},
                  {},
                  {},
                  7,
                  false,
                  30,
                  "team=ice-cold\n"}
            .row(),
    };
    const RowList m_list = packedList(m_rows);
};

void FilterExpressionTest::matches_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("names");
    const auto row = [](const char *text, const char *names) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(names);
    };
    row("", "calving-detect core-embed snow-labels tracking");
    row("   ", "calving-detect core-embed snow-labels tracking");
    row("snow", "snow-labels");
    row("SNOW", "snow-labels");
    row("vision", "calving-detect snow-labels");
    row("vision waiting", "calving-detect");
    row("\"for compute\"", "calving-detect");
    row("for compute", "calving-detect");
    row("-vision", "core-embed tracking");
    row("status:waiting", "calving-detect");
    row("status:waiting status:paused", "calving-detect snow-labels");
    row("status:waiting,paused", "calving-detect snow-labels");
    row("status:\"Waiting for compute\"", "calving-detect");
    row("-status:running", "calving-detect snow-labels tracking");
    row("is:waiting", "calving-detect");
    row("is:progressing", "tracking");
    row("is:deleting", "tracking");
    row("-is:good", "calving-detect snow-labels tracking");
    row("is:good is:paused", "core-embed snow-labels");
    row("is:good status:paused", "core-embed snow-labels");
    row("gpus:>4", "calving-detect");
    row("gpus:>=4", "calving-detect snow-labels");
    row("gpus:<4", "core-embed tracking");
    row("gpus:0", "tracking");
    row("gpus:8", "calving-detect");
    row("gpus:2..4", "core-embed snow-labels");
    row("gpus:>2 gpus:<8", "snow-labels");
    row("gpus:h100", "calving-detect core-embed");
    row("gpus:l4", "core-embed");
    row("-gpus:>0", "tracking");
    row("parts:1204", "core-embed");
    row("parts:>3", "core-embed tracking");
    row("memory:>=1Gi", "core-embed snow-labels");
    row("memory:<1G", "calving-detect");
    row("paused:yes", "snow-labels");
    row("age:<2d", "calving-detect tracking");
    row("age:>1w", "core-embed snow-labels");
    row("age:12min", "calving-detect");
    row("age:18d", "core-embed");
    row("age:1d..20d", "core-embed");
    row("label:team=ice", "calving-detect");
    row("label:team=ice*", "calving-detect tracking");
    row("label:team", "calving-detect core-embed tracking");
    row("-label:team", "snow-labels");
    row("label:team!=ice", "core-embed snow-labels tracking");
    row("label:team=ice label:tier=gold", "calving-detect");
    row("name:c", "calving-detect core-embed tracking");
    row("name:core", "core-embed");
    row("ns:glac", "core-embed tracking");
    row("reason:crevasse", "calving-detect");
    row("project:vision -name:snow", "calving-detect");
    // Not understood: searched as text, so that nothing is shown that was not asked for.
    row("image:nginx", "");
    // Still being typed: no rows go away.
    row("status:", "calving-detect core-embed snow-labels tracking");
    row("gpus:>", "calving-detect core-embed snow-labels tracking");
    row("-", "calving-detect core-embed snow-labels");
}

void FilterExpressionTest::matches()
{
    QFETCH(QString, text);
    QFETCH(QString, names);
    const auto expression = FilterExpression::parse(text, m_columns);
    QStringList found;
    SharedVerdicts known;
    for (int i = 0; i < m_list.size(); ++i) {
        if (expression.judge(m_list.view(i), m_columns, {}, sampleNow, &known).matches())
            found.append(m_list.view(i).name());
    }
    QCOMPARE(found.join(u' '), names);
}

void FilterExpressionTest::tellsProblems_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<int>("start");
    QTest::addColumn<int>("length");
    QTest::newRow("good") << QStringLiteral("status:x gpus:>4 age:<2d") << QString() << 0 << 0;
    QTest::newRow("number") << QStringLiteral("core gpus:>many")
                            << QStringLiteral("“>many” is not a number. Write for example gpus:>4.") << 5
                            << 10;
    QTest::newRow("age") << QStringLiteral("age:old")
                         << QStringLiteral("“old” is not an age. Write for example age:<2d or age:>90min.")
                         << 0 << 7;
    QTest::newRow("tone")
        << QStringLiteral("is:sad")
        << QStringLiteral("“is:sad” is not known. Known: good, progressing, deleting, warning, waiting, "
                          "bad, neutral, paused and unknown.")
        << 0 << 6;
    QTest::newRow("quote") << QStringLiteral("\"half") << QStringLiteral("A quotation mark is not closed.")
                           << 0 << 5;
    QTest::newRow("empty") << QStringLiteral("status:") << QStringLiteral("There is nothing after “status:”.")
                           << 0 << 7;
    QTest::newRow("column") << QStringLiteral("image:nginx")
                            << QStringLiteral(
                                   "No column is called “image”, so this is searched as text. Columns: name, "
                                   "status, project, gpus, memory, parts, paused and age.")
                            << 0 << 11;
}

void FilterExpressionTest::tellsProblems()
{
    QFETCH(QString, text);
    QFETCH(QString, sentence);
    QFETCH(int, start);
    QFETCH(int, length);
    const auto problems = FilterExpression::parse(text, m_columns).problems();
    if (sentence.isEmpty()) {
        QVERIFY(problems.isEmpty());
        return;
    }
    QCOMPARE(problems.size(), 1);
    QCOMPARE(problems.first().sentence, sentence);
    QCOMPARE(problems.first().start, start);
    QCOMPARE(problems.first().length, length);
}

void FilterExpressionTest::freeTextLooksAtShownColumnsOnly()
{
    const auto expression = FilterExpression::parse(QStringLiteral("512"), m_columns);
    QBitArray shown(int(m_columns.size()), true);
    QVERIFY(judge(expression, 0, shown).matches());
    shown.clearBit(4); // memory
    QVERIFY(!judge(expression, 0, shown).matches());
}

void FilterExpressionTest::separatesTermsAboutTheState()
{
    const auto expression = FilterExpression::parse(QStringLiteral("vision is:paused"), m_columns);
    const auto waiting = judge(expression, 0);
    QVERIFY(waiting.withoutState);
    QVERIFY(!waiting.state);
    const auto elsewhere = judge(expression, 1);
    QVERIFY(!elsewhere.withoutState);
}

void FilterExpressionTest::editsTermsInTheText()
{
    QCOMPARE(FilterExpression::withTerm(QStringLiteral(" snow "), QStringLiteral("is:bad")),
             QStringLiteral("snow is:bad"));
    const QString text = QStringLiteral("snow status:\"Waiting for compute\" gpus:>4");
    const auto expression = FilterExpression::parse(text, m_columns);
    QCOMPARE(expression.terms().size(), 3);
    QCOMPARE(FilterExpression::withoutTerm(text, expression.terms().at(1)), QStringLiteral("snow gpus:>4"));
    QCOMPARE(FilterExpression::withoutTerm(text, expression.terms().at(0)),
             QStringLiteral("status:\"Waiting for compute\" gpus:>4"));
    QCOMPARE(FilterExpression::withoutTerm(text, expression.terms().at(2)),
             QStringLiteral("snow status:\"Waiting for compute\""));
    QCOMPARE(FilterExpression::term(QStringLiteral("status"), QStringLiteral("Waiting for compute")),
             QStringLiteral("status:\"Waiting for compute\""));
    QCOMPARE(FilterExpression::term(QStringLiteral("status"), QStringLiteral("Paused")),
             QStringLiteral("status:Paused"));
}

void FilterExpressionTest::survivesAnyText()
{
    const QString alphabet = QStringLiteral("ab:\"-><=., *1d\té😀");
    quint32 seed = 7;
    const auto next = [&seed](int below) {
        seed = seed * 1664525u + 1013904223u;
        return int((seed >> 8) % quint32(below));
    };
    for (int round = 0; round < 5000; ++round) {
        QString text;
        static const QStringList starts{QString(),
                                        QStringLiteral("gpus:"),
                                        QStringLiteral("age:"),
                                        QStringLiteral("label:"),
                                        QStringLiteral("is:"),
                                        QStringLiteral("-status:")};
        text += starts.at(next(int(starts.size())));
        for (int i = next(14); i > 0; --i)
            text += alphabet.at(next(int(alphabet.size())));
        const auto expression = FilterExpression::parse(text, m_columns);
        for (const FilterTerm &term : expression.terms()) {
            QVERIFY(term.start >= 0);
            QVERIFY(term.start + term.length <= text.size());
        }
        for (int i = 0; i < m_list.size(); ++i)
            judge(expression, i);
    }
}

QTEST_GUILESS_MAIN(FilterExpressionTest)

#include "tst_filterexpression.moc"
