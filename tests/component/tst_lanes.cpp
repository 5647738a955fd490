// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/gunzip.h"
#include "core/clients/lanes.h"
#include "tests/support/callspy.h"
#include "tests/support/fakeserver.h"
#include "tests/support/gzip.h"

#include <QElapsedTimer>
#include <QHostAddress>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QThread>

using namespace easel;
using easel::tests::gzipOf;

namespace {

HttpRequest getRequest(const QString &path)
{
    HttpRequest request;
    request.path = path;
    return request;
}

HttpRequest writeRequest(const QByteArray &method, const QString &path, const QByteArray &body = "{\"a\":1}")
{
    HttpRequest request;
    request.method = method;
    request.path = path;
    request.body = body;
    return request;
}

Identity tokenIdentity(const QByteArray &token)
{
    Identity identity;
    identity.name = QString::fromLatin1(token);
    identity.bearerToken = token;
    return identity;
}

} // namespace

class TestLanes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void sendsWhatTheRulesSay();
    void escapesPathAndQuery();
    void sevenStreamsDoNotStarveACall();
    void manyCallsWaitTheirTurn();
    void droppedWriteArrivesOnce_data();
    void droppedWriteArrivesOnce();
    void droppedWriteOnUsedConnectionArrivesOnce();
    void connectionClosedWhileIdleIsNoLoss();
    void droppedReviewIsNoUnknownOutcome();
    void droppedGetIsTriedAgain();
    void throttledGetWaitsAsAsked();
    void longRetryAfterIsTold();
    void refusedConnection();
    void unknownHost();
    void silentPeerTimesOut();
    void frozenPeerDoesNotConnect();
    void tornHandshake_data();
    void tornHandshake();
    void silentWriteIsUnknown();
    void closedInTheMiddle_data();
    void closedInTheMiddle();
    void truncatedStreamFails();
    void frozenStreamFails();
    void streamEnds();
    void emptyLanesAreKeptForAWhile();
    void refusedStreamReadsItsStatus();
    void stoppingAStreamEndsItAtTheServer();
    void cancelEndsTheRequestAtTheServer();
    void cancelWhileWaitingNeverSends();
    void deletedLanesCancel();
    void everyStatusIsAReply();
    void tornRefusalIsARefusal();
    void redirectIsNotFollowed();
    void challengeIsNotAnswered();
    void packedAnswerIsUnpacked();
    void packedBombIsStopped();
    void identitiesAreNotMixed();
    void clientKeys_data();
    void clientKeys();
    void unknownAuthority();
    void expiredCertificate();
    void wrongName();
    void serverNameIsChecked();
    void skippedVerification();
    void noTls();
    void badSetups_data();
    void badSetups();
    void proxyIsUsed_data();
    void proxyIsUsed();
    void slowReaderHoldsTheServerBack();
    void slowReaderIsNotTheServersFault();
    void packedStreamWaitsForItsReader();
};

void TestLanes::initTestCase()
{
    QVERIFY2(FakeServer::certificates().isValid(), "the openssl program is needed");
}

void TestLanes::sendsWhatTheRulesSay()
{
    FakeServer server;
    server.onDefault([](FakeExchange &exchange) {
        exchange.reply(200, "{}", {{"Set-Cookie", "a=b"}, {"Cache-Control", "max-age=1000"}});
    });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), tokenIdentity("secret-token"));
    for (int i = 0; i < 2; ++i) {
        const auto reply = await(lanes.send(getRequest(QStringLiteral("/version"))));
        QVERIFY2(reply, why(reply).constData());
        QCOMPARE(reply->status, 200);
        QCOMPARE(reply->body, "{}");
    }
    QCOMPARE(server.requests().size(), 2); // no cache
    const FakeRequest &request = server.requests().last();
    QCOMPARE(request.header("User-Agent"), QByteArray("easel/" EASEL_VERSION));
    QCOMPARE(request.header("Authorization"), "Bearer secret-token");
    QVERIFY(request.header("Accept-Encoding").contains("gzip"));
    QVERIFY(request.header("Cookie").isEmpty());
    QCOMPARE(request.header("X-Request-Id").size(), 36);
    QVERIFY(request.header("X-Request-Id") != server.requests().first().header("X-Request-Id"));
    QCOMPARE(request.connection, 1); // the connection is used again
}

void TestLanes::escapesPathAndQuery()
{
    FakeServer server;
    server.onDefault([](FakeExchange &exchange) { exchange.reply(200, "{}"); });
    QVERIFY(server.listen());
    ServerAddress address = server.address();
    address.url.setPath(QStringLiteral("/k8s/clusters/c-1/"));
    Lanes lanes(address, {});
    HttpRequest request = getRequest(QStringLiteral("/api/v1/x y?z#%41/é"));
    request.query.addQueryItem(
        QStringLiteral("labelSelector"),
        QString::fromLatin1(QUrl::toPercentEncoding(QStringLiteral("a=b+c & d,%20e in (ü)"))));
    QVERIFY(await(lanes.send(request)));
    const FakeRequest &seen = server.requests().first();
    QCOMPARE(seen.path, QStringLiteral("/k8s/clusters/c-1/api/v1/x y?z#%41/é"));
    QCOMPARE(seen.item(QStringLiteral("labelSelector")), QStringLiteral("a=b+c & d,%20e in (ü)"));
    QVERIFY(seen.target.contains("a%3Db%2Bc%20%26%20d"));
}

void TestLanes::sevenStreamsDoNotStarveACall()
{
    FakeServer server;
    server.on(QStringLiteral("/watch"), [](FakeExchange &exchange) {
        exchange.startChunked();
        exchange.chunk("hello\n");
    });
    server.on(QStringLiteral("/get"), [](FakeExchange &exchange) { exchange.reply(200, "got"); });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    QList<HttpStream *> streams;
    int heard = 0;
    for (int i = 0; i < 13; ++i) {
        HttpStream *stream = lanes.stream(getRequest(QStringLiteral("/watch")), this);
        connect(stream, &HttpStream::readyRead, this, [stream, &heard] {
            if (stream->readAll() == "hello\n")
                ++heard;
        });
        streams << stream;
    }
    QTRY_COMPARE(heard, 13);
    QCOMPARE(lanes.openStreams(), 13);
    const auto reply = await(lanes.send(getRequest(QStringLiteral("/get"))), 5000);
    QVERIFY2(reply, "a call starved behind the streams");
    QCOMPARE(reply->body, "got");
    qDeleteAll(streams);
    QCOMPARE(lanes.openStreams(), 0);
    QTRY_COMPARE(server.openConnections(), 1); // the call's
}

void TestLanes::manyCallsWaitTheirTurn()
{
    FakeServer server;
    int open = 0;
    int most = 0;
    server.onDefault([&](FakeExchange &exchange) {
        most = std::max(most, ++open);
        exchange.after(20, [&](FakeExchange &later) {
            --open;
            later.reply(200, later.request().target);
        });
    });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    QList<Call<HttpReply>> calls;
    for (int i = 0; i < 40; ++i)
        calls << lanes.send(getRequest(QStringLiteral("/%1").arg(i)));
    for (int i = 0; i < 40; ++i) {
        const auto reply = await(calls.at(i));
        QVERIFY(reply);
        QCOMPARE(reply->body, QByteArray("/") + QByteArray::number(i));
    }
    QVERIFY(most > 1 && most <= 4);
}

void TestLanes::droppedWriteArrivesOnce_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("POST") << QByteArray("POST") << QByteArray("{\"a\":1}");
    QTest::newRow("PATCH") << QByteArray("PATCH") << QByteArray("{\"a\":1}");
    QTest::newRow("PUT") << QByteArray("PUT") << QByteArray("{\"a\":1}");
    QTest::newRow("DELETE") << QByteArray("DELETE") << QByteArray("{}");
    QTest::newRow("DELETE without body") << QByteArray("DELETE") << QByteArray();
    QTest::newRow("POST without body") << QByteArray("POST") << QByteArray();
    QTest::newRow("POST of 3 MB") << QByteArray("POST") << QByteArray(3'000'000, 'x');
}

void TestLanes::droppedWriteArrivesOnce()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, body);
    for (const bool reset : {false, true}) {
        FakeServer server;
        server.onDefault([reset](FakeExchange &exchange) { reset ? exchange.kill() : exchange.close(); });
        QVERIFY(server.listen());
        Lanes lanes(server.address(), {});
        const auto reply = await(lanes.send(writeRequest(method, QStringLiteral("/things"), body)));
        QVERIFY(!reply);
        QCOMPARE(errorKindName(reply.error().kind), QStringLiteral("OutcomeUnknown"));
        QCOMPARE(
            errorSentence(reply.error()),
            QStringLiteral(
                "The request was sent, but its answer was lost: 127.0.0.1:%1 closed the connection. Read "
                "the object again to see whether the change arrived.")
                .arg(server.port()));
        QTest::qWait(100); // a replay would arrive now
        QCOMPARE(server.requests().size(), 1);
        QCOMPARE(server.requests().first().body, body);
    }
}

void TestLanes::droppedWriteOnUsedConnectionArrivesOnce()
{
    FakeServer server;
    server.on(QStringLiteral("/get"), [](FakeExchange &exchange) { exchange.reply(200, "{}"); });
    server.on(QStringLiteral("/post"), [](FakeExchange &exchange) { exchange.close(); });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    QVERIFY(await(lanes.send(getRequest(QStringLiteral("/get")))));
    const auto reply = await(lanes.send(writeRequest("POST", QStringLiteral("/post"))));
    QVERIFY(!reply);
    QCOMPARE(errorKindName(reply.error().kind), QStringLiteral("OutcomeUnknown"));
    QTest::qWait(100);
    QCOMPARE(server.count(QStringLiteral("POST /post")), 1);
    QCOMPARE(server.requests().last().connection, 1);
}

void TestLanes::connectionClosedWhileIdleIsNoLoss()
{
    // kube-apiserver closes connections that were idle for 90 s.
    FakeServer server;
    server.onDefault([](FakeExchange &exchange) {
        exchange.reply(200, "{}");
        exchange.close();
    });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    for (int i = 0; i < 5; ++i) {
        const auto reply = await(lanes.send(writeRequest("POST", QStringLiteral("/x"))));
        QVERIFY2(reply, why(reply).constData());
        QTRY_COMPARE(server.openConnections(), 0);
    }
    QCOMPARE(server.requests().size(), 5);
}

void TestLanes::droppedReviewIsNoUnknownOutcome()
{
    FakeServer server;
    server.onDefault([](FakeExchange &exchange) { exchange.close(); });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    HttpRequest request = writeRequest("POST", QStringLiteral("/reviews"));
    request.safe = true;
    const auto reply = await(lanes.send(request));
    QVERIFY(!reply);
    QCOMPARE(errorKindName(reply.error().kind), QStringLiteral("Network"));
}

void TestLanes::droppedGetIsTriedAgain()
{
    FakeServer server;
    int count = 0;
    server.onDefault([&count](FakeExchange &exchange) {
        // Qt itself tries a GET some more times on a fresh connection; ours come on top.
        if (++count < 3)
            exchange.close();
        else
            exchange.reply(200, "at last");
    });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    HttpRequest request = getRequest(QStringLiteral("/x"));
    request.retry = true;
    const auto reply = await(lanes.send(request));
    QVERIFY2(reply, why(reply).constData());
    QCOMPARE(reply->body, "at last");
}

void TestLanes::throttledGetWaitsAsAsked()
{
    FakeServer server;
    int count = 0;
    server.onDefault([&count](FakeExchange &exchange) {
        if (++count == 1)
            exchange.status(429, QStringLiteral("TooManyRequests"), QStringLiteral("slow down"), {},
                            {{"Retry-After", "1"}});
        else
            exchange.reply(200, "fine");
    });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    HttpRequest request = getRequest(QStringLiteral("/x"));
    request.retry = true;
    QElapsedTimer timer;
    timer.start();
    const auto reply = await(lanes.send(request));
    QVERIFY(reply);
    QCOMPARE(reply->body, "fine");
    QVERIFY(timer.elapsed() >= 950);
    QCOMPARE(count, 2);

    // Without leave to try again the refusal itself is the answer.
    count = 0;
    request.retry = false;
    const auto refused = await(lanes.send(request));
    QVERIFY(refused);
    QCOMPARE(refused->status, 429);
}

void TestLanes::longRetryAfterIsTold()
{
    FakeServer server;
    server.onDefault([](FakeExchange &exchange) { exchange.reply(503, "later", {{"Retry-After", "3600"}}); });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    HttpRequest request = getRequest(QStringLiteral("/x"));
    request.retry = true;
    const auto reply = await(lanes.send(request), 5000);
    QVERIFY(reply);
    QCOMPARE(reply->status, 503);
    QVERIFY(retryAfterOf(*reply) == std::chrono::seconds(3600));
    QCOMPARE(server.requests().size(), 1);
}

void TestLanes::refusedConnection()
{
    FakeServer server;
    QVERIFY(server.listen());
    server.stopListening();
    Lanes lanes(server.address(), {});
    for (const QByteArray &method : {QByteArray("GET"), QByteArray("POST")}) {
        HttpRequest request = writeRequest(method, QStringLiteral("/x"), method == "GET" ? "" : "{}");
        request.retry = true;
        const auto reply = await(lanes.send(request));
        QVERIFY(!reply);
        QCOMPARE(errorKindName(reply.error().kind), QStringLiteral("Network")); // nothing was sent
        QCOMPARE(errorSentence(reply.error().tried(QStringLiteral("list pools in vision"))),
                 QStringLiteral(
                     "Could not list pools in vision. 127.0.0.1:%1 refused the connection. Check the address "
                     "and whether the server runs, then try again.")
                     .arg(server.port()));
    }
}

void TestLanes::unknownHost()
{
    ServerAddress address;
    address.url = QUrl(QStringLiteral("https://hub.invalid:6443"));
    Lanes lanes(address, {});
    const auto reply = await(lanes.send(getRequest(QStringLiteral("/x"))));
    QVERIFY(!reply);
    QCOMPARE(errorKindName(reply.error().kind), QStringLiteral("Network"));
    QCOMPARE(errorSentence(reply.error()),
             QStringLiteral("The host name 'hub.invalid' was not found. Check the address "
                            "and the network, then try again."));
}

void TestLanes::silentPeerTimesOut()
{
    FakeServer server;
    server.onDefault([](FakeExchange &) {});
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    HttpRequest request = getRequest(QStringLiteral("/x"));
    request.inactivity = std::chrono::milliseconds(600);
    const auto reply = await(lanes.send(request), 5000);
    QVERIFY(!reply);
    QCOMPARE(errorKindName(reply.error().kind), QStringLiteral("Timeout"));
    QCOMPARE(errorSentence(reply.error()),
             QStringLiteral("127.0.0.1:%1 sent nothing for 1 second(s). Try again in a moment.")
                 .arg(server.port()));
    QTRY_COMPARE(server.openConnections(), 0);

    // A slow answer that keeps coming is none.
    server.onDefault([](FakeExchange &exchange) {
        exchange.startChunked();
        for (int i = 1; i <= 6; ++i)
            exchange.after(i * 200,
                           [i](FakeExchange &later) { i < 6 ? later.chunk("x") : later.endChunked(); });
    });
    const auto slow = await(lanes.send(request), 5000);
    QVERIFY2(slow, why(slow).constData());
    QCOMPARE(slow->body, "xxxxx");
}

void TestLanes::frozenPeerDoesNotConnect()
{
    // The kernel takes the connection, nobody answers the handshake.
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    ServerAddress address;
    address.url = QUrl(QStringLiteral("https://127.0.0.1:%1").arg(silent.serverPort()));
    Lanes lanes(address, {});
    HttpRequest request = writeRequest("POST", QStringLiteral("/x"));
    request.inactivity = std::chrono::milliseconds(700);
    const auto reply = await(lanes.send(request), 5000);
    QVERIFY(!reply);
    QCOMPARE(errorKindName(reply.error().kind), QStringLiteral("Timeout")); // not unknown: nothing was sent
    QCOMPARE(
        errorSentence(reply.error()),
        QStringLiteral(
            "127.0.0.1:%1 could not be reached within 1 second(s). Check the address, the network and any "
            "VPN, then try again.")
            .arg(silent.serverPort()));
}

// A server that is restarted, or a link that goes away: nothing about the certificates is wrong, and it is
// worth another try.
void TestLanes::tornHandshake_data()
{
    QTest::addColumn<int>("passed"); // bytes of the server's first flight
    QTest::addColumn<bool>("reset");
    QTest::newRow("closed at once") << 0 << false;
    QTest::newRow("reset at once") << 0 << true;
    QTest::newRow("closed in the middle") << 200 << false;
    QTest::newRow("reset in the middle") << 200 << true;
}

void TestLanes::tornHandshake()
{
    QFETCH(const int, passed);
    QFETCH(const bool, reset);
    FakeServer server;
    QVERIFY(server.listen());
    QTcpServer between;
    QVERIFY(between.listen(QHostAddress::LocalHost));
    connect(&between, &QTcpServer::newConnection, this, [&] {
        QTcpSocket *client = between.nextPendingConnection();
        auto *upstream = new QTcpSocket(client);
        upstream->connectToHost(QHostAddress::LocalHost, server.port());
        connect(client, &QTcpSocket::readyRead, upstream, [client, upstream, passed, reset] {
            if (passed > 0)
                upstream->write(client->readAll());
            else if (reset)
                client->abort();
            else
                client->disconnectFromHost();
        });
        connect(upstream, &QTcpSocket::readyRead, client, [client, upstream, passed, reset] {
            client->write(upstream->read(passed));
            client->flush();
            upstream->disconnect(client);
            if (reset)
                client->abort();
            else
                client->disconnectFromHost();
        });
    });
    ServerAddress address = server.address();
    address.url.setPort(between.serverPort());
    Lanes lanes(address, {});
    const auto reply = await(lanes.send(writeRequest("POST", QStringLiteral("/x"))), 5000);
    QVERIFY(!reply);
    QCOMPARE(errorKindName(reply.error().kind), QStringLiteral("Network")); // not unknown: nothing was sent
    QVERIFY(reply.error().isTransient());
    QCOMPARE(errorSentence(reply.error()),
             QStringLiteral("127.0.0.1:%1 closed the connection. Check the address and the network, then try "
                            "again.")
                 .arg(between.serverPort()));
}

void TestLanes::silentWriteIsUnknown()
{
    FakeServer server;
    server.onDefault([](FakeExchange &) {});
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    HttpRequest request = writeRequest("POST", QStringLiteral("/x"));
    request.inactivity = std::chrono::milliseconds(600);
    const auto reply = await(lanes.send(request), 5000);
    QVERIFY(!reply);
    QCOMPARE(errorKindName(reply.error().kind), QStringLiteral("OutcomeUnknown"));
    QVERIFY(errorSentence(reply.error()).contains(QStringLiteral("sent nothing for 1 second(s)")));
}

void TestLanes::closedInTheMiddle_data()
{
    QTest::addColumn<bool>("chunked");
    QTest::addColumn<bool>("reset");
    QTest::newRow("length, close") << false << false;
    QTest::newRow("length, reset") << false << true;
    QTest::newRow("chunks, close") << true << false;
    QTest::newRow("chunks, reset") << true << true;
}

void TestLanes::closedInTheMiddle()
{
    QFETCH(bool, chunked);
    QFETCH(bool, reset);
    FakeServer server;
    server.onDefault([chunked, reset](FakeExchange &exchange) {
        if (chunked) {
            exchange.startChunked();
            exchange.raw("ff\r\n{\"items\":[");
        } else {
            exchange.raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"items\":[");
        }
        exchange.after(30, [reset](FakeExchange &later) { reset ? later.kill() : later.close(); });
    });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    const auto reply = await(lanes.send(getRequest(QStringLiteral("/x"))));
    QVERIFY2(!reply, "half an answer was taken for a whole one");
    QCOMPARE(errorKindName(reply.error().kind), QStringLiteral("Network"));
    QCOMPARE(reply.error().reason, QStringLiteral("ConnectionLost"));
    // A write that was answered by halves is unknown, even with status 200.
    const auto write = await(lanes.send(writeRequest("PATCH", QStringLiteral("/x"))));
    QVERIFY(!write);
    QCOMPARE(errorKindName(write.error().kind), QStringLiteral("OutcomeUnknown"));
}

void TestLanes::truncatedStreamFails()
{
    for (const bool inChunk : {false, true}) {
        FakeServer server;
        server.onDefault([inChunk](FakeExchange &exchange) {
            exchange.startChunked();
            exchange.chunk("one\n");
            exchange.after(30, [inChunk](FakeExchange &later) {
                if (inChunk)
                    later.raw("20\r\ntwo");
                later.close();
            });
        });
        QVERIFY(server.listen());
        Lanes lanes(server.address(), {});
        QObject owner;
        HttpStream *stream = lanes.stream(getRequest(QStringLiteral("/w")), &owner);
        std::optional<Error> error;
        bool ended = false;
        connect(stream, &HttpStream::failed, this, [&](const Error &e) { error = e; });
        connect(stream, &HttpStream::ended, this, [&] { ended = true; });
        QTRY_VERIFY(error || ended);
        QVERIFY2(!ended, "a broken stream ended like a whole one");
        QCOMPARE(errorKindName(error->kind), QStringLiteral("Network"));
        QCOMPARE(lanes.openStreams(), 0);
    }
}

// One stream after the other takes the same connection; it is let go once, when none has come for a while.
// (Every end of a stream used to start a clock of its own, and two that struck at once let the lane go
// twice.)
void TestLanes::emptyLanesAreKeptForAWhile()
{
    FakeServer server;
    server.onDefault([](FakeExchange &exchange) {
        exchange.startChunked();
        exchange.chunk("one\n");
        exchange.endChunked();
    });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    const auto takeOne = [&] {
        const std::unique_ptr<HttpStream> stream(lanes.stream(getRequest(QStringLiteral("/w")), nullptr));
        bool ended = false;
        connect(stream.get(), &HttpStream::readyRead, stream.get(), &HttpStream::readAll);
        connect(stream.get(), &HttpStream::ended, this, [&ended] { ended = true; });
        return QTest::qWaitFor([&ended] { return ended; }, 30'000);
    };
    QVERIFY(takeOne());
    QVERIFY(takeOne());
    QCOMPARE(server.requests().at(1).connection, server.requests().at(0).connection);
    lanes.setKeptEmpty(std::chrono::milliseconds(100));
    for (int i = 0; i < 3; ++i)
        QVERIFY(takeOne());
    QThread::msleep(300); // all that was to come after a while is due at once now
    QTRY_COMPARE(server.openConnections(), 0);
    QVERIFY(takeOne());
    QCOMPARE(server.requests().size(), 6);
    QCOMPARE(server.requests().at(5).connection, 1 + server.requests().at(4).connection);
}

void TestLanes::frozenStreamFails()
{
    FakeServer server;
    server.onDefault([](FakeExchange &exchange) {
        exchange.startChunked();
        exchange.chunk("one\n");
        exchange.after(400, [](FakeExchange &later) { later.chunk("two\n"); });
    });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    QObject owner;
    HttpRequest request = getRequest(QStringLiteral("/w"));
    request.inactivity = std::chrono::milliseconds(700);
    QElapsedTimer timer;
    timer.start();
    HttpStream *stream = lanes.stream(request, &owner);
    QByteArray bytes;
    std::optional<Error> error;
    connect(stream, &HttpStream::readyRead, this, [&] { bytes += stream->readAll(); });
    connect(stream, &HttpStream::failed, this, [&](const Error &e) { error = e; });
    QTRY_VERIFY(error);
    QCOMPARE(bytes, "one\ntwo\n");
    QCOMPARE(errorKindName(error->kind), QStringLiteral("Timeout"));
    QVERIFY(timer.elapsed() >= 1000); // counted from the last byte
    QTRY_COMPARE(server.openConnections(), 0);
}

void TestLanes::streamEnds()
{
    FakeServer server;
    server.onDefault([](FakeExchange &exchange) {
        exchange.startChunked();
        exchange.chunk("one\n");
        exchange.chunk("two\n");
        exchange.endChunked();
    });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    QObject owner;
    HttpStream *stream = lanes.stream(getRequest(QStringLiteral("/w")), &owner);
    QByteArray bytes;
    QSignalSpy headers(stream, &HttpStream::headersArrived);
    QSignalSpy ended(stream, &HttpStream::ended);
    connect(stream, &HttpStream::readyRead, this, [&] { bytes += stream->readAll(); });
    QTRY_COMPARE(ended.size(), 1);
    QCOMPARE(bytes, "one\ntwo\n");
    QCOMPARE(headers.size(), 1);
    QCOMPARE(stream->status(), 200);
    QCOMPARE(lanes.openStreams(), 0);
}

void TestLanes::refusedStreamReadsItsStatus()
{
    FakeServer server;
    server.onDefault([](FakeExchange &exchange) {
        exchange.status(410, QStringLiteral("Expired"), QStringLiteral("too old resource version: 5 (90)"));
    });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    QObject owner;
    HttpStream *stream = lanes.stream(getRequest(QStringLiteral("/w")), &owner);
    std::optional<Error> error;
    QSignalSpy headers(stream, &HttpStream::headersArrived);
    connect(stream, &HttpStream::failed, this, [&](const Error &e) { error = e; });
    QTRY_VERIFY(error);
    QCOMPARE(errorKindName(error->kind), QStringLiteral("Gone"));
    QCOMPARE(error->reason, QStringLiteral("Expired"));
    QCOMPARE(error->message, QStringLiteral("too old resource version: 5 (90)"));
    QCOMPARE(headers.size(), 0);
}

void TestLanes::stoppingAStreamEndsItAtTheServer()
{
    FakeServer server;
    server.onDefault([](FakeExchange &exchange) {
        exchange.startChunked();
        exchange.chunk("one\n");
    });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    for (const bool deleted : {false, true}) {
        auto *stream = lanes.stream(getRequest(QStringLiteral("/w")), this);
        QSignalSpy ready(stream, &HttpStream::readyRead);
        QTRY_VERIFY(!ready.isEmpty());
        QSignalSpy closed(&server, &FakeServer::disconnected);
        if (deleted)
            delete stream;
        else
            stream->abort();
        QTRY_COMPARE(closed.size(), 1);
        QCOMPARE(lanes.openStreams(), 0);
    }
}

void TestLanes::cancelEndsTheRequestAtTheServer()
{
    FakeServer server;
    server.onDefault([](FakeExchange &) {});
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    const Call<HttpReply> call = lanes.send(getRequest(QStringLiteral("/x")));
    QTRY_COMPARE(server.requests().size(), 1);
    std::optional<Result<HttpReply>> result;
    call.then(this, [&](const Result<HttpReply> &r) { result = r; });
    call.cancel();
    QTRY_COMPARE(server.openConnections(), 0);
    QTRY_VERIFY(result);
    QVERIFY(!*result);
    QCOMPARE(errorKindName(result->error().kind), QStringLiteral("Canceled"));
}

void TestLanes::cancelWhileWaitingNeverSends()
{
    FakeServer server;
    QList<QPointer<FakeExchange>> held;
    server.onDefault([&held](FakeExchange &exchange) { held << &exchange; });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    QList<Call<HttpReply>> calls;
    for (int i = 0; i < 8; ++i)
        calls << lanes.send(writeRequest("POST", QStringLiteral("/%1").arg(i)));
    QTRY_COMPARE(held.size(), 4);
    calls.at(6).cancel();
    const auto copy = held;
    for (const auto &exchange : copy)
        exchange->reply(200, "{}");
    QTRY_COMPARE(held.size(), 7);
    for (const auto &exchange : held.mid(4))
        exchange->reply(200, "{}");
    QVERIFY(await(calls.at(7)));
    QCOMPARE(server.count(QStringLiteral("POST /6")), 0);
    QCOMPARE(server.count(QStringLiteral("POST /7")), 1);
}

void TestLanes::deletedLanesCancel()
{
    FakeServer server;
    server.on(QStringLiteral("/w"), [](FakeExchange &exchange) {
        exchange.startChunked();
        exchange.chunk("one\n");
    });
    server.onDefault([](FakeExchange &) {});
    QVERIFY(server.listen());
    auto lanes = std::make_unique<Lanes>(server.address(), Identity());
    const Call<HttpReply> call = lanes->send(getRequest(QStringLiteral("/x")));
    auto *stream = lanes->stream(getRequest(QStringLiteral("/w")), this);
    std::optional<Error> streamError;
    connect(stream, &HttpStream::failed, this, [&](const Error &e) { streamError = e; });
    QTRY_COMPARE(server.requests().size(), 2);
    lanes.reset();
    QVERIFY(streamError);
    QCOMPARE(errorKindName(streamError->kind), QStringLiteral("Canceled"));
    const auto result = await(call, 2000);
    QVERIFY(!result);
    QCOMPARE(errorKindName(result.error().kind), QStringLiteral("Canceled"));
    QTRY_COMPARE(server.openConnections(), 0);
}

void TestLanes::everyStatusIsAReply()
{
    FakeServer server;
    server.onDefault([](FakeExchange &exchange) {
        const int status = exchange.request().path.mid(1).toInt();
        exchange.status(status, QStringLiteral("R"), QStringLiteral("said %1").arg(status));
    });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    // Qt has words of its own for these; 400 and 418 are "protocol errors" to it.
    for (const int status : {200, 201, 202, 301, 304, 400, 401, 402, 403, 404, 405, 406, 408, 409, 410,
                             412, 413, 415, 418, 422, 425, 429, 451, 499, 500, 501, 502, 503, 504, 599}) {
        for (const QByteArray &method : {QByteArray("GET"), QByteArray("POST"), QByteArray("DELETE")}) {
            const qsizetype before = server.requests().size();
            HttpRequest request =
                writeRequest(method, QStringLiteral("/%1").arg(status), method == "GET" ? "" : "{}");
            const auto reply = await(lanes.send(request));
            QVERIFY2(reply, (QByteArray::number(status) + ' ' + why(reply)).constData());
            QCOMPARE(reply->status, status);
            if (status != 304) // has no body
                QVERIFY2(reply->body.contains("said"), QByteArray::number(status).constData());
            QCOMPARE(server.requests().size(), before + 1);
            if (status == 304) // ours sends a body all the same
                server.killConnections();
        }
    }
}

void TestLanes::tornRefusalIsARefusal()
{
    FakeServer server;
    server.onDefault([](FakeExchange &exchange) {
        exchange.raw("HTTP/1.1 403 Forbidden\r\nContent-Length: 100\r\n\r\n{\"kind\":");
        exchange.after(30, [](FakeExchange &later) { later.close(); });
    });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    const auto reply = await(lanes.send(writeRequest("POST", QStringLiteral("/x"))));
    QVERIFY2(reply, why(reply).constData());
    QCOMPARE(reply->status, 403);
}

void TestLanes::redirectIsNotFollowed()
{
    FakeServer server;
    server.on(QStringLiteral("/elsewhere"), [](FakeExchange &exchange) { exchange.reply(200, "caught"); });
    server.on(QStringLiteral("/x"), [](FakeExchange &exchange) {
        exchange.reply(302, "", {{"Location", "/elsewhere"}});
    });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), tokenIdentity("t"));
    const auto reply = await(lanes.send(getRequest(QStringLiteral("/x"))));
    QVERIFY(reply);
    QCOMPARE(reply->status, 302);
    QCOMPARE(server.count(QStringLiteral("GET /elsewhere")), 0);
}

void TestLanes::challengeIsNotAnswered()
{
    FakeServer server;
    server.onDefault([](FakeExchange &exchange) {
        exchange.status(401, QStringLiteral("Unauthorized"), QStringLiteral("Unauthorized"), {},
                        {{"WWW-Authenticate", "Basic realm=\"x\""}});
    });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    const auto get = await(lanes.send(getRequest(QStringLiteral("/x"))));
    QVERIFY(get);
    QCOMPARE(get->status, 401);
    QVERIFY(get->body.contains("Unauthorized"));
    const auto post = await(lanes.send(writeRequest("POST", QStringLiteral("/x"))));
    QVERIFY2(post, why(post).constData());
    QCOMPARE(post->status, 401);
    QCOMPARE(server.requests().size(), 2);
}

void TestLanes::packedAnswerIsUnpacked()
{
    // Over Qt's own limits: more than 10 MiB at more than 40:1.
    const QByteArray plain = "{\"items\":[" + QByteArray(20 * 1024 * 1024, ' ') + "]}";
    const QByteArray packed = gzipOf(plain);
    QVERIFY(packed.size() * 100 < plain.size());
    FakeServer server;
    server.onDefault([&packed](FakeExchange &exchange) {
        exchange.reply(200, packed, {{"Content-Encoding", "gzip"}});
    });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    const auto reply = await(lanes.send(getRequest(QStringLiteral("/x"))));
    QVERIFY2(reply, why(reply).constData());
    QVERIFY(reply->body == plain);
}

void TestLanes::packedBombIsStopped()
{
    const QByteArray packed = gzipOf(QByteArray(64 * 1024 * 1024, ' '));
    FakeServer server;
    server.onDefault([&packed](FakeExchange &exchange) {
        exchange.reply(200, packed, {{"Content-Encoding", "gzip"}});
    });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    HttpRequest request = getRequest(QStringLiteral("/x"));
    request.maxBytes = 1024 * 1024;
    const auto reply = await(lanes.send(request));
    QVERIFY(!reply);
    QCOMPARE(errorKindName(reply.error().kind), QStringLiteral("Protocol"));
    QCOMPARE(errorSentence(reply.error()),
             QStringLiteral("The answer is larger than 1 MiB. Narrow the request, for "
                            "example to one namespace."));
}

void TestLanes::identitiesAreNotMixed()
{
    TestCertificates &certificates = FakeServer::certificates();
    FakeServer server;
    server.askForClientCertificate();
    server.onDefault([](FakeExchange &exchange) {
        exchange.reply(200, exchange.request().clientCertificateName.toUtf8() + '/' +
                                exchange.request().header("Authorization"));
    });
    QVERIFY(server.listen());
    const auto alice = certificates.issue(QStringLiteral("alice"), {});
    const auto bob = certificates.issue(QStringLiteral("bob"), {});
    Identity aliceIdentity;
    aliceIdentity.clientCertificatePem = alice.certificate;
    aliceIdentity.clientKeyPem = alice.key;
    Identity bobIdentity = tokenIdentity("bobs");
    bobIdentity.clientCertificatePem = bob.certificate;
    bobIdentity.clientKeyPem = bob.key;
    Lanes aliceLanes(server.address(), aliceIdentity);
    Lanes bobLanes(server.address(), bobIdentity);
    Lanes nobodyLanes(server.address(), {});
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(await(aliceLanes.send(getRequest(QStringLiteral("/x"))))->body, "alice/");
        QCOMPARE(await(bobLanes.send(getRequest(QStringLiteral("/x"))))->body, "bob/Bearer bobs");
        QCOMPARE(await(nobodyLanes.send(getRequest(QStringLiteral("/x"))))->body, "/");
    }
}

void TestLanes::clientKeys_data()
{
    QTest::addColumn<int>("key");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("RSA") << static_cast<int>(TestCertificates::Key::Rsa) << QString();
    QTest::newRow("EC") << static_cast<int>(TestCertificates::Key::Ec) << QString();
    QTest::newRow("Ed25519")
        << static_cast<int>(TestCertificates::Key::Ed25519)
        << QStringLiteral("The client key cannot be loaded: it is damaged or of a kind that Qt does "
                          "not know, such as Ed25519. Use a client certificate with an RSA or EC "
                          "key.");
}

void TestLanes::clientKeys()
{
    QFETCH(int, key);
    QFETCH(QString, sentence);
    FakeServer server;
    server.askForClientCertificate();
    server.onDefault([](FakeExchange &exchange) {
        exchange.reply(200, exchange.request().clientCertificateName.toUtf8());
    });
    QVERIFY(server.listen());
    const auto pair = FakeServer::certificates().issue(QStringLiteral("carol"), {}, 2,
                                                       static_cast<TestCertificates::Key>(key));
    Identity identity;
    identity.clientCertificatePem = pair.certificate;
    identity.clientKeyPem = pair.key;
    Lanes lanes(server.address(), identity);
    const auto reply = await(lanes.send(getRequest(QStringLiteral("/x"))));
    if (sentence.isEmpty()) {
        QVERIFY2(reply, why(reply).constData());
        QCOMPARE(reply->body, "carol");
    } else {
        QVERIFY(!reply);
        QCOMPARE(errorSentence(reply.error()), sentence);
        QCOMPARE(server.requests().size(), 0);
    }
}

void TestLanes::unknownAuthority()
{
    FakeServer server;
    QVERIFY(server.listen());
    TestCertificates others;
    ServerAddress address = server.address();
    address.caPem = others.authority();
    const QString sentence = QStringLiteral("The certificate 'easel test server' of 127.0.0.1 is signed by "
                                            "'Easel test authority', which this connection does "
                                            "not trust. Check the certificate authority of this connection, "
                                            "or whether something stands between you and the "
                                            "server.");
    {
        Lanes lanes(address, tokenIdentity("secret"));
        const auto reply = await(lanes.send(writeRequest("POST", QStringLiteral("/x"))));
        QVERIFY(!reply);
        QCOMPARE(errorKindName(reply.error().kind), QStringLiteral("Tls"));
        QCOMPARE(errorSentence(reply.error()), sentence);
    }
    address.caPem.clear(); // the system's roots
    Lanes lanes(address, tokenIdentity("secret"));
    const auto reply = await(lanes.send(getRequest(QStringLiteral("/x"))));
    QVERIFY(!reply);
    QCOMPARE(errorSentence(reply.error()), sentence);
    QCOMPARE(server.requests().size(), 0); // the token went nowhere
    // Streams say the same.
    QObject owner;
    HttpStream *stream = lanes.stream(getRequest(QStringLiteral("/w")), &owner);
    std::optional<Error> error;
    connect(stream, &HttpStream::failed, this, [&](const Error &e) { error = e; });
    QTRY_VERIFY(error);
    QCOMPARE(errorSentence(*error), sentence);
}

void TestLanes::expiredCertificate()
{
    FakeServer server;
    server.useCertificate(FakeServer::certificates().issue(
        QStringLiteral("old hub"), QString::fromLatin1(TestCertificates::loopback), -1));
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    // Requests that wait for the same handshake all say why it failed.
    const auto first = lanes.send(getRequest(QStringLiteral("/x")));
    const auto second = lanes.send(getRequest(QStringLiteral("/y")));
    const auto reply = await(first);
    QVERIFY(!reply);
    QCOMPARE(errorKindName(reply.error().kind), QStringLiteral("Tls"));
    const QString sentence = errorSentence(reply.error());
    const auto other = await(second);
    QVERIFY(!other);
    QCOMPARE(errorSentence(other.error()), sentence);
    const QString date = QDateTime::currentDateTimeUtc().addDays(-1).toString(QStringLiteral("yyyy-MM-dd"));
    QVERIFY2(sentence.startsWith(
                 QStringLiteral("The certificate 'old hub' of 127.0.0.1 expired on %1 ").arg(date)),
             qPrintable(sentence));
    QVERIFY2(sentence.endsWith(
                 QStringLiteral("UTC. Have the server's certificate renewed, and check the clock of this "
                                "computer.")),
             qPrintable(sentence));
}

void TestLanes::wrongName()
{
    FakeServer server;
    server.useCertificate(FakeServer::certificates().issue(QStringLiteral("other"),
                                                           QStringLiteral("DNS:hub.example.com,DNS:hub")));
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    const auto reply = await(lanes.send(getRequest(QStringLiteral("/x"))));
    QVERIFY(!reply);
    QCOMPARE(errorKindName(reply.error().kind), QStringLiteral("Tls"));
    QCOMPARE(errorSentence(reply.error()),
             QStringLiteral(
                 "The certificate of the server is for hub and hub.example.com, not for 127.0.0.1. Check the "
                 "address, or set tls-server-name to one of the certificate's names."));
}

void TestLanes::serverNameIsChecked()
{
    FakeServer server;
    server.useCertificate(
        FakeServer::certificates().issue(QStringLiteral("other"), QStringLiteral("DNS:hub.example.com")));
    server.onDefault([](FakeExchange &exchange) { exchange.reply(200, "{}"); });
    QVERIFY(server.listen());
    ServerAddress address = server.address();
    address.tlsServerName = QStringLiteral("hub.example.com");
    {
        Lanes lanes(address, {});
        QVERIFY(await(lanes.send(getRequest(QStringLiteral("/x")))));
    }
    address.tlsServerName = QStringLiteral("hub.example.org");
    Lanes lanes(address, {});
    const auto reply = await(lanes.send(getRequest(QStringLiteral("/x"))));
    QVERIFY(!reply);
    QVERIFY(errorSentence(reply.error())
                .contains(QStringLiteral("is for hub.example.com, not for hub.example.org")));
}

void TestLanes::skippedVerification()
{
    FakeServer server;
    server.useCertificate(
        FakeServer::certificates().issue(QStringLiteral("other"), QStringLiteral("DNS:other"), -1));
    server.onDefault([](FakeExchange &exchange) { exchange.reply(200, "{}"); });
    QVERIFY(server.listen());
    ServerAddress address = server.address();
    address.caPem.clear();
    address.insecureSkipVerify = true;
    Lanes lanes(address, {});
    const auto reply = await(lanes.send(getRequest(QStringLiteral("/x"))));
    QVERIFY2(reply, why(reply).constData());
}

void TestLanes::noTls()
{
    FakeServer server(FakeServer::Scheme::Http);
    server.onDefault([](FakeExchange &exchange) { exchange.reply(200, "plain"); });
    QVERIFY(server.listen());
    {
        Lanes plain(server.address(), {});
        QCOMPARE(await(plain.send(getRequest(QStringLiteral("/x"))))->body, "plain");
    }
    // A TLS client at a port that answers in plain text.
    QTcpServer talker;
    QVERIFY(talker.listen(QHostAddress::LocalHost));
    connect(&talker, &QTcpServer::newConnection, this, [&talker] {
        QTcpSocket *socket = talker.nextPendingConnection();
        socket->write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    });
    ServerAddress address;
    address.url = QUrl(QStringLiteral("https://127.0.0.1:%1").arg(talker.serverPort()));
    Lanes lanes(address, {});
    const auto reply = await(lanes.send(getRequest(QStringLiteral("/x"))));
    QVERIFY(!reply);
    QCOMPARE(errorKindName(reply.error().kind), QStringLiteral("Tls"));
    QCOMPARE(errorSentence(reply.error()),
             QStringLiteral(
                 "127.0.0.1:%1 does not speak TLS. Check the port, and whether the address should begin with "
                 "http:.")
                 .arg(talker.serverPort()));
}

void TestLanes::badSetups_data()
{
    QTest::addColumn<ServerAddress>("server");
    QTest::addColumn<Identity>("identity");
    QTest::addColumn<QString>("sentence");
    ServerAddress good;
    good.url = QUrl(QStringLiteral("https://127.0.0.1:1"));
    ServerAddress server = good;
    server.url = QUrl(QStringLiteral("hub:6443"));
    QTest::newRow("no scheme") << server << Identity()
                               << QStringLiteral("'hub:6443' is not the address of a server. Write it as "
                                                 "https://host:port.");
    server = good;
    server.caPem = "nothing";
    QTest::newRow("CA") << server << Identity()
                        << QStringLiteral(
                               "The certificate authority of this connection holds no certificate. Give the "
                               "authority as PEM (\"-----BEGIN CERTIFICATE-----\").");
    server = good;
    server.proxy = QUrl(QStringLiteral("https://user:word@proxy:3128"));
    QTest::newRow("TLS proxy")
        << server << Identity()
        << QStringLiteral("Qt cannot speak TLS to a proxy (proxy). Use the http: or socks5: address "
                          "of the proxy; the traffic inside stays encrypted.");
    Identity identity;
    identity.clientCertificatePem = FakeServer::certificates().issue(QStringLiteral("x"), {}).certificate;
    identity.clientKeyPem =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    QTest::newRow("pass phrase") << good << identity
                                 << QStringLiteral(
                                        "The client key is protected by a pass phrase. Easel cannot ask for "
                                        "pass phrases of keys yet; use a key without one.");
    identity.clientKeyPem = "rubbish";
    QTest::newRow("no key") << good << identity
                            << QStringLiteral(
                                   "The client key is not in PEM form. Write the key as PEM (\"-----BEGIN "
                                   "PRIVATE KEY-----\").");
}

void TestLanes::badSetups()
{
    QFETCH(ServerAddress, server);
    QFETCH(Identity, identity);
    QFETCH(QString, sentence);
    Lanes lanes(server, identity);
    const auto reply = await(lanes.send(getRequest(QStringLiteral("/x"))));
    QVERIFY(!reply);
    QCOMPARE(errorSentence(reply.error()), sentence);
    QObject owner;
    HttpStream *stream = lanes.stream(getRequest(QStringLiteral("/x")), &owner);
    QSignalSpy failed(stream, &HttpStream::failed);
    QTRY_COMPARE(failed.size(), 1);
}

void TestLanes::proxyIsUsed_data()
{
    QTest::addColumn<QString>("scheme");
    QTest::newRow("http") << QStringLiteral("http");
    QTest::newRow("socks5") << QStringLiteral("socks5");
}

void TestLanes::proxyIsUsed()
{
    QFETCH(QString, scheme);
    FakeServer server;
    server.onDefault(
        [](FakeExchange &exchange) { exchange.reply(200, exchange.request().header("Authorization")); });
    QVERIFY(server.listen());
    // As much of a proxy as one connection needs: the opening dialogue, then bytes both ways.
    QTcpServer proxy;
    QVERIFY(proxy.listen(QHostAddress::LocalHost));
    QByteArray opening;
    connect(&proxy, &QTcpServer::newConnection, this, [&] {
        QTcpSocket *client = proxy.nextPendingConnection();
        auto *target = new QTcpSocket(client);
        auto step = std::make_shared<int>(0);
        const auto pipe = [target, &server, step] {
            target->connectToHost(QHostAddress(QHostAddress::LocalHost), server.port());
            *step = 9;
        };
        QObject::connect(target, &QTcpSocket::readyRead, client,
                         [client, target] { client->write(target->readAll()); });
        QObject::connect(client, &QTcpSocket::readyRead, client, [=, &opening] {
            const QByteArray bytes = client->readAll();
            if (*step == 9) {
                target->write(bytes);
                return;
            }
            opening += bytes;
            if (scheme == u"http" && opening.endsWith("\r\n\r\n")) {
                pipe();
                client->write("HTTP/1.1 200 Connected\r\n\r\n");
            } else if (scheme == u"socks5" && *step == 0) {
                *step = 1;
                client->write(QByteArray("\x05\x00", 2));
            } else if (scheme == u"socks5" && *step == 1) {
                pipe();
                client->write(QByteArray("\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x01", 10));
            }
        });
    });
    ServerAddress address = server.address();
    address.proxy = QUrl(QStringLiteral("%1://127.0.0.1:%2").arg(scheme).arg(proxy.serverPort()));
    {
        Lanes lanes(address, tokenIdentity("t0ken"));
        const auto reply = await(lanes.send(getRequest(QStringLiteral("/x"))));
        QVERIFY2(reply, why(reply).constData());
        QCOMPARE(reply->body, "Bearer t0ken");
        QVERIFY(!opening.isEmpty());
        QVERIFY(!opening.contains("t0ken")); // the proxy sees TLS only
        if (scheme == u"http")
            QVERIFY(opening.startsWith("CONNECT 127.0.0.1:" + QByteArray::number(server.port())));
    }
    proxy.close();
    Lanes lanes(address, {});
    const auto reply = await(lanes.send(getRequest(QStringLiteral("/x"))));
    QVERIFY(!reply);
    QCOMPARE(errorKindName(reply.error().kind), QStringLiteral("Network"));
    QVERIFY2(
        errorSentence(reply.error())
            .startsWith(QStringLiteral("The proxy 127.0.0.1:%1 could not be used").arg(address.proxy.port())),
        qPrintable(errorSentence(reply.error())));
}

void TestLanes::slowReaderHoldsTheServerBack()
{
    FakeServer server;
    QPointer<FakeExchange> exchange;
    const QByteArray block(64 * 1024, 'x');
    constexpr int blocks = 640; // 40 MB
    server.onDefault([&](FakeExchange &open) {
        exchange = &open;
        open.startChunked();
        for (int i = 0; i < blocks; ++i)
            open.chunk(block);
        open.endChunked();
    });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    QObject owner;
    HttpStream *stream = lanes.stream(getRequest(QStringLiteral("/log")), &owner);
    QSignalSpy ended(stream, &HttpStream::ended);
    QSignalSpy begun(stream, &HttpStream::readyRead);
    QTRY_VERIFY_WITH_TIMEOUT(!begun.isEmpty(), 20'000);
    QTest::qWait(500);
    QCOMPARE(ended.size(), 0); // it cannot end while nobody reads
    qint64 size = stream->readAll().size();
    QVERIFY(size > 0 && size <= 2 * 1024 * 1024);
    // Nothing more was buffered behind our back; reading makes it go on, up to the last byte.
    connect(stream, &HttpStream::readyRead, this, [&] { size += stream->readAll().size(); });
    QTRY_COMPARE_WITH_TIMEOUT(size, qint64(blocks) * block.size(), 20'000);
    QTRY_COMPARE(ended.size(), 1);
}

void TestLanes::slowReaderIsNotTheServersFault()
{
    FakeServer server;
    const QByteArray bytes(8 * 1024 * 1024, 'x');
    server.onDefault([&](FakeExchange &exchange) { exchange.reply(200, bytes); });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    QObject owner;
    HttpStream *stream = lanes.stream(getRequest(QStringLiteral("/list")), &owner);
    QSignalSpy headers(stream, &HttpStream::headersArrived);
    QSignalSpy ended(stream, &HttpStream::ended);
    QSignalSpy failed(stream, &HttpStream::failed);
    QVERIFY(headers.wait());
    stream->setInactivity(std::chrono::milliseconds(400)); // only now: a busy machine may connect slowly
    QTest::qWait(1'200);
    QCOMPARE(failed.size(), 0);
    stream->setInactivity(std::chrono::seconds(30)); // from here on a busy machine may be slow itself
    qint64 size = stream->readAll().size();
    connect(stream, &HttpStream::readyRead, this, [&] { size += stream->readAll().size(); });
    QTRY_COMPARE_WITH_TIMEOUT(size, qint64(bytes.size()), 20'000);
    QTRY_COMPARE(ended.size(), 1);
    QCOMPARE(failed.size(), 0);
}

void TestLanes::packedStreamWaitsForItsReader()
{
    // What cannot be packed: it is more than is buffered.
    QByteArray plain(8 * 1024 * 1024, Qt::Uninitialized);
    QRandomGenerator random(1);
    for (char &byte : plain)
        byte = char(random.bounded(256));
    FakeServer server;
    server.onDefault([packed = gzipOf(plain)](FakeExchange &exchange) {
        exchange.startChunked(200, {{"Content-Encoding", "gzip"}});
        for (qsizetype at = 0; at < packed.size(); at += 5'000)
            exchange.chunk(packed.mid(at, 5'000));
        exchange.endChunked();
    });
    QVERIFY(server.listen());
    Lanes lanes(server.address(), {});
    QObject owner;
    HttpRequest request = getRequest(QStringLiteral("/list"));
    request.packed = true;
    HttpStream *stream = lanes.stream(request, &owner);
    QSignalSpy ended(stream, &HttpStream::ended);
    QSignalSpy ready(stream, &HttpStream::readyRead);
    QTRY_VERIFY(!ready.isEmpty());
    QByteArray bytes = stream->readAll();
    QVERIFY(!bytes.isEmpty());
    QTest::qWait(300); // everything arrives while nobody reads
    QCOMPARE(ended.size(), 0);
    const auto readOn = [&] {
        for (;;) {
            const QByteArray more = stream->readAll();
            if (more.isEmpty())
                return;
            bytes += more;
        }
    };
    connect(stream, &HttpStream::readyRead, this, readOn);
    readOn();
    QTRY_COMPARE(ended.size(), 1);
    QVERIFY(stream->isPacked());
    QByteArray unpacked;
    Gunzip gunzip;
    QVERIFY(gunzip.feed(bytes, [&unpacked](const QByteArray &piece) {
        unpacked += piece;
        return true;
    }));
    QVERIFY(unpacked == plain);
    QCOMPARE(server.requests().last().header("Accept-Encoding"), "gzip");
}

QTEST_GUILESS_MAIN(TestLanes)
#include "tst_lanes.moc"
