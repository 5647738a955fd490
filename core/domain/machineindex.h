// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/computeview.h"

#include <QHash>

namespace easel {

// One machine as choosing reads it: small, without texts. What people read is in MachineIndex::host().
struct Machine
{
    enum class State : quint8 { Available, InUse, Unhealthy, Unpaired, Unknown };
    enum Role : quint8 { ControlPlane = 1, Worker = 2 };

    qint64 memoryMiB = -1; // -1: not known
    qint32 cpuCount = -1;
    qint32 gpuCount = 0;      // of `family`
    qint32 gpuTotal = 0;      // of all families
    qint32 gpuMemoryMiB = -1; // of the smallest card of `family`; -1: not known
    quint16 family = 0;       // id; 0: no GPU. The one with most cards, then by name
    quint16 architecture = 0; // id; 0: not known
    quint16 nicCount = 0;
    State state = State::Unknown;
    quint8 roles = 0;
    bool reserved = false;
    bool severalFamilies = false; // then host().gpusByFamily() has them all
    bool gone = false;            // removed; the position stays empty until it is built again
};

// Machines of an inventory, however many, with the lists that questions start from. Positions are stable
// while machines come, change and go. A plain value.
class MachineIndex
{
public:
    MachineIndex() = default;
    explicit MachineIndex(const QList<HostView> &hosts);
    // From inventory objects: HostDetail of Computes or workspace snapshots, Palette's edge hosts, Nodes.
    static MachineIndex fromObjects(const QList<QJsonObject> &objects);

    // Adds the machine, or replaces the one with this uid; its position.
    int put(const HostView &host);
    bool remove(const QString &hostUid);

    int size() const { return int(m_machines.size()); } // positions; those of removed machines too
    int count() const { return int(m_positions.size()); }
    const Machine &machine(int position) const { return m_machines.at(position); }
    const HostView &host(int position) const { return m_hosts.at(position); }
    int positionOf(const QString &hostUid) const { return m_positions.value(hostUid, -1); }

    // Ids of families and architectures; 0 when no machine has it. Without case.
    quint16 familyId(const QString &family) const;
    QString familyName(quint16 id) const { return m_families.value(id); }
    QStringList families() const; // sorted
    quint16 architectureId(const QString &architecture) const;

    // Positions, ascending. Every machine that has cards of the family, or the tag with this value.
    const QList<int> &withFamily(const QString &family) const;
    const QList<int> &withTag(const QString &key, const QString &value) const;
    QMap<QString, QList<int>> groupedBy(const QString &tagKey) const; // by the tag's value; rack, hall...
    // Tags that put machines into groups (rack, hall...): several values, and machines that share one.
    // Sorted.
    QStringList groupingTags() const;

    struct Totals
    {
        QString family;
        qint64 cards = 0;
        qint64 available = 0; // cards in machines by state
        qint64 inUse = 0;
        qint64 unhealthy = 0;
        qint64 other = 0;
        int machines = 0;
    };
    QList<Totals> totals() const; // by family, sorted

private:
    void enter(int position);
    void leave(int position);
    quint16 intern(QStringList &names, const QString &name);

    QList<HostView> m_hosts;
    QList<Machine> m_machines;
    QHash<QString, int> m_positions;
    QStringList m_families{QString()};
    QStringList m_architectures{QString()};
    QHash<QString, QList<int>> m_byFamily;              // folded name
    QHash<QString, QHash<QString, QList<int>>> m_byTag; // key, value
};

} // namespace easel
