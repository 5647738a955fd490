// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/windowpalette.h"

#include "app/context/appcontext.h"
#include "app/shell/mainwindow.h"
#include "app/shell/palettemodel.h"
#include "app/views/parts/commandpalette.h"

#include <QLocale>

namespace easel {

WindowPalette::WindowPalette(MainWindow *window)
    : QObject(window)
    , m_window(window)
    , m_view(new CommandPalette(window))
    , m_model(new PaletteModel(this))
{
    m_view->setModel(m_model);
    m_view->setSummary([this](const QList<PaletteResults::Count> &counts) {
        int objects = 0;
        int actions = 0;
        for (const PaletteResults::Count &count : counts) {
            if (count.section == PaletteModel::tr("Resources"))
                objects = count.matching;
            else if (count.section == PaletteModel::tr("Actions"))
                actions = count.matching;
        }
        return tr("%1 of %2, %3 of %4")
            .arg(QLocale().toString(objects), tr("%n resources", nullptr, m_model->objectCount()),
                 QLocale().toString(actions), tr("%n actions", nullptr, m_model->actionCount()));
    });
    connect(m_view, &CommandPalette::chosen, this, &WindowPalette::choose);
    connect(m_view, &CommandPalette::actionsWanted, this, &WindowPalette::showActionsOf);
}

void WindowPalette::open(const QString &query)
{
    m_model->renew(m_window->context(), m_window->navigation()->entries(), m_window->selection());
    m_view->open(query);
}

void WindowPalette::choose(const QModelIndex &index)
{
    const PaletteModel::Item *found = m_model->itemAt(index);
    if (!found)
        return;
    const PaletteModel::Item item = *found; // what it starts may renew the model
    m_model->used(item);
    switch (item.kind) {
    case PaletteModel::Item::Kind::Object:
        m_window->showObject(item.ref);
        break;
    case PaletteModel::Item::Kind::Screen:
        m_window->showEntry(item.id);
        break;
    case PaletteModel::Item::Kind::ResourceKind: {
        const QString known = entryForKind(m_window->navigation()->entries(), item.type.groupKind());
        if (known.isEmpty())
            m_window->showKind(item.type);
        else
            m_window->showEntry(known);
        break;
    }
    case PaletteModel::Item::Kind::ScopeItem:
        m_window->context()->setScope(item.scope);
        break;
    case PaletteModel::Item::Kind::Action:
        m_window->context()->actions()->trigger(item.id, m_window->selection());
        break;
    }
}

// Tab on an object's row: the palette stays open with what can be done to it.
void WindowPalette::showActionsOf(const QModelIndex &index)
{
    const PaletteModel::Item *item = m_model->itemAt(index);
    if (!item || item->kind != PaletteModel::Item::Kind::Object)
        return;
    AppContext *context = m_window->context();
    ActionTarget target;
    target.source = context->source();
    target.window = m_window;
    target.objects = {item->ref};
    target.project = item->ref.namespaceName;
    if (target.source) {
        if (const ResourceType *type = target.source->catalog().findFor(item->ref))
            target.type = *type;
    }
    m_window->showObject(item->ref);
    m_model->showActionsOf(context, target);
    m_view->open();
}

} // namespace easel
