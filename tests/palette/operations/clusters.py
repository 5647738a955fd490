# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters built on edge hosts: validate, create, read, delete (palette-api.md 5, 6.2, 7.5)."""
from ..api.errors import not_found
from ..world.clusters import Attached, Cluster, pool_of
from . import operation
from .clusterchecks import check_cluster, check_name, check_profiles, Findings
from .clusterviews import apply_status, overview, whole


@operation("v1SpectroClustersValidateName", "cluster.create", "project")
def validate_name(call):
    check_name(call.world, call.project, call.query.get("name", ""))


@operation("v1SpectroClustersEdgeNativeValidate", "cluster.create", "project")
def validate(call):
    spec = (call.body or {}).get("spec") or {}
    _no_template(spec)
    return check_cluster(call, spec).answer([one.get("uid", "") for one in spec.get("profiles") or []])


@operation("v1SpectroClustersValidatePacks", "cluster.create", "project")
def validate_packs(call):
    entities = (call.body or {}).get("profiles") or []
    findings = Findings()
    check_profiles(call, entities, findings)
    return findings.answer([one.get("uid", "") for one in entities])


def _no_template(spec):
    template = (spec.get("clusterTemplate") or {}).get("uid")
    if template:
        raise not_found("clustertemplate", template)


@operation("v1SpectroClustersEdgeNativeCreate", "cluster.create", "project")
def create(call):
    world, body = call.world, call.body or {}
    given, spec = body.get("metadata") or {}, body.get("spec") or {}
    name = given.get("name", "")
    check_name(world, call.project, name)
    _no_template(spec)
    check_cluster(call, spec).raise_first()
    stamp = world.stamp()
    cluster = Cluster(world.new_uid(), name, call.project.uid, config_uid=world.new_uid(),
                      labels=given.get("labels") or {},
                      annotations={**(given.get("annotations") or {}), "rootDomain": "borealis.example"}, created=stamp,
                      modified=stamp)
    cluster.profiles = [Attached.of(world.profiles[one["uid"]], one) for one in spec.get("profiles") or []]
    cluster.config = spec.get("cloudConfig") or {}
    cluster.cluster_config = spec.get("clusterConfig") or {}
    cluster.pools = [pool_of(entity) for entity in spec.get("machinepoolconfig") or []]
    if world.failures:
        failure = world.failures[0]
        cluster.fail_at, cluster.fail_message = failure["at"], failure.get("message", "")
        failure["times"] -= 1
        if failure["times"] <= 0:
            world.failures.pop(0)
    world.clusters[cluster.uid] = cluster
    world.lifecycle.provision(cluster)
    return {"uid": cluster.uid}


@operation("v1SpectroClustersGet", "cluster.get")
def get(call):
    return whole(call.world.cluster(call, "cluster.get"))


@operation("v1SpectroClustersUidStatus", "cluster.get")
def status(call):
    return {"status": {"state": call.world.cluster(call, "cluster.get").state}}


@operation("v1SpectroClustersUidStatusSpcApplyGet", "cluster.get")
def spc_apply(call):
    return apply_status(call.world.cluster(call, "cluster.get"))


@operation("v1SpectroClustersSummaryUid", "cluster.get")
@operation("v1SpectroClustersSummaryUidOverview", "cluster.get")
def get_overview(call):
    return overview(call.world, call.world.cluster(call, "cluster.get"))


@operation("v1SpectroClustersDelete", "cluster.delete")
def delete(call):
    cluster = call.world.cluster(call, "cluster.delete")
    call.world.lifecycle.delete(cluster, call.query.get("forceDelete", False))


@operation("v1SpectroClustersEdgeNativeRate", "cluster.get")
def rate(call):
    return _rate("", (call.body or {}).get("machinepoolconfig") or [])


@operation("v1SpectroClustersUidRate", "cluster.get")
def rate_of(call):
    cluster = call.world.cluster(call, "cluster.get")
    return _rate(cluster.name, [{"poolConfig": pool.config, "cloudConfig": {"edgeHosts": pool.hosts}}
                                for pool in cluster.pools])


def _rate(name, pools):
    """Machines of one's own cost nothing in Palette."""
    rates = [{"name": pool["poolConfig"]["name"], "nodesCount": len(pool["cloudConfig"]["edgeHosts"]),
              "rate": {"compute": {"rate": 0, "type": ""}, "storage": None, "total": 0}} for pool in pools]
    return {"name": name, "machinePools": rates, "rate": {"compute": 0, "storage": 0, "total": 0},
            "resourceMetadata": None}
