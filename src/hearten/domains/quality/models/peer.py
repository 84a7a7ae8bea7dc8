from django.db import models

from hearten.base.accounts.privacy import NO_PERSONAL_DATA


class PeerFigure(models.Model):
    """What another insurer reached in an indicator, for which year or month, and where that was published."""

    privacy = NO_PERSONAL_DATA

    peer = models.CharField(max_length=80)
    indicator = models.CharField(max_length=40)
    period = models.CharField(max_length=7)  # 2025 or 2025-09
    value = models.FloatField()
    source = models.CharField(max_length=300)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["peer", "indicator", "period"], name="peer_figure_once")
        ]
        indexes = [models.Index(fields=["indicator", "period"])]

    def __str__(self) -> str:
        return f"{self.peer} {self.indicator} {self.period}"
