// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/rulecases.h"

#include <QJsonArray>
#include <QSet>
#include <QTest>

using namespace easel;
using namespace easel::tests;

class TestRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSoundWorldHasNothingToRefuse()
    {
        const World world;
        for (const QJsonObject &object : world.set.objects()) {
            for (const Finding &finding : checkObject(object, world.set)) {
                const bool expected = finding.severity == Finding::Severity::Inform;
                QVERIFY2(expected,
                         qPrintable(refOf(object).text() + u' ' + finding.rule + u' ' + finding.sentence));
            }
        }
    }

    void rules_data()
    {
        QTest::addColumn<const RuleCase *>("item");
        QSet<QString> names;
        for (const QList<RuleCase> *list : {&platformRuleCases(), &deploymentRuleCases()}) {
            for (const RuleCase &item : *list) {
                const QString name = QStringLiteral("%1 %2").arg(QString::fromLatin1(item.rule),
                                                                 QString::fromLatin1(item.name));
                QVERIFY2(!names.contains(name), qPrintable(name));
                names.insert(name);
                QTest::newRow(qPrintable(name)) << &item;
            }
        }
    }
    void rules()
    {
        QFETCH(const RuleCase *, item);
        const QString rule = QString::fromLatin1(item->rule);
        // Broken: the finding with its sentence, field and weight.
        World broken;
        broken.object = broken.find(QString::fromLatin1(item->what));
        item->breakIt(broken);
        QStringList said;
        bool found = false;
        for (const Finding &finding : broken.check()) {
            said << QStringLiteral("%1 [%2] %3")
                        .arg(finding.rule, finding.pointer.toFieldPath(), finding.sentence);
            if (finding.rule == rule && finding.sentence == QString::fromUtf8(item->sentence) &&
                finding.pointer.toFieldPath() == QString::fromUtf8(item->field)) {
                found = true;
                QCOMPARE(finding.severity, item->severity);
            }
        }
        QVERIFY2(found, qPrintable(said.join(u'\n')));
        // Sound: the same rule is silent.
        World sound;
        sound.object = sound.find(QString::fromLatin1(item->what));
        if (item->sound)
            item->sound(sound);
        for (const Finding &finding : sound.check())
            QVERIFY2(finding.rule != rule, qPrintable(finding.sentence));
    }

    void everyRuleOfTheContractIsJudgedOrLeftOut()
    {
        QSet<QString> known;
        for (const QList<RuleCase> *list : {&platformRuleCases(), &deploymentRuleCases()}) {
            for (const RuleCase &item : *list)
                known.insert(QString::fromLatin1(item.rule));
        }
        for (const auto &[rule, reason] : leftOutRules()) {
            QVERIFY2(!known.contains(rule), qPrintable(rule));
            QVERIFY(!reason.isEmpty());
            known.insert(rule);
        }
        const QList<QPair<const char *, int>> ranges = {
            {"TEN", 9}, {"PRJ", 14}, {"SET", 10}, {"COM", 5},  {"CCF", 10}, {"POOL", 21}, {"EVAL", 2},
            {"SCP", 6}, {"PB", 9},   {"WP", 8},   {"DREV", 1}, {"DEF", 4},  {"VAR", 9},   {"ENV", 7},
            {"WD", 7},  {"WL", 1},   {"AIW", 14}, {"SPK", 2},  {"REPO", 3}, {"BYO", 7},   {"V", 8},
        };
        // Those of the ledger: see tst_quotabook.
        for (const char *rule : {"TEN-7", "PRJ-10", "PRJ-14", "POOL-13", "POOL-18"}) {
            QVERIFY2(!known.contains(QLatin1String(rule)), rule);
            known.insert(QLatin1String(rule));
        }
        // Reported under the ids of the rules they repeat.
        const QSet<QString> through = {QStringLiteral("PB-6"), QStringLiteral("WD-5"),
                                       QStringLiteral("AIW-9"), QStringLiteral("V3"), QStringLiteral("V6")};
        QStringList missing;
        for (const auto &[prefix, count] : ranges) {
            for (int i = 1; i <= count; ++i) {
                const QString id = QLatin1String(prefix) == u"V"
                                       ? QStringLiteral("V%1").arg(i)
                                       : QStringLiteral("%1-%2").arg(QLatin1String(prefix)).arg(i);
                if (!known.contains(id) && !through.contains(id))
                    missing << id;
            }
        }
        QCOMPARE(missing, QStringList());
    }

    // Rule C9, C11: half-known objects are judged as far as they can be read, and nothing is claimed to be
    // missing that may only not be loaded.
    void nothingIsClaimedOfWhatIsNotLoaded()
    {
        const World world;
        for (const QJsonObject &object : world.set.objects()) {
            for (const auto intent : {RuleContext::Intent::Create, RuleContext::Intent::Look}) {
                RuleContext context;
                context.intent = intent;
                for (const Finding &finding : checkObject(object, ObjectSet(), context)) {
                    const bool ofItself = finding.rule == u"WL-1";
                    QVERIFY2(
                        ofItself || finding.severity == Finding::Severity::Inform,
                        qPrintable(refOf(object).text() + u' ' + finding.rule + u' ' + finding.sentence));
                }
            }
        }
    }

    void oddShapesNeverCrash()
    {
        const World world;
        static constexpr RuleContext::Intent intents[] = {
            RuleContext::Intent::Create, RuleContext::Intent::Delete, RuleContext::Intent::Look,
            RuleContext::Intent::Create, RuleContext::Intent::Update};
        size_t turn = 0;
        const QList<QJsonValue> odd = {QJsonValue(),
                                       QJsonValue(7),
                                       QJsonValue(QStringLiteral("x")),
                                       QJsonArray{1, QStringLiteral("a")},
                                       QJsonObject{{QStringLiteral("a"), QJsonArray{QJsonValue()}}},
                                       QJsonValue(true)};
        for (const QJsonObject &object : world.set.objects()) {
            const QJsonObject spec = object.value(u"spec").toObject();
            for (auto it = spec.begin(); it != spec.end(); ++it) {
                for (const auto &value : odd) {
                    QJsonObject changedSpec = spec;
                    changedSpec.insert(it.key(), value);
                    QJsonObject strange = object;
                    strange.insert(QStringLiteral("spec"), changedSpec);
                    ObjectSet set = world.set;
                    set.insert(strange);
                    RuleContext context;
                    // Every intent in turn: all together they see every field.
                    context.intent = intents[turn++ % std::size(intents)];
                    context.before = object;
                    for (const Finding &finding : checkObject(strange, set, context))
                        QVERIFY(!finding.rule.isEmpty() && !finding.sentence.isEmpty());
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestRules)
#include "tst_rules.moc"
