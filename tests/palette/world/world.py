# SPDX-License-Identifier: GPL-3.0-or-later
"""All state of the stand-in: one tenant, its projects and what is in them."""
import threading
from dataclasses import dataclass, field

from ..api.errors import forbidden, not_found
from . import clock as clocks
from .hosts import Inventory
from .lifecycle import PURGE, Lifecycle
from .meta import object_meta
from .people import People
from .profiles import REGISTRIES
from .seedclusters import seed_clusters
from .seedhosts import PROJECTS, seed_hosts
from .seedprofiles import seed_profiles

TENANT_UID, TENANT_NAME = "66f1c0cc0000000000000001", "borealis"
KEPT_EVENTS = 1000


@dataclass
class Project:
    uid: str
    name: str
    description: str
    created: str
    labels: dict = field(default_factory=dict)
    users: list = field(default_factory=list)
    teams: list = field(default_factory=list)


class World:
    """lock guards everything in it; settle() must be called under it before anything is read."""

    def __init__(self, contract, clock, switches, host_count=0, lock=None):
        self.lock = lock or threading.RLock()
        self.contract = contract
        self.clock = clock
        self.switches = switches
        self.agenda = clocks.Agenda(clock)
        self.base_url = ""
        self.cluster_kubeconfig = None
        # What the next creates meet: [{at, message, times}].
        self.failures = []
        self._counter = 0
        now = clock.now()
        self.people = People(now, switches)
        self.projects = {uid: Project(uid, name, text, clocks.text(now - 500 * 86400)) for uid, name, text in PROJECTS}
        self.inventory = Inventory(contract.schemas.named("v1EdgeHostsMetadata"))
        seed_hosts(self.inventory, now, host_count)
        self.profiles = {profile.uid: profile for profile in seed_profiles(now)}
        self.registries = [dict(one) for one in REGISTRIES]
        self.tokens = {}
        self.ssh_keys = {}
        self.events = {}
        self.all_events = []
        self.audits = []
        self.notifications = {}
        self.upgrade_lock = "unlock"
        self.clusters = {}
        self.lifecycle = Lifecycle(self)
        seed_clusters(self, now)

    def settle(self):
        """Lets everything happen that is due by now."""
        self.agenda.settle()
        horizon = self.clock.now() - PURGE
        for uid in [one.uid for one in self.clusters.values() if one.gone and one.deleted_at < horizon]:
            del self.clusters[uid]

    def new_uid(self):
        """Like the database ids that Palette uses: seconds, then a counter."""
        self._counter += 1
        return f"{int(self.agenda.now()):08x}{self._counter:016x}"

    def stamp(self):
        return self.agenda.stamp()

    # Look-ups that answer as Palette does

    def host(self, call, right):
        """The host of a path, when it is in the project of the call."""
        host = self.inventory.get(call.uid())
        if host is None:
            raise not_found("edgehost", call.uid())
        if not call.sees(host.project):
            raise forbidden(right)
        return host

    def cluster(self, call, right, uid=None):
        uid = uid or call.uid()
        cluster = self.clusters.get(uid)
        if cluster is None:
            raise not_found("spectrocluster", uid)
        if not call.sees(cluster.project):
            raise forbidden(right)
        return cluster

    def profile(self, call, uid, right="clusterProfile.get"):
        profile = self.profiles.get(uid)
        if profile is None:
            raise not_found("clusterprofile", uid)
        if not profile.seen_from(call.project):
            raise forbidden(right)
        return profile

    def versions(self, profile):
        """All versions of a profile's name in its scope, oldest first."""
        return [one for one in self.profiles.values()
                if one.name == profile.name and one.scope == profile.scope and one.project == profile.project]

    def users_of(self, profile):
        return [one for one in self.clusters.values() if not one.gone and one.attached(profile.uid)]

    def name_taken(self, project_uid, name):
        return any(one.name == name and one.project == project_uid and not one.gone for one in self.clusters.values())

    # Records

    def event(self, kind, uid, name, reason, message, severity="Normal"):
        event = {"metadata": object_meta(self.new_uid(), f"{name}.{reason}", self.stamp()),
                 "involvedObject": {"kind": kind, "name": name, "uid": uid},
                 "relatedObject": {"kind": kind, "name": name, "uid": uid},
                 "reason": reason, "message": message, "severity": severity,
                 "source": {"component": "palette", "host": "stand-in"}}
        for kept in (self.events.setdefault((kind, uid), []), self.all_events):
            kept.append(event)
            del kept[:-KEPT_EVENTS]

    def audit(self, call, kind, uid, name, action):
        audit_uid = self.new_uid()
        project = {"uid": call.project.uid, "name": call.project.name} if call.project else None
        self.audits.append({
            "metadata": object_meta(audit_uid, audit_uid, self.stamp()),
            "spec": {"actionMsg": f"{action} {kind}", "contentMsg": "",
                     "userMsg": f"{call.user.email}: {action} {kind} {name}",
                     "actionType": action,
                     "actor": {"actorType": "user", "project": project, "serviceName": "", "user": call.user.meta()},
                     "resource": {"kind": kind, "label": name, "name": name, "uid": uid}}})
        return audit_uid

    def notify_update(self, kind, uid, name, message):
        notification_uid = self.new_uid()
        self.notifications[notification_uid] = {
            "metadata": object_meta(notification_uid, f"{name}-update", self.stamp()),
            "relatedObject": {"kind": kind, "name": name, "uid": uid},
            "source": {"component": "palette"}, "type": "NotificationPackUpdate",
            "action": {"ack": False, "actionMessage": message, "actionType": "NotifyActionPacksUpdate", "events": None,
                       "isDone": False, "isInfo": False, "link": ""}}

    def dismiss_notifications(self, kind, uid):
        for one in self.notifications.values():
            if one["relatedObject"]["kind"] == kind and one["relatedObject"]["uid"] == uid:
                one["action"]["isDone"] = True

    def offer_pack(self, profile, pack_name, tag, values=None):
        """A newer version of a pack in a profile; every cluster that uses the profile is told."""
        pack = profile.pack(pack_name)
        pack["tag"] = pack["version"] = tag
        if values is not None:
            pack["values"] = values
        profile.revision += 1
        profile.modified = self.stamp()
        for cluster in self.users_of(profile):
            self.notify_update("spectrocluster", cluster.uid, cluster.name,
                               f"Pack {pack_name} {tag} of profile {profile.name} can be applied")
