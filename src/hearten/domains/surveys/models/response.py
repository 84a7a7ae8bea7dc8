from uuid import UUID

from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedJSON, SealedText
from hearten.domains.surveys.types import ENTRY_LABELS, Entry
from hearten.kernel.ids import new_id


def _between(name: str, lowest: int, highest: int) -> Q:
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": lowest, f"{name}__lte": highest})


class Response(models.Model):
    """What somebody handed in: all but words and sensitive answers open by field key, for counting; the rest sealed.

    The three measures and the words together stand in columns of their own as well, for dashboards.
    """

    privacy = Privacy(
        purpose="knowing customers' experience",
        retain=Retain.FIVE_YEARS,
        scrub=("comment", "sealed", "context", "stratum", "device", "signals"),
        export=("survey_code", "submitted_at", "csat", "effort", "nps", "comment", "answers", "sealed"),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    invitation = models.OneToOneField("surveys.Invitation", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", null=True)
    study = models.ForeignKey("surveys.Study", on_delete=models.PROTECT, related_name="+", null=True)
    stratum = models.CharField(max_length=80, blank=True)
    survey_code = models.CharField(max_length=40)
    survey_version = models.PositiveIntegerField()
    channel = models.CharField(max_length=12)
    entered_by = models.CharField(
        max_length=10, choices=[(e.value, ENTRY_LABELS[e]) for e in Entry], default=Entry.WEB
    )
    language = models.CharField(max_length=10, blank=True)
    submitted_at = models.DateTimeField()
    duration_s = models.PositiveIntegerField(default=0)
    seconds = models.JSONField(default=dict)  # {question: seconds}
    answers = models.JSONField(default=dict)  # {field key: number | code | [codes] | day | flag}
    sealed = SealedJSON(subject="sealed_for")  # {field key: words, file or sensitive answer}
    dropped = models.JSONField(
        default=list
    )  # keys that had been answered, then were hidden by another answer
    shown = models.JSONField(
        default=dict
    )  # the random order: {"pages": […], "items": {page: […]}, "options": {…}}
    order_seed = models.BigIntegerField(null=True)
    device = models.CharField(max_length=64, blank=True)  # keyed digest, to notice doubles
    signals = models.JSONField(default=dict)  # what the page noticed: trap filled, script ran, keys, pointer
    client_token = models.CharField(max_length=64, blank=True)  # the same sending again is the same answer
    csat = models.SmallIntegerField(null=True)
    effort = models.SmallIntegerField(null=True)
    nps = models.SmallIntegerField(null=True)
    comment = SealedText(subject="sealed_for")
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
            models.Index(fields=["study", "submitted_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.survey_code} {self.pk}"

    @property
    def sealed_for(self) -> UUID:
        """Whose key seals it: the customer's, or the invitation's own when nobody is named."""
        return self.customer_id or self.invitation_id
