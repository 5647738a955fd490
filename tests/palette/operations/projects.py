# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects. They are resources of the tenant: most of these refuse a ProjectUid header (palette-api.md 1.3)."""
from ..api.errors import bad_request, conflict, forbidden, not_found
from ..api.paging import window
from ..api.search import matches_text, ordered
from ..world.meta import object_meta
from ..world.world import Project
from . import operation


def _metadata(project):
    return object_meta(project.uid, project.name, project.created, labels=project.labels,
                       annotations={"description": project.description})


def _project(call, right):
    project = call.world.projects.get(call.uid())
    if project is None:
        raise not_found("project", call.uid())
    if not call.user.may(right, project):
        raise forbidden(right)
    return project


def _entered(call):
    return [project for project in call.world.projects.values() if call.user.enters(project)]


@operation("v1ProjectsMetadata", "project.list")
def metadata(call):
    name = call.query.get("name")
    return {"items": [{"metadata": {"uid": project.uid, "name": project.name}} for project in _entered(call)
                      if not name or project.name == name]}


@operation("v1ProjectsFilterSummary", "project.list", "tenant", caps_limit=True)
def summaries(call):
    body = call.body or {}
    wanted = (body.get("filter") or {}).get("name")
    rows = [project for project in _entered(call) if matches_text(wanted, project.name)]
    rows = ordered(rows, body.get("sort"), {"name": lambda p: p.name, "creationTimestamp": lambda p: p.created,
                                            "lastModifiedTimestamp": lambda p: p.created})
    rows, listmeta = window(call, rows)
    return {"items": [_summary(call.world, project) for project in rows], "listmeta": listmeta}


def _summary(world, project):
    clusters = [one for one in world.clusters.values() if one.project == project.uid and not one.gone]
    cores = {one.uid: sum(_cores(world, uid) for uid in one.host_uids()) for one in clusters}
    # The counts overlap: a healthy cluster is also a running one.
    health = {"errored": sum(one.state == "Error" for one in clusters),
              "healthy": sum(one.health == "Healthy" for one in clusters),
              "running": sum(one.state == "Running" for one in clusters),
              "unhealthy": sum(one.health == "UnHealthy" for one in clusters)}
    return {"metadata": _metadata(project),
            "specSummary": {"logoUrl": "", "teams": [], "users": [{"uid": user.uid, "name": f"{user.first} {user.last}"}
                                                                  for user in world.people.users
                                                                  if user.enters(project)]},
            "status": {"clustersHealth": health, "status": {"isDisabled": False, "cleanUpStatus": None},
                       "usage": {"alloyCpuCores": 0, "pureCpuCores": sum(cores.values()),
                                 "clusters": [{"uid": one.uid, "name": one.name, "cpuCores": cores[one.uid],
                                               "isAlloy": one.imported is not None} for one in clusters]}}}


def _cores(world, host_uid):
    host = world.inventory.get(host_uid)
    return host.board["cpu"]["cores"] if host and host.board else 0


@operation("v1ProjectsCreate", "project.create", "tenant")
def create(call):
    world, body = call.world, call.body or {}
    given = body.get("metadata") or {}
    name = given.get("name", "")
    if not name:
        raise bad_request("InvalidProjectName", "A project needs a name")
    if any(project.name == name for project in world.projects.values()):
        raise conflict("DuplicateProject", f"Project '{name}' already exists")
    uid = world.new_uid()
    spec = body.get("spec") or {}
    world.projects[uid] = Project(uid, name, (given.get("annotations") or {}).get("description", ""), world.stamp(),
                                  given.get("labels") or {}, spec.get("users") or [], spec.get("teams") or [])
    return {"uid": uid}


@operation("v1ProjectsUidGet", "project.get")
def get(call):
    project = _project(call, "project.get")
    return {"metadata": _metadata(project),
            "spec": {"alerts": None, "logoUrl": "", "teams": project.teams, "users": project.users},
            "status": {"isDisabled": False, "cleanUpStatus": None}}


@operation("v1ProjectsUidUpdate", "project.update")
def update(call):
    project = _project(call, "project.update")
    given, spec = call.body.get("metadata") or {}, call.body.get("spec") or {}
    project.name = given.get("name") or project.name
    project.labels = given.get("labels") or {}
    project.description = (given.get("annotations") or {}).get("description", "")
    project.users, project.teams = spec.get("users") or [], spec.get("teams") or []


@operation("v1ProjectsUidDelete", "project.delete")
def delete(call):
    project = _project(call, "project.delete")
    world = call.world
    if world.inventory.of_project(project.uid) or any(one.project == project.uid and not one.gone
                                                      for one in world.clusters.values()):
        raise conflict("ProjectNotEmpty", f"Project '{project.name}' still has clusters or edge hosts")
    del world.projects[project.uid]


@operation("v1ProjectClusterSettingsGet", "project.get")
def cluster_settings(call):
    _project(call, "project.get")
    setting = {"disableNodesAutoRemediation": False, "isEnabled": True}
    return {"nodesAutoRemediationSetting": setting, "tenantClusterSettings": {"nodesAutoRemediationSetting": setting}}


def old_list(call):
    """GET /v1/projects of Palette 4.9, gone in 4.10 (2.1)."""
    return {"items": [{"metadata": _metadata(project)} for project in _entered(call)]}
