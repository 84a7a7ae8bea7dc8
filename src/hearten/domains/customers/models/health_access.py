from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain


class HealthAccess(models.Model):
    """Someone read a customer's health data: who, what and why. Shown to the customer."""

    privacy = Privacy(
        purpose="accounting for access to health data",
        retain=Retain.TEN_YEARS,
        export=("actor_role", "what", "why", "at"),
    )

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    actor_role = models.CharField(max_length=20)
    actor_user_id = models.UUIDField(null=True)
    what = models.CharField(max_length=80)
    why = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["customer", "-at"])]

    def __str__(self) -> str:
        return f"{self.actor_role} {self.what}"
