from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA, Privacy, Retain
from hearten.base.vault.fields import SealedText
from hearten.domains.fieldwork.types import INCENTIVE_LABELS, IncentiveKind
from hearten.kernel.ids import new_id


class Incentive(models.Model):
    """The thanks for answering a study: a draw among those who answered, or a coupon for each, by rules made known before.

    The `seed` of a draw is fixed, and its digest shown, before anybody enters, so that nobody can choose a winner later.
    """

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    study = models.OneToOneField("surveys.Study", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=[(k.value, INCENTIVE_LABELS[k]) for k in IncentiveKind])
    name = models.CharField(max_length=120)  # what there is to win or to get
    rules = models.TextField()
    prizes = models.PositiveIntegerField(default=0)
    value_minor = models.PositiveIntegerField()  # of one prize or coupon
    budget_minor = models.PositiveBigIntegerField()
    seed = models.CharField(max_length=64)
    seed_digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    drawn_at = models.DateTimeField(null=True)
    drawn_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(drawn_at__isnull=True, drawn_by="") | Q(drawn_at__isnull=False) & ~Q(drawn_by=""),
                name="drawn_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.name


class DrawEntry(models.Model):
    """Somebody takes part in a draw. Nothing here leads to the answer: no response, no invitation, and the day only."""

    privacy = Privacy(
        purpose="thanking customers for their answers",
        retain=Retain.FIVE_YEARS,
        export=("entered_on", "prize"),
    )

    incentive = models.ForeignKey("fieldwork.Incentive", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    entered_on = models.DateField()
    prize = models.PositiveIntegerField(null=True)  # which of the prizes was won

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incentive", "customer"], name="enters_once"),
            models.UniqueConstraint(
                fields=["incentive", "prize"], condition=Q(prize__isnull=False), name="each_prize_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incentive_id} {self.prize}"


class Coupon(models.Model):
    """A code that is worth something, and who got it on which day."""

    privacy = Privacy(
        purpose="thanking customers for their answers",
        retain=Retain.FIVE_YEARS,
        scrub=("code",),
        export=("code", "given_on"),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incentive = models.ForeignKey("fieldwork.Incentive", on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    code = SealedText(subject="incentive_id")
    code_index = models.BinaryField(max_length=32)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", null=True)
    given_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incentive", "code_index"], name="each_code_once"),
            models.UniqueConstraint(
                fields=["incentive", "customer"],
                condition=Q(customer__isnull=False),
                name="one_coupon_each",
            ),
            models.CheckConstraint(
                condition=Q(customer__isnull=True, given_on__isnull=True)
                | Q(customer__isnull=False, given_on__isnull=False),
                name="coupon_given_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["incentive", "place"])]

    def __str__(self) -> str:
        return f"{self.incentive_id} {self.place}"
