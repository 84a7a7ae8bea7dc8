from django.db import models

from hearten.base.accounts.privacy import NO_PERSONAL_DATA


class OutboxEvent(models.Model):
    """A fact, written in the transaction that made it true. Payloads hold identities, never names or health data."""

    privacy = NO_PERSONAL_DATA

    kind = models.CharField(max_length=80)
    payload = models.JSONField()
    occurred_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "occurred_at"])]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class Delivery(models.Model):
    """One receiver's copy of one event; there is never a second, so a repeated delivery does nothing."""

    privacy = NO_PERSONAL_DATA

    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="+")
    receiver = models.CharField(max_length=80)
    delivered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "receiver"], name="delivery_once")]

    def __str__(self) -> str:
        return f"{self.receiver} ← {self.event_id}"
