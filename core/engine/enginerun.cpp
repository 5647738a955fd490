// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/enginerun.h"

#include "core/domain/kinds.h"
#include "core/engine/computeconfigreconciler.h"
#include "core/engine/computereconciler.h"
#include "core/engine/evaluationreconciler.h"
#include "core/engine/poolreconciler.h"
#include "core/engine/settingsreconciler.h"

namespace easel {

using namespace Qt::StringLiterals;

EngineRun::EngineRun(Source *source, KubeClient *client, EngineLog *log, const EngineTimes &times,
                     std::function<bool()> mayAct, QObject *parent)
    : QObject(parent)
    , m_log(log)
    , m_world(source)
    , m_status(client, &m_world, log, times, mayAct)
    , m_palette(client, &m_world, times)
    , m_queue([this](const ObjectRef &ref) { return reconcile(ref); }, {})
{
    m_context.client = client;
    m_context.world = &m_world;
    m_context.status = &m_status;
    m_context.log = log;
    m_context.systemNamespace = source->systemNamespace();
    m_context.times = times;
    m_context.mayAct = std::move(mayAct);
    m_context.wake = [this](const ObjectRef &ref) { m_queue.add(ref); };
    m_reconcilers.push_back(std::make_unique<SettingsReconciler>(&m_context, &m_palette));
    m_reconcilers.push_back(std::make_unique<ComputeConfigReconciler>(&m_context));
    m_reconcilers.push_back(std::make_unique<ComputeReconciler>(&m_context, &m_palette));
    m_reconcilers.push_back(std::make_unique<PoolReconciler>(&m_context, &m_palette));
    m_reconcilers.push_back(std::make_unique<EvaluationReconciler>(&m_context, &m_palette));

    connect(&m_world, &EngineWorld::changed, this, &EngineRun::heard);
    connect(&m_world, &EngineWorld::removed, this, [this](const ObjectRef &ref) {
        m_status.forget(ref);
        m_queue.remove(ref);
        for (const auto &reconciler : m_reconcilers) {
            if (ref.kind == reconciler->kind())
                reconciler->gone(ref);
        }
        heard(ref);
    });
    connect(&m_world, &EngineWorld::failed, this, &EngineRun::failed);
    connect(&m_world, &EngineWorld::ready, this, [this] {
        m_working = true;
        for (const auto &reconciler : m_reconcilers) {
            const QList<QJsonObject> all = m_world.objects().all(EngineWorld::groupKind(reconciler->kind()));
            for (const QJsonObject &object : all)
                m_queue.add(refOf(object));
        }
        m_queue.start();
        Q_EMIT changed();
    });
    connect(&m_queue, &WorkQueue::changed, this, &EngineRun::changed);
    connect(&m_queue, &WorkQueue::failed, this, [this](const ObjectRef &ref, const Error &error, int) {
        if (error.kind != Error::Kind::Canceled)
            m_log->warn(ref, errorSentence(error));
    });
}

EngineRun::~EngineRun()
{
    m_queue.stop();
}

QStringList EngineRun::kinds()
{
    return {u"Settings"_s, u"Compute"_s, u"ComputeConfig"_s, u"ComputePool"_s, u"ComputePoolEvaluation"_s};
}

void EngineRun::start()
{
    m_world.start();
}

Call<WorkDone> EngineRun::reconcile(const ObjectRef &ref)
{
    if (!m_context.mayAct())
        return Call<WorkDone>::ready(failure(Error::Kind::Canceled, tr("The engine stops.")));
    for (const auto &reconciler : m_reconcilers) {
        if (ref.kind == reconciler->kind())
            return reconciler->reconcile(ref);
    }
    return Call<WorkDone>::ready(WorkDone{});
}

void EngineRun::heard(const ObjectRef &ref)
{
    if (!m_working)
        return;
    for (const auto &reconciler : m_reconcilers) {
        if (ref.kind == reconciler->kind() && m_world.objects().contains(ref))
            m_queue.add(ref);
        const QList<ObjectRef> others = reconciler->concernedBy(ref);
        for (const ObjectRef &other : others)
            m_queue.add(other);
    }
}

} // namespace easel

#include "moc_enginerun.cpp"
