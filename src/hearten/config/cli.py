"""`hearten`: the one command line. Django's management commands under our name, with dashes as people write them."""

from __future__ import annotations

import os
import sys

OURS = (
    "up",
    "worker",
    "demo",
    "import-fhir",
    "import-csv",
    "import-codes",
    "analyse",
    "bench",
    "doctor",
    "backup",
    "restore",
    "verify",
    "messages",
    "prepare",
    "reference",
)

# These work on files alone: no server is found or started for them.
WITHOUT_DATABASE = {"analyse"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
    from django.core.management import execute_from_command_line

    arguments = sys.argv[:]
    if arguments[1:] in ([], ["-h"], ["--help"], ["help"]):
        sys.stdout.write(
            "hearten COMMAND [OPTIONS]\n\n  " + "\n  ".join(OURS) + "\n\nhearten COMMAND --help tells more.\n"
        )
        return
    arguments[1] = arguments[1].replace("-", "_") if not arguments[1].startswith("-") else arguments[1]
    if arguments[1] in WITHOUT_DATABASE:
        os.environ["DATABASE_URL"] = "postgresql:///not-used"
    execute_from_command_line(arguments)
