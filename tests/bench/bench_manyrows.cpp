// SPDX-License-Identifier: GPL-3.0-or-later
// bench_manyrows KUBECONFIG CONTEXT COUNT [follow SECONDS]: opens the hub in the real window, shows Pods of
// all namespaces, and when COUNT rows are live and painted measures what a person does with them: "load-s",
// "resident-mib", "kept-bytes" (of the heap a row, table and index included), "filter-ms", "text-ms",
// "number-ms" and "end-ms", each the median of several, until it is painted. With `follow` it then looks on
// while the server tells changes: "busy" (ms, most of the processor that the GUI thread took in one turn),
// "share" (% of a core), "changes" (rows that changed a second).
#include "app/context/appcontext.h"
#include "app/look/look.h"
#include "app/models/resourcefiltermodel.h"
#include "app/models/resourcetablemodel.h"
#include "app/shell/fileprompter.h"
#include "app/shell/mainwindow.h"
#include "app/views/resourcetable.h"
#include "app/views/resourceview.h"
#include "tests/bench/processnumbers.h"
#include "tests/support/heartbeat.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cstdio>

using namespace easel;

namespace {

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.at(values.size() / 2);
}

int firstColumn(const QList<Column> &columns, CellType type)
{
    for (int i = 0; i < columns.size(); ++i) {
        if (columns.at(i).type == type)
            return i;
    }
    return 0;
}

// What a person does with many rows, each until it is painted.
void measure(ResourceView *view)
{
    ResourceFilterModel *model = view->model();
    auto *table = view->table();
    const auto timed = [table](const std::function<void()> &step) {
        QElapsedTimer clock;
        clock.start();
        step();
        table->viewport()->repaint();
        return double(clock.nsecsElapsed()) / 1e6;
    };
    std::vector<double> filter;
    for (const char *text : {"s", "se", "ser", "service-6", "service-61", "zz", "team-5", "", "7", "7c9"})
        filter.push_back(timed([&] { model->setFilterText(QString::fromLatin1(text)); }));
    model->setFilterText({});
    std::vector<double> texts;
    std::vector<double> numbers;
    const QList<Column> &columns = model->table()->columns();
    const int text = firstColumn(columns, CellType::Text);
    const int number = firstColumn(columns, CellType::Number);
    for (int i = 0; i < 4; ++i) {
        const Qt::SortOrder order = i % 2 ? Qt::AscendingOrder : Qt::DescendingOrder;
        texts.push_back(timed([&] { model->setSortColumns({{text, order}}); }));
        numbers.push_back(timed([&] { model->setSortColumns({{number, order}}); }));
    }
    std::vector<double> ends;
    for (int i = 0; i < 6; ++i) {
        ends.push_back(timed([&] { table->scrollToBottom(); }));
        table->scrollToTop();
    }
    std::printf("filter-ms %.2f\ntext-ms %.2f\nnumber-ms %.2f\nend-ms %.2f\n", median(filter), median(texts),
                median(numbers), median(ends));
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("easel"));
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 4)
        return 2;
    const int count = arguments.at(3).toInt();
    const int follow = arguments.value(4) == u"follow" ? arguments.value(5).toInt() : 0;
    QTemporaryDir home;
    AppContext context(AppPaths::below(home.path()), std::make_unique<FilePrompter>());
    Look::install();
    MainWindow window(&context);
    window.resize(1280, 800);
    window.show();
    window.openHub(arguments.at(1), arguments.at(2));

    QElapsedTimer clock;
    Heartbeat heartbeat;
    double heapBefore = 0;
    double processorBefore = 0;
    qint64 changes = 0;
    StoreLease lease;
    QTimer watch;
    watch.setInterval(5);
    const auto afterwards = [&] {
        if (follow == 0) {
            QApplication::quit();
            return;
        }
        QObject::connect(lease.get(), &ResourceStore::rowsChanged, &window,
                         [&changes](int first, int last) { changes += last - first + 1; });
        heartbeat.restart();
        processorBefore = processorSeconds();
        clock.restart();
        QTimer::singleShot(follow * 1000, &window, [&] {
            const double seconds = double(clock.elapsed()) / 1000;
            std::printf("busy %.1f\nshare %.1f\nchanges %.0f\n", heartbeat.longestBusyMs(),
                        (processorSeconds() - processorBefore) / seconds * 100, double(changes) / seconds);
            std::fflush(stdout);
            QApplication::quit();
        });
    };
    QObject::connect(&watch, &QTimer::timeout, &window, [&] {
        Source *source = context.source();
        const ResourceType *pods = source ? source->catalog().find({}, u"Pod") : nullptr;
        if (!pods)
            return;
        if (!lease) {
            heapBefore = heapBytes();
            clock.start();
            lease = source->store({*pods, {}, {}});
            window.showKind(*pods);
            return;
        }
        if (lease->count() < count || lease->truth().phase != Truth::Phase::Live)
            return;
        auto *view = qobject_cast<ResourceView *>(window.currentScreen());
        if (!view || !view->table()->isVisible() || view->model()->rowCount() < count)
            return;
        view->table()->viewport()->repaint();
        watch.stop();
        std::printf("load-s %.3f\n", double(clock.elapsed()) / 1000);
        // When what loading took has been given back; threads of the pool end after 30 s.
        QTimer::singleShot(33'000, &window, [&, view] {
            malloc_trim(0);
            std::printf("resident-mib %.1f\nkept-bytes %.0f\n", memoryMib("VmRSS"),
                        (heapBytes() - heapBefore) / count);
            measure(view);
            std::fflush(stdout);
            afterwards();
        });
    });
    watch.start();
    QTimer::singleShot(300'000, &window, [] { QApplication::exit(1); });
    return QApplication::exec();
}
