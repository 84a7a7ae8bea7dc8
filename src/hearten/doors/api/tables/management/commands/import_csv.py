"""Take in a table: good rows are kept, bad ones come back as a file with a column that says why."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from hearten.base.accounts.types import Actor
from hearten.base.imports.handing_back import as_csv
from hearten.base.imports.selectors import rejections_of
from hearten.base.imports.services import fail_run, open_run
from hearten.base.imports.types import ImportKind
from hearten.doors.api.tables.importing import import_table
from hearten.doors.components.sentences import say
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Conflict, HeartenError

KINDS = {"customers": ImportKind.CUSTOMERS_CSV}


class Command(BaseCommand):
    help = "Take in a table (CSV in UTF-8 or GB18030, columns named in Chinese or English)."

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=sorted(KINDS))
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", help="what to call where it comes from (default: the file's name)")
        parser.add_argument("--rejects", type=Path, help="where to write the rows that were not taken")
        parser.add_argument("--quiet", action="store_true", help="no progress bar")

    def handle(self, *args, **options):
        path: Path = options["file"].resolve()
        if not path.is_file():
            raise CommandError(f"There is no file {options['file']}.")
        by = Actor.system("import-csv")
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        run = open_run(
            kind=KINDS[options["kind"]],
            source=(options["source"] or path.stem)[:40],
            path=str(path),
            title=path.name,
            sha256=sha256,
            total_bytes=path.stat().st_size,
            by=by,
            now=utc_now(),
        )
        try:
            with tqdm(
                total=run.total_bytes,
                initial=run.done_bytes,
                unit="B",
                unit_scale=True,
                disable=options["quiet"],
            ) as bar:
                run = import_table(run=run, by=by, progress=lambda r: bar.update(r.done_bytes - bar.n))
        except HeartenError as error:
            if not isinstance(error, Conflict):
                fail_run(run_id=run.pk, error=error)
            raise CommandError(str(error)) from error
        rows = run.sums.get("rows", {})
        self.stdout.write(
            f"{rows.get('created', 0):,} new, {rows.get('changed', 0):,} changed, {rows.get('unchanged', 0):,} as before, "
            f"{run.rejected:,} given back"
        )
        if run.rejected:
            self._write_rejects(run, options["rejects"])

    def _write_rejects(self, run, path):
        path = path or Path(settings.VAR) / "rejects" / f"{run.source}-{run.pk}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(
                as_csv(rejections_of(run.pk), say, columns=run.position["columns"], reason_word="reason")
            )
        self.stdout.write(f"The rows given back, with reasons: {path}")
