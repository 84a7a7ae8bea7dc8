from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA


class SandboxMessage(models.Model):
    """A payment file that the test bank has taken: its number is taken once, the same file again is refused."""

    privacy = NO_PERSONAL_DATA

    bank = models.CharField(max_length=20)
    message_id = models.CharField(max_length=35)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bank", "message_id"], name="sandbox_message_once")]

    def __str__(self) -> str:
        return self.message_id


class SandboxBooking(models.Model):
    """One movement in the test bank's own book, committed apart from our records, which are checked against it."""

    privacy = NO_PERSONAL_DATA

    bank = models.CharField(max_length=20)
    message_id = models.CharField(max_length=35, blank=True)
    end_to_end_id = models.CharField(max_length=35)
    account_tail = models.CharField(max_length=4, blank=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=4)
    reason = models.CharField(max_length=4, blank=True)
    returned = models.BooleanField(default=False)
    booked_on = models.DateField(null=True)
    told = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bank", "message_id", "end_to_end_id"],
                condition=Q(returned=False) & ~Q(message_id=""),
                name="sandbox_booking_once",
            )
        ]
        indexes = [models.Index(fields=["bank", "booked_on"], name="sandbox_booking_day")]

    def __str__(self) -> str:
        return self.end_to_end_id
