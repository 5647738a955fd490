// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/atomicfile.h"
#include "core/base/log.h"
#include "core/changes/draft.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QLockFile>
#include <QStandardPaths>
#include <QTimer>

#include <mutex>
#include <unordered_map>

namespace easel {

namespace {

constexpr int saveDelayMs = 400; // with the write itself below half a second

QString lockOf(const QString &path)
{
    return path + QStringLiteral(".lock");
}

QByteArray bytesOf(const Draft &draft)
{
    QJsonObject json = draft.toJson();
    json.insert(QStringLiteral("savedAt"), QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs));
    return QJsonDocument(json).toJson();
}

// One draft's file, shared with the jobs that write it: an older text never comes after a newer one, and
// nothing comes after the discard.
struct DraftFile
{
    QString path;
    std::mutex mutex;
    int written = 0;
    bool gone = false;

    Result<bool> write(int number, const QByteArray &content)
    {
        const std::lock_guard guard(mutex);
        if (gone || number < written)
            return false;
        const auto done = writePrivateFile(path, content);
        if (!done)
            return tl::unexpected(done.error());
        written = number;
        return true;
    }

    void discard()
    {
        const std::lock_guard guard(mutex);
        gone = true;
        QFile::remove(path);
    }
};

} // namespace

class DraftStore::Private
{
public:
    struct Kept
    {
        std::shared_ptr<DraftFile> file;
        std::unique_ptr<QLockFile>
            lock; // held while this run works on the draft, so that no other run offers it
        std::unique_ptr<QTimer> timer;
        int number = 0;
        bool unsaved = false;
        QDateTime savedAt;
    };

    Private(DraftStore *store, QString where)
        : q(store)
        , folder(std::move(where))
    {}

    void save(Draft *draft)
    {
        const auto known = drafts.find(draft);
        if (known == drafts.end())
            return;
        Kept &kept = known->second;
        kept.timer->stop();
        const int number = ++kept.number;
        const auto file = kept.file;
        runInPool([file, number, bytes = bytesOf(*draft)] {
            return file->write(number, bytes);
        }).then(q, [this, draft, file, number](const Result<bool> &written) {
            const auto still = drafts.find(draft);
            if (still == drafts.end() || still->second.file != file)
                return;
            if (!written) {
                qCWarning(lcChanges) << "draft not kept:" << written.error().message;
                Q_EMIT q->saveFailed(draft, written.error());
                return;
            }
            if (number == still->second.number && !still->second.timer->isActive())
                still->second.unsaved = false;
            still->second.savedAt = QDateTime::currentDateTimeUtc();
            Q_EMIT q->saved(draft);
        });
    }

    // The draft or this run ends: what is not on disk yet goes there now.
    void leave(Draft *draft)
    {
        const auto known = drafts.find(draft);
        if (known == drafts.end())
            return;
        Kept &kept = known->second;
        if (kept.unsaved) {
            if (const auto written = kept.file->write(++kept.number, bytesOf(*draft)); !written)
                qCWarning(lcChanges) << "draft not kept:" << written.error().message;
        }
        drafts.erase(known);
    }

    DraftStore *q;
    QString folder;
    std::unordered_map<Draft *, Kept> drafts; // a draft takes itself out before it ends
};

DraftStore::DraftStore(QString folder, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(folder)))
{}

DraftStore::~DraftStore()
{
    while (!d->drafts.empty())
        d->leave(d->drafts.begin()->first);
}

QString DraftStore::defaultFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/drafts");
}

void DraftStore::keep(Draft *draft)
{
    if (d->drafts.count(draft) > 0)
        return;
    Private::Kept &kept = d->drafts[draft];
    kept.file = std::make_shared<DraftFile>();
    kept.file->path = d->folder + u'/' + draft->id() + QStringLiteral(".json");
    kept.timer = std::make_unique<QTimer>();
    kept.timer->setSingleShot(true);
    kept.timer->setInterval(saveDelayMs);
    kept.unsaved = true;
    if (makePrivateFolder(d->folder)) {
        kept.lock = std::make_unique<QLockFile>(lockOf(kept.file->path));
        kept.lock->setStaleLockTime(0); // only the death of its process frees it
        kept.lock->tryLock(0);
    }
    connect(kept.timer.get(), &QTimer::timeout, this, [this, draft] { d->save(draft); });
    connect(draft, &Draft::changed, this, [this, draft] {
        const auto known = d->drafts.find(draft);
        if (known == d->drafts.end())
            return;
        known->second.unsaved = true;
        if (!known->second.timer->isActive()) // not restarted: typing on must not put the save off
            known->second.timer->start();
    });
    connect(draft, &Draft::aboutToEnd, this, [this, draft] { d->leave(draft); });
    d->save(draft);
}

void DraftStore::discard(Draft *draft)
{
    const auto known = d->drafts.find(draft);
    if (known == d->drafts.end()) {
        // Left behind by an earlier run and never taken up again in this one.
        const QString path = d->folder + u'/' + draft->id() + QStringLiteral(".json");
        runInPool([path]() -> Result<Done> {
            QFile::remove(path);
            return Done{};
        });
        return;
    }
    draft->disconnect(this);
    const auto file = known->second.file;
    d->drafts.erase(known);
    runInPool([file]() -> Result<Done> {
        file->discard();
        return Done{};
    });
}

QDateTime DraftStore::savedAt(const Draft *draft) const
{
    const auto known = d->drafts.find(const_cast<Draft *>(draft)); // NOLINT: the key is never written through
    return known == d->drafts.end() ? QDateTime() : known->second.savedAt;
}

Call<QList<QJsonObject>> DraftStore::leftBehind()
{
    QStringList mine;
    for (const auto &[draft, kept] : d->drafts)
        mine << draft->id();
    return runInPool([folder = d->folder, mine]() -> Result<QList<QJsonObject>> {
        QList<QJsonObject> found;
        const QFileInfoList files = QDir(folder).entryInfoList({QStringLiteral("*.json")},
                                                               QDir::Files | QDir::NoSymLinks, QDir::Time);
        for (const QFileInfo &info : files) {
            if (mine.contains(info.completeBaseName()) || info.size() > 32 * 1024 * 1024)
                continue;
            QLockFile lock(lockOf(info.absoluteFilePath()));
            lock.setStaleLockTime(0);
            if (!lock.tryLock(0) && lock.error() == QLockFile::LockFailedError)
                continue; // another window of Easel works on it
            QFile file(info.absoluteFilePath());
            if (!file.open(QIODevice::ReadOnly))
                continue;
            const QJsonObject json = QJsonDocument::fromJson(file.readAll()).object();
            if (json.value(u"id").toString() == info.completeBaseName())
                found << json;
        }
        return found;
    });
}

} // namespace easel
