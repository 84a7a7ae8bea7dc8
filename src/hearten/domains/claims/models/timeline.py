from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedText
from hearten.domains.claims.types import HOLDER_LABELS, Holder


class ClaimEvent(models.Model):
    """One step in the life of a claim: what happened, when, and who has it since."""

    privacy = Privacy(
        purpose="showing where a claim is",
        retain=Retain.TEN_YEARS,
        scrub=("note",),
        export=("kind", "note", "at", "holder"),
    )

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    note = SealedText()
    holder = models.CharField(max_length=10, choices=[(h.value, HOLDER_LABELS[h]) for h in Holder])
    visible_to_member = models.BooleanField(default=True)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["claim", "at", "id"])]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.kind}"
