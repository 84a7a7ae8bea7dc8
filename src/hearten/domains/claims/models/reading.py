from django.db import models
from django.db.models import Q

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedJSON
from hearten.domains.claims.types import READING_LABELS, ReadingState
from hearten.kernel.ids import new_id

_DONE = [ReadingState.READ, ReadingState.UNREADABLE]


class Reading(models.Model):
    """What was read of one paper of a claim, and what the member made of it. Nothing counts before it is confirmed.

    `fields`: [{name, text, value, confidence, box: [x, y, width, height] in 0…1 of the picture as sent, page, doubtful}];
    `items`: [{name, amount_minor, quantity, unit_price_minor, note, detail, confidence, box, page, doubtful}];
    `checks`: [{code, holds, difference_minor}]; `advice` and `hint`: what is wrong and what to do, as English
    sentences to translate, with `advice_params` to fill in.
    `bill_code_index` finds the same bill by code and number, `content_index` by payer, day and amounts, without reading either.
    `to_compare`: what was confirmed does not add up, or an amount that was read surely was changed.
    `turn`: degrees clockwise that bring the picture upright.
    """

    privacy = Privacy(
        purpose="deciding and paying claims",
        retain=Retain.TEN_YEARS,
        scrub=("fields", "items", "checks", "confirmed"),
        export=("document_class", "fields", "items", "confirmed", "recognised_at", "confirmed_at"),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="+")
    document = models.OneToOneField("claims.ClaimDocument", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(
        max_length=10,
        choices=[(s.value, READING_LABELS[s]) for s in ReadingState],
        default=ReadingState.QUEUED,
    )
    percent = models.PositiveSmallIntegerField(default=0)
    document_class = models.CharField(max_length=20, blank=True)
    fields = SealedJSON()
    items = SealedJSON()
    checks = SealedJSON()
    advice = models.CharField(max_length=300, blank=True)
    hint = models.CharField(max_length=300, blank=True)
    advice_params = models.JSONField(default=dict)
    turn = models.PositiveSmallIntegerField(default=0)
    payer_differs = models.BooleanField(default=False)
    to_compare = models.BooleanField(default=False)
    bill_code_index = models.BinaryField(max_length=32, null=True, db_index=True)
    content_index = models.BinaryField(max_length=32, null=True, db_index=True)
    picture_hash = models.CharField(max_length=16, blank=True)
    seconds = models.FloatField(null=True)
    queued_at = models.DateTimeField()
    recognised_at = models.DateTimeField(null=True)
    confirmed = SealedJSON()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=_DONE, recognised_at__isnull=False)
                | (~Q(state__in=_DONE) & Q(recognised_at__isnull=True)),
                name="reading_done_has_time",
            ),
            models.CheckConstraint(
                condition=(Q(confirmed_at__isnull=False) & ~Q(confirmed_by=""))
                | Q(confirmed_at__isnull=True, confirmed_by=""),
                name="reading_confirmed_by_somebody",
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="reading_percent_of_hundred"),
        ]
        indexes = [models.Index(fields=["claim", "state"])]

    def __str__(self) -> str:
        return f"{self.document_id} {self.state}"
