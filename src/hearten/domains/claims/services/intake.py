"""Taking whole claims in: from a hospital, a file, the desk, an agent; one or many in one call, decided at once where asked.

A claim that is known already (its token, or the hospital's own number) is given back as it is: sent twice is one claim.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims.models import Claim, ClaimDocument
from hearten.domains.claims.selectors.columns import PlanBook
from hearten.domains.claims.selectors.review_facts import Around
from hearten.domains.claims.services.cases import Case, hold_policies, keys_of
from hearten.domains.claims.services.checks import check_text
from hearten.domains.claims.services.concluding import write_cases
from hearten.domains.claims.services.deciding import look_at
from hearten.domains.claims.services.documents import forget_files, store_documents
from hearten.domains.claims.services.drafts import LONGEST_TOKEN, line_row
from hearten.domains.claims.services.handing_in import check_whole, hand_in, queue_decisions
from hearten.domains.claims.services.steps import Traces
from hearten.domains.claims.types import ClaimState, NewClaim, Payee
from hearten.domains.customers.selectors.representation import may_claim_for
from hearten.domains.customers.services.registration import check_contact
from hearten.domains.policies.models import Policy
from hearten.kernel.errors import Conflict, HeartenError, Invalid, NotFound
from hearten.kernel.ids import new_id, new_number
from hearten.kernel.text import N_

# By each name that a claim has: the claim, or what was handed over for it and is not a claim yet.
_Keys = dict[tuple[Any, ...], Claim | NewClaim]


def receive_claims(
    claims: Sequence[NewClaim], *, by: Actor, now: datetime, at_once: bool = True
) -> list[Claim]:
    """Take the claims in and, `at_once`, let the rules decide them; else a job does. Gives them back in their order.

    All or none: raises Invalid, naming claim and field (`claims.3.lines.1.billed`), for the first that can't be right,
    NotFound for a policy that is not the customer's, Conflict for a hospital's number that names another customer's claim.
    """
    stored: list[ClaimDocument] = []
    try:
        with transaction.atomic():
            return _receive(claims, by=by, now=now, at_once=at_once, stored=stored)
    except Exception:
        forget_files(stored)
        raise


def _receive(
    claims: Sequence[NewClaim], *, by: Actor, now: datetime, at_once: bool, stored: list[ClaimDocument]
) -> list[Claim]:
    policies = hold_policies({claim.policy_id for claim in claims})
    known, repeated = _known(claims)
    fresh: list[tuple[int, NewClaim]] = []
    for place, given in enumerate(claims):
        _check_right(given, policies, by)
        if not _is_known(given, known):
            fresh.append((place, given))
            known |= dict.fromkeys(_keys(given), given)  # the same claim twice in one call is one
    book, many = PlanBook(), len(claims) > 1
    for wave in _waves(fresh):
        cases = [
            _case(given, place if many else None, policies, book, repeated=repeated, now=now)
            for place, given in wave
        ]
        with keys_of(cases):
            _add_papers(cases, [given for _, given in wave], stored, by=by, now=now)
            traces = Traces(by, now)
            for case in cases:
                hand_in(case.claim, traces)
            if at_once:
                look_at(cases, traces)
            else:
                queue_decisions([case.claim for case in cases], traces)
            write_cases(cases, traces)
        for case, (_, given) in zip(cases, wave, strict=True):
            known |= dict.fromkeys(_keys(given), case.claim)
    return [_found(given, known) for given in claims]


def _found(given: NewClaim, known: _Keys) -> Claim:
    return next(row for key in _keys(given) if isinstance(row := known[key], Claim))


def _known(claims: Sequence[NewClaim]) -> tuple[_Keys, set[bytes]]:
    """The claims that are here already, by each name they have, and which of the papers came with another claim before."""
    digests = [one.digest for claim in claims for one in claim.documents]
    papers = ClaimDocument.objects.filter(sha256__in=digests)
    named = Q(
        customer_id__in={claim.customer_id for claim in claims},
        client_token__in={claim.client_token for claim in claims},
    ) | Q(
        provider_code__in={claim.provider_code for claim in claims if claim.provider_reference},
        provider_reference__in={claim.provider_reference for claim in claims if claim.provider_reference},
    )
    rows: QuerySet[Any] = Claim.objects.all()
    if digests:
        seen = papers.filter(claim_id=OuterRef("pk")).values("sha256")
        rows = rows.filter(named | Q(pk__in=papers.values("claim_id"))).annotate(seen=ArraySubquery(seen))
    else:
        rows = rows.filter(named)
    found: _Keys = {}
    repeated: set[bytes] = set()
    for row in rows:
        found[row.customer_id, row.client_token] = row
        if row.provider_reference:
            found["provider", row.provider_code, row.provider_reference] = row
        if digests and row.state not in {ClaimState.DRAFT, ClaimState.WITHDRAWN}:
            repeated |= {bytes(digest) for digest in row.seen}
    return found, repeated


def _keys(given: NewClaim) -> list[tuple[Any, ...]]:
    keys: list[tuple[Any, ...]] = [(given.customer_id, given.client_token)]
    if given.provider_reference:
        keys.append(("provider", given.provider_code, given.provider_reference))
    return keys


def _is_known(given: NewClaim, known: _Keys) -> bool:
    for key in _keys(given):
        if key in known:
            row = known[key]
            if row.customer_id != given.customer_id:
                raise Conflict(
                    N_("The hospital has used this number for another person’s claim."),
                    field="provider_reference",
                    hint=N_("Give each claim a number of its own."),
                )
            known |= dict.fromkeys(_keys(given), row)
            return True
    return False


def _check_right(given: NewClaim, policies: dict[UUID, Policy], by: Actor) -> None:
    allowed = (
        by.is_system
        or by.can(Permission.CLAIMS_INTAKE)
        or by.speaks_for(given.provider_code)
        or may_claim_for(by, given.customer_id)
    )
    policy = policies.get(given.policy_id)
    if not allowed or policy is None or policy.customer_id != given.customer_id:
        raise NotFound(N_("There is no such policy, or it is not yours to see."))


def _waves(fresh: Sequence[tuple[int, NewClaim]]) -> Iterator[list[tuple[int, NewClaim]]]:
    """Each customer at most once in a wave: the second claim of a member sees the first one decided."""
    places: dict[UUID, int] = defaultdict(int)
    cut: dict[int, list[tuple[int, NewClaim]]] = defaultdict(list)
    for place, given in fresh:
        cut[places[given.customer_id]].append((place, given))
        places[given.customer_id] += 1
    yield from (cut[number] for number in sorted(cut))


def _case(
    given: NewClaim,
    place: int | None,
    policies: dict[UUID, Policy],
    book: PlanBook,
    *,
    repeated: set[bytes],
    now: datetime,
) -> Case:
    policy = policies[given.policy_id]
    plan = book.plan_of(policy)
    claim = _claim(given, policy, now)
    try:
        _check_names(given)
        check_whole(claim, given.lines, policy, needs_bill=plan.needs_bill, now=now)
    except HeartenError as error:
        if place is None:
            raise
        raise Invalid(
            error.message,
            field=f"claims.{place + 1}.{error.field or ''}".rstrip("."),
            hint=error.hint,
            **error.params,
        ) from None
    lines = [line_row(claim, number, line) for number, line in enumerate(given.lines, start=1)]
    around = Around(
        has_consent=policy.has_consent,  # type: ignore[attr-defined]
        has_papers=bool(given.documents) or bool(given.provider_reference),
        repeats_paper=any(one.digest in repeated for one in given.documents),
        policies=policy.running or 0,  # type: ignore[attr-defined]
        earlier=(),
    )
    return Case(claim=claim, lines=lines, policy=policy, plan=plan, around=around, new=True)


def _claim(given: NewClaim, policy: Policy, now: datetime) -> Claim:
    identity = new_id()
    return Claim(
        id=identity,
        number=new_number("CL", identity),
        customer=policy.customer,
        policy=policy,
        product_code=policy.product_code,
        state=ClaimState.DRAFT,
        cause=given.cause,
        event_date=given.event_date,
        diagnosis=check_text(given.diagnosis, field="diagnosis", longest=200),
        diagnosis_code=given.diagnosis_code or None,
        story=check_text(given.story, field="story") or None,
        bank_account=given.bank_account,
        payee=given.payee,
        provider_code=given.provider_code,
        provider_reference=given.provider_reference,
        channel=given.channel,
        claimed_minor=sum(line.billed_minor for line in given.lines),
        created_at=now,
        client_token=given.client_token,
    )


def _check_names(given: NewClaim) -> None:
    if not check_text(given.client_token, field="client_token", longest=LONGEST_TOKEN):
        raise Invalid(N_("The claim has no name of its own."), field="client_token")
    reference = check_text(given.provider_reference, field="provider_reference", longest=80)
    if bool(reference) != bool(given.provider_code):
        raise Invalid(
            N_("A hospital’s claim names the hospital and its own number."), field="provider_reference"
        )
    if given.payee is Payee.PROVIDER and not given.provider_code:
        raise Invalid(N_("Only a claim that a hospital sends is paid to the hospital."), field="payee")
    check_contact(phone=None, email=None, bank_account=given.bank_account)


def _add_papers(
    cases: Sequence[Case], given: Sequence[NewClaim], stored: list[ClaimDocument], *, by: Actor, now: datetime
) -> None:
    for case, one in zip(cases, given, strict=True):
        if one.documents:
            case.papers = store_documents(case.claim, one.documents, by=by, now=now)
            stored += case.papers
