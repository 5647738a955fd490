// SPDX-License-Identifier: GPL-3.0-or-later
// The environment editor in the real window against a real API server: clusters from records on the hub.
#include "app/views/explain/explainpanel.h"
#include "app/wizards/environmentmodel.h"
#include "app/wizards/environmentwizard.h"
#include "app/wizards/planpanel.h"
#include "core/base/englishplurals.h"
#include "core/schema/schema.h"
#include "tests/gui/samplewindow.h"
#include "tests/gui/screenshot.h"
#include "tests/support/hubfixture.h"

#include <QComboBox>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardPaths>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

class EnvironmentHubTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void makesOneByKeys();

private:
    static constexpr int patience = 60'000;
    bool create(const QJsonObject &object)
    {
        return !m_hub.kubectl({u"apply"_s, u"-f"_s, u"-"_s}, QJsonDocument(object).toJson()).isEmpty();
    }
    static QJsonObject cluster(const QString &name, const QString &region)
    {
        const QString prefix = u"easel.spectrocloud.com/"_s;
        return {{u"apiVersion"_s, u"v1"_s},
                {u"kind"_s, u"Secret"_s},
                {u"metadata"_s,
                 QJsonObject{{u"name"_s, name + u"-kubeconfig"_s},
                             {u"namespace"_s, u"ice"_s},
                             {u"labels"_s, QJsonObject{{prefix + u"cluster-kubeconfig"_s, u"true"_s},
                                                       {prefix + u"cluster"_s, name},
                                                       {prefix + u"source"_s, u"brought"_s},
                                                       {u"region"_s, region}}}}},
                {u"stringData"_s, QJsonObject{{u"kubeconfig"_s, u"hidden"_s}}}};
    }

    HubFixture m_hub;
    QTemporaryDir m_folder;
};

void EnvironmentHubTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    EASEL_START_HUB(m_hub);
    QCoreApplication::installTranslator(new EnglishPlurals(this));
    useTestFont();
    const QList<QJsonObject> crds = Schema::builtinCrds();
    for (const QJsonObject &crd : crds)
        QVERIFY2(create(crd), qPrintable(m_hub.error()));
    m_hub.kubectl({u"wait"_s, u"--for=condition=Established"_s, u"--timeout=60s"_s, u"crd"_s, u"--all"_s});
    QVERIFY(!m_hub.kubectl({u"create"_s, u"namespace"_s, u"ice"_s}).isEmpty());
    for (const auto &[name, region] : {std::pair(u"fjord"_s, u"arctic"_s), std::pair(u"peak"_s, u"alpine"_s)})
        QVERIFY2(create(cluster(name, region)), qPrintable(m_hub.error()));
}

void EnvironmentHubTest::makesOneByKeys()
{
    auto prompter = std::make_unique<SilentPrompter>();
    AppContext context(AppPaths::below(m_folder.path()), std::move(prompter));
    MainWindow window(&context);
    window.resize(1280, 800);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    window.openHub(m_hub.kubeconfig(), u"easel-hub"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!window.isOpening(), 30'000);
    QVERIFY(context.source());
    QTRY_VERIFY_WITH_TIMEOUT(context.source()->state().phase == SourceState::Phase::Live &&
                                 context.surroundings()->isComplete(),
                             patience);
    window.showEntry(u"environments"_s);
    ActionTarget target;
    target.source = context.source();
    target.type = *context.source()->catalog().find(u"spectrocloud.com"_s, u"Environment"_s);
    target.project = u"ice"_s;
    target.window = &window;
    QVERIFY(context.actions()->trigger(u"environment.new"_s, target));
    auto *wizard = topLevel<EnvironmentWizard>();
    QVERIFY(wizard);
    QTRY_VERIFY_WITH_TIMEOUT(wizard->model()->isReady(), patience);
    QVERIFY(tabTo(u"environmentName"_s));
    type(u"cold"_s);
    press(Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(wizard->currentStep(), 1);
    QVERIFY(tabTo(u"condition0.add"_s));
    press(Qt::Key_Space);
    QVERIFY(tabTo(u"condition0.0.1"_s));
    type(u"region"_s);
    QVERIFY(tabTo(u"condition0.0.3"_s));
    type(u"arctic"_s);
    // Both records are seen, one of them qualifies.
    QTRY_COMPARE_WITH_TIMEOUT(wizard->live()->explanation().heading, u"1 cluster would be chosen."_s,
                              patience);
    const ExplainedPart part = wizard->live()->explanation().parts.value(0);
    QCOMPARE(part.funnel.value(0).left, 2);
    QCOMPARE(part.ranked.value(0).name, u"fjord"_s);
    QCOMPARE(part.leftOut.value(0).name, u"peak"_s);
    screenshot(wizard, u"hub-environment"_s);
    // A cluster that turns up counts at once.
    QVERIFY2(create(cluster(u"floe"_s, u"arctic"_s)), qPrintable(m_hub.error()));
    QTRY_COMPARE_WITH_TIMEOUT(wizard->live()->explanation().heading, u"2 clusters would be chosen."_s,
                              patience);
    wizard->goTo(4);
    auto *panel = wizard->findChild<PlanPanel *>();
    QVERIFY(panel);
    // Steps in between were not seen yet: Ctrl+Enter walks on to the plan.
    for (int i = 0; i < 5 && wizard->currentStep() < 4; ++i)
        press(Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(panel->buttons().first()->isVisible() && panel->buttons().first()->isEnabled(),
                             patience);
    press(Qt::Key_Return, Qt::ControlModifier);
    QJsonObject stored;
    QTRY_VERIFY_WITH_TIMEOUT(
        !(stored = QJsonDocument::fromJson(m_hub.kubectl({u"get"_s, u"environments.spectrocloud.com"_s,
                                                          u"cold"_s, u"-n"_s, u"ice"_s, u"-o"_s, u"json"_s}))
                       .object())
             .isEmpty(),
        patience);
    const QJsonValue placement = std::as_const(stored)[u"spec"][u"topology"][u"properties"][u"placement"];
    const QJsonValue condition =
        placement[u"predicates"][0][u"requiredClusterSelector"][u"labelSelector"][u"matchExpressions"][0];
    QCOMPARE(condition[u"key"].toString(), u"region"_s);
    QCOMPARE(condition[u"values"].toArray(), QJsonArray{u"arctic"_s});
}

QTEST_MAIN(EnvironmentHubTest)
#include "tst_environment_hub.moc"
