"""Write a backup."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hearten.config.backup import BackupError, make_backup
from hearten.kernel.clock import utc_now


class Command(BaseCommand):
    help = "Write database and files to one archive. The key ring is not in it: keep that apart."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, *args, **options):
        target = options["file"] or settings.VAR / "backups" / f"hearten-{utc_now():%Y%m%d-%H%M%S}.tar"
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            manifest = make_backup(target.resolve())
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{target} — {target.stat().st_size:,} bytes, database sha256 {manifest['sha256'][:16]}…"
        )
