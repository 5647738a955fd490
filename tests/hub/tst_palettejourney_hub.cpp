// SPDX-License-Identifier: GPL-3.0-or-later
// From an API key to a running cluster and back, through the real window on real API servers and the stateful
// stand-in for Palette, by keys alone: a hub is exported to a folder; there one signs in to Palette, tests
// the connection, finds machines, tags them, takes a snapshot and plans a pool from it while Palette is out
// of reach; the YAML is applied to the hub; the engine makes it a cluster, which is opened as a hub of its
// own, scaled and deleted. What the test asks the servers itself only looks.
#include "app/models/resourcefiltermodel.h"
#include "app/shell/enginedesk.h"
#include "app/views/inventory/inventoryscreen.h"
#include "app/views/palette/connectiondialog.h"
#include "app/views/palette/connectiontest.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/commandpalette.h"
#include "app/views/parts/confirmdialog.h"
#include "app/views/planview.h"
#include "app/views/resourcetable.h"
#include "app/views/resourceview.h"
#include "app/wizards/planpanel.h"
#include "app/wizards/planwindow.h"
#include "app/wizards/poolmodel.h"
#include "app/wizards/poolwizard.h"
#include "app/wizards/snapshotwindow.h"
#include "app/wizards/tagwindow.h"
#include "core/base/englishplurals.h"
#include "core/changes/operation.h"
#include "core/domain/inventory.h"
#include "tests/gui/samplewindow.h"
#include "tests/gui/screenshot.h"
#include "tests/support/enginestage.h"

#include <QComboBox>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QStandardPaths>
#include <QTableView>
#include <QTreeWidget>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

class PaletteJourneyHubTest : public QObject
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
    void cleanup();
    void exportsTheHubToAFolder();
    void signsInAndTestsTheConnection();
    void findsAndTagsMachines();
    void takesASnapshot();
    void plansAPoolOutOfReachOfPalette();
    void appliesTheFolderToTheHub();
    void theEngineMakesItACluster();
    void opensTheClusterAsAHub();
    void scalesIt();
    void deletesIt();
    void theKeyIsNowhere();

private:
    static constexpr int patience = 60'000; // of a busy machine

    bool activate(QWidget *window)
    {
        window->activateWindow();
        return QTest::qWaitFor([window] { return QApplication::activeWindow() == window; }, patience);
    }
    static void next() { press(Qt::Key_Return, Qt::ControlModifier); }
    static bool enter(const QString &field, const QString &text)
    {
        if (!tabTo(field))
            return false;
        press(Qt::Key_A, Qt::ControlModifier);
        press(Qt::Key_Delete);
        type(text);
        return true;
    }
    static bool pressButton(const QString &name)
    {
        if (!tabTo(name))
            return false;
        press(Qt::Key_Space);
        return true;
    }
    void run(const QString &words, const QString &action)
    {
        QVERIFY(activate(m_window.get()));
        press(Qt::Key_K, Qt::ControlModifier);
        QTRY_VERIFY(m_window->palette()->isOpen());
        type(u">"_s + words);
        QTRY_COMPARE_WITH_TIMEOUT(m_window->palette()->list()->currentIndex().data().toString(), action,
                                  patience);
        press(Qt::Key_Return);
    }
    // The first context of a kubeconfig.
    void connectTo(const QString &kubeconfig)
    {
        QVERIFY(activate(m_window.get()));
        m_prompter->answers = {kubeconfig};
        press(Qt::Key_O, Qt::ControlModifier);
        auto *dialog = topLevel<QDialog>();
        QVERIFY(dialog);
        for (int i = 0; i < 50; ++i) {
            const auto *button = qobject_cast<QPushButton *>(QApplication::focusWidget());
            if (button && button->text() == u"Other kubeconfig…")
                break;
            press(Qt::Key_Tab);
        }
        press(Qt::Key_Space);
        chooseFirstContext(dialog);
    }
    void chooseFirstContext(QPointer<QDialog> dialog)
    {
        auto *contexts = dialog->findChild<QTableView *>();
        QTRY_VERIFY_WITH_TIMEOUT(contexts->model()->rowCount() > 0, patience);
        for (int i = 0; i < 50 && QApplication::focusWidget() != contexts; ++i)
            press(Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), contexts);
        press(Qt::Key_Return);
        // It goes when it has looked at the context; until then a hub that was open before is still there.
        QTRY_VERIFY_WITH_TIMEOUT(!dialog || !dialog->isVisible(), patience);
        waitForSource(false);
    }
    void waitForSource(bool folder)
    {
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->isOpening() && m_context->source() &&
                                     m_context->source()->isWorkspace() == folder &&
                                     m_context->source()->state().phase == SourceState::Phase::Live &&
                                     m_context->surroundings() && m_context->surroundings()->isComplete(),
                                 patience);
    }
    void applyPlan(QWidget *window, const PlanPanel *panel)
    {
        QTRY_VERIFY2_WITH_TIMEOUT(window->findChild<QPushButton *>(u"planApply"_s)->isEnabled(), said(window),
                                  patience);
        QSignalSpy applied(panel, &PlanPanel::applied);
        next();
        QTRY_COMPARE_WITH_TIMEOUT(applied.size(), 1, patience);
        QVERIFY2(applied.first().first().toBool(), said(window));
    }
    // The pool in the table, chosen.
    void choosePool()
    {
        QVERIFY(activate(m_window.get()));
        press(Qt::Key_4, Qt::ControlModifier);
        QCOMPARE(m_window->currentEntry(), u"pools"_s);
        ResourceView *view = m_window->currentTable();
        QTRY_VERIFY_WITH_TIMEOUT(view->model()->rowCount() == 1 && view->table()->hasFocus(), patience);
        press(Qt::Key_Home);
        QTRY_COMPARE(view->currentObject().name, m_pool);
    }
    void switchEngineOn()
    {
        run(u"engine of this hub"_s, u"Engine of this hub…"_s);
        auto *dialog = topLevel<QDialog>();
        QVERIFY(dialog);
        QVERIFY(pressButton(u"engine-switch"_s));
        QTRY_COMPARE_WITH_TIMEOUT(m_window->engine()->state().phase, EngineState::Phase::Working, patience);
        press(Qt::Key_Escape);
        QTRY_VERIFY(!topLevel<QDialog>(0));
    }
    const char *said(QWidget *window)
    {
        QStringList lines;
        for (const Banner *banner : window->findChildren<Banner *>()) {
            if (banner->isVisible())
                lines << banner->strongText() + u' ' + banner->text();
        }
        m_said = lines.join(u" | "_s).toUtf8();
        return m_said.constData();
    }
    const char *poolSaid()
    {
        m_said = QJsonDocument(m_stage.status(m_pool)).toJson();
        m_said += engineLog();
        return m_said.constData();
    }
    QByteArray engineLog() const
    {
        QByteArray lines;
        if (Engine *engine = m_window->engine()->engine()) {
            for (const EngineLogLine &line : engine->log()->lines())
                lines += line.text.toUtf8() + '\n';
        }
        return lines;
    }
    InventoryScreen *inventory() const { return qobject_cast<InventoryScreen *>(m_window->currentScreen()); }
    QString workspace() const { return m_folder.filePath(u"workspace"_s); }
    QJsonObject tagsOf(const QString &uid)
    {
        return m_palette.ask(u"GET"_s, u"/hosts/"_s + uid)[u"metadata"][u"labels"].toObject();
    }

    HubFixture m_hub;
    HubFixture m_cluster; // what Palette "builds"
    PaletteStandIn m_palette;
    EngineStage m_stage{&m_hub, &m_palette};
    QTemporaryDir m_folder;
    SilentPrompter *m_prompter = nullptr;
    std::unique_ptr<AppContext> m_context;
    std::unique_ptr<MainWindow> m_window;
    bool m_broken = false;
    QByteArray m_said;
    QStringList m_texts; // that were on screen, of every step
    const QString m_pool = u"firn-infer"_s;
};

void PaletteJourneyHubTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    EASEL_START_HUB(m_hub);
    EASEL_START_HUB(m_cluster);
    EASEL_START_PALETTE(m_palette);
    QCoreApplication::installTranslator(new EnglishPlurals(this));
    useTestFont();
    QVERIFY2(m_stage.prepare(u"{NVIDIA-L4: 8}"_s), qPrintable(m_stage.error()));
    // A cluster that is built is the other API server.
    const QString kubeconfig = QString::fromUtf8(contentOf(m_cluster.kubeconfig()));
    QVERIFY(!m_palette.ask(u"POST"_s, u"/kubeconfig"_s, {{u"kubeconfig"_s, kubeconfig}}).isNull());
    QVERIFY(!m_cluster.kubectl({u"create"_s, u"namespace"_s, u"only-in-the-cluster"_s}).isEmpty());
    auto prompter = std::make_unique<SilentPrompter>();
    m_prompter = prompter.get();
    m_context =
        std::make_unique<AppContext>(AppPaths::below(m_folder.filePath(u"home"_s)), std::move(prompter));
    m_context->settings()->setColorMode(u"light"_s);
    m_window = std::make_unique<MainWindow>(m_context.get());
    m_window->resize(1280, 800);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void PaletteJourneyHubTest::cleanup()
{
    m_broken = m_broken || QTest::currentTestFailed();
    for (QWidget *window : QApplication::topLevelWidgets()) {
        if (!window->isVisible())
            continue;
        if (QTest::currentTestFailed())
            screenshot(window, u"journey-failed-"_s + QString::fromLatin1(QTest::currentTestFunction()));
        for (const QLabel *label : window->findChildren<QLabel *>())
            m_texts << label->text();
        for (const QLineEdit *edit : window->findChildren<QLineEdit *>())
            m_texts << edit->displayText();
    }
}

void PaletteJourneyHubTest::cleanupTestCase()
{
    m_window.reset();
    m_context.reset();
}

void PaletteJourneyHubTest::exportsTheHubToAFolder()
{
    connectTo(m_hub.kubeconfig());
    if (QTest::currentTestFailed())
        return;
    QVERIFY(QDir().mkpath(workspace()));
    m_prompter->answers = {workspace()};
    run(u"export this hub"_s, u"Export this hub to a folder…"_s);
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(workspace() + u"/easel.yaml"_s), patience);
    m_prompter->answers = {workspace()};
    press(Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
    waitForSource(true);
}

void PaletteJourneyHubTest::signsInAndTestsTheConnection()
{
    run(u"connect to palette"_s, u"Connect to Palette…"_s);
    auto *dialog = topLevel<ConnectionDialog>();
    QVERIFY(dialog);
    QVERIFY(enter(u"connection.address"_s, m_palette.url()));
    QVERIFY(enter(u"connection.secret"_s, m_palette.key()));
    QVERIFY(pressButton(u"testConnection"_s));
    // Nobody here knows the certificate: it is shown, compared and trusted.
    QTRY_VERIFY_WITH_TIMEOUT(dialog->findChild<QPushButton *>(u"trustCertificate"_s), patience);
    screenshot(dialog, u"journey-certificate"_s);
    QVERIFY(pressButton(u"trustCertificate"_s));
    auto *test = dialog->findChild<ConnectionTest *>();
    QTRY_VERIFY_WITH_TIMEOUT(test->found().has_value() && !test->isRunning(), patience);
    // The menu runs a loop of its own; its keys come from a timer.
    QVERIFY(tabTo(u"chooseProject"_s));
    QString chosen;
    QTimer keys;
    keys.setInterval(100);
    connect(&keys, &QTimer::timeout, dialog, [&chosen, &keys] {
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        if (!menu)
            return; // not yet
        keys.stop();
        for (int i = 0; i < 20 && chosen != u"glaciology"; ++i) {
            QTest::keyClick(menu, Qt::Key_Down);
            chosen = menu->activeAction() ? menu->activeAction()->text() : QString();
        }
        QTest::keyClick(menu, chosen == u"glaciology" ? Qt::Key_Return : Qt::Key_Escape);
    });
    keys.start();
    press(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(chosen, u"glaciology"_s, patience);
    QTRY_VERIFY_WITH_TIMEOUT(test->found().has_value() && !test->isRunning(), patience);
    QVERIFY(enter(u"connection.title"_s, u"Borealis"_s));
    screenshot(dialog, u"journey-connection"_s);
    for (const QLabel *label : dialog->findChildren<QLabel *>())
        m_texts << label->text();
    QVERIFY(pressButton(u"keepConnection"_s));
    QTRY_COMPARE_WITH_TIMEOUT(m_context->palette()->connections().size(), 1, patience);
    QTRY_VERIFY(!topLevel<ConnectionDialog>(0));
}

void PaletteJourneyHubTest::findsAndTagsMachines()
{
    QVERIFY(activate(m_window.get()));
    press(Qt::Key_3, Qt::ControlModifier);
    QTRY_VERIFY(inventory());
    QTRY_COMPARE_WITH_TIMEOUT(inventory()->model()->rowCount(), 24, patience);
    screenshot(m_window.get(), u"journey-inventory"_s);
    press(Qt::Key_F, Qt::ControlModifier);
    type(u"name:gla-l4"_s);
    QTRY_COMPARE(inventory()->model()->rowCount(), 4);
    press(Qt::Key_Down);
    QTRY_COMPARE(QApplication::focusWidget()->accessibleName(), u"Machines"_s);
    press(Qt::Key_Home);
    press(Qt::Key_Down, Qt::ShiftModifier);
    press(Qt::Key_Down, Qt::ShiftModifier);
    QVERIFY(pressButton(u"editTags"_s));
    auto *window = topLevel<TagWindow>();
    QVERIFY(window);
    QVERIFY(enter(u"tagRows.0.1"_s, u"use"_s));
    QVERIFY(enter(u"tagRows.0.2"_s, u"inference"_s));
    QTRY_VERIFY(window->findChild<QPushButton *>(u"writeTags"_s)->isEnabled());
    next();
    QTRY_COMPARE_WITH_TIMEOUT(window->preview()->model()->index(2, 2).data().toString(), u"changed"_s,
                              patience);
    screenshot(window, u"journey-tags"_s);
    QCOMPARE(m_context->operations()->records().size(), 3); // each is in the journal
    for (const JournalEntry &entry : m_context->operations()->records())
        QCOMPARE(entry.outcome + u' ' + entry.diff, u"done use: inference, was not set"_s);
    QCOMPARE(tagsOf(u"gla-l4-01"_s)[u"use"].toString(), u"inference"_s);
    QCOMPARE(tagsOf(u"gla-l4-03"_s)[u"use"].toString(), u"inference"_s);
    QVERIFY(!tagsOf(u"gla-l4-04"_s).contains(u"use"));
    press(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<TagWindow>(0));
}

void PaletteJourneyHubTest::takesASnapshot()
{
    QVERIFY(activate(m_window.get()));
    QVERIFY(pressButton(u"takeSnapshot"_s));
    auto *window = topLevel<SnapshotWindow>();
    QVERIFY(window);
    QVERIFY(tabTo(u"snapshotNow"_s));
    auto *now = qobject_cast<QComboBox *>(QApplication::focusWidget());
    QVERIFY(now);
    press(Qt::Key_Home);
    QTRY_VERIFY(now->currentData().toString().startsWith(u"own:"_s));
    QVERIFY(pressButton(u"writeSnapshot"_s));
    const QString file = workspace() + u'/' +
                         inventoryFile(QUrl(m_palette.url()).host(), m_palette.projectUid(u"glaciology"_s));
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(file), patience);
    screenshot(window, u"journey-snapshot"_s);
    const auto written = readInventoryText(contentOf(file));
    QVERIFY(written);
    QCOMPARE(written->hosts.size(), 24);
    press(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<SnapshotWindow>(0));
}

void PaletteJourneyHubTest::plansAPoolOutOfReachOfPalette()
{
    QVERIFY(
        !m_palette.ask(u"POST"_s, u"/faults"_s, {{u"preset"_s, u"closeBefore"_s}, {u"times"_s, 0}}).isNull());
    QVERIFY(activate(m_window.get()));
    press(Qt::Key_4, Qt::ControlModifier);
    press(Qt::Key_N, Qt::ControlModifier);
    auto *wizard = topLevel<PoolWizard>();
    QVERIFY(wizard);
    QTRY_VERIFY_WITH_TIMEOUT(wizard->model()->isReady() && wizard->model()->book(), patience);
    QVERIFY(tabTo(u"poolProject"_s));
    press(Qt::Key_Home);
    press(Qt::Key_Space);
    QCOMPARE(wizard->model()->project(), u"glaciology"_s);
    QVERIFY(enter(u"poolName"_s, m_pool));
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Bundle));
    QVERIFY(tabTo(u"poolBundle"_s));
    press(Qt::Key_Home);
    press(Qt::Key_Space);
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::ControlPlane));
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Workers));
    QVERIFY(pressButton(u"workers.add"_s));
    type(u"l4"_s);
    QVERIFY(enter(u"worker0.count"_s, u"1"_s));
    QVERIFY(enter(u"worker0.family"_s, u"NVIDIA-L4"_s));
    QVERIFY(enter(u"worker0.gpus"_s, u"2"_s));
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Machines));
    // Only what was tagged.
    QVERIFY(pressButton(u"resourceGroups.add"_s));
    type(u"use"_s);
    press(Qt::Key_Tab);
    type(u"inference"_s);
    QTRY_VERIFY_WITH_TIMEOUT(wizard->isExplained(), patience);
    auto *machines = wizard->findChild<QTreeWidget *>(u"machinesFit"_s);
    const bool chosen = QTest::qWaitFor([machines] { return machines->topLevelItemCount() == 3; }, patience);
    screenshot(wizard, u"journey-machines"_s);
    QVERIFY2(chosen, said(wizard));
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Network));
    QVERIFY(enter(u"vip"_s, u"10.80.70.5"_s));
    while (wizard->currentStep() < int(PoolWizard::Values)) {
        const int before = wizard->currentStep();
        next();
        QVERIFY2(wizard->currentStep() > before, said(wizard));
    }
    next();
    applyPlan(wizard, wizard->findChild<PlanPanel *>());
    if (QTest::currentTestFailed())
        return;
    screenshot(wizard, u"journey-written"_s);
    const QString file = workspace() + u"/projects/glaciology/computepool-%1.yaml"_s.arg(m_pool);
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(file), patience);
    QVERIFY2(contentOf(file).contains("use: inference"), contentOf(file).constData());
    press(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<PoolWizard>(0));
    QVERIFY(!m_palette.ask(u"DELETE"_s, u"/faults"_s).isNull());
}

void PaletteJourneyHubTest::appliesTheFolderToTheHub()
{
    connectTo(m_hub.kubeconfig());
    if (QTest::currentTestFailed())
        return;
    m_prompter->answers = {workspace()};
    run(u"apply a workspace"_s, u"Apply a workspace folder…"_s);
    auto *window = topLevel<PlanWindow>();
    QVERIFY(window);
    QTRY_VERIFY2_WITH_TIMEOUT(window->findChild<QPushButton *>(u"planApply"_s)->isEnabled(), said(window),
                              patience);
    const Plan plan = window->panel()->view()->plan();
    screenshot(window, u"journey-plan"_s);
    QCOMPARE(plan.count(PlanItem::Change::Create), 1);
    QCOMPARE(plan.count(PlanItem::Change::Delete), 0);
    applyPlan(window, window->panel());
    if (QTest::currentTestFailed())
        return;
    QVERIFY(!m_stage.get(u"computepool"_s, m_pool).isEmpty());
    press(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<PlanWindow>(0));
}

void PaletteJourneyHubTest::theEngineMakesItACluster()
{
    switchEngineOn();
    if (QTest::currentTestFailed())
        return;
    QTRY_VERIFY2_WITH_TIMEOUT(m_stage.phase(m_pool) == u"Running", poolSaid(), patience);
    const QList<QJsonObject> clusters = m_stage.clusters();
    QCOMPARE(clusters.size(), 1);
    const QByteArray hosts = QJsonDocument(m_stage.status(m_pool)[u"clusters"].toArray()).toJson();
    QVERIFY2(hosts.contains("gla-l4-0") && !hosts.contains("gla-l4-04"), hosts.constData());
    choosePool();
    if (QTest::currentTestFailed())
        return;
    press(Qt::Key_Return);
    QTest::qWait(300);
    screenshot(m_window.get(), u"journey-running"_s);
    press(Qt::Key_Escape);
}

void PaletteJourneyHubTest::opensTheClusterAsAHub()
{
    choosePool();
    if (QTest::currentTestFailed())
        return;
    const QString path = m_folder.filePath(u"firn-infer.kubeconfig"_s);
    m_prompter->answers = {path};
    run(u"open cluster"_s, u"Open cluster…"_s);
    auto *question = topLevel<ConfirmDialog>();
    QVERIFY(question);
    press(Qt::Key_Tab); // from Cancel to the verb
    press(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(path), patience);
    QDialog *contexts = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((contexts = topLevel<QDialog>(100)) && contexts->findChild<QTableView *>(),
                             patience);
    chooseFirstContext(contexts);
    if (QTest::currentTestFailed())
        return;
    const auto isThere = [this] {
        const Source *source = m_context->source();
        const ResourceType *type = source ? source->catalog().find({}, u"Namespace"_s) : nullptr;
        if (!type)
            return false;
        bool found = false;
        bool answered = false;
        m_context->source()
            ->fetch({u"v1"_s, u"Namespace"_s, {}, u"only-in-the-cluster"_s})
            .then(this, [&](const Result<QJsonObject> &object) {
                answered = true;
                found = object.has_value();
            });
        return QTest::qWaitFor([&] { return answered; }, patience) && found;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isThere(), patience);
    screenshot(m_window.get(), u"journey-cluster"_s);
}

void PaletteJourneyHubTest::scalesIt()
{
    connectTo(m_hub.kubeconfig());
    if (QTest::currentTestFailed())
        return;
    switchEngineOn();
    if (QTest::currentTestFailed())
        return;
    choosePool();
    if (QTest::currentTestFailed())
        return;
    run(u"scale"_s, u"Scale…"_s);
    auto *wizard = topLevel<PoolWizard>();
    QVERIFY(wizard);
    QTRY_VERIFY_WITH_TIMEOUT(wizard->model()->isReady() && wizard->model()->book(), patience);
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Workers));
    QVERIFY(enter(u"worker0.count"_s, u"2"_s));
    while (wizard->currentStep() < int(PoolWizard::Values)) {
        const int before = wizard->currentStep();
        next();
        QVERIFY2(wizard->currentStep() > before, said(wizard));
    }
    screenshot(wizard, u"journey-scale"_s);
    next();
    applyPlan(wizard, wizard->findChild<PlanPanel *>());
    if (QTest::currentTestFailed())
        return;
    const auto attached = [this] {
        int count = 0;
        const QJsonArray hosts = m_stage.status(m_pool)[u"clusters"][0][u"hosts"].toArray();
        for (const auto &host : hosts)
            count += host[u"state"].toString() == u"attached" ? 1 : 0;
        return count;
    };
    QTRY_VERIFY2_WITH_TIMEOUT(attached() == 3 && m_stage.phase(m_pool) == u"Running", poolSaid(), patience);
    press(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<PoolWizard>(0));
}

void PaletteJourneyHubTest::deletesIt()
{
    choosePool();
    if (QTest::currentTestFailed())
        return;
    press(Qt::Key_Delete);
    auto *question = topLevel<ConfirmDialog>();
    QVERIFY(question);
    screenshot(question, u"journey-delete"_s);
    type(m_pool);
    press(Qt::Key_Return);
    QTRY_VERIFY2_WITH_TIMEOUT(m_stage.get(u"computepool"_s, m_pool).isEmpty(), poolSaid(), patience);
    QVERIFY(m_stage.clusters().isEmpty());
    QVERIFY(m_stage.hostLeases().isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(m_window->currentTable()->model()->rowCount(), 0, patience);
    QCOMPARE(m_stage.creates(), 1);
}

// Not in a file that was written, on screen, in the engine's log, on the hub outside the Secret, nor in what
// this program was started with.
void PaletteJourneyHubTest::theKeyIsNowhere()
{
    const QByteArray key = m_palette.key().toUtf8();
    QVERIFY(key.size() > 10);
    const auto holds = [&key](const QByteArray &text) {
        return text.contains(key) || text.contains(key.toBase64()) || text.contains(key.toPercentEncoding());
    };
    QStringList found;
    QDirIterator files(m_folder.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    int read = 0;
    while (files.hasNext()) {
        const QString path = files.next();
        ++read;
        if (holds(contentOf(path)))
            found << path;
    }
    QVERIFY(read > 10);
    QCOMPARE(found, QStringList());
    QVERIFY(m_texts.size() > 100);
    QVERIFY(!holds(m_texts.join(u'\n').toUtf8()));
    QVERIFY(engineLog().contains("Running"));
    QVERIFY(!holds(engineLog()));
    for (const QString &kind : {u"settings.spectrocloud.com"_s, u"compute"_s, u"computepool"_s, u"lease"_s,
                                u"computepoolevaluation"_s, u"events"_s, u"configmap"_s})
        QVERIFY(!holds(m_hub.kubectl({u"get"_s, kind, u"-A"_s, u"-o"_s, u"yaml"_s})));
    QVERIFY(!holds(contentOf(u"/proc/self/cmdline"_s)));
    QVERIFY(!holds(contentOf(u"/proc/self/environ"_s)));
    QCOMPARE(m_palette.violations(), QStringList());
    QStringList seen;
    const QJsonArray operations = m_palette.ask(u"GET"_s, u"/operations"_s)[u"operations"].toArray();
    for (const auto &operation : operations) {
        if (operation[u"seen"].toVariant().toBool())
            seen << operation[u"method"].toString() + u' ' + operation[u"path"].toString();
    }
    qInfo().noquote() << seen.size() << "operations of Palette were called:" << seen.join(u", "_s);
    QVERIFY(seen.size() >= 10);
}

QTEST_MAIN(PaletteJourneyHubTest)
#include "tst_palettejourney_hub.moc"
