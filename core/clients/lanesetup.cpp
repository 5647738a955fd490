// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/lanesetup.h"

#include "core/clients/tlstrust.h"

#include <QCoreApplication>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Lanes)
};

// A line break in a token file or a user name must not become a header of its own.
QByteArray headerSafe(QByteArray value)
{
    value.removeIf([](char c) { return c == '\r' || c == '\n' || c == '\0'; });
    return value;
}

Result<QNetworkProxy> proxyFor(const QUrl &url)
{
    if (url.isEmpty())
        return QNetworkProxy(QNetworkProxy::NoProxy);
    const QString scheme = url.scheme().toLower();
    QNetworkProxy proxy;
    int port = 0;
    if (scheme == u"http") {
        proxy.setType(QNetworkProxy::HttpProxy);
        port = 80;
    } else if (scheme == u"socks5" || scheme == u"socks5h") {
        proxy.setType(QNetworkProxy::Socks5Proxy);
        port = 1080;
    } else if (scheme == u"https") {
        return failure(
            Error::Kind::Unsupported, Text::tr("Qt cannot speak TLS to a proxy (%1)").arg(url.host()),
            Text::tr("Use the http: or socks5: address of the proxy; the traffic inside stays encrypted."));
    } else {
        return failure(Error::Kind::Unsupported,
                       Text::tr("Easel does not know proxies of the kind '%1'").arg(scheme),
                       Text::tr("Use an http: or socks5: proxy."));
    }
    // HostNameLookup is on by default for both: names are looked up behind the proxy.
    proxy.setHostName(url.host());
    proxy.setPort(static_cast<quint16>(url.port(port)));
    proxy.setUser(url.userName(QUrl::FullyDecoded));
    proxy.setPassword(url.password(QUrl::FullyDecoded));
    return proxy;
}

} // namespace

Result<LaneSetup> laneSetup(const ServerAddress &server, const Identity &identity)
{
    LaneSetup setup;
    setup.server = server;
    setup.identity = identity;
    const QString scheme = server.url.scheme();
    if (server.url.host().isEmpty() || (scheme != u"https" && scheme != u"http")) {
        return failure(
            Error::Kind::Network,
            Text::tr("'%1' is not the address of a server").arg(server.url.toString(QUrl::RemoveUserInfo)),
            Text::tr("Write it as https://host:port."));
    }
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    // Exchange::makeRequest() writes several lines of one name in a way that newer Qt refuses.
    if (identity.impersonateGroups.size() > 1) {
        return failure(Error::Kind::Unsupported,
                       Text::tr("Easel cannot act for several groups at once (as-groups)"),
                       Text::tr("Name one group at most."));
    }
#endif
    if (identity.impersonateUser.isEmpty() && !identity.impersonateGroups.isEmpty()) {
        return failure(Error::Kind::Invalid, Text::tr("Groups to act for (as-groups) need a user (as)"),
                       Text::tr("Name the user as well, or take the groups out."));
    }
    if (scheme == u"https") {
        Result<QSslConfiguration> tls = tlsConfiguration(server, identity);
        if (!tls)
            return failure(tls.error());
        setup.tls = *tls;
    }
    Result<QNetworkProxy> proxy = proxyFor(server.proxy);
    if (!proxy)
        return failure(proxy.error());
    setup.proxy = *proxy;
    return setup;
}

HeaderList identityHeaders(const Identity &identity)
{
    HeaderList headers;
    if (!identity.bearerToken.isEmpty())
        headers.append({"Authorization", "Bearer " + headerSafe(identity.bearerToken)});
    else if (!identity.basicUser.isEmpty())
        headers.append({"Authorization",
                        "Basic " + (identity.basicUser.toUtf8() + ':' + identity.basicPassword).toBase64()});
    if (!identity.impersonateUser.isEmpty())
        headers.append({"Impersonate-User", headerSafe(identity.impersonateUser.toUtf8())});
    for (const QString &group : identity.impersonateGroups)
        headers.append({"Impersonate-Group", headerSafe(group.toUtf8())});
    return headers;
}

} // namespace easel
