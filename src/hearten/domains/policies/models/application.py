from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.domains.policies.types import APPLICATION_LABELS, OPEN_APPLICATIONS, ApplicationState
from hearten.kernel.ids import new_id


class Application(models.Model):
    """One person's way from a price to a policy; it can be left and taken up again at any step."""

    privacy = Privacy(
        purpose="concluding the insurance contract",
        retain=Retain.TEN_YEARS,
        export=("number", "product_code", "choices", "state", "premium_minor", "started_at"),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    quote = models.OneToOneField("policies.Quote", on_delete=models.PROTECT, related_name="+")
    product_code = models.CharField(max_length=40)
    product_version = models.CharField(max_length=20)
    choices = models.JSONField(default=dict)
    state = models.CharField(
        max_length=20,
        choices=[(s.value, APPLICATION_LABELS[s]) for s in ApplicationState],
        default=ApplicationState.QUOTED,
    )
    premium_minor = models.BigIntegerField()
    channel = models.CharField(max_length=12, default="app")
    started_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(premium_minor__gt=0), name="application_premium_positive"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(OPEN_APPLICATIONS), ended_at__isnull=True)
                | ~Q(state__in=sorted(OPEN_APPLICATIONS)) & Q(ended_at__isnull=False),
                name="application_end_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-started_at"]),
            models.Index(fields=["moved_at"], condition=Q(state="referred"), name="application_referred"),
        ]

    def __str__(self) -> str:
        return self.number
