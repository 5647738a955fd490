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
using namespace std::chrono_literals;

class PaletteSideTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void withoutAConnectionItSaysWhatOneBrings();
    void withOneItIsLive();
    void paletteIsLeftAloneWhileNobodyLooks();
    void whatPaletteRefusesIsSaid_data();
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
    QCOMPARE(m_palette.violations(), QStringList());
}

void PaletteSideTest::paletteIsLeftAloneWhileNobodyLooks()
{
    const PaletteSide *shown = side();
    QVERIFY(shown);
    const QString uid = shown->word().uid();
    m_sample->window()->showEntry(u"apps"_s); // that one is away
    ClusterWord word(m_sample->context()->palette());
    word.setPauses(20ms, 20ms);
    int told = 0;
    connect(&word, &ClusterWord::changed, this, [&told] { ++told; });
    word.setCluster(uid, m_connection.project.uid);
    QTest::qWait(200);
    QVERIFY(!word.cluster());
    word.setLooking(true);
    QTRY_VERIFY_WITH_TIMEOUT(told > 4 && word.cluster(), 30'000);
    word.setLooking(false);
    QTest::qWait(500); // for what was on its way
    told = 0;
    QTest::qWait(500);
    QCOMPARE(told, 0);
}

// The faults that a person meets while they look, each with the sentence that stands on the screen.
void PaletteSideTest::whatPaletteRefusesIsSaid_data()
{
    QTest::addColumn<QString>("preset");
    QTest::addColumn<QString>("said");
    const auto answered = [](const QString &what) { return u"The server answered "_s + what; };
    QTest::newRow("key ended in mid-flight, 401") << u"unauthorized"_s
                                                  << u"The key or password may be wrong, expired or of "
                                                     u"another tenant. Check the address of the tenant, or "
                                                     "make a new API key in Palette."_s;
    QTest::newRow("wrong project, 403")
        << u"forbidden"_s << u"Check the selected project first, then the role."_s;
    QTest::newRow("call is no more, 405")
        << u"methodNotAllowed"_s << u"This version of Palette does not have this call; another one may."_s;
    QTest::newRow("422 with a number")
        << u"integerCode"_s << u"(422). Change what it does not take, then try again."_s;
    QTest::newRow("500") << u"serverError"_s << u"(500). Try again in a moment."_s;
    QTest::newRow("page of a gateway, 502") << u"html502"_s << answered(u"'502 Bad Gateway"_s);
    QTest::newRow("connection ends") << u"closeBefore"_s << u"closed the connection"_s;
    QTest::newRow("not data") << u"notJson"_s << u"Check that the address is that of Palette's API."_s;
}

void PaletteSideTest::whatPaletteRefusesIsSaid()
{
    QFETCH(QString, preset);
    QFETCH(QString, said);
    QVERIFY(!m_palette.ask(u"POST"_s, u"/faults"_s, {{u"preset"_s, preset}, {u"times"_s, 0}}).isNull());
    m_sample->context()->palette()->forget(u"test"_s);
    QTRY_VERIFY(m_sample->context()->palette()->connections().isEmpty());
    keep(m_connection, m_palette.key());
    const PaletteSide *shown = side();
    QVERIFY(shown);
    QTRY_VERIFY2_WITH_TIMEOUT(note(shown).contains(said), qPrintable(note(shown)), 60'000);
    QVERIFY2(note(shown).startsWith(u"Could not read cluster"_s), qPrintable(note(shown)));
    screenshot(m_sample->window(), u"paletteside-"_s + preset);
    m_palette.ask(u"DELETE"_s, u"/faults"_s);
}

QTEST_MAIN(PaletteSideTest)
#include "tst_paletteside.moc"
