// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakeserver.h"

#include <QJsonDocument>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTcpServer>
#include <QTimer>

namespace easel {

struct FakeServer::Connection
{
    QPointer<QTcpSocket> socket;
    int number = 0;
    QByteArray buffer;
    bool forgotten = false;
};

QByteArray FakeRequest::header(const QByteArray &name) const
{
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

QJsonObject FakeRequest::json() const
{
    return QJsonDocument::fromJson(body).object();
}

FakeExchange::FakeExchange(FakeRequest request, QTcpSocket *socket)
    : QObject(socket)
    , m_request(std::move(request))
    , m_socket(socket)
{
    connect(socket, &QTcpSocket::disconnected, this, &FakeExchange::closed);
}

bool FakeExchange::isOpen() const
{
    return m_socket && m_socket->state() == QAbstractSocket::ConnectedState;
}

void FakeExchange::writeHead(int status, const Headers &headers)
{
    QByteArray head = "HTTP/1.1 " + QByteArray::number(status) + " Status\r\n";
    bool hasType = false;
    for (const auto &[name, value] : headers) {
        head += name + ": " + value + "\r\n";
        hasType = hasType || name.compare("Content-Type", Qt::CaseInsensitive) == 0;
    }
    if (!hasType)
        head += "Content-Type: application/json\r\n";
    raw(head);
}

void FakeExchange::reply(int status, const QByteArray &body, const Headers &headers)
{
    writeHead(status, headers);
    raw("Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
}

void FakeExchange::json(const QJsonObject &object, int status, const Headers &headers)
{
    reply(status, QJsonDocument(object).toJson(QJsonDocument::Compact), headers);
}

void FakeExchange::status(int code, const QString &reason, const QString &message, const QJsonObject &more,
                          const Headers &headers)
{
    QJsonObject object{{QStringLiteral("kind"), QStringLiteral("Status")},
                       {QStringLiteral("apiVersion"), QStringLiteral("v1")},
                       {QStringLiteral("status"), QStringLiteral("Failure")},
                       {QStringLiteral("reason"), reason},
                       {QStringLiteral("message"), message},
                       {QStringLiteral("code"), code}};
    for (auto it = more.begin(); it != more.end(); ++it)
        object.insert(it.key(), it.value());
    json(object, code, headers);
}

void FakeExchange::after(int milliseconds, std::function<void(FakeExchange &)> step)
{
    QTimer::singleShot(milliseconds, this, [this, step = std::move(step)] { step(*this); });
}

void FakeExchange::startChunked(int status, const Headers &headers)
{
    writeHead(status, headers);
    raw("Transfer-Encoding: chunked\r\n\r\n");
}

void FakeExchange::chunk(const QByteArray &bytes)
{
    if (m_chunksEnded)
        return; // the connection may carry another answer by now
    raw(QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n");
}

void FakeExchange::watchEvent(const QByteArray &type, const QJsonObject &object)
{
    chunk("{\"type\":\"" + type + "\",\"object\":" + QJsonDocument(object).toJson(QJsonDocument::Compact) +
          "}\n");
}

void FakeExchange::endChunked()
{
    m_chunksEnded = true;
    raw("0\r\n\r\n");
}

void FakeExchange::raw(const QByteArray &bytes)
{
    if (isOpen()) {
        m_socket->write(bytes);
        m_socket->flush();
    }
}

void FakeExchange::close()
{
    if (m_socket)
        m_socket->disconnectFromHost();
}

void FakeExchange::kill()
{
    if (m_socket)
        m_socket->abort();
}

TestCertificates &FakeServer::certificates()
{
    static TestCertificates certificates;
    return certificates;
}

FakeServer::FakeServer(Scheme scheme, QObject *parent)
    : QObject(parent)
    , m_scheme(scheme)
    , m_default([](FakeExchange &exchange) {
        exchange.status(404, QStringLiteral("NotFound"),
                        QStringLiteral("the server could not find the requested resource"));
    })
{}

FakeServer::~FakeServer()
{
    killConnections();
}

void FakeServer::useCertificate(const TestCertificates::Pair &pair)
{
    m_certificate = pair;
}

void FakeServer::askForClientCertificate()
{
    m_asksForCertificate = true;
}

bool FakeServer::listen(quint16 port)
{
    if (m_scheme == Scheme::Https) {
        static const TestCertificates::Pair usual = certificates().issue(
            QStringLiteral("easel test server"), QString::fromLatin1(TestCertificates::loopback));
        const TestCertificates::Pair &pair = m_certificate.certificate.isEmpty() ? usual : m_certificate;
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setLocalCertificate(QSslCertificate(pair.certificate));
        tls.setPrivateKey(QSslKey(pair.key, QSsl::Ec));
        if (tls.privateKey().isNull())
            tls.setPrivateKey(QSslKey(pair.key, QSsl::Rsa));
        if (m_asksForCertificate) {
            tls.setCaCertificates(QSslCertificate::fromData(certificates().authority()));
            tls.setPeerVerifyMode(QSslSocket::QueryPeer);
        } else {
            tls.setPeerVerifyMode(QSslSocket::VerifyNone);
        }
        auto *server = new QSslServer(this);
        server->setSslConfiguration(tls);
        m_server = server;
    } else {
        m_server = new QTcpServer(this);
    }
    connect(m_server, &QTcpServer::pendingConnectionAvailable, this, [this] {
        while (QTcpSocket *socket = m_server->nextPendingConnection())
            take(socket);
    });
    if (!m_server->listen(QHostAddress::LocalHost, port))
        return false;
    m_port = m_server->serverPort();
    return true;
}

void FakeServer::stopListening()
{
    if (!m_server)
        return;
    // Sockets are children of the server: keep it, only shut its door.
    m_server->close();
}

void FakeServer::setFrozen(bool on)
{
    m_frozen = on;
    if (on)
        return;
    const auto open = m_open;
    for (const auto &connection : open)
        readFrom(connection);
}

void FakeServer::killConnections()
{
    const auto open = m_open;
    for (const auto &connection : open) {
        if (connection->socket)
            connection->socket->abort();
    }
}

void FakeServer::forgetConnections()
{
    for (const auto &connection : std::as_const(m_open)) {
        if (connection->socket)
            disconnect(connection->socket, &QTcpSocket::readyRead, this, nullptr);
        connection->forgotten = true;
    }
}

quint16 FakeServer::port() const
{
    return m_port;
}

ServerAddress FakeServer::address() const
{
    ServerAddress address;
    address.url.setScheme(m_scheme == Scheme::Https ? QStringLiteral("https") : QStringLiteral("http"));
    address.url.setHost(QStringLiteral("127.0.0.1"));
    address.url.setPort(m_port);
    if (m_scheme == Scheme::Https)
        address.caPem = certificates().authority();
    return address;
}

void FakeServer::on(const QString &methodAndPath, Handler handler)
{
    m_handlers.insert(methodAndPath, handler);
}

void FakeServer::onDefault(Handler handler)
{
    m_default = std::move(handler);
}

QList<FakeRequest> FakeServer::requestsTo(const QString &path) const
{
    QList<FakeRequest> found;
    for (const FakeRequest &request : m_requests) {
        if (request.path == path)
            found << request;
    }
    return found;
}

int FakeServer::count(const QString &methodAndPath) const
{
    int count = 0;
    for (const FakeRequest &request : m_requests) {
        if (QString::fromLatin1(request.method) + u' ' + request.path == methodAndPath)
            ++count;
    }
    return count;
}

int FakeServer::openConnections() const
{
    return static_cast<int>(m_open.size());
}

void FakeServer::take(QTcpSocket *socket)
{
    auto connection = std::make_shared<Connection>();
    connection->socket = socket;
    connection->number = ++m_connections;
    m_open << connection;
    connect(socket, &QTcpSocket::readyRead, this, [this, connection] { readFrom(connection); });
    connect(socket, &QTcpSocket::disconnected, this, [this, connection] {
        m_open.removeAll(connection);
        if (connection->socket)
            connection->socket->deleteLater();
        Q_EMIT disconnected();
    });
    readFrom(connection);
}

void FakeServer::readFrom(const std::shared_ptr<Connection> &connection)
{
    if (m_frozen || connection->forgotten || !connection->socket)
        return;
    connection->buffer += connection->socket->readAll();
    for (;;) {
        const qsizetype headEnd = connection->buffer.indexOf("\r\n\r\n");
        if (headEnd < 0)
            return;
        FakeRequest request;
        const QList<QByteArray> lines = connection->buffer.left(headEnd).split('\n');
        const QList<QByteArray> first = lines.first().trimmed().split(' ');
        request.method = first.value(0);
        request.target = first.value(1);
        const QUrl url = QUrl::fromEncoded("http://x" + request.target);
        request.path = url.path(QUrl::FullyDecoded);
        request.query = QUrlQuery(url);
        for (qsizetype i = 1; i < lines.size(); ++i) {
            const qsizetype colon = lines.at(i).indexOf(':');
            request.headers.append({lines.at(i).left(colon).trimmed(), lines.at(i).mid(colon + 1).trimmed()});
        }
        const qsizetype length = request.header("Content-Length").toLongLong();
        if (connection->buffer.size() < headEnd + 4 + length)
            return;
        request.body = connection->buffer.mid(headEnd + 4, length);
        connection->buffer.remove(0, headEnd + 4 + length);
        answer(connection, std::move(request));
        if (!connection->socket)
            return;
    }
}

void FakeServer::answer(const std::shared_ptr<Connection> &connection, FakeRequest request)
{
    request.connection = connection->number;
    if (const auto *tls = qobject_cast<QSslSocket *>(connection->socket.data())) {
        request.clientCertificateName =
            tls->peerCertificate().subjectInfo(QSslCertificate::CommonName).value(0);
    }
    m_requests << request;
    Q_EMIT requested(request);
    auto *exchange = new FakeExchange(request, connection->socket);
    const QString named = QString::fromLatin1(request.method) + u' ' + request.path;
    if (const auto found = m_handlers.constFind(named); found != m_handlers.constEnd())
        (*found)(*exchange);
    else if (const auto byPath = m_handlers.constFind(request.path); byPath != m_handlers.constEnd())
        (*byPath)(*exchange);
    else
        m_default(*exchange);
}

} // namespace easel
