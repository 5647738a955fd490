// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/snapshotfeed.h"

#include "core/domain/kinds.h"

#include <QJsonDocument>

namespace easel {

namespace {

struct ReadJob
{
    QString groupKind;
    QString uid;
    QString version;
    QByteArray raw;
};

struct ReadObject
{
    QString groupKind;
    QString uid;
    QString version;
    QJsonObject object;
};

} // namespace

SnapshotFeed::SnapshotFeed(Source *source, QStringList groupKinds, QString namespaceName, QObject *parent)
    : QObject(parent)
    , m_source(source)
    , m_groupKinds(std::move(groupKinds))
    , m_namespace(std::move(namespaceName))
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(100);
    connect(&m_timer, &QTimer::timeout, this, &SnapshotFeed::read);
    m_objects.systemNamespace = source->systemNamespace();
    connect(source, &Source::catalogChanged, this, &SnapshotFeed::subscribe);
    subscribe();
}

void SnapshotFeed::subscribe()
{
    m_objects.systemNamespace = m_source->systemNamespace();
    for (const QString &groupKind : std::as_const(m_groupKinds)) {
        if (!m_feeds.contains(groupKind))
            watch(groupKind);
    }
    schedule();
}

void SnapshotFeed::watch(const QString &groupKind)
{
    const QString kind = groupKind.section(u'.', 0, 0);
    const QString group = groupKind.section(u'.', 1);
    const ResourceType *type = m_source->catalog().find(group, kind);
    if (!type)
        return;
    auto feed = std::make_shared<Feed>();
    feed->lease = m_source->store({*type, type->namespaced ? m_namespace : QString(), {}});
    ResourceStore *store = feed->lease.get();
    connect(store, &ResourceStore::rowsInserted, this, &SnapshotFeed::schedule);
    connect(store, &ResourceStore::rowsChanged, this, &SnapshotFeed::schedule);
    connect(store, &ResourceStore::rowsRemoved, this, &SnapshotFeed::schedule);
    connect(store, &ResourceStore::truthChanged, this, &SnapshotFeed::schedule);
    m_feeds.insert(groupKind, std::move(feed));
}

bool SnapshotFeed::isReady() const
{
    if (m_source->catalog().isEmpty())
        return false;
    return std::all_of(m_feeds.begin(), m_feeds.end(), [](const auto &feed) { return feed->settled; });
}

QList<Error> SnapshotFeed::errors() const
{
    QList<Error> errors;
    for (const auto &feed : m_feeds) {
        const Truth &truth = feed->lease->truth();
        if (truth.phase == Truth::Phase::Failed && truth.error)
            errors << *truth.error;
    }
    return errors;
}

void SnapshotFeed::schedule()
{
    if (!m_timer.isActive())
        m_timer.start();
}

void SnapshotFeed::read()
{
    if (m_reading) {
        m_again = true;
        return;
    }
    QList<ReadJob> jobs;
    bool removed = false;
    for (auto it = m_feeds.begin(); it != m_feeds.end(); ++it) {
        Feed &feed = **it;
        const QList<Row> &rows = feed.lease->rows();
        for (const Row &row : rows) {
            if (!row.raw.isEmpty() &&
                feed.seen.value(row.uid) != row.resourceVersion + QString::number(qHash(row.raw)))
                jobs << ReadJob{it.key(), row.uid, row.resourceVersion + QString::number(qHash(row.raw)),
                                row.raw};
        }
        if (feed.seen.size() > rows.size() || feed.refs.size() > rows.size()) {
            for (auto ref = feed.refs.begin(); ref != feed.refs.end();) {
                if (feed.lease->indexOf(ref.key()) >= 0) {
                    ++ref;
                    continue;
                }
                m_objects.remove(ref.value());
                feed.seen.remove(ref.key());
                ref = feed.refs.erase(ref);
                removed = true;
            }
        }
    }
    const auto settle = [this] {
        for (auto it = m_feeds.begin(); it != m_feeds.end(); ++it) {
            const Truth::Phase phase = (*it)->lease->truth().phase;
            const bool listed =
                phase == Truth::Phase::Live || phase == Truth::Phase::Stale || phase == Truth::Phase::Offline;
            (*it)->settled = (*it)->settled || listed || phase == Truth::Phase::Failed;
            if (listed)
                m_objects.setComplete(it.key());
        }
        if (!m_source->catalog().isEmpty()) {
            for (const QString &groupKind : std::as_const(m_groupKinds)) {
                if (!m_feeds.contains(groupKind))
                    m_objects.setComplete(groupKind); // not served: there are none
            }
        }
    };
    if (jobs.isEmpty()) {
        settle();
        Q_UNUSED(removed)
        Q_EMIT changed();
        return;
    }
    m_reading = true;
    runInPool([jobs]() -> Result<QList<ReadObject>> {
        QList<ReadObject> objects;
        objects.reserve(jobs.size());
        for (const ReadJob &job : jobs)
            objects << ReadObject{job.groupKind, job.uid, job.version,
                                  QJsonDocument::fromJson(job.raw).object()};
        return objects;
    }).then(this, [this, settle](const Result<QList<ReadObject>> &result) {
        m_reading = false;
        for (const ReadObject &read : *result) {
            const auto feed = m_feeds.value(read.groupKind);
            if (!feed || feed->lease->indexOf(read.uid) < 0)
                continue;
            feed->seen.insert(read.uid, read.version);
            feed->refs.insert(read.uid, refOf(read.object));
            m_objects.insert(read.object);
        }
        settle();
        Q_EMIT changed();
        if (std::exchange(m_again, false))
            schedule();
    });
}

QStringList deploymentSnapshotKinds()
{
    QStringList kinds;
    for (const QString &kind :
         {QStringLiteral("Tenant"), QStringLiteral("Project"), QStringLiteral("ProfileBundle"),
          QStringLiteral("WorkloadProfile"), QStringLiteral("ComponentDefinition"),
          QStringLiteral("VariableSet"), QStringLiteral("ComputePool"), QStringLiteral("Environment"),
          QStringLiteral("AIWorkload")})
        kinds << kind + u'.' + spectroGroup;
    return kinds;
}

QStringList allSpectroKinds()
{
    QStringList kinds;
    for (const KindInfo &info : knownKinds()) {
        if (info.group == spectroGroup)
            kinds << info.kind + u'.' + info.group;
    }
    return kinds;
}

} // namespace easel
