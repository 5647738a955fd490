// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/banner.h"
#include "app/views/parts/formfield.h"
#include "app/views/planview.h"
#include "app/wizards/appdeploymentwizard.h"
#include "app/wizards/choicelist.h"
#include "app/wizards/deploymentmodel.h"
#include "app/wizards/planpanel.h"
#include "app/wizards/reviewpage.h"
#include "app/wizards/steplist.h"
#include "core/base/englishplurals.h"
#include "core/yaml/yamlreader.h"
#include "samplewindow.h"
#include "screenshot.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QComboBox>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTableWidget>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

class WizardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void deploysByKeysOnly();
    void saysWhatIsMissing();
    void goesBackAndForth();
    void refusesWhatTheRulesRefuse();
    void typesVariables();
    void keepsAndDiscardsDrafts();
    void untouchedLeavesNothing();
    void exportsCopiesAndHandsOver();
    void clones();
    void clonesModels();
    void clonesDedicatedPools();
    void triesAgainAfterARefusal();
    void closingStopsNothing();
    void namesEveryControl();
    void followsTheTheme();

private:
    AppDeploymentWizard *openWizard(const QString &project = {})
    {
        m_sample->window()->showEntry(u"apps"_s);
        ActionTarget target = m_sample->window()->selection();
        target.project = project;
        if (!m_sample->run(u"app.deploy"_s, target))
            return nullptr;
        return ready();
    }
    // The wizard with its surroundings read.
    AppDeploymentWizard *ready()
    {
        auto *wizard = topLevel<AppDeploymentWizard>();
        const bool known = wizard && QTest::qWaitFor([&] { return wizard->model()->isReady(); }, 30'000);
        return known ? wizard : nullptr;
    }
    template <typename T>
    T *part(const QString &name) const
    {
        auto *wizard = topLevel<AppDeploymentWizard>(0);
        return wizard ? wizard->findChild<T *>(name) : nullptr;
    }
    // Down to a line of the focused list, then Space.
    static bool choose(const QString &id)
    {
        auto *list = qobject_cast<ChoiceList *>(QApplication::focusWidget());
        if (!list)
            return false;
        press(Qt::Key_Home);
        for (int row = 0; row < list->model()->rowCount() && list->currentId() != id; ++row)
            press(Qt::Key_Down);
        press(Qt::Key_Space);
        return list->chosen().contains(id);
    }
    static void next() { press(Qt::Key_Return, Qt::ControlModifier); }
    // Basics, bundles and compute, so that the variables page is shown.
    void fillTo(AppDeploymentWizard *wizard, int step, const QString &bundle = u"ice-portal-v1"_s)
    {
        QVERIFY(tabTo(u"deploymentProject"_s));
        QVERIFY(choose(u"glaciology"_s));
        QVERIFY(tabTo(u"deploymentName"_s));
        type(u"melt-pages"_s);
        if (step < 1)
            return;
        next();
        QCOMPARE(wizard->currentStep(), 1);
        QVERIFY(tabTo(u"deploymentBundles"_s));
        QVERIFY(choose(bundle));
        if (step < 2)
            return;
        next();
        QCOMPARE(wizard->currentStep(), 2);
        QVERIFY(tabTo(u"deploymentCompute"_s));
        QVERIFY(choose(u"pool/firn-shared"_s));
        if (step < 3)
            return;
        next();
        QCOMPARE(wizard->currentStep(), 3);
    }
    QString errorOf(QWidget *inner) const
    {
        for (QWidget *up = inner; up; up = up->parentWidget()) {
            if (auto *field = qobject_cast<FormField *>(up))
                return field->error();
        }
        return {};
    }
    QJsonObject written(const QString &path) const
    {
        const auto document = readYamlDocument(contentOf(m_sample->file(path)));
        return document ? document->value.toObject() : QJsonObject();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SampleWindow> m_sample;
};

void WizardTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::installTranslator(new EnglishPlurals(this));
    useTestFont();
}

void WizardTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_sample = std::make_unique<SampleWindow>(m_folder->path());
    QVERIFY(m_sample->open());
}

void WizardTest::cleanup()
{
    m_sample.reset();
    m_folder.reset();
}

void WizardTest::deploysByKeysOnly()
{
    m_sample->window()->showEntry(u"apps"_s);
    QTest::keyClick(m_sample->window(), Qt::Key_N, Qt::ControlModifier);
    AppDeploymentWizard *wizard = ready();
    QVERIFY(wizard);

    QVERIFY(tabTo(u"deploymentProject"_s));
    QVERIFY(choose(u"glaciology"_s));
    QVERIFY(tabTo(u"deploymentName"_s));
    type(u"melt-pages"_s);
    QVERIFY(tabTo(u"deploymentDescription"_s));
    type(u"Pages about melt"_s);
    screenshot(wizard, u"wizard-basics"_s);
    next();

    QCOMPARE(wizard->currentStep(), 1);
    QVERIFY(tabTo(u"bundleFilter"_s));
    type(u"portal"_s);
    QVERIFY(tabTo(u"deploymentBundles"_s));
    QCOMPARE(part<ChoiceList>(u"deploymentBundles"_s)->model()->rowCount(), 1);
    QVERIFY(choose(u"ice-portal-v1"_s));
    screenshot(wizard, u"wizard-bundles"_s);
    next();

    QCOMPARE(wizard->currentStep(), 2);
    QVERIFY(tabTo(u"deploymentCompute"_s));
    QVERIFY(choose(u"pool/firn-shared"_s));
    QVERIFY(tabTo(u"gpu.NVIDIA-A100"_s));
    press(Qt::Key_Up);
    QCOMPARE(part<QSpinBox>(u"gpu.NVIDIA-A100"_s)->value(), 1);
    screenshot(wizard, u"wizard-compute"_s);
    next();

    QCOMPARE(wizard->currentStep(), 3);
    next(); // a required variable has no value
    QCOMPARE(wizard->currentStep(), 3);
    QVERIFY(QApplication::focusWidget());
    QCOMPARE(QApplication::focusWidget()->objectName(), u"variable.api.contact"_s);
    QCOMPARE(errorOf(QApplication::focusWidget()), u"Enter a value for contact."_s);
    screenshot(wizard, u"wizard-variables-missing"_s);
    type(u"melt@borealis.example"_s);
    QVERIFY(errorOf(QApplication::focusWidget()).isEmpty());
    QVERIFY(tabTo(u"variable.api.replicas"_s));
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"3"_s);
    for (int tries = 0; tries < 5 && wizard->currentStep() == 3; ++tries) {
        next();
        if (wizard->currentStep() == 3)
            type(u"melt@borealis.example"_s); // the web part's contact
    }
    screenshot(wizard, u"wizard-details"_s);

    QCOMPARE(wizard->currentStep(), 4);
    // The name is no namespace that the project allows (AIW-7).
    next();
    QCOMPARE(wizard->currentStep(), 4);
    QCOMPARE(errorOf(part<QComboBox>(u"deploymentNamespace"_s)),
             u"Project glaciology does not allow workloads in namespace melt-pages."_s);
    QVERIFY(tabTo(u"deploymentNamespace"_s) ||
            part<QComboBox>(u"deploymentNamespace"_s)->lineEdit()->hasFocus());
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"ice-apps"_s);
    QVERIFY(errorOf(part<QComboBox>(u"deploymentNamespace"_s)).isEmpty());
    QVERIFY(tabTo(u"deploymentLabels.add"_s));
    press(Qt::Key_Space);
    type(u"team"_s);
    press(Qt::Key_Return);
    press(Qt::Key_Right);
    press(Qt::Key_F2);
    type(u"ice"_s);
    press(Qt::Key_Return);
    next();

    QCOMPARE(wizard->currentStep(), 5);
    auto *apply = part<QPushButton>(u"planApply"_s);
    QTRY_VERIFY_WITH_TIMEOUT(apply->isEnabled(), 30'000);
    QCOMPARE(apply->text(), u"Write 1 change"_s);
    screenshot(wizard, u"wizard-review"_s);
    QVERIFY(tabTo(u"planApply"_s));
    press(Qt::Key_Space);
    const QString path = u"projects/glaciology/aiworkload-melt-pages.yaml"_s;
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(m_sample->file(path)), 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(part<QPushButton>(u"planOpen"_s)->isEnabled(), 30'000);
    screenshot(wizard, u"wizard-applied"_s);

    const QJsonObject object = written(path);
    const QJsonObject spec = object[u"spec"].toObject();
    QCOMPARE(object[u"metadata"][u"labels"].toObject(),
             (QJsonObject{{u"palette.ai/aiworkload-type"_s, u"application"_s}, {u"team"_s, u"ice"_s}}));
    QCOMPARE(spec[u"description"].toString(), u"Pages about melt"_s);
    QCOMPARE(spec[u"targetNamespace"].toString(), u"ice-apps"_s);
    QCOMPARE(spec[u"compute"][u"computePoolRef"][u"name"].toString(), u"firn-shared"_s);
    QCOMPARE(spec[u"gpuResources"][u"requests"].toObject(), (QJsonObject{{u"NVIDIA-A100"_s, 1}}));
    const QJsonArray parts = spec[u"workloadDeploymentConfigs"].toArray();
    QCOMPARE(parts.size(), 2);
    QCOMPARE(parts[0][u"variables"].toObject(),
             (QJsonObject{{u"replicas"_s, QJsonObject{{u"int32"_s, 3}}},
                          {u"contact"_s, QJsonObject{{u"string"_s, u"melt@borealis.example"_s}}}}));

    // Done: what is left is to look at it or to close.
    QTRY_COMPARE_WITH_TIMEOUT(part<QPushButton>(u"wizardCancel"_s)->text(), u"Close"_s, 30'000);
    QVERIFY(!part<QPushButton>(u"wizardBack"_s)->isVisible());
    QStringList headings;
    for (const QLabel *heading : wizard->findChildren<QLabel *>(u"wizardHeading"_s)) {
        if (heading->isVisible())
            headings << heading->text();
    }
    QCOMPARE(headings, QStringList{u"What was done"_s});
    QVERIFY(!apply->isVisible());
    QVERIFY(QDir(m_sample->home() + u"/drafts"_s).entryList({u"*.json"_s}).isEmpty());
    QCOMPARE(QApplication::focusWidget()->objectName(), u"planOpen"_s);
    press(Qt::Key_Space);
    QTRY_VERIFY(!topLevel<AppDeploymentWizard>(0));
    QCOMPARE(m_sample->window()->currentEntry(), u"apps"_s);
    QTRY_COMPARE(m_sample->window()->selection().object().name, u"melt-pages"_s);
}

void WizardTest::saysWhatIsMissing()
{
    AppDeploymentWizard *wizard = openWizard();
    QVERIFY(wizard);
    next();
    QCOMPARE(wizard->currentStep(), 0);
    QCOMPARE(QApplication::focusWidget()->objectName(), u"deploymentProject"_s);
    QCOMPARE(errorOf(part<ChoiceList>(u"deploymentProject"_s)), u"Choose a project."_s);
    QCOMPARE(errorOf(part<QLineEdit>(u"deploymentName"_s)), u"Enter a name."_s);
    screenshot(wizard, u"wizard-missing"_s);
    QVERIFY(choose(u"glaciology"_s));
    QVERIFY(tabTo(u"deploymentName"_s));
    // AIW-1: as POOL-1.
    type(u"Ice_Portal"_s);
    QVERIFY(!errorOf(part<QLineEdit>(u"deploymentName"_s)).isEmpty());
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"ice-portal"_s);
    QVERIFY(errorOf(part<QLineEdit>(u"deploymentName"_s)).contains(u"already"_s));
    next();
    QCOMPARE(wizard->currentStep(), 0);
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"ice-portal-2"_s);
    QVERIFY(errorOf(part<QLineEdit>(u"deploymentName"_s)).isEmpty());
    next();
    QCOMPARE(wizard->currentStep(), 1);
    next();
    QCOMPARE(wizard->currentStep(), 1);
    QCOMPARE(errorOf(part<ChoiceList>(u"deploymentBundles"_s)), u"Choose at least one bundle."_s);
    QCOMPARE(QApplication::focusWidget()->objectName(), u"deploymentBundles"_s);
}

void WizardTest::goesBackAndForth()
{
    AppDeploymentWizard *wizard = openWizard();
    QVERIFY(wizard);
    fillTo(wizard, 3);
    if (QTest::currentTestFailed())
        return;
    QVERIFY(tabTo(u"variable.api.contact"_s));
    type(u"a@b.example"_s);
    press(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(wizard->currentStep(), 2);
    press(Qt::Key_Left, Qt::AltModifier);
    press(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(wizard->currentStep(), 0);
    QCOMPARE(part<QLineEdit>(u"deploymentName"_s)->text(), u"melt-pages"_s);
    QCOMPARE(part<ChoiceList>(u"deploymentProject"_s)->chosen(), QStringList{u"glaciology"_s});
    // A second bundle beside the first keeps what was typed for the first.
    next();
    QVERIFY(tabTo(u"deploymentBundles"_s));
    QVERIFY(choose(u"search-v0"_s));
    QCOMPARE(part<ChoiceList>(u"deploymentBundles"_s)->chosen().size(), 2);
    next();
    next();
    QCOMPARE(wizard->currentStep(), 3);
    QCOMPARE(part<QLineEdit>(u"variable.api.contact"_s)->text(), u"a@b.example"_s);
    // Both bundles have an "api": the second one gets a name of its own (AIW-14).
    QVERIFY(part<QLineEdit>(u"variable.api-2.replicas"_s));
    // The steps lead back, too.
    QTest::mouseClick(part<QAbstractButton>(u"step1"_s), Qt::LeftButton);
    QCOMPARE(wizard->currentStep(), 1);
    // Another project drops what belonged to the old one.
    press(Qt::Key_Left, Qt::AltModifier);
    QVERIFY(tabTo(u"deploymentProject"_s));
    QVERIFY(choose(u"vision"_s));
    QVERIFY(part<ChoiceList>(u"deploymentBundles"_s)->chosen().isEmpty());
    QVERIFY(part<ChoiceList>(u"deploymentCompute"_s)->chosen().isEmpty());
}

void WizardTest::refusesWhatTheRulesRefuse()
{
    AppDeploymentWizard *wizard = openWizard();
    QVERIFY(wizard);
    fillTo(wizard, 1);
    if (QTest::currentTestFailed())
        return;
    // AIW-5: a bundle without an application profile says why and cannot be chosen.
    QVERIFY(!choose(u"llm-serving-v1"_s));
    auto *bundles = part<ChoiceList>(u"deploymentBundles"_s);
    QVERIFY(bundles->currentIndex()
                .data(Qt::AccessibleTextRole)
                .toString()
                .contains(u"This bundle has no application profile."_s));
    next();
    QCOMPARE(wizard->currentStep(), 2);
    next(); // AIW-2
    QCOMPARE(wizard->currentStep(), 2);
    auto *compute = part<ChoiceList>(u"deploymentCompute"_s);
    QCOMPARE(errorOf(compute), u"Choose a running pool or an environment."_s);
    // AIW-3
    QVERIFY(tabTo(u"deploymentCompute"_s));
    QVERIFY(!choose(u"pool/sastrugi-old"_s));
    QVERIFY(compute->currentIndex()
                .data(Qt::AccessibleTextRole)
                .toString()
                .contains(u"Pool sastrugi-old is Deleting. Choose a running pool."_s));
    QVERIFY(choose(u"pool/firn-shared"_s));
    // AIW-8: two A100 are free.
    QVERIFY(tabTo(u"gpu.NVIDIA-A100"_s));
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"3"_s);
    auto *gpus = part<QSpinBox>(u"gpu.NVIDIA-A100"_s);
    QTRY_COMPARE(gpus->value(), 3);
    QCOMPARE(errorOf(gpus), u"Pool firn-shared has 2 NVIDIA-A100 GPUs free; this deployment asks for 3."_s);
    screenshot(wizard, u"wizard-gpus"_s);
    next();
    QCOMPARE(wizard->currentStep(), 2);
    QVERIFY(gpus->hasFocus());
    press(Qt::Key_Down);
    QTRY_COMPARE(gpus->value(), 2);
    QVERIFY(errorOf(gpus).isEmpty());
    next();
    QCOMPARE(wizard->currentStep(), 3);
}

void WizardTest::typesVariables()
{
    AppDeploymentWizard *wizard = openWizard();
    QVERIFY(wizard);
    fillTo(wizard, 3);
    if (QTest::currentTestFailed())
        return;
    const auto field = [](QWidget *inner) {
        FormField *found = nullptr;
        for (QWidget *up = inner; up && !found; up = up->parentWidget())
            found = qobject_cast<FormField *>(up);
        return found;
    };
    // Sources and locks are said, locked ones cannot be typed into.
    auto *registry = part<QLineEdit>(u"variable.api.registry"_s);
    QVERIFY(registry && registry->isReadOnly());
    QCOMPARE(field(registry)->noteLabel()->text(), u"locked by the system"_s);
    auto *level = part<QLineEdit>(u"variable.api.log_level"_s);
    QVERIFY(level->isReadOnly());
    QCOMPARE(field(level)->noteLabel()->text(), u"locked by the project"_s);
    auto *site = part<QLineEdit>(u"variable.api.site"_s);
    QCOMPARE(field(site)->noteLabel()->text(), u"from the project"_s);
    QCOMPARE(site->text(), u"ny-alesund"_s);
    auto *cache = part<QLineEdit>(u"variable.api.cache_seconds"_s);
    QCOMPARE(field(cache)->noteLabel()->text(), u"from the bundle"_s);
    QCOMPARE(cache->text(), u"120"_s); // what the bundle says of this profile
    screenshot(wizard, u"wizard-variables"_s);

    // A value of the wrong type is said at once and never gets into the draft.
    QVERIFY(tabTo(u"variable.api.cache_seconds"_s));
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"soon"_s);
    QCOMPARE(errorOf(cache), u"cache_seconds needs a whole number; 'soon' is none."_s);
    QVERIFY(!wizard->draft()->objects().first().text.contains("soon"));
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"90"_s);
    QVERIFY(errorOf(cache).isEmpty());
    QCOMPARE(field(cache)->noteLabel()->text(), u"set here"_s);
    const auto ownValues = [&] {
        return wizard->draft()
            ->objects()
            .first()
            .value[u"spec"][u"workloadDeploymentConfigs"][0][u"variables"]
            .toObject();
    };
    QCOMPARE(ownValues(), (QJsonObject{{u"cache_seconds"_s, QJsonObject{{u"int64"_s, 90}}}}));
    // Back to the inherited value.
    QVERIFY(tabTo(u"variable.api.cache_seconds.reset"_s));
    press(Qt::Key_Space);
    QCOMPARE(cache->text(), u"120"_s);
    QVERIFY(ownValues().isEmpty());
    // A yes or no.
    QVERIFY(tabTo(u"variable.api.debug"_s));
    press(Qt::Key_Up);
    QCOMPARE(ownValues(), (QJsonObject{{u"debug"_s, QJsonObject{{u"bool"_s, true}}}}));
    // What is typed in the middle of a text stays there.
    QVERIFY(tabTo(u"variable.api.page_title"_s));
    press(Qt::Key_Home);
    type(u"The "_s);
    QCOMPARE(part<QLineEdit>(u"variable.api.page_title"_s)->text(), u"The Ice portal"_s);
    // Several lines, a number out of range of its type.
    QVERIFY(tabTo(u"variable.web.banner"_s));
    type(u"One"_s);
    press(Qt::Key_Return);
    type(u"Two"_s);
    QCOMPARE(wizard->draft()
                 ->objects()
                 .first()
                 .value[u"spec"][u"workloadDeploymentConfigs"][1][u"variables"][u"banner"][u"string"]
                 .toString(),
             u"One\nTwo"_s);
    QVERIFY(tabTo(u"variable.api.replicas"_s) || tabTo(u"variable.api.replicas"_s));
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"99999999999"_s);
    QVERIFY(!errorOf(part<QLineEdit>(u"variable.api.replicas"_s)).isEmpty());
}

void WizardTest::keepsAndDiscardsDrafts()
{
    AppDeploymentWizard *wizard = openWizard();
    QVERIFY(wizard);
    fillTo(wizard, 3);
    if (QTest::currentTestFailed())
        return;
    const auto kept = [&] {
        return QDir(m_sample->home() + u"/drafts"_s).entryList({u"*.json"_s}, QDir::Files).size();
    };
    QTRY_COMPARE_WITH_TIMEOUT(kept(), 1, 30'000);
    QString toast;
    std::function<void()> undo;
    connect(m_sample->context(), &AppContext::toastRequested, this,
            [&](const QString &text, const std::function<void()> &back) {
                toast = text;
                undo = back;
            });
    // Esc closes; the draft stays and comes back as it was.
    press(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<AppDeploymentWizard>(0));
    QCOMPARE(toast, u"Draft melt-pages is kept"_s);
    QCOMPARE(kept(), 1);
    QVERIFY(undo);
    undo();
    wizard = ready();
    QVERIFY(wizard);
    QCOMPARE(wizard->currentStep(), 3);
    QCOMPARE(part<QLineEdit>(u"deploymentName"_s)->text(), u"melt-pages"_s);
    press(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<AppDeploymentWizard>(0));
    // The palette's way back.
    QVERIFY(m_sample->run(u"drafts.continue"_s, m_sample->window()->selection()));
    wizard = ready();
    QVERIFY(wizard);
    QCOMPARE(wizard->model()->name(), u"melt-pages"_s);
    // Cancel throws it away, with an undo.
    QVERIFY(tabTo(u"wizardCancel"_s));
    press(Qt::Key_Space);
    QTRY_VERIFY(!topLevel<AppDeploymentWizard>(0));
    QCOMPARE(toast, u"Draft melt-pages is discarded"_s);
    QTRY_COMPARE_WITH_TIMEOUT(kept(), 0, 30'000);
    undo();
    wizard = ready();
    QVERIFY(wizard);
    QCOMPARE(wizard->model()->name(), u"melt-pages"_s);
    QTRY_COMPARE_WITH_TIMEOUT(kept(), 1, 30'000);
}

void WizardTest::untouchedLeavesNothing()
{
    AppDeploymentWizard *wizard = openWizard(u"glaciology"_s);
    QVERIFY(wizard);
    QCOMPARE(wizard->model()->project(), u"glaciology"_s);
    QStringList toasts;
    connect(m_sample->context(), &AppContext::toastRequested, this,
            [&](const QString &text) { toasts << text; });
    press(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<AppDeploymentWizard>(0));
    QCOMPARE(toasts, QStringList());
    QVERIFY(QDir(m_sample->home() + u"/drafts"_s).entryList({u"*.json"_s}).isEmpty());
}

void WizardTest::exportsCopiesAndHandsOver()
{
    QVERIFY(m_sample->run(u"app.clone"_s, m_sample->deployment(u"field-search"_s)));
    AppDeploymentWizard *wizard = ready();
    QVERIFY(wizard);
    for (int i = 0; i < 5; ++i)
        next();
    // The pool has no free L40S left; a clone asks for as many as its original.
    if (wizard->currentStep() == 2) {
        QCOMPARE(QApplication::focusWidget()->objectName(), u"gpu.NVIDIA-L40S"_s);
        press(Qt::Key_Down);
        press(Qt::Key_Down);
        for (int i = 0; i < 3; ++i)
            next();
    }
    QCOMPARE(wizard->currentStep(), 5);
    auto *apply = part<QPushButton>(u"planApply"_s);
    QTRY_VERIFY_WITH_TIMEOUT(apply->isEnabled(), 30'000);
    auto *notice = part<Banner>(u"planNotice"_s);

    QVERIFY(tabTo(u"planCopy"_s));
    press(Qt::Key_Space);
    QCOMPARE(notice->strongText(), u"YAML copied"_s);
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY(copied.contains(u"name: field-search-2"_s));

    const QString file = m_folder->filePath(u"out.yaml"_s);
    m_sample->prompter()->answers << file;
    QVERIFY(tabTo(u"planExport"_s));
    press(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(notice->strongText(), u"Wrote %1"_s.arg(file), 30'000);
    QCOMPARE(QString::fromUtf8(contentOf(file)), copied);
    // What cannot be written is said, and the plan stays.
    m_sample->prompter()->answers << m_folder->filePath(u"nowhere/out.yaml"_s);
    press(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(notice->strongText(), u"The YAML was not exported."_s, 30'000);
    QVERIFY(apply->isEnabled());
    screenshot(wizard, u"wizard-export-failed"_s);

    const QString other = m_folder->filePath(u"other"_s);
    m_sample->prompter()->answers << other;
    QVERIFY(tabTo(u"planWrite"_s));
    press(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(notice->strongText().startsWith(u"Wrote 2 files to"_s), 30'000);
    QVERIFY(QFileInfo::exists(other + u"/easel.yaml"_s));
    QCOMPARE(contentOf(other + u"/projects/glaciology/aiworkload-field-search-2.yaml"_s), contentOf(file));
    // Nothing of this was an apply.
    QVERIFY(!QFileInfo::exists(m_sample->file(u"projects/glaciology/aiworkload-field-search-2.yaml"_s)));
}

void WizardTest::clones()
{
    QVERIFY(m_sample->run(u"app.clone"_s, m_sample->deployment(u"ice-portal"_s)));
    AppDeploymentWizard *wizard = ready();
    QVERIFY(wizard);
    const QJsonObject clone = wizard->model()->deployment();
    QCOMPARE(clone[u"metadata"][u"name"].toString(), u"ice-portal-2"_s);
    QCOMPARE(clone[u"metadata"][u"annotations"][u"easel.spectrocloud.com/cloned-from"].toString(),
             u"glaciology/ice-portal"_s);
    QVERIFY(!clone.contains(u"status"));
    QVERIFY(!clone[u"metadata"].toObject().contains(u"creationTimestamp"));
    for (int i = 0; i < 5; ++i)
        next();
    QCOMPARE(wizard->currentStep(), 5);
    auto *apply = part<QPushButton>(u"planApply"_s);
    QTRY_VERIFY_WITH_TIMEOUT(apply->isEnabled(), 30'000);
    press(Qt::Key_Return, Qt::ControlModifier);
    const QString path = u"projects/glaciology/aiworkload-ice-portal-2.yaml"_s;
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(m_sample->file(path)), 30'000);
    const QJsonObject spec = written(u"projects/glaciology/aiworkload-ice-portal.yaml"_s)[u"spec"].toObject();
    QCOMPARE(written(path)[u"spec"].toObject(), spec);
}

void WizardTest::clonesModels()
{
    // AIW-5: a model deployment takes bundles with a model profile, and only these.
    QVERIFY(m_sample->run(u"app.clone"_s, m_sample->deployment(u"melt-chat"_s)));
    AppDeploymentWizard *wizard = ready();
    QVERIFY(wizard);
    QVERIFY(wizard->model()->isModel());
    next();
    QCOMPARE(wizard->currentStep(), 1);
    auto *bundles = part<ChoiceList>(u"deploymentBundles"_s);
    QCOMPARE(bundles->chosen(), QStringList{u"llm-serving-v1"_s});
    QVERIFY(tabTo(u"deploymentBundles"_s));
    QVERIFY(!choose(u"search-v0"_s));
    QVERIFY(bundles->currentIndex()
                .data(Qt::AccessibleTextRole)
                .toString()
                .contains(u"This bundle has no model profile."_s));
    QCOMPARE(bundles->chosen(), QStringList{u"llm-serving-v1"_s});
    QVERIFY(wizard->page(1)->problems().isEmpty());
}

void WizardTest::clonesDedicatedPools()
{
    // 2.19: a clone with a pool of its own asks for a new virtual IP.
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
                         "      paletteClusterDeploymentConfig:\n"
                         "        edge: {vip: 10.20.30.40}\n"));
    const auto target = m_sample->deployment(u"own-pool"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_sample->context()
                                 ->surroundings()
                                 ->store(u"AIWorkload.spectrocloud.com"_s)
                                 ->find(u"glaciology"_s, u"own-pool"_s),
                             30'000);
    QVERIFY(m_sample->run(u"app.clone"_s, target));
    AppDeploymentWizard *wizard = ready();
    QVERIFY(wizard);
    QVERIFY(!wizard->draft()->objects().first().text.contains("10.20.30.40"));
    next();
    next();
    QCOMPARE(wizard->currentStep(), 2);
    QCOMPARE(part<ChoiceList>(u"deploymentCompute"_s)->chosen(), QStringList{u"dedicated/own-pool-2"_s});
    next();
    QCOMPARE(wizard->currentStep(), 2);
    QCOMPARE(QApplication::focusWidget()->objectName(), u"dedicatedVip"_s);
    QCOMPARE(errorOf(QApplication::focusWidget()), u"Enter a virtual IP for the new pool's cluster."_s);
    screenshot(wizard, u"wizard-dedicated"_s);
    type(u"10.20.30.41"_s);
    QCOMPARE(wizard->model()
                 ->deployment()[u"spec"][u"compute"][u"dedicated"][u"paletteClusterDeploymentConfig"][u"edge"]
                               [u"vip"]
                 .toString(),
             u"10.20.30.41"_s);
}

void WizardTest::triesAgainAfterARefusal()
{
    QVERIFY(m_sample->run(u"app.clone"_s, m_sample->deployment(u"ice-portal"_s)));
    AppDeploymentWizard *wizard = ready();
    QVERIFY(wizard);
    for (int i = 0; i < 5; ++i)
        next();
    auto *apply = part<QPushButton>(u"planApply"_s);
    QTRY_VERIFY_WITH_TIMEOUT(apply->isEnabled(), 30'000);
    // Between test and apply the folder became read-only.
    const QString folder = m_sample->file(u"projects/glaciology"_s);
    QVERIFY(QDir().rename(folder, folder + u"-away"_s));
    QVERIFY(writeContent(folder, "in the way\n"));
    press(Qt::Key_Return, Qt::ControlModifier);
    auto *again = part<QPushButton>(u"planAgain"_s);
    QTRY_VERIFY_WITH_TIMEOUT(again->isVisible(), 30'000);
    screenshot(wizard, u"wizard-refused"_s);
    QVERIFY(!wizard->isDone());
    QCOMPARE(part<QPushButton>(u"wizardCancel"_s)->text(), u"Cancel"_s);
    QVERIFY(!apply->isVisible());
    QVERIFY(part<QPushButton>(u"wizardBack"_s)->isVisible());
    QVERIFY(QFile::remove(folder));
    QVERIFY(QDir().rename(folder + u"-away"_s, folder));
    m_sample->context()->source()->refresh();
    QTRY_VERIFY_WITH_TIMEOUT(m_sample->context()
                                 ->surroundings()
                                 ->store(u"AIWorkload.spectrocloud.com"_s)
                                 ->find(u"glaciology"_s, u"ice-portal"_s),
                             30'000);
    QVERIFY(again->hasFocus());
    press(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(apply->isVisible() && apply->isEnabled(), 30'000);
    press(Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(
        QFileInfo::exists(m_sample->file(u"projects/glaciology/aiworkload-ice-portal-2.yaml"_s)), 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(wizard->isDone(), 30'000);
}

void WizardTest::closingStopsNothing()
{
    QVERIFY(m_sample->run(u"app.clone"_s, m_sample->deployment(u"ice-portal"_s)));
    QPointer<AppDeploymentWizard> wizard = ready();
    QVERIFY(wizard);
    const QString path =
        m_sample->file(u"projects/glaciology/aiworkload-%1.yaml"_s.arg(wizard->model()->name()));
    for (int i = 0; i < 5; ++i)
        next();
    auto *apply = part<QPushButton>(u"planApply"_s);
    QTRY_VERIFY_WITH_TIMEOUT(apply->isEnabled(), 30'000);
    apply->click();
    QVERIFY(!part<QPushButton>(u"wizardBack"_s)->isVisible());
    QVERIFY(!apply->isVisible());
    wizard->close(); // while it runs
    QVERIFY(!QFile::exists(path));
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path), 30'000);
    // What was applied is no draft any more.
    QTRY_VERIFY_WITH_TIMEOUT(!wizard, 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(QDir(m_sample->home() + u"/drafts"_s).entryList({u"*.json"_s}).isEmpty(),
                             30'000);
}

void WizardTest::namesEveryControl()
{
    QVERIFY(m_sample->run(u"app.clone"_s, m_sample->deployment(u"ice-portal"_s)));
    AppDeploymentWizard *wizard = ready();
    QVERIFY(wizard);
    QStringList problems;
    for (int step = 0; step < 6; ++step) {
        if (step > 0)
            next();
        QCOMPARE(wizard->currentStep(), step);
        if (step == 5)
            QTRY_VERIFY_WITH_TIMEOUT(part<QPushButton>(u"planApply"_s)->isEnabled(), 30'000);
        problems += namelessControls(wizard);
    }
    problems.removeDuplicates();
    QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u", "_s)));
}

void WizardTest::followsTheTheme()
{
    QVERIFY(m_sample->run(u"app.clone"_s, m_sample->deployment(u"ice-portal"_s)));
    AppDeploymentWizard *wizard = ready();
    QVERIFY(wizard);
    for (int i = 0; i < 5; ++i)
        next();
    QTRY_VERIFY_WITH_TIMEOUT(part<QPushButton>(u"planApply"_s)->isEnabled(), 30'000);
    m_sample->context()->settings()->setColorMode(u"dark"_s);
    QTRY_VERIFY(Look::theme().isDark());
    screenshot(wizard, u"wizard-review-dark"_s);
    // Every label has an ink of the new theme.
    const QList<QColor> inks{Look::theme().text,
                             Look::theme().text2,
                             Look::theme().good.foreground,
                             Look::theme().bad.foreground,
                             Look::theme().warning.foreground,
                             Look::theme().progressing.foreground,
                             Look::theme().neutral.foreground};
    const auto stale = [&] {
        QStringList labels;
        for (const QLabel *label : wizard->findChildren<QLabel *>()) {
            const QColor ink = label->palette().color(label->foregroundRole());
            if (label->isVisible() && !label->text().isEmpty() && !inks.contains(ink))
                labels << label->text() + u' ' + ink.name();
        }
        return labels;
    };
    QTRY_COMPARE(stale(), QStringList());
    m_sample->context()->settings()->setColorMode(u"light"_s);
    QTRY_VERIFY(!Look::theme().isDark());
}

QTEST_MAIN(WizardTest)

#include "tst_wizard.moc"
