"""The explanation of benefits on paper: what was billed, what we pay, each step with its clause, and what one can do (L6, L7)."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearten.base.accounts.types import Actor
from hearten.domains.claims.models import Claim
from hearten.domains.claims.selectors import explain_claim, year_to_date
from hearten.domains.claims.selectors.explanation import ExplainedLine
from hearten.domains.claims.selectors.terms import product_name
from hearten.domains.claims.types import DECISION_LABELS, Decision
from hearten.domains.customers.selectors import get_customer
from hearten.doors.components.formats import day_text, money_text
from hearten.doors.components.paper import Paper
from hearten.doors.member.claims.facts import shown_facts
from hearten.kernel.errors import Conflict
from hearten.kernel.text import N_


def statement_of(actor: Actor, claim: Claim) -> Paper:
    """The statement of a decided claim in the reader's language. Raises Conflict before there is a decision."""
    explanation = explain_claim(claim, language=get_language() or "zh-hans")
    if explanation is None or claim.decision is None:
        raise Conflict(N_("There is no decision yet."), hint=N_("We write to you as soon as there is one."))
    paper = Paper(
        title=_("How your claim was decided"), number=claim.number, written=day_text(claim.decided_at)
    )
    paper.facts(_facts(claim))
    if claim.note:
        paper.heading(_("From the examiner"))
        paper.text(claim.note)
        if claim.clause:
            paper.small(_("Clause %(clause)s of your policy") % {"clause": claim.clause})
    paper.heading(_("How we worked it out"))
    for line in explanation.lines:
        _write_line(paper, line)
    if explanation.formula:
        paper.text(explanation.formula)
    _write_year(paper, claim)
    paper.heading(_("If you see it differently"))
    paper.text(
        _(
            "Appeal in the app on the page of this claim: an examiner who had no part in the decision looks at it again. "
            "You can also complain to us, or call 12378, the consumer line of the financial regulator, free of charge."
        )
    )
    return paper


def _facts(claim: Claim) -> list[tuple[str, str]]:
    return [
        (_("Insured person"), get_customer(claim.customer_id).name),
        (_("Policy"), f"{product_name(claim, get_language() or 'zh-hans')} · {claim.policy.number}"),
        (_("Day it happened"), day_text(claim.event_date)),
        (_("Handed in"), day_text(claim.submitted_at)),
        (_("The decision"), _(DECISION_LABELS[Decision(claim.decision or "")])),
        (_("You claimed"), money_text(claim.claimed_minor)),
        (_("We pay"), money_text(claim.payable_minor)),
    ]


def _write_line(paper: Paper, line: ExplainedLine) -> None:
    paper.text(f"{line.category} · {line.provider} · {day_text(line.service_date)}")
    for name, value in shown_facts(line.facts):
        paper.small(f"{name}: {value}")
    rows = [[step.label, step.why, f"{step.clause}", money_text(step.amount_minor)] for step in line.steps]
    paper.table([_("Step"), _("Why"), _("Clause"), _("Amount")], rows, numeric={3}, widths=(30, 80, 20, 40))
    if line.refused_reason:
        paper.text(line.refused_reason)
    paper.small(line.formula)


def _write_year(paper: Paper, claim: Claim) -> None:
    if claim.event_date is None:
        return
    year = year_to_date(claim.policy, claim.event_date)
    if not year.items:
        return
    paper.heading(_("Your policy year from %(day)s") % {"day": day_text(year.start)})
    rows = [
        [_(item.label), money_text(item.used_minor), money_text(item.of_minor), money_text(item.left_minor)]
        for item in year.items
    ]
    paper.table([_("What"), _("Used"), _("Of"), _("Left")], rows, numeric={1, 2, 3}, widths=(6, 4, 4, 4))
