from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA
from hearten.domains.surveys.design_types import CHANGE_LABELS, DESIGN_LABELS, ChangeKind, DesignState
from hearten.kernel.ids import new_id


class SurveyDesign(models.Model):
    """A questionnaire in the making. `revision` counts its changes, so that nobody overwrites another's unseen."""

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40)
    document = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    state = models.CharField(
        max_length=10,
        choices=[(s.value, DESIGN_LABELS[s]) for s in DesignState],
        default=DesignState.DRAFT,
    )
    template = models.CharField(max_length=40, blank=True)
    published_version = models.PositiveIntegerField(null=True)
    notes = models.TextField(blank=True)
    owner_id = models.UUIDField(null=True)
    owner_name = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~Q(state=DesignState.RETIRED), name="one_open_design_per_survey"
            ),
            models.CheckConstraint(
                condition=~Q(state=DesignState.PUBLISHED) | Q(published_version__isnull=False),
                name="published_design_has_version",
            ),
        ]
        indexes = [models.Index(fields=["state", "-changed_at"])]

    def __str__(self) -> str:
        return f"{self.code} r{self.revision}"


class DesignChange(models.Model):
    """Who changed what in a design, and the operation that takes it back."""

    privacy = NO_PERSONAL_DATA

    design = models.ForeignKey(SurveyDesign, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()  # the design's revision after it
    kind = models.CharField(max_length=10, choices=[(k.value, CHANGE_LABELS[k]) for k in ChangeKind])
    operation = models.JSONField(default=dict)
    inverse = models.JSONField(default=dict)
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["design", "revision"], name="one_change_per_revision")]

    def __str__(self) -> str:
        return f"{self.design_id} r{self.revision} {self.kind}"
