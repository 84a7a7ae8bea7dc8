"""Where to cut a long table of lines: at policy years, so that stretches do not know of each other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hearten.engines.costsharing.lines import Ints
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


def cuts(policy_year: Ints, chunk: int) -> Iterator[tuple[int, int]]:
    """Stretches of about `chunk` lines that never cut a policy year in two."""
    start, end = 0, len(policy_year)
    while start < end:
        stop = start + chunk
        if stop < end:
            stop += int(np.searchsorted(policy_year[stop:], policy_year[stop - 1], "right"))
        stop = min(stop, end)
        if start and policy_year[start] <= policy_year[start - 1]:
            raise Invalid(
                N_("Line %(line)s begins a policy year that came before."),
                field="policy_year",
                hint=N_("Sort the lines by policy year; keep the order within a year."),
                line=start,
            )
        yield start, stop
        start = stop
