# SPDX-License-Identifier: GPL-3.0-or-later
"""How clusters change with time: built, scaled, updated, repaved, deleted, imported. Seconds are the stand-in's own."""
from .clusters import CONDITIONS, Machine
from .hosts import IN_USE, READY
from .profiles import INFRA_LAYERS

START, CONDITION, PACK, HEALTH, HEARTBEAT = 2, 6, 3, 4, 30
NODE_UP, NODE_DOWN, HOST_RESET = 8, 6, 6
TEARDOWN, DELETED = 10, 10
APPLY = 5
IMPORT_LINK, IMPORT_ATTACH = 5, 20
# Deleted clusters stay readable for 72 h.
PURGE = 72 * 3600


class Lifecycle:
    """One object for all clusters; what a cluster is in the middle of lives in the world's agenda under the cluster's
    name.
    """

    def __init__(self, world):
        self._world = world
        self._agenda = world.agenda

    # Building

    def provision(self, cluster):
        """Pending, Provisioning, the conditions one by one with packs between them, Running, then Healthy."""
        stamp = self._agenda.stamp()
        cluster.state = "Pending"
        self.occupy(cluster, cluster.host_uids())
        for pool in cluster.pools:
            pool.machines = [self._machine(host) for host in pool.hosts]
        cluster.reset_packs(stamp)
        self._event(cluster, "ClusterCreated", f"Cluster {cluster.name} is created")
        self._agenda.later(START, cluster, lambda: self._begin(cluster))

    def _begin(self, cluster):
        cluster.state = "Provisioning"
        for machine in cluster.machines():
            machine.state = "Provisioning"
        self._event(cluster, "ClusterProvisioning", "Infrastructure is being prepared")
        self._agenda.later(CONDITION, cluster, lambda: self._condition(cluster, 0))

    def _condition(self, cluster, place):
        kind = CONDITIONS[place]
        stamp = self._agenda.stamp()
        if cluster.fail_at == kind:
            self._fail(cluster, kind, stamp)
            return
        cluster.set_condition(kind, "True", stamp)
        self._event(cluster, kind, f"{kind} of cluster {cluster.name}")

        def following():
            self._agenda.later(CONDITION, cluster, lambda: self._condition(cluster, place + 1))

        if kind == "KubeConfigReady":
            cluster.has_kubeconfig = True
            following()
        elif kind == "ControlPlaneNodeAdditionDone":
            self._machines_up(cluster, control_plane=True)
            self._install(cluster, cluster, INFRA_LAYERS, following)
        elif kind == "WorkerNodeAdditionDone":
            self._machines_up(cluster, control_plane=False)
            following()
        elif place + 1 < len(CONDITIONS):
            following()
        else:
            self._install(cluster, cluster, None, lambda: self._running(cluster))

    def _fail(self, cluster, kind, stamp):
        message = cluster.fail_message or "The image could not be pulled from registry.borealis.example"
        cluster.set_condition(kind, "False", stamp, "Failed", message)
        cluster.state = "Error"
        cluster.fail_at = ""
        self._event(cluster, f"Failed{kind}", message, "Error")

    def _install(self, cluster, owner, layers, then):
        """Packs of these layers (None: all that wait) become ready one after the other. owner: of the steps in the
        agenda.
        """
        waiting = [one for one in cluster.waiting_packs() if layers is None or one["layer"] in layers]
        if not waiting:
            then()
            return

        def ready():
            one = waiting[0]
            stamp = self._agenda.stamp()
            one["condition"].update({"status": "True", "reason": "", "message": "", "lastTransitionTime": stamp})
            one["endTime"] = stamp
            self._event(cluster, "PackInstalled", f"Pack {one['name']} {one['version']} is installed")
            self._install(cluster, owner, layers, then)

        self._agenda.later(PACK, owner, ready)

    def _machines_up(self, cluster, control_plane):
        for pool in cluster.pools:
            if pool.control_plane == control_plane:
                for machine in pool.machines:
                    machine.state = "Running"

    def _running(self, cluster):
        cluster.state = "Running"
        cluster.health = "Unknown"
        self._event(cluster, "ClusterRunning", f"Cluster {cluster.name} is running")
        self._agenda.later(HEALTH, cluster, lambda: self.set_health(cluster, "Healthy"))

    def set_health(self, cluster, health, message=""):
        """Healthy, UnHealthy or Unknown; the heartbeat goes on only while it is healthy."""
        if health == cluster.health:
            return
        cluster.health = health
        cluster.health_message = message
        cluster.heart_stopped = "" if health == "Healthy" else self._agenda.stamp()
        self._event(cluster, "ClusterHealthChanged", f"Cluster {cluster.name} is {health}. {message}".strip(),
                    "Error" if health == "UnHealthy" else "Normal")

    # Machines and hosts

    def _machine(self, host):
        name = host.get("hostName") or self._world.inventory.get(host["hostUid"]).name
        return Machine(self._world.new_uid(), host["hostUid"], name, self._agenda.stamp())

    def occupy(self, cluster, host_uids):
        for uid in host_uids:
            host = self._world.inventory.get(uid)
            host.state = IN_USE
            host.cluster = (cluster.uid, cluster.name)
            self._world.inventory.touch(host, self._agenda.stamp())
            self._world.event("edgehost", uid, host.name, "HostInUse", f"Host {host.name} joins cluster {cluster.name}")

    def release(self, host_uid, dirty=False):
        """The host is reset, then ready again; dirty: nobody resets it."""
        host = self._world.inventory.get(host_uid)
        if host is None:
            return

        def ready():
            if self._world.inventory.get(host_uid) is not host:
                return
            host.state = READY
            host.cluster = None
            if dirty:
                host.health, host.message = "unhealthy", "Left over from a forced deletion; reset the machine"
            self._world.inventory.touch(host, self._agenda.stamp())
            self._world.event("edgehost", host.uid, host.name, "HostReady", f"Host {host.name} is ready")

        if dirty:
            ready()
        else:
            self._agenda.later(HOST_RESET, host, ready)

    def scale(self, cluster, pool, hosts):
        """Machines of a pool follow its list of hosts: new ones come up, those left out are taken down and reset."""
        wanted = [host["hostUid"] for host in hosts]
        there = [machine.host_uid for machine in pool.machines if machine.state != "Deleting"]
        added = [host for host in hosts if host["hostUid"] not in there]
        gone = [machine for machine in pool.machines if machine.state != "Deleting" and machine.host_uid not in wanted]
        pool.hosts = hosts
        kind = "ControlPlane" if pool.control_plane else "Worker"
        self.occupy(cluster, [host["hostUid"] for host in added])
        for host in added:
            machine = self._machine(host)
            pool.machines.append(machine)
            cluster.set_condition(f"{kind}NodeAdditionDone", "False", self._agenda.stamp(), "Adding")
            self._agenda.later(NODE_UP, cluster, lambda machine=machine: self._added(cluster, kind, machine))
        for machine in gone:
            self.remove_machine(cluster, pool, machine)

    def _added(self, cluster, kind, machine):
        machine.state = "Running"
        self._event(cluster, "NodeAdded", f"Node {machine.name} is running")
        if all(one.state in ("Running", "Deleting") for one in cluster.machines()):
            cluster.set_condition(f"{kind}NodeAdditionDone", "True", self._agenda.stamp())

    def remove_machine(self, cluster, pool, machine):
        if machine.state == "Deleting":
            return
        machine.state = "Deleting"
        pool.hosts = [host for host in pool.hosts if host["hostUid"] != machine.host_uid]
        pool.config["size"] = len(pool.hosts)
        kind = "ControlPlane" if pool.control_plane else "Worker"
        cluster.set_condition(f"{kind}NodeDeletionDone", "False", self._agenda.stamp(), "Deleting")
        self._agenda.later(NODE_DOWN, cluster, lambda: self._removed(cluster, pool, machine, kind))

    def _removed(self, cluster, pool, machine, kind):
        pool.machines.remove(machine)
        self._event(cluster, "NodeDeleted", f"Node {machine.name} is gone")
        self.release(machine.host_uid)
        if not pool.hosts and not pool.machines and not pool.control_plane:
            cluster.pools.remove(pool)
        if not any(one.state == "Deleting" for one in cluster.machines()):
            cluster.set_condition(f"{kind}NodeDeletionDone", "True", self._agenda.stamp())

    def cordon(self, machine, action):
        machine.maintenance = {"action": action, "state": "InProgress", "message": ""}

        def done():
            machine.maintenance = {"action": action, "state": "Completed", "message": ""}

        self._agenda.later(NODE_UP, machine, done)

    # Profiles and repave

    def change_profiles(self, cluster, profiles, changed, reasons, action):
        """profiles: the new list of Attached; changed: uids whose packs are to be installed; reasons: of a repave, or
        empty.
        """
        cluster.profiles = profiles
        cluster.reset_packs(self._agenda.stamp(), changed)
        cluster.apply = {"actionType": action, "canBeApplied": False, "lastModifiedTime": self._agenda.stamp()}
        later = action == "DownloadAndInstallLater"
        self._event(cluster, "ProfilesChanged", f"Profiles of cluster {cluster.name} change")
        if reasons and not self._world.switches["repaveApproved"]:
            cluster.repave = {"state": "Pending", "reasons": reasons, "since": self._agenda.stamp()}
            self._event(cluster, "RepavePending", "Nodes are rebuilt once this is approved", "Warning")
        elif reasons:
            cluster.repave = {"state": "Approved", "reasons": reasons, "since": self._agenda.stamp()}
        self._agenda.cancel(cluster.rollout)

        def applicable():
            cluster.apply["canBeApplied"] = True
            if not later and not self.repave_waits(cluster):
                self._roll_out(cluster)

        self._agenda.later(APPLY, cluster.rollout, applicable)

    @staticmethod
    def repave_waits(cluster):
        return cluster.repave is not None and cluster.repave["state"] == "Pending"

    def approve_repave(self, cluster):
        cluster.repave["state"] = "Approved"
        cluster.repave["since"] = self._agenda.stamp()
        self._event(cluster, "RepaveApproved", "Nodes are rebuilt one after the other")
        if cluster.apply.get("canBeApplied"):
            self._roll_out(cluster)

    def _roll_out(self, cluster):
        if cluster.state != "Running":
            # One that is still being built installs what is attached by then.
            return
        repave = cluster.repave or {}
        repaving = repave.get("state") == "Approved" and not repave.get("done")
        self._rebuild(cluster, list(cluster.machines()) if repaving else [])

    def _rebuild(self, cluster, machines):
        """Machines go down and come back one after the other; the packs follow."""
        if not machines:
            if cluster.repave is not None:
                cluster.repave["done"] = True
            self._install(cluster, cluster.rollout, None, lambda: self._applied(cluster))
            return
        machine = machines[0]
        machine.state = "Provisioning"

        def up():
            machine.state = "Running"
            self._event(cluster, "NodeRepaved", f"Node {machine.name} is rebuilt")
            self._rebuild(cluster, machines[1:])

        self._agenda.later(NODE_UP, cluster.rollout, up)

    def _applied(self, cluster):
        cluster.apply["patchAppliedTime"] = self._agenda.stamp()
        cluster.upgrades.append({"reason": ["Profiles changed"], "timestamp": self._agenda.stamp()})
        self._event(cluster, "ProfilesApplied", f"Profiles of cluster {cluster.name} are applied")

    # Deletion

    def delete(self, cluster, force):
        """Deleting, then Deleted with the hosts reset. A stuck one stays until it is forced; its hosts are left as
        they were.
        """
        if cluster.gone:
            return
        if force:
            self._stop(cluster)
            self._deleted(cluster, dirty=cluster.stuck)
            return
        if cluster.state == "Deleting":
            return
        self._stop(cluster)
        cluster.state = "Deleting"
        cluster.repave = None
        self._event(cluster, "ClusterDeleting", f"Cluster {cluster.name} is being deleted")
        self._agenda.later(TEARDOWN, cluster, lambda: self._tear_down(cluster))

    def _stop(self, cluster):
        self._agenda.cancel(cluster)
        self._agenda.cancel(cluster.rollout)

    def _tear_down(self, cluster):
        for machine in cluster.machines():
            machine.state = "Deleting"
        if cluster.stuck:
            self._event(cluster, "FailedCleanUp", "Infrastructure could not be cleaned up, trying again", "Error")
        else:
            self._agenda.later(DELETED, cluster, lambda: self._deleted(cluster, dirty=False))

    def unstick(self, cluster):
        cluster.stuck = False
        if cluster.state == "Deleting":
            self._agenda.later(TEARDOWN, cluster, lambda: self._tear_down(cluster))

    def _deleted(self, cluster, dirty):
        cluster.state = "Deleted"
        cluster.health = ""
        cluster.deleted = self._agenda.stamp()
        cluster.deleted_at = self._agenda.now()
        cluster.has_kubeconfig = False
        for uid in cluster.host_uids():
            self.release(uid, dirty)
        # Machines that were on their way out when the deletion came.
        for machine in cluster.machines():
            if machine.host_uid not in cluster.host_uids():
                self.release(machine.host_uid, dirty)
        for pool in cluster.pools:
            pool.machines = []
        self._world.dismiss_notifications("spectrocluster", cluster.uid)
        self._event(cluster, "ClusterDeleted", f"Cluster {cluster.name} is deleted")

    # Import

    def expect_import(self, cluster):
        """Importing until an agent calls from the cluster; the link is there some seconds later."""
        cluster.state = "Importing"
        cluster.imported["state"] = "Pending"
        self._event(cluster, "ClusterImporting", f"Waiting for the agent of cluster {cluster.name}")

        def link():
            cluster.imported["link"] = (f"kubectl apply -f {self._world.base_url}/v1/spectroclusters/{cluster.uid}"
                                        "/import/manifest")

        self._agenda.later(IMPORT_LINK, cluster, link)

    def manifest_taken(self, cluster):
        """Whoever takes the manifest is believed to apply it."""
        if (self._world.switches["importAttaches"] and cluster.state == "Importing"
                and not cluster.imported.get("taken")):
            cluster.imported["taken"] = True
            self._agenda.later(IMPORT_ATTACH, cluster, lambda: self.attach(cluster))

    def attach(self, cluster):
        """The agent in the cluster called."""
        cluster.imported["state"] = "Done"
        self._running(cluster)

    def _event(self, cluster, reason, message, severity="Normal"):
        cluster.modified = self._agenda.stamp()
        self._world.event("spectrocluster", cluster.uid, cluster.name, reason, message, severity)
