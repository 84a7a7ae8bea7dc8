from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import Privacy, Retain


class HospitalSubmission(models.Model):
    """What a hospital sent under one of its numbers: the same again is the same, something else is refused."""

    privacy = Privacy(
        purpose="taking what a hospital sends once",
        retain=Retain.TEN_YEARS,
        customer_path="claim__customer_id",
    )

    provider_code = models.CharField(max_length=60)
    reference = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=32)  # keyed, of all that was sent
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, null=True, related_name="+")
    preauthorization = models.ForeignKey(
        "claims.PreAuthorization", on_delete=models.PROTECT, null=True, related_name="+"
    )
    run_id = models.UUIDField(null=True)  # the table it came in
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider_code", "reference"], name="hospital_reference_once"),
            models.CheckConstraint(
                condition=Q(claim__isnull=True) | Q(preauthorization__isnull=True),
                name="hospital_submission_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["run_id"], condition=Q(run_id__isnull=False), name="hospital_run")]

    def __str__(self) -> str:
        return f"{self.provider_code} {self.reference}"
