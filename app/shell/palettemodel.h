// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/appcontext.h"
#include "app/shell/navigation.h"

#include <QAbstractListModel>

namespace easel {

// Everything that Ctrl+K finds, at the moment it is opened: objects of the stores that are loaded, actions
// for the selection and for the window, screens, kinds (":") and scopes ("@").
class PaletteModel : public QAbstractListModel
{
    Q_OBJECT

public:
    struct Item
    {
        enum class Kind { Object, Action, Screen, ResourceKind, ScopeItem };
        Kind kind = Kind::Object;
        QString text;
        QString place;
        QString icon;
        QString section;
        QString prefix;
        QString shortcut;
        Tone tone = Tone::Neutral;
        QString stateWord;
        int boost = 0;
        ObjectRef ref;     // Object
        QString id;        // Action, Screen
        ResourceType type; // ResourceKind
        Scope scope;       // ScopeItem
        bool enabled = true;
    };

    explicit PaletteModel(QObject *parent = nullptr);

    void renew(AppContext *context, const QList<NavigationEntry> &entries, const ActionTarget &selection);
    // Only the actions of one object: Tab on its row.
    void showActionsOf(AppContext *context, const ActionTarget &target);
    const Item *itemAt(const QModelIndex &index) const;
    int objectCount() const { return m_objects; }
    int actionCount() const { return m_actions; }
    void used(const Item &item); // chosen: listed higher from now on

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    void addActions(AppContext *context, const ActionTarget &target, const QString &section);
    void addItem(Item item);

    QList<Item> m_items;
    QStringList m_recent; // texts, latest last
    int m_objects = 0;
    int m_actions = 0;
};

} // namespace easel
