"""Put a backup in place."""

import tarfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from hearten.config.backup import BackupError, restore_backup


class Command(BaseCommand):
    help = "Replace database and files by those of a backup."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args, **options):
        if not options["file"].exists():
            raise CommandError(f"There is no file {options['file']}.")
        if not options["yes"] and input("This replaces all data. Write yes to go on: ") != "yes":
            raise CommandError("Nothing was changed.")
        try:
            manifest = restore_backup(options["file"].resolve())
        except (BackupError, OSError, KeyError, ValueError, tarfile.TarError) as error:
            raise CommandError(f"Nothing was changed. {error}") from error
        self.stdout.write(f"Restored what was backed up at {manifest['made_at']}.")
