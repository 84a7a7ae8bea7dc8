"""The test bank: keeps a book of its own, answers like a real one, and fails on demand (docs/algorithms/payments.md)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from hearten.base.payments.models import SandboxTransaction
from hearten.base.payments.providers.signing import SIGNATURE_HEADER, check_signature, sign
from hearten.base.payments.types import Failure, Notification, OutcomeUnknown, ProviderResult, ProviderStatus
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Conflict, Invalid
from hearten.kernel.ids import new_id
from hearten.kernel.text import N_

UNKNOWN_ACCOUNT = "0000"
NO_FUNDS = "6666"
TIMES_OUT = "7777"
ANSWERS_LATE = "8888"
RETURNED_LATER = "9999"
REFUSED_AMOUNT_MINOR = 666_66
LATE_BY = timedelta(seconds=20)
RETURNED_AFTER = timedelta(seconds=60)

_S = ProviderStatus
_DECLINES = {UNKNOWN_ACCOUNT: Failure.UNKNOWN_ACCOUNT, NO_FUNDS: Failure.INSUFFICIENT_FUNDS}


class SandboxProvider:
    """Moves no money, but keeps a row for every transaction, outside the caller's transaction and once for each key."""

    name = "sandbox"

    def authorise(
        self, *, idempotency_key: str, amount_minor: int, currency: str, account: str
    ) -> ProviderResult:
        row = self._book(
            "authorise", idempotency_key, amount_minor, currency=currency, account=account, good=_S.APPROVED
        )
        return self._answer(row, loses_answer=False)

    def capture(self, *, idempotency_key: str, reference: str, amount_minor: int) -> ProviderResult:
        parent = self._parent(reference, "authorise", amount_minor)
        row = self._book(
            "capture",
            idempotency_key,
            amount_minor,
            currency=parent.currency,
            account=parent.account_tail,
            good=_S.SETTLED,
            parent=parent,
        )
        return self._answer(row, loses_answer=row.account_tail == TIMES_OUT)

    def refund(self, *, idempotency_key: str, reference: str, amount_minor: int) -> ProviderResult:
        parent = self._parent(reference, "capture", amount_minor)
        row = self._book(
            "refund",
            idempotency_key,
            amount_minor,
            currency=parent.currency,
            account=parent.account_tail,
            good=_S.SETTLED,
            parent=parent,
        )
        return self._answer(row, loses_answer=False)

    def payout(
        self, *, idempotency_key: str, amount_minor: int, currency: str, account: str
    ) -> ProviderResult:
        row = self._book(
            "payout", idempotency_key, amount_minor, currency=currency, account=account, good=_S.SETTLED
        )
        return self._answer(row, loses_answer=row.account_tail == TIMES_OUT)

    def query(self, *, idempotency_key: str) -> ProviderResult:
        with transaction.atomic(durable=True):
            row = SandboxTransaction.objects.filter(idempotency_key=idempotency_key).first()
            if row is None:
                return ProviderResult(status=_S.UNKNOWN)
            ripen(row, utc_now())
        return result_of(row)

    def verify_webhook(self, *, headers: Mapping[str, str], body: bytes, now: datetime) -> Notification:
        given = {name.lower(): value for name, value in headers.items()}
        check_signature(settings.PAYMENT_WEBHOOK_SECRET, given.get(SIGNATURE_HEADER.lower(), ""), body, now)
        try:
            message = json.loads(body)
            result = ProviderResult(
                status=_S(message["status"]),
                reference=str(message["reference"]),
                failure=str(message["failure"]),
            )
            return Notification(
                notification_id=str(message["id"]), idempotency_key=str(message["key"]), result=result
            )
        except (ValueError, KeyError, TypeError) as error:
            raise Invalid(N_("The message can't be read."), field="body") from error

    def _parent(self, reference: str, kind: str, amount_minor: int) -> SandboxTransaction:
        parent = SandboxTransaction.objects.filter(reference=reference, kind=kind).first()
        if parent is None or parent.status == _S.DECLINED or amount_minor > parent.amount_minor:
            raise Invalid(N_("The bank knows no such transaction of this amount."), field="reference")
        return parent

    def _book(
        self,
        kind: str,
        key: str,
        amount_minor: int,
        *,
        currency: str,
        account: str,
        good: ProviderStatus,
        parent: SandboxTransaction | None = None,
    ) -> SandboxTransaction:
        """The row for `key`: written now, or the one that is there. The same key for another request is refused."""
        digest = _digest(kind, amount_minor, currency, account, parent)
        now = utc_now()
        fresh = SandboxTransaction(
            reference=f"SB{new_id().hex}",
            idempotency_key=key,
            kind=kind,
            amount_minor=amount_minor,
            currency=currency,
            account_tail=account[-4:],
            request_digest=digest,
            parent=parent,
            created_at=now,
            **_fate(kind, amount_minor, account[-4:], good, now),
        )
        with transaction.atomic(durable=True):  # refuses to be called within the caller's transaction
            SandboxTransaction.objects.bulk_create([fresh], ignore_conflicts=True)
            row = SandboxTransaction.objects.select_for_update().get(idempotency_key=key)
            if row.request_digest != digest:
                raise Conflict(N_("This key was used for another payment."), field="idempotency_key")
            if row.reference != fresh.reference:
                row.times_asked += 1
                row.save(update_fields=["times_asked"])
            ripen(row, now)
        return row

    def _answer(self, row: SandboxTransaction, *, loses_answer: bool) -> ProviderResult:
        if loses_answer and row.times_asked == 1:
            raise OutcomeUnknown(N_("The bank did not answer in time."))
        return result_of(row)


def result_of(row: SandboxTransaction) -> ProviderResult:
    return ProviderResult(status=ProviderStatus(row.status), reference=row.reference, failure=row.failure)


def ripen(row: SandboxTransaction, now: datetime) -> None:
    """Let what was to happen later happen, when its time has come."""
    if row.becomes and row.due_at and row.due_at <= now and row.status != row.becomes:
        row.status = row.becomes
        row.failure = Failure.ACCOUNT_CLOSED if row.becomes == _S.RETURNED else ""
        row.save(update_fields=["status", "failure"])


def notification_for(row: SandboxTransaction, now: datetime) -> tuple[bytes, dict[str, str]]:
    """The signed message about `row`, as the bank sends it: body and headers."""
    message = {
        "id": f"{row.reference}-{row.status}",
        "key": row.idempotency_key,
        "reference": row.reference,
        "status": row.status,
        "failure": row.failure,
    }
    body = json.dumps(message, separators=(",", ":")).encode()
    header = sign(settings.PAYMENT_WEBHOOK_SECRET, body, now)
    return body, {SIGNATURE_HEADER: header, "Content-Type": "application/json"}


def _fate(kind: str, amount_minor: int, tail: str, good: ProviderStatus, now: datetime) -> dict[str, Any]:
    """What the magic accounts and the magic amount make of a transaction."""
    if amount_minor == REFUSED_AMOUNT_MINOR:
        return {"status": _S.DECLINED, "failure": Failure.ABOVE_LIMIT}
    if tail == UNKNOWN_ACCOUNT or (tail == NO_FUNDS and kind == "authorise"):
        return {"status": _S.DECLINED, "failure": _DECLINES[tail]}
    if tail == ANSWERS_LATE and good is _S.SETTLED:
        return {"status": _S.PENDING, "becomes": _S.SETTLED, "due_at": now + LATE_BY}
    if tail == RETURNED_LATER and kind == "payout":
        return {"status": _S.SETTLED, "becomes": _S.RETURNED, "due_at": now + RETURNED_AFTER}
    return {"status": good}


def _digest(
    kind: str, amount_minor: int, currency: str, account: str, parent: SandboxTransaction | None
) -> str:
    text = json.dumps([kind, amount_minor, currency, account, parent.reference if parent else ""])
    return hashlib.sha256(text.encode()).hexdigest()
