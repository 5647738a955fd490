// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/workspacesource.h"

#include "core/base/log.h"
#include "core/base/text.h"
#include "core/store/storepool.h"
#include "core/store/workspacecatalog.h"
#include "core/store/workspacelayout.h"
#include "core/store/workspacereader.h"
#include "core/store/workspaceselector.h"
#include "core/store/workspacewatcher.h"
#include "core/store/workspacewriter.h"

#include <QDir>
#include <QJsonDocument>
#include <QPointer>
#include <QStorageInfo>
#include <QTimer>

#include <deque>
#include <mutex>

namespace easel {

namespace {

// Between looks at a folder whose changes the system does not tell, and at one that is gone.
constexpr std::chrono::milliseconds pollInterval{5000};
constexpr std::chrono::milliseconds goneInterval{2000};
// File systems count times in steps of up to two seconds: a file read that soon after its change may have
// changed again without showing it, so it is read again next time.
constexpr qint64 racyMs = 2100;

QString shownFolder(const QString &path)
{
    const QString home = QDir::homePath();
    if (path == home)
        return QStringLiteral("~");
    return cleanedLine(path.startsWith(home + u'/') ? u'~' + path.mid(home.size()) : path);
}

bool isRemote(const QString &path)
{
    // inotify and its like see only what this machine writes.
    const QByteArray type = QStorageInfo(path).fileSystemType().toLower();
    for (const char *remote : {"nfs", "cifs", "smb", "9p", "sshfs", "fuse", "afs", "vboxsf", "webdav"}) {
        if (type.contains(remote))
            return true;
    }
    return false;
}

bool sameProblems(const QList<WorkspaceProblem> &a, const QList<WorkspaceProblem> &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto &x, const auto &y) {
        return std::tie(x.severity, x.file, x.line, x.column, x.sentence) ==
               std::tie(y.severity, y.file, y.line, y.column, y.sentence);
    });
}

bool sameInventory(const QList<InventorySnapshot> &a, const QList<InventorySnapshot> &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto &x, const auto &y) {
        return std::tie(x.file, x.capturedAt, x.source, x.hosts) ==
               std::tie(y.file, y.capturedAt, y.source, y.hosts);
    });
}

struct Feed
{
    Delta delta;
    QHash<QString, QString> known; // uid -> version
};

Feed feedOf(const WorkspaceSnapshot &snapshot, const StoreKey &key, const RowExtractor &extractor,
            const QHash<QString, QString> &known)
{
    Feed feed;
    const auto objects = snapshot.byKind.constFind(key.type.groupKind());
    if (objects != snapshot.byKind.constEnd()) {
        for (const WorkspaceObjectPtr &object : *objects) {
            if (!key.namespaceName.isEmpty() && object->ref.namespaceName != key.namespaceName)
                continue;
            if (!key.labelSelector.isEmpty()) {
                const QJsonObject labels =
                    object->object.value(u"metadata").toObject().value(u"labels").toObject();
                if (!matchesLabelSelector(key.labelSelector, labels))
                    continue;
            }
            const QString uid = object->uid();
            feed.known.insert(uid, object->version);
            if (known.value(uid) == object->version)
                continue;
            const QByteArray json = QJsonDocument(object->object).toJson(QJsonDocument::Compact);
            std::optional<Row> row = extractor.extract({json.constData(), size_t(json.size())});
            if (!row) {
                feed.known.remove(uid);
                continue;
            }
            row->uid = uid;
            row->resourceVersion = object->version;
            feed.delta.upserts << *row;
        }
    }
    for (auto it = known.begin(); it != known.end(); ++it) {
        if (!feed.known.contains(it.key()))
            feed.delta.removals << it.key();
    }
    return feed;
}

// How many objects of each kind the pool has read so far.
class Progress
{
public:
    void reset()
    {
        const std::lock_guard lock(m_mutex);
        m_byKind.clear();
    }
    void add(const WorkspaceFile &file)
    {
        const std::lock_guard lock(m_mutex);
        for (const WorkspaceObjectPtr &object : file.objects)
            ++m_byKind[object->ref.groupKind()];
    }
    int of(const QString &groupKind) const
    {
        const std::lock_guard lock(m_mutex);
        return m_byKind.value(groupKind);
    }

private:
    mutable std::mutex m_mutex;
    QHash<QString, int> m_byKind;
};

// Keeps one store equal to the newest snapshot; rows are made on the pool.
class WorkspaceFeeder : public StoreFeeder
{
public:
    WorkspaceFeeder(StoreKey key, std::shared_ptr<ResourceStore> store, std::function<void()> refresh)
        : m_key(std::move(key))
        , m_store(std::move(store))
        , m_refresh(std::move(refresh))
    {
        loading({});
    }

    void refresh() override { m_refresh(); }

    void loading(const Progress &read)
    {
        if (m_store->truth().phase == Truth::Phase::Live)
            return;
        Truth truth;
        truth.phase = Truth::Phase::Loading;
        truth.loaded = read.of(m_key.type.groupKind());
        m_store->setTruth(truth);
    }

    void failed(const Error &error)
    {
        Truth truth;
        truth.phase = Truth::Phase::Failed;
        truth.since = QDateTime::currentDateTimeUtc();
        truth.error = error;
        m_store->setTruth(truth);
    }

    void update(const WorkspaceSnapshotPtr &snapshot)
    {
        m_wanted = snapshot;
        if (!m_running)
            next();
    }

private:
    void next()
    {
        m_running = true;
        const WorkspaceSnapshotPtr snapshot = m_wanted;
        runInPool([snapshot, key = m_key, extractor = m_store->extractor(),
                   known = m_known]() -> Result<Feed> {
            return feedOf(*snapshot, key, *extractor, known);
        }).then(&m_context, [this, snapshot](const Result<Feed> &feed) { deliver(*feed, snapshot, 0); });
    }

    // In slices, so that ten thousand rows leave the window time to breathe.
    void deliver(const Feed &feed, const WorkspaceSnapshotPtr &snapshot, qsizetype from)
    {
        constexpr qsizetype slice = 1000;
        Delta part;
        part.upserts = feed.delta.upserts.mid(from, slice);
        if (from == 0)
            part.removals = feed.delta.removals;
        if (!part.upserts.isEmpty() || !part.removals.isEmpty())
            m_store->apply(part);
        if (from + slice < feed.delta.upserts.size()) {
            QMetaObject::invokeMethod(
                &m_context, [this, feed, snapshot, next = from + slice] { deliver(feed, snapshot, next); },
                Qt::QueuedConnection);
            return;
        }
        m_known = feed.known;
        m_running = false;
        if (snapshot != m_wanted) {
            next();
            return;
        }
        Truth truth;
        truth.phase = Truth::Phase::Live;
        truth.since = snapshot->readAt;
        truth.loaded = m_store->count();
        m_store->setTruth(truth);
    }

    StoreKey m_key;
    std::shared_ptr<ResourceStore> m_store;
    std::function<void()> m_refresh;
    WorkspaceSnapshotPtr m_wanted;
    QHash<QString, QString> m_known;
    bool m_running = false;
    QObject m_context; // last: no answer comes to a feeder that is half gone
};

// What a scan found out before it reads.
struct ScanPlan
{
    WorkspaceListing listing;
    QHash<QString, WorkspaceFilePtr> files; // those that need no reading
    QList<WorkspaceEntry> toRead;
    QHash<QString, WorkspaceFilePtr> before; // what the ones to read were, where that can be compared
    QSet<QString> changed;                   // absolute paths of those that turned out different
};

// The same content under new times: the objects stay the very same, so nothing downstream looks at them
// again.
WorkspaceFilePtr sameAgain(const WorkspaceFile &old, const WorkspaceFile &now)
{
    auto file = std::make_shared<WorkspaceFile>(old);
    file->size = now.size;
    file->modifiedMs = now.modifiedMs;
    file->changedMs = now.changedMs;
    file->readMs = now.readMs;
    return file;
}

ScanPlan planScan(const QString &root, const WorkspaceLimits &limits, const std::atomic_bool &canceled,
                  const WorkspaceSnapshotPtr &before, const QSet<QString> &suspects, bool everything)
{
    ScanPlan plan;
    plan.listing = listWorkspace(root, limits, canceled);
    if (plan.listing.error)
        return plan;
    // The system namespace is part of what every file says.
    const bool comparable = before && !everything && before->listing.root == plan.listing.root &&
                            before->listing.settings.systemNamespace == plan.listing.settings.systemNamespace;
    for (const WorkspaceEntry &entry : std::as_const(plan.listing.entries)) {
        const WorkspaceFilePtr old = comparable ? before->files.value(entry.path) : nullptr;
        const bool same = old && old->size == entry.size && old->modifiedMs == entry.modifiedMs &&
                          old->changedMs == entry.changedMs &&
                          old->readMs - qMax(old->modifiedMs, old->changedMs) > racyMs &&
                          !suspects.contains(plan.listing.root + u'/' + entry.path);
        if (same) {
            plan.files.insert(entry.path, old);
            continue;
        }
        plan.toRead << entry;
        // Files that could not be read have no hash: their problem may have changed.
        if (old && !old->hash.isEmpty())
            plan.before.insert(entry.path, old);
    }
    return plan;
}

} // namespace

class WorkspaceSource::Private
{
public:
    Private(WorkspaceSource *owner, QString folder, ExtractorFactory factory)
        : q(owner)
        , root(QDir(folder).absolutePath())
        , pool(std::move(factory), [this](const StoreKey &key, const std::shared_ptr<ResourceStore> &store) {
            return feeder(key, store);
        })
    {
        progress.setInterval(100);
        QObject::connect(&progress, &QTimer::timeout, q, [this] {
            forEachFeeder([this](WorkspaceFeeder &feeder) { feeder.loading(*read); });
        });
        QObject::connect(&watcher, &WorkspaceWatcher::settled, q,
                         [this](const QSet<QString> &files) { scan(files, false); });
        QObject::connect(&watcher, &WorkspaceWatcher::incomplete, q, [this] {
            qCInfo(lcFiles) << "the system watches no more files; looking every few seconds instead";
            unwatched = true;
            setPolling();
        });
    }

    ~Private()
    {
        *canceled = true;
        for (const Promise<WriteResult> &promise : std::as_const(pending)) {
            promise.finish(
                failure(Error::Kind::OutcomeUnknown,
                        WorkspaceSource::tr("The workspace was closed before the write was done.")));
        }
    }

    std::unique_ptr<StoreFeeder> feeder(const StoreKey &key, const std::shared_ptr<ResourceStore> &store)
    {
        auto made = std::make_unique<WorkspaceFeeder>(key, store, [this] { scan({}, true); });
        if (error)
            made->failed(*error);
        else if (snapshot)
            made->update(snapshot);
        return made;
    }

    void forEachFeeder(const std::function<void(WorkspaceFeeder &)> &visit)
    {
        pool.forEach([&visit](const StoreKey &, ResourceStore &, StoreFeeder *feeder) {
            if (feeder)
                visit(static_cast<WorkspaceFeeder &>(*feeder));
        });
    }

    // ---- one thing at a time: a scan that overlaps a write could bring back what was before it

    void enqueue(std::function<void()> job)
    {
        jobs.push_back(std::move(job));
        if (!busy)
            nextJob();
    }

    void nextJob()
    {
        busy = !jobs.empty();
        if (!busy)
            return;
        const std::function<void()> job = std::move(jobs.front());
        jobs.pop_front();
        job();
    }

    // ---- reading

    void scan(const QSet<QString> &files, bool all)
    {
        suspects.unite(files);
        everything = everything || all;
        if (scanQueued)
            return;
        scanQueued = true;
        enqueue([this] { startScan(); });
    }

    void startScan()
    {
        scanQueued = false;
        if (!snapshot || error)
            progress.start();
        read->reset();
        runInPool([root = root, limits = limits, canceled = canceled, before = snapshot,
                   named = std::exchange(suspects, {}),
                   all = std::exchange(everything, false)]() -> Result<ScanPlan> {
            return planScan(root, limits, *canceled, before, named, all);
        }).then(q, [this](const Result<ScanPlan> &plan) { readFiles(*plan); });
    }

    void readFiles(const ScanPlan &plan)
    {
        if (plan.listing.error) {
            fail(*plan.listing.error);
            progress.stop();
            nextJob();
            return;
        }
        reading = plan;
        const qsizetype share = qMax<qsizetype>(8, plan.toRead.size() / (QThread::idealThreadCount() * 4));
        batches = int((plan.toRead.size() + share - 1) / share);
        if (batches == 0)
            assemble();
        for (qsizetype first = 0; first < plan.toRead.size(); first += share) {
            runInPool([listing = plan.listing, entries = plan.toRead.mid(first, share), limits = limits,
                       canceled = canceled, counter = read]() -> Result<QList<WorkspaceFilePtr>> {
                QList<WorkspaceFilePtr> files;
                for (const WorkspaceEntry &entry : entries) {
                    if (*canceled)
                        break;
                    files << readWorkspaceFile(listing, entry, limits);
                    counter->add(*files.last());
                }
                return files;
            }).then(q, [this](const Result<QList<WorkspaceFilePtr>> &files) {
                for (const WorkspaceFilePtr &file : *files) {
                    const WorkspaceFilePtr old = reading.before.value(file->path);
                    reading.files.insert(file->path,
                                         old && old->hash == file->hash ? sameAgain(*old, *file) : file);
                    if (!old || old->hash != file->hash)
                        reading.changed.insert(reading.listing.root + u'/' + file->path);
                }
                if (--batches == 0)
                    assemble();
            });
        }
    }

    void assemble()
    {
        const QSet<QString> renewed = reading.changed;
        runInPool([listing = reading.listing, files = reading.files]() -> Result<WorkspaceSnapshotPtr> {
            return assembleWorkspace(listing, files);
        }).then(q, [this, renewed](const Result<WorkspaceSnapshotPtr> &made) {
            reading = {};
            progress.stop();
            install(*made, renewed);
            nextJob();
        });
    }

    void install(const WorkspaceSnapshotPtr &made, const QSet<QString> &renewed)
    {
        WorkspaceSnapshotPtr before = std::exchange(snapshot, made);
        const bool first = !before || error.has_value();
        error.reset();
        if (!before || before->types != made->types)
            catalog = ApiCatalog(made->types);
        watchFolder(renewed);
        forEachFeeder([&made](WorkspaceFeeder &feeder) { feeder.update(made); });
        if (first) {
            state.phase = SourceState::Phase::Live;
            state.since = made->readAt;
            state.error.reset();
            state.nextTry = {};
            remote = isRemote(made->listing.root);
            setPolling();
        }
        state.lastHeard = made->readAt;
        Q_EMIT q->stateChanged();
        if (!before || before->types != made->types)
            Q_EMIT q->catalogChanged();
        if (!before || !sameProblems(before->problems, made->problems))
            Q_EMIT q->problemsChanged();
        if (!before || !sameInventory(before->inventory, made->inventory))
            Q_EMIT q->inventoryChanged();
        // Thousands of objects take their time to go, too.
        if (before)
            QThreadPool::globalInstance()->start([old = std::move(before)] {});
    }

    void fail(const Error &why)
    {
        const bool news = !error || error->message != why.message;
        error = why;
        state.phase = SourceState::Phase::Failed;
        state.error = why;
        state.nextTry = QDateTime::currentDateTimeUtc().addMSecs(goneInterval.count());
        setPolling();
        if (!news)
            return;
        state.since = QDateTime::currentDateTimeUtc();
        qCInfo(lcFiles) << errorSentence(why);
        forEachFeeder([&why](WorkspaceFeeder &feeder) { feeder.failed(why); });
        Q_EMIT q->stateChanged();
    }

    void watchFolder(const QSet<QString> &renewed)
    {
        const WorkspaceListing &listing = snapshot->listing;
        QStringList paths{listing.root + u'/' + workspaceMarker};
        for (const QString &folder : listing.folders)
            paths << (folder.isEmpty() ? listing.root : listing.root + u'/' + folder);
        for (const WorkspaceEntry &entry : listing.entries)
            paths << listing.root + u'/' + entry.path;
        QSet<QString> anew = renewed;
        anew.insert(listing.root + u'/' + workspaceMarker);
        watcher.watch(paths, anew);
    }

    void setPolling()
    {
        if (error)
            watcher.setPolling(goneInterval);
        else
            watcher.setPolling(unwatched || remote ? pollInterval : std::chrono::milliseconds(0));
    }

    // ---- answering

    // Runs once the folder has been read, or has turned out to be unreadable; at once when that is known.
    void whenRead(std::function<void()> answer)
    {
        if (snapshot || error) {
            answer();
            return;
        }
        enqueue([this, answer = std::move(answer)] {
            answer();
            nextJob();
        });
    }

    Error notThere(const QString &attempt) const
    {
        if (error)
            return *error;
        return makeError(Error::Kind::NotFound, WorkspaceSource::tr("The workspace is not open."),
                         WorkspaceSource::tr("Open it first."))
            .tried(attempt);
    }

    using Step = std::function<WorkspaceOutcome(const WorkspaceSnapshotPtr &, const WorkspaceLimits &)>;

    Call<WriteResult> write(Step step)
    {
        const Promise<WriteResult> promise;
        const int number = ++writes;
        pending.insert(number, promise);
        enqueue([this, number, promise, step = std::move(step)] {
            if (promise.isCanceled() || !snapshot || error) {
                promise.finish(failure(notThere(QString())));
                written(number);
                return;
            }
            runInPool([step, before = snapshot, limits = limits]() -> Result<WorkspaceOutcome> {
                return step(before, limits);
            }).then(q, [this, number, promise](const Result<WorkspaceOutcome> &outcome) {
                if (outcome->snapshot)
                    installWritten(outcome->snapshot);
                promise.finish(outcome->result);
                written(number);
            });
        });
        return promise.call();
    }

    void installWritten(const WorkspaceSnapshotPtr &made)
    {
        QSet<QString> renewed;
        for (auto it = made->files.begin(); it != made->files.end(); ++it) {
            if (snapshot->files.value(it.key()) != it.value())
                renewed.insert(made->listing.root + u'/' + it.key());
        }
        install(made, renewed);
    }

    void written(int number)
    {
        pending.remove(number);
        nextJob();
    }

    WorkspaceSource *q;
    QString root;
    WorkspaceLimits limits;
    WorkspaceSnapshotPtr snapshot;
    std::optional<Error> error; // why there is no folder now
    SourceState state;
    ApiCatalog catalog{workspaceTypes()};
    WorkspaceWatcher watcher;
    bool unwatched = false;
    bool remote = false;
    bool opened = false;

    std::deque<std::function<void()>> jobs;
    bool busy = false;
    bool scanQueued = false;
    QSet<QString> suspects;
    bool everything = false;
    ScanPlan reading;
    int batches = 0;
    QTimer progress;
    std::shared_ptr<Progress> read = std::make_shared<Progress>();
    std::shared_ptr<std::atomic_bool> canceled = std::make_shared<std::atomic_bool>(false);
    QHash<int, Promise<WriteResult>> pending; // by number, until answered
    int writes = 0;
    StorePool pool; // last: its feeders speak of all of the above
};

WorkspaceSource::WorkspaceSource(QString root, ExtractorFactory factory, QObject *parent)
    : Source(parent)
    , d(std::make_unique<Private>(this, std::move(root), std::move(factory)))
{}

WorkspaceSource::~WorkspaceSource() = default;

QString WorkspaceSource::root() const
{
    return d->root;
}

WorkspaceSettings WorkspaceSource::settings() const
{
    return d->snapshot ? d->snapshot->listing.settings : WorkspaceSettings{};
}

QList<WorkspaceProblem> WorkspaceSource::problems() const
{
    return d->snapshot ? d->snapshot->problems : QList<WorkspaceProblem>{};
}

QList<InventorySnapshot> WorkspaceSource::inventory() const
{
    return d->snapshot ? d->snapshot->inventory : QList<InventorySnapshot>{};
}

bool WorkspaceSource::isWritable() const
{
    return d->snapshot && !d->error && d->snapshot->listing.writable;
}

Result<Done> WorkspaceSource::create(const QString &root, const QString &name)
{
    return createWorkspace(root, name);
}

QString WorkspaceSource::fileFor(const QJsonObject &object, const QString &systemNamespace)
{
    return workspacePlace(object, systemNamespace);
}

QString WorkspaceSource::title() const
{
    const QString name = settings().name;
    return name.isEmpty() ? cleanedLine(QFileInfo(d->root).fileName()) : name;
}

QString WorkspaceSource::identityText() const
{
    return tr("folder %1").arg(shownFolder(d->root));
}

SourceState WorkspaceSource::state() const
{
    return d->state;
}

QString WorkspaceSource::systemNamespace() const
{
    return settings().systemNamespace;
}

void WorkspaceSource::open()
{
    if (std::exchange(d->opened, true))
        return;
    d->state.since = QDateTime::currentDateTimeUtc();
    d->scan({}, true);
}

void WorkspaceSource::refresh()
{
    if (d->opened)
        d->scan({}, true);
}

const ApiCatalog &WorkspaceSource::catalog() const
{
    return d->catalog;
}

StoreLease WorkspaceSource::store(const StoreKey &key)
{
    return d->pool.lease(key);
}

Call<QJsonObject> WorkspaceSource::fetch(const ObjectRef &ref)
{
    const Promise<QJsonObject> promise;
    d->whenRead([this, promise, ref] {
        const QString attempt = tr("read %1").arg(cleanedLine(ref.text()));
        if (!d->snapshot) {
            promise.finish(failure(d->notThere(attempt)));
            return;
        }
        if (const WorkspaceObjectPtr object = d->snapshot->objects.value(ref)) {
            promise.finish(object->object);
            return;
        }
        promise.finish(failure(makeError(Error::Kind::NotFound,
                                         tr("There is no %1 in this workspace.").arg(cleanedLine(ref.text())),
                                         tr("Look at the list again."))
                                   .tried(attempt)));
    });
    return promise.call();
}

Call<ObjectText> WorkspaceSource::text(const ObjectRef &ref)
{
    const Promise<ObjectText> promise;
    d->whenRead([this, promise, ref] {
        if (!d->snapshot) {
            promise.finish(failure(d->notThere(tr("read %1").arg(cleanedLine(ref.text())))));
            return;
        }
        runInPool([snapshot = d->snapshot, limits = d->limits, ref]() -> Result<ObjectText> {
            return textInWorkspace(snapshot, ref, limits);
        }).then(this, [promise](const Result<ObjectText> &text) { promise.finish(text); });
    });
    return promise.call();
}

Call<QList<QJsonObject>> WorkspaceSource::events(const ObjectRef &, const QString &)
{
    return Call<QList<QJsonObject>>::ready(QList<QJsonObject>{}); // nothing happens in a folder
}

Call<AccessAnswer> WorkspaceSource::can(const AccessQuestion &question)
{
    const Promise<AccessAnswer> promise;
    d->whenRead([this, promise, question] {
        AccessAnswer answer;
        answer.allowed = question.verb == u"get" || question.verb == u"list" || question.verb == u"watch";
        if (question.subresource == u"status" && !answer.allowed) {
            answer.reason = tr("The status is what a hub says; it is never written to a file.");
        } else if (!answer.allowed) {
            answer.allowed = isWritable();
            if (!answer.allowed) {
                answer.reason = d->error ? errorSentence(*d->error)
                                         : tr("The folder %1 is read-only.").arg(shownFolder(d->root));
            }
        }
        promise.finish(answer);
    });
    return promise.call();
}

Call<std::shared_ptr<const Schema>> WorkspaceSource::schemaOf(const ResourceType &type)
{
    return runInPool([type]() -> Result<std::shared_ptr<const Schema>> {
        return Schema::builtin(type.group, type.version, type.kind);
    });
}

Call<WriteResult> WorkspaceSource::apply(const QJsonObject &object, const WriteOptions &options)
{
    return d->write([object, options](const WorkspaceSnapshotPtr &snapshot, const WorkspaceLimits &limits) {
        return applyToWorkspace(snapshot, object, options, limits);
    });
}

Call<WriteResult> WorkspaceSource::mergePatch(const ObjectRef &ref, const QJsonObject &patch,
                                              const WriteOptions &options)
{
    return d->write(
        [ref, patch, options](const WorkspaceSnapshotPtr &snapshot, const WorkspaceLimits &limits) {
            return mergeIntoWorkspace(snapshot, ref, patch, options, limits);
        });
}

Call<Done> WorkspaceSource::remove(const ObjectRef &ref, const DeleteOptions &options)
{
    return d
        ->write([ref, options](const WorkspaceSnapshotPtr &snapshot, const WorkspaceLimits &limits) {
            return removeFromWorkspace(snapshot, ref, options, limits);
        })
        .map(this, [](const Result<WriteResult> &result) -> Result<Done> {
            if (!result)
                return failure(result.error());
            return Done{};
        });
}

Call<WriteResult> WorkspaceSource::replaceText(const ObjectRef &ref, const QByteArray &text,
                                               const WriteOptions &options)
{
    return d->write(
        [ref, text, options](const WorkspaceSnapshotPtr &snapshot, const WorkspaceLimits &limits) {
            return replaceTextInWorkspace(snapshot, ref, text, options, limits);
        });
}

} // namespace easel
