# SPDX-License-Identifier: GPL-3.0-or-later
"""Search bodies of the dashboard: filter groups, conditions, sort. One compiled predicate a search, run over shared
objects.
"""
from .errors import bad_request

_STRING = {
    "eq": lambda value, wanted: value == wanted,
    "contains": lambda value, wanted: wanted in value,
    "beginsWith": lambda value, wanted: value.startswith(wanted),
}
_ORDER = {
    "eq": lambda value, wanted: value == wanted,
    "gt": lambda value, wanted: value > wanted,
    "gte": lambda value, wanted: value >= wanted,
    "lt": lambda value, wanted: value < wanted,
    "lte": lambda value, wanted: value <= wanted,
}


class Property:
    """A property that can be searched for. read gives a value, or a list of which any may match (tags)."""

    def __init__(self, name, title, kind, read, values=()):
        self.name = name
        self.title = title
        self.kind = kind
        self.read = read
        self.values = values

    def schema(self):
        shown = {"name": self.name, "displayName": self.title, "type": self.kind, "hideDisplay": False,
                 "isDeprecated": False}
        if self.values:
            shown["enum"] = list(self.values)
            shown["enumValues"] = [{"value": value, "displayValue": value} for value in self.values]
        return shown


def schema_answer(properties):
    return {"schema": {"properties": [one.schema() for one in properties.values()]}}


def predicate(filter_spec, properties):
    """A function of one object; None when everything matches."""
    groups = (filter_spec or {}).get("filterGroups") or []
    tests = [_group(group, properties) for group in groups if group.get("filters")]
    if not tests:
        return None
    return _joined(tests, filter_spec.get("conjunction"))


def _joined(tests, conjunction):
    if len(tests) == 1:
        return tests[0]
    if conjunction == "or":
        return lambda one: any(test(one) for test in tests)
    return lambda one: all(test(one) for test in tests)


def _group(group, properties):
    return _joined([_item(item, properties) for item in group["filters"]], group.get("conjunction"))


def _item(item, properties):
    known = properties.get(item.get("property", ""))
    if known is None:
        raise bad_request("InvalidFilterProperty", f"The property '{item.get('property', '')}' cannot be searched for")
    condition = item.get("condition") or {}
    kind = item.get("type") or known.kind
    if kind == "bool":
        wanted = bool((condition.get("bool") or {}).get("value"))
        return lambda one: bool(known.read(one)) == wanted
    spec = condition.get(kind) or {}
    match = spec.get("match") or {}
    wanted = match.get("values") or []
    if kind == "keyValue":
        return _negated(_key_value(known.read, spec, wanted), spec)
    if kind == "string":
        return _negated(_string(known.read, spec, match, wanted), spec)
    return _negated(_ordered(known.read, spec, match, wanted), spec)


def _negated(test, spec):
    return (lambda one: not test(one)) if spec.get("negation") else test


def _string(read, spec, match, wanted):
    compare = _STRING[spec.get("operator") or "eq"]
    fold = bool(spec.get("ignoreCase"))
    wanted = [value.lower() for value in wanted] if fold else wanted
    every = match.get("conjunction") == "and"

    def has(values, one_wanted):
        return any(compare(value.lower() if fold else value, one_wanted) for value in values)

    def test(one):
        value = read(one)
        values = value if isinstance(value, list) else [value or ""]
        join = all if every else any
        return join(has(values, one_wanted) for one_wanted in wanted)

    return test


def _ordered(read, spec, match, wanted):
    operator = spec.get("operator") or "eq"
    if operator == "range":
        low, high = (wanted + ["", ""])[:2]
        return lambda one: low <= read(one) <= high
    compare = _ORDER[operator]
    join = all if match.get("conjunction") == "and" else any
    return lambda one: join(compare(read(one), value) for value in wanted)


def _key_value(read, spec, wanted):
    prefix = spec.get("key", "") + ":"
    compare = _STRING[spec.get("operator") or "eq"]
    return lambda one: any(tag.startswith(prefix) and compare(tag[len(prefix):], value)
                           for tag in read(one) for value in wanted)


def ordered(rows, sort, keys):
    """rows sorted by a search body's sort list; keys: field name to key function."""
    for entry in reversed(sort or []):
        key = keys.get(entry.get("field"))
        if key is not None:
            rows = sorted(rows, key=key, reverse=entry.get("order") == "desc")
    return rows


def matches_text(spec, text):
    """v1FilterString: every given comparison must hold; case is ignored unless told otherwise."""
    if not spec:
        return True
    fold = spec.get("ignoreCase", True)
    shape = (lambda value: value.lower()) if fold else (lambda value: value)
    text = shape(text)
    return (("eq" not in spec or shape(spec["eq"]) == text)
            and ("ne" not in spec or shape(spec["ne"]) != text)
            and ("contains" not in spec or shape(spec["contains"]) in text)
            and ("beginsWith" not in spec or text.startswith(shape(spec["beginsWith"]))))
