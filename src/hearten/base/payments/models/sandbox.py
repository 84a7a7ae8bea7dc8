from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA
from hearten.base.payments.types import ProviderStatus


class SandboxTransaction(models.Model):
    """The test bank's own book: one row for each key it was ever given. Not our records, but what they are checked against."""

    privacy = NO_PERSONAL_DATA

    reference = models.CharField(max_length=40, unique=True)
    idempotency_key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=10)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    account_tail = models.CharField(max_length=4, blank=True)
    request_digest = models.CharField(max_length=64)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=10, choices=[(s.value, s.value) for s in ProviderStatus])
    failure = models.CharField(max_length=40, blank=True)
    times_asked = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    becomes = models.CharField(max_length=10, blank=True)
    due_at = models.DateTimeField(null=True)
    notified_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="sandbox_amount_positive"),
            models.CheckConstraint(
                condition=Q(becomes="", due_at__isnull=True) | ~Q(becomes="") & Q(due_at__isnull=False),
                name="sandbox_change_has_time",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(notified_at__isnull=True), name="sandbox_due")]

    def __str__(self) -> str:
        return self.reference
