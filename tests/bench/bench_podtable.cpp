// SPDX-License-Identifier: GPL-3.0-or-later
// bench_podtable KUBECONFIG CONTEXT COUNT: opens the hub in the real window, shows Pods of all namespaces,
// and ends when COUNT rows are live and painted. Prints "seconds", from the moment the list was asked for,
// and "heartbeat", the longest pause of the GUI thread in ms.
#include "app/context/appcontext.h"
#include "app/look/look.h"
#include "app/shell/fileprompter.h"
#include "app/shell/mainwindow.h"
#include "app/views/resourceview.h"

#include <QAbstractItemView>
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
    QElapsedTimer beat;
    qint64 longest = 0;
    bool asked = false;
    StoreLease lease;
    QTimer heartbeat;
    heartbeat.setInterval(5);
    QObject::connect(&heartbeat, &QTimer::timeout, &window, [&] {
        if (asked)
            longest = qMax(longest, beat.restart());
    });
    QTimer watch;
    watch.setInterval(10);
    QObject::connect(&watch, &QTimer::timeout, &window, [&] {
        Source *source = context.source();
        if (!source)
            return;
        const ResourceType *pods = source->catalog().find({}, u"Pod");
        if (!pods)
            return;
        if (!asked) {
            asked = true;
            clock.start();
            beat.start();
            lease = source->store({*pods, {}, {}});
            window.showKind(*pods);
            return;
        }
        if (lease->count() < count || lease->truth().phase != Truth::Phase::Live)
            return;
        window.currentScreen()->repaint();
        std::printf("seconds %.3f\nheartbeat %lld\n", double(clock.elapsed()) / 1000.0,
                    static_cast<long long>(longest));
        std::fflush(stdout);
        watch.stop();
        QApplication::quit();
    });
    heartbeat.start();
    watch.start();
    QTimer::singleShot(120'000, &window, [] { QApplication::exit(1); });
    return QApplication::exec();
}
