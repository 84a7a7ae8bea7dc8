"""Run a benchmark and print its figures."""

import importlib.util
import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Run benchmarks/NAME.py and print its figures; the last line is one JSON object."

    def add_arguments(self, parser):
        parser.add_argument("name")
        parser.add_argument("--json", action="store_true", help="print only the JSON object")

    def handle(self, *args, **options):
        folder = Path(settings.PROJECT) / "benchmarks"
        path = folder / f"{options['name']}.py"
        if path.parent != folder or not path.exists():
            names = ", ".join(sorted(p.stem for p in folder.glob("*.py")))
            raise CommandError(f"There is no benchmark {options['name']}. There are: {names}.")
        spec = importlib.util.spec_from_file_location(f"benchmarks.{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        figures = module.run()
        if not options["json"]:
            for key, value in figures.items():
                print(f"{key:28} {value}")
        print(json.dumps({"name": path.stem, "figures": figures}))
