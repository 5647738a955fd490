# SPDX-License-Identifier: GPL-3.0-or-later
"""v1ObjectMeta, which every object of Palette carries."""
from .clock import ZERO_TIME


def object_meta(uid, name, created=ZERO_TIME, modified=None, labels=None, annotations=None, deleted=ZERO_TIME):
    return {"uid": uid, "name": name, "labels": labels, "annotations": annotations, "creationTimestamp": created,
            "deletionTimestamp": deleted, "lastModifiedTimestamp": modified or created}
