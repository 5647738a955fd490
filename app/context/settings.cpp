// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/context/settings.h"

#include <QFileInfo>
#include <QStandardPaths>

namespace easel {

namespace {

constexpr int mostRecent = 12;

// Keys of kinds hold dots and slashes; '/' makes groups in QSettings.
QString groupOf(const QString &kind)
{
    QString group = kind;
    return QStringLiteral("tables/") + group.replace(u'/', u'_');
}

} // namespace

Settings::Settings(const QString &file, QObject *parent)
    : QObject(parent)
    , m_settings(file, QSettings::IniFormat)
{}

QString Settings::defaultFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) + QStringLiteral("/easel.ini");
}

QString Settings::gpuFamiliesFile() const
{
    return QFileInfo(m_settings.fileName()).absolutePath() + QStringLiteral("/gpu-families.json");
}

QString Settings::colorMode() const
{
    return m_settings.value(QStringLiteral("look/colors"), QStringLiteral("automatic")).toString();
}

void Settings::setColorMode(const QString &mode)
{
    m_settings.setValue(QStringLiteral("look/colors"), mode);
    Q_EMIT lookChanged();
}

bool Settings::isComfortable() const
{
    return m_settings.value(QStringLiteral("look/comfortable"), false).toBool();
}

void Settings::setComfortable(bool comfortable)
{
    m_settings.setValue(QStringLiteral("look/comfortable"), comfortable);
    Q_EMIT lookChanged();
}

bool Settings::usesTerminalKeys() const
{
    return m_settings.value(QStringLiteral("keys/terminal"), false).toBool();
}

void Settings::setUsesTerminalKeys(bool uses)
{
    m_settings.setValue(QStringLiteral("keys/terminal"), uses);
    Q_EMIT keysChanged();
}

QList<RecentSource> Settings::recentSources() const
{
    QList<RecentSource> sources;
    const int count = m_settings.beginReadArray(QStringLiteral("recent"));
    for (int i = 0; i < count; ++i) {
        m_settings.setArrayIndex(i);
        RecentSource source;
        source.kind = m_settings.value(QStringLiteral("kind")).toString() == u"hub"
                          ? RecentSource::Kind::Hub
                          : RecentSource::Kind::Workspace;
        source.path = m_settings.value(QStringLiteral("path")).toString();
        source.context = m_settings.value(QStringLiteral("context")).toString();
        source.title = m_settings.value(QStringLiteral("title")).toString();
        source.detail = m_settings.value(QStringLiteral("detail")).toString();
        source.openedAt = m_settings.value(QStringLiteral("openedAt")).toDateTime();
        if (!source.title.isEmpty())
            sources.append(source);
    }
    m_settings.endArray();
    return sources;
}

void Settings::addRecentSource(const RecentSource &source)
{
    QList<RecentSource> sources = recentSources();
    sources.removeIf([&](const RecentSource &known) { return known.isSame(source); });
    sources.prepend(source);
    while (sources.size() > mostRecent)
        sources.removeLast();
    m_settings.remove(QStringLiteral("recent"));
    m_settings.beginWriteArray(QStringLiteral("recent"), int(sources.size()));
    for (int i = 0; i < sources.size(); ++i) {
        const RecentSource &entry = sources.at(i);
        m_settings.setArrayIndex(i);
        m_settings.setValue(QStringLiteral("kind"), entry.kind == RecentSource::Kind::Hub
                                                        ? QStringLiteral("hub")
                                                        : QStringLiteral("workspace"));
        m_settings.setValue(QStringLiteral("path"), entry.path);
        m_settings.setValue(QStringLiteral("context"), entry.context);
        m_settings.setValue(QStringLiteral("title"), entry.title);
        m_settings.setValue(QStringLiteral("detail"), entry.detail);
        m_settings.setValue(QStringLiteral("openedAt"), entry.openedAt);
    }
    m_settings.endArray();
    Q_EMIT recentSourcesChanged();
}

void Settings::removeRecentSource(const RecentSource &source)
{
    QList<RecentSource> sources = recentSources();
    sources.removeIf([&](const RecentSource &known) { return known.isSame(source); });
    m_settings.remove(QStringLiteral("recent"));
    for (auto entry = sources.crbegin(); entry != sources.crend(); ++entry)
        addRecentSource(*entry);
    Q_EMIT recentSourcesChanged();
}

TableSettings Settings::table(const QString &kind) const
{
    TableSettings table;
    m_settings.beginGroup(groupOf(kind));
    for (const QString &entry : m_settings.value(QStringLiteral("widths")).toStringList()) {
        const int width = entry.section(u'=', 1).toInt();
        if (width > 0)
            table.widths.insert(entry.section(u'=', 0, 0), width);
    }
    table.order = m_settings.value(QStringLiteral("order")).toStringList();
    table.shown = m_settings.value(QStringLiteral("shown")).toStringList();
    table.hidden = m_settings.value(QStringLiteral("hidden")).toStringList();
    table.sort = m_settings.value(QStringLiteral("sort")).toStringList();
    m_settings.endGroup();
    return table;
}

void Settings::setTable(const QString &kind, const TableSettings &table)
{
    QStringList widths;
    for (auto width = table.widths.cbegin(); width != table.widths.cend(); ++width)
        widths.append(width.key() + u'=' + QString::number(width.value()));
    widths.sort();
    m_settings.beginGroup(groupOf(kind));
    m_settings.setValue(QStringLiteral("widths"), widths);
    m_settings.setValue(QStringLiteral("order"), table.order);
    m_settings.setValue(QStringLiteral("shown"), table.shown);
    m_settings.setValue(QStringLiteral("hidden"), table.hidden);
    m_settings.setValue(QStringLiteral("sort"), table.sort);
    m_settings.endGroup();
}

QList<SavedView> Settings::views(const QString &kind) const
{
    QList<SavedView> views;
    m_settings.beginGroup(groupOf(kind));
    const int count = m_settings.beginReadArray(QStringLiteral("views"));
    for (int i = 0; i < count; ++i) {
        m_settings.setArrayIndex(i);
        views.append({m_settings.value(QStringLiteral("name")).toString(),
                      m_settings.value(QStringLiteral("filter")).toString(),
                      m_settings.value(QStringLiteral("sort")).toStringList(),
                      m_settings.value(QStringLiteral("shown")).toStringList()});
    }
    m_settings.endArray();
    m_settings.endGroup();
    return views;
}

void Settings::setViews(const QString &kind, const QList<SavedView> &views)
{
    m_settings.beginGroup(groupOf(kind));
    m_settings.remove(QStringLiteral("views"));
    m_settings.beginWriteArray(QStringLiteral("views"), int(views.size()));
    for (int i = 0; i < views.size(); ++i) {
        m_settings.setArrayIndex(i);
        m_settings.setValue(QStringLiteral("name"), views.at(i).name);
        m_settings.setValue(QStringLiteral("filter"), views.at(i).filter);
        m_settings.setValue(QStringLiteral("sort"), views.at(i).sort);
        m_settings.setValue(QStringLiteral("shown"), views.at(i).shown);
    }
    m_settings.endArray();
    m_settings.endGroup();
}

QByteArray Settings::blob(const QString &key) const
{
    return m_settings.value(QStringLiteral("window/") + key).toByteArray();
}

void Settings::setBlob(const QString &key, const QByteArray &value)
{
    m_settings.setValue(QStringLiteral("window/") + key, value);
}

QString Settings::text(const QString &key, const QString &fallback) const
{
    return m_settings.value(QStringLiteral("window/") + key, fallback).toString();
}

void Settings::setText(const QString &key, const QString &value)
{
    m_settings.setValue(QStringLiteral("window/") + key, value);
}

} // namespace easel
