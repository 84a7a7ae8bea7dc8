"""Fill the database with the demo insurer."""

import json
import time
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hearten.doors.demo.signins import sign_in_notes
from hearten.doors.demo.write import write_demo
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError

MOST_MEMBERS, MOST_MONTHS = 200_000, 120


class Command(BaseCommand):
    help = (
        "Invent an insurer's members, policies, claims, answers and complaints, and write the truth that was put in to "
        "var/demo/truth.json. The same seed, size and last day give the same records."
    )

    def add_arguments(self, parser):
        parser.add_argument("--members", type=int, default=600)
        parser.add_argument("--months", type=int, default=24)
        parser.add_argument("--seed", type=int, default=20260101)
        parser.add_argument(
            "--until", type=date.fromisoformat, default=None, help="last day (YYYY-MM-DD); today by default"
        )
        parser.add_argument(
            "--add", action="store_true", help="put a portfolio beside one that is there already"
        )

    def handle(self, *args, **options):
        _check(options)
        started = time.monotonic()
        folder = Path(settings.VAR) / "demo"
        try:
            written = write_demo(
                members=options["members"],
                months=options["months"],
                seed=options["seed"],
                until=options["until"] or timezone.localdate(),
                folder=folder,
                now=utc_now(),
                add=options["add"],
                progress=lambda step, count: self._say(started, step, count),
            )
        except HeartenError as error:
            raise CommandError(str(error)) from error
        folder.mkdir(parents=True, exist_ok=True)
        truth = folder / "truth.json"
        truth.write_text(json.dumps(written.truth, ensure_ascii=False, indent=1))
        self.stdout.write(f"Truth: {truth}")
        self.stdout.write(f"Digest: {written.digest}")
        for line in sign_in_notes(folder):
            self.stdout.write(line)

    def _say(self, started, step, count):
        self.stdout.write(f"{time.monotonic() - started:6.1f} s  {count:>8,} {step}")
        self.stdout.flush()


def _check(options) -> None:
    for name, least, most in (
        ("members", 1, MOST_MEMBERS),
        ("months", 1, MOST_MONTHS),
        ("seed", 0, 2**63 - 1),
    ):
        if not least <= options[name] <= most:
            raise CommandError(f"--{name} lies between {least} and {most}.")
    if options["until"] and options["until"] > timezone.localdate():
        raise CommandError("--until can't lie in the future: the demo insurer has a past only.")
