"""An invitation that has gone out, and the token of its link."""

from __future__ import annotations

from uuid import uuid4

import pytest

from hearten.base.plumbing.testing import run_jobs
from hearten.domains.channels.models import Message
from hearten.domains.surveys.models import Invitation
from hearten.domains.surveys.services import invite, send_invitation


@pytest.fixture
def asked(system, now, settings):
    """`asked(customer)` → (invitation, token): asked about a claim, link sent."""

    def make(customer, **facts):
        given = {
            "survey_code": "post_claim",
            "dedupe_key": f"tests:{uuid4()}",
            "context": {"claim_id": str(uuid4()), "product_code": "million"},
        } | facts
        invitation = invite(customer_id=customer.pk, by=system, now=now, **given)
        send_invitation(invitation_id=invitation.pk, now=now)
        link = Message.objects.get(dedupe_key=f"survey_invitation:{invitation.pk}", channel="app").link
        return Invitation.objects.get(pk=invitation.pk), link.rpartition("/")[2]

    return make


@pytest.fixture
def jobs():
    return run_jobs
