from django.db import models
from django.db.models import F, Q

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedJSON, SealedText


class ClaimLine(models.Model):
    """One expense of a claim, as the bill states it, and what is paid of it once decided.

    A fixed benefit (a diagnosis of a tier, days without income) has no bill: `category` names it, the days bound it.
    """

    privacy = Privacy(
        purpose="deciding and paying claims",
        retain=Retain.TEN_YEARS,
        scrub=("provider", "refused_reason", "benefit_facts"),
        export=(
            "category",
            "service_date",
            "until_date",
            "provider",
            "billed_minor",
            "out_of_catalogue_minor",
            "class_self_paid_minor",
            "social_fund_paid_minor",
            "other_paid_minor",
            "elsewhere_minor",
            "settled_by_social",
            "refused_minor",
            "refused_reason",
            "benefit_facts",
            "payable_minor",
        ),
    )

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=60)
    service_date = models.DateField()
    until_date = models.DateField(null=True)
    provider = models.CharField(max_length=120, blank=True)
    billed_minor = models.BigIntegerField()
    out_of_catalogue_minor = models.BigIntegerField(default=0)
    class_self_paid_minor = models.BigIntegerField(default=0)
    social_fund_paid_minor = models.BigIntegerField(default=0)
    other_paid_minor = models.BigIntegerField(default=0)
    elsewhere_minor = models.BigIntegerField(default=0)  # what another policy of ours pays of the same bill
    settled_by_social = models.BooleanField(default=False)
    refused_minor = models.BigIntegerField(default=0)
    refused_reason = SealedText()
    benefit_facts = SealedJSON()
    payable_minor = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "position"], name="claim_line_place_once"),
            models.CheckConstraint(
                condition=Q(
                    billed_minor__gte=0,
                    out_of_catalogue_minor__gte=0,
                    class_self_paid_minor__gte=0,
                    social_fund_paid_minor__gte=0,
                    other_paid_minor__gte=0,
                    elsewhere_minor__gte=0,
                    refused_minor__gte=0,
                    refused_minor__lte=F("billed_minor"),
                ),
                name="claim_line_money_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(
                    billed_minor__gte=F("out_of_catalogue_minor")
                    + F("class_self_paid_minor")
                    + F("social_fund_paid_minor")
                    + F("other_paid_minor")
                ),
                name="claim_line_parts_within_bill",
            ),
            models.CheckConstraint(
                condition=Q(until_date__isnull=True) | Q(until_date__gte=F("service_date")),
                name="claim_line_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(social_fund_paid_minor=0) | Q(settled_by_social=True),
                name="claim_line_social_part_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.position}"
