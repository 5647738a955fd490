// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/quotaparts.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace easel {

namespace {

QString number(qint64 value)
{
    return QLocale().toString(value);
}

} // namespace

QString quotaText(const QuotaParts &parts)
{
    return QStringLiteral("%1 / %2").arg(number(parts.used()),
                                         parts.limit ? number(*parts.limit) : QStringLiteral("–"));
}

QString quotaSentence(const QuotaParts &parts)
{
    const auto say = [](const char *text, qint64 value) {
        return QCoreApplication::translate("easel::QuotaBar", text).arg(number(value));
    };
    QStringList words;
    if (parts.attached > 0)
        words << say(QT_TRANSLATE_NOOP("easel::QuotaBar", "%1 attached"), parts.attached);
    if (parts.claimed > 0)
        words << say(QT_TRANSLATE_NOOP("easel::QuotaBar", "%1 claimed"), parts.claimed);
    if (parts.over > 0)
        words << say(QT_TRANSLATE_NOOP("easel::QuotaBar", "%1 over"), parts.over);
    if (parts.releasing > 0)
        words << say(QT_TRANSLATE_NOOP("easel::QuotaBar", "%1 releasing"), parts.releasing);
    words << say(QT_TRANSLATE_NOOP("easel::QuotaBar", "%1 free"), parts.free);
    if (parts.kept > 0)
        words << say(QT_TRANSLATE_NOOP("easel::QuotaBar", "%1 held by others"), parts.kept);
    if (parts.unhealthy > 0)
        words << say(QT_TRANSLATE_NOOP("easel::QuotaBar", "%1 unhealthy"), parts.unhealthy);
    if (parts.guarantee)
        words << say(QT_TRANSLATE_NOOP("easel::QuotaBar", "guarantee %1"), *parts.guarantee);
    const QString head = parts.limit
                             ? QCoreApplication::translate("easel::QuotaBar", "%1 of %2 used")
                                   .arg(number(parts.used()), number(*parts.limit))
                             : QCoreApplication::translate("easel::QuotaBar", "%1 used, no limit of its own")
                                   .arg(number(parts.used()));
    return head + QStringLiteral(": ") + words.join(QStringLiteral(", "));
}

QuotaParts quotaParts(const GpuUsage &line, qint64 room)
{
    QuotaParts parts;
    parts.limit = line.limit;
    if (line.guaranteed > 0)
        parts.guarantee = line.guaranteed;
    const qint64 used = line.used();
    const qint64 behind = line.headroom ? std::max<qint64>(0, -*line.headroom) : 0;
    qint64 over = std::min(used, std::max(line.overBy, behind));
    parts.over = over;
    // What is over is shown in place of what was taken last.
    parts.claimed = line.use.claimed;
    parts.releasing = line.use.releasing;
    parts.attached = line.use.attached;
    for (qint64 *part : {&parts.claimed, &parts.attached, &parts.releasing}) {
        const qint64 taken = std::min(*part, over);
        *part -= taken;
        over -= taken;
    }
    parts.free = line.headroom ? std::max<qint64>(0, *line.headroom) : 0;
    const std::optional<qint64> whole = line.limit ? line.limit : line.tenantLimit;
    parts.whole = std::max({whole.value_or(room), used, line.guaranteed});
    if (whole) {
        parts.free = std::clamp<qint64>(parts.free, 0, std::max<qint64>(0, parts.whole - used));
        parts.kept = std::max<qint64>(0, parts.whole - used - parts.free);
    } else {
        parts.free = std::max<qint64>(0, parts.whole - used);
    }
    return parts;
}

QuotaParts quotaParts(const GpuFamilyTotal &total)
{
    QuotaParts parts;
    parts.attached = total.use.attached;
    parts.claimed = total.use.claimed;
    parts.releasing = total.use.releasing;
    parts.free = total.free;
    parts.unhealthy = total.unhealthy;
    parts.limit = total.installed;
    parts.whole = std::max(total.installed, parts.sum());
    return parts;
}

} // namespace easel
