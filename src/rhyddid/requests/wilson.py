"""How sure a share is: the Wilson interval of so many out of so many. Numbers in, numbers out."""

from __future__ import annotations

from math import sqrt

_Z95 = 1.959964


def wilson_interval(hits: int, of: int) -> tuple[float, float]:
    """The 95% interval of the share `hits`/`of`; the whole from 0 to 1 where nothing was counted."""
    if of == 0:
        return 0.0, 1.0
    share, square = hits / of, _Z95 * _Z95
    middle = share + square / (2 * of)
    spread = _Z95 * sqrt(share * (1 - share) / of + square / (4 * of * of))
    whole = 1 + square / of
    low = 0.0 if hits == 0 else max((middle - spread) / whole, 0.0)
    high = 1.0 if hits == of else min((middle + spread) / whole, 1.0)
    return low, high
