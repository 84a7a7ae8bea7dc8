from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA
from hearten.domains.quality.types import WEIGHING_LABELS, Weighing


class WeightChoice(models.Model):
    """Which weights the index uses from a moment on. Rows are added, never changed; the last one holds."""

    privacy = NO_PERSONAL_DATA

    kind = models.CharField(max_length=8, choices=[(w.value, WEIGHING_LABELS[w]) for w in Weighing])
    round = models.ForeignKey("quality.ExpertRound", on_delete=models.PROTECT, related_name="+", null=True)
    weights = models.JSONField(default=dict)  # {dimension or indicator code: share within its group}
    chosen_at = models.DateTimeField()
    chosen_by = models.CharField(max_length=80)
    chosen_by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=Weighing.EQUAL, round__isnull=True)
                | Q(kind=Weighing.EXPERTS, round__isnull=False),
                name="experts_weights_have_a_round",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.chosen_at:%Y-%m-%d}"
