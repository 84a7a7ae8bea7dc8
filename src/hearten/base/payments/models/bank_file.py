from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA
from hearten.base.payments.types import FILE_LABELS, FileKind
from hearten.kernel.ids import new_id


class BankFile(models.Model):
    """A file of the bank that was taken over: once for each number it carries, and once for each content."""

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    provider = models.CharField(max_length=20)
    kind = models.CharField(max_length=8, choices=[(k.value, FILE_LABELS[k]) for k in FileKind])
    message_id = models.CharField(max_length=35)
    sha256 = models.CharField(max_length=64)
    batch = models.ForeignKey("payments.PayoutBatch", on_delete=models.PROTECT, null=True, related_name="+")
    currency = models.CharField(max_length=3, blank=True)
    opening_minor = models.BigIntegerField(null=True)
    closing_minor = models.BigIntegerField(null=True)
    closed_on = models.DateField(null=True)
    lines = models.PositiveIntegerField()
    taken_by = models.CharField(max_length=80)
    taken_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "kind", "message_id"], name="bank_file_once"),
            models.UniqueConstraint(fields=["provider", "sha256"], name="bank_file_content_once"),
        ]
        indexes = [
            models.Index(fields=["taken_at"], condition=Q(applied_at__isnull=True), name="bank_file_waits"),
            models.Index(fields=["-taken_at"], name="bank_file_newest"),
        ]

    def __str__(self) -> str:
        return self.message_id


class BankEntry(models.Model):
    """One line of a bank's file, and what we made of it. Names of payees are not taken over: the order knows them."""

    privacy = NO_PERSONAL_DATA

    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    end_to_end_id = models.CharField(max_length=35, blank=True)
    order = models.ForeignKey("payments.PaymentOrder", on_delete=models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=4, blank=True)
    reason = models.CharField(max_length=35, blank=True)
    amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    reference = models.CharField(max_length=35, blank=True)
    booked_on = models.DateField(null=True)
    returned = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "position"], name="bank_entry_once")]
        indexes = [
            models.Index(fields=["order"], name="bank_entry_order"),
            models.Index(fields=["booked_on"], name="bank_entry_day"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.position}"
