from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedText
from hearten.kernel.ids import new_id


def _between(name: str, lowest: int, highest: int) -> Q:
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": lowest, f"{name}__lte": highest})


class Response(models.Model):
    """What somebody handed in: the measures as columns, for counting; own words sealed."""

    privacy = Privacy(
        purpose="knowing customers' experience",
        retain=Retain.FIVE_YEARS,
        scrub=("comment", "context"),
        export=("survey_code", "submitted_at", "csat", "effort", "nps", "comment"),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    invitation = models.OneToOneField("surveys.Invitation", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    survey_code = models.CharField(max_length=40)
    survey_version = models.PositiveIntegerField()
    channel = models.CharField(max_length=12)
    submitted_at = models.DateTimeField()
    duration_s = models.PositiveIntegerField(default=0)
    csat = models.SmallIntegerField(null=True)
    effort = models.SmallIntegerField(null=True)
    nps = models.SmallIntegerField(null=True)
    comment = SealedText()
    low = models.BooleanField(default=False)
    product_code = models.CharField(max_length=60, blank=True)
    claim_id = models.UUIDField(null=True)
    context = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_between("csat", 1, 5), name="csat_1_to_5"),
            models.CheckConstraint(condition=_between("effort", 1, 7), name="effort_1_to_7"),
            models.CheckConstraint(condition=_between("nps", 0, 10), name="nps_0_to_10"),
        ]
        indexes = [
            models.Index(fields=["survey_code", "submitted_at"]),
            models.Index(fields=["submitted_at"]),
            models.Index(fields=["customer", "submitted_at"]),
            models.Index(fields=["claim_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.survey_code} {self.pk}"
