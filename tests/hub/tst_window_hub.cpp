// SPDX-License-Identifier: GPL-3.0-or-later
// The real window against a real API server, driven by keys; what the server holds is compared at each step.
#include "app/look/look.h"
#include "app/models/resourcefiltermodel.h"
#include "app/models/resourcetablemodel.h"
#include "app/shell/mainwindow.h"
#include "app/shell/overview.h"
#include "app/views/detailview.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/commandpalette.h"
#include "app/views/parts/confirmdialog.h"
#include "app/views/parts/consequencetree.h"
#include "app/views/parts/statechip.h"
#include "app/views/planview.h"
#include "app/views/resourcetable.h"
#include "app/views/yamleditor.h"
#include "app/wizards/appdeploymentwizard.h"
#include "app/wizards/choicelist.h"
#include "app/wizards/deploymentmodel.h"
#include "app/wizards/editwindow.h"
#include "app/wizards/planwindow.h"
#include "app/wizards/wizardpage.h"
#include "core/base/englishplurals.h"
#include "core/domain/kinds.h"
#include "core/domain/objectset.h"
#include "core/schema/schema.h"
#include "core/yaml/yamlreader.h"
#include "tests/gui/screenshot.h"
#include "tests/gui/silentprompter.h"
#include "tests/support/hubfixture.h"

#include <QComboBox>
#include <QDirIterator>
#include <QFontDatabase>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTableView>
#include <QTreeView>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

namespace {

constexpr int Patience = 60'000; // of a busy machine; everything comes within a second or two otherwise

const QString deployments = u"aiworkloads.spectrocloud.com"_s;

// What a user said; none of what the server adds.
QJsonObject saidOf(const QJsonObject &object)
{
    const QJsonObject metadata = object.value(u"metadata").toObject();
    return {{u"spec"_s, object.value(u"spec")}, {u"labels"_s, metadata.value(u"labels")}};
}

// Everything that was said is stored so; the server may add defaults.
bool holds(const QJsonValue &stored, const QJsonValue &said)
{
    if (said.isObject()) {
        const QJsonObject object = said.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (!holds(stored[it.key()], it.value()))
                return false;
        }
        return stored.isObject();
    }
    if (said.isArray()) {
        const QJsonArray list = said.toArray();
        for (qsizetype i = 0; i < list.size(); ++i) {
            if (!holds(stored[i], list.at(i)))
                return false;
        }
        return stored.toArray().size() == list.size();
    }
    return stored == said;
}

QString managerOf(const QJsonObject &object, const QString &field)
{
    for (const auto &entry : object[u"metadata"][u"managedFields"].toArray()) {
        if (entry[u"fieldsV1"][u"f:spec"].toObject().contains(u"f:"_s + field))
            return entry[u"manager"].toString();
    }
    return {};
}

template <typename T>
T *topLevel()
{
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        if (auto *found = qobject_cast<T *>(widget); found && found->isVisible())
            return found;
    }
    return nullptr;
}

QString focusName()
{
    const QWidget *focus = QApplication::focusWidget();
    return focus ? QString::fromLatin1(focus->metaObject()->className()) + u' ' + focus->objectName()
                 : u"nothing"_s;
}

void key(int key, Qt::KeyboardModifiers modifiers = {})
{
    QWidget *focus = QApplication::focusWidget();
    QTest::keyClick(focus ? focus : QApplication::activeWindow(), Qt::Key(key), modifiers);
}

void type(const QString &text)
{
    QTest::keyClicks(QApplication::focusWidget(), text);
}

// The keyboard is this window's, as after it was shown on a desktop.
bool activate(QWidget *window)
{
    window->activateWindow();
    return QTest::qWaitFor(
        [window] {
            const QWidget *focus = QApplication::focusWidget();
            return QApplication::activeWindow() == window && (!focus || focus->window() == window);
        },
        Patience);
}

// Goes on with Tab until the widget has the keyboard, as a person does.
bool tabTo(const QWidget *widget)
{
    for (int i = 0; i < 80 && widget; ++i) {
        if (QApplication::focusWidget() == widget)
            return true;
        key(Qt::Key_Tab);
    }
    return false;
}

bool chooseByKeys(ChoiceList *list, const QString &wish)
{
    if (!tabTo(list))
        return false;
    key(Qt::Key_Home);
    for (int row = 0; row < list->model()->rowCount(); ++row) {
        if (list->currentId().contains(wish)) {
            if (!list->chosen().contains(list->currentId()))
                key(Qt::Key_Space);
            return list->chosen().contains(list->currentId());
        }
        key(Qt::Key_Down);
    }
    return false;
}

} // namespace

class WindowHubTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();
    void cleanup() { m_broken = m_broken || QTest::currentTestFailed(); }
    void saysWhyAHubIsNotReached();
    void connectsToAContext();
    void preparesTheHub();
    void importsTheSample();
    void opensAppDeployments();
    void deploysByKeys();
    void rowFollowsTheServer();
    void editMeetsTheOtherOwner();
    void clones();
    void deletes();
    void exportsAndPlansNothing();
    void browsesKindsOfOthers();
    void saysThatTheLinkIsLost();
    void offersWhatTheUserMay();
    void workspaceFileIsAcceptedUnchanged();

private:
    ResourceView *table() const { return m_window->currentTable(); }
    void shot(const QString &name, QWidget *widget = nullptr)
    {
        screenshot(widget ? widget : m_window.get(), name);
    }
    QJsonObject onServer(const QString &kind, const QString &name, const QString &project = {})
    {
        QStringList arguments{u"get"_s, kind, name, u"-o"_s, u"json"_s, u"--show-managed-fields"_s};
        if (!project.isEmpty())
            arguments += {u"-n"_s, project};
        return QJsonDocument::fromJson(m_hub.kubectl(arguments)).object();
    }
    int countOnServer(const QString &kind)
    {
        return int(m_hub.kubectl({u"get"_s, kind, u"-A"_s, u"-o"_s, u"name"_s}).trimmed().split('\n').size());
    }
    void openHub(const QString &context)
    {
        m_window->openHub(m_hub.kubeconfig(), context);
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->isOpening(), 30'000);
        QVERIFY(m_context->source());
        QTRY_VERIFY_WITH_TIMEOUT(m_context->source()->state().phase == SourceState::Phase::Live &&
                                     m_context->surroundings()->isComplete(),
                                 Patience);
    }
    void runFromPalette(const QString &words, const QString &action)
    {
        QVERIFY(activate(m_window.get()));
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        QTRY_VERIFY(m_window->palette()->isOpen());
        QTest::keyClicks(m_window->palette()->edit(), u">"_s + words);
        QTRY_COMPARE_WITH_TIMEOUT(m_window->palette()->list()->currentIndex().data().toString(), action,
                                  Patience);
        QTest::keyClick(m_window->palette()->edit(), Qt::Key_Return);
    }
    void applyByKeys(QWidget *window, const char *button = "planApply")
    {
        auto *apply = window->findChild<QPushButton *>(QLatin1String(button));
        QVERIFY(apply);
        QTRY_VERIFY2_WITH_TIMEOUT(apply->isEnabled(), whyNot(window), Patience);
        QVERIFY(activate(window));
        key(Qt::Key_Return, Qt::ControlModifier);
    }
    // What stands in the way, for the message of a test that fails.
    const char *whyNot(QWidget *window)
    {
        QStringList said;
        for (const Banner *banner : window->findChildren<Banner *>()) {
            if (banner->isVisible())
                said << banner->strongText() + u' ' + banner->text();
        }
        m_said = said.join(u" | "_s).toUtf8();
        return m_said.constData();
    }
    const Banner *shownBanner() const
    {
        for (const Banner *banner : table()->findChildren<Banner *>()) {
            if (banner->isVisible())
                return banner;
        }
        return nullptr;
    }
    void openApps()
    {
        QVERIFY(activate(m_window.get()));
        QTest::keyClick(m_window.get(), Qt::Key_5, Qt::ControlModifier);
        QCOMPARE(m_window->currentEntry(), u"apps"_s);
        QTRY_VERIFY_WITH_TIMEOUT(table()->shownState() == u"live" || table()->shownState() == u"offline",
                                 Patience);
    }
    void selectApp(const QString &name)
    {
        openApps();
        if (QTest::currentTestFailed())
            return;
        table()->setFilterText({});
        QTRY_VERIFY(table()->table()->hasFocus());
        key(Qt::Key_Home, Qt::ControlModifier);
        for (int i = 0; i < table()->model()->rowCount() && table()->currentObject().name != name; ++i)
            key(Qt::Key_Down);
        QCOMPARE(table()->currentObject().name, name);
    }
    void walkWizard(AppDeploymentWizard *wizard, const QString &name, const QString &description);
    std::optional<Row> rowOf(const QString &name) const
    {
        const ResourceStore *store = m_context->surroundings()->store(u"AIWorkload.spectrocloud.com"_s);
        return store ? store->find(m_project, name) : std::nullopt;
    }

    bool m_broken = false;
    HubFixture m_hub;
    QTemporaryDir m_folder;
    std::unique_ptr<AppContext> m_context;
    SilentPrompter *m_prompter = nullptr;
    std::unique_ptr<MainWindow> m_window;
    EnglishPlurals m_plurals;
    QByteArray m_said;
    const QString m_sample = QStringLiteral(EASEL_SOURCE_DIR "/resources/sample");
    const QString m_project = u"glaciology"_s;
    const QString m_name = u"melt-atlas"_s;
};

void WindowHubTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    EASEL_START_HUB(m_hub);
    QApplication::installTranslator(&m_plurals);
    if (QFontDatabase::hasFamily(u"Inter"_s)) {
        QFont font(u"Inter"_s);
        font.setPixelSize(13);
        QApplication::setFont(font);
    }
    Look::install(ColorMode::Light);
    auto prompter = std::make_unique<SilentPrompter>();
    m_prompter = prompter.get();
    m_context = std::make_unique<AppContext>(AppPaths::below(m_folder.path()), std::move(prompter));
    m_context->settings()->setColorMode(u"light"_s);
    m_window = std::make_unique<MainWindow>(m_context.get());
    m_window->resize(1280, 800);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

// Each step stands on the ones before.
void WindowHubTest::init()
{
    if (m_broken)
        QSKIP("a step before this one failed");
}

void WindowHubTest::cleanupTestCase()
{
    m_window.reset();
    m_context.reset();
}

void WindowHubTest::saysWhyAHubIsNotReached()
{
    QFile config(m_folder.filePath(u"nobody-home"_s));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write("apiVersion: v1\nkind: Config\ncurrent-context: nobody-home\n"
                 "clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]\n"
                 "users: [{name: u, user: {token: t}}]\n"
                 "contexts: [{name: nobody-home, context: {cluster: c, user: u}}]\n");
    config.close();
    m_window->openHub(config.fileName(), u"nobody-home"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->isOpening(), 30'000);
    QVERIFY(!m_window->isOnStart());
    m_window->showEntry(u"apps"_s);
    QVERIFY2(table()->shownState() == u"loading" || table()->shownState() == u"failed",
             qPrintable(table()->shownState()));
    QTRY_COMPARE_WITH_TIMEOUT(table()->shownState(), u"failed"_s, Patience);
    const auto *place = m_window->findChild<QWidget *>(u"source-banner"_s);
    QVERIFY(place && place->isVisible());
    const auto *banner = place->findChild<Banner *>();
    QCOMPARE(banner->strongText(), u"nobody-home cannot be reached."_s);
    QVERIFY2(banner->text().contains(u"refused"), qPrintable(banner->text()));
    shot(u"hub-not-reached"_s);
    QVERIFY(!m_context->actions()->trigger(u"hub.prepare"_s, m_window->selection()));
    QVERIFY(!m_context->actions()->trigger(u"app.deploy"_s, table()->kindTarget()));
    m_window->showEntry(u"overview"_s);
    shot(u"hub-not-reached-overview"_s);
    m_window->showStart();
}

void WindowHubTest::connectsToAContext()
{
    QVERIFY(m_window->isOnStart());
    m_prompter->answers = {m_hub.kubeconfig()};
    QTest::keyClick(m_window.get(), Qt::Key_O, Qt::ControlModifier);
    QDialog *dialog = nullptr;
    QTRY_VERIFY((dialog = topLevel<QDialog>()));
    QVERIFY(activate(dialog));
    QPushButton *other = nullptr;
    for (QPushButton *button : dialog->findChildren<QPushButton *>()) {
        if (button->text() == u"Other kubeconfig…")
            other = button;
    }
    QVERIFY2(tabTo(other), qPrintable(focusName()));
    key(Qt::Key_Space);
    auto *contexts = dialog->findChild<QTableView *>();
    QTRY_COMPARE(contexts->model()->rowCount(), 4);
    QVERIFY2(tabTo(contexts), qPrintable(focusName()));
    QCOMPARE(contexts->currentIndex().siblingAtColumn(0).data().toString(), u"easel-hub"_s);
    shot(u"hub-contexts"_s, dialog);
    key(Qt::Key_Return);
    QTRY_VERIFY(!m_window->isOnStart());
    QTRY_COMPARE_WITH_TIMEOUT(m_context->source()->state().phase, SourceState::Phase::Live, Patience);
    QTRY_COMPARE_WITH_TIMEOUT(m_context->source()->mode(), HubMode::Empty, Patience);
    QCOMPARE(m_window->currentEntry(), u"overview"_s);
    shot(u"hub-empty-overview"_s);
    m_window->showEntry(u"apps"_s);
    QTRY_COMPARE(table()->shownState(), u"missing"_s);
    shot(u"hub-empty-apps"_s);
    QVERIFY(!m_context->actions()->trigger(u"hub.applyFolder"_s, m_window->selection()));
}

void WindowHubTest::preparesTheHub()
{
    runFromPalette(u"prepare this"_s, u"Prepare this hub…"_s);
    PlanWindow *window = nullptr;
    QTRY_VERIFY((window = topLevel<PlanWindow>()));
    QTRY_VERIFY2_WITH_TIMEOUT(window->findChild<QPushButton *>(u"planApply"_s)->isEnabled(), whyNot(window),
                              Patience);
    const Plan plan = window->panel()->view()->plan();
    QCOMPARE(plan.count(PlanItem::Change::Create), int(Schema::builtinCrds().size()) + 1);
    QCOMPARE(plan.items.first().ref.text(), u"Namespace easel-system"_s);
    QVERIFY(activate(window));
    QCOMPARE(QApplication::focusWidget()->objectName(), u"planList"_s);
    shot(u"hub-prepare-plan"_s, window);
    // Nothing was done by looking.
    QVERIFY(m_hub.kubectl({u"get"_s, u"crd"_s, u"-o"_s, u"name"_s}).trimmed().isEmpty());

    key(Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(window->panel()->isApplied());
    QSignalSpy applied(window->panel(), &PlanPanel::applied);
    shot(u"hub-prepare-running"_s, window);
    QTRY_COMPARE_WITH_TIMEOUT(applied.size(), 1, Patience);
    QVERIFY2(applied.first().first().toBool(), whyNot(window));
    shot(u"hub-prepare-done"_s, window);
    const QJsonArray crds = QJsonDocument::fromJson(m_hub.kubectl({u"get"_s, u"crd"_s, u"-o"_s, u"json"_s}))
                                .object()[u"items"]
                                .toArray();
    QCOMPARE(crds.size(), Schema::builtinCrds().size());
    for (const auto &crd : crds)
        QCOMPARE(crd[u"metadata"][u"labels"][u"app.kubernetes.io/managed-by"].toString(), u"easel"_s);
    QVERIFY(!onServer(u"namespace"_s, u"easel-system"_s).isEmpty());
    key(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<PlanWindow>());

    // The window finds out by itself: the table that was missing is an empty one now.
    QTRY_COMPARE_WITH_TIMEOUT(m_context->source()->mode(), HubMode::Easel, Patience);
    QTRY_COMPARE_WITH_TIMEOUT(table()->shownState(), u"empty"_s, Patience);
    shot(u"hub-prepared-apps"_s);

    runFromPalette(u"prepare this"_s, u"Prepare this hub…"_s);
    QTRY_VERIFY((window = topLevel<PlanWindow>()));
    auto *summary = window->findChild<QLabel *>(u"planSummary"_s);
    QTRY_COMPARE_WITH_TIMEOUT(summary->text(), u"Nothing to do: everything is there as it should be."_s,
                              Patience);
    QVERIFY(!window->findChild<QPushButton *>(u"planApply"_s)->isEnabled());
    key(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<PlanWindow>());
}

void WindowHubTest::importsTheSample()
{
    m_prompter->answers = {m_sample};
    m_prompter->asked.clear();
    runFromPalette(u"apply a workspace"_s, u"Apply a workspace folder…"_s);
    PlanWindow *window = nullptr;
    QTRY_VERIFY((window = topLevel<PlanWindow>()));
    QCOMPARE(m_prompter->asked, QStringList{u"Apply a workspace folder"_s});
    QTRY_VERIFY2_WITH_TIMEOUT(window->findChild<QPushButton *>(u"planApply"_s)->isEnabled(), whyNot(window),
                              Patience);
    const Plan plan = window->panel()->view()->plan();
    QVERIFY(plan.count(PlanItem::Change::Create) > 80);
    QVERIFY(plan.count(PlanItem::Change::NotInFolder) == 0);
    // What only the engine writes is not applied, and that is said.
    for (const PlanItem &item : plan.items)
        QVERIFY2(!kindInfo(item.ref) || kindInfo(item.ref)->userEditable, qPrintable(item.ref.text()));
    QVERIFY2(QByteArray(whyNot(window)).contains("Only the engine writes "), whyNot(window));
    shot(u"hub-import-plan"_s, window);
    QVERIFY(activate(window));
    key(Qt::Key_Return, Qt::ControlModifier);
    QSignalSpy applied(window->panel(), &PlanPanel::applied);
    shot(u"hub-import-running"_s, window);
    QTRY_COMPARE_WITH_TIMEOUT(applied.size(), 1, 3 * Patience);
    QVERIFY2(applied.first().first().toBool(), whyNot(window));
    const auto *arrival = window->findChild<StateChip *>(u"planArrival"_s);
    QTRY_COMPARE_WITH_TIMEOUT(arrival->tone(), Tone::Good, Patience);
    shot(u"hub-import-done"_s, window);

    // Object by object, what the server stores is what the folder says.
    QStringList kinds;
    for (const QJsonObject &crd : Schema::builtinCrds())
        kinds << crd[u"metadata"][u"name"].toString();
    const QJsonObject all =
        QJsonDocument::fromJson(m_hub.kubectl({u"get"_s, kinds.join(u','), u"-A"_s, u"-o"_s, u"json"_s}))
            .object();
    QHash<ObjectRef, QJsonObject> storedObjects;
    for (const auto &object : all[u"items"].toArray())
        storedObjects.insert(refOf(object.toObject()), object.toObject());
    int compared = 0;
    for (const PlanItem &item : plan.items) {
        if (item.ref.group() != u"spectrocloud.com")
            continue;
        ++compared;
        const QJsonObject stored = storedObjects.value(item.ref);
        QVERIFY2(!stored.isEmpty(), qPrintable(item.ref.text()));
        QVERIFY2(holds(stored[u"spec"], item.wanted[u"spec"]), qPrintable(item.ref.text()));
    }
    QVERIFY(compared > 80);
    key(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<PlanWindow>());

    // A plain API server has nobody who reports; what controllers would say is said for them.
    QDirIterator files(m_sample, {u"*.yaml"_s}, QDir::Files, QDirIterator::Subdirectories);
    QByteArray reports;
    QByteArray made;
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        if (text.contains("\nstatus:") && text.contains("apiVersion: spectrocloud.com/"))
            reports += "---\n" + text;
        const auto documents = readYaml(text);
        QVERIFY(documents);
        for (const YamlDocument &document : *documents) {
            const KindInfo *info = kindInfo(refOf(document.value.toObject()));
            if (info && info->group == u"spectrocloud.com" && !info->userEditable)
                made += "---\n" + QJsonDocument(document.value.toObject()).toJson();
        }
    }
    QVERIFY(!made.isEmpty());
    QVERIFY2(
        !m_hub
             .kubectl({u"apply"_s, u"--server-side"_s, u"--field-manager=controllers"_s, u"-f"_s, u"-"_s},
                      made)
             .isEmpty(),
        qPrintable(m_hub.error()));
    const QByteArray reported =
        m_hub.kubectl({u"apply"_s, u"--server-side"_s, u"--force-conflicts"_s, u"--subresource=status"_s,
                       u"--field-manager=controllers"_s, u"-f"_s, u"-"_s},
                      reports);
    QVERIFY2(!reported.isEmpty(), qPrintable(m_hub.error()));
}

void WindowHubTest::opensAppDeployments()
{
    m_window->showEntry(u"tenants"_s);
    openApps();
    if (QTest::currentTestFailed())
        return;
    m_window->showEntry(u"models"_s);
    const int models = table()->model()->rowCount();
    m_window->showEntry(u"apps"_s);
    QTRY_COMPARE_WITH_TIMEOUT(table()->model()->rowCount() + models, countOnServer(deployments), Patience);
    QTRY_VERIFY_WITH_TIMEOUT(rowOf(u"core-embed"_s) && rowOf(u"core-embed"_s)->stateWord == u"Running",
                             Patience);
    shot(u"hub-apps"_s);
    for (const NavigationEntry &entry : m_window->navigation()->entries()) {
        m_window->showEntry(entry.id);
        if (table()) {
            QTRY_VERIFY_WITH_TIMEOUT(table()->shownState() != u"loading", Patience);
            table()->model()->flush();
        }
        shot(u"hub-entry-"_s + entry.id);
    }
}

// Every step of the wizard, keys only.
void WindowHubTest::walkWizard(AppDeploymentWizard *wizard, const QString &name, const QString &description)
{
    QVERIFY(activate(wizard));
    auto *projects = wizard->findChild<ChoiceList *>(u"deploymentProject"_s);
    QTRY_VERIFY_WITH_TIMEOUT(projects->model()->rowCount() > 0, Patience);
    QVERIFY2(chooseByKeys(projects, m_project), qPrintable(focusName()));
    QVERIFY(tabTo(wizard->findChild<QLineEdit *>(u"deploymentName"_s)));
    type(name);
    QVERIFY(tabTo(wizard->findChild<QPlainTextEdit *>(u"deploymentDescription"_s)));
    type(description);
    key(Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(wizard->currentStep(), 1);
    QVERIFY(chooseByKeys(wizard->findChild<ChoiceList *>(u"deploymentBundles"_s), u"embed"_s));
    key(Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(wizard->currentStep(), 2);
    QVERIFY(chooseByKeys(wizard->findChild<ChoiceList *>(u"deploymentCompute"_s), u"pool/firn-shared"_s));
    key(Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(wizard->currentStep(), 3);
    for (int tries = 0; tries < 20; ++tries) {
        const QList<PageProblem> problems = wizard->page(3)->problems();
        if (problems.isEmpty())
            break;
        QVERIFY(tabTo(problems.first().field));
        if (qobject_cast<QLineEdit *>(QApplication::focusWidget())) {
            key(Qt::Key_A, Qt::ControlModifier);
            type(tries % 2 == 0 ? u"2"_s : u"north"_s);
        } else {
            key(Qt::Key_Down);
            key(Qt::Key_Return);
        }
    }
    key(Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(wizard->currentStep(), 4);
    QVERIFY(tabTo(wizard->findChild<QComboBox *>(u"deploymentNamespace"_s)));
    key(Qt::Key_A, Qt::ControlModifier);
    type(u"ice-apps"_s);
    key(Qt::Key_Return, Qt::ControlModifier);
    for (const PageProblem &problem : wizard->page(4)->problems())
        qWarning().noquote() << problem.sentence;
    QCOMPARE(wizard->currentStep(), 5);
}

#define WALK(wizard, name, description)                                                                      \
    walkWizard(wizard, name, description);                                                                   \
    if (QTest::currentTestFailed())                                                                          \
    return

void WindowHubTest::deploysByKeys()
{
    openApps();
    if (QTest::currentTestFailed())
        return;
    const int before = countOnServer(deployments);
    QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier);
    AppDeploymentWizard *wizard = nullptr;
    QTRY_VERIFY((wizard = topLevel<AppDeploymentWizard>()));
    WALK(wizard, m_name, u"Meltwater on a map"_s);
    auto *apply = wizard->findChild<QPushButton *>(u"planApply"_s);
    QTRY_VERIFY2_WITH_TIMEOUT(apply->isEnabled(), whyNot(wizard), Patience);
    shot(u"hub-wizard-review"_s, wizard);
    QVERIFY2(onServer(deployments, m_name, m_project).isEmpty(), "the dry run stored something");
    QCOMPARE(countOnServer(deployments), before);
    const QJsonObject wanted = wizard->model()->deployment();
    const QJsonObject promised = wizard->findChild<PlanView *>()->plan().items.last().result;
    applyByKeys(wizard);
    // The row comes from the watch, and the wizard shows it.
    QTRY_VERIFY_WITH_TIMEOUT(rowOf(m_name), Patience);
    auto *open = wizard->findChild<QPushButton *>(u"planOpen"_s);
    QTRY_VERIFY_WITH_TIMEOUT(open->isEnabled(), Patience);
    shot(u"hub-wizard-applied"_s, wizard);
    const QJsonObject stored = onServer(deployments, m_name, m_project);
    QVERIFY(holds(stored[u"spec"], wanted[u"spec"]));
    QCOMPARE(stored[u"spec"].toObject(), promised[u"spec"].toObject());
    QCOMPARE(stored[u"metadata"][u"labels"].toObject(), wanted[u"metadata"][u"labels"].toObject());
    QCOMPARE(managerOf(stored, u"description"_s), u"easel"_s);
    QCOMPARE(countOnServer(deployments), before + 1);

    QVERIFY2(tabTo(open), qPrintable(focusName()));
    key(Qt::Key_Space);
    QTRY_VERIFY(!topLevel<AppDeploymentWizard>());
    QTRY_COMPARE(table()->currentObject().name, m_name);
    shot(u"hub-wizard-after"_s);
}

void WindowHubTest::rowFollowsTheServer()
{
    auto row = rowOf(m_name);
    QVERIFY(row);
    const QString version = row->resourceVersion;
    QJsonObject other = onServer(deployments, m_name, m_project);
    QJsonObject spec = other[u"spec"].toObject();
    const QJsonObject document{{u"apiVersion"_s, other[u"apiVersion"]},
                               {u"kind"_s, other[u"kind"]},
                               {u"metadata"_s, QJsonObject{{u"name"_s, m_name}, {u"namespace"_s, m_project}}},
                               {u"spec"_s, QJsonObject{{u"description"_s, u"Written by somebody else"_s},
                                                       {u"profileBundleRefs"_s, spec[u"profileBundleRefs"]},
                                                       {u"compute"_s, spec[u"compute"]}}}};
    const QByteArray applied = m_hub.kubectl(
        {u"apply"_s, u"--server-side"_s, u"--force-conflicts"_s, u"--field-manager=other"_s, u"-f"_s, u"-"_s},
        QJsonDocument(document).toJson());
    QVERIFY2(!applied.isEmpty(), qPrintable(m_hub.error()));
    QCOMPARE(managerOf(onServer(deployments, m_name, m_project), u"description"_s), u"other"_s);
    QTRY_VERIFY_WITH_TIMEOUT(rowOf(m_name) && rowOf(m_name)->resourceVersion != version, Patience);
    QVERIFY(rowOf(m_name)->raw.contains("Written by somebody else"));

    // The YAML tab tells whose each field is: what the wizard wrote is Easel's, the description is not.
    selectApp(m_name);
    if (QTest::currentTestFailed())
        return;
    table()->setDetailShown(true);
    QTRY_VERIFY_WITH_TIMEOUT(table()->detail()->isVisible(), Patience);
    table()->detail()->showTab(DetailView::Yaml);
    auto *yaml = table()->detail()->findChild<YamlEditor *>();
    QVERIFY(yaml);
    QTRY_VERIFY_WITH_TIMEOUT(yaml->text().contains(u"Written by somebody else"), Patience);
    const auto ownerOf = [yaml](const QString &field) {
        yaml->goTo(JsonPointer::of({u"spec"_s, field}));
        return yaml->helpText();
    };
    QTRY_VERIFY2_WITH_TIMEOUT(ownerOf(u"description"_s).contains(u"belongs to other"),
                              qPrintable(ownerOf(u"description"_s)), Patience);
    QVERIFY2(ownerOf(u"targetNamespace"_s).contains(u"set by Easel"),
             qPrintable(ownerOf(u"targetNamespace"_s)));
    shot(u"hub-owners"_s);
    table()->detail()->showTab(DetailView::Summary);
    table()->setDetailShown(false);
}

void WindowHubTest::editMeetsTheOtherOwner()
{
    selectApp(m_name);
    if (QTest::currentTestFailed())
        return;
    key(Qt::Key_E, Qt::ControlModifier);
    EditWindow *editor = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((editor = topLevel<EditWindow>()), Patience);
    QVERIFY(activate(editor));
    const QStringList lines = editor->editor()->text().split(u'\n');
    const auto line = lines.indexOf(u"  description: Written by somebody else"_s);
    QVERIFY2(line > 0, qPrintable(editor->editor()->text()));
    key(Qt::Key_Home, Qt::ControlModifier);
    for (qsizetype i = 0; i < line; ++i)
        key(Qt::Key_Down);
    key(Qt::Key_End);
    // Whose field it is stands there before anybody types.
    QTRY_VERIFY2_WITH_TIMEOUT(editor->editor()->helpText().contains(u"belongs to other"),
                              qPrintable(editor->editor()->helpText()), Patience);
    type(u", and corrected"_s);
    QVERIFY(editor->editor()->text().contains(u"description: Written by somebody else, and corrected\n"));
    shot(u"hub-edit"_s, editor);
    key(Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY2_WITH_TIMEOUT(!editor->panel()->view()->plan().items.isEmpty(), whyNot(editor), Patience);
    const Plan &plan = editor->panel()->view()->plan();
    QCOMPARE(plan.items.first().conflicts.size(), 1);
    QCOMPARE(plan.items.first().conflicts.first().manager, u"other"_s);
    QStringList said;
    for (const StateChip *chip : editor->findChildren<StateChip *>())
        said << chip->word();
    QVERIFY2(said.contains(u"Owned by other"_s), qPrintable(said.join(u", "_s)));
    auto *apply = editor->findChild<QPushButton *>(u"planApply"_s);
    QVERIFY(!apply->isEnabled());
    shot(u"hub-conflict"_s, editor);

    auto *take = editor->findChild<QRadioButton *>(u"take./spec/description"_s);
    QVERIFY(take);
    // A pair of choices is one stop of the Tab key; arrows go to the other.
    const auto *keep = editor->findChild<QRadioButton *>(u"keep./spec/description"_s);
    QTRY_VERIFY_WITH_TIMEOUT(keep && keep->isVisible() && keep->isEnabled(), Patience);
    QVERIFY2(tabTo(keep), qPrintable(focusName()));
    key(Qt::Key_Right);
    QCOMPARE(QApplication::focusWidget(), take);
    key(Qt::Key_Space);
    QVERIFY(take->isChecked());
    QTRY_VERIFY(apply->isEnabled());
    QVERIFY(editor->panel()->view()->plan().items.first().afterText.contains(u"and corrected"));
    shot(u"hub-conflict-decided"_s, editor);
    // Still nothing done.
    QCOMPARE(onServer(deployments, m_name, m_project)[u"spec"][u"description"].toString(),
             u"Written by somebody else"_s);
    applyByKeys(editor);
    QTRY_COMPARE_WITH_TIMEOUT(onServer(deployments, m_name, m_project)[u"spec"][u"description"].toString(),
                              u"Written by somebody else, and corrected"_s, Patience);
    const QJsonObject stored = onServer(deployments, m_name, m_project);
    QCOMPARE(managerOf(stored, u"description"_s), u"easel"_s);
    // What was not touched stays with whoever owned it.
    bool othersStay = false;
    for (const auto &entry : stored[u"metadata"][u"managedFields"].toArray()) {
        othersStay = othersStay || (entry[u"manager"] == u"other"_s &&
                                    entry[u"fieldsV1"][u"f:spec"].toObject().contains(u"f:compute"_s));
    }
    QVERIFY(othersStay);
    QTRY_VERIFY_WITH_TIMEOUT(rowOf(m_name)->raw.contains("and corrected"), Patience);
    shot(u"hub-edit-applied"_s, editor);
    key(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<EditWindow>());
}

void WindowHubTest::clones()
{
    selectApp(m_name);
    if (QTest::currentTestFailed())
        return;
    runFromPalette(u"clone"_s, u"Clone…"_s);
    AppDeploymentWizard *wizard = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((wizard = topLevel<AppDeploymentWizard>()), Patience);
    QVERIFY(activate(wizard));
    const QString name = wizard->model()->name();
    QVERIFY(!name.isEmpty() && name != m_name);
    for (int step = wizard->currentStep(); step < 5; ++step) {
        key(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(wizard->currentStep(), step + 1);
    }
    applyByKeys(wizard);
    QTRY_VERIFY_WITH_TIMEOUT(rowOf(name), Patience);
    const QJsonObject origin = onServer(deployments, m_name, m_project);
    const QJsonObject copy = onServer(deployments, name, m_project);
    QJsonObject expected = saidOf(origin);
    QCOMPARE(saidOf(copy), expected);
    QVERIFY(copy[u"metadata"][u"uid"] != origin[u"metadata"][u"uid"]);
    QVERIFY(copy[u"status"].isUndefined());
    key(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<AppDeploymentWizard>());
}

void WindowHubTest::deletes()
{
    const QString name = m_name;
    const QJsonObject owner = onServer(deployments, name, m_project);
    // What a controller made of it; it hangs on its owner as such objects do.
    const QJsonObject like =
        onServer(u"workloaddeployments.spectrocloud.com"_s, u"core-embed-embed"_s, m_project);
    const QJsonObject part{
        {u"apiVersion"_s, like[u"apiVersion"]},
        {u"kind"_s, u"WorkloadDeployment"_s},
        {u"metadata"_s,
         QJsonObject{{u"name"_s, name + u"-embed"_s},
                     {u"namespace"_s, m_project},
                     {u"ownerReferences"_s, QJsonArray{QJsonObject{{u"apiVersion"_s, owner[u"apiVersion"]},
                                                                   {u"kind"_s, u"AIWorkload"_s},
                                                                   {u"name"_s, name},
                                                                   {u"uid"_s, owner[u"metadata"][u"uid"]},
                                                                   {u"controller"_s, true}}}}}},
        {u"spec"_s,
         onServer(u"workloaddeployments.spectrocloud.com"_s, u"core-embed-embed"_s, m_project)[u"spec"]}};
    QVERIFY2(!m_hub.kubectl({u"create"_s, u"-f"_s, u"-"_s}, QJsonDocument(part).toJson()).isEmpty(),
             qPrintable(m_hub.error()));
    const ResourceStore *parts = m_context->surroundings()->store(u"WorkloadDeployment.spectrocloud.com"_s);
    QTRY_VERIFY_WITH_TIMEOUT(parts->find(m_project, name + u"-embed"_s), Patience);
    selectApp(name);
    if (QTest::currentTestFailed())
        return;
    key(Qt::Key_Delete);
    ConfirmDialog *dialog = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((dialog = topLevel<ConfirmDialog>()), Patience);
    QVERIFY(activate(dialog));
    const auto *tree = dialog->findChild<ConsequenceTree *>();
    QVERIFY(tree);
    QVERIFY2(tree->asText().contains(name + u"-embed"_s), qPrintable(tree->asText()));
    shot(u"hub-delete"_s, dialog);
    // Escape is no.
    key(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<ConfirmDialog>());
    QVERIFY(!onServer(deployments, name, m_project).isEmpty());

    selectApp(name);
    key(Qt::Key_Delete);
    QTRY_VERIFY_WITH_TIMEOUT((dialog = topLevel<ConfirmDialog>()), Patience);
    QVERIFY(activate(dialog));
    auto *verb = dialog->findChild<QPushButton *>(u"verb"_s);
    QVERIFY2(tabTo(verb), qPrintable(focusName()));
    key(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(!rowOf(name), Patience);
    QVERIFY(onServer(deployments, name, m_project).isEmpty());
    QVERIFY(m_hub.error().contains(u"NotFound"));
    // The server's own garbage collection takes the part along, and the watch tells.
    QTRY_VERIFY_WITH_TIMEOUT(!parts->find(m_project, name + u"-embed"_s), Patience);
    shot(u"hub-deleted"_s);
}

void WindowHubTest::exportsAndPlansNothing()
{
    const QString folder = m_folder.filePath(u"exported"_s);
    m_prompter->answers = {folder};
    QString toast;
    connect(m_context.get(), &AppContext::toastRequested, this,
            [&toast](const QString &text) { toast = text; });
    runFromPalette(u"export this hub"_s, u"Export this hub to a folder…"_s);
    QTRY_VERIFY2_WITH_TIMEOUT(toast.startsWith(u"Wrote "_s), qPrintable(toast), Patience);
    disconnect(m_context.get(), &AppContext::toastRequested, this, nullptr);
    QVERIFY(QFile::exists(folder + u"/projects/glaciology/aiworkload-core-embed.yaml"_s));
    m_prompter->answers = {folder};
    runFromPalette(u"apply a workspace"_s, u"Apply a workspace folder…"_s);
    PlanWindow *window = nullptr;
    QTRY_VERIFY((window = topLevel<PlanWindow>()));
    auto *summary = window->findChild<QLabel *>(u"planSummary"_s);
    QTRY_VERIFY2_WITH_TIMEOUT(!summary->text().isEmpty(), whyNot(window), Patience);
    shot(u"hub-nothing-to-do"_s, window);
    QCOMPARE(summary->text(), u"Nothing to do: everything is there as it should be."_s);
    key(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<PlanWindow>());

    // What only the hub has is named and stays, unless it is ticked.
    QVERIFY2(!m_hub
                  .kubectl({u"create"_s, u"-f"_s, u"-"_s},
                           "apiVersion: spectrocloud.com/v1alpha1\n"
                           "kind: ScalingPolicy\n"
                           "metadata: {name: stray, namespace: glaciology}\n"
                           "spec: {cpu: {scaleUpThreshold: 80, scaleDownThreshold: 20}}\n")
                  .isEmpty(),
             qPrintable(m_hub.error()));
    m_prompter->answers = {folder};
    runFromPalette(u"apply a workspace"_s, u"Apply a workspace folder…"_s);
    QTRY_VERIFY((window = topLevel<PlanWindow>()));
    summary = window->findChild<QLabel *>(u"planSummary"_s);
    QTRY_VERIFY2_WITH_TIMEOUT(!summary->text().isEmpty(), whyNot(window), Patience);
    QCOMPARE(summary->text(), u"Nothing to do: everything is there as it should be. 1 not in the folder"_s);
    QCOMPARE(window->panel()->view()->plan().count(PlanItem::Change::NotInFolder), 1);
    auto *apply = window->findChild<QPushButton *>(u"planApply"_s);
    QVERIFY(!apply->isEnabled());
    shot(u"hub-not-in-folder"_s, window);
    QVERIFY(activate(window));
    QCOMPARE(focusName(), u"QListView planList"_s);
    key(Qt::Key_Space);
    QVERIFY(apply->isEnabled());
    QCOMPARE(apply->text(), u"Apply 1 change"_s);
    QVERIFY(!onServer(u"scalingpolicies.spectrocloud.com"_s, u"stray"_s, m_project).isEmpty());
    applyByKeys(window);
    QTRY_VERIFY_WITH_TIMEOUT(onServer(u"scalingpolicies.spectrocloud.com"_s, u"stray"_s, m_project).isEmpty(),
                             Patience);
    key(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<PlanWindow>());

    // A folder that is none says so, and can be tried again.
    m_prompter->answers = {m_folder.filePath(u"nothing"_s)};
    runFromPalette(u"apply a workspace"_s, u"Apply a workspace folder…"_s);
    QTRY_VERIFY((window = topLevel<PlanWindow>()));
    QTRY_VERIFY_WITH_TIMEOUT(QByteArray(whyNot(window)).contains("there is no easel.yaml in"), Patience);
    shot(u"hub-import-refused"_s, window);
    key(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<PlanWindow>());
}

// A kind that Easel knows nothing of: the columns that the server prints, and what its fields mean.
void WindowHubTest::browsesKindsOfOthers()
{
    const ResourceType *served =
        m_context->source()->catalog().find(u"flowcontrol.apiserver.k8s.io", u"FlowSchema");
    QVERIFY(served);
    const ResourceType type = *served; // what it learns makes the catalog anew
    m_window->showKind(type);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->currentEntry(), u"kind:"_s + type.groupKind(), Patience);
    QTRY_VERIFY_WITH_TIMEOUT(table()->model()->rowCount() > 5, Patience);
    const QList<Column> &columns = table()->model()->table()->columns();
    QVERIFY(std::any_of(columns.begin(), columns.end(),
                        [](const Column &column) { return column.title == u"PriorityLevel"; }));
    QVERIFY(activate(m_window.get()));
    table()->focusTable();
    key(Qt::Key_Home, Qt::ControlModifier);
    table()->setDetailShown(true);
    table()->detail()->showTab(DetailView::Fields);
    auto *tree = table()->detail()->findChild<QTreeView *>(u"fieldsTree"_s);
    auto *text = table()->detail()->findChild<QPlainTextEdit *>(u"fieldsText"_s);
    QVERIFY(tree && text);
    QTRY_VERIFY_WITH_TIMEOUT(tree->isVisible() && tree->model()->rowCount() == 1, Patience);
    const auto below = [tree](const QModelIndex &parent, const QString &name) {
        for (int row = 0; row < tree->model()->rowCount(parent); ++row) {
            if (tree->model()->index(row, 0, parent).data().toString() == name)
                return tree->model()->index(row, 0, parent);
        }
        return QModelIndex();
    };
    const QModelIndex kind = tree->model()->index(0, 0);
    QCOMPARE(kind.data().toString(), u"FlowSchema"_s);
    const QModelIndex level = below(below(kind, u"spec"_s), u"priorityLevelConfiguration"_s);
    QVERIFY(level.isValid());
    QVERIFY2(level.siblingAtColumn(1).data().toString().contains(u"required"_s),
             qPrintable(level.siblingAtColumn(1).data().toString()));
    // One level at a time, as somebody opens it.
    tree->setCurrentIndex(level);
    tree->setFocus();
    key(Qt::Key_Right);
    QVERIFY(tree->isExpanded(level));
    const QModelIndex name = below(level, u"name"_s);
    QVERIFY(name.isValid());
    key(Qt::Key_Down);
    QCOMPARE(tree->currentIndex().data().toString(), u"name"_s);
    QVERIFY2(text->toPlainText().startsWith(u"spec.priorityLevelConfiguration.name"_s),
             qPrintable(text->toPlainText()));
    QTest::qWait(100); // the tree lays itself out from the event loop
    shot(u"hub-fields"_s);

    // What a link leads to shows the same, though nobody browsed its kind before.
    const ResourceType *levels = m_context->source()->catalog().find(u"flowcontrol.apiserver.k8s.io"_s,
                                                                     u"PriorityLevelConfiguration"_s);
    QVERIFY(levels && m_context->source()->lacksColumns(*levels));
    const ObjectRef system{levels->apiVersion(), levels->kind, {}, u"system"_s};
    m_window->showObject(system);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->currentEntry(), u"kind:"_s + system.groupKind(), Patience);
    QTRY_COMPARE_WITH_TIMEOUT(table()->currentObject(), system, Patience);
    const QList<Column> &printed = table()->model()->table()->columns();
    QVERIFY(std::any_of(printed.begin(), printed.end(),
                        [](const Column &column) { return column.title == u"NominalConcurrencyShares"; }));
    openApps();
}

void WindowHubTest::saysThatTheLinkIsLost()
{
    openApps();
    if (QTest::currentTestFailed())
        return;
    const int rows = table()->model()->rowCount();
    m_hub.killApiServer();
    QTRY_COMPARE_WITH_TIMEOUT(table()->shownState(), u"stale"_s, Patience);
    QCOMPARE(table()->model()->rowCount(), rows);
    QTRY_COMPARE_WITH_TIMEOUT(m_context->source()->state().phase, SourceState::Phase::Stale, Patience);
    shot(u"hub-stale"_s);
    QVERIFY(!m_context->actions()->trigger(u"app.deploy"_s, table()->kindTarget()));
    QVERIFY(!m_context->actions()->trigger(u"hub.applyFolder"_s, m_window->selection()));
    QVERIFY2(m_hub.startApiServer(), qPrintable(m_hub.error()));
    QTRY_COMPARE_WITH_TIMEOUT(table()->shownState(), u"live"_s, 2 * Patience);
    QCOMPARE(table()->model()->rowCount(), rows);
}

void WindowHubTest::offersWhatTheUserMay()
{
    // Kubernetes' own role "view" knows nothing of custom resources.
    m_hub.kubectl({u"create"_s, u"clusterrole"_s, u"easel-reader"_s, u"--verb=get,list,watch"_s,
                   u"--resource=*.spectrocloud.com"_s});
    m_hub.kubectl({u"create"_s, u"clusterrolebinding"_s, u"easel-reader"_s, u"--clusterrole=easel-reader"_s,
                   u"--user=viewer"_s});
    openHub(u"viewer"_s);
    if (QTest::currentTestFailed())
        return;
    m_window->showEntry(u"apps"_s);
    QTRY_COMPARE_WITH_TIMEOUT(table()->shownState(), u"live"_s, Patience);
    QTRY_VERIFY(table()->model()->rowCount() > 0);
    const auto reason = [this](const QString &id) {
        const Action *action = m_context->actions()->find(id);
        const Offer offer = m_context->actions()->offer(*action, table()->target());
        return offer.enabled ? QString() : offer.reason;
    };
    QTRY_VERIFY_WITH_TIMEOUT(reason(u"object.delete"_s).startsWith(u"You may not delete aiworkloads in "),
                             Patience);
    QTRY_VERIFY_WITH_TIMEOUT(!reason(u"hub.prepare"_s).isEmpty(), Patience);
    shot(u"hub-viewer"_s);

    m_window->openHub(m_hub.kubeconfig(), u"nobody"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->isOpening(), 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(m_context->source()->state().phase == SourceState::Phase::Live, Patience);
    m_window->showEntry(u"apps"_s);
    QTRY_COMPARE_WITH_TIMEOUT(table()->shownState(), u"failed"_s, Patience);
    const Banner *banner = shownBanner();
    QVERIFY(banner);
    QVERIFY2(banner->text().contains(u"forbidden"), qPrintable(banner->text()));
    shot(u"hub-forbidden"_s);
}

void WindowHubTest::workspaceFileIsAcceptedUnchanged()
{
    m_window->openSample();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->isOpening(), 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(m_context->source()->isWorkspace() && m_context->surroundings()->isComplete(),
                             Patience);
    openApps();
    if (QTest::currentTestFailed())
        return;
    QTRY_VERIFY_WITH_TIMEOUT(table()->model()->rowCount() > 0, Patience);
    QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier);
    AppDeploymentWizard *wizard = nullptr;
    QTRY_VERIFY((wizard = topLevel<AppDeploymentWizard>()));
    WALK(wizard, u"melt-folder"_s, u"Kept in a folder: yes"_s);
    applyByKeys(wizard);
    const QString file = m_folder.filePath(u"sample/projects/glaciology/aiworkload-melt-folder.yaml"_s);
    QTRY_VERIFY2_WITH_TIMEOUT(QFile::exists(file), whyNot(wizard), Patience);
    const QByteArray accepted = m_hub.kubectl(
        {u"apply"_s, u"--dry-run=server"_s, u"--validate=strict"_s, u"-f"_s, file, u"-o"_s, u"json"_s});
    QVERIFY2(!accepted.isEmpty(), qPrintable(m_hub.error()));
    const QJsonObject stored = QJsonDocument::fromJson(accepted).object();
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    const auto document = readYamlDocument(written.readAll());
    QVERIFY(document);
    QCOMPARE(document->value[u"spec"].toObject(), wizard->model()->deployment()[u"spec"].toObject());
    // Nothing but the schema's own defaults comes to it.
    const auto schema = Schema::builtin(u"spectrocloud.com"_s, u"v1alpha1"_s, u"AIWorkload"_s);
    QVERIFY(schema);
    QCOMPARE(stored[u"spec"].toObject(),
             schema->withDefaults(document->value.toObject())[u"spec"].toObject());
    QCOMPARE(stored[u"metadata"][u"labels"].toObject(), document->value[u"metadata"][u"labels"].toObject());
    key(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<AppDeploymentWizard>());
}

QTEST_MAIN(WindowHubTest)
#include "tst_window_hub.moc"
