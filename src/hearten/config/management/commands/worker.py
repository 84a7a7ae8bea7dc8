"""Work through the queue."""

import signal

from django.core.management.base import BaseCommand

from hearten.base.plumbing.worker import run_worker
from hearten.config.warming import warm_up_aside


class Command(BaseCommand):
    help = "Run jobs until interrupted. Start as many as you like."

    def add_arguments(self, parser):
        parser.add_argument("--concurrency", type=int, default=2)
        parser.add_argument("--once", action="store_true", help="stop when nothing is due")

    def handle(self, *args, **options):
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        if not options["once"]:
            warm_up_aside()
        run_worker(concurrency=options["concurrency"], wait=not options["once"])
