// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/signin/signinsettings.h"

#include "core/base/redact.h"
#include "core/base/text.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QStandardPaths>

namespace easel {

namespace {

using namespace Qt::StringLiterals;

QString commandGroup(const QByteArray &hash)
{
    return u"commands/"_s + QString::fromLatin1(hash);
}

QString contextGroup(const QString &contextName, const QUrl &server)
{
    const QByteArray name =
        contextName.toUtf8() + '\0' +
        server.adjusted(QUrl::RemoveUserInfo | QUrl::StripTrailingSlash).toEncoded(QUrl::FullyEncoded);
    return u"oidc/"_s +
           QString::fromLatin1(QCryptographicHash::hash(name, QCryptographicHash::Sha256).toHex());
}

} // namespace

SignInSettings::SignInSettings(const QString &file, QObject *parent)
    : QObject(parent)
    , m_settings(file, QSettings::IniFormat)
{}

QString SignInSettings::defaultFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) + u"/easel.ini"_s;
}

bool SignInSettings::isAllowed(const ExecCommand &command) const
{
    return !command.program.isEmpty() && m_settings.contains(commandGroup(command.hash()) + u"/since"_s);
}

void SignInSettings::allow(const ExecCommand &command)
{
    if (command.program.isEmpty())
        return;
    const QString group = commandGroup(command.hash());
    m_settings.setValue(group + u"/command"_s,
                        redacted(cleanedLine(QFileInfo(command.spec.command).fileName())));
    m_settings.setValue(group + u"/program"_s, command.program);
    m_settings.setValue(group + u"/kubeconfig"_s, command.kubeconfigFile);
    m_settings.setValue(group + u"/context"_s, command.contextName);
    m_settings.setValue(group + u"/since"_s, QDateTime::currentDateTimeUtc());
    m_settings.sync();
    Q_EMIT changed();
}

void SignInSettings::forget(const QByteArray &hash)
{
    m_settings.remove(commandGroup(hash));
    m_settings.sync();
    Q_EMIT changed();
}

QList<AllowedCommand> SignInSettings::allowedCommands() const
{
    QList<AllowedCommand> commands;
    m_settings.beginGroup(u"commands"_s);
    for (const QString &hash : m_settings.childGroups()) {
        m_settings.beginGroup(hash);
        commands.append(
            {hash.toLatin1(), m_settings.value(u"command"_s).toString(),
             m_settings.value(u"program"_s).toString(), m_settings.value(u"kubeconfig"_s).toString(),
             m_settings.value(u"context"_s).toString(), m_settings.value(u"since"_s).toDateTime()});
        m_settings.endGroup();
    }
    m_settings.endGroup();
    std::stable_sort(commands.begin(), commands.end(),
                     [](const AllowedCommand &a, const AllowedCommand &b) { return a.since > b.since; });
    return commands;
}

std::optional<OidcSettings> SignInSettings::oidcOf(const QString &contextName, const QUrl &server) const
{
    const QString group = contextGroup(contextName, server);
    OidcSettings settings;
    settings.issuer = QUrl(m_settings.value(group + u"/issuer"_s).toString());
    settings.clientId = m_settings.value(group + u"/clientId"_s).toString();
    settings.scopes = m_settings.value(group + u"/scopes"_s).toStringList();
    settings.caFile = m_settings.value(group + u"/caFile"_s).toString();
    if (!problemOf(settings).isEmpty())
        return std::nullopt;
    return settings;
}

void SignInSettings::setOidc(const QString &contextName, const QUrl &server, const OidcSettings &settings)
{
    const QString group = contextGroup(contextName, server);
    m_settings.setValue(group + u"/issuer"_s, settings.issuer.toString());
    m_settings.setValue(group + u"/clientId"_s, settings.clientId);
    m_settings.setValue(group + u"/scopes"_s, settings.scopes);
    m_settings.setValue(group + u"/caFile"_s, settings.caFile);
    m_settings.sync();
    Q_EMIT changed();
}

void SignInSettings::removeOidc(const QString &contextName, const QUrl &server)
{
    m_settings.remove(contextGroup(contextName, server));
    m_settings.sync();
    Q_EMIT changed();
}

bool SignInSettings::replacesProgram(const QString &contextName, const QUrl &server) const
{
    return m_settings.value(contextGroup(contextName, server) + u"/replacesProgram"_s).toBool();
}

void SignInSettings::setReplacesProgram(const QString &contextName, const QUrl &server, bool replaces)
{
    const QString key = contextGroup(contextName, server) + u"/replacesProgram"_s;
    if (replaces)
        m_settings.setValue(key, true);
    else
        m_settings.remove(key);
    m_settings.sync();
    Q_EMIT changed();
}

} // namespace easel
