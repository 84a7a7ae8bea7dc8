"""Write decided expenses as Parquet, for `hearten readjudicate` and for tools of your own."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from hearten.domains.claims.selectors.portfolio import BUCKETS, write_portfolio
from hearten.kernel.errors import HeartenError


class Command(BaseCommand):
    help = "Write the decided expenses of all members (no names, no diagnoses) to a folder of Parquet files."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="a new or empty folder")
        parser.add_argument("--product", help="only this product (default: all that pay expenses)")
        parser.add_argument(
            "--buckets", type=int, default=BUCKETS, help="how many files (default %(default)s)"
        )
        parser.add_argument("--quiet", action="store_true", help="no progress bar")

    def handle(self, *args, **options):
        with tqdm(unit=" policies", disable=options["quiet"]) as bar:

            def progress(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            try:
                written = write_portfolio(
                    options["folder"],
                    product_code=options["product"],
                    buckets=options["buckets"],
                    progress=progress,
                )
            except HeartenError as error:
                raise CommandError(str(error)) from error
        self.stdout.write(f"{written:,} expenses in {options['folder']}")
