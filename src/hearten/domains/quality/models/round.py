from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA
from hearten.domains.quality.types import ROUND_LABELS, RoundKind, RoundState
from hearten.kernel.ids import new_id


class ExpertRound(models.Model):
    """Experts are asked once: for scores of indicators, or for what matters more. A second round follows the first (Delphi)."""

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=[(k.value, ROUND_LABELS[k]) for k in RoundKind])
    items = models.JSONField(default=list)  # codes of indicators (scores), or none (weights: the whole index)
    after = models.OneToOneField("quality.ExpertRound", on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(
        max_length=8, choices=[(s.value, s.value) for s in RoundState], default=RoundState.OPEN
    )
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)
    client_token = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RoundState.CLOSED, closed_at__isnull=False) & ~Q(closed_by="")
                | Q(state=RoundState.OPEN, closed_at__isnull=True, closed_by=""),
                name="closed_round_says_when",
            )
        ]
        indexes = [models.Index(fields=["-opened_at"])]

    def __str__(self) -> str:
        return self.name


class ExpertSeat(models.Model):
    """One expert in one round and what this person said: {item: {score, note}} or {group: [judgements above the diagonal]}."""

    privacy = NO_PERSONAL_DATA

    round = models.ForeignKey("quality.ExpertRound", on_delete=models.PROTECT, related_name="+")
    user_id = models.UUIDField()
    name = models.CharField(max_length=80, blank=True)
    scores = models.JSONField(default=dict)
    comparisons = models.JSONField(default=dict)
    handed_in_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "user_id"], name="one_expert_seat_each")]
        indexes = [models.Index(fields=["user_id"])]

    def __str__(self) -> str:
        return f"{self.round_id} {self.name}"
