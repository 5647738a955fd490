#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""podserver.py DIR PODS CHANGES: a scripted API server on loopback that has many pods, for scripts/bench.

Writes server.crt, server.key and a kubeconfig into DIR (context "pods"), prints its port, and serves until its input ends.
CHANGES: how many a second a watch of the pods tells. One answer is made once and sent from memory, so what it costs is the
transfer."""
import datetime
import json
import os
import random
import socket
import ssl
import subprocess
import sys
import threading
import time

NODES = 1000
IMAGES = [f"registry.example.test/team-{i}/service-{i}:1.{i}.0" for i in range(40)]


def pod(number, version):
    """Like one that a real server lists: without what only managedFields make large, but with them."""
    namespace = f"team-{number % 97}"
    name = f"service-{number % 613}-7c9f4d6b58-{number:06x}"
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(seconds=number * 37)
    created = start.strftime("%Y-%m-%dT%H:%M:%SZ")
    image = IMAGES[number % len(IMAGES)]
    return {
        "metadata": {
            "name": name, "generateName": name[:-6], "namespace": namespace, "uid": f"{number:08x}-0000-4000-8000-00000000{number % 65536:04x}",
            "resourceVersion": str(version), "creationTimestamp": created,
            "labels": {"app": f"service-{number % 613}", "pod-template-hash": "7c9f4d6b58", "team": namespace},
            "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": name[:-7], "uid": f"{number % 613:08x}-1111-4000-8000-000000000000",
                                 "controller": True, "blockOwnerDeletion": True}],
            "managedFields": [{"manager": "kube-controller-manager", "operation": "Update", "apiVersion": "v1", "time": created, "fieldsType": "FieldsV1",
                               "fieldsV1": {"f:metadata": {"f:generateName": {}, "f:labels": {".": {}, "f:app": {}, "f:pod-template-hash": {}, "f:team": {}}},
                                            "f:spec": {"f:containers": {'k:{"name":"main"}': {".": {}, "f:image": {}, "f:name": {}, "f:resources": {}}}}}}]},
        "spec": {"nodeName": f"node-{number % NODES:04d}", "restartPolicy": "Always", "serviceAccountName": "default",
                 "containers": [{"name": "main", "image": image, "imagePullPolicy": "IfNotPresent",
                                 "resources": {"requests": {"cpu": "500m", "memory": "1Gi"}, "limits": {"nvidia.com/gpu": "1"}}}]},
        "status": {"phase": "Running" if number % 11 else "Pending", "podIP": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}", "startTime": created,
                   "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": created},
                                  {"type": "PodScheduled", "status": "True", "lastTransitionTime": created}],
                   "containerStatuses": [{"name": "main", "ready": bool(number % 11), "restartCount": number % 7, "image": image, "imageID": image,
                                          "started": True, "state": {"running": {"startedAt": created}}}]},
    }


def compact(value):
    return json.dumps(value, separators=(",", ":")).encode()


class Server:
    def __init__(self, folder, pods, changes):
        self.pods, self.changes = pods, changes
        self.version = 1000
        items = b",".join(compact(pod(number, 1000)) for number in range(pods))
        self.list = b'{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"1000"},"items":[' + items + b"]}"
        self.certificate = f"{folder}/server.crt", f"{folder}/server.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                        "-keyout", self.certificate[1], "-out", self.certificate[0], "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"], check=True, stderr=subprocess.DEVNULL)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(*self.certificate)
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.socket.getsockname()[1]
        self.open = 0
        self.most = 0
        self.lock = threading.Lock()
        with open(f"{folder}/kubeconfig", "w", encoding="utf-8") as file:
            file.write(f"""apiVersion: v1
kind: Config
current-context: pods
clusters: [{{name: pods, cluster: {{server: 'https://127.0.0.1:{self.port}', certificate-authority: {folder}/server.crt}}}}]
users: [{{name: bench, user: {{token: bench}}}}]
contexts: [{{name: pods, context: {{cluster: pods, user: bench}}}}]
""")

    def run(self):
        while True:
            plain, _ = self.socket.accept()
            threading.Thread(target=self.serve, args=(plain,), daemon=True).start()

    def serve(self, plain):
        with self.lock:
            self.open += 1
            self.most = max(self.most, self.open)
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self.tls.wrap_socket(plain, server_side=True) as connection:
                self.talk(connection)
        except OSError:
            pass
        finally:
            with self.lock:
                self.open -= 1

    def talk(self, connection):
        pending = b""
        while True:
            while b"\r\n\r\n" not in pending:
                more = connection.recv(65536)
                if not more:
                    return
                pending += more
            head, pending = pending.split(b"\r\n\r\n", 1)
            length = 0
            for line in head.split(b"\r\n")[1:]:
                name, _, value = line.partition(b":")
                if name.strip().lower() == b"content-length":
                    length = int(value)
            while len(pending) < length:
                pending += connection.recv(65536)
            pending = pending[length:]
            target = head.split(b" ", 2)[1].decode()
            self.answer(connection, target)

    def answer(self, connection, target):
        path, _, query = target.partition("?")
        if path == "/api/v1/pods" and "watch=true" in query:
            self.watch(connection, query)
        elif path == "/api/v1/pods":
            self.send(connection, self.list)
        elif "watch=true" in query:
            self.hold(connection, query)
        elif path == "/stat":
            self.send(connection, compact({"open": self.open, "most": self.most}))
        elif path == "/version":
            self.send(connection, compact({"major": "1", "minor": "36", "gitVersion": "v1.36.0", "platform": "linux/amd64"}))
        elif path == "/api":
            self.send(connection, compact({"kind": "APIVersions", "versions": ["v1"]}))
        elif path == "/apis":
            self.send(connection, compact({"kind": "APIGroupList", "apiVersion": "v1", "groups": []}))
        elif path == "/api/v1":
            kinds = [("pods", "Pod")] + [(f"things{i}", f"Thing{i}") for i in range(60)]
            self.send(connection, compact({"kind": "APIResourceList", "groupVersion": "v1", "resources": [
                {"name": plural, "singularName": "", "namespaced": True, "kind": kind, "verbs": ["get", "list", "watch"]} for plural, kind in kinds]}))
        elif path.startswith("/api/v1/things"):
            self.send(connection, compact({"kind": "List", "apiVersion": "v1", "metadata": {"resourceVersion": "1"}, "items": []}))
        else:
            body = compact({"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404, "message": "not found"})
            connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body)

    @staticmethod
    def send(connection, body):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + str(len(body)).encode() + b"\r\n\r\n")
        view = memoryview(body)
        for begin in range(0, len(body), 262144):
            connection.sendall(view[begin:begin + 262144])

    @staticmethod
    def seconds(query):
        for item in query.split("&"):
            if item.startswith("timeoutSeconds="):
                return float(item.partition("=")[2])
        return 300.0

    def hold(self, connection, query):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        time.sleep(self.seconds(query))
        connection.sendall(b"0\r\n\r\n")

    def watch(self, connection, query):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        end = time.monotonic() + self.seconds(query)
        if not self.changes:
            time.sleep(max(0.0, end - time.monotonic()))
        ready = []
        for number in random.sample(range(self.pods), min(self.pods, 4000)):  # made before, sent with new versions
            text = compact(pod(number, 424242)).replace(b'"phase":"Running"', b'"phase":"Failed"' if number % 2 else b'"phase":"Running"')
            ready.append(b'{"type":"MODIFIED","object":' + text + b"}\n")
        sent, begin = 0, time.monotonic()
        while time.monotonic() < end:
            wanted = int((time.monotonic() - begin) * self.changes)
            lines = []
            while sent < wanted:
                self.version += 1
                lines.append(ready[sent % len(ready)].replace(b"424242", str(self.version).encode(), 1))
                sent += 1
            if lines:
                body = b"".join(lines)
                connection.sendall(f"{len(body):x}\r\n".encode() + body + b"\r\n")
            time.sleep(0.02)
        connection.sendall(b"0\r\n\r\n")


if __name__ == "__main__":
    server = Server(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    threading.Thread(target=server.run, daemon=True).start()
    print(server.port, flush=True)
    sys.stdin.read()
    os._exit(0)
