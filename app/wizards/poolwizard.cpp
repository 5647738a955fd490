// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/poolwizard.h"

#include "app/context/appcontext.h"
#include "app/views/explain/explainrun.h"
#include "app/wizards/clusterpages.h"
#include "app/wizards/effectivepage.h"
#include "app/wizards/poolmachinespage.h"
#include "app/wizards/poolmodel.h"
#include "app/wizards/poolpages.h"
#include "app/wizards/poolsummary.h"
#include "app/wizards/wizardactions.h"
#include "core/base/text.h"
#include "core/domain/clone.h"
#include "core/domain/names.h"

#include <QPointer>

namespace easel {

using namespace Qt::StringLiterals;

PoolWizard::PoolWizard(AppContext *context, std::unique_ptr<Draft> given, const QString &project,
                       QWidget *parent)
    : WizardWindow(context, std::move(given), parent)
    , m_model(new PoolModel(draft(), context->surroundings(), this))
    , m_run(new ExplainRun(context, this))
    , m_freeRun(new ExplainRun(context, this))
{
    setObjectName(u"poolWizard"_s);
    if (draft()->kindOfWork() == DraftWord)
        setRestored();
    draft()->setKindOfWork(DraftWord);
    if (draft()->objects().isEmpty() && !project.isEmpty())
        m_model->setProject(project);

    m_machines = new PoolMachinesPage(m_model, this);
    addPage(new PoolBasicsPage(m_model, this));
    addPage(new PoolBundlePage(m_model, this));
    addPage(new ControlPlanePage(m_model, this));
    addPage(new WorkerPoolsPage(m_model, this));
    addPage(m_machines);
    addPage(new ClusterNetworkPage(m_model, this));
    addPage(new PoolScalingPage(m_model, this));
    addPage(new PoolVariablesPage(m_model, this));
    addPage(new EffectivePage(m_model, this));
    addReview();
    m_summary = new PoolSummary(m_model, this);
    setSummary(m_summary);

    for (ExplainRun *run : {m_run, m_freeRun})
        run->setMostMachines(500);
    m_ask.setSingleShot(true);
    m_ask.setInterval(80);
    connect(&m_ask, &QTimer::timeout, this, &PoolWizard::ask);
    connect(m_run, &ExplainRun::explained, this, &PoolWizard::showChoice);
    connect(m_run, &ExplainRun::failed, this, [this](const Error &error) {
        m_waits = false;
        m_machines->setFailed(error);
    });
    connect(m_run, &ExplainRun::workingChanged, this, [this] { m_machines->setWorking(m_run->isWorking()); });
    connect(m_freeRun, &ExplainRun::explained, this, [this](const Explanation &free) {
        m_free = free;
        m_freeKnown = true;
        if (m_known && !m_asking)
            showChoice(m_asItIs);
    });
    connect(m_machines, &PoolMachinesPage::nodePoolChosen, this, [this](int nodePool) {
        m_nodePool = nodePool;
        ask();
        stepEntered(currentStep());
    });
    connect(m_machines, &PoolMachinesPage::changeWanted, this, [this] {
        const PoolModel::NodePool pool = m_model->nodePools().value(m_machines->nodePool());
        m_model->setCluster(pool.cluster);
        goTo(pool.controlPlane() ? ControlPlane : Workers);
    });
    connect(m_model, &PoolModel::changed, this, [this] {
        m_waits = true;
        showHead();
        refreshAll();
        m_ask.start();
    });
    if (m_model->isEdit())
        setEveryStepReachable();
    // The first worker pool is what most people look for.
    const QList<PoolModel::NodePool> pools = m_model->nodePools();
    for (int i = 0; i < pools.size(); ++i) {
        if (!pools.at(i).controlPlane()) {
            m_nodePool = i;
            break;
        }
    }
    m_machines->setNodePool(m_nodePool);
    showHead();
    start();
    m_ask.start();
}

void PoolWizard::ask()
{
    const QString project = m_model->project();
    if (project.isEmpty()) {
        m_run->clear();
        m_freeRun->clear();
        m_known = false;
        m_waits = false;
        m_summary->setExplanation({}, m_nodePool);
        return;
    }
    // Until a pool has a name, its machines and quota are those of nobody else.
    QJsonObject pool = m_model->object();
    const PoolModel::NodePool nodePool = m_model->nodePools().value(m_machines->nodePool());
    m_freeNeeded = !m_model->nodePools().isEmpty() && !m_model->pins(nodePool).isEmpty();
    m_freeKnown = false;
    if (m_freeNeeded)
        m_freeRun->ask(m_model->withoutPins(nodePool), project);
    else
        m_freeRun->clear();
    m_asking = true;
    m_run->ask(pool, project);
}

void PoolWizard::showChoice(const Explanation &asItIs)
{
    m_asItIs = asItIs;
    m_known = true;
    m_asking = false;
    if (m_freeNeeded && !m_freeKnown)
        return; // comes at once
    m_waits = m_ask.isActive();
    m_machines->setExplanations(m_asItIs, m_freeNeeded ? m_free : m_asItIs);
    m_summary->setExplanation(m_asItIs, m_nodePool);
    refreshAll();
}

void PoolWizard::showHead()
{
    const QString name = cleanedLine(m_model->name());
    const QString project = cleanedLine(m_model->project());
    const QString where = context()->source() ? context()->source()->title() : QString();
    setHead(m_model->isEdit() ? tr("Edit pool %1").arg(name)
            : name.isEmpty()  ? tr("New pool")
                              : tr("New pool %1").arg(name),
            project.isEmpty() ? where : tr("in %1, %2", "project, hub").arg(project, where));
}

void PoolWizard::stepEntered(int step)
{
    showHead();
    if (!m_summary)
        return;
    int shown = m_machines->nodePool();
    const QList<PoolModel::NodePool> pools = m_model->nodePools();
    if (step == ControlPlane) {
        for (int i = 0; i < pools.size(); ++i) {
            if (pools.at(i).controlPlane() && pools.at(i).cluster == m_model->cluster())
                shown = i;
        }
    }
    // A worker pool that was made meanwhile is what comes next.
    if (step == Machines && m_nodePool < pools.size() && pools.at(m_nodePool).controlPlane() &&
        m_machines->nodePool() == m_nodePool) {
        for (int i = 0; i < pools.size(); ++i) {
            if (!pools.at(i).controlPlane()) {
                shown = i;
                m_machines->setNodePool(i);
                break;
            }
        }
    }
    m_nodePool = shown;
    if (m_known)
        m_summary->setExplanation(m_asItIs, m_nodePool);
}

namespace {

void openWizard(AppContext *context, std::unique_ptr<Draft> draft, const QString &project, QWidget *parent,
                int step = -1)
{
    auto *wizard = new PoolWizard(context, std::move(draft), project, parent);
    bringUp(wizard);
    if (step >= 0)
        wizard->goTo(step);
}

// A free name made from a wish: "firn-train-2".
QString freePoolName(const ObjectSet &objects, const QString &project, const QString &wish)
{
    constexpr int most = 33; // POOL-1
    for (int i = 2;; ++i) {
        const QString tail = u'-' + QString::number(i);
        const QString name = wish.left(most - tail.size()) + tail;
        if (objects.find(u"ComputePool.spectrocloud.com"_s, project, name).isEmpty())
            return name;
    }
}

void clonePool(AppContext *context, const ActionTarget &target)
{
    if (!target.source)
        return;
    const QPointer<QWidget> window = target.window;
    target.source->fetch(target.object()).then(context, [context, window](const Result<QJsonObject> &object) {
        if (!object) {
            context->tell({}, errorSentence(object.error()));
            return;
        }
        context->surroundings()->objects().then(
            context,
            [context, window, object = *object](const Result<std::shared_ptr<const ObjectSet>> &set) {
                const QString project = object[u"metadata"][u"namespace"].toString();
                const ObjectSet none;
                const QString name =
                    freePoolName(set ? **set : none, project, object[u"metadata"][u"name"].toString());
                Clone made = cloneOf(object, name);
                QJsonValue root = made.object;
                // Two clusters cannot have one address, and no machine serves two pools.
                for (const QString &path : std::as_const(made.toDecide)) {
                    if (const auto pointer = JsonPointer::parseFieldPath(path))
                        pointer->remove(root);
                }
                const PoolView pool(root.toObject());
                for (const ClusterConfigView &cluster : pool.clusters) {
                    if (cluster.controlPlane)
                        (cluster.controlPlane->pointer / u"hosts"_s).remove(root);
                    for (const NodePoolView &worker : cluster.workers.value_or(QList<NodePoolView>()))
                        (worker.pointer / u"hosts"_s).remove(root);
                    (cluster.cidrPointer.parent().parent() / u"hosts"_s).remove(root);
                }
                auto draft = std::make_unique<Draft>();
                draft->add(root.toObject());
                draft->setTitle(name);
                openWizard(context, std::move(draft), project, window);
            });
    });
}

} // namespace

void restorePoolDraft(AppContext *context, std::unique_ptr<Draft> draft, QWidget *parent)
{
    openWizard(context, std::move(draft), {}, parent);
}

void registerPoolActions(AppContext *context)
{
    const QString kind = u"ComputePool.spectrocloud.com"_s;
    const Action create =
        newAction(u"pool.new"_s, PoolWizard::tr("New pool…"), kind, [context](const ActionTarget &target) {
            openWizard(context, std::make_unique<Draft>(), target.project, target.window);
        });
    context->actions()->add(create);

    const auto addEdit = [&](const QString &id, const QString &text, const QString &iconName, int order,
                             int step) {
        Action edit =
            editAction(context, id, kind, [context, step](std::unique_ptr<Draft> draft, QWidget *window) {
                openWizard(context, std::move(draft), {}, window, step);
            });
        edit.text = text;
        edit.icon = iconName;
        edit.order = order;
        context->actions()->add(edit);
    };
    addEdit(u"pool.edit"_s, PoolWizard::tr("Edit…"), u"pencil"_s, 15, -1);
    addEdit(u"pool.scale"_s, PoolWizard::tr("Scale…"), u"scale"_s, 16, PoolWizard::Workers);
    addEdit(u"pool.bundle"_s, PoolWizard::tr("Change bundle version…"), u"package"_s, 17, PoolWizard::Bundle);

    Action clone;
    clone.id = u"pool.clone"_s;
    clone.text = PoolWizard::tr("Clone…");
    clone.icon = u"copy"_s;
    clone.places = Action::RowMenu | Action::Palette;
    clone.kinds = {kind};
    clone.needsObject = true;
    clone.writes = true;
    clone.order = 20;
    clone.access = create.access;
    clone.offer = offerForOne;
    clone.run = [context](const ActionTarget &target) { clonePool(context, target); };
    context->actions()->add(clone);
}

} // namespace easel
