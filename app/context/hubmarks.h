// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSettings>
#include <QUrl>

namespace easel {

// What somebody wants to see of a hub at a glance.
enum class HubColor { None, Red, Orange, Green, Teal, Blue, Violet };

// A context somebody comes back to.
struct FavouriteHub
{
    QString kubeconfig; // files joined as in $KUBECONFIG; empty: the default ones
    QString context;
    QUrl server;
    bool operator==(const FavouriteHub &) const = default;
};

// What Easel remembers about hubs beside what was opened: favourites, colours, protection, and the kubeconfig
// files that were added to the list. Colours go by context and server; protection by server alone, so that
// every context that leads there asks.
class HubMarks : public QObject
{
    Q_OBJECT

public:
    explicit HubMarks(const QString &settingsFile, QObject *parent = nullptr);

    HubColor color(const QString &contextName, const QUrl &server) const;
    void setColor(const QString &contextName, const QUrl &server, HubColor color);
    static QString colorText(HubColor color); // "Red"; "No colour"

    bool isProtected(const QUrl &server) const;
    void setProtected(const QUrl &server, bool isProtected);

    QList<FavouriteHub> favourites() const; // by name
    bool isFavourite(const FavouriteHub &hub) const;
    void setFavourite(const FavouriteHub &hub, bool favourite);

    QStringList kubeconfigs() const; // added by hand, absolute
    void addKubeconfig(const QString &file);
    void removeKubeconfig(const QString &file);

Q_SIGNALS:
    void changed();

private:
    mutable QSettings m_settings;
};

} // namespace easel
