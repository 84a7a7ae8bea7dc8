"""A test bank that is spoken to by files: it takes what lies in `out/`, keeps a book of its own, and answers in `in/`.

What it does with a payment, the end of the account number says (docs/algorithms/payments.md).
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from hearten.base.payments.models import SandboxBooking, SandboxMessage
from hearten.base.payments.providers.directory import DirectoryTransport
from hearten.base.payments.providers.iso20022.answering import (
    Booking,
    Instruction,
    read_credit_transfer,
    statement,
    status_report,
)

SANDBOX_BANK = "sandbox-bank"
OPENING_MINOR = 1_000_000_000_00
REFUSED_AMOUNT_MINOR = 666_66
UNKNOWN_ACCOUNT, NO_FUNDS, LATE, RETURNED = "0000", "6666", "8888", "9999"
WRONG_AMOUNT, BOOKED_TWICE, NEVER_BOOKED = "5555", "4444", "3333"
RETURNED_AFTER = timedelta(days=2)
CLOSED_ACCOUNT = "AC04"
_REFUSES = {UNKNOWN_ACCOUNT: "AC01", NO_FUNDS: "AM04"}


def sandbox_folder() -> Path:
    return settings.VAR / SANDBOX_BANK


def sandbox_transport() -> DirectoryTransport:
    return DirectoryTransport(sandbox_folder())


class SandboxBank:
    """Moves no money. `bank` is the name of the channel, `folder` where its files lie."""

    def __init__(self, folder: Path, bank: str = SANDBOX_BANK) -> None:
        self.folder, self.bank = folder, bank

    def take_files(self, now: datetime, today: date) -> int:
        """Book what has been handed in and answer with a status report each; returns how many files there were."""
        files = sorted((self.folder / "out").glob("*.xml"))
        for path in files:
            self._take(path, now, today)
        return len(files)

    def settle_late(self, now: datetime, today: date) -> int:
        """Carry out what was only accepted before, and say so; returns how many payments."""
        rows = list(SandboxBooking.objects.filter(bank=self.bank, status="ACCP").order_by("pk"))
        for message_id in sorted({row.message_id for row in rows}):
            mine = [row for row in rows if row.message_id == message_id]
            with transaction.atomic(durable=True):
                SandboxBooking.objects.filter(pk__in=[row.pk for row in mine]).update(
                    status="ACSC", booked_on=today
                )
            items = [(row.end_to_end_id, "ACSC", "") for row in mine]
            self._answer(message_id, items, now, part="late")
        return len(rows)

    def write_statement(self, day: date, *, account: str, currency: str = "CNY") -> bytes:
        """The camt.053 of one day, also put into `in/`; the same day again is the same statement."""
        rows = SandboxBooking.objects.filter(bank=self.bank, currency=currency).exclude(booked_on=None)
        before = rows.filter(booked_on__lt=day).aggregate(total=Sum("amount_minor"))["total"] or 0
        identity = f"ST{day:%Y%m%d}{currency}"
        bookings = [
            Booking(
                amount_minor=row.amount_minor,
                currency=row.currency,
                booked_on=day,
                reference=f"B{row.pk:012d}",
                end_to_end_id=row.end_to_end_id,
                return_reason=row.reason if row.returned else "",
            )
            for row in rows.filter(booked_on=day).order_by("pk")
        ]
        content = statement(
            message_id=identity,
            at=datetime.combine(day, time(23, 59), UTC),
            account=account,
            currency=currency,
            day=day,
            opening_minor=OPENING_MINOR + before,
            bookings=bookings,
        )
        rows.filter(booked_on=day).update(told=True)
        self._put(f"{identity}.xml", content)
        return content

    def untold_days(self, before: date) -> list[date]:
        """Days that are over and whose statement has not been written."""
        rows = SandboxBooking.objects.filter(bank=self.bank, told=False, booked_on__lt=before)
        return sorted({day for day in rows.values_list("booked_on", flat=True) if day})

    def book_foreign(self, *, amount_minor: int, day: date, currency: str = "CNY") -> None:
        """A movement that we never asked for."""
        SandboxBooking.objects.create(
            bank=self.bank,
            end_to_end_id="",
            amount_minor=amount_minor,
            currency=currency,
            status="ACSC",
            booked_on=day,
        )

    def _take(self, path: Path, now: datetime, today: date) -> None:
        message_id, instructions = read_credit_transfer(path.read_bytes())
        with transaction.atomic(durable=True):
            message = SandboxMessage(bank=self.bank, message_id=message_id, taken_at=now)
            SandboxMessage.objects.bulk_create([message], ignore_conflicts=True)
            taken_before = SandboxBooking.objects.filter(bank=self.bank, message_id=message_id).exists()
            if not taken_before:
                SandboxBooking.objects.bulk_create(
                    [row for item in instructions for row in self._rows(message_id, item, today)]
                )
        rows = SandboxBooking.objects.filter(bank=self.bank, message_id=message_id, returned=False)
        if taken_before:
            self._answer(message_id, [], now, part=f"again-{now:%H%M%S%f}", whole=("RJCT", "DU01"))
        else:
            items = [(row.end_to_end_id, row.status, row.reason) for row in rows.order_by("pk")]
            self._answer(message_id, items, now)
        path.unlink()

    def _rows(self, message_id: str, item: Instruction, today: date) -> list[SandboxBooking]:
        tail = item.account[-4:]
        row = SandboxBooking(
            bank=self.bank,
            message_id=message_id,
            end_to_end_id=item.end_to_end_id,
            account_tail=tail,
            amount_minor=-item.amount_minor,
            currency=item.currency,
            status="ACSC",
            booked_on=today,
        )
        if item.amount_minor == REFUSED_AMOUNT_MINOR or tail in _REFUSES:
            row.status, row.reason, row.booked_on = "RJCT", _REFUSES.get(tail, "AM02"), None
        elif tail == LATE:
            row.status, row.booked_on = "ACCP", None
        elif tail == NEVER_BOOKED:
            row.booked_on = None
        elif tail == WRONG_AMOUNT:
            row.amount_minor -= 1
        return [row, *self._more(row, today)]

    def _more(self, row: SandboxBooking, today: date) -> list[SandboxBooking]:
        """What the bank will book beside the payment itself: the money coming back, or the same once more."""
        facts = {
            "bank": self.bank,
            "end_to_end_id": row.end_to_end_id,
            "currency": row.currency,
            "status": "ACSC",
        }
        if row.account_tail == RETURNED:
            later = today + RETURNED_AFTER
            return [
                SandboxBooking(
                    **facts,
                    amount_minor=-row.amount_minor,
                    reason=CLOSED_ACCOUNT,
                    returned=True,
                    booked_on=later,
                )
            ]
        if row.account_tail == BOOKED_TWICE:
            return [SandboxBooking(**facts, amount_minor=row.amount_minor, booked_on=today)]
        return []

    def _answer(
        self,
        message_id: str,
        items: list[tuple[str, str, str]],
        now: datetime,
        *,
        part: str = "first",
        whole: tuple[str, str] = ("", ""),
    ) -> None:
        digits = hashlib.sha256(f"{message_id}:{part}".encode()).hexdigest()[:24]
        content = status_report(
            message_id=f"SR{digits}", answers=message_id, at=now, items=items, whole=whole
        )
        self._put(f"SR{digits}.xml", content)

    def _put(self, name: str, content: bytes) -> None:
        target = self.folder / "in" / name
        unfinished = target.with_name(f"{name}.part")
        unfinished.write_bytes(content)
        unfinished.replace(target)
