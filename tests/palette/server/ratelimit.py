# SPDX-License-Identifier: GPL-3.0-or-later
"""Palette's rate limits (palette-api.md 1.7): token buckets by first path segment, and what a test wants to know
about them.
"""
import time
from collections import deque

NARROW = (10.0, 50.0)
WIDE = (50.0, 250.0)
WIDE_SEGMENTS = {"spectroclusters", "cloudconfigs", "clusterprofiles"}


def bucket_of(path):
    """(name of the bucket, (requests a second, burst))."""
    segments = [segment for segment in path.split("/") if segment][1:]
    first = segments[0] if segments else ""
    if first == "spectroclusters" and ("assets" in segments[2:3] or segments[-1:] == ["download"]):
        return "spectroclusters/assets", NARROW
    if segments[:2] == ["events", "components"]:
        return "events/components", WIDE
    return first, WIDE if first in WIDE_SEGMENTS else NARROW


class Limiter:
    """Called under the world's lock."""

    def __init__(self):
        self._buckets = {}
        self._recent = {}
        self._stats = {}

    def admits(self, path, mode, clock):
        """Takes a token of the path's bucket; mode off counts only."""
        name, (rate, burst) = bucket_of(path)
        now = clock.now() if mode == "clock" else time.monotonic()
        stats = self._stats.setdefault(name, {"requests": 0, "limited": 0, "mostInOneSecond": 0, "fewestTokens": burst,
                                              "rate": rate, "burst": burst})
        stats["requests"] += 1
        self._count(name, stats)
        if mode == "off":
            return True
        tokens, since = self._buckets.get(name, (burst, now))
        tokens = min(burst, tokens + max(0.0, now - since) * rate)
        admitted = tokens >= 1
        tokens -= admitted
        self._buckets[name] = (tokens, now)
        stats["fewestTokens"] = min(stats["fewestTokens"], tokens)
        stats["limited"] += not admitted
        return admitted

    def _count(self, name, stats):
        now = time.monotonic()
        recent = self._recent.setdefault(name, deque())
        recent.append(now)
        while recent[0] < now - 1:
            recent.popleft()
        stats["mostInOneSecond"] = max(stats["mostInOneSecond"], len(recent))

    def stats(self):
        return {name: dict(one) for name, one in self._stats.items()}

    def reset(self):
        self._buckets.clear()
        self._recent.clear()
        self._stats.clear()
