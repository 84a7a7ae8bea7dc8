from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA
from hearten.domains.reports.types import RHYTHM_LABELS, Rhythm
from hearten.kernel.ids import new_id


class Schedule(models.Model):
    """When a report is made by itself, and for whom. `at_once`: its author releases what it makes without looking."""

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="+")
    rhythm = models.CharField(max_length=10, choices=[(r.value, RHYTHM_LABELS[r]) for r in Rhythm])
    roles = ArrayField(models.CharField(max_length=20), default=list)
    people = ArrayField(models.UUIDField(), default=list)
    at_once = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.CharField(max_length=80, blank=True)
    client_token = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, stopped_by="")
                | Q(stopped_at__isnull=False) & ~Q(stopped_by=""),
                name="schedule_stopped_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.rhythm}"


class Unsubscribed(models.Model):
    """One of the staff who does not want what a schedule makes."""

    privacy = NO_PERSONAL_DATA

    schedule = models.ForeignKey("reports.Schedule", on_delete=models.CASCADE, related_name="+")
    user_id = models.UUIDField()
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["schedule", "user_id"], name="unsubscribed_once")]

    def __str__(self) -> str:
        return f"{self.schedule_id} {self.user_id}"
