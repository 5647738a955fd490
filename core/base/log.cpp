// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log.h"

#include "core/base/redact.h"

#include <cstdio>

namespace easel {

Q_LOGGING_CATEGORY(lcNet, "easel.net", QtInfoMsg)
Q_LOGGING_CATEGORY(lcWatch, "easel.watch", QtInfoMsg)
Q_LOGGING_CATEGORY(lcStore, "easel.store", QtInfoMsg)
Q_LOGGING_CATEGORY(lcFiles, "easel.files", QtInfoMsg)
Q_LOGGING_CATEGORY(lcChanges, "easel.changes", QtInfoMsg)
Q_LOGGING_CATEGORY(lcEngine, "easel.engine", QtWarningMsg) // the engine shows its lines itself
Q_LOGGING_CATEGORY(lcUi, "easel.ui", QtInfoMsg)

namespace {

void writeRedacted(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const QByteArray line = redacted(qFormatLogMessage(type, context, message)).toUtf8() + '\n';
    std::fwrite(line.constData(), 1, size_t(line.size()), stderr);
    if (type == QtFatalMsg)
        std::fflush(stderr);
}

} // namespace

void installRedactingMessageHandler()
{
    qSetMessagePattern(QStringLiteral("%{if-category}%{category}: %{endif}%{message}"));
    qInstallMessageHandler(writeRedacted);
}

} // namespace easel
