from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedJSON, SealedText
from hearten.kernel.ids import new_id


class PreAuthorization(models.Model):
    """What a plan would have paid for a planned treatment on the day a hospital asked. Nothing was paid or used up."""

    privacy = Privacy(
        purpose="saying before a treatment what will be paid",
        retain=Retain.TEN_YEARS,
        scrub=("diagnosis", "trace"),
        export=("number", "claimed_minor", "expected_minor", "created_at", "valid_until"),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    policy = models.ForeignKey("policies.Policy", on_delete=models.PROTECT, related_name="+")
    provider_code = models.CharField(max_length=60)
    provider_reference = models.CharField(max_length=80)
    diagnosis = SealedText()
    trace = SealedJSON()  # the engine's answer, as an adjudication keeps it
    claimed_minor = models.BigIntegerField()
    expected_minor = models.BigIntegerField()
    rules_version = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    valid_until = models.DateField()  # the last day on which treatment may begin
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider_code", "provider_reference"], name="preauthorization_reference_once"
            ),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(claim__isnull=False), name="preauthorization_of_one_claim"
            ),
            models.CheckConstraint(
                condition=Q(claimed_minor__gte=0, expected_minor__gte=0),
                name="preauthorization_money_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.number
