// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/tolerant.h"

namespace easel {

// A named output of a component, trait or object (2.10).
struct OutputView
{
    QString name;
    QString path; // JSONPath
    QString dataType;
    JsonPointer pointer;
};

struct TraitView
{
    QString type;
    QString name;
    QJsonObject properties;
    QList<OutputView> outputs;
    JsonPointer pointer;
};

struct ComponentView
{
    QString name;
    QString type;
    QJsonObject properties;
    qint64 priority = 0; // lower deploys first
    QList<TraitView> traits;
    QList<OutputView> outputs;
    QStringList dependsOn;
    JsonPointer pointer;
};

struct PolicyView
{
    QString name;
    QString type;
    JsonPointer pointer;
};

// WorkloadProfile (2.10); the same workload block as in a Workload.
struct WorkloadProfileView : ViewBase
{
    explicit WorkloadProfileView(const QJsonObject &source);

    QString profileType; // application, model, infrastructure
    QString base;
    QString version;
    QString revisionNotes;
    QList<ComponentView> components;
    QList<PolicyView> policies;
    QList<OutputView> objectOutputs;

    const ComponentView *component(const QString &componentName) const;
};

// Empty when the path is a JSONPath that Easel can read (".spec.clusterIP", "{.items[0].metadata['a.b']}").
QString jsonPathProblem(const QString &path);

} // namespace easel
