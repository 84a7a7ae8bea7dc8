"""X2, X3 at the desk: a study is planned step by step, launched, watched, made longer and closed; rules and panels too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hearten.base.accounts.types import Actor, Role
from hearten.base.ledger.selectors import list_entries
from hearten.domains.surveys import services
from hearten.domains.surveys.models import AskingRulesVersion, Invitation, Panel, Study
from hearten.domains.surveys.selectors.rules import rules_in_force
from hearten.domains.surveys.services import Drawn, StratumPlan
from hearten.domains.surveys.types import InvitationState

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("tests")


@pytest.fixture
def analyst(door, user_of):
    return door(user_of(Role.ANALYST))


@pytest.fixture
def planned(analyst, make_customer, now):
    """A study made at the desk, with three people drawn."""
    services.load_documents(by=SYSTEM, now=now)
    given = {"name": "秋季体验", "survey": "post_claim:1"}
    answer = analyst.post(reverse("desk:study_new"), given)
    study = Study.objects.get()
    assert answer.url == reverse("desk:study", args=[study.pk])
    drawn = [Drawn(customer_id=make_customer(email=None).pk, stratum=code) for code in ("f", "f", "m")]
    strata = [StratumPlan(code=code, population=90, planned=2, values={"sex": code}) for code in "fm"]
    return services.keep_sample(study_id=study.pk, rows=drawn, strata=strata, seed=1, by=SYSTEM, now=now)


def plan(study, **changes):
    last = timezone.localdate() + timedelta(days=9)
    return {
        "revision": study.revision, "name": study.name, "link": "personal", "channels": ["app", "email"],
        "own_zh": "", "own_en": "", "closes_on": last.isoformat(), "first_reminder": 3, "incentive": "none",
    } | changes  # fmt: skip


def test_the_path_from_plan_to_close(analyst, planned, django_assert_max_num_queries):
    here = reverse("desk:study", args=[planned.pk])
    page = analyst.get(here)
    assert [finding["tone"] for finding in page.context["findings"]] == ["bad", "warn", "warn"]
    assert "disabled" in page.content.decode()
    wrong = analyst.post(reverse("desk:study_plan", args=[planned.pk]), plan(planned, channels=[]))
    assert wrong.status_code == 400
    analyst.post(reverse("desk:study_plan", args=[planned.pk]), plan(planned))
    page = analyst.get(here)
    assert [finding["tone"] for finding in page.context["findings"]] == ["warn"]
    assert page.context["reason_form"]
    stale = analyst.post(reverse("desk:study_plan", args=[planned.pk]), plan(planned, name="x"))
    assert stale.status_code == 400
    launch = reverse("desk:study_launch", args=[planned.pk])
    analyst.post(launch, {"reason": " "})
    assert Study.objects.get().state == "sampled"
    analyst.post(launch, {"reason": "Asked before on paper"})
    launched = next(e for e in list_entries(subject_id=planned.pk) if e.kind == "surveys.study_launched")
    assert launched.facts["without_pilot"] == "Asked before on paper"
    services.ask_sample(study_id=planned.pk, by=SYSTEM, now=timezone.now())
    Invitation.objects.filter(state=InvitationState.WAITING).update(due_at=timezone.now())
    ids = Invitation.objects.values_list("pk", flat=True)
    services.send_many(invitation_ids=list(ids), now=timezone.now())
    services.submit_response(invitation_id=ids[0], answers={"csat": 5}, by=SYSTEM, now=timezone.now())
    with django_assert_max_num_queries(25):
        page = analyst.get(here)
    assert page.context["tiles"][0]["value"] == "33.3%"
    assert sum(row["line"].complete for row in page.context["groups"]) == 1
    analyst.post(reverse("desk:study_quota", args=[planned.pk]), {"stratum": "f", "quota": 1})
    analyst.post(reverse("desk:study_pause", args=[planned.pk]))
    assert Study.objects.get().paused_at
    analyst.post(reverse("desk:study_resume", args=[planned.pk]))
    later = (timezone.localdate() + timedelta(days=20)).isoformat()
    analyst.post(reverse("desk:study_extend", args=[planned.pk]), {"closes_on": later})
    refused = analyst.post(reverse("desk:study_extend", args=[planned.pk]), {"closes_on": "2020-01-01"})
    assert refused.status_code == 400
    assert timezone.localdate(Study.objects.get().closes_at).isoformat() == later
    analyst.post(reverse("desk:study_close", args=[planned.pk]))
    assert Study.objects.get().state == "closed"
    assert analyst.get(here).status_code == 200
    assert analyst.get(reverse("desk:studies")).context["rows"][0]["standing"].answered == 1


def test_an_open_link_has_a_code_and_a_poster(analyst, now):
    services.load_documents(by=SYSTEM, now=now)
    study = services.make_study(name="Walk-in", survey_code="post_claim", version=1, by=SYSTEM, now=now)
    assert analyst.get(reverse("desk:study_poster", args=[study.pk])).status_code == 404
    analyst.post(reverse("desk:study_plan", args=[study.pk]), plan(study, link="open"))
    analyst.post(reverse("desk:study_launch", args=[study.pk]), {"reason": "A single question"})
    page = analyst.get(reverse("desk:study", args=[study.pk]))
    address = page.context["open_url"]
    assert "/app/o/" in address
    assert page.content.count(b"<svg") >= 1
    assert address in analyst.get(reverse("desk:study_poster", args=[study.pk])).content.decode()
    png = analyst.get(reverse("desk:study_qr", args=[study.pk, "png"]))
    assert png.content.startswith(b"\x89PNG")
    analyst.post(reverse("desk:study_renew_link", args=[study.pk]))
    assert analyst.get(reverse("desk:study", args=[study.pk])).context["open_url"] != address


def test_a_trigger_is_changed_as_data_and_the_first_to_change_wins(analyst, now):
    services.load_documents(by=SYSTEM, now=now)
    given = {
        "number": 0, "name": "after_claim", "moment": "claim.decided", "survey": "post_claim", "delay_hours": 24,
        "share": 50, "channels": ["app"], "reason": "Less often",
    }  # fmt: skip
    here = reverse("desk:asking_trigger", args=["after_claim"])
    assert analyst.get(here).context["form"].initial["delay_hours"] == 2
    assert analyst.post(here, given | {"survey": "nothing"}).status_code == 400
    assert not AskingRulesVersion.objects.exists()
    assert analyst.post(here, given).url == reverse("desk:asking_rules")
    trigger = rules_in_force().triggers[0]
    assert (trigger.delay, trigger.fraction, trigger.on) == (timedelta(hours=24), 0.5, False)
    assert analyst.post(here, given).status_code == 400  # made from rules that are not in force any more
    limits = {
        "number": 1, "cool_down_days": 30, "most_a_year": 3, "quiet_start": "21:00", "quiet_end": "09:00",
        "reason": "Asked too often",
    }  # fmt: skip
    assert analyst.post(reverse("desk:asking_rules"), limits).status_code == 302
    rules = rules_in_force()
    assert (rules.cool_down.days, rules.most_a_year, rules.number) == (30, 3, 2)
    assert [t.name for t in rules.triggers] == ["after_claim", "after_purchase"]
    page = analyst.get(reverse("desk:asking_rules"))
    assert [change.reason for change in page.context["changes"]] == ["Asked too often", "Less often"]


def test_a_panel_and_its_first_wave(analyst, make_customer, now):
    services.load_documents(by=SYSTEM, now=now)
    people = {make_customer(email=None).pk for _ in range(3)}
    form = {"name": "会员跟踪", "about": "", "size": 2, "most_waves": 4}
    analyst.post(reverse("desk:panels"), form)
    panel = Panel.objects.get()
    analyst.post(reverse("desk:panel_wave", args=[panel.pk]), {"name": "第一期", "survey": "post_claim:1"})
    wave = Study.objects.get()
    asked = set(Invitation.objects.filter(study=wave).values_list("customer_id", flat=True))
    assert len(asked) == 2
    assert asked <= people
    again = analyst.post(
        reverse("desk:panel_wave", args=[panel.pk]), {"name": "第二期", "survey": "post_claim:1"}
    )
    assert again.status_code == 400
    assert analyst.get(reverse("desk:panel", args=[panel.pk])).context["standing"].members == 2
