from uuid import UUID

from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedBytes, SealedText


class Answer(models.Model):
    """One value of one question, saved as one goes; what is handed in at the end is made of these.

    `item` is the field's key (`q`, `q.row`, `q.row.part`). Numbers and choices lie open, for counting; own words, names of
    files and answers to sensitive questions are sealed in `words` (of the latter the JSON text).
    """

    privacy = Privacy(
        purpose="knowing customers' experience",
        retain=Retain.FIVE_YEARS,
        scrub=("words",),
        export=("item", "number", "choices", "words", "saved_at"),
    )

    invitation = models.ForeignKey("surveys.Invitation", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", null=True)
    item = models.CharField(max_length=120)
    number = models.FloatField(null=True)
    choices = models.JSONField(null=True)
    words = SealedText(subject="sealed_for")
    seconds = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["invitation", "item"], name="one_answer_each")]

    def __str__(self) -> str:
        return f"{self.item} of {self.invitation_id}"

    @property
    def sealed_for(self) -> UUID:
        """Whose key seals it: the customer's, or the invitation's own when nobody is named."""
        return self.customer_id or self.invitation_id

    @property
    def is_sealed(self) -> bool:
        """Whether reading `words` needs the key."""
        return isinstance(self.__dict__.get("words"), SealedBytes)
