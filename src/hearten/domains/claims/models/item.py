from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedText
from hearten.domains.claims.types import ITEM_LABELS, ItemKind


class ClaimItem(models.Model):
    """One row of a bill: a drug, a day in bed, a test. What it is says something about health, so name and code are sealed."""

    privacy = Privacy(
        purpose="deciding and paying claims",
        retain=Retain.TEN_YEARS,
        scrub=("name", "code"),
        export=(
            "position",
            "kind",
            "name",
            "code",
            "system",
            "day",
            "quantity_milli",
            "unit_price_minor",
            "amount_minor",
        ),
    )

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="+")
    line_position = models.PositiveSmallIntegerField(default=1)  # of the expense that the item belongs to
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(
        max_length=16, choices=[(k.value, ITEM_LABELS[k]) for k in ItemKind], default=ItemKind.OTHER
    )
    name = SealedText()
    code = SealedText()
    system = models.CharField(max_length=40, blank=True)
    day = models.DateField()
    quantity_milli = models.BigIntegerField(default=1000)
    unit_price_minor = models.BigIntegerField(default=0)
    amount_minor = models.BigIntegerField()
    detail = models.BooleanField(default=False)  # makes up another row, where its amount is counted

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "position"], name="claim_item_place_once"),
            models.CheckConstraint(
                condition=Q(quantity_milli__gte=0, unit_price_minor__gte=0, amount_minor__gte=0),
                name="claim_item_not_negative",
            ),
        ]
        indexes = [models.Index(fields=["customer", "day"])]

    def __str__(self) -> str:
        return f"{self.claim_id} item {self.position}"
