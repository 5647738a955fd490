// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/look/look.h"
#include "app/views/parts/usagechart.h"
#include "app/views/quota/quotareport.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QApplication>
#include <QChartView>
#include <QDir>
#include <QPainter>
#include <QPixmap>
#include <QTableView>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

// 76 days of a tenant that takes four more L40S every two or three weeks.
UsageChartData growing()
{
    UsageChartData data;
    data.title = u"borealis, NVIDIA-L40S"_s;
    data.history.start = QDateTime(QDate(2026, 8, 1), QTime(0, 0), Qt::UTC);
    for (int hour = 0; hour < 76 * 24; ++hour) {
        const int steps = hour / (15 * 24); // one every 15 days
        data.history.values.push_back(4 + 4 * steps);
    }
    data.limit = 32;
    data.kept = 4;
    data.forecast = forecastUsage(data.history);
    return data;
}

void keep(QWidget *widget, const QString &name)
{
    const QString folder = qEnvironmentVariable("EASEL_SCREENSHOTS");
    if (folder.isEmpty())
        return;
    QDir().mkpath(folder);
    QPixmap picture(widget->size());
    picture.fill(Look::theme().surface);
    widget->render(&picture);
    picture.save(QStringLiteral("%1/%2.png").arg(folder, name));
}

} // namespace

class TestUsageChart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Look::install(ColorMode::Light)->setReducedMotion(true); }

    void pictures()
    {
        UsageChart chart;
        chart.setData(growing());
        chart.resize(900, 320);
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        chart.setCurrentDay(90);
        keep(&chart, u"usagechart-light"_s);
        Look::instance()->setMode(ColorMode::Dark);
        QCoreApplication::processEvents();
        keep(&chart, u"usagechart-dark"_s);
        Look::instance()->setMode(ColorMode::Light);
        QImage report(450, 160, QImage::Format_ARGB32);
        report.fill(Qt::transparent);
        QPainter painter(&report);
        chart.paintTo(&painter, report.rect());
        painter.end();
        QVERIFY(report != QImage(report.size(), report.format()));
    }

    // The report's last part: below the table, in the page, with its words.
    void report()
    {
        UsageChart chart;
        chart.setData(growing());
        chart.resize(900, 320);
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        QuotaReport report;
        report.title = u"GPU quota of hub-north"_s;
        report.about = u"1 tenant"_s;
        report.at = QDateTime(QDate(2026, 10, 14), QTime(9, 0));
        report.font = chart.font();
        const QByteArray without = quotaReportPdf(report);
        report.chart = chart.onPaper(&report.chartSize);
        report.chartTitle = chart.data().title;
        report.chartText = u"Runs out in 19 to 52 days, most likely 34."_s;
        const QByteArray with = quotaReportPdf(report);
        QVERIFY(with.startsWith("%PDF-") && with.size() > without.size() + 2'000);
        QCOMPARE(with.count("/Type /Page\n"), without.count("/Type /Page\n")); // one page has room for both
        if (const QString folder = qEnvironmentVariable("EASEL_SCREENSHOTS"); !folder.isEmpty()) {
            QDir().mkpath(folder);
            QFile file(folder + u"/report-chart.pdf"_s);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(with);
        }
    }

    void days()
    {
        const UsageChartData data = growing();
        const QList<UsageDay> days = usageDays(data);
        QCOMPARE(data.pastDays(), 76);
        QCOMPARE(days.size(), data.pastDays() + data.futureDays());
        QVERIFY(data.futureDays() >= 28);
        QCOMPARE(days.at(75).date, QDate(2026, 10, 15));
        QCOMPARE(days.at(75).value, 24.0);
        QVERIFY(days.at(75).isPast && !days.at(76).isPast);
        QVERIFY(days.last().low <= days.last().value && days.last().value <= days.last().high);
    }

    void keys()
    {
        UsageChart chart;
        chart.setData(growing());
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        chart.setFocus();
        QWidget *canvas = QApplication::focusWidget();
        QTest::keyClick(canvas, Qt::Key_Left);
        QCOMPARE(chart.currentDay(), 75);
        QCOMPARE(chart.dayText(75), u"%1: 24 used"_s.arg(QLocale().toString(QDate(2026, 10, 15), u"d MMM")));
        QCOMPARE(canvas->accessibleDescription(), chart.dayText(75));
        QTest::keyClick(canvas, Qt::Key_Left, Qt::ControlModifier);
        QCOMPARE(chart.currentDay(), 68);
        QTest::keyClick(canvas, Qt::Key_End);
        QCOMPARE(chart.currentDay(), 75 + chart.data().futureDays());
        QVERIFY(chart.dayText(chart.currentDay()).contains(u"expected"));
        QTest::keyClick(canvas, Qt::Key_Right);
        QCOMPARE(chart.currentDay(), 75 + chart.data().futureDays());
        QTest::keyClick(canvas, Qt::Key_Home);
        QCOMPARE(chart.currentDay(), 0);
        QCOMPARE(QAccessible::queryAccessibleInterface(canvas)->text(QAccessible::Name),
                 u"Use over time: borealis, NVIDIA-L40S"_s);

        QTest::keyClick(canvas, Qt::Key_T);
        QVERIFY(chart.isTableShown());
        auto *table = chart.findChild<QTableView *>();
        const QAbstractItemModelTester tester(table->model());
        QCOMPARE(table->model()->rowCount(), 76 + chart.data().futureDays());
        QCOMPARE(table->currentIndex().row(), 0);
        QCOMPARE(table->model()->index(75, 3).data().toString(), u"24"_s);
        QTest::keyClick(table, Qt::Key_T);
        QVERIFY(!chart.isTableShown());
    }

    void csv()
    {
        UsageChart chart;
        chart.setData(growing());
        const QStringList lines = chart.toCsv().split(u'\n');
        QCOMPARE(lines.first(), u"date,kind,low,value,high"_s);
        QCOMPARE(lines.at(1), u"2026-08-01,used,4.00,4.00,4.00"_s);
        QVERIFY(lines.at(77).startsWith(u"2026-10-16,expected,"));
        QCOMPARE(lines.size(), 1 + 76 + chart.data().futureDays() + 1);
    }

    void nothing()
    {
        UsageChart chart;
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
        QCOMPARE(chart.currentDay(), -1);
        QCOMPARE(chart.toCsv(), u"date,kind,low,value,high\n"_s);
        UsageChartData brief = growing();
        brief.history.values.resize(30);
        brief.forecast = forecastUsage(brief.history);
        chart.setData(brief); // two days, no forecast
        QCOMPARE(chart.data().futureDays(), 0);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_End);
        QCOMPARE(chart.currentDay(), 1);
    }
};

QTEST_MAIN(TestUsageChart)

#include "tst_usagechart.moc"
