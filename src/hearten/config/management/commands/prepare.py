"""Bring the database up to this release: tables, product documents, survey documents. Safe to run again and by many."""

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from hearten.base.accounts.types import Actor
from hearten.domains.products.services import load_documents as load_products
from hearten.domains.surveys.services import load_documents as load_surveys
from hearten.kernel.clock import utc_now

# Any number of processes may start at once; one prepares, the others wait for it.
_LOCK = 7_318_001


class Command(BaseCommand):
    help = "Make or update the tables and load the product and survey documents of this release."

    def handle(self, *args, **options):
        by = Actor.system("prepare")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            try:
                call_command("migrate", verbosity=options["verbosity"], interactive=False)
                load_products(by=by, now=utc_now())
                load_surveys(by=by, now=utc_now())
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
