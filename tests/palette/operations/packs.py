# SPDX-License-Identifier: GPL-3.0-or-later
"""Registries and packs, for the pack picker."""
import re

from ..api.errors import bad_request, not_found
from ..api.paging import window
from ..api.search import matches_text, ordered
from ..world.meta import object_meta
from ..world.profiles import pack_spec
from . import operation


def _packs(world):
    """Every pack and tag that a profile uses, once."""
    found = {}
    for profile in world.profiles.values():
        for one in profile.packs:
            found.setdefault(one["packUid"], one)
    return list(found.values())


@operation("v1RegistriesMetadata", "packRegistry.list")
def registries(call):
    scope = call.query.get("scope", "all")
    return {"items": [one for one in call.world.registries if scope in ("all", one["scope"])]}


@operation("v1PacksSummaryList", "packRegistry.list")
def packs(call):
    """filters: spec.<field>=<value> joined by AND without spaces (4.3)."""
    rows = _packs(call.world)
    for part in filter(None, call.query.get("filters", "").split("AND")):
        match = re.fullmatch(r"(?:spec|metadata)\.(\w+)=(.*)", part)
        if not match:
            raise bad_request("InvalidFilter", f"The filter '{part}' cannot be read")
        field, wanted = match.groups()
        rows = [one for one in rows if _has(pack_spec(one).get(field), wanted)]
    rows, listmeta = window(call, rows)
    return {"items": [{"apiVersion": "v1", "kind": "pack", "metadata": object_meta(one["packUid"], one["name"]),
                       "spec": pack_spec(one), "status": {}} for one in rows], "listmeta": listmeta}


def _has(value, wanted):
    return wanted in value if isinstance(value, list) else value == wanted


@operation("v1PacksUid", "packRegistry.get")
def pack(call):
    rows = _packs(call.world)
    chosen = next((one for one in rows if one["packUid"] == call.uid()), None)
    if chosen is None:
        raise not_found("pack", call.uid())
    same = [one for one in rows if one["name"] == chosen["name"]]
    spec = pack_spec(chosen)
    return {"name": chosen["name"], "displayName": chosen["name"], "layer": chosen["layer"],
            "registryUid": chosen["registryUid"],
            "addonType": "", "addonSubType": "", "cloudTypes": spec["cloudTypes"], "logoUrl": "",
            "tags": [{"tag": one["tag"], "version": one["version"], "packUid": one["packUid"], "group": "",
                      "parentTags": None}
                     for one in same],
            "packValues": [{"packUid": one["packUid"], "values": one["values"], "annotations": None,
                            "dependencies": None,
                            "presets": None, "readme": "", "schema": None, "template": None} for one in same]}


@operation("v1PacksSearch", "packRegistry.list")
def search(call):
    body = call.body or {}
    spec = body.get("filter") or {}
    newest = {one["name"]: one for one in _packs(call.world)}
    rows = [one for one in newest.values()
            if matches_text(spec.get("name"), one["name"]) and (not spec.get("layer") or one["layer"] in spec["layer"])
            and (not spec.get("registryUid") or one["registryUid"] in spec["registryUid"])]
    rows = ordered(rows, body.get("sort"), {"name": lambda p: p["name"], "layer": lambda p: p["layer"],
                                            "type": lambda p: p["type"]})
    rows, listmeta = window(call, rows)
    return {"items": [{"apiVersion": "v1", "kind": "pack", "metadata": object_meta(one["packUid"], one["name"]),
                       "spec": {"name": one["name"], "displayName": one["name"], "layer": one["layer"],
                                "type": one["type"],
                                "addonType": "", "addonSubType": "", "group": "",
                                "cloudTypes": pack_spec(one)["cloudTypes"],
                                "registries": [{"uid": one["registryUid"], "latestVersion": one["version"],
                                                "latestPackUid": one["packUid"]}]}} for one in rows],
            "listmeta": listmeta}
