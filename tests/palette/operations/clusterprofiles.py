# SPDX-License-Identifier: GPL-3.0-or-later
"""Cluster profiles: lists, versions, packs, variables, and the few changes that make a new version (palette-api.md
4).
"""
import copy
import json
import re

from ..api.call import Download
from ..api.errors import bad_request, conflict, not_found
from ..api.paging import window
from ..api.search import matches_text, ordered
from ..world.meta import object_meta
from ..world.profiles import digest, pack_spec, shown_variable
from . import operation

SEMVER = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?")


def _profile(call, right="clusterProfile.get"):
    return call.world.profile(call, call.uid(), right)


def _visible(call):
    return [profile for profile in call.world.profiles.values() if profile.seen_from(call.project)]


def _order(profile):
    return tuple(int(part) for part in re.findall(r"\d+", profile.version)[:3])


@operation("v1ClusterProfilesMetadata", "clusterProfile.list")
def metadata(call):
    """One row a version."""
    return {"items": [{"metadata": {"uid": profile.uid, "name": profile.name},
                       "spec": {"cloudType": profile.cloud, "version": profile.version}} for profile in _visible(call)]}


@operation("v1ClusterProfilesFilterSummary", "clusterProfile.list")
def summaries(call):
    """One row a name: its newest version."""
    body = call.body or {}
    spec = body.get("filter") or {}
    newest = {}
    for profile in _visible(call):
        key = (profile.name, profile.scope, profile.project)
        if key not in newest or _order(profile) > _order(newest[key]):
            newest[key] = profile
    rows = [profile for profile in newest.values() if _fits(spec, profile)]
    rows = ordered(rows, body.get("sort"), {"profileName": lambda p: p.name, "profileType": lambda p: p.type,
                                            "environment": lambda p: p.cloud, "creationTimestamp": lambda p: p.created,
                                            "lastModifiedTimestamp": lambda p: p.modified})
    rows, listmeta = window(call, rows)
    return {"items": [_summary(call.world, profile) for profile in rows], "listmeta": listmeta}


def _fits(spec, profile):
    tags = (spec.get("tags") or {}).get("eq") or []
    mine = [f"{key}:{value}" for key, value in profile.labels.items()]
    return (matches_text(spec.get("profileName"), profile.name)
            and (not spec.get("profileType") or profile.type in spec["profileType"])
            and (not spec.get("environment") or profile.cloud in spec["environment"] or profile.cloud == "all")
            and (not spec.get("scope") or profile.scope == spec["scope"])
            and (spec.get("version") or {}).get("eq", profile.version) == profile.version
            and (not tags or any(tag in mine for tag in tags)))


def _versions(world, profile):
    return [{"uid": one.uid, "version": one.version} for one in sorted(world.versions(profile), key=_order)]


def _summary(world, profile):
    users = world.users_of(profile)
    template = profile.template_summary()
    return {"metadata": profile.metadata(),
            "specSummary": {"version": profile.version, "versions": _versions(world, profile),
                            "published": template if profile.published else None,
                            "draft": None if profile.published else template},
            "status": {"isPublished": profile.published, "inUseClusterTemplates": None,
                       "inUseClusterUids": [one.uid for one in users],
                       "inUseClusters": [{"uid": one.uid, "name": one.name} for one in users], "fips": {"mode": "none"},
                       "pack": {"deleted": 0, "deprecated": 0, "disabled": 0}}}


@operation("v1ClusterProfilesUidSummary", "clusterProfile.get")
def summary(call):
    return _summary(call.world, _profile(call))


@operation("v1ClusterProfilesGet", "clusterProfile.get")
def get(call):
    world, profile = call.world, _profile(call)
    users = world.users_of(profile)
    template = profile.template()
    return {"apiVersion": "v1", "kind": "ClusterProfile", "metadata": profile.metadata(),
            "spec": {"version": profile.version, "versions": _versions(world, profile),
                     "published": template if profile.published else None,
                     "draft": None if profile.published else template},
            "status": {"isPublished": profile.published, "hasUserMacros": False, "inUseClusterTemplates": None,
                       "inUseClusterUids": [one.uid for one in users],
                       "inUseClusters": [{"kind": "spectrocluster", "uid": one.uid, "name": one.name,
                                          "projectUid": one.project,
                                          "tenantUid": ""} for one in users]}}


# Packs


def _pack(call, profile):
    found = profile.pack(call.path["packName"])
    if found is None:
        raise not_found("pack", call.path["packName"])
    return found


def _manifest_summaries(pack):
    return [{"uid": one["uid"], "name": one["name"], "content": one["content"], "digest": digest(one["content"])}
            for one in pack["manifests"]]


def manifests_of(packs):
    """v1ClusterProfilePackManifests of packs."""
    def spec(pack):
        shared = {key: value for key, value in pack_spec(pack).items() if key not in ("template", "addonSubType")}
        return {**shared, "manifests": _manifest_summaries(pack)}

    return [{"metadata": object_meta(pack["packUid"], pack["name"]), "spec": spec(pack), "status": {}}
            for pack in packs]


def entities_of(packs):
    """v1ClusterProfilePacksEntity of packs."""
    return [{"metadata": object_meta(pack["packUid"], pack["name"]), "spec": pack_spec(pack), "status": {}}
            for pack in packs]


def pack_config(pack, profile):
    """v1PackConfig."""
    return {"spec": {"associatedObject": f"clusterprofile:{profile.uid}",
                     "isValuesOverridden": pack.get("overridden", False),
                     "manifests": [{"uid": one["uid"], "name": one["name"], "digest": digest(one["content"]),
                                    "parentUid": "",
                                    "isOverridden": False} for one in pack["manifests"]],
                     "name": pack["name"], "packUid": pack["packUid"], "scope": profile.scope, "tag": pack["tag"],
                     "type": pack["type"], "values": pack["values"], "version": pack["version"]}}


@operation("v1ClusterProfilesUidPacksGet", "clusterProfile.get")
def packs(call):
    return {"items": entities_of(_profile(call).packs)}


@operation("v1ClusterProfilesUidPacksManifestsGet", "clusterProfile.get")
def packs_manifests(call):
    profile = _profile(call)
    return {"metadata": profile.metadata(), "spec": {"packs": manifests_of(profile.packs)}}


@operation("v1ClusterProfilesUidPacksResolvedValuesGet", "clusterProfile.get")
def resolved_values(call):
    profile = _profile(call)
    return {"resolved": {pack["name"]: _resolved(pack["values"], profile.variables) for pack in profile.packs}}


def _resolved(text, variables):
    for one in variables:
        text = text.replace("{{.spectro.var." + one["name"] + "}}", shown_variable(one)["defaultValue"])
    return text


@operation("V1ClusterProfilesUidPacksNameGet", "clusterProfile.get")
def pack_of(call):
    pack = _pack(call, _profile(call))
    registry = next(one for one in call.world.registries if one["uid"] == pack["registryUid"])
    return {"metadata": object_meta(pack["packUid"], pack["name"]),
            "spec": {"pack": pack_spec(pack), "registry": registry, "macros": {"resolved": None}}}


@operation("v1ClusterProfilesUidPacksConfigGet", "clusterProfile.get")
def pack_configuration(call):
    profile = _profile(call)
    return {"items": [pack_config(_pack(call, profile), profile)]}


@operation("v1ClusterProfilesUidPacksUidManifests", "clusterProfile.get")
def pack_manifests(call):
    pack = _pack(call, _profile(call))
    return {"items": [{"metadata": object_meta(one["uid"], one["name"]),
                       "spec": {"draft": None, "published": {"content": one["content"],
                                                             "digest": digest(one["content"])}}}
                      for one in pack["manifests"]]}


@operation("V1ClusterProfilesUidExport", "clusterProfile.get")
def export(call):
    """JSON, which is YAML too."""
    profile = _profile(call)
    content = {"metadata": {"name": profile.name, "description": profile.description, "labels": profile.labels},
               "spec": {"version": profile.version, "template": profile.template(),
                        "variables": [shown_variable(one) for one in profile.variables]}}
    return Download(json.dumps(content, indent=2).encode(),
                    f"{profile.name}-{profile.version}.{call.query.get('format', 'json')}")


# Variables


@operation("V1ClusterProfilesUidVariablesGet", "clusterProfile.get")
def variables(call):
    return {"variables": [shown_variable(one) for one in _profile(call).variables]}


def _whole(one):
    return {"displayName": "", "description": "", "defaultValue": "", "format": "string", "regex": "",
            "required": False,
            "immutable": False, "hidden": False, "isSensitive": False, "inputType": "text", "options": None, **one}


@operation("V1ClusterProfilesUidVariablesPut", "clusterProfile.update")
def put_variables(call):
    _profile(call, "clusterProfile.update").variables = [_whole(one) for one in call.body.get("variables") or []]


@operation("V1ClusterProfilesUidVariablesPatch", "clusterProfile.update")
def patch_variables(call):
    profile = _profile(call, "clusterProfile.update")
    given = {one["name"]: one for one in call.body.get("variables") or []}
    profile.variables = [{**one, **given.pop(one["name"], {})} for one in profile.variables]
    profile.variables += [_whole(one) for one in given.values()]


@operation("V1ClusterProfilesUidVariablesDelete", "clusterProfile.update")
def delete_variables(call):
    profile = _profile(call, "clusterProfile.update")
    profile.variables = [one for one in profile.variables if one["name"] not in call.body["variables"]]


# New versions


@operation("v1ClusterProfilesValidateNameVersion", "clusterProfile.list")
def validate_name(call):
    name, version = call.query.get("name", ""), call.query.get("version", "1.0.0")
    if any(one.name == name and one.version == version for one in _visible(call)):
        raise conflict("DuplicateClusterProfile", f"Cluster profile '{name}' {version} already exists")


@operation("v1ClusterProfilesUidClone", "clusterProfile.create")
def clone(call):
    """An unpublished copy under another name or version."""
    world, source = call.world, _profile(call)
    given = call.body.get("metadata") or {}
    target = given.get("target") or {"scope": source.scope}
    copied = copy.deepcopy(source)
    copied.uid = world.new_uid()
    copied.name = given.get("name", source.name)
    copied.version = given.get("version") or source.version
    if not SEMVER.fullmatch(copied.version):
        raise bad_request("InvalidProfileVersion", f"'{copied.version}' is not a semantic version")
    copied.scope = target["scope"]
    copied.project = (target.get("projectUid")
                      or (call.project.uid if call.project else "")) if copied.scope == "project" else ""
    if any(one.version == copied.version for one in world.versions(copied)):
        raise conflict("DuplicateClusterProfile", f"Cluster profile '{copied.name}' {copied.version} already exists")
    copied.published = False
    copied.created = copied.modified = world.stamp()
    world.profiles[copied.uid] = copied
    return {"uid": copied.uid}


@operation("v1ClusterProfilesPublish", "clusterProfile.publish")
def publish(call):
    profile = _profile(call, "clusterProfile.publish")
    profile.published = True
    profile.modified = call.world.stamp()


@operation("v1ClusterProfilesUidMetadataUpdate", "clusterProfile.update")
def update_metadata(call):
    profile = _profile(call, "clusterProfile.update")
    given = call.body["metadata"]
    profile.name = given.get("name") or profile.name
    profile.labels = given.get("labels") or {}
    profile.description = (given.get("annotations") or {}).get("description", profile.description)
    version = (call.body.get("spec") or {}).get("version")
    if version and not SEMVER.fullmatch(version):
        raise bad_request("InvalidProfileVersion", f"'{version}' is not a semantic version")
    profile.version = version or profile.version
    profile.modified = call.world.stamp()


@operation("v1ClusterProfilesDelete", "clusterProfile.delete")
def delete(call):
    profile = _profile(call, "clusterProfile.delete")
    users = call.world.users_of(profile)
    if users:
        raise conflict("ClusterProfileInUse", f"Cluster profile '{profile.name}' is used by {users[0].name}")
    del call.world.profiles[profile.uid]
