// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/explain/explainrun.h"

#include "app/context/appcontext.h"

#include <QDateTime>

namespace easel {

ExplainRun::ExplainRun(AppContext *context, QObject *parent)
    : QObject(parent)
    , m_context(context)
{
    connect(context, &AppContext::sourceAboutToChange, this, [this] {
        clear();
        m_feed.reset();
    });
}

ExplainRun::~ExplainRun()
{
    stopWork();
}

void ExplainRun::ask(const QJsonObject &object, const QString &namespaceName)
{
    const bool elsewhere = !m_feed || m_namespace != namespaceName;
    m_object = object;
    m_namespace = namespaceName;
    if (elsewhere) {
        m_feed = std::make_unique<PlacementFeed>(m_context);
        connect(m_feed.get(), &PlacementFeed::changed, this, &ExplainRun::start);
        m_feed->setNamespace(namespaceName);
    }
    start();
}

void ExplainRun::clear()
{
    stopWork();
    m_object = {};
    setWorking(false, false);
}

void ExplainRun::again()
{
    if (m_context->source())
        m_context->source()->refresh();
    start();
}

void ExplainRun::stop()
{
    if (!m_advising)
        return;
    stopWork();
    setWorking(false, false);
}

void ExplainRun::pause(bool paused)
{
    m_paused = paused;
    if (!paused && m_dirty)
        start();
}

void ExplainRun::setMachines(const MachineOptions &machines)
{
    m_machines = machines;
    start();
}

void ExplainRun::stopWork()
{
    m_objects = Call<std::shared_ptr<const ObjectSet>>();
    m_call = Call<std::optional<Explanation>>();
    if (m_stopped)
        *m_stopped = true;
}

void ExplainRun::setWorking(bool working, bool advising)
{
    if (m_working == working && m_advising == advising)
        return;
    m_working = working;
    m_advising = advising;
    Q_EMIT workingChanged();
}

void ExplainRun::start()
{
    if (m_object.isEmpty() || !m_feed)
        return;
    m_dirty = m_paused;
    if (m_paused)
        return;
    stopWork();
    setWorking(true, false);
    if (!m_feed->isComplete())
        return; // it says when it is
    m_objects = m_feed->objects();
    m_objects.call().then(this, [this](const Result<std::shared_ptr<const ObjectSet>> &objects) {
        if (objects)
            decide(*objects);
        else if (objects.error().kind != Error::Kind::Canceled) {
            setWorking(false, false);
            Q_EMIT failed(objects.error());
        }
    });
}

void ExplainRun::decide(const std::shared_ptr<const ObjectSet> &objects)
{
    ExplainSubject subject;
    subject.object = m_object;
    subject.objects = objects;
    subject.inventory = m_feed->inventory();
    subject.managed = m_feed->isManaged();
    subject.workspace = m_feed->isWorkspace();
    subject.nowMs = QDateTime::currentMSecsSinceEpoch();
    subject.machines = m_machines;
    m_call = runInPool([subject]() -> Result<std::optional<Explanation>> { return explain(subject); });
    m_call.call().then(this, [this, subject](const Result<std::optional<Explanation>> &explanation) {
        if (!explanation)
            return; // given up
        if (!*explanation) {
            setWorking(false, false);
            Q_EMIT notExplained();
            return;
        }
        Q_EMIT explained(**explanation);
        const QList<ExplainedPart> &parts = (*explanation)->parts;
        const bool clusters = !parts.isEmpty() && parts.first().kind == ExplainedPart::Kind::Clusters &&
                              parts.first().chosen < parts.first().ranked.size() + parts.first().leftOutTotal;
        if (clusters && m_advised > 0)
            advise(subject);
        else
            setWorking(false, false);
    });
}

void ExplainRun::advise(const ExplainSubject &known)
{
    ExplainSubject subject = known;
    m_stopped = std::make_shared<std::atomic_bool>(false);
    subject.clusters.advised = m_advised;
    subject.clusters.isStopped = [stopped = m_stopped] { return stopped->load(); };
    setWorking(true, true);
    m_call = runInPool([subject]() -> Result<std::optional<Explanation>> { return explain(subject); });
    m_call.call().then(this, [this](const Result<std::optional<Explanation>> &explanation) {
        if (!explanation)
            return;
        setWorking(false, false);
        if (*explanation)
            Q_EMIT explained(**explanation);
    });
}

} // namespace easel
