// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QUrl>

namespace easel {

// The proxy that HTTPS_PROXY or HTTP_PROXY name for this server, unless NO_PROXY or loopback says otherwise:
// kubectl's habit (Go's net/http). Empty = none.
QUrl environmentProxyFor(const QUrl &server);

// The pure part. noProxy: comma-separated host names (with their subdomains), addresses, CIDR ranges, "*",
// "host:port".
bool bypassesProxy(const QUrl &server, const QString &noProxy);

} // namespace easel
