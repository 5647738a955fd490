// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/cutproxy.h"

#include <QPointer>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

QSslKey keyOf(const QByteArray &pem)
{
    const QSslKey key(pem, QSsl::Ec);
    return key.isNull() ? QSslKey(pem, QSsl::Rsa) : key;
}

} // namespace

struct CutProxy::Link
{
    QPointer<QSslSocket> program;
    QPointer<QSslSocket> server;
    QByteArray incoming; // of the program, not yet a whole request
    QByteArray waiting;  // for the server to be connected
    bool cutAfter = false;
    bool over = false;
    Seen last;
};

CutProxy::CutProxy(const ServerAddress &server, const Identity &identity, TestCertificates *certificates,
                   QObject *parent)
    : QObject(parent)
    , m_server(server)
    , m_identity(identity)
    , m_listener(new QSslServer(this))
{
    const TestCertificates::Pair pair =
        certificates->issue(u"proxy"_s, QLatin1String(TestCertificates::loopback));
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(QSslCertificate(pair.certificate));
    configuration.setPrivateKey(keyOf(pair.key));
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    m_listener->setSslConfiguration(configuration);
    m_listener->setMaxPendingConnections(1'000);
    if (!m_listener->listen(QHostAddress::LocalHost))
        qFatal("the proxy cannot listen");
    connect(m_listener, &QTcpServer::pendingConnectionAvailable, this, &CutProxy::accept);
}

CutProxy::~CutProxy()
{
    dropAll();
}

QUrl CutProxy::url() const
{
    return QUrl(u"https://127.0.0.1:%1"_s.arg(m_listener->serverPort()));
}

void CutProxy::dropAll()
{
    const auto links = std::exchange(m_links, {});
    for (const auto &link : links) {
        link->over = true;
        for (const QPointer<QSslSocket> &socket : {link->program, link->server}) {
            if (socket) {
                socket->disconnect(this);
                socket->abort();
                socket->deleteLater();
            }
        }
    }
}

void CutProxy::accept()
{
    while (auto *socket = qobject_cast<QSslSocket *>(m_listener->nextPendingConnection())) {
        auto link = std::make_shared<Link>();
        link->program = socket;
        link->server = new QSslSocket(this);
        m_links.append(link);
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setCaCertificates(QSslCertificate::fromData(m_server.caPem));
        if (!m_identity.clientCertificatePem.isEmpty()) {
            configuration.setLocalCertificate(QSslCertificate(m_identity.clientCertificatePem));
            configuration.setPrivateKey(keyOf(m_identity.clientKeyPem));
        }
        link->server->setSslConfiguration(configuration);
        connect(link->server, &QSslSocket::encrypted, this,
                [link] { link->server->write(std::exchange(link->waiting, {})); });
        connect(link->server, &QSslSocket::readyRead, this, [this, link] { fromServer(link); });
        connect(link->server, &QSslSocket::disconnected, this, [link] {
            if (link->program)
                link->program->disconnectFromHost();
        });
        connect(socket, &QSslSocket::readyRead, this, [this, link] { fromProgram(link); });
        connect(socket, &QSslSocket::disconnected, this, [this, link] {
            if (link->server) {
                link->server->disconnect(this);
                link->server->abort();
                link->server->deleteLater();
            }
            m_links.removeAll(link);
        });
        link->server->connectToHostEncrypted(m_server.url.host(), quint16(m_server.url.port(443)));
        if (socket->bytesAvailable() > 0)
            fromProgram(link);
    }
}

void CutProxy::pass(const std::shared_ptr<Link> &link, const QByteArray &bytes)
{
    if (!link->server)
        return;
    if (link->server->isEncrypted())
        link->server->write(bytes);
    else
        link->waiting += bytes;
}

void CutProxy::fromProgram(const std::shared_ptr<Link> &link)
{
    link->incoming += link->program->readAll();
    while (!link->over) {
        const qsizetype head = link->incoming.indexOf("\r\n\r\n");
        if (head < 0)
            return;
        qsizetype length = 0;
        const QList<QByteArray> lines = link->incoming.left(head).split('\n');
        for (const QByteArray &line : lines) {
            if (line.toLower().startsWith("content-length:"))
                length = line.mid(15).trimmed().toLongLong();
        }
        if (link->incoming.size() < head + 4 + length)
            return;
        const QByteArray whole = link->incoming.left(head + 4 + length);
        link->incoming.remove(0, whole.size());
        const QList<QByteArray> words = lines.value(0).trimmed().split(' ');
        link->last = {words.value(0), words.value(1).split('?').value(0)};
        const Cut where = decide ? decide(link->last) : Cut::None;
        if (where == Cut::Before) {
            link->over = true;
            Q_EMIT cut(link->last);
            return;
        }
        link->cutAfter = where == Cut::After;
        pass(link, whole);
    }
}

void CutProxy::fromServer(const std::shared_ptr<Link> &link)
{
    if (link->over || !link->program)
        return;
    if (link->cutAfter) { // carried out; nobody hears of it
        link->over = true;
        Q_EMIT cut(link->last);
        return;
    }
    link->program->write(link->server->readAll());
}

} // namespace easel

#include "moc_cutproxy.cpp"
