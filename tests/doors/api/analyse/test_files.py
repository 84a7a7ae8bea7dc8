"""The same answers from CSV, Parquet and XLSX; the same report as JSON, CSV tables and a workbook."""

from __future__ import annotations

import csv
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.management.base import CommandError
from openpyxl import Workbook, load_workbook

from . import answers
from .asking import column, command, report_of, same

ASKED = [
    {"id": "scale", "analysis": "describe", "columns": ["s1", "s4"]},
    {"id": "cities", "analysis": "survey-shares", "column": "city"},
]


def known(cell):
    """The cell, or None where there is no answer."""
    return None if cell == "" or (isinstance(cell, float) and np.isnan(cell)) else cell


def as_parquet(path):
    pq.write_table(
        pa.table(
            {
                name: pa.array([known(cell) for cell in values.tolist()])
                for name, values in answers.columns().items()
            }
        ),
        path,
    )


def as_workbook(path):
    book = Workbook()
    made = answers.columns()
    book.active.append(list(made))
    for row in zip(*(values.tolist() for values in made.values()), strict=True):
        book.active.append([known(cell) for cell in row])
    book.save(path)


WAYS = {
    "plain.csv": answers.write,
    "semicolon.csv": lambda path: answers.write(path, separator=";"),
    "wide.csv": lambda path: answers.write(path, separator=";", encoding="gb18030"),
    "chinese.csv": lambda path: answers.write(path, separator="，"),
    "tab.tsv": lambda path: answers.write(path, separator="\t", encoding="utf-8-sig"),
    "excel.csv": lambda path: answers.write(path, separator="\t", encoding="utf-16"),
    "table.parquet": as_parquet,
    "book.xlsx": as_workbook,
}


@pytest.mark.parametrize("name", WAYS)
def test_every_kind_of_file_says_the_same(tmp_path, name):
    WAYS[name](tmp_path / name)
    found = report_of(tmp_path, {"data": {"file": name}, "analyses": ASKED})
    made = answers.columns()
    for place, item in enumerate(("s1", "s4")):
        one = found["scale"]["columns"][place]
        same([one["n"], one["mean"]["value"]], [(~np.isnan(made[item])).sum(), np.nanmean(made[item])])
        assert one["missing"] == np.isnan(made[item]).sum() > 0
    same(
        column(found["cities"]["figures"], "value"),
        [(made["city"] == city).mean() for city in sorted(set(made["city"]))],
    )


def test_columns_are_prepared_as_the_spec_says(tmp_path):
    rows = [
        "q,back,day,mood,flag",
        "1,1,2026-01-01,good,Yes",
        "9,2,2026-01-03,bad,No",
        "3,7,,so so,Yes",
        "8,NA,2026-02-01,good,",
    ]
    (tmp_path / "a.csv").write_text("\n".join(rows))
    spec = """
data:
  file: a.csv
  missing: ["", NA, 9]
  columns:
    q: {valid: [1, 7]}
    back: {reverse: [1, 7]}
    day: {type: date}
    mood: {recode: {good: 1, bad: 0}}
  derive:
    both: {mean: [q, back]}
    either: {sum: [q, back], answered: 1}
    apart: {difference: [q, back]}
    low: {is: {back: {"<=": 6}, flag: [Yes, No]}}
analyses:
  - {id: all, analysis: describe, columns: [q, back, day, mood, both, either, apart, low]}
  - {id: yes, analysis: describe, columns: q, where: {flag: Yes}}
  - {id: each, analysis: describe, columns: back, by: flag}
"""
    found = report_of(tmp_path, spec)
    seen = {one["column"]: (one["n"], one["mean"]["value"]) for one in found["all"]["columns"]}
    assert seen == {
        "q": (2, 2.0),
        "back": (3, 14 / 3),
        "day": (3, pytest.approx(20454 + 33 / 3)),
        "mood": (3, 2 / 3),
        "both": (2, 3.0),
        "either": (3, pytest.approx((8 + 6 + 4) / 3)),
        "apart": (2, -2.0),
        "low": (3, 2 / 3),
    }
    assert found["yes"]["columns"][0]["n"] == 2
    assert [(one["group"], one["columns"][0]["n"]) for one in found["each"]["groups"]] == [
        ("No", 1),
        ("Yes", 2),
    ]


@pytest.fixture
def spec(tmp_path):
    answers.write(tmp_path / "survey.csv")
    path = tmp_path / "spec.json"
    path.write_text(json.dumps({"title": "=cmd", "data": {"file": "survey.csv"}, "analyses": ASKED}))
    return path


def test_the_report_is_written_whole(spec, tmp_path):
    out = tmp_path / "sub" / "out.json"
    command(spec, "--out", out)
    assert out.read_text(encoding="utf-8") == command(spec)
    assert sorted(path.name for path in out.parent.iterdir()) == ["out.json"]
    report = json.loads(out.read_text(encoding="utf-8"))
    assert report["data"] == {"file": "survey.csv", "rows": answers.PEOPLE}
    mean = report["results"][0]["result"]["columns"][0]["mean"]["value"]
    assert mean == pytest.approx(np.nanmean(answers.columns()["s1"]), rel=1e-15)


def test_tables_and_workbooks_hold_the_same_figures(spec, tmp_path):
    command(spec, "--format", "csv-folder", "--out", tmp_path / "tables")
    command(spec, "--format", "xlsx", "--out", tmp_path / "book.xlsx")
    report = json.loads(command(spec))["results"]
    wanted = report[0]["result"]["distribution"]
    with (tmp_path / "tables" / "scale.distribution.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    same([float(row["share"]) for row in rows], column(wanted, "share"), 0, 0)
    sheet = load_workbook(tmp_path / "book.xlsx")["scale.distribution"]
    title, heads, *cells = sheet.iter_rows(values_only=True)
    assert title[0] == "scale.distribution"
    same([row[heads.index("share")] for row in cells], column(wanted, "share"), 1e-15, 0)
    with pytest.raises(CommandError, match="is there already"):
        command(spec, "--format", "csv-folder", "--out", tmp_path / "tables")


def test_words_of_answers_never_run_in_a_spreadsheet(tmp_path):
    (tmp_path / "a.csv").write_text("q\n=1+1\n-2+3\nfine\n")
    path = tmp_path / "spec.yaml"
    path.write_text("data: {file: a.csv}\nanalyses: [{id: s, analysis: survey-shares, column: q}]")
    command(path, "--format", "csv-folder", "--out", tmp_path / "tables")
    written = (tmp_path / "tables" / "s.figures.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in written
    assert "'-2+3" in written
    assert "\n=1+1" not in written


def test_nothing_stays_when_it_can_not_be_written(spec, tmp_path):
    (tmp_path / "folder").mkdir()
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(CommandError, match="can't be written"):
        command(spec, "--out", tmp_path / "folder")
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_heading_may_stand_on_two_lines(tmp_path):
    (tmp_path / "a.csv").write_text('"how clear\nwas it",q\n4,1\n5,"two\nlines"\n')
    found = report_of(
        tmp_path,
        {
            "data": {"file": "a.csv"},
            "analyses": [{"id": "d", "analysis": "describe", "columns": ["how clear*"]}],
        },
    )
    assert [found["d"]["columns"][0][k] for k in ("n", "median")] == [2, 4.5]


def test_no_digit_is_lost_on_the_way(tmp_path):
    """A workbook whose column holds NA keeps its long numbers, and a long number can be named in a condition."""
    book = Workbook()
    for row in (["q", "code"], [1234567.891, "x"], ["NA", 12345678], [0.125, 12345679]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    asked = [
        {"id": "d", "analysis": "describe", "columns": ["q"]},
        {"id": "one", "analysis": "describe", "columns": ["q"], "where": {"code": 12345679}},
    ]
    found = report_of(tmp_path, {"data": {"file": "a.xlsx"}, "analyses": asked})
    assert [found["d"]["columns"][0][k] for k in ("least", "most")] == [0.125, 1234567.891]
    assert found["one"]["columns"][0]["mean"]["value"] == 0.125
