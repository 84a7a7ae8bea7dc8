"""X2: who may be drawn, how many of whom, a draw that can be repeated, and weights that bring the answers back to the frame."""

from __future__ import annotations

import json
from datetime import date, timedelta

import numpy as np
import pytest

from hearten.base.accounts.types import Role
from hearten.base.ledger.models import LedgerEntry
from hearten.domains.customers.models import Customer
from hearten.domains.customers.services import withdraw_consent
from hearten.domains.customers.services.registration import load_customers
from hearten.domains.customers.types import CustomerFacts, Purpose, Sex
from hearten.domains.health.models import HealthRecord
from hearten.domains.health.types import RecordKind
from hearten.domains.surveys.models import Invitation, Response, Study, StudyStratum
from hearten.domains.surveys.ports import NoHealthGroups, health_groups, register_health_groups
from hearten.domains.surveys.sample_types import Aim, Allocation, LeftOut, SamplePlan, Variable
from hearten.domains.surveys.selectors.frame import read_frame
from hearten.domains.surveys.selectors.weights import STRATUM, bias_for, weights_for
from hearten.domains.surveys.services import ensure_version, make_study
from hearten.domains.surveys.services.sampling import draw_sample, plan_sample
from hearten.domains.surveys.types import InvitationState
from hearten.kernel.errors import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db
BY = (Variable.SEX, Variable.AGE_BAND)


@pytest.fixture
def designer(staff):
    return staff(Role.ANALYST)


@pytest.fixture
def people(system, now):
    """Sixty adults: forty women and twenty men, every third of them old."""
    facts = [
        CustomerFacts(
            name=f"人{n}",
            sex=Sex.FEMALE if n % 3 else Sex.MALE,
            birth_date=date(1950 if n % 2 else 1990, 5, 17),
            region="310115" if n % 5 else "110000",
            consents=tuple(Purpose),
        )
        for n in range(60)
    ]
    return load_customers(rows=facts, by=system, now=now)


@pytest.fixture
def study(designer, now):
    version = ensure_version("post_claim", now=now)
    return make_study(name="样本", survey_code="post_claim", version=version.version, by=designer, now=now)


def answer(invitation, now):
    """An answer as it lies in the tables after it was handed in."""
    moment = {"state": InvitationState.ANSWERED, "sent_at": now, "answered_at": now}
    Invitation.objects.filter(pk=invitation.pk).update(**moment, expires_at=now + timedelta(days=9))
    return Response.objects.create(
        invitation=invitation,
        customer_id=invitation.customer_id,
        study_id=invitation.study_id,
        stratum=invitation.stratum,
        survey_code="post_claim",
        survey_version=1,
        channel="app",
        submitted_at=now,
    )


def test_the_frame_leaves_out_whoever_must_not_be_asked(people, make_customer, system, now, study):
    silent = make_customer(email="s@example.com", phone="13800000011", consents=())
    child = make_customer(email="c@example.com", phone="13800000012", birth_date=date(2015, 1, 1))
    gone = make_customer(email="g@example.com", phone="13800000013")
    asked, often, drawn = people[0], people[1], people[2]
    Customer.objects.filter(pk=gone.pk).update(erased_at=now)
    withdraw_consent(customer_id=people[3].pk, purpose=Purpose.SURVEYS, by=system, now=now)
    contacts = [(asked, 2)] + [(often, 40 + 10 * n) for n in range(6)] + [(drawn, 1)]
    for number, (customer, days) in enumerate(contacts):
        Invitation.objects.create(
            customer=customer,
            survey_id=study.survey_id,
            dedupe_key=f"before:{number}",
            state=InvitationState.DRAWN if customer is drawn else InvitationState.WAITING,
            created_at=now,
            due_at=now - timedelta(days=days),
        )
    frame = read_frame(only={Variable.REGION: ("310000",)}, at=now)
    outside = {one.pk for n, one in enumerate(people) if n % 5 == 0}
    expected = {one.pk for one in people} - outside - {asked.pk, often.pk, people[3].pk}
    assert set(frame.ids) == expected
    assert not {silent.pk, child.pk, gone.pk} & set(frame.ids)
    assert frame.left_out == {
        LeftOut.NO_CONSENT: 2,
        LeftOut.RECENTLY_ASKED: 1,
        LeftOut.ASKED_ENOUGH: 1,
        LeftOut.MINOR: 1,
        LeftOut.NOT_MEANT: len(outside) - 1,
    }


def test_a_plan_tells_the_numbers_and_keeps_nothing(people, designer, now):
    plan = SamplePlan(by=BY, response_rate=0.5, margin=0.2)
    preview = plan_sample(designer, plan=plan, now=now)
    assert [(one.code, one.people) for one in preview.strata] == [
        ("female/30-39", 20),
        ("female/70+", 20),
        ("male/30-39", 10),
        ("male/70+", 10),
    ]
    # 24.01 answers for so wide a margin, 17.3 of 60 people; twice as many must be asked.
    assert (preview.people, preview.invitations, preview.enough) == (60, 35, True)
    assert preview.answers == 17.5
    assert preview.margin == pytest.approx(0.2, abs=0.002)
    assert preview.deff == pytest.approx(1, abs=0.01)
    equal = plan_sample(
        designer,
        plan=SamplePlan(by=BY, aim=Aim.NUMBER, answers=20, response_rate=0.5, allocation=Allocation.EQUAL),
        now=now,
    )
    assert [one.invitations for one in equal.strata] == [10] * 4
    assert equal.deff == pytest.approx(4 * (2 * 4 + 2 * 1) / 36)
    short = plan_sample(designer, plan=SamplePlan(), now=now)
    assert (short.enough, short.invitations) == (False, 60)
    assert not Invitation.objects.exists()


def test_a_draw_can_be_repeated_and_replaced(people, designer, study, now):
    plan = SamplePlan(by=BY, aim=Aim.NUMBER, answers=12, response_rate=0.5, allocation=Allocation.EQUAL)
    draw_sample(study_id=study.pk, plan=plan, by=designer, now=now)
    first = dict(Invitation.objects.values_list("customer_id", "pk"))
    assert len(first) == 24
    strata = list(StudyStratum.objects.filter(study=study).order_by("place"))
    assert [(s.code, s.population, s.planned, s.drawn, s.base_weight) for s in strata] == [
        ("female/30-39", 20, 6, 6, pytest.approx(20 / 6)),
        ("female/70+", 20, 6, 6, pytest.approx(20 / 6)),
        ("male/30-39", 10, 6, 6, pytest.approx(10 / 6)),
        ("male/70+", 10, 6, 6, pytest.approx(10 / 6)),
    ]
    assert sum(Invitation.objects.values_list("base_weight", flat=True)) == pytest.approx(60)
    written = LedgerEntry.objects.count()
    draw_sample(study_id=study.pk, plan=plan, by=designer, now=now)
    assert dict(Invitation.objects.values_list("customer_id", "pk")) == first
    assert LedgerEntry.objects.count() == written
    draw_sample(study_id=study.pk, plan=plan, by=designer, now=now, seed=4711)
    other = set(Invitation.objects.values_list("customer_id", flat=True))
    assert len(other) == 24
    assert other != set(first)
    draw_sample(study_id=study.pk, plan=plan, by=designer, now=now, seed=Study.objects.get().seed + 1)
    again = Study.objects.get()
    assert again.plan["asked"]["by"] == ["sex", "age_band"]
    assert SamplePlan.of_document(again.plan["asked"]) == plan


def test_what_cannot_be_drawn_changes_nothing(people, designer, staff, study, now, plugged):
    plugged(NoHealthGroups())
    plan = SamplePlan(aim=Aim.NUMBER, answers=5, response_rate=1)
    before = Study.objects.values().get()
    with pytest.raises(NotAllowed):
        draw_sample(study_id=study.pk, plan=plan, by=staff(Role.EXAMINER), now=now)
    nobody = SamplePlan(only={Variable.REGION: ("999999",)})
    with pytest.raises(Invalid, match="Nobody may be asked"):
        draw_sample(study_id=study.pk, plan=nobody, by=designer, now=now)
    with pytest.raises(Invalid, match="Nobody here knows groups of health"):
        draw_sample(study_id=study.pk, plan=SamplePlan(by=(Variable.HEALTH,)), by=designer, now=now)
    with pytest.raises(Invalid, match="no answers yet"):
        draw_sample(study_id=study.pk, plan=SamplePlan(allocation=Allocation.NEYMAN), by=designer, now=now)
    with pytest.raises(Invalid, match="each named once"):
        SamplePlan(by=(Variable.SEX, Variable.SEX))
    assert Study.objects.values().get() == before
    assert not Invitation.objects.exists()
    Study.objects.update(state="fielding", launched_at=now, launched_by="x")
    with pytest.raises(Conflict):
        draw_sample(study_id=study.pk, plan=plan, by=designer, now=now)
    assert not Invitation.objects.exists()


@pytest.fixture
def plugged():
    """`plugged(groups)`: this one knows health until the end of the test."""
    before = health_groups()
    yield register_health_groups
    register_health_groups(before)


def test_health_comes_through_its_socket(people, designer, study, now, plugged):
    class Odd:
        labels = {"odd": "Odd", "even": "Even"}

        def groups(self, customer_ids, *, at):
            return {one.pk: "odd" if n % 2 else "even" for n, one in enumerate(people[:50])}

    plugged(Odd())
    plan = SamplePlan(by=(Variable.HEALTH,), aim=Aim.NUMBER, answers=30, response_rate=1)
    draw_sample(study_id=study.pk, plan=plan, by=designer, now=now)
    counts = dict(StudyStratum.objects.values_list("code", "population"))
    assert counts == {"h1": 25, "h2": 25, "h3": 10}
    values = dict(StudyStratum.objects.values_list("code", "values"))
    assert values == {"h1": {"health": "even"}, "h2": {"health": "odd"}, "h3": {"health": "unknown"}}
    # What the numbers stand for is written with the study, nowhere with the people; weights still know it.
    for row in Invitation.objects.filter(study=study):
        assert "odd" not in json.dumps([row.stratum, row.context])
        answer(row, now)
    tables = {one.variable: one for one in bias_for(designer, study_id=study.pk).tables}
    assert [(row.label, row.people) for row in tables["health"].rows] == [
        ("even", 25),
        ("odd", 25),
        ("unknown", 10),
    ]


def test_neyman_asks_more_where_answers_differ_more(people, designer, study, now):
    for number, customer in enumerate(people[:48]):
        steady = customer.sex == Sex.FEMALE
        Response.objects.create(
            invitation=Invitation.objects.create(
                customer=customer,
                survey_id=study.survey_id,
                dedupe_key=f"past:{number}",
                created_at=now,
                due_at=now - timedelta(days=500),
            ),
            customer=customer,
            survey_code="post_claim",
            survey_version=1,
            channel="app",
            submitted_at=now - timedelta(days=500),
            csat=4 + number % 2 if steady else 1 + 4 * (number // 3 % 2),
        )
    plan = SamplePlan(
        by=(Variable.SEX,), aim=Aim.NUMBER, answers=20, response_rate=1, allocation=Allocation.NEYMAN
    )
    found = {one.code: one.invitations for one in plan_sample(designer, plan=plan, now=now).strata}
    # Twice as many women, but men's scores spread four times as far: one to two.
    assert found == {"female": 7, "male": 13}


def test_weights_bring_the_answers_back_to_the_frame(people, designer, staff, study, now):
    plan = SamplePlan(
        by=(Variable.SEX,), aim=Aim.NUMBER, answers=40, response_rate=1, allocation=Allocation.EQUAL
    )
    draw_sample(study_id=study.pk, plan=plan, by=designer, now=now)
    analyst = staff(Role.ANALYST)
    with pytest.raises(Invalid, match="nothing to weight yet"):
        weights_for(analyst, study_id=study.pk)
    # All women answer, and the young men.
    answered = [
        answer(one, now)
        for one in Invitation.objects.filter(study=study)
        if one.stratum == "female" or one.context["frame"]["age_band"] == "30-39"
    ]
    found = weights_for(analyst, study_id=study.pk)
    assert found.weights.sum() == pytest.approx(60)
    assert found.used[0] == STRATUM
    by_sex = {r.pk: r.stratum for r in answered}
    women = np.array([by_sex[one] == "female" for one in found.ids])
    assert found.weights[women].sum() == pytest.approx(40, rel=1e-4)
    assert found.weights.max() <= 5 * 60 / len(answered)
    some = {one.pk for one in answered[:20]}
    part = weights_for(analyst, study_id=study.pk, kept=some)
    assert set(part.ids) == some
    assert part.weights.sum() == pytest.approx(60, rel=1e-3)
    report = bias_for(analyst, study_id=study.pk)
    assert (report.drawn, report.answered) == (40, len(answered))
    assert report.even.value < 0.7
    ages = next(table for table in report.tables if table.variable == "age_band")
    young = next(row for row in ages.rows if row.label == "30-39")
    assert (young.people, young.frame) == (30, 0.5)
    assert young.answers > young.drawn
    assert young.response == 1
    assert young.difference == pytest.approx((young.answers - 0.5) / 0.5)


def test_small_groups_of_the_bias_report_stay_hidden(people, make_customer, designer, staff, study, now):
    rare = make_customer(email="r@example.com", phone="13800000014", region="540000")
    plan = SamplePlan(aim=Aim.NUMBER, answers=61, response_rate=1)
    draw_sample(study_id=study.pk, plan=plan, by=designer, now=now)
    for one in Invitation.objects.filter(study=study):
        answer(one, now)
    report = bias_for(staff(Role.ANALYST), study_id=study.pk)
    regions = next(table for table in report.tables if table.variable == "region")
    shown = {row.label: row.people for row in regions.rows}
    assert rare.region == "540000"
    assert shown["540000"] is None
    # Its neighbour is hidden with it, or the total would give it away.
    assert list(shown.values()).count(None) == 2
    assert all(row.answers is None for row in regions.rows if row.people is None)


def test_only_who_agreed_to_the_use_of_health_data_is_grouped(people, system, designer, now):
    for number, status in enumerate(("active", "resolved", "active")):
        HealthRecord.objects.create(
            customer=people[number],
            kind=RecordKind.CONDITION,
            status=status,
            content={},
            source="tests",
            source_id=str(number),
            digest=b"x" * 32,
            imported_at=now,
        )
    withdraw_consent(customer_id=people[2].pk, purpose=Purpose.HEALTH_DATA, by=system, now=now)
    preview = plan_sample(designer, plan=SamplePlan(by=(Variable.HEALTH,)), now=now)
    assert {one.code: one.people for one in preview.strata} == {"lasting": 1, "neither": 58, "unknown": 1}


@pytest.mark.parametrize("silent", [0, 8])
def test_groups_beside_their_variables_give_no_small_cell_away(people, designer, staff, study, now, silent):
    """Of 10 old men 2 answer: men's and old people's totals less the other groups would tell it."""
    draw_sample(
        study_id=study.pk,
        plan=SamplePlan(by=BY, aim=Aim.NUMBER, answers=60, response_rate=1),
        by=designer,
        now=now,
    )
    for one in list(Invitation.objects.filter(study=study).order_by("stratum", "pk"))[: 60 - silent]:
        answer(one, now)
    report = bias_for(staff(Role.ANALYST), study_id=study.pk)
    assert (STRATUM in [table.variable for table in report.tables]) == (silent == 0)
    assert {"sex", "age_band"} <= {table.variable for table in report.tables}
