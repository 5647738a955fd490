// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/views/resourceview.h"

#include <QAbstractListModel>

namespace easel {

// One entry of the navigation and the screen it leads to.
struct NavigationEntry
{
    enum class Screen { Table, Overview, Quota, Palette, Browse, Activity, Inventory };
    QString id;
    QString title; // in the navigation: "Apps"
    QString icon;
    QString heading; // above this entry; empty = none
    Screen screen = Screen::Table;
    TablePage page;
    QKeySequence shortcut;
};

// All entries in the order of the navigation. The derived tables take their rows from the context's
// surroundings.
QList<NavigationEntry> navigationEntries(AppContext *context);

// The page of any kind of the catalogue, for Browse, links and the palette.
TablePage pageForKind(const ResourceType &type);

// The entry that shows a kind; empty when only Browse does. Deployments are told apart by their labels.
QString entryForKind(const QList<NavigationEntry> &entries, const QString &groupKind,
                     const QByteArray &labels = {});

// The navigation with the worst state below each entry, kept up to date from the surroundings and the scope.
class NavigationModel : public QAbstractListModel
{
    Q_OBJECT

public:
    explicit NavigationModel(AppContext *context, QObject *parent = nullptr);

    void setEntries(const QList<NavigationEntry> &entries);
    const QList<NavigationEntry> &entries() const { return m_entries; }
    QString idAt(const QModelIndex &index) const;
    QModelIndex indexOf(const QString &id) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Line
    {
        QString heading; // not empty: a heading
        int entry = -1;
        Tone tone = Tone::Good;
        int count = 0;
    };
    void follow();
    void count();

    AppContext *m_context;
    QList<NavigationEntry> m_entries;
    QList<Line> m_lines;
};

} // namespace easel
