from django.db import models

from hearten.base.accounts.privacy import NO_PERSONAL_DATA
from hearten.domains.claims.types import TRIAL_STATE_LABELS, TrialState
from hearten.kernel.ids import new_id


class RulesTrial(models.Model):
    """Other benefits of a product tried on the expenses decided so far: who would gain, who would lose. Sums only."""

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    product_code = models.CharField(max_length=40)
    product_version = models.CharField(max_length=12)
    benefits = models.JSONField()
    state = models.CharField(
        max_length=10,
        choices=[(s.value, TRIAL_STATE_LABELS[s]) for s in TrialState],
        default=TrialState.WAITING,
    )
    percent = models.PositiveSmallIntegerField(default=0)
    result = models.JSONField(null=True)
    error = models.JSONField(null=True)
    started_by = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=TrialState.DONE, result__isnull=False)
                | ~models.Q(state=TrialState.DONE) & models.Q(result__isnull=True),
                name="trial_done_has_result",
            )
        ]
        indexes = [models.Index(fields=["product_code", "-started_at"])]

    def __str__(self) -> str:
        return f"{self.product_code} {self.state}"
