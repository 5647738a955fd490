// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/quotawaterfall.h"
#include "quotaoracle.h"

#include <QRandomGenerator>
#include <QTest>

using namespace easel;
using namespace easel::tests;
using namespace Qt::StringLiterals;

namespace {

const QStringList families = {u"NVIDIA-H100"_s, u"NVIDIA-L4"_s, u"AMD-MI300X"_s};

QMap<QString, qint64> someLimits(QRandomGenerator &random, bool wildcard, int most)
{
    QMap<QString, qint64> limits;
    for (const QString &family : families) {
        if (random.bounded(3) == 0)
            limits.insert(family, random.bounded(most));
    }
    if (wildcard && random.bounded(4) == 0)
        limits.insert(u"*"_s, random.bounded(most));
    return limits;
}

GpuUse someUse(QRandomGenerator &random)
{
    return {random.bounded(9), random.bounded(5), random.bounded(3), random.bounded(2)};
}

// Every figure of both, as text that a failing test can show.
QStringList figures(const QuotaLedger &ledger)
{
    QStringList all;
    const auto line = [&](const QString &scope, const GpuUsage &usage) {
        all << u"%1 %2 limit %3 %4 tenant %5 guaranteed %6 use %7+%8+%9 surplus %10 kept %11 headroom %12 over %13"_s
                   .arg(scope, usage.family, limitFromWord(usage.limitFrom))
                   .arg(usage.limit.value_or(-1))
                   .arg(usage.tenantLimit.value_or(-1))
                   .arg(usage.guaranteed)
                   .arg(usage.use.attached)
                   .arg(usage.use.claimed)
                   .arg(usage.use.releasing)
                   .arg(usage.use.surplus)
                   .arg(usage.reservedForOthers)
                   .arg(usage.headroom ? QString::number(*usage.headroom) : u"any"_s)
                   .arg(usage.overBy);
    };
    for (const QString &tenant : ledger.tenants()) {
        for (const GpuUsage &usage : ledger.tenantUsage(tenant))
            line(tenant, usage);
    }
    for (const QString &project : ledger.projects()) {
        for (const GpuUsage &usage : ledger.projectUsage(project))
            line(project, usage);
    }
    return all;
}

} // namespace

class TestQuotaLedger : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // A ledger that was kept up through any history is the one built from what is there at the end, and both
    // are what 3.a says.
    void keptUpIsBuiltWhole()
    {
        QRandomGenerator random(20261123);
        for (int round = 0; round < 300; ++round) {
            QuotaLedger kept;
            PlainQuota plain;
            std::map<QString, PlainQuota::Holding> holdings;
            const int steps = 1 + random.bounded(50);
            for (int step = 0; step < steps; ++step) {
                const QString tenant = u"t%1"_s.arg(random.bounded(3));
                const QString project = u"p%1"_s.arg(random.bounded(6));
                const QString key = u"h%1"_s.arg(random.bounded(12));
                switch (random.bounded(8)) {
                case 0:
                    plain.tenants[tenant] = someLimits(random, true, 40);
                    kept.setTenant(tenant, plain.tenants[tenant]);
                    break;
                case 1:
                    plain.tenants.erase(tenant);
                    kept.removeTenant(tenant);
                    break;
                case 2:
                case 3: {
                    const QuotaProject said{tenant, someLimits(random, true, 24),
                                            someLimits(random, false, 16), random.bounded(8) == 0};
                    plain.projects[project] = said;
                    kept.setProject(project, said);
                    break;
                }
                case 4:
                    plain.projects.erase(project);
                    kept.removeProject(project);
                    break;
                case 5:
                    holdings.erase(key);
                    kept.removeHolding(key);
                    break;
                default: {
                    const PlainQuota::Holding holding{project, families.at(random.bounded(3)),
                                                      someUse(random)};
                    holdings[key] = holding;
                    kept.setHolding(key, project, {{holding.family, holding.use}});
                    break;
                }
                }
            }
            for (const auto &[key, holding] : holdings)
                plain.holdings.push_back(holding);
            QuotaLedger whole = plain.ledger();
            QCOMPARE(figures(kept), figures(whole));
            for (const auto &[name, project] : plain.projects) {
                for (const QString &family : families) {
                    const GpuUsage usage = kept.projectUsage(name, family);
                    const auto own = plain.projectLimit(name, family);
                    const auto tenant = plain.tenantLimit(project.tenant, family);
                    const qint64 used = plain.use(name, family).used();
                    const qint64 kepts = plain.unusedOfOthers(name, family);
                    std::optional<qint64> headroom = own ? std::optional(*own - used) : std::nullopt;
                    if (tenant) {
                        const qint64 left = *tenant - plain.tenantUse(project.tenant, family).used() - kepts;
                        headroom = headroom ? std::min(*headroom, left) : left;
                    }
                    QCOMPARE(usage.use, plain.use(name, family));
                    QCOMPARE(usage.limit, own);
                    QCOMPARE(usage.tenantLimit, tenant);
                    QCOMPARE(usage.guaranteed, plain.guarantee(name, family));
                    QCOMPARE(usage.reservedForOthers, kepts);
                    QCOMPARE(usage.headroom, headroom);
                    QCOMPARE(usage.overBy, own ? std::max<qint64>(0, used - *own) : 0);
                    const QuotaWaterfall fall = projectWaterfall(kept, name, family, 3);
                    QCOMPARE(fall.headroom, headroom);
                    std::optional<qint64> least;
                    for (const QuotaWaterfall::Level &level : fall.levels) {
                        if (level.left)
                            least = least ? std::min(*least, *level.left) : *level.left;
                    }
                    QCOMPARE(least, headroom);
                    QCOMPARE(fall.fits(), !headroom || *headroom >= 3);
                }
            }
            for (const auto &[name, limits] : plain.tenants) {
                for (const QString &family : families) {
                    const GpuUsage usage = kept.tenantUsage(name, family);
                    qint64 guaranteed = 0;
                    qint64 unused = 0;
                    for (const auto &[projectName, project] : plain.projects) {
                        if (project.tenant == name) {
                            guaranteed += plain.guarantee(projectName, family);
                            unused += plain.unused(projectName, family);
                        }
                    }
                    QCOMPARE(usage.use, plain.tenantUse(name, family));
                    QCOMPARE(usage.guaranteed, guaranteed);
                    QCOMPARE(usage.reservedForOthers, 0);
                    QCOMPARE(usage.unusedGuarantees, unused);
                    const auto most = plain.tenantLimit(name, family);
                    QCOMPARE(usage.headroom,
                             most ? std::optional(*most - usage.used() - unused) : std::nullopt);
                    qint64 sum = 0;
                    for (const auto &[project, left] : kept.unusedGuarantees(name, family))
                        sum += left;
                    QCOMPARE(sum, unused);
                }
            }
            // An excerpt answers about its projects like the whole.
            for (const auto &[name, project] : plain.projects) {
                const QuotaLedger part = kept.excerpt({name});
                QCOMPARE(part.projectUsage(name), kept.projectUsage(name));
                QCOMPARE(part.tenantUsage(project.tenant), kept.tenantUsage(project.tenant));
            }
        }
    }

    void familiesCompareWithoutCase()
    {
        QuotaLedger ledger;
        ledger.setProject(u"p"_s, {u"t"_s, {{u"nvidia-h100"_s, 8}}, {}, false});
        ledger.setHolding(u"a"_s, u"p"_s, {{u"NVIDIA-H100"_s, {4, 0, 0, 0}}});
        ledger.setHolding(u"b"_s, u"p"_s, {{u"Nvidia-H100"_s, {2, 0, 0, 0}}});
        const QList<GpuUsage> lines = ledger.projectUsage(u"p"_s);
        QCOMPARE(lines.size(), 1);
        QCOMPARE(lines.first().family, u"NVIDIA-H100"_s);
        QCOMPARE(lines.first().used(), 6);
        QCOMPARE(lines.first().headroom.value_or(-1), 2);
        QCOMPARE(ledger.projectUsage(u"p"_s, u"nVidia-h100"_s).used(), 6);
    }

    void theContractsLine()
    {
        // 3.a.3: vision in example 2.
        QuotaLedger ledger;
        const QString h = u"NVIDIA-H100"_s;
        ledger.setTenant(u"borealis"_s, {{h, 32}, {u"*"_s, 8}, {u"NVIDIA-T4"_s, 0}});
        ledger.setProject(u"vision"_s, {u"borealis"_s, {{h, 16}}, {{h, 8}}, false});
        ledger.setProject(u"language"_s, {u"borealis"_s, {}, {{h, 12}}, false});
        ledger.setProject(u"speech"_s, {u"borealis"_s, {{u"*"_s, 4}}, {}, false});
        ledger.setHolding(u"vision/a"_s, u"vision"_s, {{h, {8, 8, 0, 0}}});
        ledger.setHolding(u"language/a"_s, u"language"_s, {{h, {4, 0, 0, 0}}});
        const GpuUsage line = ledger.projectUsage(u"vision"_s, h);
        const QJsonObject expected{{u"family"_s, h},
                                   {u"limit"_s, 16},
                                   {u"limitFrom"_s, u"family"_s},
                                   {u"tenantLimit"_s, 32},
                                   {u"guaranteed"_s, 8},
                                   {u"attached"_s, 8},
                                   {u"claimed"_s, 8},
                                   {u"releasing"_s, 0},
                                   {u"used"_s, 16},
                                   {u"reservedForOthers"_s, 8},
                                   {u"headroom"_s, 0},
                                   {u"overBy"_s, 0}};
        QCOMPARE(line.toJson(), expected);
        QCOMPARE(
            projectWaterfall(ledger, u"vision"_s, h, 4).lines(),
            (QStringList{u"Project vision: limit 16, 8 attached, 8 claimed; 0 left"_s,
                         u"Tenant borealis: limit 32, 12 attached, 8 claimed, 8 kept for others; 4 left"_s,
                         u"4 asked for: 4 too many"_s}));
        QCOMPARE(ledger.projectUsage(u"speech"_s, u"NVIDIA-L4"_s).limitFrom, LimitFrom::Wildcard);
        QVERIFY(!ledger.projectUsage(u"vision"_s, u"NVIDIA-L4"_s).limit);
        QCOMPARE(ledger.projectUsage(u"vision"_s, u"NVIDIA-L4"_s).headroom.value_or(-1), 8);
        QCOMPARE(ledger.tenantUsage(u"borealis"_s, u"NVIDIA-T4"_s).limit.value_or(-1), 0);
    }
};

QTEST_GUILESS_MAIN(TestQuotaLedger)
#include "tst_quotaledger.moc"
