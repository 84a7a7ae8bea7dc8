"""Studies with answers made by the demo's rules, given by a few customers."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from django.test import Client

from hearten.base.accounts.types import Role
from hearten.domains.surveys.reading import compile_survey
from hearten.domains.surveys.selectors import list_versions_for
from hearten.domains.surveys.services import load_responses
from hearten.domains.surveys.services.designing import begin_from_template, publish_design
from hearten.domains.surveys.services.flagging import flag_answers
from hearten.domains.surveys.services.loading_studies import PastStratum, PastStudy, load_study
from hearten.domains.surveys.types import PastResponse
from hearten.doors.demo.opinions import make_opinions
from hearten.kernel.clock import utc_now

PRODUCTS = ("million-medical", "critical-illness")


@pytest.fixture
def door(db):
    """`door(user)` → a client of their own, so that several people may be in the house at once."""

    def enter(user):
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter


@pytest.fixture
def ana(door, user_of, db):
    return door(user_of(Role.ANALYST))


@pytest.fixture
def planted(db, mei, lin, make_customer, system):
    """`planted(code, n, few=0)` → a study with n answers; the last `few` are about a third product."""
    people = [mei, lin, make_customer(name="Bo", phone="13800000009")]

    def make(code, n=120, *, few=0, seed=3):
        now = utc_now()
        design = begin_from_template(template=code, code=code, by=system, now=now)
        publish_design(design_id=design.pk, revision=design.revision, by=system, now=now)
        survey = compile_survey(list_versions_for(system, code)[0].document)
        opened = now - timedelta(days=40)
        study = load_study(
            past=PastStudy(
                name="Study", survey_code=code, seed=1, opened_at=opened, closes_at=now,
                strata=[PastStratum("all", {}, 4 * n, n)],
            ),
            by=system, now=now,
        )  # fmt: skip
        told = make_opinions(survey, n, np.random.default_rng(seed))
        rows = [
            PastResponse(
                customer_id=people[i % 3].pk, survey_code=code, study_id=study.pk, stratum="all", invited_at=opened,
                answered_at=opened + timedelta(hours=6 * i), answers=answers, seconds=told.seconds[i],
                duration_s=sum(told.seconds[i].values()),
                product_code="rare" if i >= n - few else PRODUCTS[i % 2],
            )
            for i, answers in enumerate(told.answers)
        ]  # fmt: skip
        load_responses(rows=rows, now=now)
        flag_answers(study_id=study.pk, now=now)
        return study

    return make
