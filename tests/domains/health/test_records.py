"""The health record: written once, read by who may, each reading by staff noted (H1, C3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hearten.base.accounts.types import Role
from hearten.base.ledger.models import LedgerEntry
from hearten.domains.customers.models import HealthAccess
from hearten.domains.health.models import HealthRecord
from hearten.domains.health.selectors import list_entries_for, summary_for
from hearten.domains.health.services import load_records
from hearten.domains.health.types import RecordFacts, RecordKind
from hearten.kernel.errors import Invalid, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 5, 1, tzinfo=UTC)


def weight(customer, day, value, **facts):
    given = {
        "source": "clinic",
        "source_id": f"Observation/{day}",
        "kind": RecordKind.OBSERVATION,
        "recorded_at": START + timedelta(days=day),
        "status": "final",
        "customer_id": customer.pk,
        "content": {"code": "29463-7", "display": "Body Weight", "value": str(value), "unit": "kg"},
    }
    return RecordFacts(**(given | facts))


def condition(customer, name, status, **facts):
    return weight(
        customer,
        0,
        0,
        source_id=f"Condition/{name}",
        kind=RecordKind.CONDITION,
        status=status,
        content={"display": name},
        **facts,
    )


def test_loading_counts_what_is_new_changed_and_as_before(mei, system, now):
    rows = [weight(mei, day, 60 + day) for day in range(3)]
    assert load_records(rows=rows, by=system, now=now).created == 3
    again = load_records(rows=[*rows[:2], weight(mei, 2, 99)], by=system, now=now)
    assert (again.created, again.changed, again.unchanged) == (0, 1, 2)
    assert HealthRecord.objects.get(source_id="Observation/2").content["value"] == "99"
    assert LedgerEntry.objects.filter(kind="health.records_loaded", subject_id=mei.pk).count() == 2


def test_the_same_entry_twice_in_one_batch_keeps_the_last(mei, system, now):
    loaded = load_records(rows=[weight(mei, 1, 60), weight(mei, 1, 61)], by=system, now=now)
    assert (loaded.created, loaded.unchanged) == (1, 1)
    assert HealthRecord.objects.get().content["value"] == "61"


def test_what_it_says_is_sealed(mei, system, now):
    from django.db import connection

    load_records(rows=[condition(mei, "secret disease", "active")], by=system, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, x::text FROM health_healthrecord x")
        content, row = cursor.fetchone()
    assert b"secret disease" not in bytes(content)
    assert "secret" not in row.replace("Condition/secret disease", "")


def test_an_entry_without_a_customer_is_refused(mei, system, now):
    with pytest.raises(Invalid):
        load_records(rows=[weight(mei, 1, 60, customer_id=None)], by=system, now=now)
    assert HealthRecord.objects.count() == 0


def test_only_who_may_import_loads(mei, staff, now):
    with pytest.raises(NotAllowed):
        load_records(rows=[weight(mei, 1, 60)], by=staff(Role.EXAMINER), now=now)
    assert HealthRecord.objects.count() == 0


def test_the_summary_puts_what_lasts_first_and_shows_the_course(mei, member_of, system, now):
    rows = [
        condition(mei, "healed", "resolved"),
        condition(mei, "lasting", "active"),
        condition(mei, "mistake", "entered-in-error"),
    ]
    load_records(rows=[*rows, *(weight(mei, day, 60 + day) for day in range(4))], by=system, now=now)
    summary = summary_for(member_of(mei).actor, mei.pk, why="", now=now)
    assert [entry.name for entry in summary.conditions] == ["lasting", "healed"]
    (series,) = summary.readings
    assert [value for _, value in series.points] == [60, 61, 62, 63]
    assert series.latest.value == "63"
    assert summary.counts == {RecordKind.CONDITION: 2, RecordKind.OBSERVATION: 4}
    assert summary.sources == ("clinic",)


def test_reading_by_staff_is_noted_and_by_oneself_is_not(mei, member_of, staff, system, now):
    load_records(rows=[weight(mei, 1, 60)], by=system, now=now)
    list_entries_for(member_of(mei).actor, mei.pk, why="", now=now)
    assert HealthAccess.objects.count() == 0
    list_entries_for(staff(Role.EXAMINER), mei.pk, why="claim CL-1", now=now, kind=RecordKind.OBSERVATION)
    noted = HealthAccess.objects.get()
    assert (noted.customer_id, noted.actor_role, noted.what, noted.why) == (
        mei.pk,
        "examiner",
        "observation",
        "claim CL-1",
    )


@pytest.mark.parametrize(
    "role", [Role.SERVICE_AGENT, Role.ADMINISTRATOR, Role.ANALYST, Role.MANAGER, Role.PARTNER]
)
def test_who_may_not_read_health_data_reads_and_notes_nothing(mei, staff, system, now, role):
    load_records(rows=[weight(mei, 1, 60)], by=system, now=now)
    for read in (summary_for, list_entries_for):
        with pytest.raises(NotFound):
            read(staff(role), mei.pk, why="", now=now)
    assert HealthAccess.objects.count() == 0


def test_a_stranger_reads_nothing(mei, lin, member_of, system, now):
    load_records(rows=[weight(mei, 1, 60)], by=system, now=now)
    with pytest.raises(NotFound):
        summary_for(member_of(lin).actor, mei.pk, why="", now=now)
