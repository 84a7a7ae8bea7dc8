"""Decide a portfolio again under the benefits of another document; say who gains and who loses."""

import json
from pathlib import Path

import yaml
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from hearten.domains.claims.selectors.portfolio import bucket_files, other_rules, rules_of_plans
from hearten.domains.claims.services.readjudication import readjudicate_here, readjudicate_on_cluster
from hearten.kernel.errors import HeartenError


class Command(BaseCommand):
    help = "Decide a portfolio again under other benefits, on this machine or on a Spark cluster. Changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="what “hearten export-portfolio” wrote")
        parser.add_argument("--product", required=True, help="the product whose benefits are on trial")
        parser.add_argument(
            "--document", type=Path, required=True, help="a product document (YAML), or its benefits alone"
        )
        parser.add_argument("--spark", help="the address of a cluster, such as spark://host:7077 or local[2]")
        parser.add_argument("--result", type=Path, help="where to write one row for each member (Parquet)")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args, **options):
        try:
            summary = self._decide(options)
        except HeartenError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(summary.as_dict(), ensure_ascii=False))
            return
        self.stdout.write(f"{summary.members:,} members, {summary.lines:,} expenses")
        self.stdout.write(f"paid before {summary.before / 100:,.2f}, after {summary.after / 100:,.2f}")
        self.stdout.write(f"{summary.gain:,} gain {summary.gained / 100:,.2f} in all")
        self.stdout.write(f"{summary.lose:,} lose {summary.lost / 100:,.2f} in all")

    def _decide(self, options):
        document = yaml.safe_load(options["document"].read_text())
        benefits = document.get("benefits", document)
        folder = options["folder"]
        before, after = rules_of_plans(folder), other_rules(folder, options["product"], benefits)
        if options["spark"]:
            return readjudicate_on_cluster(
                folder, before, after, master=options["spark"], result=options["result"]
            )
        with tqdm(total=len(bucket_files(folder)), unit=" buckets", disable=options["json"]) as bar:
            return readjudicate_here(
                folder,
                before,
                after,
                result=options["result"],
                progress=lambda done, _n: bar.update(done - bar.n),
            )
