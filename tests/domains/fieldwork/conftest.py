"""A study in the field whose people are reached by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hearten.domains.surveys.models import Study
from hearten.domains.surveys.types import InvitationState
from tests.domains.surveys.every_kind import document, invited, version_of


@pytest.fixture
def fielded(now):
    """`fielded("phone", [mei, lin])` → (study, invitations) of a study in the field over that channel."""

    def make(channel, people, *, plain=None):
        version = version_of(plain or document(), now)
        study = Study.objects.create(
            name="By hand", survey=version, state="fielding", channels=[channel], created_at=now, created_by="tests",
            launched_at=now, launched_by="tests", closes_at=now + timedelta(days=30),
        )  # fmt: skip
        rows = [invited(one, now, plain=plain, study=study, channel=channel)[0] for one in people]
        assert all(row.state == InvitationState.SENT for row in rows)
        return study, rows

    return make
