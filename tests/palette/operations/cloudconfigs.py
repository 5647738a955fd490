# SPDX-License-Identifier: GPL-3.0-or-later
"""Machine pools and machines of a cluster, reached by the uid of its cloud config (palette-api.md 7.4)."""
import copy

from ..api.errors import bad_request, conflict, forbidden, not_found
from ..world.clusters import pool_of
from . import operation
from .clusterchecks import Findings, check_pool
from .clusterviews import cloud_config, machine as machine_view
from ..world.meta import object_meta


def _cluster(call, right, cloud="edge-native"):
    found = next((one for one in call.world.clusters.values()
                  if one.config_uid == call.path["configUid"] and one.cloud == cloud), None)
    if found is None:
        raise not_found("cloudconfig", call.path["configUid"])
    if not call.sees(found.project):
        raise forbidden(right)
    return found


def _pool(call, cluster):
    pool = cluster.pool(call.path["machinePoolName"])
    if pool is None:
        raise not_found("machinepool", call.path["machinePoolName"])
    return pool


def _machine(call, pool):
    found = pool.machine(call.path["machineUid"])
    if found is None:
        raise not_found("machine", call.path["machineUid"])
    return found


def _not_deleting(cluster):
    if cluster.state in ("Deleting", "Deleted"):
        raise bad_request("ClusterDeleting", f"Cluster '{cluster.name}' is being deleted")


def _read_pool(entity):
    if not entity.get("poolConfig"):
        raise bad_request("MachinePoolConfigMissing", "A machine pool needs a poolConfig")
    return pool_of(entity)


@operation("v1CloudConfigsEdgeNativeGet", "cluster.get")
def get(call):
    return cloud_config(call.world, _cluster(call, "cluster.get"))


@operation("v1CloudConfigsEdgeNativeUidClusterConfig", "cluster.update")
def put_cluster_config(call):
    """Replaces the block, but for what is decided at creation."""
    cluster = _cluster(call, "cluster.update")
    given = call.body.get("clusterConfig") or {}
    for name in ("controlPlaneEndpoint", "overlayNetworkConfiguration", "isTwoNodeCluster"):
        if name in given and given[name] != cluster.config.get(name):
            raise bad_request("ImmutableField", f"{name} cannot change after the cluster was created")
    kept = {name: cluster.config[name] for name in ("controlPlaneEndpoint", "overlayNetworkConfiguration",
                                                    "isTwoNodeCluster")
            if name in cluster.config}
    cluster.config = {**given, **kept}
    cluster.modified = call.world.stamp()


@operation("v1CloudConfigsEdgeNativeMachinePoolCreate", "cluster.update")
def create_pool(call):
    world, cluster = call.world, _cluster(call, "cluster.update")
    _not_deleting(cluster)
    pool = _read_pool(call.body)
    if cluster.pool(pool.name):
        raise conflict("DuplicateMachinePool", f"Machine pool '{pool.name}' already exists")
    if pool.control_plane:
        raise bad_request("ControlPlanePoolCount", "A cluster has one control plane pool")
    findings = Findings()
    check_pool(call, call.body, findings, cluster.config)
    findings.raise_first()
    hosts, pool.hosts = pool.hosts, []
    cluster.pools.append(pool)
    world.lifecycle.scale(cluster, pool, hosts)
    return {"uid": pool.name}


@operation("v1CloudConfigsEdgeNativeMachinePoolUpdate", "cluster.update")
def put_pool(call):
    """The list of hosts is replaced; labels, taints and the rest too."""
    world, cluster = call.world, _cluster(call, "cluster.update")
    _not_deleting(cluster)
    pool = _pool(call, cluster)
    findings = Findings()
    check_pool(call, call.body, findings, cluster.config,
               [one.host_uid for one in pool.machines if one.state != "Deleting"])
    findings.raise_first()
    changed = _read_pool(call.body)
    if pool.control_plane and len(changed.hosts) not in (1, 3, 4, 5) and not cluster.config.get("isTwoNodeCluster"):
        raise bad_request("ControlPlaneSize", f"The control plane may not have {len(changed.hosts)} hosts")
    pool.config = copy.deepcopy(changed.config)
    pool.config["name"] = call.path["machinePoolName"]
    world.lifecycle.scale(cluster, pool, changed.hosts)


@operation("v1CloudConfigsEdgeNativeMachinePoolDelete", "cluster.update")
def delete_pool(call):
    cluster = _cluster(call, "cluster.update")
    _not_deleting(cluster)
    pool = _pool(call, cluster)
    if pool.control_plane:
        raise bad_request("ControlPlanePoolCount", "The control plane pool cannot be deleted")
    call.world.lifecycle.scale(cluster, pool, [])


@operation("v1CloudConfigsEdgeNativePoolMachinesList", "machine.list")
def machines(call):
    cluster = _cluster(call, "machine.list")
    return {"items": [machine_view(call.world, cluster, one) for one in _pool(call, cluster).machines]}


@operation("v1CloudConfigsEdgeNativePoolMachinesUidGet", "machine.get")
def machine(call):
    cluster = _cluster(call, "machine.get")
    return machine_view(call.world, cluster, _machine(call, _pool(call, cluster)))


@operation("v1CloudConfigsEdgeNativePoolMachinesUidDelete", "machine.delete")
def delete_machine(call):
    cluster = _cluster(call, "machine.delete")
    _not_deleting(cluster)
    pool = _pool(call, cluster)
    call.world.lifecycle.remove_machine(cluster, pool, _machine(call, pool))


@operation("v1CloudConfigsMachinePoolsMachineUidMaintenanceUpdate", "machine.update")
def maintenance(call):
    cluster = _cluster(call, "machine.update", call.path["cloudType"])
    call.world.lifecycle.cordon(_machine(call, _pool(call, cluster)), call.body.get("action", "cordon"))


# Imported clusters


@operation("v1CloudConfigsGenericGet", "cluster.get")
def generic(call):
    cluster = _cluster(call, "cluster.get", "generic")
    return {"kind": "generic", "metadata": object_meta(cluster.config_uid, f"{cluster.name}-config", cluster.created),
            "spec": {"cloudAccountRef": None, "clusterConfig": {"instanceType": None, "region": ""},
                     "edgeHostRefs": [{"kind": "edgehost", "uid": uid, "name": uid}
                                      for uid in cluster.imported["edgeHosts"]] or None,
                     "machinePoolConfig": [
                         {"name": "control-plane-pool", "size": 1, "isControlPlane": True, "labels": ["control-plane"],
                          "instanceType": "", "rootDeviceSize": 0, "useControlPlaneAsWorker": False},
                         {"name": "worker-pool", "size": 3, "isControlPlane": False, "labels": ["worker"],
                          "instanceType": "",
                          "rootDeviceSize": 0, "useControlPlaneAsWorker": False}]}}


@operation("v1CloudConfigsGenericPoolMachinesList", "machine.list")
def generic_machines(call):
    cluster = _cluster(call, "machine.list", "generic")
    count = {"control-plane-pool": 1, "worker-pool": 3}.get(call.path["machinePoolName"])
    if count is None:
        raise not_found("machinepool", call.path["machinePoolName"])
    items = [{"apiVersion": "v1", "kind": "GenericMachine",
              "metadata": object_meta(f"{cluster.uid[:-3]}{call.path['machinePoolName'][0]}{n:02d}",
                                      f"{cluster.name}-{call.path['machinePoolName']}-{n}"),
              "spec": {"hostName": f"{cluster.name}-{n}", "imageId": "", "sshKeyName": "", "machineMetadata": None,
                       "instanceType": {"id": "", "name": "", "diskGiB": 200, "memoryMiB": 65536, "numCPUs": 16},
                       "nics": None},
              "status": {"instanceState": "Running", "ready": True, "addresses": None, "health": None,
                         "instanceStateLastUpdate": cluster.created, "maintenanceStatus": None}} for n in range(count)]
    return {"items": items, "listmeta": {"continue": "", "count": len(items), "limit": 50, "offset": 0}}
