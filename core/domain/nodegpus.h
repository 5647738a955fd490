// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/computeview.h"
#include "core/domain/gpufamilies.h"

#include <QMap>

namespace easel {

// The GPUs of one Kubernetes node as the labels of GPU Feature Discovery, AMD's or Intel's labeller and the
// node's extended resources say (3.b).
struct NodeGpus
{
    struct Slices
    {
        QString profile; // "1g.10gb"
        qint64 count = 0;
        std::optional<qint64> memoryMiB; // of one slice
        bool operator==(const Slices &) const = default;
    };
    QString family;  // empty: no GPUs
    QString product; // the label's text
    // Cards in the machine. Not known when all are sliced alike (MIG "single"): the labels then count slices.
    std::optional<qint64> physical;
    std::optional<qint64> memoryMiB; // of one card, where the labels are about cards
    qint64 whole = 0;                // cards that can be asked for whole or shared
    qint64 replicas = 1;             // users of one card where cards are shared in time
    QString migStrategy;             // none, single, mixed
    QList<Slices> slices;

    bool hasGpus() const { return !family.isEmpty(); }
};

// `allocatable`: the node's extended resources; may be empty, counts are then the labels'.
NodeGpus nodeGpus(const QMap<QString, QString> &labels, const QMap<QString, qint64> &allocatable = {},
                  const GpuFamilyTable &table = GpuFamilyTable::inUse());

// A Node object as a machine of the inventory: in use by `cluster`, its labels as tags.
HostView hostFromNode(const QJsonObject &node, const QString &cluster = {},
                      const GpuFamilyTable &table = GpuFamilyTable::inUse());

// status.allocatable (else capacity) of a Node: resources counted in whole numbers, by name.
QMap<QString, qint64> extendedResources(const QJsonObject &node);

} // namespace easel
