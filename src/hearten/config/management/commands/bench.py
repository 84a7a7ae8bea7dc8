"""Run a benchmark and print its figures."""

import importlib.util
import inspect
import json
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Run benchmarks/NAME.py and print its figures; the last line is one JSON object."

    def add_arguments(self, parser):
        parser.add_argument("name")
        parser.add_argument("--json", action="store_true", help="print only the JSON object")
        parser.add_argument(
            "--folder", type=Path, help="measure on the files in FOLDER (benchmarks that read files)"
        )

        parser.add_argument("--seconds", type=int, help="measure so long (benchmarks that run by the clock)")

    def handle(self, *args, **options):
        folder = Path(settings.PROJECT) / "benchmarks"
        path = folder / f"{options['name']}.py"
        if path.parent != folder or not path.exists():
            names = ", ".join(sorted(p.stem for p in folder.glob("*.py")))
            raise CommandError(f"There is no benchmark {options['name']}. There are: {names}.")
        spec = importlib.util.spec_from_file_location(f"benchmarks.{path.stem}", path)
        module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        figures = module.run(**self._given(options, module))
        if not options["json"]:
            for key, value in figures.items():
                print(f"{key:28} {value}")
        print(json.dumps({"name": path.stem, "figures": figures}))

    def _given(self, options, module):
        """What the benchmark's `run` takes of the options. One that it can't use is refused, not ignored."""
        given = {name: options[name] for name in ("folder", "seconds") if options[name] is not None}
        for name in given:
            if name not in inspect.signature(module.run).parameters:
                raise CommandError(f"The benchmark {options['name']} has no use for --{name}; leave it out.")
        if "folder" in given:
            if not given["folder"].is_dir():
                raise CommandError(f"There is no folder {given['folder']}.")
            given["folder"] = given["folder"].resolve()
        if given.get("seconds", 1) < 1:
            raise CommandError("--seconds must be at least 1.")
        return given
