# SPDX-License-Identifier: GPL-3.0-or-later
"""One function an operation of the contract, found by its operationId."""
import importlib
from dataclasses import dataclass


@dataclass
class Handler:
    """right: what the user must be allowed. scope: tenant (a ProjectUid header is refused), project (it is needed)
    or any.
    """
    run: object
    right: str
    scope: str
    caps_limit: bool


HANDLERS = {}


def operation(operation_id, right="", scope="any", caps_limit=False):
    """caps_limit: a limit above 50 is cut instead of refused (1.6)."""
    def register(run):
        HANDLERS[operation_id] = Handler(run, right, scope, caps_limit)
        return run
    return register


MODULES = ("accounts", "assets", "cloudconfigs", "clusterlists", "clusterprofiles", "clusters", "daytwo", "edgehosts",
           "imports", "packs", "projects", "records", "registration")


def load():
    """Imports every module of operations, which fills HANDLERS."""
    for name in MODULES:
        importlib.import_module(f"{__name__}.{name}")
    return HANDLERS
