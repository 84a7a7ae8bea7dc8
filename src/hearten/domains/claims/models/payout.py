from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.domains.claims.types import PayoutKind, PayoutState


class PayoutLink(models.Model):
    """One attempt to pay a claim, tied to one payment order. A claim has at most one under way.

    An attempt of kind `advance` pays a part before the decision; each later one pays what is still missing.
    """

    privacy = Privacy(
        purpose="paying claims", retain=Retain.TEN_YEARS, export=("amount_minor", "ordered_at", "settled_at")
    )

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="+")
    turn = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(
        max_length=10, choices=[(k.value, k.value) for k in PayoutKind], default=PayoutKind.CLAIM
    )
    idempotency_key = models.CharField(max_length=100, unique=True)
    order_id = models.UUIDField(null=True)
    amount_minor = models.BigIntegerField()
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in PayoutState], default=PayoutState.ORDERED
    )
    ordered_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "turn"], name="payout_turn_once"),
            models.UniqueConstraint(
                fields=["claim"], condition=models.Q(state=PayoutState.ORDERED), name="one_ordered_payout"
            ),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="payout_positive"),
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=False, state=PayoutState.SETTLED)
                | models.Q(settled_at__isnull=True) & ~models.Q(state=PayoutState.SETTLED),
                name="payout_settled_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.idempotency_key
