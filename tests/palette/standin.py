# SPDX-License-Identifier: GPL-3.0-or-later
"""The stand-in as a whole: world, certificates and the two servers."""
import pathlib
from dataclasses import dataclass

from . import NAME
from .api.contract import Contract
from .server.admin import Admin, AdminServer, start
from .server.certificates import Certificates
from .server.faults import Faults
from .server.https import HttpsServer
from .server.router import Router
from .world.clock import Clock
from .world.switches import Switches
from .world.world import TENANT_NAME, TENANT_UID, World


@dataclass
class Options:
    """folder: holds certificates; must exist. hosts: 0 for the institute's own. epoch: seconds since 1970, None: now.

    earlier: what describe() said in an earlier run whose keys are kept; None makes new ones.
    """
    folder: str
    hosts: int = 0
    clock: str = "real"
    epoch: float = None
    strict: bool = True
    limits: str = "real"
    port: int = 0
    cluster_kubeconfig: str = ""
    earlier: dict = None


class StandIn:
    def __init__(self, options):
        self._options = options
        self._contract = Contract()
        self.faults = Faults()
        self._certificates = Certificates(options.folder)
        self.world = self._new_world(Clock(options.clock, options.epoch))
        if options.earlier:
            self.world.people.keep(options.earlier["keys"], options.earlier["users"])
        people = self.world.people
        self._secrets = ({key.name: key.value for key in people.keys.values()},
                         {user.email: user.password for user in people.users})
        self.router = Router(self.world, options.strict)
        self._server = HttpsServer(options.port, self._certificates.context(), self.router, self.faults)
        self.admin = Admin(self)
        self._admin_server = AdminServer(self.admin)
        self.world.base_url = self.url

    def _new_world(self, clock, lock=None):
        switches = Switches()
        switches.set("limits", self._options.limits)
        world = World(self._contract, clock, switches, self._options.hosts, lock)
        if self._options.cluster_kubeconfig:
            world.cluster_kubeconfig = pathlib.Path(self._options.cluster_kubeconfig).read_bytes()
        return world

    @property
    def url(self):
        return self._server.url

    def start(self):
        start(self._server, "https")
        start(self._admin_server, "admin")

    def stop(self):
        self.faults.clear()
        for server in (self._server, self._admin_server):
            server.shutdown()
            server.server_close()

    def reset(self):
        """A new world behind the same address, keys, clock and lock."""
        old = self.world
        self.faults.clear()
        world = self._new_world(Clock(old.clock.mode, old.clock.now()), old.lock)
        world.base_url = old.base_url
        world.people.keep(*self._secrets)
        self.world = self.router.world = world
        self.router.log.clear()
        self.router.log.clear_violations()
        self.router.limiter.reset()

    def change_certificate(self, kind):
        self._server.use(self._certificates.context(kind))

    def describe(self):
        """What a test needs to know to use it."""
        world = self.world
        return {"standIn": NAME, "url": self.url, "ca": str(self._certificates.ca_file),
                "key": world.people.key_named("admin").value,
                "keys": self._secrets[0], "users": self._secrets[1],
                "tenant": {"name": TENANT_NAME, "uid": TENANT_UID},
                "projects": {project.name: uid for uid, project in world.projects.items()},
                "admin": self._admin_server.url, "adminToken": self.admin.token}
