// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/signin/oidcparts.h"

#include <QObject>
#include <QSet>

QT_BEGIN_NAMESPACE
class QTcpServer;
class QTcpSocket;
QT_END_NAMESPACE

namespace easel {

// Where the browser comes back to: one address on loopback that lives while a sign-in waits and answers
// nothing but its own redirect (RFC 8252, 7.3).
class RedirectListener : public QObject
{
    Q_OBJECT

public:
    explicit RedirectListener(QObject *parent = nullptr);
    ~RedirectListener() override;

    // Tries the ports in order, any free one without. False: none could be had.
    bool listen(const QString &host, const QList<quint16> &ports);
    QUrl redirect() const { return m_redirect; }
    // Whether a query belongs to this sign-in, and whether it succeeded: decides what the browser shows.
    std::function<bool(const QUrlQuery &query, bool *good)> judge;
    void close(); // after what is written has left

Q_SIGNALS:
    void came(const QUrlQuery &query); // that judge() took, once

private:
    void read(QTcpSocket *socket);
    void answer(QTcpSocket *socket, int status, const QString &title, const QString &text);

    QList<QTcpServer *> m_servers; // one for each address of the host name
    QHash<QTcpSocket *, QByteArray> m_bytes;
    QUrl m_redirect;
    bool m_over = false;
};

} // namespace easel
