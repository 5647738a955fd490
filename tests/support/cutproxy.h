// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/connection.h"
#include "tests/support/testcertificates.h"

#include <QObject>
#include <QUrl>

#include <functional>
#include <memory>

QT_BEGIN_NAMESPACE
class QSslServer;
class QSslSocket;
QT_END_NAMESPACE

namespace easel {

// Stands between a program and a server, both on HTTPS, and cuts at one request: before it is passed on, or
// when the server has answered it and the program has not heard so. What a program that is killed there
// leaves behind is what a crash would leave.
class CutProxy : public QObject
{
    Q_OBJECT

public:
    struct Seen
    {
        QByteArray method;
        QByteArray path; // without the query
    };
    enum class Cut { None, Before, After };

    CutProxy(const ServerAddress &server, const Identity &identity, TestCertificates *certificates,
             QObject *parent = nullptr);
    ~CutProxy() override;

    QUrl url() const;
    // Asked for every request; whoever says Before or After gets cut().
    std::function<Cut(const Seen &request)> decide;
    void dropAll(); // every connection

Q_SIGNALS:
    void cut(const easel::CutProxy::Seen &request);

private:
    struct Link;
    void accept();
    void fromProgram(const std::shared_ptr<Link> &link);
    void fromServer(const std::shared_ptr<Link> &link);
    void pass(const std::shared_ptr<Link> &link, const QByteArray &bytes);

    ServerAddress m_server;
    Identity m_identity;
    QSslServer *m_listener;
    QList<std::shared_ptr<Link>> m_links;
};

} // namespace easel
