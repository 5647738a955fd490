# SPDX-License-Identifier: GPL-3.0-or-later
"""Swagger 2.0 schemas: checking an answer strictly, reading a request the way Palette's server does."""
import re

DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

# Codes of go-openapi, which Palette's server is built with; only 608 was seen in the field (palette-api.md 1.4).
CODE_TYPE, CODE_REQUIRED, CODE_ENUM, CODE_MAXIMUM, CODE_MINIMUM, CODE_UNIQUE = 601, 602, 606, 608, 609, 610


class Schema:
    """One schema, linked to the schemas it refers to (which may be itself)."""

    __slots__ = ("kind", "format", "properties", "lower", "required", "items", "values", "enum", "minimum", "maximum",
                 "unique")

    def __init__(self):
        self.kind = None
        self.format = None
        self.properties = {}
        self.lower = {}
        self.required = ()
        self.items = None
        self.values = None
        self.enum = None
        self.minimum = None
        self.maximum = None
        self.unique = False

    @property
    def open(self):
        """An object without properties takes any."""
        return not self.properties and self.values is None


class Schemas:
    """All definitions of a document, each built once and when first asked for."""

    def __init__(self, definitions):
        self._definitions = definitions
        self._built = {}

    def named(self, name):
        if name not in self._built:
            schema = self._built[name] = Schema()
            self._fill(schema, self._definitions[name])
        return self._built[name]

    def of(self, node):
        if "$ref" in node:
            return self.named(node["$ref"].rsplit("/", 1)[1])
        schema = Schema()
        self._fill(schema, node)
        return schema

    def _fill(self, schema, node):
        schema.kind = node.get("type", "object" if "properties" in node else None)
        schema.format = node.get("format")
        schema.enum = node.get("enum")
        schema.minimum = node.get("minimum")
        schema.maximum = node.get("maximum")
        schema.unique = node.get("uniqueItems", False)
        schema.required = tuple(node.get("required", ()))
        schema.properties = {name: self.of(child) for name, child in node.get("properties", {}).items()}
        schema.lower = {name.lower(): name for name in schema.properties}
        if "items" in node:
            schema.items = self.of(node["items"])
        if isinstance(node.get("additionalProperties"), dict):
            schema.values = self.of(node["additionalProperties"])


def _is(value, kind):
    if kind == "string":
        return isinstance(value, str)
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind == "array":
        return isinstance(value, list)
    if kind == "object":
        return isinstance(value, dict)
    return True


def _in_range(value, format_):
    return format_ != "int32" or -(2 ** 31) <= value < 2 ** 31


def _repeats(values):
    seen = []
    for value in values:
        if value in seen:
            return True
        seen.append(value)
    return False


def check(schema, value, where, problems):
    """Appends to problems what in an answer breaks the schema. Explicit nulls are allowed where Palette sends them
    (1.5).
    """
    if value is None:
        return
    if schema.kind == "file":
        return
    if not _is(value, schema.kind):
        problems.append(f"{where}: {type(value).__name__} where the contract says {schema.kind}")
        return
    if schema.kind == "object" or isinstance(value, dict):
        for name in schema.required:
            if value.get(name) is None:
                problems.append(f"{where}.{name}: required, but not there")
        for name, child in value.items():
            known = schema.properties.get(name)
            if known is not None:
                check(known, child, f"{where}.{name}", problems)
            elif schema.values is not None:
                check(schema.values, child, f"{where}.{name}", problems)
            elif not schema.open:
                problems.append(f"{where}.{name}: not in the contract")
    elif schema.kind == "array":
        for place, child in enumerate(value):
            check(schema.items, child, f"{where}[{place}]", problems)
        if schema.unique and value and not isinstance(value[0], dict) and _repeats(value):
            problems.append(f"{where}: the same entry twice")
    elif schema.kind == "string":
        if schema.enum and value and value not in schema.enum:
            problems.append(f"{where}: '{value}' is none of {schema.enum}")
        if schema.format == "date-time" and not DATE_TIME.fullmatch(value):
            problems.append(f"{where}: '{value}' is not a time")
    elif schema.kind in ("integer", "number"):
        _check_number(schema, value, where, problems)


def _check_number(schema, value, where, problems):
    if not _in_range(value, schema.format):
        problems.append(f"{where}: {value} does not fit into {schema.format}")
    if schema.maximum is not None and value > schema.maximum:
        problems.append(f"{where}: {value} is more than {schema.maximum}")
    if schema.minimum is not None and value < schema.minimum:
        problems.append(f"{where}: {value} is less than {schema.minimum}")


class Reader:
    """Reads a request body as Palette does (1.5): keys in any case, unknown fields dropped silently, null is absent.

    refusals holds (code, message) of what Palette would answer 422 for; unknown the paths of what it drops silently.
    """

    def __init__(self):
        self.refusals = []
        self.unknown = []

    def read(self, schema, value, where=""):
        """The value with the contract's spelling of keys."""
        if value is None:
            return None
        if not _is(value, schema.kind):
            name = where or "body"
            self.refusals.append((CODE_TYPE, f"{name} in body must be of type {schema.kind}: \"{_kind_of(value)}\""))
            return None
        if schema.kind == "object" or isinstance(value, dict):
            return self._object(schema, value, where)
        if schema.kind == "array":
            return self._array(schema, value, where)
        self._scalar(schema, value, where)
        return value

    def _object(self, schema, value, where):
        result = {}
        for key, child in value.items():
            path = f"{where}.{key}" if where else key
            name = schema.lower.get(key.lower())
            if name is not None:
                if name != key:
                    self.unknown.append(f"{path} (spelt {name} in the contract)")
                read = self.read(schema.properties[name], child, path)
                if read is not None:
                    result[name] = read
            elif schema.values is not None:
                result[key] = self.read(schema.values, child, path)
            elif schema.open:
                result[key] = child
            else:
                self.unknown.append(path)
        for name in schema.required:
            if result.get(name) is None:
                path = f"{where}.{name}" if where else name
                if not any(message.startswith(path + " ") for _, message in self.refusals):
                    self.refusals.append((CODE_REQUIRED, f"{path} in body is required"))
        return result

    def _array(self, schema, value, where):
        result = [self.read(schema.items, child, f"{where}.{place}" if where else str(place))
                  for place, child in enumerate(value)]
        if schema.unique and _repeats(result):
            self.refusals.append((CODE_UNIQUE, f"{where or 'body'} in body shouldn't contain duplicates"))
        return [child for child in result if child is not None]

    def _scalar(self, schema, value, where):
        # The zero value of an optional field counts as unset there ("" for importMode means full permission).
        if value in ("", 0, False):
            return
        if schema.enum and value not in schema.enum:
            allowed = " ".join(str(one) for one in schema.enum)
            self.refusals.append((CODE_ENUM, f"{where} in body should be one of [{allowed}]"))
        if schema.format == "date-time" and not DATE_TIME.fullmatch(value):
            self.refusals.append((CODE_TYPE, f"{where} in body must be of type date-time: \"{value}\""))
        if schema.kind in ("integer", "number"):
            if not _in_range(value, schema.format):
                self.refusals.append((CODE_TYPE, f"{where} in body must be of type {schema.format}: \"{value}\""))
            if schema.maximum is not None and value > schema.maximum:
                self.refusals.append((CODE_MAXIMUM,
                                      f"{where} in body should be less than or equal to {schema.maximum}"))
            if schema.minimum is not None and value < schema.minimum:
                self.refusals.append((CODE_MINIMUM,
                                      f"{where} in body should be greater than or equal to {schema.minimum}"))


def _kind_of(value):
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    return {str: "string", list: "array", dict: "object"}.get(type(value), "null")
