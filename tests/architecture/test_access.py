"""Who may enter where: every address × every role, and a refused request writes nothing (M3).

The table is tests/architecture/access.yaml, written by hand and by name of role, so that a change of a permission or of
a decorator shows up here as a difference.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from django.db import connection
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
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|TRUNCATE)\s+(INTO\s+|FROM\s+)?\"?(?!django_session|account_)", re.IGNORECASE)
MAY_ENTER = {200, 204, 302, 400, 404, 405, 409}


def test_every_address_has_its_row_and_every_row_its_address():
    assert set(ADDRESSES) == set(TABLE)


@pytest.mark.parametrize("name", [n for n in TABLE if not TABLE[n].get("guarded_elsewhere")])
def test_every_view_says_who_may_enter(name):
    assert hasattr(ADDRESSES[name].view, "access"), f"{name} carries no access decorator"


class _Writes:
    """Collects statements that change data while a request runs."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, execute, sql, params, many, context):
        if WRITES.match(sql):
            self.seen.append(sql[:160])
        return execute(sql, params, many, context)


@pytest.mark.django_db
@pytest.mark.slow
def test_each_role_enters_where_the_table_says_and_nowhere_else(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    world = build_world()
    clients = {"anonymous": Client()} | {role: _client(user) for role, user in world.users.items()}
    wrong = []
    for name, row in TABLE.items():
        if row.get("guarded_elsewhere"):
            continue
        address = reverse(name, kwargs={a: world.argument(name, a) for a in ADDRESSES[name].arguments})
        allowed = _allowed(row)
        for role, client in clients.items():
            for method in ("get", "post"):
                if role in allowed and method == "post":
                    continue  # what the allowed may do is tested where it is built
                wrong += _try(client, method, address, name, role, enters=role in allowed)
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
            writes = _Writes()
            with connection.execute_wrapper(writes):
                response = getattr(stranger, method)(address)
            if response.status_code not in {404, 405} or writes.seen:
                wrong.append(f"{method} {name} by another member: {response.status_code}, wrote {writes.seen}")
    assert not wrong, "\n".join(wrong)


def _try(client, method, address, name, role, *, enters):
    writes = _Writes()
    with connection.execute_wrapper(writes):
        response = getattr(client, method)(address)
    status, to_login = response.status_code, response.headers.get("Location", "").startswith("/accounts/login")
    if enters:
        return [] if status in MAY_ENTER and not to_login else [f"{method} {name} as {role}: {status}, should enter"]
    refused = to_login if role == "anonymous" else status in {403, 404}
    refused = refused or (role == "anonymous" and status in {401, 403})
    problems = [] if refused else [f"{method} {name} as {role}: {status}, should be refused"]
    return problems + ([f"{method} {name} as {role} was refused but wrote {writes.seen}"] if writes.seen else [])


def _allowed(row):
    names = row["allow"]
    if names == "everyone":
        return ALL_ROLES | {"anonymous"}
    return set(names)


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
