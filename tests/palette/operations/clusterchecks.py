# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server looks at before it builds a cluster. The codes are the stand-in's own; Palette's are not
documented.
"""
import re

from ..api.errors import bad_request, conflict, unprocessable
from ..world.hosts import IN_USE, READY
from ..world.profiles import variable_error

NAME = re.compile(r"[a-z][a-z0-9-]{1,31}[a-z0-9]")


class Findings:
    """Errors by machine pool, and by profile and pack; validate answers them with 200 (palette-api.md 5)."""

    def __init__(self):
        self.pools = {}
        self.profiles = {}

    def pool(self, name, code, message):
        self.pools.setdefault(name, []).append({"code": code, "message": message})

    def profile(self, uid, pack, code, message):
        self.profiles.setdefault(uid, {}).setdefault(pack, []).append({"code": code, "message": message})

    def answer(self, profile_uids):
        """v1SpectroClusterValidatorResponse."""
        return {"machinePools": {"results": _results(self.pools)},
                "profiles": [{"uid": uid, "packs": {"results": _results(self.profiles.get(uid, {}))}}
                             for uid in profile_uids]}

    def raise_first(self):
        """As create, which refuses what validate found."""
        found = [error for errors in self.pools.values() for error in errors]
        found += [error for packs in self.profiles.values() for errors in packs.values() for error in errors]
        if found:
            raise unprocessable(found[0]["code"], found[0]["message"], {"errors": found})


def _results(by_name):
    return [{"name": name, "displayName": name, "errors": errors} for name, errors in by_name.items()]


def check_name(world, project, name):
    if not NAME.fullmatch(name):
        raise bad_request("InvalidClusterName", f"'{name}' is not a valid cluster name")
    if world.name_taken(project.uid, name):
        raise conflict("DuplicateClusterName", f"Cluster '{name}' already exists")


def check_cluster(call, spec):
    """Findings of a v1SpectroEdgeNativeClusterEntity's spec."""
    findings = Findings()
    check_profiles(call, spec.get("profiles") or [], findings)
    config = spec.get("cloudConfig") or {}
    pools = spec.get("machinepoolconfig") or []
    _check_endpoint(call.world, config, findings)
    _check_control_plane(config, pools, findings)
    taken = set()
    for entity in pools:
        check_pool(call, entity, findings, config, taken=taken)
    names = [(entity.get("poolConfig") or {}).get("name") for entity in pools]
    for name in {name for name in names if names.count(name) > 1}:
        findings.pool(name, "DuplicateMachinePool", f"Machine pool '{name}' is there twice")
    return findings


def check_profiles(call, entities, findings, whole=True):
    """whole: the list is all that a cluster has, so exactly one of it must be its infra profile."""
    infra = 0
    for entity in entities:
        profile = call.world.profile(call, entity.get("uid", ""))
        infra += profile.infra
        if not profile.published:
            findings.profile(profile.uid, "", "ProfileNotPublished",
                             f"Profile '{profile.name}' {profile.version} is not published")
        if profile.cloud not in ("edge-native", "all"):
            findings.profile(profile.uid, "", "CloudTypeMismatch", f"Profile '{profile.name}' is for {profile.cloud}")
        for given in entity.get("packValues") or []:
            if profile.pack(given["name"]) is None:
                findings.profile(profile.uid, given["name"], "PackNotFound",
                                 f"Pack '{given['name']}' is not part of profile '{profile.name}'")
        _check_variables(profile, entity, findings)
    if whole and infra != 1:
        uid = entities[0].get("uid", "") if entities else ""
        findings.profile(uid, "", "InfraProfileCount",
                         f"A cluster needs exactly one infrastructure profile; it has {infra}")


def _check_variables(profile, entity, findings):
    given = {one["name"]: one.get("value", "") for one in entity.get("variables") or []}
    for one in profile.variables:
        error = variable_error(one, given.pop(one["name"], ""))
        if error:
            findings.profile(profile.uid, "", "InvalidVariable", error)
    for name in given:
        findings.profile(profile.uid, "", "UnknownVariable", f"Profile '{profile.name}' has no variable '{name}'")


def _check_endpoint(world, config, findings):
    host = (config.get("controlPlaneEndpoint") or {}).get("host", "")
    overlay = (config.get("overlayNetworkConfiguration") or {}).get("enable", False)
    if not host and not overlay:
        findings.pool("control-plane-pool", "ControlPlaneEndpointMissing", "A control plane endpoint is needed")
    for cluster in world.clusters.values():
        if host and not cluster.gone and cluster.endpoint() == host:
            findings.pool("control-plane-pool", "ControlPlaneEndpointInUse",
                          f"{host} is used by cluster '{cluster.name}'")


def is_control_plane(pool_config):
    return bool(pool_config.get("isControlPlane"))


def _check_control_plane(config, pools, findings):
    leading = [entity for entity in pools if is_control_plane(entity.get("poolConfig") or {})]
    if len(leading) != 1:
        findings.pool("control-plane-pool", "ControlPlanePoolCount",
                      f"A cluster needs one control plane pool; it has {len(leading)}")
        return
    hosts = (leading[0].get("cloudConfig") or {}).get("edgeHosts") or []
    name = leading[0]["poolConfig"]["name"]
    if config.get("isTwoNodeCluster"):
        if sorted(host.get("twoNodeCandidatePriority", "") for host in hosts) != ["primary", "secondary"]:
            findings.pool(name, "TwoNodePriorities", "A two-node cluster needs one primary and one secondary host")
    elif len(hosts) not in (1, 3, 5):
        findings.pool(name, "ControlPlaneSize", f"The control plane may have 1, 3 or 5 hosts, not {len(hosts)}")


def check_pool(call, entity, findings, config, kept=(), taken=None):
    """One v1EdgeNativeMachinePoolConfigEntity. kept: uids of hosts that it has already; taken: of pools before it."""
    pool = entity.get("poolConfig") or {}
    name = pool.get("name", "")
    hosts = (entity.get("cloudConfig") or {}).get("edgeHosts") or []
    taken = set() if taken is None else taken
    if pool.get("size") != len(hosts):
        findings.pool(name, "MachinePoolSizeMismatch",
                      f"Size {pool.get('size')} is not the number of hosts, {len(hosts)}")
    arch = (pool.get("machinePoolProperties") or {}).get("archType", "amd64")
    overlay = (config.get("overlayNetworkConfiguration") or {}).get("enable", False)
    for given in hosts:
        uid = given["hostUid"]
        if uid in taken:
            findings.pool(name, "EdgeHostTwice", f"Edge host '{uid}' is there twice")
        taken.add(uid)
        if uid not in kept:
            _check_host(call, given, name, findings, arch, overlay)


def _check_host(call, given, pool_name, findings, arch, overlay):
    uid = given["hostUid"]
    host = call.world.inventory.get(uid)
    if host is None or not call.sees(host.project):
        findings.pool(pool_name, "EdgeHostNotFound", f"Edge host '{uid}' was not found in the project")
        return
    if host.state != READY:
        by = f" by cluster '{host.cluster[1]}'" if host.state == IN_USE and host.cluster else ""
        findings.pool(pool_name, "EdgeHostNotReady", f"Edge host '{uid}' is {host.state}{by}")
    elif host.health != "healthy":
        findings.pool(pool_name, "EdgeHostNotHealthy", f"Edge host '{uid}' is not healthy")
    if host.board and host.board["archType"] != arch:
        findings.pool(pool_name, "ArchitectureMismatch",
                      f"Edge host '{uid}' is {host.board['archType']}, the pool {arch}")
    if host.network.get("nicCount", 1) > 1 and not overlay and not given.get("nic"):
        findings.pool(pool_name, "NicRequired",
                      f"Edge host '{uid}' has several network cards; choose one or use an overlay")
