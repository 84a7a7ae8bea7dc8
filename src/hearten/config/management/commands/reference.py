"""Write docs/reference.md from the code."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from hearten.config.reference import reference_page


class Command(BaseCommand):
    help = "Write docs/reference.md: events, jobs, ledger kinds, roles and permissions."

    def handle(self, *args, **options):
        path = Path(settings.PROJECT) / "docs" / "reference.md"
        path.write_text(reference_page())
        self.stdout.write(f"docs/{path.name} written")
