// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/stateicon.h"
#include "app/look/typography.h"
#include "core/domain/kinds.h"

#include <QDirIterator>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

double lowest(const QColor &color, const QList<QColor> &backgrounds)
{
    double least = 100;
    for (const QColor &background : backgrounds)
        least = std::min(least, contrastRatio(color, background));
    return least;
}

} // namespace

class TestLook : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Look::install(ColorMode::Light); }

    void contrastIsThatOfTheStandard_data()
    {
        QTest::addColumn<QColor>("color");
        QTest::addColumn<QList<QColor>>("backgrounds");
        QTest::addColumn<double>("stated");
        const auto add = [](const QString &variant, const Theme &t, const QHash<QString, double> &stated) {
            const QList<QColor> plain{t.surface, t.window, t.raised, t.hover, t.selection};
            QList<QColor> more = plain;
            more << t.sunken;
            const auto row = [&](const char *name, const QColor &color, const QList<QColor> &backgrounds) {
                QTest::newRow(qPrintable(variant + u' ' + QString::fromLatin1(name)))
                    << color << backgrounds << stated.value(QString::fromLatin1(name));
            };
            row("control", t.control, plain);
            row("text", t.text, more);
            row("text2", t.text2, more);
            row("accent", t.accent, plain);
            row("on accent", t.onAccent, {t.accent});
            row("link", t.link, plain);
            row("focus", t.focus, plain);
            const auto tone = [&](const char *name, const ToneColors &colors) {
                row((QByteArray(name) + " on tint").constData(), colors.foreground, {colors.tint});
                row((QByteArray(name) + " plain").constData(), colors.foreground, plain);
            };
            tone("good", t.good);
            tone("progressing", t.progressing);
            tone("warning", t.warning);
            tone("bad", t.bad);
            tone("neutral", t.neutral);
            tone("unknown", t.unknown);
        };
        add(u"light"_s, Theme::light(),
            {{u"control"_s, 3.2},
             {u"text"_s, 13.4},
             {u"text2"_s, 5.3},
             {u"accent"_s, 5.2},
             {u"on accent"_s, 6.7},
             {u"link"_s, 6.1},
             {u"focus"_s, 5.2},
             {u"good on tint"_s, 5.3},
             {u"good plain"_s, 4.8},
             {u"progressing on tint"_s, 5.3},
             {u"progressing plain"_s, 4.9},
             {u"warning on tint"_s, 5.7},
             {u"warning plain"_s, 5.1},
             {u"bad on tint"_s, 5.6},
             {u"bad plain"_s, 5.3},
             {u"neutral on tint"_s, 5.8},
             {u"neutral plain"_s, 5.3},
             {u"unknown on tint"_s, 5.9},
             {u"unknown plain"_s, 5.5}});
        add(u"dark"_s, Theme::dark(),
            {{u"control"_s, 3.3},
             {u"text"_s, 9.6},
             {u"text2"_s, 5.4},
             {u"accent"_s, 4.7},
             {u"on accent"_s, 7.4},
             {u"link"_s, 5.6},
             {u"focus"_s, 5.7},
             {u"good on tint"_s, 7.1},
             {u"good plain"_s, 5.8},
             {u"progressing on tint"_s, 7.0},
             {u"progressing plain"_s, 5.6},
             {u"warning on tint"_s, 7.6},
             {u"warning plain"_s, 6.3},
             {u"bad on tint"_s, 6.8},
             {u"bad plain"_s, 5.4},
             {u"neutral on tint"_s, 6.2},
             {u"neutral plain"_s, 5.4},
             {u"unknown on tint"_s, 7.1},
             {u"unknown plain"_s, 5.7}});
    }

    void contrastIsThatOfTheStandard()
    {
        QFETCH(QColor, color);
        QFETCH(QList<QColor>, backgrounds);
        QFETCH(double, stated);
        const double found = lowest(color, backgrounds);
        QVERIFY2(std::abs(found - stated) < 0.1, qPrintable(u"%1 instead of %2"_s.arg(found).arg(stated)));
        QVERIFY(found >= 3.0);
    }

    void quotaLinesStandOut()
    {
        for (const Theme &t : {Theme::light(), Theme::dark()}) {
            const QList<QColor> backgrounds{t.surface, t.window, t.raised, t.hover, t.selection};
            for (const QColor &line :
                 {t.attached, t.claimed.line, t.releasing.line, t.free.line, t.kept.line, t.over})
                QVERIFY2(lowest(line, backgrounds) > 3.0, qPrintable(line.name()));
            for (const QColor &color : t.series)
                QVERIFY2(contrastRatio(color, t.surface) >= 3.0, qPrintable(color.name()));
        }
    }

    void highContrastFollowsTheSystem()
    {
        QPalette system;
        system.setColor(QPalette::Window, Qt::black);
        system.setColor(QPalette::Base, Qt::black);
        system.setColor(QPalette::ToolTipBase, Qt::black);
        system.setColor(QPalette::Text, Qt::white);
        system.setColor(QPalette::Highlight, QColor(0x1A, 0xEB, 0xFF));
        system.setColor(QPalette::HighlightedText, Qt::black);
        const Theme t = Theme::highContrast(system);
        QCOMPARE(t.surface, QColor(Qt::black));
        QCOMPARE(t.border, t.control);
        QVERIFY(t.isDark());
        for (const ToneColors *tone : {&t.good, &t.progressing, &t.warning, &t.bad, &t.neutral, &t.unknown})
            QVERIFY(contrastRatio(tone->foreground, tone->tint) >= 7.0);
    }

    void themeChangesWhileRunning()
    {
        Look *look = Look::instance();
        QSignalSpy changed(look, &Look::themeChanged);
        look->setMode(ColorMode::Dark);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(Look::theme().surface, Theme::dark().surface);
        QCOMPARE(QApplication::palette().color(QPalette::Base), Theme::dark().surface);
        look->setMode(ColorMode::Light);
        QCOMPARE(QApplication::palette().color(QPalette::Base), Theme::light().surface);
    }

    void colouredTextFollowsTheTheme()
    {
        QLabel label(u"−2"_s);
        setToneText(&label, Tone::Bad);
        QCOMPARE(label.palette().color(QPalette::WindowText), Theme::light().bad.foreground);
        Look::instance()->setMode(ColorMode::Dark);
        QCOMPARE(label.palette().color(QPalette::WindowText), Theme::dark().bad.foreground);
        QCOMPARE(label.palette().color(QPalette::Base), Theme::dark().surface);
        Look::instance()->setMode(ColorMode::Light);
    }

    void iconsTakeTheColourTheyAreGiven()
    {
        const QImage image = iconPixmap(u"plus"_s, QColor(200, 10, 20), 16, 2).toImage();
        QCOMPARE(image.size(), QSize(32, 32));
        const QColor centre = image.pixelColor(16, 16);
        QCOMPARE(centre.alpha(), 255);
        QCOMPARE(centre.red(), 200);
        QCOMPARE(centre.green(), 10);
        // The same request again is the same picture.
        QCOMPARE(iconPixmap(u"plus"_s, QColor(200, 10, 20), 16, 2).cacheKey(),
                 iconPixmap(u"plus"_s, QColor(200, 10, 20), 16, 2).cacheKey());
    }

    void everyIconDrawsSomething()
    {
        int count = 0;
        QDirIterator all(u":/icons"_s);
        while (all.hasNext()) {
            all.next();
            ++count;
            const QImage image = iconPixmap(all.fileInfo().completeBaseName(), Qt::black, 16, 1).toImage();
            int inked = 0;
            for (int y = 0; y < 16; ++y)
                for (int x = 0; x < 16; ++x)
                    inked += image.pixelColor(x, y).alpha() > 60;
            QVERIFY2(inked > 6, qPrintable(all.filePath()));
        }
        QVERIFY(count > 100);
        QVERIFY(!hasIcon(u"no-such-icon"_s));
    }

    void everyKindHasItsIcon()
    {
        QStringList missing;
        for (const KindInfo &info : knownKinds())
            if (!hasIcon(info.icon))
                missing << info.kind + u": "_s + info.icon;
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u", "_s)));
    }

    void stateIconsDiffer()
    {
        QList<QImage> seen;
        for (int tone = 0; tone <= static_cast<int>(Tone::Unknown); ++tone) {
            QImage image(14, 14, QImage::Format_ARGB32_Premultiplied);
            image.fill(Qt::transparent);
            QPainter painter(&image);
            // All in one colour: the shape alone must tell.
            paintStateIcon(&painter, QRectF(0, 0, 14, 14), static_cast<Tone>(tone), Qt::black);
            painter.end();
            for (const QImage &other : std::as_const(seen)) {
                int different = 0;
                for (int y = 0; y < 14; ++y)
                    for (int x = 0; x < 14; ++x)
                        different +=
                            std::abs(image.pixelColor(x, y).alpha() - other.pixelColor(x, y).alpha()) > 96;
                QVERIFY2(different >= 9, qPrintable(QString::number(tone)));
            }
            seen << image;
        }
    }

    void digitsAreEquallyWide()
    {
        QFont font(u"Inter"_s);
        font.setPixelSize(13);
        if (!QFontInfo(font).family().startsWith(u"Inter"_s))
            QSKIP("EASEL-SKIPPED: the font Inter is not installed");
        QVERIFY(QFontMetricsF(font).horizontalAdvance(u"111"_s) <
                QFontMetricsF(font).horizontalAdvance(u"888"_s));
        QCOMPARE(tabularWidth(font, u"111"_s), tabularWidth(font, u"888"_s));
        QCOMPARE(tabularWidth(font, u"1 / 11"_s), tabularWidth(font, u"8 / 80"_s));
    }

    void typeScaleFollowsTheSystemFont()
    {
        QFont base = QApplication::font();
        base.setPointSizeF(10);
        QCOMPARE(textFont(TextRole::Title, base).pointSizeF(), 13.0);
        QCOMPARE(textFont(TextRole::Title, base).family(), base.family());
        QCOMPARE(textFont(TextRole::Title, base).weight(), QFont::DemiBold);
        base.setPixelSize(12);
        QCOMPARE(textFont(TextRole::Caption, base).pixelSize(), 11);
        base.setPixelSize(26);
        QCOMPARE(textFont(TextRole::Figure, base).pixelSize(), 44);
    }

    void controlsKeepTheirHeight_data()
    {
        QTest::addColumn<QString>("family");
        QTest::addColumn<int>("pixels");
        QTest::newRow("Inter") << u"Inter"_s << 13;
        QTest::newRow("Noto Sans") << u"Noto Sans"_s << 13;
        QTest::newRow("DejaVu Sans") << u"DejaVu Sans"_s << 13;
        QTest::newRow("large") << u"DejaVu Sans"_s << 26;
    }

    void controlsKeepTheirHeight()
    {
        QFETCH(QString, family);
        QFETCH(int, pixels);
        const QFont before = QApplication::font();
        QFont font(family);
        font.setPixelSize(pixels);
        QApplication::setFont(font);
        QPushButton button(u"Write to workspace…"_s);
        const int text = button.fontMetrics().horizontalAdvance(button.text());
        if (pixels == 13)
            QCOMPARE(button.sizeHint().height(), 28);
        QVERIFY(button.sizeHint().height() >= button.fontMetrics().height() + 8);
        QVERIFY(button.sizeHint().width() >= text + 24);
        setButtonKind(&button, ButtonKind::Primary);
        QFont bold = button.font();
        QCOMPARE(bold.weight(), QFont::DemiBold);
        QVERIFY(button.sizeHint().width() >= QFontMetrics(bold).horizontalAdvance(button.text()) + 24);
        QApplication::setFont(before);
    }
};

QTEST_MAIN(TestLook)
#include "tst_look.moc"
