// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/signin/oidcsettings.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QSet>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::OidcSettings)
};

using namespace Qt::StringLiterals;

// kubelogin's own ports, which people have registered with their providers.
constexpr quint16 kubeloginPorts[] = {8000, 18000};

} // namespace

QString problemOf(const OidcSettings &settings)
{
    if (settings.issuer.host().isEmpty() || settings.issuer.scheme() != u"https")
        return Text::tr("The issuer is an address that begins with https:.");
    if (settings.issuer.hasQuery() || settings.issuer.hasFragment() || !settings.issuer.userInfo().isEmpty())
        return Text::tr("The issuer is an address without a query, a fragment or a user.");
    if (settings.clientId.trimmed().isEmpty())
        return Text::tr("The client id is missing.");
    for (const QString &scope : settings.scopes) {
        for (const QChar c : scope) {
            // RFC 6749, section 3.3
            if (c.unicode() < 0x21 || c.unicode() > 0x7e || c == u'"' || c == u'\\')
                return Text::tr("A scope is a word of letters, digits and signs.");
        }
    }
    return {};
}

std::optional<OidcSettings> kubeloginSettings(const ExecSpec &spec)
{
    const QString program = QFileInfo(spec.command).fileName().section(u'.', 0, 0);
    QStringList arguments = spec.arguments;
    if (program == u"kubectl" && arguments.value(0) == u"oidc-login")
        arguments.removeFirst();
    else if (program != u"kubelogin" && program != u"kubectl-oidc_login" && program != u"oidc-login")
        return std::nullopt;
    // Azure's kubelogin has the same name and other options; it has no issuer.
    if (arguments.isEmpty() || arguments.takeFirst() != u"get-token")
        return std::nullopt;

    OidcSettings settings;
    QStringList listen;
    static const QSet<QString> noValue{u"oidc-use-pkce"_s,         u"insecure-skip-tls-verify"_s,
                                       u"skip-open-browser"_s,     u"force-refresh"_s,
                                       u"oidc-use-access-token"_s, u"disable-token-cache"_s};
    static const QSet<QString> harmless{u"token-cache-dir"_s,
                                        u"token-cache-storage"_s,
                                        u"v"_s,
                                        u"authentication-timeout-sec"_s,
                                        u"browser-command"_s,
                                        u"open-url-after-authentication"_s,
                                        u"oidc-pkce-method"_s,
                                        u"oidc-use-pkce"_s,
                                        u"skip-open-browser"_s,
                                        u"force-refresh"_s,
                                        u"disable-token-cache"_s};
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        QString name = arguments.at(i);
        if (!name.startsWith(u'-'))
            return std::nullopt;
        while (name.startsWith(u'-'))
            name.remove(0, 1);
        QString value = u"true"_s;
        if (const qsizetype equals = name.indexOf(u'='); equals >= 0) {
            value = name.mid(equals + 1);
            name.truncate(equals);
        } else if (!noValue.contains(name) && i + 1 < arguments.size()) {
            value = arguments.at(++i);
        }
        if (name == u"oidc-issuer-url")
            settings.issuer = QUrl(value, QUrl::StrictMode);
        else if (name == u"oidc-client-id")
            settings.clientId = value;
        else if (name == u"oidc-client-secret")
            settings.clientSecret = value.toUtf8();
        else if (name == u"oidc-extra-scope")
            settings.scopes += value.split(u',', Qt::SkipEmptyParts);
        else if (name == u"certificate-authority")
            settings.caFile = value;
        else if (name == u"certificate-authority-data")
            settings.caPem = QByteArray::fromBase64(value.toLatin1());
        else if (name == u"insecure-skip-tls-verify" && value == u"false")
            continue;
        else if (name == u"listen-address")
            listen += value.split(u',', Qt::SkipEmptyParts);
        else if (name == u"oidc-redirect-url-hostname")
            settings.redirectHost = value;
        else if (name == u"grant-type" &&
                 (value == u"auto" || value == u"authcode" || value == u"device-code"))
            continue;
        else if (!harmless.contains(name))
            return std::nullopt; // it means something that Easel would not do
    }
    for (const QString &address : listen) {
        const int port = address.section(u':', -1).toInt();
        if (port > 0 && port < 65536)
            settings.ports << quint16(port);
    }
    if (settings.ports.isEmpty())
        settings.ports = {std::begin(kubeloginPorts), std::end(kubeloginPorts)};
    if (settings.redirectHost.isEmpty())
        settings.redirectHost = u"localhost"_s;
    if (settings.redirectHost != u"localhost" && settings.redirectHost != u"127.0.0.1")
        return std::nullopt;
    if (!problemOf(settings).isEmpty())
        return std::nullopt;
    return settings;
}

} // namespace easel
