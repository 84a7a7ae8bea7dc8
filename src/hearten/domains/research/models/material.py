from uuid import UUID

from django.db import models

from hearten.base.accounts.privacy import NO_PERSONAL_DATA, Privacy, Retain
from hearten.base.vault.fields import SealedText
from hearten.domains.research.types import MATERIAL_LABELS, MaterialKind
from hearten.kernel.ids import new_id


class Material(models.Model):
    """A transcript or notes: what people said in their own words, with names and numbers taken out, sealed.

    A conversation with one customer names that customer and is sealed with their key; a group has a key of its own.
    """

    privacy = Privacy(
        purpose="understanding what customers need",
        retain=Retain.FIVE_YEARS,
        scrub=("words",),
        export=("kind", "title", "held_on", "words"),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    study = models.ForeignKey("research.NeedsStudy", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", null=True)
    kind = models.CharField(max_length=12, choices=[(k.value, MATERIAL_LABELS[k]) for k in MaterialKind])
    title = models.CharField(max_length=120)
    segment = models.CharField(max_length=60, blank=True)
    held_on = models.DateField()
    words = SealedText(subject="sealed_for")
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)
    client_token = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [models.Index(fields=["study", "held_on"])]

    def __str__(self) -> str:
        return self.title

    @property
    def sealed_for(self) -> UUID:
        return self.customer_id or self.id


class Statement(models.Model):
    """One statement of a material: the characters from `start` to `end` of its words."""

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    material = models.ForeignKey("research.Material", on_delete=models.PROTECT, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["material", "start", "end"], name="each_statement_once"),
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="statement_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.material_id} {self.start}–{self.end}"


class Theme(models.Model):
    """A theme of a study's code book, under another or at the top, with what belongs to it."""

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    study = models.ForeignKey("research.NeedsStudy", on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    name = models.CharField(max_length=80)
    definition = models.CharField(max_length=400)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "name"], name="theme_names_differ")]

    def __str__(self) -> str:
        return self.name


class Coding(models.Model):
    """One coder says: this statement speaks of this theme."""

    privacy = NO_PERSONAL_DATA

    statement = models.ForeignKey("research.Statement", on_delete=models.PROTECT, related_name="+")
    theme = models.ForeignKey("research.Theme", on_delete=models.PROTECT, related_name="+")
    coder_id = models.UUIDField()
    coder_name = models.CharField(max_length=80)
    coded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "theme", "coder_id"], name="coded_once_by_each")
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.theme_id}"


class CoderReading(models.Model):
    """A coder has gone through a material to its end, so that a statement without a code is a judgement too."""

    privacy = NO_PERSONAL_DATA

    material = models.ForeignKey("research.Material", on_delete=models.PROTECT, related_name="+")
    coder_id = models.UUIDField()
    coder_name = models.CharField(max_length=80)
    finished_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["material", "coder_id"], name="read_once_by_each")]

    def __str__(self) -> str:
        return f"{self.material_id} {self.coder_name}"
