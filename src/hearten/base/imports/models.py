from django.db import models

from hearten.base.accounts.privacy import NO_PERSONAL_DATA, Privacy, Retain
from hearten.base.imports.types import KIND_LABELS, STATE_LABELS, ImportKind, ImportState
from hearten.base.vault.fields import SealedText
from hearten.kernel.ids import new_id


class ImportRun(models.Model):
    """One import: what is read, how far it has come, and what came of it. A killed run goes on at its last checkpoint."""

    privacy = NO_PERSONAL_DATA

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20, choices=[(k.value, KIND_LABELS[k]) for k in ImportKind])
    source = models.CharField(max_length=40)
    path = models.TextField()
    title = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(
        max_length=10, choices=[(s.value, STATE_LABELS[s]) for s in ImportState], default=ImportState.WAITING
    )
    uploaded = models.BooleanField(default=False)
    position = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    sums = models.JSONField(default=dict)
    rejected = models.PositiveBigIntegerField(default=0)
    total_bytes = models.PositiveBigIntegerField(default=0)
    done_bytes = models.PositiveBigIntegerField(default=0)
    failure = models.JSONField(default=dict, blank=True)  # why it stopped: message, hint, params
    started_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-created_at"]), models.Index(fields=["source", "sha256"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"


class ImportRejection(models.Model):
    """One thing that was not taken in, kept sealed until it is handed back with its reason."""

    privacy = Privacy(
        purpose="handing back what an import could not take",
        retain=Retain.ONE_YEAR,
        scrub=("content",),
        customer_path="run",
    )

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+")
    file = models.CharField(max_length=200)
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=60)
    source_id = models.CharField(max_length=200, blank=True)
    reason = models.TextField()  # an English sentence with places, translated where it is shown
    hint = models.TextField(blank=True)
    where = models.CharField(max_length=120, blank=True)
    params = models.JSONField(default=dict)
    content = SealedText(subject="run_id")

    class Meta:
        indexes = [models.Index(fields=["run", "id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class ImportPending(models.Model):
    """A resource that speaks of a patient who has not come yet; looked at again at the end of the run, then gone."""

    privacy = Privacy(
        purpose="waiting for the patient within one import",
        retain=Retain.ONE_YEAR,
        scrub=("content",),
        customer_path="run",
    )

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+")
    file = models.CharField(max_length=200)
    number = models.PositiveBigIntegerField()
    full_url = models.TextField(blank=True)
    content = SealedText(subject="run_id")

    class Meta:
        indexes = [models.Index(fields=["run", "id"])]

    def __str__(self) -> str:
        return f"{self.file} {self.number}"


class SourceAlias(models.Model):
    """A name (`Patient/123`, `urn:uuid:…`, an identifier's digest) under which a source speaks of one customer.

    `digest` on the row of the main name is the digest of the facts last taken over. A name that two patients claim
    belongs to nobody.
    """

    privacy = Privacy(
        purpose="knowing whom a record speaks of", retain=Retain.TEN_YEARS, customer_path="target_id"
    )

    source = models.CharField(max_length=40)
    alias = models.CharField(max_length=200)
    target_id = models.UUIDField(db_index=True)
    ambiguous = models.BooleanField(default=False)
    digest = models.BinaryField(max_length=32, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "alias"], name="source_alias_once")]

    def __str__(self) -> str:
        return f"{self.source} alias {self.pk}"
