from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.domains.channels.types import KIND_LABELS, MEDIUM_LABELS, Kind, Medium


class Preference(models.Model):
    """Whether somebody wants a kind of message over a medium. Nothing written down means yes."""

    privacy = Privacy(
        purpose="respecting how customers want to be reached",
        retain=Retain.WHILE_CUSTOMER,
        export=("kind", "channel", "wanted", "changed_at"),
    )

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(k.value, KIND_LABELS[k]) for k in Kind])
    channel = models.CharField(max_length=12, choices=[(m.value, MEDIUM_LABELS[m]) for m in Medium])
    wanted = models.BooleanField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "kind", "channel"], name="one_preference_each")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel} {self.wanted}"
