# SPDX-License-Identifier: GPL-3.0-or-later
"""Import of clusters that were made elsewhere (palette-api.md 8)."""
import base64

from ..api.call import Download
from ..api.errors import bad_request, not_found
from ..world.clusters import Cluster
from . import operation
from .clusterchecks import check_name

MANIFEST = """# From Easel's Palette stand-in: the agent's image exists nowhere.
apiVersion: v1
kind: Namespace
metadata: {{name: cluster-{uid}}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {{name: palette-manager, namespace: cluster-{uid}}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {{name: palette-manager-{uid}}}
rules:
- {{apiGroups: ["*"], resources: ["*"], verbs: [{verbs}]}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {{name: palette-manager-{uid}}}
roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: palette-manager-{uid}}}
subjects:
- {{kind: ServiceAccount, name: palette-manager, namespace: cluster-{uid}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: hubble-info, namespace: cluster-{uid}}}
data: {{apiEndpoint: "{url}", clusterUid: "{uid}", clusterName: "{name}"}}
---
apiVersion: v1
kind: Secret
metadata: {{name: hubble-secrets, namespace: cluster-{uid}}}
data: {{clusterToken: {token}}}
---
apiVersion: v1
kind: Secret
metadata: {{name: spectro-image-pull-secret, namespace: cluster-{uid}}}
type: kubernetes.io/dockerconfigjson
data: {{.dockerconfigjson: e30=}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: cluster-management-agent, namespace: cluster-{uid}}}
spec:
  replicas: 1
  selector: {{matchLabels: {{app: cluster-management-agent}}}}
  template:
    metadata: {{labels: {{app: cluster-management-agent}}}}
    spec:
      serviceAccountName: palette-manager
      imagePullSecrets: [{{name: spectro-image-pull-secret}}]
      containers:
      - {{name: agent, image: "stand-in.invalid/agent:0"}}
"""


def _create(call, cloud, edge_hosts):
    world, body = call.world, call.body or {}
    given = body.get("metadata") or {}
    config = (body.get("spec") or {}).get("clusterConfig") or {}
    check_name(world, call.project, given.get("name", ""))
    stamp = world.stamp()
    cluster = Cluster(world.new_uid(), given["name"], call.project.uid, cloud=cloud, config_uid=world.new_uid(),
                      labels=given.get("labels") or {},
                      annotations={**(given.get("annotations") or {}), "rootDomain": "borealis.example"},
                      created=stamp, modified=stamp,
                      imported={"mode": config.get("importMode", ""), "link": "", "state": "Pending",
                                "edgeHosts": edge_hosts})
    world.clusters[cluster.uid] = cluster
    world.lifecycle.expect_import(cluster)
    return {"uid": cluster.uid}


@operation("v1SpectroClustersGenericImport", "cluster.import", "project")
def generic(call):
    edge = (((call.body or {}).get("spec") or {}).get("edgeConfig")) or {}
    uids = edge.get("edgeHostUids") or ([edge["edgeHostUid"]] if edge.get("edgeHostUid") else [])
    for uid in uids:
        if call.world.inventory.get(uid) is None:
            raise not_found("edgehost", uid)
    return _create(call, "generic", uids)


@operation("v1SpectroClustersEdgeNativeImport", "cluster.import", "project")
def edge_native(call):
    return _create(call, "edge-native", [])


def _imported(call, right):
    cluster = call.world.cluster(call, right)
    if cluster.imported is None:
        raise bad_request("ClusterNotImported", f"Cluster '{cluster.name}' was not imported")
    return cluster


def manifest_text(world, cluster):
    verbs = '"get", "list", "watch"' if cluster.imported["mode"] == "read-only" else '"*"'
    return MANIFEST.format(uid=cluster.uid, name=cluster.name, url=world.base_url, verbs=verbs,
                           token=base64.b64encode(f"stand-in-{cluster.uid}".encode()).decode()).encode()


@operation("v1SpectroClustersUidImportManifest", "cluster.import")
def manifest(call):
    cluster = _imported(call, "cluster.import")
    call.world.lifecycle.manifest_taken(cluster)
    return Download(manifest_text(call.world, cluster), f"{cluster.name}-manifest.yaml")


@operation("v1SpectroClustersUidImportUpgradePatch", "cluster.import")
def upgrade(call):
    """Read-only becomes full permission."""
    _imported(call, "cluster.import").imported["mode"] = ""
