from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA
from hearten.domains.research.types import (
    CHANGE_LABELS,
    CHANGE_STATE_LABELS,
    CONFIDENCE_LABELS,
    FACTOR_LABELS,
    KANO_LABELS,
    NATURE_LABELS,
    ChangeKind,
    ChangeState,
    Confidence,
    Factor,
    Kano,
    Nature,
)
from hearten.kernel.ids import new_id


class Need(models.Model):
    """What people want to get done or to feel, its kind, and how sure we are."""

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    study = models.ForeignKey("research.NeedsStudy", on_delete=models.PROTECT, related_name="+")
    statement = models.CharField(max_length=300)
    kano = models.CharField(max_length=12, choices=[(k.value, KANO_LABELS[k]) for k in Kano])
    kano_why = models.CharField(max_length=400)
    factor = models.CharField(max_length=14, choices=[(f.value, FACTOR_LABELS[f]) for f in Factor])
    nature = models.CharField(max_length=12, choices=[(n.value, NATURE_LABELS[n]) for n in Nature])
    importance = models.PositiveSmallIntegerField()
    confidence = models.CharField(max_length=8, choices=[(c.value, CONFIDENCE_LABELS[c]) for c in Confidence])
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=80)
    client_token = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(importance__gte=1, importance__lte=5), name="importance_1_to_5"
            )
        ]

    def __str__(self) -> str:
        return self.statement


class Evidence(models.Model):
    """What a need rests on: a coded statement, or a figure of a survey with its n as it was when written down."""

    privacy = NO_PERSONAL_DATA

    need = models.ForeignKey("research.Need", on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey("research.Statement", on_delete=models.PROTECT, related_name="+", null=True)
    figure = models.JSONField(null=True)  # {survey, key, words, value, n}
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(statement__isnull=False, figure__isnull=True)
                | Q(statement__isnull=True, figure__isnull=False),
                name="evidence_is_words_or_figure",
            ),
            models.UniqueConstraint(fields=["need", "statement"], name="each_statement_supports_once"),
        ]

    def __str__(self) -> str:
        return f"{self.need_id}"


class Change(models.Model):
    """The change of product or service that a need caused, and what became of it."""

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    need = models.ForeignKey("research.Need", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=[(k.value, CHANGE_LABELS[k]) for k in ChangeKind])
    reference = models.CharField(max_length=80, blank=True)
    words = models.CharField(max_length=400)
    state = models.CharField(
        max_length=10,
        choices=[(s.value, CHANGE_STATE_LABELS[s]) for s in ChangeState],
        default=ChangeState.PROPOSED,
    )
    result = models.CharField(max_length=400, blank=True)
    linked_at = models.DateTimeField()
    linked_by = models.CharField(max_length=80)
    client_token = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ChangeKind.SERVICE) | ~Q(reference=""), name="change_has_its_number"
            )
        ]

    def __str__(self) -> str:
        return self.words
