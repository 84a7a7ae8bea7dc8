"""X4: what became of everybody drawn, in AAPOR's codes, over all and by stratum and channel."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hearten.base.accounts.types import Role
from hearten.domains.surveys import services
from hearten.domains.surveys.models import Invitation
from hearten.domains.surveys.selectors.response_rates import (
    FEW,
    OPEN,
    PENDING,
    code_of,
    exact_outcome_for,
    outcome_for,
)
from hearten.domains.surveys.selectors.studies import days_of, standings_for
from hearten.domains.surveys.services import Drawn, StratumPlan
from hearten.kernel.errors import NotAllowed


@pytest.fixture
def fielded(make_customer, system, now):
    """Ten people of stratum a and ten of b, with every kind of outcome; nobody of b answers."""
    services.load_documents(by=system, now=now)
    made = services.make_study(name="Autumn", survey_code="post_claim", version=1, by=system, now=now)
    changes = {"closes_at": now + timedelta(days=9)}
    services.change_study(study_id=made.pk, revision=1, changes=changes, by=system, now=now)
    people = [make_customer(email=None) for _ in range(20)]
    drawn = [Drawn(customer_id=one.pk, stratum="ab"[n >= 10]) for n, one in enumerate(people)]
    strata = [StratumPlan(code=code, population=100, planned=10) for code in "ab"]
    services.keep_sample(study_id=made.pk, rows=drawn, strata=strata, seed=1, by=system, now=now)
    services.launch_study(study_id=made.pk, by=system, now=now, reason="Asked before on paper")
    services.ask_sample(study_id=made.pk, by=system, now=now)
    rows = {row.customer_id: row for row in Invitation.objects.filter(study=made)}
    mine = [rows[one.pk] for one in people]
    for row in mine[:4]:
        services.submit_response(invitation_id=row.pk, answers={"csat": 5}, by=system, now=now)
    services.save_answer(invitation_id=mine[4].pk, item="csat", value=3, now=now)  # one of four questions
    for item, value in (("csat", 3), ("nps", 2)):  # half of them
        services.save_answer(invitation_id=mine[5].pk, item=item, value=value, now=now)
    services.open_invitation(invitation_id=mine[6].pk, now=now)
    Invitation.objects.filter(pk=mine[7].pk).update(disposition="2.11")
    Invitation.objects.filter(pk=mine[8].pk).update(disposition="3.3")
    return made


def test_the_rates_as_if_it_closed_now_and_when_it_has(fielded, staff, system, now):
    analyst = staff(Role.ANALYST)
    before = exact_outcome_for(analyst, fielded.pk)
    assert before.overall.counts == {"1.1": 4, "2.11": 1, "3.3": 1, OPEN: 14}
    assert before.overall.rr1 == pytest.approx(4 / 20, abs=1e-12)
    services.close_study(study_id=fielded.pk, by=system, now=now)
    after = exact_outcome_for(analyst, fielded.pk)
    assert after.overall.counts == {"1.1": 4, "1.2": 1, "2.11": 1, "2.12": 2, "2.2": 11, "3.3": 1}
    a, b = after.by_stratum
    assert (a.name, a.rr1, a.rr2, b.rr1) == ("a", 4 / 10, 5 / 10, 0.0)
    assert a.refusal == pytest.approx(3 / 10, abs=1e-12)
    assert a.cooperation == pytest.approx(4 / 8, abs=1e-12)
    (channel,) = after.by_channel
    assert (channel.name, channel.cases) == ("app", 20)


def test_the_list_and_the_days_count_the_same(fielded, staff, now):
    analyst = staff(Role.ANALYST)
    (standing,) = standings_for(analyst, [fielded])
    assert (standing.drawn, standing.asked, standing.answered) == (20, 20, 4)
    (day,) = days_of(analyst, fielded.pk)
    assert (day.day, day.asked, day.answered) == (now.date(), 20, 4)
    with pytest.raises(NotAllowed):
        outcome_for(staff(Role.AGENT), fielded.pk)


def test_who_only_looks_on_sees_no_group_of_few(fielded, staff, system, now):
    manager = staff(Role.MARKETER)
    with pytest.raises(NotAllowed):
        exact_outcome_for(manager, fielded.pk)
    services.close_study(study_id=fielded.pk, by=system, now=now)
    seen = outcome_for(manager, fielded.pk)
    assert (seen.overall.complete, seen.overall.cases) == (4, 20)
    # 1.2, 2.11, 2.12 and 3.3 had one or two people each; together seven cannot be told apart.
    assert seen.overall.counts == {"1.1": 4, "2.2": 11, FEW: 5}
    assert (seen.overall.rr1, seen.overall.refusal) == (4 / 20, None)
    assert [(line.name, line.hidden, line.counts, line.rr1) for line in seen.by_stratum] == [
        ("a", True, {}, None),
        ("b", True, {}, None),
    ]


@pytest.mark.parametrize(
    ("state", "withheld", "code"),
    [
        ("drawn", "", PENDING),
        ("waiting", "", PENDING),
        ("withheld", "no_consent", "2.11"),
        ("withheld", "recently_asked", "2.36"),
        ("withheld", "no_channel", "2.36"),
        ("withheld", "erased", "4.1"),
        ("withheld", "quota_full", "4.8"),
        ("withheld", "study_closed", "4.1"),
    ],
)
def test_who_was_not_asked_counts_against_us_when_it_was_our_limit(state, withheld, code):
    assert code_of(state=state, withheld=withheld, disposition="", opened=False) == code
