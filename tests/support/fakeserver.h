// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/connection.h"
#include "tests/support/testcertificates.h"

#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QObject>
#include <QPair>
#include <QPointer>
#include <QUrl>
#include <QUrlQuery>

#include <functional>
#include <memory>

QT_BEGIN_NAMESPACE
class QSslSocket;
class QTcpServer;
class QTcpSocket;
QT_END_NAMESPACE

namespace easel {

// One request as it arrived.
struct FakeRequest
{
    QByteArray method;
    QByteArray target; // raw: "/api/v1/pods?limit=5"
    QString path;      // decoded
    QUrlQuery query;
    QList<QPair<QByteArray, QByteArray>> headers;
    QByteArray body;
    int connection = 0;            // counts connections from 1
    QString clientCertificateName; // common name, empty without a certificate

    QByteArray header(const QByteArray &name) const;
    QString item(const QString &key) const { return query.queryItemValue(key, QUrl::FullyDecoded); }
    QJsonObject json() const;
};

// The answering end of one request. It may be kept and used later; when the connection is gone it does
// nothing.
class FakeExchange : public QObject
{
    Q_OBJECT

public:
    using Headers = QList<QPair<QByteArray, QByteArray>>;

    FakeExchange(FakeRequest request, QTcpSocket *socket);

    const FakeRequest &request() const { return m_request; }
    bool isOpen() const;

    void reply(int status, const QByteArray &body, const Headers &headers = {});
    void json(const QJsonObject &object, int status = 200, const Headers &headers = {});
    // A Kubernetes Status; `more` is merged over it.
    void status(int code, const QString &reason, const QString &message, const QJsonObject &more = {},
                const Headers &headers = {});
    void after(int milliseconds, std::function<void(FakeExchange &)> step);

    void startChunked(int status = 200, const Headers &headers = {});
    void chunk(const QByteArray &bytes);
    // An event of a watch with its newline, as one chunk.
    void watchEvent(const QByteArray &type, const QJsonObject &object);
    void endChunked();

    void raw(const QByteArray &bytes); // whatever the test wants on the wire
    void close();                      // after what is written has left
    void kill();                       // reset, at once

Q_SIGNALS:
    void closed(); // by either side

private:
    void writeHead(int status, const Headers &headers);

    FakeRequest m_request;
    QPointer<QTcpSocket> m_socket;
    bool m_chunksEnded = false;
};

// A scripted HTTPS (or HTTP) server on loopback, in the test's own thread. Handlers are looked up by "METHOD
// /path", then "/path", then the default, which answers 404.
class FakeServer : public QObject
{
    Q_OBJECT

public:
    using Handler = std::function<void(FakeExchange &)>;
    enum class Scheme { Https, Http };

    explicit FakeServer(Scheme scheme = Scheme::Https, QObject *parent = nullptr);
    ~FakeServer() override;

    static TestCertificates &certificates(); // made once a process

    void useCertificate(const TestCertificates::Pair &pair); // before listen()
    void askForClientCertificate();                          // before listen()
    bool listen(quint16 port = 0);
    void stopListening();     // further connections are refused; open ones stay
    void setFrozen(bool on);  // takes connections and reads nothing: a hung peer
    void killConnections();   // reset all
    void forgetConnections(); // nothing is read from those of now any more: half-open

    quint16 port() const;
    ServerAddress address() const; // of this server, trusting its authority

    void on(const QString &methodAndPath, Handler handler);
    void onDefault(Handler handler);

    const QList<FakeRequest> &requests() const { return m_requests; }
    QList<FakeRequest> requestsTo(const QString &path) const;
    int count(const QString &methodAndPath) const;
    int openConnections() const;
    int connectionsSeen() const { return m_connections; }

Q_SIGNALS:
    void requested(const easel::FakeRequest &request);
    void disconnected(); // some connection

private:
    struct Connection;
    void take(QTcpSocket *socket);
    void readFrom(const std::shared_ptr<Connection> &connection);
    void answer(const std::shared_ptr<Connection> &connection, FakeRequest request);

    Scheme m_scheme;
    TestCertificates::Pair m_certificate;
    bool m_asksForCertificate = false;
    bool m_frozen = false;
    QTcpServer *m_server = nullptr;
    quint16 m_port = 0;
    int m_connections = 0;
    QHash<QString, Handler> m_handlers;
    Handler m_default;
    QList<FakeRequest> m_requests;
    QList<std::shared_ptr<Connection>> m_open;
};

} // namespace easel
