"""Claims on their way to a decision, with all that a decision needs, read in a constant number of statements.

Whoever decides holds the policies first, then the claims, both in the order of their identities: two who decide about the
same policy year, or about two policies of one person, do so one after the other, and nobody waits in a circle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Subquery, Sum

from hearten.base.vault.services import keys_at_hand
from hearten.domains.channels.models import Preference
from hearten.domains.channels.types import Kind, Medium
from hearten.domains.claims.models import (
    Adjudication,
    Claim,
    ClaimDocument,
    ClaimLine,
    PayoutLink,
    Receivable,
)
from hearten.domains.claims.selectors.columns import Plan, PlanBook
from hearten.domains.claims.selectors.outcomes import Outcome
from hearten.domains.claims.selectors.review_facts import Around, around, around_of
from hearten.domains.claims.services.review import ReviewWarning
from hearten.domains.claims.types import UNDECIDED, ClaimState, PayoutState
from hearten.domains.customers.models import Consent, Customer
from hearten.domains.customers.types import Purpose
from hearten.domains.policies.models import Policy
from hearten.domains.policies.types import RUNNING
from hearten.domains.products.selectors import with_digest

# Of earlier expenses nobody needs what is sealed; a column left out is not fetched.
_PAST_LINE = (
    "id",
    "customer_id",
    "claim_id",
    "position",
    "category",
    "service_date",
    "until_date",
    "provider",
    "billed_minor",
    "out_of_catalogue_minor",
    "class_self_paid_minor",
    "social_fund_paid_minor",
    "other_paid_minor",
    "elsewhere_minor",
    "settled_by_social",
    "benefit_facts",
    "refused_minor",
    "payable_minor",
)
_PAST_CLAIM = (
    "claim__id",
    "claim__number",
    "claim__customer_id",
    "claim__policy_id",
    "claim__state",
    "claim__cause",
    "claim__event_date",
    "claim__submitted_at",
    "claim__decided_at",
    "claim__decision",
    "claim__payable_minor",
)


@dataclass(eq=False)
class Case:
    """One claim with its expenses, its policy's plan, and what the rules and the warnings make of it."""

    claim: Claim
    lines: list[ClaimLine]
    policy: Policy
    plan: Plan
    around: Around
    turn: int = 1  # the number that the next adjudication gets
    sent_minor: int = 0  # ordered or arrived
    ordered_minor: int = 0
    new: bool = False  # not written yet
    papers: list[ClaimDocument] = field(default_factory=list)  # not written yet
    outcome: Outcome | None = None
    warnings: list[ReviewWarning] = field(default_factory=list)
    receivable: Receivable | None = None

    @property
    def customer(self) -> Customer:
        return self.policy.customer

    @property
    def decided_outcome(self) -> Outcome:
        """What the rules make of it. Raises RuntimeError before they have looked."""
        if self.outcome is None:
            raise RuntimeError("the rules have not looked at this claim yet")
        return self.outcome


@dataclass
class History:
    """The earlier expenses of some customers: handed in and neither withdrawn nor reversed."""

    lines: dict[UUID, list[ClaimLine]]

    def of_customer(self, customer_id: UUID) -> list[ClaimLine]:
        return self.lines.get(customer_id, [])

    def open_before(self, claim: Claim) -> tuple[UUID, ...]:
        """Earlier claims of the same policy that still wait: the examiner should take them in order."""
        earlier = {
            line.claim_id
            for line in self.of_customer(claim.customer_id)
            if line.claim.policy_id == claim.policy_id
            and line.claim.state in UNDECIDED
            and _in_turn(line.claim) < _in_turn(claim)
        }
        return tuple(sorted(earlier))


def _in_turn(claim: Claim) -> tuple[Any, ...]:
    """Where a claim stands among those handed in; identities grow with time."""
    return (claim.submitted_at or claim.created_at, claim.pk)


def hold_policies(policy_ids: Any) -> dict[UUID, Policy]:
    """The policies and all others of their customers, held until the transaction ends; one statement.

    All others, because several policies of one person pay for the same bill: who decides under one must see the other.
    """
    customers = Policy.objects.filter(pk__in=policy_ids).values("customer_id")
    rows = with_digest(Policy.objects.filter(customer_id__in=customers).select_related("customer"))
    running = Policy.objects.filter(customer_id=OuterRef("customer_id"), state__in=list(RUNNING)).order_by()
    consent = Consent.objects.filter(
        customer_id=OuterRef("customer_id"), purpose=Purpose.AUTOMATED_DECISION, withdrawn_at=None
    )
    no_mail = Preference.objects.filter(
        customer_id=OuterRef("customer_id"), kind=Kind.SERVICE, channel=Medium.EMAIL, wanted=False
    )
    rows = rows.annotate(
        has_consent=Exists(consent),
        no_mail=Exists(no_mail),
        running=Subquery(running.values("customer_id").annotate(count=Count("pk")).values("count")),
    )
    held = rows.select_for_update(of=("self",), no_key=True).order_by("pk")
    return {policy.pk: policy for policy in held}


def load_cases(claim_ids: Collection[UUID], *, states: Collection[ClaimState]) -> list[Case]:
    """The claims that are in one of `states`, held, in the order in which they were handed in. Three statements."""
    policies = hold_policies(Claim.objects.filter(pk__in=claim_ids).values("policy_id"))
    claims = (
        Claim.objects.select_for_update(of=("self",))
        .filter(pk__in=claim_ids, state__in=list(states))
        .annotate(turns=_last_turn(), **around())
        .annotate(
            sent_minor=_sent(PayoutState.ORDERED, PayoutState.SETTLED),
            ordered_minor=_sent(PayoutState.ORDERED),
        )
        .order_by("pk")
    )
    by_claim: dict[UUID, list[ClaimLine]] = defaultdict(list)
    held = list(claims)
    for line in ClaimLine.objects.filter(claim__in=[claim.pk for claim in held]).order_by("position"):
        by_claim[line.claim_id].append(line)
    book = PlanBook()
    cases = [_case(claim, by_claim[claim.pk], policies[claim.policy_id], book) for claim in held]
    return sorted(cases, key=lambda case: _in_turn(case.claim))


def _case(claim: Any, lines: list[ClaimLine], policy: Policy, book: PlanBook) -> Case:
    claim.policy, claim.customer = policy, policy.customer
    for line in lines:
        line.claim = claim
    return Case(
        claim=claim,
        lines=lines,
        policy=policy,
        plan=book.plan_of(policy),
        turn=(claim.turns or 0) + 1,
        sent_minor=claim.sent_minor or 0,
        ordered_minor=claim.ordered_minor or 0,
        around=_around(claim),
    )


def _around(claim: Claim) -> Around:
    """What a hospital hands in needs no paper: it is the hospital's own record."""
    found = around_of(claim)
    return replace(found, has_papers=found.has_papers or bool(claim.provider_reference))


def _last_turn() -> Subquery:
    rows = Adjudication.objects.filter(claim_id=OuterRef("pk")).order_by("-turn")
    return Subquery(rows.values("turn")[:1])


def _sent(*states: PayoutState) -> Subquery:
    rows = PayoutLink.objects.filter(claim_id=OuterRef("pk"), state__in=list(states)).order_by()
    return Subquery(rows.values("claim_id").annotate(sum=Sum("amount_minor")).values("sum"))


def read_history(customers: Iterable[Customer]) -> History:
    """All that these customers handed in and did not take back, in one statement; what is being decided is among it."""
    known = {customer.pk: customer for customer in customers}
    gone = [ClaimState.DRAFT, ClaimState.WITHDRAWN, ClaimState.REVERSED]
    rows = (
        ClaimLine.objects.filter(customer_id__in=list(known))
        .exclude(claim__state__in=gone)
        .select_related("claim")
        .only(*_PAST_LINE, *_PAST_CLAIM)
    )
    found: dict[UUID, list[ClaimLine]] = defaultdict(list)
    for row in rows:
        row.claim.customer = known[row.customer_id]
        found[row.customer_id].append(row)
    return History(found)


def waves(cases: Sequence[Case]) -> Iterator[list[Case]]:
    """Cuts of the cases in which each customer stands at most once, so that many together come out as one by one."""
    places: dict[UUID, int] = defaultdict(int)
    cut: dict[int, list[Case]] = defaultdict(list)
    for case in cases:
        cut[places[case.claim.customer_id]].append(case)
        places[case.claim.customer_id] += 1
    yield from (cut[place] for place in sorted(cut))


def keys_of(cases: Sequence[Case]) -> Any:
    """Within the block, sealing and opening for these customers asks the database no more."""
    return keys_at_hand({case.claim.customer_id for case in cases})
