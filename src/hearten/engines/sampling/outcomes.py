"""How many of those asked answered? Response, cooperation, refusal and contact rates of the AAPOR Standard Definitions.

Source: The American Association for Public Opinion Research, *Standard Definitions*, 10th edition (2023), formulas by name.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike

from hearten.engines.sampling.checks import Column, counts_of, numbers_of, same_length
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


@dataclass(frozen=True)
class Dispositions:
    """What became of the cases, a column for each kind (one row for each group): docs/algorithms/response_rates.md.

    `complete` and `partial` interviews, `refused` (and broken off), `not_contacted` (known to be eligible), `other`
    eligible ones; `unknown_household` and `unknown_other`: nobody knows whether they belong to the population;
    `not_eligible`: they don't.
    """

    complete: ArrayLike = 0
    partial: ArrayLike = 0
    refused: ArrayLike = 0
    not_contacted: ArrayLike = 0
    other: ArrayLike = 0
    unknown_household: ArrayLike = 0
    unknown_other: ArrayLike = 0
    not_eligible: ArrayLike = 0


@dataclass(frozen=True)
class Rates:
    """Shares of 0…1, a row for each group; NaN where nobody is counted below the line. `e` is the eligible share used."""

    cases: Column
    e: Column
    rr1: Column
    rr2: Column
    rr3: Column
    rr4: Column
    rr5: Column
    rr6: Column
    coop1: Column
    coop2: Column
    coop3: Column
    coop4: Column
    ref1: Column
    ref2: Column
    ref3: Column
    con1: Column
    con2: Column
    con3: Column


def rates(counts: Dispositions, *, eligible_share: ArrayLike | None = None) -> Rates:
    """All rates at once. Without `eligible_share` e is the share of the eligible among those whose eligibility is known."""
    column = _columns(counts)
    i, p, r = column["complete"], column["partial"], column["refused"]
    nc, o = column["not_contacted"], column["other"]
    unknown = column["unknown_household"] + column["unknown_other"]
    known = i + p + r + nc + o
    e = _eligible(eligible_share, known, column["not_eligible"])
    everybody, likely = known + unknown, known + e * unknown
    reached = i + p + r + o
    return Rates(
        cases=everybody + column["not_eligible"],
        e=e,
        rr1=_over(i, everybody),
        rr2=_over(i + p, everybody),
        rr3=_over(i, likely),
        rr4=_over(i + p, likely),
        rr5=_over(i, known),
        rr6=_over(i + p, known),
        coop1=_over(i, reached),
        coop2=_over(i + p, reached),
        coop3=_over(i, i + p + r),
        coop4=_over(i + p, i + p + r),
        ref1=_over(r, everybody),
        ref2=_over(r, likely),
        ref3=_over(r, known),
        con1=_over(reached, everybody),
        con2=_over(reached, likely),
        con3=_over(reached, known),
    )


def _columns(counts: Dispositions) -> dict[str, Column]:
    columns = {f.name: counts_of(getattr(counts, f.name), f.name) for f in fields(counts)}
    n = max(len(column) for column in columns.values())
    for name, column in columns.items():
        if len(column) == 1:
            columns[name] = np.broadcast_to(column, (n,))
        same_length(columns[name], n, name)
    return columns


def _eligible(given: ArrayLike | None, known: Column, not_eligible: Column) -> Column:
    if given is None:
        # Nobody is known to lie outside, or nothing is known at all: everybody counts as eligible.
        total = known + not_eligible
        return np.divide(known, total, out=np.ones_like(total), where=total > 0)
    share = np.atleast_1d(numbers_of(given, "eligible_share"))
    if len(share) != 1:
        same_length(share, len(known), "eligible_share")
    share = np.broadcast_to(share, known.shape)
    if not ((share >= 0) & (share <= 1)).all():
        raise Invalid(
            N_("The share of the eligible lies between 0 and 1."),
            field="eligible_share",
            hint=N_("Leave it out to have it estimated."),
        )
    return np.array(share)


def _over(numerator: Column, denominator: Column) -> Column:
    out: Column = np.full(numerator.shape, np.nan)
    np.divide(numerator, denominator, out=out, where=denominator > 0)
    return out
