// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/jsonpointer.h"
#include "core/base/result.h"
#include "core/domain/objectset.h"

namespace easel {

// One thing that might be done, or might happen, to try out. Which members count depends on the kind.
struct WhatIfChange
{
    enum class Kind { NewPool, Resize, Limit, Guarantee, MachineLost, ProjectMoved };
    static constexpr int kindCount = 6;

    Kind kind = Kind::Limit;
    bool on = true;               // counts; what is off stays in the list
    QString tenant;               // Limit: of the tenant; ProjectMoved: where to
    QString project;              // Limit: of the project, and then no tenant
    QString pool;                 // NewPool, Resize
    QString nodePool;             // Resize: "h100", or "east/h100" where there are several clusters
    QString family;               // NewPool (empty: without GPUs), Limit ("*" too), Guarantee
    std::optional<qint64> amount; // machines of a pool; GPUs; none: no limit, no guarantee
    qint64 gpusPerMachine = 8;    // NewPool
    qint64 cpuCount = 0;          // NewPool: of each machine, at least
    qint64 memoryMiB = 0;         // NewPool: the same
    QString bundle;               // NewPool
    QString address;              // NewPool: of its control plane; may come later
    QString machine;              // MachineLost: uid

    QJsonObject toJson() const;
    static std::optional<WhatIfChange> fromJson(const QJsonObject &json);
    bool operator==(const WhatIfChange &) const = default;
};
QString whatIfKindText(WhatIfChange::Kind kind); // "New pool", for menus

// A field that a change sets.
struct WhatIfField
{
    JsonPointer pointer;
    QJsonValue from; // Undefined: not set
    QJsonValue to;
    QString text() const; // "spec.gpuResources.limits.NVIDIA-H100: 24 → 32"
    bool operator==(const WhatIfField &) const = default;
};

// What a change makes of one object. A machine that is lost changes none.
struct WhatIfEdit
{
    QJsonObject before; // empty: it is new
    QJsonObject after;
    QList<WhatIfField> fields;
};
// Errors: what the change is about is not there (any more), or it would change nothing.
Result<WhatIfEdit> whatIfEdit(const WhatIfChange &change, const ObjectSet &objects);

// "Limit of project vision: 32 NVIDIA-H100"
QString whatIfTitle(const WhatIfChange &change);

} // namespace easel
