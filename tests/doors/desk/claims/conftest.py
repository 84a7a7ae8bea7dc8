"""Claims on the workbench: one that waits, one above the amount that one person decides, one with an appeal."""

from __future__ import annotations

import pytest
from django.test import Client

from hearten.base.accounts.models import User
from hearten.base.accounts.types import Role
from hearten.domains.claims import services
from tests.factories.claims import given_decided, given_policy, line, member_actor

DEAR = {"social": 0, "out": 0, "category": "inpatient"}


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def examiner(db):
    """`examiner("ann")` → an examiner's account with a browser of its own (`.desk`); `.actor` is who acts."""

    def make(name):
        user = User.objects.create_user(
            f"{name}@staff.example", "open sesame 2026", role=Role.EXAMINER, display_name=name
        )
        user.desk = Client()
        user.desk.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return user

    return make


@pytest.fixture
def waiting(mei, now):
    """A claim of which the rules would pay 270.00; it waits because it came without papers."""
    return given_decided(mei, given_policy(mei, now), now, papers=False)


@pytest.fixture
def dear(mei, now):
    """A claim of which the rules would pay more than one person may decide."""
    policy = given_policy(mei, now, code="million-medical")
    return given_decided(mei, policy, now, lines=[line(billed=200_000_00, **DEAR)])


@pytest.fixture
def contested(lin, now):
    """A claim of Lin decided by the rules, with an appeal."""
    claim = given_decided(lin, given_policy(lin, now), now)
    services.open_appeal(claim_id=claim.pk, grounds="医生说这药在目录里。", by=member_actor(lin), now=now)
    claim.refresh_from_db()
    return claim
