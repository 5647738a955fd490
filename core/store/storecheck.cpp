// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/storecheck.h"

#include "core/base/log.h"
#include "core/store/hubfeeder.h"
#include "core/store/jsonitems.h"

namespace easel {

namespace {

constexpr int sliceSize = 250;

} // namespace

StoreCheck::StoreCheck(KubeClient *client, StorePool *pool, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_pool(pool)
{
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, [this] {
        checkOne();
        start();
    });
}

void StoreCheck::setTimes(const Times &times)
{
    m_times = times;
    if (m_next.isActive())
        start();
}

void StoreCheck::start()
{
    // Not in step with other clients of the hub.
    const qint64 every = m_times.every.count();
    m_next.start(int(every / 2 + QRandomGenerator::global()->bounded(int(every) + 1)));
}

// A live store, and in it one namespace that has something.
std::optional<StoreCheck::Slice> StoreCheck::choose() const
{
    QList<StoreKey> live;
    m_pool->forEach([this, &live](const StoreKey &key, ResourceStore &store, StoreFeeder *) {
        const Truth &truth = store.truth();
        // What nobody holds is on its way out and must not be kept by being looked at.
        if (truth.phase == Truth::Phase::Live && !truth.polled && m_pool->leaseCount(key) > 0)
            live << key;
    });
    if (live.isEmpty())
        return std::nullopt;
    Slice slice;
    slice.key = live.at(QRandomGenerator::global()->bounded(int(live.size())));
    slice.lease = std::make_shared<StoreLease>(m_pool->lease(slice.key));
    const ResourceStore &store = *slice.lease->get();
    slice.key.type = store.type();
    slice.namespaceName = slice.key.namespaceName;
    if (slice.namespaceName.isEmpty() && slice.key.type.namespaced && store.count() > 0)
        slice.namespaceName = store.view(QRandomGenerator::global()->bounded(store.count())).namespaceName();
    if (slice.namespaceName.isEmpty() && !store.truth().within.isEmpty())
        slice.namespaceName = store.truth().within.first();
    return slice;
}

Call<StoreCheck::Answer> StoreCheck::ask(const Slice &slice)
{
    ListOptions options;
    options.namespaceName = slice.namespaceName;
    options.labelSelector = slice.key.labelSelector;
    options.limit = sliceSize;
    options.metadataOnly = true;
    return m_client->list(slice.key.type, options)
        .chain(this, [type = slice.key.type](const Result<ListPage> &page) {
            return runInPool([page, type]() -> Result<Answer> {
                if (!page)
                    return failure(page.error());
                const auto rows = rowsOfPage(page->body, NameOnlyExtractor(), type);
                if (!rows)
                    return failure(rows.error());
                Answer answer;
                answer.whole = page->continueToken.isEmpty();
                for (const Row &row : *rows)
                    answer.versions.insert(row.uid, row.resourceVersion);
                return answer;
            });
        });
}

QStringList StoreCheck::differences(const ResourceStore &store, const QString &namespaceName,
                                    const Versions &onServer, bool whole)
{
    QStringList different;
    for (auto it = onServer.cbegin(); it != onServer.cend(); ++it) {
        const int position = store.indexOf(it.key());
        if (position < 0 || store.view(position).resourceVersion() != it.value())
            different << it.key();
    }
    if (!whole)
        return different;
    const std::string space = namespaceName.toStdString();
    for (int position = 0; position < store.count(); ++position) {
        const RowView row = store.view(position);
        const bool counts = space.empty() || row.namespaceBytes() == space;
        if (counts && !onServer.contains(row.uid()))
            different << row.uid();
    }
    return different;
}

void StoreCheck::checkOne()
{
    const std::optional<Slice> slice = m_busy ? std::nullopt : choose();
    if (!slice)
        return;
    m_busy = true;
    ask(*slice).then(this, [this, slice = *slice](const Result<Answer> &answer) {
        m_busy = false;
        const ResourceStore *store = slice.lease->get();
        if (!answer || store->truth().phase != Truth::Phase::Live)
            return;
        ++m_checked;
        const QStringList suspects =
            differences(*store, slice.namespaceName, answer->versions, answer->whole);
        if (suspects.isEmpty())
            return;
        // They may be on their way.
        m_busy = true;
        QTimer::singleShot(m_times.secondLook, this,
                           [this, slice, suspects, first = *answer] { lookAgain(slice, suspects, first); });
    });
}

void StoreCheck::lookAgain(const Slice &slice, const QStringList &suspects, const Answer &first)
{
    ask(slice).then(this, [this, slice, suspects, first](const Result<Answer> &answer) {
        m_busy = false;
        const ResourceStore *store = slice.lease->get();
        if (!answer || store->truth().phase != Truth::Phase::Live)
            return;
        const QStringList now =
            differences(*store, slice.namespaceName, answer->versions, answer->whole && first.whole);
        QStringList wrong;
        for (const QString &uid : suspects) {
            // What moved on the server in between may be on its way again.
            if (now.contains(uid) && first.versions.value(uid) == answer->versions.value(uid))
                wrong << uid;
        }
        if (!wrong.isEmpty())
            report(slice, wrong);
    });
}

void StoreCheck::report(const Slice &slice, const QStringList &wrong)
{
    ++m_found;
    const QString sentence =
        tr("Easel had %n row(s) of %1 wrong and reads them again. This is a mistake of Easel; please report "
           "it with the log.",
           nullptr, int(wrong.size()))
            .arg(slice.key.type.plural);
    qCCritical(lcStore).noquote() << sentence << "uids:" << wrong.mid(0, 20).join(u' ');
    m_pool->forEach([&slice](const StoreKey &, ResourceStore &store, StoreFeeder *feeder) {
        if (feeder && &store == slice.lease->get())
            feeder->refresh();
    });
    Q_EMIT mismatch(sentence);
}

} // namespace easel
