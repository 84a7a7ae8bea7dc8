"""Check every entry of the ledger against its leaf."""

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from hearten.base.ledger.models import LedgerEntry
from hearten.base.ledger.selectors import read


class Command(BaseCommand):
    help = "Check that no ledger entry was changed since it was written."

    def handle(self, *args, **options):
        rows = LedgerEntry.objects.order_by("sequence")
        erased, changed = 0, []
        for row in tqdm(rows.iterator(chunk_size=1000), total=rows.count(), unit="entry", disable=None):
            entry = read(row)
            erased += entry.facts is None
            if not entry.intact:
                changed.append(entry.sequence)
        self.stdout.write(f"{rows.count()} entries, {erased} of erased people, {len(changed)} changed")
        if changed:
            raise CommandError(f"These entries were changed: {', '.join(map(str, changed[:20]))}")
