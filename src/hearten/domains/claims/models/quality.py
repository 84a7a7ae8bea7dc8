from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedText
from hearten.domains.claims.types import CHECK_REASON_LABELS, CheckReason
from hearten.kernel.ids import new_id


class QualityCheck(models.Model):
    """One automatic decision that a person works out again without seeing it. `reading` 2 is a second person's look.

    `agrees` compares `should_pay_minor` with `paid_minor`, what the rules paid in that turn.
    """

    privacy = Privacy(
        purpose="checking the quality of automatic decisions",
        retain=Retain.TEN_YEARS,
        scrub=("note",),
        export=("drawn_at", "reason", "paid_minor", "agrees", "should_pay_minor", "note", "closed_at"),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="+")
    turn = models.PositiveSmallIntegerField()
    reading = models.PositiveSmallIntegerField(default=1)
    product_code = models.CharField(max_length=60)
    week = models.DateField()  # the Monday of the week in which the rules decided
    drawn_at = models.DateTimeField()
    reason = models.CharField(max_length=6, choices=[(r.value, CHECK_REASON_LABELS[r]) for r in CheckReason])
    paid_minor = models.BigIntegerField()
    examiner = models.CharField(max_length=80, blank=True)
    agrees = models.BooleanField(null=True)
    should_pay_minor = models.BigIntegerField(null=True)
    note = SealedText()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "turn", "reading"], name="quality_check_once"),
            models.CheckConstraint(
                condition=Q(
                    closed_at__isnull=True, examiner="", agrees__isnull=True, should_pay_minor__isnull=True
                )
                | Q(closed_at__isnull=False, agrees__isnull=False, should_pay_minor__gte=0) & ~Q(examiner=""),
                name="quality_check_closed_whole",
            ),
            models.CheckConstraint(
                condition=Q(agrees__isnull=True)
                | Q(agrees=True, should_pay_minor=models.F("paid_minor"))
                | Q(agrees=False) & ~Q(should_pay_minor=models.F("paid_minor")),
                name="quality_check_agrees_with_amount",
            ),
            models.CheckConstraint(condition=Q(reading__in=[1, 2]), name="quality_check_two_readings"),
        ]
        indexes = [
            models.Index(fields=["closed_at", "drawn_at"]),
            models.Index(fields=["week", "product_code"]),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} #{self.turn} {self.reason}"
