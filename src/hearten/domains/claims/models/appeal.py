from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedText
from hearten.domains.claims.types import APPEAL_LABELS, AppealState
from hearten.kernel.ids import new_id


class Appeal(models.Model):
    """A member asks for another look at a decision. A second examiner decides it; both sides read the same record."""

    privacy = Privacy(
        purpose="deciding and paying claims",
        retain=Retain.TEN_YEARS,
        scrub=("grounds", "outcome"),
        export=("state", "turn", "grounds", "opened_at", "outcome", "decided_at"),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="+")
    turn = models.PositiveSmallIntegerField()  # the adjudication that is contested
    state = models.CharField(
        max_length=10, choices=[(s.value, APPEAL_LABELS[s]) for s in AppealState], default=AppealState.OPEN
    )
    grounds = SealedText()
    first_decided_by = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    outcome = SealedText()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(state=AppealState.OPEN), name="one_open_appeal"
            ),
            models.CheckConstraint(
                condition=Q(state=AppealState.OPEN, decided_at__isnull=True, decided_by="")
                | ~Q(state=AppealState.OPEN) & Q(decided_at__isnull=False) & ~Q(decided_by=""),
                name="appeal_closed_whole",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=models.F("first_decided_by")), name="appeal_second_examiner"
            ),
        ]
        indexes = [models.Index(fields=["state", "opened_at"])]

    def __str__(self) -> str:
        return f"{self.claim_id} #{self.turn}"
