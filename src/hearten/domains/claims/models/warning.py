from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedJSON
from hearten.engines.review import Severity


class ClaimWarning(models.Model):
    """A rule that a claim met when it was decided or given to a person: which, how much it weighs, with what values."""

    privacy = Privacy(
        purpose="deciding claims with care",
        retain=Retain.TEN_YEARS,
        scrub=("facts",),
        export=("code", "severity", "facts", "at"),
    )

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="+")
    turn = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=24)
    severity = models.CharField(max_length=6, choices=[(s.value, s.value) for s in Severity])
    facts = SealedJSON()  # the values that the sentence names; an item's name tells of health
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "turn", "code"], name="claim_warning_once_a_turn")
        ]
        indexes = [models.Index(fields=["code", "severity"])]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.code}"
