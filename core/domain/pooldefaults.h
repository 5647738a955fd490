// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/poolview.h"

namespace easel {

// Where a value in effect comes from (3.d), nearest first.
enum class ValueSource {
    Own,     // the object itself
    Config,  // the Project's ComputeConfig
    BuiltIn, // Easel's own default
    None,    // nobody says it
};

// One field of a cluster as it is in effect.
struct DefaultedField
{
    QString part;  // "Control plane", "Worker pool h100", "Network", "Cluster"
    QString name;  // "Machines"
    QString value; // for people; "none" where it is set to nothing, "–" where nobody says it
    ValueSource source = ValueSource::None;
    bool operator==(const DefaultedField &) const = default;
};

// Every field of a cluster with its source. `defaults` may be null. Of a ComputeConfig: its own `defaults`
// as `own`.
QList<DefaultedField> effectiveFields(const ClusterConfigView &own, const ClusterConfigView *defaults);

// "3 machines, each 8 CPUs, 32 GiB": what a node pool asks for, in words.
QString nodePoolText(const NodePoolView &pool);

// "8 NVIDIA-H100 with 80 GB or more"; empty without GPUs.
QString gpuShapeText(const NodePoolView &pool);

} // namespace easel
