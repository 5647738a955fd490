// SPDX-License-Identifier: GPL-3.0-or-later
// Palette's own word about a pool's cluster in the detail of the sample's pools: with one's own connection to
// its project live from the stand-in, without one what it would bring, and what went wrong.
#include "app/views/detail/paletteside.h"
#include "app/views/detailview.h"
#include "app/views/parts/conditiontimeline.h"
#include "app/views/resourceview.h"
#include "core/base/englishplurals.h"
#include "samplewindow.h"
#include "screenshot.h"
#include "tests/support/palettestandin.h"

#include <QLabel>
#include <QPushButton>
#include <QStandardPaths>
#include <QTreeWidget>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

class PaletteSideTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void withoutAConnectionItSaysWhatOneBrings();
    void withOneItIsLive();
    void whatPaletteRefusesIsSaid();

private:
    PaletteSide *side()
    {
        m_sample->window()->showObject(
            {u"spectrocloud.com/v1alpha1"_s, u"ComputePool"_s, u"glaciology"_s, u"firn-train"_s});
        ResourceView *table = m_sample->window()->currentTable();
        if (!table)
            return nullptr;
        table->setDetailShown(true);
        table->detail()->showTab(DetailView::Pool);
        PaletteSide *found = nullptr;
        const bool there = QTest::qWaitFor(
            [&] {
                found = table->detail()->findChild<PaletteSide *>();
                return found && found->isVisible();
            },
            30'000);
        return there ? found : nullptr;
    }
    void keep(const PaletteConnection &connection, const QString &key)
    {
        m_sample->context()->palette()->keep(connection, key.toUtf8());
        QTRY_COMPARE(m_sample->context()->palette()->connections().size(), 1);
    }
    static QString note(const PaletteSide *side)
    {
        const auto *label = side->findChild<QLabel *>(u"paletteNote"_s);
        return label->isVisible() ? label->text() : QString();
    }

    QTemporaryDir m_dir;
    PaletteStandIn m_palette;
    std::unique_ptr<SampleWindow> m_sample;
    PaletteConnection m_connection;
};

void PaletteSideTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    EASEL_START_PALETTE(m_palette);
    QCoreApplication::installTranslator(new EnglishPlurals(this));
    useTestFont();
    m_sample = std::make_unique<SampleWindow>(m_dir.path());
    QVERIFY(m_sample->open());
    m_connection.id = u"test"_s;
    m_connection.title = u"stand-in"_s;
    m_connection.server = m_palette.address();
    m_connection.project = {m_palette.projectUid(u"north"_s), u"north"_s};
}

void PaletteSideTest::cleanupTestCase()
{
    m_sample.reset();
}

void PaletteSideTest::withoutAConnectionItSaysWhatOneBrings()
{
    const PaletteSide *shown = side();
    QVERIFY(shown);
    QCOMPARE(note(shown),
             u"Its conditions and events in Palette are shown with a connection of your own to its "
             "project."_s);
    QVERIFY(shown->findChild<QPushButton *>(u"paletteConnect"_s)->isVisible());
    QVERIFY(!shown->findChild<ConditionTimeline *>()->isVisible());
    QVERIFY(!shown->findChild<QTreeWidget *>()->isVisible());
    screenshot(m_sample->window(), u"paletteside-none"_s);
    QCOMPARE(namelessControls(m_sample->window()), QStringList());
}

void PaletteSideTest::withOneItIsLive()
{
    keep(m_connection, m_palette.key());
    const PaletteSide *shown = side();
    QVERIFY(shown);
    auto *conditions = shown->findChild<ConditionTimeline *>();
    QTRY_VERIFY_WITH_TIMEOUT(conditions->isVisible() && !conditions->entries().isEmpty(), 30'000);
    const QList<ConditionEntry> entries = conditions->entries();
    QVERIFY(std::all_of(entries.begin(), entries.end(),
                        [](const ConditionEntry &entry) { return entry.tone == Tone::Good; }));
    QVERIFY(!shown->findChild<QPushButton *>(u"paletteConnect"_s)->isVisible());
    QCOMPARE(note(shown), QString());
    auto *events = shown->findChild<QTreeWidget *>(u"paletteEvents"_s);
    QTRY_VERIFY(events->isVisible() && events->topLevelItemCount() == shown->word().events().size());
    screenshot(m_sample->window(), u"paletteside-live"_s);
    Look::install(ColorMode::Dark);
    screenshot(m_sample->window(), u"paletteside-live-dark"_s);
    Look::install(ColorMode::Light);
    QCOMPARE(namelessControls(m_sample->window()), QStringList());
    // Nobody looks: Palette is left alone.
    m_sample->window()->showEntry(u"apps"_s);
    const int asked = m_palette.requests(u"GET"_s, u"/v1/spectroclusters"_s);
    QVERIFY(asked > 0);
    QTest::qWait(300);
    QCOMPARE(m_palette.requests(u"GET"_s, u"/v1/spectroclusters"_s), asked);
    QCOMPARE(m_palette.violations(), QStringList());
}

void PaletteSideTest::whatPaletteRefusesIsSaid()
{
    // A key that may not look there.
    QVERIFY(
        !m_palette.ask(u"POST"_s, u"/faults"_s, {{u"preset"_s, u"forbidden"_s}, {u"times"_s, 0}}).isNull());
    PaletteConnection other = m_connection;
    other.title = u"narrow"_s;
    m_sample->context()->palette()->keep(other, m_palette.key().toUtf8());
    const PaletteSide *shown = side();
    QVERIFY(shown);
    QTRY_VERIFY2_WITH_TIMEOUT(note(shown).startsWith(u"Could not read cluster"_s), qPrintable(note(shown)),
                              30'000);
    QVERIFY2(note(shown).contains(u"check the selected project"_s, Qt::CaseInsensitive) ||
                 note(shown).contains(u"project"_s),
             qPrintable(note(shown)));
    screenshot(m_sample->window(), u"paletteside-refused"_s);
    m_palette.ask(u"DELETE"_s, u"/faults"_s);
}

QTEST_MAIN(PaletteSideTest)
#include "tst_paletteside.moc"
