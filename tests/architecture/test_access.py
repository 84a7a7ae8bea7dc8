"""Who may enter where: every address × every role, and a refused request writes nothing (M3).

The table is tests/architecture/access.yaml, written by hand and by name of role, so that a change of a permission or of
a decorator shows up here as a difference.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Self

import pytest
import yaml
from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from hearten.base.accounts.models import User
from hearten.base.accounts.types import Role
from tests.architecture.addresses import walk
from tests.architecture.world import build_world

TABLE = yaml.safe_load((Path(__file__).parent / "access.yaml").read_text())
ADDRESSES = {address.name: address for address in walk()}
# allauth and the API's own machinery guard themselves; their rows say so.
ALL_ROLES = {role.value for role in Role}
FORBIDDEN = 403
MAY_ENTER = {200, 302, 405}
# What pg_stat_xact_all_tables sums up, without the joins that make it slow: it is asked twice for each of thousands of requests.
_COUNTS = """
    SELECT * FROM (
      SELECT relname, pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
                    + pg_stat_get_xact_tuples_deleted(oid) AS written
      FROM pg_class WHERE relkind IN ('r', 't', 'm')
    ) AS counted WHERE written > 0"""


def test_every_address_has_its_row_and_every_row_its_address():
    assert set(ADDRESSES) == set(TABLE)


@pytest.mark.parametrize("name", [n for n in TABLE if not TABLE[n].get("guarded_elsewhere")])
def test_every_view_says_who_may_enter(name):
    assert hasattr(ADDRESSES[name].view, "access"), f"{name} carries no access decorator"


class _Writes:
    """What was written inside the `with`: rows as the database counts them in this transaction, files, letters.

    The database counts what a function, a trigger or a statement of any form has changed, and what was rolled back too.
    """

    def __enter__(self) -> Self:
        self.before = _written()
        return self

    def __exit__(self, *_: object) -> None:
        after = _written()
        self.seen = sorted(what for what in after if after[what] != self.before.get(what, 0))


def _written() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        counts = dict(cursor.fetchall())
    files = sum(1 for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())
    return counts | {"files": files, "letters": len(mail.outbox)}


@pytest.mark.django_db
@pytest.mark.parametrize("statement", [
    "UPDATE accounts_user SET display_name = 'x'",
    "WITH gone AS (DELETE FROM accounts_user RETURNING 1) SELECT count(*) FROM gone",
])  # fmt: skip
def test_a_view_that_writes_before_it_refuses_is_noticed(settings, tmp_path, user_of, statement):
    """The detector is not fooled by the form of a statement, by undoing it, or by a write into a file or a letter."""
    settings.MEDIA_ROOT = tmp_path
    user_of(Role.AGENT)

    class Refusing:
        def get(self, _address):
            with connection.cursor() as cursor, transaction.atomic():
                cursor.execute(statement)
                transaction.set_rollback(True)
            return HttpResponse(status=FORBIDDEN)

    assert _try(Refusing(), "get", "/", "refusing", "agent", enters=None) == [
        "get refusing as agent was refused but wrote ['accounts_user']"
    ]
    with _Writes() as writes:
        (tmp_path / "kept").write_bytes(b"x")
        mail.send_mail("x", "x", "a@example.com", ["b@example.com"])
    assert writes.seen == ["files", "letters"]
    with _Writes() as writes:
        User.objects.count()
    assert writes.seen == []


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.timeout(900)  # thousands of requests, on a machine that may be busy with other things
def test_each_role_enters_where_the_table_says_and_nowhere_else(settings, tmp_path, caplog):
    settings.MEDIA_ROOT = tmp_path
    # Thousands are refused, which is right; each would be written down with its traceback. Errors of ours still are.
    caplog.set_level(logging.ERROR, logger="django.request")
    world = build_world()
    clients = {"anonymous": Client(raise_request_exception=False)} | {
        role: _client(user) for role, user in world.users.items()
    }
    wrong = []
    for name, row in TABLE.items():
        if row.get("guarded_elsewhere"):
            continue
        address = reverse(name, kwargs={a: world.argument(name, a) for a in ADDRESSES[name].arguments})
        allowed = _allowed(row)
        for role, client in clients.items():
            for method in ("get", "post"):
                enters = role in allowed and (method == "get" or role in row.get("post", allowed))
                if enters and method == "post":
                    continue  # what the allowed may do is tested where it is built
                wrong += _try(
                    client,
                    method,
                    address,
                    name,
                    role,
                    enters=MAY_ENTER | {row.get("also", 200)} if enters else None,
                )
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
@pytest.mark.slow
def test_another_members_things_look_like_things_that_are_not_there(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    world = build_world()
    stranger = _client(world.stranger)
    wrong = []
    for name, row in TABLE.items():
        if not row.get("owned"):
            continue
        address = reverse(name, kwargs={a: world.argument(name, a) for a in ADDRESSES[name].arguments})
        for method in ("get", "post"):
            with _Writes() as writes:
                response = getattr(stranger, method)(address)
            if response.status_code not in {404, 405} or writes.seen:
                wrong.append(
                    f"{method} {name} by another member: {response.status_code}, wrote {writes.seen}"
                )
    assert not wrong, "\n".join(wrong)


def _try(client, method, address, name, role, *, enters):
    """What is wrong with the answer; `enters` are the statuses that are right, None when it has to be a refusal."""
    with _Writes() as writes:
        response = getattr(client, method)(address)
    status, to_login = (
        response.status_code,
        response.headers.get("Location", "").startswith("/accounts/login"),
    )
    if enters:
        return (
            []
            if status in enters and not to_login
            else [f"{method} {name} as {role}: {status}, should enter"]
        )
    refused = to_login if role == "anonymous" else status == FORBIDDEN
    problems = [] if refused else [f"{method} {name} as {role}: {status}, should be refused"]
    return problems + (
        [f"{method} {name} as {role} was refused but wrote {writes.seen}"] if writes.seen else []
    )


def _allowed(row):
    names = row["allow"]
    if names == "everyone":
        return ALL_ROLES | {"anonymous"}
    return set(names)


def _client(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
