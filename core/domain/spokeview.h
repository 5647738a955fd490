// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/tolerant.h"

namespace easel {

inline const QString fleetGroup = QStringLiteral("fleetconfig.open-cluster-management.io");
// Where Spokes are, and what they need.
inline const QString spokeNamespace = QStringLiteral("managed-cluster-set-spokes");

// fleetconfig's Spoke (2.20): the registration of one cluster at an Open Cluster Management hub.
struct SpokeView : ViewBase
{
    explicit SpokeView(const QJsonObject &source);

    TolerantReader::Reference hub;
    QString secret; // with its kubeconfig, in its own namespace unless secretNamespace says another one
    QString secretNamespace;
    bool inCluster = false;

    enum class Agents {
        Waited, // for at least one
        Ready,
        NotNeeded, // it runs, and speaks of none
    };

    bool isHubItself() const; // hub-as-spoke, which nobody but its owner removes
    bool isJoined() const;
    Agents agents() const; // KlusterletSynced and AddonsConfigured
    // Why its removal does not come to an end; empty: it says nothing of the kind.
    QString cleanupProblem() const;
    // What it says about itself, for people: "Joining. SpokeJoined: the cluster cannot be reached."
    QString words() const;

private:
    QJsonObject condition(QStringView type) const; // empty when there is none
};

} // namespace easel
