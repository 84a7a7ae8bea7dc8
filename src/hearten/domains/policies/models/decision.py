from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedJSON, SealedText
from hearten.domains.policies.types import VERDICT_LABELS, Verdict


class UnderwritingDecision(models.Model):
    """One decision on one declaration, by rules or by a person, with its reasons. The newest is the one that holds."""

    privacy = Privacy(
        purpose="underwriting",
        retain=Retain.TEN_YEARS,
        scrub=("reasons", "exclusions", "note"),
        export=(
            "verdict",
            "loading_bp",
            "health_grade",
            "reasons",
            "exclusions",
            "note",
            "auto",
            "decided_at",
        ),
    )

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey("policies.Application", on_delete=models.PROTECT, related_name="+")
    declaration = models.ForeignKey("policies.HealthDeclaration", on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=[(v.value, VERDICT_LABELS[v]) for v in Verdict])
    loading_bp = models.IntegerField(default=0)
    health_grade = models.CharField(max_length=12, default="standard")
    exclusions = SealedJSON()
    reasons = SealedJSON()
    note = SealedText()
    auto = models.BooleanField()
    decided_by = models.CharField(max_length=80)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(auto=False) | ~Q(verdict=Verdict.DECLINE), name="only_a_person_declines"
            ),
            models.CheckConstraint(
                condition=Q(loading_bp__gte=0, loading_bp__lte=100_000), name="loading_in_bounds"
            ),
        ]
        indexes = [models.Index(fields=["application", "-id"])]

    def __str__(self) -> str:
        return f"{self.application_id} {self.verdict}"
