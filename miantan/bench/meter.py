"""CPU time of processes and everything under them, fine enough for a single turn."""

import sys
import time
from collections.abc import Mapping

import psutil


class Meter:
    """Milliseconds of CPU, user and system, of some processes and their children since the last look."""

    def __init__(self, roots: Mapping[str, int]) -> None:
        """By name and process id."""
        self._roots = {name: psutil.Process(pid) for name, pid in roots.items()}
        self._before = self._now()

    def lap(self) -> dict[str, float]:
        """By name. What a child that has ended had used counts through its parent."""
        before, self._before = self._before, self._now()
        return {name: (now - before[name]) * 1000 for name, now in self._before.items()}

    def _now(self) -> dict[str, float]:
        return {
            name: sum(map(_used, [root, *root.children(recursive=True)]))
            for name, root in self._roots.items()
        }


def _used(process: psutil.Process) -> float:
    try:
        ended = process.cpu_times()
        return _running(process) + float(ended.children_user + ended.children_system)
    except (psutil.NoSuchProcess, OSError):
        return 0.0


def _running(process: psutil.Process) -> float:
    """Seconds; on Linux by the process's CPU clock, whose id is a kernel rule (clock_getres(2))."""
    if sys.platform == "linux":
        return time.clock_gettime((~process.pid << 3) | 2)
    used = process.cpu_times()
    return float(used.user + used.system)
