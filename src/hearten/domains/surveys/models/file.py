from uuid import UUID

from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedText
from hearten.kernel.ids import new_id


class AnswerFile(models.Model):
    """A photo or PDF that answers a question. The bytes lie sealed in the file store under a random name."""

    privacy = Privacy(
        purpose="knowing customers' experience",
        retain=Retain.FIVE_YEARS,
        scrub=("original_name",),
        export=("item", "original_name", "content_type", "size", "added_at"),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    invitation = models.ForeignKey("surveys.Invitation", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", null=True)
    item = models.CharField(max_length=120)
    stored_as = models.CharField(max_length=80, unique=True)
    original_name = SealedText(subject="sealed_for")
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invitation", "item", "sha256"], name="answer_file_once")
        ]

    def __str__(self) -> str:
        return f"{self.item} of {self.invitation_id}"

    @property
    def sealed_for(self) -> UUID:
        """Whose key seals it: the customer's, or the invitation's own when nobody is named."""
        return self.customer_id or self.invitation_id
