"""X1: a questionnaire comes about step by step; nobody overwrites another's change; versions keep what was asked."""

from __future__ import annotations

import pytest

from hearten.base.accounts.types import Role
from hearten.domains.surveys import selectors, services
from hearten.domains.surveys.design_types import DesignState, MovedOn
from hearten.domains.surveys.models import DesignChange, SurveyDesign, SurveyVersion
from hearten.domains.surveys.services.documents import ensure_version
from hearten.kernel.errors import Conflict, Invalid, NotAllowed

NAME = {"zh": "理赔满意度", "en": "Claims"}


@pytest.fixture
def analyst(staff):
    return staff(Role.ANALYST)


@pytest.fixture
def design(db, analyst, now):
    return services.begin_blank(code="claims_care", name=NAME, by=analyst, now=now)


def everything():
    return (
        list(SurveyDesign.objects.order_by("pk").values()),
        DesignChange.objects.count(),
        list(SurveyVersion.objects.values()),
    )


def write(design, path, value, by, now):
    operation = {"op": "set", "path": path, "value": value}
    revision = SurveyDesign.objects.get(pk=design.pk).revision
    return services.change_design(design_id=design.pk, revision=revision, operation=operation, by=by, now=now)


def fill(design, by, now):
    for path, text in (
        (["about"], {"zh": "您的理赔", "en": "your claim"}),
        (["item", "csat", "text"], {"zh": "您满意吗？", "en": "Are you satisfied?"}),
    ):
        design = write(design, path, text, by, now)
    return design


def test_from_template_to_published_version_and_on_to_the_next(db, analyst, now):
    begun = services.begin_from_template(template="post_claim", code="claim_talk", by=analyst, now=now)
    first = services.publish_design(design_id=begun.pk, revision=begun.revision, by=analyst, now=now)
    assert (first.code, first.version) == ("claim_talk", 1)
    changed = write(begun, ["name", "en"], "Your newest claim", analyst, now)
    assert changed.state == DesignState.DRAFT
    second = services.publish_design(design_id=begun.pk, revision=changed.revision, by=analyst, now=now)
    assert second.version == 2
    assert SurveyVersion.objects.get(code="claim_talk", version=1).document["name"] == first.document["name"]
    assert ensure_version("claim_talk", now=now) == second


def test_a_survey_of_the_release_goes_on_at_the_desk_and_is_asked_in_its_new_version(
    db, analyst, now, system
):
    services.load_documents(by=system, now=now)
    design = services.continue_survey(code="post_claim", by=analyst, now=now)
    assert services.continue_survey(code="post_claim", by=analyst, now=now) == design
    changed = write(design, ["name", "en"], "Your claim, please", analyst, now)
    version = services.publish_design(design_id=design.pk, revision=changed.revision, by=analyst, now=now)
    assert ensure_version("post_claim", now=now) == version
    services.load_documents(by=system, now=now)
    assert ensure_version("post_claim", now=now).document["name"]["en"] == "Your claim, please"


def test_the_second_editor_sees_the_firsts_change_and_overwrites_nothing(design, analyst, staff, now):
    write(design, ["item", "csat", "text", "zh"], "甲", analyst, now)
    before = everything()
    with pytest.raises(MovedOn) as conflict:
        services.change_design(
            design_id=design.pk, revision=design.revision, by=staff(Role.ANALYST), now=now,
            operation={"op": "set", "path": ["item", "csat", "text", "zh"], "value": "乙"},
        )  # fmt: skip
    assert [change.operation["value"] for change in conflict.value.changes] == ["甲"]
    for attempt in (services.undo_change, services.publish_design, services.retire_design):
        with pytest.raises(MovedOn):
            attempt(design_id=design.pk, revision=design.revision, by=analyst, now=now)
    assert everything() == before


def test_undo_and_redo_walk_through_the_changes(design, analyst, now):
    def texts():
        return SurveyDesign.objects.get(pk=design.pk).document["pages"][0]["items"][0]["text"]["en"]

    def step(service):
        revision = SurveyDesign.objects.get(pk=design.pk).revision
        return service(design_id=design.pk, revision=revision, by=analyst, now=now)

    for text in ("one", "two", "three"):
        write(design, ["item", "csat", "text", "en"], text, analyst, now)
    seen = []
    for service in (services.undo_change, services.undo_change, services.redo_change, services.undo_change):
        step(service)
        seen.append(texts())
    assert seen == ["two", "one", "two", "one"]
    write(design, ["item", "csat", "text", "en"], "four", analyst, now)
    assert selectors.undo_and_redo(design.pk).redo is None
    step(services.undo_change)
    step(services.undo_change)
    assert texts() == ""
    with pytest.raises(Invalid):
        step(services.undo_change)
    assert [c.by_name for c in selectors.history_for(analyst, design.pk)][:1] == [analyst.name]


def test_an_unfinished_draft_is_not_published_and_says_what_is_missing(design, analyst, now):
    before = everything()
    with pytest.raises(Invalid) as refusal:
        services.publish_design(design_id=design.pk, revision=design.revision, by=analyst, now=now)
    assert refusal.value.field
    assert everything() == before
    filled = fill(design, analyst, now)
    version = services.publish_design(design_id=design.pk, revision=filled.revision, by=analyst, now=now)
    with pytest.raises(Invalid):
        services.publish_design(design_id=design.pk, revision=filled.revision + 1, by=analyst, now=now)
    assert list(SurveyVersion.objects.all()) == [version]


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "set", "path": ["code"], "value": "other"},
        {"op": "set", "path": ["version"], "value": 9},
        {"op": "set", "path": ["pages"], "value": []},
        {"op": "set", "path": ["name"], "value": "<script>"},
        {"op": "set", "path": ["item", "csat", "help"], "value": {"zh": "长" * 100_000, "en": ""}},
        {"op": "unset", "path": ["pages"]},
    ],
)
def test_hostile_changes_are_refused_and_change_nothing(design, analyst, now, operation):
    if operation["path"] == ["pages"] and operation["op"] == "set":
        operation = {**operation, "value": {"a": 1}}
    before = everything()
    with pytest.raises(Invalid):
        services.change_design(
            design_id=design.pk, revision=design.revision, operation=operation, by=analyst, now=now
        )
    assert everything() == before


def test_codes_are_taken_once_and_free_again_after_retiring(design, analyst, now):
    with pytest.raises(Conflict):
        services.begin_copy(design_id=design.pk, code="claims_care", by=analyst, now=now)
    services.retire_design(design_id=design.pk, revision=design.revision, by=analyst, now=now)
    with pytest.raises(Conflict):
        write(design, ["name", "en"], "x", analyst, now)
    assert services.begin_copy(design_id=design.pk, code="claims_care", by=analyst, now=now).pk != design.pk
    with pytest.raises(Invalid):
        services.begin_blank(code="../x", name=NAME, by=analyst, now=now)


@pytest.mark.parametrize("role", [Role.SERVICE_AGENT, Role.EXAMINER, Role.MEMBER])
def test_who_may_not_design_changes_nothing(design, staff, now, role):
    before = everything()
    for attempt in (
        lambda by: services.begin_blank(code="mine", name=NAME, by=by, now=now),
        lambda by: services.continue_survey(code="post_claim", by=by, now=now),
        lambda by: services.undo_change(design_id=design.pk, revision=1, by=by, now=now),
        lambda by: services.publish_design(design_id=design.pk, revision=1, by=by, now=now),
        lambda by: services.change_design(design_id=design.pk, revision=1, operation={}, by=by, now=now),
    ):
        with pytest.raises(NotAllowed):
            attempt(staff(role))
    assert everything() == before
