// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/changes/workspaceexport.h"

#include "core/changes/appliedobject.h"
#include "core/domain/kinds.h"
#include "core/store/workspacelayout.h"
#include "core/store/workspacereader.h"
#include "core/yaml/yamlpatch.h"
#include "core/yaml/yamlreader.h"
#include "core/yaml/yamlwriter.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::WorkspaceExport)
};

QJsonObject documentOf(const QList<YamlDocument> &documents, const WorkspaceObject &object)
{
    const QJsonObject document = documents.value(object.document).value.toObject();
    return object.item < 0 ? document : document.value(u"items").toArray().at(object.item).toObject();
}

// What the file should say: the export, in the file's own way of leaving the namespace to its folder, and
// with the status that somebody put there (it is never written, and never taken out either).
QJsonObject wishFor(const QJsonObject &raw, const QJsonObject &exported)
{
    QJsonObject wish = exported;
    QJsonObject metadata = wish.value(u"metadata").toObject();
    const QJsonObject had = raw.value(u"metadata").toObject();
    if (!had.contains(u"namespace"))
        metadata.remove(QStringLiteral("namespace"));
    for (const QString &key : {QStringLiteral("labels"), QStringLiteral("annotations")}) { // rule C13
        if (!metadata.contains(key) && had.value(key).isObject() && had.value(key).toObject().isEmpty())
            metadata.insert(key, QJsonObject());
    }
    wish.insert(QStringLiteral("metadata"), metadata);
    if (raw.contains(u"status"))
        wish.insert(QStringLiteral("status"), raw.value(u"status"));
    return wish;
}

class Exporter
{
public:
    explicit Exporter(QString root)
        : m_root(std::move(root))
    {}

    Result<QStringList> run(const QString &name, const QList<QJsonObject> &objects,
                            const QString &systemNamespace)
    {
        if (!QFileInfo::exists(m_root + u'/' + workspaceMarker)) {
            if (const auto made = begin(name, systemNamespace); !made)
                return tl::unexpected(made.error());
        }
        const std::atomic_bool canceled{false};
        WorkspaceListing listing = listWorkspace(m_root, m_limits, canceled);
        if (listing.error)
            return failure(*listing.error);
        m_root = listing.root;
        QHash<QString, WorkspaceFilePtr> files;
        for (const WorkspaceEntry &entry : std::as_const(listing.entries))
            files.insert(entry.path, readWorkspaceFile(listing, entry, m_limits));
        const QString space = listing.settings.systemNamespace;
        const WorkspaceSnapshotPtr snapshot = assembleWorkspace(std::move(listing), std::move(files));
        for (const QJsonObject &object : objects) {
            const QJsonObject exported = exportable(object);
            const ObjectRef ref = refOf(exported);
            if (ref.kind.isEmpty() || ref.name.isEmpty())
                continue;
            const WorkspaceObjectPtr known = snapshot->objects.value(ref);
            const auto written = known ? change(*known, exported) : create(exported, space);
            if (!written)
                return tl::unexpected(written.error().tried(Text::tr("export %1").arg(ref.text())));
        }
        m_written.sort();
        m_written.removeDuplicates();
        return m_written;
    }

private:
    Result<Done> begin(const QString &name, const QString &systemNamespace)
    {
        if (const auto made = createWorkspace(m_root, name.isEmpty() ? QDir(m_root).dirName() : name); !made)
            return made;
        m_written << workspaceMarker;
        if (systemNamespace.isEmpty() || systemNamespace == WorkspaceSettings().systemNamespace)
            return Done{};
        const auto text = workspaceBytes(m_root, workspaceMarker, m_limits);
        if (!text)
            return tl::unexpected(text.error());
        const auto patched =
            patchYaml(*text, 0,
                      {{YamlEdit::Operation::Set,
                        JsonPointer::of({QStringLiteral("spec"), QStringLiteral("systemNamespace")}),
                        systemNamespace}});
        if (!patched)
            return tl::unexpected(patched.error());
        return writeWorkspaceFile(m_root, workspaceMarker, *patched);
    }

    Result<Done> change(const WorkspaceObject &known, const QJsonObject &exported)
    {
        if (known.hold != WorkspaceObject::Hold::None)
            return Done{}; // encrypted files are left alone
        const auto text = workspaceBytes(m_root, known.file, m_limits);
        if (!text)
            return tl::unexpected(text.error());
        const auto documents = readYaml(*text);
        if (!documents)
            return tl::unexpected(documents.error());
        const QJsonObject raw = documentOf(*documents, known);
        QList<YamlEdit> edits = editsBetween(raw, wishFor(raw, exported));
        if (edits.isEmpty())
            return Done{};
        if (known.item >= 0) {
            for (YamlEdit &edit : edits)
                edit.pointer = JsonPointer(QStringList{QStringLiteral("items"), QString::number(known.item)} +
                                           edit.pointer.tokens());
        }
        const auto patched = patchYaml(*text, known.document, edits);
        if (!patched)
            return tl::unexpected(patched.error());
        return write(known.file, *patched);
    }

    Result<Done> create(const QJsonObject &exported, const QString &systemNamespace)
    {
        const QString place = workspacePlace(exported, systemNamespace);
        QString free = place;
        // A file that is there holds something else (or cannot be read): it is never added to.
        for (int n = 2;
             QFileInfo::exists(m_root + u'/' + free) || QFileInfo(m_root + u'/' + free).isSymLink(); ++n)
            free = place.chopped(5) + u'-' + QString::number(n) + QStringLiteral(".yaml");
        return write(free, writeYaml(exported));
    }

    Result<Done> write(const QString &file, const QByteArray &text)
    {
        const auto written = writeWorkspaceFile(m_root, file, text);
        if (written)
            m_written << file;
        return written;
    }

    QString m_root;
    WorkspaceLimits m_limits;
    QStringList m_written;
};

} // namespace

QJsonObject exportable(const QJsonObject &object)
{
    QJsonObject result = withoutServerFields(object);
    QJsonObject metadata = result.value(u"metadata").toObject();
    metadata.remove(QStringLiteral("ownerReferences"));
    metadata.remove(QStringLiteral("finalizers"));
    QJsonObject annotations = metadata.value(u"annotations").toObject();
    annotations.remove(QStringLiteral("kubectl.kubernetes.io/last-applied-configuration"));
    if (result.value(u"kind").toString() == u"Secret") {
        QStringList keys =
            result.value(u"data").toObject().keys() + result.value(u"stringData").toObject().keys();
        keys.removeDuplicates();
        keys.sort();
        result.remove(QStringLiteral("data"));
        result.remove(QStringLiteral("stringData"));
        if (!keys.isEmpty())
            annotations.insert(QStringLiteral("easel.spectrocloud.com/keys"), keys.join(u','));
    }
    if (annotations.isEmpty())
        metadata.remove(QStringLiteral("annotations"));
    else
        metadata.insert(QStringLiteral("annotations"), annotations);
    result.insert(QStringLiteral("metadata"), metadata);
    return result;
}

QList<ResourceType> exportedTypes(const ApiCatalog &catalog)
{
    QList<ResourceType> types;
    QStringList seen;
    for (const ResourceType &type : catalog.types()) {
        const KindInfo *info = kindInfo(type.group, type.kind);
        const bool ours = type.group == spectroGroup && info && info->userEditable;
        // Discovery gives the preferred version of a kind first.
        if (!ours || seen.contains(type.groupKind()) || !type.can(u"list"))
            continue;
        seen << type.groupKind();
        types << type;
    }
    return types;
}

Call<QStringList> exportToFolder(const QString &root, const QString &workspaceName,
                                 const QList<QJsonObject> &objects, const QString &systemNamespace)
{
    return runInPool([root, workspaceName, objects, systemNamespace]() -> Result<QStringList> {
        return Exporter(root).run(workspaceName, objects, systemNamespace);
    });
}

QByteArray exportText(const QList<QJsonObject> &objects)
{
    ObjectSet sorted;
    for (const QJsonObject &object : objects)
        sorted.insert(exportable(object));
    QList<QJsonValue> documents;
    const QList<QJsonObject> inOrder = sorted.objects();
    for (const QJsonObject &object : inOrder)
        documents << object;
    return writeYamlDocuments(documents);
}

} // namespace easel
