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

// A folder of YAML as a source (resource-model section 5, all its reading and writing rules). The folder is watched; changes
// by editors or git turn up by themselves.
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
    Call<WriteResult> mergePatch(const ObjectRef &ref, const QJsonObject &patch, const WriteOptions &options) override;
    Call<Done> remove(const ObjectRef &ref, const DeleteOptions &options) override;

Q_SIGNALS:
    void problemsChanged();
    void inventoryChanged();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace easel
