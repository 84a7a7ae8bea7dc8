"""Bring the message catalogues up to the sources and compile them."""

from django.core.management.base import BaseCommand

from hearten.config import messages


class Command(BaseCommand):
    help = "Extract text into the catalogues of the named rooms (all when none is named) and compile all."

    def add_arguments(self, parser):
        parser.add_argument("labels", nargs="*")
        parser.add_argument("--compile-only", action="store_true")

    def handle(self, *args, **options):
        if not options["compile_only"]:
            for label in options["labels"] or sorted(messages.catalogue_folders()):
                catalogue = messages.update(label)
                missing = sum(
                    1
                    for m in catalogue
                    if m.id and not (all(m.string) if isinstance(m.string, tuple) else m.string)
                )
                print(f"{label}: {len(catalogue)} messages, {missing} without a translation")
        print(f"{messages.compile_all()} catalogues compiled")
