// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/palette/clusterprofile.h"
#include "core/clients/palette/clusterrequest.h"
#include "core/clients/palette/clustervalidation.h"
#include "core/clients/palette/edgehost.h"
#include "core/clients/palette/hosttags.h"
#include "core/clients/palette/kubeconfigasset.h"
#include "core/clients/palette/machinepool.h"
#include "core/clients/palette/paletteask.h"
#include "core/clients/palette/paletteaudit.h"
#include "core/clients/palette/palettecluster.h"
#include "core/clients/palette/paletteevent.h"
#include "core/clients/palette/palettemachine.h"
#include "core/clients/palette/palettenotification.h"
#include "core/clients/palette/paletteproject.h"
#include "core/clients/palette/profilevariable.h"
#include "core/clients/palette/registrationtoken.h"
#include "core/clients/palette/repave.h"
#include "core/clients/palette/searchfilter.h"
#include "core/clients/palette/searchproperty.h"

#include <QObject>

namespace easel {

// What a list of cluster profiles is narrowed to; empty members ask for everything.
struct ProfileQuery
{
    QString name; // a part of it
    QStringList types;
    QStringList cloudTypes;
};

// Palette's API in one project, or in the tenant when the project is empty. Several clients share a session.
// Changes that lost their answer are Error::Kind::OutcomeUnknown and never sent again by themselves, but PUT
// of the whole and DELETE, which are the same once or twice: a DELETE may then answer NotFound.
class PaletteClient : public QObject
{
    Q_OBJECT

public:
    PaletteClient(std::shared_ptr<PaletteSession> session, const QString &projectUid,
                  QObject *parent = nullptr);

    const std::shared_ptr<PaletteSession> &session() const { return m_ask.session(); }
    const QString &projectUid() const { return m_ask.projectUid(); }
    // Of every request from now on.
    void setPace(PaletteRequest::Pace pace) { m_ask.setPace(pace); }

    // Projects; of the tenant, whatever project this client is for.
    Call<QList<PaletteRef>> projectNames(); // one light call
    Call<PaletteList<PaletteProject>> projects(const PageProgress<PaletteProject> &progress = {});

    // Machines.
    Call<PaletteList<EdgeHost>> searchHosts(const SearchFilter &filter = {},
                                            const PageProgress<EdgeHost> &progress = {});
    Call<QList<EdgeHost>> hostNames(bool unusedOnly = false); // one light call, no hardware
    Call<EdgeHost> host(const QString &uid);
    // The same machines, with the hardware of those whose list left it out: one call each, one after the
    // other.
    Call<QList<EdgeHost>> withHardware(const QList<EdgeHost> &hosts);
    Call<QList<EdgeHost>> hostsOfCluster(const QString &clusterUid);
    Call<QStringList> hostTags(); // "rack:r7", of all machines
    // Reads, checks what the person saw, writes all labels, reads back. The machine as it is then.
    Call<EdgeHost> changeHostTags(const QString &uid, const HostTagChange &change);
    Call<QList<SearchProperty>> hostProperties();

    // Registration tokens; of the tenant.
    Call<QList<RegistrationToken>> registrationTokens();
    Call<RegistrationToken> registrationToken(const QString &uid);
    // Read back; what cannot be read is as it was asked for, without the token itself.
    Call<RegistrationToken> createRegistrationToken(const RegistrationTokenRequest &request);
    Call<Done> setRegistrationTokenActive(const QString &uid, bool active);
    Call<Done> removeRegistrationToken(const QString &uid);

    // Cluster profiles.
    Call<PaletteList<ClusterProfile>>
    profiles(const ProfileQuery &query = {}, const PageProgress<ClusterProfile> &progress = {}); // one a name
    Call<QList<ProfileVersionRow>> profileVersions(); // one a version
    Call<ClusterProfile> profile(const QString &uid); // with packs and their YAML
    Call<QList<ProfilePack>> profilePacks(const QString &uid);
    Call<QList<ProfileVariable>> profileVariables(const QString &uid);

    // Clusters: making one.
    Call<Done> checkClusterName(const QString &name); // an error when it cannot be used
    Call<ClusterValidation> validateCluster(const ClusterRequest &request);
    Call<QString> createCluster(const ClusterRequest &request); // its uid
    // Clusters with this label, deleted ones left out: how a create whose answer was lost is found again.
    // What is not found is known not to be there only when the list is complete.
    Call<PaletteList<PaletteCluster>> findClusters(const QString &label, const QString &value);

    // Clusters: reading.
    Call<PaletteList<PaletteCluster>> searchClusters(const SearchFilter &filter = {},
                                                     const PageProgress<PaletteCluster> &progress = {});
    // Without health; NotFound when only remains are left. tries: at most; 0: the usual number.
    Call<PaletteCluster> cluster(const QString &uid, int tries = 0);
    Call<PaletteCluster> clusterOverview(const QString &uid); // with health
    Call<QString> clusterState(const QString &uid);           // the cheapest
    Call<QStringList> clusterTags();
    Call<QList<SearchProperty>> clusterProperties();
    Call<QByteArray> kubeconfig(const QString &uid, KubeconfigKind kind);

    // Clusters: changing.
    Call<Done> changeProfiles(const QString &uid, const ProfileChange &change);
    Call<ClusterValidation> checkProfiles(const QString &uid, const QList<ProfileUse> &profiles);
    Call<RepavePreview> previewRepave(const QString &uid, const QList<ProfileUse> &profiles);
    Call<Repave> repave(const QString &uid);
    Call<Done> approveRepave(const QString &uid);
    Call<PaletteList<PaletteCluster>> clustersWaitingForRepave();
    Call<Done> removeCluster(const QString &uid, bool force = false);

    // Pools and machines, by the uid of the cluster's cloud configuration.
    Call<CloudConfig> cloudConfig(const QString &configUid);
    Call<Done> updateClusterNetwork(const QString &configUid, const ClusterNetwork &network); // replaces it
    Call<Done> addMachinePool(const QString &configUid, const PaletteMachinePool &pool);
    Call<Done> updateMachinePool(const QString &configUid, const PaletteMachinePool &pool); // replaces it
    Call<Done> removeMachinePool(const QString &configUid, const QString &pool);
    Call<QList<PaletteMachine>> machines(const QString &configUid, const QString &pool);
    Call<Done> removeMachine(const QString &configUid, const QString &pool, const QString &machineUid);
    Call<Done> setMaintenance(const QString &configUid, const QString &pool, const QString &machineUid,
                              MachineMaintenance maintenance);

    // Clusters that run already.
    Call<QString> importCluster(const ImportRequest &request); // its uid
    Call<QByteArray> importManifest(const QString &uid);       // YAML to apply; holds credentials
    Call<Done> giveImportFullPermission(const QString &uid);

    // What happened; newest first, at most so many.
    Call<QList<PaletteEvent>> events(PaletteEventKind kind, const QString &uid, int most = 50);
    Call<PaletteList<PaletteAudit>> audits(const AuditQuery &query, int most = 50);
    Call<QList<PaletteNotification>> notifications(PaletteNotificationKind kind, const QString &uid);
    Call<Done> acknowledgeNotification(const QString &uid);
    Call<Done> finishNotification(const QString &uid);

private:
    Call<EdgeHost> writeHostTags(const QString &uid, const HostTagChange &change);

    PaletteAsk m_ask;
    QHash<QString, Call<EdgeHost>> m_tagging; // the last change of each machine: they go one after the other
};

} // namespace easel
