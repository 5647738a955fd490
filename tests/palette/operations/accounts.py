# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in, users, API keys, SSH keys, health, features."""
from ..api.call import WithHeaders
from ..api.errors import forbidden, not_found, unauthorised
from ..world import clock
from ..world.meta import object_meta
from ..world.people import ALL, READ
from ..world.world import TENANT_NAME, TENANT_UID
from . import operation


@operation("v1Authenticate")
def authenticate(call):
    body = call.body or {}
    world = call.world
    token = world.people.sign_in(body.get("emailId", ""), body.get("password", ""), body.get("org", ""),
                                 world.clock.now())
    return _token_answer(call, {"Authorization": token, "isMfa": world.switches["mfa"]})


@operation("v1AuthRefresh")
def refresh(call):
    now = call.world.clock.now()
    user, _ = call.world.people.user_of_token(call.path["token"], now)
    return _token_answer(call, {"Authorization": call.world.people.token(user, now), "isMfa": False})


def _token_answer(call, body):
    if call.query.get("setCookie", True):
        return WithHeaders(body, {"Set-Cookie": f"Authorization={body['Authorization']}; Path=/; Secure; HttpOnly"})
    return body


@operation("v1UsersAuthTokensRevoke")
def revoke(call):
    call.world.people.revoke(call.body.get("tokens") or [])


@operation("v1UsersInfoGet")
def info(call):
    return {"orgName": TENANT_NAME, "tenantUid": TENANT_UID, "userUid": call.user.uid}


def me(call):
    """GET /v1/users/me, which no public document describes (1.2)."""
    user = call.user
    projects = {uid: sorted(user.tenant_rights | user.project_rights.get(uid, set())) for uid in call.world.projects}
    projects = {uid: rights for uid, rights in projects.items() if rights}
    tenant = sorted(user.tenant_rights)
    return {"metadata": {"uid": user.uid, "name": f"{user.first} {user.last}"},
            "spec": {"emailId": user.email, "firstName": user.first, "lastName": user.last, "roles": None},
            "status": {"isActive": True, "projectPermissions": projects,
                       "tenantPermissions": tenant if call.world.switches["permissionList"] else {TENANT_UID: tenant},
                       "tenant": {"orgName": TENANT_NAME, "tenantUid": TENANT_UID}}}


@operation("v1UsersMetadata", "user.list", "tenant")
def users_metadata(call):
    return {"items": [{"uid": user.uid, "name": f"{user.first} {user.last}", "emailId": user.email}
                      for user in call.world.people.users]}


@operation("v1PermissionsList", "role.list", "tenant")
def permissions(call):
    scopes = [call.query["scope"]] if call.query.get("scope") else ["tenant", "project"]
    groups = {}
    for right in sorted(ALL):
        groups.setdefault(right.split(".")[0], []).append(right)
    return [{"name": name, "permissions": rights, "scope": scope} for scope in scopes
            for name, rights in groups.items()]


ROLES = (("66f1c0ff0000000000000001", "Tenant Admin", "tenant", ALL),
         ("66f1c0ff0000000000000002", "Viewer", "project", READ))


def _role(uid, name, scope, rights):
    return {"metadata": object_meta(uid, name),
            "spec": {"permissions": sorted(rights), "scope": scope, "type": "system"},
            "status": {"isEnabled": True}}


@operation("v1RolesList", "role.list", "tenant")
def roles(call):
    items = [_role(*role) for role in ROLES]
    return {"items": items, "listmeta": {"continue": "", "count": len(items), "limit": 50, "offset": 0}}


@operation("v1RolesUidGet", "role.list", "tenant")
def role(call):
    found = next((one for one in ROLES if one[0] == call.uid()), None)
    if found is None:
        raise not_found("role", call.uid())
    return _role(*found)


# API keys


@operation("v1ApiKeysList", "apiKey.list")
def api_keys(call):
    return {"items": [{"metadata": object_meta(key.uid, key.name),
                       "spec": {"expiry": clock.text(key.expiry), "key": "",
                                "user": {"uid": key.user.uid, "firstName": key.user.first, "lastName": key.user.last}},
                       "status": {"isActive": key.active}} for key in call.world.people.keys.values()]}


@operation("v1ApiKeysCreate", "apiKey.create")
def create_api_key(call):
    world, body = call.world, call.body or {}
    spec = body.get("spec") or {}
    user = next((one for one in world.people.users if one.uid == spec.get("userUid")), call.user)
    expiry = clock.seconds(spec["expiry"]) if spec.get("expiry") else world.clock.now() + 30 * 86400
    key = world.people.add_key(world.new_uid(), (body.get("metadata") or {}).get("name", ""), user, expiry)
    return {"apiKey": key.value, "uid": key.uid}


@operation("v1TenantUidAuthTokenSettingsGet", "tenant.get", "tenant")
def token_settings(call):
    return {"expiryTimeMinutes": call.world.people.minutes}


@operation("v1TenantUidAuthTokenSettingsUpdate", "tenant.update", "tenant")
def update_token_settings(call):
    call.world.people.minutes = call.body.get("expiryTimeMinutes") or 15


# SSH keys of the tenant


def _ssh_key(call):
    found = call.world.ssh_keys.get(call.uid())
    if found is None:
        raise not_found("sshkey", call.uid())
    return found


@operation("v1UsersAssetsSshGet")
def ssh_keys(call):
    return {"items": list(call.world.ssh_keys.values())}


@operation("v1UserAssetsSshCreate", "sshKey.create")
def create_ssh_key(call):
    world = call.world
    uid = world.new_uid()
    world.ssh_keys[uid] = {"metadata": object_meta(uid, (call.body.get("metadata") or {}).get("name", ""),
                                                   world.stamp()),
                           "spec": {"publicKey": (call.body.get("spec") or {}).get("publicKey", "")}}
    return {"uid": uid}


@operation("v1UsersAssetSshGetUid")
def ssh_key(call):
    return _ssh_key(call)


@operation("v1UsersAssetSshUpdate", "sshKey.update")
def update_ssh_key(call):
    found = _ssh_key(call)
    found["metadata"]["name"] = (call.body.get("metadata") or {}).get("name", found["metadata"]["name"])
    found["spec"] = {"publicKey": (call.body.get("spec") or {}).get("publicKey", "")}


@operation("v1UsersAssetSshDelete", "sshKey.delete")
def delete_ssh_key(call):
    _ssh_key(call)
    del call.world.ssh_keys[call.uid()]


# The installation


@operation("V1HealthPing")
def ping(call):
    return {"msg": "pong"}


@operation("V1HealthReady")
def ready(call):
    return {"msg": "ok"}


@operation("V1SystemVersionInstalled")
def installed_version(call):
    """Only administrators of the installation may ask (1.2)."""
    if "apikey" in call.headers:
        raise unauthorised()
    raise forbidden("system.get")


@operation("v1FeaturesList")
def features(call):
    return {"items": [{"metadata": object_meta("66f1c0ff0000000000000101", "edge"),
                       "spec": {"key": "edge", "description": "Edge hosts", "docLink": ""}}]}
