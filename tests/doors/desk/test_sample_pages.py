"""X2 at the desk: the calculator answers each change, draws what it showed, and shows who answered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from hearten.base.accounts.types import Role
from hearten.domains.customers.services.registration import load_customers
from hearten.domains.customers.types import CustomerFacts, Purpose, Sex
from hearten.domains.surveys.models import Invitation, Response, Study
from hearten.domains.surveys.sample_types import Aim, SamplePlan, Variable
from hearten.domains.surveys.services import ensure_version, make_study
from hearten.doors.desk.studies.sample_forms import values_of
from hearten.kernel.clock import utc_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(staff, system, now):
    facts = [
        CustomerFacts(
            name=f"人{n}",
            sex=Sex.FEMALE if n % 4 else Sex.MALE,
            birth_date=date(1990, 5, 17),
            region="310000",
            consents=tuple(Purpose),
        )
        for n in range(40)
    ]
    load_customers(rows=facts, by=system, now=now)
    version = ensure_version("post_claim", now=now)
    return make_study(
        name="秋季样本", survey_code="post_claim", version=version.version, by=staff(Role.ANALYST), now=now
    )


@pytest.fixture
def analyst(door, user_of):
    return door(user_of(Role.ANALYST))


PLAN = SamplePlan(aim=Aim.NUMBER, answers=10, response_rate=0.5, by=(Variable.SEX,))


def test_each_change_is_answered(analyst, study):
    page = analyst.get(reverse("desk:study_sample", args=[study.pk]))
    assert page.status_code == 200
    # So sure a share of so few needs 36.4 answers: 122 invitations at the usual 30 %, and there are forty people.
    assert (page.context["preview"].wanted, page.context["preview"].invitations) == (122, 40)
    answer = analyst.get(reverse("desk:study_sample_preview", args=[study.pk]), values_of(PLAN))
    assert [(row["one"].code, row["one"].invitations) for row in answer.context["rows"]] == [
        ("female", 15),
        ("male", 5),
    ]
    wrong = analyst.get(
        reverse("desk:study_sample_preview", args=[study.pk]), values_of(PLAN) | {"answers": 0}
    )
    assert "preview" not in wrong.context
    assert wrong.context["problem"]
    assert not Invitation.objects.exists()


def test_the_draw_is_what_was_shown(study, door, user_of):
    address = reverse("desk:study_sample", args=[study.pk])
    refused = door(user_of(Role.SERVICE_AGENT)).post(address, values_of(PLAN))
    assert refused.status_code == 403
    assert not Invitation.objects.exists()
    analyst = door(user_of(Role.ANALYST))
    nobody = analyst.post(address, values_of(PLAN) | {"only_region": ["110000"]})
    assert nobody.status_code == 422
    assert not Invitation.objects.exists()
    done = analyst.post(address, values_of(PLAN) | {"seed": "4711"})
    assert done.status_code == 302
    assert Study.objects.get().seed == 4711
    assert Invitation.objects.filter(stratum="male").count() == 5
    again = analyst.get(address)
    assert again.context["form"]["answers"].value() == 10
    assert again.context["kept"].drawn == 20


def test_who_answered_stands_beside_the_frame(analyst, study):
    address = reverse("desk:study_bias", args=[study.pk])
    assert analyst.get(address).context["report"].drawn == 0
    analyst.post(reverse("desk:study_sample", args=[study.pk]), values_of(PLAN) | {"answers": 20})
    now = utc_now()
    for number, one in enumerate(Invitation.objects.order_by("stratum", "pk")):
        if number % 2:
            continue
        Invitation.objects.filter(pk=one.pk).update(
            state="answered", sent_at=now, answered_at=now, expires_at=now + timedelta(days=9)
        )
        Response.objects.create(
            invitation=one,
            customer_id=one.customer_id,
            study=study,
            survey_code="post_claim",
            survey_version=1,
            channel="app",
            submitted_at=now,
        )
    page = analyst.get(address)
    assert page.context["report"].answered == 20
    sex = next(table for table in page.context["tables"] if table["rows"][0]["name"])
    assert sum(row["people"] or 0 for row in sex["rows"]) == 40
    assert page.context["weights"]["found"].report.total == pytest.approx(40, rel=1e-3)
