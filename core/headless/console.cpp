// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/headless/console.h"

#include "core/base/redact.h"
#include "core/base/text.h"

#include <cstdio>

namespace easel {

bool Console::data(const QByteArray &bytes)
{
    const bool written =
        std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stdout) == size_t(bytes.size());
    return std::fflush(stdout) == 0 && written;
}

void Console::message(const QString &sentence)
{
    const QByteArray line = "easel: " + redacted(cleaned(sentence)).toLocal8Bit() + '\n';
    std::fwrite(line.constData(), 1, size_t(line.size()), stderr);
    std::fflush(stderr);
}

} // namespace easel
