from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedText
from hearten.domains.customers.types import ACCOUNT_LABELS, AccountState
from hearten.kernel.ids import new_id


class BankAccount(models.Model):
    """An account that a customer has named for payments, and what the bank said of it. The last confirmed one is paid to."""

    privacy = Privacy(
        purpose="paying claims to the right person",
        retain=Retain.TEN_YEARS,
        scrub=("number", "holder", "number_index"),
        export=("number", "holder", "state", "named_at", "checked_at", "replaced_at"),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    number = SealedText()
    holder = SealedText()
    number_index = models.BinaryField(max_length=32)
    bank = models.CharField(max_length=12, blank=True)
    state = models.CharField(
        max_length=12,
        choices=[(s.value, ACCOUNT_LABELS[s]) for s in AccountState],
        default=AccountState.UNVERIFIED,
    )
    answer = models.CharField(max_length=20, blank=True)
    named_by = models.CharField(max_length=80)
    named_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=models.Q(state=AccountState.CONFIRMED, replaced_at__isnull=True),
                name="one_confirmed_account",
            ),
            models.CheckConstraint(
                condition=models.Q(state=AccountState.UNVERIFIED, checked_at__isnull=True, answer="")
                | ~models.Q(state=AccountState.UNVERIFIED)
                & models.Q(checked_at__isnull=False)
                & ~models.Q(answer=""),
                name="account_checked_has_answer",
            ),
        ]
        indexes = [models.Index(fields=["customer", "-named_at"], name="bank_account_newest")]

    def __str__(self) -> str:
        return str(self.pk)
