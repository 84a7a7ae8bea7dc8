"""Money beside the payment of a decision: paid before it, or found afterwards to be too much."""

from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedText


class AdvancePayment(models.Model):
    """A part that can be determined, paid before the rest is (Insurance Law art. 25); later payments deduct it."""

    privacy = Privacy(
        purpose="paying claims",
        retain=Retain.TEN_YEARS,
        scrub=("reason",),
        export=("amount_minor", "reason", "at"),
    )

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="+")
    payout = models.OneToOneField("claims.PayoutLink", on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    reason = SealedText()
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gt=0), name="advance_positive")]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.amount_minor}"


class Receivable(models.Model):
    """What was paid beyond what a later turn of the claim pays. It is noted and told, never collected by itself."""

    privacy = Privacy(
        purpose="paying claims",
        retain=Retain.TEN_YEARS,
        scrub=("reason",),
        export=("amount_minor", "reason", "at", "closed_at"),
    )

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="+")
    turn = models.PositiveSmallIntegerField()
    amount_minor = models.BigIntegerField()
    reason = SealedText()
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "turn"], name="receivable_turn_once"),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(closed_at__isnull=True), name="one_open_receivable"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="receivable_positive"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by="")
                | Q(closed_at__isnull=False) & ~Q(closed_by=""),
                name="receivable_closed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} #{self.turn}"
