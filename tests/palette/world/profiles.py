# SPDX-License-Identifier: GPL-3.0-or-later
"""Cluster profiles: versions with their packs and variables, and their shapes in answers."""
import copy
import hashlib
import re
from dataclasses import dataclass, field

from .clock import ZERO_TIME
from .meta import object_meta

INFRA_LAYERS = ("os", "k8s", "cni", "csi")
MASK = "********"

FORMATS = {
    "number": re.compile(r"-?\d+(\.\d+)?"),
    "boolean": re.compile(r"true|false"),
    "ipv4": re.compile(r"(\d{1,3}\.){3}\d{1,3}"),
    "ipv4cidr": re.compile(r"(\d{1,3}\.){3}\d{1,3}/\d{1,2}"),
    "ipv6": re.compile(r"[0-9a-fA-F:]+"),
    "version": re.compile(r"\d+\.\d+\.\d+"),
    "base64": re.compile(r"[A-Za-z0-9+/]*={0,2}"),
}


@dataclass
class Profile:
    """One version of a cluster profile. Versions of a name are profiles of their own, each with its own uid."""
    uid: str
    name: str
    version: str
    type: str
    cloud: str
    packs: list
    variables: list = field(default_factory=list)
    published: bool = True
    scope: str = "tenant"
    project: str = ""
    labels: dict = field(default_factory=dict)
    description: str = ""
    created: str = ZERO_TIME
    modified: str = ZERO_TIME
    revision: int = 1

    @property
    def infra(self):
        """Palette treats both types as the one infra slot of a cluster."""
        return self.type in ("infra", "cluster")

    def pack(self, name):
        return next((pack for pack in self.packs if pack["name"] == name), None)

    def seen_from(self, project):
        return self.scope != "project" or project is not None and project.uid == self.project

    def metadata(self):
        annotations = {"scope": self.scope, "description": self.description}
        if self.project:
            annotations["projectUid"] = self.project
        return object_meta(self.uid, self.name, self.created, self.modified, self.labels, annotations)

    def template(self, packs=None, values=True):
        """v1ClusterProfileTemplate; packs: a cluster's own copy of them."""
        return {"uid": self.uid, "name": self.name, "type": self.type, "cloudType": self.cloud,
                "profileVersion": self.version,
                "version": self.revision, "relatedObject": None, "packServerRefs": None, "packServerSecret": "",
                "packs": [pack_ref(pack, values) for pack in (self.packs if packs is None else packs)]}

    def template_summary(self):
        """v1ClusterProfileTemplateSummary."""
        return {"type": self.type, "cloudType": self.cloud, "packs": [pack_summary(pack) for pack in self.packs]}


def pack(layer, name, tag, values="", pack_type="spectro", manifests=(), required=False):
    uid = hashlib.sha256(f"{name}/{tag}".encode()).hexdigest()[:24]
    return {"layer": layer, "name": name, "tag": tag, "version": tag, "type": pack_type, "packUid": uid,
            "values": values,
            "registryUid": REGISTRIES[1 if pack_type == "helm" else 0]["uid"], "required": required,
            "manifests": [{"name": one, "uid": hashlib.sha256(f"{uid}/{one}".encode()).hexdigest()[:24],
                           "content": text}
                          for one, text in manifests]}


REGISTRIES = (
    {"uid": "66f1c0bb0000000000000001", "name": "borealis-packs", "kind": "pack", "scope": "tenant", "isDefault": True,
     "isPrivate": False},
    {"uid": "66f1c0bb0000000000000002", "name": "borealis-charts", "kind": "helm", "scope": "tenant",
     "isDefault": False,
     "isPrivate": True},
)


def digest(text):
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def pack_ref(one, values=True):
    """v1PackRef."""
    return {"layer": one["layer"], "name": one["name"], "tag": one["tag"], "version": one["version"],
            "type": one["type"],
            "packUid": one["packUid"], "registryUid": one["registryUid"], "values": one["values"] if values else "",
            "manifests": [{"kind": "manifest", "name": m["name"], "uid": m["uid"]} for m in one["manifests"]] or None,
            "annotations": None, "logo": "", "presets": None, "schema": None, "params": None, "server": "",
            "isInvalid": False,
            "inValidReason": "", "digest": digest(one["values"])}


def pack_summary(one):
    """v1PackRefSummary."""
    return {"layer": one["layer"], "name": one["name"], "displayName": one["name"], "tag": one["tag"],
            "version": one["version"],
            "type": one["type"], "packUid": one["packUid"], "addonType": "gpu" if "gpu" in one["name"] else "",
            "annotations": None, "logoUrl": ""}


def pack_spec(one):
    """v1PackSummarySpec."""
    return {"layer": one["layer"], "name": one["name"], "displayName": one["name"], "version": one["tag"],
            "type": one["type"],
            "registryUid": one["registryUid"], "values": one["values"], "digest": digest(one["values"]),
            "cloudTypes": ["edge-native"] if one["layer"] in ("os", "k8s") else ["all"], "addonType": "",
            "addonSubType": "",
            "annotations": None, "eol": "", "group": "", "logoUrl": "", "presets": None, "schema": None,
            "template": None,
            "manifests": [{"kind": "manifest", "name": m["name"], "uid": m["uid"]} for m in one["manifests"]] or None}


def with_overrides(packs, pack_values):
    """A cluster's copy of a profile's packs; a pack that is listed has its whole values replaced."""
    copies = copy.deepcopy(packs)
    for given in pack_values or []:
        for one in copies:
            if one["name"] == given["name"]:
                one["values"] = given.get("values", one["values"])
                one["overridden"] = True
                if given.get("tag"):
                    one["tag"] = one["version"] = given["tag"]
    return copies


def variable(name, title, default="", form="string", required=False, regex="", description="", options=(),
             sensitive=False,
             hidden=False, immutable=False):
    return {"name": name, "displayName": title, "description": description, "defaultValue": default, "format": form,
            "regex": regex, "required": required, "immutable": immutable, "hidden": hidden, "isSensitive": sensitive,
            "inputType": "dropdown" if options else "text",
            "options": [{"value": value, "label": label, "description": "", "default": value == default}
                        for value, label in options] or None}


def shown_variable(one):
    """Sensitive values leave the server masked."""
    return {**one, "defaultValue": MASK if one["isSensitive"] and one["defaultValue"] else one["defaultValue"]}


def variable_error(one, value):
    """What is wrong with a value for a variable, or None."""
    if value == "":
        return f"Value of variable '{one['name']}' is required" if one["required"] and not one["defaultValue"] else None
    if one["isSensitive"] and value == MASK:
        return f"Value of variable '{one['name']}' is the mask of its secret"
    pattern = FORMATS.get(one["format"])
    if pattern is not None and not pattern.fullmatch(value):
        return f"Value '{value}' of variable '{one['name']}' is not of format {one['format']}"
    if one["regex"] and not re.search(one["regex"], value):
        return f"Value '{value}' of variable '{one['name']}' does not match {one['regex']}"
    if one["options"] and value not in [option["value"] for option in one["options"]]:
        return f"Value '{value}' of variable '{one['name']}' is not one of its options"
    return None
