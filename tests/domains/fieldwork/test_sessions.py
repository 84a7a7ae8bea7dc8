"""X3, X7: a conversation is planned, filled with people who agreed, held, written down, and becomes material to be coded."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hearten.base.accounts.types import Role
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.customers.services import withdraw_consent
from hearten.domains.customers.types import Purpose
from hearten.domains.fieldwork import services
from hearten.domains.fieldwork.selectors.sessions import candidates_for, roster_of
from hearten.domains.fieldwork.types import Topic
from hearten.domains.research.models import Material, Statement
from hearten.domains.research.services import open_study
from hearten.kernel.errors import Conflict, Invalid

GUIDE = [Topic("热身", 10, ("您平时怎么看病？",)), Topic("理赔", 40)]


@pytest.fixture
def planned(staff, system, now, db):
    def make(**given):
        study = open_study(name="Needs", product_code="", client_token="t", by=system, now=now)
        facts = {
            "kind": "focus_group", "name": "四十岁以下", "where": "上海", "starts_at": now + timedelta(days=3), "seats": 2,
            "topics": GUIDE, "needs_study_id": study.pk, "segment": "18-39",
        } | given  # fmt: skip
        return services.plan_session(by=staff(Role.SERVICE_AGENT), now=now, **facts)

    return make


def test_a_session_becomes_material_once(planned, mei, lin, make_customer, staff, system, now):
    session, agent = planned(recruiting={"sex": "female"}), staff(Role.SERVICE_AGENT)
    third = make_customer(name="周敏", email=None)
    withdraw_consent(customer_id=third.pk, purpose=Purpose.SURVEYS, by=system, now=now)
    fitting = {one.customer.pk for one in candidates_for(agent, session, now=now)}
    assert fitting == {mei.pk, lin.pk}
    facts = {"session_id": session.pk, "by": agent, "now": now}
    with pytest.raises(Invalid):
        services.invite_to_session(customer_ids=[mei.pk, third.pk], **facts)
    assert not roster_of(agent, session.pk), "nobody is invited when somebody can't be"
    services.invite_to_session(customer_ids=[mei.pk, lin.pk], **facts)
    services.invite_to_session(customer_ids=[mei.pk], **facts)
    with pytest.raises(Invalid):
        services.move_participant(customer_id=mei.pk, place="attended", **facts)
    services.move_participant(customer_id=mei.pk, place="attended", consented=True, **facts)
    services.move_participant(customer_id=lin.pk, place="absent", **facts)
    with pytest.raises(Invalid):
        services.finish_session(**facts)
    words = "梅雪：理赔太慢了。我的电话是13800000001。希望直付！"
    services.write_session(session_id=session.pk, notes="气氛好。", transcript=words, by=agent)
    services.finish_session(**facts)
    services.finish_session(**facts)
    run_jobs()
    material = Material.objects.get()
    assert (material.kind, material.segment) == ("focus_group", "18-39")
    assert "理赔太慢" in material.words
    assert "梅雪" not in material.words
    assert "13800000001" not in material.words
    assert Statement.objects.filter(material=material).count() >= 3
    with pytest.raises(Conflict):
        services.write_session(session_id=session.pk, notes="x", transcript="", by=agent)


def test_seats_and_guides_hold(planned, mei, lin, staff, now):
    session, agent = planned(seats=1), staff(Role.SERVICE_AGENT)
    facts = {"session_id": session.pk, "by": agent, "now": now}
    services.invite_to_session(customer_ids=[mei.pk, lin.pk], **facts)
    services.move_participant(customer_id=mei.pk, place="confirmed", **facts)
    with pytest.raises(Conflict):
        services.move_participant(customer_id=lin.pk, place="confirmed", **facts)
    given = {"kind": "interview", "name": "x", "where": "y", "starts_at": now + timedelta(days=1), "by": agent, "now": now}  # fmt: skip
    for wrong in (
        {"seats": 2, "topics": GUIDE},
        {"seats": 1, "topics": []},
        {"seats": 1, "topics": [Topic("a", 0)]},
    ):
        with pytest.raises(Invalid):
            services.plan_session(**given, **wrong)
