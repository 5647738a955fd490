// SPDX-License-Identifier: GPL-3.0-or-later
// What-if and the GPU quota dashboard in the real window against a real API server, by keys alone.
#include "app/models/quotatreemodel.h"
#include "app/models/whatifledgermodel.h"
#include "app/views/explain/explainpanel.h"
#include "app/views/quota/quotadashboard.h"
#include "app/views/quota/quotatreeview.h"
#include "app/views/quota/whatifledger.h"
#include "app/wizards/planpanel.h"
#include "app/wizards/whatifwindow.h"
#include "core/base/englishplurals.h"
#include "tests/gui/samplewindow.h"
#include "tests/gui/screenshot.h"
#include "tests/support/hubfixture.h"

#include <QJsonDocument>
#include <QMenu>
#include <QPushButton>
#include <QStandardPaths>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;
using Kind = WhatIfChange::Kind;
using Verdict = WhatIfStep::Verdict;

namespace {

constexpr int Patience = 60'000; // of a busy machine

const QByteArray organisation =
    "apiVersion: v1\nkind: Namespace\nmetadata: {name: corona}\n"
    "---\napiVersion: spectrocloud.com/v1alpha1\nkind: Tenant\nmetadata: {name: aurora}\n"
    "spec: {displayName: Aurora, gpuResources: {limits: {NVIDIA-H100: 32}}}\n"
    "---\napiVersion: spectrocloud.com/v1alpha1\nkind: ComputeConfig\n"
    "metadata: {name: lab, namespace: corona}\n"
    "spec: {paletteClusterConfig: {defaults: {controlPlanePool: {nodeCount: 3, workerNodeEligible: "
    "false}}}}\n"
    "---\napiVersion: spectrocloud.com/v1alpha1\nkind: Project\n"
    "metadata: {name: corona, namespace: corona, labels: {palette.ai/tenant-name: aurora}}\n"
    "spec: {displayName: Corona, tenantRef: {name: aurora}, computeConfigRef: {name: lab, namespace: corona},"
    " gpuResources: {limits: {NVIDIA-H100: 24}, requests: {NVIDIA-H100: 8}}}\n"
    "---\napiVersion: spectrocloud.com/v1alpha1\nkind: Compute\nmetadata: {name: default, namespace: "
    "corona}\n"
    "spec: {}\n";

const QByteArray machines =
    "apiVersion: spectrocloud.com/v1alpha1\nkind: Compute\nmetadata: {name: default, namespace: corona}\n"
    "status:\n  edgeHostDetails:\n"
    "    c1: {displayName: cpu-01, state: available, architecture: amd64, cpuCount: 64, memoryMiB: 262144,"
    " tags: {palette.ai: 'true'}}\n"
    "    c2: {displayName: cpu-02, state: available, architecture: amd64, cpuCount: 64, memoryMiB: 262144,"
    " tags: {palette.ai: 'true'}}\n"
    "    c3: {displayName: cpu-03, state: available, architecture: amd64, cpuCount: 64, memoryMiB: 262144,"
    " tags: {palette.ai: 'true'}}\n"
    "    g1: {displayName: gpu-01, state: available, architecture: amd64, cpuCount: 64, memoryMiB: 262144,"
    " gpus: [{family: NVIDIA-H100, count: 8, memoryMiB: 81559}], tags: {palette.ai: 'true'}}\n"
    "    g2: {displayName: gpu-02, state: available, architecture: amd64, cpuCount: 64, memoryMiB: 262144,"
    " gpus: [{family: NVIDIA-H100, count: 8, memoryMiB: 81559}], tags: {palette.ai: 'true'}}\n";

} // namespace

class WhatIfHubTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init()
    {
        if (m_broken)
            QSKIP("a step before this one failed");
    }
    void cleanup() { m_broken = m_broken || QTest::currentTestFailed(); }
    void dashboardShowsTheHub();
    void triesAndAppliesALimit();
    void refusesAndChoosesMachines();

private:
    bool apply(const QByteArray &yaml, const QStringList &further = {})
    {
        const QStringList arguments =
            QStringList{u"apply"_s, u"--server-side"_s, u"--field-manager=easel"_s, u"-f"_s, u"-"_s} +
            further;
        return !m_hub.kubectl(arguments, yaml).isEmpty();
    }
    QJsonObject stored(const QString &kind, const QString &name)
    {
        return QJsonDocument::fromJson(
                   m_hub.kubectl({u"get"_s, kind, name, u"-n"_s, u"corona"_s, u"-o"_s, u"json"_s}))
            .object();
    }
    bool add(WhatIfWindow *window, Kind kind);
    static bool tried(const WhatIfWindow *window)
    {
        return QTest::qWaitFor([window] { return !window->model()->isWorking(); }, Patience);
    }
    static QString then(const WhatIfWindow *window, const QString &who, WhatIfLedgerModel::Column column);

    bool m_broken = false;
    HubFixture m_hub;
    QTemporaryDir m_folder;
    std::unique_ptr<AppContext> m_context;
    std::unique_ptr<MainWindow> m_window;
    QuotaDashboard *m_quota = nullptr;
};

void WhatIfHubTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    EASEL_START_HUB(m_hub);
    QCoreApplication::installTranslator(new EnglishPlurals(this));
    useTestFont();
    const QString crds = QStringLiteral(EASEL_SOURCE_DIR "/resources/crds");
    QVERIFY2(!m_hub.kubectl({u"apply"_s, u"-f"_s, crds}).isEmpty(), qPrintable(m_hub.error()));
    QVERIFY2(
        !m_hub
             .kubectl({u"wait"_s, u"--for=condition=Established"_s, u"crd"_s, u"--all"_s, u"--timeout=60s"_s})
             .isEmpty(),
        qPrintable(m_hub.error()));
    QVERIFY2(apply(organisation), qPrintable(m_hub.error()));
    QVERIFY2(apply(machines, {u"--subresource=status"_s}), qPrintable(m_hub.error()));

    m_context =
        std::make_unique<AppContext>(AppPaths::below(m_folder.path()), std::make_unique<SilentPrompter>());
    m_context->settings()->setColorMode(u"light"_s);
    m_window = std::make_unique<MainWindow>(m_context.get());
    m_window->resize(1280, 800);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    m_window->activateWindow();
    m_window->openHub(m_hub.kubeconfig(), u"easel-hub"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->isOpening(), Patience);
    QVERIFY(m_context->source());
    QTRY_VERIFY_WITH_TIMEOUT(m_context->source()->state().phase == SourceState::Phase::Live &&
                                 m_context->surroundings()->isComplete(),
                             Patience);
}

void WhatIfHubTest::cleanupTestCase()
{
    m_window.reset();
    m_context.reset();
}

QString WhatIfHubTest::then(const WhatIfWindow *window, const QString &who, WhatIfLedgerModel::Column column)
{
    const QAbstractItemModel *model = window->findChild<WhatIfLedger *>()->model();
    for (int row = 0; row < model->rowCount(); ++row) {
        if (model->index(row, WhatIfLedgerModel::Who).data().toString().trimmed() == who)
            return model->index(row, column).data().toString();
    }
    return {};
}

bool WhatIfHubTest::add(WhatIfWindow *window, Kind kind)
{
    press(Qt::Key_N, Qt::ControlModifier);
    auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    if (!menu)
        return false;
    for (int i = 0; i <= WhatIfChange::kindCount; ++i) {
        if (menu->activeAction() && menu->activeAction()->text() == whatIfKindText(kind))
            break;
        QTest::keyClick(menu, Qt::Key_Down);
    }
    QTest::keyClick(menu, Qt::Key_Return);
    QTest::qWait(0);
    return !window->model()->changes().isEmpty() && window->model()->changes().last().kind == kind &&
           tried(window);
}

void WhatIfHubTest::dashboardShowsTheHub()
{
    press(Qt::Key_2, Qt::ControlModifier);
    m_quota = qobject_cast<QuotaDashboard *>(m_window->currentScreen());
    QVERIFY(m_quota);
    QTRY_VERIFY_WITH_TIMEOUT(m_quota->tree()->selectKey(u"p/corona"_s), Patience);
    QTRY_COMPARE_WITH_TIMEOUT(m_quota->shownState(), u"live"_s, Patience);
    const QuotaTreeModel *model = m_quota->model();
    const auto used = [model] {
        return model->indexOf(u"p/corona"_s)
            .siblingAtColumn(model->columnOf(QuotaTreeModel::Part::Used, u"NVIDIA-H100"_s))
            .data()
            .toString();
    };
    QTRY_COMPARE_WITH_TIMEOUT(used(), u"0 / 24"_s, Patience);
    screenshot(m_window.get(), u"hub-dashboard"_s);
    m_quota->tree()->setFocus();
    QVERIFY(tabTo(u"quota-what-if"_s));
    press(Qt::Key_Space);
    QVERIFY(topLevel<WhatIfWindow>());
}

void WhatIfHubTest::triesAndAppliesALimit()
{
    QPointer<WhatIfWindow> window = topLevel<WhatIfWindow>();
    QVERIFY(window);
    QTRY_VERIFY_WITH_TIMEOUT(window->model()->isKnown(), Patience);
    QVERIFY(add(window, Kind::Limit));
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"28"_s);
    QVERIFY(tried(window));
    QCOMPARE(window->model()->changes().first().project, u"corona"_s);
    QCOMPARE(then(window, u"corona"_s, WhatIfLedgerModel::Now), u"0 / 24"_s);
    QCOMPARE(then(window, u"corona"_s, WhatIfLedgerModel::Then), u"0 / 28"_s);
    QCOMPARE(then(window, u"corona"_s, WhatIfLedgerModel::Free), u"24 → 28"_s);
    screenshot(window, u"hub-whatif"_s);
    // What somebody else changes meanwhile is what it is tried out on.
    QVERIFY2(!m_hub
                  .kubectl({u"patch"_s, u"tenants.spectrocloud.com"_s, u"aurora"_s, u"--type=merge"_s,
                            u"-p"_s, u"{\"spec\":{\"gpuResources\":{\"limits\":{\"NVIDIA-H100\":16}}}}"_s})
                  .isEmpty(),
             qPrintable(m_hub.error()));
    QTRY_COMPARE_WITH_TIMEOUT(then(window, u"corona"_s, WhatIfLedgerModel::Free), u"16"_s, Patience);
    QVERIFY(tried(window));

    press(Qt::Key_Return, Qt::ControlModifier);
    auto *apply = window->findChild<QPushButton *>(u"planApply"_s);
    QVERIFY(QTest::qWaitFor([&] { return apply->isVisible() && apply->isEnabled(); }, Patience));
    press(Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(stored(u"projects.spectrocloud.com"_s,
                                     u"corona"_s)[u"spec"][u"gpuResources"][u"limits"][u"NVIDIA-H100"]
                                  .toInteger(),
                              28, Patience);
    // Nothing else of it changed.
    QCOMPARE(stored(u"projects.spectrocloud.com"_s,
                    u"corona"_s)[u"spec"][u"gpuResources"][u"requests"][u"NVIDIA-H100"]
                 .toInteger(),
             8);
    QTRY_VERIFY_WITH_TIMEOUT(window->plan()->isApplied(), Patience);
    const QuotaTreeModel *model = m_quota->model();
    QTRY_COMPARE_WITH_TIMEOUT(
        model->indexOf(u"p/corona"_s)
            .siblingAtColumn(model->columnOf(QuotaTreeModel::Part::Used, u"NVIDIA-H100"_s))
            .data()
            .toString(),
        u"0 / 28"_s, Patience);
    press(Qt::Key_Escape);
    QTRY_VERIFY(!window);
}

void WhatIfHubTest::refusesAndChoosesMachines()
{
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QVERIFY(m_quota->tree()->selectKey(u"p/corona"_s));
    m_quota->tree()->setFocus();
    QVERIFY(tabTo(u"quota-what-if"_s));
    press(Qt::Key_Space);
    QPointer<WhatIfWindow> window = topLevel<WhatIfWindow>();
    QVERIFY(window);
    QTRY_VERIFY_WITH_TIMEOUT(window->model()->isKnown(), Patience);
    QVERIFY(add(window, Kind::NewPool));
    QVERIFY(tabTo(u"whatIfAmount"_s));
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"2"_s);
    QVERIFY(tried(window));
    const auto *panel = window->findChild<ExplainPanel *>();
    QStringList chosen;
    for (const ExplainedPart &part : panel->explanation().parts) {
        for (const ExplainedItem &item : part.ranked) {
            if (item.isChosen())
                chosen << item.name;
        }
    }
    chosen.sort();
    QCOMPARE(chosen, (QStringList{u"cpu-01"_s, u"cpu-02"_s, u"cpu-03"_s, u"gpu-01"_s, u"gpu-02"_s}));
    QCOMPARE(then(window, u"corona"_s, WhatIfLedgerModel::Then), u"16 / 28"_s);
    // Three are neither there nor within the tenant's limit of 16.
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"3"_s);
    QVERIFY(tried(window));
    QCOMPARE(window->model()->result().steps.first().verdict, Verdict::Refused);
    bool byTenant = false;
    bool byMachines = false;
    for (const ExplainedReason &reason : panel->explanation().refusals) {
        byTenant = byTenant || (reason.rule.contains(u"aurora") && reason.shortBy == 8);
        byMachines = byMachines || (reason.shortBy == 1 && reason.needed == u"3");
    }
    QVERIFY(byTenant && byMachines);
    screenshot(window, u"hub-whatif-refused"_s);
    press(Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(!window->note().isEmpty());
    QVERIFY(tabTo(u"whatIfDiscard"_s));
    press(Qt::Key_Space);
    QTRY_VERIFY(!window);
}

QTEST_MAIN(WhatIfHubTest)
#include "tst_whatif_hub.moc"
