// SPDX-License-Identifier: GPL-3.0-or-later
// Settings of a tenant through the real window on a real API server: the key is entered once, lands in a
// Secret and nowhere else, is used for a test of the connection later, and is never shown again.
#include "app/views/palette/connectiontest.h"
#include "app/views/parts/segmentedcontrol.h"
#include "app/wizards/choicelist.h"
#include "app/wizards/settingsmodel.h"
#include "app/wizards/settingswizard.h"
#include "core/base/englishplurals.h"
#include "tests/gui/samplewindow.h"
#include "tests/support/hubfixture.h"
#include "tests/support/palettestandin.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardPaths>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

namespace {

constexpr int Patience = 60'000; // of a busy machine

}

class SettingsHubTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void theKeyIsEnteredOnce();
    void theKeptKeyIsTestedAndNeverShown();

private:
    QJsonObject get(const QString &kind, const QString &name)
    {
        return QJsonDocument::fromJson(
                   m_hub.kubectl({u"get"_s, kind, name, u"-n"_s, u"tenant-ice"_s, u"-o"_s, u"json"_s}))
            .object();
    }
    template <typename T>
    static T *shown(QWidget *window, const QString &name)
    {
        for (T *found : window->findChildren<T *>(name)) {
            if (found->isVisible())
                return found;
        }
        return nullptr;
    }
    static void next() { press(Qt::Key_Return, Qt::ControlModifier); }
    static bool fill(const QString &field, const QString &text)
    {
        if (!tabTo(field))
            return false;
        press(Qt::Key_A, Qt::ControlModifier);
        type(text);
        return true;
    }
    QStringList filesWith(const QString &secret) const
    {
        QStringList found;
        QDirIterator files(m_folder.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            const QByteArray content = contentOf(path);
            if (content.contains(secret.toUtf8()) || content.contains(secret.toUtf8().toBase64()))
                found << path;
        }
        return found;
    }

    HubFixture m_hub;
    PaletteStandIn m_palette;
    QTemporaryDir m_folder;
    std::unique_ptr<AppContext> m_context;
    std::unique_ptr<MainWindow> m_window;
};

void SettingsHubTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    EASEL_START_HUB(m_hub);
    EASEL_START_PALETTE(m_palette);
    QCoreApplication::installTranslator(new EnglishPlurals(this));
    useTestFont();
    const QString crds = QStringLiteral(EASEL_SOURCE_DIR "/resources/crds");
    QVERIFY2(!m_hub.kubectl({u"apply"_s, u"-f"_s, crds}).isEmpty(), qPrintable(m_hub.error()));
    QVERIFY2(
        !m_hub
             .kubectl({u"wait"_s, u"--for=condition=Established"_s, u"crd"_s, u"--all"_s, u"--timeout=60s"_s})
             .isEmpty(),
        qPrintable(m_hub.error()));
    const QByteArray tenant = "apiVersion: v1\nkind: Namespace\nmetadata: {name: tenant-ice}\n---\n"
                              "apiVersion: spectrocloud.com/v1alpha1\nkind: Tenant\nmetadata: {name: ice}\n"
                              "spec: {tenantRoleMapping: {groups: [ops]}}\n";
    QVERIFY2(!m_hub.kubectl({u"apply"_s, u"-f"_s, u"-"_s}, tenant).isEmpty(), qPrintable(m_hub.error()));
    m_context =
        std::make_unique<AppContext>(AppPaths::below(m_folder.path()), std::make_unique<SilentPrompter>());
    m_context->settings()->setColorMode(u"light"_s);
    m_window = std::make_unique<MainWindow>(m_context.get());
    m_window->resize(1280, 800);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    m_window->activateWindow();
    m_window->openHub(m_hub.kubeconfig(), u"easel-hub"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_context->source(), Patience);
    QTRY_VERIFY_WITH_TIMEOUT(
        m_context->surroundings() && m_context->surroundings()->tenants().contains(u"ice"_s), Patience);
}

void SettingsHubTest::cleanupTestCase()
{
    m_window.reset();
    m_context.reset();
}

void SettingsHubTest::theKeyIsEnteredOnce()
{
    m_window->showEntry(u"settings"_s);
    QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier);
    auto *wizard = topLevel<SettingsWizard>();
    QVERIFY(wizard);
    QTRY_VERIFY_WITH_TIMEOUT(wizard->model()->isReady(), 30'000);
    QVERIFY(tabTo(u"settingsPlace"_s));
    press(Qt::Key_Home);
    press(Qt::Key_Space);
    next();
    QCOMPARE(wizard->currentStep(), 1);
    QVERIFY(tabTo(u"integrationUse"_s));
    press(Qt::Key_Right);
    QVERIFY(fill(u"integration.hostUrl"_s, m_palette.url()));
    QVERIFY(fill(u"integration.tenant"_s, u"borealis"_s));
    QVERIFY(fill(u"integrationKey"_s, m_palette.key()));
    QVERIFY(fill(u"integration.defaultProjectID"_s, m_palette.projectUid(u"north"_s)));
    QVERIFY(tabTo(u"testConnection"_s));
    press(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(shown<QPushButton>(wizard, u"trustCertificate"_s), Patience);
    shown<QPushButton>(wizard, u"trustCertificate"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(shown<ConnectionTest>(wizard, {})->found().has_value(), Patience);
    for (int i = 0; i < 3; ++i)
        next();
    QCOMPARE(wizard->currentStep(), 4);
    auto *apply = wizard->findChild<QPushButton *>(u"planApply"_s);
    QTRY_VERIFY_WITH_TIMEOUT(apply->isEnabled() && apply->isVisible(), Patience);
    next();
    QTRY_COMPARE_WITH_TIMEOUT(
        get(u"tenants.spectrocloud.com"_s, u"ice"_s)[u"spec"][u"settingsRef"][u"name"].toString(),
        u"ice-shared"_s, Patience);
    QTRY_VERIFY_WITH_TIMEOUT(!get(u"settings.spectrocloud.com"_s, u"ice-shared"_s).isEmpty(), Patience);
    const QJsonObject settings = get(u"settings.spectrocloud.com"_s, u"ice-shared"_s);
    const QJsonValue palette = settings[u"spec"][u"integrations"][u"palette"];
    QCOMPARE(palette[u"secretRef"][u"name"].toString(), u"ice-shared-palette"_s);
    QCOMPARE(palette[u"hostUrl"].toString(), m_palette.url());
    QCOMPARE(palette[u"serverFingerprint"].toString().size(), 95);
    QVERIFY(!QJsonDocument(settings).toJson().contains(m_palette.key().toUtf8()));
    const QJsonObject secret = get(u"secrets"_s, u"ice-shared-palette"_s);
    const QByteArray document = QByteArray::fromBase64(secret[u"data"][u"palette"].toString().toLatin1());
    QCOMPARE(QJsonDocument::fromJson(document)[u"apiKey"].toString(), m_palette.key());
    QCOMPARE(secret[u"metadata"][u"labels"][u"easel.spectrocloud.com/integration"].toString(), u"palette"_s);
    QCOMPARE(filesWith(m_palette.key()), QStringList());
    wizard->close();
}

void SettingsHubTest::theKeptKeyIsTestedAndNeverShown()
{
    ActionTarget target;
    target.source = m_context->source();
    target.objects = {
        ObjectRef{u"spectrocloud.com/v1alpha1"_s, u"Settings"_s, u"tenant-ice"_s, u"ice-shared"_s}};
    if (const ResourceType *type = m_context->source()->catalog().findFor(target.object()))
        target.type = *type;
    target.window = m_window.get();
    QVERIFY(m_context->actions()->trigger(u"settings.edit"_s, target));
    auto *wizard = topLevel<SettingsWizard>();
    QVERIFY(wizard);
    QTRY_VERIFY_WITH_TIMEOUT(wizard->model()->isReady(), 30'000);
    next();
    QCOMPARE(wizard->currentStep(), 1);
    auto *key = shown<QLineEdit>(wizard, u"integrationKey"_s);
    QVERIFY(key && key->text().isEmpty());
    QVERIFY(key->placeholderText().startsWith(u"kept"));
    QVERIFY(tabTo(u"testConnection"_s));
    press(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(shown<ConnectionTest>(wizard, {})->found().has_value(), Patience);
    for (const QLineEdit *edit : wizard->findChildren<QLineEdit *>())
        QVERIFY(!edit->text().contains(m_palette.key()));
    wizard->close();
    QCOMPARE(filesWith(m_palette.key()), QStringList());
    QCOMPARE(m_palette.violations(), QStringList());
}

QTEST_MAIN(SettingsHubTest)
#include "tst_settings_hub.moc"
