// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/quotaeffect.h"

#include "core/base/text.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Quota)
};

qint64 amount(const std::optional<qint64> &headroom)
{
    return headroom.value_or(std::numeric_limits<qint64>::max() / 4);
}

// Room below 0 is no room; how much over is said elsewhere.
QString roomText(const std::optional<qint64> &headroom)
{
    return headroom ? QString::number(std::max<qint64>(0, *headroom)) : Text::tr("any number");
}

QString shiftTexts(const QList<QuotaEffect::Shift> &shifts, bool loses)
{
    QStringList texts;
    for (const QuotaEffect::Shift &shift : shifts) {
        if (shift.loses() == loses)
            texts << Text::tr("%1 (%2 instead of %3)", "project, GPUs now, GPUs before")
                         .arg(cleanedLine(shift.project), roomText(shift.after), roomText(shift.before));
    }
    return texts.isEmpty() ? QString() : nameList(texts, 4);
}

void findShifts(QuotaEffect &effect, const QuotaLedger &before, const QuotaLedger &after,
                const QString &tenant, const QString &self)
{
    const QStringList projects = after.projects(tenant);
    for (const QString &name : projects) {
        if (name == self || !before.hasProject(name))
            continue;
        QuotaEffect::Shift shift{name, before.projectUsage(name, effect.family).headroom,
                                 after.projectUsage(name, effect.family).headroom};
        // Below 0 nothing fits, by however much.
        if (shift.before && shift.after && *shift.before <= 0 && *shift.after <= 0)
            continue;
        if (shift.before != shift.after)
            effect.shifts << shift;
    }
    std::stable_sort(effect.shifts.begin(), effect.shifts.end(),
                     [](const QuotaEffect::Shift &a, const QuotaEffect::Shift &b) {
                         return amount(a.after) - amount(a.before) < amount(b.after) - amount(b.before);
                     });
}

} // namespace

QuotaEffect tenantEffect(const QuotaLedger &before, const QuotaLedger &after, const QString &tenant,
                         const QString &family)
{
    QuotaEffect effect;
    effect.family = family;
    effect.usage = after.tenantUsage(tenant, family);
    effect.existed = before.hasTenant(tenant);
    if (effect.existed)
        effect.before = before.tenantUsage(tenant, family).headroom;
    effect.waterfall = tenantWaterfall(after, tenant, family);
    findShifts(effect, before, after, tenant, {});
    return effect;
}

QuotaEffect projectEffect(const QuotaLedger &before, const QuotaLedger &after, const QString &project,
                          const QString &family)
{
    QuotaEffect effect;
    effect.family = family;
    effect.usage = after.projectUsage(project, family);
    effect.existed = before.hasProject(project);
    if (effect.existed)
        effect.before = before.projectUsage(project, family).headroom;
    effect.waterfall = projectWaterfall(after, project, family);
    const QString tenant = after.project(project).tenant;
    if (!tenant.isEmpty())
        findShifts(effect, before, after, tenant, project);
    return effect;
}

QString QuotaEffect::roomSentence() const
{
    const std::optional<qint64> &now = usage.headroom;
    const bool stays = before == now || (before && now && *before <= 0 && *now <= 0);
    if (!existed || stays) {
        if (!now)
            return Text::tr("Any number fits");
        return *now > 0 ? Text::tr("%1 more fit").arg(*now) : Text::tr("No more fit");
    }
    if (!now)
        return Text::tr("Any number fits; %1 before", "GPUs").arg(roomText(before));
    if (*now <= 0)
        return Text::tr("No more fit; %1 before", "GPUs").arg(roomText(before));
    return Text::tr("%1 more fit; %2 before", "GPUs").arg(roomText(now), roomText(before));
}

QString QuotaEffect::lessSentence() const
{
    const QString names = shiftTexts(shifts, true);
    return names.isEmpty() ? QString() : Text::tr("Less room for %1").arg(names);
}

QString QuotaEffect::moreSentence() const
{
    const QString names = shiftTexts(shifts, false);
    return names.isEmpty() ? QString() : Text::tr("More room for %1").arg(names);
}

} // namespace easel
