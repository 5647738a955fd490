// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/headless/console.h"

#include <QStringList>

namespace easel {

class Verb;

// The verbs of the command line: easel get, validate, plan, apply, export, hub, place.
QStringList verbNames();

// `easel --help`.
QString generalHelp();

// What a command line comes to: a verb to run, or words to say and a code to end with.
struct Invocation
{
    Invocation();
    Invocation(Invocation &&) noexcept;
    Invocation &operator=(Invocation &&) noexcept;
    ~Invocation();

    std::unique_ptr<Verb> verb;
    QString help;    // to stdout
    QString problem; // to stderr
    int code = 0;    // when there is no verb
};
// arguments: from the verb on.
Invocation readCommandLine(const QStringList &arguments, Console *console);

// Runs a verb in the running thread's event loop (a QCoreApplication must exist) until it ends or SIGINT or
// SIGTERM come. Returns the exit code.
int runHeadless(const QStringList &arguments, Console *console);

} // namespace easel
