from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.domains.surveys.types import JUDGEMENT_LABELS, Judgement


class ResponseFlag(models.Model):
    """Something odd about an answer (too fast, one line down, said twice), with the facts. It drops nothing by itself:
    a person keeps the answer or sets it aside, and analyses show both ways.
    """

    privacy = Privacy(
        purpose="judging the quality of answers",
        retain=Retain.FIVE_YEARS,
        export=("kind", "facts", "made_at", "judged"),
        customer_path="response__customer_id",
    )

    response = models.ForeignKey("surveys.Response", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    judged = models.CharField(
        max_length=10, blank=True, choices=[(j.value, JUDGEMENT_LABELS[j]) for j in Judgement]
    )
    judged_at = models.DateTimeField(null=True)
    judged_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "kind"], name="one_flag_of_a_kind"),
            models.CheckConstraint(
                condition=Q(judged="", judged_at__isnull=True, judged_by="")
                | ~Q(judged="") & Q(judged_at__isnull=False) & ~Q(judged_by=""),
                name="response_flag_judged_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["kind", "judged"])]

    def __str__(self) -> str:
        return f"{self.kind} of {self.response_id}"
