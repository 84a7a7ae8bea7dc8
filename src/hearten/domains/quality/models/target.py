from django.db import models
from django.db.models import F, Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA


class TargetSetting(models.Model):
    """What an indicator is to reach from a month on, who said so and why. Rows are added, never changed."""

    privacy = NO_PERSONAL_DATA

    indicator = models.CharField(max_length=40)
    target = models.FloatField()
    floor = models.FloatField()
    from_month = models.DateField()
    why = models.CharField(max_length=400)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=80)
    set_by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(target=F("floor")), name="target_differs_from_floor"),
            models.CheckConstraint(condition=Q(from_month__day=1), name="target_from_a_whole_month"),
        ]
        indexes = [models.Index(fields=["indicator", "from_month"])]

    def __str__(self) -> str:
        return f"{self.indicator} {self.target} from {self.from_month:%Y-%m}"
