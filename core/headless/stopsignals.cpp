// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/headless/stopsignals.h"

#include <QSocketNotifier>

#ifdef Q_OS_UNIX
#include <csignal>
#include <fcntl.h>
#include <unistd.h>
#endif

namespace easel {

#ifdef Q_OS_UNIX

namespace {

int wakePipe[2] = {-1, -1};

// Only what is safe in a signal handler.
void wake(int signal)
{
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(wakePipe[1], &byte, 1);
    ::signal(signal, SIG_DFL);
}

} // namespace

StopSignals::StopSignals(QObject *parent)
    : QObject(parent)
{
    if (::pipe2(wakePipe, O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    auto *notifier = new QSocketNotifier(wakePipe[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this] {
        char byte = 0;
        while (::read(wakePipe[0], &byte, 1) > 0)
            continue;
        Q_EMIT stopRequested();
    });
    ::signal(SIGINT, wake);
    ::signal(SIGTERM, wake);
    ::signal(SIGPIPE, SIG_IGN); // a closed pipe is an answer of write()
}

StopSignals::~StopSignals()
{
    ::signal(SIGINT, SIG_DFL);
    ::signal(SIGTERM, SIG_DFL);
    for (int &end : wakePipe) {
        if (end >= 0)
            ::close(end);
        end = -1;
    }
}

#else

StopSignals::StopSignals(QObject *parent)
    : QObject(parent)
{}

StopSignals::~StopSignals() = default;

#endif

} // namespace easel
