# SPDX-License-Identifier: MIT
"""A rolling window that counts starts exactly, as the tenant counts them."""

import collections


class RollingWindow:
    """At most `limit` requests in any span of `per` seconds. Every arrival is remembered, a refused one too,
    so that `most` is the largest number that any window ever saw. With `limit` 0 it counts only."""

    def __init__(self, limit: int, per: float) -> None:
        self.limit = limit
        self.per = per
        self.most = 0
        self.refused = 0
        self._arrived: collections.deque[float] = collections.deque()
        self._admitted: collections.deque[float] = collections.deque()

    def arrive(self, now: float) -> float:
        """0 when the request is admitted, else the seconds until one would be."""
        for times in (self._arrived, self._admitted):
            while times and times[0] <= now - self.per:
                times.popleft()
        self._arrived.append(now)
        self.most = max(self.most, len(self._arrived))
        if self.limit and len(self._admitted) >= self.limit:
            self.refused += 1
            return self._admitted[0] + self.per - now
        self._admitted.append(now)
        return 0

    def take_for_others(self, now: float) -> None:
        """Somebody else comes, who is admitted or not, and counted in neither `most` nor `refused`."""
        while self._admitted and self._admitted[0] <= now - self.per:
            self._admitted.popleft()
        if not self.limit or len(self._admitted) < self.limit:
            self._admitted.append(now)

    def __str__(self) -> str:
        """As HaloPSA's 429 names it."""
        return f"{self.limit} Requests per rolling {self.per:g} second window"
