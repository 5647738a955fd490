// SPDX-License-Identifier: GPL-3.0-or-later
// Pools through the real window on a real API server: made by keys with the machines of the hub's own
// inventory, followed in the detail, asked to be tried again, their kubeconfig taken.
#include "app/context/inventoryfeed.h"
#include "app/views/detailview.h"
#include "app/views/inventory/inventoryscreen.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/confirmdialog.h"
#include "app/views/resourceview.h"
#include "app/wizards/choicelist.h"
#include "app/wizards/planpanel.h"
#include "app/wizards/poolmachinespage.h"
#include "app/wizards/poolmodel.h"
#include "app/wizards/poolwizard.h"
#include "core/base/englishplurals.h"
#include "core/changes/operation.h"
#include "core/domain/poolrequests.h"
#include "core/schema/schema.h"
#include "tests/gui/samplewindow.h"
#include "tests/gui/screenshot.h"
#include "tests/support/hubfixture.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QTreeWidget>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

class PoolHubTest : public QObject
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
    void makesAPoolByKeys();
    void saysWhatWentWrongAndTriesAgain();
    void savesTheKubeconfig();
    void readsNodesOfConnectedClusters();

private:
    static constexpr int patience = 60'000;
    bool create(const QByteArray &json, bool status = false)
    {
        QStringList words{u"apply"_s, u"--server-side"_s, u"--field-manager=engine"_s,
                          u"--force-conflicts"_s};
        if (status)
            words << u"--subresource=status"_s;
        return !m_hub.kubectl(words + QStringList{u"-f"_s, u"-"_s}, json).isEmpty();
    }
    QJsonObject stored(const QString &plural, const QString &name)
    {
        return QJsonDocument::fromJson(m_hub.kubectl({u"get"_s, plural + u".spectrocloud.com"_s, name,
                                                      u"-n"_s, u"ice"_s, u"-o"_s, u"json"_s}))
            .object();
    }
    ActionTarget pool(const QString &name) const
    {
        ActionTarget target;
        target.source = m_context->source();
        target.type = *m_context->source()->catalog().find(u"spectrocloud.com"_s, u"ComputePool"_s);
        target.project = u"ice"_s;
        target.window = m_window.get();
        if (!name.isEmpty())
            target.objects = {ObjectRef{u"spectrocloud.com/v1alpha1"_s, u"ComputePool"_s, u"ice"_s, name}};
        return target;
    }
    static bool enter(const QString &field, const QString &text)
    {
        if (!tabTo(field))
            return false;
        press(Qt::Key_A, Qt::ControlModifier);
        press(Qt::Key_Delete);
        type(text);
        return true;
    }
    static void next() { press(Qt::Key_Return, Qt::ControlModifier); }

    HubFixture m_hub;
    QTemporaryDir m_folder;
    SilentPrompter *m_prompter = nullptr;
    std::unique_ptr<AppContext> m_context;
    std::unique_ptr<MainWindow> m_window;
    bool m_broken = false;
};

void PoolHubTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    EASEL_START_HUB(m_hub);
    QCoreApplication::installTranslator(new EnglishPlurals(this));
    useTestFont();
    const QList<QJsonObject> crds = Schema::builtinCrds();
    for (const QJsonObject &crd : crds)
        QVERIFY2(create(QJsonDocument(crd).toJson()), qPrintable(m_hub.error()));
    m_hub.kubectl({u"wait"_s, u"--for=condition=Established"_s, u"--timeout=60s"_s, u"crd"_s, u"--all"_s});
    QVERIFY(!m_hub.kubectl({u"create"_s, u"namespace"_s, u"ice"_s}).isEmpty());
    const QByteArray now = QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toUtf8();
    const QList<QByteArray> objects = {
        R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Tenant","metadata":{"name":"north"},"spec":{
            "tenantRoleMapping":{"groups":["a"]},"gpuResources":{"limits":{"NVIDIA-L40S":16}}}})",
        R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"ComputeConfig","metadata":{"name":"lab","namespace":"ice"},
            "spec":{"paletteClusterConfig":{"defaults":{"controlPlanePool":{"nodeCount":1,"workerNodeEligible":true,
            "cpu":{"cpuCount":8}}}}}})",
        R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Settings","metadata":{"name":"own","namespace":"ice"},
            "spec":{"integrations":{"palette":{"secretRef":{"name":"palette"}}}}})",
        R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Project","metadata":{"name":"ice","namespace":"ice"},
            "spec":{"tenantRef":{"name":"north"},"computeConfigRef":{"name":"lab","namespace":"ice"},
            "settingsRef":{"name":"own"},"roleMapping":{"admin":["a"]}}})",
        R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"ProfileBundle","metadata":{"name":"metal-v1","namespace":"ice",
            "labels":{"easel.spectrocloud.com/base":"metal","easel.spectrocloud.com/version":"v1"}},
            "spec":{"type":"infrastructure","version":"v1","clusterProfiles":[{"cloudType":"edge-native","profiles":[
            {"name":"edge-base","uid":"66f1c0aa0000000000000010","version":"1.4.0","type":"cluster",
             "variables":[{"name":"zone","ask":true}]}]}]}})",
        R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Compute","metadata":{"name":"default","namespace":"ice"},
            "spec":{"selector":{"matchTags":{"palette.ai":"true"}}}})",
    };
    for (const QByteArray &object : objects)
        QVERIFY2(create(object), qPrintable(m_hub.error()));
    QByteArray inventory =
        R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Compute","metadata":{"name":"default","namespace":"ice"},
        "status":{"lastRefreshTime":"NOW","edgeHostDetails":{
        "cpu-1":{"displayName":"cpu-a1","state":"available","architecture":"amd64","cpuCount":32,"memoryMiB":131072,"tags":{"palette.ai":"true"}},
        "l40s-1":{"displayName":"l40s-1","state":"available","architecture":"amd64","cpuCount":64,"memoryMiB":524288,
          "tags":{"palette.ai":"true"},"gpus":[{"family":"NVIDIA-L40S","count":4,"memoryMiB":46068}]},
        "l40s-2":{"displayName":"l40s-2","state":"in-use","architecture":"amd64","cpuCount":64,"memoryMiB":524288,
          "tags":{"palette.ai":"true"},"gpus":[{"family":"NVIDIA-L40S","count":4,"memoryMiB":46068}]}}}})";
    inventory.replace("NOW", now);
    QVERIFY2(create(inventory, true), qPrintable(m_hub.error()));

    auto prompter = std::make_unique<SilentPrompter>();
    m_prompter = prompter.get();
    m_context = std::make_unique<AppContext>(AppPaths::below(m_folder.path()), std::move(prompter));
    m_window = std::make_unique<MainWindow>(m_context.get());
    m_window->resize(1280, 800);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    m_window->openHub(m_hub.kubeconfig(), u"easel-hub"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->isOpening(), patience);
    QVERIFY(m_context->source());
    QTRY_VERIFY_WITH_TIMEOUT(m_context->source()->state().phase == SourceState::Phase::Live &&
                                 m_context->surroundings()->isComplete(),
                             patience);
}

void PoolHubTest::cleanupTestCase()
{
    m_window.reset();
    m_context.reset();
}

void PoolHubTest::makesAPoolByKeys()
{
    m_window->showEntry(u"pools"_s);
    QVERIFY(m_context->actions()->trigger(u"pool.new"_s, pool({})));
    auto *wizard = topLevel<PoolWizard>();
    QVERIFY(wizard);
    QTRY_VERIFY_WITH_TIMEOUT(wizard->model()->isReady() && wizard->model()->book(), patience);
    QCOMPARE(wizard->model()->project(), u"ice"_s);
    QVERIFY(enter(u"poolName"_s, u"serac"_s));
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Bundle));
    QVERIFY(tabTo(u"poolBundle"_s));
    press(Qt::Key_Home);
    press(Qt::Key_Space);
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::ControlPlane)); // one machine, by the configuration
    next();
    QVERIFY(tabTo(u"workers.add"_s));
    press(Qt::Key_Space);
    type(u"l40s"_s);
    QVERIFY(enter(u"worker0.count"_s, u"2"_s));
    QVERIFY(enter(u"worker0.family"_s, u"NVIDIA-L40S"_s));
    QVERIFY(enter(u"worker0.gpus"_s, u"4"_s));
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Machines));
    // Two are asked for, one is free.
    QTRY_VERIFY_WITH_TIMEOUT(wizard->isExplained(), patience);
    auto *table = wizard->findChild<QTreeWidget *>(u"machinesFit"_s);
    QTRY_COMPARE(table->topLevelItemCount(), 1);
    QCOMPARE(table->topLevelItem(0)->text(0), u"l40s-1"_s);
    screenshot(wizard, u"hub-pool-missing"_s);
    wizard->goTo(PoolWizard::Workers);
    QVERIFY(enter(u"worker0.count"_s, u"1"_s));
    next();
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Network));
    QVERIFY(enter(u"vip"_s, u"10.0.0.77"_s));
    next();
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Variables));
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Variables)); // POOL-10
    QVERIFY(enter(u"variable.edge-base.zone"_s, u"b2"_s));
    next();
    next();
    auto *panel = wizard->findChild<PlanPanel *>();
    QTRY_VERIFY_WITH_TIMEOUT(panel->buttons().first()->isVisible() && panel->buttons().first()->isEnabled(),
                             patience);
    screenshot(wizard, u"hub-pool-review"_s);
    next();
    QJsonObject made;
    QTRY_VERIFY_WITH_TIMEOUT(!(made = stored(u"computepools"_s, u"serac"_s)).isEmpty(), patience);
    const QJsonValue config =
        std::as_const(made)[u"spec"][u"clusterVariant"][u"dedicated"][u"paletteClusterDeploymentConfig"];
    QCOMPARE(config[u"nodePoolRequirements"][u"workerPools"][0][u"gpu"][u"family"].toString(),
             u"NVIDIA-L40S"_s);
    QCOMPARE(config[u"variables"][u"edge-base"][u"zone"].toString(), u"b2"_s);
    QCOMPARE(config[u"edge"][u"vip"].toString(), u"10.0.0.77"_s);
    press(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<PoolWizard>(0));
}

void PoolHubTest::saysWhatWentWrongAndTriesAgain()
{
    QVERIFY2(
        create(
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"ComputePool","metadata":{"name":"serac","namespace":"ice"},
        "status":{"phase":"Failed","lastError":{"step":"ClusterProvisioned","code":"PaletteError","message":"disk is full",
        "ref":"abc-123","at":"2026-11-02T12:00:00Z"},
        "clusters":[{"name":"main","paletteName":"serac-x1y2z","state":"Error","health":"UnHealthy",
          "kubeconfigSecretRef":{"name":"serac-kubeconfig"},"hosts":[{"hostUid":"cpu-1","nodePool":"control-plane-pool",
          "role":"control-plane","state":"attached"},{"hostUid":"l40s-1","nodePool":"l40s","role":"worker",
          "family":"NVIDIA-L40S","gpuCount":4,"state":"attached"}]}],
        "conditions":[{"type":"Accepted","status":"True","reason":"Done","lastTransitionTime":"2026-11-02T11:00:00Z"},
          {"type":"ClusterProvisioned","status":"False","reason":"PaletteError","message":"disk is full",
           "lastTransitionTime":"2026-11-02T12:00:00Z"}]}})",
            true),
        qPrintable(m_hub.error()));
    m_window->activateWindow();
    m_context->openObject(pool(u"serac"_s).object());
    QTRY_VERIFY_WITH_TIMEOUT(
        m_window->currentTable() && m_window->currentTable()->detail()->object().name == u"serac", patience);
    DetailView *detail = m_window->currentTable()->detail();
    detail->showTab(DetailView::Pool);
    auto *error = detail->findChild<Banner *>(u"poolError"_s);
    QVERIFY(error);
    QTRY_VERIFY_WITH_TIMEOUT(error->isVisible(), patience);
    QCOMPARE(error->strongText(), u"ClusterProvisioned failed: PaletteError."_s);
    QVERIFY2(error->text().contains(u"\"disk is full\""_s) && error->text().contains(u"abc-123"_s),
             qPrintable(error->text()));
    auto *machines = detail->findChild<QTreeWidget *>(u"poolMachines"_s);
    QCOMPARE(machines->topLevelItemCount(), 2);
    QCOMPARE(machines->topLevelItem(1)->text(2), u"4 NVIDIA-L40S"_s);
    QTRY_COMPARE_WITH_TIMEOUT(machines->topLevelItem(0)->text(0), u"cpu-a1"_s,
                              patience); // its name, not its id
    screenshot(m_window.get(), u"hub-pool-failed"_s);
    QVERIFY(tabTo(u"poolRetry"_s));
    press(Qt::Key_Space);
    const auto isAsked = [this] {
        const QJsonObject now = stored(u"computepools"_s, u"serac"_s);
        return now[u"metadata"][u"annotations"].toObject().contains(retryPoolAnnotation);
    };
    QTRY_VERIFY_WITH_TIMEOUT(isAsked(), patience);
}

void PoolHubTest::savesTheKubeconfig()
{
    QVERIFY2(
        create(R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"serac-kubeconfig","namespace":"ice"},
        "stringData":{"kubeconfig":"apiVersion: v1\nkind: Config\ncurrent-context: serac\n"}})"),
        qPrintable(m_hub.error()));
    const QString path = m_folder.filePath(u"serac.kubeconfig"_s);
    m_prompter->answers = {path};
    QVERIFY(tabTo(u"poolKubeconfig"_s));
    press(Qt::Key_Space);
    auto *question = topLevel<ConfirmDialog>();
    QVERIFY(question);
    screenshot(question, u"hub-pool-kubeconfig"_s);
    press(Qt::Key_Tab); // from Cancel to the verb
    press(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(path), patience);
    QTRY_VERIFY(contentOf(path).contains("current-context: serac"));
    QCOMPARE(QFileInfo(path).permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup),
             QFile::Permissions());
    // It is kept who took it, and nothing of what is in it.
    QList<JournalEntry> entries;
    QTRY_VERIFY_WITH_TIMEOUT(
        [&] {
            m_context->journal()->latest().then(this, [&entries](const Result<QList<JournalEntry>> &read) {
                if (read)
                    entries = *read;
            });
            QTest::qWait(50);
            return std::any_of(entries.begin(), entries.end(), [](const JournalEntry &entry) {
                return entry.verb == u"read" && entry.outcome == u"done" &&
                       entry.ref.name == u"serac-kubeconfig";
            });
        }(),
        patience);
    const QByteArray journal = contentOf(m_context->paths().journalFile);
    QVERIFY(!journal.contains("current-context"));
}

// The hub is one of its own clusters here: its nodes are seen on two ways, and each is one machine.
void PoolHubTest::readsNodesOfConnectedClusters()
{
    const QByteArray own = m_hub.kubectl({u"config"_s, u"view"_s, u"--raw"_s, u"--flatten"_s, u"--minify"_s});
    QVERIFY2(own.contains("client-key-data"), qPrintable(m_hub.error()));
    QVERIFY2(create(R"({"apiVersion":"v1","kind":"Node","metadata":{"name":"l40s-2","labels":{
        "nvidia.com/gpu.product":"NVIDIA-L40S","nvidia.com/gpu.count":"4","nvidia.com/gpu.memory":"46068"}}})"),
             qPrintable(m_hub.error()));
    const QByteArray stray = R"({"apiVersion":"v1","kind":"Node","metadata":{"name":"stray"},
        "status":{"capacity":{"cpu":"96","memory":"512Gi"}}})";
    QVERIFY2(create(stray) && create(stray, true), qPrintable(m_hub.error()));
    const auto record = [this](const QString &cluster, const QByteArray &kubeconfig) {
        return create(
            QByteArray(R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"CLUSTER-kubeconfig",
            "namespace":"ice","labels":{"easel.spectrocloud.com/cluster-kubeconfig":"true",
            "easel.spectrocloud.com/cluster":"CLUSTER","easel.spectrocloud.com/source":"brought"}},
            "data":{"kubeconfig":"TEXT"}})")
                .replace("CLUSTER", cluster.toUtf8())
                .replace("TEXT", kubeconfig.toBase64()));
    };
    QByteArray away = own;
    away.replace(away.indexOf("server: "),
                 away.indexOf('\n', away.indexOf("server: ")) - away.indexOf("server: "),
                 "server: https://127.0.0.1:1");
    QVERIFY(record(u"south"_s, own));
    QVERIFY(record(u"away"_s, away));
    QVERIFY(record(u"program"_s,
                   "apiVersion: v1\nkind: Config\ncurrent-context: c\n"
                   "clusters: [{name: k, cluster: {server: 'https://127.0.0.1:1'}}]\n"
                   "users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, "
                   "command: touch, args: [ran]}}}]\n"
                   "contexts: [{name: c, context: {cluster: k, user: u}}]\n"));
    m_window->showEntry(u"inventory"_s);
    auto *inventory = qobject_cast<InventoryScreen *>(m_window->currentScreen());
    QVERIFY(inventory);
    const auto source = [inventory](const QString &cluster) {
        for (const MachineSource &one : inventory->feed()->inventory()->sources) {
            if (one.id == u"nodes:secret:ice/"_s + cluster + u"-kubeconfig"_s)
                return one;
        }
        return MachineSource();
    };
    QTRY_VERIFY_WITH_TIMEOUT(
        source(u"south"_s).asOf.isValid() && source(u"away"_s).error && source(u"program"_s).error, patience);
    QCOMPARE(source(u"south"_s).machines, 2);
    QVERIFY(!source(u"south"_s).error);
    const QString said = errorSentence(*source(u"away"_s).error);
    QVERIFY2(said.contains(u"127.0.0.1:1 cannot be reached: "), qPrintable(said));
    const QString refused = errorSentence(*source(u"program"_s).error);
    QVERIFY2(refused.contains(u"This kubeconfig needs a program or files of your computer."),
             qPrintable(refused));
    QVERIFY(!QFileInfo::exists(u"ran"_s));
    // Each once: the machine that the Compute knows, and one that nobody else does.
    const auto &machines = inventory->feed()->inventory()->machines;
    const auto named = [&machines](const QString &name) {
        return std::count_if(machines.begin(), machines.end(),
                             [&name](const InventoryMachine &one) { return one.host.name() == name; });
    };
    QTRY_COMPARE(named(u"l40s-2"_s), 1);
    QCOMPARE(named(u"stray"_s), 1);
    const InventoryMachine *known = inventory->feed()->inventory()->find(u"l40s-2"_s);
    QVERIFY(known && known->node);
    QCOMPARE(known->node->gpusByFamily().value(u"NVIDIA-L40S"_s), 4);
    QCOMPARE(known->alsoIn.size(), 2); // nodes of the hub, nodes of south
    inventory->showPage(InventoryScreen::Sources);
    screenshot(m_window.get(), u"hub-inventory-clusters"_s);
}

QTEST_MAIN(PoolHubTest)
#include "tst_pool_hub.moc"
