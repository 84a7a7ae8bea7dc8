from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedJSON
from hearten.domains.health.types import KIND_LABELS, RecordKind
from hearten.kernel.ids import new_id


class HealthRecord(models.Model):
    """One entry of a customer's health record. What it says is sealed; its kind and day are not."""

    privacy = Privacy(
        purpose="keeping the customer's health record",
        retain=Retain.TEN_YEARS,
        scrub=("content",),
        export=("kind", "recorded_at", "status", "content", "source", "source_id"),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=[(k.value, KIND_LABELS[k]) for k in RecordKind])
    recorded_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=40, blank=True)
    content = SealedJSON()
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32)
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="health_record_source_once")
        ]
        indexes = [models.Index(fields=["customer", "kind", "-recorded_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
