from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA
from hearten.base.payments.types import BATCH_LABELS, BatchState
from hearten.kernel.ids import new_id

_NOT_FIXED = Q(state=BatchState.BUILDING)


class PayoutBatch(models.Model):
    """Payments that go to the bank in one file.

    The file itself is not kept: it follows from the batch and its lines, whose names and accounts lie sealed with each
    order, and `sha256` says whether it is the same file again.
    """

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True)
    message_id = models.CharField(max_length=35, unique=True)
    provider = models.CharField(max_length=20)
    account = models.CharField(max_length=34)
    currency = models.CharField(max_length=3)
    requested_on = models.DateField()
    state = models.CharField(
        max_length=10, choices=[(s.value, BATCH_LABELS[s]) for s in BatchState], default=BatchState.BUILDING
    )
    count = models.PositiveIntegerField(default=0)
    total_minor = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    made_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    fixed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_NOT_FIXED & Q(sha256="", fixed_at__isnull=True)
                | ~_NOT_FIXED & ~Q(sha256="") & Q(fixed_at__isnull=False),
                name="batch_fixed_has_file",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[BatchState.BUILDING, BatchState.CLOSED], sent_at__isnull=True)
                | ~Q(state__in=[BatchState.BUILDING, BatchState.CLOSED]) & Q(sent_at__isnull=False),
                name="batch_sent_has_time",
            ),
            models.CheckConstraint(
                condition=Q(count__gt=0, total_minor__gt=0),
                name="batch_not_empty",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at"], name="batch_newest"),
            models.Index(fields=["provider", "requested_on"], name="batch_day"),
        ]

    def __str__(self) -> str:
        return self.number


class PayoutLine(models.Model):
    """The place of one payment in one batch. A payment that is released from a batch keeps its old line as history."""

    privacy = NO_PERSONAL_DATA

    batch = models.ForeignKey(PayoutBatch, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey("payments.PaymentOrder", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    amount_minor = models.BigIntegerField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="line_place_once"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(released_at__isnull=True), name="payment_in_one_batch"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.position}"
