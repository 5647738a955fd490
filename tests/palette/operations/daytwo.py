# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of a running cluster: metadata, settings, profiles, variables, repave (palette-api.md 7.1 to 7.3)."""
from ..api.errors import bad_request, not_found
from ..world import clock
from ..world.clusters import Attached
from ..world.meta import object_meta
from ..world.profiles import MASK, pack_ref, shown_variable
from . import operation
from .clusterchecks import Findings, check_profiles
from .clusterprofiles import entities_of, manifests_of, pack_config

REPAVED_LAYERS = ("os", "k8s")


# Metadata and settings


@operation("v1SpectroClustersUidMetadataUpdate", "cluster.update")
def update_metadata(call):
    """Labels are replaced as a whole."""
    cluster = call.world.cluster(call, "cluster.update")
    given = call.body["metadata"]
    cluster.labels = given.get("labels") or {}
    cluster.annotations = {**cluster.annotations, **(given.get("annotations") or {})}
    cluster.modified = call.world.stamp()


@operation("v1SpectroClustersUidLocationPut", "cluster.update")
def put_location(call):
    call.world.cluster(call, "cluster.update").location = call.body.get("location")


def _setting(call, name, value):
    cluster = call.world.cluster(call, "cluster.update")
    cluster.cluster_config = {**cluster.cluster_config, name: value}
    cluster.modified = call.world.stamp()


@operation("v1SpectroClustersUidClusterMetaAttributeUpdate", "cluster.update")
def meta_attribute(call):
    _setting(call, "clusterMetaAttribute", call.body.get("clusterMetaAttribute", ""))


@operation("V1ControlPlaneHealthCheckTimeoutUpdate", "cluster.update")
def health_check_timeout(call):
    _setting(call, "controlPlaneHealthCheckTimeout", call.body.get("controlPlaneHealthCheckTimeout", ""))


@operation("v1SpectroClustersUidLifecycleConfigUpdate", "cluster.update")
def lifecycle_config(call):
    _setting(call, "lifecycleConfig", call.body.get("lifecycleConfig"))


@operation("v1SpectroClustersUidOsPatchUpdate", "cluster.update")
def os_patch(call):
    _setting(call, "machineManagementConfig", {"osPatchConfig": call.body.get("osPatchConfig")})


@operation("v1SpectroClustersUidTimezoneUpdate", "cluster.update")
def timezone(call):
    _setting(call, "timezone", call.body["timezone"])


@operation("v1SpectroClustersUpgradeSettingsGet", "cluster.get")
def upgrade_settings(call):
    return {"spectroComponents": call.world.upgrade_lock}


@operation("v1SpectroClustersUpgradeSettings", "cluster.update")
def set_upgrade_settings(call):
    call.world.upgrade_lock = call.body.get("spectroComponents", "unlock")


@operation("v1SpectroClustersUidUpgradeSettings", "cluster.update")
def set_cluster_upgrade_settings(call):
    call.world.cluster(call, "cluster.update").locked = call.body.get("spectroComponents") == "lock"


@operation("v1SpectroClustersUidConfigNamespacesGet", "cluster.get")
def namespaces(call):
    return {"items": call.world.cluster(call, "cluster.get").namespaces}


@operation("v1SpectroClustersUidConfigNamespacesUpdate", "cluster.update")
def put_namespaces(call):
    call.world.cluster(call, "cluster.update").namespaces = _resources(call, "namespaces")


@operation("v1SpectroClustersUidConfigRbacsGet", "cluster.get")
def rbacs(call):
    return {"items": call.world.cluster(call, "cluster.get").rbacs}


@operation("v1SpectroClustersUidConfigRbacsUpdate", "cluster.update")
def put_rbacs(call):
    call.world.cluster(call, "cluster.update").rbacs = _resources(call, "rbacs")


def _resources(call, name):
    return [{"metadata": object_meta(call.world.new_uid(), (one.get("metadata") or {}).get("name", ""),
                                     call.world.stamp()),
             "spec": one.get("spec"), "status": {"errors": None}} for one in call.body.get(name) or []]


# Profiles


def _profile_of(cluster, one):
    return {"metadata": object_meta(one.profile.uid, one.profile.name),
            "spec": {"cloudType": one.profile.cloud, "type": one.profile.type, "version": one.profile.revision,
                     "relatedObject": None,
                     "packs": entities_of(one.packs)}}


@operation("v1SpectroClustersGetProfiles", "cluster.get")
def profiles(call):
    cluster = call.world.cluster(call, "cluster.get")
    return {"profiles": [_profile_of(cluster, one) for one in cluster.profiles]}


@operation("v1SpectroClustersGetProfileUpdates", "cluster.get")
def profile_updates(call):
    """Templates whose content is newer than what the cluster took."""
    cluster = call.world.cluster(call, "cluster.get")
    return {"profiles": [one.profile.template() for one in cluster.profiles if one.outdated]}


@operation("v1SpectroClustersGetProfilesPacksManifests", "cluster.get")
def packs_manifests(call):
    cluster = call.world.cluster(call, "cluster.get")
    return {"profiles": [{"metadata": object_meta(one.profile.uid, one.profile.name),
                          "spec": {"packs": manifests_of(one.packs)}}
                         for one in cluster.profiles]}


@operation("v1SpectroClustersUidProfilesUidPacksConfigGet", "cluster.get")
def pack_configuration(call):
    cluster = call.world.cluster(call, "cluster.get")
    attached = cluster.attached(call.path["profileUid"])
    pack = attached.pack(call.path["packName"]) if attached else None
    if pack is None:
        raise not_found("pack", call.path["packName"])
    return {"items": [pack_config(pack, attached.profile)]}


def _changed(call, cluster, entities, keep):
    """(new list of attached profiles, uids of those that change). keep: profiles that are not named stay."""
    attached = list(cluster.profiles) if keep else []
    changed = []
    for entity in entities:
        new = Attached.of(call.world.profile(call, entity.get("uid", "")), entity)
        old_uid = entity.get("replaceWithProfile") or new.profile.uid
        place = next((n for n, one in enumerate(attached) if one.profile.uid == old_uid), None)
        if place is not None:
            attached[place] = new
        elif entity.get("replaceWithProfile") and keep:
            raise not_found("clusterprofile", old_uid)
        else:
            # Also a second copy of a profile that is there in another version: that is what was asked for.
            attached.append(new)
        changed.append(new.profile.uid)
    return attached, changed


def _repave_reasons(cluster, attached):
    """Changes of the layers that nodes are made of (7.3)."""
    before = {pack["name"]: pack for one in cluster.profiles if one.profile.infra for pack in one.packs}
    reasons = []
    for one in attached:
        for pack in one.packs if one.profile.infra else []:
            old = before.get(pack["name"])
            if pack["layer"] not in REPAVED_LAYERS or old is None:
                continue
            if old["tag"] != pack["tag"] or old["values"] != pack["values"]:
                code = "PackVersionChanged" if old["tag"] != pack["tag"] else "PackValuesChanged"
                reasons.append({"code": code,
                                "message": f"Pack {pack['name']} changes from {old['tag']} to {pack['tag']}",
                                "pack": {"current": pack_ref(old, False), "target": pack_ref(pack, False),
                                         "diffConfigKeys": ["values"] if old["values"] != pack["values"] else []}})
    return reasons


def _change(call, entities, keep):
    cluster = call.world.cluster(call, "cluster.update")
    findings = Findings()
    check_profiles(call, entities, findings, whole=not keep)
    findings.raise_first()
    attached, changed = _changed(call, cluster, entities, keep)
    if cluster.imported and cluster.imported["mode"] == "read-only":
        raise bad_request("ClusterReadOnly", f"Cluster '{cluster.name}' is imported read-only")
    action = (call.body.get("spcApplySettings") or {}).get("actionType") or "DownloadAndInstall"
    call.world.lifecycle.change_profiles(cluster, attached, changed, _repave_reasons(cluster, attached), action)
    if call.query.get("resolveNotification") == "true" or call.query.get("resolveNotification") is True:
        call.world.dismiss_notifications("spectrocluster", cluster.uid)


@operation("v1SpectroClustersPatchProfiles", "cluster.update")
def patch_profiles(call):
    _change(call, call.body["profiles"], keep=True)


@operation("v1SpectroClustersUpdateProfiles", "cluster.update")
def put_profiles(call):
    """Sets the whole list: what it leaves out is detached."""
    _change(call, call.body["profiles"], keep=False)


@operation("v1SpectroClustersDeleteProfiles", "cluster.update")
def delete_profiles(call):
    cluster = call.world.cluster(call, "cluster.update")
    uids = call.body.get("profileUids") or []
    for uid in uids:
        attached = cluster.attached(uid)
        if attached is None:
            raise not_found("clusterprofile", uid)
        if attached.profile.infra:
            raise bad_request("InfraProfileRequired", f"Profile '{attached.profile.name}' cannot be detached")
    kept = [one for one in cluster.profiles if one.profile.uid not in uids]
    call.world.lifecycle.change_profiles(cluster, kept, [], [], "DownloadAndInstall")


@operation("v1SpectroClustersPacksRefUpdate", "cluster.update")
def take_updates(call):
    """Takes the newer content of profiles that notifications offered."""
    cluster = call.world.cluster(call, "cluster.update")
    entities = [{"uid": one["uid"], "packValues": one.get("packs")} for one in call.body.get("profiles") or []]
    attached, changed = _changed(call, cluster, entities, keep=True)
    action = (call.body.get("spcApplySettings") or {}).get("actionType") or "DownloadAndInstall"
    call.world.lifecycle.change_profiles(cluster, attached, changed, _repave_reasons(cluster, attached), action)
    call.world.dismiss_notifications("spectrocluster", cluster.uid)


@operation("v1SpectroClustersUidValidatePacks", "cluster.update")
def validate_packs(call):
    call.world.cluster(call, "cluster.get")
    entities = (call.body or {}).get("profiles") or []
    findings = Findings()
    check_profiles(call, entities, findings, whole=False)
    return findings.answer([one.get("uid", "") for one in entities])


@operation("v1SpectroClustersUidValidateRepave", "cluster.update")
def validate_repave(call):
    cluster = call.world.cluster(call, "cluster.get")
    attached, _ = _changed(call, cluster, (call.body or {}).get("profiles") or [], keep=True)
    reasons = _repave_reasons(cluster, attached)
    return {"isRepaveRequired": bool(reasons), "reasons": reasons}


# Variables


@operation("v1SpectroClustersUidVariablesGet", "cluster.get")
def variables(call):
    cluster = call.world.cluster(call, "cluster.get")
    return [{"profileUid": one.profile.uid,
             "variables": [_valued(variable, one.values) for variable in one.profile.variables]}
            for one in cluster.profiles if one.profile.variables]


def _valued(variable, values):
    value = values.get(variable["name"], variable["defaultValue"])
    return {**shown_variable(variable), "value": MASK if variable["isSensitive"] and value else value}


@operation("v1SpectroClustersUidVariablesPatch", "cluster.update")
def patch_variables(call):
    cluster = call.world.cluster(call, "cluster.update")
    for one in call.body:
        attached = cluster.attached(one["profileUid"])
        if attached is None:
            raise not_found("clusterprofile", one["profileUid"])
        attached.values = {**attached.values,
                           **{given["name"]: given.get("value", "") for given in one.get("variables") or []}}
    call.world.lifecycle.change_profiles(cluster, cluster.profiles, [one["profileUid"] for one in call.body], [],
                                         "DownloadAndInstall")


# Repave


@operation("v1SpectroClustersUidRepaveGet", "cluster.get")
def repave(call):
    cluster = call.world.cluster(call, "cluster.get")
    waiting = cluster.repave
    return {"metadata": object_meta(cluster.uid, cluster.name),
            "spec": {"reasons": waiting["reasons"] if waiting else None, "source": "user" if waiting else "",
                     "spectroClusterUid": cluster.uid},
            "status": {"state": waiting["state"] if waiting else "", "message": "",
                       "repaveTransitionTime": waiting["since"] if waiting else clock.ZERO_TIME}}


@operation("v1SpectroClustersUidRepaveApproveUpdate", "cluster.update")
def approve_repave(call):
    cluster = call.world.cluster(call, "cluster.update")
    if not call.world.lifecycle.repave_waits(cluster):
        raise bad_request("RepaveNotPending", f"No repave of cluster '{cluster.name}' waits for approval")
    call.world.lifecycle.approve_repave(cluster)
