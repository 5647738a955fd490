// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/palettedesk.h"
#include "core/placement/machinehistory.h"
#include "core/placement/machineinventory.h"
#include "core/store/source.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

#include <map>

namespace easel {

class AppContext;
class ClusterNodes;
class Surroundings;

// All machines that this window knows of: Computes and snapshots of the open hub or folder, nodes of the hub,
// of the clusters that it is connected with and of hubs in other windows, and what a person's own connections
// to Palette list. Palette and the clusters are asked only while somebody looks.
class InventoryFeed : public QObject
{
    Q_OBJECT

public:
    explicit InventoryFeed(AppContext *context, QObject *parent = nullptr);
    ~InventoryFeed() override;

    void setLooking(bool looking);
    void refresh(); // Palette and connected clusters are asked again now

    // As of the last renewed(); never null.
    const std::shared_ptr<const MachineInventory> &inventory() const { return m_inventory; }
    const QList<Row> &rows() const { return m_rows; }
    const QList<MachineFinding> &findings() const { return m_findings; }
    QList<MachineSighting> historyOf(const QString &uid) const { return m_history->of(uid); }
    std::shared_ptr<const ObjectSet> objects() const { return m_objects; } // may be null at first
    // All machines of one source, as the source itself tells of them. Own connections: as of now, what a
    // person just changed included; others as of the last renewed().
    QList<HostView> machinesOf(const QString &sourceId) const;
    std::chrono::seconds warnAfter() const; // age of snapshots
    // As true as the worst that matters; Loading until the first machines are there.
    Truth truth() const;
    bool isAsking() const;   // Palette is being listed
    bool isOfFolder() const; // what objects say was written down, nobody keeps it up
    // Tags as a person's own connection lists them: what a change of them begins with.
    QMap<QString, QString> tagsIn(const QString &connection, const QString &uid) const;
    // The own connection that knows the machine, with which it can be tagged; empty: none.
    QString connectionOf(const QString &uid) const;
    // A machine as Palette told of it beside its lists: after a change.
    void takeHost(const QString &connection, const EdgeHost &host);

Q_SIGNALS:
    void renewed();
    void truthChanged();

private:
    // What one of the person's own connections lists.
    struct Own
    {
        PaletteConnection connection;
        std::shared_ptr<PaletteClient> client;
        QList<HostView> hosts; // that are shown
        QList<HostView> coming;
        QHash<QString, HostView> told; // beside the list that is coming, by uid: newer than its pages can be
        qint64 announced = -1;
        QDateTime asOf;
        std::optional<Error> error;
        bool loading = false;
        bool known = false; // a whole list was read once
        Call<PaletteList<EdgeHost>> call;
        QElapsedTimer taking;
        QTimer again;
    };
    // Nodes of a hub that another window has open.
    struct OtherHub
    {
        QPointer<Source> source;
        StoreLease nodes;
    };
    void takeConnections();
    void ask(const std::shared_ptr<Own> &own);
    void finish(const std::shared_ptr<Own> &own, const Result<PaletteList<EdgeHost>> &list);
    void leaseNodes();
    void leaseOthers();
    void watch(const ResourceStore *store);
    void readHistory();
    void soon();
    void work();
    QList<SourceMachines> ownMachines() const;
    QList<SourceMachines> nodes() const;

    AppContext *m_context;
    QPointer<Surroundings> m_surroundings;
    std::map<QString, std::shared_ptr<Own>> m_own; // by id
    StoreLease m_nodes;
    std::vector<OtherHub> m_others;
    ClusterNodes *m_clusters = nullptr; // null without a hub
    std::shared_ptr<const MachineInventory> m_inventory;
    std::shared_ptr<const MachineHistory> m_history;
    std::shared_ptr<const ObjectSet> m_objects;
    QList<Row> m_rows;
    QList<MachineFinding> m_findings;
    QHash<QString, QList<HostView>> m_bySource;
    QString m_historyFile;
    bool m_historyRead = false;
    QTimer m_soon;
    QElapsedTimer m_since; // the last work
    bool m_looking = false;
    bool m_busy = false;
    bool m_again = false;
    bool m_worked = false;
};

} // namespace easel
