"""How fast are people asked? Invitations by the batch through the whole path: limits, consent, ledger, link, message (X3)."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

from hearten.base.accounts.types import Actor
from hearten.domains.channels.models import Message
from hearten.domains.customers.models import Customer
from hearten.domains.customers.services.registration import load_customers
from hearten.domains.customers.types import CustomerFacts, Purpose, Sex
from hearten.domains.surveys import services
from hearten.domains.surveys.models import Invitation
from hearten.domains.surveys.services import Drawn, NewInvitation, StratumPlan

PEOPLE = 4000
BATCHES = (1, 10, 100, 1000)
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # ten in the morning where our customers live
BY = Actor.system("bench.invitations")


def run() -> dict[str, Any]:
    """By size of batch: invitations a second of processor time (ours and the database's) and the most statements of a batch,
    for inviting and sending together; `study_…`: the same for a batch of a launched study.

    `equal`: everybody was asked once, and has one letter. Works on a scratch database that is dropped in the end.
    """
    with _scratch_database():
        return _measure()


def _measure() -> dict[str, Any]:
    services.load_documents(by=BY, now=NOW)
    people = _people()
    result: dict[str, Any] = {}
    place = 0
    for size in BATCHES:
        # single ones are measured on fewer people: they say the same and take longer
        share = people[place : place + min(1000, max(100, size * 10))]
        place += len(share)
        result |= _triggered(share, size)
    result |= _study(people[place:] or people[:1000])
    asked = Invitation.objects.filter(state="sent").count()
    letters = Message.objects.filter(template="survey_invitation", channel="app").count()
    return result | {"asked": asked, "equal": asked == letters and asked > 0}


def _triggered(people: list[UUID], size: int) -> dict[str, Any]:
    batches = [people[at : at + size] for at in range(0, len(people), size)]
    statements = []
    started = _spent()
    for batch in batches:
        with CaptureQueriesContext(connection) as seen:
            rows = [
                NewInvitation(survey_code="post_claim", customer_id=one, dedupe_key=f"bench:{one}")
                for one in batch
            ]
            made = services.invite_many(rows=rows, by=BY, now=NOW)
            services.send_many(invitation_ids=[row.pk for row in made], now=NOW)
        statements.append(len(seen))
    spent = _spent() - started
    return {
        f"per_cpu_second_{size}": round(len(people) / spent, 1),
        f"statements_{size}": max(statements),
    }


def _study(people: list[UUID]) -> dict[str, Any]:
    study = services.make_study(name="Bench", survey_code="post_claim", version=1, by=BY, now=NOW)
    changes = {"closes_at": NOW + timedelta(days=10)}
    services.change_study(study_id=study.pk, revision=1, changes=changes, by=BY, now=NOW)
    rows = [Drawn(customer_id=one) for one in people]
    strata = [StratumPlan(code="", population=len(people), planned=len(people))]
    services.keep_sample(study_id=study.pk, rows=rows, strata=strata, seed=1, by=BY, now=NOW)
    services.launch_study(study_id=study.pk, by=BY, now=NOW, reason="Asked before on paper")
    started = _spent()
    with CaptureQueriesContext(connection) as seen:
        done = services.ask_batch(study_id=study.pk, by=BY, now=NOW)
    spent = _spent() - started
    return {
        "study_per_cpu_second": round(done / spent, 1),
        "study_statements": len(seen),
        "study_batch": done,
    }


def _people() -> list[UUID]:
    facts = [
        CustomerFacts(
            name=f"人{n}",
            sex=Sex.FEMALE,
            birth_date=date(1980, 5, 17),
            region="310000",
            email=f"bench{n}@hearten.example",
            consents=tuple(Purpose),
            source="bench.invitations",
            source_id=str(n),
        )
        for n in range(PEOPLE)
    ]
    load_customers(rows=facts, by=BY, now=NOW)
    return list(Customer.objects.filter(source="bench.invitations").values_list("pk", flat=True))


def _spent() -> float:
    """Processor seconds so far, ours and those of the database's process for our connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return time.process_time()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _scratch_database() -> Iterator[None]:
    connection.settings_dict["TEST"]["NAME"] = f"bench_invitations_{os.getpid()}"
    made = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    try:
        yield
    finally:
        teardown_databases(made, verbosity=0)
