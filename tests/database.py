"""The test databases: made from one template, emptied by what was filled, and what takes long to write, written once.

All migrations take longer than hundreds of tests. So the first who comes (of two workers, or of today's runs) runs them
into a template, and each test database is a copy of it. The template's name is made of the migrations' text, of this
file's and of the versions of the packages that bring some, so a change of any makes a new one; Django still runs
`migrate` on each copy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

import hearten

PREFIX = "hearten_tests_"
# Whose rows `migrate` wrote, once for good: what kinds of things there are.
_KEPT = {"django_migrations", "django_content_type", "auth_permission"}
_OTHERS = ("django", "django-allauth", "procrastinate")


def template_name() -> str:
    """The template's name for the migrations as they are now."""
    digest = hashlib.sha256(repr([version(name) for name in _OTHERS]).encode())
    package = Path(hearten.__file__).parent
    for path in [Path(__file__), *sorted(package.rglob("migrations/*.py"))]:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return PREFIX + digest.hexdigest()[:16]


@contextmanager
def template() -> Iterator[str]:
    """The name of a database in which all migrations have run; nobody takes it away inside the `with`."""
    name = template_name()
    with connection._nodb_cursor() as cursor:
        # Held until this cursor's connection closes: of two workers the second waits until the first has migrated.
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [PREFIX])
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        found = {row for (row,) in cursor.fetchall()}
        for old in found - {name}:
            cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')
        if name not in found:
            _migrate(f"{name}_new")
            cursor.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
        yield name


def _migrate(name: str) -> None:
    usual, own = connection.settings_dict["NAME"], connection.settings_dict["TEST"]["NAME"]
    connection.settings_dict["TEST"]["NAME"] = name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        _leave_statistics_alone()
        connection.close()
    finally:
        connection.settings_dict["TEST"]["NAME"] = own
        settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = usual


def _leave_statistics_alone() -> None:
    """No autovacuum: all it finds are rows of transactions that roll back, so it tells the planner that tables are empty.

    A query over thousands of rows planned for none takes minutes. Without statistics the planner looks at a table's size.
    """
    with connection.cursor() as cursor:
        for name in _tables(cursor):
            cursor.execute(f'ALTER TABLE "{name}" SET (autovacuum_enabled = false)')


def empty() -> None:
    """Take out what a test with real transactions has left, and what rolled back: rows of all tables, the queue's too."""
    with connection.cursor() as cursor:
        if filled := [f'"{name}"' for name in _tables(cursor, bytes_at_least=1) if name not in _KEPT]:
            cursor.execute(f"TRUNCATE {', '.join(filled)} CASCADE")


def _tables(cursor: Any, bytes_at_least: int = 0) -> list[str]:
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND pg_relation_size(oid) >= %s",
        [bytes_at_least],
    )
    return [name for (name,) in cursor.fetchall()]


def written_once(blocker: Any, write: Callable[[], Any]) -> Iterator[Any]:
    """For a module's fixture: what `write` writes is there for all tests of the module, then it is rolled back.

    A test's own changes go with the test: its transaction is one within this. Tests that want an empty database, or
    transactions of their own, belong into another module.
    """
    around = transaction.atomic()
    around._from_testcase = True
    with ExitStack() as undo:
        with blocker.unblock():
            around.__enter__()
            undo.callback(_roll_back, blocker, around)
            written = write()
        yield written


def _roll_back(blocker: Any, around: transaction.Atomic) -> None:
    with blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)
        empty()  # of the dead rows, which every later query would have to pass
