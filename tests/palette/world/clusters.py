# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters and what belongs to them: attached profiles, machine pools, machines, conditions."""
import copy
from dataclasses import dataclass, field

from .clock import ZERO_TIME
from .profiles import with_overrides

# In the order in which they were seen to appear (palette-api.md 6.2).
CONDITIONS = ("ImageResolutionDone", "BootstrappingDone", "KubeConfigReady", "CloudInfrastructureReady",
              "ControlPlaneNodeAdditionDone", "ControlPlaneNodeDeletionDone", "WorkerNodeAdditionDone",
              "WorkerNodeDeletionDone")

CONTROL_PLANE_LABELS = ("control-plane", "master")


@dataclass
class Attached:
    """A profile version on a cluster, with the cluster's own copy of its packs as they were when it was attached."""
    profile: object
    packs: list
    values: dict
    revision: int

    @classmethod
    def of(cls, profile, entity):
        """entity: v1SpectroClusterProfileEntity. What it leaves out falls back to the profile's own values."""
        values = {one["name"]: one.get("value", "") for one in entity.get("variables") or []}
        return cls(profile, with_overrides(profile.packs, entity.get("packValues")), values, profile.revision)

    @property
    def outdated(self):
        return self.revision != self.profile.revision

    def pack(self, name):
        return next((one for one in self.packs if one["name"] == name), None)


@dataclass(eq=False)
class Machine:
    uid: str
    host_uid: str
    name: str
    created: str
    state: str = "Pending"
    maintenance: dict = None


@dataclass(eq=False)
class Pool:
    """config: the poolConfig as given; hosts: the edgeHosts entries as given."""
    config: dict
    hosts: list
    machines: list = field(default_factory=list)

    @property
    def name(self):
        return self.config["name"]

    @property
    def control_plane(self):
        return bool(self.config.get("isControlPlane")) or any(one in CONTROL_PLANE_LABELS
                                                              for one in self.config["labels"])

    def host_uids(self):
        return [host["hostUid"] for host in self.hosts]

    def machine(self, uid):
        return next((one for one in self.machines if one.uid == uid), None)


@dataclass(eq=False)
class Cluster:
    uid: str
    name: str
    project: str
    cloud: str = "edge-native"
    config_uid: str = ""
    labels: dict = field(default_factory=dict)
    annotations: dict = field(default_factory=dict)
    created: str = ZERO_TIME
    modified: str = ZERO_TIME
    deleted: str = ZERO_TIME
    deleted_at: float = 0
    state: str = "Pending"
    health: str = ""
    health_message: str = ""
    heart_stopped: str = ""
    profiles: list = field(default_factory=list)
    config: dict = field(default_factory=dict)
    cluster_config: dict = field(default_factory=dict)
    template_uid: str = ""
    pools: list = field(default_factory=list)
    conditions: list = field(default_factory=list)
    pack_states: list = field(default_factory=list)
    repave: dict = None
    apply: dict = field(default_factory=dict)
    upgrades: list = field(default_factory=list)
    location: dict = None
    # Import of a cluster made elsewhere: {mode, link, state, edgeHosts}; None for one that was built here.
    imported: dict = None
    has_kubeconfig: bool = False
    kubeconfig: bytes = None
    oidc: bool = False
    locked: bool = False
    stuck: bool = False
    fail_at: str = ""
    fail_message: str = ""
    namespaces: list = field(default_factory=list)
    rbacs: list = field(default_factory=list)
    # Owns the steps of a change of profiles in the agenda, so that the next change can replace them.
    rollout: object = field(default_factory=object)

    @property
    def gone(self):
        return self.state == "Deleted"

    def tags(self):
        return [key if value == "spectro__tag" else f"{key}:{value}" for key, value in self.labels.items()]

    def endpoint(self):
        return (self.config.get("controlPlaneEndpoint") or {}).get("host", "")

    def pool(self, name):
        return next((one for one in self.pools if one.name == name), None)

    def machines(self):
        return [machine for pool in self.pools for machine in pool.machines]

    def host_uids(self):
        return [uid for pool in self.pools for uid in pool.host_uids()]

    def attached(self, profile_uid):
        return next((one for one in self.profiles if one.profile.uid == profile_uid), None)

    def kubernetes_version(self):
        for attached in self.profiles:
            for one in attached.packs:
                if one["layer"] == "k8s":
                    return one["tag"]
        return ""

    def condition(self, kind):
        return next((one for one in self.conditions if one["type"] == kind), None)

    def set_condition(self, kind, status, stamp, reason="", message=""):
        found = self.condition(kind)
        if found is None:
            found = {"type": kind}
            self.conditions.append(found)
        found.update({"status": status, "reason": reason, "message": message, "lastTransitionTime": stamp,
                      "lastProbeTime": ZERO_TIME})

    def reset_packs(self, stamp, only=None):
        """Every pack of every attached profile waits to be installed; only: uids of the profiles that changed."""
        kept = [one for one in self.pack_states if only is not None and one["profileUid"] not in only
                and self.attached(one["profileUid"])]
        fresh = [{"name": one["name"], "profileUid": attached.profile.uid, "type": one["type"], "version": one["tag"],
                  "startTime": stamp, "endTime": ZERO_TIME, "layer": one["layer"],
                  "condition": {"type": "Ready", "status": "False", "reason": "Installing", "message": "Waiting",
                                "lastTransitionTime": stamp, "lastProbeTime": ZERO_TIME},
                  "manifests": [{"name": m["name"], "uid": m["uid"], "condition": None} for m in one["manifests"]]
                  or None,
                  "services": None}
                 for attached in self.profiles if only is None or attached.profile.uid in only
                 for one in attached.packs]
        self.pack_states = kept + fresh

    def waiting_packs(self):
        return [one for one in self.pack_states if one["condition"]["status"] != "True"]


def pool_of(entity):
    """v1EdgeNativeMachinePoolConfigEntity to a pool without machines."""
    entity = copy.deepcopy(entity)
    return Pool(entity.get("poolConfig") or {}, (entity.get("cloudConfig") or {}).get("edgeHosts") or [])
