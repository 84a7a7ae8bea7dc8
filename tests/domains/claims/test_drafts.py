"""Drafts and handing in: own policy only, in force on the day, one claim for one form (L1)."""

from __future__ import annotations

import hashlib
import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from hearten.base.touchpoints.models import Touchpoint
from hearten.domains.claims import selectors, services
from hearten.domains.claims.models import Claim, ClaimDocument, ClaimEvent, ClaimLine
from hearten.domains.claims.types import Cause, ClaimState, DocumentKind
from hearten.kernel.errors import Conflict, Invalid, NotFound
from tests.factories.claims import (
    EVENT,
    given_draft,
    given_policy,
    given_submitted,
    line,
    member_actor,
    photo,
)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.django_db
def test_a_draft_is_kept_step_by_step(mei, now):
    policy, actor = given_policy(mei, now), member_actor(mei)
    first = services.save_draft(
        customer_id=mei.pk, client_token="form-1", policy_id=policy.pk, by=actor, now=now
    )
    services.save_draft(
        customer_id=mei.pk,
        client_token="form-1",
        cause=Cause.ACCIDENT,
        event_date=EVENT,
        diagnosis="扭伤",
        by=actor,
        now=now,
    )
    services.add_line(claim_id=first.pk, line=line(), by=actor, now=now)
    services.add_line(claim_id=first.pk, line=line(billed=10_00, social=0, out=0), by=actor, now=now)
    services.remove_line(claim_id=first.pk, position=1, by=actor, now=now)
    claim = Claim.objects.get()
    assert (claim.state, claim.cause, claim.diagnosis, claim.claimed_minor) == (
        "draft",
        "accident",
        "扭伤",
        10_00,
    )
    assert [row.position for row in selectors.list_lines(claim)] == [1]


@pytest.mark.django_db
def test_diagnosis_account_and_papers_are_sealed(mei, now, tmp_path):
    claim = given_draft(mei, given_policy(mei, now), now, diagnosis="急性支气管炎")
    with connection.cursor() as cursor:
        cursor.execute("SELECT diagnosis, bank_account FROM claims_claim")
        diagnosis, account = cursor.fetchone()
        cursor.execute("SELECT original_name, stored_as FROM claims_claimdocument")
        name, stored = cursor.fetchone()
    assert "急性".encode() not in bytes(diagnosis)
    assert b"6222" not in bytes(account)
    assert b"bill" not in bytes(name)
    assert "bill" not in stored
    assert b"JFIF" not in (tmp_path / stored).read_bytes()
    document, data = services.open_document_for(
        member_actor(mei), claim, ClaimDocument.objects.get().pk, now=now
    )
    assert (hashlib.sha256(data).digest(), document.content_type) == (bytes(document.sha256), "image/jpeg")


@pytest.mark.django_db
def test_anothers_policy_claim_and_papers_look_like_nothing(mei, lin, now):
    policy = given_policy(mei, now)
    claim = given_draft(mei, policy, now)
    before = (
        Claim.objects.count(),
        ClaimLine.objects.count(),
        ClaimDocument.objects.count(),
        ClaimEvent.objects.count(),
    )
    stranger = member_actor(lin)
    refused = [
        lambda: services.save_draft(
            customer_id=lin.pk, client_token="x", policy_id=policy.pk, by=stranger, now=now
        ),
        lambda: services.save_draft(
            customer_id=mei.pk, client_token="x", policy_id=policy.pk, by=stranger, now=now
        ),
        lambda: services.add_line(claim_id=claim.pk, line=line(), by=stranger, now=now),
        lambda: services.submit_claim(claim_id=claim.pk, by=stranger, now=now),
        lambda: services.withdraw_claim(claim_id=claim.pk, by=stranger, now=now),
        lambda: services.attach_document(
            claim_id=claim.pk, kind=DocumentKind.OTHER, name="a", data=photo("red"), by=stranger, now=now
        ),
        lambda: selectors.get_claim_for(stranger, claim.number),
        lambda: selectors.get_claim_for(stranger, claim.pk),
        lambda: selectors.list_claims_for(stranger, mei.pk),
        lambda: services.open_document_for(stranger, claim, ClaimDocument.objects.get().pk, now=now),
    ]
    for attempt in refused:
        with pytest.raises(NotFound):
            attempt()
    after = (
        Claim.objects.count(),
        ClaimLine.objects.count(),
        ClaimDocument.objects.count(),
        ClaimEvent.objects.count(),
    )
    assert after == before
    claim.refresh_from_db()
    assert claim.state == ClaimState.DRAFT


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"diagnosis": ""}, "diagnosis"),
        ({"bank_account": ""}, "bank_account"),
        ({"lines": []}, "lines"),
        ({"event_date": date(2025, 12, 31)}, "event_date"),  # before the policy
        ({"lines": [line(day=date(2025, 12, 31))]}, "lines"),
    ],
)
def test_what_is_missing_is_named(mei, now, facts, field):
    claim = given_draft(mei, given_policy(mei, now), now, **facts)
    with pytest.raises(Invalid) as caught:
        services.submit_claim(claim_id=claim.pk, by=member_actor(mei), now=now)
    assert caught.value.field == field
    claim.refresh_from_db()
    assert (claim.state, claim.submitted_at) == ("draft", None)
    assert not Touchpoint.objects.filter(kind="claim.submitted").exists()


@pytest.mark.django_db
def test_handed_in_twice_is_one_claim(mei, now):
    policy = given_policy(mei, now)
    claim = given_submitted(mei, policy, now, token="form-7")
    again = services.submit_claim(claim_id=claim.pk, by=member_actor(mei), now=now + timedelta(seconds=1))
    assert again.submitted_at == now
    assert Touchpoint.objects.filter(kind="claim.submitted").count() == 1
    with pytest.raises(Conflict):
        services.save_draft(
            customer_id=mei.pk, client_token="form-7", policy_id=policy.pk, by=member_actor(mei), now=now
        )


@pytest.mark.django_db
def test_a_claim_can_be_taken_back_until_it_is_decided(mei, now):
    claim = given_submitted(mei, given_policy(mei, now), now)
    claim = services.withdraw_claim(claim_id=claim.pk, by=member_actor(mei), now=now)
    assert claim.state == ClaimState.WITHDRAWN
    assert services.decide_claim(claim_id=claim.pk, by=member_actor(mei), now=now).decision is None


@pytest.mark.django_db
def test_a_draft_thrown_away_leaves_no_file(mei, now, tmp_path, django_capture_on_commit_callbacks):
    claim = given_draft(mei, given_policy(mei, now), now)
    with django_capture_on_commit_callbacks(execute=True):
        services.discard_draft(claim_id=claim.pk, by=member_actor(mei))
    assert not Claim.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.django_db(transaction=True)
def test_two_who_send_the_same_form_at_once_make_one_claim(clean_queue, mei, now):
    policy, actor = given_policy(mei, now), member_actor(mei)
    start, results = threading.Barrier(2), []

    def send() -> None:
        try:
            start.wait()
            claim = services.save_draft(
                customer_id=mei.pk, client_token="one-form", policy_id=policy.pk, cause=Cause.ILLNESS, event_date=EVENT,
                diagnosis="感冒", bank_account="6222020000000000001", lines=[line()], by=actor, now=now,
            )  # fmt: skip
            results.append(services.submit_claim(claim_id=claim.pk, by=actor, now=now).pk)
        except Conflict:
            results.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    claim = Claim.objects.get()
    assert claim.pk in results
    assert set(results) <= {claim.pk, None}
    assert ClaimLine.objects.count() == 1
    assert ClaimEvent.objects.filter(kind="submitted").count() == 1
    assert isinstance(claim.submitted_at, datetime)
