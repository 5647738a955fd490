// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/finding.h"
#include "core/domain/objectset.h"
#include "core/domain/variables.h"
#include "core/store/row.h"

#include <QMap>

namespace easel {

// The brain of the app deployment wizard: pure functions from a snapshot and an AIWorkload (the draft's
// object) to what can be chosen, what follows from a choice, and the object after a choice. The draft is the
// only truth; nothing is kept here.

// A project one can deploy into.
struct ProjectOffer
{
    QString name;
    QString displayName;
    QString tenant;
    Tone tone = Tone::Unknown;
    QString stateWord;
    QString whyNot; // empty: can be chosen
};
QList<ProjectOffer> projectOffers(const ObjectSet &objects);

// One version of a bundle that holds workload profiles.
struct BundleOffer
{
    QString name; // object name: <base>-<version>
    QString namespaceName;
    QString displayName;
    QString description;
    QString base;
    QString version;
    QString type;             // application, fullstack
    bool newest = false;      // of its base
    QStringList profiles;     // names of its workload profiles
    QStringList components;   // "api: webservice"
    QStringList requirements; // sentences: "8 NVIDIA-H100", "Kubernetes >=1.31"
    QString whyNot;
};
// Bundles of the project, newest version of each base first; infrastructure bundles are left out. Apps need
// an application profile in them, models a model profile (AIW-5).
QList<BundleOffer> bundleOffers(const ObjectSet &objects, const QString &project, bool isModel = false);

// Where a deployment can run: a running pool of the project, or an environment.
struct ComputeOffer
{
    enum class Kind { Pool, Environment };
    Kind kind = Kind::Pool;
    QString name;
    QString detail; // "Shared, 32 H100, 6 free", "2 clusters"
    Tone tone = Tone::Unknown;
    QString stateWord;
    QMap<QString, qint64> gpusFree; // by family; only where the pool says so
    QString whyNot;                 // "Pool sastrugi-old is Deleting. Choose a running pool."
};
QList<ComputeOffer> computeOffers(const ObjectSet &objects, const QString &project,
                                  const QString &deploymentName);

// One workload profile of a chosen bundle with its variables: becomes a WorkloadDeployment.
struct DeploymentPart
{
    QString config; // name in workloadDeploymentConfigs
    int index = -1; // there
    QString bundle;
    QString profile;
    bool profileFound = false;
    QStringList components;
    QJsonObject ownValues; // what the deployment itself sets, by name
    VariableResolution variables;
};
QList<DeploymentPart> deploymentParts(const ObjectSet &objects, const QJsonObject &deployment,
                                      bool plainHub = true);

// A new AIWorkload of type application in a project, without choices.
QJsonObject newDeployment(const QString &project);
// The object after choosing bundles (names, in order): references, and one config for each of their workload
// profiles; configs whose profile stays keep their variables.
QJsonObject withBundles(const QJsonObject &deployment, const QStringList &bundles, const ObjectSet &objects);
QJsonObject withProject(const QJsonObject &deployment,
                        const QString &project); // drops choices of the old project
QJsonObject withCompute(const QJsonObject &deployment, ComputeOffer::Kind kind, const QString &name);
// One variable of one part, as a plain value; Undefined takes the deployment's own value away.
QJsonObject withVariable(const QJsonObject &deployment, int config, const QString &name, const QString &type,
                         const QJsonValue &plain);

// Rule of 2.2: may a workload of this project go to that namespace.
bool isNamespaceAllowed(const QJsonObject &project, const QString &namespaceName);
// Namespaces to offer: those the project names as allowed, else the deployment's own name.
QStringList namespaceOffers(const QJsonObject &project, const QString &deploymentName);

// A free name made from a wish: "detector", "detector-2".
QString freeDeploymentName(const ObjectSet &objects, const QString &project, const QString &wish);

} // namespace easel
