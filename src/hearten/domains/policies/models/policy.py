from django.db import models
from django.db.models import F, Q

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedJSON
from hearten.domains.policies.types import END_LABELS, POLICY_LABELS, RUNNING, EndReason, PolicyState
from hearten.kernel.ids import new_id


class Policy(models.Model):
    """One contract for one term. It covers the days from `inception` up to, not including, `ended_on` or `expiry`."""

    privacy = Privacy(
        purpose="performing the insurance contract",
        retain=Retain.TEN_YEARS,
        scrub=("excluded",),
        export=(
            "number",
            "product_code",
            "product_version",
            "choices",
            "sum_insured_minor",
            "premium_minor",
            "inception",
            "expiry",
            "state",
            "ended_on",
            "end_reason",
            "excluded",
            "issued_at",
        ),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    application = models.OneToOneField(
        "policies.Application", on_delete=models.PROTECT, null=True, related_name="+"
    )
    product_code = models.CharField(max_length=40)
    product_version = models.CharField(max_length=20)
    choices = models.JSONField(default=dict)
    sum_insured_minor = models.BigIntegerField()
    premium_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="CNY")
    health_grade = models.CharField(max_length=12, default="standard")
    loading_bp = models.IntegerField(default=0)
    excluded = SealedJSON()
    has_social_insurance = models.BooleanField(default=True)
    inception = models.DateField()
    expiry = models.DateField()
    waiting_until = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=[(s.value, POLICY_LABELS[s]) for s in PolicyState])
    channel = models.CharField(max_length=12, default="app")
    issued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(
        max_length=16, blank=True, choices=[(r.value, END_LABELS[r]) for r in EndReason]
    )
    renewal_of = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expiry__gt=F("inception")), name="policy_period_order"),
            models.CheckConstraint(condition=Q(premium_minor__gt=0), name="policy_premium_positive"),
            models.CheckConstraint(condition=Q(sum_insured_minor__gt=0), name="policy_sum_positive"),
            models.CheckConstraint(
                condition=Q(waiting_until__isnull=True) | Q(waiting_until__gte=F("inception")),
                name="policy_waits_after_inception",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=sorted(RUNNING), ended_at__isnull=True, ended_on__isnull=True, end_reason=""
                )
                | ~Q(state__in=sorted(RUNNING))
                & Q(ended_at__isnull=False, ended_on__isnull=False)
                & ~Q(end_reason=""),
                name="policy_end_complete",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True)
                | Q(ended_on__gte=F("inception"), ended_on__lte=F("expiry")),
                name="policy_ends_within_term",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "inception"]),
            models.Index(fields=["product_code", "inception"]),
            models.Index(fields=["state", "expiry"]),
        ]

    def __str__(self) -> str:
        return self.number
