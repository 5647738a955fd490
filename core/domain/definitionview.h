// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/tolerant.h"

namespace easel {

// Component-, Trait- and PolicyDefinition (2.12 to 2.14).
struct DefinitionView : ViewBase
{
    enum class Written { Nothing, Cue, Builtin, Manifests };

    explicit DefinitionView(const QJsonObject &source);

    Written written = Written::Nothing;
    QString text; // the CUE template, the manifests, or the built-in's name
    QString description;
    QString workloadType; // component: application or task
    QStringList appliesToWorkloads;
    QStringList conflictsWith;
    QString stage;
    qint64 latestRevision = 0;
    bool hasOutput() const; // DEF-2
};

// DefinitionRevision (2.11).
struct RevisionView : ViewBase
{
    explicit RevisionView(const QJsonObject &source);

    QString definitionKind; // ComponentDefinition, ..., WorkloadProfile
    QString definitionName;
    qint64 revision = 0;
    QString hash;
    QJsonObject spec; // the snapshot's spec
};

} // namespace easel
