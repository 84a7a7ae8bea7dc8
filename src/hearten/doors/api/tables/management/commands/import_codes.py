"""Take in published codes and rules: diagnoses, operations, and the tables of the healthcare security fund."""

import hashlib
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from hearten.base.accounts.types import Actor
from hearten.base.imports.handing_back import as_csv
from hearten.base.imports.selectors import rejections_of
from hearten.base.imports.services import fail_run, open_run
from hearten.base.imports.types import ImportKind
from hearten.doors.api.tables.code_files import code_files
from hearten.doors.api.tables.code_importing import import_codes
from hearten.doors.components.sentences import say
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Conflict, HeartenError


class Command(BaseCommand):
    help = "Take in codes and published rules (XLSX, CSV, or one code and its meaning a line). Twice is once."

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", type=Path, help="files or folders")
        parser.add_argument("--source", default="nhsa", help="who published the rules (default: nhsa)")
        parser.add_argument(
            "--from", dest="effective_from", type=date.fromisoformat, help="day from which they hold"
        )
        parser.add_argument("--rejects", type=Path, help="folder for the rows that were not taken")
        parser.add_argument("--quiet", action="store_true", help="no progress bar")

    def handle(self, *args, **options):
        files = []
        for path in options["paths"]:
            if not path.exists():
                raise CommandError(f"There is no {path}. Name files or folders.")
            files += code_files(path.resolve())
        if not files:
            raise CommandError("There is no XLSX, CSV, TXT or DAT file in what you named.")
        refused = [message for path in files if (message := self._take(path, options))]
        if refused:
            raise CommandError("\n".join(refused))

    def _take(self, path, options):
        """Take in one file; a sentence when it can't be taken, so that the others still are."""
        by = Actor.system("import-codes")
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        run = open_run(
            kind=ImportKind.CODES,
            source=options["source"][:40],
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
                run = import_codes(
                    run=run,
                    by=by,
                    effective_from=options["effective_from"],
                    progress=lambda r: bar.update(r.done_bytes - bar.n),
                )
        except HeartenError as error:
            if not isinstance(error, Conflict):
                fail_run(run_id=run.pk, error=error)
            return f"{path.name}: {say(error.message, error.hint or '', error.params)}"
        self._report(path, run, options["rejects"])
        return ""

    def _report(self, path, run, folder):
        self.stdout.write(path.name)
        for kind, count in sorted(run.counts.items()):
            read = count["taken"] + count["rejected"]
            self.stdout.write(
                f"  {kind:16}{read:>9,} read {count['taken']:>9,} kept {count['rejected']:>6,} given back"
            )
        rows = run.sums.get("rows", {})
        self.stdout.write(
            f"  {'rows':16}{rows.get('created', 0):>9,} new {rows.get('changed', 0):>9,} changed"
            f"{rows.get('unchanged', 0):>9,} as before"
        )
        if run.rejected:
            target = (folder or Path(settings.VAR) / "rejects") / f"{run.pk}.csv"
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("w", encoding="utf-8", newline="") as file:
                columns = run.position["columns"]
                file.writelines(as_csv(rejections_of(run.pk), say, columns=columns, reason_word="reason"))
            self.stdout.write(f"  The rows given back, with reasons: {target}")
