// SPDX-License-Identifier: GPL-3.0-or-later
// What the window asks, shows and remembers about signing in, by keys.
#include "app/shell/commanddialog.h"
#include "app/shell/notice.h"
#include "app/shell/openiddialog.h"
#include "app/shell/promptdialog.h"
#include "app/shell/signindialog.h"
#include "app/views/parts/statusparts.h"
#include "core/base/englishplurals.h"
#include "core/clients/signin/keychainsecretstore.h"
#include "core/clients/signin/signinsettings.h"
#include "tests/gui/badinputwindow.h"
#include "tests/gui/screenshot.h"
#include "tests/support/fakeserver.h"
#include "tests/support/signinagent.h"

#include <QCheckBox>
#include <QDesktopServices>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardPaths>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

namespace {

const QByteArray printsToken =
    R"(printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}' "$T")"
    "\n";

// A keychain that is locked, without a session bus.
class LockedStore : public MemorySecretStore
{
public:
    QString problem() const override { return m_problem; }
    Call<Kept> write(const SecretKey &key, const QByteArray &secret) override
    {
        m_problem =
            u"The keychain of this computer is locked or there is none, so Easel keeps the sign-in only "
            "until it is closed."_s;
        Q_EMIT problemChanged();
        return MemorySecretStore::write(key, secret);
    }

private:
    QString m_problem;
};

} // namespace

class UrlCatcher : public QObject
{
    Q_OBJECT

public:
    QList<QUrl> urls;

public Q_SLOTS:
    void take(const QUrl &url) { urls << url; }
};

class SignInTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void readingRunsNothing();
    void consentByKeys();
    void consentIsWhole_data();
    void consentIsWhole();
    void programThatIsMissing();
    void questionsOfACommand();
    void slowCommandCanBeEnded();
    void redMark();
    void newContextNeedsNoRestart();
    void openIdIsSetUp();
    void signInIsShown();
    void memoryOnlyIsSaid();

private:
    QString path(const QString &name) const { return m_folder->filePath(name); }
    void writeConfig(const QByteArray &user, const QByteArray &cluster = {});
    QByteArray execUser(const QByteArray &more = "interactiveMode: Never") const
    {
        return "{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./bin/plugin, " + more + "}}";
    }
    template <typename Dialog>
    Dialog *dialog() const
    {
        const auto all = m_gui->window->findChildren<Dialog *>();
        for (Dialog *each : all) {
            if (each->isVisible())
                return each;
        }
        return nullptr;
    }
    bool hasToken(const QByteArray &token) const
    {
        return std::any_of(
            m_server->requests().cbegin(), m_server->requests().cend(),
            [&token](const FakeRequest &r) { return r.header("Authorization") == "Bearer " + token; });
    }
    void bothLooks(QWidget *widget, const QString &name)
    {
        for (const QString &mode : {u"dark"_s, u"light"_s}) {
            m_gui->context->settings()->setColorMode(mode);
            screenshot(widget, u"signin-%1-%2"_s.arg(name, mode));
        }
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<BadInputWindow> m_gui;
};

void SignInTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    qputenv("SHELL", "/bin/false"); // nobody's start-up files
    qputenv("KUBECONFIG", "/nonexistent/config");
    static EnglishPlurals plurals;
    QApplication::installTranslator(&plurals);
    Look::install(ColorMode::Light);
}

void SignInTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<FakeServer>();
    QVERIFY(m_server->listen());
    m_gui = std::make_unique<BadInputWindow>();
    QVERIFY(m_gui->isReady());
}

void SignInTest::cleanup()
{
    m_gui.reset();
    m_server.reset();
    m_folder.reset();
}

void SignInTest::writeConfig(const QByteArray &user, const QByteArray &cluster)
{
    const QByteArray where =
        cluster.isEmpty()
            ? "{server: '" + m_server->address().url.toEncoded() +
                  "', certificate-authority-data: " + FakeServer::certificates().authority().toBase64() + "}"
            : cluster;
    QVERIFY(writeBytes(path(u"config"_s),
                       "apiVersion: v1\nkind: Config\ncurrent-context: prod-north\nclusters:\n- name: k\n"
                       "  cluster: " +
                           where + "\nusers:\n- name: ada\n  user: " + user +
                           "\ncontexts:\n- name: prod-north\n  context: {cluster: k, user: ada}\n"));
}

void SignInTest::readingRunsNothing()
{
    QVERIFY(writeScript(path(u"bin/plugin"_s), "touch '" + path(u"ran"_s).toUtf8() + "'\n"));
    writeConfig(execUser());
    ContextDialog *contexts = m_gui->chooseKubeconfig(path(u"config"_s));
    QVERIFY(contexts);
    QVERIFY(m_gui->buttonIn(contexts, u"Connect"_s)->isEnabled());
    const QString said = BadInputWindow::labelsIn(contexts).join(u'\n');
    QVERIFY2(said.contains(u"It signs in with a command. Easel shows the command and asks before it runs."),
             qPrintable(said));
    QVERIFY(said.contains(u"Nothing is contacted and nothing runs before you connect."));
    bothLooks(contexts, u"contexts"_s);
    QTest::qWait(300);
    QVERIFY(!QFile::exists(path(u"ran"_s)));
    QCOMPARE(m_server->connectionsSeen(), 0);
}

void SignInTest::consentByKeys()
{
    QVERIFY(writeScript(path(u"bin/plugin"_s),
                        "echo run >> '" + path(u"runs"_s).toUtf8() + "'\nT=token-of-ada\n" + printsToken));
    writeConfig(execUser("interactiveMode: Never"));
    ContextDialog *contexts = m_gui->chooseKubeconfig(path(u"config"_s));
    QVERIFY(contexts);
    QTest::keyClick(contexts->table(), Qt::Key_Return);
    CommandDialog *asked = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((asked = dialog<CommandDialog>()), 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(asked->focusWidget()->objectName(), u"cancel"_s, 20'000); // Enter runs nothing
    QTest::keyClick(asked->focusWidget(), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(!dialog<CommandDialog>(), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(!m_gui->banners().isEmpty(), 20'000);
    QCOMPARE(m_gui->banners(),
             QStringList{
                 u"prod-north waits for you. Could not sign in to prod-north. The command 'plugin' was not "
                 "allowed to run. Look at the command, then let it run, or choose another context."_s});
    QVERIFY(!QFile::exists(path(u"runs"_s)));
    QCOMPARE(m_server->connectionsSeen(), 0);
    bothLooks(m_gui->window.get(), u"refused"_s);
    QAbstractButton *again = m_gui->buttonIn(m_gui->window.get(), u"Look at the command…"_s);
    QVERIFY(again);
    again->setFocus();
    QTest::keyClick(again, Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT((asked = dialog<CommandDialog>()), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(asked->focusWidget(), 20'000);
    QTest::keyClick(asked->focusWidget(), Qt::Key_Tab);
    QTRY_COMPARE_WITH_TIMEOUT(asked->focusWidget()->objectName(), u"run"_s, 20'000);
    QTest::keyClick(asked->focusWidget(), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(hasToken("token-of-ada"), 20'000);
    QCOMPARE(bytesOf(path(u"runs"_s)), "run\n");
    // The next time it is not asked.
    m_gui->window->showStart();
    m_gui->window->openHub(path(u"config"_s), u"prod-north"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!m_gui->window->isOpening(), 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(bytesOf(path(u"runs"_s)), "run\nrun\n", 20'000);
    QVERIFY(!dialog<CommandDialog>());
    for (const auto &[file, bytes] : bytesBelow(m_gui->home.path()).toStdMap())
        QVERIFY2(!bytes.contains("token-of-ada"), qPrintable(file));
}

void SignInTest::consentIsWhole_data()
{
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<QStringList>("shown");
    QTest::newRow("all of it")
        << QByteArray("interactiveMode: IfAvailable, provideClusterInfo: true, args: [eks, get-token, "
                      "--cluster-name, "
                      "prod-north, '--role=<b>admin</b>'], env: [{name: AWS_PROFILE, value: lab}, {name: "
                      "AWS_SECRET_ACCESS_KEY, value: abcdefgh}]")
        << QStringList{
               u"eks\nget-token\n--cluster-name\nprod-north\n--role=<b>admin</b>"_s,
               u"AWS_PROFILE=lab\nAWS_SECRET_ACCESS_KEY=<hidden>"_s,
               u"It may ask questions, which Easel shows. It is told the address of the cluster and its "
               "certificate authority."_s};
    QTest::newRow("little") << QByteArray("interactiveMode: Never")
                            << QStringList{u"none"_s, u"It asks nothing."_s};
    QTest::newRow("very long") << QByteArray("interactiveMode: Always, args: ['" + QByteArray(3000, 'x') +
                                             "', \"\\u202Eevil\\u001b[2J\"]")
                               << QStringList{u"\xfffd"
                                              "evil\xfffd[2J"_s,
                                              u"It asks questions, which Easel shows."_s};
}

void SignInTest::consentIsWhole()
{
    QFETCH(QByteArray, more);
    QFETCH(QStringList, shown);
    QVERIFY(writeScript(path(u"bin/plugin"_s), "exit 1\n"));
    writeConfig(execUser(more));
    m_gui->window->openHub(path(u"config"_s), {});
    QTRY_VERIFY_WITH_TIMEOUT(!m_gui->window->isOpening(), 30'000);
    CommandDialog *asked = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((asked = dialog<CommandDialog>()), 20'000);
    QString all = BadInputWindow::labelsIn(asked).join(u'\n');
    const auto texts = asked->findChildren<QPlainTextEdit *>();
    for (const QPlainTextEdit *text : texts) {
        all += u'\n' + text->toPlainText();
        QVERIFY(!text->accessibleName().isEmpty());
    }
    shown << path(u"bin/plugin"_s) << path(u"config"_s) << u"/usr/bin"_s << u"without a shell"_s;
    for (const QString &text : shown)
        QVERIFY2(all.contains(text), qPrintable(text + u"\n--\n"_s + all));
    QVERIFY(!all.contains(u"abcdefgh"));
    QVERIFY2(asked->height() <= 800, QByteArray::number(asked->height()).constData());
    if (QByteArray(QTest::currentDataTag()) != "little")
        bothLooks(asked, u"command-"_s + QString::fromLatin1(QTest::currentDataTag()).replace(u' ', u'-'));
    QTest::keyClick(asked, Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(!dialog<CommandDialog>(), 20'000);
}

void SignInTest::programThatIsMissing()
{
    writeConfig(
        "{exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: kubectl-oidc_login, installHint: "
        "Ask the platform team., args: [get-token, '--oidc-issuer-url=" +
        m_server->address().url.toEncoded() + "', --oidc-client-id=easel, --certificate-authority-data=" +
        FakeServer::certificates().authority().toBase64() + "]}}");
    m_gui->window->openHub(path(u"config"_s), {});
    QTRY_VERIFY_WITH_TIMEOUT(!m_gui->window->isOpening(), 30'000);
    CommandDialog *asked = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((asked = dialog<CommandDialog>()), 20'000);
    const QString all = BadInputWindow::labelsIn(asked).join(u'\n');
    QVERIFY2(all.contains(u"The kubeconfig says: Ask the platform team."), qPrintable(all));
    QVERIFY(!asked->findChild<QPushButton *>(u"run"_s));
    auto *without = asked->findChild<QPushButton *>(u"withoutProgram"_s);
    QVERIFY(without && without->text() == u"Sign in without the program");
    bothLooks(asked, u"missing"_s);
    without->setFocus();
    QTest::keyClick(without, Qt::Key_Space);
    // Its own sign-in begins, at the issuer of the arguments.
    QTRY_VERIFY_WITH_TIMEOUT(
        dialog<SignInDialog>() || m_server->count(u"/.well-known/openid-configuration"_s) > 0, 20'000);
    QVERIFY(m_gui->context->signInSettings()->replacesProgram(u"prod-north"_s, m_server->address().url));
    QTRY_VERIFY_WITH_TIMEOUT(!m_gui->banners().isEmpty(), 20'000); // this server is no provider
    QVERIFY2(m_gui->banners().first().contains(u"Could not ask 127.0.0.1 how to sign in."),
             qPrintable(m_gui->banners().first()));
}

void SignInTest::questionsOfACommand()
{
    QVERIFY(writeScript(path(u"bin/plugin"_s),
                        "printf '\\033[1mCorporate login\\033[0m\\nUser name: ' >&2\nread U\n"
                        "printf 'Password for <b>%s</b>: ' \"$U\" >&2\nread P\nT=$U.$P\n" +
                            printsToken));
    writeConfig(execUser("interactiveMode: Always"));
    m_gui->window->openHub(path(u"config"_s), {});
    QTRY_VERIFY_WITH_TIMEOUT(!m_gui->window->isOpening(), 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(dialog<CommandDialog>(), 20'000);
    dialog<CommandDialog>()->accept();
    PromptDialog *prompt = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((prompt = dialog<PromptDialog>()), 20'000);
    auto *said = prompt->findChild<QPlainTextEdit *>();
    auto *field = prompt->findChild<QLineEdit *>();
    QCOMPARE(said->toPlainText(), u"Corporate login\nUser name:"_s);
    QCOMPARE(field->echoMode(), QLineEdit::Normal);
    QCOMPARE(field->accessibleName(), u"User name:"_s);
    QTRY_VERIFY_WITH_TIMEOUT(field->hasFocus(), 20'000);
    QTest::keyClicks(field, u"ada"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(said->toPlainText(),
                              u"Corporate login\nUser name: \nPassword for <b>ada</b>:"_s, 20'000);
    QCOMPARE(field->echoMode(), QLineEdit::Password);
    QTest::keyClicks(field, u"hush-hush"_s);
    bothLooks(prompt, u"prompt"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(hasToken("ada.hush-hush"), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(!dialog<PromptDialog>(), 20'000);
    for (const auto &[file, bytes] : bytesBelow(m_gui->home.path()).toStdMap())
        QVERIFY2(!bytes.contains("hush-hush"), qPrintable(file));
}

void SignInTest::slowCommandCanBeEnded()
{
    QVERIFY(writeScript(path(u"bin/plugin"_s), "echo Waiting for the phone >&2\nexec sleep 600\n"));
    writeConfig(execUser());
    m_gui->window->openHub(path(u"config"_s), {});
    QTRY_VERIFY_WITH_TIMEOUT(!m_gui->window->isOpening(), 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(dialog<CommandDialog>(), 20'000);
    dialog<CommandDialog>()->accept();
    QTRY_VERIFY_WITH_TIMEOUT(
        m_gui->banners().contains(u"plugin is running to sign in to prod-north. Waiting for the phone"_s),
        20'000);
    bothLooks(m_gui->window.get(), u"running"_s);
    QAbstractButton *cancel = m_gui->buttonIn(m_gui->window->notice(), u"Cancel sign-in"_s);
    QVERIFY(cancel);
    cancel->click();
    QTRY_VERIFY_WITH_TIMEOUT(!m_gui->window->notice()->isVisible(), 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(
        m_gui->banners(),
        QStringList{u"prod-north waits for you. Could not sign in to prod-north. The sign-in "
                    "was given up. Try again when you are ready."_s},
        20'000);
}

void SignInTest::redMark()
{
    writeConfig("{token: t}");
    m_gui->window->openHub(path(u"config"_s), {});
    QTRY_VERIFY_WITH_TIMEOUT(!m_gui->window->isOpening(), 30'000);
    auto *mark = m_gui->window->findChild<StatusPiece *>(u"doubt"_s);
    QVERIFY(mark);
    QTRY_VERIFY_WITH_TIMEOUT(hasToken("t"), 20'000);
    QVERIFY(!mark->isVisible());
    writeConfig("{token: u}",
                "{server: '" + m_server->address().url.toEncoded() + "', insecure-skip-tls-verify: true}");
    m_gui->window->showStart();
    m_gui->window->openHub(path(u"config"_s), {});
    QTRY_VERIFY_WITH_TIMEOUT(!m_gui->window->isOpening(), 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(hasToken("u"), 20'000);
    for (const QString &entry : {u"overview"_s, u"apps"_s, u"activity"_s}) {
        m_gui->window->showEntry(entry);
        QVERIFY(mark->isVisible());
        QCOMPARE(mark->text(), u"Certificate not checked"_s);
        QVERIFY(mark->accessibleDescription().contains(u"anybody on the way could pretend to be this hub"));
    }
    m_gui->window->showEntry(u"apps"_s);
    bothLooks(m_gui->window.get(), u"redmark"_s);
    // Without TLS at all.
    FakeServer open(FakeServer::Scheme::Http);
    QVERIFY(open.listen());
    writeConfig("{token: v}", "{server: '" + open.address().url.toEncoded() + "'}");
    m_gui->window->showStart();
    m_gui->window->openHub(path(u"config"_s), {});
    QTRY_VERIFY_WITH_TIMEOUT(!m_gui->window->isOpening(), 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(mark->text(), u"Not encrypted"_s, 20'000);
    QVERIFY(mark->isVisible());
}

void SignInTest::newContextNeedsNoRestart()
{
    writeConfig("{token: t}");
    ContextDialog *contexts = m_gui->chooseKubeconfig(path(u"config"_s));
    QVERIFY(contexts);
    QCOMPARE(contexts->table()->model()->rowCount(), 1);
    QVERIFY(writeBytes(path(u"config"_s),
                       bytesOf(path(u"config"_s)) + "- name: new\n  context: {cluster: k, user: ada}\n"));
    QTRY_COMPARE_WITH_TIMEOUT(contexts->table()->model()->rowCount(), 2, 20'000);
    QCOMPARE(contexts->table()->model()->index(contexts->table()->currentIndex().row(), 0).data().toString(),
             u"prod-north"_s);
}

void SignInTest::openIdIsSetUp()
{
    writeConfig("{auth-provider: {name: oidc}}");
    ContextDialog *contexts = m_gui->chooseKubeconfig(path(u"config"_s));
    QVERIFY(contexts);
    QVERIFY(!m_gui->buttonIn(contexts, u"Connect"_s)->isEnabled());
    QAbstractButton *setUp = m_gui->buttonIn(contexts, u"OpenID sign-in…"_s);
    QVERIFY(setUp && setUp->isEnabled());
    setUp->setFocus();
    QTest::keyClick(setUp, Qt::Key_Space);
    OpenIdDialog *form = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((form = contexts->findChild<OpenIdDialog *>()), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(form->focusWidget(), 20'000);
    QStringList order; // of Tab: from top to bottom, and again
    for (int i = 0; i < 8; ++i) {
        order << form->focusWidget()->accessibleName();
        if (const auto *button = qobject_cast<QAbstractButton *>(form->focusWidget()))
            order.last() = button->text();
        QTest::keyClick(form->focusWidget(), Qt::Key_Tab);
    }
    QCOMPARE(order, (QStringList{u"Issuer"_s, u"Client id"_s, u"Scopes"_s, u"Certificate authority"_s,
                                 u"Choose…"_s, u"Cancel"_s, u"Save"_s, u"Issuer"_s}));
    form->findChild<QLineEdit *>()->setFocus();
    QTest::keyClicks(form->focusWidget(), u"http://login.example"_s);
    QTest::keyClick(form->focusWidget(), Qt::Key_Return);
    QVERIFY(BadInputWindow::labelsIn(form).contains(u"The issuer is an address that begins with https:."_s));
    bothLooks(form, u"openid-error"_s);
    QTest::keyClick(form->focusWidget(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(form->focusWidget(), u"https://login.example/realms/staff"_s);
    QTest::keyClick(form->focusWidget(), Qt::Key_Return);
    QVERIFY(BadInputWindow::labelsIn(form).contains(u"The client id is missing."_s));
    QTest::keyClick(form->focusWidget(), Qt::Key_Tab);
    QTest::keyClicks(form->focusWidget(), u"easel"_s);
    QTest::keyClick(form->focusWidget(), Qt::Key_Tab);
    QTest::keyClicks(form->focusWidget(), u"email groups"_s);
    bothLooks(form, u"openid"_s);
    QTest::keyClick(form->focusWidget(), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(!contexts->findChild<OpenIdDialog *>(), 20'000);
    const auto kept = m_gui->context->signInSettings()->oidcOf(u"prod-north"_s, m_server->address().url);
    QVERIFY(kept);
    QCOMPARE(kept->issuer, QUrl(u"https://login.example/realms/staff"_s));
    QCOMPARE(kept->scopes, (QStringList{u"email"_s, u"groups"_s}));
    QTRY_VERIFY(m_gui->buttonIn(contexts, u"Connect"_s)->isEnabled());
    QVERIFY(BadInputWindow::labelsIn(contexts).contains(u"Easel signs in to it at an OpenID provider."_s));
}

void SignInTest::signInIsShown()
{
    const QUrl issuer = m_server->address().url;
    m_server->on(u"/.well-known/openid-configuration"_s, [issuer](FakeExchange &exchange) {
        const QString base = issuer.toString();
        exchange.json({{u"issuer"_s, base},
                       {u"authorization_endpoint"_s, base + u"/auth"_s},
                       {u"token_endpoint"_s, base + u"/token"_s},
                       {u"device_authorization_endpoint"_s, base + u"/device"_s}});
    });
    m_server->on(u"POST /device"_s, [issuer](FakeExchange &exchange) {
        exchange.json({{u"device_code"_s, u"secret-device-code"_s},
                       {u"user_code"_s, u"WDJB-MJHT"_s},
                       {u"verification_uri"_s, issuer.toString() + u"/activate"_s}});
    });
    OidcSettings settings;
    settings.issuer = issuer;
    settings.clientId = u"easel"_s;
    QVERIFY(writeBytes(path(u"ca.crt"_s), FakeServer::certificates().authority()));
    settings.caFile = path(u"ca.crt"_s);
    m_gui->context->signInSettings()->setOidc(u"prod-north"_s, issuer, settings);
    writeConfig("{}");
    m_gui->window->openHub(path(u"config"_s), {});
    QTRY_VERIFY_WITH_TIMEOUT(!m_gui->window->isOpening(), 30'000);
    SignInDialog *shown = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((shown = dialog<SignInDialog>()), 20'000);
    QAbstractButton *openBrowser = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((openBrowser = m_gui->buttonIn(shown, u"Open the browser"_s)), 20'000);
    bothLooks(shown, u"browser"_s);
    // The browser is opened by the person, at the provider, and nowhere else.
    UrlCatcher catcher;
    QDesktopServices::setUrlHandler(u"https"_s, &catcher, "take");
    openBrowser->click();
    QDesktopServices::unsetUrlHandler(u"https"_s);
    QCOMPARE(catcher.urls.size(), 1);
    QVERIFY(catcher.urls.first().toString().startsWith(issuer.toString() + u"/auth?response_type=code"_s));
    QAbstractButton *code = m_gui->buttonIn(shown, u"Use a code instead"_s);
    QVERIFY(code);
    code->setFocus();
    QTest::keyClick(code, Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(BadInputWindow::labelsIn(shown).contains(u"WDJB-MJHT"_s), 20'000);
    bothLooks(shown, u"device"_s);
    QTest::keyClick(shown, Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(!dialog<SignInDialog>(), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(!m_gui->banners().isEmpty(), 20'000);
    QCOMPARE(m_gui->banners(),
             QStringList{u"prod-north waits for you. Could not sign in to prod-north. Nobody is signed "
                         "in at 127.0.0.1. Sign in with the browser."_s});
    QAbstractButton *again = m_gui->buttonIn(m_gui->window.get(), u"Sign in…"_s);
    QVERIFY(again);
    again->click();
    QTRY_VERIFY_WITH_TIMEOUT(dialog<SignInDialog>(), 20'000);
}

void SignInTest::memoryOnlyIsSaid()
{
    m_gui->window.reset();
    auto prompter = std::make_unique<SilentPrompter>();
    m_gui->context = std::make_unique<AppContext>(AppPaths::below(m_gui->home.filePath(u"other"_s)),
                                                  std::move(prompter), std::make_unique<LockedStore>());
    m_gui->window = std::make_unique<MainWindow>(m_gui->context.get());
    m_gui->window->resize(1280, 800);
    m_gui->window->show();
    QVERIFY(m_gui->isReady());
    writeConfig("{token: t}");
    m_gui->window->openHub(path(u"config"_s), {});
    QTRY_VERIFY_WITH_TIMEOUT(!m_gui->window->isOpening(), 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(!m_gui->window->isOnStart(), 20'000);
    m_gui->context->secrets()->write({u"oidc-refresh-token"_s, u"https://i"_s, u"x"_s}, "secret");
    QVERIFY2(m_gui->banners().contains(
                 u"Your sign-in is not kept. The keychain of this computer is locked or there is "
                 "none, so Easel keeps the sign-in only until it is closed."_s),
             qPrintable(m_gui->banners().join(u'\n')));
    bothLooks(m_gui->window.get(), u"memory"_s);
}

QTEST_MAIN(SignInTest)
#include "tst_signin.moc"
