from django.db import models
from django.db.models import F, Q

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedText
from hearten.domains.improvement.types import (
    KIND_LABELS,
    OUTCOME_LABELS,
    REASON_LABELS,
    STATE_LABELS,
    CaseKind,
    CaseState,
    Outcome,
    Reason,
)
from hearten.kernel.ids import new_id

_CLOSED = Q(state=CaseState.CLOSED)
_NOT_CLOSED = ~Q(state=CaseState.CLOSED)


class Case(models.Model):
    """Somebody is unhappy or asked to be called: from a low answer, a complaint or a wish, through calls, to an outcome."""

    privacy = Privacy(
        purpose="settling what customers are unhappy about",
        retain=Retain.FIVE_YEARS,
        scrub=("summary", "promise"),
        export=("number", "kind", "state", "opened_at", "closed_at", "summary", "promise", "outcome"),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(k.value, KIND_LABELS[k]) for k in CaseKind])
    reason = models.CharField(max_length=12, choices=[(r.value, REASON_LABELS[r]) for r in Reason])
    response = models.OneToOneField("surveys.Response", on_delete=models.PROTECT, related_name="+", null=True)
    follow_up = models.OneToOneField(
        "surveys.Response", on_delete=models.PROTECT, related_name="+", null=True
    )
    claim_id = models.UUIDField(null=True)
    product_code = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=12, default="app")
    state = models.CharField(
        max_length=10, choices=[(s.value, STATE_LABELS[s]) for s in CaseState], default=CaseState.OPEN
    )
    owner_id = models.UUIDField(null=True)
    owner_name = models.CharField(max_length=80, blank=True)
    summary = SealedText()
    promise = SealedText()
    root_cause = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(
        max_length=12, blank=True, choices=[(o.value, OUTCOME_LABELS[o]) for o in Outcome]
    )
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    times_reopened = models.PositiveSmallIntegerField(default=0)
    client_token = models.CharField(max_length=64, null=True, unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_CLOSED & Q(closed_at__isnull=False) & ~Q(root_cause="") & ~Q(outcome="")
                | _NOT_CLOSED & Q(closed_at__isnull=True),
                name="case_closed_has_cause_and_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state=CaseState.WORKING) | Q(taken_at__isnull=False),
                name="case_worked_was_taken",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[CaseKind.COMPLAINT, CaseKind.REQUEST]) | Q(response__isnull=False),
                name="case_has_its_answer",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="case_closes_after_opening",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["owner_id", "state"]),
            models.Index(fields=["customer", "-opened_at"]),
            models.Index(fields=["opened_at"]),
        ]

    def __str__(self) -> str:
        return self.number
