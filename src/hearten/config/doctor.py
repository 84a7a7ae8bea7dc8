"""What can be wrong with an installation, how it is noticed, and what mends it."""

from __future__ import annotations

import shutil
import socket
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

_LEAST_DISK_BYTES = 1024**3
_OLDEST_POSTGRES = 150000
_STALE_MINUTES = 5


class State(StrEnum):
    GOOD = "good"
    WARNING = "warning"
    BAD = "BAD"


@dataclass(frozen=True)
class Finding:
    name: str
    state: State
    what: str
    mend: str = ""


def examine() -> list[Finding]:
    """Every check of this installation, also when an earlier one fails."""
    return [_guarded(check) for check in CHECKS]


def _guarded(check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except (DatabaseError, OSError, ValueError, ImportError) as error:
        first_line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        return Finding(
            check.__name__, State.BAD, first_line, "Mend what is named above first, then run this again."
        )


def python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("python", State.GOOD, version)


def database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        number = int(cursor.fetchone()[0])
    state = State.GOOD if number >= _OLDEST_POSTGRES else State.BAD
    return Finding("database", state, f"PostgreSQL {number // 10000}", "Use PostgreSQL 15 or newer.")


def tables() -> Finding:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return Finding("tables", State.BAD, f"{len(waiting)} changes are waiting", "Run: hearten prepare")
    return Finding("tables", State.GOOD, "up to date")


def key_ring() -> Finding:
    from hearten.base.vault.keyring import key_ring as load

    ring = load()
    path = Path(settings.KEYRING_FILE)
    if not settings.HEARTEN_KEYS and path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        return Finding(
            "key_ring", State.BAD, f"{path.name} can be read by others", f"Run: chmod 600 {path.name}"
        )
    where = "environment" if settings.HEARTEN_KEYS else "file"
    return Finding("key_ring", State.GOOD, f"{len(ring.keys)} master key(s) from the {where}")


def worker() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute'"
        )
        alive = cursor.fetchone()[0]
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' "
            "AND coalesce(scheduled_at, now()) < now() - make_interval(mins => %s)",
            [_STALE_MINUTES],
        )
        late = cursor.fetchone()[0]
    if not alive:
        return Finding(
            "worker",
            State.WARNING,
            f"none is running; {late} jobs are late",
            "Run: hearten up, or hearten worker",
        )
    if late:
        return Finding("worker", State.WARNING, f"{late} jobs are late", "Start more workers: hearten worker")
    return Finding("worker", State.GOOD, f"{alive} running")


def failed_jobs() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
        failed = cursor.fetchone()[0]
    if failed:
        return Finding(
            "failed_jobs",
            State.WARNING,
            f"{failed} jobs gave up",
            "Look at them at the desk, under Settings.",
        )
    return Finding("failed_jobs", State.GOOD, "none")


def ledger() -> Finding:
    from hearten.base.ledger.models import LedgerEntry
    from hearten.base.ledger.selectors import read

    newest = list(LedgerEntry.objects.order_by("-sequence")[:200])
    changed = [row.sequence for row in newest if not read(row).intact]
    if changed:
        return Finding(
            "ledger", State.BAD, f"entry {changed[0]} was changed", "Run: hearten verify, and find out who."
        )
    return Finding("ledger", State.GOOD, f"the newest {len(newest)} entries are intact")


def pages() -> Finding:
    missing = {"vendor/htmx", "vendor/tabler", "vendor/echarts"} - {
        prefix for prefix, _ in settings.STATICFILES_DIRS
    }
    if missing:
        return Finding(
            "pages", State.BAD, f"{len(missing)} packages of the pages are missing", "Run: make pages"
        )
    return Finding("pages", State.GOOD, "there")


def messages() -> Finding:
    package = Path(settings.PACKAGE)
    catalogues = list(package.rglob("django.po"))
    stale = [p for p in catalogues if not p.with_suffix(".mo").exists()]
    if stale:
        return Finding(
            "messages",
            State.BAD,
            f"{len(stale)} catalogues are not compiled",
            "Run: hearten messages --compile-only",
        )
    return Finding("messages", State.GOOD, f"{len(catalogues)} catalogues")


def mail() -> Finding:
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return Finding(
            "mail",
            State.WARNING,
            "letters go to files in the data folder",
            "Set HEARTEN_SMTP_HOST to send them.",
        )
    with socket.create_connection((settings.EMAIL_HOST, settings.EMAIL_PORT), timeout=5):
        return Finding("mail", State.GOOD, f"{settings.EMAIL_HOST} answers")


def disk() -> Finding:
    free = shutil.disk_usage(settings.VAR).free
    state = State.GOOD if free > _LEAST_DISK_BYTES else State.BAD
    return Finding(
        "disk", state, f"{free / 1024**3:.1f} GiB free", "Free some space where the data folder lies."
    )


CHECKS = (python, database, tables, key_ring, worker, failed_jobs, ledger, pages, messages, mail, disk)
