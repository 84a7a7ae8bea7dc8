"""Writing a simulated life through the domains' bulk services, all of it or nothing."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings
from django.db import connection, transaction

from hearten.base.accounts.types import Actor, Role
from hearten.base.plumbing.jobs import enqueue
from hearten.base.touchpoints.services import record_many
from hearten.domains.channels.services import PastMessage, load_messages
from hearten.domains.claims.services import load_claims
from hearten.domains.customers.selectors import customers_from
from hearten.domains.customers.services import load_customers
from hearten.domains.health.services import load_records
from hearten.domains.improvement.services import load_cases
from hearten.domains.partners.services.loading import load_organizations
from hearten.domains.policies.services import load_policies
from hearten.domains.products.services import load_documents as load_products
from hearten.domains.surveys.services import load_documents as load_surveys
from hearten.domains.surveys.services import load_responses
from hearten.doors.demo import records, signins
from hearten.doors.demo.answers import Answers
from hearten.doors.demo.cast import Cast, analyst, coders, examiners
from hearten.doors.demo.happenings import DAY, second_of
from hearten.doors.demo.hospitals import hospitals
from hearten.doors.demo.life import Life, ask, lapsed_for_own_reasons, live
from hearten.doors.demo.living import play
from hearten.doors.demo.needs import write_needs
from hearten.doors.demo.portfolio import OUTPATIENT
from hearten.doors.demo.readings import health_rows
from hearten.doors.demo.studies import ROUNDS, write_studies
from hearten.doors.demo.truth import tell_truth
from hearten.kernel.errors import Conflict
from hearten.kernel.text import N_

Progress = Callable[[str, int], None]
END_OF_DAY = time(18, 0)
# What makes the digest: the tables that were written and the columns that say what happened (sealed ones differ by chance).
_DIGESTED = {
    "customers_customer": "id, number, name, sex, birth_date, region, occupation_class, social_insurance, created_at",
    "policies_policy": "id, number, customer_id, product_code, product_version, inception, expiry, state, premium_minor, ended_on",
    "claims_claim": "id, number, policy_id, state, cause, event_date, claimed_minor, payable_minor, decision, submitted_at, decided_at, paid_at",
    "surveys_invitation": "id, customer_id, state, channel, sent_at, opened_at, answered_at",
    "surveys_response": "id, invitation_id, csat, effort, nps, submitted_at, product_code, claim_id",
    "improvement_case": "id, number, customer_id, kind, reason, state, opened_at, closed_at, root_cause, outcome",
    "health_healthrecord": "customer_id, kind, recorded_at, status, source, source_id",
    "touchpoints_touchpoint": "customer_id, kind, outcome, channel, occurred_at",
}
MOST_MONTHS_OF_READINGS = 12


@dataclass(frozen=True)
class Written:
    """What a run left behind."""

    counts: dict[str, int]
    digest: str
    truth: dict[str, Any]
    sign_ins: list[signins.SignIn]


def end_of(until: Any) -> datetime:
    """The moment at which the simulated time ends: early evening of `until`, and never in the future."""
    return datetime.combine(until, END_OF_DAY, ZoneInfo(settings.TIME_ZONE)).astimezone(UTC)


def refuse_second_run(*, seed: int, add: bool) -> None:
    """Raises Conflict when the database has a demo (or, with `add`, this very one) already."""
    found = customers_from(records.SOURCE)
    if not add and found.exists():
        raise Conflict(
            N_("This database has a demo insurer already."),
            hint=N_(
                "Use another database, or put a second portfolio beside it with --add and another --seed."
            ),
        )
    if found.filter(source_id__startswith=f"{seed}-").exists():
        raise Conflict(
            N_("The portfolio of seed %(seed)s is here already."),
            hint=N_("Choose another --seed."),
            seed=seed,
        )


@transaction.atomic
def write_demo(
    *,
    members: int,
    months: int,
    seed: int,
    until: Any,
    folder: Path,
    now: datetime,
    add: bool = False,
    progress: Progress = lambda _step, _count: None,
) -> Written:
    """Simulate and write one portfolio. A run that is killed leaves nothing behind."""
    refuse_second_run(seed=seed, add=add)
    by = Actor.system("demo")
    moment = min(end_of(until), now)
    load_products(by=by, now=moment)
    load_organizations(rows=hospitals(), by=by, now=moment)
    load_surveys(by=by, now=moment)
    life = live(members=members, months=months, seed=seed, until=until, now=moment)
    facts = records.customer_rows(life)
    customers = [c.pk for c in load_customers(rows=facts, by=by, now=moment)]
    progress("members", len(customers))
    policies, terms = records.policy_rows(life, customers, until)
    load_policies(rows=policies, by=by, now=moment)
    progress("policies", len(policies))
    rows = records.claim_rows(life, customers, terms)
    claims = load_claims(rows=rows, by=by, now=moment)
    progress("claims", len(claims))
    answers = ask(life, [claim.decision or "" for claim in claims])
    responses = records.response_rows(life, answers, customers, rows)
    load_responses(rows=responses, now=moment)
    progress("invitations", len(responses))
    owners = signins.staff_ids(seed, Role.SERVICE_AGENT)
    cases = records.complaint_cases(life, customers, rows, owners)
    cases += records.low_answer_cases(life, answers, responses, owners)
    load_cases(rows=cases, by=by)
    record_many(records.case_moments(cases))
    progress("cases", len(cases))
    readings = health_rows(
        life, customers, _members_with_news(life, answers), months=min(months, MOST_MONTHS_OF_READINGS)
    )
    load_records(rows=readings, by=by, now=moment)
    progress("readings", len(readings))
    sign_ins = _set_in_motion(life, customers, claims, answers, folder=folder)
    progress("sign-ins", len(sign_ins))
    studies = write_studies(life, customers, analyst=analyst(), now=moment)
    progress("studies", len(ROUNDS))
    digest = digest_of(_DIGESTED)  # what follows is made by the services of today, with identities of today
    cast = Cast(life, facts, policies)
    cast.leave_out(claim.customer_id for claim in claims if claim.decided_at is None)
    shown = [customers[person] for person in _members_with_news(life, answers)]
    cast.leave_out(shown[:1])  # who tries the sample bill begins with a clear desk
    cast.prefer(shown)
    progress("living cases", play(cast, examiners(), seed=seed, now=moment))
    progress("needs", write_needs(coders(), seed=seed, now=moment))
    truth = {"members": members, "months": months, "seed": seed, "until": until.isoformat()}
    truth |= studies
    truth |= tell_truth(life.claims, answers, life.complaints, lapsed_for_own_reasons(life))
    counts = {
        "members": len(customers),
        "policies": len(policies),
        "claims": len(claims),
        "invitations": len(responses),
        "answers": sum(r.answered_at is not None for r in responses),
        "cases": len(cases),
    }
    return Written(counts, digest, truth, sign_ins)


def _set_in_motion(
    life: Life, customers: Sequence[UUID], claims: Sequence[Any], answers: Answers, *, folder: Path
) -> list[signins.SignIn]:
    """Sign-ins for members with something going on, messages in their inboxes, payments on their way."""
    chosen = _members_with_news(life, answers)
    letters: list[PastMessage] = []
    for i, claim in enumerate(claims):
        person = life.contracts.person[life.claims.contract[i]]
        if claim.payable_minor and not claim.paid_at:
            enqueue("claims.pay", claim_id=str(claim.pk))
        if person in chosen:
            letters += _letters(life, customers[person], int(person), claim)
    load_messages(rows=letters)
    return signins.open_accounts(life, customers, chosen, signins.shared_password(folder))


def _members_with_news(life: Life, answers: Answers) -> list[int]:
    """Members to sign in as: first those with an open claim, then those who are being asked, then those with most claims."""
    person_of = life.contracts.person[life.claims.contract]
    open_claims = [int(person_of[i]) for i in range(len(life.claims)) if not life.claims.decided[i]]
    asked = [
        int(person_of[answers.claim[i]]) for i in range(len(answers) - 1, -1, -1) if not answers.answered[i]
    ]
    busy = [person for person, _ in Counter(person_of.tolist()).most_common(6)]
    everyone = range(len(life.people))
    first = _ready_to_try(life)
    grown = [
        p
        for p in dict.fromkeys([*first, *open_claims[:3], *asked[:2], *busy[:4], *everyone])
        if life.people.age[p] >= 18
    ]
    return grown[: signins.MEMBERS_WITH_SIGN_IN]


def _ready_to_try(life: Life) -> list[int]:
    """The adult whom the rules most likely answer at once: outpatient cover that runs, claims of old, none of late."""
    contracts, claims = life.contracts, life.claims
    now = int(life.now.timestamp())
    runs = (
        (contracts.plan == OUTPATIENT) & (contracts.end == 0) & (second_of(contracts.start) < now - 60 * DAY)
    )
    runs[life.complaints.contract[life.complaints.lapse > 0]] = False
    persons = contracts.person[claims.contract]
    total = np.bincount(persons, minlength=len(life.people))
    late = np.bincount(persons[claims.submitted > now - 40 * DAY], minlength=len(life.people))
    open_ = np.bincount(persons[claims.decided == 0], minlength=len(life.people))
    fits = (total >= 1) & (total <= 5) & (late == 0) & (open_ == 0) & (life.people.age >= 18)
    found = [int(p) for p in contracts.person[runs] if fits[p]]
    return sorted(found, key=lambda p: -total[p])[:1]


def _letters(life: Life, customer_id: UUID, person: int, claim: Any) -> Iterable[PastMessage]:
    """What the member was told about a claim; the newest is still unread."""
    name = life.people.name[person]
    facts: list[tuple[str, dict[str, Any], Any]] = [
        ("claim_received", {"number": claim.number}, claim.submitted_at)
    ]
    if claim.decided_at:
        decided = {"number": claim.number, "decision": claim.decision, "payable_minor": claim.payable_minor}
        facts.append(("claim_decided", decided, claim.decided_at))
    if claim.paid_at:
        facts.append(
            ("claim_paid", {"number": claim.number, "paid_minor": claim.payable_minor}, claim.paid_at)
        )
    for place, (template, context, at) in enumerate(facts):
        old = (life.now - at).days > 20 or place < len(facts) - 1
        yield PastMessage(
            customer_id=customer_id,
            template=template,
            context=context,
            dedupe_key=f"demo:{template}:{claim.pk}",
            sent_at=at,
            read_at=at if old else None,
            name=name,
        )


def digest_of(tables: dict[str, str]) -> str:
    """SHA-256 over the named columns of the named tables, rows in their own order."""
    total = hashlib.sha256()
    with connection.cursor() as cursor:
        for table, columns in tables.items():
            cursor.execute(f"SELECT {columns} FROM {table} ORDER BY {columns}")  # noqa: S608 -- both are written above
            for row in cursor.fetchall():
                total.update(json.dumps([str(value) for value in row], ensure_ascii=False).encode())
    return total.hexdigest()
