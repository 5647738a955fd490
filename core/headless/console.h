// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QString>

namespace easel {

// What a verb says: data to stdout, messages to stderr, both at once and whole.
class Console
{
public:
    virtual ~Console() = default;
    // False when nobody reads any more (a closed pipe).
    virtual bool data(const QByteArray &bytes);
    virtual void message(const QString &sentence);
    void problem(const Error &error) { message(errorSentence(error)); }
};

// Exit codes of every verb.
enum ExitCode : int {
    ExitGood = 0,
    ExitFindings = 1, // findings or differences
    ExitFailed = 2,   // could not do it
};

} // namespace easel
