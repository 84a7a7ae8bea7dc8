from django.db import models

from hearten.base.accounts.privacy import NO_PERSONAL_DATA
from hearten.domains.terminology.types import SYSTEM_LABELS, System


class CodeSystem(models.Model):
    """A list of codes. `changed_at` moves whenever a concept or a rule of it changed, so that memories are renewed."""

    privacy = NO_PERSONAL_DATA

    code = models.CharField(
        max_length=24, primary_key=True, choices=[(s.value, SYSTEM_LABELS[s]) for s in System]
    )
    uri = models.CharField(max_length=120)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class Concept(models.Model):
    """One code with what it means. `source` names the system, `source_id` the code, as for everything that is taken in."""

    privacy = NO_PERSONAL_DATA

    source = models.CharField(max_length=40, choices=[(s.value, SYSTEM_LABELS[s]) for s in System])
    source_id = models.CharField(max_length=200)
    display = models.CharField(max_length=400)
    parent = models.CharField(max_length=60, blank=True)
    properties = models.JSONField(default=dict)
    digest = models.BinaryField(max_length=32)
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="concept_code_once")]
        indexes = [models.Index(fields=["source", "parent"])]

    def __str__(self) -> str:
        return f"{self.source_id} {self.display}"
