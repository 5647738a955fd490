# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine at the size of an estate: 200 pools that run on 5,000 machines of the stand-in for Palette. What standing still
costs, and how long a new pool takes. Returns (share of a core, requests a second, objects written, seconds from apply to Running).
"""
import json
import os
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request

POOLS, MACHINES, SECONDS = 200, 5000, 120


class Stage:
    def __init__(self, root, easel):
        self.root, self.easel = root, easel
        self.folder = tempfile.mkdtemp(prefix="easel-bench-engine-")
        self.hub = f"{self.folder}/hub"
        programs = subprocess.run([f"{root}/scripts/hub", "build"], check=True, stdout=subprocess.PIPE,
                                  text=True).stdout.strip()
        subprocess.run([f"{root}/scripts/hub", "start", "--dir", self.hub], check=True, stdout=subprocess.DEVNULL)
        self.kubeconfig = f"{self.hub}/admin.kubeconfig"
        self.kubectl_program = f"{programs}/kubectl"
        self.palette = subprocess.Popen([f"{root}/scripts/palette", "run", "--clock", "zero", "--limits", "off", "--hosts",
                                         str(MACHINES)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.said = json.loads(self.palette.stdout.readline())
        self.tls = ssl.create_default_context(cafile=self.said["ca"])
        self.project = self.said["projects"]["north"]
        self.engine = None

    def close(self):
        if self.engine:
            self.engine.terminate()
            self.engine.wait()
        self.palette.stdin.close()
        self.palette.wait()
        subprocess.run([f"{self.root}/scripts/hub", "remove", "--dir", self.hub], stdout=subprocess.DEVNULL)

    def kubectl(self, *arguments, text=None):
        return subprocess.run([self.kubectl_program, "--kubeconfig", self.kubeconfig, *arguments], input=text, check=True,
                              stdout=subprocess.PIPE, text=True).stdout

    def ask(self, method, path, body=None):
        request = urllib.request.Request(self.said["url"] + path, method=method,
                                         data=json.dumps(body).encode() if body is not None else None,
                                         headers={"ApiKey": self.said["key"], "ProjectUid": self.project,
                                                  "Content-Type": "application/json"})
        return json.loads(urllib.request.urlopen(request, context=self.tls).read())

    def admin(self, method, path, body=None):
        request = urllib.request.Request(self.said["admin"] + path, method=method,
                                         data=json.dumps(body).encode() if body is not None else None,
                                         headers={"X-Stand-In-Token": self.said["adminToken"],
                                                  "Content-Type": "application/json"})
        return json.loads(urllib.request.urlopen(request).read() or b"null")


def pool(name, host, vip):
    return {"apiVersion": "spectrocloud.com/v1alpha1", "kind": "ComputePool",
            "metadata": {"name": name, "namespace": "north"},
            "spec": {"profileBundleRef": {"name": "metal-v1"},
                     "clusterVariant": {"dedicated": {"paletteClusterDeploymentConfig": {
                         "cloudType": "edge-native", "edge": {"vip": vip},
                         "nodePoolRequirements": {"controlPlanePool": {"nodeCount": 1, "workerNodeEligible": True,
                                                                       "hosts": [host]},
                                                  "workerPools": []}}}}}}


def prepare(stage):
    stage.kubectl("apply", "-f", f"{stage.root}/resources/crds")
    stage.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s")
    secret = json.dumps({"hostUrl": stage.said["url"], "apiKey": stage.said["key"], "tenant": stage.said["tenant"]["name"],
                         "defaultProjectID": stage.project})
    group = "spectrocloud.com/v1alpha1"
    there = {"namespace": "north"}
    objects = [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "easel-system"}},
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "north"}},
        {"apiVersion": group, "kind": "Tenant", "metadata": {"name": "borealis"}, "spec": {}},
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "key", **there},
         "stringData": {"palette": secret, "ca.crt": open(stage.said["ca"], encoding="utf-8").read()}},
        {"apiVersion": group, "kind": "Settings", "metadata": {"name": "own", **there},
         "spec": {"integrations": {"palette": {"secretRef": {"name": "key"}, "caSecretRef": {"name": "key"}}}}},
        {"apiVersion": group, "kind": "ComputeConfig", "metadata": {"name": "lab", **there},
         "spec": {"paletteClusterConfig": {"defaults": {"controlPlanePool": {"nodeCount": 1, "workerNodeEligible": True}}}}},
        {"apiVersion": group, "kind": "Project", "metadata": {"name": "north", **there},
         "spec": {"tenantRef": {"name": "borealis"}, "computeConfigRef": {"name": "lab"}, "settingsRef": {"name": "own"}}},
        {"apiVersion": "spectrocloud.com/v1beta1", "kind": "ProfileBundle",
         "metadata": {"name": "metal-v1", **there, "labels": {"easel.spectrocloud.com/base": "metal",
                                                              "easel.spectrocloud.com/version": "v1"}},
         "spec": {"type": "infrastructure", "version": "v1", "clusterProfiles": [{"cloudType": "edge-native", "profiles": [
             {"name": "edge-base", "uid": "66f1c0aa0000000000000010", "version": "1.4.0", "type": "cluster"}]}]}},
    ]
    stage.kubectl("apply", "-f", "-", text="\n---\n".join(json.dumps(one) for one in objects))
    stage.admin("POST", "/kubeconfig", {"kubeconfig": open(stage.kubeconfig, encoding="utf-8").read()})


def free_machines(stage, count):
    found, token = [], ""
    while len(found) < count:
        page = stage.ask("POST", f"/v1/dashboard/edgehosts/search?limit=50{'&continue=' + token if token else ''}",
                         {"filter": {}, "sort": []})
        for host in page["items"]:
            status = host.get("status") or {}
            device = (host.get("spec") or {}).get("device") or {}
            free = status.get("state") == "ready" and (status.get("health") or {}).get("state") == "healthy"
            if free and device.get("archType") == "amd64" and host["metadata"]["name"].startswith("big-"):
                found.append(host["metadata"]["uid"])
        token = page["listmeta"]["continue"]
    return found[:count]


def run_pools(stage):
    """200 pools as an engine would have left them: running, each with its cluster in Palette."""
    hosts = free_machines(stage, POOLS + 1)
    vips = [f"10.99.{n // 200}.{n % 200 + 1}" for n in range(POOLS + 1)]
    wanted = [pool(f"pool-{n:03d}", hosts[n], vips[n]) for n in range(POOLS)]
    stage.kubectl("apply", "-f", "-", text="\n---\n".join(json.dumps(one) for one in wanted))
    made = {one["metadata"]["name"]: one
            for one in json.loads(stage.kubectl("get", "computepool", "-n", "north", "-o", "json"))["items"]}
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    endpoint = stage.kubectl("config", "view", "--minify", "-o", "jsonpath={.clusters[0].cluster.server}")
    version = json.loads(stage.kubectl("version", "-o", "json"))["serverVersion"]["gitVersion"].lstrip("v")
    statuses = []
    for n in range(POOLS):
        name = f"pool-{n:03d}"
        uid = made[name]["metadata"]["uid"]
        cluster = stage.ask("POST", "/v1/spectroclusters/edge-native", {
            "metadata": {"name": f"{name}-bench", "labels": {"easel-pool-uid": uid, "easel-cluster": "main"}},
            "spec": {"profiles": [{"uid": "66f1c0aa0000000000000010"}],
                     "cloudConfig": {"controlPlaneEndpoint": {"host": vips[n], "type": "VIP"}},
                     "machinepoolconfig": [{"cloudConfig": {"edgeHosts": [{"hostUid": hosts[n]}]},
                                            "poolConfig": {"name": "control-plane-pool", "size": 1,
                                                           "labels": ["control-plane"], "isControlPlane": True,
                                                           "useControlPlaneAsWorker": True}}]}})["uid"]
        conditions = [{"type": kind, "status": "True", "reason": "Bench", "message": "", "lastTransitionTime": now,
                       "observedGeneration": 1}
                      for kind in ("Accepted", "QuotaReserved", "HostsReserved", "ClusterRequested", "ClusterProvisioned",
                                   "KubeconfigStored", "ClusterRegistered", "ControllersInstalled", "EnvironmentReady",
                                   "Ready")]
        statuses.append({"apiVersion": "spectrocloud.com/v1alpha1", "kind": "ComputePool",
                         "metadata": {"name": name, "namespace": "north"},
                         "status": {"phase": "Running", "observedGeneration": 1, "conditions": conditions,
                                    "clusters": [{"name": "main", "paletteUid": cluster, "paletteName": f"{name}-bench",
                                                  "state": "Running", "health": "Healthy", "bundle": "metal-v1",
                                                  "apiEndpoint": endpoint, "kubernetesVersion": version,
                                                  "kubeconfigSecretRef": {"name": "kube"},
                                                  "hosts": [{"hostUid": hosts[n], "nodePool": "control-plane-pool",
                                                             "role": "control-plane", "state": "attached"}]}]}})
    stage.kubectl("apply", "--server-side", "--subresource=status", "--field-manager=easel-engine", "--force-conflicts", "-f",
                  "-", text="\n---\n".join(json.dumps(one) for one in statuses))
    stage.kubectl("create", "secret", "generic", "kube", "-n", "north", f"--from-file=kubeconfig={stage.kubeconfig}")
    return pool("fresh", hosts[POOLS], vips[POOLS])


def versions(stage):
    listed = json.loads(stage.kubectl("get", "computepools,computes,settings.spectrocloud.com,computeconfigs", "-n", "north",
                                      "-o", "json"))["items"]
    return {(one["kind"], one["metadata"]["name"]): one["metadata"]["resourceVersion"] for one in listed}


def processor_seconds(process):
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(root, easel):
    stage = Stage(root, easel)
    try:
        prepare(stage)
        fresh = run_pools(stage)
        stage.engine = subprocess.Popen([easel, "engine", "--kubeconfig", stage.kubeconfig], stderr=subprocess.DEVNULL)
        time.sleep(150)  # the first search of all machines, and everything said once
        before, used, seen = versions(stage), processor_seconds(stage.engine), stage.admin("GET", "/log")["requests"]
        time.sleep(SECONDS)
        share = (processor_seconds(stage.engine) - used) / SECONDS
        asked = (len(stage.admin("GET", f"/log?since={seen[-1]['number']}")["requests"])) / SECONDS
        after = versions(stage)
        changed = [name for name, version in after.items() if before.get(name) != version]
        if changed:
            print("written while nothing changed:", ", ".join(f"{kind} {name}" for kind, name in sorted(changed)), file=sys.stderr)
        begin = time.monotonic()
        stage.kubectl("apply", "-f", "-", text=json.dumps(fresh))
        while time.monotonic() - begin < 60:
            phase = stage.kubectl("get", "computepool", "fresh", "-n", "north", "-o", "jsonpath={.status.phase}")
            if phase == "Running":
                break
            time.sleep(0.05)
        return share, asked, len(changed), time.monotonic() - begin
    finally:
        stage.close()
