from django.db import models

from hearten.base.accounts.privacy import NO_PERSONAL_DATA
from hearten.domains.partners.models.organization import Organization
from hearten.kernel.ids import new_id


class ApiKey(models.Model):
    """A key with which a partner's system speaks to us. Of the secret only a digest is kept."""

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=32, unique=True)
    ends_in = models.CharField(max_length=4)  # the last characters of the secret, to tell keys apart
    scopes = models.JSONField(default=list)
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, revoked_by="")
                | models.Q(revoked_at__isnull=False) & ~models.Q(revoked_by=""),
                name="api_key_revoked_by_somebody",
            )
        ]
        indexes = [models.Index(fields=["organization", "-created_at"])]

    def __str__(self) -> str:
        return f"{self.name} …{self.ends_in}"


class ApiCall(models.Model):
    """One request of a partner's system: when, what, how it was answered. Nothing of what it was about."""

    privacy = NO_PERSONAL_DATA

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    status = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["key", "-at"])]

    def __str__(self) -> str:
        return f"{self.action} {self.status}"
