// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/paletteconnections.h"

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

const QString root = u"paletteConnections"_s;

} // namespace

QString PaletteConnection::place() const
{
    const QString host = server.url.host();
    return project.text().isEmpty() ? host : host + u", "_s + project.text();
}

SecretKey PaletteConnection::secretKey() const
{
    // By the id as well: two accounts at one address are two secrets.
    return {withPassword() ? u"palette-password"_s : u"palette-api-key"_s,
            server.url.adjusted(QUrl::RemoveUserInfo | QUrl::StripTrailingSlash).toString(), id};
}

PaletteConnections::PaletteConnections(const QString &file, QObject *parent)
    : QObject(parent)
    , m_settings(file, QSettings::IniFormat)
{}

QList<PaletteConnection> PaletteConnections::all() const
{
    QList<PaletteConnection> list;
    m_settings.beginGroup(root);
    const QStringList ids = m_settings.childGroups();
    for (const QString &id : ids) {
        m_settings.beginGroup(id);
        PaletteConnection one;
        one.id = id;
        one.title = m_settings.value(u"title"_s).toString();
        one.server.url = QUrl(m_settings.value(u"url"_s).toString());
        one.server.caPem = m_settings.value(u"authority"_s).toByteArray();
        one.server.fingerprint = m_settings.value(u"fingerprint"_s).toString();
        one.server.insecureSkipVerify = m_settings.value(u"unchecked"_s).toBool();
        one.email = m_settings.value(u"email"_s).toString();
        one.organisation = m_settings.value(u"organisation"_s).toString();
        one.project = {m_settings.value(u"projectUid"_s).toString(),
                       m_settings.value(u"projectName"_s).toString()};
        m_settings.endGroup();
        if (!one.server.url.host().isEmpty())
            list << one;
    }
    m_settings.endGroup();
    std::stable_sort(list.begin(), list.end(), [](const PaletteConnection &a, const PaletteConnection &b) {
        return a.title.localeAwareCompare(b.title) < 0;
    });
    return list;
}

PaletteConnection PaletteConnections::find(const QString &id) const
{
    const QList<PaletteConnection> list = all();
    for (const PaletteConnection &one : list) {
        if (one.id == id)
            return one;
    }
    return {};
}

void PaletteConnections::put(const PaletteConnection &connection)
{
    m_settings.beginGroup(root + u'/' + connection.id);
    m_settings.setValue(u"title"_s, connection.title);
    m_settings.setValue(u"url"_s, connection.server.url.toString(QUrl::RemoveUserInfo));
    m_settings.setValue(u"authority"_s, connection.server.caPem);
    m_settings.setValue(u"fingerprint"_s, connection.server.fingerprint);
    m_settings.setValue(u"unchecked"_s, connection.server.insecureSkipVerify);
    m_settings.setValue(u"email"_s, connection.email);
    m_settings.setValue(u"organisation"_s, connection.organisation);
    m_settings.setValue(u"projectUid"_s, connection.project.uid);
    m_settings.setValue(u"projectName"_s, connection.project.name);
    m_settings.endGroup();
    m_settings.sync();
    Q_EMIT changed();
}

void PaletteConnections::remove(const QString &id)
{
    m_settings.remove(root + u'/' + id);
    m_settings.sync();
    Q_EMIT changed();
}

} // namespace easel
