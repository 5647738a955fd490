// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>
#include <QUrl>

namespace easel {

// Where a server is and how its certificate is checked.
struct ServerAddress
{
    QUrl url;
    QByteArray caPem;      // empty: the system's roots; else only these are trusted
    QString tlsServerName; // name to verify instead of the host of the URL
    // "AB:CD:...", SHA-256 of the server's certificate. Not empty: exactly this certificate is trusted,
    // whoever signed it and for whatever name; then caPem and insecureSkipVerify do not count.
    QString fingerprint;
    bool insecureSkipVerify = false;
    QUrl proxy;                      // http, https or socks5; empty = none
    bool disableCompression = false; // answers come as they are
    bool operator==(const ServerAddress &) const = default;
};

// Who we are for a server. One identity per lane set: Qt's connection cache ignores client certificates.
struct Identity
{
    QString name; // for people: the kubeconfig's user name
    QByteArray bearerToken;
    QByteArray clientCertificatePem;
    QByteArray clientKeyPem;
    QString basicUser;
    QByteArray basicPassword;
    QString impersonateUser;
    QStringList impersonateGroups;
    bool operator==(const Identity &) const = default;
};

// Somebody to act for (impersonation), and of which groups they are then.
struct ViewAs
{
    QString user; // empty: nobody, we are ourselves
    QStringList groups;
    bool operator==(const ViewAs &) const = default;
};

// A server and who we are for it, for a while.
struct Connection
{
    ServerAddress server;
    Identity identity;
    QDateTime expiresAt; // when it should be made anew; null: it has no end that is known
};

} // namespace easel
