#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes N bound, running pods on N/10 GPU nodes into the hub of a folder: loadpods.py DIR N.

The first of every sort go through the API server; the others are copies of what it made of them, written to its etcd
a hundred at a time. So ten thousand take seconds, and the server cannot tell them from others.
"""
import base64
import copy
import http.client
import json
import ssl
import sys
import uuid

folder, count = sys.argv[1], int(sys.argv[2])
etcd_port, api_port = (int(port) for port in open(f"{folder}/ports").read().split())
context = ssl.create_default_context(cafile=f"{folder}/ca.crt")
context.load_cert_chain(f"{folder}/admin.crt", f"{folder}/admin.key")
api = http.client.HTTPSConnection("127.0.0.1", api_port, context=context, timeout=60)
etcd = http.client.HTTPConnection("127.0.0.1", etcd_port, timeout=60)
NODES = max(1, count // 10)
PHASES = ["Running"] * 17 + ["Pending", "Failed", "Succeeded"]
TEAMS = 20
BATCH = 100  # etcd takes 128 writes and 1.5 MB a transaction


def ask(link, method, path, body=None, content="application/json", fine=(200, 201, 409)):
    link.request(method, path, json.dumps(body), {"Content-Type": content, "User-Agent": "easel-load/1"})
    answer = link.getresponse()
    data = answer.read()
    if answer.status not in fine:
        raise SystemExit(f"{method} {path}: {answer.status} {data[:300]!r}")
    return json.loads(data)


def made(path, body, status=None):
    """The object as the API server keeps it."""
    ask(api, "POST", path, body)
    own = f"{path}/{body['metadata']['name']}"
    if status:
        ask(api, "PATCH", f"{own}/status", {"status": status}, "application/merge-patch+json")
    return ask(api, "GET", own)


def store(items):
    """Writes (key, object) pairs as the API server would."""
    pending = []

    def flush():
        if pending:
            ask(etcd, "POST", "/v3/kv/txn", {"success": pending}, fine=(200,))
            pending.clear()

    def encoded(text):
        return base64.b64encode(text.encode()).decode()

    for key, item in items:
        item["metadata"]["uid"] = str(uuid.uuid4())
        item["metadata"].pop("resourceVersion", None)  # etcd's own revision
        pending.append({"requestPut": {"key": encoded(key), "value": encoded(json.dumps(item))}})
        if len(pending) == BATCH:
            flush()
    flush()


def node(i):
    return {
        "apiVersion": "v1", "kind": "Node",
        "metadata": {"name": f"gpu-{i:04d}", "labels": {
            "kubernetes.io/hostname": f"gpu-{i:04d}", "topology.kubernetes.io/rack": f"r{i % 40:02d}",
            "nvidia.com/gpu.product": "NVIDIA-H100-80GB-HBM3", "nvidia.com/gpu.count": "8"}},
        "status": {"capacity": {"cpu": "128", "memory": "1031000Mi", "pods": "250", "nvidia.com/gpu": "8"},
                   "allocatable": {"cpu": "126", "memory": "1020000Mi", "pods": "250", "nvidia.com/gpu": "8"},
                   "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady",
                                   "message": "kubelet is posting ready status"}]},
    }


def address(i):
    return f"10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}"


def pod(i):
    return {
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": f"trainer-{i:05d}", "namespace": f"team-{i % TEAMS:02d}", "labels": {
            "app": f"trainer-{i % 50}", "team": f"team-{i % TEAMS:02d}", "pod-template-hash": f"{i % 977:x}"},
            "annotations": {"prometheus.io/scrape": "true", "checksum/config": f"{i * 2654435761 % 2**64:016x}" * 4}},
        "spec": {"nodeName": f"gpu-{i % NODES:04d}", "automountServiceAccountToken": False, "containers": [
            {"name": "main", "image": f"registry.example/trainer:{i % 13}", "args": ["--config", "/etc/run.yaml"],
             "ports": [{"containerPort": 8080}],
             "env": [{"name": "RANK", "value": str(i)}, {"name": "WORLD_SIZE", "value": "8"}],
             "resources": {"requests": {"cpu": "4", "memory": "16Gi"}, "limits": {"nvidia.com/gpu": "1"}}},
            {"name": "sidecar", "image": "registry.example/metrics:3"}]},
    }


def status(i):
    phase = PHASES[i % len(PHASES)]
    running = phase == "Running"
    return {
        "phase": phase, "hostIP": "127.0.0.1", "podIP": address(i), "startTime": "2026-01-01T00:00:00Z",
        "conditions": [{"type": kind, "status": "True" if running else "False",
                        "lastTransitionTime": "2026-01-01T00:00:00Z"}
                       for kind in ("Initialized", "Ready", "ContainersReady", "PodScheduled")],
        "containerStatuses": [
            {"name": name, "ready": running, "restartCount": i % 7, "image": "registry.example/x", "imageID": "sha256:0",
             "started": running, "state": {"running": {"startedAt": "2026-01-01T00:00:00Z"}} if running else {}}
            for name in ("main", "sidecar")]}


def nodes():
    first = made("/api/v1/nodes", node(0))
    for i in range(1, NODES):
        item = copy.deepcopy(first)
        wanted = node(i)["metadata"]
        item["metadata"].update(name=wanted["name"], labels=wanted["labels"])
        yield f"/registry/minions/{wanted['name']}", item


def pods():
    sorts = len(PHASES)
    first = [made(f"/api/v1/namespaces/team-{i % TEAMS:02d}/pods", pod(i), status(i)) for i in range(min(sorts, count))]
    for i in range(sorts, count):
        like = i % sorts
        # The address is part of what managedFields names.
        item = json.loads(json.dumps(first[like]).replace(f'"{address(like)}"', f'"{address(i)}"')
                          .replace(f'\\"{address(like)}\\"', f'\\"{address(i)}\\"'))
        wanted = pod(i)
        item["metadata"].update(wanted["metadata"])
        item["spec"]["nodeName"] = wanted["spec"]["nodeName"]
        main = item["spec"]["containers"][0]
        main["image"] = wanted["spec"]["containers"][0]["image"]
        main["env"] = wanted["spec"]["containers"][0]["env"]
        for told in item["status"]["containerStatuses"]:
            told["restartCount"] = i % 7
        yield f"/registry/pods/{wanted['metadata']['namespace']}/{wanted['metadata']['name']}", item


for n in range(TEAMS):
    ask(api, "POST", "/api/v1/namespaces",
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": f"team-{n:02d}"}})
    ask(api, "POST", f"/api/v1/namespaces/team-{n:02d}/serviceaccounts",
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default"}})
store(nodes())
store(pods())
print(f"{count} pods on {NODES} nodes")
