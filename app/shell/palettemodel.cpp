// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/palettemodel.h"

#include "app/models/resourcetablemodel.h"
#include "app/models/roles.h"
#include "core/domain/kinds.h"

namespace easel {

namespace {

QString keyOf(const PaletteModel::Item &item)
{
    return QString::number(int(item.kind)) + u'|' + item.id + u'|' + item.ref.text() + u'|' +
           item.type.groupKind();
}

} // namespace

PaletteModel::PaletteModel(QObject *parent)
    : QAbstractListModel(parent)
{}

void PaletteModel::addItem(Item item)
{
    const qsizetype recent = m_recent.indexOf(keyOf(item));
    if (recent >= 0)
        item.boost += int(recent + 1) * 20;
    m_items.append(std::move(item));
}

void PaletteModel::addActions(AppContext *context, const ActionTarget &target, const QString &section)
{
    for (const Action *action : context->actions()->offered(Action::Palette, target)) {
        const Offer offer = context->actions()->offer(*action, target);
        Item item;
        item.kind = Item::Kind::Action;
        item.text = context->actions()->textFor(*action, target);
        item.place = offer.reason;
        item.icon = action->icon.isEmpty() ? QStringLiteral("play") : action->icon;
        item.section = section;
        item.id = action->id;
        item.shortcut = action->shortcut.toString(QKeySequence::NativeText);
        item.enabled = offer.enabled;
        item.prefix = QStringLiteral(">");
        addItem(item);
        ++m_actions;
    }
}

void PaletteModel::renew(AppContext *context, const QList<NavigationEntry> &entries,
                         const ActionTarget &selection)
{
    beginResetModel();
    m_items.clear();
    m_objects = 0;
    m_actions = 0;
    Source *source = context->source();
    if (Surroundings *surroundings = context->surroundings()) {
        for (const ResourceStore *store : surroundings->stores()) {
            const KindInfo *info = kindInfo(store->type().group, store->type().kind);
            for (int position = 0; position < store->count(); ++position) {
                const RowView row = store->view(position);
                const QString space = row.namespaceName();
                Item item;
                item.text = row.name();
                const QString kind = info ? info->singularTitle : store->type().kind;
                item.place = space.isEmpty() || space == item.text ? kind : tr("%1 in %2").arg(kind, space);
                item.icon = info ? info->icon : QStringLiteral("box");
                item.section = tr("Resources");
                item.tone = row.tone();
                item.stateWord = row.stateWord();
                item.ref = refOfRow(store->type(), row);
                addItem(item);
                ++m_objects;
            }
        }
    }
    addActions(context, selection, tr("Actions"));
    if (source) {
        for (const NavigationEntry &entry : entries) {
            Item item;
            item.kind = Item::Kind::Screen;
            item.text = entry.title;
            item.place = entry.title == entry.page.title ? tr("Screen") : entry.page.title;
            item.icon = entry.icon;
            item.section = tr("Screens");
            item.id = entry.id;
            item.shortcut = entry.shortcut.toString(QKeySequence::NativeText);
            addItem(item);
        }
        for (const ResourceType &type : source->catalog().types()) {
            if (!type.can(u"list"))
                continue;
            const KindInfo *info = kindInfo(type.group, type.kind);
            Item item;
            item.kind = Item::Kind::ResourceKind;
            item.text = type.plural;
            item.place = info ? info->title : type.groupKind();
            if (!type.shortNames.isEmpty())
                item.place += QStringLiteral(" (") + type.shortNames.join(QStringLiteral(", ")) + u')';
            item.icon = info ? info->icon : QStringLiteral("box");
            item.section = tr("Kinds");
            item.prefix = QStringLiteral(":");
            item.type = type;
            addItem(item);
        }
        Item all;
        all.kind = Item::Kind::ScopeItem;
        all.text = tr("All tenants");
        all.icon = QStringLiteral("building-2");
        all.section = tr("Scopes");
        all.prefix = QStringLiteral("@");
        addItem(all);
        if (Surroundings *surroundings = context->surroundings()) {
            for (const QString &tenant : surroundings->tenants()) {
                Item item = all;
                item.text = tenant;
                item.place = tr("Tenant");
                item.scope = {Scope::Kind::Tenant, tenant};
                addItem(item);
            }
            for (const QString &project : surroundings->projectsOf({})) {
                Item item = all;
                item.text = project;
                item.place = tr("Project of %1").arg(surroundings->tenantOf(project));
                item.icon = QStringLiteral("folder");
                item.scope = {Scope::Kind::Project, project};
                addItem(item);
            }
        }
    }
    endResetModel();
}

void PaletteModel::showActionsOf(AppContext *context, const ActionTarget &target)
{
    beginResetModel();
    m_items.clear();
    m_objects = 0;
    m_actions = 0;
    for (const Action *action : context->actions()->offered(Action::RowMenu, target)) {
        const Offer offer = context->actions()->offer(*action, target);
        Item item;
        item.kind = Item::Kind::Action;
        item.text = context->actions()->textFor(*action, target);
        item.place = offer.reason;
        item.icon = action->icon.isEmpty() ? QStringLiteral("play") : action->icon;
        item.section = tr("Actions for %1").arg(target.object().name);
        item.id = action->id;
        item.shortcut = action->shortcut.toString(QKeySequence::NativeText);
        item.enabled = offer.enabled;
        addItem(item);
        ++m_actions;
    }
    endResetModel();
}

const PaletteModel::Item *PaletteModel::itemAt(const QModelIndex &index) const
{
    return index.isValid() && index.row() < m_items.size() ? &m_items.at(index.row()) : nullptr;
}

void PaletteModel::used(const Item &item)
{
    const QString key = keyOf(item);
    m_recent.removeAll(key);
    m_recent.append(key);
    while (m_recent.size() > 20)
        m_recent.removeFirst();
}

int PaletteModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_items.size());
}

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    const Item *item = itemAt(index);
    if (!item)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return item->text;
    case Qt::AccessibleTextRole:
        return QStringList{item->text, item->place, item->stateWord}.join(QStringLiteral(", "));
    case PlaceRole:
        return item->place;
    case IconNameRole:
        return item->icon;
    case SectionRole:
        return item->section;
    case PrefixRole:
        return item->prefix;
    case ShortcutRole:
        return item->shortcut;
    case BoostRole:
        return item->boost;
    case ToneRole:
        return item->stateWord.isEmpty() ? QVariant() : QVariant(int(item->tone));
    case StateWordRole:
        return item->stateWord;
    case ObjectRefRole:
        return item->kind == Item::Kind::Object ? QVariant::fromValue(item->ref) : QVariant();
    default:
        return {};
    }
}

} // namespace easel
