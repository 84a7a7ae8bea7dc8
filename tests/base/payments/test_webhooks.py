"""What the bank tells us later: taken when genuine and fresh, and once."""

from datetime import UTC, datetime, timedelta

import pytest

from hearten.base.payments.models import PaymentOrder, SandboxTransaction, WebhookReceipt
from hearten.base.payments.providers.sandbox import notification_for, ripen
from hearten.base.payments.providers.signing import SIGNATURE_HEADER, sign
from hearten.base.payments.services import pay_out, receive_webhook
from hearten.base.payments.types import OrderState
from hearten.base.plumbing.models import OutboxEvent
from hearten.kernel.errors import Invalid, NotFound

pytestmark = pytest.mark.django_db
LATE = "6222020000008888"
RETURNED = "6222020000009999"


@pytest.fixture
def late(payment):
    """An order that the bank will settle later, and its row in the bank's book when the time has come."""
    order = pay_out(**payment(account=LATE))
    assert order.state == OrderState.PENDING
    row = SandboxTransaction.objects.get()
    ripen(row, row.due_at)
    return order, row


def take(row, now, **changes):
    body, headers = notification_for(row, now)
    given = {"provider_name": "sandbox", "headers": headers, "body": body, "now": now} | changes
    return receive_webhook(**given)


def test_a_late_answer_settles_the_order_once(late, now):
    order, row = late
    assert take(row, now) is True
    assert take(row, now) is False
    order.refresh_from_db()
    assert (order.state, order.settled_at) == (OrderState.SETTLED, now)
    assert OutboxEvent.objects.filter(kind="payments.settled").count() == 1
    assert WebhookReceipt.objects.count() == 1


def test_a_payout_that_comes_back_is_returned_after_it_settled(payment, now):
    order = pay_out(**payment(account=RETURNED))
    assert order.state == OrderState.SETTLED
    row = SandboxTransaction.objects.get()
    ripen(row, row.due_at)
    take(row, now)
    order.refresh_from_db()
    assert (order.state, order.failure) == (OrderState.RETURNED, "account_closed")
    assert order.settled_at is not None
    assert OutboxEvent.objects.filter(kind="payments.returned").count() == 1


@pytest.mark.parametrize("fault", ["secret", "body", "old", "early", "none", "garbled"])
def test_a_forged_changed_or_replayed_message_changes_nothing(late, now, settings, fault):
    order, row = late
    body, headers = notification_for(row, now)
    at = now
    if fault == "secret":
        headers = {SIGNATURE_HEADER: sign("another secret", body, now)}
    elif fault == "body":
        body = body.replace(b'"settled"', b'"returned"')
    elif fault == "old":
        at = now + timedelta(seconds=301)
    elif fault == "early":
        at = now - timedelta(seconds=301)
    elif fault == "none":
        headers = {}
    else:
        headers = {SIGNATURE_HEADER: "t=१२३,v1=ü"}
    with pytest.raises(Invalid):
        receive_webhook(provider_name="sandbox", headers=headers, body=body, now=at)
    order.refresh_from_db()
    assert (order.state, order.settled_at) == (OrderState.PENDING, None)
    assert not WebhookReceipt.objects.exists()


def test_a_genuine_message_about_nothing_of_ours_is_refused(late, now):
    _order, row = late
    PaymentOrder.objects.update(idempotency_key="other")
    with pytest.raises(NotFound):
        take(row, now)
    with pytest.raises(NotFound):
        take(row, now, provider_name="unheard-of")
    assert not WebhookReceipt.objects.exists()


def test_a_settled_order_does_not_go_back_to_pending(late, now):
    order, row = late
    body, headers = notification_for(SandboxTransaction(**{**vars_of(row), "status": "pending"}), now)
    take(row, now)
    receive_webhook(provider_name="sandbox", headers=headers, body=body, now=now)
    order.refresh_from_db()
    assert order.state == OrderState.SETTLED


def vars_of(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def post(client, row, at, **headers):
    body, signed = notification_for(row, at)
    return client.post(
        "/api/payments/webhook/sandbox",
        body,
        content_type="application/json",
        headers={SIGNATURE_HEADER: signed[SIGNATURE_HEADER]} | headers,
    )


def test_the_door_takes_a_genuine_message_and_refuses_a_forged_one(late, client):
    order, row = late
    at = datetime.now(UTC)
    assert post(client, row, at, **{SIGNATURE_HEADER: "t=1,v1=0"}).status_code == 400
    order.refresh_from_db()
    assert order.state == OrderState.PENDING
    assert post(client, row, at).json() == {"taken": True}
    assert post(client, row, at).json() == {"taken": False}
    order.refresh_from_db()
    assert order.state == OrderState.SETTLED
    assert client.get("/api/payments/webhook/sandbox").status_code == 405
