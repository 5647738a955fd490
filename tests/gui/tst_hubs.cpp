// SPDX-License-Identifier: GPL-3.0-or-later
// The list of hubs: what it says without asking anybody, what a check finds, marks, acting for somebody, and
// the question before a write.
#include "app/context/hubmarks.h"
#include "app/shell/commanddialog.h"
#include "app/shell/hubdetail.h"
#include "app/shell/hubsmodel.h"
#include "app/shell/hubswindow.h"
#include "app/shell/hubwindows.h"
#include "app/shell/viewasdialog.h"
#include "app/views/parts/confirmdialog.h"
#include "app/views/parts/switcherbutton.h"
#include "app/views/writegate.h"
#include "core/base/englishplurals.h"
#include "core/changes/draft.h"
#include "core/clients/signin/signinsettings.h"
#include "tests/gui/badinputwindow.h"
#include "tests/gui/samplewindow.h"
#include "tests/gui/screenshot.h"
#include "tests/support/fakeserver.h"
#include "tests/support/fakesource.h"
#include "tests/support/signinagent.h"

#include <QCheckBox>
#include <QComboBox>
#include <QJsonArray>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QTableView>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

class HubsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void listingAsksNobody();
    void checkTellsHealth();
    void checkSaysWhatIsWrong();
    void commandsAreAskedAboutOneByOne();
    void endsAreSeenBefore();
    void marksAreKept();
    void marksAreSeenInTheWindow();
    void filesComeAndGo();
    void actsForSomebody();
    void severalHubsAtOnce();
    void protectedHubAsks();
    void deletionOnAProtectedHub();
    void everyControlHasAName();

private:
    QString path(const QString &name) const { return m_folder->filePath(name); }
    // Contexts with their users, all of one server.
    QByteArray config(const QList<std::pair<QByteArray, QByteArray>> &contexts, const QUrl &server = {}) const
    {
        const QByteArray url = (server.isEmpty() ? m_server->address().url : server).toEncoded();
        QByteArray text =
            "apiVersion: v1\nkind: Config\nclusters:\n- name: k\n  cluster: {server: '" + url +
            "', certificate-authority-data: " + FakeServer::certificates().authority().toBase64() +
            "}\nusers:\n";
        for (const auto &[name, user] : contexts)
            text += "- name: " + name + "-user\n  user: " + user + '\n';
        text += "contexts:\n";
        for (const auto &[name, user] : contexts)
            text += "- name: " + name + "\n  context: {cluster: k, user: " + name + "-user}\n";
        return text;
    }
    void answerAsHub()
    {
        m_server->on(u"/version"_s, [](FakeExchange &exchange) {
            if (exchange.request().header("Authorization") == "Bearer old") {
                exchange.status(401, u"Unauthorized"_s, u"Unauthorized"_s);
                return;
            }
            exchange.json({{u"gitVersion"_s, u"v1.36.2"_s}, {u"major"_s, u"1"_s}, {u"minor"_s, u"36"_s}});
        });
        m_server->on(u"POST /apis/authentication.k8s.io/v1/selfsubjectreviews"_s, [](FakeExchange &exchange) {
            const QJsonObject person{{u"username"_s, u"ada@example.com"_s},
                                     {u"groups"_s, QJsonArray{u"platform"_s, u"system:authenticated"_s}}};
            exchange.json(
                {{u"kind"_s, u"SelfSubjectReview"_s}, {u"status"_s, QJsonObject{{u"userInfo"_s, person}}}},
                201);
        });
    }
    HubsWindow *openHubs()
    {
        m_gui->window->showHubs();
        auto *hubs = m_gui->window->findChild<HubsWindow *>();
        if (!hubs || !QTest::qWaitForWindowExposed(hubs))
            return nullptr;
        return QTest::qWaitFor([hubs] { return !hubs->model()->isLoading(); }, 30'000) ? hubs : nullptr;
    }
    static QStringList names(const HubsWindow *hubs)
    {
        QStringList names;
        for (int row = 0; row < hubs->table()->model()->rowCount(); ++row)
            names << hubs->table()->model()->index(row, HubsModel::Name).data().toString();
        return names;
    }
    static bool choose(HubsWindow *hubs, const QString &name)
    {
        const qsizetype row = names(hubs).indexOf(name);
        hubs->table()->selectRow(int(row));
        return row >= 0;
    }
    static QString cell(const HubsWindow *hubs, const QString &name, int column)
    {
        return hubs->table()->model()->index(int(names(hubs).indexOf(name)), column).data().toString();
    }
    template <typename T>
    static T *in(QWidget *place, const QString &name)
    {
        return place->findChild<T *>(name);
    }
    void bothLooks(QWidget *widget, const QString &name)
    {
        for (const QString &mode : {u"dark"_s, u"light"_s}) {
            m_gui->context->settings()->setColorMode(mode);
            screenshot(widget, u"hubs-%1-%2"_s.arg(name, mode));
        }
    }
    static QByteArray tokenThatEnds(const QDateTime &end)
    {
        const auto part = [](const QByteArray &json) {
            return json.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
        };
        return part("{\"alg\":\"none\"}") + '.' +
               part("{\"exp\":" + QByteArray::number(end.toSecsSinceEpoch()) + "}") + ".x";
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<BadInputWindow> m_gui;
};

void HubsTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    qputenv("SHELL", "/bin/false"); // nobody's start-up files
    static EnglishPlurals plurals;
    QApplication::installTranslator(&plurals);
    useTestFont();
}

void HubsTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    qputenv("KUBECONFIG", path(u"config"_s).toLocal8Bit());
    m_server = std::make_unique<FakeServer>();
    QVERIFY(m_server->listen());
    m_gui = std::make_unique<BadInputWindow>();
    QVERIFY(m_gui->isReady());
}

void HubsTest::cleanup()
{
    m_gui.reset();
    m_server.reset();
    m_folder.reset();
}

void HubsTest::listingAsksNobody()
{
    QVERIFY(writeScript(path(u"bin/plugin"_s), "touch '" + path(u"ran"_s).toUtf8() + "'\n"));
    QVERIFY(writeBytes(path(u"config"_s),
                       config({{"north", "{token: t}"},
                               {"aws", "{exec: {apiVersion: client.authentication.k8s.io/v1, command: "
                                       "./bin/plugin, interactiveMode: Never}}"},
                               {"ancient", "{auth-provider: {name: gcp}}"}})));
    QVERIFY(writeBytes(path(u"second"_s),
                       config({{"south", "{token: s}"}}, QUrl(u"https://south.example:6443"_s))));
    QVERIFY(writeBytes(path(u"broken"_s), "contexts: [\n"));
    m_gui->context->hubMarks()->addKubeconfig(path(u"second"_s));
    m_gui->context->hubMarks()->addKubeconfig(path(u"broken"_s));
    m_gui->context->hubMarks()->addKubeconfig(path(u"config"_s)); // stands in the usual place as well
    HubsWindow *hubs = openHubs();
    QVERIFY(hubs);
    QCOMPARE(names(hubs), (QStringList{u"ancient"_s, u"aws"_s, u"north"_s, u"south"_s}));
    QCOMPARE(cell(hubs, u"north"_s, HubsModel::State), u"Not checked"_s);
    QCOMPARE(cell(hubs, u"south"_s, HubsModel::Server), u"https://south.example:6443"_s);
    QVERIFY(cell(hubs, u"aws"_s, HubsModel::SignIn).contains(u"plugin"));
    // Why one cannot be used is known without trying.
    QCOMPARE(cell(hubs, u"ancient"_s, HubsModel::State), u"Cannot be used"_s);
    QVERIFY(choose(hubs, u"ancient"_s));
    const QStringList banners = BadInputWindow::bannersIn(hubs);
    QVERIFY2(banners.join(u'\n').contains(u"auth provider"), qPrintable(banners.join(u'\n')));
    QVERIFY2(banners.first().contains(u"broken"), qPrintable(banners.join(u'\n')));
    bothLooks(hubs, u"unchecked"_s);
    QTest::qWait(200);
    QCOMPARE(m_server->connectionsSeen(), 0);
    QVERIFY(!QFile::exists(path(u"ran"_s)));
}

void HubsTest::checkTellsHealth()
{
    answerAsHub();
    QVERIFY(writeBytes(path(u"config"_s), config({{"north", "{token: t}"}})));
    HubsWindow *hubs = openHubs();
    QVERIFY(hubs);
    auto *check = in<QPushButton>(hubs, u"hubCheck"_s);
    QCOMPARE(check->text(), u"Check"_s);
    check->setFocus();
    QTest::keyClick(check, Qt::Key_Space);
    QCOMPARE(check->text(), u"Stop"_s);
    QTRY_COMPARE_WITH_TIMEOUT(cell(hubs, u"north"_s, HubsModel::State), u"Reachable"_s, 30'000);
    QCOMPARE(cell(hubs, u"north"_s, HubsModel::Version), u"v1.36.2"_s);
    QCOMPARE(cell(hubs, u"north"_s, HubsModel::Person), u"ada@example.com"_s);
    QVERIFY(cell(hubs, u"north"_s, HubsModel::Latency).endsWith(u" ms"));
    QVERIFY(BadInputWindow::labelsIn(hubs).join(u'\n').contains(u"platform and system:authenticated"));
    QCOMPARE(m_server->count(u"GET /version"_s), 2);
    // What was found stays over a reading of the files, unless the context leads elsewhere then.
    QVERIFY(writeBytes(path(u"config"_s), config({{"north", "{token: t}"}, {"new", "{token: u}"}})));
    QTRY_COMPARE_WITH_TIMEOUT(names(hubs).size(), 2, 20'000);
    QCOMPARE(cell(hubs, u"north"_s, HubsModel::State), u"Reachable"_s);
    QVERIFY(
        writeBytes(path(u"config"_s), config({{"north", "{token: t}"}}, QUrl(u"https://other.example"_s))));
    QTRY_COMPARE_WITH_TIMEOUT(names(hubs).size(), 1, 20'000);
    QCOMPARE(cell(hubs, u"north"_s, HubsModel::State), u"Not checked"_s);
}

void HubsTest::checkSaysWhatIsWrong()
{
    answerAsHub();
    FakeServer closed;
    QVERIFY(closed.listen());
    const QUrl gone = closed.address().url;
    closed.stopListening();
    QVERIFY(writeBytes(path(u"config"_s), config({{"expired", "{token: old}"}, {"well", "{token: t}"}})));
    QVERIFY(writeBytes(path(u"second"_s), config({{"gone", "{token: t}"}}, gone)));
    m_gui->context->hubMarks()->addKubeconfig(path(u"second"_s));
    HubsWindow *hubs = openHubs();
    QVERIFY(hubs);
    in<QPushButton>(hubs, u"hubsCheckAll"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(cell(hubs, u"expired"_s, HubsModel::State), u"Sign-in refused"_s, 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(cell(hubs, u"well"_s, HubsModel::State), u"Reachable"_s, 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(cell(hubs, u"gone"_s, HubsModel::State), u"Not reachable"_s, 60'000);
    QVERIFY(choose(hubs, u"gone"_s));
    QVERIFY2(BadInputWindow::bannersIn(hubs).join(u'\n').contains(u"127.0.0.1"),
             qPrintable(BadInputWindow::bannersIn(hubs).join(u'\n')));
    bothLooks(hubs, u"checked"_s);
}

void HubsTest::commandsAreAskedAboutOneByOne()
{
    answerAsHub();
    QVERIFY(writeScript(path(u"bin/plugin"_s),
                        "echo run >> '" + path(u"runs"_s).toUtf8() +
                            "'\nprintf '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":"
                            "\"ExecCredential\",\"status\":{\"token\":\"fresh\"}}'\n"));
    QVERIFY(writeBytes(path(u"config"_s),
                       config({{"aws", "{exec: {apiVersion: client.authentication.k8s.io/v1, command: "
                                       "./bin/plugin, interactiveMode: Never}}"}})));
    HubsWindow *hubs = openHubs();
    QVERIFY(hubs);
    in<QPushButton>(hubs, u"hubsCheckAll"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(cell(hubs, u"aws"_s, HubsModel::State), u"Waits for you"_s, 30'000);
    QVERIFY(!QFile::exists(path(u"runs"_s)));
    QVERIFY(!m_gui->window->findChild<CommandDialog *>());
    in<QPushButton>(hubs, u"hubCheck"_s)->click();
    CommandDialog *asked = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((asked = m_gui->window->findChild<CommandDialog *>()) && asked->isVisible(),
                             30'000);
    asked->accept();
    QTRY_COMPARE_WITH_TIMEOUT(cell(hubs, u"aws"_s, HubsModel::State), u"Reachable"_s, 30'000);
    QCOMPARE(bytesOf(path(u"runs"_s)), "run\n");
}

void HubsTest::endsAreSeenBefore()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const auto old = FakeServer::certificates().issue(u"ada"_s, u"DNS:ada"_s, -1);
    QVERIFY(writeBytes(path(u"config"_s),
                       config({{"soon", "{token: " + tokenThatEnds(now.addDays(2).addSecs(600)) + "}"},
                               {"late", "{token: " + tokenThatEnds(now.addDays(90).addSecs(600)) + "}"},
                               {"ended", "{client-certificate-data: " + old.certificate.toBase64() +
                                             ", client-key-data: " + old.key.toBase64() + "}"},
                               {"opaque", "{token: abc.def}"}})));
    HubsWindow *hubs = openHubs();
    QVERIFY(hubs);
    const auto tone = [hubs](const QString &name) {
        return Tone(hubs->table()
                        ->model()
                        ->index(int(names(hubs).indexOf(name)), HubsModel::Ends)
                        .data(ToneRole)
                        .toInt());
    };
    QCOMPARE(cell(hubs, u"soon"_s, HubsModel::Ends), u"in 2 d"_s);
    QCOMPARE(tone(u"soon"_s), Tone::Warning);
    QCOMPARE(cell(hubs, u"late"_s, HubsModel::Ends), u"in 90 d"_s);
    QCOMPARE(tone(u"late"_s), Tone::Neutral);
    QVERIFY2(cell(hubs, u"ended"_s, HubsModel::Ends).startsWith(u"ended"),
             qPrintable(cell(hubs, u"ended"_s, HubsModel::Ends)));
    QCOMPARE(tone(u"ended"_s), Tone::Bad);
    QCOMPARE(cell(hubs, u"opaque"_s, HubsModel::Ends), QString());
    QCOMPARE(m_server->connectionsSeen(), 0);
}

void HubsTest::marksAreKept()
{
    QVERIFY(writeBytes(path(u"config"_s),
                       config({{"aa", "{token: t}"}, {"north", "{token: t}"}, {"north-ro", "{token: r}"}})));
    HubsWindow *hubs = openHubs();
    QVERIFY(hubs);
    QVERIFY(choose(hubs, u"north"_s));
    auto *favourite = in<QCheckBox>(hubs, u"hubFavourite"_s);
    favourite->setFocus();
    QTest::keyClick(favourite, Qt::Key_Space);
    QTRY_COMPARE(names(hubs), (QStringList{u"north"_s, u"aa"_s, u"north-ro"_s}));
    QTest::keyClick(in<QCheckBox>(hubs, u"hubProtected"_s), Qt::Key_Space);
    auto *color = in<QComboBox>(hubs, u"hubColor"_s);
    color->setFocus();
    QTest::keyClick(color, Qt::Key_R); // red
    QCOMPARE(color->currentText(), u"Red"_s);
    bothLooks(hubs, u"marks"_s);
    // Protection is of the server; a colour is of the context.
    QVERIFY(choose(hubs, u"north-ro"_s));
    QVERIFY(in<QCheckBox>(hubs, u"hubProtected"_s)->isChecked());
    QVERIFY(!in<QCheckBox>(hubs, u"hubFavourite"_s)->isChecked());
    QCOMPARE(color->currentText(), u"No colour"_s);
    const HubMarks again(m_gui->context->paths().settingsFile);
    const QUrl server = m_server->address().url;
    QVERIFY(again.isProtected(server));
    QUrl written = server;
    written.setPath(u"/"_s);
    QVERIFY(again.isProtected(written));
    QVERIFY(!again.isProtected(QUrl(u"https://other.example"_s)));
    QVERIFY(!again.isProtected(QUrl()));
    QCOMPARE(again.color(u"north"_s, server), HubColor::Red);
    QCOMPARE(again.color(u"north"_s, QUrl(u"https://other.example"_s)), HubColor::None);
    QCOMPARE(again.favourites(), (QList<FavouriteHub>{{QString(), u"north"_s, server}}));
}

void HubsTest::marksAreSeenInTheWindow()
{
    answerAsHub();
    QVERIFY(writeBytes(path(u"config"_s), config({{"north", "{token: t}"}})));
    const QUrl server = m_server->address().url;
    m_gui->context->hubMarks()->setProtected(server, true);
    m_gui->window->openHub({}, u"north"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_gui->context->source(), 30'000);
    const auto switchers = m_gui->window->findChildren<SwitcherButton *>();
    const auto isNamed = [&](const QString &name) {
        return std::any_of(switchers.begin(), switchers.end(),
                           [&](const SwitcherButton *button) { return button->accessibleName() == name; });
    };
    QVERIFY(isNamed(u"Hub north, protected"_s));
    m_gui->context->hubMarks()->setColor(u"north"_s, server, HubColor::Orange);
    QVERIFY(isNamed(u"Hub north, protected, marked orange"_s));
    bothLooks(m_gui->window.get(), u"window"_s);
}

void HubsTest::filesComeAndGo()
{
    HubsWindow *hubs = openHubs();
    QVERIFY(hubs);
    QCOMPARE(names(hubs), QStringList());
    QVERIFY(BadInputWindow::labelsIn(hubs).contains(u"No kubeconfig in its usual place."_s));
    bothLooks(hubs, u"none"_s);
    QVERIFY(writeBytes(path(u"more"_s), config({{"south", "{token: s}"}})));
    m_gui->answer(path(u"more"_s));
    QAbstractButton *add = m_gui->buttonIn(hubs, u"Add kubeconfig…"_s);
    QVERIFY(add);
    add->click();
    QTRY_COMPARE_WITH_TIMEOUT(names(hubs), QStringList{u"south"_s}, 20'000);
    auto *forget = in<QPushButton>(hubs, u"hubForget"_s);
    QVERIFY(forget->isVisible());
    forget->click();
    QTRY_COMPARE_WITH_TIMEOUT(names(hubs), QStringList(), 20'000);
    QVERIFY(QFile::exists(path(u"more"_s)));
}

void HubsTest::actsForSomebody()
{
    answerAsHub();
    QVERIFY(writeBytes(path(u"config"_s), config({{"north", "{token: t, as: robot}"}})));
    HubsWindow *hubs = openHubs();
    QVERIFY(hubs);
    in<QPushButton>(hubs, u"hubViewAs"_s)->click();
    ViewAsDialog *dialog = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((dialog = hubs->findChild<ViewAsDialog *>()), 20'000);
    QVERIFY(!in<QPushButton>(dialog, u"viewAs"_s)->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(dialog->focusWidget(), 20'000);
    QTest::keyClicks(dialog->focusWidget(), u"jane@example.com"_s);
    QTest::keyClicks(in<QLineEdit>(dialog, u"viewAsGroups"_s), u"dev, system:masters dev"_s);
    bothLooks(dialog, u"viewas"_s);
    QTest::keyClick(dialog, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(m_gui->context->source(), 30'000);
    QCOMPARE(m_gui->context->source()->actsFor(),
             (ViewAs{u"jane@example.com"_s, {u"dev"_s, u"system:masters"_s}}));
    QTRY_VERIFY_WITH_TIMEOUT(!m_server->requests().isEmpty(), 30'000);
    for (const FakeRequest &request : m_server->requests()) {
        QCOMPARE(request.header("Impersonate-User"), "jane@example.com");
        QByteArrayList groups;
        for (const auto &[name, value] : request.headers) {
            if (name.compare("Impersonate-Group", Qt::CaseInsensitive) == 0)
                groups << value;
        }
        QCOMPARE(groups, (QByteArrayList{"dev", "system:masters"}));
    }
    QTRY_VERIFY(m_gui->banners().join(u'\n').contains(
        u"You act as jane@example.com of the groups dev and system:masters."));
    bothLooks(m_gui->window.get(), u"acting"_s);
    QVERIFY(whyAskBeforeWriting(m_gui->context.get(), m_gui->context->source())
                .contains(u"On north you act as jane@example.com."));
    const qsizetype before = m_server->requests().size();
    QAbstractButton *back = m_gui->buttonIn(m_gui->window.get(), u"Be yourself again"_s);
    QVERIFY(back);
    back->click();
    const auto asRobot = [&](const FakeRequest &request) {
        return request.header("Impersonate-User") == "robot";
    };
    // Itself is what the kubeconfig says: who acts for a robot there does so again.
    QTRY_VERIFY_WITH_TIMEOUT(
        std::any_of(m_server->requests().begin() + before, m_server->requests().end(), asRobot), 30'000);
    QCOMPARE(m_gui->context->source()->actsFor(), (ViewAs{u"robot"_s, {}}));
}

void HubsTest::severalHubsAtOnce()
{
    answerAsHub();
    QVERIFY(writeBytes(path(u"config"_s), config({{"north", "{token: n}"}, {"south", "{token: s}"}})));
    m_gui->window->openHub({}, u"north"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_gui->context->source(), 30'000);
    HubWindows *windows = m_gui->window->windows();
    QCOMPARE(windows->windows().size(), 1);
    HubsWindow *hubs = openHubs();
    QVERIFY(hubs && choose(hubs, u"south"_s));
    in<QPushButton>(hubs, u"hubOpenAnew"_s)->click();
    QCOMPARE(windows->windows().size(), 2);
    const QPointer<MainWindow> second = windows->windows().last();
    QTRY_VERIFY_WITH_TIMEOUT(second->context()->source(), 30'000);
    QCOMPARE(second->context()->source()->title(), u"south"_s);
    QCOMPARE(m_gui->context->source()->title(), u"north"_s);
    // Each asks as itself; settings and the journal are one.
    const auto wasAsked = [this](const QByteArray &token) {
        return std::any_of(m_server->requests().begin(), m_server->requests().end(),
                           [&](const FakeRequest &one) { return one.header("Authorization") == token; });
    };
    QTRY_VERIFY_WITH_TIMEOUT(wasAsked("Bearer n") && wasAsked("Bearer s"), 30'000);
    QCOMPARE(second->context()->settings(), m_gui->context->settings());
    QCOMPARE(second->context()->operations(), m_gui->context->operations());
    QVERIFY(second->context()->actions() != m_gui->context->actions());
    // The same once more is the window that is there.
    QCOMPARE(windows->open({}, u"south"_s), second.data());
    QCOMPARE(windows->open({}, u"north"_s), m_gui->window.get());
    const QPointer<AppContext> context = second->context();
    second->close();
    QTRY_VERIFY(!second);
    QTRY_VERIFY(!context);
    QCOMPARE(windows->windows().size(), 1);
    QVERIFY(m_gui->context->source());
}

void HubsTest::protectedHubAsks()
{
    auto made = std::make_unique<easel::FakeSource>();
    auto *source = made.get();
    source->fakeTitle = u"prod-east"_s;
    source->fakeAddress = u"https://prod.example:6443"_s;
    const QJsonObject space{{u"apiVersion"_s, u"v1"_s},
                            {u"kind"_s, u"Namespace"_s},
                            {u"metadata"_s, QJsonObject{{u"name"_s, u"ice"_s}}}};
    m_gui->context->setSource(std::move(made));
    Draft draft;
    draft.add(space);
    PlanRequest request;
    request.title = u"Make ice"_s;
    request.objects = draft.objects();
    std::optional<Plan> plan;
    makePlan(source, request, this).then(this, [&](const Result<Plan> &result) {
        QVERIFY(result);
        plan = *result;
    });
    QTRY_VERIFY_WITH_TIMEOUT(plan, 30'000);
    int started = 0;
    const auto start = [&] {
        startWriting(m_gui->context.get(), source, *plan, m_gui->window.get(),
                     [&started](ApplyOperation *operation) { started += operation ? 1 : 100; });
    };
    const ObjectRef ref{u"v1"_s, u"Namespace"_s, {}, u"ice"_s};
    m_gui->context->hubMarks()->setProtected(QUrl(u"https://PROD.example:6443/"_s), true);
    start();
    ConfirmDialog *question = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((question = m_gui->window->findChild<ConfirmDialog *>()), 20'000);
    QCOMPARE(question->windowTitle(), u"Write to prod-east?"_s);
    QCOMPARE(question->accessibleDescription(), u"prod-east is protected. Make ice: 1 object is made."_s);
    bothLooks(question, u"question"_s);
    QTRY_VERIFY_WITH_TIMEOUT(question->focusWidget(), 20'000);
    QTest::keyClick(question->focusWidget(), Qt::Key_Return); // the focus is on Cancel
    QTRY_VERIFY_WITH_TIMEOUT(!m_gui->window->findChild<ConfirmDialog *>(), 20'000);
    QCOMPARE(started, 0);
    QVERIFY(source->object(ref).isEmpty());
    start();
    QTRY_VERIFY_WITH_TIMEOUT((question = m_gui->window->findChild<ConfirmDialog *>()), 20'000);
    in<QPushButton>(question, u"verb"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(!source->object(ref).isEmpty(), 20'000);
    QCOMPARE(started, 1);
    // Nobody is asked elsewhere.
    m_gui->context->hubMarks()->setProtected(QUrl(source->fakeAddress), false);
    QTRY_VERIFY_WITH_TIMEOUT(!m_gui->window->findChild<ConfirmDialog *>(), 20'000);
    start();
    QCOMPARE(started, 2);
    // Who acts for somebody is asked as well.
    source->fakeActsFor = {u"jane"_s, {}};
    start();
    QTRY_VERIFY_WITH_TIMEOUT((question = m_gui->window->findChild<ConfirmDialog *>()), 20'000);
    QVERIFY(question->accessibleDescription().startsWith(u"On prod-east you act as jane."));
    QCOMPARE(started, 2);
}

void HubsTest::deletionOnAProtectedHub()
{
    auto made = std::make_unique<easel::FakeSource>();
    made->fakeTitle = u"prod-east"_s;
    made->fakeAddress = u"https://prod.example"_s;
    m_gui->context->hubMarks()->setProtected(QUrl(made->fakeAddress), true);
    ConfirmDialog::Question question;
    question.title = u"Delete namespace ice?"_s;
    question.sentence = u"It goes from prod-east."_s;
    question.verb = u"Delete namespace"_s;
    guardQuestion(m_gui->context.get(), made.get(), &question);
    QCOMPARE(question.sentence, u"prod-east is protected. It goes from prod-east."_s);
    QCOMPARE(question.reach, ConfirmDialog::Reach::Wide);
    QCOMPARE(question.nameToType, u"prod-east"_s);
}

void HubsTest::everyControlHasAName()
{
    QVERIFY(writeBytes(path(u"config"_s), config({{"north", "{token: t}"}})));
    HubsWindow *hubs = openHubs();
    QVERIFY(hubs);
    QCOMPARE(namelessControls(hubs), QStringList());
    ViewAsDialog dialog(u"north"_s, {}, m_gui->window.get());
    dialog.show();
    QCOMPARE(namelessControls(&dialog), QStringList());
}

QTEST_MAIN(HubsTest)
#include "tst_hubs.moc"
