// SPDX-License-Identifier: GPL-3.0-or-later
// bench_podtable KUBECONFIG CONTEXT COUNT: opens the hub in the real window, shows Pods of all namespaces,
// and ends when COUNT rows are live and painted. From the moment the list was asked for it prints "seconds",
// "busy" (the most processor time, in ms, that the GUI thread took for one turn of its event loop), "gap"
// (the longest turn by the clock on the wall, which others on the machine lengthen) and "growth" (MiB of
// resident memory at the highest point beyond what there was before).
#include "app/context/appcontext.h"
#include "app/look/look.h"
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

#include <cstdio>

using namespace easel;

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("easel"));
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 4)
        return 2;
    const int count = arguments.at(3).toInt();
    QTemporaryDir home;
    AppContext context(AppPaths::below(home.path()), std::make_unique<FilePrompter>());
    Look::install();
    MainWindow window(&context);
    window.resize(1280, 800);
    window.show();
    window.openHub(arguments.at(1), arguments.at(2));

    QElapsedTimer clock;
    Heartbeat heartbeat;
    double memoryBefore = 0;
    StoreLease lease;
    QTimer watch;
    watch.setInterval(5);
    QObject::connect(&watch, &QTimer::timeout, &window, [&] {
        Source *source = context.source();
        const ResourceType *pods = source ? source->catalog().find({}, u"Pod") : nullptr;
        if (!pods)
            return;
        if (!lease) {
            forgetPeakMemory();
            memoryBefore = memoryMib("VmRSS");
            clock.start();
            heartbeat.restart();
            lease = source->store({*pods, {}, {}});
            window.showKind(*pods);
            return;
        }
        if (lease->count() < count || lease->truth().phase != Truth::Phase::Live)
            return;
        auto *table = window.currentScreen()->findChild<ResourceTable *>();
        if (!table || !table->isVisible() || table->model()->rowCount() < count)
            return;
        table->viewport()->repaint();
        watch.stop();
        std::printf("seconds %.3f\nbusy %.1f\ngap %lld\ngrowth %.1f\n", double(clock.elapsed()) / 1000.0,
                    heartbeat.longestBusyMs(), static_cast<long long>(heartbeat.longestGapMs()),
                    memoryMib("VmHWM") - memoryBefore);
        std::fflush(stdout);
        QApplication::quit();
    });
    watch.start();
    QTimer::singleShot(120'000, &window, [] { QApplication::exit(1); });
    return QApplication::exec();
}
