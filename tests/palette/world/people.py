# SPDX-License-Identifier: GPL-3.0-or-later
"""Users, their rights, API keys and session tokens (palette-api.md 1.2). Secrets are made up anew at every start."""
import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field

from ..api.errors import bad_request, unauthorised
from .seedhosts import FIELD_OPS, NORTH

READ = {"cluster.get", "cluster.list", "clusterProfile.get", "clusterProfile.list", "edgehost.get", "edgehost.list",
        "project.get",
        "project.list", "audit.list", "event.list", "machine.get", "machine.list", "packRegistry.get",
        "packRegistry.list",
        "tag.list", "workspace.list"}
CHANGE = {"cluster.create", "cluster.update", "cluster.delete", "cluster.import", "clusterProfile.create",
          "clusterProfile.update",
          "clusterProfile.delete", "clusterProfile.publish", "edgehost.create", "edgehost.update", "edgehost.delete",
          "machine.update", "machine.delete", "project.create", "project.update", "project.delete", "edgeToken.list",
          "edgeToken.get", "edgeToken.create", "edgeToken.update", "edgeToken.delete", "user.list", "role.list",
          "team.list",
          "apiKey.list", "apiKey.create", "tenant.get", "tenant.update", "sshKey.create", "sshKey.update",
          "sshKey.delete"}
ALL = READ | CHANGE


@dataclass
class User:
    uid: str
    email: str
    first: str
    last: str
    orgs: tuple
    password: str
    tenant_rights: set = field(default_factory=set)
    project_rights: dict = field(default_factory=dict)

    def may(self, right, project):
        if right in self.tenant_rights:
            return True
        if project is None:
            # Without a project a user may ask for what some project of theirs allows; it shows them nothing.
            return any(right in rights for rights in self.project_rights.values())
        return right in self.project_rights.get(project.uid, ())

    def enters(self, project):
        return bool(self.tenant_rights) or project.uid in self.project_rights

    def meta(self):
        return {"uid": self.uid, "emailId": self.email, "firstName": self.first, "lastName": self.last,
                "org": self.orgs[0]}


@dataclass
class ApiKey:
    uid: str
    name: str
    value: str
    user: User
    expiry: float
    active: bool = True


class People:
    """Who may sign in and how."""

    def __init__(self, now, switches):
        self._switches = switches
        self._signing = secrets.token_bytes(32)
        self._revoked = set()
        self.minutes = 15
        everywhere = set(ALL)
        self.users = [
            User("66f1c0dd0000000000000001", "admin@borealis.example", "Inga", "Frost", ("borealis",),
                 secrets.token_urlsafe(12),
                 everywhere),
            User("66f1c0dd0000000000000002", "viewer@borealis.example", "Ole", "Skare", ("borealis",),
                 secrets.token_urlsafe(12),
                 set(READ)),
            User("66f1c0dd0000000000000003", "north@borealis.example", "Runa", "Nord", ("borealis", "field-ops"),
                 secrets.token_urlsafe(12), set(), {NORTH: everywhere, FIELD_OPS: set(READ)}),
        ]
        self.keys = {}
        for name, user, life in (("admin", 0, 365), ("viewer", 1, 365), ("north", 2, 365), ("expired", 0, -1)):
            self.add_key(f"66f1c0ee00000000000000{len(self.keys) + 1:02d}", name, self.users[user], now + life * 86400)

    def add_key(self, uid, name, user, expiry):
        key = ApiKey(uid, name, secrets.token_urlsafe(24), user, expiry)
        self.keys[key.value] = key
        return key

    def keep(self, keys, passwords):
        """The secrets of an earlier run, so that what somebody stored stays right. keys by name, passwords by e-mail
        address.
        """
        for key in list(self.keys.values()):
            if key.name in keys:
                del self.keys[key.value]
                key.value = keys[key.name]
                self.keys[key.value] = key
        for user in self.users:
            user.password = passwords.get(user.email, user.password)

    def key_named(self, name):
        return next((key for key in self.keys.values() if key.name == name), None)

    def user_of_key(self, value, now):
        key = self.keys.get(value)
        if key is None or not key.active or key.expiry <= now:
            raise unauthorised()
        return key.user, f"key {key.name}"

    def sign_in(self, email, password, org, now):
        """A session token for an e-mail address and a password."""
        user = next((one for one in self.users if one.email == email.lower()), None)
        if user is None or not hmac.compare_digest(user.password.encode(), password.encode()):
            raise unauthorised("The e-mail address or the password is not right")
        if not org and len(user.orgs) > 1:
            raise bad_request("OrgRequired", "The e-mail address is in several organisations: " + ", ".join(user.orgs))
        if org and org not in user.orgs:
            raise unauthorised("The e-mail address or the password is not right")
        return self.token(user, now, complete=not self._switches["mfa"])

    def token(self, user, now, complete=True):
        """complete: False for one that only opens the second step of a sign-in, which is not part of the stand-in."""
        claims = {"sub": user.uid, "iat": int(now), "exp": int(now) + self.minutes * 60, "mfa": not complete,
                  "jti": secrets.token_hex(8)}
        parts = [_base64(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
        return ".".join(parts + [self._signature(parts)])

    def user_of_token(self, token, now):
        parts = token.split(".")
        if len(parts) != 3 or not hmac.compare_digest(parts[2].encode(), self._signature(parts[:2]).encode()):
            raise unauthorised()
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=="))
        if claims["exp"] <= now or claims["mfa"] or token in self._revoked:
            raise unauthorised("The session has ended")
        user = next(one for one in self.users if one.uid == claims["sub"])
        return user, f"session {user.email}"

    def revoke(self, tokens):
        self._revoked.update(tokens)

    def _signature(self, parts):
        return _base64(hmac.new(self._signing, ".".join(parts).encode(), hashlib.sha256).digest())


def _base64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
