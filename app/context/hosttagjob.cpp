// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/context/hosttagjob.h"

#include "app/context/paletteentry.h"
#include "core/base/text.h"

#include <QUuid>

#include <algorithm>

namespace easel {

using State = HostTagJob::Outcome::State;

namespace {

QMap<QString, QString> onlyChanged(const QMap<QString, QString> &tags, const HostTagChange &change)
{
    QMap<QString, QString> some;
    for (auto it = tags.begin(); it != tags.end(); ++it) {
        if (change.set.contains(it.key()) || change.remove.contains(it.key()))
            some.insert(it.key(), it.value());
    }
    return some;
}

} // namespace

QMap<QString, QString> tagsAfter(const QMap<QString, QString> &tags, const HostTagChange &change)
{
    QMap<QString, QString> after = tags;
    for (const QString &key : change.remove)
        after.remove(key);
    for (auto it = change.set.begin(); it != change.set.end(); ++it)
        after.insert(it.key(), it.value());
    return after;
}

QStringList tagDifferences(const QMap<QString, QString> &before, const QMap<QString, QString> &after)
{
    const auto shown = [](const QMap<QString, QString> &tags, const QString &key) {
        const QString value = cleanedLine(tags.value(key));
        return !tags.contains(key) ? HostTagJob::tr("not set")
               : value.isEmpty()   ? HostTagJob::tr("set")
                                   : value;
    };
    QStringList keys = before.keys();
    keys += after.keys();
    keys.removeDuplicates();
    keys.sort();
    QStringList texts;
    for (const QString &key : std::as_const(keys)) {
        if (before.contains(key) != after.contains(key) || before.value(key) != after.value(key))
            texts << HostTagJob::tr("%1: %2, was %3", "tag, now, before")
                         .arg(cleanedLine(key), shown(after, key), shown(before, key));
    }
    return texts;
}

HostTagJob::HostTagJob(PaletteDesk *desk, OperationLog *log, QList<Item> items, HostTagChange change,
                       Mode mode, QObject *parent)
    : QObject(parent)
    , m_desk(desk)
    , m_log(log)
    , m_items(std::move(items))
    , m_outcomes(m_items.size())
    , m_change(std::move(change))
    , m_mode(mode)
    , m_title(tr("Edit tags of %n machine(s)", nullptr, int(m_items.size())))
    , m_id(QUuid::createUuid().toString(QUuid::WithoutBraces))
{}

HostTagChange HostTagJob::changeOf(const Item &item) const
{
    HostTagChange change = m_change;
    change.seen = item.seen;
    return change;
}

JournalEntry HostTagJob::entryOf(const Item &item, const HostTagChange &change) const
{
    JournalEntry entry =
        paletteEntry(m_desk->connection(item.connection), PaletteObject::Host, item.name, item.uid);
    entry.operationId = m_id;
    entry.title = m_title;
    entry.verb = QStringLiteral("change");
    entry.palette.before = onlyChanged(item.seen, change);
    entry.palette.after = onlyChanged(tagsAfter(item.seen, change), change);
    entry.diff = tagDifferences(entry.palette.before, entry.palette.after).join(u'\n');
    return entry;
}

void HostTagJob::start()
{
    m_running = true;
    next();
}

void HostTagJob::stop()
{
    if (!m_running)
        return;
    // A write that is on its way is not called back: whether it arrived is told by its answer alone.
    if (m_mode == Mode::Write && m_at >= 0 && m_outcomes.at(m_at).state == State::Running) {
        m_items.resize(m_at + 1);
        m_outcomes.resize(m_at + 1);
        return;
    }
    m_reading = Call<EdgeHost>();
    m_running = false;
    Q_EMIT finished();
}

void HostTagJob::next()
{
    ++m_at;
    if (m_at >= m_items.size()) {
        m_running = false;
        Q_EMIT finished();
        return;
    }
    const Item &item = m_items.at(m_at);
    const HostTagChange change = changeOf(item);
    if (tagsAfter(item.seen, change) == item.seen) {
        conclude({State::Same, {}, {}});
        return;
    }
    m_outcomes[m_at].state = State::Running;
    Q_EMIT progressed(m_at);
    // The desk outlives this job: a write that is on its way is recorded when its answer comes.
    const Call<EdgeHost> call =
        m_desk->client(item.connection)
            .chain(m_desk, [uid = item.uid, change, isDry = m_mode == Mode::DryRun](
                               const Result<std::shared_ptr<PaletteClient>> &client) {
                if (!client)
                    return Call<EdgeHost>::ready(failure(client.error()));
                return isDry ? (*client)->host(uid) : (*client)->changeHostTags(uid, change);
            });
    if (m_mode == Mode::DryRun) {
        m_reading = call;
    } else {
        call.then(m_log,
                  [log = m_log, entry = entryOf(item, change), change](const Result<EdgeHost> &host) mutable {
                      if (host)
                          entry.palette.after = onlyChanged(host->meta.tags(), change);
                      setOutcome(&entry, host ? nullptr : &host.error());
                      log->record(entry);
                  });
    }
    call.then(this, [this, change](const Result<EdgeHost> &host) {
        if (!m_running)
            return;
        if (!host) {
            const bool unknown = host.error().kind == Error::Kind::OutcomeUnknown;
            conclude({unknown ? State::Unknown : State::Refused, host.error(), {}});
            return;
        }
        if (m_mode == Mode::DryRun) {
            const auto labels = changedLabels(*host, change);
            conclude(labels ? Outcome{State::Would, {}, {}} : Outcome{State::Refused, labels.error(), {}});
            return;
        }
        Q_EMIT tagged(m_items.at(m_at).connection, *host);
        conclude({State::Done, {}, host->meta.tags()});
    });
}

void HostTagJob::conclude(const Outcome &outcome)
{
    m_outcomes[m_at] = outcome;
    Q_EMIT progressed(m_at);
    next();
}

int HostTagJob::count(Outcome::State state) const
{
    return int(std::count_if(m_outcomes.begin(), m_outcomes.end(),
                             [state](const Outcome &outcome) { return outcome.state == state; }));
}

QList<std::pair<HostTagJob::Item, HostTagChange>> HostTagJob::undo() const
{
    QList<std::pair<Item, HostTagChange>> back;
    for (qsizetype i = 0; i < m_items.size(); ++i) {
        if (m_outcomes.at(i).state != State::Done)
            continue;
        Item item = m_items.at(i);
        HostTagChange change;
        QStringList keys = m_change.set.keys();
        keys += m_change.remove;
        for (const QString &key : keys) {
            if (item.seen.contains(key))
                change.set.insert(key, item.seen.value(key));
            else
                change.remove << key;
        }
        item.seen = m_outcomes.at(i).tags;
        back << std::pair(item, change);
    }
    return back;
}

} // namespace easel
