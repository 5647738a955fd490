# SPDX-License-Identifier: GPL-3.0-or-later
"""Shapes of a cluster in answers: whole, in lists, its overview."""
from ..world.clock import ZERO_TIME
from ..world.clusters import CONTROL_PLANE_LABELS
from ..world.hosts import AGENT_VERSION
from ..world.meta import object_meta


def metadata(cluster):
    return object_meta(cluster.uid, cluster.name, cluster.created, cluster.modified, cluster.labels,
                       cluster.annotations,
                       cluster.deleted)


def _import(cluster):
    imported = cluster.imported
    if imported is None:
        return None
    return {"isBrownfield": True, "state": imported["state"], "importLink": imported["link"]}


def _repave(cluster):
    return {"state": cluster.repave["state"]} if cluster.repave else None


def pack_statuses(cluster):
    return [{key: value for key, value in one.items() if key != "layer"} for one in cluster.pack_states]


def _endpoints(cluster):
    return [{"host": cluster.endpoint(), "port": 6443}] if cluster.endpoint() and cluster.has_kubeconfig else None


def apply_status(cluster):
    return {"actionType": cluster.apply.get("actionType", "DownloadAndInstall"),
            "canBeApplied": cluster.apply.get("canBeApplied", False),
            "lastModifiedTime": cluster.apply.get("lastModifiedTime", ZERO_TIME),
            "patchAppliedTime": cluster.apply.get("patchAppliedTime", ZERO_TIME), "crdDigest": "", "spcHash": "",
            "spcInfraHash": ""}


def whole(cluster):
    """v1SpectroCluster; it has no health (6.2)."""
    config = cluster.cluster_config
    return {"apiVersion": "v1", "kind": "SpectroCluster", "metadata": metadata(cluster),
            "spec": {"cloudType": cluster.cloud, "clusterType": "AlloyMonitor" if cluster.imported else "PureManage",
                     "cloudConfigRef": {"kind": cluster.cloud, "name": f"{cluster.name}-config",
                                        "uid": cluster.config_uid},
                     "clusterConfig": {"timezone": config.get("timezone", ""),
                                       "clusterMetaAttribute": config.get("clusterMetaAttribute", ""),
                                       "controlPlaneHealthCheckTimeout":
                                           config.get("controlPlaneHealthCheckTimeout", ""),
                                       "lifecycleConfig": config.get("lifecycleConfig"),
                                       "machineManagementConfig": config.get("machineManagementConfig"),
                                       "updateWorkerPoolsInParallel": config.get("updateWorkerPoolsInParallel", False),
                                       "clusterRbac": None, "clusterResources": None, "hostClusterConfig": None,
                                       "hybridClusterConfig": None, "machineHealthConfig": None},
                     "clusterProfileTemplates": [one.profile.template(one.packs, values=False)
                                                 for one in cluster.profiles],
                     "clusterTemplate": {"uid": cluster.template_uid, "projectUid": ""}
                     if cluster.template_uid else None},
            "status": {"state": cluster.state, "conditions": cluster.conditions or None,
                       "packs": pack_statuses(cluster),
                       "repave": _repave(cluster), "spcApply": apply_status(cluster), "clusterImport": _import(cluster),
                       "apiEndpoints": _endpoints(cluster), "services": None, "upgrades": cluster.upgrades or None,
                       "addOnServices": None, "location": cluster.location, "abortTimestamp": ZERO_TIME,
                       "fips": {"mode": "none"},
                       "profileStatus": {"hasUserMacros": False}, "virtual": None}}


def _health(cluster, now):
    if not cluster.health:
        return None
    condition = {"type": "NodeNotReady", "message": cluster.health_message,
                 "relatedObject": {"kind": "spectrocluster", "name": cluster.name, "uid": cluster.uid}}
    return {"state": cluster.health, "conditions": [condition] if cluster.health_message else None,
            "lastHeartBeatTimestamp": cluster.heart_stopped or now, "agentVersion": AGENT_VERSION}


def _templates(cluster):
    return [{"uid": one.profile.uid, "name": one.profile.name, "type": one.profile.type, "cloudType": one.profile.cloud,
             "scope": one.profile.scope, "version": one.profile.revision, "packs": None} for one in cluster.profiles]


def _cloud_config(cluster):
    pools = [{"cloudType": cluster.cloud, "isControlPlane": pool.control_plane, "size": len(pool.hosts),
              "healthy": sum(machine.state == "Running" for machine in pool.machines), "labels": pool.config["labels"],
              "maintenanceMode": sum(bool(machine.maintenance) and machine.maintenance["action"] == "cordon"
                                     for machine in pool.machines), "infraProfileTemplate": None}
             for pool in cluster.pools]
    return {"cloudType": cluster.cloud, "uid": cluster.config_uid, "machinePools": pools or None,
            "hybridMachinePools": None}


def _arch_types(cluster):
    return sorted({(pool.config.get("machinePoolProperties") or {}).get("archType", "amd64")
                   for pool in cluster.pools}) or ["amd64"]


def has_notification(world, cluster):
    return any(one["relatedObject"]["uid"] == cluster.uid and not one["action"]["isDone"]
               for one in world.notifications.values())


def _metrics(world, cluster, now):
    if cluster.state != "Running":
        return None
    boards = [host.board for host in map(world.inventory.get, cluster.host_uids()) if host and host.board]
    cores = sum(board["cpu"]["cores"] for board in boards)
    memory = sum(board["memory"]["sizeInMB"] for board in boards)
    return {"cpu": {"total": cores, "usage": round(cores * 0.35, 2), "limit": 0, "request": 0, "unit": "cores",
                    "lastUpdatedTime": now},
            "memory": {"total": memory, "usage": round(memory * 0.4, 2), "limit": 0, "request": 0, "unit": "MiB",
                       "lastUpdatedTime": now}}


def _common_status(world, cluster):
    now = world.stamp()
    return {"state": cluster.state, "health": _health(cluster, now), "clusterImport": _import(cluster),
            "notifications": {"isAvailable": has_notification(world, cluster),
                              "isTemplateVariableResolutionPending": False},
            "metrics": _metrics(world, cluster, now), "cost": None, "hourlyRate": None, "location": None,
            "fips": {"mode": "none"},
            "virtual": None}


def summary(world, cluster):
    """v1SpectroClusterSummary, an item of the search list. It is specSummary there, not spec."""
    project = world.projects.get(cluster.project)
    return {"metadata": metadata(cluster),
            "specSummary": {"archTypes": _arch_types(cluster), "cloudAccountMeta": None,
                            "cloudConfig": _cloud_config(cluster),
                            "clusterConfig": {"timezone": cluster.cluster_config.get("timezone", ""),
                                              "hostClusterConfig": None},
                            "clusterProfileTemplate": None, "clusterProfileTemplates": _templates(cluster),
                            "projectMeta": {"uid": cluster.project, "name": project.name if project else ""}},
            "status": {**_common_status(world, cluster), "repave": _repave(cluster)}}


def overview(world, cluster):
    """v1SpectroClusterUidSummary."""
    return {"metadata": metadata(cluster),
            "spec": {"archTypes": _arch_types(cluster), "cloudConfig": _cloud_config(cluster), "cloudaccount": None,
                     "clusterProfileTemplate": None, "clusterProfileTemplates": _templates(cluster)},
            "status": {**_common_status(world, cluster), "abortTimestamp": ZERO_TIME, "addOnServices": None,
                       "apiEndpoints": _endpoints(cluster), "conditions": cluster.conditions or None,
                       "kubeMeta": {"hasKubeConfig": cluster.has_kubeconfig and cluster.oidc,
                                    "hasKubeConfigClient": cluster.has_kubeconfig,
                                    "hasManifest": bool(cluster.imported),
                                    "kubernetesVersion": cluster.kubernetes_version()},
                       "packs": pack_statuses(cluster), "services": None, "spcApply": apply_status(cluster),
                       "upgrades": cluster.upgrades or None, "workspaces": None}}


def cloud_config(world, cluster):
    """v1EdgeNativeCloudConfig."""
    return {"metadata": object_meta(cluster.config_uid, f"{cluster.name}-config", cluster.created, cluster.modified),
            "spec": {"clusterConfig": cluster.config,
                     "machinePoolConfig": [_pool(world, pool) for pool in cluster.pools]},
            "status": {"conditions": cluster.conditions or None, "nodeImage": "", "sourceImageId": ""}}


def _pool(world, pool):
    config = {key: value for key, value in pool.config.items() if key != "isControlPlane"}
    return {**config, "isControlPlane": pool.control_plane, "size": len(pool.hosts),
            "labels": ["control-plane" if one in CONTROL_PLANE_LABELS else one for one in pool.config["labels"]],
            "hosts": [_host(world, host) for host in pool.hosts]}


def _host(world, entity):
    """What was asked for, with the deprecated fields that may come back beside nic (5)."""
    host = world.inventory.get(entity["hostUid"])
    nic = entity.get("nic")
    address = (nic or {}).get("ip") or (host.network.get("ip", "") if host else "")
    return {"hostUid": entity["hostUid"], "hostName": entity.get("hostName") or (host.name if host else ""),
            "hostAddress": address,
            "nic": nic, "nicName": (nic or {}).get("nicName", ""), "staticIP": (nic or {}).get("ip", ""), "caCert": "",
            "IsCandidateCaption": entity.get("twoNodeCandidatePriority") == "primary",
            "twoNodeCandidatePriority": entity.get("twoNodeCandidatePriority", "")}


def machine(world, cluster, one):
    """v1EdgeNativeMachine."""
    host = world.inventory.get(one.host_uid)
    board = host.board if host else None
    running = one.state == "Running"
    health = {"state": "Healthy" if running else "Unknown", "conditions": None,
              "lastHeartBeatTimestamp": (cluster.heart_stopped or world.stamp()) if running else ZERO_TIME}
    address = host.network.get("ip", "") if host else ""
    return {"apiVersion": "v1", "kind": "EdgeNativeMachine", "metadata": object_meta(one.uid, one.name, one.created),
            "spec": {"edgeHostUid": one.host_uid,
                     "instanceType": {"name": "", "numCPUs": board["cpu"]["cores"] if board else 0,
                                      "memoryMiB": board["memory"]["sizeInMB"] if board else 0,
                                      "diskGiB": board["disks"][0]["size"] if board else 0},
                     "machineMetadata": None,
                     "nics": [{"index": 0, "networkName": "", "privateIPs": [address] if address else None,
                               "publicIp": ""}]},
            "status": {"instanceState": one.state, "ready": running, "health": health,
                       "instanceStateLastUpdate": one.created,
                       "maintenanceStatus": one.maintenance, "addresses": [{"type": "InternalIP", "address": address}]}}
