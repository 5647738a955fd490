// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/objectset.h"
#include "core/domain/poolview.h"

namespace easel {

// What a change of a pool that exists does to its machines, before it is applied.
struct PoolConsequence
{
    enum class Kind {
        Joins,    // machines are added
        Leaves,   // machines are given back
        Rebuilds, // Palette rebuilds machines, one after the other, after somebody approved
        InPlace,  // nothing is rebuilt
    };
    Kind kind = Kind::InPlace;
    int machines = 0;
    QString sentence;
    bool operator==(const PoolConsequence &) const = default;
};

// From the pool as it is to the pool as it would be; the largest first. `objects`: its bundles and the
// project's ComputeConfig.
QList<PoolConsequence> poolConsequences(const QJsonObject &before, const QJsonObject &after,
                                        const ObjectSet &objects);

// How two versions of a bundle differ in their cluster profiles, by name.
struct ProfileStep
{
    QString name;
    QString type; // infra, cluster, add-on
    QString from; // version; empty: the profile is new
    QString to;   // empty: it goes
    bool rebuilds() const;
    bool operator==(const ProfileStep &) const = default;
};
QList<ProfileStep> profileSteps(const QJsonObject &fromBundle, const QJsonObject &toBundle,
                                const QString &cloudType);

} // namespace easel
