// SPDX-License-Identifier: GPL-3.0-or-later
// Tenants, projects and their GPU quota through the real window on a real API server: made, followed,
// refused and deleted by keys alone, compared with what is stored; and who may do what, by the roles there.
#include "app/models/quotatreemodel.h"
#include "app/models/resourcefiltermodel.h"
#include "app/views/access/accesswindow.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/commandpalette.h"
#include "app/views/parts/confirmdialog.h"
#include "app/views/parts/consequencetree.h"
#include "app/views/parts/formfield.h"
#include "app/views/parts/statechip.h"
#include "app/views/planview.h"
#include "app/views/quota/quotadashboard.h"
#include "app/views/quota/quotatreeview.h"
#include "app/views/resourceview.h"
#include "app/views/yamleditor.h"
#include "app/wizards/choicelist.h"
#include "app/wizards/editwindow.h"
#include "app/wizards/organisationwizard.h"
#include "core/base/englishplurals.h"
#include "core/domain/access.h"
#include "tests/gui/samplewindow.h"
#include "tests/gui/screenshot.h"
#include "tests/support/hubfixture.h"

#include <QComboBox>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
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
    void dashboardFollowsTheHub();
    void lowersALimitSomebodyElseSet();
    void refusesAPoolThatDoesNotFit();
    void answersByTheHubsRoles();
    void answersByRolesOfTheirOwn();
    void deletesTheTenantWithItsTree();

private:
    // Ctrl+K, some words, Enter on what was meant.
    void choosePaletteRow(const QString &words, const QString &row)
    {
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        press(Qt::Key_K, Qt::ControlModifier);
        QTRY_VERIFY(m_window->palette()->isOpen());
        type(words);
        QTRY_COMPARE_WITH_TIMEOUT(m_window->palette()->list()->currentIndex().data().toString(), row,
                                  Patience);
        press(Qt::Key_Return);
        QTRY_VERIFY(!m_window->palette()->isOpen());
    }
    ResourceView *table() const { return m_window->currentTable(); }
    void openKind(const QString &plural)
    {
        choosePaletteRow(u':' + plural, plural);
        QTRY_VERIFY_WITH_TIMEOUT(table() && table()->kindTarget().type.plural == plural, Patience);
    }
    void selectRow(const QString &plural, const QString &name)
    {
        openKind(plural);
        QTRY_VERIFY_WITH_TIMEOUT(rowNames().contains(name), Patience);
        press(Qt::Key_Home, Qt::ControlModifier);
        for (int i = 0; i < table()->model()->rowCount() && table()->currentObject().name != name; ++i)
            press(Qt::Key_Down);
        QTRY_COMPARE(table()->currentObject().name, name);
    }
    QStringList rowNames() const
    {
        QStringList names;
        for (int row = 0; row < table()->model()->rowCount(); ++row)
            names << table()->model()->index(row, 0).data().toString();
        return names;
    }
    OrganisationWizard *edit(const QString &plural, const QString &name)
    {
        selectRow(plural, name);
        if (!QTest::currentTestFailed())
            choosePaletteRow(u">edit"_s, u"Edit…"_s);
        return QTest::currentTestFailed() ? nullptr : ready();
    }
    // Ctrl+2 and what a row says of a family.
    QString figure(const QString &key, QuotaTreeModel::Part part) const
    {
        const auto *dashboard = qobject_cast<QuotaDashboard *>(m_window->currentScreen());
        if (!dashboard)
            return u"not there"_s;
        QuotaTreeModel *model = dashboard->model();
        return model->indexOf(key).siblingAtColumn(model->columnOf(part, m_family)).data().toString();
    }
    QStringList figures(const QString &key) const
    {
        using Part = QuotaTreeModel::Part;
        return {figure(key, Part::Used), figure(key, Part::Free), figure(key, Part::State),
                figure(key, Part::Pools)};
    }
    void openDashboard()
    {
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        press(Qt::Key_2, Qt::ControlModifier);
        QVERIFY(qobject_cast<QuotaDashboard *>(m_window->currentScreen()));
    }
    // Somebody else at the same hub.
    bool applyAs(const QString &manager, const QJsonObject &object)
    {
        return !m_hub
                    .kubectl({u"apply"_s, u"--server-side"_s, u"--force-conflicts"_s,
                              u"--field-manager="_s + manager, u"-f"_s, u"-"_s},
                             QJsonDocument(object).toJson())
                    .isEmpty();
    }
    static QJsonObject tenantWith(const QString &name, int limit)
    {
        return {
            {u"apiVersion"_s, u"spectrocloud.com/v1alpha1"_s},
            {u"kind"_s, u"Tenant"_s},
            {u"metadata"_s, QJsonObject{{u"name"_s, name}}},
            {u"spec"_s, QJsonObject{{u"gpuResources"_s,
                                     QJsonObject{{u"limits"_s, QJsonObject{{u"NVIDIA-H100"_s, limit}}}}}}}};
    }
    // A pool of machines with 8 H100 each, which waits for its machines.
    static QJsonObject pool(int nodes)
    {
        const QJsonObject worker{
            {u"name"_s, u"h100"_s},
            {u"nodeCount"_s, nodes},
            {u"architecture"_s, u"amd64"_s},
            {u"gpu"_s, QJsonObject{{u"family"_s, u"NVIDIA-H100"_s}, {u"gpuCount"_s, 8}}}};
        const QJsonObject requirements{{u"controlPlanePool"_s, QJsonObject{{u"nodeCount"_s, 1},
                                                                           {u"workerNodeEligible"_s, false},
                                                                           {u"architecture"_s, u"amd64"_s}}},
                                       {u"workerPools"_s, QJsonArray{worker}}};
        const QJsonObject cluster{
            {u"name"_s, u"main"_s},
            {u"paletteClusterDeploymentConfig"_s,
             QJsonObject{{u"cloudType"_s, u"edge-native"_s}, {u"nodePoolRequirements"_s, requirements}}}};
        return {
            {u"apiVersion"_s, u"spectrocloud.com/v1alpha1"_s},
            {u"kind"_s, u"ComputePool"_s},
            {u"metadata"_s, QJsonObject{{u"name"_s, u"arc"_s}, {u"namespace"_s, u"corona"_s}}},
            {u"spec"_s,
             QJsonObject{{u"profileBundleRef"_s, QJsonObject{{u"name"_s, u"metal"_s},
                                                             {u"namespace"_s, u"corona"_s},
                                                             {u"cloudType"_s, u"edge-native"_s}}},
                         {u"clusterVariant"_s,
                          QJsonObject{{u"shared"_s, QJsonObject{{u"clusters"_s, QJsonArray{cluster}}}}}}}}};
    }
    // What the window says in its banners and chips.
    static QString saidIn(const QWidget *window)
    {
        QStringList said;
        for (const Banner *banner : window->findChildren<Banner *>()) {
            if (banner->isVisible())
                said << banner->strongText() + u' ' + banner->text();
        }
        for (const QLabel *label : window->findChildren<QLabel *>()) {
            if (label->isVisible())
                said << label->text();
        }
        for (const StateChip *chip : window->findChildren<StateChip *>()) {
            if (chip->isVisible())
                said << chip->word();
        }
        return said.join(u'\n');
    }
    // What the API server itself answers.
    bool serverAllows(const QString &group, const QString &verb, const QString &resource)
    {
        return m_hub
                   .kubectl({u"auth"_s, u"can-i"_s, verb, resource, u"-n"_s, u"corona"_s, u"--as=somebody"_s,
                             u"--as-group="_s + group})
                   .trimmed() == "yes";
    }
    static void fill(const QString &field, const QString &text)
    {
        QVERIFY(tabTo(field));
        press(Qt::Key_A, Qt::ControlModifier);
        type(text);
    }
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
        openKind(entry);
        if (QTest::currentTestFailed())
            return nullptr;
        press(Qt::Key_N, Qt::ControlModifier);
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
    const QString m_family = u"NVIDIA-H100"_s;
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
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->isOpening(), 30'000);
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
    QTRY_COMPARE_WITH_TIMEOUT(rowNames(), QStringList{u"aurora"_s}, Patience);
    openDashboard();
    QTRY_COMPARE_WITH_TIMEOUT(figures(u"t/aurora"_s), (QStringList{u"0 / 16"_s, u"16"_s, u"Ready"_s, u"0"_s}),
                              Patience);
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
    type(u"14"_s);
    QVERIFY(field->error().isEmpty());
    QVERIFY(tabTo(u"limit.NVIDIA-H100"_s));
    type(u"12"_s);
    QVERIFY(tabTo(u"guarantee.NVIDIA-H100"_s));
    QCOMPARE(field->error(),
             u"The guarantee for NVIDIA-H100 (14) is above this project's own limit (12). (PRJ-7)"_s);
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
                     {u"gpuResources"_s, QJsonObject{{u"limits"_s, QJsonObject{{u"NVIDIA-H100"_s, 12}}},
                                                     {u"requests"_s, QJsonObject{{u"NVIDIA-H100"_s, 8}}}}}}));
    QVERIFY(closeWizard());
    QTRY_COMPARE_WITH_TIMEOUT(rowNames(), QStringList{u"corona"_s}, Patience);
    openDashboard();
    QTRY_COMPARE_WITH_TIMEOUT(figures(u"p/corona"_s), (QStringList{u"0 / 12"_s, u"12"_s, u"Ready"_s, u"0"_s}),
                              Patience);
    // 8 of the 16 are kept for it now.
    QCOMPARE(figures(u"t/aurora"_s).first(2), (QStringList{u"0 / 16"_s, u"8"_s}));
    screenshot(m_window.get(), u"hub-dashboard"_s);
}

void OrganisationHubTest::editsTheTenant()
{
    QTRY_VERIFY_WITH_TIMEOUT(m_context->surroundings()->projectsOf(u"aurora"_s).contains(u"corona"_s),
                             Patience);
    OrganisationWizard *wizard = edit(u"tenants"_s, u"aurora"_s);
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

// Figures change under the eyes of whoever looks, whoever changed the objects.
void OrganisationHubTest::dashboardFollowsTheHub()
{
    openDashboard();
    QTRY_COMPARE_WITH_TIMEOUT(figures(u"t/aurora"_s), (QStringList{u"0 / 12"_s, u"4"_s, u"Ready"_s, u"0"_s}),
                              Patience);
    QVERIFY2(applyAs(u"fleet"_s, pool(1)), qPrintable(m_hub.error()));
    QTRY_COMPARE_WITH_TIMEOUT(figures(u"p/corona"_s),
                              (QStringList{u"8 / 12"_s, u"4"_s, u"Waiting"_s, u"1"_s}), Patience);
    QCOMPARE(figures(u"t/aurora"_s).first(2), (QStringList{u"8 / 12"_s, u"4"_s}));
    QVERIFY2(applyAs(u"fleet"_s, tenantWith(u"aurora"_s, 24)), qPrintable(m_hub.error()));
    QTRY_COMPARE_WITH_TIMEOUT(figures(u"t/aurora"_s).first(2), (QStringList{u"8 / 24"_s, u"16"_s}), Patience);
    QCOMPARE(figures(u"p/corona"_s).first(2), (QStringList{u"8 / 12"_s, u"4"_s}));
    QVERIFY2(applyAs(u"fleet"_s, pool(2)), qPrintable(m_hub.error()));
    QTRY_COMPARE_WITH_TIMEOUT(figures(u"p/corona"_s).first(3),
                              (QStringList{u"16 / 12"_s, u"4 over"_s, u"Over limit"_s}), Patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->currentScreen()->findChild<QWidget *>(u"matter-over"_s), Patience);
    screenshot(m_window.get(), u"hub-dashboard-over"_s);
}

void OrganisationHubTest::lowersALimitSomebodyElseSet()
{
    OrganisationWizard *wizard = edit(u"tenants"_s, u"aurora"_s);
    QVERIFY(wizard);
    next();
    next();
    QVERIFY(tabTo(u"limit.NVIDIA-H100"_s));
    QCOMPARE(qobject_cast<QLineEdit *>(QApplication::focusWidget())->text(), u"24"_s);
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"8"_s);
    QTRY_VERIFY_WITH_TIMEOUT(
        saidIn(wizard).contains(u"16 NVIDIA-H100 GPUs are in use, 8 more than the new limit. Nothing is "
                                "taken away, but no more can be added."_s),
        Patience);
    screenshot(wizard, u"hub-tenant-below-use"_s);
    for (int i = 0; i < 3; ++i)
        next();
    QCOMPARE(wizard->currentStep(), 5);
    // A warning does not stand in the way, an owner does.
    const QString field = u"/spec/gpuResources/limits/NVIDIA-H100"_s;
    QTRY_VERIFY2_WITH_TIMEOUT(part<QRadioButton>(u"take."_s + field), qPrintable(saidIn(wizard)), Patience);
    QTRY_VERIFY2_WITH_TIMEOUT(saidIn(wizard).contains(u"Owned by fleet"_s), qPrintable(saidIn(wizard)),
                              Patience);
    QVERIFY(!part<QPushButton>(u"planApply"_s)->isEnabled());
    QVERIFY(tabTo(u"keep."_s + field));
    press(Qt::Key_Right);
    press(Qt::Key_Space);
    QVERIFY(part<QRadioButton>(u"take."_s + field)->isChecked());
    screenshot(wizard, u"hub-tenant-conflict"_s);
    QVERIFY(apply());
    const QJsonObject stored = onServer(u"tenants.spectrocloud.com"_s, u"aurora"_s);
    QCOMPARE(stored[u"spec"][u"gpuResources"][u"limits"].toObject(), (QJsonObject{{u"NVIDIA-H100"_s, 8}}));
    QVERIFY(closeWizard());
    openDashboard();
    QTRY_COMPARE_WITH_TIMEOUT(figures(u"t/aurora"_s),
                              (QStringList{u"16 / 8"_s, u"8 over"_s, u"Over limit"_s, u"1"_s}), Patience);
}

// Nobody gets more where there is no room, and it is said by which rule, how much is asked and how much there
// is.
void OrganisationHubTest::refusesAPoolThatDoesNotFit()
{
    const QJsonObject before = onServer(u"computepools.spectrocloud.com"_s, u"arc"_s, u"corona"_s);
    selectRow(u"computepools"_s, u"arc"_s);
    if (QTest::currentTestFailed())
        return;
    press(Qt::Key_E, Qt::ControlModifier);
    auto *editor = topLevel<EditWindow>(Patience);
    QVERIFY(editor);
    const QStringList lines = editor->editor()->text().split(u'\n');
    qsizetype line = lines.size() - 1;
    while (line > 0 && !lines.at(line).contains(u"nodeCount: 2"))
        --line;
    QVERIFY2(line > 0, qPrintable(editor->editor()->text()));
    press(Qt::Key_Home, Qt::ControlModifier);
    for (qsizetype i = 0; i < line; ++i)
        press(Qt::Key_Down);
    press(Qt::Key_End);
    press(Qt::Key_Backspace);
    type(u"3"_s);
    press(Qt::Key_Return, Qt::ControlModifier);
    const QString project =
        u"Project corona may hold 12 NVIDIA-H100 GPUs; 16 are in use and this adds 8: 12 too many."_s;
    const QString tenant =
        u"Tenant aurora may hold 8 NVIDIA-H100 GPUs; 16 are in use and this adds 8: 16 too many."_s;
    QTRY_VERIFY2_WITH_TIMEOUT(saidIn(editor).contains(project) && saidIn(editor).contains(tenant),
                              qPrintable(saidIn(editor)), Patience);
    QVERIFY2(saidIn(editor).contains(u"POOL-13"), qPrintable(saidIn(editor)));
    QVERIFY(!editor->findChild<QPushButton *>(u"planApply"_s)->isEnabled());
    screenshot(editor, u"hub-pool-refused"_s);
    press(Qt::Key_Escape);
    press(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<EditWindow>(0));
    QCOMPARE(onServer(u"computepools.spectrocloud.com"_s, u"arc"_s, u"corona"_s), before);
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

    selectRow(u"projects"_s, u"corona"_s);
    if (QTest::currentTestFailed())
        return;
    press(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    auto *window = topLevel<AccessWindow>(Patience);
    QVERIFY(window);
    QTRY_VERIFY_WITH_TIMEOUT(window->isReady() && window->isByHub(), Patience);
    QCOMPARE(window->findChild<QComboBox *>(u"accessPlace"_s)->currentText(), u"corona"_s);
    const auto *answer = window->findChild<Banner *>(u"accessAnswer"_s);
    fill(u"accessGroup"_s, u"corona-staff"_s);
    QTRY_COMPARE_WITH_TIMEOUT(answer->strongText(), u"corona-staff may create aiworkloads in corona."_s,
                              Patience);
    QVERIFY(serverAllows(u"corona-staff"_s, u"create"_s, u"aiworkloads.spectrocloud.com"_s));
    screenshot(window, u"hub-access"_s);
    fill(u"accessKind"_s, u"settings"_s);
    QCOMPARE(answer->strongText(), u"corona-staff may not create settings in corona."_s);
    QVERIFY(!serverAllows(u"corona-staff"_s, u"create"_s, u"settings.spectrocloud.com"_s));
    // Taken away on the hub, the answer follows.
    fill(u"accessKind"_s, u"aiworkloads"_s);
    QCOMPARE(answer->strongText(), u"corona-staff may create aiworkloads in corona."_s);
    QVERIFY(!m_hub.kubectl({u"delete"_s, u"rolebinding"_s, u"prj-corona-editor"_s, u"-n"_s, u"corona"_s})
                 .isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(answer->strongText(), u"corona-staff may not create aiworkloads in corona."_s,
                              Patience);
    press(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<AccessWindow>(0));
}

// Not only those that an engine writes.
void OrganisationHubTest::answersByRolesOfTheirOwn()
{
    QVERIFY2(!m_hub
                  .kubectl({u"create"_s, u"role"_s, u"pool-watch"_s, u"-n"_s, u"corona"_s,
                            u"--verb=get,list,watch"_s, u"--resource=computepools.spectrocloud.com"_s})
                  .isEmpty(),
             qPrintable(m_hub.error()));
    QVERIFY2(!m_hub
                  .kubectl({u"create"_s, u"clusterrole"_s, u"pool-hands"_s, u"--verb=update,delete"_s,
                            u"--resource=computepools.spectrocloud.com"_s})
                  .isEmpty(),
             qPrintable(m_hub.error()));
    QVERIFY2(!m_hub
                  .kubectl({u"create"_s, u"rolebinding"_s, u"night-shift"_s, u"-n"_s, u"corona"_s,
                            u"--role=pool-watch"_s, u"--group=night-crew"_s})
                  .isEmpty(),
             qPrintable(m_hub.error()));
    selectRow(u"projects"_s, u"corona"_s);
    if (QTest::currentTestFailed())
        return;
    press(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    auto *window = topLevel<AccessWindow>(Patience);
    QVERIFY(window);
    const auto *answer = window->findChild<Banner *>(u"accessAnswer"_s);
    const auto *chain = window->findChild<QPlainTextEdit *>(u"accessChain"_s);
    QTRY_VERIFY_WITH_TIMEOUT(window->isReady() && window->isByHub(), Patience);
    // Each answer against the server's own.
    const struct
    {
        QString group;
        QString verb;
        bool may;
    } questions[] = {{u"night-crew"_s, u"get"_s, true},
                     {u"night-crew"_s, u"delete"_s, false},
                     {u"day-crew"_s, u"get"_s, false}};
    fill(u"accessKind"_s, u"computepools"_s);
    for (const auto &question : questions) {
        fill(u"accessGroup"_s, question.group);
        fill(u"accessVerb"_s, question.verb);
        const QString sentence = (question.may ? u"%1 may %2 computepools in corona."_s
                                               : u"%1 may not %2 computepools in corona."_s)
                                     .arg(question.group, question.verb);
        QTRY_COMPARE_WITH_TIMEOUT(answer->strongText(), sentence, Patience);
        QCOMPARE(serverAllows(question.group, question.verb, u"computepools.spectrocloud.com"_s),
                 question.may);
    }
    fill(u"accessGroup"_s, u"night-crew"_s);
    QVERIFY2(chain->toPlainText().startsWith(u"RoleBinding night-shift in corona names group night-crew and "
                                             "gives it Role pool-watch in corona, whose rule allows get, "
                                             "list, watch on computepools."_s),
             qPrintable(chain->toPlainText()));
    fill(u"accessVerb"_s, u"delete"_s);
    QVERIFY2(chain->toPlainText().contains(u"ClusterRole pool-hands allows it, but no binding here gives it "
                                           "to anybody."_s),
             qPrintable(chain->toPlainText()));
    screenshot(window, u"hub-access-refused"_s);
    // Given while it is looked at.
    QVERIFY2(!m_hub
                  .kubectl({u"create"_s, u"rolebinding"_s, u"night-hands"_s, u"-n"_s, u"corona"_s,
                            u"--clusterrole=pool-hands"_s, u"--group=night-crew"_s})
                  .isEmpty(),
             qPrintable(m_hub.error()));
    QTRY_COMPARE_WITH_TIMEOUT(answer->strongText(), u"night-crew may delete computepools in corona."_s,
                              Patience);
    QVERIFY(serverAllows(u"night-crew"_s, u"delete"_s, u"computepools.spectrocloud.com"_s));
    press(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<AccessWindow>(0));
}

void OrganisationHubTest::deletesTheTenantWithItsTree()
{
    // Another one, which stays.
    QVERIFY2(applyAs(u"fleet"_s, tenantWith(u"boreal"_s, 4)), qPrintable(m_hub.error()));
    selectRow(u"tenants"_s, u"aurora"_s);
    if (QTest::currentTestFailed())
        return;
    press(Qt::Key_Delete);
    auto *dialog = topLevel<ConfirmDialog>(Patience);
    QVERIFY(dialog);
    QCOMPARE(dialog->findChild<QLabel *>(u"refusal"_s)->text(),
             u"Tenant aurora still has 1 project: corona. Delete or empty it first."_s);
    QVERIFY(!dialog->findChild<QPushButton *>(u"verb"_s)->isEnabled());
    screenshot(dialog, u"hub-delete-refused"_s);
    press(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<ConfirmDialog>(0));

    choosePaletteRow(u">delete every"_s, u"Delete everything…"_s);
    dialog = topLevel<ConfirmDialog>(Patience);
    QVERIFY(dialog);
    const auto *tree = dialog->findChild<ConsequenceTree *>();
    QVERIFY(tree);
    const QString said = tree->asText();
    for (const QString &part : {u"corona"_s, u"arc"_s, u"cluster-defaults"_s})
        QVERIFY2(said.contains(part), qPrintable(said));
    QVERIFY2(!dialog->findChild<QLabel *>(u"refusal"_s), qPrintable(saidIn(dialog)));
    screenshot(dialog, u"hub-delete-everything"_s);
    auto *verb = dialog->findChild<QPushButton *>(u"verb"_s);
    type(u"auror"_s);
    QVERIFY(!verb->isEnabled());
    type(u"a"_s);
    QVERIFY(verb->isEnabled());
    press(Qt::Key_Return);
    const QString all = u"tenants.spectrocloud.com,projects.spectrocloud.com,computepools.spectrocloud.com,"
                        "computeconfigs.spectrocloud.com"_s;
    const auto left = [&] {
        return QString::fromUtf8(m_hub.kubectl({u"get"_s, all, u"-A"_s, u"-o"_s, u"name"_s})).trimmed();
    };
    QTRY_COMPARE_WITH_TIMEOUT(left(), u"tenant.spectrocloud.com/boreal"_s, Patience);
    QTRY_COMPARE_WITH_TIMEOUT(rowNames(), QStringList{u"boreal"_s}, Patience);
    openDashboard();
    QTRY_COMPARE_WITH_TIMEOUT(figures(u"t/boreal"_s), (QStringList{u"0 / 4"_s, u"4"_s, u"Ready"_s, u"0"_s}),
                              Patience);
    const auto *dashboard = qobject_cast<QuotaDashboard *>(m_window->currentScreen());
    QTRY_VERIFY_WITH_TIMEOUT(!dashboard->model()->indexOf(u"t/aurora"_s).isValid() &&
                                 !dashboard->model()->indexOf(u"p/corona"_s).isValid(),
                             Patience);
    screenshot(m_window.get(), u"hub-dashboard-after"_s);
}

QTEST_MAIN(OrganisationHubTest)
#include "tst_organisation_hub.moc"
