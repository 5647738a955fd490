// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/gpufamilies.h"
#include "core/quota/quotawaterfall.h"

#include <QJsonObject>

namespace easel {

// What is free on a pool's clusters (3.a.6). MIG slices have lines of their own, "NVIDIA-H100/1g.10gb".
struct CapacityLine
{
    QString family;
    qint64 total = 0;
    qint64 requested = 0;
    qint64 free() const { return total - requested; }
    bool operator==(const CapacityLine &) const = default;
};

struct PoolCapacityInput
{
    QJsonObject pool;             // ComputePool; empty for a brought cluster
    QMap<QString, qint64> demand; // its wish with defaults in effect; the last resort for the total
    QList<QJsonObject> nodes;     // of its clusters, when they can be read
    struct Deployment
    {
        QJsonObject deployment;      // AIWorkload
        QList<QJsonObject> rendered; // what it delivers, when that can be read
    };
    QList<Deployment> deployments; // those placed on it
};

class PoolCapacity
{
public:
    explicit PoolCapacity(const PoolCapacityInput &input,
                          const GpuFamilyTable &table = GpuFamilyTable::inUse());
    const QList<CapacityLine> &lines() const { return m_lines; } // by family
    CapacityLine line(const QString &family) const;
    // Does a deployment asking for this fit? The waterfall says how much is missing.
    QuotaWaterfall waterfall(const QString &family, qint64 asked) const;

private:
    QString m_name;
    QList<CapacityLine> m_lines;
};

// GPUs that rendered objects ask for, by family or slice. `families`: of the pool; its only one is meant
// where a pod does not choose by product.
QMap<QString, qint64> gpusOfRendered(const QList<QJsonObject> &objects, const QStringList &families,
                                     qint64 nodes = 1, const GpuFamilyTable &table = GpuFamilyTable::inUse());

} // namespace easel
