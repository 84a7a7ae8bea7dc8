from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA, Privacy, Retain
from hearten.domains.surveys.field_types import LEFT_LABELS, Left
from hearten.kernel.ids import new_id


class Panel(models.Model):
    """People who have agreed to be asked again over time. The contact limits do not count for its waves: they agreed."""

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    about = models.TextField(blank=True)
    size = models.PositiveIntegerField()  # to be kept up: whoever leaves is replaced before the next wave
    most_waves = models.PositiveSmallIntegerField(default=12)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class PanelMember(models.Model):
    """One person in a panel, from when to when, and why not any more."""

    privacy = Privacy(
        purpose="asking the same people again over time",
        retain=Retain.FIVE_YEARS,
        export=("joined_at", "left_at", "left_for"),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    panel = models.ForeignKey("surveys.Panel", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    stratum = models.CharField(max_length=80, blank=True)
    first_wave = models.PositiveSmallIntegerField(default=1)
    agreed_at = models.DateTimeField()
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    left_for = models.CharField(max_length=12, blank=True, choices=[(r.value, LEFT_LABELS[r]) for r in Left])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "customer"], name="panel_member_once"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True, left_for="") | Q(left_at__isnull=False) & ~Q(left_for=""),
                name="panel_member_left_for_something",
            ),
        ]
        indexes = [models.Index(fields=["panel", "left_at"]), models.Index(fields=["customer"])]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.pk}"
