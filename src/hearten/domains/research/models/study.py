from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA
from hearten.domains.research.types import STEP_LABELS, STEP_STATE_LABELS, Step, StepState
from hearten.kernel.ids import new_id


class NeedsStudy(models.Model):
    """A study of what people need, on its way through the five steps."""

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    product_code = models.CharField(max_length=60, blank=True)
    opened_at = models.DateTimeField()
    opened_by_id = models.UUIDField(null=True)
    opened_by_name = models.CharField(max_length=80, blank=True)
    client_token = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [models.Index(fields=["-opened_at"])]

    def __str__(self) -> str:
        return self.name


class StudyStep(models.Model):
    """One step of a study: what was written, how far it is, who worked on it last and when."""

    privacy = NO_PERSONAL_DATA

    study = models.ForeignKey("research.NeedsStudy", on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=10, choices=[(s.value, STEP_LABELS[s]) for s in Step])
    fields = models.JSONField(default=dict)  # {field: words}
    state = models.CharField(
        max_length=6,
        choices=[(s.value, STEP_STATE_LABELS[s]) for s in StepState],
        default=StepState.EMPTY,
    )
    changed_at = models.DateTimeField(null=True)
    changed_by = models.CharField(max_length=80, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "step"], name="one_of_each_step"),
            models.CheckConstraint(
                condition=Q(state=StepState.DONE, done_at__isnull=False)
                | ~Q(state=StepState.DONE) & Q(done_at__isnull=True),
                name="finished_step_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.study_id} {self.step}"


class StudySource(models.Model):
    """A survey whose answers a needs study looks at: all of it, or one study of it."""

    privacy = NO_PERSONAL_DATA

    study = models.ForeignKey("research.NeedsStudy", on_delete=models.PROTECT, related_name="+")
    survey_code = models.CharField(max_length=40)
    survey_study = models.ForeignKey("surveys.Study", on_delete=models.PROTECT, related_name="+", null=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["study", "survey_code", "survey_study"],
                nulls_distinct=False,
                name="each_source_once",
            )
        ]

    def __str__(self) -> str:
        return self.survey_code
