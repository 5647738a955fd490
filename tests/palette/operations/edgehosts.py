# SPDX-License-Identifier: GPL-3.0-or-later
"""Edge hosts: search, one, tags, registration by id, reset (palette-api.md 3)."""
from ..api.call import Page
from ..api.errors import bad_parameter, bad_request, conflict, forbidden, not_registered
from ..api.paging import window
from ..api.schema import CODE_ENUM
from ..api.search import matches_text, ordered, schema_answer
from ..world.hosts import IN_USE, PROPERTIES, READY, SORT_KEYS, TAG_WITHOUT_VALUE, UNPAIRED, Host
from ..world.world import TENANT_UID
from . import operation

# Palette 4.9 sorts edge hosts by the fields of clusters.
OLD_SORT = ("environment", "clusterName", "clusterState", "healthState", "creationTimestamp", "lastModifiedTimestamp")


def _in_scope(call):
    return call.world.inventory.of_project(call.project.uid) if call.project else []


@operation("v1DashboardEdgehostsSearch", "edgehost.list")
def search(call):
    world = call.world
    if world.switches["version"] == "4.9":
        for one in (call.body or {}).get("sort") or []:
            if one.get("field") and one["field"] not in OLD_SORT:
                raise bad_parameter(CODE_ENUM, f"sort.0.field in body should be one of [{' '.join(OLD_SORT)}]")
    rows = world.inventory.search(call.project.uid, call.body) if call.project else []
    rows, listmeta = window(call, rows)
    if not world.switches["searchDevices"]:
        items = [host.item(call.project.name) for host in rows]
        return {"items": [{**item, "spec": {**item["spec"], "device": None}} for item in items], "listmeta": listmeta}
    return Page([world.inventory.render(host, call.project.name) for host in rows], listmeta)


@operation("v1DashboardEdgehostsSearchSchemaGet", "edgehost.list")
def search_schema(call):
    return schema_answer(PROPERTIES)


@operation("v1EdgeHostsMetadata", "edgehost.list")
def appliances(call):
    body = call.body or {}
    spec = body.get("filter") or {}
    states = spec.get("states") or []
    rows = [host for host in _in_scope(call)
            if (not states or host.state in states) and matches_text(spec.get("name"), host.name)]
    return {"items": [host.item(call.project.name) for host in ordered(rows, body.get("sort"), SORT_KEYS)]}


@operation("v1EdgeHostsMetadataQuickFilterGet", "edgehost.list")
def metadata(call):
    rows = _in_scope(call)
    if call.query.get("quickFilter") == "unusedEdgeHosts":
        rows = [host for host in rows if host.state == READY]
    return {"edgeHosts": [host.meta() for host in rows]}


@operation("v1EdgeHostsTagsGet", "edgehost.list")
def tags(call):
    return {"tags": sorted({tag for host in _in_scope(call) for tag in host.tags()})}


@operation("v1EdgeHostDevicesUidGet", "edgehost.get")
def get(call):
    return call.world.host(call, "edgehost.get").detail(call.project.name, TENANT_UID)


@operation("v1EdgeHostDevicesUidConfigGet", "edgehost.get")
def config(call):
    host = call.world.host(call, "edgehost.get")
    return {"clusterUids": [host.cluster[0]] if host.cluster else [], "tunnelConfig": host.tunnel}


@operation("v1EdgeHostDevicesUidProfilesGet", "edgehost.get")
def profiles(call):
    call.world.host(call, "edgehost.get")
    return {"profiles": []}


@operation("v1EdgeHostDevicesUidMetaUpdate", "edgehost.update")
def update_meta(call):
    """Replaces all tags; a host that never paired has no record to change."""
    world = call.world
    host = world.host(call, "edgehost.update")
    if host.state == UNPAIRED:
        raise not_registered(host.uid)
    given = call.body.get("metadata") or {}
    host.labels = {key: value if value != "" else TAG_WITHOUT_VALUE
                   for key, value in (given.get("labels") or {}).items()}
    host.name = given.get("name") or host.name
    world.inventory.touch(host, world.stamp())


@operation("v1EdgeHostDevicesUidUpdate", "edgehost.update")
def update(call):
    world = call.world
    host = world.host(call, "edgehost.update")
    if host.state == UNPAIRED:
        raise not_registered(host.uid)
    given = call.body.get("metadata") or {}
    host.labels = given.get("labels") or {}
    host.name = given.get("name") or host.name
    host.tunnel = {**host.tunnel, **((call.body.get("spec") or {}).get("tunnelConfig") or {})}
    world.inventory.touch(host, world.stamp())


@operation("v1EdgeHostDevicesCreate", "edgehost.create", "project")
def create(call):
    """Registers a host by its id before it ever calls."""
    world, body = call.world, call.body or {}
    given, spec = body.get("metadata") or {}, body.get("spec") or {}
    uid = given.get("uid") or given.get("name")
    if not uid:
        raise bad_request("InvalidEdgeHostUid", "An edge host needs a uid")
    if world.inventory.get(uid):
        raise conflict("DuplicateEdgeHost", f"Edge host '{uid}' already exists")
    host = Host(uid, call.project.uid, len(world.inventory), None, given.get("labels") or {}, name=given.get("name"))
    host.pairing_key = spec.get("hostPairingKey", "")
    host.created = host.modified = world.stamp()
    world.inventory.add(host)
    return {"uid": uid}


@operation("v1EdgeHostDevicesUidDelete", "edgehost.delete")
def delete(call):
    host = call.world.host(call, "edgehost.delete")
    if host.state == IN_USE:
        raise bad_request("EdgeHostInUse", f"Edge host '{host.uid}' is used by cluster '{host.cluster[1]}'")
    call.world.inventory.remove(host.uid)


@operation("V1EdgeHostsUidReset", "edgehost.update")
def reset(call):
    """Wipes the host; a machine left dirty by a forced deletion becomes usable again."""
    world = call.world
    host = world.host(call, "edgehost.update")
    if host.state == UNPAIRED:
        raise not_registered(host.uid)
    cluster = world.clusters.get(host.cluster[0]) if host.cluster else None
    if cluster is not None and not cluster.gone:
        for pool in cluster.pools:
            for machine in list(pool.machines):
                if machine.host_uid == host.uid:
                    world.lifecycle.remove_machine(cluster, pool, machine)
        return
    host.health, host.message = "healthy", ""
    world.lifecycle.release(host.uid)


@operation("v1EdgeHostDevicesUidTunnelConfigUpdate", "edgehost.update")
def tunnel(call):
    host = call.world.host(call, "edgehost.update")
    host.tunnel = {**host.tunnel, **call.body}
    call.world.inventory.touch(host, call.world.stamp())


@operation("v1EdgeNativeClustersHostsList", "edgehost.list")
def of_cluster(call):
    world = call.world
    cluster = world.cluster(call, "cluster.get")
    hosts = [world.inventory.get(uid) for uid in cluster.host_uids()]
    items = [host.detail(call.project.name, TENANT_UID) for host in hosts if host is not None]
    return {"items": items, "listmeta": {"continue": "", "count": len(items), "limit": 50, "offset": 0}}


def old_list(call):
    """GET /v1/edgehosts of Palette 4.9 (3.1)."""
    if call.project is None:
        raise forbidden("edgehost.list")
    rows, listmeta = window(call, _in_scope(call))
    return {"items": [host.detail(call.project.name, TENANT_UID) for host in rows], "listmeta": listmeta}
