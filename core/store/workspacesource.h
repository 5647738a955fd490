// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/source.h"

namespace easel {

// Something about a file of the workspace that a person should know.
struct WorkspaceProblem
{
    enum class Severity { Error, Warning };
    Severity severity = Severity::Warning;
    QString file; // relative to the root
    int line = 0; // 1-based, 0 = the whole file
    int column = 0;
    QString sentence;
};

// easel.yaml of a workspace.
struct WorkspaceSettings
{
    QString name;
    QString versioningType = QStringLiteral("basic");
    QString systemNamespace = QStringLiteral("easel-system");
    QString hubContext;
    QString inventoryWarnAfter = QStringLiteral("24h");
    QStringList ignore;
};

// A machine inventory snapshot of inventory/<palette host>/<project uid>.json.
struct InventorySnapshot
{
    QString file; // relative
    QDateTime capturedAt;
    QString source;
    QList<QJsonObject> hosts; // HostDetail with hostUid
};

// A folder of YAML as a source (resource-model section 5, all its reading and writing rules). The folder is
// watched; changes by editors or git turn up by themselves. Reading and writing happen on the pool, one write
// at a time.
//
// Objects are shown with the namespace of their folder filled in, secret values as sizes, names without
// control characters. Row::resourceVersion is a hash of the object's text; a metadata.resourceVersion in an
// applied object or a patch, and DeleteOptions::resourceVersion, are compared with it.
//
// How apply() writes: the document of the object then holds exactly the labels, annotations and top-level
// fields (spec and whatever else) of the given object; fields that the document had and the object has not
// are taken out. Untouched stay `status`, the rest of metadata, all other documents of the file, comments,
// order and style. An object that says the same already changes no byte. Of Secrets only metadata and type
// are written. A new object goes to fileFor() (to
// "<name>-2.yaml" when another file has that name), without status and server fields. WriteOptions::force and
// fieldManager mean nothing here; dryRun does all but write. mergePatch() follows RFC 7386 on the document.
// A file that changed on the disk is read again first; when the object itself differs there, the answer is a
// Conflict.
class WorkspaceSource : public Source
{
    Q_OBJECT

public:
    WorkspaceSource(QString root, ExtractorFactory factory, QObject *parent = nullptr);
    ~WorkspaceSource() override;

    QString root() const;
    WorkspaceSettings settings() const;
    QList<WorkspaceProblem> problems() const;
    QList<InventorySnapshot> inventory() const;
    bool isWritable() const;

    // Makes a new workspace: easel.yaml and the folders. Refuses a folder that holds one already.
    static Result<Done> create(const QString &root, const QString &name);
    // The file an object goes to by the layout rules, relative to the root.
    static QString fileFor(const QJsonObject &object, const QString &systemNamespace);

    QString title() const override;
    QString identityText() const override;
    HubMode mode() const override { return HubMode::Workspace; }
    SourceState state() const override;
    QString systemNamespace() const override;
    void open() override;
    void refresh() override;
    const ApiCatalog &catalog() const override; // Easel's kinds and whatever the files hold
    StoreLease store(const StoreKey &key) override;
    Call<QJsonObject> fetch(const ObjectRef &ref) override;
    Call<ObjectText> text(const ObjectRef &ref) override;
    Call<QList<QJsonObject>> events(const ObjectRef &ref, const QString &uid) override;
    Call<AccessAnswer> can(const AccessQuestion &question) override;
    Call<std::shared_ptr<const Schema>> schemaOf(const ResourceType &type) override;
    Call<WriteResult> apply(const QJsonObject &object, const WriteOptions &options) override;
    Call<WriteResult> mergePatch(const ObjectRef &ref, const QJsonObject &patch,
                                 const WriteOptions &options) override;
    Call<Done> remove(const ObjectRef &ref, const DeleteOptions &options) override;

    // The whole document as somebody wrote it, comments included. The kind, name, namespace and status must
    // stay.
    Call<WriteResult> replaceText(const ObjectRef &ref, const QByteArray &text, const WriteOptions &options);

Q_SIGNALS:
    void problemsChanged();
    void inventoryChanged();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace easel
