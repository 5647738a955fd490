// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/rowfilterindex.h"
#include "samplerows.h"

#include <QElapsedTimer>
#include <QTest>

using namespace easel;
using namespace easel::testing;

class RowFilterIndexTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ordersNaturally();
    void ordersStatesByAttention();
    void putsMissingLastBothWays();
    void breaksTiesByNextColumn();
    void countsTonesWithoutStateTerms();
    void sortsAndFiltersManyRowsQuickly();

private:
    static QStringList names(RowFilterIndex &index, const QList<Row> &rows)
    {
        const auto changes = index.update(rows, sampleNow);
        if (!changes.leaving.empty()) {
            for (auto position = changes.leaving.rbegin(); position != changes.leaving.rend(); ++position)
                index.hide(*position, *position);
        }
        index.append(changes.entering);
        index.reorder(rows, {});
        QStringList result;
        for (int i = 0; i < index.count(); ++i)
            result.append(rows.at(index.sourceAt(i)).name);
        return result;
    }
    static RowFilterIndex indexFor(const QList<Row> &rows)
    {
        RowFilterIndex index;
        index.setColumns(SampleExtractor().columns());
        index.reset(int(rows.size()));
        return index;
    }
};

void RowFilterIndexTest::ordersNaturally()
{
    QList<Row> rows;
    for (const char *name : {"pool-10", "Pool-2", "pool-1", "pool-02", "pool", "10", "9", "pool-1a"})
        rows.append(SampleRow{QString::fromLatin1(name)}.row());
    RowFilterIndex index = indexFor(rows);
    index.setSort({{0, Qt::AscendingOrder}});
    QCOMPARE(names(index, rows).join(u' '),
             QStringLiteral("9 10 pool pool-1 pool-1a Pool-2 pool-02 pool-10"));
    index.setSort({{0, Qt::DescendingOrder}});
    QCOMPARE(names(index, rows).first(), QStringLiteral("pool-10"));
}

void RowFilterIndexTest::ordersStatesByAttention()
{
    const QList<Row> rows{
        SampleRow{QStringLiteral("r"), {}, Tone::Good, QStringLiteral("Running")}.row(),
        SampleRow{QStringLiteral("p"), {}, Tone::Paused, QStringLiteral("Paused")}.row(),
        SampleRow{QStringLiteral("f"), {}, Tone::Bad, QStringLiteral("Failed")}.row(),
        SampleRow{QStringLiteral("w"), {}, Tone::Waiting, QStringLiteral("Waiting for compute")}.row(),
        SampleRow{QStringLiteral("d"), {}, Tone::Progressing, QStringLiteral("Deploying")}.row(),
        SampleRow{QStringLiteral("g"), {}, Tone::Warning, QStringLiteral("Degraded")}.row(),
    };
    RowFilterIndex index = indexFor(rows);
    index.setSort({{1, Qt::AscendingOrder}});
    QCOMPARE(names(index, rows).join(QString()), QStringLiteral("fwgdpr"));
}

void RowFilterIndexTest::putsMissingLastBothWays()
{
    QList<Row> rows{
        SampleRow{QStringLiteral("none"), {}, Tone::Good, {}, {}, {}, {}}.row(),
        SampleRow{
            QStringLiteral("four"), {}, Tone::Good, {}, {}, QStringLiteral("4 A100"), QStringLiteral("1500m")}
            .row(),
        SampleRow{
            QStringLiteral("sixteen"), {}, Tone::Good, {}, {}, QStringLiteral("16 H100"), QStringLiteral("1")}
            .row(),
    };
    rows[0].cells[7] = qint64(0); // no age in a workspace
    RowFilterIndex index = indexFor(rows);
    index.setSort({{3, Qt::AscendingOrder}});
    QCOMPARE(names(index, rows).join(u' '), QStringLiteral("four sixteen none"));
    index.setSort({{3, Qt::DescendingOrder}});
    QCOMPARE(names(index, rows).join(u' '), QStringLiteral("sixteen four none"));
    index.setSort({{4, Qt::AscendingOrder}});
    QCOMPARE(names(index, rows).join(u' '), QStringLiteral("sixteen four none"));
    index.setSort({{7, Qt::DescendingOrder}});
    QCOMPARE(names(index, rows).last(), QStringLiteral("none"));
}

void RowFilterIndexTest::breaksTiesByNextColumn()
{
    const QList<Row> rows{
        SampleRow{QStringLiteral("b"), QStringLiteral("vision")}.row(),
        SampleRow{QStringLiteral("a"), QStringLiteral("vision")}.row(),
        SampleRow{QStringLiteral("c"), QStringLiteral("glaciology")}.row(),
    };
    RowFilterIndex index = indexFor(rows);
    index.setSort({{2, Qt::AscendingOrder}, {0, Qt::DescendingOrder}});
    QCOMPARE(names(index, rows).join(QString()), QStringLiteral("cba"));
    index.setSort({{2, Qt::DescendingOrder}});
    QCOMPARE(names(index, rows).join(QString()), QStringLiteral("abc"));
}

void RowFilterIndexTest::countsTonesWithoutStateTerms()
{
    const QList<Row> rows{
        SampleRow{QStringLiteral("a"), QStringLiteral("vision"), Tone::Good}.row(),
        SampleRow{QStringLiteral("b"), QStringLiteral("vision"), Tone::Bad, QStringLiteral("Failed")}.row(),
        SampleRow{QStringLiteral("c"), QStringLiteral("language"), Tone::Bad, QStringLiteral("Failed")}.row(),
        SampleRow{QStringLiteral("d"), QStringLiteral("other"), Tone::Bad, QStringLiteral("Failed")}.row(),
    };
    RowFilterIndex index = indexFor(rows);
    index.setNamespaces(QSet<QString>{QStringLiteral("vision"), QStringLiteral("language")});
    index.setExpression(FilterExpression::parse(QStringLiteral("is:good"), index.columns()));
    QCOMPARE(names(index, rows).join(QString()), QStringLiteral("a"));
    QCOMPARE(index.toneCounts()[std::size_t(Tone::Bad)], 2);
    QCOMPARE(index.scopedCount(), 3);
    index.setExpression(FilterExpression::parse(QStringLiteral("vision is:good"), index.columns()));
    QCOMPARE(names(index, rows).join(QString()), QStringLiteral("a"));
    QCOMPARE(index.toneCounts()[std::size_t(Tone::Bad)], 1);
}

void RowFilterIndexTest::sortsAndFiltersManyRowsQuickly()
{
    QList<Row> rows;
    rows.reserve(100'000);
    for (int i = 0; i < 100'000; ++i) {
        rows.append(SampleRow{QStringLiteral("pod-%1").arg((i * 7919) % 100'000),
                              QStringLiteral("ns-%1").arg(i % 40),
                              Tone(i % 9),
                              QStringLiteral("Word %1").arg(i % 9),
                              {},
                              QStringLiteral("%1 H100").arg(i % 16)}
                        .row());
    }
    RowFilterIndex index = indexFor(rows);
    QElapsedTimer timer;
    timer.start();
    index.setSort({{0, Qt::AscendingOrder}});
    auto changes = index.update(rows, sampleNow);
    index.append(changes.entering);
    index.reorder(rows, {});
    const qint64 sorted = timer.restart();
    QCOMPARE(index.count(), 100'000);
    index.setExpression(FilterExpression::parse(QStringLiteral("pod-77"), index.columns()));
    changes = index.update(rows, sampleNow);
    index.reorder(rows, changes.leaving);
    const int gone = int(changes.leaving.size());
    index.hide(100'000 - gone, 99'999);
    const qint64 filtered = timer.restart();
    QVERIFY(index.count() > 1000);
    QVERIFY(index.count() < 2000);
    qInfo("100,000 rows: sorted in %lld ms, filtered in %lld ms (without optimisation)", sorted, filtered);
    // Ten times what an unoptimised build needs here; the benchmark measures properly.
    QVERIFY2(sorted < 6000, qPrintable(QString::number(sorted)));
    QVERIFY2(filtered < 4000, qPrintable(QString::number(filtered)));
}

QTEST_GUILESS_MAIN(RowFilterIndexTest)

#include "tst_rowfilterindex.moc"
