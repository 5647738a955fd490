# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults that a test puts between a request and its answer: every odd answer of palette-api.md 1.4, once or until
taken back.
"""
import fnmatch
import itertools
import threading
from dataclasses import dataclass, field

GATEWAY_PAGE = ("<html>\r\n<head><title>{status} {reason}</title></head>\r\n<body>\r\n"
                "<center><h1>{status} {reason}</h1></center>\r\n"
                "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n")

_REASONS = {502: "Bad Gateway", 503: "Service Temporarily Unavailable", 504: "Gateway Time-out"}


def _error(status, code, message):
    return {"status": status, "body": {"code": code, "message": message, "details": None, "ref": "stand-in-0000-fault"}}


def _page(status):
    return {"status": status, "contentType": "text/html",
            "body": GATEWAY_PAGE.format(status=status, reason=_REASONS[status])}


# name: what a fault with "preset": name starts from; the request may change any part of it.
PRESETS = {
    "unauthorized": _error(401, "UnAuthorizedAccess", "The API key or the token is not valid"),
    "forbidden": _error(403, "OperationForbidden", "Operation 'cluster.get' is forbidden for the user"),
    "notFound": _error(404, "ResourceNotFound", "The resource was not found"),
    "pathNotFound": {"status": 404, "body": {"code": 404, "message": "path was not found"}},
    "methodNotAllowed": {"status": 405, "body": {"code": 405, "message": "method GET is not allowed, but [POST] are"}},
    "conflict": _error(409, "DuplicateClusterName", "The cluster already exists"),
    "limitTooHigh": {"status": 422,
                     "body": {"code": 608, "message": "limit in query should be less than or equal to 50"}},
    "integerCode": {"status": 422,
                    "body": {"code": 422, "message": "validation failure list:\nspec.profiles in body is required"}},
    "locked": _error(423, "EdgeHostLocked", "The edge host is locked"),
    "tooMany": _error(429, "TooManyRequests", "Too many requests, try again later"),
    "serverError": _error(500, "InternalError", "The server could not do it"),
    # Server texts have echoed the key (1.2): {key} stands for what the request was signed with.
    "echoedKey": _error(500, "ResourceNotFound", "User of api key {key} was not found"),
    "plainText": {"status": 500, "contentType": "text/plain",
                  "body": "upstream connect error or disconnect/reset before headers"},
    "emptyBody": {"status": 500, "body": ""},
    "html502": _page(502),
    "html503": _page(503),
    "html504": _page(504),
    # The create goes through, the answer does not: an answer in place of the server's own one.
    "html504After": {**_page(504), "when": "after"},
    "closeBefore": {"close": True},
    "closeAfter": {"close": True, "when": "after"},
    "truncated": {"truncate": True, "when": "after"},
    "hang": {"hang": True},
    "hangAfter": {"hang": True, "when": "after"},
    "notJson": {"status": 200, "body": "{\"items\": [", "contentType": "application/json"},
    "noBody": {"status": 200, "body": ""},
}

FIELDS = {"preset", "method", "path", "times", "skip", "when", "status", "body", "contentType", "headers", "delayMs",
          "close",
          "truncate", "hang"}


@dataclass
class Fault:
    """path: a shell pattern. times: how often it strikes, 0 for ever. skip: so many requests pass first.

    when before: instead of the request; after: the request is carried out, only its answer is lost or replaced.
    Without status, close, truncate and hang it only delays.
    """
    id: int
    method: str = "*"
    path: str = "*"
    times: int = 1
    skip: int = 0
    when: str = "before"
    status: int = 0
    body: object = ""
    contentType: str = "application/json"
    headers: dict = field(default_factory=dict)
    delayMs: int = 0
    close: bool = False
    truncate: bool = False
    hang: bool = False
    hits: int = 0
    released: threading.Event = field(default_factory=threading.Event, repr=False)

    def describe(self):
        return {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "released"}


class Faults:
    """Thread-safe: connections ask, the admin API changes."""

    def __init__(self):
        self._lock = threading.Lock()
        self._faults = {}
        self._ids = itertools.count(1)

    def add(self, wanted):
        """ValueError names what cannot be read."""
        unknown = set(wanted) - FIELDS
        if unknown:
            raise ValueError(f"a fault has no {', '.join(sorted(unknown))}; it has {', '.join(sorted(FIELDS))}")
        given = dict(wanted)
        preset = given.pop("preset", None)
        if preset is not None and preset not in PRESETS:
            raise ValueError(f"no preset {preset}; there are {', '.join(PRESETS)}")
        if given.get("when", "before") not in ("before", "after"):
            raise ValueError("when is before or after")
        with self._lock:
            fault = Fault(next(self._ids), **{**PRESETS.get(preset, {}), **given})
            self._faults[fault.id] = fault
        return fault

    def strike(self, method, path):
        """The first fault that meets this request, or None. A used-up one is dropped, but a hanging one stays to be
        released.
        """
        with self._lock:
            for fault in list(self._faults.values()):
                if fault.method not in ("*", method) or not fnmatch.fnmatchcase(path, fault.path):
                    continue
                if fault.times and fault.hits >= fault.times:
                    continue
                if fault.skip:
                    fault.skip -= 1
                    continue
                fault.hits += 1
                if fault.hits == fault.times and not fault.hang:
                    del self._faults[fault.id]
                return fault
        return None

    def listed(self):
        with self._lock:
            return [fault.describe() for fault in self._faults.values()]

    def remove(self, fault_id):
        """Also lets go of connections that hang in it."""
        with self._lock:
            fault = self._faults.pop(fault_id, None)
        if fault is not None:
            fault.released.set()
        return fault is not None

    def clear(self):
        with self._lock:
            faults, self._faults = self._faults, {}
        for fault in faults.values():
            fault.released.set()
