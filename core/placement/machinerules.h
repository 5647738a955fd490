// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/machineindex.h"

#include <QSet>

#include <vector>

namespace easel {

// Why a machine cannot serve a node pool (resource-model 3.c), in the order in which the first failing one is
// its reason.
enum class MachineRule : quint8 {
    NotTagged,
    OtherPaletteProject,
    Unpaired,
    InUse,
    Unhealthy,
    Reserved,
    WrongRole,
    WrongArchitecture,
    ResourceGroupMismatch,
    TooFewCpus,
    TooLittleMemory,
    GpuNotWanted,
    NoGpu,
    GpuFamilyMismatch,
    TooFewGpus,
    GpuMemoryTooSmall,
    NetworkMismatch,
};
constexpr int machineRuleCount = 17;
using MachineRules = quint32; // a bit for each rule that fails
constexpr MachineRules bitOf(MachineRule rule)
{
    return MachineRules(1) << int(rule);
}
QString machineRuleName(MachineRule rule); // "TooFewCpus"
// Rules that say what a machine does now, not what it is: it would serve once it is free and healthy.
constexpr MachineRules machineStateRules = bitOf(MachineRule::Unpaired) | bitOf(MachineRule::InUse) |
                                           bitOf(MachineRule::Unhealthy) | bitOf(MachineRule::Reserved);

// What one node pool asks of each of its machines, after defaulting (3.d), and how many it wants.
struct MachineRequest
{
    QString name;  // of the node pool, with the cluster's before it where there are several
    QString owner; // "<namespace>/<pool>": its own machines and reservations do not stand in the way
    qint64 count = 0;
    bool controlPlane = false;
    bool workerEligible = false; // a control plane that also runs work
    QString architecture = QStringLiteral("amd64");
    qint64 cpuCount = 0;
    qint64 memoryMiB = 0;
    bool wantsGpu = false;
    QString gpuFamily;
    qint64 gpuCount = 0;
    qint64 gpuMemoryMiB = 0;
    QMap<QString, QString> resourceGroups;
    QStringList hosts; // exactly these, still checked
    bool overlay = false;
    QSet<QString> networkHosts; // with an entry of their own in edge.hosts
    QString vip;

    qint64 gpuDemand() const { return wantsGpu ? count * gpuCount : 0; }
    bool operator==(const MachineRequest &other) const = default;
};

// Who holds a machine, as far as pools say so; the inventory may not know it yet.
struct MachineHold
{
    QString owner;         // "<namespace>/<pool>"
    QString nodePool;      // empty: not known
    bool reserved = false; // not yet attached
    bool operator==(const MachineHold &other) const = default;
};

// Everything a decision looks at: machines and who holds them, which of them count, and a hash that is the
// same for the same content. A value; changing a machine costs what the machine does.
class MachineFleet
{
public:
    MachineFleet() = default;
    MachineFleet(MachineIndex index, QHash<QString, MachineHold> holds,
                 QMap<QString, QString> selector = {{QStringLiteral("palette.ai"), QStringLiteral("true")}},
                 QString paletteProject = {});

    const MachineIndex &index() const { return m_index; }
    int size() const { return m_index.size(); }
    const HostView &host(int position) const { return m_index.host(position); }
    QString nameOf(int position) const { return m_index.host(position).name(); }
    // The pool that has the machine by its own status, else by the inventory; empty: none.
    QString holderOf(int position) const;
    const MachineHold *holdOf(int position) const;
    bool isFree(int position) const; // available, and nobody holds it
    const QMap<QString, QString> &selector() const { return m_selector; }
    const QString &paletteProject() const { return m_paletteProject; }
    QString hash() const; // 16 hex digits

    void remove(const QString &hostUid);
    void hold(const QString &hostUid, const MachineHold &hold);
    void release(const QString &hostUid); // and available

private:
    quint64 digestOf(int position) const;

    MachineIndex m_index;
    QHash<QString, MachineHold> m_holds; // by host uid
    std::vector<quint8> m_held;          // by position, so that most machines need no look-up
    QMap<QString, QString> m_selector;
    QString m_paletteProject;
    quint64 m_digest = 0; // sum over machines
};

// The rules that fail, for every position of the fleet; machines that are gone fail all. `relaxed` rules are
// not looked at.
std::vector<MachineRules> failingRules(const MachineFleet &fleet, const MachineRequest &request,
                                       MachineRules relaxed = 0);

// One failing rule in words and numbers.
struct MachineFailure
{
    MachineRule rule = MachineRule::NotTagged;
    QString needed;
    QString actual;
    qint64 shortBy = 0; // of what is counted; 0 where nothing is
};
MachineFailure machineFailure(const MachineFleet &fleet, const MachineRequest &request, int position,
                              MachineRule rule);
QList<MachineFailure> machineFailures(const MachineFleet &fleet, const MachineRequest &request, int position,
                                      MachineRules rules); // in order
// "It has 64 CPUs; 96 are needed."
QString machineFailureSentence(const MachineFailure &failure);

// GPUs that the pool does not ask for but would hold, since nobody else could use them (3.a.3).
qint64 surplusGpus(const MachineFleet &fleet, const MachineRequest &request, int position);
qint64 gpusOfFamily(const MachineFleet &fleet, const QString &family, int position);

// A machine that has just what a node pool asks of each, offered and free: one that could be bought.
HostView machineThatFits(const MachineFleet &fleet, const MachineRequest &request);

} // namespace easel
