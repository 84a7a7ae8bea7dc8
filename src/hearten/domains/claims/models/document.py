from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedText
from hearten.domains.claims.types import DOCUMENT_LABELS, DocumentKind
from hearten.kernel.ids import new_id


class ClaimDocument(models.Model):
    """A photo or PDF that belongs to a claim. The bytes lie sealed in the file store under a random name."""

    privacy = Privacy(
        purpose="deciding and paying claims",
        retain=Retain.TEN_YEARS,
        scrub=("original_name",),
        export=("kind", "original_name", "content_type", "size", "added_at"),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=[(k.value, DOCUMENT_LABELS[k]) for k in DocumentKind])
    stored_as = models.CharField(max_length=80, unique=True)
    original_name = SealedText()
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "sha256"], name="claim_document_once")]
        indexes = [models.Index(fields=["sha256"])]  # the same picture in another claim

    def __str__(self) -> str:
        return f"{self.claim_id} {self.kind}"
