from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA
from hearten.domains.surveys.field_types import (
    LINK_LABELS,
    STAGE_LABELS,
    STUDY_LABELS,
    LinkKind,
    Stage,
    StudyState,
)
from hearten.kernel.ids import new_id


class Study(models.Model):
    """One round of asking: which survey, who, how they are reached, from when to when. Its invitations are its sample.

    `frame` says who may be drawn, `plan` how many of whom (both as documents), `seed` makes the draw repeatable.
    `before` is the study that this one follows: the pilot of a main study, the wave before of a panel.
    """

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    survey = models.ForeignKey("surveys.SurveyVersion", on_delete=models.PROTECT, related_name="+")
    design_id = models.UUIDField(null=True)
    before = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    panel = models.ForeignKey("surveys.Panel", on_delete=models.PROTECT, related_name="+", null=True)
    wave = models.PositiveSmallIntegerField(default=1)
    stage = models.CharField(
        max_length=8, choices=[(s.value, STAGE_LABELS[s]) for s in Stage], default=Stage.MAIN
    )
    state = models.CharField(
        max_length=10, choices=[(s.value, STUDY_LABELS[s]) for s in StudyState], default=StudyState.DRAFT
    )
    frame = models.JSONField(default=dict)
    plan = models.JSONField(default=dict)
    seed = models.BigIntegerField(default=0)
    channels = ArrayField(models.CharField(max_length=12), default=list)  # in the order they are tried
    texts = models.JSONField(default=dict)  # {"zh": …, "en": …}: a sentence of our own in the invitation
    reminders = ArrayField(models.PositiveSmallIntegerField(), default=list)  # days after the invitation
    thank = models.BooleanField(default=False)  # whoever answers gets a letter of thanks
    incentive = models.JSONField(default=dict)
    most_answers = models.PositiveIntegerField(null=True)  # at so many answers the study takes no more
    link = models.CharField(
        max_length=8, choices=[(k.value, LINK_LABELS[k]) for k in LinkKind], default=LinkKind.PERSONAL
    )
    open_token_digest = models.BinaryField(max_length=32, null=True, unique=True)
    open_token_number = models.PositiveSmallIntegerField(default=0)  # a new number makes a new open link
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    sampled_at = models.DateTimeField(null=True)
    launched_at = models.DateTimeField(null=True)
    launched_by = models.CharField(max_length=80, blank=True)
    paused_at = models.DateTimeField(null=True)
    paused_by = models.CharField(max_length=80, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True)
                | Q(opens_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="study_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[StudyState.DRAFT, StudyState.SAMPLED], launched_at__isnull=True)
                | Q(state__in=[StudyState.FIELDING, StudyState.CLOSED], launched_at__isnull=False),
                name="study_launched_has_time",
            ),
            models.CheckConstraint(
                condition=Q(launched_at__isnull=True, launched_by="")
                | Q(launched_at__isnull=False) & ~Q(launched_by=""),
                name="study_launched_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=StudyState.CLOSED, closed_at__isnull=False) & ~Q(closed_by="")
                | ~Q(state=StudyState.CLOSED) & Q(closed_at__isnull=True, closed_by=""),
                name="study_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True, paused_by="")
                | Q(paused_at__isnull=False) & ~Q(paused_by=""),
                name="study_paused_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["panel", "wave"],
                condition=Q(panel__isnull=False, stage=Stage.MAIN),
                name="one_study_per_wave",
            ),
        ]
        indexes = [models.Index(fields=["state", "closes_at"]), models.Index(fields=["-created_at"])]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class StudyStratum(models.Model):
    """One stratum of a study's sample: how many there are, how many were to be and were drawn, how many answers are enough."""

    privacy = NO_PERSONAL_DATA

    study = models.ForeignKey("surveys.Study", on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=80)
    values = models.JSONField(default=dict)  # {"sex": "female", "age_band": "30-39"}
    place = models.PositiveSmallIntegerField(default=0)
    population = models.PositiveIntegerField(default=0)
    planned = models.PositiveIntegerField(default=0)
    drawn = models.PositiveIntegerField(default=0)
    base_weight = models.FloatField(default=1.0)
    quota = models.PositiveIntegerField(null=True)  # at so many answers nobody else of the stratum is asked

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "code"], name="study_stratum_once"),
            models.CheckConstraint(condition=Q(base_weight__gt=0), name="study_stratum_weighs"),
            models.CheckConstraint(condition=Q(drawn__lte=F("population")), name="study_stratum_has_them"),
        ]

    def __str__(self) -> str:
        return f"{self.study_id} {self.code}"
