"""Statistics of a file of answers, as a spec asks for them."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from hearten.doors.api.analyse.places import Place, Refused
from hearten.doors.api.analyse.registry import REGISTRY
from hearten.doors.api.analyse.running import run
from hearten.doors.api.analyse.spec import NO_ANALYSIS, read_spec
from hearten.doors.api.analyse.telling import PARTS, everything, explained
from hearten.doors.api.analyse.writing import FORMS, as_json, write
from hearten.doors.components.sentences import sentence
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


def told(mistake: Invalid) -> str:
    """Where it is wrong, what, and how to mend it, in the language asked for."""
    where = f"{mistake.field}: " if mistake.field else ""
    return where + sentence(mistake)


class Command(BaseCommand):
    help = "Answers in, statistics out: what SPEC (YAML or JSON) asks for, as JSON. --list shows all that can be asked for."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("spec", type=Path, nargs="?")
        parser.add_argument("--out", type=Path, help="write to this file (or folder) instead of showing")
        parser.add_argument("--format", choices=FORMS, default="json", help="csv-folder and xlsx need --out")
        parser.add_argument(
            "--keep-going", action="store_true", help="give what can be worked out; the rest has an error"
        )
        parser.add_argument("--list", action="store_true", help="all analyses, one line each")
        parser.add_argument(
            "--explain", metavar="NAME", help="one analysis (or data, design …) with its options"
        )
        parser.add_argument(
            "--language", choices=("en", "zh-hans"), default="en", help="of sentences and explanations"
        )

    def handle(self, *args, **options):
        with translation.override(options["language"]):
            try:
                self._answer(options)
            except Refused as refused:
                raise CommandError("\n".join(told(mistake) for mistake in refused.mistakes)) from refused
            except Invalid as mistake:
                raise CommandError(told(mistake)) from mistake

    def _answer(self, options):
        if options["list"]:
            self.stdout.write(everything())
        elif options["explain"]:
            self.stdout.write(explained(self._known(options["explain"])))
        elif options["spec"] is None:
            raise Invalid(
                N_("There is no spec."),
                hint=N_("Name a file, or see --list, --explain NAME and docs/analyse.md."),
            )
        else:
            self._analyse(options)

    def _analyse(self, options):
        if options["format"] != "json" and options["out"] is None:
            raise Invalid(
                N_("This format needs a place to be written to."), field="--format", hint=N_("Add --out.")
            )
        report = run(read_spec(options["spec"]), keep_going=options["keep_going"], say=told)
        if options["out"] is None:
            self.stdout.write(as_json(report), ending="")
        else:
            write(report, options["out"], options["format"])

    def _known(self, name):
        if name in REGISTRY or name in PARTS:
            return name
        raise Place("--explain").unknown(NO_ANALYSIS, name, [*REGISTRY, *PARTS])
