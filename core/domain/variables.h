// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/finding.h"
#include "core/domain/objectset.h"

namespace easel {

// One variable as a form shows it: declaration, value in effect, where it comes from, who locked it (3.g).
struct EffectiveVariable
{
    enum class Level { None, System, Project, Bundle, Deployment };
    QString name;
    QString type; // string, bool, int32, int64, float32, float64
    QString description;
    QString inputType; // text, multiline
    bool required = false;
    bool multiline = false;
    Level declaredBy = Level::None;
    Level valueFrom = Level::None;
    Level lockedBy = Level::None; // None: the deployment may set it
    QJsonValue value;             // plain scalar; Undefined without a value
    QJsonValue inherited;         // what it would be without the deployment's own value
};

struct VariableResolution
{
    QList<EffectiveVariable> variables; // by name
    QList<Finding> findings;            // V1 to V6, pointers into the deployment's map
};

// The declarations and values that apply to one workload profile of one bundle for a project (algorithm
// of 3.g). deploymentValues: name -> TypedValue or plain scalar.
VariableResolution resolveVariables(const ObjectSet &objects, const QString &project,
                                    const QJsonObject &bundle, const QString &workloadProfileName,
                                    const QJsonObject &deploymentValues, bool plainHub = true);

// {"int32": 3} for a plain scalar of a type, with range checks; the error's message is V4's.
QJsonObject typedValue(const QString &type, const QJsonValue &plain);
QJsonValue plainValue(const QJsonValue &typedOrPlain);
// A plain scalar as people read and write it.
QString textFromValue(const QJsonValue &plain);
// Text of a form field to a plain value of the type; Undefined when it does not fit.
QJsonValue valueFromText(const QString &type, const QString &text);
// Names that a workload profile's macros use ({{ .var.x }}).
QStringList macroVariables(const QJsonObject &workloadProfile);

} // namespace easel
