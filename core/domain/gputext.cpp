// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/gputext.h"

#include "core/base/text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <vector>

namespace easel {

QString shortFamily(const QString &family)
{
    static const QStringList vendors = {QStringLiteral("NVIDIA-"), QStringLiteral("AMD-"),
                                        QStringLiteral("Intel-")};
    for (const QString &vendor : vendors) {
        if (family.startsWith(vendor, Qt::CaseInsensitive)) {
            const QString rest = family.mid(vendor.size());
            if (rest.compare(u"Unknown", Qt::CaseInsensitive) == 0 || rest.isEmpty())
                return family;
            return rest;
        }
    }
    return family;
}

QString gpuText(const QMap<QString, qint64> &byFamily, bool shortForm)
{
    std::vector<std::pair<QString, qint64>> entries;
    for (auto it = byFamily.begin(); it != byFamily.end(); ++it)
        entries.emplace_back(it.key(), it.value());
    std::stable_sort(entries.begin(), entries.end(), [](const auto &a, const auto &b) {
        if ((a.first == u"*") != (b.first == u"*"))
            return b.first == u"*";
        return a.second > b.second;
    });
    QStringList parts;
    for (const auto &[family, count] : entries) {
        if (family == u"*")
            parts << QCoreApplication::translate("easel::Gpu", "%1 of any other").arg(count);
        else
            parts << QStringLiteral("%1 %2").arg(count).arg(
                cleanedLine(shortForm ? shortFamily(family) : family));
    }
    return parts.isEmpty() ? QCoreApplication::translate("easel::Gpu", "none")
                           : parts.join(QStringLiteral(", "));
}

qint64 gpuTotal(const QMap<QString, qint64> &byFamily)
{
    qint64 total = 0;
    for (const qint64 count : byFamily)
        total += count;
    return total;
}

QMap<QString, qint64> &addGpus(QMap<QString, qint64> &sum, const QMap<QString, qint64> &more)
{
    for (auto it = more.begin(); it != more.end(); ++it)
        sum[it.key()] += it.value();
    return sum;
}

} // namespace easel
