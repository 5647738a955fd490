# SPDX-License-Identifier: GPL-3.0-or-later
"""The admin API: plain HTTP on another loopback port, by which a test drives the stand-in. Not part of Palette."""
import json
import pathlib
import re
import secrets
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .. import NAME
from ..world import clock as clocks
from ..world.clock import Clock
from ..world.clusters import CONDITIONS
from ..world.hosts import IN_USE, READY, UNPAIRED, Host
from .certificates import KINDS


class Refusal(Exception):
    """What a request to the admin API did wrong."""

    def __init__(self, message, status=400):
        super().__init__(message)
        self.status = status


ROUTES = []


def route(method, pattern):
    """pattern: a path with {names}; the function gets the admin object, the body, and the names' values."""
    def register(run):
        ROUTES.append((method, re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", pattern)), run))
        return run
    return register


class Admin:
    """Every change is made under the world's lock and settled at once."""

    def __init__(self, stand_in):
        self.stand_in = stand_in
        self.token = secrets.token_urlsafe(24)

    @property
    def world(self):
        return self.stand_in.world

    def handle(self, method, target, body):
        parts = urllib.parse.urlsplit(target)
        query = dict(urllib.parse.parse_qsl(parts.query))
        known = False
        for route_method, pattern, run in ROUTES:
            match = pattern.fullmatch(parts.path)
            known = known or bool(match)
            if match and method == route_method:
                names = {name: urllib.parse.unquote(value) for name, value in match.groupdict().items()}
                with self.world.lock:
                    self.world.settle()
                    result = run(self, body if method in ("POST", "PUT") else query, **names)
                    self.world.settle()
                return {} if result is None else result
        raise Refusal("no such path" if not known else f"no {method} here", 405 if known else 404)

    def cluster(self, name):
        """By uid, or by the name of one that is not deleted."""
        found = self.world.clusters.get(name) or next((one for one in self.world.clusters.values()
                                                       if one.name == name and not one.gone), None)
        if found is None:
            raise Refusal(f"no cluster {name}", 404)
        return found


def _only(body, *allowed):
    unknown = set(body) - set(allowed)
    if unknown:
        raise Refusal(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(allowed)}")


# The whole


@route("GET", "/state")
def state(admin, _):
    world = admin.world
    states = {}
    for host in world.inventory:
        states[host.state] = states.get(host.state, 0) + 1
    return {"standIn": NAME, "url": admin.stand_in.url, "clock": _clock(world), "switches": world.switches.all(),
            "hosts": {"total": len(world.inventory), **states},
            "projects": {one.name: uid for uid, one in world.projects.items()},
            "clusters": {one.name: one.state for one in world.clusters.values()},
            "faults": len(admin.stand_in.faults.listed()),
            "violations": len(admin.stand_in.router.log.violations()), "pendingSteps": world.agenda.pending()}


@route("POST", "/reset")
def reset(admin, _):
    """Everything as at the start, with the same keys, certificate and clock mode."""
    admin.stand_in.reset()


@route("GET", "/clock")
def get_clock(admin, _):
    return _clock(admin.world)


@route("POST", "/clock")
def set_clock(admin, body):
    """{mode} and/or {advance: seconds}."""
    _only(body, "mode", "advance")
    world = admin.world
    if "mode" in body:
        if body["mode"] not in Clock.MODES:
            raise Refusal(f"mode is one of {', '.join(Clock.MODES)}")
        world.clock.set_mode(body["mode"])
        if body["mode"] == "zero":
            world.agenda.hurry()
    world.clock.advance(float(body.get("advance", 0)))
    world.settle()
    return _clock(world)


def _clock(world):
    return {"mode": world.clock.mode, "now": clocks.text(world.clock.now())}


# Faults, switches, certificate, log


@route("GET", "/faults")
def faults(admin, _):
    return {"faults": admin.stand_in.faults.listed()}


@route("POST", "/faults")
def add_fault(admin, body):
    return admin.stand_in.faults.add(body).describe()


@route("DELETE", "/faults")
def clear_faults(admin, _):
    admin.stand_in.faults.clear()


@route("DELETE", "/faults/{number}")
def remove_fault(admin, _, number):
    if not number.isdigit() or not admin.stand_in.faults.remove(int(number)):
        raise Refusal(f"no fault {number}", 404)


@route("GET", "/switches")
def switches(admin, _):
    return admin.world.switches.all()


@route("POST", "/switches")
def set_switches(admin, body):
    for name, value in body.items():
        admin.world.switches.set(name, value)
    return admin.world.switches.all()


@route("POST", "/certificate")
def certificate(admin, body):
    """{kind}: new connections meet another certificate, open ones end."""
    kind = body.get("kind", "same")
    if kind not in KINDS:
        raise Refusal(f"kind is one of {', '.join(KINDS)}")
    admin.stand_in.change_certificate(kind)


@route("GET", "/log")
def log(admin, query):
    return {"requests": admin.stand_in.router.log.entries(int(query.get("since", 0)), query.get("method", ""),
                                                          query.get("path", ""),
                                                          int(query.get("status", 0)))}


@route("DELETE", "/log")
def clear_log(admin, _):
    admin.stand_in.router.log.clear()
    admin.stand_in.router.limiter.reset()


@route("GET", "/stats")
def stats(admin, _):
    """By rate limit bucket."""
    return {"buckets": admin.stand_in.router.limiter.stats()}


@route("GET", "/violations")
def violations(admin, _):
    return {"violations": admin.stand_in.router.log.violations()}


@route("DELETE", "/violations")
def clear_violations(admin, _):
    admin.stand_in.router.log.clear_violations()


@route("GET", "/operations")
def operations(admin, query):
    """What the stand-in does, and which of it the log has seen since it was cleared."""
    seen = {entry["operation"] for entry in admin.stand_in.router.log.entries()}
    return {"operations": [{"id": one.id, "method": one.method, "path": one.template,
                            "done": one.id in admin.stand_in.router.handlers, "seen": one.id in seen}
                           for one in admin.world.contract.operations.values()]}


# Keys


@route("GET", "/keys")
def keys(admin, _):
    return {"keys": {key.name: key.value for key in admin.world.people.keys.values()},
            "users": {user.email: user.password for user in admin.world.people.users}}


@route("POST", "/keys/{name}")
def set_key(admin, body, name):
    """{active}, {expiresIn: seconds}: a key ends in mid-flight, or works again."""
    _only(body, "active", "expiresIn")
    key = admin.world.people.key_named(name)
    if key is None:
        raise Refusal(f"no key {name}", 404)
    key.active = body.get("active", key.active)
    if "expiresIn" in body:
        key.expiry = admin.world.clock.now() + float(body["expiresIn"])


# Hosts


@route("GET", "/hosts/{uid}")
def host(admin, _, uid):
    return _host(admin, uid).item("")


def _host(admin, uid):
    found = admin.world.inventory.get(uid)
    if found is None:
        raise Refusal(f"no host {uid}", 404)
    return found


@route("POST", "/hosts/{uid}")
def set_host(admin, body, uid):
    """{state, health, message, labels}: what the machine or somebody else did; health null is not known.

    {like: uid}: it paired, with hardware and project of that one; a uid that is not there yet registered itself.
    """
    _only(body, "state", "health", "message", "labels", "like")
    if "like" in body:
        _pair(admin, uid, _host(admin, body["like"]))
    found = _host(admin, uid)
    if body.get("state", found.state) not in (READY, UNPAIRED, IN_USE):
        raise Refusal("state is ready, unpaired or in-use")
    found.state = body.get("state", found.state)
    found.health = body.get("health", found.health)
    found.message = body.get("message", "" if found.health == "healthy" else found.message)
    found.labels = body.get("labels", found.labels)
    if found.state == READY:
        found.cluster = None
    elif found.state == IN_USE and found.cluster is None:
        found.cluster = ("66f1c0aa0000000000ffffff", "made-by-somebody-else")
    admin.world.inventory.touch(found, admin.world.stamp())
    if found.health == "unhealthy":
        admin.world.event("edgehost", uid, found.name, "HostUnhealthy", found.message, "Error")


def _pair(admin, uid, model):
    inventory = admin.world.inventory
    if inventory.get(uid) is None:
        inventory.add(Host(uid, model.project, len(inventory), model.board, dict(model.labels)))
        inventory.get(uid).created = admin.world.stamp()
    paired = inventory.get(uid)
    paired.board = model.board
    # Addresses of its own, outside of those that the seeds use.
    number = paired.number % 65536
    paired.network = {**model.network, "ip": f"10.99.{number // 256}.{number % 256}",
                      "mac": f"02:99:{number // 256:02x}:{number % 256:02x}:00:01"}
    paired.state, paired.health = READY, "healthy"


@route("DELETE", "/hosts/{uid}")
def drop_host(admin, _, uid):
    """The machine is gone from Palette altogether."""
    _host(admin, uid)
    admin.world.inventory.remove(uid)


# Clusters


@route("GET", "/clusters")
def clusters(admin, _):
    return {"clusters": [{"uid": one.uid, "name": one.name, "project": one.project, "state": one.state,
                          "health": one.health,
                          "hosts": one.host_uids(), "stuck": one.stuck, "labels": one.labels}
                         for one in admin.world.clusters.values()]}


@route("POST", "/clusters/{name}")
def set_cluster(admin, body, name):
    """{health, message, stuck, oidc, kubeconfig, kubeconfigFile, failAt, attach, vanish}, for one cluster by uid or
    name.
    """
    _only(body, "health", "message", "stuck", "oidc", "kubeconfig", "kubeconfigFile", "failAt", "attach", "vanish")
    world, found = admin.world, admin.cluster(name)
    lifecycle = world.lifecycle
    if "health" in body:
        lifecycle.set_health(found, body["health"], body.get("message", ""))
    if "stuck" in body:
        if body["stuck"]:
            found.stuck = True
        else:
            lifecycle.unstick(found)
    found.oidc = body.get("oidc", found.oidc)
    found.kubeconfig = _kubeconfig(body) or found.kubeconfig
    if "failAt" in body:
        found.fail_at, found.fail_message = _condition(body["failAt"]), body.get("message", "")
    if body.get("attach"):
        if not found.imported:
            raise Refusal(f"{name} was not imported")
        lifecycle.attach(found)
    if body.get("vanish"):
        world.agenda.cancel(found)
        world.agenda.cancel(found.rollout)
        for uid in found.host_uids():
            lifecycle.release(uid)
        del world.clusters[found.uid]


def _condition(name):
    if name not in CONDITIONS:
        raise Refusal(f"failAt is one of {', '.join(CONDITIONS)}")
    return name


def _kubeconfig(body):
    if "kubeconfigFile" in body:
        try:
            return pathlib.Path(body["kubeconfigFile"]).read_bytes()
        except OSError as reason:
            raise Refusal(f"cannot read the kubeconfig: {reason}") from reason
    return body["kubeconfig"].encode() if body.get("kubeconfig") else None


@route("POST", "/kubeconfig")
def kubeconfig(admin, body):
    """{kubeconfig} or {kubeconfigFile}: of the API server that every cluster hands out; {} takes it back."""
    _only(body, "kubeconfig", "kubeconfigFile")
    admin.world.cluster_kubeconfig = _kubeconfig(body)


@route("POST", "/failures")
def failures(admin, body):
    """{at, message, times}: the next creates end in Error at that condition; at empty takes all back."""
    _only(body, "at", "message", "times")
    if not body.get("at"):
        admin.world.failures.clear()
        return
    admin.world.failures.append({"at": _condition(body["at"]), "message": body.get("message", ""),
                                 "times": int(body.get("times", 1))})


@route("POST", "/packs")
def offer_pack(admin, body):
    """{profile: uid, pack, tag, values}: the profile gets another version of a pack; clusters that use it are told."""
    _only(body, "profile", "pack", "tag", "values")
    profile = admin.world.profiles.get(body.get("profile", ""))
    if profile is None or profile.pack(body.get("pack", "")) is None:
        raise Refusal("no such profile or pack", 404)
    admin.world.offer_pack(profile, body["pack"], body["tag"], body.get("values"))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def version_string(self):
        return NAME + "-admin"

    def log_message(self, *_):
        """Nothing is logged of the admin API."""

    def __getattr__(self, name):
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _serve(self):
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, answer = 200, None
        if not secrets.compare_digest(self.headers.get("X-Stand-In-Token", ""), self.server.admin.token):
            status, answer = 401, {"error": "the header X-Stand-In-Token does not hold the admin token"}
        else:
            try:
                answer = self.server.admin.handle(self.command, self.path, json.loads(content) if content else {})
            except Refusal as refusal:
                status, answer = refusal.status, {"error": str(refusal)}
            except (ValueError, TypeError, KeyError) as reason:
                status, answer = 400, {"error": str(reason)}
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


class AdminServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, admin, port=0):
        super().__init__(("127.0.0.1", port), Handler)
        self.admin = admin

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


def start(server, name):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, name=name, daemon=True)
    thread.start()
    return thread
