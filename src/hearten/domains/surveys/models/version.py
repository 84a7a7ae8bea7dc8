from django.db import models

from hearten.base.accounts.privacy import NO_PERSONAL_DATA


class SurveyVersion(models.Model):
    """One version of a survey's document. Answers keep theirs; a changed document is a new version."""

    privacy = NO_PERSONAL_DATA

    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="survey_version_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"
