# SPDX-License-Identifier: GPL-3.0-or-later
"""The stand-in's time, and what is still to happen in it."""
import datetime
import heapq
import itertools
import time

ZERO_TIME = "0001-01-01T00:00:00.000Z"


def text(moment):
    """Palette's spelling: RFC 3339 with milliseconds. moment: seconds since 1970."""
    stamp = datetime.datetime.fromtimestamp(moment, datetime.timezone.utc)
    return stamp.strftime("%Y-%m-%dT%H:%M:%S.") + f"{stamp.microsecond // 1000:03d}Z"


def seconds(stamp):
    """Seconds since 1970 of an RFC 3339 time."""
    return datetime.datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp()


class Clock:
    """real: the machine's time. zero: the machine's time, and nothing takes any. manual: stands still until advanced.
    """

    MODES = ("real", "zero", "manual")

    def __init__(self, mode, epoch=None):
        self.mode = mode
        self._shift = 0.0
        self._moment = time.time() if epoch is None else epoch
        if epoch is not None and mode != "manual":
            self._shift = epoch - time.time()

    def now(self):
        return self._moment if self.mode == "manual" else time.time() + self._shift

    def advance(self, step):
        if self.mode == "manual":
            self._moment += step
        else:
            self._shift += step

    def set_mode(self, mode):
        """The time of day goes on from where it is."""
        now = self.now()
        self.mode = mode
        self._moment = now
        self._shift = now - time.time()


class Agenda:
    """What happens later. Nothing runs by itself: settle() is called with each request, so no thread changes the
    state.
    """

    def __init__(self, clock):
        self._clock = clock
        self._entries = []
        self._order = itertools.count()
        self._at = None

    def now(self):
        """The time of the step that runs, else the clock's."""
        return self._clock.now() if self._at is None else self._at

    def stamp(self):
        return text(self.now())

    def later(self, delay, owner, step):
        """Runs step() after so many seconds. owner: whose steps cancel() drops."""
        due = self.now() + (0 if self._clock.mode == "zero" else delay)
        heapq.heappush(self._entries, [due, next(self._order), owner, step])

    def cancel(self, owner):
        self._entries = [entry for entry in self._entries if entry[2] is not owner]
        heapq.heapify(self._entries)

    def pending(self):
        return len(self._entries)

    def hurry(self):
        """All that is still to come is due now, in its order (the clock was set to zero)."""
        now = self._clock.now()
        for place, entry in enumerate(sorted(self._entries)):
            entry[0] = min(entry[0], now)
            entry[1] = place
        self._entries.sort()
        self._order = itertools.count(len(self._entries))

    def settle(self):
        while self._entries and self._entries[0][0] <= self._clock.now():
            due, _, _, step = heapq.heappop(self._entries)
            self._at = due
            try:
                step()
            finally:
                self._at = None
