// SPDX-License-Identifier: GPL-3.0-or-later
// bench_inventory COUNT: COUNT machines merged into an inventory; the table filtered and sorted, the map laid
// out and painted. Prints medians in ms.
#include "app/look/look.h"
#include "app/models/resourcefiltermodel.h"
#include "app/models/resourcetablemodel.h"
#include "app/views/quota/machinemap.h"
#include "core/placement/machineinventory.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QImage>

#include <algorithm>
#include <cstdio>

using namespace easel;

namespace {

// Kinds of machines in halls and racks, some in use, some ill: the same every time.
QList<HostView> machines(int count)
{
    static const struct
    {
        const char *family;
        qint64 gpus;
        qint64 cpus;
    } kinds[] = {{"NVIDIA-H100", 8, 128}, {"NVIDIA-H100", 4, 64}, {"NVIDIA-A100", 8, 128},
                 {"NVIDIA-L4", 2, 48},    {"NVIDIA-T4", 2, 96},   {"", 0, 32}};
    static const char *const states[] = {"available", "in-use",    "in-use",
                                         "available", "unhealthy", "unpaired"};
    QList<HostView> list;
    list.reserve(count);
    quint32 random = 1;
    const auto below = [&random](quint32 bound) {
        random = random * 1664525U + 1013904223U;
        return (random >> 8) % bound;
    };
    for (int i = 0; i < count; ++i) {
        const auto &kind = kinds[below(6)];
        HostView host;
        host.hostUid = QStringLiteral("edge-%1").arg(i, 8, 10, QLatin1Char('0'));
        host.displayName = QStringLiteral("node-%1").arg(below(1000000), 6, 10, QLatin1Char('0'));
        host.state = QString::fromLatin1(states[below(6)]);
        host.architecture = QStringLiteral("amd64");
        host.cpuCount = kind.cpus;
        host.memoryMiB = 8192 * kind.cpus;
        host.ip = QStringLiteral("10.%1.%2.%3").arg(i / 65536).arg(i / 256 % 256).arg(i % 256);
        host.tags = {{QStringLiteral("palette.ai"), QStringLiteral("true")},
                     {QStringLiteral("hall"), QStringLiteral("h%1").arg(i % 8)},
                     {QStringLiteral("rack"), QStringLiteral("r%1").arg(i % 250)}};
        if (kind.gpus > 0)
            host.gpus = {{QString::fromLatin1(kind.family),
                          QString::fromLatin1(kind.family),
                          kind.gpus,
                          81559,
                          false,
                          QStringLiteral("NVIDIA"),
                          false,
                          {}}};
        list << host;
    }
    return list;
}

class MachineColumns : public RowExtractor
{
public:
    const QList<Column> &columns() const override { return machineColumns(); }
    std::optional<Row> extract(std::string_view) const override { return std::nullopt; }
};

template <typename Function>
void report(const char *name, Function function)
{
    QList<double> times;
    for (int run = 0; run < 9; ++run) {
        QElapsedTimer clock;
        clock.start();
        function(run);
        times << double(clock.nsecsElapsed()) / 1e6;
    }
    std::sort(times.begin(), times.end());
    std::printf("%s %.2f\n", name, times.at(4));
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    Look::install(ColorMode::Light);
    const int count = QCoreApplication::arguments().value(1).toInt();
    if (count <= 0)
        return 2;
    SourceMachines source;
    source.source.kind = MachineSource::Kind::Own;
    source.source.id = QStringLiteral("own:bench");
    source.hosts = machines(count);
    MachineInventory inventory;
    QList<Row> rows;
    report("merge", [&](int) {
        inventory = mergeMachines({source}, {});
        rows = machineRows(inventory);
    });
    ResourceStore store(ResourceType(), {}, std::make_shared<MachineColumns>());
    ResourceTableModel table;
    table.setStore(&store);
    ResourceFilterModel model;
    model.setSourceModel(&table);
    store.replaceAll(rows);
    model.flush();
    bool good = model.rowCount() == count;
    static const char *const filters[] = {"",        "h100",    "status:unhealthy", "hall:h3", "node-00",
                                          "gpus:>4", "rack:r7", "8 h100",           "unpaired"};
    report("filter", [&](int run) {
        model.setFilterText(QString::fromLatin1(filters[run]));
        model.flush();
        good = good && model.rowCount() > 0;
    });
    model.setFilterText({});
    model.flush();
    report("sort", [&](int run) {
        model.sortBy(run % 7, false);
        model.flush();
    });
    MachineMap map;
    map.resize(1000, 700);
    QList<GpuMachine> squares;
    for (const InventoryMachine &machine : std::as_const(inventory.machines))
        squares << machine.use;
    map.model()->setWithoutGpusShown(true);
    map.model()->reset(squares);
    map.setGroupedBy(QStringLiteral("rack"));
    map.renew();
    map.show();
    QCoreApplication::processEvents();
    QImage image(map.size(), QImage::Format_ARGB32_Premultiplied);
    report("map", [&](int) { map.view()->viewport()->render(&image); });
    // What a renewed inventory costs the window when one machine is different.
    report("renew", [&](int run) {
        squares[run].state = GpuMachine::State::Unhealthy;
        map.model()->apply({squares.at(run)}, {});
        store.replaceAll(rows);
        model.flush();
    });
    return good ? 0 : 1;
}
