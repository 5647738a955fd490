# SPDX-License-Identifier: GPL-3.0-or-later
"""The machines of the invented institute: those of Easel's sample workspace, and more that show what Palette can
report.
"""
import ipaddress
import json
import pathlib
import random

from . import clock
from .hardware import SPELLINGS, board, gpu
from .hosts import IN_USE, Host

SAMPLE = (pathlib.Path(__file__).resolve().parents[3] / "resources" / "sample" / "inventory"
          / "palette.borealis.example" / "66f1c0aa0000000000000001.json")

NORTH, FIELD_OPS, SANDBOX = "66f1c0aa0000000000000001", "66f1c0aa0000000000000002", "66f1c0aa0000000000000003"
GLACIOLOGY, STATIONS, ARCHIVE = "66f1c0aa0000000000000011", "66f1c0aa0000000000000012", "66f1c0aa0000000000000013"

# uid, name, description. The uids are those of the sample's Settings; archive has no machine.
PROJECTS = (
    (NORTH, "north", "Halls b2 and b3, the annex and the stations"),
    (FIELD_OPS, "field-ops", "Drones and what flies with them"),
    (SANDBOX, "sandbox", "Machines of every make, for trying things"),
    (GLACIOLOGY, "glaciology", "Machines bought by glaciology alone"),
    (STATIONS, "stations", "Small machines at the stations"),
    (ARCHIVE, "archive", "No machines any more"),
)

# A cluster's machines live in its project, also where the sample's snapshot has them all in one.
CLUSTER_PROJECTS = {"drone-train-p20vu": FIELD_OPS, "station-infer-77xd1": FIELD_OPS, "interns-lab-2d6no": SANDBOX}

MEMORY_TEXTS = ("{} MiB", "{}MiB", "{}", "{} mib")


class Boards:
    """Hardware descriptions by content, so that machines of a kind share one."""

    def __init__(self):
        self._made = {}

    def get(self, arch, cores, memory_mib, gpus, host_type="appliance"):
        key = json.dumps([arch, cores, memory_mib, gpus, host_type], sort_keys=True)
        if key not in self._made:
            self._made[key] = board(arch, cores, memory_mib, gpus, host_type)
        return self._made[key]


def seed_hosts(inventory, now, wanted=0):
    """Fills the inventory; the same every time. wanted: how many machines at least, 0 for the institute's own."""
    boards = Boards()
    hosts = _sample_hosts(boards)
    hosts += _spelling_hosts(boards, len(hosts))
    hosts += _field_ops_hosts(boards, len(hosts))
    hosts += _station_hosts(boards, len(hosts))
    hosts += _glaciology_hosts(boards, len(hosts))
    if wanted:
        hosts = hosts[:wanted] + _many_hosts(boards, len(hosts), wanted - len(hosts))
    for host in hosts:
        # One machine a minute was registered, the last of them a day ago.
        host.created = clock.text(now - 86400 - (len(hosts) - host.number) * 60)
        host.modified = clock.text(now - 3600 - host.number % 1800)
        inventory.add(host)


def _network(ip, mac, gateway, nic="eth0", prefix=24, nic_count=1):
    return {"ip": ip, "mac": mac, "gateway": gateway, "nic": nic, "nicCount": nic_count,
            "mask": str(ipaddress.ip_network(f"0.0.0.0/{prefix}").netmask)}


def _subnet(number, index, nic_count=1):
    """Address index of one of the institute's networks, which hold up to 4000 machines each."""
    base = ipaddress.ip_address("10.80.0.0") + number * 4096
    mac = f"02:{number % 256:02x}:{(index >> 8) % 256:02x}:{index % 256:02x}:00:01"
    return _network(str(base + 16 + index), mac, str(base + 1), "ens1", 20, nic_count)


def _sample_gpus(number, listed):
    """Inventory words back into a device's: memory as text in one of its spellings, no GPUs where they came from
    tags.
    """
    gpus = []
    for one in listed:
        if one["from"] != "device":
            continue
        memory = MEMORY_TEXTS[number % len(MEMORY_TEXTS)].format(one["memoryMiB"]) if one["memoryMiB"] else ""
        gpus.append(gpu(one["vendor"], one["model"], memory, one["count"], one["migStrategy"]
                        if one["migCapable"] else ""))
    return gpus or None


def _sample_hosts(boards):
    hosts = []
    for number, one in enumerate(json.loads(SAMPLE.read_text(encoding="utf-8"))["hosts"]):
        paired = one["paletteState"] != "unpaired"
        cluster = one.get("inUseBy")
        project = CLUSTER_PROJECTS.get(cluster["clusterName"], NORTH) if cluster else NORTH
        device = boards.get(one["architecture"].lower(), one["cpuCount"], one["memoryMiB"],
                            _sample_gpus(number, one["gpus"])) if paired else None
        at = one["network"]
        host = Host(one["hostUid"], project, number, device, dict(one["tags"]), name=one["displayName"],
                    network=_network(at["ip"], at["mac"], at["gateway"], at["nic"], 24, at["nicCount"])
                    if paired else None)
        if paired:
            host.health = one["paletteHealth"] or None
            host.message = one.get("message", "") if host.health == "unhealthy" else ""
        if cluster:
            host.state = IN_USE
            host.cluster = (cluster["clusterUid"], cluster["clusterName"])
            host.references = ("both", "old", "new")[number % 3]
        hosts.append(host)
    return hosts


def _spelling_hosts(boards, first):
    """One machine for each way to spell its GPUs; the first twelve have two network cards."""
    hosts = []
    for n, gpus in enumerate(SPELLINGS):
        arch = "arm64" if "GB" in gpus[0]["model"][:9] or "GH200" in gpus[0]["model"] else "amd64"
        host = Host(f"try-{n + 1:02d}", SANDBOX, first + n,
                    boards.get(arch, 64, 515600, gpus, "agent-mode" if n % 4 == 0 else "appliance"),
                    {"palette.ai": "true", "site": "north", "hall": "lab", "rack": f"r{n // 8 + 1:02d}",
                     "pool": "trial"},
                    _subnet(1, n, 2 if n < 12 else 1))
        host.host_null = n % 10 == 3
        host.extra_nics = 28 if n % 6 == 0 else 0
        hosts.append(host)
    return hosts


def _field_ops_hosts(boards, first):
    """Sixty machines: roles by tag, drivers missing, unhealthy and unpaired ones, tags without a value."""
    hosts = []
    l40s = [gpu("NVIDIA", "NVIDIA L40S", "46068 MiB", 4, "")]
    for n in range(60):
        tags = {"palette.ai": "true", "site": "hangar", "hall": "h1", "rack": f"r{n // 10 + 1:02d}"}
        gpus = None
        if n < 12:
            tags["palette.ai/role"] = "control-plane"
        elif n < 36:
            gpus = l40s
            tags["palette.ai/role"] = "worker"
        elif n < 44:
            # No driver on the machine: Palette reports no GPU, tags say what is in it.
            gpus = [] if n % 2 else None
            tags.update({"palette.ai/role": "worker", "palette.ai/gpu-family": "L40S", "palette.ai/gpu-count": "4",
                         "palette.ai/gpu-memory-mib": "46068"})
        elif n < 52:
            tags["palette.ai/role"] = "control-plane+worker"
            tags["spare"] = "spectro__tag"
        else:
            del tags["palette.ai"]
        unpaired = n % 20 == 19
        host = Host(f"hangar-{n + 1:02d}", FIELD_OPS, first + n,
                    None if unpaired else boards.get("amd64", 64 if gpus else 32, 515600 if gpus else 257600, gpus),
                    tags,
                    None if unpaired else _subnet(2, n))
        if n % 15 == 14 and not unpaired:
            host.health, host.message = "unhealthy", "Agent has not answered for 40 min"
        hosts.append(host)
    return hosts


def _station_hosts(boards, first):
    """Twenty-four small ARM machines whose ids are those that Palette makes up itself."""
    dice = random.Random(12)
    hosts = []
    for n in range(24):
        uid = f"edge-{dice.getrandbits(128):032x}"
        unpaired = n >= 22
        host = Host(uid, STATIONS, first + n, None if unpaired else boards.get("arm64", 16, 65200, None),
                    {"palette.ai": "true", "site": "stations", "hall": ("dome", "fjord", "ridge", "delta")[n % 4]},
                    None if unpaired else _subnet(3, n))
        if n == 5:
            host.health = None
        hosts.append(host)
    return hosts


def _glaciology_hosts(boards, first):
    """Control plane machines, H100 and A100 machines of one project, all free: what a first pool is made of."""
    hosts = []
    kinds = [("gla-cp", 6, 32, 131072, None, "control-plane"),
             ("gla-h100", 8, 128, 1031000, [gpu("NVIDIA", "NVIDIA H100 80GB HBM3", "81559 MiB", 8, "none")], "worker"),
             ("gla-a100", 6, 128, 1031000, [gpu("NVIDIA", "NVIDIA A100-SXM4-80GB", "81920 MiB", 8, "none")], "worker"),
             ("gla-l4", 4, 48, 257600, [gpu("NVIDIA", "NVIDIA L4", "23034 MiB", 2, "")], "worker")]
    for prefix, count, cores, memory, gpus, role in kinds:
        for n in range(count):
            number = len(hosts)
            hosts.append(Host(f"{prefix}-{n + 1:02d}", GLACIOLOGY, first + number,
                              boards.get("amd64", cores, memory, gpus),
                              {"palette.ai": "true", "palette.ai/role": role, "site": "north", "hall": "b4",
                               "rack": f"r{number // 6 + 1:02d}", "pool": "glaciology"}, _subnet(4, number)))
    return hosts


def _many_hosts(boards, first, count):
    """count more machines, mostly in one project, from a seeded dice."""
    dice = random.Random(2026)
    kinds = [(64, 257600, None), (128, 1031000, None)] + [(128, 1031000, spelt) for spelt in SPELLINGS[:46]]
    hosts = []
    for n in range(max(0, count)):
        cores, memory, gpus = kinds[dice.randrange(len(kinds))]
        project = NORTH if n % 10 else (FIELD_OPS, SANDBOX, GLACIOLOGY, STATIONS)[n // 10 % 4]
        hall = dice.randrange(24)
        luck = dice.random()
        host = Host(f"big-{hall:02d}-{n + 1:05d}", project, first + n,
                    None if luck < 0.01 else boards.get("amd64", cores, memory, gpus),
                    {"palette.ai": "true", "site": "campus", "hall": f"d{hall + 1:02d}",
                     "rack": f"r{dice.randrange(40) + 1:02d}"},
                    None if luck < 0.01 else _subnet(8 + n // 4000, n % 4000))
        if 0.01 <= luck < 0.03:
            host.health, host.message = "unhealthy", "No heartbeat for 2 h"
        hosts.append(host)
    return hosts
