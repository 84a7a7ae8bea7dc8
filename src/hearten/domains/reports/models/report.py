from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA
from hearten.domains.reports.types import SECTION_LABELS, Section
from hearten.kernel.ids import new_id


class Report(models.Model):
    """A composition: which sections, in which order, over the answers of one study or of the last months of a survey."""

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    study = models.ForeignKey("surveys.Study", on_delete=models.PROTECT, related_name="+", null=True)
    survey_code = models.CharField(max_length=40, blank=True)
    months = models.PositiveSmallIntegerField(null=True)
    weighting = models.CharField(max_length=12, default="sample")
    flagged = models.CharField(max_length=20, default="without_set_aside")
    sections = ArrayField(
        models.CharField(max_length=16, choices=[(s.value, SECTION_LABELS[s]) for s in Section])
    )
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    client_token = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(study__isnull=False, survey_code="", months__isnull=True)
                | Q(study__isnull=True, months__gte=1) & ~Q(survey_code=""),
                name="report_is_about_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["-made_at"])]

    def __str__(self) -> str:
        return self.name
