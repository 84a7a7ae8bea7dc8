"""X3: the same people are asked again, those who left are replaced; a pilot asks a few of the sample first; open links have limits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hearten.base.accounts.types import Role
from hearten.domains.customers.services import withdraw_consent
from hearten.domains.customers.types import Purpose
from hearten.domains.surveys import services
from hearten.domains.surveys.models import Invitation, OpenLinkUse, PanelMember, Study, StudyStratum
from hearten.domains.surveys.selectors.panels import answers_by_wave, get_panel_for
from hearten.domains.surveys.services import Drawn, StratumPlan
from hearten.domains.surveys.services.open_uses import MOST_AN_HOUR, count_open_use
from hearten.kernel.errors import Conflict, Invalid, Unavailable

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(system, now):
    """`wave(panel, candidates)` → the next wave, launched and everybody asked."""
    services.load_documents(by=system, now=now)

    def run(panel, candidates, *, at):
        study = services.start_wave(
            panel_id=panel.pk, name="Wave", survey_code="post_claim", version=1,
            candidates=[(one.pk, "a") for one in candidates], seed=3, by=system, now=at,
        )  # fmt: skip
        services.change_study(
            study_id=study.pk, revision=study.revision, changes={"closes_at": at + timedelta(days=5)},
            by=system, now=at,
        )  # fmt: skip
        services.launch_study(study_id=study.pk, by=system, now=at, reason="Asked before on paper")
        services.ask_sample(study_id=study.pk, by=system, now=at)
        return study

    return run


def asked(study):
    return set(Invitation.objects.filter(study=study, state="sent").values_list("customer_id", flat=True))


def test_a_panel_keeps_its_people_and_replaces_who_left(wave, make_customer, now, system, staff):
    panel = services.make_panel(name="Members", about="", size=3, by=system, now=now)
    people = [make_customer(email=None) for _ in range(3)]
    spare = [make_customer(email=None) for _ in range(3)]
    first = wave(panel, people, at=now)
    assert asked(first) == {one.pk for one in people}
    with pytest.raises(Conflict, match="still open"):
        wave(panel, spare, at=now)
    of = {row.customer_id: row for row in Invitation.objects.filter(study=first)}
    services.submit_response(invitation_id=of[people[0].pk].pk, answers={"csat": 2}, by=system, now=now)
    services.close_study(study_id=first.pk, by=system, now=now)
    withdraw_consent(customer_id=people[2].pk, purpose=Purpose.SURVEYS, by=system, now=now)
    # Three days later nobody else might be asked again; who joined a panel has agreed to it.
    second = wave(panel, spare, at=now + timedelta(days=3))
    kept = {people[0].pk, people[1].pk}
    assert kept < asked(second)
    assert len(asked(second)) == 3
    assert asked(second) - kept <= {one.pk for one in spare}
    of = {row.customer_id: row for row in Invitation.objects.filter(study=second)}
    later = now + timedelta(days=3)
    services.submit_response(invitation_id=of[people[0].pk].pk, answers={"csat": 5}, by=system, now=later)
    services.close_study(study_id=second.pk, by=system, now=later)
    waves = answers_by_wave(staff(Role.ANALYST), panel.pk)
    assert set(waves) == {people[0].pk}
    assert set(waves[people[0].pk]) == {1, 2}
    third = wave(panel, spare, at=now + timedelta(days=9))
    assert people[1].pk not in asked(third)  # silent for two waves
    assert get_panel_for(staff(Role.ANALYST), panel.pk).left == {"no_consent": 1, "silent": 1}
    assert third.wave == 3
    assert third.before_id == second.pk


def test_somebody_may_leave_a_panel_and_does_not_come_back(make_customer, now, system, member_of):
    panel = services.make_panel(name="Members", about="", size=3, by=system, now=now)
    mei = make_customer()
    rows = [(mei.pk, "a")]
    assert services.join_panel(panel_id=panel.pk, rows=rows, by=system, now=now) == 1
    me = member_of(mei).actor
    assert services.leave_panel(panel_id=panel.pk, customer_id=mei.pk, by=me, now=now)
    assert not services.leave_panel(panel_id=panel.pk, customer_id=mei.pk, by=me, now=now)
    assert services.join_panel(panel_id=panel.pk, rows=rows, by=system, now=now) == 0
    assert PanelMember.objects.get().left_for == "asked_out"


def test_a_pilot_is_a_random_part_and_the_rest_still_stands_for_all(make_customer, now, system):
    services.load_documents(by=system, now=now)
    main = services.make_study(name="Autumn", survey_code="post_claim", version=1, by=system, now=now)
    people = [make_customer(email=None) for _ in range(10)]
    rows = [Drawn(customer_id=one.pk, stratum="a", base_weight=20.0) for one in people]
    strata = [StratumPlan(code="a", population=200, planned=10)]
    services.keep_sample(study_id=main.pk, rows=rows, strata=strata, seed=1, by=system, now=now)
    with pytest.raises(Invalid, match="1 to 2"):
        services.split_pilot(study_id=main.pk, size=3, seed=5, by=system, now=now)
    assert Study.objects.count() == 1
    pilot = services.split_pilot(study_id=main.pk, size=2, seed=5, by=system, now=now)
    assert (pilot.stage, pilot.state, Study.objects.get(pk=main.pk).before_id) == (
        "pilot",
        "sampled",
        pilot.pk,
    )
    weights = Invitation.objects.filter(study=main).values_list("base_weight", flat=True)
    assert sum(weights) == pytest.approx(200, rel=1e-12)
    assert Invitation.objects.filter(study=pilot).count() == 2
    assert list(StudyStratum.objects.order_by("drawn").values_list("drawn", "base_weight")) == [
        (2, 100.0),
        (8, 25.0),
    ]
    with pytest.raises(Conflict):
        services.split_pilot(study_id=main.pk, size=1, seed=5, by=system, now=now)


def test_one_place_begins_an_open_link_so_often_an_hour(now, system):
    services.load_documents(by=system, now=now)
    study = services.make_study(name="Walk-in", survey_code="post_claim", version=1, by=system, now=now)
    for _ in range(MOST_AN_HOUR):
        count_open_use(study, "192.0.2.1", now=now)
    with pytest.raises(Unavailable):
        count_open_use(study, "192.0.2.1", now=now)
    count_open_use(study, "192.0.2.2", now=now)
    count_open_use(study, "192.0.2.1", now=now + timedelta(hours=1))
    assert "192.0.2" not in str(list(OpenLinkUse.objects.values()))
    assert services.forget_open_uses(now=now + timedelta(days=2)) == 3
