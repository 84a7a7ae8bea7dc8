"""Where does the contract say a step, and by which rate: what an explanation names beside the amounts."""

from __future__ import annotations

from typing import NamedTuple

from hearten.engines.costsharing.buckets import Bucket, Coded
from hearten.engines.costsharing.cells import Cell
from hearten.engines.costsharing.program import Step
from hearten.engines.costsharing.reading import Said
from hearten.engines.costsharing.reasons import ReasonCode
from hearten.engines.costsharing.retracing import CapNote, Trail
from hearten.engines.costsharing.rules import Category, Rules


class Slice(NamedTuple):
    """The part of an amount that lies in one band, and its rate in basis points."""

    amount: int
    rate: int


def said_of(step: Step, caps: list[CapNote], rules: Rules, category: Category | None, cell: Cell) -> Said:
    """Clause and label of a step; where the label is of something wider than the step, the clause alone."""
    category_only = Said(category.said.clause if category else "")
    bucket = caps[0].cap.bucket if caps else None
    group = next((cap.cap.bucket for cap in caps if cap.cap.shape.coded is Coded.GROUP), None)
    if group is not None:
        return _group_clause(rules, cell, group)
    match step.reason:
        case ReasonCode.DEDUCTIBLE:
            rule = rules.incident_deductible if bucket is Bucket.EVENT_DEDUCTIBLE else rules.year_deductible
            return rule.said if rule else category_only
        case ReasonCode.COINSURANCE:
            return rules.bands[cell.bands].said if cell.bands else category_only
        case ReasonCode.INDEMNITY:
            return Said(rules.other_cover.said.clause or rules.social_insurance.said.clause)
        case _:
            return _totals_said(step.reason, rules) or category_only


def _totals_said(reason: ReasonCode, rules: Rules) -> Said | None:
    rule = {
        ReasonCode.ANNUAL_LIMIT: rules.annual_limit,
        ReasonCode.LIFETIME_LIMIT: rules.lifetime_limit,
        ReasonCode.OUT_OF_POCKET: rules.out_of_pocket_maximum,
    }.get(reason)
    return rule.said if rule is not None else None


def _group_clause(rules: Rules, cell: Cell, bucket: Bucket) -> Said:
    for (found, _), term in cell.caps.items():
        if found is bucket and term.code in rules.groups:
            return Said(rules.groups[term.code].said.clause)
    return Said()


def _variant(trail: Trail, share: int) -> int:
    lines, shares = trail.run.lines, trail.run.shares
    line = share if shares.source is None else int(shares.source[share])
    return int(lines.settled[line]) + 2 * int(lines.pre_existing[line])


def rate_of(trail: Trail, share: int) -> int:
    """The rate of a share in basis points."""
    cell = int(trail.run.shares.cell[share])
    return trail.run.table.cells[cell].rates[_variant(trail, share)]


def slices_of(trail: Trail, share: int, lower: int, amount: int) -> tuple[Slice, ...]:
    """How `amount` on top of `lower` lies in the bands of a share."""
    table, cell = trail.run.table, int(trail.run.shares.cell[share])
    row, begin, slices = int(table.band_row[cell]), 0, []
    for end, rates in zip(table.band_ends[row].tolist(), table.band_rates[row].tolist(), strict=True):
        part = min(lower + amount, end) - max(lower, begin)
        if part > 0:
            slices.append(Slice(part, rates[_variant(trail, share)]))
        begin = end
    return tuple(slices)
