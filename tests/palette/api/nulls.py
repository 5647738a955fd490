# SPDX-License-Identifier: GPL-3.0-or-later
"""Explicit JSON nulls in answers (palette-api.md 1.5): any nested object, list or field may be null or missing."""
import zlib

# What tells one object from another stays, else no answer could be attributed to anything.
KEPT = {"uid", "name", "items", "continue", "count", "limit", "offset", "Authorization", "metadata"}


def with_nulls(schema, value, mode, where=""):
    """A copy of an answer with nulls. mode: absent (every field of the contract that is not there is sent as null),
    sprinkled (also one in eight of the others, always the same ones), everywhere (all that tells no objects apart).
    """
    if isinstance(value, list):
        items = schema.items if schema else None
        return [with_nulls(items, child, mode, f"{where}/{_identity(child, place)}")
                for place, child in enumerate(value)]
    if not isinstance(value, dict):
        return value
    result = {}
    for name, child in value.items():
        path = f"{where}/{name}"
        if name not in KEPT and _nulled(mode, path) or mode == "everywhere" and child == []:
            result[name] = None
        else:
            result[name] = with_nulls(_child_schema(schema, name), child, mode, path)
    if schema:
        for name in schema.properties:
            result.setdefault(name, None)
    return result


def _child_schema(schema, name):
    if schema is None:
        return None
    return schema.properties.get(name) or schema.values


def _identity(child, place):
    if isinstance(child, dict):
        metadata = child.get("metadata")
        uid = metadata.get("uid") if isinstance(metadata, dict) else child.get("uid")
        return uid or place
    return place


def _nulled(mode, path):
    return mode == "everywhere" or mode == "sprinkled" and zlib.crc32(path.encode()) % 8 == 0
