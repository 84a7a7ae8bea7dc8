from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedText
from hearten.domains.improvement.types import CALL_LABELS, ENTRY_LABELS, CallResult, EntryKind


class CaseEntry(models.Model):
    """One line of a case's story: what was done, noted or said."""

    privacy = Privacy(
        purpose="settling what customers are unhappy about",
        retain=Retain.FIVE_YEARS,
        scrub=("words",),
        export=("kind", "at", "words", "call_result"),
    )

    case = models.ForeignKey("improvement.Case", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(k.value, ENTRY_LABELS[k]) for k in EntryKind])
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    words = SealedText()
    call_result = models.CharField(
        max_length=14, blank=True, choices=[(r.value, CALL_LABELS[r]) for r in CallResult]
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=EntryKind.CALL) & ~models.Q(call_result="")
                | ~models.Q(kind=EntryKind.CALL) & models.Q(call_result=""),
                name="call_has_result",
            )
        ]
        indexes = [models.Index(fields=["case", "at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
