// SPDX-License-Identifier: GPL-3.0-or-later
// Tenants and projects through the real window on a real API server: made by keys, refused by rules and by
// the server, compared with what is stored; and who may do what, by the roles that are there.
#include "app/views/access/accesswindow.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/formfield.h"
#include "app/views/resourceview.h"
#include "app/wizards/choicelist.h"
#include "app/wizards/organisationwizard.h"
#include "core/base/englishplurals.h"
#include "core/domain/access.h"
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

namespace {

constexpr int Patience = 60'000; // of a busy machine

}

class OrganisationHubTest : public QObject
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
    void makesATenant();
    void refusesByRule();
    void makesAProjectWithItsNamespace();
    void editsTheTenant();
    void answersByTheHubsRoles();

private:
    OrganisationWizard *ready()
    {
        auto *wizard = topLevel<OrganisationWizard>(Patience);
        const bool known =
            wizard &&
            QTest::qWaitFor([&] { return wizard->model()->isReady() && wizard->model()->isCounted(); },
                            Patience);
        return known ? wizard : nullptr;
    }
    OrganisationWizard *create(const QString &entry)
    {
        m_window->activateWindow();
        m_window->showEntry(entry);
        if (!QTest::qWaitForWindowActive(m_window.get()) ||
            !QTest::qWaitFor([this] { return m_window->currentTable()->kindTarget().type.isValid(); },
                             Patience))
            return nullptr;
        QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier);
        return ready();
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
    static bool addRow(const QString &list, const QString &text)
    {
        if (!tabTo(list + u".add"_s))
            return false;
        press(Qt::Key_Space);
        type(text);
        press(Qt::Key_Return);
        return true;
    }
    static bool addFamily(const QString &family, const QString &limit)
    {
        if (!tabTo(u"quotaFamily"_s))
            return false;
        type(family);
        press(Qt::Key_Return);
        type(limit);
        return QApplication::focusWidget()->objectName() == u"limit."_s + family;
    }
    bool apply()
    {
        auto *wizard = topLevel<OrganisationWizard>(0);
        auto *button = part<QPushButton>(u"planApply"_s);
        if (!wizard || !QTest::qWaitFor([&] { return button->isEnabled(); }, Patience) ||
            !tabTo(u"planApply"_s))
            return false;
        press(Qt::Key_Space);
        return QTest::qWaitFor([&] { return wizard->isDone(); }, Patience);
    }
    bool closeWizard()
    {
        press(Qt::Key_Escape);
        return QTest::qWaitFor([] { return !topLevel<OrganisationWizard>(0); }, Patience);
    }
    QJsonObject onServer(const QString &kind, const QString &name, const QString &space = {})
    {
        QStringList arguments{u"get"_s, kind, name, u"-o"_s, u"json"_s};
        if (!space.isEmpty())
            arguments += {u"-n"_s, space};
        return QJsonDocument::fromJson(m_hub.kubectl(arguments)).object();
    }

    bool m_broken = false;
    HubFixture m_hub;
    QTemporaryDir m_folder;
    std::unique_ptr<AppContext> m_context;
    std::unique_ptr<MainWindow> m_window;
};

void OrganisationHubTest::initTestCase()
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
    m_context =
        std::make_unique<AppContext>(AppPaths::below(m_folder.path()), std::make_unique<SilentPrompter>());
    m_context->settings()->setColorMode(u"light"_s);
    m_window = std::make_unique<MainWindow>(m_context.get());
    m_window->resize(1280, 800);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    m_window->activateWindow();
    m_window->openHub(m_hub.kubeconfig(), u"easel-hub"_s);
    QVERIFY(m_context->source());
    QTRY_VERIFY_WITH_TIMEOUT(m_context->source()->state().phase == SourceState::Phase::Live &&
                                 m_context->surroundings()->isComplete(),
                             Patience);
}

void OrganisationHubTest::cleanupTestCase()
{
    m_window.reset();
    m_context.reset();
}

void OrganisationHubTest::makesATenant()
{
    OrganisationWizard *wizard = create(u"tenants"_s);
    QVERIFY(wizard);
    QVERIFY(tabTo(u"displayName"_s));
    type(u"Aurora"_s);
    next();
    QVERIFY(addRow(u"groups.tenant"_s, u"aurora-leads"_s));
    next();
    QVERIFY(addFamily(u"NVIDIA-H100"_s, u"16"_s));
    for (int i = 0; i < 3; ++i)
        next();
    QCOMPARE(wizard->currentStep(), 5);
    QVERIFY(apply());
    screenshot(wizard, u"hub-tenant-applied"_s);
    const QJsonObject stored = onServer(u"tenants.spectrocloud.com"_s, u"aurora"_s);
    QCOMPARE(
        stored[u"spec"].toObject(),
        (QJsonObject{{u"displayName"_s, u"Aurora"_s},
                     {u"tenantRoleMapping"_s, QJsonObject{{u"groups"_s, QJsonArray{u"aurora-leads"_s}}}},
                     {u"gpuResources"_s, QJsonObject{{u"limits"_s, QJsonObject{{u"NVIDIA-H100"_s, 16}}}}}}));
    QVERIFY(closeWizard());
}

void OrganisationHubTest::refusesByRule()
{
    OrganisationWizard *wizard = create(u"projects"_s);
    QVERIFY(wizard);
    QVERIFY(tabTo(u"projectTenant"_s));
    QTRY_VERIFY_WITH_TIMEOUT(choose(u"aurora"_s), Patience);
    QVERIFY(tabTo(u"displayName"_s));
    type(u"Corona"_s);
    next();
    next();
    QVERIFY(tabTo(u"computeConfig"_s));
    QVERIFY(choose(u"new"_s));
    next();
    QCOMPARE(wizard->currentStep(), 3);
    QVERIFY(addFamily(u"NVIDIA-H100"_s, u""_s));
    QVERIFY(tabTo(u"guarantee.NVIDIA-H100"_s));
    type(u"20"_s);
    FormField *field = nullptr;
    for (QWidget *up = QApplication::focusWidget(); up && !field; up = up->parentWidget())
        field = qobject_cast<FormField *>(up);
    QVERIFY(field);
    QCOMPARE(field->error(),
             u"Guarantees for NVIDIA-H100 would add up to 20, but tenant aurora allows 16. (PRJ-8)"_s);
    next();
    QCOMPARE(wizard->currentStep(), 3);
    screenshot(wizard, u"hub-project-refused"_s);
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"8"_s);
    QVERIFY(field->error().isEmpty());
    next();
    QCOMPARE(wizard->currentStep(), 4);
}

void OrganisationHubTest::makesAProjectWithItsNamespace()
{
    OrganisationWizard *wizard = ready();
    QVERIFY(wizard);
    QCOMPARE(wizard->currentStep(), 4);
    next();
    QCOMPARE(wizard->currentStep(), 5);
    QVERIFY(apply());
    screenshot(wizard, u"hub-project-applied"_s);
    QCOMPARE(onServer(u"namespaces"_s, u"corona"_s)[u"metadata"][u"labels"][u"app.kubernetes.io/managed-by"]
                 .toString(),
             u"easel"_s);
    QCOMPARE(
        onServer(
            u"computeconfigs.spectrocloud.com"_s, u"cluster-defaults"_s,
            u"corona"_s)[u"spec"][u"paletteClusterConfig"][u"defaults"][u"controlPlanePool"][u"nodeCount"]
            .toInt(),
        3);
    const QJsonObject stored = onServer(u"projects.spectrocloud.com"_s, u"corona"_s, u"corona"_s);
    QCOMPARE(stored[u"metadata"][u"labels"].toObject(),
             (QJsonObject{{u"palette.ai/tenant-name"_s, u"aurora"_s}}));
    QCOMPARE(
        stored[u"spec"].toObject(),
        (QJsonObject{{u"displayName"_s, u"Corona"_s},
                     {u"tenantRef"_s, QJsonObject{{u"name"_s, u"aurora"_s}}},
                     {u"computeConfigRef"_s, QJsonObject{{u"name"_s, u"cluster-defaults"_s}}},
                     {u"gpuResources"_s, QJsonObject{{u"requests"_s, QJsonObject{{u"NVIDIA-H100"_s, 8}}}}}}));
    QVERIFY(closeWizard());
}

void OrganisationHubTest::editsTheTenant()
{
    QTRY_VERIFY_WITH_TIMEOUT(m_context->surroundings()->projectsOf(u"aurora"_s).contains(u"corona"_s),
                             Patience);
    m_window->activateWindow();
    m_window->showEntry(u"tenants"_s);
    ActionTarget target;
    target.source = m_context->source();
    target.objects = {ObjectRef{u"spectrocloud.com/v1alpha1"_s, u"Tenant"_s, {}, u"aurora"_s}};
    target.type = *m_context->source()->catalog().findFor(target.objects.first());
    target.window = m_window.get();
    QVERIFY(m_context->actions()->trigger(u"tenant.edit"_s, target));
    OrganisationWizard *wizard = ready();
    QVERIFY(wizard);
    const auto open = [&] {
        next();
        next();
        return wizard->currentStep() == 2;
    };
    QVERIFY(open());
    QVERIFY(tabTo(u"limit.NVIDIA-H100"_s));
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"4"_s); // TEN-6: 8 are guaranteed
    next();
    QCOMPARE(wizard->currentStep(), 2);
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"12"_s);
    next();
    next();
    QCOMPARE(wizard->currentStep(), 4);
    // What only the server knows to refuse is said in its words, and nothing can be applied.
    QVERIFY(addRow(u"organisationLabels"_s, u"not a label!"_s));
    next();
    QCOMPARE(wizard->currentStep(), 5);
    const auto isRefused = [&] {
        for (const Banner *banner : wizard->findChildren<Banner *>()) {
            if (banner->isVisible() && (banner->text() + banner->strongText()).contains(u"not a label!"_s))
                return true;
        }
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isRefused(), Patience);
    QVERIFY(!part<QPushButton>(u"planApply"_s)->isEnabled());
    screenshot(wizard, u"hub-server-refused"_s);
    press(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(wizard->currentStep(), 4);
    QVERIFY(tabTo(u"organisationLabels"_s));
    QVERIFY(tabTo(u"organisationLabels.remove"_s));
    press(Qt::Key_Space);
    next();
    QCOMPARE(wizard->currentStep(), 5);
    QVERIFY(apply());
    const QJsonObject stored = onServer(u"tenants.spectrocloud.com"_s, u"aurora"_s);
    QCOMPARE(stored[u"spec"][u"gpuResources"][u"limits"].toObject(), (QJsonObject{{u"NVIDIA-H100"_s, 12}}));
    QCOMPARE(stored[u"spec"][u"displayName"].toString(), u"Aurora"_s);
    QVERIFY(closeWizard());
}

void OrganisationHubTest::answersByTheHubsRoles()
{
    // As an engine would, of these very objects.
    ObjectSet world;
    world.insert(onServer(u"tenants.spectrocloud.com"_s, u"aurora"_s));
    QJsonObject project = onServer(u"projects.spectrocloud.com"_s, u"corona"_s, u"corona"_s);
    QJsonObject spec = project[u"spec"].toObject();
    spec.insert(u"roleMapping"_s, QJsonObject{{u"editor"_s, QJsonArray{u"corona-staff"_s}}});
    project.insert(u"spec"_s, spec);
    world.insert(project);
    QJsonArray items;
    for (const QString &name : {u"tenant-aurora"_s, u"easel-system"_s})
        items.append(QJsonObject{{u"apiVersion"_s, u"v1"_s},
                                 {u"kind"_s, u"Namespace"_s},
                                 {u"metadata"_s, QJsonObject{{u"name"_s, name}}}});
    for (const QJsonObject &role : engineAccess(world))
        items.append(role);
    const QJsonObject list{{u"apiVersion"_s, u"v1"_s}, {u"kind"_s, u"List"_s}, {u"items"_s, items}};
    QVERIFY2(!m_hub.kubectl({u"apply"_s, u"-f"_s, u"-"_s}, QJsonDocument(list).toJson()).isEmpty(),
             qPrintable(m_hub.error()));

    ActionTarget target;
    target.source = m_context->source();
    target.project = u"corona"_s;
    target.window = m_window.get();
    QVERIFY(m_context->actions()->trigger(u"access.ask"_s, target));
    auto *window = topLevel<AccessWindow>(Patience);
    QVERIFY(window);
    QTRY_VERIFY_WITH_TIMEOUT(window->isReady() && window->isByHub(), Patience);
    window->ask(u"corona-staff"_s, u"corona"_s);
    const auto *answer = window->findChild<Banner *>(u"accessAnswer"_s);
    QTRY_COMPARE_WITH_TIMEOUT(answer->strongText(), u"corona-staff may create aiworkloads in corona."_s,
                              Patience);
    screenshot(window, u"hub-access"_s);
    window->findChild<QComboBox *>(u"accessKind"_s)->setEditText(u"settings"_s);
    QCOMPARE(answer->strongText(), u"corona-staff may not create settings in corona."_s);
    // Taken away on the hub, the answer follows.
    window->findChild<QComboBox *>(u"accessKind"_s)->setEditText(u"aiworkloads"_s);
    QVERIFY(!m_hub.kubectl({u"delete"_s, u"rolebinding"_s, u"prj-corona-editor"_s, u"-n"_s, u"corona"_s})
                 .isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(answer->strongText(), u"corona-staff may not create aiworkloads in corona."_s,
                              Patience);
    window->close();
}

QTEST_MAIN(OrganisationHubTest)
#include "tst_organisation_hub.moc"
