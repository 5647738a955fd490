// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/quota/usagerecorder.h"

#include "core/base/log.h"
#include "core/store/hubsource.h"

#include <QDateTime>

namespace easel {

namespace {

using namespace std::chrono_literals;
constexpr auto lookEvery = 30min;
constexpr auto writeAfter = 60s;
constexpr auto noteWithin = 500ms;

} // namespace

UsageRecorder::UsageRecorder(AppContext *context, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_prometheus(new PrometheusFeed(context, this))
{
    connect(m_prometheus, &PrometheusFeed::changed, this, [this] {
        m_joined.reset();
        Q_EMIT changed();
    });
    m_look.setInterval(lookEvery);
    connect(&m_look, &QTimer::timeout, this, &UsageRecorder::note);
    m_soon.setSingleShot(true);
    m_soon.setInterval(noteWithin);
    connect(&m_soon, &QTimer::timeout, this, &UsageRecorder::note);
    m_write.setSingleShot(true);
    m_write.setInterval(writeAfter);
    connect(&m_write, &QTimer::timeout, this, &UsageRecorder::write);
    connect(context, &AppContext::sourceAboutToChange, this, &UsageRecorder::end);
    connect(context, &AppContext::sourceChanged, this, &UsageRecorder::begin);
    begin();
}

UsageRecorder::~UsageRecorder()
{
    blockSignals(true);
    if (m_soon.isActive())
        note();
    if (!m_unwritten)
        return;
    // The last words of the window: nothing waits for them any more.
    if (const auto written = writeUsageHistory(m_file, m_history); !written)
        qCWarning(lcStore).noquote() << errorSentence(written.error());
}

void UsageRecorder::begin()
{
    end();
    const auto *hub = qobject_cast<const HubSource *>(m_context->source());
    if (!hub || !m_context->surroundings())
        return;
    m_file = usageHistoryFile(m_context->paths().usageFolder, hub->address());
    const Call<UsageHistory> reading = runInPool([file = m_file] { return readUsageHistory(file); });
    reading.then(this, [this, hubAddress = hub->address()](const Result<UsageHistory> &history) {
        if (!history && history.error().kind == Error::Kind::Canceled)
            return; // another source by now
        if (!history) {
            // What is there stays as it is: nothing is recorded over it.
            m_problem = errorSentence(history.error());
            m_context->tell(tr("The history of GPU use is not kept"), m_problem);
            Q_EMIT changed();
            return;
        }
        m_history = *history;
        m_joined.reset();
        m_prometheus->setHub(hubAddress);
        m_feed = new GpuEstateFeed(m_context, this);
        connect(m_feed, &GpuEstateFeed::news, this, &UsageRecorder::take);
        connect(m_feed, &GpuEstateFeed::truthChanged, this, &UsageRecorder::note);
        m_look.start();
        Q_EMIT changed();
    });
    m_reading = reading;
}

void UsageRecorder::end()
{
    m_reading = Call<UsageHistory>();
    m_look.stop();
    if (m_soon.isActive()) {
        m_soon.stop();
        note(); // what was heard of last
    }
    m_write.stop();
    write();
    delete std::exchange(m_feed, nullptr);
    m_heard = false;
    m_lines.clear();
    m_scopes.clear();
    m_tenants.clear();
    m_prometheus->setHub({});
    m_history = {};
    m_joined.reset();
    m_file.clear();
    m_problem.clear();
    Q_EMIT changed();
}

void UsageRecorder::take(const GpuNews &news)
{
    m_heard = true;
    bool known = news.whole; // projects that were not known before
    if (news.whole) {
        m_lines.clear();
        m_scopes.clear();
        m_tenants.clear();
    }
    // Of a scope; its lines stand together.
    const auto drop = [this](const UsageScope &scope) {
        auto line = m_lines.lowerBound(scope);
        while (line != m_lines.end() && line.key().tenant == scope.tenant &&
               line.key().project == scope.project)
            line = m_lines.erase(line);
    };
    for (const QString &key : news.change.goneScopes)
        drop(m_scopes.take(key));
    for (const GpuScope &scope : news.change.scopes) {
        const UsageScope own{scope.tenant, scope.project, {}};
        if (!news.whole)
            drop(m_scopes.value(scope.key(), own));
        m_scopes.insert(scope.key(), own);
        if (!scope.project.isEmpty() && m_tenants.value(scope.project) != scope.tenant) {
            m_tenants.insert(scope.project, scope.tenant);
            known = true;
        }
        for (const GpuUsage &line : scope.lines)
            m_lines.insert({scope.tenant, scope.project, line.family}, {{}, line.used(), line.limit});
    }
    if (known)
        m_prometheus->setTenants(m_tenants);
    if (!m_soon.isActive())
        m_soon.start(); // all lines are looked at: not for every event of many
}

const UsageHistory &UsageRecorder::history() const
{
    if (m_prometheus->history().lastSeen().isNull())
        return m_history;
    if (!m_joined)
        m_joined = m_history.withEarlier(m_prometheus->history());
    return *m_joined;
}

void UsageRecorder::note()
{
    if (!m_feed || !m_heard || m_feed->truth().phase != Truth::Phase::Live)
        return; // what is stale, or not counted yet, was not seen
    m_history.see(QDateTime::currentDateTimeUtc(), m_lines);
    m_joined.reset();
    m_unwritten = true;
    if (!m_write.isActive())
        m_write.start();
    Q_EMIT changed();
}

void UsageRecorder::write()
{
    if (!std::exchange(m_unwritten, false))
        return;
    runInPool([file = m_file, history = m_history] {
        return writeUsageHistory(file, history);
    }).then(this, [](const Result<Done> &written) {
        if (!written)
            qCWarning(lcStore).noquote() << errorSentence(written.error());
    });
}

} // namespace easel
