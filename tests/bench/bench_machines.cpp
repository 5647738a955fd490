// SPDX-License-Identifier: GPL-3.0-or-later
// bench_machines COUNT: a pool planned and explained among COUNT machines, one that fits and one that does
// not; planned again after a machine was lost; how many more pools fit. Prints medians in ms.
#include "core/placement/machinecapacity.h"
#include "core/placement/machineexplanation.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace easel;

namespace {

// Twenty kinds of machines, four in ten in use, in halls and racks: the same every time.
QList<HostView> machines(int count)
{
    static const struct
    {
        const char *family;
        qint64 gpus;
        qint64 memory;
        qint64 cpus;
    } kinds[] = {{"NVIDIA-H100", 8, 81559, 128},
                 {"NVIDIA-H100", 8, 81559, 96},
                 {"NVIDIA-H100", 4, 81559, 64},
                 {"NVIDIA-A100", 8, 40960, 128},
                 {"NVIDIA-A100", 4, 81920, 64},
                 {"NVIDIA-L4", 2, 23034, 48},
                 {"NVIDIA-L40S", 4, 46068, 64},
                 {"NVIDIA-T4", 2, 15109, 96},
                 {"", 0, 0, 16},
                 {"", 0, 0, 32}};
    QList<HostView> list;
    list.reserve(count);
    quint32 random = 1;
    const auto below = [&random](quint32 bound) {
        random = random * 1664525U + 1013904223U;
        return (random >> 8) % bound;
    };
    for (int i = 0; i < count; ++i) {
        const auto &kind = kinds[below(10)];
        HostView host;
        host.hostUid = QStringLiteral("edge-%1").arg(i, 8, 10, QLatin1Char('0'));
        host.displayName = QStringLiteral("node-%1").arg(i, 6, 10, QLatin1Char('0'));
        host.state = below(10) < 4 ? QStringLiteral("in-use") : QStringLiteral("available");
        host.architecture = below(20) == 0 ? QStringLiteral("arm64") : QStringLiteral("amd64");
        host.cpuCount = kind.cpus;
        host.memoryMiB = 8192 * kind.cpus;
        host.nicCount = 1;
        host.tags = {{QStringLiteral("palette.ai"), QStringLiteral("true")},
                     {QStringLiteral("hall"), QStringLiteral("h%1").arg(i % 8)},
                     {QStringLiteral("rack"), QStringLiteral("r%1").arg(i % 2500)}};
        if (kind.gpus > 0)
            host.gpus = {{QString::fromLatin1(kind.family),
                          QString::fromLatin1(kind.family),
                          kind.gpus,
                          kind.memory,
                          false,
                          {},
                          false,
                          {}}};
        list << host;
    }
    return list;
}

MachineRequest request(const char *name, qint64 count, qint64 cpus, const char *family = nullptr,
                       qint64 gpus = 0)
{
    MachineRequest wanted;
    wanted.name = QString::fromLatin1(name);
    wanted.owner = QStringLiteral("bench/pool");
    wanted.count = count;
    wanted.cpuCount = cpus;
    wanted.wantsGpu = family != nullptr;
    wanted.controlPlane = family == nullptr;
    if (family) {
        wanted.gpuFamily = QString::fromLatin1(family);
        wanted.gpuCount = gpus;
    }
    return wanted;
}

template <typename Function>
void report(const char *name, Function function)
{
    QList<double> times;
    for (int run = 0; run < 9; ++run) {
        const std::clock_t before = std::clock(); // of the processor: one thread, whoever else is at work
        function();
        times << double(std::clock() - before) * 1e3 / CLOCKS_PER_SEC;
    }
    std::sort(times.begin(), times.end());
    std::printf("%s %.2f\n", name, times.at(4));
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const int count = application.arguments().value(1).toInt();
    if (count <= 0)
        return 2;
    MachineFleet fleet(MachineIndex(machines(count)), {});
    const QList<MachineRequest> fits{request("control-plane", 3, 8),
                                     request("h100", 16, 96, "NVIDIA-H100", 8)};
    QList<MachineRequest> lacks = fits;
    lacks[1].resourceGroups = {{QStringLiteral("rack"), QStringLiteral("r7")}};
    const QList<MachineRequest> demand{request("a", 40, 64, "NVIDIA-A100", 4),
                                       request("l", 9, 32, "NVIDIA-L4", 1),
                                       request("h", 5, 120, "NVIDIA-H100", 8)};
    bool good = true;
    report("explain", [&] { good = good && explainMachines(fleet, fits, {}, demand).plan.isComplete(); });
    report("refuse", [&] {
        const MachineExplanation explained = explainMachines(fleet, lacks, {}, demand);
        good = good && !explained.plan.isComplete() && !explained.nodePools.last().relaxations.isEmpty();
    });
    int lost = 0;
    report("lost", [&] {
        const MachinePlan before = planMachines(fleet, fits, {}, demand);
        fleet.remove(fleet.host(before.nodePools.last().chosen.first()).hostUid);
        good = good && planMachines(fleet, fits, {}, demand).isComplete();
        ++lost;
    });
    report("capacity", [&] { good = good && machineCapacity(fleet, fits).pools > 0; });
    return good ? 0 : 1;
}
