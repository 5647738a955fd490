// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/faultproxy.h"

#include "core/clients/tlstrust.h"

#include <QSslSocket>

namespace easel {

namespace {

constexpr int slowBytes = 4 * 1024; // each slowEvery
constexpr int slowEvery = 100;      // ms

QByteArray errorEvent(int code, const QByteArray &reason, const QByteArray &message)
{
    return R"({"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":")" +
           message + R"(","reason":")" + reason + R"(","code":)" + QByteArray::number(code) + "}}\n";
}

} // namespace

QString faultName(Fault fault)
{
    switch (fault) {
    case Fault::None:
        return QStringLiteral("none");
    case Fault::Restart:
        return QStringLiteral("restart");
    case Fault::HalfOpen:
        return QStringLiteral("half-open");
    case Fault::GoneInTheMiddle:
        return QStringLiteral("410 in the middle");
    case Fault::TruncatedJson:
        return QStringLiteral("truncated JSON");
    case Fault::ErrorEvent:
        return QStringLiteral("ERROR event");
    case Fault::Buffering:
        return QStringLiteral("buffering proxy");
    case Fault::NoBookmarks:
        return QStringLiteral("no bookmarks");
    case Fault::Throttled:
        return QStringLiteral("429");
    case Fault::ServerErrors:
        return QStringLiteral("5xx");
    case Fault::Slow:
        return QStringLiteral("slow");
    case Fault::LostEvents:
        return QStringLiteral("lost events");
    }
    return {};
}

QList<Fault> allFaults()
{
    return {Fault::Restart,      Fault::HalfOpen,  Fault::GoneInTheMiddle, Fault::TruncatedJson,
            Fault::ErrorEvent,   Fault::Buffering, Fault::NoBookmarks,     Fault::Throttled,
            Fault::ServerErrors, Fault::Slow};
}

// One request on its way there and its answer on its way back.
class FaultProxy::Relay : public QObject
{
public:
    Relay(FaultProxy *proxy, FakeExchange *exchange);

    bool isWatch() const { return m_watch; }
    bool isDead() const { return m_dead; }
    void die(); // half-open: nothing passes any more, and nobody is told
    void sayAndEnd(const QByteArray &event);
    void tear();
    void faultBegan();
    void faultEnded();

private:
    void read();
    void takeHead();
    void takeBody();
    void pass(const QByteArray &bytes);
    void flushLines(bool all);
    void send();
    void upstreamOver();
    void over();

    FaultProxy *m_proxy;
    QPointer<FakeExchange> m_exchange;
    QSslSocket *m_socket;
    QByteArray m_in; // from the server, not understood yet
    QByteArray m_out;
    QByteArray m_line; // of a watch whose lines are looked at
    int m_status = 0;
    FakeExchange::Headers m_headers;
    bool m_headDone = false;
    bool m_chunked = false;
    qint64 m_left = -1; // of a body of known length, or of the chunk
    bool m_bodyDone = false;
    bool m_headSent = false;
    bool m_watch;
    bool m_buffers = false; // since the request was made: it stays so to its end
    bool m_dead = false;
    bool m_isOver = false;
    QTimer m_slowly;
};

FaultProxy::Relay::Relay(FaultProxy *proxy, FakeExchange *exchange)
    : QObject(proxy)
    , m_proxy(proxy)
    , m_exchange(exchange)
    , m_socket(new QSslSocket(this))
    , m_watch(exchange->request().item(QStringLiteral("watch")) == u"true")
    , m_buffers(proxy->m_fault == Fault::Buffering)
{
    m_slowly.setInterval(slowEvery);
    connect(&m_slowly, &QTimer::timeout, this, [this] { send(); });
    connect(exchange, &FakeExchange::closed, this, [this] { over(); });
    m_socket->setSslConfiguration(proxy->m_tls);
    connect(m_socket, &QSslSocket::encrypted, this, [this] {
        const FakeRequest &request = m_exchange ? m_exchange->request() : FakeRequest();
        QByteArray head = request.method + ' ' + request.target + " HTTP/1.1\r\nConnection: close\r\nHost: " +
                          m_proxy->m_upstream.url.authority().toUtf8() + "\r\n";
        for (const auto &[name, value] : request.headers) {
            const QByteArray lower = name.toLower();
            if (lower != "host" && lower != "connection" && lower != "accept-encoding" &&
                lower != "content-length" && !name.isEmpty())
                head += name + ": " + value + "\r\n";
        }
        if (!request.body.isEmpty() || request.method != "GET")
            head += "Content-Length: " + QByteArray::number(request.body.size()) + "\r\n";
        m_socket->write(head + "\r\n" + request.body);
    });
    connect(m_socket, &QSslSocket::readyRead, this, [this] { read(); });
    connect(m_socket, &QSslSocket::disconnected, this, [this] { upstreamOver(); });
    connect(m_socket, &QSslSocket::errorOccurred, this, [this] {
        if (!m_headDone && m_exchange && !m_dead)
            m_exchange->kill();
    });
    m_socket->connectToHostEncrypted(proxy->m_upstream.url.host(), quint16(proxy->m_upstream.url.port()));
}

void FaultProxy::Relay::read()
{
    if (m_dead) {
        m_socket->readAll();
        return;
    }
    m_in += m_socket->readAll();
    if (!m_headDone)
        takeHead();
    if (m_headDone)
        takeBody();
}

void FaultProxy::Relay::takeHead()
{
    const qsizetype end = m_in.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    const QList<QByteArray> lines = m_in.left(end).split('\n');
    m_in.remove(0, end + 4);
    m_status = lines.first().split(' ').value(1).toInt();
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const qsizetype colon = lines.at(i).indexOf(':');
        const QByteArray name = lines.at(i).left(colon).trimmed();
        const QByteArray value = lines.at(i).mid(colon + 1).trimmed();
        const QByteArray lower = name.toLower();
        if (lower == "transfer-encoding")
            m_chunked = value.toLower().contains("chunked");
        else if (lower == "content-length")
            m_left = value.toLongLong();
        else if (lower != "connection")
            m_headers.append({name, value});
    }
    if (m_chunked)
        m_left = -1;
    m_headDone = true;
    send();
}

void FaultProxy::Relay::takeBody()
{
    while (!m_bodyDone && !m_isOver) {
        if (!m_chunked) {
            if (m_in.isEmpty() && m_left != 0)
                return;
            const QByteArray bytes = std::exchange(m_in, {});
            if (m_left >= 0)
                m_left -= bytes.size();
            m_bodyDone = m_left == 0;
            pass(bytes);
            continue;
        }
        if (m_left < 0) {
            const qsizetype line = m_in.indexOf("\r\n");
            if (line < 0)
                return;
            m_left = m_in.left(line).toLongLong(nullptr, 16);
            m_in.remove(0, line + 2);
            if (m_left == 0) {
                m_bodyDone = true;
                pass({});
                return;
            }
        }
        if (m_in.size() < m_left + 2)
            return;
        const QByteArray bytes = m_in.left(m_left);
        m_in.remove(0, m_left + 2);
        m_left = -1;
        pass(bytes);
    }
}

void FaultProxy::Relay::pass(const QByteArray &bytes)
{
    if (m_watch && m_status == 200) {
        m_line += bytes;
        flushLines(m_bodyDone);
    } else {
        m_out += bytes;
    }
    send();
}

void FaultProxy::Relay::flushLines(bool all)
{
    for (;;) {
        const qsizetype end = m_line.indexOf('\n');
        if (end < 0)
            break;
        const QByteArray line = m_line.left(end + 1);
        m_line.remove(0, end + 1);
        if (m_proxy->m_fault == Fault::NoBookmarks && line.startsWith("{\"type\":\"BOOKMARK\""))
            continue;
        if (m_proxy->m_fault == Fault::LostEvents && !line.startsWith("{\"type\":\"BOOKMARK\""))
            continue;
        m_out += line;
    }
    if (all)
        m_out += std::exchange(m_line, {});
}

void FaultProxy::Relay::send()
{
    if (m_isOver || m_dead || !m_exchange || !m_headDone)
        return;
    if (m_buffers && !m_bodyDone)
        return;
    if (!std::exchange(m_headSent, true))
        m_exchange->startChunked(m_status, m_headers);
    const Fault fault = m_proxy->m_fault;
    if (fault == Fault::TruncatedJson && m_out.size() > 1) {
        tear();
        return;
    }
    if (fault == Fault::Slow) {
        if (!m_slowly.isActive())
            m_slowly.start();
        const QByteArray some = m_out.left(slowBytes);
        m_out.remove(0, some.size());
        if (!some.isEmpty())
            m_exchange->chunk(some);
    } else {
        m_slowly.stop();
        if (!m_out.isEmpty())
            m_exchange->chunk(std::exchange(m_out, {}));
    }
    if (m_bodyDone && m_out.isEmpty()) {
        m_exchange->endChunked();
        over();
    }
}

void FaultProxy::Relay::upstreamOver()
{
    if (m_isOver || m_dead || m_bodyDone || !m_exchange)
        return;
    if (m_headDone && !m_chunked && m_left < 0) { // a body without a length ends like that
        m_bodyDone = true;
        send();
        return;
    }
    m_exchange->kill();
}

void FaultProxy::Relay::over()
{
    if (std::exchange(m_isOver, true))
        return;
    m_slowly.stop();
    m_socket->disconnect(this);
    m_socket->abort();
    m_proxy->m_relays.removeAll(QPointer<Relay>(this));
    deleteLater();
}

void FaultProxy::Relay::die()
{
    m_dead = true;
    m_slowly.stop();
    m_socket->disconnect(this);
    m_socket->abort();
}

void FaultProxy::Relay::sayAndEnd(const QByteArray &event)
{
    if (!m_exchange || m_isOver || m_dead)
        return;
    if (!std::exchange(m_headSent, true))
        m_exchange->startChunked(200, {{"Content-Type", "application/json"}});
    m_exchange->chunk(event);
    m_exchange->endChunked();
    over();
}

void FaultProxy::Relay::tear()
{
    if (!m_exchange || m_isOver || m_dead)
        return;
    if (!std::exchange(m_headSent, true))
        m_exchange->startChunked(200, {{"Content-Type", "application/json"}});
    const QByteArray torn = m_out.size() > 1 ? m_out.left(m_out.size() / 2)
                                             : QByteArray("{\"type\":\"MODIFIED\",\"object\":{\"kin");
    m_exchange->chunk(torn);
    m_exchange->endChunked(); // as a proxy does that closes properly on its side
    over();
}

void FaultProxy::Relay::faultBegan()
{
    switch (m_proxy->m_fault) {
    case Fault::HalfOpen:
        die();
        break;
    case Fault::GoneInTheMiddle:
        if (m_watch)
            sayAndEnd(errorEvent(410, "Expired", "too old resource version"));
        break;
    case Fault::ErrorEvent:
        if (m_watch)
            sayAndEnd(errorEvent(500, "InternalError", "etcdserver: leader changed"));
        break;
    case Fault::TruncatedJson:
        tear();
        break;
    case Fault::Buffering: // the proxy came up anew with another configuration
    case Fault::Throttled:
    case Fault::ServerErrors:
        if (m_exchange)
            m_exchange->kill();
        break;
    default:
        break;
    }
}

void FaultProxy::Relay::faultEnded()
{
    send();
}

FaultProxy::FaultProxy(ServerAddress upstream, Identity identity, QObject *parent)
    : QObject(parent)
    , m_upstream(std::move(upstream))
    , m_identity(std::move(identity))
{
    if (const auto tls = tlsConfiguration(m_upstream, m_identity))
        m_tls = *tls;
    m_server.onDefault([this](FakeExchange &exchange) { take(exchange); });
}

FaultProxy::~FaultProxy()
{
    const auto relays = m_relays;
    for (const auto &relay : relays)
        delete relay.data();
}

bool FaultProxy::listen()
{
    return m_server.listen();
}

ServerAddress FaultProxy::address() const
{
    return m_server.address();
}

void FaultProxy::begin(Fault fault)
{
    m_fault = fault;
    const auto relays = m_relays;
    if (fault == Fault::HalfOpen)
        m_server.setFrozen(true);
    for (const auto &relay : relays) {
        if (relay)
            relay->faultBegan();
    }
    if (fault == Fault::Restart) {
        m_server.stopListening();
        m_server.killConnections();
    }
}

void FaultProxy::end()
{
    const Fault fault = std::exchange(m_fault, Fault::None);
    if (fault == Fault::Restart)
        m_server.listen(m_server.port());
    if (fault == Fault::HalfOpen) {
        m_server.forgetConnections();
        m_server.setFrozen(false);
    }
    const auto relays = m_relays;
    for (const auto &relay : relays) {
        if (relay)
            relay->faultEnded();
    }
}

bool FaultProxy::refuse(FakeExchange &exchange)
{
    const bool watch = exchange.request().item(QStringLiteral("watch")) == u"true";
    switch (m_fault) {
    case Fault::GoneInTheMiddle:
        if (!watch)
            return false;
        exchange.status(410, QStringLiteral("Expired"), QStringLiteral("too old resource version"));
        return true;
    case Fault::ErrorEvent:
        if (!watch)
            return false;
        exchange.startChunked();
        exchange.after(100, [](FakeExchange &later) {
            later.chunk(errorEvent(500, "InternalError", "etcdserver: leader changed"));
            later.endChunked();
        });
        return true;
    case Fault::Throttled:
        exchange.status(429, QStringLiteral("TooManyRequests"), QStringLiteral("please try again later"), {},
                        {{"Retry-After", "1"}});
        return true;
    case Fault::ServerErrors: {
        static constexpr int codes[] = {500, 502, 503, 504};
        const int code = codes[m_refusals++ % 4];
        if (m_refusals % 3 == 0)
            exchange.reply(code, "<html><body><h1>Bad gateway</h1></body></html>",
                           {{"Content-Type", "text/html"}});
        else
            exchange.status(code, QStringLiteral("InternalError"), QStringLiteral("etcdserver: no leader"));
        return true;
    }
    default:
        return false;
    }
}

void FaultProxy::take(FakeExchange &exchange)
{
    if (refuse(exchange))
        return;
    m_relays.removeAll(QPointer<Relay>());
    m_relays << new Relay(this, &exchange);
}

} // namespace easel
