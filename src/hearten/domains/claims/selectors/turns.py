"""How did a claim come to its present decision? Every look at it side by side, and the claims of the same member around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims.models import Adjudication, Claim, ClaimLine
from hearten.domains.claims.selectors.claims import list_claims_for, list_lines

MOST_RELATED = 12


@dataclass(frozen=True, kw_only=True)
class TurnCell:
    """What one turn pays of one expense; `changed` against the turn before."""

    payable_minor: int
    formula: str
    changed: bool


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One look at the claim."""

    number: int
    at: datetime
    rules_version: str
    payable_minor: int
    changed: bool
    cells: tuple[TurnCell, ...]


@dataclass(frozen=True, kw_only=True)
class RelatedClaim:
    """Another claim of the same member, and what it has in common with this one."""

    claim: Claim
    same_provider: bool
    same_diagnosis: bool


def list_turns(actor: Actor, claim: Claim) -> list[Turn]:
    """The turns in their order, each beside the one before; none once the traces are erased. For staff."""
    actor.require(Permission.CLAIMS_VIEW)
    turns: list[Turn] = []
    before: Sequence[Mapping[str, Any]] = ()
    for row in Adjudication.objects.filter(claim=claim).order_by("turn"):
        if row.trace is None:
            continue
        turns.append(_turn(row, before, turns[-1].payable_minor if turns else row.payable_minor))
        before = row.trace
    return turns


def _turn(row: Adjudication, before: Sequence[Mapping[str, Any]], paid_before: int) -> Turn:
    cells = []
    for place, line in enumerate(row.trace):
        old = before[place] if place < len(before) else line
        changed = old["payable"] != line["payable"] or old["formula"] != line["formula"]
        cells.append(TurnCell(payable_minor=line["payable"], formula=line["formula"], changed=changed))
    return Turn(
        number=row.turn,
        at=row.at,
        rules_version=row.rules_version,
        payable_minor=row.payable_minor,
        changed=row.payable_minor != paid_before,
        cells=tuple(cells),
    )


def related_claims(actor: Actor, claim: Claim) -> list[RelatedClaim]:
    """The member's other claims, newest first, marked where hospital or diagnosis is the same.

    The diagnosis is compared for who may read health data.
    """
    rows = list(list_claims_for(actor, claim.customer_id, drafts=False).exclude(pk=claim.pk)[:MOST_RELATED])
    providers: dict[Any, set[str]] = {row.pk: set() for row in rows}
    for line in ClaimLine.objects.filter(claim__in=rows):
        providers[line.claim_id].add(line.provider)
    mine = {line.provider for line in list_lines(claim) if line.provider}
    compare = actor.can(Permission.HEALTH_VIEW)
    return [
        RelatedClaim(
            claim=row,
            same_provider=bool(mine & providers[row.pk]),
            same_diagnosis=compare and _same_diagnosis(claim, row),
        )
        for row in rows
    ]


def _same_diagnosis(one: Claim, other: Claim) -> bool:
    if one.diagnosis_code and other.diagnosis_code:
        return bool(one.diagnosis_code == other.diagnosis_code)
    return bool(one.diagnosis) and one.diagnosis == other.diagnosis
