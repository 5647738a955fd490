// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"

#include <QStringList>

#include <optional>

namespace easel {

// Where commands are looked for.
struct SearchPath
{
    QStringList folders; // absolute, each once, first come first served
    QString shell;       // the login shell that was asked for its PATH; empty: none
    QString problem;     // why the login shell could not be asked, as a sentence; empty: it could
};

// Absolute folders of a PATH, each once. Empty and relative entries mean "wherever I happen to be" and are
// left out.
QStringList foldersOf(const QString &path);

// The PATH in what the shell printed between two lines that are the mark; start-up files may print around it.
std::optional<QString> pathBetweenMarks(const QByteArray &output, const QByteArray &mark);

// The folders of Easel's own PATH, then those that only the login shell ($SHELL, else the one of the account)
// knows: who is started from a launcher has not read the start-up files. The shell runs in a session of its
// own without input, for ten seconds at most, and reads no kubeconfig.
Call<SearchPath> findSearchPath();

} // namespace easel
