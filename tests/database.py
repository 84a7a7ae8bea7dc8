"""The test databases: made from one template, emptied by what was filled, and what takes long to write, written once.

All migrations take longer than hundreds of tests. So the first who comes (of two workers, or of today's runs) runs them
into a template, and each test database is a copy of it. The template's name is made of the migrations' text and of the
versions of the packages that bring some, so a change of either makes a new one; Django still runs `migrate` on each
copy, which would show that a template lacks something.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

import hearten

PREFIX = "hearten_tests_"
# Whose rows `migrate` wrote, once for good: what kinds of things there are.
_KEPT = {"django_migrations", "django_content_type", "auth_permission"}
_OTHERS = ("django", "django-allauth", "procrastinate")


def template_name() -> str:
    """The template's name for the migrations as they are now."""
    digest = hashlib.sha256(repr([version(name) for name in _OTHERS]).encode())
    package = Path(hearten.__file__).parent
    for path in sorted(package.rglob("migrations/*.py")):
        digest.update(str(path.relative_to(package)).encode())
        digest.update(path.read_bytes())
    return PREFIX + digest.hexdigest()[:16]


@contextmanager
def template(connection: Any) -> Iterator[str]:
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
            _migrate(connection, f"{name}_new")
            cursor.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
        yield name


def _migrate(connection: Any, name: str) -> None:
    usual, own = connection.settings_dict["NAME"], connection.settings_dict["TEST"]["NAME"]
    connection.settings_dict["TEST"]["NAME"] = name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.close()
    finally:
        connection.settings_dict["TEST"]["NAME"] = own
        settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = usual


def empty(connection: Any) -> None:
    """Take out what a test with real transactions has left: rows of all tables, and of the queue's that Django knows not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'public'")
        names = [name for (name,) in cursor.fetchall() if name not in _KEPT]
        cursor.execute(
            " UNION ALL ".join(f"""SELECT '{name}' WHERE EXISTS (SELECT FROM "{name}")""" for name in names)
        )
        if filled := [f'"{name}"' for (name,) in cursor.fetchall()]:
            cursor.execute(f"TRUNCATE {', '.join(filled)} CASCADE")


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
