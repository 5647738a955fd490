// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/source.h"

#include <QKeySequence>
#include <QObject>
#include <QPointer>

#include <functional>

class QWidget;

namespace easel {

// What an action is about to act on: objects of one kind of one source, or nothing but the source.
struct ActionTarget
{
    QPointer<Source> source;
    ResourceType type; // kind of the table or of the object; invalid on screens without one
    QList<ObjectRef> objects;
    QList<Row> rows;           // same order as objects; may be empty where no table is behind
    QString page;              // id of the screen; may be empty
    QString project;           // the scope's project, else that of the first object; may be empty
    QWidget *window = nullptr; // parent for dialogs

    bool isOne() const { return objects.size() == 1; }
    ObjectRef object() const { return objects.isEmpty() ? ObjectRef() : objects.first(); }
};

// Whether an action is offered: hidden where it makes no sense, disabled with the reason where it does.
struct Offer
{
    bool shown = true;
    bool enabled = true;
    QString reason; // why not, a sentence

    static Offer hidden() { return {false, false, {}}; }
    static Offer refused(const QString &why) { return {true, false, why}; }
};

// One thing a user can do. Screens and wizards register theirs; menus, header buttons, the detail and the
// palette are made from the registry and nowhere else.
struct Action
{
    enum Place {     // no fixed type: lupdate 6.4 loses every class behind one
        RowMenu = 1, // context menu of rows and "more" of the detail
        Header = 2,  // button above the table of its kinds
        Window = 4,  // main menu
        Palette = 8, // command palette
    };
    QString id;   // "app.deploy"
    QString text; // "Deploy app…"; "%1" is replaced by the object's name or "3 objects"
    QString icon;
    QKeySequence shortcut;
    QString tableKey; // key of the terminal preset, for tables with focus: "e", "Ctrl+D"
    unsigned places = Palette;
    QStringList kinds; // groupKinds it is for ("AIWorkload.spectrocloud.com"); empty = any
    bool needsObject = false;
    bool primary = false;   // the one accent button of its kinds' screens
    bool dangerous = false; // last in menus
    bool writes = false;    // off while the source is not live
    int order = 100;        // place in menus
    // Asked for every object before the action is offered; invalid questions (no verb) are not asked.
    std::function<AccessQuestion(const ActionTarget &, const ObjectRef &)> access;
    std::function<Offer(const ActionTarget &)> offer; // null = always
    std::function<void(const ActionTarget &)> run;
};

class AccessGate;

// All actions of the window, in the order of registration.
class ActionRegistry : public QObject
{
    Q_OBJECT

public:
    explicit ActionRegistry(AccessGate *gate, QObject *parent = nullptr);

    void add(const Action &action); // an id that is known is replaced
    const QList<Action> &actions() const { return m_actions; }
    const Action *find(const QString &id) const;

    // What the action would be for this target: kinds, number of objects, the source's state, the user's
    // rights and the action's own judgement together. Rights that are not known yet count as granted until
    // the answer comes (changed() tells).
    Offer offer(const Action &action, const ActionTarget &target) const;
    QString textFor(const Action &action, const ActionTarget &target) const;
    // Those that are shown at a place, menus' order, dangerous ones last.
    QList<const Action *> offered(Action::Place place, const ActionTarget &target) const;
    // Runs it if it is offered; false and nothing else otherwise.
    bool trigger(const QString &id, const ActionTarget &target);

Q_SIGNALS:
    void changed(); // actions came or rights are known now
    void refused(const QString &text,
                 const QString &reason); // somebody pressed the key of what is not possible now

private:
    QList<Action> m_actions;
    AccessGate *m_gate;
};

} // namespace easel
