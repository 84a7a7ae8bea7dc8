"""What does the review need to know of claims? Three questions to the database, however many claims there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import numpy as np
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from hearten.base.vault.keyring import blind_index
from hearten.base.vault.services import keys_at_hand
from hearten.domains.claims.models import Claim, ClaimDocument, ClaimItem, ClaimLine, Reading
from hearten.domains.claims.types import UNDECIDED, Cause, ClaimState, Payee, ReviewReason
from hearten.domains.customers.models import BankAccount, Consent, Customer
from hearten.domains.customers.types import AccountState, Purpose
from hearten.domains.partners.selectors import hospital_levels
from hearten.domains.policies.models import Policy
from hearten.domains.policies.types import RUNNING
from hearten.domains.terminology.selectors import rule_table
from hearten.engines.review import (
    MISSING,
    Book,
    Cases,
    Item,
    LineFinding,
    Person,
    RuleTable,
    Visit,
    check_lines,
)

HISTORY = timedelta(days=366)
CLAIMS_WITHIN = timedelta(days=30)
INPATIENT = "inpatient"
# Hypertension, diabetes, heart disease, stroke's after-effects, lung, liver and kidney disease, gout, rheumatism, thyroid.
CHRONIC = (
    "I1",
    "I20",
    "I25",
    "I69",
    "E1",
    "J44",
    "J45",
    "K73",
    "K74",
    "N18",
    "M10",
    "M05",
    "M06",
    "E03",
    "E05",
)
_NOT_MADE = (ClaimState.DRAFT, ClaimState.WITHDRAWN, ClaimState.REVERSED)


class Decided(Protocol):
    """What the rules make of a claim, as far as the review looks at it."""

    @property
    def payable_minor(self) -> int: ...

    @property
    def leaves_out(self) -> bool: ...

    @property
    def within_deductible(self) -> bool: ...


@dataclass(frozen=True)
class _Accounts:
    """Digests of the accounts of a customer that the bank has confirmed, and of those that it says are another's."""

    confirmed: frozenset[bytes]
    mismatched: frozenset[bytes]


@dataclass(frozen=True, kw_only=True)
class Around:
    """What stands around a claim: consent, papers, other policies, and earlier claims that are not decided."""

    has_consent: bool
    has_papers: bool
    repeats_paper: bool = False
    other_payer: bool = False
    bill_unproven: bool = False
    accounts: _Accounts | None = None
    policies: int = 1
    earlier: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class ReviewFacts:
    """The claims in the order in which they came, with what is known about them. Item numbers are those of `items`."""

    claims: Sequence[Claim]
    book: Book
    lines: Sequence[LineFinding] = ()


@dataclass
class _Codes:
    """Small whole numbers for claims, people and places, so that the rules can count over columns."""

    claims: dict[UUID, int] = field(default_factory=dict)
    people: dict[UUID, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)

    def claim(self, key: UUID) -> int:
        return self.claims.setdefault(key, len(self.claims))

    def person(self, key: UUID) -> int:
        return self.people.setdefault(key, len(self.people))

    def place(self, name: str) -> int:
        return self.places.setdefault(name.strip(), len(self.places))


def review_facts(
    claims: Sequence[Claim],
    outcomes: Mapping[UUID, Decided],
    *,
    now: datetime,
    around: Mapping[UUID, Around] | None = None,
    lines: Sequence[ClaimLine] | None = None,
) -> ReviewFacts:
    """Everything the rules look at, for all `claims`: themselves, their people's year, the items of their bills.

    Who has read them already hands over what stands `around` the claims (then each has its policy and customer at hand)
    and the `lines` of their people with their claims; without them they are read here.
    """
    ordered = sorted(claims, key=lambda claim: (claim.submitted_at or now, claim.pk))
    codes = _Codes()
    for claim in ordered:
        codes.claim(claim.pk)
    people = {claim.customer_id for claim in ordered}
    today = timezone.localdate(now)
    since = min([today, *(claim.event_date for claim in ordered if claim.event_date)]) - HISTORY
    with keys_at_hand(people):
        rows = {claim.pk: claim for claim in ordered}
        if around is None:
            rows = {row.pk: row for row in _with_around(list(rows))}
            around = {key: around_of(row) for key, row in rows.items()}
        if lines is None:
            lines = list(_lines(list(codes.claims), people, since))
        items = _items(list(codes.claims), people, since, lines, codes)
        cases = _cases(
            ordered, rows=rows, around=around, outcomes=outcomes, lines=lines, codes=codes, now=now
        )
    visits = [_visit(line, codes) for line in lines]
    found = check_lines(
        items,
        rule_table() if items else RuleTable({}, {}),
        {codes.person(row.customer_id): _person(row) for row in rows.values()},
        cases=len(ordered),
        levels={
            codes.places[name]: level for name, level in hospital_levels().items() if name in codes.places
        },
    )
    return ReviewFacts(ordered, Book(cases, visits, items), found)


def around() -> dict[str, Any]:
    """Annotations for claims that `around_of` reads, so that they come with the claims in one statement."""
    consent = Consent.objects.filter(
        customer_id=OuterRef("customer_id"), purpose=Purpose.AUTOMATED_DECISION, withdrawn_at=None
    )
    elsewhere = ClaimDocument.objects.filter(
        sha256=OuterRef("sha256"), added_at__lt=OuterRef("added_at")
    ).exclude(Q(claim_id=OuterRef("claim_id")) | Q(claim__state__in=_NOT_MADE))
    earlier = Claim.objects.filter(
        policy_id=OuterRef("policy_id"), state__in=list(UNDECIDED), submitted_at__lt=OuterRef("submitted_at")
    )
    policies = Policy.objects.filter(customer_id=OuterRef("customer_id"), state__in=list(RUNNING)).order_by()
    papers = ClaimDocument.objects.filter(claim_id=OuterRef("pk"))
    return {
        "around_consent": Exists(consent),
        "around_papers": Exists(papers),
        "around_repeats": Exists(papers.filter(Exists(elsewhere))) | Exists(_repeated_readings()),
        "around_other_payer": Exists(
            Reading.objects.filter(claim_id=OuterRef("pk"), payer_differs=True, confirmed_at__isnull=False)
        ),
        "around_unproven": Exists(
            Reading.objects.filter(claim_id=OuterRef("pk"), to_compare=True, confirmed_at__isnull=False)
        ),
        "around_earlier": ArraySubquery(earlier.order_by().values("pk")),
        "around_confirmed": ArraySubquery(_accounts(AccountState.CONFIRMED)),
        "around_mismatched": ArraySubquery(_accounts(AccountState.MISMATCH)),
        "around_policies": Subquery(
            policies.values("customer_id").annotate(count=Count("pk")).values("count")
        ),
    }


def _repeated_readings() -> QuerySet[Reading]:
    """Bills that were read before in another claim: the same code and number, or the same payer, day and amounts."""
    same = Q(bill_code_index=OuterRef("bill_code_index")) | Q(content_index=OuterRef("content_index"))
    others = Reading.objects.filter(same, queued_at__lt=OuterRef("queued_at")).exclude(
        Q(claim_id=OuterRef("claim_id")) | Q(claim__state__in=_NOT_MADE)
    )
    return Reading.objects.filter(Exists(others), claim_id=OuterRef("pk"))


def around_of(claim: Any) -> Around:
    """What stands around a claim that was read with `around()`."""
    return Around(
        has_consent=claim.around_consent,
        has_papers=claim.around_papers,
        repeats_paper=claim.around_repeats,
        other_payer=claim.around_other_payer,
        bill_unproven=claim.around_unproven,
        accounts=_Accounts(
            frozenset(map(bytes, claim.around_confirmed)), frozenset(map(bytes, claim.around_mismatched))
        ),
        policies=claim.around_policies or 0,
        earlier=tuple(claim.around_earlier),
    )


def _accounts(state: AccountState) -> QuerySet[BankAccount, Any]:
    rows = BankAccount.objects.filter(customer_id=OuterRef("customer_id"), state=state, replaced_at=None)
    return rows.order_by().values("number_index")


def _with_around(ids: Sequence[UUID]) -> QuerySet[Claim]:
    return Claim.objects.filter(pk__in=ids).select_related("customer", "policy").annotate(**around())


def _lines(ids: Sequence[UUID], people: set[UUID], since: date) -> QuerySet[ClaimLine]:
    rows = ClaimLine.objects.filter(
        Q(claim_id__in=ids) | Q(customer_id__in=people, service_date__gte=since)
    ).exclude(claim__state__in=_NOT_MADE)
    return rows.select_related("claim").only(
        "customer_id", "position", "category", "service_date", "until_date", "provider", "billed_minor",
        "claim__submitted_at", "claim__policy_id",
    ).order_by("claim_id", "position")  # fmt: skip


def _items(
    ids: Sequence[UUID], people: set[UUID], since: date, lines: Sequence[ClaimLine], codes: _Codes
) -> list[Item]:
    rows = ClaimItem.objects.filter(Q(claim_id__in=ids) | Q(customer_id__in=people, day__gte=since)).order_by(
        "claim_id", "position"
    )
    line_of = {(line.claim_id, line.position): line for line in lines}
    found = []
    for row in rows:
        line = line_of.get((row.claim_id, row.line_position))
        if line is None:
            continue  # of a draft or a withdrawn claim, or of an expense that was changed since
        found.append(
            Item(
                claim=codes.claim(row.claim_id),
                person=codes.person(row.customer_id),
                day=row.day.toordinal(),
                name=row.name or "",
                kind=row.kind,
                amount=row.amount_minor,
                code=row.code or "",
                quantity=row.quantity_milli,
                unit_price=row.unit_price_minor,
                place=codes.place(line.provider),
                inpatient=_inpatient(line),
                visit=row.line_position,
                detail=row.detail,
            )
        )
    return found


def _visit(line: ClaimLine, codes: _Codes) -> Visit:
    return Visit(
        claim=codes.claim(line.claim_id),
        person=codes.person(line.customer_id),
        day=line.service_date.toordinal(),
        place=codes.place(line.provider),
        amount=line.billed_minor,
        inpatient=_inpatient(line),
        until=(line.until_date or line.service_date).toordinal(),
    )


def _cases(
    ordered: Sequence[Claim],
    *,
    rows: Mapping[UUID, Claim],
    around: Mapping[UUID, Around],
    outcomes: Mapping[UUID, Decided],
    lines: Sequence[ClaimLine],
    codes: _Codes,
    now: datetime,
) -> Cases:
    own: dict[UUID, list[ClaimLine]] = {}
    of_person: dict[UUID, dict[UUID, datetime | None]] = {}
    for line in lines:
        own.setdefault(line.claim_id, []).append(line)
        of_person.setdefault(line.customer_id, {})[line.claim_id] = line.claim.submitted_at
    numbers = []
    for place, claim in enumerate(ordered):
        policy = rows[claim.pk].policy
        facts = _of_claim(claim, outcomes[claim.pk]) | _of_cover(claim, policy)
        facts |= _of_lines(own.get(claim.pk, []), policy, now)
        facts |= _of_around(around[claim.pk], codes)
        facts |= _of_account(claim, rows[claim.pk].customer, around[claim.pk].accounts)
        recent = [
            key
            for key, at in of_person.get(claim.customer_id, {}).items()
            if at is not None and at >= now - CLAIMS_WITHIN and not place < codes.claim(key) < len(ordered)
        ]
        numbers.append(facts | {"claims_30_days": len(recent)})
    names = {name for facts in numbers for name in facts}
    return Cases(
        person=[codes.person(claim.customer_id) for claim in ordered],
        product=[claim.product_code for claim in ordered],
        numbers={name: np.array([facts.get(name, MISSING) for facts in numbers], np.int64) for name in names},
    )


def _of_claim(claim: Claim, outcome: Decided) -> dict[str, int]:
    return {
        "pays_nothing": outcome.leaves_out or (outcome.payable_minor == 0 and not outcome.within_deductible),
        "payable_minor": outcome.payable_minor,
        "claimed_minor": claim.claimed_minor,
        "person_asked": claim.person_asked,
        "no_account": not claim.bank_account,
        "hospital_cancelled": ReviewReason.HOSPITAL_CANCELLED in claim.review_reasons,
        "not_worked_out": ReviewReason.NOT_WORKED_OUT in claim.review_reasons,
        "illness": claim.cause != Cause.ACCIDENT,
        "chronic": (claim.diagnosis_code or "").startswith(CHRONIC),
    }


def _of_around(around: Around, codes: _Codes) -> dict[str, int]:
    return {
        "no_consent": not around.has_consent,
        "no_document": not around.has_papers,
        "repeated_bill": around.repeats_paper,
        "other_payer": around.other_payer,
        "bill_unproven": around.bill_unproven,
        "earlier_open": any(key not in codes.claims for key in around.earlier),
        "policies": around.policies,
    }


def _of_account(claim: Claim, customer: Customer, accounts: _Accounts | None) -> dict[str, int]:
    """Whether the bank says that the account is another's, or has not confirmed one that is not the one in use."""
    number = claim.bank_account
    if accounts is None or not number or claim.payee == Payee.PROVIDER or number == customer.bank_account:
        return {}
    index = blind_index(number)
    known, wrong = index in accounts.confirmed, index in accounts.mismatched
    return {"account_mismatch": wrong and not known, "account_unconfirmed": not known and not wrong}


def _of_cover(claim: Claim, policy: Policy) -> dict[str, int]:
    event = claim.event_date
    facts = {
        "sum_insured_minor": policy.sum_insured_minor,
        "renewal": policy.renewal_of_id is not None,
        "agreed_exclusion": bool(policy.excluded),
    }
    if event is not None:
        facts["days_since_start"] = (event - policy.inception).days
        facts["policy_ended"] = policy.ended_on is not None and event >= policy.ended_on
    return facts


def _of_lines(lines: Sequence[ClaimLine], policy: Policy, now: datetime) -> dict[str, int]:
    if not lines:
        return {}
    end = policy.ended_on or policy.expiry
    stays = [
        (line.until_date - line.service_date).days for line in lines if _inpatient(line) and line.until_date
    ]
    levels = hospital_levels()
    facts = {
        "days_late": (timezone.localdate(now) - min(line.service_date for line in lines)).days,
        "visits_in_claim": len({(line.service_date, line.provider.strip()) for line in lines}),
        "fixed_benefit": all(line.billed_minor == 0 for line in lines),
        "outside_cover": sum(not policy.inception <= line.service_date < end for line in lines),
        "inpatient_level_1": any(
            _inpatient(line) and levels.get(line.provider.strip()) == 1 for line in lines
        ),
    }
    return facts | ({"shortest_stay_days": min(stays)} if stays else {})


def _inpatient(line: ClaimLine) -> bool:
    return line.category.startswith(INPATIENT)


def _person(row: Claim) -> Person:
    birth = row.customer.birth_date
    return Person(sex=row.customer.sex, birth=birth.toordinal() if birth else 0)
