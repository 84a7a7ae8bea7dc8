"""The 25 questions of R psych's `bfi`, read where they lie, and the scales they belong to."""

from __future__ import annotations

from functools import cache

import numpy as np

from hearten.engines.psychometrics.moments import Moments, gather, gather_scales
from hearten.engines.psychometrics.reliability import read_keys
from tests.engines.psychometrics.reference import columns, output

POINTS = 6


@cache
def items() -> tuple[str, ...]:
    return tuple(name for name in columns("data/bfi/bfi.csv") if len(name) == 2)


@cache
def answers() -> np.ndarray:
    table = columns("data/bfi/bfi.csv")
    return np.column_stack([table[name] for name in items()])


@cache
def moments(missing: str) -> Moments:
    return gather(answers(), items(), missing=missing)


@cache
def scales() -> dict[str, Moments]:
    """Each scale from those who answered all of it."""
    wanted = {name: read_keys(scale["items"])[0] for name, scale in output("bfi.json")["scales"].items()}
    return gather_scales(answers(), items(), wanted)


def loadings(name: str) -> np.ndarray:
    table = columns(f"out/bfi_loadings_{name}.csv")
    return np.column_stack([column for heading, column in table.items() if heading])
