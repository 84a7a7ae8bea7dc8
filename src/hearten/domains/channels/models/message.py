from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedText
from hearten.domains.channels.types import (
    KIND_LABELS,
    MEDIUM_LABELS,
    MESSAGE_STATE_LABELS,
    Kind,
    Medium,
    MessageState,
)
from hearten.kernel.ids import new_id


class Message(models.Model):
    """One text to one person over one medium. `dedupe_key` names the occasion: a second sending finds the first."""

    privacy = Privacy(
        purpose="telling customers about their affairs",
        retain=Retain.TEN_YEARS,
        scrub=("subject", "body", "link"),
        export=("channel", "subject", "body", "created_at", "sent_at", "read_at"),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=12, choices=[(m.value, MEDIUM_LABELS[m]) for m in Medium])
    template = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=[(k.value, KIND_LABELS[k]) for k in Kind])
    language = models.CharField(max_length=10)
    subject = SealedText()
    body = SealedText()
    link = SealedText()
    state = models.CharField(
        max_length=8,
        choices=[(s.value, MESSAGE_STATE_LABELS[s]) for s in MessageState],
        default=MessageState.WAITING,
    )
    dedupe_key = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    scheduled_for = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dedupe_key", "channel"], name="message_once_per_medium"),
            models.CheckConstraint(
                condition=models.Q(state=MessageState.SENT, sent_at__isnull=False)
                | models.Q(sent_at__isnull=True) & ~models.Q(state=MessageState.SENT),
                name="message_sent_has_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(failure="") | ~models.Q(state=MessageState.FAILED),
                name="message_failed_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-scheduled_for"]),
            models.Index(fields=["customer", "kind", "scheduled_for"]),
            models.Index(fields=["state", "scheduled_for"]),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.channel} {self.pk}"
