from django.db import models
from django.db.models import F, Q

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.payments.types import STATE_LABELS, Direction, OrderState
from hearten.base.vault.fields import SealedText
from hearten.kernel.ids import new_id

_MONEY_MOVED = [OrderState.SETTLED, OrderState.RETURNED]


class PaymentOrder(models.Model):
    """Our side of one movement of money. The key is what makes it one: for us, and for the provider."""

    privacy = Privacy(
        purpose="collecting premiums and paying claims",
        retain=Retain.TEN_YEARS,
        scrub=("account", "payee"),
        export=(
            "direction",
            "purpose",
            "reference",
            "amount_minor",
            "currency",
            "state",
            "created_at",
            "settled_at",
        ),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    direction = models.CharField(max_length=3, choices=[(d.value, d.value) for d in Direction])
    purpose = models.CharField(max_length=40)
    reference = models.CharField(max_length=60)
    customer_id = models.UUIDField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="CNY")
    idempotency_key = models.CharField(max_length=100, unique=True)
    state = models.CharField(
        max_length=10, choices=[(s.value, STATE_LABELS[s]) for s in OrderState], default=OrderState.SENDING
    )
    provider = models.CharField(max_length=20)
    provider_reference = models.CharField(max_length=60, blank=True)
    account = SealedText()
    payee = SealedText()
    payee_bank = models.CharField(max_length=12, blank=True)
    batch = models.ForeignKey("payments.PayoutBatch", on_delete=models.PROTECT, null=True, related_name="+")
    refund_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    ordered_by = models.CharField(max_length=80)
    attempts = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payment_amount_positive"),
            models.CheckConstraint(
                condition=Q(state__in=_MONEY_MOVED, settled_at__isnull=False)
                | ~Q(state__in=_MONEY_MOVED) & Q(settled_at__isnull=True),
                name="payment_settled_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[OrderState.FAILED, OrderState.RETURNED])
                & ~Q(failure="")
                & Q(closed_at__isnull=False)
                | ~Q(state__in=[OrderState.FAILED, OrderState.RETURNED])
                & Q(failure="", closed_at__isnull=True),
                name="payment_failure_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(refund_of__isnull=True) | Q(direction=Direction.OUT),
                name="payment_refund_goes_out",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | Q(settled_at__gte=F("created_at")),
                name="payment_settles_after_order",
            ),
        ]
        indexes = [
            models.Index(fields=["customer_id", "-created_at"], name="payment_customer"),
            models.Index(fields=["reference"], name="payment_reference"),
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=[OrderState.SENDING, OrderState.PENDING]),
                name="payment_open",
            ),
            models.Index(
                fields=["provider", "currency", "id"],
                condition=Q(batch__isnull=True, state__in=[OrderState.SENDING, OrderState.PENDING]),
                name="payment_waits_for_batch",
            ),
        ]

    def __str__(self) -> str:
        return self.idempotency_key
