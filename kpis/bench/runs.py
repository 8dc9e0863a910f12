"""Timing: pieces of work by turns, so that a machine busy elsewhere slows all of them alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median

from kpis.bench.places import is_postgresql

Work = Callable[[], object]
Clock = Callable[[], float]


def clock() -> float:
    """Seconds of a page. With SQLite everything happens in this process, whose own processor time other programs
    disturb less than they do the clock on the wall; a PostgreSQL server's time is only seen on that."""
    return time.perf_counter() if is_postgresql() else time.process_time()


def medians(works: Mapping[str, Work], rounds: int = 15, warm_up: int = 3, clock: Clock = clock) -> dict[str, float]:
    """The median time of each piece of work in seconds, run by turns ``rounds`` times after a warm-up."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        for _ in range(warm_up):
            work()
    for _ in range(rounds):
        for name, work in works.items():
            times[name].append(seconds(work, clock))
    return {name: median(taken) for name, taken in times.items()}


def seconds(work: Work, clock: Clock = clock) -> float:
    start = clock()
    work()
    return clock() - start


def rate(work: Work, count: int, rounds: int = 5) -> float:
    """How many a second of processor time, where one run of ``work`` does ``count`` of them: by the median run."""
    return count / medians({"work": work}, rounds, 1, time.process_time)["work"]
