// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/clients/connection.h"
#include "core/clients/http.h"

#include <QNetworkProxy>
#include <QObject>
#include <QSslConfiguration>

#include <memory>

QT_BEGIN_NAMESPACE
class QNetworkAccessManager;
QT_END_NAMESPACE

namespace easel {

// What all requests of one lane set share.
struct LaneSetup
{
    ServerAddress server;
    Identity identity;
    QSslConfiguration tls;
    QNetworkProxy proxy;
    std::chrono::milliseconds connectTimeout{15'000};
};

// One try of one request on one manager. Says finished() or failed() once, unless it is given up before.
class Exchange : public QObject
{
    Q_OBJECT

public:
    enum class Mode { Whole, Stream };

    Exchange(const LaneSetup &setup, QNetworkAccessManager *manager, const HttpRequest &request, Mode mode,
             QObject *parent);
    ~Exchange() override;

    int status() const; // 0 before the headers
    QList<QPair<QByteArray, QByteArray>> headers() const;
    QByteArray requestId() const;
    bool hasBytes() const; // that nobody has read
    QByteArray read(qint64 most);
    void setInactivity(std::chrono::milliseconds inactivity);
    void giveUp(); // quiet; the server sees the end at once

Q_SIGNALS:
    void headersArrived();
    void readyRead();
    void finished(); // the whole answer arrived, whatever its status
    // No whole answer. reason: ConnectionRefused, HostNotFound, ConnectionLost, ConnectTimeout, Proxy... for
    // code.
    void failed(const easel::Error &error);

private:
    class Private;
    std::unique_ptr<Private> d;
};

// The address a request goes to. The path is taken literally, query items are escaped one by one ('+' too).
QUrl requestUrl(const QUrl &server, const QString &path, const QUrlQuery &query);

} // namespace easel
