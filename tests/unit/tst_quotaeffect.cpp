// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/quotaeffect.h"

#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

const QString H = u"NVIDIA-H100"_s;
const QString L4 = u"NVIDIA-L4"_s;

// The tenant of resource-model 3.a.5, state 1: vision 8, language 4, speech 0.
QuotaLedger borealis()
{
    QuotaLedger ledger;
    ledger.setTenant(u"borealis"_s, {{H, 32}, {u"*"_s, 8}, {u"NVIDIA-T4"_s, 0}});
    ledger.setProject(u"vision"_s, {u"borealis"_s, {{H, 16}}, {{H, 8}}, false});
    ledger.setProject(u"language"_s, {u"borealis"_s, {}, {{H, 12}}, false});
    ledger.setProject(u"speech"_s, {u"borealis"_s, {{u"*"_s, 4}}, {}, false});
    ledger.setHolding(u"v"_s, u"vision"_s, {{H, {8, 0, 0, 0}}});
    ledger.setHolding(u"l"_s, u"language"_s, {{H, {4, 0, 0, 0}}});
    return ledger;
}

} // namespace

class QuotaEffectTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void raisedGuaranteeTakesRoom();
    void loweredTenantLimit();
    void newProject();
    void nothingChanges();
    void unlimited();
    void agreesWithTheLedger();
};

void QuotaEffectTest::raisedGuaranteeTakesRoom()
{
    const QuotaLedger before = borealis();
    QuotaLedger after = before;
    // 8 more kept for language: 12 used, 16 kept.
    after.setProject(u"language"_s, {u"borealis"_s, {}, {{H, 20}}, false});
    const QuotaEffect effect = projectEffect(before, after, u"language"_s, H);
    QCOMPARE(effect.before, std::optional<qint64>(20));
    QCOMPARE(effect.usage.headroom, std::optional<qint64>(20)); // vision's is used up
    // vision: min(16-8, 32-12-16) = 4 after, min(8, 32-12-8) = 8 before; speech: 4 both (its * is 4).
    QCOMPARE(effect.shifts, (QList<QuotaEffect::Shift>{{u"vision"_s, 8, 4}}));
    QVERIFY(effect.shifts.first().loses());
    QCOMPARE(effect.roomSentence(), u"20 more fit"_s);
    QCOMPARE(effect.lessSentence(), u"Less room for vision (4 instead of 8)"_s);
    QVERIFY(effect.moreSentence().isEmpty());
    QCOMPARE(effect.waterfall.lines(),
             (QStringList{u"Project language: no limit, 4 attached; any number left"_s,
                          u"Tenant borealis: limit 32, 12 attached; 20 left"_s}));
}

void QuotaEffectTest::loweredTenantLimit()
{
    const QuotaLedger before = borealis();
    QuotaLedger after = before;
    after.setTenant(u"borealis"_s, {{H, 20}, {u"*"_s, 8}});
    const QuotaEffect effect = tenantEffect(before, after, u"borealis"_s, H);
    // 32-12-8 = 12 before, 20-12-8 = 0 after.
    QCOMPARE(effect.before, std::optional<qint64>(12));
    QCOMPARE(effect.usage.headroom, std::optional<qint64>(0));
    QCOMPARE(effect.roomSentence(), u"No more fit; 12 before"_s);
    // language 20 -> 8, vision 8 -> 0, speech 4 -> 0; who loses most comes first.
    QCOMPARE(effect.shifts,
             (QList<QuotaEffect::Shift>{{u"language"_s, 20, 8}, {u"vision"_s, 8, 0}, {u"speech"_s, 4, 0}}));
    QCOMPARE(effect.lessSentence(), u"Less room for language (8 instead of 20), vision (0 instead of 8) and "
                                    "speech (0 instead of 4)"_s);
    // And back: everybody gains.
    const QuotaEffect back = tenantEffect(after, before, u"borealis"_s, H);
    QVERIFY(back.lessSentence().isEmpty());
    QCOMPARE(back.moreSentence(), u"More room for speech (4 instead of 0), vision (8 instead of 0) and "
                                  "language (20 instead of 8)"_s);
}

void QuotaEffectTest::newProject()
{
    const QuotaLedger before = borealis();
    QuotaLedger after = before;
    after.setProject(u"drones"_s, {u"borealis"_s, {{H, 8}}, {{H, 8}}, false});
    const QuotaEffect effect = projectEffect(before, after, u"drones"_s, H);
    QVERIFY(!effect.existed);
    QCOMPARE(effect.usage.headroom, std::optional<qint64>(8));
    QCOMPARE(effect.roomSentence(), u"8 more fit"_s);
    QVERIFY(effect.lessSentence().startsWith(u"Less room for language (12 instead of 20)"_s));
}

void QuotaEffectTest::nothingChanges()
{
    const QuotaLedger before = borealis();
    const QuotaEffect effect = projectEffect(before, before, u"vision"_s, H);
    QVERIFY(!effect.isChange());
    QCOMPARE(effect.roomSentence(), u"8 more fit"_s);
    QVERIFY(effect.lessSentence().isEmpty() && effect.moreSentence().isEmpty());
}

void QuotaEffectTest::unlimited()
{
    const QuotaLedger before = borealis();
    QuotaLedger after = before;
    after.setTenant(u"borealis"_s, {});
    const QuotaEffect effect = tenantEffect(before, after, u"borealis"_s, L4);
    QVERIFY(!effect.usage.headroom);
    QCOMPARE(effect.roomSentence(), u"Any number fits; 8 before"_s);
    QVERIFY(effect.moreSentence().startsWith(u"More room for language (any number instead of 8)"_s));
    QVERIFY(tenantEffect(after, before, u"borealis"_s, L4)
                .lessSentence()
                .contains(u"language (8 instead of any number)"_s));
}

// Every shift is what the ledger says of that project, and none is left out.
void QuotaEffectTest::agreesWithTheLedger()
{
    const QuotaLedger before = borealis();
    for (qint64 limit = 12; limit <= 40; limit += 4) {
        QuotaLedger after = before;
        after.setTenant(u"borealis"_s, {{H, limit}});
        const QuotaEffect effect = tenantEffect(before, after, u"borealis"_s, H);
        for (const QString &project : before.projects(u"borealis"_s)) {
            const auto was = before.projectUsage(project, H).headroom;
            const auto is = after.projectUsage(project, H).headroom;
            const bool shifted =
                std::any_of(effect.shifts.begin(), effect.shifts.end(), [&](const QuotaEffect::Shift &shift) {
                    return shift.project == project && shift.before == was && shift.after == is;
                });
            QCOMPARE(shifted, was != is);
        }
    }
}

QTEST_GUILESS_MAIN(QuotaEffectTest)
#include "tst_quotaeffect.moc"
