// SPDX-License-Identifier: GPL-3.0-or-later
// 20,000 machines in Palette, nine of ten of them in the project on the screen: as many requests as there are
// pages, never faster than the bucket that Easel keeps for an address, first rows after the first page.
#include "app/context/inventoryfeed.h"
#include "app/models/resourcefiltermodel.h"
#include "app/views/inventory/inventoryscreen.h"
#include "core/base/englishplurals.h"
#include "samplewindow.h"
#include "screenshot.h"
#include "tests/support/palettestandin.h"

#include <QJsonDocument>
#include <QStandardPaths>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

class InventoryLargeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::installTranslator(new EnglishPlurals(this));
        useTestFont();
        // Palette's own limits, by the machine's clock.
        EASEL_START_PALETTE(m_palette,
                            {u"--clock"_s, u"zero"_s, u"--limits"_s, u"real"_s, u"--hosts"_s, u"20000"_s});
        m_sample = std::make_unique<SampleWindow>(m_dir.path());
        QVERIFY(m_sample->open());
    }
    void cleanupTestCase() { m_sample.reset(); }
    void asksForThePagesAndNoMore();

private:
    static int own(const InventoryScreen *screen)
    {
        return int(screen->feed()->machinesOf(u"own:test"_s).size());
    }
    QTemporaryDir m_dir;
    PaletteStandIn m_palette;
    std::unique_ptr<SampleWindow> m_sample;
};

void InventoryLargeTest::asksForThePagesAndNoMore()
{
    PaletteConnection connection;
    connection.id = u"test"_s;
    connection.title = u"stand-in"_s;
    connection.server = m_palette.address();
    connection.project = {m_palette.projectUid(u"north"_s), u"north"_s};
    m_sample->window()->showEntry(u"inventory"_s);
    auto *screen = qobject_cast<InventoryScreen *>(m_sample->window()->currentScreen());
    QVERIFY(screen);
    QTRY_VERIFY_WITH_TIMEOUT(screen->model()->rowCount() > 0, 30'000);
    const int before = screen->model()->rowCount();
    m_sample->context()->palette()->keep(connection, m_palette.key().toUtf8());
    QTRY_VERIFY_WITH_TIMEOUT(screen->model()->rowCount() > before, 30'000);
    // One page is enough to show something.
    const int first = m_palette.requests(u"POST"_s, u"/v1/dashboard/edgehosts/search"_s);
    QVERIFY2(first <= 60, qPrintable(QString::number(first))); // of some 360: it did not wait for the end
    QVERIFY(screen->feed()->isAsking());
    screenshot(m_sample->window(), u"inventory-large-arriving"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!screen->feed()->isAsking(), 200'000);
    // The inventory is put together in the background, a little later.
    const int asked = m_palette.requests(u"POST"_s, u"/v1/dashboard/edgehosts/search"_s);
    QVERIFY(asked > 300);
    QTRY_VERIFY2_WITH_TIMEOUT(own(screen) > (asked - 2) * 50, qPrintable(QString::number(own(screen))),
                              60'000);
    const int machines = own(screen);
    QTRY_VERIFY_WITH_TIMEOUT(screen->model()->rowCount() >= machines, 30'000);
    const int pages = (machines + 49) / 50;
    const std::optional<PaletteBudgetState> budget = m_sample->context()->palette()->budgetState();
    QVERIFY(budget);
    qInfo("%d machines in %d pages: %d requests; Palette's own count of refusals: %lld", machines, pages,
          asked, budget->refused);
    // The last page may be whole, and the token behind it is followed once.
    QVERIFY2(asked >= pages && asked <= pages + 1, qPrintable(QString::number(asked)));
    QCOMPARE(budget->refused, 0);
    const QJsonObject buckets = m_palette.ask(u"GET"_s, u"/stats"_s)[u"buckets"].toObject();
    QVERIFY(!buckets.isEmpty());
    for (auto bucket = buckets.begin(); bucket != buckets.end(); ++bucket) {
        QCOMPARE(bucket.value()[u"limited"].toInt(), 0);
        // What the bucket holds when it is full, and what comes into it within the second.
        QVERIFY2(bucket.value()[u"mostInOneSecond"].toInt() <=
                     budget->rate.burst + int(budget->rate.perSecond) + 1,
                 qPrintable(QString::fromUtf8(QJsonDocument(buckets).toJson())));
    }
    screenshot(m_sample->window(), u"inventory-large"_s);
    QCOMPARE(m_palette.violations(), QStringList());
}

QTEST_MAIN(InventoryLargeTest)
#include "tst_inventorylarge.moc"
