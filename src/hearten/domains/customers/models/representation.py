from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.domains.customers.types import RELATION_LABELS, Basis, Relation


class Representation(models.Model):
    """Somebody may make claims for the customer (FHIR RelatedPerson), from when it was given to when it ended."""

    privacy = Privacy(
        purpose="letting a family member make claims for the customer",
        retain=Retain.TEN_YEARS,
        export=("relation", "basis", "given_at", "ended_at"),
    )

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    representative = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=10, choices=[(r.value, RELATION_LABELS[r]) for r in Relation])
    basis = models.CharField(max_length=12, choices=[(b.value, b.value) for b in Basis])
    given_by = models.CharField(max_length=80)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "representative"],
                condition=models.Q(ended_at__isnull=True),
                name="one_open_representation",
            ),
            models.CheckConstraint(
                condition=~models.Q(customer=models.F("representative")), name="representation_of_another"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("given_at")),
                name="representation_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["representative", "ended_at"])]

    def __str__(self) -> str:
        return f"{self.relation} {self.given_at:%Y-%m-%d}"
