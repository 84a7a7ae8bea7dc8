from django.db import models

from hearten.base.accounts.privacy import NO_PERSONAL_DATA
from hearten.kernel.ids import new_id


class Organization(models.Model):
    """A hospital, a practice, an insurer: whoever a record or a claim names as a body."""

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    city = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=40, blank=True)
    level = models.PositiveSmallIntegerField(null=True)  # 1 to 3, as the health authority grades hospitals
    network = models.CharField(
        max_length=40, blank=True
    )  # the tier of our network it belongs to, as products name it
    active = models.BooleanField(default=True)
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32)
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="organization_source_once")
        ]

    def __str__(self) -> str:
        return self.name
