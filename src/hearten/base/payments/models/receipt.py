from django.db import models

from hearten.base.accounts.privacy import NO_PERSONAL_DATA


class WebhookReceipt(models.Model):
    """A provider's message that was acted on. There is never a second, so a message sent again changes nothing."""

    privacy = NO_PERSONAL_DATA

    provider = models.CharField(max_length=20)
    notification_id = models.CharField(max_length=80)
    idempotency_key = models.CharField(max_length=100)
    status = models.CharField(max_length=12)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "notification_id"], name="webhook_taken_once")
        ]

    def __str__(self) -> str:
        return self.notification_id
