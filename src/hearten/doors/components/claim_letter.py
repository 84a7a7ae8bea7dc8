"""The letter about a decision, in the member's language: what was decided, of which expense how much, on what ground, what one can do.

The desk shows it before the decision is made, from what the verdict would come to; afterwards it is a PDF. Both say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from hearten.domains.claims.models import Claim, ClaimLine
from hearten.domains.claims.selectors import list_lines, list_payouts
from hearten.domains.claims.selectors.terms import category_labels, clause_texts
from hearten.domains.claims.services.person import Verdict
from hearten.domains.claims.services.preview import Preview
from hearten.domains.claims.types import Decision, PayoutState
from hearten.domains.customers.selectors import get_customer
from hearten.doors.components.formats import day_text, money_text
from hearten.doors.components.paper import Paper
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Conflict
from hearten.kernel.text import N_

_SENT = {PayoutState.ORDERED, PayoutState.SETTLED}
_OPENINGS = {
    Decision.APPROVED: N_("We pay %(amount)s."),
    Decision.PARTIAL: N_(
        "We pay %(amount)s. A part of what you claimed is not covered; the table says which part and why."
    ),
    Decision.WITHIN_DEDUCTIBLE: N_(
        "Your expenses are covered and count towards your deductible. It is not used up yet, so nothing is paid this time."
    ),
    Decision.REFUSED: N_("We are sorry: we can't pay this claim."),
}


@dataclass(frozen=True, kw_only=True)
class LetterLine:
    """One expense as the letter shows it."""

    category: str
    provider: str
    day: date
    billed_minor: int
    taken_off_minor: int
    reason: str
    payable_minor: int


@dataclass(frozen=True, kw_only=True)
class Letter:
    """All that the letter says, in one language."""

    language: str
    number: str
    name: str
    event_date: date | None
    written: datetime | None
    decision: Decision
    payable_minor: int
    sent_minor: int
    clause: str
    clause_text: str
    sentence: str
    lines: tuple[LetterLine, ...]

    def paragraphs(self) -> list[str]:
        """The letter's own words, in the language that is active."""
        told = [
            _("Dear %(name)s,") % {"name": self.name},
            _("We have decided your claim %(number)s of %(day)s.")
            % {"number": self.number, "day": day_text(self.event_date)},
            _(_OPENINGS[self.decision]) % {"amount": money_text(self.payable_minor)},
        ]
        if self.sent_minor:
            told.append(self._sent())
        if self.sentence:
            told.append(self.sentence)
        if self.clause:
            words = {"clause": self.clause, "text": self.clause_text}
            told.append(_("This rests on clause %(clause)s of your policy: %(text)s") % words)
        return told

    def _sent(self) -> str:
        amounts = {
            "sent": money_text(self.sent_minor),
            "more": money_text(max(0, self.payable_minor - self.sent_minor)),
        }
        if self.payable_minor >= self.sent_minor:
            return _("%(sent)s was sent before; %(more)s follows now.") % amounts
        return _(
            "%(sent)s was sent before, which is more than is due. Nothing is collected by itself; a person writes to you about it."
        ) % {"sent": amounts["sent"]}


def letter_of(claim: Claim) -> Letter:
    """The letter about the decision as it stands. Raises Conflict before there is one."""
    if claim.decision is None:
        raise Conflict(N_("There is no decision yet."))
    decided = claim.decided_at or utc_now()
    before = [row for row in list_payouts(claim) if row.state in _SENT and row.ordered_at < decided]
    lines = list_lines(claim)
    return _letter(
        claim,
        lines,
        [line.payable_minor or 0 for line in lines],
        decision=Decision(claim.decision),
        sent=sum(row.amount_minor for row in before),
        clause=claim.clause,
        sentence=claim.note or "",
    )


def letter_before(preview: Preview, verdict: Verdict) -> Letter:
    """The letter that the verdict would bring."""
    return _letter(
        preview.claim,
        preview.lines,
        [line.payable_minor for line in preview.outcome.lines],
        decision=preview.decision,
        sent=preview.sent_minor,
        clause=verdict.clause.strip(),
        sentence=verdict.sentence.strip(),
    )


def letter_answer(letter: Letter) -> HttpResponse:
    """The letter as PDF, in its language to the last line of each page."""
    with translation.override(letter.language):
        return _paper_of(letter).answer(f"{letter.number}-letter.pdf")


def _paper_of(letter: Letter) -> Paper:
    paper = Paper(
        title=_("Decision about your claim"), number=letter.number, written=day_text(letter.written)
    )
    for paragraph in letter.paragraphs():
        paper.text(paragraph)
    paper.heading(_("Expense by expense"))
    paper.table(
        [_("Expense"), _("Billed"), _("Taken off"), _("We pay")],
        [_cells(line) for line in letter.lines],
        numeric={1, 2, 3},
        widths=(80, 30, 30, 30),
    )
    for line in letter.lines:
        if line.reason:
            paper.text(f"{line.category} · {line.provider}: {line.reason}")
    paper.heading(_("If you see it differently"))
    paper.text(how_to_appeal())
    return paper


def how_to_appeal() -> str:
    return _(
        "Appeal in the app on the page of this claim: an examiner who had no part in the decision looks at it again. "
        "You can also complain to us, or call 12378, the consumer line of the financial regulator, free of charge."
    )


def _cells(line: LetterLine) -> list[str]:
    name = " · ".join(part for part in (line.category, line.provider, day_text(line.day)) if part)
    off = money_text(line.taken_off_minor) if line.taken_off_minor else "–"
    return [name, money_text(line.billed_minor), off, money_text(line.payable_minor)]


def _letter(
    claim: Claim,
    lines: Sequence[ClaimLine],
    paid: Sequence[int],
    *,
    decision: Decision,
    sent: int,
    clause: str,
    sentence: str,
) -> Letter:
    customer = get_customer(claim.customer_id)
    labels = category_labels(claim, customer.language)
    refused = decision == Decision.REFUSED
    return Letter(
        language=customer.language,
        number=claim.number,
        name=customer.name,
        event_date=claim.event_date,
        written=claim.decided_at,
        decision=decision,
        payable_minor=0 if refused else sum(paid),
        sent_minor=sent,
        clause=clause,
        clause_text=clause_texts(claim, customer.language).get(clause, ""),
        sentence=sentence,
        lines=tuple(
            LetterLine(
                category=labels.get(line.category, line.category),
                provider=line.provider or "",
                day=line.service_date,
                billed_minor=line.billed_minor,
                taken_off_minor=line.refused_minor,
                reason="" if refused else line.refused_reason or "",
                payable_minor=payable,
            )
            for line, payable in zip(lines, paid, strict=True)
        ),
    )
