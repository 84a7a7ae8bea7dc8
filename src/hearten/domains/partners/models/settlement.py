from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedText
from hearten.domains.partners.models.organization import Organization


class DirectSettlement(models.Model):
    """A hospital with which we settle directly: what a plan pays goes to this account of the hospital."""

    privacy = Privacy(
        purpose="paying hospitals directly",
        retain=Retain.TEN_YEARS,
        customer_path="organization_id",
    )

    organization = models.OneToOneField(
        Organization, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    active = models.BooleanField(default=True)
    holder = models.CharField(max_length=120)  # as the bank knows it
    account = SealedText(subject="organization_id")
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"direct settlement {self.organization_id}"
