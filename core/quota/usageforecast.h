// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>

#include <optional>
#include <vector>

namespace easel {

// One value an hour, without gaps: GPUs.
struct UsageSeries
{
    QDateTime start;
    std::vector<double> values;
    double days() const { return double(values.size()) / 24; }
};

// What is expected some hours after the last value: one in ten ends below `low`, one in ten above `high`.
struct ForecastPoint
{
    int hours = 0;
    double low = 0;
    double median = 0;
    double high = 0;
    bool operator==(const ForecastPoint &) const = default;
};

// How forecasts of the past of the same series did, made with what was known then.
struct ForecastSkill
{
    int forecasts = 0;
    double pinball = 0;             // mean loss of low, median and high together
    double persistencePinball = 0;  // of "it stays as it is"
    double coverage = 0;            // share of values within the band; 0.8 is meant
    double overPersistence() const; // 0: no better; 1: perfect; below 0: worse
};

struct UsageForecast
{
    double historyDays = 0;
    bool enoughHistory = false;           // 14 days
    std::vector<ForecastPoint> points;    // empty without enough history; hours ascend, the first is 1
    ForecastPoint at(double hours) const; // between the points on a line; hours within them
    double horizonHours() const { return points.empty() ? 0 : points.back().hours; }
};

// Days from the last value until a limit is reached. None: not within the horizon.
struct Exhaustion
{
    double horizonDays = 0;
    bool reached = false;           // the last value is at the limit already
    std::optional<double> earliest; // by the upper end of the band
    std::optional<double> expected; // by the median
    std::optional<double> latest;   // by the lower end
    // Hours until it is full if it goes on as in the last day (a fast fill that the band is too slow to see).
    std::optional<double> atTodaysRate;
};

constexpr double leastHistoryDays = 14;

// Level, mean or both, with or without a damped trend, as did best for each distance in the series itself;
// the band is what those choices missed by in the past. Seasons are left out: on public GPU traces they lose
// against yesterday's level. Looks at the last 180 days; reaches at most half as far as it looks back, and 90
// days.
UsageForecast forecastUsage(const UsageSeries &series);

Exhaustion exhaustionOf(const UsageForecast &forecast, const UsageSeries &series, double limit);

// Forecasts made at up to `origins` points of the past, not before the 14th day, judged up to a week ahead.
// None when the past is too short to judge one.
std::optional<ForecastSkill> forecastSkill(const UsageSeries &series, int origins = 24);

} // namespace easel
