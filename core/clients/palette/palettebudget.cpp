// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/palettebudget.h"

#include <QTimer>

namespace easel {

namespace {

std::chrono::milliseconds steadyNow()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
}

QString keyOf(const QUrl &server)
{
    const int usual = server.scheme() == u"http" ? 80 : 443;
    return server.host().toLower() + u':' + QString::number(server.port(usual));
}

} // namespace

PaletteBudget::PaletteBudget(PaletteRate rate, QObject *parent)
    : QObject(parent)
    , m_rate(rate)
    , m_bucket(rate.perSecond, rate.burst, steadyNow())
    , m_timer(new QTimer(this))
{
    m_timer->setSingleShot(true);
    m_timer->setTimerType(Qt::PreciseTimer);
    connect(m_timer, &QTimer::timeout, this, &PaletteBudget::serve);
}

PaletteBudget::~PaletteBudget() = default;

Call<Done> PaletteBudget::take(PaletteRequest::Pace pace)
{
    Waiting waiting;
    waiting.ticket = m_nextTicket++;
    waiting.since = QDateTime::currentDateTimeUtc();
    const Call<Done> call = waiting.promise.call();
    waiting.promise.onCancel([guard = QPointer<PaletteBudget>(this), ticket = waiting.ticket] {
        if (!guard)
            return;
        QMetaObject::invokeMethod(guard.data(), [guard, ticket] {
            for (std::deque<Waiting> *queue : {&guard->m_queue, &guard->m_unhurried})
                std::erase_if(*queue, [ticket](const Waiting &other) { return other.ticket == ticket; });
            Q_EMIT guard->changed();
        });
    });
    (pace == PaletteRequest::Pace::Now ? m_queue : m_unhurried).push_back(std::move(waiting));
    serve();
    return call;
}

void PaletteBudget::refuse(std::chrono::milliseconds pause)
{
    ++m_refused;
    const auto now = steadyNow();
    m_bucket.pause(now, now + pause);
    serve();
}

void PaletteBudget::serve()
{
    const auto now = steadyNow();
    const auto letGo = [this, now](std::deque<Waiting> &queue, double kept) {
        while (!queue.empty() && m_bucket.take(now, kept)) {
            const Waiting next = std::move(queue.front());
            queue.pop_front();
            ++m_sent;
            next.promise.finish(Done());
        }
    };
    letGo(m_queue, 0);
    if (m_queue.empty())
        letGo(m_unhurried, kept());
    if (m_queue.empty() && m_unhurried.empty())
        m_timer->stop();
    else
        m_timer->start(
            std::max(m_bucket.waitFor(now, m_queue.empty() ? kept() : 0), std::chrono::milliseconds(1)));
    Q_EMIT changed();
}

PaletteBudgetState PaletteBudget::state() const
{
    const auto now = steadyNow();
    PaletteBudgetState state;
    state.tokens = m_bucket.tokens(now);
    state.rate = m_rate;
    state.waiting = int(m_queue.size() + m_unhurried.size());
    for (const std::deque<Waiting> *queue : {&m_queue, &m_unhurried}) {
        if (!queue->empty() && (!state.waitingSince.isValid() || queue->front().since < state.waitingSince))
            state.waitingSince = queue->front().since;
    }
    if (m_bucket.isPaused(now))
        state.pausedUntil = QDateTime::currentDateTimeUtc().addMSecs((m_bucket.pausedUntil() - now).count());
    state.sent = m_sent;
    state.refused = m_refused;
    return state;
}

std::shared_ptr<PaletteBudget> PaletteBudgets::of(const QUrl &server)
{
    const QString key = keyOf(server);
    std::shared_ptr<PaletteBudget> budget = m_budgets.value(key).lock();
    if (!budget) {
        budget = std::make_shared<PaletteBudget>(m_rate);
        m_budgets.insert(key, budget);
    }
    return budget;
}

QHash<QString, std::shared_ptr<PaletteBudget>> PaletteBudgets::all() const
{
    QHash<QString, std::shared_ptr<PaletteBudget>> inUse;
    for (auto it = m_budgets.begin(); it != m_budgets.end(); ++it) {
        if (std::shared_ptr<PaletteBudget> budget = it.value().lock())
            inUse.insert(it.key(), budget);
    }
    return inUse;
}

} // namespace easel
