// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/placement/machineinventory.h"

namespace easel {

// A state of a machine and when it was first seen.
struct MachineSighting
{
    QDateTime at;
    QString state; // word of the inventory: "available", "in-use"
    QString usedBy;
    QString message;
    bool isSameState(const MachineSighting &other) const
    {
        return state == other.state && usedBy == other.usedBy && message == other.message;
    }
};

// The states of machines as this computer saw them: no service keeps them. A value; its text is a file of
// lines that is only ever added to.
class MachineHistory
{
public:
    static constexpr int mostOfOne = 50; // sightings of a machine, the newest

    // What is new becomes part of it; the lines to add to the file.
    QByteArray note(const MachineInventory &inventory, const QDateTime &now);
    QList<MachineSighting> of(const QString &uid) const { return m_seen.value(uid); } // oldest first

    void read(const QByteArray &lines); // lines that cannot be read are left out
    QByteArray text() const;            // all of it, for a file that grew too long
    int count() const { return m_count; }

private:
    void add(const QString &uid, const MachineSighting &sighting);

    QHash<QString, QList<MachineSighting>> m_seen;
    int m_count = 0;
};

} // namespace easel
