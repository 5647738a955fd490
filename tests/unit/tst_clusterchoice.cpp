// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/placementjson.h"
#include "tests/unit/goldenplacements.h"

#include <QDateTime>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

// What the golden cases do not say.
QJsonObject withoutExtras(QJsonObject json)
{
    for (const char *key : {"leftOut", "notes", "notEvaluated", "undecided", "warnings"})
        json.remove(QLatin1String(key));
    return json;
}

QByteArray text(const QJsonObject &object)
{
    return QJsonDocument(object).toJson();
}

// What is sure without CEL: nobody is dropped that the scheduler kept, and nobody passes that it dropped.
QString contradiction(const PlacementWorld &world, const PlacementOutcome &outcome,
                      const QJsonObject &expected)
{
    const QVariantList dropped = expected.value(u"dropped"_s)[u"predicates"_s].toArray().toVariantList();
    for (const QString &cluster : outcome.droppedByPredicates) {
        if (!dropped.contains(cluster))
            return cluster + u" is dropped"_s;
    }
    for (const auto &cluster : world.clusters()) {
        const bool judged = !outcome.undecided.contains(cluster->name) &&
                            !outcome.droppedByPredicates.contains(cluster->name);
        if (judged && dropped.contains(cluster->name))
            return cluster->name + u" is not dropped"_s;
    }
    return {};
}

struct Case
{
    PlacementWorld world;
    PlacementRequest request;
};

Case caseOf(const QJsonObject &golden)
{
    Case made;
    const QJsonArray objects = golden.value(u"objects"_s).toArray();
    for (const auto &item : objects) {
        const QJsonObject object = item.toObject();
        if (!made.world.add(object) && object.value(u"kind"_s) == u"Placement"_s)
            made.request.placement = readPlacement(object);
    }
    made.request.nowMs =
        QDateTime::fromString(golden.value(u"now"_s).toString(), Qt::ISODate).toMSecsSinceEpoch();
    return made;
}

} // namespace

class TestClusterChoice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void golden_data();
    void golden();
};

void TestClusterChoice::golden_data()
{
    QTest::addColumn<QJsonObject>("golden");
    const QJsonArray cases = tests::goldenPlacements();
    QCOMPARE(cases.size(), 400);
    for (const auto &item : cases)
        QTest::newRow(qPrintable(item[u"name"_s].toString())) << item.toObject();
}

void TestClusterChoice::golden()
{
    QFETCH(QJsonObject, golden);
    Case given = caseOf(golden);
    QVERIFY2(given.world.problems().isEmpty(), qPrintable(given.world.problems().join(u'\n')));
    const QJsonObject expected = golden.value(u"expected"_s).toObject();
    const PlacementOutcome outcome = decidePlacement(given.world, given.request);
    QCOMPARE(outcome.notEvaluated,
             given.request.placement.spec.usesCel() ? QStringList{u"cel"_s} : QStringList());
    // Everybody is chosen or has a reason.
    for (const auto &cluster : given.world.clusters()) {
        const bool left = std::any_of(outcome.leftOut.begin(), outcome.leftOut.end(), [&](const auto &each) {
            return each.cluster == cluster->name && !each.reasons.isEmpty();
        });
        QVERIFY2(left != outcome.clusters.contains(cluster->name), qPrintable(cluster->name));
    }
    if (outcome.sync == PlacementOutcome::Sync::Open) {
        QVERIFY(given.request.placement.spec.usesCel());
        QCOMPARE(outcome.candidates.value_or(-1), expected.value(u"candidates"_s).toInt());
        if (expected.value(u"sync"_s) != u"misconfigured"_s)
            QCOMPARE(contradiction(given.world, outcome, expected), QString());
        return;
    }
    const QJsonObject form = withoutExtras(placementJson(given.world, outcome));
    QVERIFY2(form == expected, QByteArray("\n" + text(form) + "is not\n" + text(expected)).constData());

    // And once more, in the world as the first run left it.
    const QJsonValue again = golden.value(u"again"_s);
    if (!again.isObject())
        return;
    applyOutcome(&given.world, outcome);
    given.request.placement.selected = outcome.selected;
    given.request.placement.conditions = outcome.conditions;
    const PlacementOutcome second = decidePlacement(given.world, given.request);
    if (again[u"unchanged"_s].toBool()) {
        QCOMPARE(second.selected, outcome.selected);
        QCOMPARE(second.decisions, outcome.decisions);
    } else {
        QCOMPARE(second.selected, again[u"selected"_s].toInteger());
        QCOMPARE(placementJson(given.world, second).value(u"decisions"_s), again[u"decisions"_s]);
    }
    QCOMPARE(second.requeueAfterMs.value_or(-1000) / 1000, again[u"requeueAfterSeconds"_s].toInteger(-1));
}

QTEST_GUILESS_MAIN(TestClusterChoice)
#include "tst_clusterchoice.moc"
