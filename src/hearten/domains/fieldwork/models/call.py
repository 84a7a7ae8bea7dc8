from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA, Privacy, Retain
from hearten.base.vault.fields import SealedText
from hearten.domains.fieldwork.types import CALL_LABELS, OUTCOME_LABELS, CallState, Outcome
from hearten.domains.surveys.field_types import DISPOSITION_LABELS, Disposition


class CallTask(models.Model):
    """Somebody of a telephone sample who is to be called: since when, how often tried, who has the call now."""

    privacy = NO_PERSONAL_DATA

    invitation = models.OneToOneField("surveys.Invitation", on_delete=models.PROTECT, related_name="+")
    study = models.ForeignKey("surveys.Study", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=[(s.value, CALL_LABELS[s]) for s in CallState], default=CallState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()  # not before then; of an appointment, the moment agreed
    held_by_id = models.UUIDField(null=True)
    held_by_name = models.CharField(max_length=80, blank=True)
    held_until = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    disposition = models.CharField(
        max_length=6, blank=True, choices=[(d.value, DISPOSITION_LABELS[d]) for d in Disposition]
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(held_by_id__isnull=True, held_until__isnull=True, taken_at__isnull=True)
                | Q(held_by_id__isnull=False, held_until__isnull=False, taken_at__isnull=False),
                name="call_held_until",
            ),
            models.CheckConstraint(
                condition=Q(state=CallState.DONE) & ~Q(disposition="") | ~Q(state=CallState.DONE),
                name="call_done_has_code",
            ),
        ]
        indexes = [models.Index(fields=["study", "state", "next_at"])]

    def __str__(self) -> str:
        return f"{self.invitation_id} {self.state}"


class CallAttempt(models.Model):
    """One call: by whom, from when to when, how it ended."""

    privacy = Privacy(
        purpose="asking customers about their experience",
        retain=Retain.FIVE_YEARS,
        scrub=("note",),
        export=("began_at", "outcome", "note"),
    )

    task = models.ForeignKey("fieldwork.CallTask", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    interviewer_id = models.UUIDField()
    interviewer_name = models.CharField(max_length=80)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    outcome = models.CharField(max_length=14, choices=[(o.value, OUTCOME_LABELS[o]) for o in Outcome])
    call_back_at = models.DateTimeField(null=True)
    note = SealedText()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "number"], name="each_attempt_once")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.number} {self.outcome}"
