from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA
from hearten.domains.quality.types import GROUPING_LABELS, Grouping


class IndicatorValue(models.Model):
    """An indicator as it was measured for one month, over all or for one group. Too few people: kept as hidden, without a figure."""

    privacy = NO_PERSONAL_DATA

    month = models.DateField()
    indicator = models.CharField(max_length=40)
    grouping = models.CharField(
        max_length=10, blank=True, choices=[(g.value, GROUPING_LABELS[g]) for g in Grouping]
    )
    key = models.CharField(max_length=80, blank=True)
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    n = models.PositiveIntegerField(null=True)
    upper_tenth = models.FloatField(null=True)
    hidden = models.BooleanField(default=False)
    measured_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "grouping", "key", "month"], name="measured_once_a_month"
            ),
            models.CheckConstraint(
                condition=Q(hidden=False)
                | Q(value__isnull=True, low__isnull=True, high__isnull=True, n__isnull=True),
                name="hidden_value_says_nothing",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="value_of_a_whole_month"),
        ]
        indexes = [models.Index(fields=["grouping", "month"])]

    def __str__(self) -> str:
        return f"{self.indicator} {self.month:%Y-%m} {self.key}"
