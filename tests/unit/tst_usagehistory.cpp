// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/usagehistory.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

const QDateTime begin(QDate(2026, 1, 5), QTime(10, 0), Qt::UTC);
const UsageScope vision{u"ice"_s, u"vision"_s, u"NVIDIA-H100"_s};
const UsageScope speech{u"ice"_s, u"speech"_s, u"NVIDIA-H100"_s};

QDateTime minutes(int count)
{
    return begin.addSecs(60 * qint64(count));
}

QMap<UsageScope, UsageSample> lines(qint64 used, std::optional<qint64> limit = 32)
{
    return {{vision, {{}, used, limit}}};
}

} // namespace

class TestUsageHistory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyChangesAreKept()
    {
        UsageHistory history;
        for (int minute = 0; minute < 100; ++minute)
            history.see(minutes(minute), lines(minute < 50 ? 8 : 16));
        QCOMPARE(history.samples(vision), (QList<UsageSample>{{minutes(0), 8, 32}, {minutes(50), 16, 32}}));
        QCOMPARE(history.lastSeen(), minutes(99));
        history.see(minutes(10), lines(99)); // the clock went back
        QCOMPARE(history.samples(vision).size(), 2);
        history.see(minutes(100), lines(16, std::nullopt)); // the limit went
        QCOMPARE(history.samples(vision).last(), (UsageSample{minutes(100), 16, std::nullopt}));
    }

    void whatIsGoneIsNothing()
    {
        UsageHistory history;
        history.see(minutes(0), {{vision, {{}, 4, 8}}, {speech, {{}, 2, 8}}});
        history.see(minutes(1), {{vision, {{}, 4, 8}}});
        QCOMPARE(history.samples(speech).last(), (UsageSample{minutes(1), 0, std::nullopt}));
        QCOMPARE(history.scopes(), (QList<UsageScope>{speech, vision}));
    }

    // What somebody else saw counts until this one begins to look.
    void earlierHistoriesJoin()
    {
        UsageHistory outside;
        for (int hour = 0; hour < 100; ++hour)
            outside.see(minutes(60 * hour), {{vision, {{}, 4 + hour / 10, 64}}, {speech, {{}, 2, 8}}});
        UsageHistory own;
        own.see(minutes(60 * 50), lines(20));
        own.see(minutes(60 * 60), lines(24));
        const UsageHistory all = own.withEarlier(outside);
        const QList<UsageSample> samples = all.samples(vision);
        QCOMPARE(samples.size(), 7);
        QCOMPARE(samples.first(), (UsageSample{minutes(0), 4, 64}));
        QCOMPARE(samples.at(4).used, 8);
        QCOMPARE(samples.at(5), (UsageSample{minutes(60 * 50), 20, 32}));
        // Nobody had speech when Easel looked.
        QCOMPARE(all.samples(speech).last(), (UsageSample{minutes(60 * 50), 0, std::nullopt}));
        QCOMPARE(all.firstSeen(), minutes(0));
        QCOMPARE(all.lastSeen(), minutes(60 * 60));
        QCOMPARE(all.watchedDays(vision), 3);
        QVERIFY(UsageHistory::fromJson(all.toJson()).value_or(UsageHistory()) == all);
        QVERIFY(own.withEarlier({}) == own);
        QVERIFY(UsageHistory().withEarlier(outside) == outside);
    }

    void hourly()
    {
        UsageHistory history;
        history.see(minutes(0), lines(8));
        history.see(minutes(30), lines(16)); // a peak within the first hour
        history.see(minutes(45), lines(4));
        history.see(minutes(180), lines(4)); // nobody looked at some of the hours
        history.see(minutes(240), lines(6)); // on the hour
        const UsageSeries series = history.hourly(vision);
        QCOMPARE(series.start, begin);
        QCOMPARE(series.values, (std::vector<double>{16, 4, 4, 4, 6}));
        QVERIFY(history.hourly(speech).values.empty());
    }

    void watchedDays()
    {
        UsageHistory history;
        history.see(begin, lines(8));
        history.see(begin.addDays(5), lines(8)); // not in between
        history.see(begin.addDays(6), lines(8));
        QCOMPARE(history.watchedDays(vision), 3);
        QCOMPARE(history.watchedDays(speech), 0);
    }

    void textForms()
    {
        UsageHistory history;
        history.see(minutes(0), {{vision, {{}, 4, 8}}, {{u"ice"_s, {}, u"odd,\"family\""_s}, {{}, 1, {}}}});
        history.see(minutes(300), lines(5));
        const auto read = UsageHistory::fromJson(history.toJson());
        QVERIFY(read);
        QCOMPARE(*read, history);
        QCOMPARE(history.toCsv(), QByteArray("time,tenant,project,family,used,limit\n"
                                             "2026-01-05T10:00:00Z,ice,,\"odd,\"\"family\"\"\",1,\n"
                                             "2026-01-05T15:00:00Z,ice,,\"odd,\"\"family\"\"\",0,\n"
                                             "2026-01-05T10:00:00Z,ice,vision,NVIDIA-H100,4,8\n"
                                             "2026-01-05T15:00:00Z,ice,vision,NVIDIA-H100,5,32\n"));
    }

    void files()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"usage/hub.json"_s);
        const auto none = readUsageHistory(file);
        QVERIFY(none && *none == UsageHistory());
        UsageHistory history;
        history.see(begin, lines(8));
        QVERIFY(writeUsageHistory(file, history));
        QCOMPARE(QFileInfo(file).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        const auto back = readUsageHistory(file);
        QVERIFY(back && *back == history);

        const auto broken = [&](const QByteArray &text) {
            QFile out(file);
            if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size())
                return u"the test cannot write"_s;
            out.close();
            const auto result = readUsageHistory(file);
            return result ? u"read"_s : result.error().message;
        };
        QCOMPARE(broken("{\"version\":1,"),
                 u"The history of use %1 cannot be read: unterminated object"_s.arg(file));
        QCOMPARE(
            broken("{\"version\":9}"),
            u"The history of use %1 cannot be read: It is no history of use that this version knows"_s.arg(
                file));
        QCOMPARE(
            broken("{\"version\":1,\"watched\":[[1,2]],\"series\":[{\"samples\":[[9,1,null],[8,1,null]]}]}"),
            u"The history of use %1 cannot be read: Its samples are not in order"_s.arg(file));
        QVERIFY(usageHistoryFile(u"/f"_s, u"https://a"_s) != usageHistoryFile(u"/f"_s, u"https://b"_s));
        QVERIFY(!usageHistoryFile(u"/f"_s, u"https://token@a"_s).contains(u"token"_s));
    }

    // Ten projects that change every hour for two years.
    void staysBounded()
    {
        UsageHistory history;
        for (int step = 0; step < 2 * 365 * 24; ++step) {
            QMap<UsageScope, UsageSample> all;
            for (int project = 0; project < 10; ++project) {
                all.insert({u"ice"_s, QString::number(project), u"NVIDIA-H100"_s},
                           {{}, (step * 7 + project) % 32, 32});
            }
            history.see(begin.addSecs(3600 * qint64(step)), all);
        }
        QVERIFY(history.sampleCount() <= UsageHistory::mostSamples);
        const UsageScope first = history.scopes().first();
        const QDateTime oldest = history.lastSeen().addDays(-UsageHistory::forgetAfterDays);
        QVERIFY(history.samples(first).size() > 60 * 24); // the last months by the hour
        QVERIFY(history.samples(first).at(1).at > oldest.addDays(-31));
        // What went by the day kept the day's most.
        const UsageSeries series = history.hourly(first);
        QVERIFY(*std::max_element(series.values.begin(), series.values.begin() + 24 * 30) >= 24);
    }
};

QTEST_GUILESS_MAIN(TestUsageHistory)

#include "tst_usagehistory.moc"
