// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/workspacereader.h"

#include "core/base/log.h"
#include "core/base/readupto.h"
#include "core/base/redact.h"
#include "core/base/text.h"
#include "core/store/workspacecatalog.h"
#include "core/store/workspacelayout.h"
#include "core/yaml/yamlreader.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

namespace easel {

namespace {

using Severity = WorkspaceProblem::Severity;

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Workspace)
};

bool isReadable(const QString &name)
{
    return name.endsWith(u".yaml") || name.endsWith(u".yml") || name.endsWith(u".json");
}

QString shown(const QString &path)
{
    return cleanedLine(path);
}

// ---- listing

class Lister
{
public:
    Lister(WorkspaceListing &listing, const WorkspaceLimits &limits, const std::atomic_bool &canceled)
        : m_listing(listing)
        , m_limits(limits)
        , m_canceled(canceled)
        , m_ignore(listing.settings.ignore)
    {}

    void run()
    {
        m_visitedFolders.insert(m_listing.root);
        listFolder(QString());
        // Links last: what they point at inside the root has mostly been met by then under its own name.
        for (qsizetype i = 0; i < m_links.size() && !m_full; ++i)
            follow(m_links.at(i));
        std::sort(m_listing.entries.begin(), m_listing.entries.end(),
                  [](const WorkspaceEntry &a, const WorkspaceEntry &b) { return a.path < b.path; });
        if (m_full) {
            report(Severity::Error, QString(),
                   Text::tr(
                       "The folder holds more than %1 files; the rest is not read. Open a smaller folder, or "
                       "name what does "
                       "not belong in `ignore` of easel.yaml.")
                       .arg(QLocale().toString(m_limits.maxFiles)));
        }
    }

private:
    QString absolute(const QString &relative) const
    {
        return relative.isEmpty() ? m_listing.root : m_listing.root + u'/' + relative;
    }

    void report(Severity severity, const QString &file, const QString &sentence)
    {
        WorkspaceProblem problem;
        problem.severity = severity;
        problem.file = file;
        problem.sentence = sentence;
        m_listing.problems << problem;
    }

    void listFolder(const QString &relative)
    {
        if (m_canceled || m_full)
            return;
        const QDir folder(absolute(relative));
        if (!QFileInfo(folder.path()).isReadable()) {
            report(Severity::Error, relative,
                   Text::tr("The folder %1 may not be read.").arg(shown(relative)));
            return;
        }
        m_listing.folders << relative;
        // No QDir::Hidden: dot files and dot folders (.git) are not ours.
        const QFileInfoList children =
            folder.entryInfoList(QDir::Files | QDir::Dirs | QDir::System | QDir::NoDotAndDotDot, QDir::Name);
        for (const QFileInfo &child : children) {
            if (m_canceled || m_full)
                return;
            const QString path = relative.isEmpty() ? child.fileName() : relative + u'/' + child.fileName();
            if (child.fileName().startsWith(u'.'))
                continue;
            if (child.isSymLink())
                m_links << path;
            else if (child.isDir())
                enterFolder(path);
            else
                take(path, child);
        }
    }

    void enterFolder(const QString &path)
    {
        if (m_ignore.matchesFolder(path))
            return;
        const QString canonical = QFileInfo(absolute(path)).canonicalFilePath();
        if (m_visitedFolders.contains(canonical))
            return;
        m_visitedFolders.insert(canonical);
        if (QFileInfo::exists(absolute(path) + u'/' + workspaceMarker)) {
            report(Severity::Warning, path + u'/' + workspaceMarker,
                   Text::tr("%1 is a workspace of its own and is not read here.").arg(shown(path)));
            return;
        }
        listFolder(path);
    }

    void take(const QString &path, const QFileInfo &info)
    {
        // Pipes and devices never end; isFile() is false for them.
        if (!info.isFile() || !isReadable(info.fileName()) || path == workspaceMarker ||
            m_ignore.matches(path))
            return;
        if (m_listing.entries.size() >= m_limits.maxFiles) {
            m_full = true;
            return;
        }
        m_visitedFiles.insert(info.canonicalFilePath());
        WorkspaceEntry entry;
        entry.path = path;
        entry.size = info.size();
        entry.modifiedMs = info.lastModified().toMSecsSinceEpoch();
        entry.changedMs = info.metadataChangeTime().toMSecsSinceEpoch();
        m_listing.entries << entry;
    }

    void follow(const QString &path)
    {
        if (m_canceled || m_ignore.matches(path))
            return;
        const QFileInfo link(absolute(path));
        const QString target = link.canonicalFilePath(); // empty when it leads nowhere or round in a circle
        if (target.isEmpty()) {
            if (isReadable(path))
                report(Severity::Warning, path, Text::tr("%1 is a link to nothing.").arg(shown(path)));
            return;
        }
        if (!target.startsWith(m_listing.root + u'/') && target != m_listing.root) {
            if (link.isDir() || isReadable(path)) {
                report(
                    Severity::Warning, path,
                    Text::tr("%1 is a link that leaves the workspace; it is not followed.").arg(shown(path)));
            }
            return;
        }
        if (link.isDir())
            enterFolder(path);
        else if (!m_visitedFiles.contains(target))
            take(path, QFileInfo(target).isFile() ? link : QFileInfo());
    }

    WorkspaceListing &m_listing;
    const WorkspaceLimits &m_limits;
    const std::atomic_bool &m_canceled;
    WorkspaceIgnore m_ignore;
    QStringList m_links;
    QSet<QString> m_visitedFolders;
    QSet<QString> m_visitedFiles;
    bool m_full = false;
};

// ---- easel.yaml

class SettingsReader
{
public:
    explicit SettingsReader(WorkspaceListing &listing)
        : m_listing(listing)
    {}

    void read(const QByteArray &text)
    {
        const Result<YamlDocument> read = readYamlDocument(text);
        if (!read) {
            const YamlMark mark = markOfError(read.error());
            report(Severity::Error, mark,
                   Text::tr("easel.yaml cannot be read: %1 The usual settings are used.")
                       .arg(cleanedLine(read.error().message)));
            return;
        }
        m_document = *read;
        const QJsonObject root = m_document.value.toObject();
        if (root.value(u"kind").toString() != u"Workspace" ||
            !root.value(u"apiVersion").toString().startsWith(u"easel.dev/")) {
            report(
                Severity::Error, {1, 1},
                Text::tr(
                    "easel.yaml should hold apiVersion easel.dev/v1 and kind Workspace. The usual settings "
                    "are used."));
            return;
        }
        WorkspaceSettings &settings = m_listing.settings;
        take({"metadata", "name"}, settings.name);
        take({"spec", "versioningType"}, settings.versioningType);
        take({"spec", "systemNamespace"}, settings.systemNamespace);
        take({"spec", "hub", "context"}, settings.hubContext);
        take({"spec", "inventory", "warnAfter"}, settings.inventoryWarnAfter);
        const JsonPointer ignore = pointer({"spec", "ignore"});
        const QJsonValue patterns = ignore.get(m_document.value);
        if (patterns.isArray()) {
            for (const auto &pattern : patterns.toArray())
                settings.ignore << pattern.toString();
        } else if (!patterns.isUndefined() && !patterns.isNull()) {
            report(Severity::Warning, m_document.markOf(ignore),
                   Text::tr("`ignore` of easel.yaml should be a list of patterns."));
        }
        if (settings.versioningType != u"basic" && settings.versioningType != u"semantic") {
            report(Severity::Warning, m_document.markOf(pointer({"spec", "versioningType"})),
                   Text::tr("versioningType of easel.yaml should be basic or semantic."));
            settings.versioningType = QStringLiteral("basic");
        }
        const QJsonObject spec = root.value(u"spec").toObject();
        for (auto it = spec.begin(); it != spec.end(); ++it) {
            static const QStringList known{QStringLiteral("versioningType"),
                                           QStringLiteral("systemNamespace"), QStringLiteral("hub"),
                                           QStringLiteral("inventory"), QStringLiteral("ignore")};
            if (!known.contains(it.key())) {
                report(Severity::Warning, m_document.markOf(pointer({"spec"}) / it.key()),
                       Text::tr("easel.yaml has a setting that Easel does not know: %1.")
                           .arg(cleanedLine(it.key())));
            }
        }
    }

private:
    static JsonPointer pointer(std::initializer_list<const char *> tokens)
    {
        QStringList list;
        for (const char *token : tokens)
            list << QLatin1String(token);
        return JsonPointer(list);
    }

    void take(std::initializer_list<const char *> tokens, QString &target)
    {
        const JsonPointer where = pointer(tokens);
        const QJsonValue value = where.get(m_document.value);
        if (value.isUndefined() || value.isNull())
            return;
        if (value.isString() && !value.toString().isEmpty()) {
            target = cleanedLine(value.toString());
            return;
        }
        report(Severity::Warning, m_document.markOf(where),
               Text::tr("%1 of easel.yaml should be text.").arg(where.toFieldPath()));
    }

    void report(Severity severity, YamlMark mark, const QString &sentence)
    {
        m_listing.problems << WorkspaceProblem{severity, workspaceMarker, mark.line, mark.column, sentence};
    }

    WorkspaceListing &m_listing;
    YamlDocument m_document;
};

// ---- one file

class FileReader
{
public:
    FileReader(const WorkspaceListing &listing, WorkspaceFile &file)
        : m_file(file)
        , m_place(namespaceOfPlace(file.path, listing.settings.systemNamespace))
    {}

    void read(const QByteArray &text)
    {
        if (m_file.path.startsWith(u"inventory/") && m_file.path.endsWith(u".json") &&
            readPlainInventory(text))
            return;
        const Result<QList<YamlDocument>> documents = readYaml(text);
        if (!documents) {
            const YamlMark mark = markOfError(documents.error());
            report(Severity::Error, mark,
                   Text::tr("%1 cannot be read: %2")
                       .arg(shown(m_file.path), cleanedLine(documents.error().message)));
            return;
        }
        for (qsizetype i = 0; i < documents->size(); ++i) {
            const YamlDocument &document = documents->at(i);
            for (const YamlWarning &warning : document.warnings)
                report(Severity::Warning, warning.mark,
                       shown(m_file.path) + QStringLiteral(": ") + cleaned(warning.message));
            readDocument(document, int(i));
        }
    }

private:
    void report(Severity severity, YamlMark mark, const QString &sentence)
    {
        m_file.problems << WorkspaceProblem{severity, m_file.path, mark.line, mark.column, sentence};
    }

    // Inventories are machine-written JSON of some size: Qt's parser is twenty times faster than YAML with
    // marks. Text that it refuses goes the long way, for the sake of the position.
    bool readPlainInventory(const QByteArray &text)
    {
        const QJsonObject object = QJsonDocument::fromJson(text).object();
        if (object.value(u"kind").toString() != u"Inventory")
            return false;
        takeInventory(object, {1, 1});
        return true;
    }

    void takeInventory(const QJsonObject &object, YamlMark mark)
    {
        InventorySnapshot inventory;
        inventory.file = m_file.path;
        inventory.source = cleanedLine(object.value(u"source").toString());
        inventory.capturedAt =
            QDateTime::fromString(object.value(u"capturedAt").toString(), Qt::ISODateWithMs);
        if (!inventory.capturedAt.isValid()) {
            report(Severity::Warning, mark,
                   Text::tr("%1 does not say when it was captured; its age is not known.")
                       .arg(shown(m_file.path)));
        }
        QSet<QString> seen;
        int position = 0;
        for (const auto &value : object.value(u"hosts").toArray()) {
            ++position;
            const QJsonObject host = value.toObject();
            const QString uid = host.value(u"hostUid").toString();
            if (uid.isEmpty()) {
                report(Severity::Warning, mark,
                       Text::tr("Machine %1 of %2 has no hostUid and is left out.")
                           .arg(position)
                           .arg(shown(m_file.path)));
            } else if (seen.contains(uid)) {
                report(Severity::Warning, mark,
                       Text::tr("Machine %1 is in %2 twice; the first is used.")
                           .arg(shown(uid), shown(m_file.path)));
            } else {
                seen.insert(uid);
                inventory.hosts << host;
            }
        }
        m_file.inventory = inventory;
    }

    void readDocument(const YamlDocument &document, int index)
    {
        if (!document.value.isObject())
            return; // empty documents, and files that hold something else altogether
        const QJsonObject value = document.value.toObject();
        const QString kind = value.value(u"kind").toString();
        const QString apiVersion = value.value(u"apiVersion").toString();
        YamlMark start = document.markOf(JsonPointer());
        if (start.line == 0)
            start = {document.firstLine, 1};
        if (kind.isEmpty() && apiVersion.isEmpty())
            return; // values files and the like: foreign, never touched
        if (kind.isEmpty() || apiVersion.isEmpty()) {
            report(Severity::Error, start,
                   kind.isEmpty()
                       ? Text::tr("%1 has an object without a kind.").arg(shown(m_file.path))
                       : Text::tr("%1 has an object without an apiVersion.").arg(shown(m_file.path)));
            return;
        }
        if (apiVersion.startsWith(u"easel.dev/")) {
            if (kind == u"Inventory")
                takeInventory(value, start);
            return;
        }
        if (kind.endsWith(u"List") && value.value(u"items").isArray()) {
            const JsonPointer items({QStringLiteral("items")});
            const QJsonArray list = value.value(u"items").toArray();
            for (qsizetype i = 0; i < list.size(); ++i)
                takeObject(list.at(i).toObject(), document, index, items / i, int(i));
            return;
        }
        takeObject(value, document, index, JsonPointer(), -1);
    }

    void takeObject(const QJsonObject &value, const YamlDocument &document, int index,
                    const JsonPointer &base, int item)
    {
        const JsonPointer metadataPointer = base / QStringLiteral("metadata");
        YamlMark start = document.markOf(base);
        if (start.line == 0)
            start = {document.firstLine, 1};
        auto object = std::make_shared<WorkspaceObject>();
        object->file = m_file.path;
        object->document = index;
        object->item = item;
        object->line = start.line;
        object->version = workspaceVersionOf(value);
        object->ref.apiVersion = cleanedLine(value.value(u"apiVersion").toString());
        object->ref.kind = cleanedLine(value.value(u"kind").toString());
        if (object->ref.apiVersion.isEmpty() || object->ref.kind.isEmpty()) {
            report(Severity::Error, start,
                   Text::tr("Item %1 of the list in %2 has no kind or apiVersion.")
                       .arg(item + 1)
                       .arg(shown(m_file.path)));
            return;
        }
        QJsonObject metadata = value.value(u"metadata").toObject();
        const QString name = metadata.value(u"name").toString();
        object->ref.name = cleanedLine(name);
        if (object->ref.name.isEmpty()) {
            report(Severity::Error, document.markOf(metadataPointer),
                   Text::tr("%1: a %2 has no name.").arg(shown(m_file.path), object->ref.kind));
            return;
        }
        const QString space = metadata.value(u"namespace").toString();
        QString effective = space.isEmpty() ? m_place : space;
        if (isClusterWide(object->ref.apiVersion, object->ref.kind).value_or(false)) {
            effective.clear();
        } else if (!space.isEmpty() && !m_place.isEmpty() && space != m_place) {
            report(Severity::Warning, document.markOf(metadataPointer / QStringLiteral("namespace")),
                   Text::tr("%1 says namespace %2 but lies in %3.")
                       .arg(shown(m_file.path), shown(space), shown(m_place)));
        }
        object->ref.namespaceName = cleanedLine(effective);
        if (object->ref.name != name || object->ref.namespaceName != effective) {
            object->hold = WorkspaceObject::Hold::BadName;
            report(
                Severity::Warning, document.markOf(metadataPointer / QStringLiteral("name")),
                Text::tr(
                    "The name of %1 in %2 holds control characters. It is shown without them and cannot be "
                    "changed from "
                    "here.")
                    .arg(object->ref.text(), shown(m_file.path)));
        }
        metadata.insert(QStringLiteral("name"), object->ref.name);
        if (object->ref.namespaceName.isEmpty())
            metadata.remove(QStringLiteral("namespace"));
        else
            metadata.insert(QStringLiteral("namespace"), object->ref.namespaceName);

        QJsonObject copy = value;
        if (document.value.toObject().value(u"sops").isObject()) {
            // Encrypted values would only look like damage; the names are in clear.
            object->hold = WorkspaceObject::Hold::Encrypted;
            copy = QJsonObject{{QStringLiteral("apiVersion"), object->ref.apiVersion},
                               {QStringLiteral("kind"), object->ref.kind}};
            metadata.remove(QStringLiteral("annotations"));
        } else if (holdsSecretValues(copy)) {
            report(Severity::Warning, start, Text::tr("%1 holds a secret in clear.").arg(shown(m_file.path)));
            copy = redactedObject(copy);
        }
        copy.insert(QStringLiteral("metadata"), metadata);
        object->object = copy;
        m_file.objects << object;
    }

    WorkspaceFile &m_file;
    QString m_place;
};

bool before(const WorkspaceObjectPtr &a, const WorkspaceObjectPtr &b)
{
    if (a->ref.namespaceName != b->ref.namespaceName)
        return a->ref.namespaceName < b->ref.namespaceName;
    return a->ref.name < b->ref.name;
}

} // namespace

QString workspaceVersionOf(const QJsonObject &object)
{
    // QJsonObject sorts its keys, so this is canonical enough for one program.
    const QByteArray bytes = QJsonDocument(object).toJson(QJsonDocument::Compact);
    return u'w' +
           QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha1).toHex().left(16));
}

bool holdsSecretValues(const QJsonObject &object)
{
    if (object.value(u"kind").toString() != u"Secret" || object.value(u"apiVersion").toString() != u"v1")
        return false;
    return !object.value(u"data").toObject().isEmpty() || !object.value(u"stringData").toObject().isEmpty();
}

std::optional<WorkspaceEntry> workspaceEntry(const QString &root, const QString &relativeFile)
{
    const QFileInfo info(root + u'/' + relativeFile);
    if (!info.isFile())
        return std::nullopt;
    WorkspaceEntry entry;
    entry.path = relativeFile;
    entry.size = info.size();
    entry.modifiedMs = info.lastModified().toMSecsSinceEpoch();
    entry.changedMs = info.metadataChangeTime().toMSecsSinceEpoch();
    return entry;
}

Result<QByteArray> workspaceBytes(const QString &root, const QString &relativeFile,
                                  const WorkspaceLimits &limits)
{
    QFile file(root + u'/' + relativeFile);
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(
            Error::Kind::File,
            Text::tr("%1 cannot be read: %2.").arg(shown(relativeFile), cleanedLine(file.errorString())));
    }
    // One byte more than allowed: the size may have grown since it was listed.
    const QByteArray bytes = readUpTo(file, limits.maxBytes + 1);
    if (bytes.size() > limits.maxBytes) {
        return failure(Error::Kind::File,
                       Text::tr("%1 has %2; files above %3 are not read.")
                           .arg(shown(relativeFile), byteText(qMax<qint64>(file.size(), bytes.size())),
                                byteText(limits.maxBytes)));
    }
    if (file.error() != QFileDevice::NoError) {
        return failure(
            Error::Kind::File,
            Text::tr("%1 cannot be read: %2.").arg(shown(relativeFile), cleanedLine(file.errorString())));
    }
    return bytes;
}

WorkspaceListing listWorkspace(const QString &root, const WorkspaceLimits &limits,
                               const std::atomic_bool &canceled)
{
    WorkspaceListing listing;
    const QString attempt = Text::tr("open the workspace %1").arg(shown(root));
    const QFileInfo info(root);
    if (!info.exists()) {
        listing.error = makeError(Error::Kind::NotFound, Text::tr("The folder does not exist."),
                                  Text::tr("It is read again as soon as it is back."))
                            .tried(attempt);
        return listing;
    }
    if (!info.isDir()) {
        listing.error = makeError(Error::Kind::File, Text::tr("This is a file, not a folder."),
                                  Text::tr("Choose the folder that holds easel.yaml."))
                            .tried(attempt);
        return listing;
    }
    listing.root = info.canonicalFilePath();
    if (!info.isReadable() || !info.isExecutable()) {
        listing.error = makeError(Error::Kind::File, Text::tr("The folder may not be read."),
                                  Text::tr("Check its rights."))
                            .tried(attempt);
        return listing;
    }
    if (!QFileInfo(listing.root + u'/' + workspaceMarker).isFile()) {
        listing.error =
            makeError(Error::Kind::NotFound, Text::tr("The folder has no easel.yaml, so it is no workspace."),
                      Text::tr("Choose another folder, or make a new workspace here."))
                .tried(attempt);
        return listing;
    }
    listing.writable = QFileInfo(listing.root).isWritable();
    listing.settings.name = QFileInfo(listing.root).fileName();
    if (const Result<QByteArray> text = workspaceBytes(listing.root, workspaceMarker, limits)) {
        SettingsReader(listing).read(*text);
    } else {
        listing.problems << WorkspaceProblem{Severity::Error, workspaceMarker, 0, 0, text.error().message};
    }
    Lister(listing, limits, canceled).run();
    return listing;
}

WorkspaceFilePtr readWorkspaceFile(const WorkspaceListing &listing, const WorkspaceEntry &entry,
                                   const WorkspaceLimits &limits)
{
    auto file = std::make_shared<WorkspaceFile>();
    file->path = entry.path;
    file->size = entry.size;
    file->modifiedMs = entry.modifiedMs;
    file->changedMs = entry.changedMs;
    file->readMs = QDateTime::currentMSecsSinceEpoch();
    const Result<QByteArray> text = workspaceBytes(listing.root, entry.path, limits);
    if (!text) {
        file->problems << WorkspaceProblem{Severity::Error, entry.path, 0, 0, text.error().message};
        return file;
    }
    file->hash = QCryptographicHash::hash(*text, QCryptographicHash::Sha1);
    FileReader(listing, *file).read(*text);
    return file;
}

WorkspaceSnapshotPtr assembleWorkspace(WorkspaceListing listing, QHash<QString, WorkspaceFilePtr> files)
{
    auto snapshot = std::make_shared<WorkspaceSnapshot>();
    snapshot->readAt = QDateTime::currentDateTimeUtc();
    snapshot->problems = listing.problems;
    snapshot->types = workspaceTypes();
    QSet<ResourceType> known(snapshot->types.begin(), snapshot->types.end());
    for (const WorkspaceEntry &entry : std::as_const(listing.entries)) {
        const WorkspaceFilePtr file = files.value(entry.path);
        if (!file)
            continue;
        snapshot->problems << file->problems;
        if (file->inventory)
            snapshot->inventory << *file->inventory;
        for (const WorkspaceObjectPtr &object : file->objects) {
            if (const WorkspaceObjectPtr first = snapshot->objects.value(object->ref)) {
                const QString sentence =
                    first->file == object->file
                        ? Text::tr("%1 is in %2 twice; the first is used.")
                              .arg(object->ref.text(), shown(object->file))
                        : Text::tr("%1 is in %2 and %3; %2 is used.")
                              .arg(object->ref.text(), shown(first->file), shown(object->file));
                snapshot->problems << WorkspaceProblem{Severity::Warning, object->file, object->line, 1,
                                                       sentence};
                continue;
            }
            snapshot->objects.insert(object->ref, object);
            snapshot->byKind[object->ref.groupKind()] << object;
            const ResourceType type =
                workspaceType(object->ref.apiVersion, object->ref.kind, !object->ref.namespaceName.isEmpty());
            if (!known.contains(type)) {
                known.insert(type);
                snapshot->types << type;
            }
        }
    }
    for (QList<WorkspaceObjectPtr> &objects : snapshot->byKind)
        std::sort(objects.begin(), objects.end(), before);
    std::stable_sort(snapshot->problems.begin(), snapshot->problems.end(),
                     [](const WorkspaceProblem &a, const WorkspaceProblem &b) {
                         return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
                     });
    snapshot->listing = std::move(listing);
    snapshot->files = std::move(files);
    return snapshot;
}

Result<WorkspaceSnapshotPtr> readWorkspaceNow(const QString &root, const WorkspaceLimits &limits)
{
    const std::atomic_bool canceled = false;
    WorkspaceListing listing = listWorkspace(root, limits, canceled);
    if (listing.error)
        return failure(*listing.error);
    QHash<QString, WorkspaceFilePtr> files;
    for (const WorkspaceEntry &entry : std::as_const(listing.entries))
        files.insert(entry.path, readWorkspaceFile(listing, entry, limits));
    return assembleWorkspace(std::move(listing), std::move(files));
}

WorkspaceSnapshotPtr workspaceWith(const WorkspaceSnapshotPtr &before,
                                   const QHash<QString, WorkspaceFilePtr> &changed)
{
    WorkspaceListing listing = before->listing;
    QHash<QString, WorkspaceFilePtr> files = before->files;
    for (auto it = changed.begin(); it != changed.end(); ++it) {
        const auto position = std::lower_bound(
            listing.entries.begin(), listing.entries.end(), it.key(),
            [](const WorkspaceEntry &entry, const QString &path) { return entry.path < path; });
        const bool listed = position != listing.entries.end() && position->path == it.key();
        if (!it.value()) {
            files.remove(it.key());
            if (listed)
                listing.entries.erase(position);
            continue;
        }
        files.insert(it.key(), it.value());
        const WorkspaceEntry entry{it.key(), it.value()->size, it.value()->modifiedMs, it.value()->changedMs};
        if (listed)
            *position = entry;
        else
            listing.entries.insert(position, entry);
        const QString folder = it.key().contains(u'/') ? it.key().section(u'/', 0, -2) : QString();
        if (!listing.folders.contains(folder))
            listing.folders << folder;
    }
    return assembleWorkspace(std::move(listing), std::move(files));
}

} // namespace easel
