from django.db import models

from hearten.base.accounts.privacy import NO_PERSONAL_DATA
from hearten.engines.review import LineKind


class ServiceRule(models.Model):
    """One published rule about a drug or a service, with the file that stated it last."""

    privacy = NO_PERSONAL_DATA

    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in LineKind])
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=40, blank=True)
    partner_name = models.CharField(max_length=200, blank=True)
    partner_code = models.CharField(max_length=40, blank=True)
    limits = models.JSONField(default=dict)
    message = models.TextField(blank=True)
    batch = models.CharField(max_length=40, blank=True)
    effective_from = models.DateField(null=True)
    source_file = models.CharField(max_length=200)
    source_sha256 = models.CharField(max_length=64)
    digest = models.BinaryField(max_length=32)
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="service_rule_once")]
        indexes = [models.Index(fields=["kind", "name"]), models.Index(fields=["code"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class RuleCode(models.Model):
    """A code that a rule holds for beside its own: each pack of a drug has one."""

    privacy = NO_PERSONAL_DATA

    rule = models.ForeignKey(ServiceRule, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "code"], name="rule_code_once")]
        indexes = [models.Index(fields=["code"])]

    def __str__(self) -> str:
        return self.code
