// SPDX-License-Identifier: GPL-3.0-or-later
// What exists already is edited, kept and brought back: the form on an existing deployment, drafts after a
// kill, restoring from the journal.
#include "app/shell/activity.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/confirmdialog.h"
#include "app/views/parts/consequencetree.h"
#include "app/views/parts/formfield.h"
#include "app/views/planview.h"
#include "app/wizards/appdeploymentwizard.h"
#include "app/wizards/choicelist.h"
#include "app/wizards/deploymentmodel.h"
#include "app/wizards/editwindow.h"
#include "app/wizards/planpanel.h"
#include "app/wizards/restoreobject.h"
#include "app/wizards/wizardpage.h"
#include "core/base/englishplurals.h"
#include "core/yaml/yamlreader.h"
#include "samplewindow.h"
#include "screenshot.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTableView>
#include <QTableWidget>

#include <csignal>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

namespace {

const QString PortalFile = u"projects/glaciology/aiworkload-ice-portal.yaml"_s;

// Comments everywhere, keys out of order, three kinds of quoting, flow and block style, blank lines, no
// namespace (the folder says it), Windows line ends.
const char *const RichText =
    "# Public pages. Ask Ingrid before you touch this.\r\n"
    "kind: AIWorkload          # kind first, as she likes it\r\n"
    "apiVersion: \"spectrocloud.com/v1alpha1\"\r\n"
    "\r\n"
    "spec:\r\n"
    "    # two parts, one bundle\r\n"
    "    profileBundleRefs: [ {name: 'ice-portal-v1', namespace: glaciology} ]\r\n"
    "    compute: {environmentRef: {name: field-stations}}   # near the readers\r\n"
    "    targetNamespace: ice-apps\r\n"
    "\r\n"
    "    description: 'Public pages'   # shown in lists\r\n"
    "    links:\r\n"
    "      # the first one is for the night shift\r\n"
    "      - {name: Runbook, url: \"https://wiki.borealis.example/ice-portal\"}\r\n"
    "      - name: Dashboard\r\n"
    "        url: https://metrics.borealis.example/d/ice-portal   # needs a login\r\n"
    "    workloadDeploymentConfigs:\r\n"
    "      - name: api\r\n"
    "        workloadProfileRef: {name: ice-api-v1}\r\n"
    "        variables:\r\n"
    "          replicas:  {int32: 2}     # never one\r\n"
    "          contact: {string: portal@borealis.example}\r\n"
    "      - name: web\r\n"
    "        workloadProfileRef: {name: ice-web-v0}\r\n"
    "        variables: {contact: {string: portal@borealis.example}}\r\n"
    "metadata:\r\n"
    "    labels: {palette.ai/aiworkload-type: application, \"team\": ice}\r\n"
    "    name: ice-portal\r\n"
    "# the end\r\n";

QStringList linesOf(const QByteArray &text)
{
    return QString::fromUtf8(text).split(u'\n');
}

} // namespace

class WizardEditTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void locksWhatDoesNotChange();
    void changesOnlyTheTouchedLines();
    void handsOverIntoACommentedWorkspace();
    void editsEverySampleDeployment();
    void clonesFromALockedPage();
    void draftsSurviveAKill();
    void discardedOffersAreGone();
    void asksBeforeDeleting();
    void saysWhyNothingCanBeDeleted();
    void restoresWhatWasDeleted();
    void restoresWhatWasChanged();
    void refusesToRestoreWhatItCannot();

public:
    // What the child process of draftsSurviveAKill() does: a draft in the wizard, then nothing more.
    static int workUntilKilled(const QString &folder);

private:
    void start(const QByteArray &portal = {})
    {
        if (!portal.isEmpty()) {
            copySample(m_folder->filePath(u"workspace"_s));
            QVERIFY(writeContent(m_folder->filePath(u"workspace/"_s + PortalFile), portal));
        }
        m_sample = std::make_unique<SampleWindow>(m_folder->path());
        QVERIFY(m_sample->open());
    }
    AppDeploymentWizard *ready()
    {
        auto *wizard = topLevel<AppDeploymentWizard>();
        const bool known = wizard && QTest::qWaitFor([&] { return wizard->model()->isReady(); }, 30'000);
        return known ? wizard : nullptr;
    }
    AppDeploymentWizard *edit(const QString &name)
    {
        return m_sample->run(u"app.edit"_s, m_sample->deployment(name)) ? ready() : nullptr;
    }
    bool isThere(const QString &name) const
    {
        return m_sample->context()
            ->surroundings()
            ->store(u"AIWorkload.spectrocloud.com"_s)
            ->find(u"glaciology"_s, name)
            .has_value();
    }
    void applyIn(PlanPanel *panel)
    {
        QTRY_VERIFY_WITH_TIMEOUT(panel->buttons().first()->isEnabled(), 30'000);
        press(Qt::Key_Return, Qt::ControlModifier);
        auto *outcome = panel->findChild<Banner *>(u"planOutcome"_s);
        QTRY_VERIFY_WITH_TIMEOUT(outcome->isVisible() && outcome->strongText().startsWith(u"Applied"_s),
                                 30'000);
    }
    void deletePortal()
    {
        QVERIFY(m_sample->run(u"object.delete"_s, m_sample->deployment(u"ice-portal"_s)));
        auto *dialog = topLevel<ConfirmDialog>();
        QVERIFY(dialog);
        dialog->findChild<QPushButton *>(u"verb"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(!QFileInfo::exists(m_sample->file(PortalFile)), 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(!isThere(u"ice-portal"_s), 30'000);
    }
    QList<JournalEntry> journal() const
    {
        QList<JournalEntry> entries;
        auto call = m_sample->context()->journal()->latest();
        bool done = false;
        call.then(m_sample->context(), [&](const Result<QList<JournalEntry>> &result) {
            if (result)
                entries = *result;
            done = true;
        });
        return QTest::qWaitFor([&] { return done; }, 30'000) ? entries : QList<JournalEntry>();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SampleWindow> m_sample;
};

void WizardEditTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::installTranslator(new EnglishPlurals(this));
    useTestFont();
}

void WizardEditTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void WizardEditTest::cleanup()
{
    m_sample.reset();
    m_folder.reset();
}

void WizardEditTest::locksWhatDoesNotChange()
{
    start();
    AppDeploymentWizard *wizard = edit(u"ice-portal"_s);
    QVERIFY(wizard);
    QCOMPARE(wizard->windowTitle(), u"Edit ice-portal"_s);
    const QByteArray before = wizard->draft()->objects().first().text;
    // Every step can be looked at at once.
    for (int step = 0; step < 6; ++step)
        QVERIFY(wizard->findChild<QAbstractButton *>(u"step%1"_s.arg(step))->isEnabled());
    auto *name = wizard->findChild<QLineEdit *>(u"deploymentName"_s);
    QVERIFY(name->isReadOnly());
    auto *field = qobject_cast<FormField *>(name->parentWidget());
    QVERIFY(field);
    QCOMPARE(field->noteLabel()->text(), u"cannot change"_s);
    screenshot(wizard, u"edit-basics"_s);
    for (const QString &list : {u"deploymentProject"_s, u"deploymentBundles"_s, u"deploymentCompute"_s}) {
        auto *choices = wizard->findChild<ChoiceList *>(list);
        QVERIFY(choices->isReadOnly());
        QCOMPARE(choices->model()->rowCount(), 1);
    }
    for (int step : {1, 2, 3}) {
        wizard->goTo(step);
        auto *banner = wizard->page(step)->findChild<Banner *>(u"fixedBanner"_s);
        QVERIFY(banner && banner->isVisible());
        QCOMPARE(banner->strongText(), u"A deployment does not change."_s);
        screenshot(wizard, u"edit-step-%1"_s.arg(step));
    }
    QVERIFY(wizard->findChild<QLineEdit *>(u"variable.api.contact"_s)->isReadOnly());
    QVERIFY(!wizard->findChild<QWidget *>(u"variable.api.contact.reset"_s)->isVisible());
    wizard->goTo(4);
    QVERIFY(!wizard->findChild<QWidget *>(u"deploymentNamespace"_s)->isEnabled());
    QVERIFY(wizard->findChild<QWidget *>(u"deploymentSuspend"_s)->isEnabled());
    screenshot(wizard, u"edit-step-4"_s);
    QCOMPARE(wizard->draft()->objects().first().text, before);
    QVERIFY(namelessControls(wizard).isEmpty());
    // Nothing to write while nothing is changed.
    wizard->goTo(5);
    auto *apply = wizard->findChild<QPushButton *>(u"planApply"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!wizard->findChild<PlanPanel *>()->view()->plan().items.isEmpty(), 30'000);
    QVERIFY(!apply->isEnabled());
    press(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<AppDeploymentWizard>(0));
    QVERIFY(QDir(m_sample->home() + u"/drafts"_s).entryList({u"*.json"_s}).isEmpty());
}

void WizardEditTest::changesOnlyTheTouchedLines()
{
    start(RichText);
    AppDeploymentWizard *wizard = edit(u"ice-portal"_s);
    QVERIFY(wizard);
    QCOMPARE(wizard->model()->project(), u"glaciology"_s);
    QVERIFY(tabTo(u"deploymentDescription"_s));
    press(Qt::Key_End, Qt::ControlModifier);
    type(u", for everybody"_s);
    wizard->goTo(4);
    auto *links = wizard->findChild<QTableWidget *>(u"deploymentLinks"_s);
    QCOMPARE(links->rowCount(), 2);
    links->item(1, 1)->setText(u"https://metrics.borealis.example/d/portal"_s);
    auto *labels = wizard->findChild<QTableWidget *>(u"deploymentLabels"_s);
    QCOMPARE(labels->rowCount(), 1);
    QCOMPARE(labels->item(0, 0)->text(), u"team"_s);
    labels->item(0, 1)->setText(u"web"_s);
    QTest::mouseClick(wizard->findChild<QAbstractButton *>(u"deploymentSuspend"_s), Qt::LeftButton);
    wizard->goTo(5);
    screenshot(wizard, u"edit-review"_s);
    applyIn(wizard->findChild<PlanPanel *>());
    if (QTest::currentTestFailed())
        return;

    QByteArray expected(RichText);
    expected.replace("'Public pages'", "'Public pages, for everybody'");
    expected.replace("https://metrics.borealis.example/d/ice-portal",
                     "https://metrics.borealis.example/d/portal");
    expected.replace("\"team\": ice", "\"team\": web");
    // A new key goes to the end of its map.
    expected.replace(
        "        variables: {contact: {string: portal@borealis.example}}\r\n",
        "        variables: {contact: {string: portal@borealis.example}}\r\n    suspend: true\r\n");
    QCOMPARE(linesOf(contentOf(m_sample->file(PortalFile))), linesOf(expected));
}

// The same through "Write to workspace…", into another folder that holds the object with comments of its own.
void WizardEditTest::handsOverIntoACommentedWorkspace()
{
    start();
    const QString other = m_folder->filePath(u"other"_s);
    QVERIFY(writeContent(other + u"/easel.yaml"_s,
                         "apiVersion: easel.dev/v1\nkind: Workspace\nmetadata: {name: other}\nspec: {}\n"));
    QByteArray rich(RichText);
    QVERIFY(writeContent(other + u'/' + PortalFile, rich));
    AppDeploymentWizard *wizard = edit(u"ice-portal"_s);
    QVERIFY(wizard);
    QVERIFY(tabTo(u"deploymentDescription"_s));
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"Pages of the institute"_s);
    wizard->goTo(5);
    m_sample->prompter()->answers << other;
    auto *panel = wizard->findChild<PlanPanel *>();
    QTRY_VERIFY_WITH_TIMEOUT(panel->buttons().first()->isEnabled(), 30'000);
    wizard->findChild<QPushButton *>(u"planWrite"_s)->click();
    auto *notice = wizard->findChild<Banner *>(u"planNotice"_s);
    QTRY_VERIFY_WITH_TIMEOUT(notice->strongText().startsWith(u"Wrote 1 file to"_s), 30'000);
    const QByteArray after = contentOf(other + u'/' + PortalFile);
    QByteArray expected = rich;
    expected.replace("'Public pages'", "'Pages of the institute'");
    // The sample's own text of the banner is not in the other file yet; it is the one thing that comes along.
    QStringList changed;
    const QStringList old = linesOf(expected);
    for (const QString &line : linesOf(after)) {
        if (!old.contains(line))
            changed << line;
    }
    for (const QString &line : changed)
        QVERIFY2(line.contains(u"banner"_s) || line.contains(u"Season"_s) || line.contains(u"variables"_s),
                 qPrintable(line));
    for (const QString &line : old) {
        if (line.contains(u'#'))
            QVERIFY2(linesOf(after).contains(line), qPrintable(line));
    }
    QVERIFY(!after.contains("\n\n") && after.count("\r\n") == after.count('\n'));
    QVERIFY(after.contains("    description: 'Pages of the institute'   # shown in lists\r\n"));
}

// Whatever state a deployment is in, its description can be changed, and nothing else is.
void WizardEditTest::editsEverySampleDeployment()
{
    start();
    QDirIterator files(m_sample->file(u"projects"_s), {u"aiworkload-*.yaml"_s}, QDir::Files,
                       QDirIterator::Subdirectories);
    int count = 0;
    while (files.hasNext()) {
        const QString path = files.next();
        const QByteArray before = contentOf(path);
        const auto document = readYamlDocument(before);
        QVERIFY(document);
        const QString name = document->value[u"metadata"][u"name"].toString();
        const QString project = document->value[u"metadata"][u"namespace"].toString();
        QVERIFY(m_sample->run(u"app.edit"_s, m_sample->deployment(name, project)));
        AppDeploymentWizard *wizard = ready();
        QVERIFY(wizard);
        const QByteArray text = wizard->draft()->objects().first().text;
        wizard->findChild<QPlainTextEdit *>(u"deploymentDescription"_s)->setPlainText(u"Changed here"_s);
        for (int step = 0; step < 5; ++step)
            QVERIFY2(wizard->page(step)->problems().isEmpty(),
                     qPrintable(name + u": "_s + wizard->page(step)->problems().value(0).sentence));
        const QStringList old = linesOf(text);
        QStringList changed;
        for (const QString &line : linesOf(wizard->draft()->objects().first().text)) {
            if (!old.contains(line))
                changed << line;
        }
        QVERIFY2(changed.size() == 1 && changed.first().contains(u"Changed here"_s),
                 qPrintable(changed.join(u'\n')));
        wizard->goTo(5);
        auto *panel = wizard->findChild<PlanPanel *>();
        QTRY_VERIFY_WITH_TIMEOUT(!panel->view()->plan().items.isEmpty(), 30'000);
        QVERIFY2(panel->view()->plan().isApplicable(),
                 qPrintable(name + u": "_s + panel->view()->plan().blockers().join(u' ')));
        wizard->findChild<QPushButton *>(u"wizardCancel"_s)->click();
        QTRY_VERIFY(!topLevel<AppDeploymentWizard>(0));
        QCOMPARE(contentOf(path), before);
        ++count;
    }
    QVERIFY(count >= 10);
}

void WizardEditTest::clonesFromALockedPage()
{
    start();
    AppDeploymentWizard *wizard = edit(u"field-search"_s);
    QVERIFY(wizard);
    wizard->goTo(2);
    auto *banner = wizard->page(2)->findChild<Banner *>(u"fixedBanner"_s);
    QTest::mouseClick(banner->findChild<QAbstractButton *>(), Qt::LeftButton);
    AppDeploymentWizard *clone = nullptr;
    const auto opened = [&] {
        for (QWidget *window : QApplication::topLevelWidgets()) {
            auto *found = qobject_cast<AppDeploymentWizard *>(window);
            if (found && found != wizard && found->isVisible())
                clone = found;
        }
        return clone != nullptr;
    };
    QTRY_VERIFY_WITH_TIMEOUT(opened(), 30'000);
    QCOMPARE(clone->model()->name(), u"field-search-2"_s);
    QVERIFY(!clone->model()->isEdit());
}

int WizardEditTest::workUntilKilled(const QString &folder)
{
    WizardEditTest test;
    SampleWindow sample(folder);
    if (!sample.open() || !sample.run(u"app.clone"_s, sample.deployment(u"ice-portal"_s)))
        return 2;
    AppDeploymentWizard *wizard = test.ready();
    if (!wizard || !tabTo(u"deploymentName"_s))
        return 3;
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"night-pages"_s);
    if (!tabTo(u"deploymentDescription"_s))
        return 4;
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"For the polar night: \"dark\" & <cold>"_s);
    for (int i = 0; i < 3; ++i)
        press(Qt::Key_Return, Qt::ControlModifier);
    if (wizard->currentStep() != 3 || !tabTo(u"variable.api.replicas"_s))
        return 5;
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"7"_s);
    const QByteArray text = wizard->draft()->objects().first().text;
    // On disk within half a second of the last key, by the draft store's promise.
    const bool kept = QTest::qWaitFor(
        [&] {
            const QStringList files = QDir(sample.home() + u"/drafts"_s).entryList({u"*.json"_s});
            return !files.isEmpty() &&
                   contentOf(sample.home() + u"/drafts/"_s + files.first()).contains("int32: 7");
        },
        30'000);
    if (!kept)
        return 6;
    std::fwrite(text.constData(), 1, size_t(text.size()), stdout);
    std::fputs("\n--ready--\n", stdout);
    std::fflush(stdout);
    return QApplication::exec();
}

void WizardEditTest::draftsSurviveAKill()
{
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"EASEL_TEST_CHILD"_s, m_folder->path());
    child.setProcessEnvironment(environment);
    child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    child.start(QCoreApplication::applicationFilePath(), QStringList());
    QVERIFY(child.waitForStarted());
    QByteArray output;
    QTRY_VERIFY2_WITH_TIMEOUT((output += child.readAllStandardOutput()).contains("--ready--") ||
                                  child.state() == QProcess::NotRunning,
                              output.constData(), 120'000);
    QVERIFY2(output.contains("--ready--"), qPrintable(u"exit code %1"_s.arg(child.exitCode())));
    QCOMPARE(::kill(pid_t(child.processId()), SIGKILL), 0);
    QVERIFY(child.waitForFinished());
    QCOMPARE(child.exitStatus(), QProcess::CrashExit);
    const QByteArray text = output.left(output.indexOf("\n--ready--"));

    // The next start offers it.
    m_sample = std::make_unique<SampleWindow>(m_folder->path());
    QVERIFY(m_sample->open());
    QPushButton *go = nullptr;
    const auto offered = [&] {
        for (QPushButton *button : m_sample->window()->findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text() == u"Continue"_s)
                go = button;
        }
        return go != nullptr;
    };
    QTRY_VERIFY_WITH_TIMEOUT(offered(), 30'000);
    screenshot(m_sample->window(), u"drafts-offered"_s);
    QString said;
    for (Banner *banner : m_sample->window()->findChildren<Banner *>()) {
        if (banner->isVisible() && banner->isAncestorOf(go))
            said = banner->strongText() + u' ' + banner->text();
    }
    QVERIFY2(said.contains(u"1 draft"_s) && said.contains(u"night-pages"_s), qPrintable(said));
    go->click();
    AppDeploymentWizard *wizard = ready();
    QVERIFY(wizard);
    QCOMPARE(wizard->draft()->objects().first().text, text);
    QCOMPARE(wizard->currentStep(), 3);
    QCOMPARE(wizard->findChild<QLineEdit *>(u"variable.api.replicas"_s)->text(), u"7"_s);
    QCOMPARE(wizard->findChild<QLineEdit *>(u"deploymentName"_s)->text(), u"night-pages"_s);
    QCOMPARE(wizard->findChild<QPlainTextEdit *>(u"deploymentDescription"_s)->toPlainText(),
             u"For the polar night: \"dark\" & <cold>"_s);
    QCOMPARE(wizard->findChild<ChoiceList *>(u"deploymentBundles"_s)->chosen(),
             QStringList{u"ice-portal-v1"_s});
    QCOMPARE(wizard->findChild<ChoiceList *>(u"deploymentCompute"_s)->chosen(),
             QStringList{u"environment/field-stations"_s});
    // And it goes on from there to the end.
    for (int i = 0; i < 2; ++i)
        press(Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(wizard->currentStep(), 5);
    applyIn(wizard->findChild<PlanPanel *>());
    QVERIFY(QFileInfo::exists(m_sample->file(u"projects/glaciology/aiworkload-night-pages.yaml"_s)));
    QTRY_VERIFY_WITH_TIMEOUT(QDir(m_sample->home() + u"/drafts"_s).entryList({u"*.json"_s}).isEmpty(),
                             30'000);
}

void WizardEditTest::discardedOffersAreGone()
{
    {
        DraftStore store(m_folder->filePath(u"home/drafts"_s));
        Draft draft;
        draft.setKindOfWork(AppDeploymentWizard::DraftWord);
        draft.setTitle(u"old"_s);
        draft.addText("kind: AIWorkload\n");
        store.keep(&draft);
    }
    const QDir drafts(m_folder->filePath(u"home/drafts"_s));
    QCOMPARE(drafts.entryList({u"*.json"_s}).size(), 1);
    start();
    QAbstractButton *discard = nullptr;
    const auto offered = [&] {
        for (QAbstractButton *button : m_sample->window()->findChildren<QAbstractButton *>()) {
            if (button->isVisible() && button->text() == u"Discard"_s)
                discard = button;
        }
        return discard != nullptr;
    };
    QTRY_VERIFY_WITH_TIMEOUT(offered(), 30'000);
    discard->click();
    QTRY_VERIFY_WITH_TIMEOUT(drafts.entryList({u"*.json"_s}).isEmpty(), 30'000);
}

void WizardEditTest::asksBeforeDeleting()
{
    start();
    QVERIFY(m_sample->run(u"object.delete"_s, m_sample->deployment(u"ice-portal"_s)));
    auto *dialog = topLevel<ConfirmDialog>();
    QVERIFY(dialog);
    screenshot(dialog, u"delete-question"_s);
    QCOMPARE(dialog->windowTitle(), u"Delete app deployment ice-portal?"_s);
    QCOMPARE(QApplication::focusWidget()->objectName(), u"cancel"_s);
    // What goes with it is named, by kind and name.
    QString lines;
    for (QWidget *part : dialog->findChildren<QWidget *>()) {
        lines += part->accessibleName() + u' ' + part->accessibleDescription() + u' ';
        if (auto *label = qobject_cast<QLabel *>(part))
            lines += label->text() + u' ';
        if (auto *tree = qobject_cast<ConsequenceTree *>(part))
            lines += tree->asText();
    }
    QVERIFY2(lines.contains(u"2 workload deployments"_s), qPrintable(lines));
    QVERIFY2(lines.contains(u"ice-portal-api"_s) && lines.contains(u"ice-portal-web"_s), qPrintable(lines));
    QVERIFY(namelessControls(dialog).isEmpty());
    press(Qt::Key_Return); // on Cancel
    QTRY_VERIFY(!topLevel<ConfirmDialog>(0));
    QVERIFY(QFileInfo::exists(m_sample->file(PortalFile)));

    // AIW-13: a deployment with a pool of its own.
    QVERIFY(writeContent(m_sample->file(u"projects/glaciology/aiworkload-own-pool.yaml"_s),
                         "apiVersion: spectrocloud.com/v1alpha1\n"
                         "kind: AIWorkload\n"
                         "metadata: {name: own-pool, namespace: glaciology}\n"
                         "spec:\n"
                         "  profileBundleRefs: [{name: search-v0, namespace: glaciology}]\n"
                         "  targetNamespace: ice-apps\n"
                         "  compute:\n"
                         "    dedicated:\n"
                         "      poolName: own-pool\n"
                         "      profileBundleRef: {name: metal-k8s-v3, namespace: glaciology}\n"
                         "      paletteClusterDeploymentConfig: {edge: {vip: 10.20.30.40}}\n"));
    QTRY_VERIFY_WITH_TIMEOUT(isThere(u"own-pool"_s), 30'000);
    QVERIFY(m_sample->run(u"object.delete"_s, m_sample->deployment(u"own-pool"_s)));
    dialog = topLevel<ConfirmDialog>();
    QVERIFY(dialog);
    QVERIFY2(dialog->accessibleDescription().contains(
                 u"This also deletes pool own-pool and its cluster (delete)."_s),
             qPrintable(dialog->accessibleDescription()));
}

void WizardEditTest::saysWhyNothingCanBeDeleted()
{
    start();
    // PB-8: the bundle is in use.
    QVERIFY(m_sample->run(u"object.delete"_s,
                          m_sample->targetOf(u"spectrocloud.com/v1beta1"_s, u"ProfileBundle"_s,
                                             u"glaciology"_s, u"ice-portal-v1"_s)));
    auto *dialog = topLevel<ConfirmDialog>();
    QVERIFY(dialog);
    screenshot(dialog, u"delete-refused"_s);
    QVERIFY(!dialog->findChild<QPushButton *>(u"verb"_s)->isEnabled());
    auto *refusal = dialog->findChild<QLabel *>(u"refusal"_s);
    QVERIFY(refusal);
    QVERIFY2(refusal->text().startsWith(u"Bundle ice-portal-v1 is used by "_s), qPrintable(refusal->text()));
}

void WizardEditTest::restoresWhatWasDeleted()
{
    start();
    const QJsonObject before =
        readYamlDocument(contentOf(m_sample->file(PortalFile)))->value.toObject()[u"spec"].toObject();
    std::function<void()> undo;
    connect(m_sample->context(), &AppContext::toastRequested, this,
            [&](const QString &, const std::function<void()> &back) { undo = back; });
    deletePortal();
    if (QTest::currentTestFailed())
        return;
    QTRY_VERIFY_WITH_TIMEOUT(undo, 30'000); // right after it was done

    m_sample->window()->showEntry(u"activity"_s);
    auto *view = m_sample->window()->findChild<ActivityView *>();
    QVERIFY(view);
    auto *restore = view->findChild<QPushButton *>(u"journalRestore"_s);
    QTRY_VERIFY_WITH_TIMEOUT(view->table()->model()->rowCount() == 1 && restore->isEnabled(), 30'000);
    screenshot(m_sample->window(), u"journal"_s);
    QVERIFY(namelessControls(view).isEmpty());
    restore->click();
    auto *window = topLevel<EditWindow>();
    QVERIFY(window);
    QCOMPARE(window->windowTitle(), u"Restore app deployment ice-portal"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!window->panel()->view()->plan().items.isEmpty(), 30'000);
    QCOMPARE(window->panel()->view()->plan().count(PlanItem::Change::Create), 1);
    screenshot(window, u"restore"_s);
    applyIn(window->panel());
    if (QTest::currentTestFailed())
        return;
    QCOMPARE(readYamlDocument(contentOf(m_sample->file(PortalFile)))->value.toObject()[u"spec"].toObject(),
             before);
}

void WizardEditTest::restoresWhatWasChanged()
{
    start(RichText);
    AppDeploymentWizard *wizard = edit(u"ice-portal"_s);
    QVERIFY(wizard);
    QVERIFY(tabTo(u"deploymentDescription"_s));
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"Oops"_s);
    wizard->goTo(4);
    auto *labels = wizard->findChild<QTableWidget *>(u"deploymentLabels"_s);
    labels->item(0, 1)->setText(u"nobody"_s);
    wizard->goTo(5);
    applyIn(wizard->findChild<PlanPanel *>());
    if (QTest::currentTestFailed())
        return;
    QVERIFY(contentOf(m_sample->file(PortalFile)).contains("Oops"));
    wizard->close();

    // From the panel of this run.
    QPushButton *restore = nullptr;
    QVERIFY(m_sample->run(u"activity.show"_s, {}));
    QTRY_VERIFY_WITH_TIMEOUT(restore = m_sample->window()->findChild<QPushButton *>(u"restore.ice-portal"_s),
                             30'000);
    restore->click();
    auto *window = topLevel<EditWindow>();
    QVERIFY(window);
    QTRY_VERIFY_WITH_TIMEOUT(!window->panel()->view()->plan().items.isEmpty(), 30'000);
    QCOMPARE(window->panel()->view()->plan().count(PlanItem::Change::Change), 1);
    applyIn(window->panel());
    if (QTest::currentTestFailed())
        return;
    // Byte for byte, comments and all.
    QCOMPARE(linesOf(contentOf(m_sample->file(PortalFile))), linesOf(RichText));
}

void WizardEditTest::refusesToRestoreWhatItCannot()
{
    start();
    JournalEntry entry;
    entry.outcome = u"refused"_s;
    entry.source = m_sample->context()->source()->title();
    entry.ref = {u"v1"_s, u"Secret"_s, u"glaciology"_s, u"pull"_s};
    const Source *source = m_sample->context()->source();
    QCOMPARE(whyNotRestored(entry, source), u"Nothing was changed, so there is nothing to restore."_s);
    entry.outcome = u"done"_s;
    QCOMPARE(whyNotRestored(entry, source),
             u"There was nothing before this change. Delete the object to take it back."_s);
    entry.before = "kind: Secret\n";
    QCOMPARE(whyNotRestored(entry, source),
             u"Easel keeps no secret values, so a Secret cannot be restored from here."_s);
    entry.ref = m_sample->deployment(u"ice-portal"_s).object();
    QCOMPARE(whyNotRestored(entry, source), QString());
    entry.source = u"hub-north"_s;
    QCOMPARE(whyNotRestored(entry, source),
             u"This was changed on hub-north. Open it to restore the object there."_s);
    // Credentials that the journal left out are for the user to fill in: nothing is planned before.
    entry.source = source->title();
    entry.ref.name = u"gone"_s;
    entry.before = "apiVersion: spectrocloud.com/v1alpha1\nkind: AIWorkload\n"
                   "metadata: {name: gone, namespace: glaciology}\nspec: {description: token <redacted>}\n";
    restoreObject(m_sample->context(), entry, m_sample->window());
    auto *window = topLevel<EditWindow>();
    QVERIFY(window);
    QVERIFY(window->panel()->view()->plan().items.isEmpty());
    QVERIFY(window->findChild<QPushButton *>(u"editReview"_s)->isVisible());
}

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    if (const QString folder = qEnvironmentVariable("EASEL_TEST_CHILD"); !folder.isEmpty()) {
        QStandardPaths::setTestModeEnabled(true);
        useTestFont();
        return WizardEditTest::workUntilKilled(folder);
    }
    WizardEditTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_wizardedit.moc"
