from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA, Privacy, Retain
from hearten.kernel.ids import new_id


class TextLabel(models.Model):
    """What an open answer is about: as the machine says, and as a person corrected it. The person's word holds."""

    privacy = Privacy(
        purpose="knowing customers' experience",
        retain=Retain.FIVE_YEARS,
        export=("field", "sentiment", "topics", "labelled_at"),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    response = models.ForeignKey("surveys.Response", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", null=True)
    field = models.CharField(max_length=80)
    survey_code = models.CharField(max_length=40)
    product_code = models.CharField(max_length=60, blank=True)
    submitted_at = models.DateTimeField()
    language = models.CharField(max_length=2, blank=True)
    # What holds: of the machine, until a person says otherwise.
    sentiment = models.CharField(max_length=8)
    topics = models.JSONField(default=list)  # [{code, sentiment}]
    urgent = models.JSONField(default=list)  # [kind]
    machine = models.JSONField(
        default=dict
    )  # {sentiment, confidence, topics: [{code, probability, sentiment}]}
    model = models.PositiveIntegerField(default=0)
    labelled_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)
    corrected_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "field"], name="one_label_each"),
            models.CheckConstraint(
                condition=Q(corrected_at__isnull=True, corrected_by="")
                | Q(corrected_at__isnull=False) & ~Q(corrected_by=""),
                name="corrected_label_says_by_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["submitted_at"]),
            models.Index(fields=["survey_code", "submitted_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.response_id}"


class LabelModel(models.Model):
    """Weights learnt from the examples of the release and the corrections of people up to a moment."""

    privacy = NO_PERSONAL_DATA

    number = models.PositiveIntegerField(primary_key=True)
    weights = models.JSONField()
    corrections = models.PositiveIntegerField()
    learnt_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.number)
