// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/workspacewriter.h"

#include "core/base/redact.h"
#include "core/base/text.h"
#include "core/store/workspacecatalog.h"
#include "core/store/workspacelayout.h"
#include "core/yaml/yamlpatch.h"
#include "core/yaml/yamlreader.h"
#include "core/yaml/yamlwriter.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Workspace)
};

ObjectRef refOfObject(const QJsonObject &object)
{
    const QJsonObject metadata = object.value(u"metadata").toObject();
    ObjectRef ref;
    ref.apiVersion = object.value(u"apiVersion").toString();
    ref.kind = object.value(u"kind").toString();
    ref.name = metadata.value(u"name").toString();
    ref.namespaceName = metadata.value(u"namespace").toString();
    return ref;
}

QString shownRef(const ObjectRef &ref)
{
    return cleanedLine(ref.text());
}

Error refusal(Error::Kind kind, const QString &attempt, const QString &said, const QString &advice = {})
{
    return makeError(kind, said, advice).tried(attempt);
}

bool isSecret(const QJsonObject &object)
{
    return object.value(u"kind").toString() == u"Secret" && object.value(u"apiVersion").toString() == u"v1";
}

// The version that somebody saw here; objects that come from a hub carry the hub's, which says nothing about
// files.
QString seenVersion(const QJsonObject &metadata)
{
    const QString version = metadata.value(u"resourceVersion").toString();
    return version.startsWith(u'w') ? version : QString();
}

// ---- what may be written at all

std::optional<Error> refusedName(const ObjectRef &ref, const QString &attempt)
{
    static const QRegularExpression group(QStringLiteral("^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?v[a-z0-9]+$"),
                                          QRegularExpression::DontCaptureOption);
    static const QRegularExpression kind(QStringLiteral("^[A-Z][A-Za-z0-9]{0,62}$"));
    static const QRegularExpression space(QStringLiteral("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"));
    if (ref.name.isEmpty())
        return refusal(Error::Kind::Invalid, attempt, Text::tr("The object has no name."));
    if (cleanedLine(ref.name) != ref.name || cleanedLine(ref.namespaceName) != ref.namespaceName)
        return refusal(Error::Kind::Invalid, attempt,
                       Text::tr("The name holds control characters or outer spaces."));
    if (ref.name.size() > 253 || ref.name.contains(u'/') || ref.name == u"." || ref.name == u"..") {
        return refusal(
            Error::Kind::Invalid, attempt,
            Text::tr("'%1' cannot be the name of an object: names have at most 253 characters and no slash.")
                .arg(ref.name.left(80)));
    }
    if (!group.match(ref.apiVersion).hasMatch() || !kind.match(ref.kind).hasMatch()) {
        return refusal(Error::Kind::Invalid, attempt,
                       Text::tr("'%1' and '%2' are no apiVersion and kind.")
                           .arg(cleanedLine(ref.apiVersion), cleanedLine(ref.kind)));
    }
    if (!ref.namespaceName.isEmpty() && !space.match(ref.namespaceName).hasMatch()) {
        return refusal(Error::Kind::Invalid, attempt,
                       Text::tr("'%1' cannot be a namespace.").arg(cleanedLine(ref.namespaceName)));
    }
    if (ref.namespaceName.isEmpty() && isClusterWide(ref.apiVersion, ref.kind) == false)
        return refusal(Error::Kind::Invalid, attempt, Text::tr("A %1 needs a namespace.").arg(ref.kind));
    return std::nullopt;
}

std::optional<Error> refusedHold(const WorkspaceObject &object, const QString &attempt)
{
    switch (object.hold) {
    case WorkspaceObject::Hold::None:
        break;
    case WorkspaceObject::Hold::Encrypted:
        return refusal(Error::Kind::Unsupported, attempt,
                       Text::tr("%1 is encrypted with sops and left alone.").arg(cleanedLine(object.file)),
                       Text::tr("Change it with sops."));
    case WorkspaceObject::Hold::BadName:
        return refusal(Error::Kind::Invalid, attempt,
                       Text::tr("Its name in %1 holds control characters.").arg(cleanedLine(object.file)),
                       Text::tr("Mend the name in the file first."));
    }
    return std::nullopt;
}

std::optional<Error> refusedBySchema(const QJsonObject &object, const WriteOptions &options,
                                     const QString &attempt)
{
    const ObjectRef ref = refOfObject(object);
    const QString version = ref.apiVersion.section(u'/', -1);
    const std::shared_ptr<const Schema> schema = Schema::builtin(ref.group(), version, ref.kind);
    if (!schema)
        return std::nullopt;
    QJsonObject judged = object;
    judged.remove(QStringLiteral("status"));
    const QList<SchemaFinding> findings = schema->validate(judged, options.strictFields);
    if (findings.isEmpty())
        return std::nullopt;
    Error error = refusal(Error::Kind::Invalid, attempt, QString());
    QStringList texts;
    for (const SchemaFinding &finding : findings) {
        const QString field = finding.pointer.toFieldPath();
        error.causes << FieldCause{field, finding.reason, finding.message};
        texts << (field.isEmpty() ? finding.message : field + QStringLiteral(": ") + finding.message);
    }
    constexpr qsizetype shownTexts = 3;
    error.message = texts.mid(0, shownTexts).join(QStringLiteral("; "));
    if (texts.size() > shownTexts)
        error.message += Text::tr(" and %1 more").arg(texts.size() - shownTexts);
    error.reason = QStringLiteral("Invalid");
    return error;
}

// ---- finding the text of an object

struct Target
{
    WorkspaceObjectPtr object;
    QByteArray text;
    QList<YamlDocument> documents;
    QJsonObject raw;              // the object as its text says it, nothing filled in
    WorkspaceSnapshotPtr current; // set when the file had changed on the disk
};

struct Located
{
    Result<Target> target;
    WorkspaceSnapshotPtr snapshot; // what a refusal still has to show
};

QJsonObject rawOf(const QList<YamlDocument> &documents, const WorkspaceObject &object)
{
    const QJsonValue value = documents.value(object.document).value;
    if (object.item < 0)
        return value.toObject();
    return value.toObject().value(u"items").toArray().at(object.item).toObject();
}

Located locate(const WorkspaceSnapshotPtr &snapshot, const ObjectRef &ref, const QString &seen,
               const QString &attempt, const WorkspaceLimits &limits)
{
    const WorkspaceObjectPtr known = snapshot->objects.value(ref);
    if (!known) {
        return {failure(refusal(Error::Kind::NotFound, attempt,
                                Text::tr("There is no %1 in this workspace.").arg(shownRef(ref)),
                                Text::tr("Look at the list again."))),
                nullptr};
    }
    const QString file = known->file;
    Target target;
    target.object = known;
    WorkspaceSnapshotPtr current;
    const std::optional<WorkspaceEntry> entry = workspaceEntry(snapshot->listing.root, file);
    const Result<QByteArray> text =
        entry ? workspaceBytes(snapshot->listing.root, file, limits)
              : Result<QByteArray>(failure(Error::Kind::Conflict,
                                           Text::tr("%1 was deleted meanwhile.").arg(cleanedLine(file))));
    if (!text)
        return {failure(text.error().tried(attempt)),
                entry ? nullptr : workspaceWith(snapshot, {{file, nullptr}})};
    target.text = *text;
    const WorkspaceFilePtr before = snapshot->files.value(file);
    if (!before || QCryptographicHash::hash(*text, QCryptographicHash::Sha1) != before->hash) {
        const WorkspaceFilePtr fresh = readWorkspaceFile(snapshot->listing, *entry, limits);
        current = workspaceWith(snapshot, {{file, fresh}});
        const WorkspaceObjectPtr now = current->objects.value(ref);
        if (!now || now->file != file || now->version != known->version) {
            for (const WorkspaceProblem &problem : fresh->problems) {
                if (problem.severity == WorkspaceProblem::Severity::Error)
                    return {failure(refusal(Error::Kind::Conflict, attempt, problem.sentence,
                                            Text::tr("Mend the file, then try again."))),
                            current};
            }
            const QString said = now ? Text::tr("%1 was changed on the disk, and %2 is different there now.")
                                     : Text::tr("%1 was changed on the disk, and %2 is no longer in it.");
            return {
                failure(refusal(Error::Kind::Conflict, attempt, said.arg(cleanedLine(file), shownRef(ref)),
                                Text::tr("Look at it again, then decide."))),
                current};
        }
        target.object = now;
    }
    if (!seen.isEmpty() && seen != target.object->version) {
        return {failure(refusal(Error::Kind::Conflict, attempt,
                                Text::tr("%1 was changed in %2 since it was looked at.")
                                    .arg(shownRef(ref), cleanedLine(file)),
                                Text::tr("Look at it again, then decide."))),
                current};
    }
    Result<QList<YamlDocument>> documents = readYaml(target.text, YamlLimits{limits.maxBytes});
    if (!documents)
        return {failure(documents.error().tried(attempt)), current};
    target.documents = std::move(*documents);
    target.raw = rawOf(target.documents, *target.object);
    target.current = current;
    return {target, current};
}

// ---- writing

// Values are set with the file's own pointer: below items/N for an object of a List.
QList<YamlEdit> prefixed(QList<YamlEdit> edits, int item)
{
    if (item < 0)
        return edits;
    for (YamlEdit &edit : edits)
        edit.pointer =
            JsonPointer(QStringList{QStringLiteral("items"), QString::number(item)} + edit.pointer.tokens());
    return edits;
}

WorkspaceOutcome refused(const Error &error, const WorkspaceSnapshotPtr &current = nullptr)
{
    return {failure(error), current};
}

// Writes one file, reads it back and puts it into the snapshot.
WorkspaceOutcome store(const WorkspaceSnapshotPtr &snapshot, const QString &file, const QByteArray &text,
                       const ObjectRef &ref, bool created, const QString &attempt,
                       const WorkspaceLimits &limits)
{
    if (text.size() > limits.maxBytes) {
        return refused(
            refusal(Error::Kind::File, attempt,
                    Text::tr("%1 would grow to %2; files above %3 are not read.")
                        .arg(cleanedLine(file), byteText(text.size()), byteText(limits.maxBytes))));
    }
    if (const Result<Done> written = writeWorkspaceFile(snapshot->listing.root, file, text); !written)
        return refused(written.error());
    const std::optional<WorkspaceEntry> entry = workspaceEntry(snapshot->listing.root, file);
    WorkspaceOutcome outcome;
    outcome.snapshot = workspaceWith(
        snapshot, {{file, entry ? readWorkspaceFile(snapshot->listing, *entry, limits) : nullptr}});
    WriteResult result;
    result.created = created;
    if (const WorkspaceObjectPtr object = outcome.snapshot->objects.value(ref))
        result.object = object->object;
    outcome.result = result;
    return outcome;
}

// A change of one object in place, or nothing at all when both values say the same.
WorkspaceOutcome change(const WorkspaceSnapshotPtr &snapshot, const Target &target, const QJsonObject &wish,
                        const WriteOptions &options, const QString &attempt, const WorkspaceLimits &limits)
{
    const WorkspaceSnapshotPtr current = target.current ? target.current : snapshot;
    QJsonObject complete = wish; // with the folder's namespace, as a hub would get it
    QJsonObject metadata = complete.value(u"metadata").toObject();
    if (!target.object->ref.namespaceName.isEmpty())
        metadata.insert(QStringLiteral("namespace"), target.object->ref.namespaceName);
    complete.insert(QStringLiteral("metadata"), metadata);
    if (const std::optional<Error> error = refusedBySchema(complete, options, attempt))
        return refused(*error, target.current);
    const QList<YamlEdit> edits = prefixed(editsBetween(target.raw, wish), target.object->item);
    WriteResult result;
    if (edits.isEmpty()) {
        result.object = target.object->object;
        return {result, target.current};
    }
    const Result<QByteArray> text = patchYaml(target.text, target.object->document, edits);
    if (!text) {
        Error error = text.error().tried(attempt);
        if (error.advice.isEmpty())
            error.advice = Text::tr("The file was left as it is. Change it in an editor.");
        return refused(error, target.current);
    }
    if (options.dryRun) {
        result.object = redactedObject(complete);
        return {result, target.current};
    }
    return store(current, target.object->file, *text, target.object->ref, false, attempt, limits);
}

// The keys that the wish decides; the rest of the document stays what it is.
QJsonObject merged(const QJsonObject &raw, const QJsonObject &wish)
{
    QJsonObject result = raw;
    const bool secret = isSecret(raw);
    const auto isForeign = [secret](const QString &key) {
        return key == u"status" || key == u"metadata" || key == u"kind" ||
               (secret && (key == u"data" || key == u"stringData"));
    };
    for (const QString &key : raw.keys()) {
        if (!isForeign(key) && !wish.contains(key) && key != u"apiVersion")
            result.remove(key);
    }
    for (auto it = wish.begin(); it != wish.end(); ++it) {
        if (!isForeign(it.key()))
            result.insert(it.key(), it.value());
    }
    const QJsonObject wished = wish.value(u"metadata").toObject();
    QJsonObject metadata = raw.value(u"metadata").toObject();
    for (const QString &key : {QStringLiteral("labels"), QStringLiteral("annotations")}) {
        if (wished.value(key).toObject().isEmpty())
            metadata.remove(key);
        else
            metadata.insert(key, wished.value(key));
    }
    // An empty map that the file says explicitly is left there: it says the same.
    for (const QString &key : {QStringLiteral("labels"), QStringLiteral("annotations")}) {
        const QJsonValue had = raw.value(u"metadata").toObject().value(key);
        if (had.isObject() && had.toObject().isEmpty() && !metadata.contains(key))
            metadata.insert(key, had);
    }
    result.insert(QStringLiteral("metadata"), metadata);
    return result;
}

// A new object without what only a server may say (rule C4), Secrets as stubs.
QJsonObject writable(const QJsonObject &object)
{
    QJsonObject result = object;
    result.remove(QStringLiteral("status"));
    QJsonObject metadata = result.value(u"metadata").toObject();
    for (const char *key :
         {"uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink",
          "deletionTimestamp", "deletionGracePeriodSeconds", "ownerReferences", "finalizers"})
        metadata.remove(QLatin1String(key));
    if (isSecret(result)) {
        QStringList keys =
            result.value(u"data").toObject().keys() + result.value(u"stringData").toObject().keys();
        keys.removeDuplicates();
        keys.sort();
        result.remove(QStringLiteral("data"));
        result.remove(QStringLiteral("stringData"));
        QJsonObject annotations = metadata.value(u"annotations").toObject();
        const QString mark = QStringLiteral("easel.spectrocloud.com/keys");
        if (!keys.isEmpty() && !annotations.contains(mark)) {
            annotations.insert(mark, keys.join(u','));
            metadata.insert(QStringLiteral("annotations"), annotations);
        }
    }
    result.insert(QStringLiteral("metadata"), metadata);
    return result;
}

QString freePlace(const WorkspaceSnapshotPtr &snapshot, const QString &place)
{
    // Another object's file may have the name already (same kind of another group, a foreign file): never add
    // to it.
    QString candidate = place;
    for (int n = 2; QFileInfo::exists(snapshot->listing.root + u'/' + candidate) ||
                    QFileInfo(snapshot->listing.root + u'/' + candidate).isSymLink();
         ++n)
        candidate = place.chopped(5) + u'-' + QString::number(n) + QStringLiteral(".yaml");
    return candidate;
}

WorkspaceOutcome create(const WorkspaceSnapshotPtr &snapshot, const QJsonObject &object, const ObjectRef &ref,
                        const WriteOptions &options, const QString &attempt, const WorkspaceLimits &limits)
{
    const QJsonObject clean = writable(object);
    if (const std::optional<Error> error = refusedBySchema(clean, options, attempt))
        return refused(*error);
    const QString place = workspacePlace(clean, snapshot->listing.settings.systemNamespace);
    if (WorkspaceIgnore(snapshot->listing.settings.ignore).matches(place)) {
        return refused(refusal(Error::Kind::File, attempt,
                               Text::tr("It would go to %1, which easel.yaml ignores.").arg(place),
                               Text::tr("Change `ignore` in easel.yaml first.")));
    }
    if (options.dryRun)
        return {WriteResult{clean, {}, true}, nullptr};
    return store(snapshot, freePlace(snapshot, place), writeYaml(clean), ref, true, attempt, limits);
}

QJsonValue mergePatched(const QJsonValue &target, const QJsonValue &patch) // RFC 7386
{
    if (!patch.isObject())
        return patch;
    QJsonObject result = target.toObject();
    const QJsonObject changes = patch.toObject();
    for (auto it = changes.begin(); it != changes.end(); ++it) {
        if (it.value().isNull())
            result.remove(it.key());
        else
            result.insert(it.key(), mergePatched(result.value(it.key()), it.value()));
    }
    return result;
}

std::optional<Error> refusedSubresource(const WriteOptions &options, const QString &attempt)
{
    if (options.subresource.isEmpty())
        return std::nullopt;
    return refusal(
        Error::Kind::Unsupported, attempt,
        Text::tr("A workspace has no %1 that could be written.").arg(cleanedLine(options.subresource)));
}

} // namespace

WorkspaceOutcome applyToWorkspace(const WorkspaceSnapshotPtr &snapshot, const QJsonObject &object,
                                  const WriteOptions &options, const WorkspaceLimits &limits)
{
    const ObjectRef ref = refOfObject(object);
    const QString attempt = Text::tr("write %1").arg(shownRef(ref));
    if (const std::optional<Error> error = refusedSubresource(options, attempt))
        return refused(*error);
    if (const std::optional<Error> error = refusedName(ref, attempt))
        return refused(*error);
    const QString seen = seenVersion(object.value(u"metadata").toObject());
    if (!snapshot->objects.contains(ref)) {
        if (!seen.isEmpty()) {
            return refused(refusal(Error::Kind::Conflict, attempt, Text::tr("It was deleted meanwhile."),
                                   Text::tr("Look at the list again, then decide.")));
        }
        return create(snapshot, object, ref, options, attempt, limits);
    }
    const Located located = locate(snapshot, ref, seen, attempt, limits);
    if (!located.target)
        return refused(located.target.error(), located.snapshot);
    if (const std::optional<Error> error = refusedHold(*located.target->object, attempt))
        return refused(*error, located.snapshot);
    return change(snapshot, *located.target, merged(located.target->raw, object), options, attempt, limits);
}

WorkspaceOutcome mergeIntoWorkspace(const WorkspaceSnapshotPtr &snapshot, const ObjectRef &ref,
                                    const QJsonObject &patch, const WriteOptions &options,
                                    const WorkspaceLimits &limits)
{
    const QString attempt = Text::tr("change %1").arg(shownRef(ref));
    if (const std::optional<Error> error = refusedSubresource(options, attempt))
        return refused(*error);
    if (patch.contains(u"status")) {
        return refused(refusal(Error::Kind::Unsupported, attempt,
                               Text::tr("The status is what a hub says; it is never written to a file.")));
    }
    QJsonObject changes = patch;
    QJsonObject metadata = changes.value(u"metadata").toObject();
    const QString seen = seenVersion(metadata);
    metadata.remove(QStringLiteral("resourceVersion"));
    metadata.remove(QStringLiteral("uid"));
    if (metadata.isEmpty())
        changes.remove(QStringLiteral("metadata"));
    else
        changes.insert(QStringLiteral("metadata"), metadata);

    const Located located = locate(snapshot, ref, seen, attempt, limits);
    if (!located.target)
        return refused(located.target.error(), located.snapshot);
    const Target &target = *located.target;
    if (const std::optional<Error> error = refusedHold(*target.object, attempt))
        return refused(*error, located.snapshot);
    if (isSecret(target.raw) && (changes.contains(u"data") || changes.contains(u"stringData"))) {
        return refused(refusal(Error::Kind::Unsupported, attempt,
                               Text::tr("Secret values are never written to a workspace.")),
                       located.snapshot);
    }
    const QJsonObject wish = mergePatched(target.raw, changes).toObject();
    ObjectRef after = refOfObject(wish);
    if (after.namespaceName.isEmpty())
        after.namespaceName = target.object->ref.namespaceName;
    if (!(after == target.object->ref)) {
        return refused(refusal(Error::Kind::Invalid, attempt,
                               Text::tr("The kind, name and namespace of an object do not change."),
                               Text::tr("Clone it under the new name.")),
                       located.snapshot);
    }
    return change(snapshot, target, wish, options, attempt, limits);
}

WorkspaceOutcome removeFromWorkspace(const WorkspaceSnapshotPtr &snapshot, const ObjectRef &ref,
                                     const DeleteOptions &options, const WorkspaceLimits &limits)
{
    const QString attempt = Text::tr("delete %1").arg(shownRef(ref));
    const Located located = locate(snapshot, ref, options.resourceVersion, attempt, limits);
    if (!located.target)
        return refused(located.target.error(), located.snapshot);
    const Target &target = *located.target;
    if (const std::optional<Error> error = refusedHold(*target.object, attempt))
        return refused(*error, located.snapshot);
    if (!options.uid.isEmpty() && options.uid != target.object->uid()) {
        return refused(
            refusal(Error::Kind::Conflict, attempt, Text::tr("There is another object of this name now.")),
            located.snapshot);
    }
    WriteResult gone;
    gone.object = target.object->object;
    if (options.dryRun)
        return {gone, located.snapshot};
    const WorkspaceSnapshotPtr current = target.current ? target.current : snapshot;
    const QString file = target.object->file;

    if (target.object->item >= 0) {
        YamlEdit edit;
        edit.operation = YamlEdit::Operation::Remove;
        edit.pointer = JsonPointer({QStringLiteral("items"), QString::number(target.object->item)});
        const Result<QByteArray> text = patchYaml(target.text, target.object->document, {edit});
        if (!text)
            return refused(text.error().tried(attempt), located.snapshot);
        WorkspaceOutcome outcome = store(current, file, *text, ref, false, attempt, limits);
        if (outcome.result)
            outcome.result = gone;
        return outcome;
    }

    QList<QJsonValue> rest;
    for (qsizetype i = 0; i < target.documents.size(); ++i) {
        if (i != target.object->document)
            rest << target.documents.at(i).value;
    }
    const bool alone =
        std::all_of(rest.begin(), rest.end(), [](const QJsonValue &value) { return value.isNull(); });
    if (alone) {
        const QFileInfo info(current->listing.root + u'/' + file);
        if (!info.canonicalFilePath().startsWith(current->listing.root + u'/')) {
            return refused(refusal(Error::Kind::File, attempt,
                                   Text::tr("A link at %1 leaves the workspace.").arg(cleanedLine(file))),
                           located.snapshot);
        }
        QFile old(info.filePath());
        if (!old.remove()) {
            return refused(
                refusal(
                    Error::Kind::File, attempt, cleanedLine(old.errorString()),
                    Text::tr("Check the rights of the folder of %1, then try again.").arg(cleanedLine(file))),
                located.snapshot);
        }
        return {gone, workspaceWith(current, {{file, nullptr}})};
    }
    // Cut with one separator: the one in front, or for the first document the one behind.
    const YamlDocument &document = target.documents.at(target.object->document);
    qsizetype from = document.firstByte;
    qsizetype to = document.endByte;
    if (target.object->document == 0) {
        from = 0;
        to = target.documents.at(1).firstByte;
    } else {
        from = target.documents.at(target.object->document - 1).endByte;
    }
    const QByteArray text = target.text.left(from) + target.text.mid(to);
    // Proof before the write: what is left must read exactly as before.
    const Result<QList<YamlDocument>> left = readYaml(text, YamlLimits{limits.maxBytes});
    bool same = left && left->size() == rest.size();
    for (qsizetype i = 0; same && i < rest.size(); ++i)
        same = jsonEqual(left->at(i).value, rest.at(i));
    if (!same) {
        return refused(refusal(Error::Kind::Unsupported, attempt,
                               Text::tr("It cannot be cut out of %1 without touching its neighbours.")
                                   .arg(cleanedLine(file)),
                               Text::tr("Delete it in an editor.")),
                       located.snapshot);
    }
    WorkspaceOutcome outcome = store(current, file, text, ref, false, attempt, limits);
    if (outcome.result)
        outcome.result = gone;
    return outcome;
}

WorkspaceOutcome replaceTextInWorkspace(const WorkspaceSnapshotPtr &snapshot, const ObjectRef &ref,
                                        const QByteArray &text, const WriteOptions &options,
                                        const WorkspaceLimits &limits)
{
    const QString attempt = Text::tr("write %1").arg(shownRef(ref));
    const Located located = locate(snapshot, ref, {}, attempt, limits);
    if (!located.target)
        return refused(located.target.error(), located.snapshot);
    const Target &target = *located.target;
    if (const std::optional<Error> error = refusedHold(*target.object, attempt))
        return refused(*error, located.snapshot);
    if (target.object->item >= 0 || isSecret(target.raw)) {
        return refused(refusal(Error::Kind::Unsupported, attempt,
                               Text::tr("Its text is not kept as a document of its own."),
                               Text::tr("Change its fields instead.")),
                       located.snapshot);
    }
    const Result<YamlDocument> wished = readYamlDocument(text, YamlLimits{limits.maxBytes});
    if (!wished)
        return refused(wished.error().tried(attempt), located.snapshot);
    QJsonObject wish = wished->value.toObject();
    ObjectRef after = refOfObject(wish);
    if (after.namespaceName.isEmpty())
        after.namespaceName = target.object->ref.namespaceName;
    if (!(after == target.object->ref)) {
        return refused(refusal(Error::Kind::Invalid, attempt,
                               Text::tr("The kind, name and namespace of an object do not change."),
                               Text::tr("Clone it under the new name.")),
                       located.snapshot);
    }
    if (!jsonEqual(wish.value(u"status"), target.raw.value(u"status"))) {
        return refused(refusal(Error::Kind::Invalid, attempt,
                               Text::tr("The status is what a hub says; it is never written to a file.")),
                       located.snapshot);
    }
    if (const std::optional<Error> error = refusedBySchema(wish, options, attempt))
        return refused(*error, located.snapshot);
    const YamlDocument &document = target.documents.at(target.object->document);
    QByteArray body = text;
    if (!body.isEmpty() && !body.endsWith('\n'))
        body += '\n';
    const QByteArray whole = target.text.left(document.firstByte) + body + target.text.mid(document.endByte);
    const Result<QList<YamlDocument>> check = readYaml(whole, YamlLimits{limits.maxBytes});
    bool same = check && check->size() == target.documents.size();
    for (qsizetype i = 0; same && i < target.documents.size(); ++i) {
        same = jsonEqual(check->at(i).value,
                         i == target.object->document ? QJsonValue(wish) : target.documents.at(i).value);
    }
    if (!same) {
        return refused(refusal(Error::Kind::Unsupported, attempt,
                               Text::tr("The text cannot take the place of the old one in %1.")
                                   .arg(cleanedLine(target.object->file)),
                               Text::tr("Change the file in an editor.")),
                       located.snapshot);
    }
    WriteResult result;
    result.object = wish;
    if (options.dryRun || whole == target.text)
        return {result, located.snapshot};
    return store(target.current ? target.current : snapshot, target.object->file, whole, ref, false, attempt,
                 limits);
}

Result<ObjectText> textInWorkspace(const WorkspaceSnapshotPtr &snapshot, const ObjectRef &ref,
                                   const WorkspaceLimits &limits)
{
    const QString attempt = Text::tr("read %1").arg(shownRef(ref));
    const WorkspaceObjectPtr object = snapshot->objects.value(ref);
    if (!object) {
        return failure(refusal(Error::Kind::NotFound, attempt,
                               Text::tr("There is no %1 in this workspace.").arg(shownRef(ref)),
                               Text::tr("Look at the list again.")));
    }
    ObjectText result;
    result.file = snapshot->listing.root + u'/' + object->file;
    result.document = object->document;
    result.firstLine = object->line;
    const Result<QByteArray> text = workspaceBytes(snapshot->listing.root, object->file, limits);
    if (!text)
        return failure(text.error().tried(attempt));
    const Result<QList<YamlDocument>> documents = readYaml(*text, YamlLimits{limits.maxBytes});
    if (!documents)
        return failure(documents.error().tried(attempt));
    if (object->document >= documents->size()) {
        return failure(refusal(Error::Kind::Conflict, attempt,
                               Text::tr("%1 was changed on the disk.").arg(cleanedLine(object->file)),
                               Text::tr("Look at the list again.")));
    }
    const QJsonObject raw = rawOf(*documents, *object);
    if (object->hold == WorkspaceObject::Hold::Encrypted) {
        result.text = writeYaml(object->object);
    } else if (holdsSecretValues(raw)) {
        result.text = writeYaml(redactedObject(raw)); // rule C10
    } else if (object->item >= 0) {
        result.text = writeYaml(raw);
    } else {
        const YamlDocument &document = documents->at(object->document);
        result.text = text->mid(document.firstByte, document.endByte - document.firstByte);
        result.firstLine = document.firstLine;
    }
    return result;
}

} // namespace easel
