# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of clusters (palette-api.md 6.1). Deleted ones stay in them for three days."""
from ..api.paging import window
from ..api.search import Property, matches_text, ordered, predicate, schema_answer
from . import operation
from .clusterviews import has_notification, metadata, summary

STATES = ("Pending", "Provisioning", "Running", "Deleting", "Deleted", "Error", "Importing")

PROPERTIES = {one.name: one for one in (
    Property("clusterName", "Name", "string", lambda c: c.name),
    Property("clusterState", "State", "string", lambda c: c.state, STATES),
    Property("healthState", "Health", "string", lambda c: c.health, ("Healthy", "UnHealthy", "Unknown")),
    Property("environment", "Environment", "string", lambda c: c.cloud, ("edge-native", "generic", "nested")),
    Property("isDeleted", "Deleted", "bool", lambda c: c.gone),
    Property("tags", "Tags", "string", lambda c: c.tags()),
    Property("creationTimestamp", "Created", "date", lambda c: c.created),
    Property("lastModifiedTimestamp", "Last modified", "date", lambda c: c.modified),
)}

SORT_KEYS = {"clusterName": lambda c: c.name, "clusterState": lambda c: c.state, "healthState": lambda c: c.health,
             "environment": lambda c: c.cloud, "creationTimestamp": lambda c: c.created,
             "lastModifiedTimestamp": lambda c: c.modified, "name": lambda c: c.name, "state": lambda c: c.state}


def _in_scope(call):
    return [one for one in call.world.clusters.values() if call.sees(one.project)]


def _everywhere(call):
    """Tenant-wide for those lists that are (6.1), else of the project."""
    if call.project is not None:
        return _in_scope(call)
    return [one for one in call.world.clusters.values()
            if one.project in call.world.projects and call.user.may("cluster.list", call.world.projects[one.project])]


def _searched(call):
    body = call.body or {}
    fits = predicate(body.get("filter"), PROPERTIES)
    rows = [one for one in _in_scope(call) if fits is None or fits(one)]
    return ordered(rows, body.get("sort"), SORT_KEYS)


@operation("v1SpectroClustersSearchFilterSummary", "cluster.list")
def search(call):
    rows, listmeta = window(call, _searched(call))
    return {"items": [summary(call.world, one) for one in rows], "listmeta": listmeta}


@operation("v1SpectroClustersSearchSchema", "cluster.list")
def search_schema(call):
    return schema_answer(PROPERTIES)


@operation("v1SpectroClustersMetaGet", "cluster.list")
def meta(call):
    """A bare array."""
    return [{"metadata": metadata(one),
             "spec": {"cloudType": one.cloud, "clusterType": "AlloyMonitor" if one.imported else "PureManage",
                      "tags": one.tags(),
                      "archType": ["amd64"], "cloudAccountUid": "", "cloudRegion": "", "location": None},
             "status": {"state": one.state}} for one in _everywhere(call)]


@operation("v1SpectroClustersMetadataGet", "cluster.list")
def metadata_list(call):
    return {"items": [metadata(one) for one in _in_scope(call)]}


@operation("v1SpectroClustersMetadata", "cluster.list")
def metadata_filtered(call):
    body = call.body or {}
    spec = body.get("filter") or {}
    rows = [one for one in _in_scope(call)
            if (not spec.get("environment") or one.cloud == spec["environment"])
            and (not spec.get("state") or one.state == spec["state"]) and matches_text(spec.get("name"), one.name)
            and (spec.get("isImported", False) is False or one.imported is not None)]
    return {"items": [metadata(one) for one in ordered(rows, [{"field": body.get("sort")}], SORT_KEYS)]}


@operation("v1SpectroClustersMetadataSearch", "cluster.list")
def metadata_search(call):
    rows, listmeta = window(call, _searched(call))
    items = []
    for one in rows:
        project = call.world.projects[one.project]
        items.append({"metadata": metadata(one),
                      "specSummary": {"archType": ["amd64"], "cloudType": one.cloud, "cloudAccountUid": "",
                                      "cloudRegion": "",
                                      "clusterType": "AlloyMonitor" if one.imported else "PureManage",
                                      "importMode": (one.imported or {}).get("mode", ""), "location": None,
                                      "projectMeta": {"uid": project.uid, "name": project.name}, "tags": one.tags()},
                      "status": {"state": one.state, "cost": None, "fips": {"mode": "none"},
                                 "health": {"state": one.health, "isHeartBeatFailed": bool(one.heart_stopped)},
                                 "updates": {"isUpdatesPending": has_notification(call.world, one)}}})
    return {"items": items, "listmeta": listmeta}


@operation("v1DashboardSpectroClustersRepaveList", "cluster.list")
def repaves(call):
    wanted = call.query.get("repaveState", "Pending")
    rows = [one for one in _in_scope(call) if one.repave and one.repave["state"] == wanted]
    rows, listmeta = window(call, rows)
    return {"items": [summary(call.world, one) for one in rows], "listmeta": listmeta}


@operation("v1SpectroClustersTagsGet", "cluster.list")
def tags(call):
    return {"tags": sorted({tag for one in _in_scope(call) for tag in one.tags()})}
