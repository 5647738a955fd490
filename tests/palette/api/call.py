# SPDX-License-Identifier: GPL-3.0-or-later
"""What the code of an operation is handed, and how it says what it answers."""
from dataclasses import dataclass, field


@dataclass
class Call:
    """One request after authentication and reading. project is None in tenant scope (no ProjectUid header)."""
    world: object
    operation: object
    path: dict
    query: dict
    body: object
    project: object
    user: object
    headers: dict = field(default_factory=dict)

    def uid(self, name="uid"):
        return self.path[name]

    def sees(self, project_uid):
        """Whether something of that project is in the scope of this call."""
        return self.project is not None and self.project.uid == project_uid

    def may(self, right):
        return self.user.may(right, self.project)


@dataclass
class Page:
    """A list answer whose items are JSON already, checked when they were rendered."""
    items: list
    listmeta: dict


@dataclass
class Download:
    content: bytes
    file_name: str


@dataclass
class WithHeaders:
    body: object
    headers: dict
