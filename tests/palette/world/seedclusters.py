# SPDX-License-Identifier: GPL-3.0-or-later
"""The clusters that run when the stand-in starts: those of Easel's sample workspace, and two that were made
elsewhere.
"""
from . import clock
from .clusters import CONDITIONS, Attached, Cluster, Machine, Pool
from .seedhosts import NORTH

# name, profiles, control plane address, state, health
CLUSTERS = (
    ("firn-train-9zc7t", ("0010", "0011", "0012"), "10.61.4.20", "Running", "Healthy"),
    ("firn-shared-b9e4r", ("0010", "0011", "0012"), "10.61.4.21", "Running", "Healthy"),
    ("sastrugi-old-0wq2c", ("1210",), "10.61.4.22", "Deleting", "Healthy"),
    ("crevasse-train-k3f9a", ("0010", "0011", "0012"), "10.61.4.30", "Running", "Healthy"),
    ("crevasse-edge-a81kz", ("0020", "0011"), "10.61.4.31", "Running", "Healthy"),
    ("moraine-llm-x4g8s", ("0010", "0011", "0012"), "10.61.4.40", "Running", "Healthy"),
    ("echo-asr-4m1hj", ("0020", "0011"), "10.61.5.50", "Running", "Healthy"),
    ("drone-train-p20vu", ("0010", "0011"), "10.61.5.60", "Running", "UnHealthy"),
    ("station-infer-77xd1", ("0020", "0011"), "10.61.5.61", "Running", "Unknown"),
    ("interns-lab-2d6no", ("1310", "1911"), "10.61.5.62", "Running", "Healthy"),
    ("gauge-lab", ("0020",), "10.61.7.20", "Running", "Healthy"),
    ("amd-pilot", ("1310",), "10.61.7.21", "Running", "Healthy"),
    ("render-farm", ("1310",), "10.61.6.20", "Running", "Healthy"),
)

IMPORTED = (
    ("66f1c0aa0000000000a00001", "station-a", "Running", "read-only"),
    ("66f1c0aa0000000000a00002", "station-old", "Importing", ""),
)

SSH_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGxhYi1vcHMta2V5LW5vdC1yZWFsLTAwMDAwMDAwMDAw ops@borealis"


def seed_clusters(world, now):
    hosts = {}
    for host in world.inventory:
        if host.cluster:
            hosts.setdefault(host.cluster, []).append(host)
    described = {name: rest for name, *rest in CLUSTERS}
    for place, ((uid, name), members) in enumerate(sorted(hosts.items(), key=lambda item: item[0][1])):
        profiles, address, state, health = described[name]
        world.clusters[uid] = _built(world, uid, name, members, profiles, address, state, health,
                                     now - (90 - place) * 86400)
    for uid, name, state, mode in IMPORTED:
        _imported(world, uid, name, state, mode, now - 30 * 86400)


def _built(world, uid, name, members, profiles, address, state, health, since):
    created = clock.text(since)
    cluster = Cluster(uid, name, members[0].project, config_uid=uid[:-1] + "f" if uid[-1] != "f" else uid[:-1] + "e",
                      labels={"team": name.split("-")[0]},
                      annotations={"description": "", "rootDomain": "borealis.example"},
                      created=created, modified=created, state=state, health=health)
    cluster.profiles = [Attached.of(world.profiles[f"66f1c0aa000000000000{short}"], {}) for short in profiles]
    cluster.config = {"controlPlaneEndpoint": {"host": address, "type": "VIP"}, "ntpServers": ["ntp.borealis.example"],
                      "sshKeys": [SSH_KEY], "staticIp": False, "isTwoNodeCluster": False,
                      "overlayNetworkConfiguration": {"enable": False, "cidr": ""}}
    cluster.pools = _pools(world, members, state, created)
    cluster.reset_packs(created)
    for one in cluster.pack_states:
        one["condition"].update({"status": "True", "reason": "", "message": "", "lastTransitionTime": created})
        one["endTime"] = created
    for kind in CONDITIONS:
        cluster.set_condition(kind, "True", created)
    cluster.has_kubeconfig = True
    cluster.apply = {"actionType": "DownloadAndInstall", "canBeApplied": True}
    # The one that is being deleted has been for days: its deletion is stuck.
    cluster.stuck = state == "Deleting"
    if health == "UnHealthy":
        cluster.health_message = "Node h100-b2-07 is not ready"
        cluster.heart_stopped = clock.text(world.clock.now() - 5400)
    world.event("spectrocluster", uid, name, "ClusterRunning", f"Cluster {name} is running")
    return cluster


def _pools(world, members, state, created):
    """Machines without GPUs are the control plane; one pool for each kind of GPU machine."""
    grouped = {}
    control_plane = [host for host in members if host.uid.startswith("cpu-")][:3] or members[:1]
    for host in members:
        grouped.setdefault("control-plane-pool" if host in control_plane else host.uid.split("-")[0], []).append(host)
    pools = []
    for name, hosts in sorted(grouped.items()):
        leading = name == "control-plane-pool"
        config = {"name": name, "size": len(hosts), "labels": ["control-plane" if leading else "worker"],
                  "isControlPlane": leading, "useControlPlaneAsWorker": leading and len(grouped) == 1,
                  "machinePoolProperties": {"archType": "amd64"}, "updateStrategy": {"type": "RollingUpdateScaleIn"},
                  "additionalLabels": {} if leading else {"accelerator": name}, "taints": []}
        pool = Pool(config, [{"hostUid": host.uid, "hostName": host.name} for host in hosts])
        pool.machines = [Machine(world.new_uid(), host.uid, host.name, created,
                                 "Deleting" if state == "Deleting" else "Running")
                         for host in hosts]
        pools.append(pool)
    return pools


def _imported(world, uid, name, state, mode, since):
    created = clock.text(since)
    cluster = Cluster(uid, name, NORTH, cloud="generic", config_uid=uid[:-6] + "c" + uid[-5:], created=created,
                      modified=created,
                      state=state, imported={"mode": mode, "link": "", "state": "Done", "edgeHosts": []})
    world.clusters[uid] = cluster
    if state == "Importing":
        world.lifecycle.expect_import(cluster)
    else:
        cluster.health = "Healthy"
