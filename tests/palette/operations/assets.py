# SPDX-License-Identifier: GPL-3.0-or-later
"""Kubeconfigs and other files of a cluster (palette-api.md 6.4)."""
import base64

from ..api.call import Download
from ..api.errors import not_found
from . import operation

INVENTED = """apiVersion: v1
kind: Config
# From Easel's Palette stand-in: this cluster exists nowhere.
current-context: {name}
clusters:
- name: {name}
  cluster: {{server: "https://{host}:6443", insecure-skip-tls-verify: true}}
users:
- name: {name}-admin
  user: {{token: stand-in-{uid}}}
contexts:
- name: {name}
  context: {{cluster: {name}, user: {name}-admin}}
"""

OIDC = """apiVersion: v1
kind: Config
current-context: {name}-oidc
clusters:
- name: {name}
  cluster: {{server: "https://{host}:6443", insecure-skip-tls-verify: true}}
users:
- name: oidc
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: kubectl
      args: [oidc-login, get-token, "--oidc-issuer-url=https://login.borealis.example"]
      interactiveMode: IfAvailable
contexts:
- name: {name}-oidc
  context: {{cluster: {name}, user: oidc}}
"""


def admin_kubeconfig(world, cluster):
    """Of the real API server behind the stand-in, when there is one."""
    given = cluster.kubeconfig or world.cluster_kubeconfig
    return given or _filled(INVENTED, cluster)


def _filled(text, cluster):
    return text.format(name=cluster.name, host=cluster.endpoint() or "192.0.2.1", uid=cluster.uid).encode()


def _kubeconfig(call, right, oidc=False):
    world = call.world
    cluster = world.cluster(call, right)
    if not cluster.has_kubeconfig or cluster.imported or oidc and not cluster.oidc:
        raise not_found("kubeconfig", cluster.uid)
    content = _filled(OIDC, cluster) if oidc else admin_kubeconfig(world, cluster)
    if world.switches["kubeconfigBase64"]:
        content = base64.b64encode(content)
    return Download(content, f"{cluster.name}.kubeconfig")


@operation("v1SpectroClustersUidKubeConfigClientGet", "cluster.get")
def client(call):
    return _kubeconfig(call, "cluster.get")


@operation("v1SpectroClustersUidAdminKubeConfig", "cluster.delete")
def admin(call):
    """Needs Cluster Admin, or a role with cluster.delete."""
    return _kubeconfig(call, "cluster.delete")


@operation("v1SpectroClustersUidTokenKubeConfigGet", "cluster.delete")
def admin_token(call):
    return _kubeconfig(call, "cluster.delete")


@operation("v1SpectroClustersUidKubeConfig", "cluster.get")
def user(call):
    """Exists only where OIDC is set in the Kubernetes pack."""
    return _kubeconfig(call, "cluster.get", oidc=True)


@operation("v1SpectroClustersUidFrpKubeConfigGet", "cluster.get")
def reverse_proxy(call):
    return _kubeconfig(call, "cluster.get", oidc=True)


@operation("v1SpectroClustersUidAssetsGet", "cluster.get")
def assets(call):
    """Where files are kept, not the files."""
    cluster = call.world.cluster(call, "cluster.get")
    kept = f"assets/{cluster.uid}/kubeconfig" if cluster.has_kubeconfig else ""
    return {"spec": {"frpKubeconfig": "", "kubeconfig": kept if cluster.oidc else "", "kubeconfigclient": kept,
                     "manifest": "",
                     "tokenkubeconfig": kept}}


@operation("v1ClusterNamespacesGet", "cluster.get")
def namespaces(call):
    cluster = call.world.cluster(call, "cluster.get")
    names = ("default", "kube-system", "palette-system") if cluster.state == "Running" else ()
    return {"namespaces": [{"namespace": name, "pvcCount": 0} for name in names]}


@operation("v1SpectroClustersUidManifestsGet", "cluster.get")
def manifests(call):
    cluster = call.world.cluster(call, "cluster.get")
    return {"manifests": [{"uid": one["uid"], "name": one["name"], "content": one["content"], "digest": ""}
                          for attached in cluster.profiles for pack in attached.packs for one in pack["manifests"]]}
