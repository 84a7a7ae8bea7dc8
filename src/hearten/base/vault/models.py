from django.db import models

from hearten.base.accounts.privacy import NO_PERSONAL_DATA


class SubjectKey(models.Model):
    """The wrapped data key of one customer. `erased_at` set means the key is gone, and with it all it sealed."""

    privacy = NO_PERSONAL_DATA

    subject_id = models.UUIDField(primary_key=True)
    ring_key = models.CharField(max_length=40)
    wrapped = models.BinaryField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(wrapped__isnull=True, erased_at__isnull=False)
                | models.Q(wrapped__isnull=False, erased_at__isnull=True),
                name="key_is_there_or_erased",
            )
        ]

    def __str__(self) -> str:
        return f"key of {self.subject_id}"
