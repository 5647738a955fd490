// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/usageforecast.h"

#include <QRandomGenerator>
#include <QTest>

#include <cmath>

using namespace easel;

namespace {

constexpr int day = 24;

// `at` says what the use is at an hour; noise has a standard deviation of about `noise`.
template <typename At>
UsageSeries seriesOf(int days, double noise, At at, quint32 seed = 7)
{
    QRandomGenerator random(seed);
    UsageSeries series;
    for (int hour = 0; hour < days * day; ++hour) {
        double spread = 0;
        for (int i = 0; i < 12; ++i)
            spread += random.generateDouble();
        series.values.push_back(std::max(0.0, at(hour) + noise * (spread - 6)));
    }
    return series;
}

} // namespace

class TestUsageForecast : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tooLittle()
    {
        const UsageSeries series = seriesOf(13, 1, [](int) { return 10.0; });
        const UsageForecast forecast = forecastUsage(series);
        QVERIFY(!forecast.enoughHistory);
        QVERIFY(forecast.points.empty());
        QCOMPARE(forecast.historyDays, 13.0);
        QVERIFY(!forecastSkill(series));
        const Exhaustion exhaustion = exhaustionOf(forecast, series, 20);
        QVERIFY(!exhaustion.earliest && !exhaustion.expected && !exhaustion.latest);
    }

    void nothingAtAll()
    {
        QVERIFY(!forecastUsage({}).enoughHistory);
        QVERIFY(!exhaustionOf(forecastUsage({}), {}, 8).reached);
        QVERIFY(!forecastSkill({}));
    }

    void constantStaysConstant()
    {
        const UsageSeries series = seriesOf(40, 0, [](int) { return 16.0; });
        const UsageForecast forecast = forecastUsage(series);
        QCOMPARE(forecast.horizonHours(), 20.0 * day - 6 * day); // the last distance within half of the past
        for (const ForecastPoint &point : forecast.points)
            QCOMPARE(point, (ForecastPoint{point.hours, 16, 16, 16}));
        QVERIFY(!exhaustionOf(forecast, series, 17).earliest);
        QVERIFY(exhaustionOf(forecast, series, 16).reached);
    }

    void theBandIsInOrderAndWidens()
    {
        double level = 50;
        QRandomGenerator random(3);
        const UsageSeries walk = seriesOf(60, 0, [&](int) {
            level = std::clamp(level + random.generateDouble() * 4 - 2, 0.0, 100.0);
            return level;
        });
        const UsageForecast forecast = forecastUsage(walk);
        QVERIFY(forecast.enoughHistory);
        int hours = 0;
        for (const ForecastPoint &point : forecast.points) {
            QVERIFY(point.hours > hours);
            hours = point.hours;
            QVERIFY(point.low <= point.median && point.median <= point.high);
            QVERIFY(point.low >= 0);
        }
        const auto width = [](const ForecastPoint &point) { return point.high - point.low; };
        QVERIFY(width(forecast.at(168)) > 3 * width(forecast.at(1)));
        const ForecastPoint between = forecast.at(36);
        QCOMPARE(between.median, (forecast.at(24).median + forecast.at(48).median) / 2);
    }

    void growthReachesItsLimit()
    {
        // One GPU a day from 20; after 60 days at 80.
        const UsageSeries series = seriesOf(60, 1, [](int hour) { return 20 + double(hour) / day; });
        const UsageForecast forecast = forecastUsage(series);
        const Exhaustion exhaustion = exhaustionOf(forecast, series, 90);
        QVERIFY(!exhaustion.reached);
        QVERIFY(exhaustion.earliest && exhaustion.expected);
        QVERIFY2(*exhaustion.expected > 8 && *exhaustion.expected < 13,
                 qPrintable(QString::number(*exhaustion.expected)));
        QVERIFY(*exhaustion.earliest <= *exhaustion.expected);
        QVERIFY(!exhaustion.latest || *exhaustion.latest >= *exhaustion.expected);
        QVERIFY(!exhaustionOf(forecast, series, 1000).earliest);
    }

    void aFastFillIsSeen()
    {
        UsageSeries series = seriesOf(30, 0, [](int) { return 10.0; });
        for (int hour = 0; hour < day; ++hour)
            series.values.push_back(10 + hour + 1);
        const Exhaustion exhaustion = exhaustionOf(forecastUsage(series), series, 46);
        QVERIFY(exhaustion.atTodaysRate);
        QCOMPARE(*exhaustion.atTodaysRate, 12.0);
    }

    // Level with noise that comes back to it: saying "as now" is the thing to beat, and the band is 80 %.
    void skillOnNoise()
    {
        const UsageSeries series = seriesOf(60, 5, [](int) { return 40.0; });
        const auto skill = forecastSkill(series, 40);
        QVERIFY(skill);
        QVERIFY(skill->forecasts > 300);
        QVERIFY2(skill->overPersistence() > 0.3, qPrintable(QString::number(skill->overPersistence())));
        QVERIFY2(skill->coverage > 0.72 && skill->coverage < 0.88,
                 qPrintable(QString::number(skill->coverage)));
    }
};

QTEST_GUILESS_MAIN(TestUsageForecast)

#include "tst_usageforecast.moc"
