# SPDX-License-Identifier: GPL-3.0-or-later
"""Every request that came, without its secrets, and every break of the contract."""
import re
import threading

SECRET_HEADERS = {"apikey", "authorization", "cookie"}
SECRET_FIELDS = {"password", "token", "tokens", "hostpairingkey", "apikey", "authorization"}
KEPT = 20000
KEPT_BODY = 20000


def without_secrets(value):
    """A copy of a JSON value with the values of secret fields struck out."""
    if isinstance(value, dict):
        return {key: "…" if key.lower() in SECRET_FIELDS else without_secrets(child) for key, child in value.items()}
    if isinstance(value, list):
        return [without_secrets(child) for child in value]
    return value


def path_without_secrets(path):
    """The token of a refresh is in the path (1.2)."""
    return re.sub(r"(/v1/auth/refresh/)[^/]+", r"\1…", path)


class RequestLog:
    """Thread-safe. Numbers go on counting when old entries are dropped."""

    def __init__(self):
        self._lock = threading.Lock()
        self._entries = []
        self._violations = []
        self._next = 1

    def add(self, entry):
        with self._lock:
            entry["number"] = self._next
            self._next += 1
            self._entries.append(entry)
            del self._entries[:-KEPT]

    def entries(self, since=0, method="", path="", status=0):
        """path: a substring."""
        with self._lock:
            return [entry for entry in self._entries
                    if entry["number"] > since and (not method or entry["method"] == method) and path in entry["path"]
                    and (not status or entry["status"] == status)]

    def violation(self, kind, method, path, operation, what):
        """kind: request (what Easel sent), answer (what the stand-in was about to send), defect (a fault in its own
        code).
        """
        with self._lock:
            self._violations.append({"kind": kind, "method": method, "path": path_without_secrets(path),
                                     "operation": operation,
                                     "what": what})

    def violations(self):
        with self._lock:
            return list(self._violations)

    def clear(self):
        with self._lock:
            self._entries.clear()

    def clear_violations(self):
        with self._lock:
            self._violations.clear()
