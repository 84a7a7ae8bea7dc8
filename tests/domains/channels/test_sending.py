"""L4: a text goes out once, at a decent hour, by a real mail server, and what can't go out says why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from hearten.base.plumbing.testing import run_jobs
from hearten.base.touchpoints.models import Touchpoint
from hearten.domains.channels.models import Message
from hearten.domains.channels.selectors import list_inbox_for, list_messages_for, unread_count
from hearten.domains.channels.services import (
    deliver_message,
    load_messages,
    mark_read,
    send_message,
    set_preference,
)
from hearten.domains.channels.services.delivery import WAITS
from hearten.domains.channels.services.sending import PastMessage
from hearten.domains.channels.types import Kind, Medium, MessageState
from hearten.domains.customers.services import withdraw_consent
from hearten.domains.customers.types import Purpose
from hearten.kernel.errors import Invalid, NotAllowed, NotFound

CONTEXT = {"number": "CL-7K3M-9QXC-4", "paid_minor": 123450, "link": "/app/claims/1/"}


def send(customer, now, **changes):
    facts = {"template": "claim_paid", "context": CONTEXT, "dedupe_key": "claim_paid:1"} | changes
    return send_message(customer_id=customer.pk, now=now, **facts)


def mail_of(customer):
    return Message.objects.get(customer=customer, channel=Medium.EMAIL)


def test_a_message_lies_in_the_inbox_and_goes_out_by_mail(mei, now, mail_server, settings):
    message = send(mei, now)
    assert message.channel == Medium.INBOX
    assert unread_count(mei.pk) == 1
    assert run_jobs().count("channels.deliver") == 1
    (mail,) = mail_server.mails
    assert mail["To"] == "mei@example.com"
    assert "CL-7K3M-9QXC-4" in mail["Subject"]
    assert "¥1,234.50" in mail.get_content()
    assert f"{settings.SITE_ADDRESS}/app/claims/1/" in mail.get_content()
    assert str(mail_of(mei).pk) in mail["Message-ID"]
    assert mail_of(mei).state == MessageState.SENT
    assert (
        Touchpoint.objects.filter(customer_id=mei.pk, kind="message.sent", outcome="claim_paid").count() == 1
    )


def test_twice_is_one_mail(mei, now, mail_server):
    first, second = send(mei, now), send(mei, now)
    assert first.pk == second.pk
    run_jobs()
    deliver_message(message_id=mail_of(mei).pk, now=now)
    assert len(mail_server.mails) == 1
    assert Message.objects.count() == 2


def test_who_has_no_address_still_has_an_inbox(make_customer, now, mail_server):
    bo = make_customer(name="博", email=None)
    send(bo, now)
    run_jobs()
    assert unread_count(bo.pk) == 1
    assert not mail_server.mails


def test_a_server_that_says_not_now_is_asked_again(mei, now, mail_server):
    mail_server.answers = ["451 try later", "421 busy"]
    send(mei, now)
    run_jobs()
    waiting = mail_of(mei)
    assert (waiting.state, waiting.attempts) == (MessageState.WAITING, 1)
    assert "451" in waiting.failure
    run_jobs(until=datetime.now(UTC) + timedelta(hours=1))
    assert len(mail_server.mails) == 1
    sent = mail_of(mei)
    assert (sent.state, sent.attempts, sent.failure) == (MessageState.SENT, 3, "")


def test_a_server_that_never_takes_it_ends_with_the_reason(mei, now, mail_server):
    mail_server.answers = ["451 greylisted mei@example.com"] * 20
    send(mei, now)
    run_jobs(until=datetime.now(UTC) + timedelta(days=2))
    failed = mail_of(mei)
    assert (failed.state, failed.attempts) == (MessageState.FAILED, len(WAITS) + 1)
    assert "given up" in failed.failure
    assert "mei@" not in failed.failure
    assert not mail_server.mails


@pytest.mark.parametrize("address", ["mei@example.com", "nobody@example.com"])
def test_a_refusal_for_good_is_not_tried_again(make_customer, now, mail_server, address):
    mail_server.answers = ["554 not wanted here"]
    bo = make_customer(name="博", email=address)
    send(bo, now)
    run_jobs(until=datetime.now(UTC) + timedelta(days=2))
    failed = mail_of(bo)
    assert (failed.state, failed.attempts, failed.sent_at) == (MessageState.FAILED, 1, None)
    assert failed.failure.startswith("55")
    assert not mail_server.mails
    assert unread_count(bo.pk) == 1


def test_a_server_that_is_not_there_is_asked_again(mei, now, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    send(mei, now)
    run_jobs()
    assert mail_of(mei).state == MessageState.WAITING
    assert "does not answer" in mail_of(mei).failure


def test_the_night_is_quiet_but_the_inbox_and_your_safety_do_not_wait(mei, mail_server):
    midnight = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)
    send(mei, midnight)
    assert mail_of(mei).scheduled_for == datetime(2026, 11, 3, 0, 0, tzinfo=UTC)
    assert unread_count(mei.pk) == 1
    send(mei, midnight, template="password_changed", context={"moment": midnight}, dedupe_key="password:1")
    assert Message.objects.get(channel=Medium.EMAIL, kind=Kind.URGENT).scheduled_for == midnight


def test_surveys_keep_their_limit(mei, now):
    context = {"about": "理赔", "minutes": 1, "link": "/app/s/x"}
    for number in range(3):
        send(mei, now, template="survey_invitation", context=context, dedupe_key=f"survey:{number}")
    times = [
        m.scheduled_for - now
        for m in Message.objects.filter(channel=Medium.EMAIL).order_by("created_at", "id")
    ]
    assert times == [timedelta(0), timedelta(0), timedelta(days=14)]


def test_without_consent_nothing_is_written(mei, now, system):
    withdraw_consent(customer_id=mei.pk, purpose=Purpose.SURVEYS, by=system, now=now)
    context = {"about": "理赔", "minutes": 1, "link": "/app/s/x"}
    assert send(mei, now, template="survey_invitation", context=context) is None
    assert not Message.objects.exists()
    assert send(mei, now) is not None  # what concerns her own claim still comes


def test_a_preference_stops_the_mail_not_the_inbox(mei, now, member_of, mail_server):
    me = member_of(mei).actor
    set_preference(customer_id=mei.pk, kind=Kind.SERVICE, channel=Medium.EMAIL, wanted=False, by=me, now=now)
    send(mei, now)
    run_jobs()
    assert not mail_server.mails
    assert unread_count(mei.pk) == 1
    with pytest.raises(Invalid):
        set_preference(
            customer_id=mei.pk, kind=Kind.URGENT, channel=Medium.EMAIL, wanted=False, by=me, now=now
        )


def test_body_and_link_are_sealed_in_the_database(mei, now):
    message = send(mei, now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT body, link, subject FROM channels_message WHERE id = %s", [message.pk])
        raw = b"".join(bytes(part) for part in cursor.fetchone())
    assert b"CL-7K3M" not in raw
    assert b"/app" not in raw


def test_a_strangers_message_is_not_there_and_stays_unread(mei, lin, now, member_of, user_of):
    from hearten.base.accounts.types import Role

    message = send(mei, now)
    with pytest.raises(NotFound):
        mark_read(message_id=message.pk, by=member_of(lin).actor, now=now)
    mark_read(message_id=message.pk, by=user_of(Role.SERVICE_AGENT).actor, now=now)
    assert unread_count(mei.pk) == 1
    mine = member_of(mei).actor
    mark_read(message_id=message.pk, by=mine, now=now)
    mark_read(message_id=message.pk, by=mine, now=now + timedelta(hours=1))
    assert list_inbox_for(mine, mei.pk).get().read_at == now
    assert unread_count(mei.pk) == 0
    with pytest.raises(NotAllowed):
        list_messages_for(mine, mei.pk)


def test_messages_of_the_past_come_once(mei, now):
    rows = [
        PastMessage(
            customer_id=mei.pk,
            template="claim_paid",
            context=CONTEXT,
            dedupe_key=f"past:{n}",
            sent_at=now,
            name="梅雪",
        )
        for n in range(3)
    ]
    assert load_messages(rows=rows) == 3
    assert load_messages(rows=rows) == 0
    assert unread_count(mei.pk) == 3


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_mail(make_customer, now, mail_server):
    mei = make_customer()
    send(mei, now)
    identity, barrier = mail_of(mei).pk, Barrier(2)

    def work():
        barrier.wait()
        deliver_message(message_id=identity, now=now)
        connections.close_all()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mail_server.mails) == 1
    assert mail_of(mei).attempts == 1
