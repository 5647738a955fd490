# SPDX-License-Identifier: GPL-3.0-or-later
"""Events, audits, notifications, metrics (palette-api.md 6.3)."""
from ..api.errors import not_found
from ..api.paging import window
from ..world import clock
from . import operation


def _newest_first(call, rows):
    """orderBy is a path with =-1 for falling or =1 for rising; time is the only order there is."""
    return list(rows) if call.query.get("orderBy", "").endswith("=1") else list(reversed(rows))


def _visible(call, event):
    """Whether what an event is about lies in the project of the call."""
    about = event["involvedObject"]
    if about["kind"] == "spectrocluster":
        cluster = call.world.clusters.get(about["uid"])
        return cluster is not None and call.sees(cluster.project)
    host = call.world.inventory.get(about["uid"])
    return host is not None and call.sees(host.project)


@operation("v1EventsComponentsList", "event.list")
def events(call):
    rows = [one for one in call.world.all_events if _visible(call, one)]
    rows, listmeta = window(call, _newest_first(call, rows))
    return {"items": rows, "listmeta": listmeta}


@operation("v1EventsComponentsObjTypeUidList", "event.list")
def events_of(call):
    rows = [one for one in call.world.events.get((call.path["objectKind"], call.path["objectUid"]), [])
            if _visible(call, one)]
    rows, listmeta = window(call, _newest_first(call, rows))
    return {"items": rows, "listmeta": listmeta}


@operation("v1AuditsList", "audit.list")
def audits(call):
    rows = [one for one in call.world.audits if _fits(call.query, one)]
    rows, listmeta = window(call, _newest_first(call, rows))
    return {"items": rows, "listmeta": listmeta}


def _fits(query, audit):
    spec, time = audit["spec"], clock.seconds(audit["metadata"]["creationTimestamp"])
    project_uid = (spec["actor"]["project"] or {}).get("uid")
    return (query.get("actionType", spec["actionType"]) == spec["actionType"]
            and query.get("resourceKind", spec["resource"]["kind"]) == spec["resource"]["kind"]
            and query.get("resourceUid", spec["resource"]["uid"]) == spec["resource"]["uid"]
            and query.get("userUid", spec["actor"]["user"]["uid"]) == spec["actor"]["user"]["uid"]
            and query.get("projectUid", project_uid) == project_uid
            and ("startTime" not in query or time >= clock.seconds(query["startTime"]))
            and ("endTime" not in query or time <= clock.seconds(query["endTime"])))


@operation("v1AuditsUidGet", "audit.list")
def audit(call):
    found = next((one for one in call.world.audits if one["metadata"]["uid"] == call.uid()), None)
    if found is None:
        raise not_found("audit", call.uid())
    return found


def _notifications(call, rows):
    done = call.query.get("isDone")
    rows = [one for one in rows if done is None or one["action"]["isDone"] == (done == "true")]
    rows, listmeta = window(call, list(reversed(rows)))
    return {"items": rows, "listmeta": listmeta}


@operation("v1NotificationsList")
def notifications(call):
    return _notifications(call, list(call.world.notifications.values()))


@operation("v1NotificationsObjTypeUidList")
def notifications_of(call):
    return _notifications(call, [one for one in call.world.notifications.values()
                                 if one["relatedObject"]["kind"] == call.path["objectKind"]
                                 and one["relatedObject"]["uid"] == call.path["objectUid"]])


def _notification(call):
    found = call.world.notifications.get(call.uid())
    if found is None:
        raise not_found("notification", call.uid())
    return found


@operation("v1NotificationsUidAck")
def acknowledge(call):
    _notification(call)["action"]["ack"] = True


@operation("v1NotificationsUidDone")
def done(call):
    _notification(call)["action"]["isDone"] = True


@operation("v1MetricsUidList", "cluster.get")
def metrics(call):
    """One point a minute of the last ten; there are no GPU metrics in Palette."""
    now = call.world.clock.now()
    points = [{"timestamp": int(now - minute * 60), "value": 0.3, "avg": 0.3, "min": 0.2, "max": 0.4, "sum": 3,
               "count": 10}
              for minute in range(10, 0, -1)]
    kinds = [call.query["metricKind"]] if call.query.get("metricKind") else ["cpu", "memory"]
    return {"items": [{"kind": kind, "unit": "", "points": points,
                       "aggregation": {"avg": 0.3, "min": 0.2, "max": 0.4, "sum": 3, "count": 10}} for kind in kinds]}
