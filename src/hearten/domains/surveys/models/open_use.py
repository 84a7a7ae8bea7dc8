from django.db import models

from hearten.base.accounts.privacy import NO_PERSONAL_DATA


class OpenLinkUse(models.Model):
    """How often an open link was begun from one address within an hour. The address is a keyed digest that changes daily; rows go after a day."""

    privacy = NO_PERSONAL_DATA

    study = models.ForeignKey("surveys.Study", on_delete=models.CASCADE, related_name="+")
    source = models.BinaryField(max_length=16)
    hour = models.DateTimeField()
    begun = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "source", "hour"], name="open_link_use_once")]
        indexes = [models.Index(fields=["hour"])]

    def __str__(self) -> str:
        return f"{self.study_id} {self.hour}"
