"""What a hospital gets back for its table: the template before, the answers after, row by row what could not be taken."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearten.base.imports.models import ImportRun
from hearten.base.imports.selectors import rejections_of
from hearten.domains.claims.models import Claim
from hearten.domains.claims.selectors import list_lines
from hearten.domains.claims.selectors.hospitals import claims_of_run
from hearten.domains.claims.types import (
    DECISION_LABELS,
    PAYEE_LABELS,
    STATE_LABELS,
    ClaimState,
    Decision,
    Payee,
)
from hearten.doors.api.tables.hospital_claims import COLUMNS, EXAMPLE
from hearten.doors.components.sentences import say
from hearten.kernel.money import Money


def template_rows() -> list[list[str]]:
    """The header in the reader's language, and one row to show how cells are filled in."""
    chinese = (get_language() or "").startswith("zh")
    return [[names[1] if chinese else name for name, names in COLUMNS.items()], list(EXAMPLE)]


def answer_rows(run: ImportRun) -> Iterator[list[str]]:
    """One row for each claim that was taken: how it was decided, what is paid to whom."""
    yield [
        _("Your number"), _("Our number"), _("State"), _("Decision"), _("Billed"), _("Paid before by others"),
        _("We pay"), _("Left to the patient"), _("Paid to"),
    ]  # fmt: skip
    for claim in claims_of_run(run.pk):
        yield _answer(claim)


def rejected_rows(run: ImportRun) -> Iterator[list[str]]:
    """The rows as they came, with a column that says why each was not taken."""
    columns = list(run.position.get("columns", []))
    yield [*columns, _("Reason")]
    for item in rejections_of(run.pk):
        cells = (json.loads(item.content) + [""] * len(columns))[: len(columns)]
        where = f"{item.where}: " if item.where else ""
        yield [*cells, where + say(item.reason, item.hint, item.params)]


def _answer(claim: Claim) -> list[str]:
    state, decided = _(STATE_LABELS[ClaimState(claim.state)]), claim.decision is not None
    lines = list_lines(claim)
    before = sum(line.social_fund_paid_minor + line.other_paid_minor + line.elsewhere_minor for line in lines)
    paid = claim.payable_minor or 0
    known, later = [claim.claimed_minor, before], [paid, max(0, claim.claimed_minor - before - paid)]
    shown = [_yuan(amount) for amount in known] + [_yuan(amount) if decided else "" for amount in later]
    return [
        claim.provider_reference,
        claim.number,
        state,
        _(DECISION_LABELS[Decision(str(claim.decision))]) if decided else "",
        *shown,
        _(PAYEE_LABELS[Payee(claim.payee)]),
    ]


def _yuan(minor: int) -> str:
    return str(Money(minor).decimal)
