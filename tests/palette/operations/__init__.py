# SPDX-License-Identifier: GPL-3.0-or-later
"""One function an operation of the contract, found by its operationId."""
from dataclasses import dataclass


@dataclass
class Handler:
    """right: what the user must be allowed; scope: tenant (a ProjectUid header is refused), project (it is needed), any."""
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


def load():
    """Imports every module of operations, which fills HANDLERS."""
    from . import (accounts, assets, cloudconfigs, clusterlists, clusterprofiles, clusters, daytwo, edgehosts, imports,  # noqa: F401
                   packs, projects, records, registration)
    return HANDLERS
