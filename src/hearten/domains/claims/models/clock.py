from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.engines.clocks import ClockState
from hearten.kernel.text import N_

CLOCK_STATE_LABELS = {
    ClockState.NOT_STARTED: N_("Not begun"),
    ClockState.RUNNING: N_("Running"),
    ClockState.PAUSED: N_("Standing still"),
    ClockState.MET: N_("Kept"),
    ClockState.BREACHED: N_("Broken"),
    ClockState.ENDED: N_("No longer needed"),
}


class ClaimClock(models.Model):
    """One run of a clock for a claim: the law's or a promise of ours. A copy of what the timeline says, kept so that the
    watch finds in one look what is about to be late, and a report needs no timeline.

    `next_at` is when the watch must look again; nothing means that only a new event of the claim can change it.
    """

    privacy = Privacy(
        purpose="keeping the deadlines of the law and our promises",
        retain=Retain.TEN_YEARS,
        export=("code", "state", "started_at", "due_at", "stopped_at"),
    )

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="+")
    product_code = models.CharField(max_length=60)
    code = models.CharField(max_length=40)
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=[(s.value, CLOCK_STATE_LABELS[s]) for s in ClockState])
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # the first moment that is too late; none where acts are counted
    due_known = models.BooleanField(default=True)  # false: the holidays of that year were not announced yet
    paused_since = models.DateTimeField(null=True)
    paused_s = models.PositiveIntegerField(default=0)
    stopped_at = models.DateTimeField(null=True)
    elapsed_s = models.PositiveIntegerField(default=0)  # without the pauses
    breached_at = models.DateTimeField(null=True)
    late_s = models.PositiveIntegerField(default=0)
    warned_at = ArrayField(models.DateTimeField(), default=list)
    escalated_at = models.DateTimeField(null=True)
    escalated_to = models.CharField(max_length=20, blank=True)
    compensated_at = models.DateTimeField(null=True)  # when it was reckoned what the member gets for a breach
    next_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "code", "round"], name="claim_clock_once"),
            models.CheckConstraint(
                condition=Q(state=ClockState.BREACHED, breached_at__isnull=False)
                | ~Q(state=ClockState.BREACHED) & Q(breached_at__isnull=True, late_s=0),
                name="claim_clock_breach_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state=ClockState.PAUSED, paused_since__isnull=False)
                | ~Q(state=ClockState.PAUSED) & Q(paused_since__isnull=True),
                name="claim_clock_pause_has_time",
            ),
            models.CheckConstraint(
                condition=Q(escalated_at__isnull=False, state=ClockState.BREACHED) & ~Q(escalated_to="")
                | Q(escalated_at__isnull=True, escalated_to=""),
                name="claim_clock_escalated_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="claim_clock_next"),
            models.Index(fields=["started_at", "code"], name="claim_clock_report"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.code} {self.round}"
