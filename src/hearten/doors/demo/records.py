"""Simulated columns as the rows that the domains' bulk services take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np

from hearten.base.touchpoints.types import Channel, Moment, Stage
from hearten.domains.claims.types import Cause, LineFacts, LoadRow
from hearten.domains.customers.types import CustomerFacts, Purpose, Sex, SocialInsurance
from hearten.domains.improvement.types import CaseKind, Outcome, PastCase, Reason
from hearten.domains.policies.types import EndReason, PolicyFacts
from hearten.domains.products.selectors import get_product, quote
from hearten.domains.products.types import Applicant
from hearten.domains.surveys.types import PastResponse
from hearten.doors.demo.answers import Answers
from hearten.doors.demo.happenings import DAY, day_of, second_of
from hearten.doors.demo.identities import identity, moment, stream
from hearten.doors.demo.life import Life
from hearten.doors.demo.people import CHANNELS
from hearten.doors.demo.portfolio import PLANS
from hearten.doors.demo.words import COMPLAINTS, DIAGNOSES
from hearten.kernel.period import add_years, age_on

SOURCE = "demo"
_OFFICE_HOUR = 10 * 3600
_LOW_CSAT, _LOW_EASE, _LOW_NPS = 2, 3, 6
_CAUSES = {
    "delay": "slow_claim",
    "refused": "refused_expectation",
    "partial": "amount_disputed",
    "service": "hard_to_reach",
}
_OUTCOMES = (
    (Outcome.RESOLVED, 0.55),
    (Outcome.EXPLAINED, 0.25),
    (Outcome.PARTLY, 0.12),
    (Outcome.UNREACHABLE, 0.08),
)


def customer_rows(life: Life) -> list[CustomerFacts]:
    people, contracts = life.people, life.contracts
    joined = np.full(len(people), np.iinfo(np.int64).max)
    np.minimum.at(joined, contracts.person, second_of(contracts.start))
    joined -= 2 * DAY
    return [
        CustomerFacts(
            id=identity(life.seed, "customer", i, joined[i]),
            name=people.name[i],
            sex=Sex.FEMALE if people.female[i] else Sex.MALE,
            birth_date=people.birth[i],
            region=people.region[i],
            occupation_class=int(people.occupation[i]),
            social_insurance=SocialInsurance(people.social[i]),
            preferred_channel=CHANNELS[people.channel[i]],
            phone=people.phone[i],
            email=people.email[i],
            id_number=people.id_number[i],
            bank_account=people.bank_account[i],
            source=SOURCE,
            source_id=f"{life.seed}-{i}",
            created_at=moment(joined[i] + _OFFICE_HOUR),
            consents=tuple(Purpose),
        )
        for i in range(len(people))
    ]


def policy_rows(
    life: Life, customers: Sequence[UUID], today: date
) -> tuple[list[PolicyFacts], list[list[tuple[int, UUID]]]]:
    """One row for each yearly policy; and for each contract its terms as (first day, policy)."""
    contracts, people = life.contracts, life.people
    lapse_day = np.zeros(len(contracts), dtype=np.int64)
    gone = life.complaints.lapse > 0
    lapse_day[life.complaints.contract[gone]] = day_of(life.complaints.lapse[gone])
    prices: dict[Any, int] = {}
    rows: list[PolicyFacts] = []
    terms: list[list[tuple[int, UUID]]] = []
    for c in range(len(contracts)):
        person, plan = contracts.person[c], PLANS[contracts.plan[c]]
        own: list[tuple[int, UUID]] = []
        for start, end, reason in _terms(life, c, int(lapse_day[c]), today):
            issued = int(second_of(np.array(start.toordinal()))) - DAY + _OFFICE_HOUR + 3600 * (c % 9)
            key = identity(life.seed, f"policy{len(own)}", c, issued)
            rows.append(
                PolicyFacts(
                    id=key,
                    customer_id=customers[person],
                    product_code=plan.code,
                    inception=start,
                    issued_at=moment(issued),
                    premium_minor=_premium(prices, life, c, start, renewal=bool(own)),
                    choices=contracts.choices[c],
                    channel=CHANNELS[contracts.channel[c]],
                    has_social_insurance=people.social[person] != "none",
                    ended_on=end,
                    end_reason=reason,
                    renewal_of=own[-1][1] if own else None,
                )
            )
            own.append((start.toordinal(), key))
        terms.append(own)
    return rows, terms


def _terms(
    life: Life, contract: int, lapse_day: int, today: date
) -> Iterator[tuple[date, date | None, EndReason | None]]:
    """The yearly terms of one contract: first day, and how it ended if it did."""
    contracts = life.contracts
    first = date.fromordinal(int(contracts.start[contract]))
    own_end = int(contracts.end[contract])
    for year in range(30):
        start, expiry = add_years(first, year), add_years(first, year + 1)
        if start > today or (own_end and start.toordinal() >= own_end):
            return
        if lapse_day and lapse_day <= expiry.toordinal():
            yield start, date.fromordinal(max(lapse_day, start.toordinal())), EndReason.UNPAID
            return
        if own_end == expiry.toordinal():
            yield start, expiry, EndReason.UNPAID if contracts.lapses[contract] else EndReason.TERM
            return
        yield (start, expiry, EndReason.TERM) if expiry <= today else (start, None, None)


def _premium(prices: dict[Any, int], life: Life, contract: int, on: date, *, renewal: bool) -> int:
    """What the product's own tariff asks of this person; equal persons are priced once."""
    contracts, people = life.contracts, life.people
    person = contracts.person[contract]
    applicant = Applicant(
        age=max(0, age_on(people.birth[person], on)),
        sex="female" if people.female[person] else "male",
        region=people.region[person],
        occupation_class=int(people.occupation[person]),
        has_social_insurance=people.social[person] != "none",
    )
    product = get_product(PLANS[contracts.plan[contract]].code, on)
    key = (product.sha256, applicant, tuple(contracts.choices[contract].items()), renewal)
    if key not in prices:
        prices[key] = quote(product, contracts.choices[contract], applicant, renewal=renewal).premium_minor
    return prices[key]


def claim_rows(life: Life, customers: Sequence[UUID], terms: list[list[tuple[int, UUID]]]) -> list[LoadRow]:
    claims, contracts = life.claims, life.contracts
    rows = []
    for i in range(len(claims)):
        contract = claims.contract[i]
        person = contracts.person[contract]
        policy = [key for start, key in terms[contract] if start <= claims.event_day[i]][-1]
        rows.append(
            LoadRow(
                id=identity(life.seed, "claim", i, claims.submitted[i]),
                customer_id=customers[person],
                policy_id=policy,
                cause=Cause.ILLNESS if claims.illness[i] else Cause.ACCIDENT,
                event_date=date.fromordinal(int(claims.event_day[i])),
                diagnosis=_diagnosis(PLANS[contracts.plan[contract]].key, bool(claims.illness[i]), i),
                submitted_at=moment(claims.submitted[i]),
                decided_at=moment(claims.decided[i]) if claims.decided[i] else None,
                paid_at=moment(claims.paid[i]) if claims.paid[i] else None,
                auto=bool(claims.auto[i]),
                examiner=f"examiner:{identity(life.seed, 'staff', 3 + i % 2, 0)}",
                channel=CHANNELS[claims.channel[i]],
                bank_account=life.people.bank_account[person],
                lines=tuple(
                    LineFacts(
                        category=bill.category,
                        service_date=bill.day,
                        provider=bill.provider,
                        billed_minor=bill.billed,
                        out_of_catalogue_minor=bill.own,
                        social_fund_paid_minor=bill.fund,
                        settled_by_social=bill.settled,
                        until_date=bill.until,
                        benefit_facts=bill.facts,
                    )
                    for bill in life.bills[i]
                ),
            )
        )
    return rows


def _diagnosis(plan: str, illness: bool, place: int) -> str:
    found = DIAGNOSES[plan, illness]
    return found[place % len(found)]


def response_rows(
    life: Life, answers: Answers, customers: Sequence[UUID], claims: Sequence[LoadRow]
) -> list[PastResponse]:
    rows = []
    for i in range(len(answers)):
        claim = claims[answers.claim[i]]
        contract = life.claims.contract[answers.claim[i]]
        person = life.contracts.person[contract]
        code = PLANS[life.contracts.plan[contract]].code
        done = answers.answered[i] > 0
        rows.append(
            PastResponse(
                invitation_id=identity(life.seed, "invitation", i, answers.sent[i]),
                response_id=identity(life.seed, "response", i, answers.sent[i]) if done else None,
                customer_id=customers[person],
                survey_code="post_claim",
                invited_at=moment(answers.sent[i]),
                opened_at=moment(answers.opened[i]) if answers.opened[i] else None,
                answered_at=moment(answers.answered[i]) if done else None,
                channel=CHANNELS[life.people.channel[person]],
                csat=int(answers.csat[i]) if done else None,
                effort=int(answers.effort[i]) if done else None,
                nps=int(answers.nps[i]) if done else None,
                comment=(answers.comment[i] or None) if done else None,
                duration_s=int(answers.answered[i] - answers.opened[i]) if done else 0,
                product_code=code,
                claim_id=claim.id,
            )
        )
    return rows


def complaint_cases(
    life: Life, customers: Sequence[UUID], claims: Sequence[LoadRow], owners: Sequence[UUID]
) -> list[PastCase]:
    complaints, rng = life.complaints, stream(life.seed, "complaint words")
    rows = []
    for i in range(len(complaints)):
        person, contract = complaints.person[i], complaints.contract[i]
        phrases, claim = COMPLAINTS[complaints.topic[i]], complaints.claim[i]
        closed = complaints.closed[i] > 0
        rows.append(
            PastCase(
                id=identity(life.seed, "complaint", i, complaints.opened[i]),
                customer_id=customers[person],
                opened_at=moment(complaints.opened[i]),
                kind=CaseKind.COMPLAINT,
                reason=Reason.COMPLAINT,
                claim_id=claims[claim].id if claim >= 0 else None,
                product_code=PLANS[life.contracts.plan[contract]].code,
                summary=phrases[int(rng.random() * len(phrases))],
                channel="phone" if i % 3 else "app",
                owner_id=owners[i % len(owners)] if closed else None,
                taken_at=moment(complaints.opened[i] + 5 * 3600) if closed else None,
                closed_at=moment(complaints.closed[i]) if closed else None,
                root_cause=_CAUSES[complaints.topic[i]] if closed else "",
                outcome=(Outcome.RESOLVED if complaints.resolved[i] else Outcome.UNRESOLVED)
                if closed
                else None,
            )
        )
    return rows


def low_answer_cases(
    life: Life, answers: Answers, responses: Sequence[PastResponse], owners: Sequence[UUID]
) -> list[PastCase]:
    """What low answers opened, by the rules that open cases now."""
    rng, horizon = stream(life.seed, "cases"), life.now
    rows = []
    for i, row in enumerate(responses):
        reason = _low_reason(row)
        if reason is None or row.answered_at is None:
            continue
        taken = row.answered_at + timedelta(hours=2 + 20 * rng.random())
        closed: datetime | None = taken + timedelta(days=0.5 + 3 * rng.random())
        luck = rng.random()
        if taken > horizon:
            rows.append(_case(life, i, row, reason))
            continue
        owner = owners[i % len(owners)]
        if closed and closed > horizon:
            rows.append(_case(life, i, row, reason, owner_id=owner, taken_at=taken))
            continue
        rows.append(
            _case(
                life,
                i,
                row,
                reason,
                owner_id=owner,
                taken_at=taken,
                closed_at=closed,
                root_cause=_cause(life, answers, i),
                outcome=_outcome(luck),
            )
        )
    return rows


def _case(life: Life, index: int, row: PastResponse, reason: Reason, **facts: Any) -> PastCase:
    at = int(row.answered_at.timestamp()) if row.answered_at else 0
    return PastCase(
        id=identity(life.seed, "case", index, at),
        customer_id=row.customer_id,
        opened_at=moment(at),
        reason=reason,
        response_id=row.response_id,
        claim_id=row.claim_id,
        product_code=row.product_code,
        channel=row.channel,
        **facts,
    )


def _low_reason(row: PastResponse) -> Reason | None:
    for score, line, reason in (
        (row.csat, _LOW_CSAT, Reason.LOW_CSAT),
        (row.effort, _LOW_EASE, Reason.LOW_EFFORT),
        (row.nps, _LOW_NPS, Reason.LOW_NPS),
    ):
        if score is not None and score <= line:
            return reason
    return None


def _cause(life: Life, answers: Answers, index: int) -> str:
    claim = answers.claim[index]
    if life.claims.early[claim]:
        return "refused_expectation"
    if life.claims.documents[claim]:
        return "too_many_papers"
    return "slow_claim" if life.claims.delay_days[claim] > 6 else "unclear_explanation"


def _outcome(luck: float) -> Outcome:
    for outcome, share in _OUTCOMES:
        if luck < share:
            return outcome
        luck -= share
    return Outcome.EXPLAINED


def case_moments(cases: Sequence[PastCase]) -> Iterator[Moment]:
    """What cases leave on the journey, as the case services of today do."""
    for case in cases:
        refs = {"case_id": str(case.id), "reason": case.reason.value, "case_kind": case.kind.value}
        if case.claim_id:
            refs["claim_id"] = str(case.claim_id)
        if case.product_code:
            refs["product_code"] = case.product_code
        yield Moment(
            customer_id=case.customer_id,
            stage=Stage.SERVE,
            channel=Channel(case.channel),
            kind="case.opened",
            outcome=case.reason.value,
            occurred_at=case.opened_at,
            refs=refs,
        )
        if case.closed_at and case.outcome:
            yield Moment(
                customer_id=case.customer_id,
                stage=Stage.SERVE,
                channel=Channel.DESK,
                kind="case.closed",
                outcome=case.outcome.value,
                occurred_at=case.closed_at,
                refs=refs,
            )
