"""Take in a folder (or file) of FHIR R4 bundles and NDJSON."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from hearten.base.accounts.types import Actor
from hearten.base.imports.handing_back import as_ndjson
from hearten.base.imports.selectors import rejections_of
from hearten.base.imports.services import fail_run, open_run
from hearten.base.imports.types import ImportKind, ImportState
from hearten.domains.claims.selectors.history import benefit_sums, claim_sums
from hearten.doors.api.fhir.importing import import_run
from hearten.doors.api.fhir.input import fingerprint
from hearten.doors.components.sentences import say
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Conflict, HeartenError


class Command(BaseCommand):
    help = "Take in FHIR R4 bundles and NDJSON (also gzipped). A run that was stopped goes on where it was."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="a folder or a file")
        parser.add_argument(
            "--source", help="what to call the system it comes from (default: the folder's name)"
        )
        parser.add_argument(
            "--rejects", type=Path, help="where to write what was not taken (default: in the data folder)"
        )
        parser.add_argument("--quiet", action="store_true", help="no progress bar")

    def handle(self, *args, **options):
        path: Path = options["path"].resolve()
        if not path.exists():
            raise CommandError(f"There is no {options['path']}. Name a folder or a file.")
        source = (options["source"] or (path.name if path.is_dir() else path.parent.name))[:40]
        by = Actor.system("import-fhir")
        sha256, size = fingerprint(path)
        run = open_run(
            kind=ImportKind.FHIR,
            source=source,
            path=str(path),
            title=path.name,
            sha256=sha256,
            total_bytes=size,
            by=by,
            now=utc_now(),
        )
        if run.state == ImportState.RUNNING:
            self.stdout.write(
                f"Going on with an import that stopped at {run.done_bytes:,} of {run.total_bytes:,} bytes."
            )
        try:
            with tqdm(
                total=size, initial=run.done_bytes, unit="B", unit_scale=True, disable=options["quiet"]
            ) as bar:
                run = import_run(run=run, by=by, progress=lambda r: bar.update(r.done_bytes - bar.n))
        except HeartenError as error:
            if not isinstance(error, Conflict):
                fail_run(run_id=run.pk, error=error)
            raise CommandError(str(error)) from error
        self._report(run, options["rejects"])

    def _report(self, run, rejects):
        for kind, count in sorted(run.counts.items()):
            self.stdout.write(f"{kind:28}{count['taken']:>10,} taken{count['rejected']:>10,} given back")
        rows = run.sums.get("rows", {})
        self.stdout.write(
            f"{'rows':28}{rows.get('created', 0):>10,} new {rows.get('changed', 0):>10,} changed"
            f"{rows.get('unchanged', 0):>10,} as before"
        )
        for what, sums in (("claims", claim_sums(run.source)), ("benefits", benefit_sums(run.source))):
            for one in sums:
                read = run.sums.get(what, {}).get(one.currency, "0")
                self.stdout.write(
                    f"{what} {one.currency or '?'}: read {read}, kept of {run.source}: {one.amount} in {one.count:,}"
                )
        if run.rejected:
            self.stdout.write(
                f"{run.rejected:,} given back with reasons: {self._write_rejects(run, rejects)}"
            )

    def _write_rejects(self, run, path):
        from django.conf import settings

        path = path or Path(settings.VAR) / "rejects" / f"{run.source}-{run.pk}.ndjson"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8") as file:
            file.writelines(as_ndjson(rejections_of(run.pk), say))
        return path
