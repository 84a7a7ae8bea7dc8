from uuid import UUID

from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA, Privacy, Retain
from hearten.base.vault.fields import SealedJSON
from hearten.domains.fieldwork.types import FORM_LABELS, FormState
from hearten.kernel.ids import new_id


class PaperForm(models.Model):
    """A questionnaire printed for one person. Its code stands on every page and leads back to the invitation."""

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    invitation = models.OneToOneField("surveys.Invitation", on_delete=models.PROTECT, related_name="+")
    study = models.ForeignKey("surveys.Study", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, unique=True)
    language = models.CharField(max_length=10)
    state = models.CharField(
        max_length=12, choices=[(s.value, FORM_LABELS[s]) for s in FormState], default=FormState.PRINTED
    )
    printed_at = models.DateTimeField()
    printed_by = models.CharField(max_length=80)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by="") | Q(done_at__isnull=False) & ~Q(done_by=""),
                name="paper_done_by_somebody",
            )
        ]
        indexes = [models.Index(fields=["study", "state"])]

    def __str__(self) -> str:
        return self.code


class KeyedEntry(models.Model):
    """What one person keyed in of a form, as typed. Two different people key each form; the third turn settles differences.

    `fields` counts the fields that carried something in either entry, `wrong` those in which this one was not what was
    settled in the end.
    """

    privacy = Privacy(
        purpose="knowing customers' experience",
        retain=Retain.ONE_YEAR,
        scrub=("typed",),
        export=("typed_at",),
    )

    form = models.ForeignKey("fieldwork.PaperForm", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", null=True)
    turn = models.PositiveSmallIntegerField()
    typed = SealedJSON(subject="sealed_for")  # {field key: as typed}
    typist_id = models.UUIDField()
    typist_name = models.CharField(max_length=80)
    typed_at = models.DateTimeField()
    seconds = models.PositiveIntegerField(default=0)
    fields = models.PositiveSmallIntegerField(default=0)
    wrong = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "turn"], name="each_turn_once"),
            models.UniqueConstraint(fields=["form", "typist_id"], name="different_typists"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.turn}"

    @property
    def sealed_for(self) -> UUID:
        return self.customer_id or self.form_id
