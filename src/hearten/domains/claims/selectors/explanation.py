"""Why is this amount paid? The trace of the newest decision, in the reader's words (L3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hearten.domains.claims.models import Claim, ClaimLine
from hearten.domains.claims.selectors.claims import latest_adjudication, list_lines
from hearten.domains.claims.selectors.fixed import FIXED
from hearten.domains.claims.selectors.terms import category_labels
from hearten.domains.products.types import in_language
from hearten.engines.costsharing import REASONS, ReasonCode
from hearten.engines.costsharing.families import BY_KEY, FAMILY_REASONS, OUTCOMES, Outcome

# Steps on which the running amount begins and ends; between them amounts are taken off.
_TOTALS = frozenset({ReasonCode.PAID.value})


@dataclass(frozen=True)
class ExplainedStep:
    label: str
    why: str
    clause: str
    amount_minor: int
    total: bool = False


@dataclass(frozen=True)
class ExplainedLine:
    """One expense: what was billed, each step that changed the amount, what is paid, and the sum as one can type it."""

    position: int
    category: str
    provider: str
    service_date: date
    until_date: date | None
    facts: Mapping[str, Any]  # what a benefit without a bill was told
    billed_minor: int
    payable_minor: int
    refused_reason: str
    steps: tuple[ExplainedStep, ...]
    formula: str


@dataclass(frozen=True)
class Explanation:
    lines: tuple[ExplainedLine, ...]
    total_minor: int
    formula: str
    rules_version: str


def explain_claim(claim: Claim, *, language: str) -> Explanation | None:
    """The newest adjudication line by line in `language`; None while the rules have not looked, or once erased."""
    kept = latest_adjudication(claim)
    if kept is None or kept.trace is None:
        return None
    labels = category_labels(claim, language)
    pairs = zip(list_lines(claim), kept.trace, strict=True)
    lines = tuple(
        explain_line(row, trace, labels.get(row.category, row.category), language) for row, trace in pairs
    )
    formulas = [line.formula for line in lines if line.formula]
    return Explanation(
        lines=lines,
        total_minor=kept.payable_minor,
        formula=_claim_formula(formulas, kept.payable_minor),
        rules_version=kept.rules_version,
    )


def explain_line(row: ClaimLine, trace: Mapping[str, Any], category: str, language: str) -> ExplainedLine:
    """What was made of one expense, as kept in `trace`, in `language`."""
    return ExplainedLine(
        position=row.position,
        category=category,
        provider=row.provider,
        service_date=row.service_date,
        until_date=row.until_date,
        facts=row.benefit_facts or {},
        billed_minor=row.billed_minor,
        payable_minor=trace["payable"],
        refused_reason=row.refused_reason or "",
        steps=tuple(_step(step, language) for step in trace["steps"]),
        formula=trace["formula"],
    )


def _step(step: Mapping[str, Any], language: str) -> ExplainedStep:
    code = step["code"]
    own = in_language(step["label"], language) if step.get("label") else ""
    if code.startswith(FIXED):
        why = FAMILY_REASONS[BY_KEY[code.removeprefix(FIXED)]].sentence
        said = [why, *(OUTCOMES[Outcome[name.upper()]] for name in step.get("outcome", ()))]
        text = " ".join(_(sentence) for sentence in said)
        return ExplainedStep(own or _("We pay"), text, step["clause"], step["amount"], total=True)
    reason = REASONS[ReasonCode(code)]
    return ExplainedStep(
        label=own or _(reason.label),
        why=_(reason.sentence),
        clause=step.get("clause", ""),
        amount_minor=step["amount"],
        total=code in _TOTALS,
    )


def _claim_formula(formulas: list[str], total: int) -> str:
    """The lines' sums added up, when there is more than one."""
    if len(formulas) < 2:  # noqa: PLR2004 -- one line says it already
        return ""
    parts = [formula.rsplit("=", 1)[-1].strip() for formula in formulas]
    return f"{' + '.join(parts)} = {total // 100}.{total % 100:02d}"
