// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/workspacesource.h"

#include <QSet>

namespace easel {

// One object of a workspace and where it stands.
struct WorkspaceObject
{
    // Why Easel does not write it.
    enum class Hold { None, Encrypted, BadName };

    ObjectRef ref; // names cleaned of control characters
    QString file;  // relative to the root
    int document = 0;
    int item = -1; // position in a List, -1 = the document itself
    int line = 1;
    QJsonObject object; // as shown: the folder's namespace filled in, secret values out
    QString version;    // changes when the text's value does
    Hold hold = Hold::None;
    QString uid() const
    {
        return QStringLiteral("file:") + ref.groupKind() + u'/' + ref.namespaceName + u'/' + ref.name;
    }
};
using WorkspaceObjectPtr = std::shared_ptr<const WorkspaceObject>;

// One file as it was read. Never changed after.
struct WorkspaceFile
{
    QString path; // relative to the root
    qint64 size = 0;
    qint64 modifiedMs = 0;
    qint64 changedMs = 0; // ctime: edits that set the old modification time back
    qint64 readMs = 0;
    QByteArray hash;
    QList<WorkspaceObjectPtr> objects;
    QList<WorkspaceProblem> problems;
    std::optional<InventorySnapshot> inventory;
};
using WorkspaceFilePtr = std::shared_ptr<const WorkspaceFile>;

// What lies in the folder, before reading.
struct WorkspaceEntry
{
    QString path;
    qint64 size = 0;
    qint64 modifiedMs = 0;
    qint64 changedMs = 0;
};

struct WorkspaceListing
{
    QString root; // canonical
    WorkspaceSettings settings;
    QList<WorkspaceEntry> entries; // sorted by path
    QStringList folders;           // relative, the root as ""
    QList<WorkspaceProblem> problems;
    bool writable = false;
    std::optional<Error> error; // the folder cannot be read at all
};

// The whole workspace at one moment. A plain value for any thread.
struct WorkspaceSnapshot
{
    WorkspaceListing listing;
    QHash<QString, WorkspaceFilePtr> files;
    QHash<ObjectRef, WorkspaceObjectPtr> objects;
    QHash<QString, QList<WorkspaceObjectPtr>> byKind; // group kind -> objects sorted by namespace, name
    QList<WorkspaceProblem> problems;                 // sorted by file and line
    QList<InventorySnapshot> inventory;
    QList<ResourceType> types;
    QDateTime readAt;
};
using WorkspaceSnapshotPtr = std::shared_ptr<const WorkspaceSnapshot>;

} // namespace easel
