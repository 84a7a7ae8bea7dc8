from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedJSON


class HealthDeclaration(models.Model):
    """What a person declared of their health. A correction is a new row: what was said before stays as it was said."""

    privacy = Privacy(
        purpose="underwriting",
        retain=Retain.TEN_YEARS,
        scrub=("answers",),
        export=("answers", "declared_at"),
    )

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey("policies.Application", on_delete=models.PROTECT, related_name="+")
    answers = SealedJSON()
    declared_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["application", "-id"])]

    def __str__(self) -> str:
        return f"{self.application_id} {self.declared_at:%Y-%m-%d}"
