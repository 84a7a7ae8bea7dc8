"""The base: sealing, the append-only ledger, touchpoints, outbox."""

from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django.db import DatabaseError, connection, transaction

from hearten.base.accounts.types import Actor
from hearten.base.ledger.models import LedgerEntry
from hearten.base.ledger.selectors import list_entries
from hearten.base.plumbing.events import publish, receivers_of, receives
from hearten.base.plumbing.models import OutboxEvent
from hearten.base.plumbing.testing import run_jobs
from hearten.base.touchpoints.models import Touchpoint
from hearten.base.touchpoints.services import record
from hearten.base.touchpoints.types import Channel, Moment, Stage
from hearten.base.vault.services import erase_key, seal, unseal
from hearten.domains.customers.models import Customer
from hearten.domains.customers.services import give_consent, withdraw_consent
from hearten.domains.customers.types import ConsentChanged, Purpose
from hearten.kernel.ids import new_id


def test_sealed_fields_lie_encrypted_in_the_database_and_read_plain(mei):
    """M3: what reaches or identifies a person is not readable in the table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, email FROM customers_customer WHERE id = %s", [mei.pk])
        phone, email = (bytes(value) for value in cursor.fetchone())
    assert b"13800000001" not in phone
    assert b"mei" not in email
    assert Customer.objects.get(pk=mei.pk).phone == "13800000001"


@pytest.mark.django_db
def test_what_is_sealed_for_one_person_or_purpose_opens_for_no_other():
    one, other = new_id(), new_id()
    sealed = seal(one, "a", b"secret")
    assert unseal(one, "a", sealed) == b"secret"
    seal(other, "a", b"x")
    for subject, purpose in [(other, "a"), (one, "b")]:
        with pytest.raises(InvalidTag):
            unseal(subject, purpose, sealed)


def test_erasing_the_key_erases_the_person_and_leaves_the_leaf(mei, now):
    """C3, B1: after erasure nothing can be read, and the ledger's leaf still stands."""
    leaf = bytes(LedgerEntry.objects.get(subject_id=mei.pk, kind="customers.registered").leaf)
    erase_key(mei.pk, now=now)
    assert Customer.objects.get(pk=mei.pk).phone is None
    entry = list_entries(subject_id=mei.pk)[0]
    assert entry.facts is None
    assert bytes(LedgerEntry.objects.get(sequence=entry.sequence).leaf) == leaf


def test_the_ledger_refuses_change_and_removal(mei):
    entry = LedgerEntry.objects.first()
    for change in (lambda: LedgerEntry.objects.update(kind="x"), entry.delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert LedgerEntry.objects.get(pk=entry.pk).kind == entry.kind


def test_a_changed_entry_is_noticed(mei):
    entry = LedgerEntry.objects.get(subject_id=mei.pk, kind="customers.registered")
    assert list_entries(subject_id=mei.pk)[0].intact
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_ledgerentry DISABLE TRIGGER ledger_append_only")
        cursor.execute(
            "UPDATE ledger_ledgerentry SET actor = 'somebody' WHERE sequence = %s", [entry.sequence]
        )
        cursor.execute("ALTER TABLE ledger_ledgerentry ENABLE TRIGGER ledger_append_only")
    assert not list_entries(subject_id=mei.pk)[0].intact


def test_when_the_ledger_fails_nothing_is_saved(mei, now, monkeypatch):
    """Style §2.16: the decision and its record are one."""
    owner = Actor(user_id=new_id(), role=None, customer_id=mei.pk)
    withdraw_consent(customer_id=mei.pk, purpose=Purpose.MARKETING, by=owner, now=now)
    monkeypatch.setattr("hearten.domains.customers.services.consents.append", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        give_consent(customer_id=mei.pk, purpose=Purpose.MARKETING, by=owner, now=now)
    from hearten.domains.customers.selectors import has_consent

    assert not has_consent(mei.pk, Purpose.MARKETING)


def test_a_touchpoint_goes_to_its_month_and_is_announced(mei, now):
    record(
        Moment(customer_id=mei.pk, stage=Stage.USE, channel=Channel.APP, kind="app.opened", occurred_at=now)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM touchpoints_touchpoint_{now:%Y_%m}")
        assert cursor.fetchone() == (1,)
    assert Touchpoint.objects.get().kind == "app.opened"
    assert OutboxEvent.objects.get(kind="touchpoints.recorded").payload["moment"] == "app.opened"


def test_an_event_reaches_each_receiver_once_even_when_delivered_twice(mei, now):
    heard = []
    if "tests.listen" not in receivers_of("customers.consent_changed"):
        receives("customers.consent_changed", name="tests.listen")(
            lambda payload: heard.append(payload["purpose"])
        )
    row = publish(ConsentChanged(occurred_at=now, customer_id=mei.pk, purpose="surveys", given=True))
    run_jobs()
    from hearten.base.plumbing.events import deliver

    deliver(event_id=row.pk, receiver="tests.listen")
    assert heard == ["surveys"]


def test_consent_is_given_once_and_withdrawn(mei, now):
    """C3."""
    by = Actor(user_id=new_id(), role=None, customer_id=mei.pk)
    assert withdraw_consent(customer_id=mei.pk, purpose=Purpose.SURVEYS, by=by, now=now + timedelta(days=1))
    assert not withdraw_consent(
        customer_id=mei.pk, purpose=Purpose.SURVEYS, by=by, now=now + timedelta(days=2)
    )
