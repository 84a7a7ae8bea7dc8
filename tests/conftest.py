"""What all tests share: a real PostgreSQL, no network beyond this machine, named people."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from functools import cache

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings

from hearten.base.accounts.types import ROLE_PERMISSIONS, Actor, Role
from hearten.kernel.ids import new_id
from tests.database import empty, template

# Nothing is timed in tests. In continuous integration the same examples are drawn each time; elsewhere new ones.
hypothesis_settings.register_profile("here", deadline=None, max_examples=50)
hypothesis_settings.register_profile("ci", deadline=None, max_examples=50, derandomize=True)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "here")

# Passwords are hashed as in life, but once instead of a million times: hundreds of tests make users.
PBKDF2PasswordHasher.iterations = 1

# After a test with real transactions only what it filled is emptied, not every table there is.
TransactionTestCase._fixture_teardown = lambda _case: empty()


@pytest.fixture(scope="session")
def _while_copied() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker, _while_copied) -> None:
    """The test database is a copy of one in which the migrations have run, and need not outlive a power cut."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = _while_copied.enter_context(template())
    connection.settings_dict["OPTIONS"] |= {"options": "-c synchronous_commit=off"}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, _while_copied) -> Iterator[None]:
    """A page that a browser left open may still listen; it must not keep the test database from going."""
    _while_copied.close()
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _forget_keys() -> Iterator[None]:
    """A key of a rolled-back test must not be remembered in the next."""
    yield
    from hearten.base.touchpoints import services as touchpoints
    from hearten.base.vault.services import forget_cached_keys

    forget_cached_keys()
    touchpoints._known_months.clear()


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests reach this machine only."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test tried to reach {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session", autouse=True)
def _read_products_once() -> Iterator[None]:
    """The house's product documents are read and checked once, not by each of hundreds of tests that publish them."""
    from hearten.domains.products.services import loading

    read = loading._read
    of_the_house = cache(read)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            loading,
            "_read",
            lambda path: (of_the_house if path.is_relative_to(loading.DOCUMENTS) else read)(path),
        )
        yield


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 2, 2, 0, tzinfo=UTC)  # a Monday, ten in the morning in Shanghai


@pytest.fixture
def system() -> Actor:
    return Actor.system("tests")


@pytest.fixture
def staff():
    """`staff(Role.EXAMINER)` → an actor with that role."""

    def make(role: Role) -> Actor:
        return Actor(user_id=new_id(), role=role, name=role.value, permissions=ROLE_PERMISSIONS[role])

    return make


@pytest.fixture
def make_customer(db, system, now):
    """`make_customer(name="梅")` → a registered customer with all consents; facts can be overridden."""
    from hearten.domains.customers.services import register_customer
    from hearten.domains.customers.types import CustomerFacts, Purpose, Sex, SocialInsurance

    def make(**facts):
        given = {
            "name": "梅雪",
            "sex": Sex.FEMALE,
            "birth_date": date(1988, 5, 17),
            "region": "310000",
            "social_insurance": SocialInsurance.EMPLOYEE,
            "phone": "13800000001",
            "email": "mei@example.com",
            "bank_account": "6222020000000000001",
            "consents": tuple(Purpose),
        } | facts
        return register_customer(facts=CustomerFacts(**given), by=system, now=now)

    return make


@pytest.fixture
def mei(make_customer):
    """Mei owns."""
    return make_customer()


@pytest.fixture
def lin(make_customer):
    """Lin is a stranger to Mei."""
    return make_customer(name="林远", email="lin@example.com", phone="13800000002")


@pytest.fixture
def member_of(db):
    """`member_of(customer)` → the customer's user account (password `open sesame 2026`)."""
    from hearten.base.accounts.models import User

    def make(customer, email=None):
        return User.objects.create_user(
            email or f"{customer.number.lower()}@example.com",
            "open sesame 2026",
            role=Role.MEMBER,
            customer_id=customer.pk,
            display_name=customer.name,
        )

    return make


@pytest.fixture
def user_of(db):
    """`user_of(Role.EXAMINER)` → a staff account."""
    from hearten.base.accounts.models import User

    def make(role: Role):
        return User.objects.create_user(
            f"{role.value}@staff.example", "open sesame 2026", role=role, display_name=role.value
        )

    return make


@pytest.fixture
def door(client):
    """`door(user)` → a test client signed in as `user`."""

    def enter(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter
