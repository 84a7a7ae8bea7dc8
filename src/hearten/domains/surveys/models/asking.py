from django.db import models

from hearten.base.accounts.privacy import NO_PERSONAL_DATA


class AskingRulesVersion(models.Model):
    """The triggers and contact limits as somebody changed them at the desk. The newest is in force; the first ship with the release."""

    privacy = NO_PERSONAL_DATA

    number = models.PositiveIntegerField(unique=True)
    document = models.JSONField()
    reason = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"asking rules {self.number}"
