from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA


class QuotaFill(models.Model):
    """How many answers one quota of a questionnaire has taken, in a study or outside any. Counted up by one statement, never past its limit."""

    privacy = NO_PERSONAL_DATA

    survey = models.ForeignKey("surveys.SurveyVersion", on_delete=models.PROTECT, related_name="+")
    study = models.ForeignKey("surveys.Study", on_delete=models.PROTECT, related_name="+", null=True)
    code = models.CharField(max_length=40)
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "study", "code"], nulls_distinct=False, name="one_fill_per_quota"
            ),
            models.CheckConstraint(condition=~Q(code=""), name="quota_fill_has_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.taken}"
