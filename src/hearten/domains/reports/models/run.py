from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA
from hearten.domains.reports.types import RUN_LABELS, RunState
from hearten.kernel.ids import new_id

_WITH_RESULTS = Q(state__in=[RunState.DRAFT, RunState.RELEASED, RunState.SUPERSEDED])


class ReportRun(models.Model):
    """A report as it was at one moment: its results are frozen, so that it always shows what it showed.

    `snapshot` is what the composer wrote (ports.py), `words` what an analyst says about sections ({section: {zh, en}}).
    `slot` names the occasion of a schedule that made it: one run for each.
    """

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="+")
    schedule = models.ForeignKey("reports.Schedule", on_delete=models.PROTECT, related_name="+", null=True)
    slot = models.CharField(max_length=60, blank=True)
    state = models.CharField(
        max_length=10, choices=[(s.value, RUN_LABELS[s]) for s in RunState], default=RunState.MAKING
    )
    question = models.JSONField()
    sections = models.JSONField()
    snapshot = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    problem = models.JSONField(default=dict)  # why it could not be made: {words, values}
    version = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=80)
    made_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=80, blank=True)
    client_token = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "slot"], condition=Q(schedule__isnull=False), name="one_run_each_occasion"
            ),
            models.CheckConstraint(
                condition=_WITH_RESULTS & Q(made_at__isnull=False) | ~_WITH_RESULTS & Q(made_at__isnull=True),
                name="report_run_made_has_results",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[RunState.RELEASED, RunState.SUPERSEDED], released_at__isnull=False)
                & ~Q(released_by="")
                | Q(
                    state__in=[RunState.MAKING, RunState.FAILED, RunState.DRAFT],
                    released_at__isnull=True,
                    released_by="",
                ),
                name="report_run_released_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["report", "-started_at"]),
            models.Index(fields=["state", "started_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.state}"
