"""How often something may be asked for: counted in this process, by a key, within a time that slides on."""

from collections import OrderedDict, deque
from threading import Lock

MOST_KEYS = 10_000
"""Keys that are remembered. Beyond it the one that was seen longest ago is forgotten, so memory has an end."""


class Rate:
    """At most so many times for each key within so many seconds. Each process counts for itself."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most = most
        self.seconds = seconds
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def allows(self, key: str, now: float) -> bool:
        """Whether one more is allowed at this moment (in seconds); if so it is counted."""
        with self._lock:
            times = self._seen.setdefault(key, deque())
            self._seen.move_to_end(key)
            while len(self._seen) > MOST_KEYS:
                self._seen.popitem(last=False)
            while times and times[0] <= now - self.seconds:
                times.popleft()
            if len(times) >= self.most:
                return False
            times.append(now)
            return True
