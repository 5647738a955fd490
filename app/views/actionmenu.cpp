// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/actionmenu.h"

#include "app/look/icons.h"
#include "app/look/plaintip.h"

#include <QMenu>

namespace easel {

QMenu *actionMenu(AppContext *context, const ActionTarget &target, QWidget *parent)
{
    auto *menu = new QMenu(parent);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    menu->setAccessibleName(QCoreApplication::translate("easel::actionMenu", "Actions"));
    const ActionRegistry *registry = context->actions();
    bool dangerous = false;
    int band = -1;
    for (const Action *action : registry->offered(Action::RowMenu, target)) {
        const Offer offer = registry->offer(*action, target);
        if ((action->dangerous && !dangerous) ||
            (band >= 0 && action->order / 100 != band && !action->dangerous))
            menu->addSeparator();
        dangerous = dangerous || action->dangerous;
        band = action->order / 100;
        QAction *entry = menu->addAction(registry->textFor(*action, target));
        entry->setObjectName(action->id);
        if (!action->icon.isEmpty())
            entry->setIcon(icon(action->icon, action->dangerous ? IconInk::Bad : IconInk::Secondary));
        entry->setShortcut(action->shortcut);
        entry->setShortcutContext(Qt::WidgetShortcut); // shown here, handled by the window
        entry->setEnabled(offer.enabled);
        if (!offer.reason.isEmpty())
            entry->setToolTip(plainTip(offer.reason));
        QObject::connect(entry, &QAction::triggered, context,
                         [context, id = action->id, target] { context->actions()->trigger(id, target); });
    }
    if (menu->isEmpty())
        menu->addAction(QCoreApplication::translate("easel::actionMenu", "Nothing can be done here"))
            ->setEnabled(false);
    return menu;
}

} // namespace easel
