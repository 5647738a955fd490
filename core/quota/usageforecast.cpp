// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/usageforecast.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace easel {

namespace {

constexpr size_t day = 24;
constexpr size_t week = 7 * day;
constexpr size_t longestLook = 180 * day;
constexpr size_t firstOrigin = 2 * day - 1; // a mean of less says nothing
constexpr std::array<double, 3> quantiles{0.1, 0.5, 0.9};
constexpr double dampedADay = 0.97;
constexpr double trendMustGain = 0.95; // a trend is believed when it did clearly better

// Hours ahead that are looked at; between them a line.
constexpr std::array<int, 20> distances{1,   3,   6,   12,  24,  48,  72,   96,   120,  144,
                                        168, 240, 336, 504, 672, 840, 1008, 1344, 1680, 2160};

struct Choice
{
    double weight = 1;   // of the last value; the rest is the mean
    size_t window = day; // of that mean, in hours
    bool trend = false;
};

std::vector<Choice> choices()
{
    std::vector<Choice> all;
    constexpr size_t everything = longestLook;
    for (const bool trend : {false, true}) {
        all.push_back({1, day, trend});
        for (const double weight : {0.0, 0.25, 0.5, 0.75}) {
            for (const size_t window : {day, week, everything}) {
                if (!trend || window != everything)
                    all.push_back({weight, window, trend});
            }
        }
    }
    return all;
}

// The values up to some moment, with sums for means over any stretch.
class Past
{
public:
    Past(const double *values, size_t count)
        : m_values(values)
        , m_count(count)
        , m_sums(count + 1, 0)
    {
        for (size_t i = 0; i < count; ++i)
            m_sums[i + 1] = m_sums[i] + values[i];
    }

    size_t count() const { return m_count; }
    double value(size_t at) const { return m_values[at]; }

    // Of what comes `hours` after the value at `at`, known up to it.
    double guess(size_t at, int hours, const Choice &choice) const
    {
        const size_t known = at + 1;
        const size_t length = std::min(choice.window, known);
        const double mean = (m_sums[known] - m_sums[known - length]) / double(length);
        double result = choice.weight * m_values[at] + (1 - choice.weight) * mean;
        if (choice.trend) {
            const size_t half = std::min(week, known / 2);
            const double newer = m_sums[known] - m_sums[known - half];
            const double older = m_sums[known - half] - m_sums[known - 2 * half];
            const double slope = (newer - older) / double(half) / (double(half) / day); // a day
            const double days = double(hours) / day;
            const double damped = dampedADay * (1 - std::pow(dampedADay, days)) / (1 - dampedADay);
            const double lag =
                (1 - choice.weight) * double(length - 1) / 2 / day; // the mean lies that far back
            result += slope * (damped + lag);
        }
        return result;
    }

private:
    const double *m_values;
    size_t m_count;
    std::vector<double> m_sums;
};

// `sorted` ascends and is not empty; shares beyond its ends are its ends.
double quantileOf(const std::vector<double> &sorted, double share)
{
    const double at = std::clamp(share, 0.0, 1.0) * double(sorted.size() - 1);
    const auto below = size_t(at);
    const size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (at - double(below));
}

ForecastPoint pointAt(const Past &past, int hours, const std::vector<Choice> &all)
{
    const auto ahead = size_t(hours);
    const size_t last = past.count() - 1;
    const size_t step = std::max<size_t>(1, ahead / 12); // neighbours miss by nearly the same
    std::vector<double> best;
    Choice chosen;
    double least = 0;
    for (const Choice &choice : all) {
        std::vector<double> misses;
        for (size_t at = firstOrigin; at + ahead <= last; at += step)
            misses.push_back(past.value(at + ahead) - past.guess(at, hours, choice));
        std::sort(misses.begin(), misses.end());
        const double middle = quantileOf(misses, 0.5);
        double loss = 0;
        for (const double miss : misses)
            loss += std::abs(miss - middle);
        if (choice.trend)
            loss /= trendMustGain;
        if (best.empty() || loss < least) {
            least = loss;
            chosen = choice;
            best = std::move(misses);
        }
    }
    // Misses of overlapping stretches are not independent: few stretches, wider band.
    const double stretches = std::max(2.0, double(last - firstOrigin) / hours);
    const double guess = past.guess(last, hours, chosen);
    std::array<double, 3> values{};
    for (size_t i = 0; i < quantiles.size(); ++i) {
        const double share = 0.5 + (quantiles[i] - 0.5) * (1 + 1 / stretches);
        values[i] = std::max(0.0, guess + quantileOf(best, share));
    }
    return {hours, values[0], values[1], values[2]};
}

std::vector<ForecastPoint> pointsOf(const double *values, size_t count, int mostHours)
{
    const Past past(values, count);
    const std::vector<Choice> all = choices();
    std::vector<ForecastPoint> points;
    for (const int hours : distances) {
        if (hours > mostHours || size_t(hours) > count / 2)
            break;
        ForecastPoint point = pointAt(past, hours, all);
        if (!points.empty()) { // what is farther away is not known better
            const ForecastPoint &nearer = points.back();
            point.low = std::max(0.0, std::min(point.low, point.median - (nearer.median - nearer.low)));
            point.high = std::max(point.high, point.median + (nearer.high - nearer.median));
        }
        points.push_back(point);
    }
    return points;
}

// The share of a hundred forecasts above the truth ought to be `share`; what is off costs by how far.
double pinball(double share, double truth, double said)
{
    return std::max(share * (truth - said), (share - 1) * (truth - said));
}

// Hours until the line through (hour, value) points meets the limit, on points of a forecast.
std::optional<double> crossing(const UsageForecast &forecast, double now, double limit,
                               double ForecastPoint::*line)
{
    double hour = 0;
    double value = now;
    for (const ForecastPoint &point : forecast.points) {
        const double next = point.*line;
        if (next >= limit) {
            const double share = next > value ? std::clamp((limit - value) / (next - value), 0.0, 1.0) : 1.0;
            return hour + (point.hours - hour) * share;
        }
        hour = point.hours;
        value = next;
    }
    return std::nullopt;
}

} // namespace

double ForecastSkill::overPersistence() const
{
    return persistencePinball > 0 ? 1 - pinball / persistencePinball : 0;
}

ForecastPoint UsageForecast::at(double hours) const
{
    if (points.empty())
        return {};
    const auto after = std::find_if(points.begin(), points.end(),
                                    [hours](const ForecastPoint &point) { return point.hours >= hours; });
    if (after == points.begin())
        return points.front();
    if (after == points.end())
        return points.back();
    const ForecastPoint &from = *std::prev(after);
    const double share = (hours - from.hours) / (after->hours - from.hours);
    return {int(std::lround(hours)), std::lerp(from.low, after->low, share),
            std::lerp(from.median, after->median, share), std::lerp(from.high, after->high, share)};
}

UsageForecast forecastUsage(const UsageSeries &series)
{
    UsageForecast forecast;
    forecast.historyDays = series.days();
    forecast.enoughHistory = forecast.historyDays >= leastHistoryDays;
    if (!forecast.enoughHistory)
        return forecast;
    const size_t used = std::min(series.values.size(), longestLook);
    forecast.points = pointsOf(series.values.data() + (series.values.size() - used), used, distances.back());
    return forecast;
}

Exhaustion exhaustionOf(const UsageForecast &forecast, const UsageSeries &series, double limit)
{
    Exhaustion result;
    result.horizonDays = forecast.horizonHours() / day;
    if (series.values.empty())
        return result;
    const double now = series.values.back();
    if (now >= limit) {
        result.reached = true;
        return result;
    }
    const auto days = [&](double ForecastPoint::*line) -> std::optional<double> {
        if (const auto hours = crossing(forecast, now, limit, line))
            return *hours / day;
        return std::nullopt;
    };
    result.earliest = days(&ForecastPoint::high);
    result.expected = days(&ForecastPoint::median);
    result.latest = days(&ForecastPoint::low);
    if (series.values.size() > day) {
        const double rate = (now - series.values[series.values.size() - 1 - day]) / day;
        if (rate > 0)
            result.atTodaysRate = (limit - now) / rate;
    }
    return result;
}

std::optional<ForecastSkill> forecastSkill(const UsageSeries &series, int origins)
{
    const auto first = size_t(leastHistoryDays) * day;
    const size_t count = series.values.size();
    if (count < first + day || origins < 1)
        return std::nullopt;
    ForecastSkill skill;
    int covered = 0;
    const size_t step = std::max<size_t>(1, (count - day - first) / size_t(origins));
    for (size_t known = first; known + day <= count; known += step) {
        const double *values = series.values.data() + (known - std::min(known, longestLook));
        const size_t used = std::min(known, longestLook);
        for (const ForecastPoint &point : pointsOf(values, used, int(week))) {
            const size_t at = known - 1 + size_t(point.hours);
            if (at >= count)
                break;
            const double truth = series.values[at];
            const double stays = series.values[known - 1];
            const std::array<double, 3> said{point.low, point.median, point.high};
            for (size_t i = 0; i < quantiles.size(); ++i) {
                skill.pinball += pinball(quantiles[i], truth, said[i]);
                skill.persistencePinball += pinball(quantiles[i], truth, stays);
            }
            covered += truth >= point.low && truth <= point.high ? 1 : 0;
            ++skill.forecasts;
        }
    }
    skill.pinball /= skill.forecasts;
    skill.persistencePinball /= skill.forecasts;
    skill.coverage = double(covered) / skill.forecasts;
    return skill;
}

} // namespace easel
