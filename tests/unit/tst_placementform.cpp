// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/placementform.h"
#include "core/yaml/yamlreader.h"
#include "tests/support/objects.h"

#include <QDirIterator>
#include <QFile>
#include <QTest>

using namespace easel;
using namespace easel::tests;
using namespace Qt::StringLiterals;

class TestPlacementForm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readAndWrittenBackIsTheSame_data();
    void readAndWrittenBackIsTheSame();
    void conditionsKeepTheirPlace();
    void weights();
    void tolerations();
    void conditionTexts_data();
    void conditionTexts();
};

void TestPlacementForm::readAndWrittenBackIsTheSame_data()
{
    QTest::addColumn<QJsonObject>("placement");
    QTest::newRow("empty") << QJsonObject();
    QTest::newRow("all") << object(
        "{\"clusterSets\": [\"global\"], \"numberOfClusters\": 3, \"later\": {\"a\": 1}, \"predicates\": "
        "[{\"requiredClusterSelector\": {\"labelSelector\": {\"matchLabels\": {\"a\": \"b\"}, "
        "\"matchExpressions\": [{\"key\": \"c\", \"operator\": \"NotIn\", \"values\": [\"d\", \"e\"], "
        "\"more\": 1}]}, \"claimSelector\": {\"matchExpressions\": [{\"key\": \"f\", \"operator\": "
        "\"Exists\"}]}, \"celSelector\": {\"celExpressions\": [\"true\"]}}}, {\"requiredClusterSelector\": "
        "{\"labelSelector\": {\"matchLabels\": {\"g\": \"h\"}}}}], \"tolerations\": [{\"key\": \"x\", "
        "\"operator\": \"Exists\"}, {\"key\": \"y\", \"value\": \"z\", \"effect\": \"NoSelect\", "
        "\"tolerationSeconds\": 30}], \"prioritizerPolicy\": {\"mode\": \"Exact\", \"configurations\": "
        "[{\"scoreCoordinate\": {\"builtIn\": \"Steady\"}}, {\"scoreCoordinate\": {\"type\": \"AddOn\", "
        "\"addOn\": {\"resourceName\": \"r\", \"scoreName\": \"s\"}}, \"weight\": -3}]}, "
        "\"spreadPolicy\": {\"spreadConstraints\": [{\"topologyKey\": \"zone\", \"topologyKeyType\": "
        "\"Claim\", \"maxSkew\": 2, \"whenUnsatisfiable\": \"ScheduleAnyway\"}]}, \"decisionStrategy\": "
        "{\"groupStrategy\": {\"clustersPerDecisionGroup\": \"25%\", \"decisionGroups\": [{\"groupName\": "
        "\"first\", \"groupClusterSelector\": {\"labelSelector\": {\"matchLabels\": {\"i\": \"j\"}}}}]}}}");
    QDirIterator files(QStringLiteral(EASEL_SOURCE_DIR "/resources/sample/projects"),
                       {u"environment-*.yaml"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto document = readYamlDocument(file.readAll());
        QVERIFY(document.has_value());
        QTest::newRow(qPrintable(files.fileName()))
            << document->value[u"spec"][u"topology"][u"properties"][u"placement"].toObject();
    }
}

void TestPlacementForm::readAndWrittenBackIsTheSame()
{
    QFETCH(QJsonObject, placement);
    QCOMPARE(withPlacementConditions(placement, placementConditions(placement)), placement);
    QCOMPARE(withPlacementWeights(placement, placementWeights(placement)), placement);
    QCOMPARE(withPlacementTolerations(placement, placementTolerations(placement)), placement);
    QCOMPARE(withPlacementSpread(placement, placementSpread(placement)), placement);
    QCOMPARE(withPlacementGroups(placement, placementGroups(placement)), placement);
}

void TestPlacementForm::conditionsKeepTheirPlace()
{
    const QJsonObject selector = object("{\"labelSelector\": {\"matchLabels\": {\"a\": \"b\"}}}");
    QList<ClusterCondition> conditions = clusterConditions(selector);
    QCOMPARE(conditions.size(), 1);
    conditions[0].values = {u"c"_s};
    QCOMPARE(withClusterConditions(selector, conditions),
             object("{\"labelSelector\": {\"matchLabels\": {\"a\": \"c\"}}}"));
    // A map says nothing but equality with one value.
    conditions[0].values = {u"c"_s, u"d"_s};
    QCOMPARE(withClusterConditions(selector, conditions),
             object("{\"labelSelector\": {\"matchExpressions\": [{\"key\": \"a\", \"operator\": \"In\", "
                    "\"values\": [\"c\", \"d\"]}]}}"));
    QCOMPARE(withClusterConditions(selector, {}), QJsonObject());
}

void TestPlacementForm::weights()
{
    const QJsonObject made = withPlacementWeights({}, {{u"Steady"_s, 2}, {u"AddOn/gpu/free"_s, -1}});
    QCOMPARE(made, object("{\"prioritizerPolicy\": {\"configurations\": [{\"scoreCoordinate\": {\"type\": "
                          "\"BuiltIn\", \"builtIn\": \"Steady\"}, \"weight\": 2}, {\"scoreCoordinate\": "
                          "{\"type\": \"AddOn\", \"addOn\": {\"resourceName\": \"gpu\", \"scoreName\": "
                          "\"free\"}}, \"weight\": -1}]}}"));
    QCOMPARE(placementWeights(made), (QList<PlacementWeight>{{u"Steady"_s, 2}, {u"AddOn/gpu/free"_s, -1}}));
    QCOMPARE(withPlacementWeights(made, {}), QJsonObject());
}

void TestPlacementForm::tolerations()
{
    PlacementTolerationRow row;
    row.key = u"gpu"_s;
    row.op = u"Equal"_s;
    row.value = u"yes"_s;
    row.seconds = u"60"_s;
    const QJsonObject made = withPlacementTolerations({}, {row});
    QCOMPARE(made, object("{\"tolerations\": [{\"key\": \"gpu\", \"value\": \"yes\", "
                          "\"tolerationSeconds\": 60}]}"));
    QCOMPARE(placementTolerations(made), QList<PlacementTolerationRow>{row});
}

void TestPlacementForm::conditionTexts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("understood");
    QTest::newRow("none") << QString() << true;
    QTest::newRow("all") << u"region=arctic|alpine, claim:gpu.family, !old, tier!=test"_s << true;
    QTest::newRow("words") << u"in the north"_s << false;
    QTest::newRow("both") << u"!a=b"_s << false;
    QTest::newRow("no key") << u"=b"_s << false;
}

void TestPlacementForm::conditionTexts()
{
    QFETCH(QString, text);
    QFETCH(bool, understood);
    const auto conditions = conditionsFromText(text);
    QCOMPARE(conditions.has_value(), understood);
    if (conditions)
        QCOMPARE(conditionsText(*conditions), text);
}

QTEST_GUILESS_MAIN(TestPlacementForm)
#include "tst_placementform.moc"
