// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/kubechannel.h"
#include "core/clients/lanesetup.h"
#include "core/clients/websocketlink.h"
#include "tests/support/fakeserver.h"

#include <QSignalSpy>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

// What a link or channel said.
struct Said
{
    template <typename Link>
    explicit Said(Link *link)
    {
        QObject::connect(link, &Link::opened, link, [this](const QString &name) { protocol = name; });
        QObject::connect(link, &Link::message, link,
                         [this](const QByteArray &payload) { messages << payload; });
        QObject::connect(link, &Link::closed, link, [this](int number, const QString &why) {
            code = number;
            reason = why;
        });
        QObject::connect(link, &Link::failed, link, [this](const Error &problem) {
            error = problem;
            sentence = errorSentence(problem);
            ++failures;
        });
    }
    QString protocol;
    QByteArrayList messages;
    int code = 0;
    QString reason;
    Error error;
    QString sentence;
    int failures = 0;
};

void accept(FakeExchange &exchange, const QByteArray &behind = {},
            const QByteArray &protocol = "v5.channel.k8s.io")
{
    exchange.raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 "Sec-WebSocket-Accept: " +
                 webSocketAccept(exchange.request().header("Sec-WebSocket-Key")) +
                 "\r\nSec-WebSocket-Protocol: " + protocol + "\r\n\r\n" + behind);
}

// Gives a new token when the old one was refused.
class Renewing : public IdentitySource
{
public:
    explicit Renewing(ServerAddress address)
        : m_address(std::move(address))
    {}
    ServerAddress server() const override { return m_address; }
    QString userName() const override { return u"tester"_s; }
    QString signInText() const override { return u"token"_s; }
    QString impersonatedUser() const override { return {}; }
    int made = 0;

protected:
    Call<Connection> make(bool) override
    {
        Connection connection;
        connection.server = m_address;
        connection.identity.bearerToken = "token-" + QByteArray::number(++made);
        return Call<Connection>::ready(connection);
    }

private:
    ServerAddress m_address;
};

} // namespace

class TestWebSocketLink : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_server = std::make_unique<FakeServer>();
        QVERIFY(m_server->listen());
    }
    void cleanup() { m_server.reset(); }

    void asksAsKubernetesWants()
    {
        FakeRequest seen;
        m_server->on(u"/exec"_s, [&](FakeExchange &exchange) {
            seen = exchange.request();
            accept(exchange, QByteArray::fromHex("820201"
                                                 "61") +
                                 QByteArray::fromHex("880503e8627965"));
        });
        Identity identity;
        identity.bearerToken = "secret";
        identity.impersonateUser = u"jane"_s;
        WebSocketRequest request = execRequest();
        addQuery(request.query, u"command"_s, u"a b+c"_s);
        WebSocketLink link(*laneSetup(m_server->address(), identity), request, nullptr);
        Said said(&link);
        QTRY_COMPARE(said.code, 1000);
        QCOMPARE(said.reason, u"bye"_s);
        QCOMPARE(said.protocol, u"v5.channel.k8s.io"_s);
        QCOMPARE(said.messages, QByteArrayList{QByteArray("\1a")});
        QCOMPARE(seen.header("Authorization"), QByteArray("Bearer secret"));
        QCOMPARE(seen.header("Impersonate-User"), QByteArray("jane"));
        QCOMPARE(seen.header("Sec-WebSocket-Protocol"), QByteArray("v5.channel.k8s.io, v4.channel.k8s.io"));
        QCOMPARE(seen.item(u"command"_s), u"a b+c"_s);
        QVERIFY(seen.header("User-Agent").startsWith("easel/"));
        QCOMPARE(said.failures, 0);
    }

    void tellsWhyItWasRefused()
    {
        m_server->on(u"/exec"_s, [](FakeExchange &exchange) {
            exchange.status(403, u"Forbidden"_s,
                            u"pods \"one\" is forbidden: User \"viewer\" cannot create pods/exec"_s);
        });
        WebSocketLink link(*laneSetup(m_server->address(), {}), execRequest(), nullptr);
        Said said(&link);
        QTRY_COMPARE(said.failures, 1);
        QCOMPARE(said.error.kind, Error::Kind::Forbidden);
        QVERIFY2(said.sentence.contains(u"cannot create pods/exec"), qPrintable(said.sentence));
    }

    void refusesWhatIsNoWebSocket_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("word");
        QTest::newRow("no http") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n\r\n") << u"did not answer in HTTP"_s;
        QTest::newRow("wrong accept")
            << QByteArray("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: "
                          "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: v5.channel.k8s.io\r\n\r\n")
            << u"another protocol"_s;
        QTest::newRow("a page") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
                                << u"not what was asked for"_s;
        QTest::newRow("elsewhere") << QByteArray("HTTP/1.1 302 Found\r\nLocation: https://evil.example/\r\n"
                                                 "Content-Length: 0\r\n\r\n")
                                   << u"evil.example"_s;
    }
    void refusesWhatIsNoWebSocket()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, word);
        m_server->on(u"/exec"_s, [&](FakeExchange &exchange) { exchange.raw(answer); });
        WebSocketLink link(*laneSetup(m_server->address(), {}), execRequest(), nullptr);
        Said said(&link);
        QTRY_COMPARE(said.failures, 1);
        QVERIFY2(said.sentence.contains(word), qPrintable(said.sentence));
        QCOMPARE(said.protocol, QString());
    }

    void agreesToWhatWasOffered()
    {
        m_server->on(u"/exec"_s, [](FakeExchange &exchange) { accept(exchange, {}, "v1.channel.k8s.io"); });
        WebSocketLink link(*laneSetup(m_server->address(), {}), execRequest(), nullptr);
        Said said(&link);
        QTRY_VERIFY(said.sentence.contains(u"another protocol"));
    }

    void saysWhenItBreaks()
    {
        m_server->on(u"/exec"_s, [](FakeExchange &exchange) {
            accept(exchange, QByteArray::fromHex("820201"
                                                 "61"));
            exchange.after(50, [](FakeExchange &later) { later.kill(); });
        });
        WebSocketLink link(*laneSetup(m_server->address(), {}), execRequest(), nullptr);
        Said said(&link);
        QTRY_COMPARE(said.failures, 1);
        QCOMPARE(said.messages.size(), 1);
        QCOMPARE(said.error.reason, u"ConnectionLost"_s);
        // Nonsense in the stream.
        m_server->on(u"/exec"_s,
                     [](FakeExchange &exchange) { accept(exchange, QByteArray::fromHex("f3f3f3f3")); });
        WebSocketLink second(*laneSetup(m_server->address(), {}), execRequest(), nullptr);
        Said nonsense(&second);
        QTRY_VERIFY(nonsense.sentence.contains(u"cannot be understood"));
    }

    void readsWhatCameBeforeTheEnd()
    {
        m_server->on(u"/exec"_s, [](FakeExchange &exchange) {
            QByteArray much;
            for (int i = 0; i < 60; ++i) {
                QByteArray frame = QByteArray::fromHex("827f");
                frame += QByteArray::fromHex("0000000000010000") + QByteArray(65536, char('a' + i % 26));
                much += frame;
            }
            accept(exchange, much);
            exchange.close();
        });
        WebSocketLink link(*laneSetup(m_server->address(), {}), execRequest(), nullptr);
        Said said(&link);
        connect(&link, &WebSocketLink::opened, &link, [&link] { link.setPaused(true); });
        QTRY_VERIFY(!said.protocol.isEmpty());
        QTest::qWait(300); // the server has closed meanwhile
        QCOMPARE(said.messages.size(), 0);
        QCOMPARE(said.failures, 0);
        link.setPaused(false);
        QTRY_COMPARE(said.failures, 1);
        QCOMPARE(said.messages.size(), 60);
    }

    void nobodyThere()
    {
        ServerAddress address = m_server->address();
        m_server.reset();
        WebSocketLink link(*laneSetup(address, {}), execRequest(), nullptr);
        Said said(&link);
        QTRY_COMPARE(said.failures, 1);
        QCOMPARE(said.error.reason, u"ConnectionRefused"_s);
        init();
        m_server->setFrozen(true);
        LaneSetup setup = *laneSetup(m_server->address(), {});
        setup.connectTimeout = std::chrono::milliseconds(300);
        WebSocketLink hung(setup, execRequest(), nullptr);
        Said silent(&hung);
        QTRY_COMPARE(silent.failures, 1);
        QCOMPARE(silent.error.kind, Error::Kind::Timeout);
    }

    void trustsOnlyWhoItShould()
    {
        ServerAddress address = m_server->address();
        TestCertificates others;
        address.caPem = others.authority();
        WebSocketLink link(*laneSetup(address, {}), execRequest(), nullptr);
        Said said(&link);
        QTRY_COMPARE(said.failures, 1);
        QCOMPARE(said.error.kind, Error::Kind::Tls);
        QVERIFY2(said.sentence.contains(u"does not trust"), qPrintable(said.sentence));
        QCOMPARE(m_server->requests().size(), 0); // no token left
    }

    void renewsOnce()
    {
        m_server->on(u"/exec"_s, [](FakeExchange &exchange) {
            if (exchange.request().header("Authorization") == "Bearer token-2")
                accept(exchange);
            else
                exchange.status(401, u"Unauthorized"_s, u"Unauthorized"_s);
        });
        auto source = std::make_shared<Renewing>(m_server->address());
        SignedLanes lanes(source);
        KubeChannel channel(&lanes, execRequest(), u"run sh"_s, nullptr);
        Said said(&channel);
        QTRY_COMPARE(said.protocol, u"v5.channel.k8s.io"_s);
        QCOMPARE(source->made, 2);
        // Whose context has gone does not go on.
        lanes.drop(makeError(Error::Kind::Auth, u"the context is gone"_s));
        QTRY_COMPARE(said.failures, 1);
        QVERIFY(said.sentence.startsWith(u"Could not run sh."));
    }

private:
    static WebSocketRequest execRequest()
    {
        WebSocketRequest request;
        request.path = u"/exec"_s;
        request.protocols = {"v5.channel.k8s.io", "v4.channel.k8s.io"};
        return request;
    }
    std::unique_ptr<FakeServer> m_server;
};

QTEST_GUILESS_MAIN(TestWebSocketLink)
#include "tst_websocketlink.moc"
