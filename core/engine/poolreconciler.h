// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/admission.h"
#include "core/engine/hostleases.h"
#include "core/engine/poolplan.h"
#include "core/engine/poolstate.h"

namespace easel {

struct SpokeView;

// ComputePool (2.6): the state machine of 3.l.1. A pass looks at what the hub and Palette say, does the one
// thing that is next, and looks again, until there is nothing to do but wait. What must not be done twice is
// written to the hub first or can be found again; the memory of a pass only saves questions.
class PoolReconciler : public Reconciler
{
    Q_OBJECT

public:
    PoolReconciler(EngineContext *context, PaletteHub *palette, QObject *parent = nullptr);
    ~PoolReconciler() override;

    QString kind() const override { return QStringLiteral("ComputePool"); }
    Call<WorkDone> reconcile(const ObjectRef &ref) override;
    void gone(const ObjectRef &ref) override;
    QList<ObjectRef> concernedBy(const ObjectRef &ref) const override;

private:
    // What this process found out about a pool; all of it can be found out again.
    struct Memory
    {
        QString uid;
        PaletteFeed *feed = nullptr;
        bool finalizer = false;
        QString settled;        // machines that the hub is known to show, as text
        QSet<QString> leases;   // machines whose Lease is the pool's
        QString evaluation;     // written, as text, so that it is written once
        QSet<QString> searched; // clusters that Palette does not have
        QSet<QString> hostsRead;
        QSet<QString> validated;
        QSet<QString> conflicted;            // Palette knows the name
        QHash<QString, PaletteCluster> read; // by uid: read by itself, newer than the list
        QHash<QString, QDateTime> readAt;
        QHash<QString, QList<PaletteCondition>> conditions; // by uid
        QHash<QString, QByteArray> kubeconfigs;             // by cluster name, until stored
        QHash<QString, QDateTime> reachedAt;                // the cluster's API, last good answer
        QHash<QString, QDateTime> triedAt;
        QHash<QString, Error> reachErrors;
        QHash<QString, QDateTime> unreachableSince;
        QDateTime unhealthySince;
        QDateTime healthySince;
        QSet<QString> same; // clusters whose machine pools were found to be as wanted
        qint64 comparing = 0;
        qint64 compared = 0; // of this generation
        qint64 awaited = 0;  // what the engine itself wrote into the spec is to be seen first
        QString environment; // written
        int createTries = 0;
        QSet<QString> forced;            // uids whose deletion was forced
        QSet<QString> spokes;            // clusters whose Spoke is written
        QSet<QString> registered;        // clusters that joined the hub, with their agents
        QSet<QString> withAgents;        // those of them that have any
        QSet<QString> unregistered;      // clusters of which the hub knows nothing any more
        QHash<QString, QString> digests; // of clusters in the list, to see what changed
    };
    struct Pass
    {
        ObjectRef ref;
        std::shared_ptr<Memory> memory;
        std::optional<PalettePlace> place;
        std::optional<Error> placeError;
        PaletteFeed *feed = nullptr;
        int steps = 0;
        bool asked = false; // the admission, in this pass
        std::optional<bool> accepted;
    };
    struct Step
    {
        Call<Done> action; // invalid: nothing to do now
        std::optional<std::chrono::milliseconds> again;

        static Step wait() { return {}; }
        static Step wait(std::chrono::milliseconds time) { return {{}, time}; }
        static Step act(Call<Done> action) { return {std::move(action), {}}; }
    };
    using PassPtr = std::shared_ptr<Pass>;
    // Who makes clusters known to Open Cluster Management here.
    enum class Registry {
        None,     // it is not on this hub
        Clusters, // people: Easel only labels what they registered
        Spokes,   // fleetconfig, by the Spokes that Easel writes
    };
    struct Fleet
    {
        ObjectRef hub;                      // what Spokes join
        bool namesSecretsElsewhere = false; // a Spoke can name a Secret of another namespace
    };

    Call<WorkDone> go(const PassPtr &pass);
    Step next(const PassPtr &pass);
    std::shared_ptr<Memory> memoryOf(const QJsonObject &pool);
    void watch(PaletteFeed *feed);
    void clustersChanged(PaletteFeed *feed);
    Call<Done> learnHubUid();

    // poolreconciler.cpp
    bool accept(const PassPtr &pass, const QJsonObject &pool, PoolState &state);
    bool judgeSpec(const PassPtr &pass, const QJsonObject &pool, PoolState &state);
    Step nextOfFailed(const PassPtr &pass, const QJsonObject &pool, PoolState &state);
    QJsonObject take(const QJsonObject &pool, const AdmissionResult &result);
    // With what follows from it (GPUs, capacity...); `whole`: that may have changed although nothing else
    // did.
    void save(const ObjectRef &ref, PoolState &state, bool whole = false);
    void fail(PoolState &state, const QString &condition, const QString &reason, const Error &error);
    Step askAdmission(const PassPtr &pass, PoolState &state);
    Step writeEvaluation(const PassPtr &pass, const QJsonObject &pool, const QString &phase);
    Call<Done> addFinalizer(const QJsonObject &pool);
    Call<Done> removeFinalizer(const QJsonObject &pool);
    Call<Done> removeAnnotation(const QJsonObject &pool, const QString &name);
    // Machines that are given stand in the status on the hub before anything is done for them outside.
    Step settleHosts(const PassPtr &pass, const PoolState &state);
    Step takeLeases(const PassPtr &pass, const QJsonObject &pool, PoolState &state);
    // Gives machines that are free again back; wait() when there is none to look at.
    Step releaseHosts(const PassPtr &pass, const QJsonObject &pool, PoolState &state);
    std::optional<BundleView> bundleOf(const PoolView &pool) const;
    QList<ClusterConfigView> clustersOf(const QJsonObject &pool) const; // with defaults in effect
    QMap<QString, QString> namesOf(PaletteFeed *feed, const QStringList &hosts) const;

    // poolbuild.cpp
    Step nextOfBuild(const PassPtr &pass, const QJsonObject &pool, PoolState &state);
    Step dropClusters(const PassPtr &pass, const QJsonObject &pool, PoolState &state);
    Step expire(const PassPtr &pass, const QJsonObject &pool, PoolState &state);
    Step request(const PassPtr &pass, const QJsonObject &pool, PoolState &state,
                 const ClusterConfigView &cluster);
    Step search(const PassPtr &pass, const QJsonObject &pool, const QString &cluster);
    Step readHosts(const PassPtr &pass, const QJsonObject &pool, const QString &cluster);
    Step create(const PassPtr &pass, const QJsonObject &pool, const ClusterConfigView &cluster);
    void giveUpReservation(const ObjectRef &ref, const QString &reason, const QString &message);
    const PaletteCluster *seen(const PassPtr &pass, const QString &uid);
    Step readCluster(const PassPtr &pass, const QString &cluster, const QString &uid);
    Step readConditions(const PassPtr &pass, const QString &uid);
    Step nextOfProvisioning(const PassPtr &pass, const QJsonObject &pool, PoolState &state);
    bool mirror(PoolState &state, const QString &name, const PaletteCluster &cluster);

    // poolconnecting.cpp
    Step nextOfConnecting(const PassPtr &pass, const QJsonObject &pool, PoolState &state);
    bool late(const PassPtr &pass, PoolState &state, const QString &condition);
    Step fetchKubeconfig(const PassPtr &pass, const QString &cluster);
    Step storeKubeconfig(const PassPtr &pass, const QJsonObject &pool, const QString &cluster);
    Step reach(const PassPtr &pass, const QJsonObject &pool, const QString &cluster);
    Step writeEnvironment(const PassPtr &pass, const QJsonObject &pool, PoolState &state);

    // poolregistration.cpp
    Registry registry() const;
    static QJsonObject clusterLabels(const ObjectRef &pool, const PoolState &state, const QString &cluster);
    void sayNotRegistered(const ObjectRef &pool, const QString &reason, const QString &message);
    std::optional<Step> nextOfRegistration(const PassPtr &pass, PoolState &state, const QString &cluster);
    Step learnFleet(const PassPtr &pass);
    Step writeSpoke(const PassPtr &pass, const PoolState &state, const QString &cluster);
    Call<Done> copyKubeconfig(const ObjectRef &pool, const QString &secret, const QString &copy);
    Step lookAtSpoke(const PassPtr &pass, const PoolState &state, const QString &cluster);
    Step missSpoke(const PassPtr &pass, const QString &cluster);
    void sayAgents(const PassPtr &pass, const QString &cluster, const SpokeView &spoke);
    Call<bool> labelCluster(const PassPtr &pass, const QString &cluster);
    bool mayAdopt(const PassPtr &pass, const PoolState &state, const QString &cluster) const;
    Step adoptCluster(const PassPtr &pass, const QString &cluster);
    std::optional<Step> removeRegistration(const PassPtr &pass, PoolState &state, const QString &cluster);
    Call<Done> dropCopy(const PassPtr &pass, const QString &cluster, const QString &name);
    Call<Done> removeSpoke(const PassPtr &pass, const ResourceType &type, const QJsonObject &spoke);
    Step unlabelCluster(const PassPtr &pass, const QString &cluster, const QString &name);

    // poolchange.cpp
    Step nextOfRunning(const PassPtr &pass, const QJsonObject &pool, PoolState &state);
    Step nextOfChange(const PassPtr &pass, const QJsonObject &pool, PoolState &state);
    Step compare(const PassPtr &pass, const QJsonObject &pool, const ClusterConfigView &cluster);
    Call<Done> doChange(const PassPtr &pass, const PaletteCluster &cluster, const PoolChange &change);
    Step approveRepave(const PassPtr &pass, const QJsonObject &pool, const QStringList &uids);
    Step abortScaling(const PassPtr &pass, const QJsonObject &pool, PoolState &state);
    Step judgeHealth(const PassPtr &pass, const QJsonObject &pool, PoolState &state);
    bool countsDiffer(const QJsonObject &pool, const PoolState &state) const;

    // pooldeletion.cpp
    Step nextOfDeletion(const PassPtr &pass, const QJsonObject &pool);
    // `going`: all that are deleted with it.
    Step deleteCluster(const PassPtr &pass, const QJsonObject &pool, PoolState &state, const QString &cluster,
                       const QStringList &going);
    Call<Done> removeObject(const ResourceType &type, const ObjectRef &ref);

    PaletteHub *m_palette;
    Admission m_admission;
    HostLeases m_leases;
    QString m_hubUid;
    std::optional<Fleet> m_fleet;
    QHash<ObjectRef, std::shared_ptr<Memory>> m_memory;
    QHash<ObjectRef, AdmissionResult> m_results; // the last one, for the evaluation
    QSet<PaletteFeed *> m_watched;
    mutable QHash<ObjectRef, QSet<QString>> m_held; // what pools hold, to see who gave something back
    QTimer m_sweep;
};

} // namespace easel
