# SPDX-License-Identifier: MIT
"""What a process has used, read from /proc."""

import os


def cpu_seconds(pid: int) -> float:
    """Of all its threads, in user and kernel, to the nanosecond. No thread may have ended in between."""
    total = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/schedstat", encoding="ascii") as file:
            total += int(file.read().split()[0])
    return total / 1e9


def resident_bytes(pid: int) -> int:
    """Its resident memory at this moment, exactly: smaps counts pages, statm counts in batches."""
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        for line in file:
            if line.startswith("Rss:"):
                return int(line.split()[1]) * 1024
    raise RuntimeError(f"process {pid} tells nothing of its memory")


def peak_resident_bytes(pid: int) -> int:
    """The most since it began, or since forget_peak()."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        for line in file:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    raise RuntimeError(f"process {pid} tells nothing of its memory")


def forget_peak(pid: int) -> None:
    with open(f"/proc/{pid}/clear_refs", "w", encoding="ascii") as file:
        file.write("5")


def only_child(pid: int) -> int:
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        children = file.read().split()
    if len(children) != 1:
        raise RuntimeError(f"process {pid} has children {children}, not one")
    return int(children[0])
