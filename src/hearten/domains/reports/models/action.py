from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA
from hearten.domains.reports.types import ACTION_LABELS, ACTION_STATE_LABELS, ActionKind, ActionState
from hearten.kernel.ids import new_id


class Action(models.Model):
    """What is done about a finding: an initiative of our own, or a case or a need that is worked on elsewhere.

    `finding` is the finding as the report said it ({key, zh, en}); `figure` is the field of the survey whose figure should
    change, `began_on` the day from which it should.
    """

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey("reports.ReportRun", on_delete=models.PROTECT, related_name="+")
    finding = models.JSONField()
    kind = models.CharField(max_length=12, choices=[(k.value, ACTION_LABELS[k]) for k in ActionKind])
    reference = models.CharField(max_length=40, blank=True)  # number of the case, id of the need
    title = models.CharField(max_length=200)
    owner = models.CharField(max_length=80, blank=True)
    due_on = models.DateField(null=True)
    began_on = models.DateField(null=True)
    figure = models.CharField(max_length=80, blank=True)
    survey_code = models.CharField(max_length=40)
    state = models.CharField(
        max_length=10,
        choices=[(s.value, ACTION_STATE_LABELS[s]) for s in ActionState],
        default=ActionState.PLANNED,
    )
    result = models.TextField(blank=True, max_length=400)
    version = models.PositiveIntegerField(default=1)
    planned_at = models.DateTimeField()
    planned_by = models.CharField(max_length=80)
    client_token = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ActionKind.INITIATIVE, reference="")
                | ~Q(kind=ActionKind.INITIATIVE) & ~Q(reference=""),
                name="action_elsewhere_has_its_number",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ActionState.RUNNING, ActionState.DONE]) | Q(began_on__isnull=False),
                name="action_under_way_has_its_day",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"])]

    def __str__(self) -> str:
        return self.title
