"""How fast is a whole claim, from handing in to its explained decision, through service, database and ledger?

    hearten bench claims --json

Two shapes, as openIMIS counts them: one service and one item (two lines), three and three (six lines). A complete claim with a
photographed receipt goes through `receive_claims`: checked, written, worked out by the engine after what the policy year has
used, looked at by every warning rule, decided, explained; with timeline, ledger, outbox, touchpoints, messages and jobs.

- `statements_*`: SQL statements of one online claim. BEGIN, COMMIT and SAVEPOINT are counted apart (`transaction_statements`).
- `per_second_*`: one claim after the other, each in its own transaction (shape 1_1), by the clock on the wall and by processor.
- `batch_per_second_*`: the same claims (shape 1_1) many in one call.
Processor time is that of this process and of the database's process that serves it (read from /proc where there is one).

Works on a scratch database of its own, made from the migrations and dropped in the end.
"""

from __future__ import annotations

import io
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

MEMBERS, ONE_BY_ONE, BATCH = 600, 200, 500
SHAPES = {"1_1": 1, "3_3": 3}
DAY = date(2026, 10, 20)


def run() -> dict[str, float | int]:
    """The figures."""
    from django.test.utils import override_settings

    with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder), _scratch_database():
        return _measure()


def _measure() -> dict[str, float | int]:
    from hearten.domains.claims.services import receive_claims

    policies = _insured(MEMBERS + ONE_BY_ONE + 20)
    by, now = _system(), _now()
    rounds = iter(policies)

    def receive(many: int, each: int) -> list[Any]:
        given = [_claim(next(rounds), each) for _ in range(many)]
        return receive_claims(given, by=by, now=now)

    figures: dict[str, float | int] = {}
    for each in SHAPES.values():  # templates, rules and keys are at hand after the first
        _explained(receive(2, each))
    for shape, each in SHAPES.items():
        counted, control = _statements(lambda each=each: _explained(receive(1, each)))
        figures |= {f"statements_{shape}": counted, "transaction_statements": control}
    with _clock() as one_by_one:
        for _ in range(ONE_BY_ONE):
            receive(1, 1)
    with _clock() as batch:
        decided = receive(BATCH, 1)
    _check(decided)
    return figures | {
        "per_second_wall": round(ONE_BY_ONE / one_by_one.wall, 1),
        "per_second_cpu": round(ONE_BY_ONE / one_by_one.cpu, 1),
        "batch_per_second_wall": round(BATCH / batch.wall, 1),
        "batch_per_second_cpu": round(BATCH / batch.cpu, 1),
        "batch_python_ms": round(batch.python * 1000 / BATCH, 3),
        "batch_database_ms": round(batch.database * 1000 / BATCH, 3),
    }


def _check(claims: Sequence[Any]) -> None:
    """Figures of claims that went wrong would mean nothing."""
    kinds = Counter((claim.decision, claim.auto) for claim in claims)
    if kinds != {("approved", True): len(claims)}:
        raise SystemExit(f"Not all claims were decided by the rules: {dict(kinds)}")


def _explained(claims: Sequence[Any]) -> None:
    from hearten.domains.claims.selectors import explain_claim

    for claim in claims:
        explained = explain_claim(claim, language="zh-hans")
        if explained is None or explained.total_minor != claim.payable_minor:
            raise SystemExit(f"The decision of {claim.number} is not explained.")


def _claim(policy: Any, each: int) -> Any:
    """`each` visits and as many medicines, every one of 300.00 with 120.00 paid by the social fund."""
    from hearten.domains.claims.types import Cause, DocumentKind, LineFacts, NewClaim, NewDocument

    lines = tuple(
        LineFacts(
            category=kind, service_date=DAY - timedelta(days=place), provider=f"市一医院{place}", billed_minor=300_00,
            social_fund_paid_minor=120_00, settled_by_social=True,
        )
        for kind in ("outpatient", "emergency")
        for place in range(each)
    )  # fmt: skip
    _claim.counter += 1  # type: ignore[attr-defined]
    return NewClaim(
        customer_id=policy.customer_id,
        policy_id=policy.pk,
        client_token=f"bench:{_claim.counter}",  # type: ignore[attr-defined]
        cause=Cause.ILLNESS,
        event_date=DAY,
        diagnosis="急性支气管炎",
        bank_account="6222020000000000001",
        lines=lines,
        documents=(
            NewDocument(
                kind=DocumentKind.RECEIPT,
                name="bill.jpg",
                data=_photo(_claim.counter),  # type: ignore[attr-defined]
            ),
        ),
    )


_claim.counter = 0  # type: ignore[attr-defined]


def _photo(number: int) -> bytes:
    """A small picture, each another one."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(buffer, "JPEG", comment=f"bill {number}".encode())
    return buffer.getvalue()


def _insured(count: int) -> list[Any]:
    """Members with one policy for outpatient visits each."""
    from datetime import UTC, datetime

    from hearten.domains.customers.services import load_customers
    from hearten.domains.customers.types import CustomerFacts, Purpose, Sex, SocialInsurance
    from hearten.domains.policies.services.loading import load_policies
    from hearten.domains.policies.types import PolicyFacts
    from hearten.domains.products.services import load_documents

    by, now, inception = _system(), _now(), date(2026, 1, 1)
    load_documents(by=by, now=now)
    customers = load_customers(
        rows=[
            CustomerFacts(
                name=f"梅{number}", sex=Sex.FEMALE, birth_date=date(1988, 5, 17), region="310000",
                social_insurance=SocialInsurance.EMPLOYEE, email=f"m{number}@example.com", source="bench",
                source_id=str(number), consents=tuple(Purpose),
            )
            for number in range(count)
        ],
        by=by,
        now=now,
    )  # fmt: skip
    rows = [
        PolicyFacts(
            customer_id=customer.pk, product_code="daily-outpatient", inception=inception,
            issued_at=datetime(2026, 1, 1, tzinfo=UTC), premium_minor=100_00,
        )
        for customer in customers
    ]  # fmt: skip
    return load_policies(rows=rows, by=by, now=now, touches=False)


def _statements(work: Any) -> tuple[int, int]:
    """How many statements `work` sends to the database, and how many of BEGIN, COMMIT and the like."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        work()
    texts = [query["sql"].lstrip().upper() for query in captured.captured_queries]
    control = sum(text.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")) for text in texts)
    return len(texts) - control, control


class _Spent:
    wall = cpu = python = database = 0.0


@contextmanager
def _clock() -> Iterator[_Spent]:
    """Seconds on the wall and of the processor, ours and the database's."""
    spent, start = _Spent(), (time.perf_counter(), time.process_time(), _database_seconds())
    yield spent
    spent.wall = time.perf_counter() - start[0]
    spent.python = time.process_time() - start[1]
    spent.database = _database_seconds() - start[2]
    spent.cpu = spent.python + spent.database


def _database_seconds() -> float:
    """Processor seconds of the database's process for our connection; 0 where /proc can't be read."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _scratch_database() -> Iterator[None]:
    """A new database; the installation's own is left alone."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    connection.settings_dict["TEST"]["NAME"] = f"bench_claims_{os.getpid()}"
    made = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    try:
        yield
    finally:
        connection.force_debug_cursor = False
        teardown_databases(made, verbosity=0)


def _system() -> Any:
    from hearten.base.accounts.types import Actor

    return Actor.system("bench")


def _now() -> Any:
    from datetime import UTC, datetime

    return datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
