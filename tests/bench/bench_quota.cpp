// SPDX-License-Identifier: GPL-3.0-or-later
// The ledger of GPUs at the size of a large estate, prints "build-ms", "event-us" and others with their
// figures. Medians of several rounds; everything in one thread.
#include "core/quota/quotadecision.h"

#include <QRandomGenerator>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

constexpr int tenants = 50;
constexpr int projects = 5'000;
constexpr int deployments = 50'000; // each with GPUs of its own
constexpr int events = 100'000;

struct Deployment
{
    QString key;
    QString project;
    GpuUseByFamily use;
};

// Processor time of this thread: what else the machine does is not the ledger's.
class Timer
{
public:
    Timer() { restart(); }
    void restart() { clock_gettime(CLOCK_THREAD_CPUTIME_ID, &m_begin); }
    double microseconds() const
    {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return double(now.tv_sec - m_begin.tv_sec) * 1e6 + double(now.tv_nsec - m_begin.tv_nsec) / 1e3;
    }

private:
    timespec m_begin{};
};

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

} // namespace

int main()
{
    QRandomGenerator random(42);
    const QStringList families = {u"NVIDIA-H100"_s, u"NVIDIA-H200"_s, u"NVIDIA-A100"_s,
                                  u"NVIDIA-L40S"_s, u"NVIDIA-L4"_s,   u"AMD-MI300X"_s};
    std::vector<QString> names;
    for (int i = 0; i < projects; ++i)
        names.push_back(u"project-%1"_s.arg(i));
    std::vector<Deployment> all;
    for (int i = 0; i < deployments; ++i) {
        Deployment deployment{
            u"%1/deployment-%2"_s.arg(names[size_t(i % projects)]).arg(i), names[size_t(i % projects)], {}};
        for (int n = 1 + random.bounded(2); n > 0; --n)
            deployment.use.insert(families.at(random.bounded(6)), {8 * random.bounded(3), 8, 0, 0});
        all.push_back(deployment);
    }
    const auto built = [&] {
        QuotaLedger ledger;
        for (int i = 0; i < tenants; ++i)
            ledger.setTenant(u"tenant-%1"_s.arg(i), {{families.at(0), 8000}, {u"*"_s, 16000}});
        for (int i = 0; i < projects; ++i)
            ledger.setProject(names[size_t(i)], {u"tenant-%1"_s.arg(i % tenants),
                                                 {{families.at(i % 6), 400}, {u"*"_s, 800}},
                                                 {{families.at(i % 6), 16}},
                                                 false});
        for (const Deployment &deployment : all)
            ledger.setHolding(deployment.key, deployment.project, deployment.use);
        return ledger;
    };

    std::vector<double> builds;
    std::vector<double> changes;
    std::vector<double> decisions;
    std::vector<double> limits;
    qint64 sum = 0; // so that nothing is left out
    for (int round = 0; round < 5; ++round) {
        Timer timer;
        QuotaLedger ledger = built();
        builds.push_back(timer.microseconds() / 1e3);

        timer.restart();
        for (int i = 0; i < events; ++i) {
            Deployment &deployment = all[size_t(random.bounded(deployments))];
            for (GpuUse &use : deployment.use)
                std::swap(use.attached, use.claimed);
            ledger.setHolding(deployment.key, deployment.project, deployment.use);
        }
        changes.push_back(timer.microseconds() / events);

        timer.restart();
        for (int i = 0; i < 10'000; ++i)
            sum +=
                refusalReasons(ledger, {{names[size_t(random.bounded(projects))], families.at(i % 6), 64, 8}})
                    .size();
        decisions.push_back(timer.microseconds() / 10'000);

        timer.restart();
        for (int i = 0; i < 10'000; ++i) {
            const int project = random.bounded(projects);
            ledger.setProject(names[size_t(project)], {u"tenant-%1"_s.arg(project % tenants),
                                                       {{u"*"_s, 500 + i % 7}},
                                                       {{families.at(0), 8}},
                                                       false});
        }
        limits.push_back(timer.microseconds() / 10'000);
        sum += ledger.tenantUsage(u"tenant-1"_s, families.at(0)).used();
    }
    std::printf("build-ms %.3f\nevent-us %.3f\ndecision-us %.3f\nlimit-us %.3f\n", median(builds),
                median(changes), median(decisions), median(limits));
    return sum == 0 ? 1 : 0;
}
