"""X2: surveys are versioned documents in both languages; a changed one is a new version."""

import copy

import pytest
import yaml

from hearten.domains.surveys.models import SurveyVersion
from hearten.domains.surveys.reading import (
    FOLDER,
    asking_rules,
    check_document,
    compile_survey,
    latest_document,
    latest_versions,
    read_documents,
)
from hearten.domains.surveys.services import (
    change_design,
    continue_survey,
    documents,
    ensure_version,
    load_documents,
    publish_design,
)
from hearten.kernel.errors import Conflict, Invalid, NotFound

DOMAINS = FOLDER.parents[1]


@pytest.mark.parametrize("code", ["post_claim", "post_purchase", "follow_up"])
def test_each_survey_is_whole_in_both_languages(code):
    survey = compile_survey(latest_document(code))
    for words in [
        survey.name,
        survey.about,
        survey.privacy_notice,
        survey.thanks,
        *(i.text for i in survey.items),
    ]:
        assert words.in_language("en").isascii() or "“" in words.en or "’" in words.en
        assert any("\u4e00" <= sign <= "\u9fff" for sign in words.in_language("zh-hans"))
    assert "withdraw" in survey.privacy_notice.en
    assert survey.items[-1].kind == "text", "open questions come last"


def test_triggers_ask_surveys_that_exist():
    rules = asking_rules()
    assert {trigger.survey for trigger in rules.triggers} <= set(latest_versions())
    assert all(0 < trigger.fraction <= 1 for trigger in rules.triggers)
    sources = "".join(path.read_text() for path in DOMAINS.rglob("services/*.py"))
    assert all(f'"{trigger.moment}"' in sources for trigger in rules.triggers), "a moment that nobody records"
    assert len({trigger.name for trigger in rules.triggers}) == len(rules.triggers)


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (lambda d: d.pop("privacy_notice"), "document"),
        (lambda d: d["items"][0].update(kind="stars"), "items.0.kind"),
        (lambda d: d["items"].append(d["items"][0]), "items.4.code"),
        (lambda d: d["items"][0]["text"].pop("en"), "items.0.text"),
        (lambda d: d.update(extra=1), "document"),
    ],
)
def test_a_wrong_document_is_refused_and_says_where(spoil, where):
    document = copy.deepcopy(latest_document("post_claim"))
    spoil(document)
    with pytest.raises(Invalid) as refusal:
        check_document(document)
    assert refusal.value.field == where


def test_documents_load_once_and_a_changed_one_is_refused(db, system, now):
    rows = load_documents(by=system, now=now)
    assert load_documents(by=system, now=now) == rows
    assert SurveyVersion.objects.count() == len(read_documents())
    SurveyVersion.objects.filter(code="post_claim").update(sha256="0" * 64)
    with pytest.raises(Conflict, match="new version"):
        load_documents(by=system, now=now)


def test_what_the_desk_published_is_not_displaced_by_a_release(db, system, now, monkeypatch):
    load_documents(by=system, now=now)
    design = continue_survey(code="post_claim", by=system, now=now)
    operation = {"op": "set", "path": ["item", "csat", "text", "zh"], "value": "总的来说，您满意吗？"}
    design = change_design(
        design_id=design.pk, revision=design.revision, operation=operation, by=system, now=now
    )
    ours = publish_design(design_id=design.pk, revision=design.revision, by=system, now=now)
    assert ours.version == 2
    shipped = [*read_documents(), *({"code": code, "version": 3} for code in ("post_claim", "post_purchase"))]
    monkeypatch.setattr(documents, "read_documents", lambda: shipped)
    monkeypatch.setattr(documents, "latest_versions", lambda: {"post_claim": 3, "post_purchase": 3})
    assert {(row.code, row.version) for row in load_documents(by=system, now=now)} == {
        ("follow_up", 1),
        ("post_purchase", 1),
        ("post_purchase", 3),
    }
    assert ensure_version("post_claim", now=now) == ours
    assert list(SurveyVersion.objects.filter(code="post_claim").values_list("version", flat=True)) == [1, 2]


def test_an_unknown_survey_is_not_there():
    with pytest.raises(NotFound):
        latest_document("../triggers")


def test_documents_are_plain_yaml():
    for path in FOLDER.rglob("*.yaml"):
        assert isinstance(yaml.safe_load(path.read_text()), dict)
