from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedField, SealedText
from hearten.kernel.ids import new_id


class SealedBinary(SealedField):
    def encode(self, value: bytes) -> bytes:
        return value

    def decode(self, plain: bytes) -> bytes:
        return plain


class LedgerEntry(models.Model):
    """What was done, once and for all: no row is ever changed or removed (a trigger refuses it).

    `leaf` = SHA-256(0x00 ‖ HMAC-SHA-256(salt, canonical)): the leaf hash of RFC 9162 over a digest that says nothing
    without the salt. Salt and canonical form are sealed with the customer's key: erase the key and the entry is
    unreadable, while its leaf still stands in its place.
    """

    privacy = Privacy(purpose="proof of what was done", retain=Retain.TEN_YEARS, customer_path="subject_id")

    sequence = models.BigAutoField(primary_key=True)
    id = models.UUIDField(default=new_id, unique=True)
    kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    actor = models.CharField(max_length=80)
    about = models.CharField(max_length=60, blank=True)
    occurred_at = models.DateTimeField()
    canonical = SealedText(subject="subject_id")
    salt = SealedBinary(subject="subject_id")
    leaf = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "sequence"]),
            models.Index(fields=["about", "sequence"]),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind}"
