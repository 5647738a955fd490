// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/environmentproxy.h"

#include <QHostAddress>
#include <QStringList>

namespace easel {

namespace {

QString variable(const char *upper, const char *lower)
{
    const QString value = qEnvironmentVariable(upper);
    return value.isEmpty() ? qEnvironmentVariable(lower) : value;
}

bool matches(const QUrl &server, QString entry)
{
    const QString host = server.host();
    if (entry == u"*")
        return true;
    const QHostAddress address(host);
    if (!address.isNull()) {
        if (entry.contains(u'/')) {
            const auto subnet = QHostAddress::parseSubnet(entry);
            return subnet.second >= 0 && address.isInSubnet(subnet);
        }
        if (QHostAddress(entry) == address)
            return true;
    }
    const qsizetype colon = entry.lastIndexOf(u':');
    if (colon > 0 && entry.indexOf(u':') == colon) {
        const int usual = server.scheme() == u"https" ? 443 : 80;
        if (entry.mid(colon + 1).toInt() != server.port(usual))
            return false;
        entry.truncate(colon);
    }
    if (entry.startsWith(u"*."))
        entry.remove(0, 1);
    if (entry.startsWith(u'.'))
        return host.endsWith(entry, Qt::CaseInsensitive);
    return host.compare(entry, Qt::CaseInsensitive) == 0 || host.endsWith(u'.' + entry, Qt::CaseInsensitive);
}

} // namespace

bool bypassesProxy(const QUrl &server, const QString &noProxy)
{
    const QString host = server.host();
    if (host == u"localhost" || QHostAddress(host).isLoopback())
        return true;
    for (const QString &entry : noProxy.split(u',', Qt::SkipEmptyParts)) {
        if (!entry.trimmed().isEmpty() && matches(server, entry.trimmed()))
            return true;
    }
    return false;
}

QUrl environmentProxyFor(const QUrl &server)
{
    QString proxy = server.scheme() == u"https" ? variable("HTTPS_PROXY", "https_proxy")
                                                : variable("HTTP_PROXY", "http_proxy");
    if (proxy.isEmpty() || bypassesProxy(server, variable("NO_PROXY", "no_proxy")))
        return {};
    if (!proxy.contains(u"://"))
        proxy.prepend(QStringLiteral("http://"));
    const QUrl url(proxy);
    return url.host().isEmpty() ? QUrl() : url;
}

} // namespace easel
