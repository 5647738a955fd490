// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/wizardactions.h"

#include "app/context/appcontext.h"
#include "app/wizards/objectdraft.h"
#include "core/domain/kinds.h"

#include <QCoreApplication>
#include <QPointer>
#include <QWidget>

namespace easel {

using namespace Qt::StringLiterals;

AccessQuestion mayOne(const QString &verb, const QString &groupKind, const QString &namespaceName,
                      const QString &name)
{
    AccessQuestion question;
    question.verb = verb;
    question.group = groupKind.section(u'.', 1);
    if (const KindInfo *info = kindInfo(question.group, groupKind.section(u'.', 0, 0)))
        question.plural = info->plural;
    question.namespaceName = namespaceName;
    question.name = name;
    return question;
}

AccessQuestion mayOne(const QString &verb, const ActionTarget &target, const ObjectRef &ref)
{
    AccessQuestion question;
    const ResourceType *type = target.source ? target.source->catalog().findFor(ref) : nullptr;
    if (!type)
        return question;
    question.verb = verb;
    question.group = type->group;
    question.plural = type->plural;
    question.namespaceName = ref.namespaceName;
    question.name = ref.name;
    return question;
}

Offer offerForOne(const ActionTarget &target)
{
    return target.isOne() ? Offer() : Offer::hidden();
}

void bringUp(QWidget *window)
{
    window->show();
    window->raise();
    window->activateWindow();
}

Action newAction(const QString &id, const QString &text, const QString &groupKind,
                 std::function<void(const ActionTarget &)> open)
{
    Action create;
    create.id = id;
    create.text = text;
    create.icon = u"plus"_s;
    create.places = Action::Header | Action::Palette | Action::Window;
    create.shortcut = QKeySequence::New;
    create.kinds = {groupKind};
    create.primary = true;
    create.writes = true;
    create.order = 10;
    create.access = [groupKind](const ActionTarget &target, const ObjectRef &) {
        const KindInfo *info = kindInfo(groupKind.section(u'.', 1), groupKind.section(u'.', 0, 0));
        return mayOne(u"create"_s, groupKind, !info || info->namespaced ? target.project : QString());
    };
    create.run = std::move(open);
    return create;
}

Action editAction(AppContext *context, const QString &id, const QString &groupKind,
                  std::function<void(std::unique_ptr<Draft>, QWidget *)> open)
{
    Action edit;
    edit.id = id;
    edit.text = QCoreApplication::translate("easel::WizardWindow", "Edit…");
    edit.icon = u"pencil"_s;
    edit.places = Action::RowMenu | Action::Palette;
    edit.kinds = {groupKind};
    edit.needsObject = true;
    edit.writes = true;
    edit.order = 15;
    edit.access = [groupKind](const ActionTarget &, const ObjectRef &ref) {
        return mayOne(u"patch"_s, groupKind, ref.namespaceName, ref.name);
    };
    edit.offer = offerForOne;
    edit.run = [context, open = std::move(open)](const ActionTarget &target) {
        const QPointer<QWidget> window = target.window;
        draftOf(context, target, [open, window](std::unique_ptr<Draft> draft) {
            draft->setTitle(draft->objects().first().ref.name);
            open(std::move(draft), window);
        });
    };
    return edit;
}

} // namespace easel
