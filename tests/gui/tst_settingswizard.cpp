// SPDX-License-Identifier: GPL-3.0-or-later
// The Settings wizard and a person's own connection to Palette: driven by keys on the sample workspace,
// tested against the stand-in over real HTTPS. No key may be in any file.
#include "app/context/palettedesk.h"
#include "app/views/detailview.h"
#include "app/views/palette/connectiondialog.h"
#include "app/views/palette/connectiontest.h"
#include "app/views/palette/effectivelist.h"
#include "app/views/palette/palettescreen.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/confirmdialog.h"
#include "app/views/parts/formfield.h"
#include "app/views/parts/keyvaluegrid.h"
#include "app/views/parts/segmentedcontrol.h"
#include "app/views/resourceview.h"
#include "app/wizards/choicelist.h"
#include "app/wizards/settingsmodel.h"
#include "app/wizards/settingswizard.h"
#include "core/base/englishplurals.h"
#include "core/clients/signin/secretstore.h"
#include "samplewindow.h"
#include "screenshot.h"
#include "tests/support/palettestandin.h"

#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QToolButton>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

class SettingsWizardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void aProjectSaysOneValue();
    void aTenantFromNothing();
    void saysWhatIsMissing();
    void theTenantsKeyStaysWithItsServer();
    void whatCountsIsInTheDetail();
    void anOwnConnection();
    void aCertificateThatIsNotTrusted();
    void namesEveryControl();

private:
    SettingsWizard *create()
    {
        m_sample->window()->showEntry(u"settings"_s);
        QTest::keyClick(m_sample->window(), Qt::Key_N, Qt::ControlModifier);
        return ready();
    }
    // The wizard with its surroundings read: the rules look at them.
    SettingsWizard *ready()
    {
        auto *wizard = topLevel<SettingsWizard>();
        const bool known = wizard && QTest::qWaitFor([&] { return wizard->model()->isReady(); }, 30'000);
        return known ? wizard : nullptr;
    }
    SettingsWizard *edit(const QString &space, const QString &name)
    {
        const ActionTarget target =
            m_sample->targetOf(u"spectrocloud.com/v1alpha1"_s, u"Settings"_s, space, name);
        return m_sample->run(u"settings.edit"_s, target) ? ready() : nullptr;
    }
    template <typename T>
    T *part(const QString &name) const
    {
        auto *wizard = topLevel<SettingsWizard>(0);
        return wizard ? inPage<T>(wizard, name) : nullptr;
    }
    // The three integrations have the same parts.
    template <typename T>
    static T *inPage(QWidget *window, const QString &name)
    {
        for (T *found : window->findChildren<T *>(name)) {
            if (found->isVisible())
                return found;
        }
        return window->findChild<T *>(name);
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
    static bool fill(const QString &field, const QString &text)
    {
        if (!tabTo(field))
            return false;
        press(Qt::Key_A, Qt::ControlModifier);
        type(text);
        return true;
    }
    bool useHere() const
    {
        if (!tabTo(u"integrationUse"_s))
            return false;
        press(Qt::Key_Home);
        press(Qt::Key_Right);
        return part<SegmentedControl>(u"integrationUse"_s)->current() == 1;
    }
    bool apply() const
    {
        auto *button = part<QPushButton>(u"planApply"_s);
        if (!button || !QTest::qWaitFor([&] { return button->isEnabled() && button->isVisible(); }, 30'000))
            return false;
        next();
        return QTest::qWaitFor([this] { return !part<QPushButton>(u"planApply"_s)->isVisible(); }, 30'000);
    }
    static QString errorOf(QWidget *editor)
    {
        for (QWidget *up = editor ? editor->parentWidget() : nullptr; up; up = up->parentWidget()) {
            if (auto *field = qobject_cast<FormField *>(up))
                return field->error();
        }
        return {};
    }
    QString effective(const QString &key) const
    {
        auto *wizard = topLevel<SettingsWizard>(0);
        auto *grid = wizard ? inPage<KeyValueGrid>(wizard, u"effectiveValues"_s) : nullptr;
        QStringList texts;
        for (const KeyValue &row : grid ? grid->rows() : QList<KeyValue>()) {
            if (row.key == key) {
                for (const ValuePart &piece : row.value)
                    texts << piece.text;
            }
        }
        return texts.join(QString());
    }
    // The key is nowhere below the folder of the test.
    QStringList filesWith(const QString &secret) const
    {
        QStringList found;
        QDirIterator files(m_dir->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            const QByteArray content = contentOf(path);
            if (content.contains(secret.toUtf8()) || content.contains(secret.toUtf8().toBase64()))
                found << path;
        }
        return found;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<SampleWindow> m_sample;
    EnglishPlurals m_plurals;
};

void SettingsWizardTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    useTestFont();
    QCoreApplication::installTranslator(&m_plurals);
}

void SettingsWizardTest::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_sample = std::make_unique<SampleWindow>(m_dir->path());
    QVERIFY(m_sample->open());
}

void SettingsWizardTest::cleanup()
{
    m_sample.reset();
    m_dir.reset();
}

void SettingsWizardTest::aProjectSaysOneValue()
{
    SettingsWizard *wizard = create();
    QVERIFY(wizard);
    QVERIFY(tabTo(u"settingsPlace"_s));
    QVERIFY(choose(u"vision"_s));
    QCOMPARE(part<QLineEdit>(u"objectName"_s)->text(), u"vision-settings"_s);
    screenshot(wizard, u"settings-place"_s);
    next();
    QCOMPARE(wizard->currentStep(), 1);
    QVERIFY(useHere());
    QVERIFY(fill(u"integration.defaultProjectID"_s, u"66f1c0aa0000000000000042"_s));
    QCOMPARE(effective(u"Default project"_s), u"66f1c0aa0000000000000042 · project, vision-settings"_s);
    QCOMPARE(effective(u"Key"_s), u"in Secret tenant-borealis/borealis-palette · tenant, borealis-shared"_s);
    QCOMPARE(effective(u"Host URL"_s), u"set by the tenant"_s); // it stands in a Secret that a folder has not
    screenshot(wizard, u"settings-palette-project"_s);
    for (int i = 0; i < 3; ++i)
        next();
    QCOMPARE(wizard->currentStep(), 4);
    QVERIFY(apply());
    QTRY_COMPARE(
        contentOf(m_sample->file(u"projects/vision/settings-vision-settings.yaml"_s)),
        QByteArray("apiVersion: spectrocloud.com/v1alpha1\nkind: Settings\nmetadata:\n"
                   "  name: vision-settings\n  namespace: vision\nspec:\n  integrations:\n    palette:\n"
                   "      defaultProjectID: 66f1c0aa0000000000000042\n"));
    QTRY_VERIFY(contentOf(m_sample->file(u"projects/vision/project-vision.yaml"_s)).contains("settingsRef:"));
}

void SettingsWizardTest::aTenantFromNothing()
{
    PaletteStandIn palette;
    EASEL_START_PALETTE(palette);
    SettingsWizard *wizard = create();
    QVERIFY(wizard);
    QVERIFY(tabTo(u"settingsPlace"_s));
    QVERIFY(choose(u"tenant-sandbox"_s));
    QVERIFY(fill(u"objectName"_s, u"second"_s));
    next();
    QVERIFY(useHere());
    QVERIFY(fill(u"integration.hostUrl"_s, palette.url()));
    QVERIFY(fill(u"integration.tenant"_s, u"borealis"_s));
    QVERIFY(fill(u"integrationKey"_s, palette.key()));
    auto *key = part<QLineEdit>(u"integrationKey"_s);
    QVERIFY(!key->displayText().contains(palette.key()));
    // Nobody known signed the certificate: the test shows it, a person trusts it, and it goes on.
    QVERIFY(tabTo(u"testConnection"_s));
    press(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(part<QPushButton>(u"trustCertificate"_s), 30'000);
    screenshot(wizard, u"settings-certificate"_s);
    QVERIFY(tabTo(u"trustCertificate"_s));
    press(Qt::Key_Space);
    auto *test = inPage<ConnectionTest>(wizard, {});
    QTRY_VERIFY_WITH_TIMEOUT(test->found().has_value(), 30'000);
    QCOMPARE(part<QLineEdit>(u"integration.serverFingerprint"_s)->text().size(), 95);
    QVERIFY(test->lines().first().text.startsWith(u"Signed in as"));
    // The project is chosen from what the test found.
    auto *projects = part<QToolButton>(u"chooseProject"_s);
    QVERIFY(projects->isEnabled());
    for (QAction *entry : projects->menu()->actions()) {
        if (entry->text() == u"glaciology")
            entry->trigger();
    }
    QCOMPARE(part<QLineEdit>(u"integration.defaultProjectID"_s)->text(), palette.projectUid(u"glaciology"_s));
    QCOMPARE(effective(u"Key"_s), u"in Secret tenant-sandbox/second-palette · tenant, second"_s);
    screenshot(wizard, u"settings-palette-tenant"_s);
    // The summary shows the Secret, not what is in it.
    const auto texts = wizard->findChildren<QPlainTextEdit *>();
    QVERIFY(std::none_of(texts.begin(), texts.end(), [&](const QPlainTextEdit *edit) {
        return edit->toPlainText().contains(palette.key());
    }));
    for (int i = 0; i < 3; ++i)
        next();
    QCOMPARE(wizard->currentStep(), 4);
    screenshot(wizard, u"settings-review"_s);
    QVERIFY(apply());
    // The folder has a stub that says which keys there are.
    QTRY_VERIFY(QFileInfo::exists(m_sample->file(u"tenants/sandbox/secret-second-palette.yaml"_s)));
    const QByteArray stub = contentOf(m_sample->file(u"tenants/sandbox/secret-second-palette.yaml"_s));
    QVERIFY2(stub.contains("easel.spectrocloud.com/keys: palette"), stub.constData());
    QVERIFY2(!stub.contains("\ndata:"), stub.constData());
    QCOMPARE(filesWith(palette.key()), QStringList());
    QCOMPARE(palette.violations(), QStringList());
}

void SettingsWizardTest::saysWhatIsMissing()
{
    SettingsWizard *wizard = create();
    QVERIFY(wizard);
    next();
    QCOMPARE(wizard->currentStep(), 0);
    QVERIFY(tabTo(u"settingsPlace"_s));
    QVERIFY(choose(u"tenant-sandbox"_s));
    QCOMPARE(part<QLineEdit>(u"objectName"_s)->text(), u"sandbox-shared-2"_s); // the plain name is taken
    next();
    QVERIFY(useHere());
    next();
    QCOMPARE(wizard->currentStep(), 1);
    QCOMPARE(errorOf(part<QLineEdit>(u"integration.hostUrl"_s)), u"Enter where Palette is."_s);
    QVERIFY(fill(u"integration.hostUrl"_s, u"http://palette.example"_s));
    QCOMPARE(errorOf(part<QLineEdit>(u"integration.hostUrl"_s)),
             u"Use https for Palette; an API key must not travel in clear. (SET-5)"_s);
    // Not checking a certificate leaves a mark for as long as it is so.
    QVERIFY(tabTo(u"skipVerify"_s));
    press(Qt::Key_Space);
    const auto banners = wizard->findChildren<Banner *>();
    QVERIFY(std::any_of(banners.begin(), banners.end(), [](const Banner *banner) {
        return banner->isVisible() && banner->strongText() == u"The certificate is not checked.";
    }));
    screenshot(wizard, u"settings-unchecked"_s);
}

void SettingsWizardTest::theTenantsKeyStaysWithItsServer()
{
    SettingsWizard *wizard = edit(u"glaciology"_s, u"glaciology-settings"_s);
    QVERIFY(wizard);
    next();
    QCOMPARE(wizard->currentStep(), 1);
    QVERIFY(fill(u"integration.hostUrl"_s, u"https://elsewhere.example"_s));
    next();
    QCOMPARE(wizard->currentStep(), 1);
    QCOMPARE(
        errorOf(part<QLineEdit>(u"integrationKey"_s)),
        u"A project that changes the server must bring its own key; the tenant's key is sent only to the "
        "tenant's server. (SET-10)"_s);
    QVERIFY(effective(u"State"_s).startsWith(u"Off: the project changes the server"));
}

void SettingsWizardTest::whatCountsIsInTheDetail()
{
    m_sample->window()->showObject(
        {u"spectrocloud.com/v1alpha1"_s, u"Settings"_s, u"glaciology"_s, u"glaciology-settings"_s});
    ResourceView *table = m_sample->window()->currentTable();
    QVERIFY(table);
    auto *list = table->detail()->findChild<EffectiveList *>(u"effectiveSettings"_s);
    QTRY_VERIFY(list && list->isVisible());
    QStringList lines;
    for (const KeyValueGrid *grid : list->findChildren<KeyValueGrid *>()) {
        for (const KeyValue &row : grid->rows()) {
            QStringList pieces;
            for (const ValuePart &piece : row.value)
                pieces << piece.text;
            lines << row.key + u": "_s + pieces.join(QString());
        }
    }
    QVERIFY2(lines.contains(u"Host URL: https://palette.borealis.example · tenant, borealis-shared"),
             qPrintable(lines.join(u'\n')));
    QVERIFY2(lines.contains(u"Default project: 66f1c0aa0000000000000011 · project, glaciology-settings"),
             qPrintable(lines.join(u'\n')));
    screenshot(m_sample->window(), u"settings-detail"_s);
}

void SettingsWizardTest::anOwnConnection()
{
    PaletteStandIn palette;
    EASEL_START_PALETTE(palette);
    m_sample->window()->showEntry(u"palette"_s);
    screenshot(m_sample->window(), u"palette-empty"_s);
    QVERIFY(m_sample->run(u"palette.connect"_s, m_sample->targetOf({}, {}, {}, {})));
    auto *dialog = topLevel<ConnectionDialog>();
    QVERIFY(dialog);
    QVERIFY(fill(u"connection.address"_s, palette.url()));
    QVERIFY(fill(u"connection.secret"_s, palette.key(u"viewer"_s)));
    const QString caFile = m_dir->path() + u"/ca.crt"_s;
    QVERIFY(writeContent(caFile, palette.caPem()));
    m_sample->prompter()->answers = {caFile};
    QVERIFY(tabTo(u"chooseAuthority"_s));
    press(Qt::Key_Space);
    QTRY_COMPARE(dialog->findChild<QPushButton *>(u"chooseAuthority"_s)->text(), u"Take it away"_s);
    QVERIFY(tabTo(u"testConnection"_s));
    press(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(dialog->test()->found().has_value(), 30'000);
    // Machines belong to a project: without one it is not kept.
    QVERIFY(tabTo(u"keepConnection"_s));
    press(Qt::Key_Space);
    QCOMPARE(m_sample->context()->palette()->connections().size(), 0);
    for (QAction *entry : dialog->findChild<QToolButton *>(u"chooseProject"_s)->menu()->actions()) {
        if (entry->text() == u"north") {
            entry->trigger();
            break;
        }
    }
    QTRY_VERIFY_WITH_TIMEOUT(dialog->test()->found().has_value() && !dialog->test()->isRunning(), 30'000);
    QStringList lines;
    for (const ReportLine &line : dialog->test()->lines())
        lines << line.text;
    QVERIFY2(lines.contains(u"Project north"_s) &&
                 lines.contains(u"May not tag machines, make clusters and delete clusters"_s),
             qPrintable(lines.join(u'\n')));
    screenshot(dialog, u"palette-dialog"_s);
    QVERIFY(tabTo(u"keepConnection"_s));
    press(Qt::Key_Space);
    QTRY_COMPARE(m_sample->context()->palette()->connections().size(), 1);
    const PaletteConnection kept = m_sample->context()->palette()->connections().first();
    QCOMPARE(kept.project.name, u"north"_s);
    // The key is in the keychain and in no file.
    QCOMPARE(filesWith(palette.key(u"viewer"_s)), QStringList());
    auto *screen = m_sample->window()->findChild<PaletteScreen *>();
    QVERIFY(screen);
    auto *again = screen->findChild<QPushButton *>(u"testKept"_s);
    QTRY_VERIFY(again && again->isVisible());
    again->click();
    const auto saysWho = [screen] {
        const QList<QLabel *> labels = screen->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
                           [](const QLabel *label) { return label->text().startsWith(u"Signed in as"); });
    };
    QTRY_VERIFY_WITH_TIMEOUT(saysWho(), 30'000);
    screenshot(m_sample->window(), u"palette-screen"_s);
    // Forgetting takes the key along.
    screen->findChild<QPushButton *>(u"forgetKept"_s)->click();
    auto *question = topLevel<ConfirmDialog>();
    QVERIFY(question);
    question->accept();
    QTRY_VERIFY(m_sample->context()->palette()->connections().isEmpty());
    bool isGone = false;
    m_sample->context()->secrets()->read(kept.secretKey()).then(this, [&](const Result<QByteArray> &secret) {
        isGone = secret && secret->isEmpty();
    });
    QTRY_VERIFY(isGone);
}

void SettingsWizardTest::aCertificateThatIsNotTrusted()
{
    PaletteStandIn palette;
    EASEL_START_PALETTE(palette);
    QVERIFY(m_sample->run(u"palette.connect"_s, m_sample->targetOf({}, {}, {}, {})));
    auto *dialog = topLevel<ConnectionDialog>();
    QVERIFY(dialog);
    QVERIFY(fill(u"connection.address"_s, palette.url()));
    QVERIFY(fill(u"connection.secret"_s, palette.key()));
    QVERIFY(tabTo(u"testConnection"_s));
    press(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(dialog->findChild<QPushButton *>(u"trustCertificate"_s), 30'000);
    QVERIFY(!dialog->test()->found());
    screenshot(dialog, u"palette-certificate"_s);
    dialog->findChild<QPushButton *>(u"trustCertificate"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(dialog->test()->found().has_value(), 30'000);
    // Another certificate later is noticed, and nothing was sent to whoever shows it.
    palette.ask(u"DELETE"_s, u"/log"_s);
    QVERIFY(!palette.ask(u"POST"_s, u"/certificate"_s, {{u"kind"_s, u"other"_s}}).isNull());
    dialog->test()->button()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!dialog->test()->isRunning() && !dialog->test()->lines().isEmpty(), 30'000);
    QCOMPARE(dialog->test()->lines().first().tone, Tone::Bad);
    QVERIFY2(dialog->test()->lines().first().text.contains(u"certificate"),
             qPrintable(dialog->test()->lines().first().text));
    QCOMPARE(palette.requests({}, {}), 0);
}

void SettingsWizardTest::namesEveryControl()
{
    SettingsWizard *wizard = create();
    QVERIFY(wizard);
    QVERIFY(tabTo(u"settingsPlace"_s));
    QVERIFY(choose(u"vision"_s));
    for (int step = 0; step < 4; ++step) {
        if (step > 0)
            QVERIFY(useHere());
        QCOMPARE(namelessControls(wizard), QStringList());
        next();
    }
    wizard->close();
    QVERIFY(m_sample->run(u"palette.connect"_s, m_sample->targetOf({}, {}, {}, {})));
    auto *dialog = topLevel<ConnectionDialog>();
    QVERIFY(dialog);
    QCOMPARE(namelessControls(dialog), QStringList());
}

QTEST_MAIN(SettingsWizardTest)
#include "tst_settingswizard.moc"
