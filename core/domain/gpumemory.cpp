// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/gpumemory.h"

#include <QRegularExpression>

#include <cmath>

namespace easel {

std::optional<qint64> gpuMemoryMiB(QStringView text)
{
    static const QRegularExpression form(QStringLiteral("^\\s*([0-9]+(?:\\.[0-9]+)?)\\s*([KMGT]i?B|B)?\\s*$"),
                                         QRegularExpression::CaseInsensitiveOption);
    const auto match = form.match(text.toString());
    if (!match.hasMatch())
        return std::nullopt;
    bool readable = false;
    const double number = match.captured(1).toDouble(&readable);
    if (!readable)
        return std::nullopt;
    double bytes = 0;
    const QString unit = match.captured(2);
    switch (unit.isEmpty() ? u' ' : unit.at(0).toUpper().unicode()) {
    case u'B':
        bytes = number;
        break;
    case u'K':
        bytes = number * 1024.0;
        break;
    case u'M':
        bytes = number * 1048576.0;
        break;
    case u'G':
        bytes = number * 1073741824.0;
        break;
    case u'T':
        bytes = number * 1099511627776.0;
        break;
    default:
        bytes = number >= 1e9 ? number : number >= 1024 ? number * 1048576.0 : number * 1073741824.0;
        break;
    }
    const double mebibytes = std::round(bytes / 1048576.0);
    return mebibytes < 1e15 ? std::optional(qint64(mebibytes)) : std::nullopt;
}

bool memoryFits(qint64 reportedMiB, qint64 askedMiB)
{
    // 0.92, in whole numbers.
    return reportedMiB >= askedMiB || reportedMiB * 100 >= askedMiB * 92;
}

} // namespace easel
