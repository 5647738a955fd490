// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/domain/computeview.h"
#include "core/domain/finding.h"
#include "core/quota/gpuestate.h"
#include "core/store/row.h"

#include <QDateTime>

namespace easel {

struct InventorySnapshot;

// Where machines are known from, and how true that is now.
struct MachineSource
{
    // In the order in which their word counts: the hub's engine, a person's own connection, what was written
    // down, the nodes of a cluster.
    enum class Kind { Compute, Own, Snapshot, Nodes };
    Kind kind = Kind::Compute;
    // Whose nodes: of the hub that is open, of a hub in another window, of a cluster whose kubeconfig lies on
    // the hub.
    enum class Cluster { Open, OtherWindow, Connected };
    Cluster cluster = Cluster::Open;
    QString id;     // "compute:glaciology/default", "own:<id>", "snapshot:<file>", "nodes:<cluster>"
    QString title;  // "glaciology/default", "palette.example, north"
    QDateTime asOf; // of what is shown; invalid: nobody says
    std::optional<Error> error; // why it is not newer
    bool loading = false;
    bool truncated = false; // it does not tell of all
    qint64 announced = -1;  // how many there are, where that is told
    int machines = 0;
    std::chrono::seconds interval{0}; // how often it should be renewed; 0: it is not
    ObjectRef object;                 // the Compute; of a connected cluster its pool, else its Secret
    bool operator==(const MachineSource &other) const;
};

// One source's machines.
struct SourceMachines
{
    MachineSource source;
    QList<HostView> hosts;
};

struct InventoryMachine
{
    HostView host;
    GpuMachine use;               // state and holder by pools too, which may know more than the inventory
    int source = 0;               // whose word counts, in MachineInventory::sources
    QList<int> alsoIn;            // others that know it
    std::optional<HostView> node; // as a cluster sees it

    bool isFromTags() const; // its GPUs are known from tags alone: a driver may be missing
};

// Machines by family, for the numbers above the table; counted in GPUs.
struct FamilyNumbers
{
    QString family;
    qint64 installed = 0;
    qint64 free = 0;
    qint64 used = 0; // attached or being released
    qint64 reserved = 0;
    qint64 unhealthy = 0;
    qint64 other = 0; // not paired, state not known
    int machines = 0;
    bool operator==(const FamilyNumbers &) const = default;
};

// Machines that are alike.
struct HardwareGroup
{
    QString architecture;
    qint64 cpuCount = 0; // 0: not known
    qint64 memoryMiB = 0;
    QMap<QString, qint64> gpus; // of one machine
    qint64 gpuMemoryMiB = 0;    // of the smallest card; 0: not known
    int machines = 0;
    int free = 0;
    int used = 0;
    int reserved = 0;
    int unhealthy = 0;
    QStringList uids;
    bool operator==(const HardwareGroup &) const = default;
};

// All machines of all sources, each once. A plain value, shared between threads.
struct MachineInventory
{
    QList<MachineSource> sources;
    QList<InventoryMachine> machines;
    QHash<QString, int> positions; // by uid
    QList<FamilyNumbers> families; // by name
    QList<HardwareGroup> groups;   // most GPUs first

    const InventoryMachine *find(const QString &uid) const;
    const MachineSource &sourceOf(const InventoryMachine &machine) const;
};

// What the hub's or folder's objects and snapshots know.
QList<SourceMachines> machineSources(const ObjectSet &objects, const QList<InventorySnapshot> &snapshots);
// The nodes of a cluster.
SourceMachines nodeMachines(const QList<QJsonObject> &nodes, const QString &cluster);

// Each machine once: the source that counts most has the word, a node is put beside the machine that it runs
// on: the one with its system's id in the uid, else the one of its name, first in the cluster that uses it.
// Nodes of one name in different clusters are different machines. `said`: the hub has controllers of its own
// (GpuEstate).
MachineInventory mergeMachines(const QList<SourceMachines> &sources, const ObjectSet &objects,
                               bool said = false);

// Rows of the inventory table, sorted by uid; the target is the Compute a machine is known from.
const QList<Column> &machineColumns();
QList<Row> machineRows(const MachineInventory &inventory);

// Why a source's age needs a word, as a sentence; empty while it is fresh. COM-3, and the age of a snapshot.
QString sourceAgeWarning(const MachineSource &source, const QDateTime &now, std::chrono::seconds warnAfter);

// Something about machines that somebody can mend, with the tags that would.
struct MachineFinding
{
    QString rule; // COM-4, COM-5, INV-1 (GPUs from tags), INV-2 (no GPUs reported where twins have some)
    Finding::Severity severity = Finding::Severity::Inform;
    QString sentence;
    QStringList uids;
    QMap<QString, QString> mend; // tags to set on all of them; an empty value is to be chosen by a person
    bool operator==(const MachineFinding &) const = default;
};
QList<MachineFinding> machineFindings(const MachineInventory &inventory);

// What is different between two moments of an inventory, by uid.
struct MachineChange
{
    enum class What { Came, Went, Changed };
    What what = What::Changed;
    QString uid;
    QString name;
    QStringList differences; // "state: available, was in-use"
    bool operator==(const MachineChange &) const = default;
};
QList<MachineChange> machineChanges(const QList<HostView> &before, const QList<HostView> &after);

} // namespace easel
