from django.db import models
from django.db.models import F, Q

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedText
from hearten.domains.claims.types import COMPENSATION_LABELS, CompensationState
from hearten.kernel.ids import new_id

_RELEASED = [
    CompensationState.RELEASED,
    CompensationState.ORDERED,
    CompensationState.FAILED,
    CompensationState.PAID,
]


class Compensation(models.Model):
    """What a member gets because a clock was broken. `reckoning` holds the figures that explain the sum, without words."""

    privacy = Privacy(
        purpose="making good for a late decision or payment",
        retain=Retain.TEN_YEARS,
        scrub=("reason",),
        export=("state", "interest_minor", "fixed_minor", "total_minor", "proposed_at", "paid_at"),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="+")
    clock = models.OneToOneField("claims.ClaimClock", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10,
        choices=[(s.value, COMPENSATION_LABELS[s]) for s in CompensationState],
        default=CompensationState.PROPOSED,
    )
    currency = models.CharField(max_length=3, default="CNY")
    interest_minor = models.BigIntegerField()
    fixed_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    reckoning = models.JSONField(default=dict)
    turn = models.PositiveSmallIntegerField(default=0)  # how often a payment was ordered
    proposed_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=80, blank=True)
    declined_at = models.DateTimeField(null=True)
    declined_by = models.CharField(max_length=80, blank=True)
    reason = SealedText()
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(interest_minor__gte=0, fixed_minor__gte=0, total_minor__gt=0)
                & Q(total_minor=F("interest_minor") + F("fixed_minor")),
                name="compensation_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_RELEASED, released_at__isnull=False) & ~Q(released_by="")
                | ~Q(state__in=_RELEASED) & Q(released_at__isnull=True, released_by=""),
                name="compensation_released_whole",
            ),
            models.CheckConstraint(
                condition=Q(state=CompensationState.DECLINED, declined_at__isnull=False) & ~Q(declined_by="")
                | ~Q(state=CompensationState.DECLINED) & Q(declined_at__isnull=True, declined_by=""),
                name="compensation_declined_whole",
            ),
            models.CheckConstraint(
                condition=Q(state=CompensationState.PAID, paid_at__isnull=False)
                | ~Q(state=CompensationState.PAID) & Q(paid_at__isnull=True),
                name="compensation_paid_has_time",
            ),
        ]
        indexes = [models.Index(fields=["claim"]), models.Index(fields=["state", "proposed_at"])]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.total_minor}"
