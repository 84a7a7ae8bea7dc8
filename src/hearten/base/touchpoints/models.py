from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.touchpoints.types import CHANNEL_LABELS, STAGE_LABELS, Channel, Stage


class Touchpoint(models.Model):
    """A moment on a customer's journey. The table is cut by month (see the migration), so old months can be moved."""

    privacy = Privacy(
        purpose="knowing and improving the experience",
        retain=Retain.FIVE_YEARS,
        export=("stage", "channel", "kind", "outcome", "occurred_at"),
    )

    pk = models.CompositePrimaryKey("occurred_at", "id")
    id = models.UUIDField()
    customer_id = models.UUIDField()
    stage = models.CharField(max_length=12, choices=[(s.value, STAGE_LABELS[s]) for s in Stage])
    channel = models.CharField(max_length=12, choices=[(c.value, CHANNEL_LABELS[c]) for c in Channel])
    kind = models.CharField(max_length=60)
    outcome = models.CharField(max_length=40, blank=True)
    duration_s = models.IntegerField(null=True)
    refs = models.JSONField(default=dict)
    occurred_at = models.DateTimeField()

    class Meta:
        managed = True
        indexes = [
            models.Index(fields=["customer_id", "occurred_at"], name="touchpoint_customer"),
            models.Index(fields=["kind", "occurred_at"], name="touchpoint_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.occurred_at:%Y-%m-%d}"
