from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from hearten.base.accounts.privacy import NO_PERSONAL_DATA
from hearten.domains.products.types import LINE_LABELS, Line


class ProductVersion(models.Model):
    """A published product document. Contracts rest on it, so a trigger refuses any change or removal of a row."""

    privacy = NO_PERSONAL_DATA

    code = models.CharField(max_length=40)
    version = models.CharField(max_length=12)
    line = models.CharField(max_length=20, choices=[(line.value, LINE_LABELS[line]) for line in Line])
    effective_from = models.DateField()
    document = models.JSONField(encoder=DjangoJSONEncoder)
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="product_version_once"),
            models.UniqueConstraint(fields=["code", "effective_from"], name="product_one_version_a_day"),
        ]
        indexes = [models.Index(fields=["code", "-effective_from"])]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"
