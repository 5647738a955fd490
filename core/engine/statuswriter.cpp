// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/statuswriter.h"

#include "core/clients/backoff.h"
#include "core/engine/enginewrites.h"

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

StatusWriter::StatusWriter(KubeClient *client, EngineWorld *world, EngineLog *log, const EngineTimes &times,
                           std::function<bool()> mayAct, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_world(world)
    , m_log(log)
    , m_times(times)
    , m_mayAct(std::move(mayAct))
{
    m_clock.start();
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &StatusWriter::serve);
}

void StatusWriter::set(const ObjectRef &ref, const QJsonObject &status)
{
    const QJsonObject object = m_world->find(ref);
    if (object.isEmpty())
        return;
    const QString uid = object[u"metadata"][u"uid"].toString();
    Entry &entry = m_entries[ref];
    if (entry.uid != uid) {
        entry = Entry();
        entry.uid = uid;
    }
    if (!entry.sending && !entry.dirty) {
        const bool same = entry.isSent ? entry.sent == status : m_world->hubStatus(ref) == status;
        if (same)
            return;
    } else if (entry.wanted == status) {
        return;
    }
    entry.wanted = status;
    entry.dirty = true;
    m_world->setStatus(ref, uid, status, {});
    wake();
}

Call<Done> StatusWriter::settle(const ObjectRef &ref)
{
    const auto entry = m_entries.find(ref);
    if (entry == m_entries.end() || (!entry->dirty && !entry->sending))
        return Call<Done>::ready(Done{});
    entry->urgent = true;
    Promise<Done> promise;
    entry->waiting.append(promise);
    wake();
    return promise.call();
}

void StatusWriter::forget(const ObjectRef &ref)
{
    m_entries.remove(ref);
}

void StatusWriter::wake()
{
    qint64 wait = -1;
    if (!m_mayAct())
        return; // the engine stops: whoever comes after it decides anew
    for (const Entry &entry : std::as_const(m_entries)) {
        if (!entry.dirty || entry.sending)
            continue;
        const qint64 left = entry.urgent && entry.failures == 0
                                ? 0
                                : std::max<qint64>(0, entry.notBefore - m_clock.elapsed());
        wait = wait < 0 ? left : std::min(wait, left);
    }
    if (wait < 0)
        m_timer.stop();
    else
        m_timer.start(std::chrono::milliseconds(wait));
}

void StatusWriter::serve()
{
    const qint64 now = m_clock.elapsed();
    QList<ObjectRef> due;
    for (auto it = m_entries.cbegin(); it != m_entries.cend(); ++it) {
        const bool mayNow = (it->urgent && it->failures == 0) || it->notBefore <= now;
        if (it->dirty && !it->sending && mayNow)
            due << it.key();
    }
    for (const ObjectRef &ref : std::as_const(due))
        send(ref);
    wake();
}

void StatusWriter::send(const ObjectRef &ref)
{
    Entry &entry = m_entries[ref];
    const ResourceType *type = m_world->type(ref);
    if (!type || !m_mayAct())
        return;
    entry.sending = true;
    entry.dirty = false;
    entry.urgent = false;
    entry.notBefore = m_clock.elapsed() + m_times.statusGap.count();
    ++m_written;
    // The uid keeps a status from an object that was made anew under the same name.
    QJsonObject metadata{{u"name"_s, ref.name}, {u"uid"_s, entry.uid}};
    if (!ref.namespaceName.isEmpty())
        metadata.insert(u"namespace", ref.namespaceName);
    const QJsonObject status = entry.wanted;
    m_client
        ->apply(*type, QJsonObject{{u"metadata"_s, metadata}, {u"status"_s, status}},
                asEngineAlone(u"status"_s))
        .then(this, [this, ref, status](const Result<WriteResult> &result) { sent(ref, status, result); });
}

void StatusWriter::sent(const ObjectRef &ref, const QJsonObject &status, const Result<WriteResult> &result)
{
    const auto found = m_entries.find(ref);
    if (found == m_entries.end())
        return;
    Entry &entry = *found;
    entry.sending = false;
    if (result) {
        entry.failures = 0;
        entry.sent = status;
        entry.isSent = true;
        if (entry.dirty) {
            wake();
            return; // settled by the next one
        }
        m_world->setStatus(ref, entry.uid, status,
                           result->object[u"metadata"][u"resourceVersion"].toString());
        for (const Promise<Done> &promise : std::exchange(entry.waiting, {}))
            promise.finish(Done{});
        return;
    }
    const Error &error = result.error();
    for (const Promise<Done> &promise : std::exchange(entry.waiting, {}))
        promise.finish(failure(error));
    if (error.kind == Error::Kind::NotFound || error.kind == Error::Kind::Conflict) {
        m_world->dropStatus(ref);
        m_entries.erase(found);
        return;
    }
    if (error.kind != Error::Kind::Canceled)
        m_log->warn(ref, errorSentence(error));
    entry.dirty = true;
    entry.notBefore = m_clock.elapsed() +
                      backoffDelay(entry.failures++, m_times.statusGap, std::chrono::minutes(1)).count();
    wake();
}

} // namespace easel

#include "moc_statuswriter.cpp"
