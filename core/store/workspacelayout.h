// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/store/workspacesource.h"

#include <QJsonObject>
#include <QRegularExpression>

namespace easel {

// The folders of resource-model section 5, and two beside them for what section 5 has no place for:
// namespaces/<ns> for objects of namespaces that can be no project (managed-cluster-set-global), cluster/ for
// cluster-wide kinds.

// The namespace that a file's place stands for; empty where the place says none.
QString namespaceOfPlace(const QString &relativeFile, const QString &systemNamespace);

// Relative file of an object. Anything in a name that a file system could misread becomes a hyphen.
QString workspacePlace(const QJsonObject &object, const QString &systemNamespace);

// Relative file of a snapshot of the machines that a Palette has in a project:
// "inventory/<palette host>/<project uid>.json".
QString inventoryPlace(const QString &paletteHost, const QString &projectUid);

// Glob patterns of `ignore`: * and ? stop at slashes, ** does not, "**/" also stands for nothing, a pattern
// without a slash matches the last part of a path anywhere.
class WorkspaceIgnore
{
public:
    WorkspaceIgnore() = default;
    explicit WorkspaceIgnore(const QStringList &patterns);
    bool matches(const QString &relativePath) const;
    bool matchesFolder(const QString &relativePath) const; // everything below is ignored

private:
    struct Pattern
    {
        QRegularExpression expression;
        bool lastPartOnly = false;
    };
    QList<Pattern> m_patterns;
};

// easel.yaml and the folders of a new workspace.
Result<Done> createWorkspace(const QString &root, const QString &name);

// Replaces a file of a workspace or writes a new one: temporary file in the same folder, fsync, rename. An
// error leaves the old file as it was; its sentence names the file and what the system said.
Result<Done> writeWorkspaceFile(const QString &root, const QString &relativeFile, const QByteArray &content);

extern const QString workspaceMarker; // "easel.yaml"

} // namespace easel
