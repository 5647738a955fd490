# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of Palette's published OpenAPI document that Easel needs: which operations there are and what they take
and give.
"""
import json
import pathlib
import re
import zlib
from dataclasses import dataclass, field

from .errors import bad_parameter, method_not_allowed, path_not_found
from .schema import CODE_ENUM, CODE_MAXIMUM, CODE_REQUIRED, CODE_TYPE, Schema, Schemas, check

# The document is of 4.9. Palette 4.10 sorts edge hosts by these and refuses the rest (palette-api.md 3.1).
EDGE_HOST_SORT = ["name", "state", "healthState", "creationTimestamp", "lastModifiedTimestamp"]

# As qCompress() packs it, since Easel's own tests judge by the same file: four bytes of length, then zlib.
DOCUMENT = pathlib.Path(__file__).resolve().parent.parent / "openapi-subset.json.z"


@dataclass
class Parameter:
    name: str
    kind: str
    enum: list = None
    maximum: float = None
    required: bool = False


@dataclass
class Operation:
    id: str
    method: str
    template: str
    names: list
    query: dict
    body: Schema
    success: int
    answer: Schema
    download: bool
    open: bool
    project_header: bool

    @property
    def changes(self):
        """Whether it leaves something behind, which is audited."""
        return self.method != "GET" and self.success in (201, 204)


@dataclass
class Node:
    """A path segment: what may follow it, and what may be done at it."""
    literal: dict = field(default_factory=dict)
    wild: "Node" = None
    operations: dict = field(default_factory=dict)


class Contract:
    def __init__(self, path=DOCUMENT):
        document = json.loads(zlib.decompress(path.read_bytes()[4:]))
        self.schemas = Schemas(document["definitions"])
        edge_host_sort = {"v1SearchSortFields": {"type": "string", "enum": EDGE_HOST_SORT}}
        edge_hosts = Schemas({**document["definitions"], **edge_host_sort})
        self.operations = {}
        self._root = Node()
        for template, methods in document["paths"].items():
            shared = methods.get("parameters", [])
            for method, described in methods.items():
                if method != "parameters":
                    self._add(method.upper(), template, described, shared)
        self.operations["v1DashboardEdgehostsSearch"].body = edge_hosts.named("v1SearchFilterSummarySpec")

    def _add(self, method, template, described, shared):
        parameters = shared + described.get("parameters", [])
        body = next((p["schema"] for p in parameters if p["in"] == "body"), None)
        code, success = next(iter(described["responses"].items()))
        answer = success.get("schema")
        produces = described.get("produces", [])
        operation = Operation(
            id=described["operationId"], method=method, template=template, names=re.findall(r"{(\w+)}", template),
            query={p["name"]: Parameter(p["name"], p.get("type"), p.get("enum"), p.get("maximum"),
                                        p.get("required", False))
                   for p in parameters if p["in"] == "query"},
            body=self.schemas.of(body) if body else None, success=int(code),
            answer=self.schemas.of(answer) if answer else None, download="application/octet-stream" in produces,
            open=not described.get("security"), project_header=any(p["name"] == "ProjectUid" for p in parameters))
        self.operations[operation.id] = operation
        node = self._root
        for segment in _segments(template):
            if segment.startswith("{"):
                node.wild = node.wild or Node()
                node = node.wild
            else:
                node = node.literal.setdefault(segment, Node())
        node.operations[method] = operation

    def find(self, method, path):
        """(operation, path values), or Palette's integer-coded 404 and 405."""
        allowed = []
        for node, values in _walk(self._root, _segments(path), []):
            operation = node.operations.get(method)
            if operation is not None:
                return operation, dict(zip(operation.names, values))
            allowed.extend(node.operations)
        if allowed:
            raise method_not_allowed(method, sorted(set(allowed)))
        raise path_not_found(path)

    @staticmethod
    def read_query(operation, given, caps_limit):
        """Typed query values; unknown ones are handed back by name. given: list of (name, text)."""
        values, unknown = {}, []
        for name, text in given:
            parameter = operation.query.get(name)
            if parameter is None:
                unknown.append(name)
            elif text != "":
                values[name] = _read_parameter(parameter, text)
        limit = values.get("limit")
        if limit is not None and limit > 50 and not caps_limit:
            raise bad_parameter(CODE_MAXIMUM, "limit in query should be less than or equal to 50")
        for name, parameter in operation.query.items():
            if parameter.required and name not in values:
                raise bad_parameter(CODE_REQUIRED, f"{name} in query is required")
        return values, unknown

    @staticmethod
    def problems(operation, answer):
        """What is wrong with an answer body of ours; [] when it keeps the contract."""
        if operation.answer is None:
            return [] if answer is None else ["a body where the contract has none"]
        if isinstance(answer, (bytes, bytearray)):
            return [] if operation.answer.kind in ("string", "file") else ["raw bytes where the contract has JSON"]
        if answer is None:
            return ["no body where the contract has one"]
        found = []
        check(operation.answer, answer, "answer", found)
        return found


def _segments(path):
    return [segment for segment in path.split("/") if segment]


def _walk(node, segments, values):
    """All nodes that a path leads to; literal segments before wild ones."""
    if not segments:
        yield node, values
        return
    head, rest = segments[0], segments[1:]
    if head in node.literal:
        yield from _walk(node.literal[head], rest, values)
    if node.wild is not None:
        yield from _walk(node.wild, rest, values + [head])


def _read_parameter(parameter, text):
    if parameter.kind == "integer":
        if not re.fullmatch(r"-?\d+", text):
            raise bad_parameter(CODE_TYPE, f"{parameter.name} in query must be of type int64: \"{text}\"")
        return int(text)
    if parameter.kind == "boolean":
        if text not in ("true", "false"):
            raise bad_parameter(CODE_TYPE, f"{parameter.name} in query must be of type boolean: \"{text}\"")
        return text == "true"
    if parameter.enum and text not in parameter.enum:
        raise bad_parameter(CODE_ENUM, f"{parameter.name} in query should be one of [{' '.join(parameter.enum)}]")
    return text
