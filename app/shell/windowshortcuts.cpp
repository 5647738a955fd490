// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/windowshortcuts.h"

#include "app/context/appcontext.h"
#include "app/shell/mainwindow.h"
#include "app/shell/sidebar.h"
#include "app/views/detailview.h"
#include "app/views/inventory/inventoryscreen.h"
#include "app/views/resourceview.h"

#include <QShortcut>

namespace easel {

WindowShortcuts::WindowShortcuts(MainWindow *window)
    : QObject(window)
    , m_window(window)
{
    makeFixed();
    followRegistry();
    connect(window->context()->actions(), &ActionRegistry::changed, this, &WindowShortcuts::followRegistry);
}

void WindowShortcuts::makeFixed()
{
    const auto on = [this](const QKeySequence &keys, auto slot) {
        connect(new QShortcut(keys, m_window), &QShortcut::activated, this, slot);
    };
    on(QKeySequence(Qt::CTRL | Qt::Key_K), [this] { m_window->openPalette(); });
    on(QKeySequence(Qt::CTRL | Qt::Key_F), [this] {
        if (ResourceView *table = m_window->currentTable())
            table->focusFilter();
        else if (auto *inventory = qobject_cast<InventoryScreen *>(m_window->currentScreen()))
            inventory->focusFilter();
    });
    on(QKeySequence(Qt::CTRL | Qt::Key_L), [this] { m_window->sidebar()->popUpScopes(); });
    on(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L), [this] { m_window->sidebar()->popUpSources(); });
    on(QKeySequence(Qt::ALT | Qt::Key_Left), [this] { m_window->goBack(); });
    on(QKeySequence(Qt::ALT | Qt::Key_Right), [this] { m_window->goForward(); });
    on(QKeySequence(Qt::Key_F6), [this] { m_window->nextArea(); });
    on(QKeySequence(Qt::CTRL | Qt::Key_Tab), [this] { nextTab(1); });
    on(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Tab), [this] { nextTab(-1); });
    on(QKeySequence(Qt::CTRL | Qt::Key_N), [this] { makeNew(); });
    static const QStringList first{QStringLiteral("overview"), QStringLiteral("quota"),
                                   QStringLiteral("inventory"), QStringLiteral("pools"),
                                   QStringLiteral("apps")};
    for (int i = 0; i < int(first.size()); ++i) {
        on(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + i)), [this, i] {
            if (!m_window->isOnStart())
                m_window->showEntry(first.at(i));
        });
    }
}

void WindowShortcuts::followRegistry()
{
    for (const Action &action : m_window->context()->actions()->actions()) {
        // Ctrl+N belongs to whatever the screen makes; makeNew() looks for it.
        if (action.shortcut.isEmpty() || m_actionKeys.contains(action.id) ||
            action.shortcut == QKeySequence(QKeySequence::New))
            continue;
        auto *shortcut = new QShortcut(action.shortcut, m_window);
        m_actionKeys.insert(action.id, shortcut);
        connect(shortcut, &QShortcut::activated, this, [this, id = action.id] {
            m_window->context()->actions()->trigger(id, m_window->selection());
        });
    }
}

void WindowShortcuts::makeNew()
{
    const ResourceView *table = m_window->currentTable();
    if (!table)
        return;
    ActionRegistry *registry = m_window->context()->actions();
    const ActionTarget target = table->kindTarget();
    for (const Action *action : registry->offered(Action::Header, target)) {
        if (action->primary) {
            registry->trigger(action->id, target);
            return;
        }
    }
}

void WindowShortcuts::nextTab(int step)
{
    if (ResourceView *table = m_window->currentTable(); table && table->detail()->isVisible())
        table->detail()->nextTab(step);
}

} // namespace easel
