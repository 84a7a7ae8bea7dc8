from uuid import UUID

from django.db import models

from hearten.base.accounts.privacy import NO_PERSONAL_DATA, Privacy, Retain
from hearten.base.vault.fields import SealedText
from hearten.domains.fieldwork.types import (
    PLACE_LABELS,
    SESSION_KIND_LABELS,
    SESSION_LABELS,
    Place,
    SessionKind,
    SessionState,
)
from hearten.kernel.ids import new_id


class Session(models.Model):
    """A focus group or a depth interview: when, where, by which guide; what was noted and said, sealed.

    `guide` is a list of {name, minutes, questions}. A group has a key of its own; so has an interview, which names its
    person in the roster only.
    """

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=[(k.value, SESSION_KIND_LABELS[k]) for k in SessionKind])
    name = models.CharField(max_length=120)
    needs_study_id = models.UUIDField(null=True)  # the study of needs that its words are for
    segment = models.CharField(max_length=60, blank=True)
    guide = models.JSONField(default=list)
    where = models.CharField(max_length=160)
    starts_at = models.DateTimeField()
    seats = models.PositiveSmallIntegerField()
    recruiting = models.JSONField(default=dict)  # {"sex": …, "age_band": …, "product": …}
    incentive_words = models.CharField(max_length=120, blank=True)
    incentive_minor = models.PositiveIntegerField(default=0)
    state = models.CharField(
        max_length=10, choices=[(s.value, SESSION_LABELS[s]) for s in SessionState], default=SessionState.PLANNED
    )  # fmt: skip
    notes = SealedText(subject="id")
    transcript = SealedText(subject="id")
    planned_at = models.DateTimeField()
    planned_by = models.CharField(max_length=80)
    finished_at = models.DateTimeField(null=True)
    finished_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(finished_at__isnull=True, finished_by="")
                | models.Q(finished_at__isnull=False) & ~models.Q(finished_by=""),
                name="session_finished_by_somebody",
            )
        ]
        indexes = [models.Index(fields=["-starts_at"])]

    def __str__(self) -> str:
        return self.name

    @property
    def sealed_for(self) -> UUID:
        return self.id


class Participant(models.Model):
    """Somebody on the roster of a conversation, with their consent to being recorded and noted."""

    privacy = Privacy(
        purpose="understanding what customers need",
        retain=Retain.FIVE_YEARS,
        export=("place", "consented_at", "invited_at"),
    )

    session = models.ForeignKey("fieldwork.Session", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(
        max_length=10, choices=[(p.value, PLACE_LABELS[p]) for p in Place], default=Place.INVITED
    )
    invited_at = models.DateTimeField()
    consented_at = models.DateTimeField(null=True)  # to being noted and recorded
    incentive_given_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "customer"], name="one_place_each"),
            models.CheckConstraint(
                condition=~models.Q(place=Place.ATTENDED) | models.Q(consented_at__isnull=False),
                name="took_part_with_consent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.place}"
