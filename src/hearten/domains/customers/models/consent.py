from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.domains.customers.types import PURPOSE_TEXTS, Purpose


class Consent(models.Model):
    """A consent to one purpose, from when it was given to when it was withdrawn. At most one is open."""

    privacy = Privacy(
        purpose="proof of consent",
        retain=Retain.TEN_YEARS,
        export=("purpose", "given_at", "withdrawn_at", "channel"),
    )

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=24, choices=[(p.value, PURPOSE_TEXTS[p].label) for p in Purpose])
    notice_version = models.CharField(max_length=20, default="2026-11")
    channel = models.CharField(max_length=12, default="app")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "purpose"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_open_consent",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True)
                | models.Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.given_at:%Y-%m-%d}"
