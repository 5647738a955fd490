// SPDX-License-Identifier: GPL-3.0-or-later
// Light and dark are switched while everything is open: no window keeps a colour of the theme before.
#include "app/views/detailview.h"
#include "app/views/parts/confirmdialog.h"
#include "app/views/parts/iconlabel.h"
#include "app/views/planview.h"
#include "app/views/resourcetable.h"
#include "app/views/resourceview.h"
#include "app/views/yamleditor.h"
#include "app/wizards/appdeploymentwizard.h"
#include "app/wizards/deploymentmodel.h"
#include "app/wizards/editwindow.h"
#include "app/wizards/planpanel.h"
#include "core/base/englishplurals.h"
#include "samplewindow.h"
#include "screenshot.h"

#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardPaths>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

namespace {

QHash<QRgb, QString> colorsOf(const Theme &theme)
{
    QHash<QRgb, QString> colors;
    const auto add = [&colors](const QColor &color, const QString &name) {
        if (color.alpha() == 255)
            colors.insert(color.rgb(), name);
    };
    add(theme.window, u"window"_s);
    add(theme.surface, u"surface"_s);
    add(theme.sunken, u"sunken"_s);
    add(theme.raised, u"raised"_s);
    add(theme.hover, u"hover"_s);
    add(theme.border, u"border"_s);
    add(theme.control, u"control"_s);
    add(theme.text, u"text"_s);
    add(theme.text2, u"text2"_s);
    add(theme.disabled, u"disabled"_s);
    add(theme.accent, u"accent"_s);
    add(theme.onAccent, u"onAccent"_s);
    add(theme.link, u"link"_s);
    add(theme.selection, u"selection"_s);
    add(theme.selectionIdle, u"selectionIdle"_s);
    add(theme.focus, u"focus"_s);
    const std::array tones{&theme.good, &theme.progressing, &theme.warning,
                           &theme.bad,  &theme.neutral,     &theme.unknown};
    for (const ToneColors *tone : tones) {
        add(tone->foreground, u"foreground of a tone"_s);
        add(tone->tint, u"tint of a tone"_s);
    }
    return colors;
}

QImage imageOf(QWidget *window)
{
    return window->grab().toImage().convertToFormat(QImage::Format_RGB32);
}

// How many pixels kept a colour of the theme before that this one lacks. Edges of letters and tints blend
// into such colours by chance, but not where the same colour was before: there lies what was left behind.
QMap<QRgb, int> keptColors(const QImage &before, const QImage &after, const Theme &now, const Theme &other)
{
    const QHash<QRgb, QString> own = colorsOf(now);
    const QHash<QRgb, QString> foreign = colorsOf(other);
    QMap<QRgb, int> count;
    for (int y = 0; y < std::min(before.height(), after.height()); ++y) {
        const auto *was = reinterpret_cast<const QRgb *>(before.constScanLine(y));
        const auto *is = reinterpret_cast<const QRgb *>(after.constScanLine(y));
        for (int x = 0; x < std::min(before.width(), after.width()); ++x) {
            const QRgb color = is[x] | 0xff000000;
            if (color == (was[x] | 0xff000000) && !own.contains(color) && foreign.contains(color))
                ++count[color];
        }
    }
    return count;
}

} // namespace

class ThemeSwitchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void leavesNoColourBehind_data();
    void leavesNoColourBehind();

private:
    QStringList stale(bool dark)
    {
        QHash<QWidget *, QImage> before;
        for (QWidget *window : windows())
            before.insert(window, imageOf(window));
        m_sample->context()->settings()->setColorMode(dark ? u"dark"_s : u"light"_s);
        if (!QTest::qWaitFor([dark] { return Look::theme().isDark() == dark; }, 30'000))
            return {u"the theme does not change"_s};
        QTest::qWait(0);
        QStringList list;
        const Theme other = dark ? Theme::light() : Theme::dark();
        for (QWidget *window : windows()) {
            const QMap<QRgb, int> count =
                keptColors(before.value(window), imageOf(window), Look::theme(), other);
            for (auto it = count.begin(); it != count.end(); ++it) {
                if (it.value() > 3)
                    list << u"%1: %2 pixels of %3 (%4)"_s.arg(window->windowTitle())
                                .arg(it.value())
                                .arg(QColor(it.key()).name(), colorsOf(other).value(it.key()));
            }
            screenshot(window, u"theme-%1-%2"_s.arg(QString::fromLatin1(QTest::currentDataTag()),
                                                    dark ? u"dark"_s : u"light"_s));
        }
        return list;
    }
    static QList<QWidget *> windows()
    {
        QList<QWidget *> list;
        for (QWidget *window : QApplication::topLevelWidgets()) {
            if (window->isVisible())
                list << window;
        }
        return list;
    }
    std::unique_ptr<SampleWindow> m_sample;
};

void ThemeSwitchTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::installTranslator(new EnglishPlurals(this));
    useTestFont();
}

void ThemeSwitchTest::leavesNoColourBehind_data()
{
    QTest::addColumn<QString>("what");
    for (const char *what : {"overview", "detail", "relations", "yaml", "activity", "quota", "palette",
                             "wizard", "plan", "editor", "delete"})
        QTest::newRow(what) << QString::fromLatin1(what);
}

void ThemeSwitchTest::leavesNoColourBehind()
{
    QFETCH(const QString, what);
    QTemporaryDir folder;
    m_sample = std::make_unique<SampleWindow>(folder.path());
    // What moves by itself would be taken for a change.
    Look::instance()->setReducedMotion(true);
    QApplication::setCursorFlashTime(0);
    QVERIFY(m_sample->open());
    MainWindow *window = m_sample->window();
    if (what == u"wizard" || what == u"plan") {
        QVERIFY(m_sample->run(u"app.clone"_s, m_sample->deployment(u"ice-portal"_s)));
        auto *wizard = topLevel<AppDeploymentWizard>();
        QVERIFY(wizard);
        QTRY_VERIFY_WITH_TIMEOUT(wizard->model()->isReady(), 30'000);
        wizard->goTo(what == u"wizard" ? 3 : 5);
        if (what == u"plan") {
            QTRY_VERIFY_WITH_TIMEOUT(wizard->findChild<QPushButton *>(u"planApply"_s)->isEnabled(), 30'000);
        }
    } else if (what == u"editor") {
        QVERIFY(m_sample->run(u"object.edit"_s, m_sample->deployment(u"ice-portal"_s)));
        auto *editor = topLevel<EditWindow>();
        QVERIFY(editor);
        QVERIFY(editor->editor()->edit()->find(u"targetNamespace: ice-apps"_s));
        press(Qt::Key_Right);
        type(u"-2"_s);
        QTRY_VERIFY_WITH_TIMEOUT(editor->editor()->errors() > 0, 30'000);
    } else if (what == u"delete") {
        QVERIFY(m_sample->run(u"object.delete"_s, m_sample->deployment(u"ice-portal"_s)));
        QVERIFY(topLevel<ConfirmDialog>());
    } else if (what == u"overview" || what == u"activity" || what == u"quota") {
        window->showEntry(what);
    } else {
        window->showEntry(u"apps"_s);
        ResourceView *table = window->currentTable();
        QTRY_VERIFY_WITH_TIMEOUT(table->table()->model()->rowCount() > 2, 30'000);
        table->focusTable();
        press(Qt::Key_Home, Qt::ControlModifier);
        press(Qt::Key_Space);
        QTRY_VERIFY(table->detail()->isVisible());
        if (what == u"relations")
            table->detail()->showTab(DetailView::Relations);
        else if (what == u"yaml")
            table->detail()->showTab(DetailView::Yaml);
        else if (what == u"palette")
            window->openPalette();
        QTest::qWait(100);
    }
    // What is read in the background has come when nothing changes any more.
    QHash<QWidget *, QImage> before;
    QHash<QWidget *, QImage> now;
    for (int round = 0; round < 50 && (now.isEmpty() || now != before); ++round) {
        before = std::exchange(now, {});
        QTest::qWait(200);
        for (QWidget *shown : windows())
            now.insert(shown, imageOf(shown));
    }
    QCOMPARE(stale(true).join(u'\n'), QString());
    QCOMPARE(stale(false).join(u'\n'), QString());
    m_sample.reset();
}

QTEST_MAIN(ThemeSwitchTest)

#include "tst_themeswitch.moc"
