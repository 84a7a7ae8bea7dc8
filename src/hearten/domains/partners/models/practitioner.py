from django.db import models

from hearten.base.accounts.privacy import NO_PERSONAL_DATA
from hearten.kernel.ids import new_id


class Practitioner(models.Model):
    """Someone who treats, under the name they work by."""

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    sex = models.CharField(max_length=8, blank=True)
    qualification = models.CharField(max_length=120, blank=True)
    active = models.BooleanField(default=True)
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32)
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="practitioner_source_once")
        ]

    def __str__(self) -> str:
        return self.name
