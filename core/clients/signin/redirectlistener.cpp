// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/signin/redirectlistener.h"

#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

namespace easel {

namespace {

constexpr int mostConnections = 16;
constexpr std::chrono::seconds patience{10};

} // namespace

RedirectListener::RedirectListener(QObject *parent)
    : QObject(parent)
{}

RedirectListener::~RedirectListener() = default;

bool RedirectListener::listen(const QString &host, const QList<quint16> &ports)
{
    QList<quint16> tries = ports;
    if (tries.isEmpty())
        tries << quint16(0);
    for (const quint16 port : tries) {
        auto *server = new QTcpServer(this);
        if (!server->listen(QHostAddress::LocalHost, port)) {
            delete server;
            continue;
        }
        m_servers << server;
        const QString name = host.isEmpty() ? QStringLiteral("127.0.0.1") : host;
        if (name == u"localhost") {
            // Browsers may try ::1 first; where there is none, they do not.
            auto *second = new QTcpServer(this);
            if (second->listen(QHostAddress::LocalHostIPv6, server->serverPort()))
                m_servers << second;
            else
                delete second;
        }
        for (QTcpServer *each : std::as_const(m_servers)) {
            connect(each, &QTcpServer::newConnection, this, [this, each] {
                while (QTcpSocket *socket = each->nextPendingConnection()) {
                    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
                    if (m_over || m_bytes.size() >= mostConnections) {
                        socket->abort();
                        continue;
                    }
                    m_bytes.insert(socket, {});
                    connect(socket, &QObject::destroyed, this, [this, socket] { m_bytes.remove(socket); });
                    connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
                    QTimer::singleShot(patience, socket, &QTcpSocket::abort);
                }
            });
        }
        m_redirect.setScheme(QStringLiteral("http"));
        m_redirect.setHost(name);
        m_redirect.setPort(server->serverPort());
        if (!host.isEmpty())
            return true; // as kubelogin registers it, without a path
        m_redirect.setPath(QStringLiteral("/"));
        return true;
    }
    return false;
}

void RedirectListener::close()
{
    m_over = true;
    for (QTcpServer *server : std::as_const(m_servers))
        server->close();
}

void RedirectListener::read(QTcpSocket *socket)
{
    QByteArray &bytes = m_bytes[socket];
    bytes += socket->readAll();
    const auto request = readRedirectRequest(bytes);
    if (!request)
        return;
    bytes.clear();
    socket->disconnect(this);
    m_bytes.remove(socket);
    if (!*request) {
        answer(socket, 400, tr("This is not understood"), tr("Go back to Easel."));
        return;
    }
    const RedirectRequest &got = **request;
    // Another name in front of our address is a page that plays with name resolution.
    const QString port = u':' + QString::number(m_redirect.port());
    const QStringList ours{QStringLiteral("127.0.0.1") + port, QStringLiteral("localhost") + port,
                           QStringLiteral("[::1]") + port};
    bool good = false;
    if (!ours.contains(got.host) || !got.isGet || got.path != u"/" || m_over || !judge ||
        !judge(got.query, &good)) {
        answer(socket, 404, tr("Nothing is here"), tr("Go back to Easel."));
        return;
    }
    if (good)
        answer(socket, 200, tr("You are signed in"), tr("Close this page and go back to Easel."));
    else
        answer(socket, 200, tr("You are not signed in"), tr("Easel says why. Close this page."));
    close();
    Q_EMIT came(got.query);
}

void RedirectListener::answer(QTcpSocket *socket, int status, const QString &title, const QString &text)
{
    const QString page =
        QStringLiteral("<!doctype html><html><head><meta charset=\"utf-8\"><title>Easel</title></head>"
                       "<body><h1>%1</h1><p>%2</p></body></html>")
            .arg(title.toHtmlEscaped(), text.toHtmlEscaped());
    const QByteArray body = page.toUtf8();
    // The address of this page holds the code: it goes nowhere from here.
    socket->write(
        "HTTP/1.1 " + QByteArray::number(status) + " " + (status == 200 ? "OK" : "Refused") +
        "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: " + QByteArray::number(body.size()) +
        "\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer"
        "\r\nContent-Security-Policy: default-src 'none'\r\nConnection: close\r\n\r\n" +
        body);
    socket->disconnectFromHost();
}

} // namespace easel
