// SPDX-License-Identifier: GPL-3.0-or-later
// The tenant and the project wizard on the sample workspace, driven by keys; the files are compared.
#include "app/views/parts/formfield.h"
#include "app/views/planview.h"
#include "app/wizards/choicelist.h"
#include "app/wizards/organisationwizard.h"
#include "app/wizards/rowseditor.h"
#include "core/base/englishplurals.h"
#include "samplewindow.h"
#include "screenshot.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QTableWidget>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

class OrganisationWizardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void makesATenantByKeysOnly();
    void makesAProjectByKeysOnly();
    void makesAConfigAlong();
    void editsOneLine();
    void editTouchesNothingElse();
    void saysWhatIsMissing();
    void refusesWithRuleAndSentence();
    void showsTheEffectWhileTyping();
    void warnsWithoutRefusing();
    void keepsDrafts();
    void offersActions();
    void namesEveryControl();
    void fitsSmallWindows();

private:
    OrganisationWizard *ready()
    {
        auto *wizard = topLevel<OrganisationWizard>();
        const bool known =
            wizard && QTest::qWaitFor(
                          [&] { return wizard->model()->isReady() && wizard->model()->isCounted(); }, 30'000);
        return known ? wizard : nullptr;
    }
    OrganisationWizard *create(const QString &entry)
    {
        m_sample->window()->showEntry(entry);
        QTest::keyClick(m_sample->window(), Qt::Key_N, Qt::ControlModifier);
        return ready();
    }
    ActionTarget target(const QString &kind, const QString &name) const
    {
        return m_sample->targetOf(u"spectrocloud.com/v1alpha1"_s, kind, kind == u"Tenant" ? QString() : name,
                                  name);
    }
    OrganisationWizard *edit(const QString &kind, const QString &name)
    {
        const QString action = kind == u"Tenant" ? u"tenant.edit"_s : u"project.edit"_s;
        return m_sample->run(action, target(kind, name)) ? ready() : nullptr;
    }
    template <typename T>
    T *part(const QString &name) const
    {
        auto *wizard = topLevel<OrganisationWizard>(0);
        return wizard ? wizard->findChild<T *>(name) : nullptr;
    }
    static void next() { press(Qt::Key_Return, Qt::ControlModifier); }
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
    // A line of a list, typed.
    static bool addRow(const QString &list, const QStringList &texts)
    {
        if (!tabTo(list + u".add"_s))
            return false;
        press(Qt::Key_Space);
        for (qsizetype i = 0; i < texts.size(); ++i) {
            if (i > 0) {
                press(Qt::Key_Right);
                press(Qt::Key_F2);
            }
            type(texts.at(i));
            press(Qt::Key_Return);
        }
        return true;
    }
    static bool setNumber(const QString &field, const QString &number)
    {
        if (!tabTo(field))
            return false;
        press(Qt::Key_A, Qt::ControlModifier);
        press(Qt::Key_Delete);
        type(number);
        return true;
    }
    static bool addFamily(const QString &family)
    {
        if (!tabTo(u"quotaFamily"_s))
            return false;
        type(family);
        press(Qt::Key_Return);
        return QApplication::focusWidget() &&
               QApplication::focusWidget()->objectName() == u"limit."_s + family;
    }
    FormField *fieldOf(QWidget *inner) const
    {
        for (QWidget *up = inner; up; up = up->parentWidget()) {
            if (auto *field = qobject_cast<FormField *>(up))
                return field;
        }
        return nullptr;
    }
    QString errorOf(const QString &name) const
    {
        const FormField *field = fieldOf(part<QWidget>(name));
        return field ? field->error() : u"no such field"_s;
    }
    QString warningOf(const QString &name) const
    {
        const FormField *field = fieldOf(part<QWidget>(name));
        return field ? field->warning() : u"no such field"_s;
    }
    QString effect(const QString &family) const { return part<QLabel>(u"effect."_s + family)->text(); }
    bool apply()
    {
        auto *button = part<QPushButton>(u"planApply"_s);
        if (!QTest::qWaitFor([&] { return button->isEnabled(); }, 30'000))
            return false;
        if (!tabTo(u"planApply"_s))
            return false;
        auto *wizard = topLevel<OrganisationWizard>(0);
        press(Qt::Key_Space);
        return QTest::qWaitFor(
            [&] { return wizard->isDone() && part<QPushButton>(u"planOpen"_s)->isEnabled(); }, 30'000);
    }

    // The whole file; the first line that differs is said.
    static QString difference(const QByteArray &is, const QByteArray &wanted)
    {
        const QList<QByteArray> a = is.split('\n');
        const QList<QByteArray> b = wanted.split('\n');
        for (qsizetype i = 0; i < qMax(a.size(), b.size()); ++i) {
            if (a.value(i) != b.value(i))
                return u"line %1: \"%2\" instead of \"%3\""_s.arg(
                    QString::number(i + 1), QString::fromUtf8(a.value(i)), QString::fromUtf8(b.value(i)));
        }
        return {};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SampleWindow> m_sample;
};

void OrganisationWizardTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::installTranslator(new EnglishPlurals(this));
    useTestFont();
}

void OrganisationWizardTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_sample = std::make_unique<SampleWindow>(m_folder->path());
    QVERIFY(m_sample->open());
}

void OrganisationWizardTest::cleanup()
{
    m_sample.reset();
    m_folder.reset();
}

void OrganisationWizardTest::makesATenantByKeysOnly()
{
    OrganisationWizard *wizard = create(u"tenants"_s);
    QVERIFY(wizard);
    QVERIFY(tabTo(u"displayName"_s));
    type(u"Aurora Lab"_s);
    QCOMPARE(part<QLineEdit>(u"objectName"_s)->text(), u"aurora-lab"_s);
    QVERIFY(tabTo(u"objectName"_s));
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"aurora"_s);
    QVERIFY(tabTo(u"description"_s));
    type(u"Lights in the sky"_s);
    screenshot(wizard, u"tenant-basics"_s);
    next();

    QCOMPARE(wizard->currentStep(), 1);
    QVERIFY(addRow(u"groups.tenant"_s, {u"aurora-leads"_s}));
    QVERIFY(addRow(u"groups.tenant"_s, {u"borealis-platform"_s}));
    screenshot(wizard, u"tenant-groups"_s);
    next();

    QCOMPARE(wizard->currentStep(), 2);
    QVERIFY(addFamily(u"NVIDIA-H100"_s));
    type(u"16"_s);
    QCOMPARE(effect(u"NVIDIA-H100"_s), u"16 more fit\nTenant aurora: limit 16; 16 left"_s);
    QVERIFY(addFamily(u"*"_s));
    press(Qt::Key_Up); // from none to 0
    QCOMPARE(part<QLineEdit>(u"limit.*"_s)->text(), u"0"_s);
    screenshot(wizard, u"tenant-limits"_s);
    next();

    QCOMPARE(wizard->currentStep(), 3);
    screenshot(wizard, u"tenant-settings"_s);
    next();
    QCOMPARE(wizard->currentStep(), 4);
    QVERIFY(addRow(u"organisationLabels"_s, {u"cost-centre"_s, u"4711"_s}));
    next();

    QCOMPARE(wizard->currentStep(), 5);
    QTRY_VERIFY_WITH_TIMEOUT(part<QPushButton>(u"planApply"_s)->isEnabled(), 30'000);
    screenshot(wizard, u"tenant-review"_s);
    QVERIFY(apply());
    const QByteArray wanted = "apiVersion: spectrocloud.com/v1alpha1\n"
                              "kind: Tenant\n"
                              "metadata:\n"
                              "  name: aurora\n"
                              "  labels:\n"
                              "    cost-centre: \"4711\"\n"
                              "spec:\n"
                              "  description: Lights in the sky\n"
                              "  displayName: Aurora Lab\n"
                              "  gpuResources:\n"
                              "    limits:\n"
                              "      \"*\": 0\n"
                              "      NVIDIA-H100: 16\n"
                              "  tenantRoleMapping:\n"
                              "    groups:\n"
                              "      - aurora-leads\n"
                              "      - borealis-platform\n";
    QCOMPARE(difference(contentOf(m_sample->file(u"tenants/aurora/tenant-aurora.yaml"_s)), wanted),
             QString());
    QVERIFY(QDir(m_sample->home() + u"/drafts"_s).entryList({u"*.json"_s}).isEmpty());
    press(Qt::Key_Space); // Open
    QTRY_VERIFY(!topLevel<OrganisationWizard>(0));
    QCOMPARE(m_sample->window()->currentEntry(), u"tenants"_s);
    QTRY_COMPARE(m_sample->window()->selection().object().name, u"aurora"_s);
}

void OrganisationWizardTest::makesAProjectByKeysOnly()
{
    OrganisationWizard *wizard = create(u"projects"_s);
    QVERIFY(wizard);
    QVERIFY(tabTo(u"projectTenant"_s));
    QVERIFY(choose(u"borealis"_s));
    QVERIFY(tabTo(u"displayName"_s));
    type(u"Sea Ice"_s);
    QCOMPARE(part<QLineEdit>(u"objectName"_s)->text(), u"sea-ice"_s);
    screenshot(wizard, u"project-basics"_s);
    next();
    QCOMPARE(wizard->currentStep(), 1);
    QVERIFY(addRow(u"groups.admin"_s, {u"ice-leads"_s}));
    QVERIFY(addRow(u"groups.editor"_s, {u"ice-staff"_s}));
    QVERIFY(addRow(u"groups.viewer"_s, {u"glacio-guests"_s}));
    screenshot(wizard, u"project-groups"_s);
    next();
    QCOMPARE(wizard->currentStep(), 2);
    QVERIFY(tabTo(u"computeConfig"_s));
    QVERIFY(choose(u"glaciology/lab-defaults"_s));
    screenshot(wizard, u"project-references"_s);
    next();
    QCOMPARE(wizard->currentStep(), 3);
    QVERIFY(addFamily(u"NVIDIA-A100"_s));
    type(u"8"_s);
    QVERIFY(setNumber(u"guarantee.NVIDIA-A100"_s, u"4"_s));
    screenshot(wizard, u"project-quota"_s);
    next();
    QCOMPARE(wizard->currentStep(), 4);
    QVERIFY(addRow(u"namespacesAllowed"_s, {u"sea-ice-apps"_s}));
    QVERIFY(addRow(u"namespacesDisallowed"_s, {u"*"_s}));
    screenshot(wizard, u"project-details"_s);
    next();
    QCOMPARE(wizard->currentStep(), 5);
    QVERIFY(apply());
    screenshot(wizard, u"project-applied"_s);
    const QByteArray wanted = "apiVersion: spectrocloud.com/v1alpha1\n"
                              "kind: Project\n"
                              "metadata:\n"
                              "  name: sea-ice\n"
                              "  namespace: sea-ice\n"
                              "  labels:\n"
                              "    palette.ai/tenant-name: borealis\n"
                              "spec:\n"
                              "  admissionConfiguration:\n"
                              "    workloadConfiguration:\n"
                              "      deploymentNamespaces:\n"
                              "        allow:\n"
                              "          - sea-ice-apps\n"
                              "        disallow:\n"
                              "          - \"*\"\n"
                              "  computeConfigRef:\n"
                              "    name: lab-defaults\n"
                              "    namespace: glaciology\n"
                              "  displayName: Sea Ice\n"
                              "  gpuResources:\n"
                              "    limits:\n"
                              "      NVIDIA-A100: 8\n"
                              "    requests:\n"
                              "      NVIDIA-A100: 4\n"
                              "  roleMapping:\n"
                              "    admin:\n"
                              "      - ice-leads\n"
                              "    editor:\n"
                              "      - ice-staff\n"
                              "    viewer:\n"
                              "      - glacio-guests\n"
                              "  tenantRef:\n"
                              "    name: borealis\n";
    QCOMPARE(difference(contentOf(m_sample->file(u"projects/sea-ice/project-sea-ice.yaml"_s)), wanted),
             QString());
}

void OrganisationWizardTest::makesAConfigAlong()
{
    OrganisationWizard *wizard = create(u"projects"_s);
    QVERIFY(wizard);
    QVERIFY(tabTo(u"projectTenant"_s));
    QVERIFY(choose(u"sandbox"_s));
    QVERIFY(tabTo(u"objectName"_s));
    type(u"guests"_s);
    next();
    next();
    QCOMPARE(wizard->currentStep(), 2);
    QVERIFY(tabTo(u"computeConfig"_s));
    QVERIFY(choose(u"new"_s));
    QVERIFY(errorOf(u"computeConfig"_s).isEmpty());
    // Another name takes the new configuration along.
    press(Qt::Key_Left, Qt::AltModifier);
    press(Qt::Key_Left, Qt::AltModifier);
    QVERIFY(tabTo(u"objectName"_s));
    press(Qt::Key_End);
    type(u"-2"_s);
    for (int i = 0; i < 5; ++i)
        next();
    QCOMPARE(wizard->currentStep(), 5);
    auto *button = part<QPushButton>(u"planApply"_s);
    QTRY_VERIFY_WITH_TIMEOUT(button->isEnabled(), 30'000);
    QCOMPARE(button->text(), u"Write 2 changes"_s);
    screenshot(wizard, u"project-review-two"_s);
    QVERIFY(apply());
    QCOMPARE(difference(contentOf(m_sample->file(u"projects/guests-2/computeconfig-cluster-defaults.yaml"_s)),
                        "apiVersion: spectrocloud.com/v1alpha1\nkind: ComputeConfig\n"
                        "metadata:\n  name: cluster-defaults\n  namespace: guests-2\n"
                        "spec:\n  paletteClusterConfig:\n    defaults:\n      controlPlanePool:\n"
                        "        nodeCount: 3\n"),
             QString());
    QVERIFY(contentOf(m_sample->file(u"projects/guests-2/project-guests-2.yaml"_s))
                .contains("  computeConfigRef:\n    name: cluster-defaults\n"));
}

void OrganisationWizardTest::editsOneLine()
{
    const QString path = m_sample->file(u"projects/language/project-language.yaml"_s);
    QByteArray wanted = contentOf(path);
    OrganisationWizard *wizard = edit(u"Project"_s, u"language"_s);
    QVERIFY(wizard);
    QVERIFY(part<QLineEdit>(u"objectName"_s)->isReadOnly());
    for (int i = 0; i < 3; ++i)
        next();
    QCOMPARE(wizard->currentStep(), 3);
    QVERIFY(setNumber(u"guarantee.NVIDIA-H100"_s, u"20"_s));
    screenshot(wizard, u"project-edit-quota"_s);
    next();
    next();
    QCOMPARE(wizard->currentStep(), 5);
    QVERIFY(apply());
    wanted.replace("      NVIDIA-H100: 16\n", "      NVIDIA-H100: 20\n");
    QCOMPARE(difference(contentOf(path), wanted), QString());
}

void OrganisationWizardTest::editTouchesNothingElse()
{
    // Comments, flow style, an empty list and what the wizard knows nothing of stay.
    const QString path = m_sample->file(u"projects/interns/project-interns.yaml"_s);
    QByteArray wanted = contentOf(path);
    OrganisationWizard *wizard = edit(u"Project"_s, u"interns"_s);
    QVERIFY(wizard);
    next();
    QCOMPARE(wizard->currentStep(), 1);
    QVERIFY(addRow(u"groups.editor"_s, {u"visitors"_s}));
    for (int i = 0; i < 4; ++i)
        next();
    QCOMPARE(wizard->currentStep(), 5);
    QVERIFY(apply());
    wanted.replace("    editor: [interns]\n", "    editor: [interns, visitors]\n");
    QCOMPARE(difference(contentOf(path), wanted), QString());

    const QString tenant = m_sample->file(u"tenants/sandbox/tenant-sandbox.yaml"_s);
    wanted = contentOf(tenant);
    press(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<OrganisationWizard>(0));
    wizard = edit(u"Tenant"_s, u"sandbox"_s);
    QVERIFY(wizard);
    next();
    next();
    QVERIFY(setNumber(u"limit.NVIDIA-H100"_s, u"24"_s));
    next();
    next();
    next();
    QCOMPARE(wizard->currentStep(), 5);
    QVERIFY(apply());
    wanted.replace("      NVIDIA-H100: 8\n", "      NVIDIA-H100: 24\n");
    QCOMPARE(difference(wizard->model()->text(), wanted), QString()); // the draft, too
    QCOMPARE(difference(contentOf(tenant), wanted), QString());
}

void OrganisationWizardTest::saysWhatIsMissing()
{
    OrganisationWizard *wizard = create(u"projects"_s);
    QVERIFY(wizard);
    next();
    QCOMPARE(wizard->currentStep(), 0);
    QCOMPARE(QApplication::focusWidget()->objectName(), u"projectTenant"_s);
    QCOMPARE(errorOf(u"projectTenant"_s), u"Choose a tenant."_s);
    QCOMPARE(errorOf(u"objectName"_s), u"Enter a name."_s);
    QVERIFY(choose(u"borealis"_s));
    QVERIFY(tabTo(u"objectName"_s));
    type(u"kube-ice"_s);
    QCOMPARE(errorOf(u"objectName"_s), u"'kube-ice' is reserved. Choose another project name. (PRJ-2)"_s);
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"vision"_s);
    QCOMPARE(errorOf(u"objectName"_s), u"There is a project vision already."_s);
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"ice"_s);
    QVERIFY(errorOf(u"objectName"_s).isEmpty());
    QVERIFY(tabTo(u"displayName"_s));
    type(u"Ice & Snow"_s);
    QCOMPARE(errorOf(u"displayName"_s), u"Project name may only use letters, digits and spaces. (PRJ-3)"_s);
    next();
    QCOMPARE(wizard->currentStep(), 0);
    QCOMPARE(QApplication::focusWidget()->objectName(), u"displayName"_s);
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"Ice"_s);
    next();
    next();
    QCOMPARE(wizard->currentStep(), 2);
    next();
    QCOMPARE(wizard->currentStep(), 2);
    QCOMPARE(errorOf(u"computeConfig"_s),
             u"Choose a compute configuration; every project needs one. (PRJ-5)"_s);
    screenshot(wizard, u"project-missing"_s);
}

void OrganisationWizardTest::refusesWithRuleAndSentence()
{
    OrganisationWizard *wizard = edit(u"Tenant"_s, u"borealis"_s);
    QVERIFY(wizard);
    next();
    QVERIFY(addRow(u"groups.tenant"_s, {u"borealis-platform"_s}));
    auto *groups = part<QTableWidget>(u"groups.tenant"_s);
    QCOMPARE(groups->accessibleDescription(), u"Group 2 is empty or repeated. (TEN-2)"_s);
    next();
    QCOMPARE(wizard->currentStep(), 1);
    QVERIFY(tabTo(u"groups.tenant"_s));
    QVERIFY(tabTo(u"groups.tenant.remove"_s));
    press(Qt::Key_Space);
    next();
    QCOMPARE(wizard->currentStep(), 2);
    QVERIFY(setNumber(u"limit.NVIDIA-H100"_s, u"32"_s));
    const QString sentence =
        u"The tenant limit for NVIDIA-H100 would be 32, but 40 are guaranteed to its projects "
        "(glaciology, vision and language). Lower the guarantees first. (TEN-6)"_s;
    QCOMPARE(errorOf(u"limit.NVIDIA-H100"_s).section(u'(', 0, 0), sentence.section(u'(', 0, 0));
    QVERIFY(errorOf(u"limit.NVIDIA-H100"_s).endsWith(u"Lower the guarantees first. (TEN-6)"_s));
    screenshot(wizard, u"tenant-refused"_s);
    next();
    QCOMPARE(wizard->currentStep(), 2);
    QCOMPARE(QApplication::focusWidget()->objectName(), u"limit.NVIDIA-H100"_s);
    press(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<OrganisationWizard>(0));

    wizard = edit(u"Project"_s, u"vision"_s);
    QVERIFY(wizard);
    wizard->goTo(3);
    QVERIFY(setNumber(u"guarantee.NVIDIA-H100"_s, u"25"_s));
    QCOMPARE(errorOf(u"guarantee.NVIDIA-H100"_s),
             u"The guarantee for NVIDIA-H100 (25) is above this project's own limit (24). (PRJ-7)"_s);
    // Tab goes through all fields of the page in their order, then to the buttons of the window.
    QStringList visited;
    QVERIFY(tabTo(u"limit.NVIDIA-A100"_s));
    do {
        visited << QApplication::focusWidget()->objectName();
        press(Qt::Key_Tab);
    } while (visited.size() < 14);
    QCOMPARE(visited,
             (QStringList{u"limit.NVIDIA-A100"_s, u"guarantee.NVIDIA-A100"_s, u"remove.NVIDIA-A100"_s,
                          u"limit.NVIDIA-H100"_s, u"guarantee.NVIDIA-H100"_s, u"remove.NVIDIA-H100"_s,
                          u"limit.NVIDIA-L40S"_s, u"guarantee.NVIDIA-L40S"_s, u"remove.NVIDIA-L40S"_s,
                          u"quotaFamily"_s, u"quotaFamily.add"_s, u"wizardNext"_s, u"wizardBack"_s,
                          u"wizardCancel"_s}));
    QVERIFY(setNumber(u"guarantee.NVIDIA-A100"_s, u"25"_s));
    QVERIFY(errorOf(u"guarantee.NVIDIA-A100"_s).contains(u"(PRJ-"_s));
    next();
    QCOMPARE(wizard->currentStep(), 3);
}

void OrganisationWizardTest::showsTheEffectWhileTyping()
{
    OrganisationWizard *wizard = edit(u"Tenant"_s, u"borealis"_s);
    QVERIFY(wizard);
    wizard->goTo(2);
    QVERIFY(!effect(u"NVIDIA-A100"_s).contains(u"room for"_s));
    QVERIFY(setNumber(u"limit.NVIDIA-A100"_s, u"26"_s));
    QVERIFY2(effect(u"NVIDIA-A100"_s).contains(u"Less room for "_s), qPrintable(effect(u"NVIDIA-A100"_s)));
    QVERIFY(effect(u"NVIDIA-A100"_s).contains(u"Tenant borealis: limit 26, "_s));
    QVERIFY(setNumber(u"limit.NVIDIA-A100"_s, u""_s));
    QVERIFY2(effect(u"NVIDIA-A100"_s).contains(u"More room for "_s) ||
                 effect(u"NVIDIA-A100"_s).contains(u"Any number fits"_s),
             qPrintable(effect(u"NVIDIA-A100"_s)));
    screenshot(wizard, u"tenant-effect"_s);
}

void OrganisationWizardTest::warnsWithoutRefusing()
{
    OrganisationWizard *wizard = edit(u"Tenant"_s, u"field-ops"_s);
    QVERIFY(wizard);
    wizard->goTo(2);
    QVERIFY(setNumber(u"limit.NVIDIA-H100"_s, u"12"_s));
    QCOMPARE(warningOf(u"limit.NVIDIA-H100"_s),
             u"16 NVIDIA-H100 GPUs are in use, 4 more than the new limit. Nothing is taken away, but no more "
             "can be added. (TEN-7)"_s);
    screenshot(wizard, u"tenant-warned"_s);
    next();
    QCOMPARE(wizard->currentStep(), 3);
    for (int i = 0; i < 2; ++i)
        next();
    QVERIFY(apply());
    QVERIFY(contentOf(m_sample->file(u"tenants/field-ops/tenant-field-ops.yaml"_s))
                .contains("    limits: {NVIDIA-H100: 12, NVIDIA-A100: 16, NVIDIA-L40S: 16}\n"));
}

void OrganisationWizardTest::keepsDrafts()
{
    OrganisationWizard *wizard = create(u"projects"_s);
    QVERIFY(wizard);
    QVERIFY(tabTo(u"displayName"_s));
    type(u"Half Done"_s);
    press(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<OrganisationWizard>(0));
    QTRY_VERIFY_WITH_TIMEOUT(
        !QDir(m_sample->home() + u"/drafts"_s).entryList({u"*.json"_s}, QDir::Files).isEmpty(), 30'000);
    QVERIFY(m_sample->run(u"drafts.continue"_s, m_sample->window()->selection()));
    wizard = ready();
    QVERIFY(wizard);
    QVERIFY(!wizard->model()->isTenant());
    QCOMPARE(part<QLineEdit>(u"displayName"_s)->text(), u"Half Done"_s);
    QCOMPARE(part<QLineEdit>(u"objectName"_s)->text(), u"half-done"_s);
}

void OrganisationWizardTest::offersActions()
{
    ActionRegistry *actions = m_sample->context()->actions();
    const auto offered = [&](Action::Place place, const ActionTarget &about) {
        QStringList ids;
        for (const Action *action : actions->offered(place, about))
            ids << action->id;
        return ids;
    };
    QVERIFY(offered(Action::RowMenu, target(u"Tenant"_s, u"borealis"_s)).contains(u"tenant.edit"_s));
    QVERIFY(offered(Action::RowMenu, target(u"Tenant"_s, u"borealis"_s)).contains(u"tenant.newProject"_s));
    QVERIFY(offered(Action::RowMenu, target(u"Project"_s, u"vision"_s)).contains(u"project.edit"_s));
    QVERIFY(!offered(Action::RowMenu, target(u"Project"_s, u"vision"_s)).contains(u"tenant.edit"_s));
    QVERIFY(m_sample->run(u"tenant.newProject"_s, target(u"Tenant"_s, u"borealis"_s)));
    OrganisationWizard *wizard = ready();
    QVERIFY(wizard);
    QCOMPARE(part<ChoiceList>(u"projectTenant"_s)->chosen(), QStringList{u"borealis"_s});
}

void OrganisationWizardTest::namesEveryControl()
{
    for (const QString &kind : {u"Tenant"_s, u"Project"_s}) {
        OrganisationWizard *wizard = edit(kind, kind == u"Tenant" ? u"borealis"_s : u"vision"_s);
        QVERIFY(wizard);
        for (int step = 0; step < 6; ++step) {
            wizard->goTo(step);
            QCOMPARE(namelessControls(wizard), QStringList());
        }
        wizard->close();
        QTRY_VERIFY(!topLevel<OrganisationWizard>(0));
    }
}

void OrganisationWizardTest::fitsSmallWindows()
{
    OrganisationWizard *wizard = edit(u"Project"_s, u"vision"_s);
    QVERIFY(wizard);
    for (const QSize size : {QSize(1280, 800), QSize(1024, 640)}) {
        wizard->resize(size);
        for (const ColorMode mode : {ColorMode::Light, ColorMode::Dark}) {
            Look::install(mode);
            for (int step = 0; step < 6; ++step) {
                wizard->goTo(step);
                QTest::qWait(0);
                QCOMPARE(wizard->size(), size);
                screenshot(wizard, u"project-%1-%2-%3"_s.arg(size.width())
                                       .arg(mode == ColorMode::Dark ? u"dark"_s : u"light"_s)
                                       .arg(step));
            }
        }
    }
    Look::install(ColorMode::Light);
}

QTEST_MAIN(OrganisationWizardTest)
#include "tst_organisationwizard.moc"
