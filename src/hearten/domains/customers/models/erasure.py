from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.domains.customers.types import ERASURE_LABELS, ErasureReason
from hearten.kernel.ids import new_id


class Erasure(models.Model):
    """A person's data are to be erased, or have been: why, who decided it, how far it has come. It says nothing of the person.

    `progress` has the rows that were emptied or removed, by model; a job that was killed goes on with the models not in it.
    """

    privacy = Privacy(
        purpose="proving that an erasure was carried out",
        retain=Retain.TEN_YEARS,
        export=("decided_at", "done_at"),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.OneToOneField("customers.Customer", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=[(r.value, ERASURE_LABELS[r]) for r in ErasureReason])
    decided_by = models.CharField(max_length=80)
    decided_at = models.DateTimeField()
    progress = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(done_at__gte=models.F("decided_at")),
                name="erasure_done_after_decided",
            )
        ]

    def __str__(self) -> str:
        return f"erasure {self.pk}"
