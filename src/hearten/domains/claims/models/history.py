from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.imports.fields import ExactDecimal
from hearten.base.vault.fields import SealedJSON
from hearten.kernel.ids import new_id

_PRIVACY = Privacy(
    purpose="knowing the customer's claims elsewhere, so that cover and service fit",
    retain=Retain.TEN_YEARS,
    scrub=("content",),
    export=("status", "currency", "content", "source", "source_id"),
)


class ExternalClaim(models.Model):
    """A claim made elsewhere. The total is kept exactly as stated, and in minor units (half up) for our own sums."""

    privacy = _PRIVACY

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40, blank=True)
    use = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=40, blank=True)
    provider = models.CharField(max_length=200, blank=True)
    insurer = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    total_exact = ExactDecimal(null=True)
    total_minor = models.BigIntegerField(null=True)
    content = SealedJSON()  # lines and diagnoses
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32)
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="external_claim_source_once"),
            models.CheckConstraint(
                condition=models.Q(total_exact__isnull=True, total_minor__isnull=True)
                | models.Q(total_exact__isnull=False, total_minor__isnull=False),
                name="external_claim_total_in_both_forms",
            ),
        ]
        indexes = [models.Index(fields=["customer", "-starts_at"])]

    def __str__(self) -> str:
        return f"{self.source} {self.source_id}"


class ExternalBenefit(models.Model):
    """What another insurer paid for a claim (an explanation of benefit), with its totals by category."""

    privacy = _PRIVACY

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(ExternalClaim, on_delete=models.SET_NULL, null=True, related_name="+")
    claim_source_id = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    provider = models.CharField(max_length=200, blank=True)
    insurer = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    totals = models.JSONField(default=dict)  # category → exact amount as text
    payment_exact = ExactDecimal(null=True)
    payment_minor = models.BigIntegerField(null=True)
    content = SealedJSON()  # lines and diagnoses
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32)
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="external_benefit_source_once"),
            models.CheckConstraint(
                condition=models.Q(payment_exact__isnull=True, payment_minor__isnull=True)
                | models.Q(payment_exact__isnull=False, payment_minor__isnull=False),
                name="external_benefit_payment_in_both_forms",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-starts_at"]),
            models.Index(fields=["source", "claim_source_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.source_id}"


class ExternalCoverage(models.Model):
    """Cover that the customer has, or had, elsewhere."""

    privacy = Privacy(
        purpose="knowing other cover, so that no expense is paid twice",
        retain=Retain.TEN_YEARS,
        scrub=("content",),
        export=("status", "kind", "payor", "starts_on", "ends_on", "content", "source", "source_id"),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=120, blank=True)
    payor = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    content = SealedJSON()  # numbers of the policy and its subscriber, classes, relationship
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32)
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="external_coverage_source_once")
        ]
        indexes = [models.Index(fields=["customer"])]

    def __str__(self) -> str:
        return f"{self.source} {self.source_id}"
