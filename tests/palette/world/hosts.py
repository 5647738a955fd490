# SPDX-License-Identifier: GPL-3.0-or-later
"""Edge hosts: one object a machine, its shapes in answers, and the inventory that is searched."""
import json

from ..api.schema import check
from ..api.search import Property, ordered, predicate
from .clock import ZERO_TIME
from .hardware import noise
from .meta import object_meta

READY, UNPAIRED, IN_USE = "ready", "unpaired", "in-use"
TAG_WITHOUT_VALUE = "spectro__tag"
AGENT_VERSION = "4.10.2"


class Host:
    __slots__ = ("uid", "name", "project", "labels", "created", "modified", "state", "health", "message", "board",
                 "network",
                 "extra_nics", "cluster", "references", "host_null", "tunnel", "pairing_key", "rendered", "number")

    def __init__(self, uid, project, number, board=None, labels=None, network=None, name=None):
        self.uid = uid
        self.name = name or uid
        self.project = project
        self.number = number
        self.labels = labels or {}
        self.created = ZERO_TIME
        self.modified = ZERO_TIME
        self.state = UNPAIRED if board is None else READY
        self.health = None if board is None else "healthy"
        self.message = ""
        self.board = board
        self.network = network or {}
        self.extra_nics = 0
        self.cluster = None
        self.references = "both"
        self.host_null = False
        self.tunnel = {"remoteSsh": "disabled", "remoteSshTempUser": "disabled"}
        self.pairing_key = ""
        self.rendered = None

    def tags(self):
        return [key if value == TAG_WITHOUT_VALUE else f"{key}:{value}" for key, value in self.labels.items()]

    def free(self):
        return self.state == READY and self.health == "healthy"

    def metadata(self):
        return object_meta(self.uid, self.name, self.created, self.modified, self.labels, {})

    def nics(self):
        network = self.network
        if not network:
            return None
        nics = [{"nicName": network["nic"], "macAddr": network["mac"], "ip": network["ip"], "subnet": network["mask"],
                 "gateway": network["gateway"], "dns": [network["gateway"]], "isDefault": True}]
        for n in range(1, network.get("nicCount", 1)):
            nics.append({"nicName": f"ens{n + 1}f0", "macAddr": f"{network['mac'][:-2]}{0x80 + n:02x}", "ip": "",
                         "subnet": "",
                         "gateway": "", "dns": None, "isDefault": False})
        # What a machine of a cluster reports besides its own cards.
        count = self.extra_nics or (6 + self.number % 21 if self.cluster else 0)
        return nics + noise(self.number, count)

    def device(self):
        if self.board is None:
            return None
        return {**self.board, "nics": self.nics(), "hostState": "cluster" if self.cluster else "registration"}

    def _status(self):
        ref = [{"uid": self.cluster[0], "name": self.cluster[1]}] if self.cluster else None
        health = None if self.health is None else {"state": self.health, "agentVersion": AGENT_VERSION,
                                                   "message": self.message}
        return {"state": self.state, "health": health,
                "inUseClusters": ref if self.references != "new" else None,
                "inUseClustersRef": None if not ref
                or self.references == "old" else [{**ref[0], "hybridCluster": None}]}

    def item(self, project_name):
        """v1EdgeHostsMetadata, as in search answers."""
        host = None if self.host_null else {"hostAddress": self.network.get("ip", ""),
                                            "macAddress": self.network.get("mac", "")}
        return {"metadata": self.metadata(),
                "spec": {"clusterProfileTemplates": None, "device": self.device(), "host": host,
                         "projectMeta": {"uid": self.project, "name": project_name}, "type": "edge-native"},
                "status": self._status()}

    def detail(self, project_name, tenant_uid):
        """v1EdgeHostDevice. spec.host holds secrets here, as Palette's does."""
        return {"aclmeta": {"ownerUid": "", "projectUid": self.project, "tenantUid": tenant_uid},
                "metadata": self.metadata(),
                "spec": {"clusterProfileTemplates": None, "cloudProperties": None, "properties": None,
                         "device": self.device(),
                         "host": {"hostUid": self.uid, "hostAddress": self.network.get("ip") or "0.0.0.0",
                                  "macAddress": self.network.get("mac", ""),
                                  "project": {"uid": self.project, "name": project_name}, "disableAutoRegister": False,
                                  "remoteSsh": self.tunnel["remoteSsh"],
                                  "hostChecksum": f"stand-in-checksum-{self.uid}",
                                  "hostPairingKey": self.pairing_key or f"stand-in-pairing-key-{self.uid}",
                                  "hostAuthToken": f"stand-in-host-token-{self.uid}"},
                         "service": None, "tunnelConfig": self.tunnel, "type": "edge-native", "version": AGENT_VERSION},
                "status": {**self._status(), "packs": None, "profileStatus": {"hasUserMacros": False},
                           "tunnelStatus": None}}

    def meta(self):
        """v1EdgeHostMeta, the light picker row."""
        return {"uid": self.uid, "name": self.name, "archType": (self.board or {}).get("archType", "amd64"),
                "edgeHostType": "edge-native", "healthState": self.health or "", "state": self.state}


PROPERTIES = {one.name: one for one in (
    Property("name", "Name", "string", lambda h: h.name),
    Property("state", "State", "string", lambda h: h.state, (READY, UNPAIRED, IN_USE)),
    Property("healthState", "Health", "string", lambda h: h.health, ("healthy", "unhealthy")),
    Property("architecture", "Architecture", "string", lambda h: (h.board or {}).get("archType"), ("amd64", "arm64")),
    Property("tags", "Tags", "string", Host.tags),
    Property("creationTimestamp", "Created", "date", lambda h: h.created),
    Property("lastModifiedTimestamp", "Last modified", "date", lambda h: h.modified),
)}

SORT_KEYS = {
    "name": lambda h: h.name,
    "state": lambda h: h.state,
    "healthState": lambda h: h.health or "",
    "creationTimestamp": lambda h: h.created,
    "lastModifiedTimestamp": lambda h: h.modified,
}


class Inventory:
    """All hosts, by uid and by project, with the results of the last searches until something changes."""

    KEPT_SEARCHES = 16

    def __init__(self, schema):
        self._schema = schema
        self._by_uid = {}
        self._by_project = {}
        self._found = {}

    def __iter__(self):
        return iter(self._by_uid.values())

    def __len__(self):
        return len(self._by_uid)

    def get(self, uid):
        return self._by_uid.get(uid)

    def of_project(self, project_uid):
        return list(self._by_project.get(project_uid, {}).values())

    def add(self, host):
        self._by_uid[host.uid] = host
        self._by_project.setdefault(host.project, {})[host.uid] = host
        self.touch(host)

    def remove(self, uid):
        host = self._by_uid.pop(uid)
        del self._by_project[host.project][uid]
        self._found.clear()

    def touch(self, host, stamp=None):
        """Must follow every change of a host."""
        host.rendered = None
        if stamp:
            host.modified = stamp
        self._found.clear()

    def search(self, project_uid, body):
        """Hosts of a project that fit a search body, in its order."""
        key = (project_uid, json.dumps(body, sort_keys=True))
        if key not in self._found:
            fits = predicate((body or {}).get("filter"), PROPERTIES)
            hosts = self.of_project(project_uid)
            rows = [host for host in hosts if fits(host)] if fits else hosts
            if len(self._found) >= self.KEPT_SEARCHES:
                self._found.pop(next(iter(self._found)))
            self._found[key] = ordered(rows, (body or {}).get("sort"), SORT_KEYS)
        return self._found[key]

    def render(self, host, project_name):
        """The JSON of one search item, made and checked once a change. (bytes, problems)"""
        if host.rendered is None:
            item = host.item(project_name)
            problems = []
            check(self._schema, item, f"answer.items[{host.uid}]", problems)
            host.rendered = (json.dumps(item, separators=(",", ":")).encode(), problems)
        return host.rendered
