// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/whatifmodel.h"

#include "app/context/appcontext.h"
#include "core/base/call.h"
#include "core/placement/machinepools.h"
#include "core/store/workspacesource.h"

namespace easel {

namespace {

constexpr int soonAfterEdit = 40; // milliseconds
// A busy hub changes several times a second; the whole of it is read anew for each time.
constexpr int soonAfterEvents = 500;
constexpr int mostUndone = 100;

} // namespace

WhatIfModel::WhatIfModel(AppContext *context, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_choices(std::make_shared<WhatIfChoices>())
    , m_trial(std::make_shared<WhatIfTrial>())
{
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &WhatIfModel::work);
    const auto renewed = [this] {
        m_baseOld = true;
        if (!m_soon.isActive())
            m_soon.start(m_known ? soonAfterEvents : 0);
        Q_EMIT workingChanged();
    };
    connect(context->surroundings(), &Surroundings::changed, this, renewed);
    connect(context->surroundings(), &Surroundings::storesChanged, this, renewed);
    if (auto *workspace = qobject_cast<WorkspaceSource *>(context->source()))
        connect(workspace, &WorkspaceSource::inventoryChanged, this, renewed);
    connect(context, &AppContext::sourceAboutToChange, &m_soon, &QTimer::stop);
    m_soon.start(0);
}

WhatIfModel::~WhatIfModel()
{
    if (m_stopped)
        m_stopped->store(true);
}

void WhatIfModel::setChanges(const QList<WhatIfChange> &changes)
{
    m_changes = changes;
    m_before.clear();
    m_edited = -1;
    changed();
}

void WhatIfModel::remember(int edited)
{
    if (edited >= 0 && edited == m_edited)
        return;
    m_edited = edited;
    m_before.append(m_changes);
    if (m_before.size() > mostUndone)
        m_before.removeFirst();
}

int WhatIfModel::add(const WhatIfChange &change)
{
    remember(-1);
    m_changes.append(change);
    changed();
    return int(m_changes.size()) - 1;
}

void WhatIfModel::replace(int index, const WhatIfChange &change)
{
    if (index < 0 || index >= m_changes.size() || m_changes.at(index) == change)
        return;
    remember(m_changes.at(index).on == change.on ? index : -1);
    m_changes[index] = change;
    changed();
}

void WhatIfModel::remove(int index)
{
    if (index < 0 || index >= m_changes.size())
        return;
    remember(-1);
    m_changes.removeAt(index);
    changed();
}

void WhatIfModel::move(int from, int to)
{
    if (from < 0 || to < 0 || from >= m_changes.size() || to >= m_changes.size() || from == to)
        return;
    remember(-1);
    m_changes.move(from, to);
    changed();
}

void WhatIfModel::undo()
{
    if (m_before.isEmpty())
        return;
    m_changes = m_before.takeLast();
    m_edited = -1;
    changed();
}

const WhatIfStep *WhatIfModel::step(int index) const
{
    // A change is judged after those before it, so they have to be the same as well.
    for (int i = 0; i <= index; ++i) {
        if (i >= m_changes.size() || i >= m_tried.size() || i >= m_result.steps.size() ||
            !(m_tried.at(i) == m_changes.at(i)))
            return nullptr;
    }
    return index < 0 ? nullptr : &m_result.steps.at(index);
}

void WhatIfModel::again()
{
    m_baseOld = true;
    changed();
}

void WhatIfModel::changed()
{
    if (m_stopped)
        m_stopped->store(true); // what it works on is not asked any more
    m_soon.start(soonAfterEdit);
    Q_EMIT changesChanged();
    Q_EMIT workingChanged();
}

void WhatIfModel::work()
{
    Surroundings *surroundings = m_context->surroundings();
    if (m_busy) {
        m_again = true;
        return;
    }
    if (!surroundings || !surroundings->isComplete())
        return; // it says when it is
    m_busy = true;
    Q_EMIT workingChanged();
    if (!m_baseOld) {
        tryOut(nullptr);
        return;
    }
    m_baseOld = false;
    surroundings->objects().then(this, [this](const Result<std::shared_ptr<const ObjectSet>> &objects) {
        if (objects) {
            tryOut(*objects);
            return;
        }
        m_busy = false;
        m_baseOld = true;
        m_problem = objects.error();
        Q_EMIT resultChanged();
        Q_EMIT workingChanged();
    });
}

void WhatIfModel::tryOut(const std::shared_ptr<const ObjectSet> &objects)
{
    QList<InventorySnapshot> inventory;
    if (const auto *workspace = qobject_cast<const WorkspaceSource *>(m_context->source()))
        inventory = workspace->inventory();
    m_stopped = std::make_shared<std::atomic_bool>(false);
    runInPool([trial = m_trial, objects, inventory, changes = m_changes,
               stopped = m_stopped]() -> Result<Answer> {
        Answer answer;
        if (objects) {
            const QList<HostView> hosts = inventoryHosts(inventory);
            trial->setBase(objects, hosts);
            answer.choices = std::make_shared<WhatIfChoices>(whatIfChoices(*objects, hosts));
        }
        answer.result = trial->run(changes, [stopped] { return stopped->load(); });
        return answer;
    }).then(this, [this, stopped = m_stopped, changes = m_changes](const Result<Answer> &answer) {
        m_busy = false;
        m_problem.reset();
        if (answer->choices) {
            m_choices = answer->choices;
            m_known = true;
            Q_EMIT choicesChanged();
        }
        if (!stopped->load()) {
            m_result = answer->result;
            m_tried = changes;
            Q_EMIT resultChanged();
        }
        if (std::exchange(m_again, false))
            m_soon.start(0);
        Q_EMIT workingChanged();
    });
}

} // namespace easel
