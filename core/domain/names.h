// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

namespace easel {

// resource-model section 4. A problem has the rule's id and the sentence people read.
struct NameProblem
{
    QString rule;
    QString sentence;
};

// nullopt when the name is fine for an object of this kind, or the kind has no rule of Easel's.
std::optional<NameProblem> nameProblem(QStringView group, QStringView kind, const QString &name);

// kube-*, tenant-*, the system namespaces...; `default` is not among them, it depends on a Project of that
// name.
bool isReservedNamespace(QStringView name);

// Rule C15: groups of the vendor's first versions. They are shown and never written.
bool isSupersededGroup(QStringView group);
// Why something of such a group is not written; empty for other groups.
QString supersededProblem(const QString &group);

bool isDnsLabel(QStringView name);       // at most 63
bool isPoolName(QStringView name);       // pools, deployments, Palette clusters
bool isWorkerPoolName(QStringView name); // also shared clusters; not control-plane-pool
bool isVersionedName(QStringView name);  // bundles and profiles, whole name
bool isVersionedBase(QStringView base);  // at most 47
bool isDefinitionName(QStringView name); // components too (WP-2)
bool isConfigName(QStringView name);     // workloadDeploymentConfigs[].name
bool isVariableName(QStringView name);
bool isBroughtClusterName(QStringView name);
bool isProjectDisplayName(QStringView name);
bool isGroupName(QStringView name); // OIDC groups
bool isTagKey(QStringView key);
bool isGpuFamily(QStringView family);
bool isKubernetesLabelValue(QStringView value);

// Sentences of the rows without a rule id of their own.
QString groupProblem(const QString &group);                   // empty when fine
QString tagProblem(const QString &key, const QString &value); // empty when fine
QString slugOf(const QString &displayName);                   // "Ice Lab 2" -> "ice-lab-2"

// Go's durations as section 0.4 limits them: "5m", "1h30m", "1.5h".
std::optional<std::chrono::milliseconds> parseDuration(QStringView text);

} // namespace easel
