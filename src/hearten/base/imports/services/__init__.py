"""Writing about imports."""

from hearten.base.imports.services.aliases import note_aliases, note_digests
from hearten.base.imports.services.rows import digest_of, upsert
from hearten.base.imports.services.runs import (
    begin_run,
    fail_run,
    finish_run,
    open_run,
    save_checkpoint,
    submit_upload,
)

__all__ = [
    "begin_run",
    "digest_of",
    "fail_run",
    "finish_run",
    "note_aliases",
    "note_digests",
    "open_run",
    "save_checkpoint",
    "submit_upload",
    "upsert",
]
