// SPDX-License-Identifier: GPL-3.0-or-later
// Forecasts of the past, made with what was known then: bench_forecast FILE, a table with the columns vc,
// hour, running_mean and pending_mean (the hourly use of Helios). Prints the means over all its series.
#include "core/quota/usageforecast.h"

#include <QElapsedTimer>
#include <QFile>
#include <QMap>

#include <cstdio>

int main(int argc, char **argv)
{
    QFile file(argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString());
    if (!file.open(QIODevice::ReadOnly)) {
        std::fprintf(stderr, "bench_forecast: %s\n", qUtf8Printable(file.errorString()));
        return 2;
    }
    const QByteArrayList columns = file.readLine().trimmed().split(',');
    const auto running = columns.indexOf("running_mean");
    const auto pending = columns.indexOf("pending_mean");
    QMap<QByteArray, easel::UsageSeries> clusters;
    while (!file.atEnd()) {
        const QByteArrayList fields = file.readLine().trimmed().split(',');
        if (fields.size() == columns.size())
            clusters[fields.first()].values.push_back(fields.at(running).toDouble() +
                                                      fields.at(pending).toDouble());
    }
    easel::ForecastSkill all;
    double covered = 0;
    QElapsedTimer timer;
    timer.start();
    for (const easel::UsageSeries &series : std::as_const(clusters)) {
        const auto skill = easel::forecastSkill(series, 40);
        if (!skill)
            continue;
        all.forecasts += skill->forecasts;
        all.pinball += skill->pinball * skill->forecasts;
        all.persistencePinball += skill->persistencePinball * skill->forecasts;
        covered += skill->coverage * skill->forecasts;
    }
    if (all.forecasts == 0)
        return 1;
    std::printf("forecasts %d\npinball %f\npersistence %f\ncoverage %f\nmilliseconds %lld\n", all.forecasts,
                all.pinball / all.forecasts, all.persistencePinball / all.forecasts,
                100 * covered / all.forecasts, timer.elapsed());
    return 0;
}
