"""Writing about imports."""

from hearten.base.imports.services.aliases import note_aliases, note_digests
from hearten.base.imports.services.rows import digest_of, upsert
from hearten.base.imports.services.runs import (
    begin_run,
    clear_upload,
    drop_pending,
    fail_run,
    finish_run,
    keep_pending,
    open_run,
    restart_run,
    run_alone,
    save_checkpoint,
    submit_upload,
)

__all__ = [
    "begin_run",
    "clear_upload",
    "digest_of",
    "drop_pending",
    "fail_run",
    "finish_run",
    "keep_pending",
    "note_aliases",
    "note_digests",
    "open_run",
    "restart_run",
    "run_alone",
    "save_checkpoint",
    "submit_upload",
    "upsert",
]
