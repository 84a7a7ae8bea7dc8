"""X10: page, PDF and workbook say the same, in both languages; figures are the engines'; small cells are nowhere."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import numpy as np
import openpyxl
import pypdfium2
import pytest
from django.utils.translation import override

from hearten.domains.insight.selectors.studies.drivers import driver_analysis
from hearten.domains.insight.study_types import Flagged
from hearten.domains.reports.models import Report, ReportRun
from hearten.domains.reports.selectors import RunPage, for_reader
from hearten.domains.reports.types import ReportQuestion, Section
from hearten.domains.surveys.reading import compile_survey
from hearten.doors.desk.reports.compose import analyses, compose
from hearten.doors.desk.reports.document import report_pdf
from hearten.doors.desk.reports.present import presented
from hearten.doors.desk.reports.workbook import report_workbook
from hearten.engines.psychometrics.descriptives import net_promoter
from hearten.kernel.clock import utc_now
from tests.domains.insight.studies.conftest import (
    document,
    planted,  # noqa: F401 -- a fixture
)

SECTIONS = [
    Section.FINDINGS, Section.SCORES, Section.DRIVERS, Section.SERVQUAL, Section.KANO,
    Section.COMPARISONS, Section.QUESTIONS, Section.ACTIONS, Section.METHOD,
]  # fmt: skip
RARE = "rare-product"
_MADE: dict[str, object] = {}  # the analyses are the slow part: worked out once for all tests here


@pytest.fixture
def frame(planted, monkeypatch):  # noqa: F811
    """400 answers by a known rule; three of them from customers of a product of their own."""
    made, _kind = planted(200)
    products = made.columns.groups["product"].copy()
    products[:3], products[3:50] = RARE, "third"
    columns = replace(made.columns, groups={**made.columns.groups, "product": products})
    made = replace(made, columns=columns)
    monkeypatch.setattr(analyses, "study_frame", lambda actor, question: made)
    return made


@pytest.fixture
def chosen(planted):  # noqa: F811
    """120 people choose the best and the worst of four wishes, mostly in one order."""
    order = ["fast", "near", "cheap", "nice"]
    made, _kind = planted(120)
    words = {"zh": "一个问题？", "en": "A question?"}
    item = {"code": "most", "kind": "maxdiff", "text": words, "tasks": [order],
            "options": [{"code": one, "text": {"zh": one, "en": one}} for one in order]}  # fmt: skip
    survey = compile_survey(document() | {"items": [item]})
    rng = np.random.default_rng(2)
    felt = np.array([2.0, 1.0, 0.0, -1.0]) + rng.gumbel(size=(120, 4))
    best, worst = felt.argmax(axis=1).astype(float), felt.argmin(axis=1).astype(float)
    columns = replace(made.columns, survey=survey, values={"most.1.best": best, "most.1.worst": worst})
    return replace(made, columns=columns)


@pytest.fixture
def page(frame, system, db):
    if not _MADE:
        question = ReportQuestion(survey_code="planted")
        _MADE.update(compose(system, question, SECTIONS, report_id="", now=utc_now()))
    snapshot = dict(_MADE)
    json.dumps(snapshot, allow_nan=False)
    run = ReportRun(
        report=Report(name="=1+1 季度报告"), state="draft", started_by="An", made_at=utc_now(), sections=[],
        words={"findings": {"zh": "=1+1", "en": "+cmd|' /C calc'!A0"}}, snapshot=snapshot,
    )  # fmt: skip
    return RunPage(run, for_reader({**snapshot, "actions": []}, system))


def _pdf_text(data):
    document = pypdfium2.PdfDocument(data)
    return "".join(page.get_textpage().get_text_range() for page in document)


def _bare(text):
    """Without blanks and line ends, with straight quotation marks: how it is set is not what is said."""
    return "".join(text.split()).translate(str.maketrans("“”‘’", "\"\"''"))


def test_snapshot_holds_the_figures_of_the_engines(page, frame):
    figures = {one["key"]: one for one in page.snapshot["figures"]}
    score = net_promoter(frame.columns.values["nps"], frame.weights).score
    assert (figures["nps"]["value"], figures["nps"]["n"]) == (pytest.approx(score.value), score.n)
    section = next(one for one in page.snapshot["sections"] if one["code"] == "drivers")
    table = next(block for block in section["blocks"]["en"] if block["kind"] == "table")
    found = {driver.label.en: 100 * driver.share for driver in driver_analysis(frame).drivers}
    assert {row[0]: row[1] for row in table["rows"]} == pytest.approx(found)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pdf_and_workbook_say_every_finding(page, language):
    with override(language):
        text = _bare(_pdf_text(report_pdf(presented(page))))
        book = openpyxl.load_workbook(io.BytesIO(report_workbook(presented(page))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    said = {str(cell.value) for cell in cells}
    findings = [one["zh" if language == "zh-hans" else "en"] for one in page.snapshot["findings"]]
    assert len(findings) > 3
    assert [one for one in findings if _bare(one) not in text] == []
    assert [one for one in findings if one not in said] == []
    assert len(book.sheetnames) == len(SECTIONS) + 1
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(isinstance(cell.value, float) for cell in cells)
    assert not [cell for cell in cells if isinstance(cell.value, str) and cell.value[0] in "=+@"]


def test_a_group_of_three_is_nowhere(page, frame):
    assert RARE in frame.columns.groups["product"]
    with override("en"):
        shown = presented(page)
        outputs = [json.dumps(page.snapshot), _pdf_text(report_pdf(shown))]
        book = openpyxl.load_workbook(io.BytesIO(report_workbook(shown)))
    outputs += [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [text for text in outputs if RARE in text]
    assert "million" in outputs[0]  # the others are there


def test_what_matters_most_is_weighed_together_and_never_task_by_task(chosen, monkeypatch, system, db):
    monkeypatch.setattr(analyses, "study_frame", lambda actor, question: chosen)
    made = compose(system, ReportQuestion(survey_code="planted"), [Section.PREFERENCES, Section.QUESTIONS], report_id="", now=utc_now())  # fmt: skip
    preferences, questions = (section["blocks"]["en"] for section in made["sections"])
    table = next(block for block in preferences if block["kind"] == "table")
    assert [row[0] for row in table["rows"]] == ["fast", "near", "cheap", "nice"]
    assert all(row[3] < row[2] < row[4] for row in table["rows"])
    assert [block["kind"] for block in questions] == ["text"]


def test_careless_answers_are_no_kind_of_customers(planted, monkeypatch, system, db):  # noqa: F811
    whole, _kind = planted(300)
    marked = np.arange(300) >= 270
    kept = replace(whole, columns=whole.columns.where(~marked), weights=whole.weights[~marked])
    by_flag = {Flagged.WITHOUT_FLAGGED: kept}
    monkeypatch.setattr(analyses, "study_frame", lambda actor, question: by_flag.get(question.flagged, whole))
    made = compose(
        system, ReportQuestion(survey_code="planted"), [Section.SEGMENTS], report_id="", now=utc_now()
    )
    (blocks,) = (section["blocks"]["en"] for section in made["sections"])
    assert any("look careless" in str(block) for block in blocks)
    table = next(block for block in blocks if block["kind"] == "table")
    assert sum(row[2] for row in table["rows"]) == 270


def test_too_few_answers_make_no_report(planted, monkeypatch, system, db):  # noqa: F811
    few, _kind = planted(60)
    few = replace(few, columns=few.columns.where(np.arange(60) < 4), weights=few.weights[:4])
    monkeypatch.setattr(analyses, "study_frame", lambda actor, question: few)
    with pytest.raises(Exception, match="Too few people"):
        compose(system, ReportQuestion(survey_code="planted"), SECTIONS, report_id="", now=utc_now())
