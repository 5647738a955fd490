// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/palettehub.h"
#include "core/engine/reconciler.h"
#include "core/placement/machinepools.h"

namespace easel {

// What a pool gets, or why not.
struct AdmissionResult
{
    struct Host
    {
        QString cluster;
        QString nodePool;
        bool controlPlane = false;
        QString hostUid;
        QString family; // with most cards
        qint64 gpuCount = 0;
    };
    bool quotaAdmitted = false;
    QList<QuotaReason> reasons;
    QList<QuotaRelaxation> relaxations;
    QList<GpuUsage> ledger;  // of the project, before
    bool hostsFound = false; // for every node pool
    QString hostsSentence;   // why not
    QList<Host> hosts;       // with hostsFound: all that the pool is to have
    QJsonArray nodePools;    // of the evaluation
    QDateTime inventoryTime;

    bool isAdmitted() const { return quotaAdmitted && hostsFound; }
};

// Decides about quota and machines for all pools that ask within a moment, the oldest first (3.a.5); the
// decision core does the deciding. A pool that is older and waits is served before one that asks now.
class Admission : public QObject
{
    Q_OBJECT

public:
    Admission(EngineContext *context, QObject *parent = nullptr);

    // `feed`: whose machines; it has some. The caller writes the result into the pool's status before anybody
    // else is decided about: in the handler, at once.
    Call<AdmissionResult> ask(const ObjectRef &ref, PaletteFeed *feed);
    // A machine that turned out to be somebody else's for the moment.
    void avoid(const QString &hostUid, std::chrono::milliseconds howLong);
    // How the result looks in the status. Called by Admission itself, so that the next decision sees it.
    using Take = std::function<QJsonObject(const QJsonObject &pool, const AdmissionResult &result)>;
    void setTake(Take take) { m_take = std::move(take); }

private:
    struct Asked
    {
        PaletteFeed *feed = nullptr;
        Promise<AdmissionResult> promise;
    };
    void decideAll();

    EngineContext *m_context;
    Take m_take;
    QHash<ObjectRef, Asked> m_asked;
    QHash<QString, QPointer<PaletteFeed>> m_feeds; // by namespace
    QHash<QString, qint64> m_avoid;                // until, by m_clock
    QElapsedTimer m_clock;
    QTimer m_timer;
};

// What a pool would get now, or why not. Nothing is held by asking. `fleet`: the machines of its namespace;
// `wanted`: by all pools (machineDemand).
AdmissionResult admissionOf(const QJsonObject &pool, const MachineFleet &fleet, const QuotaBook &book,
                            const QList<MachineRequest> &wanted, const ObjectSet &objects,
                            const QDateTime &inventoryTime);
// The machines that Palette has for a namespace, with who holds them.
MachineFleet engineFleet(const ObjectSet &objects, const QString &namespaceName,
                         const QList<HostView> &hosts);

// The objects with what the engine counts: pools whose quota it has not reserved hold nothing, whatever they
// ask for.
QuotaBook engineLedger(const ObjectSet &objects);
QJsonObject asCounted(const QJsonObject &pool);

} // namespace easel
