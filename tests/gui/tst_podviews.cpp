// SPDX-License-Identifier: GPL-3.0-or-later
// Logs, terminals, forwarded ports and copying as people see them.
#include "app/context/appcontext.h"
#include "app/look/look.h"
#include "app/views/detailview.h"
#include "app/views/pods/copydialog.h"
#include "app/views/pods/forwardbook.h"
#include "app/views/pods/forwardwindow.h"
#include "app/views/pods/logpanel.h"
#include "app/views/pods/logtab.h"
#include "app/views/pods/logtext.h"
#include "app/views/pods/logwindow.h"
#include "app/views/pods/podactions.h"
#include "app/views/pods/terminalview.h"
#include "app/views/pods/terminalwindow.h"
#include "core/base/englishplurals.h"
#include "fakepods.h"
#include "screenshot.h"
#include "silentprompter.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTabBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

namespace {

QByteArray line(int number, const QByteArray &text)
{
    return "2026-11-29T07:" + QByteArray::number(number / 60).rightJustified(2, '0') + ':' +
           QByteArray::number(number % 60).rightJustified(2, '0') + ".123456789Z " + text + '\n';
}

QStringList textsOf(const QWidget *widget)
{
    QStringList texts;
    for (const QLabel *label : widget->findChildren<QLabel *>()) {
        if (label->isVisible())
            texts << label->text();
    }
    return texts;
}

} // namespace

class PodViewsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void logsAreATabOfPods();
    void logsFollowAndStay();
    void logsAreSearched();
    void logsWrapAndAreCopied();
    void logsOfSeveralPods();
    void logsOfAWorkload();
    void logsSayWhyNot();
    void logsAreSaved();
    void longLogsAreQuick();
    void emulates();
    void keepsItsHistoryBounded();
    void keysReachTheProgram();
    void pastesNoKeys();
    void shellInAContainer();
    void shellThatFails();
    void forwardsPorts();
    void copiesOut();
    void actionsAskForRights();

private:
    void nameEverything(QWidget *window);
    ActionTarget target(const ObjectRef &pod) const
    {
        ActionTarget about;
        about.source = m_context->source();
        about.type = FakePodSource::podType();
        about.objects = {pod};
        about.window = m_window.get();
        return about;
    }
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<AppContext> m_context;
    std::unique_ptr<QWidget> m_window;
    FakePodSource *m_source = nullptr;
    SilentPrompter *m_prompter = nullptr;
    ObjectRef m_pod;
};

void PodViewsTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::installTranslator(new EnglishPlurals(this));
    Look::install(qEnvironmentVariable("EASEL_SCREENSHOT_MODE") == u"dark" ? ColorMode::Dark
                                                                           : ColorMode::Light);
}

void PodViewsTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    auto prompter = std::make_unique<SilentPrompter>();
    m_prompter = prompter.get();
    m_context = std::make_unique<AppContext>(AppPaths::below(m_folder->path()), std::move(prompter));
    auto source = std::make_unique<FakePodSource>();
    m_source = source.get();
    m_pod = m_source->addPod(u"crevasse-seg-0"_s, {u"server"_s, u"sidecar"_s});
    m_source->feed(FakePodSource::podType());
    m_context->setSource(std::move(source));
    m_window = std::make_unique<QWidget>();
    m_window->resize(900, 560);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void PodViewsTest::cleanup()
{
    m_window.reset();
    m_context.reset();
    m_folder.reset();
}

void PodViewsTest::nameEverything(QWidget *window)
{
    for (QWidget *widget : window->findChildren<QWidget *>()) {
        if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus)
            continue;
        QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget);
        QVERIFY2(accessible && !accessible->text(QAccessible::Name).isEmpty(),
                 qPrintable(u"%1 %2 has no name"_s.arg(QString::fromLatin1(widget->metaObject()->className()),
                                                       widget->objectName())));
    }
}

void PodViewsTest::logsAreATabOfPods()
{
    DetailView detail(m_context.get(), m_window.get());
    detail.resize(m_window->size());
    detail.show();
    detail.setObject(m_pod, nullptr);
    auto *tabs = detail.findChild<QTabBar *>();
    QTRY_VERIFY(tabs->isTabVisible(DetailView::Logs));
    QVERIFY(m_source->logs.isEmpty()); // nobody looks
    detail.showTab(DetailView::Logs);
    QTRY_COMPARE(m_source->logs.size(), 1);
    QCOMPARE(m_source->logs.first()->request.of,
             (ContainerRef{u"vision"_s, u"crevasse-seg-0"_s, u"server"_s}));
    QVERIFY(m_source->logs.first()->request.follow);
    m_source->logs.first()->say(line(1, "loading weights") + line(2, "ready"));
    auto *panel = detail.findChild<LogPanel *>();
    QTRY_COMPARE(panel->feed()->buffer().size(), 2);
    QTRY_VERIFY(textsOf(&detail).join(u'|').contains(u"Live · 2 lines"));
    nameEverything(&detail);
    screenshot(&detail, u"log-tab"_s);

    // Another tab: the server waits; back again: it goes on.
    detail.showTab(DetailView::Summary);
    QVERIFY(m_source->logs.first()->paused);
    detail.showTab(DetailView::Logs);
    QVERIFY(!m_source->logs.first()->paused);

    // Both containers, interleaved.
    panel->choice()->setCurrentIndex(0);
    Q_EMIT panel->choice()->activated(0);
    QTRY_COMPARE(m_source->logs.size(), 3);
    QVERIFY(!m_source->logs.first());
    m_source->logs.at(1)->say(line(2, "two"));
    m_source->logs.at(2)->say(line(1, "one"));
    QTRY_COMPARE(panel->feed()->buffer().size(), 2);
    QCOMPARE(panel->text()->lineText(panel->feed()->buffer().first()), u"sidecar  one"_s);

    // The previous run.
    panel->setPrevious(true);
    QTRY_COMPARE(m_source->logs.size(), 5);
    QVERIFY(m_source->logs.at(3)->request.previous && !m_source->logs.at(3)->request.follow);

    // No pod, no logs.
    m_source->objects.insert({u"spectrocloud.com/v1alpha1"_s, u"AIWorkload"_s, u"vision"_s, u"app"_s}, {});
    detail.setObject({u"spectrocloud.com/v1alpha1"_s, u"AIWorkload"_s, u"vision"_s, u"app"_s}, nullptr);
    QVERIFY(!tabs->isTabVisible(DetailView::Logs));
    QTRY_VERIFY(!m_source->logs.at(3));
}

void PodViewsTest::logsFollowAndStay()
{
    LogPanel panel(m_context.get(), m_window.get());
    panel.resize(m_window->size());
    panel.show();
    panel.setContainers({{u"vision"_s, u"crevasse-seg-0"_s, u"server"_s}});
    FakeLog *log = m_source->logs.last();
    QByteArray many;
    for (int i = 0; i < 500; ++i)
        many += line(i, "line " + QByteArray::number(i));
    log->say(many);
    LogText *text = panel.text();
    QTRY_COMPARE(panel.feed()->buffer().size(), 500);
    QTRY_VERIFY(text->topLine() > 400);
    QVERIFY(text->follows());
    // Whoever goes up stays there while lines come.
    QTest::keyClick(text, Qt::Key_PageUp);
    QVERIFY(!text->follows());
    const qint64 top = text->topLine();
    log->say(line(501, "more"));
    QTRY_COMPARE(panel.feed()->buffer().size(), 501);
    QCOMPARE(text->topLine(), top);
    QTest::keyClick(text, Qt::Key_Home);
    QCOMPARE(text->topLine(), panel.feed()->buffer().first());
    QTest::keyClick(text, Qt::Key_End);
    QVERIFY(text->follows());
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(text, Qt::Key_Up);
    QVERIFY(!text->follows());
    for (int i = 0; i < 4; ++i)
        QTest::keyClick(text, Qt::Key_Down);
    QVERIFY(text->follows()); // the end is reached again
}

void PodViewsTest::logsAreSearched()
{
    LogPanel panel(m_context.get(), m_window.get());
    panel.resize(m_window->size());
    panel.show();
    panel.setContainers({{u"vision"_s, u"crevasse-seg-0"_s, u"server"_s}});
    QByteArray many;
    for (int i = 0; i < 300; ++i)
        many += line(i, i % 100 == 50 ? "GET /health 500 Error" : "GET /infer 200");
    m_source->logs.last()->say(many);
    QTRY_COMPARE(panel.feed()->buffer().size(), 300);
    QTest::keyClicks(panel.searchField(), u"error"_s);
    QTRY_VERIFY(textsOf(&panel).contains(u"3 lines"_s));
    QTest::keyClick(panel.searchField(), Qt::Key_Return);
    QCOMPARE(panel.text()->markedLine() - panel.feed()->buffer().first(), 250); // the last one first
    QVERIFY(textsOf(&panel).contains(u"3 of 3"_s));
    QTest::keyClick(panel.searchField(), Qt::Key_Return);
    QCOMPARE(panel.text()->markedLine() - panel.feed()->buffer().first(), 150);
    QTest::keyClick(&panel, Qt::Key_F3);
    QCOMPARE(panel.text()->markedLine() - panel.feed()->buffer().first(), 250);
    screenshot(&panel, u"log-search"_s);
    panel.text()->setOnlyHits(true);
    panel.text()->selectAll();
    QCOMPARE(panel.text()->selectedText().count(u'\n'), 2);
    m_source->logs.last()->say(line(400, "another Error"));
    QTRY_VERIFY(textsOf(&panel).join(u'|').contains(u"of 4"));
    panel.searchField()->setText(u"nothing of the kind"_s);
    QTRY_VERIFY(textsOf(&panel).contains(u"no match"_s));
}

void PodViewsTest::logsWrapAndAreCopied()
{
    LogPanel panel(m_context.get(), m_window.get());
    panel.resize(m_window->size());
    panel.show();
    panel.setContainers({{u"vision"_s, u"crevasse-seg-0"_s, u"server"_s}});
    // Colours of a terminal, markup, directions and tabs are data.
    m_source->logs.last()->say(line(1, "\x1b[31mred\x1b[0m <b>bold</b>\tx") + line(2, QByteArray(5000, 'w')) +
                               line(3, QByteArray("a\xe2\x80\xae"
                                                  "b\x07")));
    QTRY_COMPARE(panel.feed()->buffer().size(), 3);
    LogText *text = panel.text();
    const qint64 first = panel.feed()->buffer().first();
    QCOMPARE(text->lineText(first), u"red <b>bold</b>    x"_s);
    QCOMPARE(text->lineText(first + 2), u"a\uFFFDb\uFFFD"_s);
    text->selectAll();
    text->copy();
    QVERIFY(QGuiApplication::clipboard()->text().startsWith(u"red <b>bold</b>    x\nwww"));
    QTest::keyClick(text, Qt::Key_End);
    text->setWraps(false);
    QTRY_VERIFY(text->horizontalScrollBar()->maximum() > 1000);
    text->setWraps(true);
    QCOMPARE(text->horizontalScrollBar()->maximum(), 0);
    text->setTimesShown(true);
    QVERIFY2(text->lineText(first).contains(u"07:00:01.123 red"), qPrintable(text->lineText(first)));
    screenshot(&panel, u"log-wrapped"_s);
    // A drag marks what is under it.
    QTest::keyClick(text, Qt::Key_Home);
    QTest::mousePress(text->viewport(), Qt::LeftButton, {}, QPoint(14, 10));
    QTest::mouseMove(text->viewport(), QPoint(400, 10));
    QTest::mouseRelease(text->viewport(), Qt::LeftButton, {}, QPoint(400, 10));
    QVERIFY(text->lineText(first).startsWith(text->selectedText()));
    QVERIFY(text->selectedText().size() > 10);
}

void PodViewsTest::logsOfSeveralPods()
{
    const ObjectRef other = m_source->addPod(u"crevasse-seg-1"_s, {u"server"_s});
    LogWindow window(m_context.get(), {m_pod, other}, nullptr);
    window.setAttribute(Qt::WA_DeleteOnClose, false);
    window.show();
    QTRY_COMPARE(m_source->logs.size(), 2);
    m_source->logs.at(0)->say(line(1, "starting") + line(3, "epoch 1 of 90: loss 0.93"));
    m_source->logs.at(1)->say(line(2, "waiting for crevasse-seg-0") + line(4, "connected"));
    QTRY_COMPARE(window.panel()->feed()->buffer().size(), 4);
    QStringList lines;
    for (qint64 i = window.panel()->feed()->buffer().first(); i < window.panel()->feed()->buffer().end(); ++i)
        lines << window.panel()->text()->lineText(i).section(u"  "_s, 0, 0);
    QCOMPARE(lines, QStringList({u"crevasse-seg-0/server"_s, u"crevasse-seg-1/server"_s,
                                 u"crevasse-seg-0/server"_s, u"crevasse-seg-1/server"_s}));
    nameEverything(&window);
    screenshot(&window, u"log-window"_s);
}

void PodViewsTest::logsOfAWorkload()
{
    const ObjectRef deployment{u"apps/v1"_s, u"Deployment"_s, u"vision"_s, u"crevasse-seg"_s};
    m_source->objects.insert(
        deployment,
        {{u"spec"_s,
          QJsonObject{{u"selector"_s, QJsonObject{{u"matchLabels"_s, QJsonObject{{u"app"_s, u"seg"_s}}}}}}}});
    LogWindow window(m_context.get(), {deployment}, nullptr);
    window.setAttribute(Qt::WA_DeleteOnClose, false);
    window.show();
    const auto isLeased = [this] {
        return std::any_of(m_source->leased.cbegin(), m_source->leased.cend(), [](const StoreKey &key) {
            return key.type.kind == u"Pod" && key.namespaceName == u"vision" &&
                   key.labelSelector == u"app=seg";
        });
    };
    QTRY_VERIFY(isLeased());
    QVERIFY(textsOf(&window).contains(u"Looking for the pods…"_s));
    const auto pods = m_source->feed(FakePodSource::podType());
    pods->replaceAll({SampleRow{u"crevasse-seg-0"_s}.row(), SampleRow{u"elsewhere"_s, u"speech"_s}.row()});
    Truth truth;
    truth.phase = Truth::Phase::Live;
    pods->setTruth(truth);
    QTRY_COMPARE(m_source->logs.size(), 1);
    QCOMPARE(m_source->logs.first()->request.of,
             (ContainerRef{u"vision"_s, u"crevasse-seg-0"_s, u"server"_s}));
    // One that owns nothing does not show every pod of its namespace.
    m_source->objects.insert(deployment, {{u"spec"_s, QJsonObject()}});
    LogWindow nothing(m_context.get(), {deployment}, nullptr);
    nothing.setAttribute(Qt::WA_DeleteOnClose, false);
    nothing.show();
    QTRY_VERIFY(textsOf(&nothing).contains(u"crevasse-seg does not say which pods are its own."_s));
}

void PodViewsTest::logsSayWhyNot()
{
    LogPanel panel(m_context.get(), m_window.get());
    panel.resize(m_window->size());
    panel.show();
    panel.setContainers({{u"vision"_s, u"crevasse-seg-0"_s, u"server"_s}});
    Error error = makeError(Error::Kind::Forbidden, u"pods/log is forbidden"_s);
    error.status = 403;
    Q_EMIT m_source->logs.last()->failed(error.tried(u"read the log of vision/crevasse-seg-0"_s));
    QAbstractButton *again = nullptr;
    QTRY_VERIFY((again = [&]() -> QAbstractButton * {
        for (QAbstractButton *button : panel.findChildren<QAbstractButton *>()) {
            if (button->isVisible() && button->text() == u"Try again")
                return button;
        }
        return nullptr;
    }()));
    screenshot(&panel, u"log-failed"_s);
    again->click();
    QTRY_COMPARE(m_source->logs.size(), 2);
    m_source->logs.last()->say(line(1, "here I am"));
    Q_EMIT m_source->logs.last()->ended();
    QTRY_VERIFY(textsOf(&panel).join(u'|').contains(u"The container ended · 1 line"));
}

void PodViewsTest::logsAreSaved()
{
    LogPanel panel(m_context.get(), m_window.get());
    panel.setContainers({{u"vision"_s, u"crevasse-seg-0"_s, u"server"_s}});
    m_source->logs.last()->say(line(1, "one") + line(2, "two"));
    QTRY_COMPARE(panel.feed()->buffer().size(), 2);
    const QString path = m_folder->filePath(u"saved.log"_s);
    m_prompter->answers = {path};
    QSignalSpy toasts(m_context.get(), &AppContext::toastRequested);
    panel.save();
    QTRY_COMPARE(toasts.size(), 1);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("one\ntwo\n"));
    QSignalSpy problems(m_context.get(), &AppContext::problemTold);
    m_prompter->answers = {m_folder->filePath(u"no/such/folder/x.log"_s)};
    panel.save();
    QTRY_COMPARE(problems.size(), 1);
}

// A quarter of a million lines cost a paint no more than a hundred do.
void PodViewsTest::longLogsAreQuick()
{
    LogPanel panel(m_context.get(), m_window.get());
    panel.resize(m_window->size());
    panel.show();
    panel.setContainers({{u"vision"_s, u"crevasse-seg-0"_s, u"server"_s}});
    // The best of some: other tests may have the machine meanwhile.
    const auto paint = [&panel] {
        qint64 best = std::numeric_limits<qint64>::max();
        for (int round = 0; round < 5; ++round) {
            QElapsedTimer clock;
            clock.start();
            for (int i = 0; i < 5; ++i)
                panel.text()->viewport()->grab();
            best = std::min(best, clock.nsecsElapsed());
        }
        return best;
    };
    QByteArray some;
    for (int i = 0; i < 100; ++i)
        some += line(i, "a line of the usual length, as programs write them all day long");
    m_source->logs.last()->say(some);
    QTRY_COMPARE(panel.feed()->buffer().size(), 100);
    const qint64 few = paint();
    for (int i = 0; i < 3000; ++i)
        m_source->logs.last()->say(some);
    QTRY_COMPARE(panel.feed()->buffer().size(), LogBuffer::usualLines);
    const qint64 many = paint();
    QVERIFY2(many < few * 4, qPrintable(u"%1 against %2"_s.arg(many).arg(few)));
}

void PodViewsTest::emulates()
{
    TerminalScreen screen(5, 20);
    screen.feed("plain \x1b[1;31mred\x1b[0m\r\n\x1b[48;2;1;2;3mrgb\x1b[0m gr\xc3\xbc\xc3\x9f"
                "e \xe6\x9d\xb1\xe4\xba\xac!");
    QCOMPARE(screen.text(0), u"plain red"_s);
    QCOMPARE(screen.text(1), u"rgb grüße 東京!"_s);
    const TerminalLine first = screen.line(0);
    QCOMPARE(first.at(6).foreground, (TerminalColor{TerminalColor::Kind::Index, 1, 0, 0}));
    QVERIFY(first.at(6).attributes & TerminalCell::Bold);
    QCOMPARE(screen.line(1).at(0).background, (TerminalColor{TerminalColor::Kind::Rgb, 1, 2, 3}));
    QCOMPARE(screen.line(1).at(10).width, 2);
    // UTF-8 in pieces.
    screen.feed("\r\n\xe2\x82");
    screen.feed("\xac");
    QCOMPARE(screen.text(2), u"€"_s);
    // Cursor and editors' screen.
    screen.feed("\x1b[3;7H");
    QCOMPARE(screen.cursorRow(), 2);
    QCOMPARE(screen.cursorColumn(), 6);
    screen.feed("\x1b[?1049h\x1b[2J\x1b[Heditor\x1b[?25l");
    QVERIFY(screen.isAlternate());
    QVERIFY(!screen.isCursorVisible());
    QCOMPARE(screen.text(0), u"editor"_s);
    screen.feed("\x1b[?1049l\x1b[?25h");
    QCOMPARE(screen.text(0), u"plain red"_s);
    // Questions are answered, titles are plain text.
    QSignalSpy answers(&screen, &TerminalScreen::output);
    screen.feed("\x1b[6n");
    QCOMPARE(answers.value(0).value(0).toByteArray(), QByteArray("\x1b[3;7R"));
    screen.feed("\x1b]2;evil\xe2\x80\xae title\x07");
    QCOMPARE(screen.title(), u"evil\uFFFD title"_s);
    screen.resize(10, 40);
    QCOMPARE(screen.columns(), 40);
    QVERIFY(screen.text(0).contains(u"plain red") || screen.text(1).contains(u"plain red"));
    // Whatever comes.
    quint32 seed = 99;
    for (int round = 0; round < 300; ++round) {
        QByteArray noise = "\x1b[";
        for (int i = 0; i < 60; ++i) {
            seed = seed * 1664525u + 1013904223u;
            noise += char(seed >> 24);
        }
        screen.feed(noise);
        screen.resize(2 + int(seed >> 27), 2 + int(seed >> 26));
    }
}

void PodViewsTest::keepsItsHistoryBounded()
{
    TerminalScreen screen(5, 20);
    QByteArray many;
    for (int i = 0; i < TerminalScreen::mostKept + 500; ++i)
        many += "line " + QByteArray::number(i) + "\r\n";
    screen.feed(many);
    QCOMPARE(screen.kept(), TerminalScreen::mostKept);
    QCOMPARE(screen.text(-1), u"line %1"_s.arg(TerminalScreen::mostKept + 500 - 5));
    screen.resize(8, 20); // lines come back
    QVERIFY(screen.kept() <= TerminalScreen::mostKept);
    screen.clear();
    QCOMPARE(screen.kept(), 0);
}

void PodViewsTest::keysReachTheProgram()
{
    TerminalView view(m_window.get());
    view.resize(m_window->size());
    view.show();
    view.setFocus();
    QByteArray written;
    connect(view.screen(), &TerminalScreen::output, &view,
            [&](const QByteArray &bytes) { written += bytes; });
    const auto keys = [&](auto... arguments) {
        written.clear();
        QTest::keyClick(&view, arguments...);
        return written;
    };
    QCOMPARE(keys(Qt::Key_A), QByteArray("a"));
    QCOMPARE(keys(Qt::Key_Return), QByteArray("\r"));
    QCOMPARE(keys(Qt::Key_C, Qt::ControlModifier), QByteArray("\x03"));
    QCOMPARE(keys(Qt::Key_D, Qt::ControlModifier), QByteArray("\x04"));
    QCOMPARE(keys(Qt::Key_K, Qt::ControlModifier), QByteArray("\x0b")); // no shortcut of the window takes it
    QCOMPARE(keys(Qt::Key_Tab), QByteArray("\t"));
    QCOMPARE(keys(Qt::Key_Backtab, Qt::ShiftModifier), QByteArray("\x1b[Z"));
    QCOMPARE(keys(Qt::Key_Escape), QByteArray("\x1b"));
    QCOMPARE(keys(Qt::Key_Backspace), QByteArray("\x7f"));
    QCOMPARE(keys(Qt::Key_Up), QByteArray("\x1b[A"));
    QCOMPARE(keys(Qt::Key_F5), QByteArray("\x1b[15~"));
    QCOMPARE(keys(Qt::Key_B, Qt::AltModifier), QByteArray("\x1b"
                                                          "b"));
    view.screen()->feed("\x1b[?1h"); // application cursor keys
    QCOMPARE(keys(Qt::Key_Up), QByteArray("\x1bOA"));
    written.clear();
    view.screen()->type(u"ü€"_s, {});
    QCOMPARE(written, u"ü€"_s.toUtf8());
    // Marking and copying by keys of its own.
    view.screen()->feed("\x1b[2J\x1b[Hcopy me\r\nand me");
    QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY2(QGuiApplication::clipboard()->text().startsWith(u"copy me\nand me"),
             qPrintable(QGuiApplication::clipboard()->text()));
    // What has ended takes no keys, and lets the focus go on.
    view.setLive(false);
    QCOMPARE(keys(Qt::Key_A), QByteArray());
}

void PodViewsTest::pastesNoKeys()
{
    TerminalScreen screen(5, 20);
    QByteArray written;
    connect(&screen, &TerminalScreen::output, &screen, [&](const QByteArray &bytes) { written += bytes; });
    screen.paste(u"one\ntwo\x1b[201~\x03"_s);
    QCOMPARE(written, QByteArray("one\rtwo [201~ "));
    written.clear();
    screen.feed("\x1b[?2004h"); // a shell that knows what is pasted
    screen.paste(u"rm -rf /\n"_s);
    QCOMPARE(written, QByteArray("\x1b[200~rm -rf /\r\x1b[201~"));
}

void PodViewsTest::shellInAContainer()
{
    TerminalWindow window(m_context.get(), m_pod, TerminalWindow::Kind::Shell, nullptr);
    window.setAttribute(Qt::WA_DeleteOnClose, false);
    window.show();
    QTRY_COMPARE(m_source->sessions.size(), 1);
    FakeExec *session = m_source->sessions.last();
    QCOMPARE(session->request.in, (ContainerRef{u"vision"_s, u"crevasse-seg-0"_s, u"server"_s}));
    QVERIFY(session->request.terminal && session->request.input);
    QCOMPARE(session->request.command.first(), u"sh"_s);
    QVERIFY(!session->sizes.isEmpty());
    Q_EMIT session->opened(u"v5.channel.k8s.io"_s);
    QCOMPARE(window.stateText(), u"Connected (v5)"_s);
    Q_EMIT session->output(
        "\x1b[1;32mroot@crevasse-seg-0\x1b[0m:\x1b[1;34m/app\x1b[0m# nvidia-smi -L\r\n"
        "GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-4f2a)\r\nGPU 1: NVIDIA H100 80GB HBM3 (UUID: GPU-91cc)\r\n"
        "\x1b[1;32mroot@crevasse-seg-0\x1b[0m:\x1b[1;34m/app\x1b[0m# ls --color\r\n"
        "\x1b[0m\x1b[01;34mcheckpoints\x1b[0m  \x1b[01;32mserve\x1b[0m  \x1b[01;31mweights.tar.gz\x1b[0m  "
        "\x1b[33mconfig.yaml\x1b[0m\r\n"
        "\x1b[1;32mroot@crevasse-seg-0\x1b[0m:\x1b[1;34m/app\x1b[0m# \x1b[7mreversed\x1b[0m "
        "\x1b[4munderlined\x1b[0m ");
    QTest::keyClicks(window.terminal(), u"ls"_s);
    QCOMPARE(session->written, QByteArray("ls"));
    QTRY_VERIFY(window.terminal()->wholeText().contains(u"weights.tar.gz"));
    nameEverything(&window);
    screenshot(&window, u"terminal"_s);
    const auto before = session->sizes.size();
    window.resize(window.width() + 200, window.height() + 100);
    QTRY_VERIFY(session->sizes.size() > before);
    QCOMPARE(session->sizes.last().first, window.terminal()->screen()->columns());
    Q_EMIT session->finished(137);
    QCOMPARE(window.stateText(), u"Ended with exit code 137"_s);
    // Once more, in the other container.
    auto *container = window.findChild<QComboBox *>();
    container->setCurrentIndex(1);
    Q_EMIT container->activated(1);
    QTRY_COMPARE(m_source->sessions.size(), 2);
    QCOMPARE(m_source->sessions.last()->request.in.container, u"sidecar"_s);
    // The hub is left: nothing of it stays.
    m_context->setSource(nullptr);
    QCOMPARE(window.stateText(), u"The hub was left."_s);
}

void PodViewsTest::shellThatFails()
{
    TerminalWindow window(m_context.get(), m_pod, TerminalWindow::Kind::Attach, nullptr);
    window.setAttribute(Qt::WA_DeleteOnClose, false);
    window.show();
    QTRY_COMPARE(m_source->sessions.size(), 1);
    QVERIFY(m_source->sessions.last()->request.attach);
    QVERIFY(!m_source->sessions.last()->request.terminal); // the process was given none
    Error error = makeError(Error::Kind::Forbidden, u"pods/attach is forbidden"_s);
    error.status = 403;
    Q_EMIT m_source->sessions.last()->failed(error.tried(u"attach to vision/crevasse-seg-0"_s));
    QCOMPARE(window.stateText(), u"Not connected"_s);
    screenshot(&window, u"terminal-failed"_s);
}

void PodViewsTest::forwardsPorts()
{
    ForwardBook book;
    ForwardWindow window(m_context.get(), &book, nullptr);
    window.setAttribute(Qt::WA_DeleteOnClose, false);
    window.show();
    QVERIFY(textsOf(&window).contains(u"No port is forwarded."_s));
    screenshot(&window, u"forward-empty"_s);
    auto *dialog = new ForwardDialog(m_context.get(), &book, m_pod, m_window.get());
    dialog->open();
    auto *remote = dialog->findChild<QComboBox *>();
    QTRY_COMPARE(remote->currentText(), u"8080"_s); // which the pod says it has
    nameEverything(dialog);
    auto *local = dialog->findChild<QSpinBox *>();
    local->setValue(666);
    auto *buttons = dialog->findChild<QDialogButtonBox *>();
    QPushButton *open = nullptr;
    for (QAbstractButton *button : buttons->buttons()) {
        if (button->text() == u"Forward")
            open = qobject_cast<QPushButton *>(button);
    }
    QVERIFY(open);
    open->click();
    QVERIFY(textsOf(dialog).join(u'|').contains(u"in use by another program"));
    screenshot(dialog, u"forward-dialog"_s);
    QCOMPARE(book.rowCount(), 0);
    local->setValue(0);
    open->click();
    QTRY_COMPARE(book.rowCount(), 1);
    QCOMPARE(book.addressAt(0), u"127.0.0.1:40123"_s);
    QVERIFY(book.open(m_source, u"vision"_s, u"orthomosaic-0"_s, 9090, 9090).isEmpty());
    m_source->forwards.last()->said =
        u"Could not reach port 9090 of vision/orthomosaic-0. Connection refused."_s;
    m_source->forwards.last()->tell();
    QCOMPARE(book.data(book.index(0, ForwardBook::TrafficColumn)).toString(), u"5 MiB in, 2 KiB out"_s);
    nameEverything(&window);
    screenshot(&window, u"forward-window"_s);
    window.table()->selectRow(0);
    QPushButton *stop = nullptr;
    for (QPushButton *button : window.findChildren<QPushButton *>()) {
        if (button->text() == u"Stop")
            stop = button;
    }
    QVERIFY(stop && stop->isEnabled());
    stop->click();
    QCOMPARE(book.rowCount(), 1);
    book.stopAll();
    QCOMPARE(book.rowCount(), 0);
    QTRY_VERIFY(!m_source->forwards.first());
}

void PodViewsTest::copiesOut()
{
    auto *dialog = new CopyDialog(m_context.get(), m_pod, m_window.get());
    dialog->open();
    auto *container = dialog->findChild<QComboBox *>();
    QTRY_COMPARE(container->count(), 2);
    const QList<QLineEdit *> edits = dialog->findChildren<QLineEdit *>();
    QLineEdit *path = edits.at(0);
    QLineEdit *folder = edits.at(1);
    folder->setText(m_folder->path());
    QPushButton *start = nullptr;
    for (QPushButton *button : dialog->findChildren<QPushButton *>()) {
        if (button->text() == u"Copy")
            start = button;
    }
    QVERIFY(start);
    path->setText(u"/app/../etc"_s);
    QVERIFY(!start->isEnabled());
    path->setText(u"/app/config"_s);
    QVERIFY(start->isEnabled());
    nameEverything(dialog);
    start->click();
    QTRY_COMPARE(m_source->sessions.size(), 1);
    QCOMPARE(m_source->sessions.last()->request.command,
             QStringList({u"tar"_s, u"-cf"_s, u"-"_s, u"-C"_s, u"/app"_s, u"--"_s, u"config"_s}));
    QVERIFY(!m_source->sessions.last()->request.terminal);
    // A small archive: one file and one link.
    const auto header = [](const QByteArray &name, char type, int size) {
        QByteArray block(512, '\0');
        block.replace(0, name.size(), name);
        block.replace(124, 11, QByteArray::number(size, 8).rightJustified(11, '0'));
        block[156] = type;
        block.replace(148, 8, QByteArray(8, ' '));
        int sum = 0;
        for (const char c : block)
            sum += quint8(c);
        block.replace(148, 7, QByteArray::number(sum, 8).rightJustified(6, '0') + '\0');
        return block;
    };
    Q_EMIT m_source->sessions.last()->output(header("config/serve.yaml", '0', 5) + "a: 1\n" +
                                             QByteArray(507, '\0') + header("config/secret", '2', 0) +
                                             QByteArray(1024, '\0'));
    Q_EMIT m_source->sessions.last()->finished(0);
    QTRY_VERIFY(textsOf(dialog).join(u'|').contains(u"Copied 1 file, 5 bytes"));
    QVERIFY(textsOf(dialog).join(u'|').contains(u"1 item was not copied:"));
    QFile copied(m_folder->filePath(u"config/serve.yaml"_s));
    QVERIFY(copied.open(QIODevice::ReadOnly));
    QCOMPARE(copied.readAll(), QByteArray("a: 1\n"));
    QVERIFY(!QFileInfo(m_folder->filePath(u"config/secret"_s)).isSymLink());
    screenshot(dialog, u"copy-dialog"_s);
    // Stopped in the middle: the half file goes.
    path->setText(u"/app/large"_s);
    start->click();
    QTRY_COMPARE(m_source->sessions.size(), 2);
    Q_EMIT m_source->sessions.last()->output(header("large", '0', 5000) + QByteArray(512, 'x'));
    QTRY_VERIFY(QFileInfo::exists(m_folder->filePath(u"large"_s)));
    dialog->reject();
    QTRY_VERIFY(!QFileInfo::exists(m_folder->filePath(u"large"_s)));
    QVERIFY(textsOf(dialog).join(u'|').contains(u"Stopped."));
    dialog->close();
}

void PodViewsTest::actionsAskForRights()
{
    registerPodActions(m_context.get());
    ActionRegistry *actions = m_context->actions();
    const auto offered = [&](const char *id) {
        return actions->offer(*actions->find(QString::fromLatin1(id)), target(m_pod));
    };
    for (const char *id : {"pod.shell", "pod.attach", "pod.forward", "pod.copy"})
        QVERIFY2(offered(id).enabled, id);
    auto refusing = std::make_unique<FakePodSource>();
    refusing->refusedVerbs = QStringList{u"create"_s};
    m_context->setSource(std::move(refusing));
    (void)offered("pod.shell"); // asks
    QTRY_VERIFY(!offered("pod.shell").enabled);
    QVERIFY2(offered("pod.shell").reason.contains(u"You may not create pods in vision"),
             qPrintable(offered("pod.shell").reason));
    m_context->setSource(nullptr);
    QVERIFY(!offered("pod.shell").shown);
}

QTEST_MAIN(PodViewsTest)
#include "tst_podviews.moc"
