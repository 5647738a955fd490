#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes N bound, running pods on N/10 GPU nodes into the hub of a folder: loadpods.py DIR N."""
import http.client
import json
import ssl
import sys
import threading

folder, count = sys.argv[1], int(sys.argv[2])
port = int(open(f"{folder}/ports").read().split()[1])
context = ssl.create_default_context(cafile=f"{folder}/ca.crt")
context.load_cert_chain(f"{folder}/admin.crt", f"{folder}/admin.key")
NODES = max(1, count // 10)
PHASES = ["Running"] * 17 + ["Pending", "Failed", "Succeeded"]


def connection():
    return http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=60)


def send(link, method, path, body, content="application/json"):
    link.request(method, path, json.dumps(body), {"Content-Type": content, "User-Agent": "easel-load/1"})
    answer = link.getresponse()
    data = answer.read()
    if answer.status not in (200, 201, 409):
        raise SystemExit(f"{method} {path}: {answer.status} {data[:300]!r}")


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


def pod(i):
    name = f"trainer-{i:05d}"
    return {
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": name, "namespace": f"team-{i % 20:02d}", "labels": {
            "app": f"trainer-{i % 50}", "team": f"team-{i % 20:02d}", "pod-template-hash": f"{i % 977:x}"},
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
    return {"status": {
        "phase": phase, "hostIP": "127.0.0.1", "podIP": f"10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}",
        "startTime": "2026-01-01T00:00:00Z",
        "conditions": [{"type": kind, "status": "True" if running else "False",
                        "lastTransitionTime": "2026-01-01T00:00:00Z"}
                       for kind in ("Initialized", "Ready", "ContainersReady", "PodScheduled")],
        "containerStatuses": [
            {"name": name, "ready": running, "restartCount": i % 7, "image": "registry.example/x", "imageID": "sha256:0",
             "started": running, "state": {"running": {"startedAt": "2026-01-01T00:00:00Z"}} if running else {}}
            for name in ("main", "sidecar")]}}


def work(part, parts):
    link = connection()
    for i in range(part, NODES, parts):
        send(link, "POST", "/api/v1/nodes", node(i))
    barrier.wait()
    for i in range(part, count, parts):
        body = pod(i)
        base = f"/api/v1/namespaces/{body['metadata']['namespace']}/pods"
        send(link, "POST", base, body)
        send(link, "PATCH", f"{base}/{body['metadata']['name']}/status", status(i), "application/merge-patch+json")


setup = connection()
for n in range(20):
    send(setup, "POST", "/api/v1/namespaces",
         {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": f"team-{n:02d}"}})
    send(setup, "POST", f"/api/v1/namespaces/team-{n:02d}/serviceaccounts",
         {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default"}})
PARTS = 8
barrier = threading.Barrier(PARTS)
threads = [threading.Thread(target=work, args=(part, PARTS)) for part in range(PARTS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"{count} pods on {NODES} nodes")
