"""X1: a questionnaire that can't be asked is refused with its place and a sentence."""

from __future__ import annotations

import pytest

from hearten.domains.surveys.reading import check_document, compile_survey
from hearten.kernel.errors import Invalid
from tests.domains.surveys.every_kind import document

TEXT = {"zh": "问", "en": "Ask"}
NUMBER = {"kind": "number", "text": TEXT}


def item(plain, code):
    return next(found for page in plain["pages"] for found in page["items"] if found["code"] == code)


def test_the_questionnaire_with_every_kind_is_whole():
    plain = document()
    check_document(plain)
    survey = compile_survey(plain)
    assert len(survey.pages) == 5
    keys = [field.key for field in survey.fields()]
    assert len(keys) == len(set(keys))
    assert {
        "service.speed",
        "best.2.worst",
        "kano.day.d",
        "quality.r1.e",
        "points.kind",
        "channel.other",
    } <= set(keys)
    assert {field.key for field in survey.fields() if field.sealed} == {
        "why",
        "channel.other",
        "health",
        "photo",
        "comment",
    }
    assert survey.item("health").consent == "agreed"


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (lambda d: d.update(items=d["pages"][0]["items"]), "document"),
        (lambda d: d["pages"].append(d["pages"][0]), "pages.5.code"),
        (lambda d: item(d, "why").update(show_if={"field": "nobody", "op": "answered"}), "pages.0.items.2.show_if"),
        (lambda d: item(d, "csat").update(show_if={"field": "nps", "op": ">", "value": 1}), "pages.0.items.1.show_if"),
        (lambda d: item(d, "why").update(show_if={"field": "csat", "op": "==", "value": "2"}), "pages.0.items.2.show_if"),
        (lambda d: d["pages"][2].update(show_if={"field": "channel", "op": "==", "value": "fax"}), "pages.2.show_if"),
        (lambda d: d["pages"][3].update(show_if={"field": "order", "op": "answered"}), "pages.3.show_if"),
        (lambda d: d["shuffle_pages"].append(["needs", "you"]), "shuffle_pages.1"),
        (lambda d: d["shuffle_pages"].append(["x", "y"]), "shuffle_pages.1"),
        (lambda d: d["quotas"][0]["when"].update(value="fax"), "quotas.0.when"),
        (lambda d: item(d, "best")["tasks"][0].append("fax"), "pages.3.items.0.tasks.0"),
        (lambda d: item(d, "best")["tasks"][1].append("care"), "pages.3.items.0.tasks.1"),
        (lambda d: item(d, "trust").pop("low_label"), "pages.0.items.5.low_label"),
        (lambda d: item(d, "trust").update(rows=[]), "pages.0.items.5.rows"),
        (lambda d: item(d, "trust").update(options=[{"code": c, "text": TEXT} for c in "ab"]), "pages.0.items.5.options"),
        (lambda d: item(d, "service").update(rows=[{"code": f"r{n}", "text": TEXT} for n in range(200)]), "pages.1.items.2.rows"),
        (lambda d: item(d, "used").update(at_most=6), "pages.1.items.1.at_most"),
        (lambda d: item(d, "used")["options"].append({"code": "dk", "text": TEXT}), "pages.1.items.1.options"),
        (lambda d: item(d, "order")["options"][0].update(other=True), "pages.2.items.0.options.0.other"),
        (lambda d: item(d, "quality")["rows"][0].update(dimension="charm"), "pages.2.items.2.rows.0.dimension"),
        (lambda d: item(d, "visits").update(minimum=400), "pages.4.items.2.maximum"),
        (lambda d: item(d, "since").update(earliest="2020-02-31"), "pages.4.items.3.earliest"),
        (lambda d: item(d, "csat").update(low_at_most=5), "pages.0.items.1.low_at_most"),
        (lambda d: item(d, "agreed").update(kind="note"), "pages.4.items.1.sensitive"),
        (lambda d: item(d, "nps").update(text={"zh": "{{channel}}", "en": "x"}), "pages.0.items.4.text"),
        (lambda d: item(d, "comment").update(text={"zh": "{{health}}", "en": "x"}), "pages.4.items.5.text"),
        (lambda d: item(d, "csat").update(text={"zh": "长" * 2001, "en": "x"}), "pages.0.items.1.text.zh"),
        (lambda d: d["pages"][0]["items"].extend({**NUMBER, "code": f"n{n}"} for n in range(60)), "pages.0.items"),
        (lambda d: d.update(pages={}), "pages"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_at_its_place(spoil, where):
    plain = document()
    spoil(plain)
    with pytest.raises(Invalid) as refusal:
        check_document(plain)
    assert refusal.value.field == where
    assert "%(" not in str(refusal.value)


@pytest.mark.parametrize("plain", [None, [], "x", 5, {"pages": [None]}])
def test_what_is_no_document_at_all_is_refused(plain):
    with pytest.raises(Invalid):
        check_document(plain)
