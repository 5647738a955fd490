// SPDX-License-Identifier: GPL-3.0-or-later
// What people read in the window when a real API server refuses them: who they are, one kind, what they
// wrote.
#include "core/base/englishplurals.h"
#include "core/changes/operation.h"
#include "tests/gui/badinputwindow.h"
#include "tests/support/hubfixture.h"
#include "tests/support/program.h"

#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardPaths>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

class BadInputHubTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void wrongToken();
    void wrongAuthority();
    void expiredClientCertificate();
    void forbiddenKind();
    void nothingAllowed();
    void refusedValue();
    void lostOnTheWay();

private:
    // The fixture's kubeconfig, edited.
    QString kubeconfigWith(const QByteArray &before, const QByteArray &after)
    {
        QByteArray text = bytesOf(m_hub.kubeconfig());
        text.replace(before, after);
        const QString file = m_folder.filePath(u"kubeconfig-%1"_s.arg(++m_files));
        writeBytes(file, text);
        return file;
    }
    QByteArray tokenOf(const QString &user) const
    {
        return bytesOf(m_hub.dir() + u'/' + user + u".token"_s).trimmed();
    }
    bool open(const QString &file, const QString &context);
    bool openLive(const QString &context);

    HubFixture m_hub;
    QTemporaryDir m_folder;
    int m_files = 0;
    std::unique_ptr<BadInputWindow> m_gui;
};

void BadInputHubTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    qputenv("XDG_DATA_HOME", m_folder.filePath(u"data"_s).toUtf8());
    static EnglishPlurals plurals;
    QApplication::installTranslator(&plurals);
    Look::install(ColorMode::Light);
    EASEL_START_HUB(m_hub);
    const ProgramRun prepared =
        runEasel({u"hub"_s, u"prepare"_s, u"--yes"_s, u"--kubeconfig"_s, m_hub.kubeconfig()}, 120'000);
    QVERIFY2(prepared.code == 0, prepared.err.constData());
    // "viewer" may read all of Easel's kinds but pools.
    const QByteArray roles = R"({"apiVersion":"v1","kind":"List","items":[
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"no-pools"},"rules":[
          {"apiGroups":["spectrocloud.com"],"resources":["tenants","projects","aiworkloads"],"verbs":["get","list","watch"]}]},
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"no-pools"},
          "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"no-pools"},
          "subjects":[{"kind":"User","name":"viewer"}]}]})";
    m_hub.kubectl({u"apply"_s, u"-f"_s, u"-"_s}, roles);
    m_hub.kubectl({u"apply"_s, u"-f"_s, u"-"_s},
                  R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Tenant","metadata":{"name":"ice"},
                     "spec":{"displayName":"Ice"}})");
    QVERIFY2(m_hub.kubectl({u"get"_s, u"tenants"_s, u"-o"_s, u"name"_s}).contains("ice"),
             qPrintable(m_hub.error()));
}

void BadInputHubTest::init()
{
    m_gui = std::make_unique<BadInputWindow>();
    QVERIFY(m_gui->isReady());
}

void BadInputHubTest::cleanup()
{
    m_gui.reset();
}

bool BadInputHubTest::open(const QString &file, const QString &context)
{
    ContextDialog *dialog = m_gui->chooseKubeconfig(file);
    if (!dialog)
        return false;
    for (int row = 0; row < dialog->table()->model()->rowCount(); ++row) {
        if (dialog->table()->model()->index(row, 0).data().toString() == context)
            dialog->table()->selectRow(row);
    }
    QTest::keyClick(dialog->table(), Qt::Key_Return);
    // The dialog took the keyboard; the window has it back before the next key is pressed.
    return QTest::qWaitFor([&] { return !m_gui->window->isOnStart(); }, 20'000) && m_gui->isReady();
}

bool BadInputHubTest::openLive(const QString &context)
{
    return open(m_hub.kubeconfig(), context) &&
           QTest::qWaitFor(
               [&] { return m_gui->context->source()->state().phase == SourceState::Phase::Live; }, 60'000);
}

void BadInputHubTest::wrongToken()
{
    QVERIFY(open(kubeconfigWith(tokenOf(u"viewer"_s), "5f3a-never-a-token"), u"viewer"_s));
    QTRY_COMPARE_WITH_TIMEOUT(m_gui->banners().size(), 1, 30'000);
    const QString said = m_gui->banners().first();
    QVERIFY2(said.startsWith(u"viewer cannot be reached. Could not ask "_s) &&
                 said.endsWith(
                     u"The server answered 'Unauthorized' (401). Sign in again or choose another user of the "
                     "kubeconfig."_s),
             qPrintable(said));
    QVERIFY(!said.contains(u"5f3a"_s));
}

void BadInputHubTest::wrongAuthority()
{
    const QByteArray authority = bytesOf(m_hub.dir() + u"/ca.crt"_s);
    // A certificate of somebody else: the server's own is no authority.
    const QByteArray other = bytesOf(m_hub.dir() + u"/admin.crt"_s);
    QVERIFY(!authority.isEmpty() && !other.isEmpty());
    QVERIFY(open(kubeconfigWith(authority.toBase64(), other.toBase64()), u"viewer"_s));
    QTRY_COMPARE_WITH_TIMEOUT(m_gui->banners().size(), 1, 30'000);
    const QString said = m_gui->banners().first();
    QVERIFY2(
        said.contains(u"The certificate 'kube-apiserver' of 127.0.0.1 is signed by '"_s) &&
            said.endsWith(u"which this connection does not trust. Check the certificate authority of this "
                          "connection, or whether something stands between you and the server."_s),
        qPrintable(said));
}

// The user's own certificate ran out.
void BadInputHubTest::expiredClientCertificate()
{
    QProcess openssl;
    openssl.setWorkingDirectory(m_hub.dir());
    const QString file = m_folder.filePath(u"old.crt"_s);
    openssl.start(
        u"sh"_s,
        {u"-c"_s, u"openssl req -new -key admin.key -subj /O=system:masters/CN=easel-admin | openssl x509 "
                  "-req -CA ca.crt -CAkey ca.key -days -1 -out '%1'"_s.arg(file)});
    QVERIFY(openssl.waitForFinished(30'000) && openssl.exitCode() == 0);
    QVERIFY(open(kubeconfigWith(bytesOf(m_hub.dir() + u"/admin.crt"_s).toBase64(), bytesOf(file).toBase64()),
                 u"easel-hub"_s));
    QTRY_COMPARE_WITH_TIMEOUT(m_gui->banners().size(), 1, 30'000);
    const QString said = m_gui->banners().first();
    QVERIFY2(said.startsWith(u"easel-hub cannot be reached. Could not ask "_s) &&
                 said.endsWith(
                     u"The server answered 'Unauthorized' (401). Sign in again or choose another user of the "
                     "kubeconfig."_s),
             qPrintable(said));
}

void BadInputHubTest::forbiddenKind()
{
    QVERIFY(openLive(u"viewer"_s));
    ResourceView *view = m_gui->show(u"tenants"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_gui->namesIn(view), QStringList{u"ice"_s}, 30'000);
    QCOMPARE(m_gui->banners(), QStringList());
    view = m_gui->show(u"pools"_s);
    QTRY_COMPARE_WITH_TIMEOUT(view->shownState(), u"failed"_s, 30'000);
    const QStringList said = m_gui->banners();
    QCOMPARE(said.size(), 1);
    QCOMPARE(said.first(),
             u"Could not list computepools. The server answered 'computepools.spectrocloud.com is "
             u"forbidden: User \"viewer\" "
             "cannot list resource \"computepools\" in API group \"spectrocloud.com\" at the "
             "cluster scope' (403). Ask an "
             "administrator for this right."_s);
    // The overview does not say that all is well with what may not be read.
    m_gui->window->showEntry(u"overview"_s);
    QTRY_VERIFY2(BadInputWindow::labelsIn(m_gui->window.get())
                     .join(u'\n')
                     .contains(u"Nothing that could be listed needs action. Not listed: "_s),
                 qPrintable(BadInputWindow::labelsIn(m_gui->window.get()).join(u'\n')));
    // The right is given; the table comes by itself when it is asked for again.
    m_hub.kubectl(
        {u"create"_s, u"clusterrolebinding"_s, u"late"_s, u"--clusterrole=view-late"_s, u"--user=viewer"_s});
    m_hub.kubectl({u"create"_s, u"clusterrole"_s, u"view-late"_s, u"--verb=get,list,watch"_s,
                   u"--resource=computepools.spectrocloud.com"_s});
    view = m_gui->show(u"pools"_s);
    QTRY_VERIFY_WITH_TIMEOUT(
        [&] {
            if (QAbstractButton *again = m_gui->buttonIn(view, u"Try again"_s))
                again->click();
            return QTest::qWaitFor([&] { return view->shownState() == u"empty"; }, 1000);
        }(),
        30'000);
    m_hub.kubectl({u"delete"_s, u"clusterrolebinding"_s, u"late"_s});
}

void BadInputHubTest::nothingAllowed()
{
    QVERIFY(openLive(u"nobody"_s));
    ResourceView *view = m_gui->show(u"apps"_s);
    QTRY_COMPARE_WITH_TIMEOUT(view->shownState(), u"failed"_s, 30'000);
    QVERIFY2(m_gui->banners().size() == 1 &&
                 m_gui->banners().first().contains(u"User \"nobody\" cannot list resource"_s),
             qPrintable(m_gui->banners().join(u'\n')));
    QVERIFY(!BadInputWindow::labelsIn(m_gui->window.get())
                 .join(u'\n')
                 .contains(QString::fromLatin1(tokenOf(u"nobody"_s))));
}

// The server's own words about a value that its schema does not take; nothing is stored.
void BadInputHubTest::refusedValue()
{
    QVERIFY(openLive(u"easel-hub"_s));
    ResourceView *view = m_gui->show(u"tenants"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_gui->namesIn(view), QStringList{u"ice"_s}, 30'000);
    view->focusTable();
    const QByteArray before = m_hub.kubectl({u"get"_s, u"tenant"_s, u"ice"_s, u"-o"_s, u"yaml"_s});
    QTest::keyClick(view->table(), Qt::Key_E, Qt::ControlModifier);
    QWidget *editor = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((editor = m_gui->windowNamed(u"editWindow"_s)), 20'000);
    auto *text = editor->findChild<QPlainTextEdit *>();
    text->setPlainText(text->toPlainText().replace(u"displayName: Ice"_s, u"displayName: [glacier]"_s));
    editor->findChild<QPushButton *>(u"editReview"_s)->click();
    const auto said = [&] { return BadInputWindow::bannersIn(editor).join(u'\n'); };
    QTRY_VERIFY2_WITH_TIMEOUT(said().contains(u".spec.displayName: expected string, got "_s),
                              qPrintable(said()), 30'000);
    QVERIFY2(said().startsWith(
                 u"Tenant ice: Could not check Tenant ice. The server answered 'failed to create typed "
                 "patch object"_s) &&
                 said().contains(u"(500). Correct the value."_s),
             qPrintable(said()));
    QVERIFY(!editor->findChild<QPushButton *>(u"planApply"_s)->isEnabled());
    QCOMPARE(m_hub.kubectl({u"get"_s, u"tenant"_s, u"ice"_s, u"-o"_s, u"yaml"_s}), before);
    editor->findChild<QPushButton *>(u"editCancel"_s)->click();
}

// A server that goes away between: rows stay, and what is wrong is said.
void BadInputHubTest::lostOnTheWay()
{
    QVERIFY(openLive(u"easel-hub"_s));
    ResourceView *view = m_gui->show(u"tenants"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_gui->namesIn(view), QStringList{u"ice"_s}, 30'000);
    m_hub.killApiServer();
    QTRY_COMPARE_WITH_TIMEOUT(view->shownState(), u"stale"_s, 60'000);
    const QString said = m_gui->banners().join(u'\n');
    QVERIFY2(said.startsWith(u"Not live. easel-hub last answered at "_s) &&
                 said.contains(u"Rows show what was true then."_s),
             qPrintable(said));
    QCOMPARE(m_gui->namesIn(view), QStringList{u"ice"_s});
    QVERIFY2(m_hub.startApiServer(), qPrintable(m_hub.error()));
    QTRY_COMPARE_WITH_TIMEOUT(view->shownState(), u"live"_s, 60'000);
    QCOMPARE(m_gui->banners(), QStringList());
}

QTEST_MAIN(BadInputHubTest)

#include "tst_badinput_hub.moc"
