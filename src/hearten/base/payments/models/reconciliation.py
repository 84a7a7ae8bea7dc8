from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA
from hearten.base.payments.types import ITEM_LABELS, RUN_LABELS, ItemKind, RunState
from hearten.kernel.ids import new_id


class ReconciliationRun(models.Model):
    """One day of one bank account beside our own records. All amounts are in fen; debits are written above zero."""

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    provider = models.CharField(max_length=20)
    day = models.DateField()
    state = models.CharField(max_length=12, choices=[(s.value, RUN_LABELS[s]) for s in RunState])
    opening_minor = models.BigIntegerField(null=True)
    closing_minor = models.BigIntegerField(null=True)
    debits_minor = models.BigIntegerField(default=0)
    credits_minor = models.BigIntegerField(default=0)
    matched_minor = models.BigIntegerField(default=0)
    ledger_minor = models.BigIntegerField(default=0)
    returned_minor = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "day"], name="reconciled_once_a_day")]
        indexes = [models.Index(fields=["-day"], name="reconciliation_newest")]

    def __str__(self) -> str:
        return f"{self.provider} {self.day}"


class ReconciliationItem(models.Model):
    """One payment beside one entry of the statement. What does not agree stays open until a person has written why."""

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(ReconciliationRun, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=[(k.value, ITEM_LABELS[k]) for k in ItemKind])
    order = models.ForeignKey("payments.PaymentOrder", on_delete=models.PROTECT, null=True, related_name="+")
    entry = models.ForeignKey("payments.BankEntry", on_delete=models.PROTECT, null=True, related_name="+")
    ours_minor = models.BigIntegerField(default=0)
    bank_minor = models.BigIntegerField(default=0)
    note = models.CharField(max_length=500, blank=True)
    closed_by = models.CharField(max_length=80, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "kind", "order", "entry"],
                nulls_distinct=False,
                name="reconciliation_item_once",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by="", note="")
                | Q(closed_at__isnull=False) & ~Q(closed_by="") & ~Q(note=""),
                name="difference_closed_with_note",
            ),
        ]
        indexes = [models.Index(fields=["order"], name="reconciliation_order")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.kind}"
