"""X1: what a hostile post or text does to a questionnaire in the making: refused in a sentence, or shown as mere text."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from hearten.base.accounts.types import Role
from hearten.domains.surveys import services
from hearten.domains.surveys.models import SurveyDesign
from hearten.doors.desk.insight.export import KINDS, table_file
from tests.untouched import everything

SCRIPT = "<script>alert(1)</script>"
ROWS = [{"code": f"r{n}", "text": {"zh": f"第{n}", "en": f"Row {n}"}} for n in range(200)]


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    """Other tests write files at the same time; what is compared here is ours alone."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def design(db, system, now):
    return services.begin_from_template(template="post_claim", code="claim_talk", by=system, now=now)


@pytest.fixture
def analyst(door, user_of):
    return door(user_of(Role.ANALYST))


def nested(times):
    """Changes within changes."""
    made = {"op": "unset", "path": ["item", "csat", "help"]}
    for _ in range(times):
        made = {"op": "several", "operations": [made]}
    return made


def put(path, value):
    return {"act": "edit", "operation": {"op": "set", "path": path, "value": value}}


HOSTILE = [
    put(["__class__"], "x"),
    put(["__dict__", "x"], "x"),
    put([], {}),
    put(["pages", -1], {}),
    put(["pages", 10**9, "items"], []),
    put(["pages", "../../etc/passwd"], "x"),
    put(["version"], 99),
    put(["code"], "relationship"),
    put(["item", "csat", "kind"], "script"),
    put(["item", "csat", "onclick"], "alert(1)"),
    put(["item", "csat", "text"], {"zh": "x", "en": "y", "fr": "z"}),
    put(["item", "csat", "text", "zh"], "长" * 100_000),
    put(["item", "steps", "rows"], ROWS),
    put(["item", "steps", "points"], 10**9),
    put(["item", "steps", "points"], "NaN"),
    put(["item", "steps", "rows"], [{"code": "../x", "text": {"zh": "a", "en": "b"}}]),
    put(["quotas"], [{"code": "q", "name": {"zh": "a", "en": "b"}, "when": {"field": "csat", "op": "eval", "value": 1}, "limit": 1}]),
    put(["item", "effort", "show_if"], {"field": "csat", "op": "exec", "value": "1"}),
    {"act": "edit", "operation": {"op": "eval", "path": ["pages"], "value": "1"}},
    {"act": "edit", "operation": {"op": "several", "operations": [{"op": "several", "operations": "x"}]}},
    {"act": "edit", "operation": {"op": "move", "path": ["item", "csat"], "to": ["name"], "at": 0}},
    {"act": "edit", "operation": {"op": "insert", "path": ["pages", 0, "items"], "at": 0, "value": {"code": "csat", "kind": "csat"}}},
    {"act": "edit", "operation": {"op": "remove", "path": ["pages"]}},
    {"act": "edit", "operation": []},
    {"act": ["undo"]},
    {"act": "rename", "code": "csat", "to": "context"},
    {"act": "rename", "code": "csat", "to": "x" * 10_000},
    {"act": "write", "path": ["__init__", "__globals__"], "language": "zh", "text": "x"},
    {"act": "split_item", "code": "csat", "language": "zh", "texts": ["a", "b", "c"]},
    {"act": "add_item", "kind": "__class__"},
    {"act": "copy_item", "code": {"$ne": 1}},
    "x" * 200_000,
    {"act": "edit", "operation": nested(400)},
    {"act": "edit", "operation": {"op": "set", "path": ["item", "csat", "help"], "value": {"zh": "x" * 200_000, "en": ""}}},
]  # fmt: skip


def post(client, design, change):
    revision = SurveyDesign.objects.get(pk=design.pk).revision
    given = {"revision": revision, "chosen": "csat", "change": json.dumps(change)}
    return client.post(reverse("desk:design_change", args=[design.pk]), given, headers={"HX-Request": "true"})


def test_a_change_that_leads_out_of_the_questionnaire_is_refused(analyst, design):
    wrong = []
    analyst.get(reverse("desk:design", args=[design.pk]))
    before = everything()
    for change in HOSTILE:
        answer = post(analyst, design, change)
        after = everything()
        if answer.status_code not in {400, 404, 422} or after != before:
            wrong.append(
                (str(change)[:90], answer.status_code, [k for k in after if after[k] != before.get(k)])
            )
        before = after
    assert not wrong


def test_brackets_without_end_are_no_change(analyst, design):
    given = {"revision": 1, "chosen": "csat", "change": "[" * 90_000}
    assert analyst.post(reverse("desk:design_change", args=[design.pk]), given).status_code == 422
    assert SurveyDesign.objects.get().revision == 1


def test_what_cannot_be_asked_is_not_published(analyst, design):
    """A question shown by one that comes after it, and two that wait for each other."""
    for later in ("nps", "effort"):
        post(analyst, design, put(["item", "csat", "show_if"], {"field": later, "op": ">=", "value": 1}))
    design.refresh_from_db()
    answer = analyst.post(reverse("desk:design_publish", args=[design.pk]), {"revision": design.revision})
    assert answer.status_code in {200, 302, 409, 422}
    design.refresh_from_db()
    shown = next(item for item in design.document["pages"][0]["items"] if item["code"] == "csat")
    assert "show_if" not in shown or design.state == "draft"


@pytest.mark.parametrize(
    "words", [SCRIPT, "{{context.__class__}}", "{% debug %}", '"><img src=x onerror=alert(1)>']
)
def test_texts_are_shown_as_text_in_the_builder_and_on_the_phone(analyst, design, words):
    post(analyst, design, {"act": "write", "path": ["item", "csat", "text"], "language": "zh", "text": words})
    for page in (
        reverse("desk:design", args=[design.pk]),
        reverse("desk:design_history", args=[design.pk]),
        reverse("member:survey_preview", args=[design.pk]) + "?language=zh-hans&at=csat",
    ):
        shown = analyst.get(page)
        assert shown.status_code == 200
        text = shown.content.decode()
        assert SCRIPT not in text
        assert "<img src=x" not in text
        assert "dict object" not in text
        assert "&lt;class" not in text


def test_nothing_in_a_table_that_leaves_the_house_acts_as_a_formula():
    evil = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", " =1", "＝1", '=HYPERLINK("http://x","y")', "\x00=1"]
    for kind in KINDS:
        content = table_file(kind, "x", evil, [evil]).content
        if kind == "csv":
            rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        else:
            sheet = load_workbook(io.BytesIO(content)).active
            assert all(cell.data_type != "f" for row in sheet for cell in row)
            rows = [[cell.value for cell in row] for row in sheet]
        assert len(rows) == 2
        assert all(cell.startswith("'") for row in rows for cell in row)
