"""Start everything: database, web, worker; a demo insurer when asked for and there is nothing yet."""

import os
import socket
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from hearten.config.database import stop_embedded
from hearten.config.supervisor import Child, Supervisor, hearten_command
from hearten.config.web import listen_on, usual_processes, web_child
from hearten.doors.demo.signins import sign_in_notes

DEMO_MEMBERS, DEMO_MONTHS, DEMO_SEED = 600, 24, 20260101


class Command(BaseCommand):
    help = "Start Hearten: database, web server and worker in one. Ctrl-C stops all."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--processes",
            type=int,
            default=usual_processes(),
            help="how many web processes (usual: one a processor)",
        )
        parser.add_argument("--demo", action="store_true", help="fill an empty database with a demo insurer")

    def handle(self, *args, **options):
        host, port = options["host"], options["port"]
        listening = _listen_on(host, port)
        self.stdout.write("Preparing the database…")
        call_command("prepare", verbosity=0)
        if options["demo"]:
            self._fill_with_demo()
        supervisor = Supervisor(
            children=[
                web_child(listening, processes=options["processes"]),
                Child("worker", hearten_command("worker")),
            ],
            on_stop=_stop_own_database,
        )
        for line in sign_in_notes(Path(settings.VAR) / "demo"):
            self.stdout.write(line)
        self.stdout.write(f"Hearten 暖心 answers on http://{host}:{port}/  (Ctrl-C stops all)")
        supervisor.run()
        self.stdout.write("Stopped.")

    def _fill_with_demo(self):
        from hearten.domains.customers.models import Customer

        if Customer.objects.exists():
            return
        self.stdout.write("Making the demo insurer: two years of life, once…")
        call_command("demo", members=DEMO_MEMBERS, months=DEMO_MONTHS, seed=DEMO_SEED)


def _listen_on(host: str, port: int) -> socket.socket:
    try:
        return listen_on(host, port)
    except OSError as error:
        raise CommandError(
            f"Port {port} of {host} can't be used ({error.strerror}). Stop what listens there, or choose another "
            "with: hearten up --port 8001"
        ) from error


def _stop_own_database() -> None:
    if not os.environ.get("DATABASE_URL"):
        from django.db import connections

        connections.close_all()
        stop_embedded(settings.VAR)
