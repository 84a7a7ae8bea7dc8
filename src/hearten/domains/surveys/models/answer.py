from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedText


class Answer(models.Model):
    """One question answered, saved as one goes; what is handed in at the end is made of these."""

    privacy = Privacy(
        purpose="knowing customers' experience",
        retain=Retain.FIVE_YEARS,
        scrub=("words",),
        export=("item", "number", "words", "saved_at"),
    )

    invitation = models.ForeignKey("surveys.Invitation", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=40)
    number = models.SmallIntegerField(null=True)
    words = SealedText()
    seconds = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["invitation", "item"], name="one_answer_each")]

    def __str__(self) -> str:
        return f"{self.item} of {self.invitation_id}"
