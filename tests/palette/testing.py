# SPDX-License-Identifier: GPL-3.0-or-later
"""What the stand-in's own tests share: one that runs in this process, and a small client."""
import atexit
import base64
import http.client
import json
import ssl
import tempfile
import unittest
import urllib.parse
import urllib.request

from .standin import Options, StandIn


class Answer:
    def __init__(self, status, headers, content):
        self.status = status
        self.headers = headers
        self.content = content

    @property
    def json(self):
        return json.loads(self.content)

    @property
    def code(self):
        return self.json["code"]


class Client:
    """One connection. project: a name, sent as ProjectUid unless a call says otherwise."""

    def __init__(self, described, key=None, project=None, timeout=20):
        at = urllib.parse.urlsplit(described["url"])
        context = ssl.create_default_context(cafile=described["ca"])
        self.connection = http.client.HTTPSConnection(at.hostname, at.port, context=context, timeout=timeout)
        self._key = key or described["key"]
        self._projects = described["projects"]
        self._project = project

    def call(self, method, path, body=None, project="", headers=None):
        """project: "" for the client's own, None for none."""
        sent = {"ApiKey": self._key, "Accept": "application/json, application/octet-stream"}
        name = self._project if project == "" else project
        if name:
            sent["ProjectUid"] = self._projects.get(name, name)
        sent = {key: value for key, value in {**sent, **(headers or {})}.items() if value is not None}
        content = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
        self.connection.request(method, path, content, sent)
        answer = self.connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())

    def get(self, path, **options):
        return self.call("GET", path, **options)

    def post(self, path, body=None, **options):
        return self.call("POST", path, {} if body is None else body, **options)

    def close(self):
        self.connection.close()


_running = {}


def _stand_in(options):
    """One for all classes with these options; it ends with the process."""
    key = json.dumps(options, sort_keys=True)
    if key not in _running:
        folder = tempfile.TemporaryDirectory(prefix="easel-palette-test-")
        atexit.register(folder.cleanup)
        _running[key] = StandIn(Options(folder.name, **options))
        _running[key].start()
    return _running[key]


class StandInCase(unittest.TestCase):
    """A stand-in whose world is new for each test. Time stands still unless a test moves it."""

    OPTIONS = {"clock": "manual", "limits": "off"}

    @classmethod
    def setUpClass(cls):
        cls.stand_in = _stand_in(cls.OPTIONS)
        cls.described = cls.stand_in.describe()

    def setUp(self):
        self.admin("POST", "/reset")
        self.client = Client(self.described, project="glaciology")
        self.addCleanup(self.client.close)

    def admin(self, method, path, body=None, token=None):
        request = urllib.request.Request(self.described["admin"] + path, method=method,
                                         data=json.dumps(body).encode() if body is not None else None,
                                         headers={"X-Stand-In-Token": token or self.described["adminToken"]})
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
            return json.load(answer)

    def advance(self, seconds):
        self.admin("POST", "/clock", {"advance": seconds})

    def switch(self, **values):
        self.admin("POST", "/switches", values)

    def fault(self, **values):
        return self.admin("POST", "/faults", values)["id"]

    def log(self, **query):
        return self.admin("GET", "/log?" + urllib.parse.urlencode(query))["requests"]

    def violations(self):
        return self.admin("GET", "/violations")["violations"]

    # Short cuts to what many tests do

    def create(self, name="ice-one", control=1, workers=1, client=None, profiles=None, vip="10.80.70.10", **metadata):
        client = client or self.client
        answer = client.post("/v1/spectroclusters/edge-native",
                             cluster_body(name, control, workers, profiles, vip, **metadata))
        self.assertEqual(answer.status, 201, answer.content)
        return answer.json["uid"]

    def cluster(self, uid):
        answer = self.client.get(f"/v1/spectroclusters/{uid}")
        self.assertEqual(answer.status, 200, answer.content)
        return answer.json

    def config_path(self, uid):
        return "/v1/cloudconfigs/edge-native/" + self.cluster(uid)["spec"]["cloudConfigRef"]["uid"]

    def host_state(self, uid):
        return self.client.get(f"/v1/edgehosts/{uid}").json["status"]["state"]


EDGE_BASE, EDGE_BASE_NEW, GPU_OPERATOR, GPU_OPERATOR_NEW = (
    "66f1c0aa0000000000000010", "66f1c0aa0000000000001510", "66f1c0aa0000000000000011", "66f1c0aa0000000000002111")


def pool(name, hosts, control_plane=False):
    return {"cloudConfig": {"edgeHosts": [{"hostUid": host, "hostName": host} for host in hosts]},
            "poolConfig": {"name": name, "size": len(hosts), "labels": ["control-plane" if control_plane else "worker"],
                           "isControlPlane": control_plane, "machinePoolProperties": {"archType": "amd64"},
                           "updateStrategy": {"type": "RollingUpdateScaleIn"}}}


def cluster_body(name, control=1, workers=1, profiles=None, vip="10.80.70.10", **metadata):
    """A cluster on glaciology's machines."""
    pools = [pool("control-plane-pool", [f"gla-cp-{n + 1:02d}" for n in range(control)], True)]
    if workers:
        pools.append(pool("h100", [f"gla-h100-{n + 1:02d}" for n in range(workers)]))
    return {"metadata": {"name": name, **metadata},
            "spec": {"profiles": profiles or [{"uid": EDGE_BASE}, {"uid": GPU_OPERATOR}],
                     "cloudConfig": {"controlPlaneEndpoint": {"host": vip, "type": "VIP"},
                                     "ntpServers": ["ntp.borealis.example"],
                                     "overlayNetworkConfiguration": {"enable": False, "cidr": ""}},
                     "machinepoolconfig": pools}}


def token_content(token):
    return json.loads(base64.b64decode(token))
