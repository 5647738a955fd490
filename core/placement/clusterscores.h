// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/placement/clusterchoice.h"

namespace easel {

struct Prioritizer
{
    enum class Kind : quint8 { Steady, Balance, Cpu, Memory, Gpu, AddOn };
    Kind kind = Kind::Steady;
    QString name;
    qint64 weight = 0;
    QString family;    // Gpu; empty: all
    QString resource;  // AddOn: the object's name in the cluster's namespace
    QString scoreName; // AddOn
};

// The prioritizers of a placement whose weight is not 0, by name. Error: what the scheduler finds wrong.
Result<QList<Prioritizer>> prioritizersOf(const PlacementSpec &spec, PlacementHub hub);

// `clusters`: places in the world's list; `chosen`: by place. Fills everything but the order, which is that
// of `clusters`.
PlacementScores scoreClusters(const PlacementWorld &world, const PlacementRequest &request,
                              const QList<Prioritizer> &prioritizers, const std::vector<int> &clusters,
                              const std::vector<bool> &chosen, QStringList *warnings);

} // namespace easel
