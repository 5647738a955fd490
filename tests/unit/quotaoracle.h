// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quota/quotadecision.h"

#include <map>

namespace easel::tests {

// Resource-model 3.a once more, as slow and plain as it is written there: everything is added up from the
// list of holdings every time. Families are told apart as they are spelled.
struct PlainQuota
{
    struct Holding
    {
        QString project;
        QString family;
        GpuUse use;
    };
    std::map<QString, QMap<QString, qint64>> tenants; // limits
    std::map<QString, QuotaProject> projects;
    std::vector<Holding> holdings;

    static std::optional<qint64> limit(const QMap<QString, qint64> &limits, const QString &family)
    {
        if (limits.contains(family))
            return limits.value(family);
        if (limits.contains(QStringLiteral("*")))
            return limits.value(QStringLiteral("*"));
        return std::nullopt;
    }
    std::optional<qint64> projectLimit(const QString &project, const QString &family) const
    {
        return limit(projects.at(project).limits, family);
    }
    std::optional<qint64> tenantLimit(const QString &tenant, const QString &family) const
    {
        const auto found = tenants.find(tenant);
        return found == tenants.end() ? std::nullopt : limit(found->second, family);
    }
    GpuUse use(const QString &project, const QString &family) const
    {
        GpuUse sum;
        for (const Holding &holding : holdings) {
            if (holding.project == project && holding.family == family)
                sum += holding.use;
        }
        return sum;
    }
    GpuUse tenantUse(const QString &tenant, const QString &family) const
    {
        GpuUse sum;
        for (const auto &[name, project] : projects) {
            if (project.tenant == tenant)
                sum += use(name, family);
        }
        return sum;
    }
    qint64 guarantee(const QString &project, const QString &family) const
    {
        const QuotaProject &said = projects.at(project);
        return said.deleting ? 0 : said.guarantees.value(family);
    }
    qint64 unused(const QString &project, const QString &family) const
    {
        return std::max<qint64>(0, guarantee(project, family) - use(project, family).used());
    }
    qint64 unusedOfOthers(const QString &project, const QString &family) const
    {
        qint64 sum = 0;
        for (const auto &[name, other] : projects) {
            if (name != project && other.tenant == projects.at(project).tenant)
                sum += unused(name, family);
        }
        return sum;
    }

    void change(const QString &project, const QString &family, qint64 delta)
    {
        GpuUse more;
        more.claimed = std::max(delta, -use(project, family).used());
        holdings.push_back({project, family, more});
    }

    // "project vision 4" for every reason of 3.a.4; tenants once.
    QStringList reasons(const QList<QuotaChange> &changes) const
    {
        PlainQuota after = *this;
        std::map<std::pair<QString, QString>, qint64> sums;
        for (const QuotaChange &change : changes)
            sums[{change.project, change.family}] += change.delta;
        for (const auto &[key, delta] : sums)
            after.change(key.first, key.second, delta);
        QStringList found;
        for (const auto &[key, delta] : sums) {
            const auto &[project, family] = key;
            const QString tenant = projects.at(project).tenant;
            const qint64 used = after.use(project, family).used();
            if (used <= use(project, family).used())
                continue;
            const auto say = [&](const char *level, const QString &scope, qint64 shortBy) {
                const QString text =
                    QStringLiteral("%1 %2 %3 %4").arg(QLatin1String(level), scope, family).arg(shortBy);
                if (!found.contains(text))
                    found << text;
            };
            if (const auto most = projectLimit(project, family); most && used > *most)
                say("project", project, used - *most);
            const auto most = tenantLimit(tenant, family);
            if (!most)
                continue;
            const qint64 all = after.tenantUse(tenant, family).used();
            if (all > tenantUse(tenant, family).used() && all > *most)
                say("tenant", tenant, all - *most);
            const qint64 kept = after.unusedOfOthers(project, family);
            if (kept > 0 && all + kept > *most)
                say("guarantee", project, all + kept - *most);
        }
        found.sort();
        return found;
    }

    QuotaLedger ledger() const
    {
        QuotaLedger ledger;
        for (const auto &[name, limits] : tenants)
            ledger.setTenant(name, limits);
        for (const auto &[name, project] : projects)
            ledger.setProject(name, project);
        int key = 0;
        for (const Holding &holding : holdings)
            ledger.setHolding(QString::number(++key), holding.project, {{holding.family, holding.use}});
        return ledger;
    }
};

inline QStringList shortReasons(const QList<QuotaReason> &reasons)
{
    QStringList found;
    for (const QuotaReason &reason : reasons) {
        const QString scope = reason.level == QuotaReason::Level::Guarantee ? reason.project : reason.scope;
        found << QStringLiteral("%1 %2 %3 %4")
                     .arg(quotaLevelWord(reason.level), scope, reason.family)
                     .arg(reason.shortBy);
    }
    found.sort();
    return found;
}

} // namespace easel::tests
