// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/atomicfile.h"
#include "core/base/log.h"
#include "core/base/redact.h"
#include "core/changes/operation.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QStandardPaths>

#include <mutex>

namespace easel {

namespace {

constexpr qint64 rotateAt = 4 * 1024 * 1024; // one older file is kept beside it

// "token: abc" gives a credential away as a pair, and neither of the two alone.
QJsonObject tagsJson(const QMap<QString, QString> &tags)
{
    QJsonObject json;
    for (auto it = tags.begin(); it != tags.end(); ++it) {
        const QString pair = it.key() + QStringLiteral(": ") + it.value();
        json.insert(it.key(), redacted(pair) == pair ? it.value() : QStringLiteral("<redacted>"));
    }
    return json;
}

QMap<QString, QString> tagsOf(const QJsonValue &json)
{
    QMap<QString, QString> tags;
    const QJsonObject object = json.toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        tags.insert(it.key(), it.value().toString());
    return tags;
}

QByteArray lineOf(const JournalEntry &entry)
{
    QJsonObject json{{QStringLiteral("time"), entry.time.toUTC().toString(Qt::ISODateWithMs)},
                     {QStringLiteral("operation"), entry.operationId},
                     {QStringLiteral("title"), redacted(entry.title)},
                     {QStringLiteral("source"), redacted(entry.source)},
                     {QStringLiteral("identity"), redacted(entry.identity)},
                     {QStringLiteral("apiVersion"), entry.ref.apiVersion},
                     {QStringLiteral("kind"), entry.ref.kind},
                     {QStringLiteral("namespace"), entry.ref.namespaceName},
                     {QStringLiteral("name"), entry.ref.name},
                     {QStringLiteral("verb"), entry.verb},
                     {QStringLiteral("outcome"), entry.outcome},
                     {QStringLiteral("message"), redacted(entry.message)},
                     {QStringLiteral("diff"), redacted(entry.diff)},
                     {QStringLiteral("before"), redacted(QString::fromUtf8(entry.before))}};
    if (entry.palette.isSet()) {
        json.insert(QStringLiteral("palette"),
                    QJsonObject{{QStringLiteral("connection"), entry.palette.connection},
                                {QStringLiteral("uid"), entry.palette.uid},
                                {QStringLiteral("before"), tagsJson(entry.palette.before)},
                                {QStringLiteral("after"), tagsJson(entry.palette.after)}});
    }
    return QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n';
}

std::optional<JournalEntry> entryOf(const QByteArray &line)
{
    const QJsonObject json = QJsonDocument::fromJson(line).object();
    JournalEntry entry;
    entry.time = QDateTime::fromString(json.value(u"time").toString(), Qt::ISODateWithMs);
    if (!entry.time.isValid())
        return std::nullopt; // the half line of a crash
    entry.operationId = json.value(u"operation").toString();
    entry.title = json.value(u"title").toString();
    entry.source = json.value(u"source").toString();
    entry.identity = json.value(u"identity").toString();
    entry.ref = {json.value(u"apiVersion").toString(), json.value(u"kind").toString(),
                 json.value(u"namespace").toString(), json.value(u"name").toString()};
    entry.verb = json.value(u"verb").toString();
    entry.outcome = json.value(u"outcome").toString();
    entry.message = json.value(u"message").toString();
    entry.diff = json.value(u"diff").toString();
    entry.before = json.value(u"before").toString().toUtf8();
    const QJsonObject palette = json.value(u"palette").toObject();
    entry.palette = {palette.value(u"connection").toString(), palette.value(u"uid").toString(),
                     tagsOf(palette.value(u"before")), tagsOf(palette.value(u"after"))};
    return entry;
}

// Shared with the jobs that write: lines wait here in order, whoever holds the file's mutex writes all of
// them.
struct JournalFile
{
    QString path;
    std::mutex fileMutex;
    std::mutex queueMutex;
    QByteArrayList queue;

    QString olderPath() const { return path + QStringLiteral(".1"); }

    QByteArrayList takeQueue()
    {
        const std::lock_guard guard(queueMutex);
        return std::exchange(queue, {});
    }

    Result<Done> writeAll()
    {
        const std::lock_guard guard(fileMutex);
        const QByteArrayList lines = takeQueue();
        if (lines.isEmpty())
            return Done{};
        const auto failed = [this](const QString &why) {
            return failure(makeError(
                Error::Kind::File,
                QCoreApplication::translate("easel::Journal", "The journal %1 cannot be written: %2.")
                    .arg(QDir::toNativeSeparators(path), why),
                QCoreApplication::translate(
                    "easel::Journal",
                    "Changes go on without being recorded; check the rights of the folder and the "
                    "space on the disk.")));
        };
        if (const auto folder = makePrivateFolder(QFileInfo(path).absolutePath()); !folder)
            return folder;
        if (QFileInfo(path).size() > rotateAt) {
            QFile::remove(olderPath());
            QFile::rename(path, olderPath());
        }
        QFile file(path);
        // ReadWrite to see how the file ends; unbuffered, so that a line is one write and arrives whole or
        // not at all.
        if (!file.open(QIODevice::ReadWrite | QIODevice::Append | QIODevice::Unbuffered))
            return failed(file.errorString());
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        QByteArray start;
        if (const qint64 size = file.size(); size > 0 && !file.isSequential()) {
            file.seek(size - 1);
            if (file.read(1) != "\n")
                start = "\n"; // a crash left half a line
        }
        for (const QByteArray &line : lines) {
            const QByteArray bytes = start + line;
            start.clear();
            if (file.write(bytes) != bytes.size() || !file.flush())
                return failed(file.errorString());
        }
        return Done{};
    }
};

} // namespace

class Journal::Private
{
public:
    std::shared_ptr<JournalFile> file = std::make_shared<JournalFile>();
    bool saidFailed = false;
};

Journal::Journal(QString file, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->file->path = std::move(file);
}

Journal::~Journal()
{
    if (const auto written = d->file->writeAll(); !written)
        qCWarning(lcChanges) << written.error().message;
}

QString Journal::defaultFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) +
           QStringLiteral("/journal.jsonl");
}

void Journal::append(const JournalEntry &entry)
{
    {
        const std::lock_guard guard(d->file->queueMutex);
        d->file->queue << lineOf(entry);
    }
    runInPool([file = d->file] { return file->writeAll(); }).then(this, [this](const Result<Done> &written) {
        if (written || d->saidFailed)
            return;
        d->saidFailed = true;
        qCWarning(lcChanges) << written.error().message;
        Q_EMIT failed(written.error());
    });
    Q_EMIT appended(entry);
}

Call<QList<JournalEntry>> Journal::latest(int count)
{
    return runInPool([file = d->file, count]() -> Result<QList<JournalEntry>> {
        if (const auto written = file->writeAll(); !written)
            qCWarning(lcChanges) << written.error().message;
        QByteArrayList lines;
        {
            const std::lock_guard guard(file->fileMutex);
            for (const QString &path : {file->olderPath(), file->path}) {
                QFile one(path);
                if (QFileInfo(path).isFile() && one.open(QIODevice::ReadOnly))
                    lines += one.readAll().split('\n');
            }
        }
        QList<JournalEntry> entries;
        for (auto line = lines.crbegin(); line != lines.crend() && entries.size() < count; ++line) {
            if (const auto entry = entryOf(*line))
                entries << *entry;
        }
        return entries;
    });
}

} // namespace easel
