from typing import Any

from django.db import models
from django.db.models import F, Q

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedJSON, SealedText
from hearten.domains.claims.types import (
    CAUSE_LABELS,
    DECIDED_STATES,
    DECISION_LABELS,
    PAYEE_LABELS,
    STATE_LABELS,
    Cause,
    ClaimState,
    Decision,
    Payee,
)
from hearten.kernel.ids import new_id

_DECIDED_STATES = sorted(state.value for state in DECIDED_STATES)
_BEFORE_FACTS = Q(state__in=[ClaimState.DRAFT, ClaimState.WITHDRAWN])
_DECIDED = Q(decision__isnull=False, decided_at__isnull=False, payable_minor__isnull=False) & ~Q(
    decided_by=""
)
_UNDECIDED = Q(decision__isnull=True, decided_at__isnull=True, payable_minor__isnull=True, decided_by="")


class Claim(models.Model):
    """A member asks for money under a policy. Diagnosis and account are sealed; the amounts are in minor units."""

    privacy = Privacy(
        purpose="deciding and paying claims",
        retain=Retain.TEN_YEARS,
        scrub=("diagnosis", "diagnosis_code", "story", "bank_account", "note", "request", "proposal"),
        export=(
            "number",
            "state",
            "cause",
            "event_date",
            "diagnosis",
            "diagnosis_code",
            "story",
            "claimed_minor",
            "payable_minor",
            "decision",
            "note",
            "request",
            "submitted_at",
            "decided_at",
            "paid_at",
            "reopened_at",
            "reversed_at",
            "channel",
            "auto",
        ),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    policy = models.ForeignKey("policies.Policy", on_delete=models.PROTECT, related_name="+")
    product_code = models.CharField(max_length=60)
    state = models.CharField(
        max_length=16, choices=[(s.value, STATE_LABELS[s]) for s in ClaimState], default=ClaimState.DRAFT
    )
    cause = models.CharField(
        max_length=10, choices=[(c.value, CAUSE_LABELS[c]) for c in Cause], default=Cause.ILLNESS
    )
    event_date = models.DateField(null=True)
    diagnosis = SealedText()
    diagnosis_code = SealedText()  # ICD-10
    story = SealedText()
    bank_account = SealedText()
    payee = models.CharField(
        max_length=8, choices=[(p.value, PAYEE_LABELS[p]) for p in Payee], default=Payee.MEMBER
    )
    provider_code = models.CharField(max_length=60, blank=True)  # who handed it in, where not the member
    provider_reference = models.CharField(max_length=80, blank=True)
    channel = models.CharField(max_length=12, default="app")
    currency = models.CharField(max_length=3, default="CNY")
    claimed_minor = models.BigIntegerField(default=0)
    payable_minor = models.BigIntegerField(null=True)
    decision = models.CharField(
        max_length=20, null=True, choices=[(d.value, DECISION_LABELS[d]) for d in Decision]
    )
    decided_by = models.CharField(max_length=80, blank=True)
    auto = models.BooleanField(default=False)
    clause = models.CharField(max_length=60, blank=True)
    note = SealedText()
    review_reasons = models.JSONField(default=list)
    person_asked = models.BooleanField(default=False)
    request = SealedText()
    requests_made = models.PositiveSmallIntegerField(default=0)
    waiting_since = models.DateTimeField(null=True)
    waited_s = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)  # a person is to look at the decision again
    reversed_at = models.DateTimeField(null=True)
    proposal = SealedJSON()  # a decision that waits for a second examiner
    proposed_by = models.CharField(max_length=80, blank=True)
    proposed_at = models.DateTimeField(null=True)
    client_token = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)
    clocks_version = models.PositiveIntegerField(default=0)  # the version that the clocks were last read at

    # What the step that gave this object has just written; kept so that nobody reads it again, forgotten with a refresh.
    expenses_at_hand: Any = None
    adjudication_at_hand: Any = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "client_token"], name="claim_token_once"),
            models.UniqueConstraint(
                fields=["provider_code", "provider_reference"],
                condition=~Q(provider_reference=""),
                name="claim_provider_reference_once",
            ),
            models.CheckConstraint(
                condition=Q(reversed_at__isnull=False, state=ClaimState.REVERSED)
                | Q(reversed_at__isnull=True) & ~Q(state=ClaimState.REVERSED),
                name="claim_reversed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True) | Q(decided_at__isnull=False),
                name="claim_reopened_was_decided",
            ),
            models.CheckConstraint(
                condition=Q(proposed_at__isnull=True, proposed_by="")
                | Q(proposed_at__isnull=False) & ~Q(proposed_by=""),
                name="claim_proposal_whole",
            ),
            models.CheckConstraint(
                condition=_BEFORE_FACTS | Q(event_date__isnull=False, submitted_at__isnull=False),
                name="claim_submitted_has_facts",
            ),
            models.CheckConstraint(condition=_DECIDED | _UNDECIDED, name="claim_decision_whole"),
            models.CheckConstraint(
                condition=Q(state__in=_DECIDED_STATES, decision__isnull=False)
                | Q(decision__isnull=True) & ~Q(state__in=_DECIDED_STATES),
                name="claim_state_fits_decision",
            ),
            models.CheckConstraint(
                condition=~Q(decision=Decision.REFUSED, auto=True), name="refusal_by_a_person"
            ),
            models.CheckConstraint(
                condition=Q(state=ClaimState.PAID, paid_at__isnull=False)
                | Q(paid_at__isnull=True) & ~Q(state=ClaimState.PAID),
                name="claim_paid_has_time",
            ),
            models.CheckConstraint(
                condition=Q(waiting_since__isnull=False, state=ClaimState.WAITING_MEMBER)
                | Q(waiting_since__isnull=True) & ~Q(state=ClaimState.WAITING_MEMBER),
                name="claim_waiting_has_time",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=False, state=ClaimState.WITHDRAWN)
                | Q(withdrawn_at__isnull=True) & ~Q(state=ClaimState.WITHDRAWN),
                name="claim_withdrawn_has_time",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | Q(decided_at__gte=F("submitted_at")),
                name="claim_times_in_order",
            ),
            models.CheckConstraint(
                condition=Q(claimed_minor__gte=0) & (Q(payable_minor__isnull=True) | Q(payable_minor__gte=0)),
                name="claim_money_not_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-created_at"]),
            models.Index(fields=["policy", "event_date"]),
            models.Index(fields=["state", "submitted_at"]),
            models.Index(fields=["decided_at"]),
            models.Index(
                fields=["submitted_at"],
                condition=~Q(state=ClaimState.DRAFT) & ~Q(clocks_version=F("version")),
                name="claim_clocks_stale",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self.expenses_at_hand = self.adjudication_at_hand = None
        super().refresh_from_db(*args, **kwargs)
