// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/context/hubmarks.h"

#include <QCryptographicHash>
#include <QFileInfo>

#include <algorithm>

namespace easel {

namespace {

const QString ProtectedKey = QStringLiteral("hubs/protected");
const QString FavouritesKey = QStringLiteral("hubs/favourites");
const QString FilesKey = QStringLiteral("hubs/kubeconfigs");

// One server however its address is written. Neither a name nor a password that stands in it.
QString serverKey(const QUrl &server)
{
    const QString scheme = server.scheme().toLower();
    QString path = server.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    return QStringLiteral("%1://%2:%3%4")
        .arg(scheme, server.host().toLower())
        .arg(server.port(scheme == u"http" ? 80 : 443))
        .arg(path);
}

QString colorKey(const QString &contextName, const QUrl &server)
{
    const QByteArray name = (contextName + u'\n' + serverKey(server)).toUtf8();
    return QStringLiteral("hubs/colors/") +
           QLatin1String(QCryptographicHash::hash(name, QCryptographicHash::Sha1).toHex());
}

QString colorWord(HubColor color)
{
    switch (color) {
    case HubColor::None:
        break;
    case HubColor::Red:
        return QStringLiteral("red");
    case HubColor::Orange:
        return QStringLiteral("orange");
    case HubColor::Green:
        return QStringLiteral("green");
    case HubColor::Teal:
        return QStringLiteral("teal");
    case HubColor::Blue:
        return QStringLiteral("blue");
    case HubColor::Violet:
        return QStringLiteral("violet");
    }
    return {};
}

} // namespace

HubMarks::HubMarks(const QString &settingsFile, QObject *parent)
    : QObject(parent)
    , m_settings(settingsFile, QSettings::IniFormat)
{}

HubColor HubMarks::color(const QString &contextName, const QUrl &server) const
{
    const QString word = m_settings.value(colorKey(contextName, server)).toString();
    for (int i = int(HubColor::Red); i <= int(HubColor::Violet); ++i) {
        if (word == colorWord(HubColor(i)))
            return HubColor(i);
    }
    return HubColor::None;
}

void HubMarks::setColor(const QString &contextName, const QUrl &server, HubColor color)
{
    const QString key = colorKey(contextName, server);
    if (color == HubColor::None)
        m_settings.remove(key);
    else
        m_settings.setValue(key, colorWord(color));
    Q_EMIT changed();
}

QString HubMarks::colorText(HubColor color)
{
    switch (color) {
    case HubColor::None:
        break;
    case HubColor::Red:
        return tr("Red");
    case HubColor::Orange:
        return tr("Orange");
    case HubColor::Green:
        return tr("Green");
    case HubColor::Teal:
        return tr("Teal");
    case HubColor::Blue:
        return tr("Blue");
    case HubColor::Violet:
        return tr("Violet");
    }
    return tr("No colour");
}

bool HubMarks::isProtected(const QUrl &server) const
{
    return !server.isEmpty() && m_settings.value(ProtectedKey).toStringList().contains(serverKey(server));
}

void HubMarks::setProtected(const QUrl &server, bool isProtected)
{
    QStringList servers = m_settings.value(ProtectedKey).toStringList();
    servers.removeAll(serverKey(server));
    if (isProtected)
        servers.append(serverKey(server));
    m_settings.setValue(ProtectedKey, servers);
    Q_EMIT changed();
}

QList<FavouriteHub> HubMarks::favourites() const
{
    QList<FavouriteHub> hubs;
    const int count = m_settings.beginReadArray(FavouritesKey);
    for (int i = 0; i < count; ++i) {
        m_settings.setArrayIndex(i);
        hubs.append({m_settings.value(QStringLiteral("kubeconfig")).toString(),
                     m_settings.value(QStringLiteral("context")).toString(),
                     QUrl(m_settings.value(QStringLiteral("server")).toString())});
    }
    m_settings.endArray();
    std::sort(hubs.begin(), hubs.end(), [](const FavouriteHub &a, const FavouriteHub &b) {
        return a.context.localeAwareCompare(b.context) < 0;
    });
    return hubs;
}

bool HubMarks::isFavourite(const FavouriteHub &hub) const
{
    const QList<FavouriteHub> hubs = favourites();
    return std::any_of(hubs.begin(), hubs.end(), [&hub](const FavouriteHub &known) {
        return known.kubeconfig == hub.kubeconfig && known.context == hub.context;
    });
}

void HubMarks::setFavourite(const FavouriteHub &hub, bool favourite)
{
    QList<FavouriteHub> hubs = favourites();
    hubs.removeIf([&hub](const FavouriteHub &known) {
        return known.kubeconfig == hub.kubeconfig && known.context == hub.context;
    });
    if (favourite)
        hubs.append(hub);
    m_settings.remove(FavouritesKey);
    m_settings.beginWriteArray(FavouritesKey, int(hubs.size()));
    for (int i = 0; i < hubs.size(); ++i) {
        m_settings.setArrayIndex(i);
        m_settings.setValue(QStringLiteral("kubeconfig"), hubs.at(i).kubeconfig);
        m_settings.setValue(QStringLiteral("context"), hubs.at(i).context);
        m_settings.setValue(QStringLiteral("server"), hubs.at(i).server.toString(QUrl::RemoveUserInfo));
    }
    m_settings.endArray();
    Q_EMIT changed();
}

QStringList HubMarks::kubeconfigs() const
{
    return m_settings.value(FilesKey).toStringList();
}

void HubMarks::addKubeconfig(const QString &file)
{
    QStringList files = kubeconfigs();
    const QString path = QFileInfo(file).absoluteFilePath();
    if (files.contains(path))
        return;
    files.append(path);
    m_settings.setValue(FilesKey, files);
    Q_EMIT changed();
}

void HubMarks::removeKubeconfig(const QString &file)
{
    QStringList files = kubeconfigs();
    if (!files.removeOne(file))
        return;
    m_settings.setValue(FilesKey, files);
    Q_EMIT changed();
}

} // namespace easel
