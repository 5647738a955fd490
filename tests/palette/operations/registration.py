# SPDX-License-Identifier: GPL-3.0-or-later
"""Registration tokens of edge hosts. Resources of the tenant: a ProjectUid header is refused."""
import secrets

from ..api.errors import not_found
from ..world import clock
from ..world.meta import object_meta
from . import operation


def _token(call):
    found = call.world.tokens.get(call.uid())
    if found is None:
        raise not_found("edgetoken", call.uid())
    return found


def _spec(world, given, token):
    project = world.projects.get(given.get("defaultProjectUid", ""))
    return {"token": token, "expiry": given.get("expiry") or clock.text(world.clock.now() + 7 * 86400),
            "defaultProject": {"uid": project.uid, "name": project.name} if project else None}


@operation("v1EdgeTokensList", "edgeToken.list", "tenant")
def listed(call):
    return {"items": list(call.world.tokens.values())}


@operation("v1EdgeTokensCreate", "edgeToken.create", "tenant")
def create(call):
    """Answers the uid only; the token itself is read back."""
    world, body = call.world, call.body or {}
    uid = world.new_uid()
    world.tokens[uid] = {
        "metadata": object_meta(uid, (body.get("metadata") or {}).get("name", ""), world.stamp()),
        "spec": _spec(world, body.get("spec") or {}, secrets.token_urlsafe(24)), "status": {"isActive": True}}
    return {"uid": uid}


@operation("v1EdgeTokensUidGet", "edgeToken.get", "tenant")
def get(call):
    return _token(call)


@operation("v1EdgeTokensUidUpdate", "edgeToken.update", "tenant")
def update(call):
    found = _token(call)
    found["metadata"]["name"] = (call.body.get("metadata") or {}).get("name") or found["metadata"]["name"]
    found["spec"] = _spec(call.world, call.body.get("spec") or {}, found["spec"]["token"])


@operation("v1EdgeTokensUidState", "edgeToken.update", "tenant")
def state(call):
    _token(call)["status"] = {"isActive": bool(call.body.get("isActive"))}


@operation("v1EdgeTokensUidDelete", "edgeToken.delete", "tenant")
def delete(call):
    _token(call)
    del call.world.tokens[call.uid()]
