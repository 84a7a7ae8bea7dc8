from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedJSON


class Adjudication(models.Model):
    """What the rules of one version make of a claim, line by line. The newest one stands; older ones are kept."""

    privacy = Privacy(
        purpose="explaining a decision",
        retain=Retain.TEN_YEARS,
        scrub=("trace",),
        export=("rules_version", "trace", "at"),
    )

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="+")
    turn = models.PositiveSmallIntegerField(default=1)
    rules_version = models.CharField(max_length=80)
    trace = SealedJSON()
    payable_minor = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "turn"], name="adjudication_turn_once"),
            models.CheckConstraint(
                condition=models.Q(payable_minor__gte=0), name="adjudication_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} #{self.turn}"
