"""How the benchmarks measure: the best of several rounds, each at least a fixed time long."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 3
ROUND_S = 1.0


@dataclass(frozen=True)
class Row:
    what: str
    measured: str
    against: str = ""
    ratio: str = ""


def per_second(step: Callable[[], object]) -> float:
    """How often `step` runs in a second: the best of three rounds of at least a second."""
    step()
    best = 0.0
    for _ in range(ROUNDS):
        count, start = 0, time.perf_counter()
        while (elapsed := time.perf_counter() - start) < ROUND_S:
            step()
            count += 1
        best = max(best, count / elapsed)
    return best
