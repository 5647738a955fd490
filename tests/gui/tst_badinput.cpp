// SPDX-License-Identifier: GPL-3.0-or-later
// What people read in the window when a file, a folder, a kubeconfig or a server is not as it should be.
#include "app/shell/problemsdialog.h"
#include "app/shell/sidebar.h"
#include "app/views/parts/commandpalette.h"
#include "app/views/parts/confirmdialog.h"
#include "app/views/parts/navigationlist.h"
#include "badinputwindow.h"
#include "core/base/englishplurals.h"
#include "core/changes/operation.h"
#include "screenshot.h"
#include "tests/support/fakeserver.h"
#include "tests/support/heartbeat.h"
#include "tests/support/mount.h"

#include <QClipboard>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSslCertificate>
#include <QStandardPaths>

#include <csignal>
#include <sys/resource.h>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

namespace {

const QByteArray marker = "apiVersion: easel.dev/v1\nkind: Workspace\nmetadata: {name: test}\nspec: {}\n";

QByteArray project(const QByteArray &name, const QByteArray &more = {})
{
    return "# kept as it is\napiVersion: spectrocloud.com/v1alpha1\nkind: Project\nmetadata: {name: " + name +
           "}\nspec:\n  displayName: " + name + "   # as people know it\n  tenantRef: {name: ice}\n" + more;
}

const QByteArray token = "bad-input-token-5f3a";

QByteArray kubeconfig(const QUrl &server, const QByteArray &authority)
{
    QByteArray text = "apiVersion: v1\nkind: Config\ncurrent-context: hub\n"
                      "contexts: [{name: hub, context: {cluster: c, user: u}}]\n"
                      "users: [{name: u, user: {token: " +
                      token +
                      "}}]\n"
                      "clusters:\n- name: c\n  cluster:\n    server: " +
                      server.toEncoded() + "\n";
    if (!authority.isEmpty())
        text += "    certificate-authority-data: " + authority.toBase64() + "\n";
    return text;
}

// No file may grow beyond a size, as on a disk that is full; everybody may ask for that.
class FileSizeLimit
{
public:
    FileSizeLimit()
    {
        getrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, SIG_IGN);
    }
    ~FileSizeLimit() { lift(); }
    Q_DISABLE_COPY_MOVE(FileSizeLimit)
    void set(rlim_t bytes) const
    {
        rlimit limit = m_before;
        limit.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    void lift() const { setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before{};
};

} // namespace

class BadInputTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void kubeconfigs_data();
    void kubeconfigs();
    void servers_data();
    void servers();
    void files_data();
    void files();
    void manyFiles();
    void folders_data();
    void folders();
    void halfADocumentInTheEditor();
    void refusedWrites_data();
    void refusedWrites();
    void readOnlyFolder();
    void exportToNowhere();
    void unknownSchema();
    void names_data();
    void names();

private:
    QWidget *editFirst(const QString &entry);
    static QString textOf(const QWidget *place);
    void checkPlain(const QWidget *place);
    QString path(const QString &file) const { return m_folder->filePath(file); }
    void put(const QString &file, const QByteArray &text) const
    {
        if (!writeBytes(path(file), text))
            qFatal("the test cannot write %s", qPrintable(file));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<BadInputWindow> m_gui;
};

void BadInputTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    qputenv("KUBECONFIG", "/nonexistent/kubeconfig");
    static EnglishPlurals plurals;
    QApplication::installTranslator(&plurals);
    Look::install(ColorMode::Light);
}

void BadInputTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_gui = std::make_unique<BadInputWindow>();
    QVERIFY(m_gui->isReady());
}

void BadInputTest::cleanup()
{
    m_gui.reset();
    m_folder.reset();
}

// Sentences are compared word for word; %1 is the path of the kubeconfig.
void BadInputTest::kubeconfigs_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("sentence");
    const auto wrong = [](const char *what) {
        return u"Could not read the kubeconfig. %1: "_s + QString::fromUtf8(what) +
               u". Correct the file or choose another one."_s;
    };
    const QByteArray user = "users: [{name: u, user: {token: " + token + "}}]\n";
    QTest::newRow("missing")
        << QByteArray() << u"There is no kubeconfig at %1. Choose a file, or set the variable KUBECONFIG."_s;
    QTest::newRow("empty") << QByteArray("\n") << u"This kubeconfig names no context. Choose another one."_s;
    QTest::newRow("half a document")
        << QByteArray("apiVersion: v1\nkind: Config\nusers: [{name: u, user: {token: " + token + "\n")
        << wrong("line 4, column 1: the '{' that was opened is not closed before here");
    QTest::newRow("a list") << QByteArray("- a\n- b\n") << wrong("it is no kubeconfig (no map at the top)");
    QTest::newRow("binary") << QByteArray("\x7f"
                                          "ELF\x02\x01\x01\x00\x00",
                                          9)
                            << wrong("line 1, column 1: a control character (U+007F) stands here");
    QTest::newRow("duplicate keys")
        << QByteArray("apiVersion: v1\nkind: Config\nkind: Config\n")
        << wrong("line 3, column 1: the key 'kind' stands twice in the same map; the first is on line 2");
    QTest::newRow("no such cluster") << "apiVersion: v1\nkind: Config\ncurrent-context: hub\n"
                                        "contexts: [{name: hub, context: {cluster: gone, user: u}}]\n" +
                                            user
                                     << u"Could not use the cluster 'gone' of the context 'hub'. No cluster "
                                        u"of this name is in %1. Correct the "
                                        "kubeconfig (%1)."_s;
    QTest::newRow("a command without its mode")
        << QByteArray("apiVersion: v1\nkind: Config\ncurrent-context: hub\n"
                      "contexts: [{name: hub, context: {cluster: c, user: u}}]\n"
                      "clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]\n"
                      "users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: "
                      "aws}}}]\n")
        << u"Could not sign in as 'u' of the context 'hub'. The 'exec' with the command 'aws' does not say "
           u"its "
           "interactiveMode. Write Never, IfAvailable or Always."_s;
}

void BadInputTest::kubeconfigs()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, sentence);
    const QString file = path(u"kubeconfig"_s);
    sentence.replace(u"%1"_s, file);
    if (!text.isEmpty())
        put(u"kubeconfig"_s, text);
    ContextDialog *dialog = m_gui->chooseKubeconfig(file);
    QVERIFY(dialog);
    const QAbstractButton *connectButton = m_gui->buttonIn(dialog, u"Connect"_s);
    QVERIFY(connectButton);
    QVERIFY(!connectButton->isEnabled());
    const QStringList said = BadInputWindow::labelsIn(dialog);
    QVERIFY2(said.contains(sentence), qPrintable(said.join(u'\n')));
    QVERIFY(!said.join(u' ').contains(QString::fromLatin1(token)));
    QTest::keyClick(dialog, Qt::Key_Escape);

    // From the list of recent ones it comes without the dialog.
    RecentSource recent;
    recent.kind = RecentSource::Kind::Hub;
    recent.path = file;
    recent.context = u"hub"_s;
    recent.title = u"hub"_s;
    m_gui->window->openRecent(recent);
    QTRY_VERIFY_WITH_TIMEOUT(!m_gui->window->isOpening(), 30'000);
    QVERIFY(m_gui->window->isOnStart());
    if (QByteArray(QTest::currentDataTag()) == "empty")
        sentence =
            u"Could not open the hub. There is no context “hub” in %1. Choose another context or another "
            "kubeconfig."_s.arg(file);
    QCOMPARE(m_gui->banners(), QStringList{u"It could not be opened. "_s + sentence});
    if (!text.isEmpty())
        QCOMPARE(bytesOf(file), text);
}

void BadInputTest::servers_data()
{
    QTest::addColumn<QString>("sentence"); // %1: host and port, %2: yesterday
    QTest::newRow("wrong authority") << u"The certificate 'hub' of 127.0.0.1 is signed by 'Easel test "
                                        u"authority', which this connection does "
                                        "not trust. Check the certificate authority of this connection, or "
                                        "whether something stands between you "
                                        "and the server."_s;
    QTest::newRow("expired") << u"The certificate 'hub' of 127.0.0.1 expired on %2 UTC. Have the server's "
                                "certificate renewed, and check the clock of this computer."_s;
    QTest::newRow("other host") << u"The certificate of the server is for elsewhere.example, not for "
                                   u"127.0.0.1. Check the address, or set "
                                   "tls-server-name to one of the certificate's names."_s;
    QTest::newRow("refused")
        << u"%1 refused the connection. Check the address and whether the server runs, then try again."_s;
    QTest::newRow("401")
        << u"The server answered 'Unauthorized' (401). Sign in again or choose another user of the "
           "kubeconfig."_s;
    QTest::newRow("page") << u"The server answered 'Maintenance' (503). Try again in a moment."_s;
    QTest::newRow("silent")
        << u"Could not ask 127.0.0.1 for its version. No answer for 10 s. Try again in a moment."_s;
}

void BadInputTest::servers()
{
    QFETCH(QString, sentence);
    const QByteArray what = QTest::currentDataTag();
    FakeServer server;
    TestCertificates other;
    const auto pair = FakeServer::certificates().issue(
        u"hub"_s,
        what == "other host" ? u"DNS:elsewhere.example"_s : QLatin1String(TestCertificates::loopback),
        what == "expired" ? -1 : 2);
    server.useCertificate(pair);
    QVERIFY(server.listen());
    if (what == "401") {
        server.onDefault(
            [](FakeExchange &exchange) { exchange.status(401, u"Unauthorized"_s, u"Unauthorized"_s); });
    } else if (what == "page") {
        server.onDefault([](FakeExchange &exchange) {
            exchange.reply(503, "<html><head><title>x</title></head><body><h1>Maintenance</h1></body></html>",
                           {{"Content-Type", "text/html"}});
        });
    } else if (what == "silent") {
        server.setFrozen(true);
    }
    const QUrl url = server.address().url;
    if (what == "refused")
        server.stopListening();
    put(u"kubeconfig"_s, kubeconfig(url, what == "wrong authority" ? other.authority()
                                                                   : FakeServer::certificates().authority()));
    ContextDialog *dialog = m_gui->chooseKubeconfig(path(u"kubeconfig"_s));
    QVERIFY(dialog);
    QAbstractButton *connectButton = m_gui->buttonIn(dialog, u"Connect"_s);
    QVERIFY(connectButton && connectButton->isEnabled());
    connectButton->click();
    QTRY_VERIFY(!m_gui->window->isOnStart());
    QTRY_VERIFY_WITH_TIMEOUT(!m_gui->banners().isEmpty(), 30'000);
    const QString date =
        QSslCertificate(pair.certificate).expiryDate().toUTC().toString(u"yyyy-MM-dd HH:mm"_s);
    sentence.replace(u"%1"_s, u"127.0.0.1:%1"_s.arg(url.port())).replace(u"%2"_s, date);
    for (const QString &entry : {u"overview"_s, u"apps"_s, u"browse"_s}) {
        m_gui->window->showEntry(entry);
        const QStringList said = m_gui->banners();
        QVERIFY2(said.size() == 1, qPrintable(said.join(u'\n')));
        QVERIFY2(said.first().startsWith(u"hub cannot be reached. Could not ask "_s),
                 qPrintable(said.first()));
        QVERIFY2(said.first().endsWith(sentence), qPrintable(said.first() + u'\n' + sentence));
        // Nothing is claimed about what is not known.
        const QString all = BadInputWindow::labelsIn(m_gui->window.get()).join(u'\n');
        QVERIFY2(!all.contains(u"Nothing needs action"_s) && !all.contains(u"does not serve"_s) &&
                     !all.contains(u"0 in "_s) && !all.contains(u"0 objects"_s),
                 qPrintable(all));
        QVERIFY(!all.contains(QString::fromLatin1(token)));
        if (what == "expired")
            screenshot(m_gui->window.get(), u"badinput-hub-"_s + entry);
    }
    // A server that comes back is not missed.
    if (what == "401" || what == "page") {
        server.onDefault([](FakeExchange &exchange) {
            exchange.status(404, u"NotFound"_s, u"the server could not find the requested resource"_s);
        });
        QAbstractButton *again = m_gui->buttonIn(m_gui->window.get(), u"Try now"_s);
        QVERIFY(again);
        const qsizetype before = server.requests().size();
        again->click();
        QTRY_VERIFY(server.requests().size() > before);
    }
}

void BadInputTest::files_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("sentence");
    const auto unread = [](const char *why) {
        return u"1 file is left out. projects/bad/project-bad.yaml "_s + QString::fromUtf8(why) +
               u" Mend it in an editor; it is read again by itself."_s;
    };
    QTest::newRow("half a document")
        << project("bad", "  quota: {limit\n")
        << unread("cannot be read: line 9, column 1: the '{' that was opened is not closed before here.");
    QTest::newRow("half a text")
        << project("bad", "  note: \"begun\n")
        << unread("cannot be read: line 8, column 9: the quote that opens here is not closed.");
    QTest::newRow("duplicate keys") << project("bad", "  displayName: twice\n")
                                    << unread("cannot be read: line 8, column 3: the key 'displayName' "
                                              "stands twice in the same map; the first "
                                              "is on line 6.");
    QTest::newRow("20 MB") << project("bad") + "# " + QByteArray(20'000'000, 'x') + "\n"
                           << unread("has 19.1 MiB; files above 16 MiB are not read.");
    QTest::newRow("deep bomb")
        << project("bad", "  deep: " + QByteArray(100'000, '[') + "\n")
        << unread("cannot be read: line 8, column 58: the document is nested more than 100 levels deep.");
    QByteArray bomb = "  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 10; ++i)
        bomb += "  a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " [" +
                QByteArrayList(10, "*a" + QByteArray::number(i - 1)).join(", ") + "]\n";
    QTest::newRow("aliased bomb") << project("bad", bomb)
                                  << unread("cannot be read: line 13, column 47: the document has more than "
                                            "1,000,000 values when its aliases are written out.");
    QTest::newRow("link out")
        << QByteArray()
        << u"1 remark on files. projects/bad/project-bad.yaml is a link that leaves the "
           "workspace; it is not followed."_s;
}

void BadInputTest::files()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, sentence);
    const QTemporaryDir outside;
    put(u"ws/easel.yaml"_s, marker);
    put(u"ws/projects/good/project-good.yaml"_s, project("good"));
    const QString file = path(u"ws/projects/bad/project-bad.yaml"_s);
    if (text.isEmpty()) {
        QVERIFY(writeBytes(outside.filePath(u"x.yaml"_s), project("bad")));
        QVERIFY(QDir().mkpath(path(u"ws/projects/bad"_s)));
        QVERIFY(QFile::link(outside.filePath(u"x.yaml"_s), file));
    } else {
        put(u"ws/projects/bad/project-bad.yaml"_s, text);
    }
    const auto before = bytesBelow(path(u"ws"_s));
    Heartbeat heartbeat;
    m_gui->openFolder(path(u"ws"_s));
    QTRY_VERIFY(!m_gui->window->isOnStart());
    QTRY_COMPARE_WITH_TIMEOUT(m_gui->banners(), QStringList{sentence}, 30'000);
    // Files are read beside the window, however bad they are. (The window itself is made meanwhile.)
    QVERIFY2(heartbeat.longestBusyMs() < 2000, qPrintable(QString::number(heartbeat.longestBusyMs())));
    ResourceView *view = m_gui->show(u"projects"_s);
    QVERIFY(view);
    QTRY_COMPARE(m_gui->namesIn(view), QStringList{u"good"_s});
    QCOMPARE(bytesBelow(path(u"ws"_s)), before);
    // Mended, it is there, and nothing is said any more.
    QVERIFY(QFile::remove(file));
    put(u"ws/projects/bad/project-bad.yaml"_s, project("bad"));
    QTRY_COMPARE_WITH_TIMEOUT(m_gui->namesIn(view).size(), 2, 20'000);
    QTRY_COMPARE(m_gui->banners(), QStringList());
}

// Several at once: the first is said, all are listed.
void BadInputTest::manyFiles()
{
    put(u"ws/easel.yaml"_s, marker);
    put(u"ws/projects/a/project-a.yaml"_s, "kind: [\n");
    put(u"ws/projects/b/project-b.yaml"_s, "kind: {\n");
    m_gui->openFolder(path(u"ws"_s));
    QTRY_COMPARE(m_gui->banners().size(), 1);
    QVERIFY2(m_gui->banners().first().startsWith(
                 u"2 files are left out. projects/a/project-a.yaml cannot be read"_s),
             qPrintable(m_gui->banners().first()));
    screenshot(m_gui->window.get(), u"badinput-files"_s);
    m_gui->buttonIn(m_gui->window.get(), u"Show all"_s)->click();
    ProblemsDialog *dialog = nullptr;
    QTRY_VERIFY((dialog = m_gui->window->findChild<ProblemsDialog *>()) && dialog->isVisible());
    const QString all = dialog->findChild<QPlainTextEdit *>()->toPlainText();
    QCOMPARE(all.count(u'\n'), 1);
    QVERIFY(all.contains(u"projects/b/project-b.yaml cannot be read: line 2, column 1"_s));
    QTest::keyClick(dialog, Qt::Key_Escape);
    m_gui->buttonIn(m_gui->window.get(), u"Close"_s)->click();
    QCOMPARE(m_gui->banners(), QStringList());
}

void BadInputTest::folders_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("half")
        << QByteArray("apiVersion: easel.dev/v1\nkind: Workspace\nmetadata: {name\n")
        << u"1 file is left out. easel.yaml cannot be read: line 4, column 1: the '{' that was "
           "opened is not closed before here The usual settings are used. Mend it in an editor; "
           "it is read again by itself."_s;
    QTest::newRow("something else")
        << QByteArray("a: b\n")
        << u"1 file is left out. easel.yaml should hold apiVersion easel.dev/v1 and kind "
           "Workspace. The usual settings are used. Mend it in an editor; it is read "
           "again by itself."_s;
}

void BadInputTest::folders()
{
    QFETCH(QByteArray, settings);
    QFETCH(QString, sentence);
    put(u"ws/easel.yaml"_s, settings);
    m_gui->openFolder(path(u"ws"_s));
    QTRY_COMPARE(m_gui->banners(), QStringList{sentence});
    QCOMPARE(bytesOf(path(u"ws/easel.yaml"_s)), settings);
}

// Half a document in the editor: the sentence and its place, and nothing is written.
void BadInputTest::halfADocumentInTheEditor()
{
    put(u"ws/easel.yaml"_s, marker);
    put(u"ws/projects/good/project-good.yaml"_s, project("good"));
    const auto before = bytesBelow(path(u"ws"_s));
    m_gui->openFolder(path(u"ws"_s));
    QWidget *editor = editFirst(u"projects"_s);
    QVERIFY(editor);
    auto *text = editor->findChild<QPlainTextEdit *>();
    text->setPlainText(text->toPlainText() + u"  quota: {limit"_s);
    editor->findChild<QPushButton *>(u"editReview"_s)->click();
    QTRY_VERIFY2(textOf(editor).contains(u"the '{' that was opened is not closed before here."_s),
                 qPrintable(textOf(editor)));
    QCOMPARE(bytesBelow(path(u"ws"_s)), before);
    editor->findChild<QPushButton *>(u"editCancel"_s)->click();
}

void BadInputTest::refusedWrites_data()
{
    QTest::addColumn<QString>("said");
    QTest::newRow("read-only") << u"Read-only file system"_s;
    QTest::newRow("no space") << u"No space left on device"_s;
    QTest::newRow("too large")
        << u"File too large"_s; // RLIMIT_FSIZE: the same place in the code, without mounting
}

// The write is refused after all tests of the plan were good: nothing is half-written and the words are the
// system's.
void BadInputTest::refusedWrites()
{
    QFETCH(QString, said);
    const QByteArray what = QTest::currentDataTag();
    const Mount mount(u"size=64k"_s);
    if (what != "too large" && !mount.isMounted())
        QSKIP("mounting a file system is not allowed here");
    const QString root = what == "too large" ? path(u"ws"_s) : mount.path();
    const QByteArray big =
        "# kept\napiVersion: spectrocloud.com/v1alpha1\nkind: Tenant\nmetadata: {name: ice}\nspec:\n"
        "  displayName: Ice   # as people know it\n# " +
        QByteArray(20'000, 'x') + "\n";
    QVERIFY(writeBytes(root + u"/easel.yaml"_s, marker));
    QVERIFY(writeBytes(root + u"/tenants/ice/tenant-ice.yaml"_s, big));
    m_gui->openFolder(root);
    QWidget *editor = editFirst(u"tenants"_s);
    QVERIFY(editor);
    auto *text = editor->findChild<QPlainTextEdit *>();
    text->setPlainText(text->toPlainText().replace(u"displayName: Ice"_s, u"displayName: Firn"_s));
    editor->findChild<QPushButton *>(u"editReview"_s)->click();
    auto *apply = editor->findChild<QPushButton *>(u"planApply"_s);
    QTRY_VERIFY2(apply->isEnabled(), qPrintable(textOf(editor)));

    FileSizeLimit limit;
    if (what == "read-only")
        QVERIFY(mount.makeReadOnly());
    else if (what == "no space")
        QVERIFY(writeBytes(root + u"/filler"_s, QByteArray(28 * 1024, 'f')));
    else
        limit.set(16 * 1024);
    const auto before = bytesBelow(root);
    apply->click();
    const QString sentence =
        u"Could not write tenants/ice/tenant-ice.yaml. %1. Nothing was changed. Check the "
        "folder's rights and the space on its disk, then try again."_s.arg(said);
    QTRY_VERIFY2(BadInputWindow::labelsIn(editor).join(u'\n').contains(sentence),
                 qPrintable(BadInputWindow::labelsIn(editor).join(u'\n')));
    limit.lift();
    QCOMPARE(bytesBelow(root), before);
    editor->close();
    // The same words are in the activity, where they stay.
    m_gui->window->setActivityShown(true);
    auto *activity = m_gui->window->findChild<QWidget *>(u"activity-panel"_s);
    QVERIFY2(BadInputWindow::labelsIn(activity).join(u'\n').contains(sentence),
             qPrintable(BadInputWindow::labelsIn(activity).join(u'\n')));
    QTRY_COMPARE(m_gui->context->operations()->running(), 0);
}

// A folder that is read-only from the start: what changes it is off and says why when it is asked for.
void BadInputTest::readOnlyFolder()
{
    const Mount mount(u"size=64k"_s);
    if (!mount.isMounted())
        QSKIP("mounting a file system is not allowed here");
    QVERIFY(writeBytes(mount.path() + u"/easel.yaml"_s, marker));
    QVERIFY(writeBytes(mount.path() + u"/projects/good/project-good.yaml"_s, project("good")));
    QVERIFY(mount.makeReadOnly());
    const auto before = bytesBelow(mount.path());
    m_gui->openFolder(mount.path());
    ResourceView *view = m_gui->show(u"projects"_s);
    QTRY_COMPARE(m_gui->namesIn(view), QStringList{u"good"_s});
    view->focusTable();
    const Action *edit = m_gui->context->actions()->find(u"object.edit"_s);
    QTRY_VERIFY(!m_gui->context->actions()->offer(*edit, view->target()).enabled);
    QTest::keyClick(view->table(), Qt::Key_E, Qt::ControlModifier);
    const QString end =
        u"You may not patch projects in good. The folder %1 is read-only."_s.arg(mount.path());
    QTRY_COMPARE(m_gui->banners(), QStringList{u"Edit YAML… is not possible now. "_s + end});
    QVERIFY(!m_gui->windowNamed(u"editWindow"_s));
    QCOMPARE(bytesBelow(mount.path()), before);
}

// An export that cannot be written is no passing remark: it stays until it is closed.
void BadInputTest::exportToNowhere()
{
    put(u"ws/easel.yaml"_s, marker);
    put(u"ws/projects/good/project-good.yaml"_s, project("good"));
    m_gui->openFolder(path(u"ws"_s));
    ResourceView *view = m_gui->show(u"projects"_s);
    QTRY_COMPARE(m_gui->namesIn(view), QStringList{u"good"_s});
    view->focusTable();
    const QString place = path(u"no/such/folder.yaml"_s);
    m_gui->answer(place);
    QVERIFY(m_gui->context->actions()->trigger(u"object.export"_s, view->target()));
    QTRY_COMPARE(
        m_gui->banners(),
        QStringList{
            u"Could not write %1. No such file or directory. Choose another place, then try again."_s.arg(
                place)});
    QVERIFY(!QFile::exists(path(u"no"_s)));
}

// Shapes that no schema knows are shown as far as they can be read, say so, and stay as they are.
void BadInputTest::unknownSchema()
{
    put(u"ws/easel.yaml"_s, marker);
    put(u"ws/projects/p/computepool-odd.yaml"_s,
        "apiVersion: spectrocloud.com/v1alpha1\nkind: ComputePool\nmetadata: {name: odd}\nspec:\n"
        "  description: [a, list]\n  nodePools: \"none\"\n  newThing: {of: tomorrow}\nstatus: 7\n");
    put(u"ws/projects/p/glacier-a.yaml"_s,
        "apiVersion: spectrocloud.com/v9\nkind: Glacier\nmetadata: {name: a}\n"
        "spec: {depth: 100}\n");
    put(u"ws/projects/p/thing-b.yaml"_s,
        "apiVersion: example.org/v1\nkind: Thing\nmetadata: {name: b}\nspec: {x: [1, {z: null}]}\n");
    const auto before = bytesBelow(path(u"ws"_s));
    m_gui->openFolder(path(u"ws"_s));
    ResourceView *view = m_gui->show(u"pools"_s);
    QTRY_COMPARE(m_gui->namesIn(view), QStringList{u"odd"_s});
    view->focusTable();
    view->setDetailShown(true);
    QTRY_VERIFY2(textOf(view->detail()).contains(u"Shown partly: unknown schema ("_s),
                 qPrintable(textOf(view->detail())));
    QVERIFY(textOf(view->detail()).contains(u"spec.description"_s));
    view->detail()->showTab(DetailView::Yaml);
    QTRY_VERIFY(textOf(view->detail()).contains(u"newThing: {of: tomorrow}"_s));
    for (const auto &[kind, name, line] : {std::tuple{u"Glacier"_s, u"a"_s, u"spec: {depth: 100}"_s},
                                           std::tuple{u"Thing"_s, u"b"_s, u"spec: {x: [1, {z: null}]}"_s}}) {
        const QString api = kind == u"Thing" ? u"example.org/v1"_s : u"spectrocloud.com/v9"_s;
        // Also while the keyboard stands in the navigation, whose own entry for these is Browse.
        m_gui->window->sidebar()->navigation()->setFocus();
        m_gui->window->showObject({api, kind, u"p"_s, name});
        view = m_gui->window->currentTable();
        QVERIFY(view);
        QTRY_COMPARE(m_gui->namesIn(view), QStringList{name});
        view->focusTable();
        view->setDetailShown(true);
        view->detail()->showTab(DetailView::Yaml);
        QTRY_VERIFY2(textOf(view->detail()).contains(line), qPrintable(textOf(view->detail())));
    }
    QVERIFY2(m_gui->banners().isEmpty(), qPrintable(m_gui->banners().join(u'\n')));
    QCOMPARE(bytesBelow(path(u"ws"_s)), before);
}

void BadInputTest::names_data()
{
    QTest::addColumn<QByteArray>("written"); // in double quotes of the YAML
    QTest::addColumn<QString>("shown");
    QTest::newRow("bell") << QByteArray("a\\ab") << u"a\uFFFDb"_s;
    QTest::newRow("nul") << QByteArray("a\\0b") << u"a\uFFFDb"_s;
    QTest::newRow("ansi") << QByteArray("\\e[31mred\\e[0m") << u"\uFFFD[31mred\uFFFD[0m"_s;
    QTest::newRow("bidi") << QByteArray("pool\\u202Egpj.exe") << u"pool\uFFFDgpj.exe"_s;
    QTest::newRow("html") << QByteArray("<b>bold</b><img src='file:///etc/passwd'>")
                          << u"<b>bold</b><img src='file:///etc/passwd'>"_s;
    QTest::newRow("lines") << QByteArray("one\\ntwo") << u"one two"_s;
}

// Names are data (C17): in the table, the detail, tips, the window's title and the clipboard.
void BadInputTest::names()
{
    QFETCH(QByteArray, written);
    QFETCH(QString, shown);
    put(u"ws/easel.yaml"_s, marker);
    const QByteArray text =
        "apiVersion: spectrocloud.com/v1alpha1\nkind: ComputePool\nmetadata:\n  name: \"" + written +
        "\"\nspec:\n  description: \"" + written + "\"\n";
    put(u"ws/projects/p/computepool-x.yaml"_s, text);
    m_gui->openFolder(path(u"ws"_s));
    ResourceView *view = m_gui->show(u"pools"_s);
    QTRY_COMPARE(m_gui->namesIn(view), QStringList{shown});
    view->focusTable();
    view->setDetailShown(true);
    QTRY_COMPARE(view->detail()->object().name, shown);
    m_gui->window->openPalette(shown.left(4));
    QTest::qWait(50);
    checkPlain(m_gui->window.get());
    QTest::keyClick(m_gui->window->palette()->edit(), Qt::Key_Escape);
    for (int tab = 0; tab < 6; ++tab) {
        view->detail()->showTab(DetailView::Tab(tab));
        QTest::qWait(20);
        checkPlain(m_gui->window.get());
        if (QTest::currentTestFailed())
            return;
    }
    QCOMPARE(m_gui->banners().size(), shown.contains(u'<') && !shown.contains(u'\uFFFD') ? 0 : 1);
    view->focusTable();
    QTest::keyClick(view->table(), Qt::Key_C, Qt::ControlModifier);
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY2(copied.contains(shown), qPrintable(copied));
    // A name that is not what it seems is not written back.
    if (shown.contains(u'\uFFFD')) {
        QTest::keyClick(view->table(), Qt::Key_Delete);
        auto *dialog = m_gui->window->findChild<ConfirmDialog *>();
        QTRY_VERIFY((dialog = m_gui->window->findChild<ConfirmDialog *>()) && dialog->isVisible());
        checkPlain(dialog);
        QTest::keyClick(dialog, Qt::Key_Escape);
    }
    QCOMPARE(bytesOf(path(u"ws/projects/p/computepool-x.yaml"_s)), text);
}

QWidget *BadInputTest::editFirst(const QString &entry)
{
    ResourceView *view = m_gui->show(entry);
    if (!view || !QTest::qWaitFor([&] { return m_gui->namesIn(view).size() == 1; }, 20'000))
        return nullptr;
    view->focusTable();
    QTest::keyClick(view->table(), Qt::Key_E, Qt::ControlModifier);
    QWidget *editor = nullptr;
    const bool isThere =
        QTest::qWaitFor([&] { return (editor = m_gui->windowNamed(u"editWindow"_s)) != nullptr; }, 20'000);
    return isThere ? editor : nullptr;
}

// All that can be read in a part of the window: labels, editors, and what others are told of the rest.
QString BadInputTest::textOf(const QWidget *place)
{
    QStringList texts = BadInputWindow::labelsIn(place);
    const auto editors = place->findChildren<QPlainTextEdit *>();
    for (const QPlainTextEdit *editor : editors) {
        if (editor->isVisible())
            texts << editor->toPlainText();
    }
    return texts.join(u'\n');
}

void BadInputTest::checkPlain(const QWidget *place)
{
    const auto isHostile = [](const QString &text) {
        return std::any_of(text.begin(), text.end(), [](QChar c) {
            return (c.category() == QChar::Other_Control && c != u'\n' && c != u'\t') ||
                   (c.unicode() >= 0x202A && c.unicode() <= 0x202E) ||
                   (c.unicode() >= 0x2066 && c.unicode() <= 0x2069);
        });
    };
    const auto widgets = place->findChildren<QWidget *>();
    for (const QWidget *widget : widgets) {
        const QString tip = widget->toolTip();
        QVERIFY2(!isHostile(tip) && !tip.contains(u"<img"_s), qPrintable(tip));
        QVERIFY2(!isHostile(widget->accessibleName()), qPrintable(widget->accessibleName()));
        if (const auto *label = qobject_cast<const QLabel *>(widget)) {
            QVERIFY2(!isHostile(label->text()), qPrintable(label->text()));
            const bool isMarkup = label->textFormat() == Qt::RichText ||
                                  (label->textFormat() == Qt::AutoText && Qt::mightBeRichText(label->text()));
            QVERIFY2(!isMarkup || !label->text().contains(u"<img"_s), qPrintable(label->text()));
        }
    }
    QVERIFY(!isHostile(m_gui->window->windowTitle()));
}

QTEST_MAIN(BadInputTest)

#include "tst_badinput.moc"
