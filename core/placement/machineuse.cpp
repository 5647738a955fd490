// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/machineuse.h"

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

QList<MachineUse> machineUses(const ObjectSet &objects, const HostView &host)
{
    QList<MachineUse> uses;
    const QHash<QString, MachineHold> holds = machineHolds(objects);
    const auto hold = holds.constFind(host.hostUid);
    QHash<QString, MachineFleet> fleets; // of this one machine, as each namespace offers it
    const QList<QJsonObject> pools = objects.all(u"ComputePool.spectrocloud.com"_s);
    for (const QJsonObject &object : pools) {
        const PoolView pool(object);
        if (!fleets.contains(pool.namespaceName)) {
            // The selector and the project of the namespace's own Compute.
            ObjectSet offer;
            const QList<QJsonObject> computes =
                objects.all(u"Compute.spectrocloud.com"_s, pool.namespaceName);
            for (const QJsonObject &compute : computes) {
                QJsonObject without = compute;
                QJsonObject status = without.value(u"status").toObject();
                const QJsonObject details = status.value(u"edgeHostDetails").toObject();
                QJsonObject one;
                if (details.contains(host.hostUid))
                    one.insert(host.hostUid, details.value(host.hostUid));
                status.insert(u"edgeHostDetails"_s, one);
                without.insert(u"status"_s, status);
                offer.insert(without);
            }
            MachineFleet fleet = machineFleet(offer, pool.namespaceName, {host});
            if (hold != holds.cend())
                fleet.hold(host.hostUid, *hold);
            fleets.insert(pool.namespaceName, fleet);
        }
        const MachineFleet &fleet = fleets[pool.namespaceName];
        const int position = fleet.index().positionOf(host.hostUid);
        if (position < 0)
            continue;
        const ComputeConfigView config = computeConfigOf(objects, pool.namespaceName);
        const QList<MachineRequest> requests = machineRequests(pool, config.isSet() ? &config : nullptr);
        for (const MachineRequest &request : requests) {
            MachineUse use;
            use.pool = refOf(object);
            use.nodePool = request.name;
            use.holds =
                hold != holds.cend() && hold->owner == request.owner && hold->nodePool == request.name;
            const MachineRules rules = failingRules(fleet, request).at(std::size_t(position));
            use.fits = rules == 0;
            use.suits = (rules & ~machineStateRules) == 0;
            const QList<MachineFailure> failures = machineFailures(fleet, request, position, rules);
            for (const MachineFailure &failure : failures)
                use.why << machineFailureSentence(failure);
            uses << use;
        }
    }
    std::stable_sort(uses.begin(), uses.end(), [](const MachineUse &a, const MachineUse &b) {
        const auto rank = [](const MachineUse &use) {
            return use.holds ? 0 : use.fits ? 1 : use.suits ? 2 : 3;
        };
        return std::tuple(rank(a), a.pool.namespaceName, a.pool.name, a.nodePool) <
               std::tuple(rank(b), b.pool.namespaceName, b.pool.name, b.nodePool);
    });
    return uses;
}

} // namespace easel
