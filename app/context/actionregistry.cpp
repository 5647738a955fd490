// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/context/actionregistry.h"

#include "app/context/accessgate.h"
#include "core/base/text.h"
#include "core/domain/names.h"

#include <algorithm>

namespace easel {

ActionRegistry::ActionRegistry(AccessGate *gate, QObject *parent)
    : QObject(parent)
    , m_gate(gate)
{
    connect(gate, &AccessGate::changed, this, &ActionRegistry::changed);
}

void ActionRegistry::add(const Action &action)
{
    for (Action &known : m_actions) {
        if (known.id == action.id) {
            known = action;
            Q_EMIT changed();
            return;
        }
    }
    m_actions.append(action);
    Q_EMIT changed();
}

const Action *ActionRegistry::find(const QString &id) const
{
    const auto found = std::find_if(m_actions.cbegin(), m_actions.cend(),
                                    [&id](const Action &action) { return action.id == id; });
    return found == m_actions.cend() ? nullptr : &*found;
}

Offer ActionRegistry::offer(const Action &action, const ActionTarget &target) const
{
    if (!action.kinds.isEmpty() && !action.kinds.contains(target.type.groupKind()))
        return Offer::hidden();
    if (action.needsObject && target.objects.isEmpty())
        return Offer::hidden();
    if (action.offer) {
        const Offer own = action.offer(target);
        if (!own.shown || !own.enabled)
            return own;
    }
    if (action.writes && action.needsObject) {
        if (const QString problem = supersededProblem(target.type.group); !problem.isEmpty())
            return Offer::refused(problem);
    }
    if (action.writes && target.source && !target.source->isWorkspace() &&
        target.source->state().phase != SourceState::Phase::Live) {
        return Offer::refused(tr("%1 is not connected now.").arg(target.source->title()));
    }
    if (action.access && target.source) {
        const QList<ObjectRef> objects =
            target.objects.isEmpty() ? QList<ObjectRef>{ObjectRef()} : target.objects;
        for (const ObjectRef &object : objects) {
            const AccessQuestion question = action.access(target, object);
            if (question.verb.isEmpty())
                continue;
            const auto answer = m_gate->answer(target.source, question);
            if (answer && !answer->allowed) {
                const QString place =
                    question.namespaceName.isEmpty() ? target.source->title() : question.namespaceName;
                const QString sentence =
                    tr("You may not %1 %2 in %3.").arg(question.verb, question.plural, place);
                return Offer::refused(
                    answer->reason.isEmpty() ? sentence : sentence + u' ' + cleanedLine(answer->reason));
            }
        }
    }
    return {};
}

QString ActionRegistry::textFor(const Action &action, const ActionTarget &target) const
{
    if (!action.text.contains(u"%1"))
        return action.text;
    return action.text.arg(target.isOne() ? target.object().name
                                          : tr("%n objects", nullptr, int(target.objects.size())));
}

QList<const Action *> ActionRegistry::offered(Action::Place place, const ActionTarget &target) const
{
    QList<const Action *> result;
    for (const Action &action : m_actions) {
        if ((action.places & place) && offer(action, target).shown)
            result.append(&action);
    }
    std::stable_sort(result.begin(), result.end(), [](const Action *a, const Action *b) {
        return a->dangerous != b->dangerous ? b->dangerous : a->order < b->order;
    });
    return result;
}

bool ActionRegistry::trigger(const QString &id, const ActionTarget &target)
{
    const Action *action = find(id);
    if (!action || !action->run)
        return false;
    const Offer now = offer(*action, target);
    if (!now.enabled) {
        if (now.shown && !now.reason.isEmpty())
            Q_EMIT refused(textFor(*action, target), now.reason);
        return false;
    }
    // A copy: running it may register others.
    const auto run = action->run;
    run(target);
    return true;
}

} // namespace easel
