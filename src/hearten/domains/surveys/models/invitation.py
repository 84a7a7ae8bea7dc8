from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.domains.surveys.field_types import DISPOSITION_LABELS, Disposition
from hearten.domains.surveys.types import (
    INVITATION_LABELS,
    WITHHELD_LABELS,
    InvitationState,
    Withheld,
)
from hearten.kernel.ids import new_id


class Invitation(models.Model):
    """Somebody is (or, for a reason, is not) asked about something. The link's token is known by its digest only."""

    privacy = Privacy(
        purpose="asking customers about their experience",
        retain=Retain.FIVE_YEARS,
        scrub=("context", "stratum"),
        export=("state", "withheld", "due_at", "sent_at", "opened_at", "answered_at"),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.PROTECT, related_name="+", null=True
    )  # nobody we know: came by an open link
    survey = models.ForeignKey("surveys.SurveyVersion", on_delete=models.PROTECT, related_name="+")
    study = models.ForeignKey("surveys.Study", on_delete=models.PROTECT, related_name="+", null=True)
    stratum = models.CharField(max_length=80, blank=True)
    base_weight = models.FloatField(default=1.0)  # one over the chance of being drawn
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    touchpoint_id = models.UUIDField(null=True)
    dedupe_key = models.CharField(max_length=120, unique=True)
    state = models.CharField(
        max_length=10,
        choices=[(s.value, INVITATION_LABELS[s]) for s in InvitationState],
        default=InvitationState.WAITING,
    )
    withheld = models.CharField(
        max_length=20, blank=True, choices=[(w.value, WITHHELD_LABELS[w]) for w in Withheld]
    )
    channel = models.CharField(max_length=12, default="app")
    context = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    token_digest = models.BinaryField(max_length=32, null=True, unique=True)
    reminders_sent = models.PositiveSmallIntegerField(default=0)
    # What became of it in the codes of AAPOR, where the state alone does not say: refused, not reached, moved away …
    disposition = models.CharField(
        max_length=6, blank=True, choices=[(d.value, DISPOSITION_LABELS[d]) for d in Disposition]
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=InvitationState.WITHHELD) & ~Q(withheld="")
                | ~Q(state=InvitationState.WITHHELD) & Q(withheld=""),
                name="invitation_withheld_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=InvitationState.ANSWERED, answered_at__isnull=False)
                | ~Q(state=InvitationState.ANSWERED) & Q(answered_at__isnull=True),
                name="invitation_answered_has_time",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[InvitationState.DRAWN, InvitationState.WITHHELD, InvitationState.WAITING]
                )
                | Q(sent_at__isnull=False, expires_at__isnull=False),
                name="invitation_sent_has_times",
            ),
            models.CheckConstraint(
                condition=Q(customer__isnull=False) | Q(study__isnull=False), name="invitation_of_somebody"
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "due_at"]),
            models.Index(fields=["state", "expires_at"]),
            models.Index(fields=["survey", "sent_at"]),
            models.Index(fields=["parent"]),
            models.Index(fields=["study", "state", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.state} {self.pk}"
