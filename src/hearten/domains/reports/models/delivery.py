from django.db import models
from django.db.models import F, Q

from hearten.base.accounts.privacy import NO_PERSONAL_DATA
from hearten.kernel.ids import new_id


class ReportDelivery(models.Model):
    """One of the staff is told of a released report, once: a link, never its contents."""

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey("reports.ReportRun", on_delete=models.PROTECT, related_name="+")
    user_id = models.UUIDField()
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    by_mail = models.BooleanField(
        default=True
    )  # False: mail does not reach them; the desk shows it all the same

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "user_id"], name="told_once_of_a_report"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(sent_at__gte=F("queued_at")),
                name="report_sent_after_it_was_queued",
            ),
        ]
        indexes = [
            models.Index(fields=["user_id", "opened_at"]),
            models.Index(
                fields=["queued_at"], condition=Q(sent_at__isnull=True, by_mail=True), name="report_unsent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.user_id}"
