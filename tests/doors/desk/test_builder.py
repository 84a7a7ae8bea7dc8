"""X1: the builder at the desk: each edit is one small change; who is second sees the first's; refusals change nothing."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from hearten.base.accounts.types import Role
from hearten.domains.surveys import services
from hearten.domains.surveys.building import item_codes
from hearten.domains.surveys.editing import find_item
from hearten.domains.surveys.field_types import Stage
from hearten.domains.surveys.library import instruments
from hearten.domains.surveys.models import (
    Answer,
    DesignChange,
    Invitation,
    Response,
    SurveyDesign,
    SurveyVersion,
)
from hearten.domains.surveys.selectors.piloting import pilot_report_for
from tests.domains.surveys.conftest import asked  # noqa: F401


@pytest.fixture
def design(db, system, now):
    return services.begin_from_template(template="post_claim", code="claim_talk", by=system, now=now)


@pytest.fixture
def analyst(door, user_of):
    return door(user_of(Role.ANALYST))


def post(client, design, change, **more):
    revision = SurveyDesign.objects.get(pk=design.pk).revision
    given = {"revision": revision, "chosen": "csat", "change": json.dumps(change)} | more
    return client.post(reverse("desk:design_change", args=[design.pk]), given, headers={"HX-Request": "true"})


def state():
    return list(SurveyDesign.objects.values()), DesignChange.objects.count(), SurveyVersion.objects.count()


def test_the_page_shows_every_question_and_edits_the_chosen_one(analyst, design):
    address = reverse("desk:design", args=[design.pk])
    page = analyst.get(address).content.decode()
    for code in item_codes(design.document):
        assert f'data-code="{code}"' in page
    for chosen in [*item_codes(design.document), "@page:steps", "@form", "moon"]:
        part = analyst.get(address, {"chosen": chosen}, headers={"HX-Request": "true"})
        assert part.status_code == 200
        assert "<html" not in part.content.decode()


@pytest.mark.parametrize("one", instruments(), ids=lambda one: one.code)
def test_all_of_the_library_opens_in_the_builder(analyst, system, now, one):
    made = services.begin_from_template(template=one.code, code=f"my_{one.code}", by=system, now=now)
    for code in ["@form", *item_codes(made.document)]:
        assert analyst.get(reverse("desk:design", args=[made.pk]), {"chosen": code}).status_code == 200
    assert analyst.get(reverse("desk:survey_template", args=[one.code])).status_code == 200


def test_changes_of_every_sort_go_through_and_can_be_taken_back(analyst, design):
    before = SurveyDesign.objects.get().document
    changes = [
        {"act": "write", "path": ["item", "csat", "text"], "language": "en", "text": "<b>Happy?</b>"},
        {"act": "write", "path": ["item", "csat", "help"], "language": "zh", "text": "请选一项"},
        {"act": "add_item", "kind": "maxdiff", "after": "nps"},
        {"act": "add_option", "code": "maxdiff"},
        {"act": "remove_option", "code": "maxdiff", "option": "a1"},
        {"act": "add_row", "code": "steps"},
        {"act": "copy_item", "code": "csat"},
        {"act": "split_item", "code": "nps", "language": "zh", "texts": ["速度？", "态度？"]},
        {"act": "shift_item", "code": "csat_2", "by": 1},
        {"act": "remove_item", "code": "effort"},
        {"act": "rename", "code": "csat", "to": "overall"},
        {"act": "add_page"},
        {"act": "add_quota"},
        {"act": "condition", "path": ["item", "comment", "show_if"], "joint": "any",
         "parts": [{"field": "overall", "op": "<=", "value": "2"}, {"field": "nps", "op": "answered"}]},
        {"act": "edit", "operation": {"op": "set", "path": ["item", "comment", "required"], "value": True}},
        {"act": "remove_page", "code": "steps"},
    ]  # fmt: skip
    for change in changes:
        answer = post(analyst, design, change, redraw="1")
        assert answer.status_code == 200, (change, answer.content.decode()[:600])
    assert "<b>Happy" not in answer.content.decode()
    after = SurveyDesign.objects.get().document
    comment = find_item(after, "comment")[2]
    assert comment["show_if"]["any"][0] == {"field": "overall", "op": "<=", "value": 2}
    for _ in changes:
        assert post(analyst, design, {"act": "undo"}).status_code == 200
    assert SurveyDesign.objects.get().document == before
    for _ in changes:
        post(analyst, design, {"act": "redo"})
    assert SurveyDesign.objects.get().document == after


@pytest.mark.parametrize(
    "change",
    [
        None, [], {"act": "drop_table"}, {"act": "edit"}, {"act": "edit", "operation": {"op": "set"}},
        {"act": "add_item", "kind": "hologram"}, {"act": "add_item", "kind": "csat"},
        {"act": "remove_item", "code": "moon"}, {"act": "rename", "code": "csat", "to": "nps"},
        {"act": "rename", "code": "csat", "to": "../x"}, {"act": "write", "path": [], "language": "zh", "text": "x"},
        {"act": "write", "path": ["item", "csat", "text"], "language": "fr", "text": "x"},
        {"act": "write", "path": ["item", "csat", "text"], "language": "zh", "text": "长" * 3000},
        {"act": "write", "path": ["item", "csat", "text"], "language": "zh", "text": {"a": 1}},
        {"act": "condition", "path": ["item", "nps", "show_if"], "joint": "any", "parts": [{"field": "csat", "op": "<=", "value": "x"}]},
        {"act": "condition", "path": ["item", "nps", "show_if"], "joint": "xor", "parts": []},
        {"act": "split_item", "code": "nps", "language": "zh", "texts": ["速度？"]},
        {"act": "split_item", "code": "nps", "language": "zh", "texts": ["速度？", {"a": 1}]},
        {"act": "undo"},
    ],
)  # fmt: skip
def test_what_is_no_change_is_refused_and_nothing_moves(analyst, design, change):
    before = state()
    answer = post(analyst, design, change)
    assert answer.status_code == 422
    assert "ht-bad" in answer.content.decode()
    assert state() == before


def test_the_second_editor_is_told_what_the_first_did(analyst, design):
    first = {"act": "write", "path": ["item", "csat", "text"], "language": "zh", "text": "甲的改动"}
    assert post(analyst, design, first, revision=design.revision).status_code == 200
    before = state()
    second = {"act": "write", "path": ["item", "csat", "text"], "language": "zh", "text": "乙的改动"}
    answer = post(analyst, design, second, revision=design.revision)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "甲的改动" in page
    assert json.dumps(second).replace('"', "&quot;") in page
    assert state() == before


def test_publishing_says_what_is_missing_and_then_makes_a_version(analyst, design):
    post(analyst, design, {"act": "write", "path": ["item", "csat", "text"], "language": "en", "text": ""})
    revision = SurveyDesign.objects.get().revision
    address = reverse("desk:design_publish", args=[design.pk])
    before = state()
    assert analyst.post(address, {"revision": revision}).status_code == 422
    assert state() == before
    post(analyst, design, {"act": "undo"})
    assert analyst.post(address, {"revision": revision}).status_code == 409
    assert analyst.post(address, {"revision": revision + 1}).status_code == 302
    assert SurveyVersion.objects.get(code="claim_talk").version == 1


def test_beginning_from_the_library_from_nothing_and_from_a_survey(analyst, system, now):
    address = reverse("desk:survey_library")
    assert analyst.get(address).status_code == 200
    given = {"template": "post_claim", "code": "after_claims"}
    assert analyst.post(address, given).status_code == 302
    assert analyst.post(address, given).status_code == 422
    assert analyst.post(address, {"code": "empty_one", "name_en": "Empty"}).status_code == 302
    assert analyst.post(address, {"code": "no_name"}).status_code == 422
    assert analyst.post(address, {"code": "../x", "name_en": "x"}).status_code == 422
    services.load_documents(by=system, now=now)
    assert analyst.post(reverse("desk:survey_design", args=["post_claim"])).status_code == 302
    codes = sorted(SurveyDesign.objects.values_list("code", flat=True))
    assert codes == ["after_claims", "empty_one", "post_claim"]
    design = SurveyDesign.objects.get(code="post_claim")
    assert analyst.post(reverse("desk:design_copy", args=[design.pk])).status_code == 302
    assert analyst.get(reverse("desk:design_history", args=[design.pk])).status_code == 200


def test_versions_are_compared_question_by_question(analyst, design, system, now):
    services.publish_design(design_id=design.pk, revision=design.revision, by=system, now=now)
    post(
        analyst,
        design,
        {"act": "write", "path": ["item", "csat", "text"], "language": "zh", "text": "换了说法"},
    )
    post(analyst, design, {"act": "remove_item", "code": "effort"})
    revision = SurveyDesign.objects.get().revision
    services.publish_design(design_id=design.pk, revision=revision, by=system, now=now)
    page = analyst.get(reverse("desk:survey_versions", args=["claim_talk"])).content.decode()
    assert "<ins>换了说法" in page
    assert "effort" in page


@pytest.mark.parametrize("role", [Role.SERVICE_AGENT, Role.EXAMINER, Role.MEMBER])
def test_who_may_not_design_is_refused(door, user_of, member_of, mei, design, role):
    client = door(member_of(mei) if role is Role.MEMBER else user_of(role))
    before = state()
    assert post(client, design, {"act": "add_page"}).status_code == 403
    for name in ("design_publish", "design_retire", "design_copy"):
        assert client.post(reverse(f"desk:{name}", args=[design.pk]), {"revision": 1}).status_code == 403
    assert client.get(reverse("desk:design", args=[design.pk])).status_code == 403
    assert state() == before


def test_the_preview_walks_through_the_real_pages_and_keeps_nothing(analyst, design):
    address = reverse("member:survey_preview", args=[design.pk])
    before = state()
    first = analyst.get(address, {"language": "en"})
    assert first.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in first.headers["Content-Security-Policy"]
    assert "how satisfied are you" in first.content.decode()
    refused = analyst.post(f"{address}?language=en", {"page": "overall", "go": "next"})
    assert refused.status_code == 422  # satisfaction must be answered here as well
    second = analyst.post(
        f"{address}?language=en", {"page": "overall", "go": "next", "csat": "2"}, follow=True
    )
    page = second.content.decode()
    assert "Step by step" in page
    assert 'id="q-what_went_wrong" data-question="what_went_wrong" data-kind="multiple">' in page
    happy = analyst.post(
        address, {"page": "overall", "go": "next", "csat": "5"}, follow=True
    ).content.decode()
    assert 'id="q-what_went_wrong" data-question="what_went_wrong" data-kind="multiple" hidden' in happy
    forged = analyst.get(address, {"given": "e30:forged:sig", "at": "what_went_wrong"}).content.decode()
    assert 'id="q-what_went_wrong" data-question="what_went_wrong" data-kind="multiple">' in forged
    assert state() == before
    assert not Response.objects.exists()
    assert not Answer.objects.exists()


def test_the_pilot_report_says_what_to_mend(analyst, asked, make_customer, system, now, user_of, door):  # noqa: F811
    services.load_documents(by=system, now=now)
    study = services.make_study(
        name="试测", survey_code="post_claim", version=1, stage=Stage.PILOT, by=system, now=now
    )
    address = reverse("desk:pilot_report", args=[study.pk])
    assert analyst.get(address).status_code == 200
    for number, answers in enumerate(({"csat": 5, "comment": "<b>办得飞快</b>"}, {"csat": 5}, None)):
        invitation, _ = asked(make_customer(name=f"客户{number}"))
        Invitation.objects.filter(pk=invitation.pk).update(study=study)
        if answers:
            services.submit_response(
                invitation_id=invitation.pk, answers=answers, seconds={"csat": 9}, by=system, now=now
            )
        else:
            services.save_answer(invitation_id=invitation.pk, item="csat", value=1, now=now)
    report = pilot_report_for(system, study.pk)
    assert (report.figures.begun, report.figures.finished) == (3, 2)
    assert {check.code: check.met for check in report.checks}["broken_off"] is False
    page = analyst.get(address).content.decode()
    assert "&lt;b&gt;办得飞快" in page
    assert "办得飞快" not in door(user_of(Role.MARKETER)).get(address).content.decode().partition("<main")[2]
