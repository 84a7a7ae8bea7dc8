from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain


class Assignment(models.Model):
    """Which examiner has taken a claim in hand. At most one at a time; a claim that nobody has taken has none."""

    privacy = Privacy(purpose="deciding and paying claims", retain=Retain.TEN_YEARS)

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    claim = models.OneToOneField("claims.Claim", on_delete=models.CASCADE, related_name="+")
    examiner = models.CharField(max_length=80)
    taken_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["examiner"])]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.examiner}"
