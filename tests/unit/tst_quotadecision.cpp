// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/quotadecision.h"
#include "quotaoracle.h"

#include <QRandomGenerator>
#include <QTest>

using namespace easel;
using namespace easel::tests;
using namespace Qt::StringLiterals;

namespace {

const QString H = u"NVIDIA-H100"_s;
const QString L4 = u"NVIDIA-L4"_s;

GpuUse use(qint64 attached, qint64 claimed = 0, qint64 releasing = 0)
{
    return {attached, claimed, releasing, 0};
}

// The tenant of 3.a.5 with this much H100 in use.
PlainQuota borealis(const GpuUse &vision, qint64 language, qint64 speech)
{
    PlainQuota plain;
    plain.tenants[u"borealis"_s] = {{H, 32}, {u"*"_s, 8}, {u"NVIDIA-T4"_s, 0}};
    plain.projects[u"vision"_s] = {u"borealis"_s, {{H, 16}}, {{H, 8}}, false};
    plain.projects[u"language"_s] = {u"borealis"_s, {}, {{H, 12}}, false};
    plain.projects[u"speech"_s] = {u"borealis"_s, {{u"*"_s, 4}}, {}, false};
    plain.holdings = {
        {u"vision"_s, H, vision}, {u"language"_s, H, use(language)}, {u"speech"_s, H, use(speech)}};
    return plain;
}

QStringList sentences(const QuotaDecision &decision)
{
    QStringList all;
    for (const QuotaReason &reason : decision.reasons)
        all << reason.sentence;
    return all;
}

// The ledger after a relaxation's new limits.
PlainQuota withLimits(PlainQuota plain, const QList<QuotaRelaxation::NewLimit> &limits, int lessOf = -1)
{
    for (int i = 0; i < limits.size(); ++i) {
        const QuotaRelaxation::NewLimit &limit = limits.at(i);
        const qint64 to = limit.to - (i == lessOf ? 1 : 0);
        if (limit.level == QuotaReason::Level::Tenant)
            plain.tenants[limit.scope].insert(limit.family, to);
        else
            plain.projects[limit.scope].limits.insert(limit.family, to);
    }
    return plain;
}

PlainQuota withoutReleasing(PlainQuota plain)
{
    for (PlainQuota::Holding &holding : plain.holdings)
        holding.use.releasing = 0;
    return plain;
}

} // namespace

class TestQuotaDecision : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The table of 3.a.5, row by row.
    void workedExamples()
    {
        const auto judge = [](const PlainQuota &plain, const QList<QuotaChange> &changes) {
            return decide(plain.ledger(), changes);
        };
        // 1
        QVERIFY(judge(borealis(use(8), 4, 0), {{u"vision"_s, H, 8}}).admitted);
        // 2
        QuotaDecision decision = judge(borealis(use(8, 8), 4, 0), {{u"vision"_s, H, 4}});
        QCOMPARE(
            sentences(decision),
            QStringList{
                u"Project vision may hold 16 NVIDIA-H100 GPUs; 16 are in use and this adds 4: 4 too many."_s});
        // 3
        decision = judge(borealis(use(16), 4, 0), {{u"speech"_s, H, 8}});
        QCOMPARE(shortReasons(decision.reasons),
                 (QStringList{u"guarantee speech NVIDIA-H100 4"_s, u"project speech NVIDIA-H100 4"_s}));
        QVERIFY(sentences(decision).contains(
            u"8 NVIDIA-H100 GPUs are kept for language; this request would need 4 of them."_s));
        // 4
        QVERIFY(judge(borealis(use(16), 4, 0), {{u"language"_s, H, 8}}).admitted);
        // 5
        PlainQuota plain = borealis(use(16), 4, 0);
        QVERIFY(judge(plain, {{u"speech"_s, L4, 2}}).admitted);
        // 6
        plain.holdings.push_back({u"speech"_s, L4, use(2)});
        decision = judge(plain, {{u"vision"_s, L4, 8}});
        QCOMPARE(shortReasons(decision.reasons), QStringList{u"tenant borealis NVIDIA-L4 2"_s});
        QVERIFY(judge(plain, {{u"vision"_s, u"NVIDIA-A100"_s, 8}}).admitted);
        // 7
        decision = judge(plain, {{u"vision"_s, u"NVIDIA-T4"_s, 1}});
        QCOMPARE(sentences(decision), QStringList{u"Tenant borealis does not allow NVIDIA-T4 GPUs."_s});
        // 8
        plain = borealis(use(16), 12, 0);
        plain.tenants[u"borealis"_s].insert(H, 24);
        QCOMPARE(plain.ledger().tenantUsage(u"borealis"_s, H).overBy, 4);
        QCOMPARE(plain.ledger().projectUsage(u"language"_s, H).headroom.value_or(0), -4);
        decision = judge(plain, {{u"language"_s, H, 4}});
        QCOMPARE(shortReasons(decision.reasons), QStringList{u"tenant borealis NVIDIA-H100 8"_s});
        QVERIFY(judge(plain, {{u"language"_s, H, -4}}).admitted);
        // 10
        decision = judge(borealis(use(8, 0, 8), 4, 0), {{u"vision"_s, H, 8}});
        QCOMPARE(shortReasons(decision.reasons),
                 (QStringList{u"guarantee vision NVIDIA-H100 4"_s, u"project vision NVIDIA-H100 8"_s}));
        for (const QString &sentence : sentences(decision))
            QVERIFY2(sentence.endsWith(u" 8 are being released; try again when that has finished."),
                     qPrintable(sentence));
        QCOMPARE(decision.relaxations.first().kind, QuotaRelaxation::Kind::Wait);
        // 11
        PlainQuota other;
        other.tenants[u"t"_s] = {{H, 16}};
        other.projects[u"a"_s] = {u"t"_s, {}, {{H, 8}}, false};
        other.projects[u"b"_s] = {u"t"_s, {}, {}, false};
        other.holdings = {{u"a"_s, H, use(8)}, {u"b"_s, H, use(8)}};
        const QList<QuotaChange> move = {{u"a"_s, H, -8}, {u"b"_s, H, 8}};
        decision = judge(other, move);
        QCOMPARE(shortReasons(decision.reasons), QStringList{u"guarantee b NVIDIA-H100 8"_s});
        QCOMPARE(decision.relaxations.size(), 1);
        QCOMPARE(decision.relaxations.first().limits.first().to, 24);
        other.tenants[u"t"_s].insert(H, 24);
        QVERIFY(judge(other, move).admitted);
        // 12
        plain = borealis(use(8), 4, 0);
        decision = judge(plain, {{u"vision"_s, H, 8}, {u"vision"_s, L4, 9}});
        QCOMPARE(shortReasons(decision.reasons), QStringList{u"tenant borealis NVIDIA-L4 1"_s});
    }

    // Every refusal names rule, needed, actual and shortfall, and what would help; each was tried.
    void aRefusalSaysWhatWouldHelp()
    {
        const QuotaDecision decision = decide(borealis(use(8, 8), 4, 0).ledger(), {{u"speech"_s, H, 16, 4}});
        QVERIFY(!decision.admitted);
        const QJsonObject json = decision.toJson();
        const QJsonObject reason = json[u"reasons"][0].toObject();
        QCOMPARE(reason[u"rule"].toString(), u"POOL-13"_s);
        QCOMPARE(reason[u"level"].toString(), u"project"_s);
        QCOMPARE(reason[u"needed"].toInt(), 16);
        QCOMPARE(reason[u"actual"].toInt(), 4);
        QCOMPARE(reason[u"short"].toInt(), 12);
        QStringList help;
        for (const QuotaRelaxation &relaxation : decision.relaxations)
            help << relaxation.sentence;
        QCOMPARE(help, (QStringList{
                           u"Ask for 4 NVIDIA-H100 for speech; that fits now."_s,
                           u"Raise the limit of project speech for NVIDIA-H100 from 4 to 16 and the limit of "
                           "tenant borealis for NVIDIA-H100 from 32 to 44; then this fits."_s}));
    }

    void projectsWithoutTenantKeepTheirOwnLimit()
    {
        PlainQuota plain;
        plain.projects[u"p"_s] = {u"gone"_s, {{H, 8}}, {}, false};
        const QuotaDecision decision = decide(plain.ledger(), {{u"p"_s, H, 12}});
        QCOMPARE(shortReasons(decision.reasons), QStringList{u"project p NVIDIA-H100 4"_s});
        QCOMPARE(decision.relaxations.size(), 2);
        QVERIFY(decide(plain.ledger(), {{u"nobody"_s, H, 1000}}).admitted); // no limit is known
        QVERIFY(decide(plain.ledger(), {}).admitted);
    }

    // 100,000 small worlds against the plain form of 3.a; every tenth with all it says to do instead.
    void againstThePlainForm()
    {
        QRandomGenerator random(3141);
        const QStringList families = {H, L4};
        int refused = 0;
        for (int round = 0; round < 100'000; ++round) {
            PlainQuota plain;
            const int tenants = 1 + random.bounded(2);
            const int projects = 1 + random.bounded(4);
            const auto some = [&](bool wildcard, int most) {
                QMap<QString, qint64> map;
                for (const QString &family : families) {
                    if (random.bounded(2) == 0)
                        map.insert(family, random.bounded(most));
                }
                if (wildcard && random.bounded(5) == 0)
                    map.insert(u"*"_s, random.bounded(most));
                return map;
            };
            for (int i = 0; i < tenants; ++i)
                plain.tenants[u"t%1"_s.arg(i)] = some(true, 20);
            for (int i = 0; i < projects; ++i) {
                plain.projects[u"p%1"_s.arg(i)] = {u"t%1"_s.arg(random.bounded(tenants)), some(true, 14),
                                                   some(false, 9), random.bounded(10) == 0};
                for (const QString &family : families) {
                    if (random.bounded(3) > 0)
                        plain.holdings.push_back({u"p%1"_s.arg(i), family,
                                                  use(random.bounded(5), random.bounded(3),
                                                      random.bounded(4) ? 0 : random.bounded(5))});
                }
            }
            QList<QuotaChange> changes;
            for (int i = 1 + random.bounded(3); i > 0; --i)
                changes.append({u"p%1"_s.arg(random.bounded(projects)), families.at(random.bounded(2)),
                                random.bounded(-6, 12), 1});
            const QuotaLedger ledger = plain.ledger();
            const QStringList expected = plain.reasons(changes);
            const QList<QuotaReason> reasons = refusalReasons(ledger, changes);
            if (shortReasons(reasons) != expected)
                QCOMPARE(shortReasons(reasons), expected);
            if (expected.isEmpty())
                continue;
            for (const QuotaReason &reason : reasons) {
                QCOMPARE(reason.needed - reason.limit, reason.shortBy);
                QVERIFY(reason.shortBy > 0 && !reason.sentence.isEmpty());
            }
            if (++refused % 10 != 0)
                continue;
            const QuotaDecision decision = decide(ledger, changes);
            QVERIFY(!decision.relaxations.isEmpty());
            for (const QuotaRelaxation &relaxation : decision.relaxations) {
                switch (relaxation.kind) {
                case QuotaRelaxation::Kind::Wait:
                    QCOMPARE(withoutReleasing(plain).reasons(changes), QStringList());
                    break;
                case QuotaRelaxation::Kind::AskForLess:
                    QCOMPARE(plain.reasons(relaxation.changes), QStringList());
                    if (changes.size() == 1) {
                        // The most that fits.
                        QuotaChange more = relaxation.changes.first();
                        more.delta += 1;
                        QVERIFY(!plain.reasons({more}).isEmpty());
                    }
                    break;
                case QuotaRelaxation::Kind::RaiseLimits:
                    QCOMPARE(withLimits(plain, relaxation.limits).reasons(changes), QStringList());
                    // The smallest that do.
                    for (int i = 0; i < relaxation.limits.size(); ++i)
                        QVERIFY(!withLimits(plain, relaxation.limits, i).reasons(changes).isEmpty());
                    break;
                }
            }
        }
        QVERIFY(refused > 20'000);
    }
};

QTEST_GUILESS_MAIN(TestQuotaDecision)
#include "tst_quotadecision.moc"
