from django.db import models
from django.db.models import F, Q

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.kernel.ids import new_id


class Quote(models.Model):
    """A price that was given: for whom (facts without a name), for what, and the steps that led to it."""

    privacy = Privacy(
        purpose="giving a price",
        retain=Retain.ONE_YEAR,
        scrub=("person",),
        export=("product_code", "choices", "premium_minor", "created_at"),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, null=True, related_name="+")
    product_code = models.CharField(max_length=40)
    product_version = models.CharField(max_length=20)
    choices = models.JSONField(default=dict)
    person = models.JSONField(default=dict)
    premium_minor = models.BigIntegerField()
    channel = models.CharField(max_length=12, default="app")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(premium_minor__gt=0), name="quote_premium_positive"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="quote_expires_later"),
        ]
        indexes = [models.Index(fields=["customer", "-created_at"])]

    def __str__(self) -> str:
        return f"{self.product_code} {self.premium_minor}"
