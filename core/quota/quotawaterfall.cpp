// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/quotawaterfall.h"

#include "core/base/text.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

using Part = QuotaWaterfall::Part;
using Level = QuotaWaterfall::Level;

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Quota)
};

QString wordOf(Part::Kind kind)
{
    switch (kind) {
    case Part::Kind::Attached:
        return u"attached"_s;
    case Part::Kind::Claimed:
        return u"claimed"_s;
    case Part::Kind::Releasing:
        return u"releasing"_s;
    case Part::Kind::Used:
        return u"used"_s;
    case Part::Kind::Kept:
        return u"kept"_s;
    case Part::Kind::Borrowable:
        break;
    }
    return u"borrowable"_s;
}

QString wordOf(Level::Kind kind)
{
    switch (kind) {
    case Level::Kind::Project:
        return u"project"_s;
    case Level::Kind::Tenant:
        return u"tenant"_s;
    case Level::Kind::ResourceQuota:
        return u"resourceQuota"_s;
    case Level::Kind::ClusterQueue:
        return u"clusterQueue"_s;
    case Level::Kind::Cohort:
        return u"cohort"_s;
    case Level::Kind::Pool:
        break;
    }
    return u"pool"_s;
}

QString title(const Level &level)
{
    const QString name = cleanedLine(level.name);
    switch (level.kind) {
    case Level::Kind::Project:
        return Text::tr("Project %1").arg(name);
    case Level::Kind::Tenant:
        return Text::tr("Tenant %1").arg(name);
    case Level::Kind::ResourceQuota:
        return Text::tr("Resource quota %1").arg(name);
    case Level::Kind::ClusterQueue:
        return Text::tr("Cluster queue %1").arg(name);
    case Level::Kind::Cohort:
        return Text::tr("Cohort %1").arg(name);
    case Level::Kind::Pool:
        break;
    }
    return Text::tr("Pool %1").arg(name);
}

QString partText(const Part &part)
{
    switch (part.kind) {
    case Part::Kind::Attached:
        return Text::tr("%1 attached").arg(part.amount);
    case Part::Kind::Claimed:
        return Text::tr("%1 claimed").arg(part.amount);
    case Part::Kind::Releasing:
        return Text::tr("%1 releasing").arg(part.amount);
    case Part::Kind::Used:
        return Text::tr("%1 used").arg(part.amount);
    case Part::Kind::Kept:
        return Text::tr("%1 kept for others").arg(part.amount);
    case Part::Kind::Borrowable:
        break;
    }
    return Text::tr("%1 can be borrowed").arg(part.amount);
}

Level levelOf(Level::Kind kind, const QString &name, const GpuUsage &usage, qint64 kept)
{
    Level level;
    level.kind = kind;
    level.name = name;
    level.limit = usage.limit;
    level.limitFrom = usage.limitFrom;
    const auto add = [&](Part::Kind part, qint64 amount) {
        if (amount != 0)
            level.parts.append({part, amount});
    };
    add(Part::Kind::Attached, usage.use.attached);
    add(Part::Kind::Claimed, usage.use.claimed);
    add(Part::Kind::Releasing, usage.use.releasing);
    add(Part::Kind::Kept, kept);
    if (usage.limit)
        level.left = *usage.limit - usage.used() - kept;
    return level;
}

} // namespace

QuotaWaterfall projectWaterfall(const QuotaLedger &ledger, const QString &project, const QString &family,
                                qint64 asked)
{
    const GpuUsage own = ledger.projectUsage(project, family);
    QuotaWaterfall fall;
    fall.resource = own.family;
    fall.asked = asked;
    fall.headroom = own.headroom;
    fall.levels.append(levelOf(Level::Kind::Project, project, own, 0));
    const QString tenant = ledger.project(project).tenant;
    if (!tenant.isEmpty())
        fall.levels.append(
            levelOf(Level::Kind::Tenant, tenant, ledger.tenantUsage(tenant, family), own.reservedForOthers));
    return fall;
}

QuotaWaterfall tenantWaterfall(const QuotaLedger &ledger, const QString &tenant, const QString &family,
                               qint64 asked)
{
    const GpuUsage usage = ledger.tenantUsage(tenant, family);
    QuotaWaterfall fall;
    fall.resource = usage.family;
    fall.asked = asked;
    fall.headroom = usage.headroom;
    fall.levels.append(levelOf(Level::Kind::Tenant, tenant, usage, usage.unusedGuarantees));
    return fall;
}

QStringList QuotaWaterfall::lines() const
{
    QStringList lines;
    for (const Level &level : levels) {
        QStringList parts;
        for (const Part &part : level.parts)
            parts << partText(part);
        const QString limit = level.limit ? Text::tr("limit %1").arg(*level.limit) : Text::tr("no limit");
        const QString left = !level.left       ? Text::tr("any number left")
                             : *level.left < 0 ? Text::tr("%1 over").arg(-*level.left)
                                               : Text::tr("%1 left").arg(*level.left);
        parts.prepend(limit);
        lines << u"%1: %2; %3"_s.arg(title(level), parts.join(u", "_s), left);
    }
    if (asked > 0 && shortBy() > 0)
        lines << Text::tr("%1 asked for: %2 too many").arg(asked).arg(shortBy());
    else if (asked > 0)
        lines << Text::tr("%1 asked for: fits").arg(asked);
    return lines;
}

QJsonObject QuotaWaterfall::toJson() const
{
    QJsonArray levelList;
    for (const Level &level : levels) {
        QJsonArray parts;
        for (const Part &part : level.parts)
            parts.append(QJsonObject{{u"kind"_s, wordOf(part.kind)}, {u"amount"_s, part.amount}});
        QJsonObject json{{u"kind"_s, wordOf(level.kind)}, {u"name"_s, level.name}, {u"parts"_s, parts}};
        if (level.limit) {
            json.insert(u"limit"_s, *level.limit);
            json.insert(u"limitFrom"_s, limitFromWord(level.limitFrom));
        }
        if (level.left)
            json.insert(u"left"_s, *level.left);
        levelList.append(json);
    }
    QJsonObject json{
        {u"resource"_s, resource}, {u"levels"_s, levelList}, {u"asked"_s, asked}, {u"short"_s, shortBy()}};
    if (headroom)
        json.insert(u"headroom"_s, *headroom);
    return json;
}

} // namespace easel
