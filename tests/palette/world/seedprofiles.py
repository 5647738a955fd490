# SPDX-License-Identifier: GPL-3.0-or-later
"""The institute's cluster profiles. Names and uids are those that bundles of Easel's sample workspace refer to."""
from . import clock
from .profiles import Profile, pack, variable
from .seedhosts import GLACIOLOGY

OS_VALUES = """pack:
  content:
    images: []
options:
  system.uri: "registry.borealis.example/edge:ubuntu-22.04-k8s-{version}"
stages:
  initramfs:
    - users:
        ops:
          groups: [admin]
"""

K8S_VALUES = """cluster:
  config: |
    apiVersion: kubeadm.k8s.io/v1beta3
    networking:
      podSubnet: {{.spectro.var.podCidr}}
      serviceSubnet: {{.spectro.var.serviceCidr}}
pack:
  podCIDR: "{{.spectro.var.podCidr}}"
"""

GPU_VALUES = """charts:
  gpu-operator:
    driver:
      version: "{{.spectro.var.driverBranch}}"
"""

DASHBOARD = """apiVersion: v1
kind: ConfigMap
metadata:
  name: gpu-dashboard
  namespace: monitoring
data:
  title: GPUs
"""


def seed_profiles(now):
    """All versions of all profiles, in the order they were made."""
    profiles = _edge_base() + _edge_small() + _add_ons() + _others()
    for place, profile in enumerate(profiles):
        profile.created = clock.text(now - (400 - 12 * place) * 86400)
        profile.modified = profile.created
    return profiles


def _stack(k8s, os_version="2.1.0", calico="3.29.2"):
    return [pack("os", "edge-native-byoi", os_version, OS_VALUES.replace("{version}", k8s)),
            pack("k8s", "edge-k8s", k8s, K8S_VALUES),
            pack("cni", "cni-calico", calico, "calico:\n  mtu: 8950\n"),
            pack("csi", "csi-local-path-provisioner", "0.0.31", "")]


def _networks():
    return [variable("podCidr", "Pod network", "100.64.0.0/18", "ipv4cidr", required=True, immutable=True,
                     description="Addresses of pods; cannot change later"),
            variable("serviceCidr", "Service network", "100.64.64.0/18", "ipv4cidr", required=True, immutable=True)]


def _edge_base():
    def version(uid, number, k8s, published=True, more=()):
        return Profile(uid, "edge-base", number, "cluster", "edge-native", _stack(k8s), _networks() + list(more),
                       published,
                       labels={"team": "platform"}, description="Kubernetes on metal")

    proxy = variable("imageProxy", "Proxy for images", "", regex=r"^(https?://.+)?$", description="Empty for none")
    return [
        version("66f1c0aa0000000000001210", "1.2.0", "1.31.9"),
        version("66f1c0aa0000000000001310", "1.3.2", "1.32.8", more=[proxy]),
        version("66f1c0aa0000000000000010", "1.4.0", "1.33.4", more=[proxy]),
        version("66f1c0aa0000000000001510", "1.5.0", "1.34.1", more=[proxy]),
        Profile("66f1c0aa0000000000000013", "edge-base-draft", "1.5.0", "cluster", "edge-native", _stack("1.34.1"),
                _networks(), published=False, description="Not published yet"),
    ]


def _edge_small():
    values = "cluster:\n  config: |\n    disable: [traefik]\n"

    def stack(k3s):
        return [pack("os", "edge-native-byoi", "2.1.0", OS_VALUES.replace("{version}", k3s)),
                pack("k8s", "edge-k3s", k3s, values), pack("cni", "cni-flannel", "0.26.4", "")]

    return [
        Profile("66f1c0aa0000000000000020", "edge-small", "1.1.0", "cluster", "edge-native", stack("1.33.4"),
                _networks(),
                description="For places with little room"),
        Profile("66f1c0aa0000000000001120", "edge-small", "1.2.0", "cluster", "edge-native", stack("1.34.1"),
                _networks()),
        Profile("66f1c0aa0000000000000021", "metal-infra", "1.0.0", "infra", "edge-native", _stack("1.33.4")[:3],
                [*_networks(),
                 variable("siteName", "Site", required=True, regex=r"^[a-z][a-z0-9-]{1,20}$",
                          description="Where it stands"),
                 variable("registryPassword", "Password of the registry", "stand-in-secret", sensitive=True),
                 variable("maxPods", "Pods a node", "110", "number"),
                 variable("swap", "Swap on nodes", "false", "boolean", hidden=True)],
                description="Kubernetes without storage"),
        Profile("66f1c0aa0000000000000022", "vsphere-base", "2.0.0", "cluster", "vsphere",
                [pack("os", "ubuntu-vsphere", "22.04", ""), pack("k8s", "kubernetes", "1.33.4", "")], scope="system"),
    ]


def _add_ons():
    def gpu_operator(uid, number, tag):
        return Profile(uid, "gpu-operator", number, "add-on", "all",
                       [pack("addon", "nvidia-gpu-operator-ai", tag, GPU_VALUES)],
                       [variable("driverBranch", "Driver", "570",
                                 options=(("550", "550, long term"), ("570", "570, production"),
                                          ("580", "580, newest")))],
                       description="GPU drivers and metrics")

    return [
        gpu_operator("66f1c0aa0000000000001911", "1.9.0", "24.9.2"),
        gpu_operator("66f1c0aa0000000000000011", "2.0.1", "25.3.0"),
        gpu_operator("66f1c0aa0000000000002111", "2.1.0", "25.10.0"),
        Profile("66f1c0aa0000000000000012", "metrics", "0.8.4", "add-on", "all",
                [pack("addon", "prometheus-operator", "75.9.0", "charts: {}\n", "helm", (("dashboard", DASHBOARD),))],
                description="Metrics for scaling policies"),
        Profile("66f1c0aa0000000000000014", "metrics", "0.9.0", "add-on", "all",
                [pack("addon", "prometheus-operator", "77.1.0", "charts: {}\n", "helm", (("dashboard", DASHBOARD),))]),
    ]


def _others():
    return [
        Profile("66f1c0aa0000000000000023", "station-monitor", "0.3.0", "add-on", "all",
                [pack("addon", "gauge-agent", "0.3.0", "interval: {{.spectro.var.interval}}\n", "manifest",
                      (("agent", DASHBOARD.replace("gpu-dashboard", "gauge")),))],
                [variable("stationName", "Station", required=True, regex=r"^[a-z-]{3,20}$"),
                 variable("interval", "Seconds between readings", "600", "number")]),
        Profile("66f1c0aa0000000000000024", "core-store", "1.0.0", "add-on", "all",
                [pack("addon", "rook-ceph", "1.16.4", "", "helm")], scope="project", project=GLACIOLOGY,
                description="Storage of glaciology alone"),
    ]
