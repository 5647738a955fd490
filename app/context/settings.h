// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QSettings>

namespace easel {

// Something that was opened before: a hub by kubeconfig and context, or a workspace folder.
struct RecentSource
{
    enum class Kind { Hub, Workspace };
    Kind kind = Kind::Workspace;
    QString path; // workspace folder, or kubeconfig files joined as in $KUBECONFIG (empty: the default ones)
    QString context; // hub only
    QString title;
    QString detail; // "api.north.example, as platform-lead", "214 files"
    QDateTime openedAt;

    bool isSame(const RecentSource &other) const
    {
        return kind == other.kind && path == other.path && context == other.context;
    }
};

// How one kind's table was left.
struct TableSettings
{
    QHash<QString, int> widths; // column id -> pixels
    QStringList order;          // column ids
    QStringList shown;          // column ids
    QStringList hidden;         // so that columns that are new later are neither
    QStringList sort;           // "status", "-age"
    bool isEmpty() const { return widths.isEmpty() && order.isEmpty() && shown.isEmpty() && sort.isEmpty(); }
};

// A filter that somebody kept under a name, for one kind.
struct SavedView
{
    QString name;
    QString filter;
    QStringList sort;
    QStringList shown;
};

// Everything Easel remembers between runs, typed; an INI file of its own. No secrets, ever.
class Settings : public QObject
{
    Q_OBJECT

public:
    explicit Settings(const QString &file = defaultFile(), QObject *parent = nullptr);
    static QString defaultFile();
    QString gpuFamiliesFile() const; // the user's own names of GPUs, beside it

    QString colorMode() const; // "automatic", "light", "dark", "contrast"
    void setColorMode(const QString &mode);
    bool isComfortable() const;
    void setComfortable(bool comfortable);
    bool usesTerminalKeys() const; // the k9s preset
    void setUsesTerminalKeys(bool uses);

    QList<RecentSource> recentSources() const; // latest first
    void addRecentSource(const RecentSource &source);
    void removeRecentSource(const RecentSource &source);

    TableSettings table(const QString &kind) const;
    void setTable(const QString &kind, const TableSettings &table);
    QList<SavedView> views(const QString &kind) const;
    void setViews(const QString &kind, const QList<SavedView> &views);

    QByteArray blob(const QString &key) const; // geometry, splitters
    void setBlob(const QString &key, const QByteArray &value);
    QString text(const QString &key, const QString &fallback = {}) const;
    void setText(const QString &key, const QString &value);

Q_SIGNALS:
    void recentSourcesChanged();
    void lookChanged();
    void keysChanged();

private:
    mutable QSettings m_settings;
};

} // namespace easel
