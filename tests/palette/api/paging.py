# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages of a list (palette-api.md 1.6): limit, offset and a continue token in the query, and what goes wrong with
them.
"""
import base64
import binascii
import json

from .errors import bad_request

DEFAULT_LIMIT = 50


def token(offset, limit):
    """Opaque to clients; Palette's is base64 of such JSON too."""
    return base64.b64encode(json.dumps({"offset": offset, "count": limit,
                                        "token": f"stand-in-{offset}"}).encode()).decode()


def _offset_of(text):
    try:
        return int(json.loads(base64.b64decode(text, validate=True))["offset"])
    except (binascii.Error, ValueError, KeyError, TypeError) as reason:
        raise bad_request("InvalidContinueToken", "The continue token is not valid") from reason


def _without_lost(rows, lost):
    """The rows that reach the client when some are lost on the way, spread evenly."""
    if not lost or not rows:
        return rows
    gone = {(n * len(rows)) // lost for n in range(lost)}
    return [row for place, row in enumerate(rows) if place not in gone]


def window(call, rows, limit_cap=DEFAULT_LIMIT):
    """(rows of the page asked for, listmeta). count is the length of the whole list, lost rows included."""
    switches = call.world.switches
    limit = min(call.query.get("limit") or DEFAULT_LIMIT, limit_cap)
    asked = call.query.get("continue", "")
    offset = _offset_of(asked) if asked else max(0, call.query.get("offset") or 0)
    total = len(rows)
    rows = _without_lost(rows, switches["lostRows"])
    end = offset + limit
    following = token(end, limit) if end < len(rows) else ""
    repeat = switches["repeatToken"]
    if repeat == "always" and asked or repeat == "last" and not following:
        following = asked or token(offset, limit)
    return rows[offset:end], {"continue": following, "count": total, "limit": limit, "offset": offset}
