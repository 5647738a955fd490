// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/clients/signin/execcredential.h"

#include <QUrl>

#include <optional>

namespace easel {

// How to sign in at an OpenID provider, for one context.
struct OidcSettings
{
    QUrl issuer; // https
    QString clientId;
    QByteArray clientSecret; // only of a client that has one; never kept by Easel
    QStringList scopes;      // beside openid
    QString caFile;          // PEM; with caPem empty: the system's roots
    QByteArray caPem;        // given in place of a file
    QList<quint16> ports;    // of the redirect on loopback, in this order; empty: any free one
    QString redirectHost;    // empty: 127.0.0.1
    bool operator==(const OidcSettings &) const = default;
};

// What stands against these settings, as a sentence; empty: nothing.
QString problemOf(const OidcSettings &settings);

// The settings in the arguments of kubelogin ("kubectl oidc-login get-token --oidc-issuer-url=..."). Nothing
// for other commands, and for uses of it that Easel does not take over (other grants, certificates
// unchecked).
std::optional<OidcSettings> kubeloginSettings(const ExecSpec &spec);

} // namespace easel
