// SPDX-License-Identifier: GPL-3.0-or-later
// Fifty pools want what is there for ten: never over the limit at any instant, and the oldest win. Then the
// engine stands still: nothing is written, and Palette is hardly asked.
#include "core/engine/conditions.h"
#include "tests/support/callspy.h"
#include "tests/support/enginestage.h"

#include <QJsonDocument>
#include <QTest>

#include <algorithm>

using namespace easel;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestEngineRaceHub : public QObject
{
    Q_OBJECT

private:
    static constexpr int wanted = 50;
    static constexpr int room = 10;

    HubFixture m_hub;
    PaletteStandIn m_palette;
    EngineStage m_stage{&m_hub, &m_palette};
    QTemporaryDir m_dir;
    std::unique_ptr<HubSource> m_source;
    std::unique_ptr<HubSource> m_watching; // of its own: what anybody sees
    std::unique_ptr<Engine> m_engine;

    // Pools by name, as the watcher sees them now.
    QMap<QString, QJsonObject> seen(const StoreLease &store) const
    {
        QMap<QString, QJsonObject> pools;
        for (const Row &row : store->rows())
            pools.insert(row.name, QJsonDocument::fromJson(row.raw).object());
        return pools;
    }
    static int reserved(const QMap<QString, QJsonObject> &pools)
    {
        return int(std::count_if(pools.begin(), pools.end(), [](const QJsonObject &pool) {
            return isTrue(pool[u"status"].toObject(), u"QuotaReserved");
        }));
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_DATA_HOME", m_dir.filePath(u"data"_s).toUtf8());
        qputenv("XDG_STATE_HOME", m_dir.filePath(u"state"_s).toUtf8());
        EASEL_START_HUB(m_hub);
        EASEL_START_PALETTE(m_palette);
        QVERIFY2(m_stage.prepare(u"{NVIDIA-L4: %1}"_s.arg(2 * room)), qPrintable(m_stage.error()));
        // More machines than the limit allows: quota decides, not what is there.
        for (int i = 0; i < 14; ++i) {
            QVERIFY2(
                !m_palette
                     .ask(
                         u"POST"_s, u"/hosts/race-%1"_s.arg(i, 2, 10, QChar(u'0')),
                         {{u"like"_s, u"gla-l4-01"_s}, {u"state"_s, u"ready"_s}, {u"health"_s, u"healthy"_s}})
                     .isNull(),
                qPrintable(m_palette.error()));
        }
        m_source = m_stage.open();
        m_watching = m_stage.open();
        EngineTimes times; // as they are in use, but for what only makes a test longer
        times.building = 500ms;
        times.statusGap = 500ms;
        m_engine = std::make_unique<Engine>(m_source.get(), times);
        m_engine->start();
        QTRY_COMPARE_WITH_TIMEOUT(m_engine->state().phase, EngineState::Phase::Working, 60'000);
        QTRY_COMPARE_WITH_TIMEOUT(
            m_stage.get(u"compute"_s, u"default"_s)[u"status"][u"totals"][u"hosts"].toInt(), 38, 30'000);
    }

    void cleanupTestCase()
    {
        if (m_engine)
            await(m_engine->stop());
        QCOMPARE(m_palette.violations(), QStringList());
    }

    void theOldestWinAndTheLimitHolds()
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_watching->catalog().find(u"spectrocloud.com", u"ComputePool"), 20'000);
        const StoreLease store =
            m_watching->store({*m_watching->catalog().find(u"spectrocloud.com", u"ComputePool"), {}, {}});
        int most = 0;
        int looks = 0;
        const auto look = [&] {
            most = std::max(most, reserved(seen(store)));
            ++looks;
        };
        QObject watcher; // ends with this function, as what it looks at
        connect(store.get(), &ResourceStore::rowsChanged, &watcher, look);
        connect(store.get(), &ResourceStore::rowsInserted, &watcher, look);

        QByteArray yaml;
        for (int i = 0; i < wanted; ++i) {
            EngineStage::Shape shape;
            shape.vip = u"10.80.71.%1"_s.arg(i + 1);
            yaml += EngineStage::poolYaml(u"race-%1"_s.arg(i, 2, 10, QChar(u'0')), shape);
        }
        QVERIFY2(m_stage.apply(yaml), qPrintable(m_stage.error()));
        const auto settled = [&] {
            const QMap<QString, QJsonObject> pools = seen(store);
            int running = 0;
            int waiting = 0;
            for (const QJsonObject &pool : pools) {
                const QString phase = pool[u"status"][u"phase"].toString();
                running += phase == u"Running" ? 1 : 0;
                waiting += phase == u"Waiting" ? 1 : 0;
            }
            return running == room && waiting == wanted - room;
        };
        QTRY_VERIFY2_WITH_TIMEOUT(settled(), qPrintable(QString::number(reserved(seen(store)))), 90'000);
        QVERIFY(looks > room);
        QCOMPARE(most, room); // at no instant more
        QCOMPARE(m_stage.clusters().size(), room);
        QCOMPARE(m_stage.hostLeases().size(), room);

        // Who won is not younger than who did not; names are in the order of their making.
        const QMap<QString, QJsonObject> pools = seen(store);
        QString youngestWinner;
        QString oldestLoser;
        for (auto it = pools.begin(); it != pools.end(); ++it) {
            const QString made = (*it)[u"metadata"][u"creationTimestamp"].toString();
            if (isTrue((*it)[u"status"].toObject(), u"QuotaReserved"))
                youngestWinner = std::max(youngestWinner, made);
            else if (oldestLoser.isEmpty() || made < oldestLoser)
                oldestLoser = made;
        }
        QVERIFY2(youngestWinner <= oldestLoser, qPrintable(youngestWinner + u' ' + oldestLoser));
        const QString sentence =
            conditionOf(pools.last()[u"status"].toObject(), u"QuotaReserved")[u"message"].toString();
        QVERIFY2(sentence.contains(u"may hold 20 NVIDIA-L4 GPUs"_s), qPrintable(sentence));
    }

    // One goes, the oldest that waits gets its place.
    void thePlaceOfOneThatGoesIsTaken()
    {
        const auto winners = [this] {
            QStringList names;
            const QList<QJsonObject> pools = m_stage.list(u"computepool"_s);
            for (const QJsonObject &pool : pools) {
                if (isTrue(pool[u"status"].toObject(), u"QuotaReserved"))
                    names << pool[u"metadata"][u"name"].toString();
            }
            names.sort();
            return names;
        };
        const QStringList before = winners();
        QVERIFY(!m_stage
                     .kubectl({u"delete"_s, u"computepool"_s, before.first(), u"-n"_s, u"glaciology"_s,
                               u"--wait=false"_s})
                     .isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(winners().size() == room && !winners().contains(before.first()), 40'000);
        const QSet<QString> old(before.begin(), before.end());
        QString next;
        const QStringList after = winners();
        for (const QString &name : after) {
            if (!old.contains(name))
                next = name;
        }
        QTRY_COMPARE_WITH_TIMEOUT(m_stage.phase(next), u"Running"_s, 30'000);
    }

    void standingStill()
    {
        const auto versions = [this] {
            QStringList lines;
            for (const QString &kind :
                 {u"computepool"_s, u"computepoolevaluation"_s, u"settings.spectrocloud.com"_s}) {
                const QList<QJsonObject> objects = m_stage.list(kind);
                for (const QJsonObject &object : objects)
                    lines << object[u"metadata"][u"name"].toString() + u' ' +
                                 object[u"metadata"][u"resourceVersion"].toString();
            }
            return lines;
        };
        const auto requests = [this] {
            return m_palette.requests(u"POST"_s, u"/"_s) + m_palette.requests(u"GET"_s, u"/"_s);
        };
        // What is under way comes to rest first: those that wait are evaluated anew when one went.
        QStringList changed;
        int asked = 0;
        for (int window = 0; window < 15; ++window) {
            const QStringList before = versions();
            const int askedBefore = requests();
            QTest::qWait(6'000);
            const QStringList after = versions();
            asked = requests() - askedBefore;
            changed = QStringList();
            for (const QString &line : after) {
                if (!before.contains(line))
                    changed << line;
            }
            if (changed.isEmpty() && before.size() == after.size())
                break;
        }
        QVERIFY2(changed.isEmpty(), qPrintable(u"still written: "_s + changed.join(u", "_s)));
        QVERIFY2(asked <= 6, qPrintable(QString::number(asked)));
    }
};

QTEST_GUILESS_MAIN(TestEngineRaceHub)
#include "tst_enginerace_hub.moc"
