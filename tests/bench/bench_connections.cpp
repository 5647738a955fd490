// SPDX-License-Identifier: GPL-3.0-or-later
// bench_connections KUBECONFIG CONTEXT WATCHES SECONDS [SETTLE]: keeps stores of so many kinds open without a
// window and prints "live" (stores that are live), "connections" (most in SETTLE seconds, 3, after all were
// live), "threads", "share" (% of a core in the SECONDS after that) and "growth-kib" (of the heap in them).
#include "core/clients/signin/kubeconfigidentity.h"
#include "core/domain/kinds.h"
#include "core/store/hubsource.h"
#include "tests/bench/processnumbers.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTimer>

#include <cstdio>

using namespace easel;

namespace {

int connectionCount()
{
    // Sockets of the machine that are ours: those whose inode one of our descriptors has.
    int count = 0;
    const QDir descriptors(QStringLiteral("/proc/self/fd"));
    QFile table(QStringLiteral("/proc/self/net/tcp"));
    if (!table.open(QIODevice::ReadOnly))
        return -1;
    QSet<QByteArray> established;
    const QList<QByteArray> lines = table.readAll().split('\n');
    for (const QByteArray &line : lines) {
        const QList<QByteArray> fields = line.simplified().split(' ');
        if (fields.value(3) == "01")
            established << fields.value(9);
    }
    for (const QString &name :
         descriptors.entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)) {
        const QString target = QFile::symLinkTarget(descriptors.filePath(name));
        const qsizetype bracket = target.indexOf(u'[');
        if (target.contains(u"socket:") &&
            established.contains(target.mid(bracket + 1).chopped(1).toLatin1()))
            ++count;
    }
    return count;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 5)
        return 2;
    const int wanted = arguments.at(3).toInt();
    const int seconds = arguments.at(4).toInt();
    const auto identity = KubeconfigIdentity::open({arguments.at(1)}, arguments.at(2), {});
    if (!identity)
        return 2;
    HubSource source(arguments.at(2), *identity, rowExtractorFor);
    source.open();
    std::vector<StoreLease> leases;
    const int settle = arguments.size() > 5 ? arguments.at(5).toInt() : 3;
    QTimer watch;
    watch.setInterval(20);
    int most = 0;
    QElapsedTimer clock;
    const auto live = [&leases] {
        return std::count_if(leases.begin(), leases.end(), [](const StoreLease &lease) {
            return lease->truth().phase == Truth::Phase::Live;
        });
    };
    QObject::connect(&watch, &QTimer::timeout, &application, [&] {
        if (leases.empty() && !source.catalog().isEmpty()) {
            for (const ResourceType &type : source.catalog().types()) {
                if (type.can(u"watch") && int(leases.size()) < wanted)
                    leases.push_back(source.store({type, {}, {}}));
            }
        }
        if (leases.empty() || (!clock.isValid() && live() < qsizetype(leases.size())))
            return;
        most = std::max(most, connectionCount());
        if (!clock.isValid()) {
            clock.start();
            watch.setInterval(500);
        }
        if (clock.elapsed() < settle * 1000)
            return;
        watch.stop(); // looking at the connections costs more than all that is measured now
        clock.restart();
        QTimer::singleShot(
            seconds * 1000, &application,
            [&, processorBefore = processorSeconds(), heapBefore = heapBytes()] {
                const double lasted = double(clock.elapsed()) / 1000;
                std::printf("live %d\nconnections %d\nthreads %d\nshare %.3f\ngrowth-kib %.1f\n", int(live()),
                            most, threadCount(), (processorSeconds() - processorBefore) / lasted * 100,
                            (heapBytes() - heapBefore) / 1024);
                std::fflush(stdout);
                QCoreApplication::quit();
            });
    });
    watch.start();
    QTimer::singleShot((seconds + settle + 120) * 1000, &application, [] { QCoreApplication::exit(1); });
    return QCoreApplication::exec();
}
