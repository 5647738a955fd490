// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/machinehistory.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

QByteArray lineOf(const QString &uid, const MachineSighting &sighting)
{
    QJsonObject object{
        {u"uid"_s, uid}, {u"at"_s, sighting.at.toUTC().toString(Qt::ISODate)}, {u"state"_s, sighting.state}};
    if (!sighting.usedBy.isEmpty())
        object.insert(u"usedBy"_s, sighting.usedBy);
    if (!sighting.message.isEmpty())
        object.insert(u"message"_s, sighting.message);
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace

void MachineHistory::add(const QString &uid, const MachineSighting &sighting)
{
    QList<MachineSighting> &seen = m_seen[uid];
    seen << sighting;
    ++m_count;
    if (seen.size() > mostOfOne) {
        seen.removeFirst();
        --m_count;
    }
}

QByteArray MachineHistory::note(const MachineInventory &inventory, const QDateTime &now)
{
    QByteArray lines;
    for (const InventoryMachine &machine : inventory.machines) {
        const MachineSource &source = inventory.sourceOf(machine);
        // A snapshot tells of the moment when it was taken, a Compute of its last refresh.
        const QDateTime at = source.asOf.isValid() ? source.asOf : now;
        MachineSighting sighting{at, machine.host.state, machine.use.pool, machine.host.message};
        if (sighting.usedBy.isEmpty())
            sighting.usedBy = machine.host.usedByCluster;
        const QList<MachineSighting> &seen = m_seen.value(machine.host.hostUid);
        if (!seen.isEmpty() && (seen.last().isSameState(sighting) || seen.last().at > at))
            continue;
        add(machine.host.hostUid, sighting);
        lines += lineOf(machine.host.hostUid, sighting);
    }
    return lines;
}

void MachineHistory::read(const QByteArray &lines)
{
    for (const QByteArray &line : lines.split('\n')) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        const QString uid = object.value(u"uid").toString();
        const QDateTime at = QDateTime::fromString(object.value(u"at").toString(), Qt::ISODate);
        if (uid.isEmpty() || !at.isValid())
            continue;
        add(uid, {at, object.value(u"state").toString(), object.value(u"usedBy").toString(),
                  object.value(u"message").toString()});
    }
}

QByteArray MachineHistory::text() const
{
    QByteArray lines;
    QStringList uids = m_seen.keys();
    std::sort(uids.begin(), uids.end());
    for (const QString &uid : std::as_const(uids)) {
        for (const MachineSighting &sighting : m_seen.value(uid))
            lines += lineOf(uid, sighting);
    }
    return lines;
}

} // namespace easel
