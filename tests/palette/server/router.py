# SPDX-License-Identifier: GPL-3.0-or-later
"""From a request to an answer: route, sign-in, contract, scope, the operation itself, contract again."""
import json
import time
import traceback
import urllib.parse
from dataclasses import dataclass, field

from ..api import errors
from ..api.call import Call, Download, Page, WithHeaders
from ..api.contract import Contract
from ..api.nulls import with_nulls
from ..api.schema import Reader
from ..operations import accounts, edgehosts, load, projects
from .ratelimit import Limiter
from .requestlog import RequestLog, SECRET_HEADERS, path_without_secrets, without_secrets

# Paths that are not in the public document: (method, path): (function, only in version).
UNLISTED = {
    ("GET", "/v1/users/me"): (accounts.me, None),
    ("GET", "/v1/projects"): (projects.old_list, "4.9"),
    ("GET", "/v1/edgehosts"): (edgehosts.old_list, "4.9"),
}

KINDS = {"spectroclusters": "spectrocluster", "cloudconfigs": "cloudconfig", "edgehosts": "edgehost",
         "projects": "project",
         "clusterprofiles": "clusterprofile"}


@dataclass
class Request:
    """headers: names in lower case."""
    method: str
    target: str
    headers: dict
    body: bytes

    @property
    def path(self):
        return urllib.parse.urlsplit(self.target).path

    @property
    def query(self):
        return urllib.parse.parse_qsl(urllib.parse.urlsplit(self.target).query, keep_blank_values=True)


@dataclass
class Response:
    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: dict = field(default_factory=dict)


class Router:
    """strict: requests that break the contract are recorded, and answers that do become a 500."""

    def __init__(self, world, strict):
        self.world = world
        self.strict = strict
        self.log = RequestLog()
        self.limiter = Limiter()
        self.handlers = load()

    def answer(self, request, fault=""):
        """Carries a request out. fault: what the log says about a fault that will spoil the answer."""
        started = time.monotonic()
        entry = {"method": request.method, "path": path_without_secrets(request.path), "query": dict(request.query),
                 "headers": {name: "…" if name in SECRET_HEADERS else value
                             for name, value in request.headers.items()},
                 "body": self._logged_body(request), "operation": "", "user": "",
                 "project": request.headers.get("projectuid", ""),
                 "limited": False, "fault": fault}
        with self.world.lock:
            self.world.settle()
            entry["time"] = self.world.stamp()
            response = self._respond(request, entry)
            self.world.settle()
        entry["status"] = response.status
        entry["milliseconds"] = round((time.monotonic() - started) * 1000, 3)
        self.log.add(entry)
        return response

    def refused(self, request, fault, status):
        """Logs a request that never reached the server because a fault stood in the way."""
        with self.world.lock:
            stamp = self.world.stamp()
            self.limiter.admits(request.path, "off", self.world.clock)
        self.log.add({"method": request.method, "path": path_without_secrets(request.path),
                      "query": dict(request.query),
                      "headers": {}, "body": self._logged_body(request), "operation": "", "user": "",
                      "project": request.headers.get("projectuid", ""), "limited": False, "fault": fault, "time": stamp,
                      "status": status, "milliseconds": 0})

    @staticmethod
    def _logged_body(request):
        if not request.body:
            return None
        try:
            return without_secrets(json.loads(request.body))
        except ValueError:
            return f"{len(request.body)} bytes that are not JSON"

    def _respond(self, request, entry):
        try:
            if not self.limiter.admits(request.path, self.world.switches["limits"], self.world.clock):
                entry["limited"] = True
                raise errors.too_many_requests()
            unlisted = UNLISTED.get((request.method, request.path))
            if unlisted and unlisted[1] in (None, self.world.switches["version"]):
                return self._unlisted(request, entry, unlisted[0])
            operation, path = self.world.contract.find(request.method, request.path)
            entry["operation"] = operation.id
            return self._operate(request, entry, operation, path)
        except errors.PaletteError as error:
            return Response(error.status, json.dumps(error.body()).encode())
        except Exception:  # pylint: disable=broad-except
            # A defect of the stand-in must be seen by the test that met it, and must not look like Palette.
            self.log.violation("defect", request.method, request.path, entry["operation"], traceback.format_exc())
            return Response(500,
                            json.dumps({"code": "StandInDefect", "message": traceback.format_exc(limit=-1),
                                        "details": None,
                                        "ref": ""}).encode())

    def _unlisted(self, request, entry, run):
        user = self._user(request, entry)
        query = {name: int(value) if value.isdigit() else value for name, value in request.query}
        call = Call(self.world, None, {}, query, None, self._project(request, user), user, request.headers)
        return Response(200, json.dumps(run(call)).encode())

    def _operate(self, request, entry, operation, path):
        handler = self.handlers.get(operation.id)
        keyless = operation.open or (operation.id == "v1SpectroClustersUidImportManifest"
                                     and not self.world.switches["manifestNeedsKey"])
        user = self.world.people.users[0] if keyless else self._user(request, entry)
        if handler is None:
            return Response(501,
                            json.dumps({"code": "NotInStandIn", "message": f"The stand-in does not do {operation.id}",
                                        "details": None, "ref": ""}).encode())
        query, unknown = self._read_query(request, operation, handler)
        body = self._read_body(request, operation, unknown)
        self._note(request, operation, unknown)
        path = {name: urllib.parse.unquote(value) for name, value in path.items()}
        project = None
        if keyless and not operation.open:
            cluster = self.world.clusters.get(path["uid"])
            project = self.world.projects.get(cluster.project) if cluster else None
        elif not operation.open:
            project = self._project(request, user)
            self._check_scope(request, handler, operation, user, project)
        call = Call(self.world, operation, path, query, body, project if operation.project_header else None, user,
                    request.headers)
        name = self._name_of(call) if operation.changes else ""
        result = handler.run(call)
        headers = {}
        if isinstance(result, WithHeaders):
            result, headers = result.body, result.headers
        if operation.changes:
            headers["AuditUid"] = self._audit(call, result, name)
        return self._encoded(request, operation, result, headers)

    # Sign-in and scope

    def _user(self, request, entry):
        now = self.world.clock.now()
        if request.headers.get("apikey"):
            user, entry["user"] = self.world.people.user_of_key(request.headers["apikey"], now)
        elif request.headers.get("authorization"):
            user, entry["user"] = self.world.people.user_of_token(request.headers["authorization"], now)
        else:
            raise errors.unauthorised("Authentication is required")
        return user

    def _project(self, request, user):
        uid = request.headers.get("projectuid")
        if not uid:
            return None
        project = self.world.projects.get(uid)
        if project is None or not user.enters(project):
            if self.world.switches["checkProject"]:
                raise errors.forbidden("project.get")
            return None
        return project

    @staticmethod
    def _check_scope(request, handler, operation, user, project):
        if handler.scope == "tenant" and request.headers.get("projectuid"):
            raise errors.project_header_given()
        if not operation.project_header:
            # Such an operation does not look at the header.
            project = None
        if handler.scope == "project" and project is None:
            raise errors.forbidden(handler.right)
        if handler.right and not user.may(handler.right, project):
            raise errors.forbidden(handler.right)

    # The contract, both ways

    def _read_query(self, request, operation, handler):
        try:
            return Contract.read_query(operation, request.query, handler.caps_limit)
        except errors.PaletteError as error:
            self._note(request, operation, [error.message])
            raise

    def _read_body(self, request, operation, unknown):
        if operation.body is None:
            if request.body:
                unknown.append("a body where the contract has none")
            return None
        empty = [] if operation.body.kind == "array" else {}
        try:
            given = json.loads(request.body) if request.body else empty
        except ValueError as reason:
            raise errors.bad_body(str(reason)) from reason
        reader = Reader()
        read = reader.read(operation.body, empty if given is None else given)
        unknown.extend(reader.unknown)
        if reader.refusals:
            code, message = reader.refusals[0]
            self._note(request, operation, unknown + [message for _, message in reader.refusals])
            raise errors.bad_parameter(code, message)
        return read

    def _note(self, request, operation, unknown):
        if request.headers.get("projectuid") and not operation.project_header:
            unknown = [*unknown, "a ProjectUid header where the contract has none"]
        if operation.download and not _accepts(request.headers.get("accept", "*/*"), "application/octet-stream"):
            unknown = [*unknown, "an Accept header without application/octet-stream"]
        if self.strict:
            for what in unknown:
                self.log.violation("request", request.method, request.path, operation.id, what)

    def _encoded(self, request, operation, result, headers):
        if isinstance(result, Download):
            headers["Content-Disposition"] = f"attachment; filename=\"{result.file_name}\""
            problems = Contract.problems(operation, result.content)
            response = Response(operation.success, result.content, "application/octet-stream", headers)
        elif isinstance(result, Page):
            problems = [problem for _, found in result.items for problem in found]
            text = b",".join(item for item, _ in result.items)
            body = b'{"items":[' + text + b'],"listmeta":' + json.dumps(result.listmeta).encode() + b"}"
            response = Response(operation.success, self._nulled(operation, body), headers=headers)
        else:
            problems = Contract.problems(operation, result)
            body = b"" if result is None else self._nulled(operation,
                                                           json.dumps(result, separators=(",", ":")).encode())
            response = Response(operation.success, body, headers=headers)
        if problems and self.strict:
            for what in problems:
                self.log.violation("answer", request.method, request.path, operation.id, what)
            return Response(500, json.dumps({"code": "StandInBreaksContract", "message": "; ".join(problems[:5]),
                                             "details": None,
                                             "ref": ""}).encode())
        return response

    def _nulled(self, operation, body):
        mode = self.world.switches["nulls"]
        if mode == "off" or operation.answer is None:
            return body
        return json.dumps(with_nulls(operation.answer, json.loads(body), mode)).encode()

    # Audits

    def _name_of(self, call):
        """The name of what a path is about, asked before a deletion."""
        uid = call.path.get("uid", "")
        for kept in (self.world.clusters, self.world.profiles, self.world.projects):
            if uid in kept:
                return kept[uid].name
        host = self.world.inventory.get(uid)
        return host.name if host else ""

    def _audit(self, call, result, name):
        segment = call.operation.template.split("/")[2]
        uid = call.path.get("uid") or call.path.get("configUid") or (result or {}).get("uid", "")
        metadata = call.body.get("metadata") if isinstance(call.body, dict) else None
        action = {"POST": "create", "DELETE": "delete"}.get(call.operation.method, "update")
        return self.world.audit(call, KINDS.get(segment, segment), uid, name or (metadata or {}).get("name", ""),
                                action)


def _accepts(header, wanted):
    kinds = [part.split(";")[0].strip() for part in header.split(",")]
    return any(kind in ("*/*", wanted, wanted.split("/")[0] + "/*") for kind in kinds)
