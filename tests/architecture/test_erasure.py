"""C3: after an erasure nothing opens, whatever model it lies in; what is counted stays, and the ledger holds."""

from __future__ import annotations

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from hearten.base.accounts.models import User
from hearten.base.accounts.privacy import Privacy
from hearten.base.ledger.models import LedgerEntry
from hearten.base.ledger.selectors import list_entries
from hearten.base.plumbing.events import receivers_of
from hearten.base.vault import erasure as walker
from hearten.base.vault.fields import SealedField
from hearten.base.vault.services import forget_cached_keys
from hearten.domains.customers.models import Consent, Customer, Erasure
from hearten.domains.customers.selectors.erasing import plan_for
from hearten.domains.customers.services import erase_person
from hearten.domains.fieldwork.models import Participant, Session
from hearten.domains.surveys.models import Invitation, Response
from hearten.kernel.clock import utc_now
from tests.architecture.world import SYSTEM, build_world

OURS = [model for model in apps.get_models() if isinstance(getattr(model, "privacy", None), Privacy)]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_whatever_is_scrubbed_can_be_empty(model):
    for name in model.privacy.scrub:
        assert walker.empty_value(model, name) in (None, "", b"", {}, [])


def counted():
    """Rows by model, but for those that come and go with an erasure."""
    gone = {
        "accounts.User",
        "channels.Preference",
        "customers.Erasure",
        "ledger.LedgerEntry",
        "surveys.Answer",
    }
    return {m._meta.label: m._default_manager.count() for m in OURS if m._meta.label not in gone}


@pytest.mark.django_db
def test_a_person_with_one_of_everything_is_erased_through_a_kill(monkeypatch):
    world, now = build_world(), utc_now()
    mei = Customer.objects.get(pk=world.things["customer_id"])
    interview = Session.objects.create(
        kind="interview", name="Talk", where="by phone", starts_at=now, seats=1, planned_at=now, planned_by="tests",
        notes="她说理赔太慢", transcript="梅雪：理赔太慢",
    )  # fmt: skip
    Participant.objects.create(session=interview, customer=mei, invited_at=now)
    before, leaves = counted(), list(LedgerEntry.objects.order_by("sequence").values_list("leaf", flat=True))
    answers = list(Response.objects.order_by("pk").values_list("pk", "csat", "answers"))
    plan = plan_for(SYSTEM, mei.pk)
    held = {one.label for one in (*plan.removed, *plan.blanked)}
    assert held >= {"accounts.User", "claims.Claim", "customers.Customer", "surveys.Response"}

    made = Erasure.objects.create(customer=mei, reason="asked", decided_by="tests", decided_at=now)
    with monkeypatch.context() as patch:
        blank = walker.blank

        def killed(label, subject_id):
            if label == "claims.Reading":
                raise KeyboardInterrupt
            return blank(label, subject_id)

        patch.setattr("hearten.domains.customers.services.erasing.blank", killed)
        with pytest.raises(KeyboardInterrupt):
            erase_person(erasure_id=made.pk, now=now)
    made.refresh_from_db()
    assert made.progress
    assert made.done_at is None
    for _ in range(2):  # the second time nothing is left to do
        erase_person(erasure_id=made.pk, now=now)
    for hear in receivers_of("customers.person_erased").values():
        hear({"customer_id": str(mei.pk)})
    forget_cached_keys()

    assert_nothing_opens(mei)
    assert (Session.objects.get(pk=interview.pk).notes, Session.objects.get(pk=interview.pk).transcript) == (
        None,
        None,
    )
    lin = Customer.objects.get(pk=world.stranger.customer_id)
    assert (lin.name, lin.phone, lin.erased_at) == ("林远", "13800000002", None)
    assert not User.objects.filter(customer_id=mei.pk).exists()
    assert not Consent.objects.filter(customer=mei, withdrawn_at=None).exists()
    assert not Invitation.objects.filter(customer=mei, state__in=["sent", "opened", "started"]).exists()
    assert counted() == before
    assert list(Response.objects.order_by("pk").values_list("pk", "csat", "answers")) == answers
    kept = list(LedgerEntry.objects.order_by("sequence").values_list("leaf", flat=True))
    assert kept[: len(leaves)] == leaves
    assert [one.facts["reason"] for one in list_entries(subject_id=made.pk)] == ["asked"]
    call_command("verify", stdout=(told := StringIO()))
    assert " 0 changed" in told.getvalue()


def assert_nothing_opens(mei):
    """Every sealed column of her rows is empty or can't be opened; every scrubbed one is empty; her name stands nowhere."""
    for model in OURS:
        if model.privacy.customer_path in ("run", "organization_id"):
            continue
        sealed = {f.name for f in model._meta.concrete_fields if isinstance(f, SealedField)}
        for row in model._default_manager.filter(**{model.privacy.customer_path: mei.pk}):
            for name in sealed:
                assert getattr(row, name) is None, f"{model._meta.label}.{name} still opens"
            for name in model.privacy.scrub:
                value = getattr(row, name)
                assert value == walker.empty_value(model, name) or value == b"", f"{model._meta.label}.{name}"
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(
                f"SELECT count(*) FROM {model._meta.db_table} r WHERE r::text LIKE %s OR r::text LIKE %s",
                ["%梅雪%", "%mei@example.com%"],
            )
            assert cursor.fetchone() == (0,), f"{model._meta.label} names her"
