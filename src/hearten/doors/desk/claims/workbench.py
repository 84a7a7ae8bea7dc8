"""All that stands on an examiner's workbench about one claim, and what this examiner may do with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearten.base.accounts.types import ROLE_LABELS, Actor, Permission
from hearten.base.ledger.selectors import list_entries
from hearten.base.ledger.types import kind_labels
from hearten.domains.claims import selectors, services
from hearten.domains.claims.models import Appeal, Claim
from hearten.domains.claims.selectors.appeals import appeals_of, took_part
from hearten.domains.claims.selectors.claims import handed_in
from hearten.domains.claims.selectors.clocks import clocks_of
from hearten.domains.claims.selectors.queue import assignments_of
from hearten.domains.claims.selectors.terms import product_name
from hearten.domains.claims.selectors.turns import list_turns, related_claims
from hearten.domains.claims.types import (
    APPEAL_LABELS,
    CAUSE_LABELS,
    DECIDED_STATES,
    DECISION_LABELS,
    EVENT_LABELS,
    HOLDER_LABELS,
    STATE_LABELS,
    UNDECIDED,
    AppealState,
    ClaimState,
    Decision,
    Holder,
    PayoutState,
)
from hearten.doors.components.clock_chips import reading_chip
from hearten.doors.desk.claims.forms import SEVERITY_LABELS
from hearten.doors.desk.claims.papers import papers_of
from hearten.engines.review import Severity
from hearten.kernel.clock import utc_now
from hearten.kernel.text import N_

_SEVERITY_TONES = {Severity.INFO: "info", Severity.REVIEW: "warn", Severity.BLOCK: "bad"}

_PAYOUT_WORDS = {
    PayoutState.ORDERED: N_("Payment ordered"),
    PayoutState.SETTLED: N_("Paid"),
    PayoutState.FAILED: N_("The bank could not pay"),
}


@dataclass(frozen=True)
class Standing:
    """What this examiner may do now: decide, confirm a proposal, decide an appeal, or nothing and `why_not`."""

    act: str = ""
    why_not: str = ""
    appeal: Appeal | None = None
    holder: str = ""  # mine, other or nobody

    @property
    def decides(self) -> bool:
        return self.act in {"decide", "appeal"}


def standing_of(actor: Actor, claim: Claim) -> Standing:
    """What `actor` may do with the claim, and if nothing, why."""
    taken = assignments_of([claim]).get(claim.pk)
    holder = "" if taken is None else "mine" if taken.examiner == actor.label else "other"
    if not actor.can(Permission.CLAIMS_DECIDE):
        return Standing(holder=holder)
    appeal = next((row for row in appeals_of(actor, claim) if row.state == AppealState.OPEN), None)
    if why_not := _kept_out(actor, claim, appeal):
        return Standing(why_not=why_not, appeal=appeal, holder=holder)
    if claim.proposed_at is not None:
        return Standing("confirm", holder=holder)
    if appeal is not None:
        return Standing("appeal", appeal=appeal, holder=holder)
    waits = claim.state in UNDECIDED or claim.reopened_at is not None
    return Standing("decide" if waits else "", holder=holder)


def _kept_out(actor: Actor, claim: Claim, appeal: Appeal | None) -> str:
    """Why this examiner leaves the claim to another one; empty where nothing speaks against it."""
    if handed_in(actor, claim):
        return _("You handed this claim in; another examiner decides it.")
    if appeal is not None and took_part(actor, appeal):
        return _("You had a part in the first decision; another examiner decides the appeal.")
    if claim.proposed_at is not None and claim.proposed_by == actor.label:
        return _("You proposed this decision; a second examiner confirms or rejects it.")
    return ""


def facts_of(actor: Actor, claim: Claim) -> dict[str, Any]:
    """The page's facts; reading what is health data is noted."""
    now, language = utc_now(), get_language() or "zh-hans"
    due = selectors.determine_due(claim, now=now)
    return {
        "claim": claim,
        "state": _(STATE_LABELS[ClaimState(claim.state)]),
        "tone": "bad" if claim.decision == Decision.REFUSED else "",
        "product": product_name(claim, language),
        "cause": _(CAUSE_LABELS[claim.cause]),  # type: ignore[index]
        "decision": _(DECISION_LABELS[Decision(claim.decision)]) if claim.decision else "",
        "decided": claim.state in DECIDED_STATES,
        "due": due,
        "pay_due": selectors.pay_due(claim),
        "late": claim.state in UNDECIDED and (due or now) < now,
        "waits": claim.state in UNDECIDED,
        "clocks": [reading_chip(reading, now) for reading in clocks_of(claim, now=now)],
        "health": services.read_health_facts_for(actor, claim, now=now),
        "papers": papers_of(actor, claim),
        "lines": selectors.list_lines(claim),
        "explanation": selectors.explain_claim(claim, language=language),
        "year": year_tiles(claim),
        "warnings": _warnings(actor, claim, language),
        "related": related_claims(actor, claim),
        "appeals": [
            {"row": row, "word": _(APPEAL_LABELS[AppealState(row.state)])} for row in appeals_of(actor, claim)
        ],
    } | _record(actor, claim)


def _record(actor: Actor, claim: Claim) -> dict[str, Any]:
    """What has happened: steps, turns, ledger, payments."""
    turns = list_turns(actor, claim)
    entries = list_entries(subject_id=claim.customer_id, about=claim.number)
    return {
        "turns": turns,
        "turn_rows": _turn_rows(claim, turns),
        "steps": [
            {
                "label": _(EVENT_LABELS.get(step.kind, step.kind)),
                "at": step.at,
                "note": step.note or "",
                "holder": _(HOLDER_LABELS[Holder(step.holder)]),
                "actor": _who(step.actor),
            }
            for step in selectors.list_steps(actor, claim)
        ],
        "entries": [
            {"entry": entry, "label": _(kind_labels().get(entry.kind, entry.kind))} for entry in entries
        ],
        "payouts": [
            {"row": row, "word": _(_PAYOUT_WORDS[PayoutState(row.state)])}
            for row in (selectors.list_payouts(claim) if actor.can(Permission.PAYMENTS_VIEW) else [])
        ],
    }


def _turn_rows(claim: Claim, turns: list[Any]) -> list[dict[str, Any]]:
    """One row for each expense, one cell for each turn; nothing while there is one turn only."""
    if len(turns) < 2:  # noqa: PLR2004 -- one turn has nothing beside it
        return []
    return [
        {"line": line, "cells": [turn.cells[place] for turn in turns if place < len(turn.cells)]}
        for place, line in enumerate(selectors.list_lines(claim))
    ]


def _warnings(actor: Actor, claim: Claim, language: str) -> list[dict[str, Any]]:
    """Every warning of the newest look with its values, and the reasons that kept none; the gravest first."""
    found = {
        row.code: (Severity(row.severity), row.facts or {})
        for row in selectors.list_warnings_for(actor, claim.pk)
    }
    for code in claim.review_reasons:
        found.setdefault(code, (Severity.REVIEW, {}))
    weight = list(reversed(Severity))
    ordered = sorted(found.items(), key=lambda item: weight.index(item[1][0]))
    return [_warning(code, severity, facts, claim, language) for code, (severity, facts) in ordered]


def _warning(
    code: str, severity: Severity, facts: dict[str, Any], claim: Claim, language: str
) -> dict[str, Any]:
    return {
        "code": code,
        "name": selectors.warning_name(code, language),
        "text": selectors.warning_sentence(code, facts, language, currency=claim.currency),
        "severity": _(SEVERITY_LABELS[severity]),
        "tone": _SEVERITY_TONES[severity],
    }


def year_tiles(claim: Claim, *, but: UUID | None = None) -> list[dict[str, Any]]:
    """What of the policy year's deductible and limit is used; `but` leaves one claim out."""
    if claim.event_date is None:
        return []
    return [
        {"label": _(item.label), "used_minor": item.used_minor, "of_minor": item.of_minor}
        for item in selectors.year_to_date(claim.policy, claim.event_date, but=but).items
    ]


def _who(actor: str) -> str:
    """The role behind a ledger's name for an actor; which person it was stands in the ledger itself."""
    role = actor.partition(":")[0]
    return _("The system") if role == "system" else _(ROLE_LABELS.get(role, role))  # type: ignore[call-overload]
