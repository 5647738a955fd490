// SPDX-License-Identifier: GPL-3.0-or-later
// The link to one hub over real sockets, with a server that goes silent, refuses, and comes back.
#include "core/store/hublink.h"
#include "tests/support/fakeserver.h"

#include <QSignalSpy>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Phase = SourceState::Phase;

class TestHubLink : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void silenceIsSaidAgain();
    void whoIsHeardIsAskedSoon();
    void discoveryIsNoAnswerToALostLink();

private:
    void respondWith(int status, const FakeExchange::Headers &headers = {});

    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<KubeClient> m_client;
    std::unique_ptr<HubLink> m_link;
};

void TestHubLink::init()
{
    m_link.reset();
    m_client.reset();
    m_server = std::make_unique<FakeServer>();
    QVERIFY(m_server->listen());
    respondWith(200);
    m_client = std::make_unique<KubeClient>(m_server->address(), Identity());
    m_link = std::make_unique<HubLink>(m_client.get());
    m_link->setEvery(300ms);
    m_link->start();
    m_link->connected();
    QTRY_COMPARE(m_link->state().phase, Phase::Live);
    QTRY_COMPARE(m_link->serverVersion(), u"v1.36.2"_s);
}

void TestHubLink::respondWith(int status, const FakeExchange::Headers &headers)
{
    m_server->on(u"GET /version"_s, [status, headers](FakeExchange &exchange) {
        if (status == 200)
            exchange.json({{u"major"_s, u"1"_s}, {u"minor"_s, u"36"_s}, {u"gitVersion"_s, u"v1.36.2"_s}});
        else
            exchange.status(status, u"Unavailable"_s, u"not now"_s, {}, headers);
    });
}

// A hub can be back for less than a question takes: rows came by themselves and nobody else would say that
// they are stale.
void TestHubLink::silenceIsSaidAgain()
{
    QSignalSpy failed(m_link.get(), &HubLink::failed);
    QSignalSpy back(m_link.get(), &HubLink::back);
    m_server->setFrozen(true);
    m_server->forgetConnections();
    QTRY_VERIFY(failed.count() > 0);
    QCOMPARE(m_link->state().phase, Phase::Stale);
    const QString sentence = errorSentence(m_link->state().error.value());
    QTRY_VERIFY(failed.count() > 3);
    QCOMPARE(back.count(), 0);
    QCOMPARE(errorSentence(m_link->state().error.value()), sentence); // how long, not how often
    m_server->setFrozen(false);
    QTRY_COMPARE(m_link->state().phase, Phase::Live);
    QCOMPARE(back.count(), 1);
}

void TestHubLink::whoIsHeardIsAskedSoon()
{
    respondWith(502);
    QTRY_COMPARE(m_link->state().phase, Phase::Stale);
    // So often that the pauses are as long as they get.
    const auto pause = [this] { return QDateTime::currentDateTimeUtc().msecsTo(m_link->state().nextTry); };
    QTRY_VERIFY_WITH_TIMEOUT(m_link->state().nextTry.isValid() && pause() > 1'000, 20'000);
    const QDateTime planned = m_link->state().nextTry;
    const int asked = m_server->count(u"GET /version"_s);
    m_link->hear();
    QTRY_VERIFY(m_server->count(u"GET /version"_s) > asked);
    QVERIFY2(QDateTime::currentDateTimeUtc() < planned, "it was not asked sooner");

    // But whoever named a time is left alone until then.
    respondWith(502, {{"Retry-After", "60"}});
    QTRY_VERIFY_WITH_TIMEOUT(m_link->state().nextTry.isValid() && pause() > 30'000, 20'000);
    const int before = m_server->count(u"GET /version"_s);
    m_link->hear();
    QTest::qWait(900);
    QCOMPARE(m_server->count(u"GET /version"_s), before);
}

// Discovery that ends while a question is on its way to a silent hub: calling the link good then would leave
// everybody who waits for back() waiting.
void TestHubLink::discoveryIsNoAnswerToALostLink()
{
    QSignalSpy back(m_link.get(), &HubLink::back);
    m_server->setFrozen(true);
    m_server->forgetConnections();
    QTRY_COMPARE(m_link->state().phase, Phase::Stale);
    m_link->connected();
    QCOMPARE(m_link->state().phase, Phase::Stale);
    m_server->setFrozen(false);
    QTRY_COMPARE(m_link->state().phase, Phase::Live);
    QCOMPARE(back.count(), 1);
}

QTEST_GUILESS_MAIN(TestHubLink)
#include "tst_hublink.moc"
