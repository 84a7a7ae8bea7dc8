"""Every mistake in a spec gets a sentence that says what, where and how to mend it; nothing is written."""

from __future__ import annotations

import pytest
from django.core.management.base import CommandError

from . import answers
from .asking import command

ONE = "analyses: [{analysis: describe, columns: s1}]"
DATA = "data: {file: survey.csv}\n"

# name: (spec, what the sentence must hold: where, what, how)
SPECS = {
    "empty": ("", ["The spec is empty"]),
    "not YAML": ("data: {file: survey.csv", ["not well written", "line 1"]),
    "a name twice": (f"{DATA}{DATA}{ONE}", ["“data” stands twice", "Keep one"]),
    "not a mapping": ("[1, 2]", ["the options of spec are: title, data, design, analyses"]),
    "unknown part": (
        f"{DATA}{ONE}\ndesing: {{}}",
        ["desing: spec has no option “desing”", "Perhaps “design”"],
    ),
    "no analyses": (DATA, ["spec needs the option “analyses”"]),
    "no data": (ONE, ["analyses[1]: “describe” needs answers", "Add data:"]),
    "no file": (ONE + "\ndata: {file: none.csv}", ["data.file: There is no file", "none.csv"]),
    "other kind of file": (ONE + "\ndata: {file: spec.yaml}", ["spec.yaml is no kind of file", ".parquet"]),
    "broken workbook": (ONE + "\ndata: {file: broken.xlsx}", ["data.file: broken.xlsx can't be read"]),
    "broken Parquet": (ONE + "\ndata: {file: broken.parquet}", ["data.file: broken.parquet can't be read"]),
    "ragged rows": (
        ONE + "\ndata: {file: ragged.csv}",
        ["Row 3 of ragged.csv has 3 cells, the first row has 2"],
    ),
    "columns named alike": (ONE + "\ndata: {file: twice.csv}", ["several columns of the same name: s1"]),
    "no rows": (ONE + "\ndata: {file: heading.csv}", ["heading.csv has no answers"]),
    "no such sheet": (ONE + "\ndata: {file: book.xlsx, sheet: two}", ["no sheet “two”", "Sheet"]),
    "column of the data part": (
        f"{ONE}\ndata: {{file: survey.csv, columns: {{s9: {{type: number}}}}}}",
        ["data.columns.s9: There is no column “s9”", "Perhaps “s"],
    ),
    "wrong type": (
        f"{ONE}\ndata: {{file: survey.csv, columns: {{city: {{type: number}}}}}}",
        ["data.columns.city: Row 2 has “", "which is no number", "name it in missing"],
    ),
    "derived of words": (
        f"{ONE}\ndata: {{file: survey.csv, derive: {{x: {{mean: [s1, city]}}}}}}",
        ["data.derive.x.mean[2]: The column “city” holds words", "recode"],
    ),
    "derived twice": (
        f"{ONE}\ndata: {{file: survey.csv, derive: {{s1: {{sum: [s1]}}}}}}",
        ["data.derive.s1: There is a column “s1” already"],
    ),
    "no way to derive": (
        f"{ONE}\ndata: {{file: survey.csv, derive: {{x: {{}}}}}}",
        ["data.derive.x", "mean, sum, difference, is"],
    ),
    "design option": (
        f"{DATA}{ONE}\ndesign: {{weight: w}}",
        ["design.weight: design has no option", "Perhaps “weights”"],
    ),
    "design rule": (
        f"{DATA}{ONE}\ndesign: {{lonely: alone}}",
        ["design.lonely: “alone”", "fail, remove, certainty, adjust, average"],
    ),
    "weights of words": (
        f"{DATA}{ONE}\ndesign: {{weights: city}}",
        ["design.weights: The column “city” holds words"],
    ),
    "weights with gaps": (
        f"{DATA}{ONE}\ndesign: {{weights: s1}}",
        ["design.weights: A weight is missing or below zero"],
    ),
    "totals without answers": (
        f"{DATA}{ONE}\ndesign: {{post_stratify: {{column: stratum, totals: {{a: 1, b: 2, c: 3}}}}}}",
        ["design.cells: Nobody in “c” answered"],
    ),
    "unknown analysis": (
        DATA + "analyses: [{analysis: alfa, items: s*}]",
        ["analyses[1].analysis: There is no analysis “alfa”", "Perhaps “alpha”"],
    ),
    "unnamed analysis": (
        DATA + "analyses: [{items: s*}]",
        ["analyses[1]: An entry of analyses needs to say which"],
    ),
    "unknown option": (
        DATA + "analyses: [{analysis: alpha, itms: s*}]",
        ["analyses[1].itms: alpha has no option “itms”", "Perhaps “items”", "alpha needs the option “items”"],
    ),
    "unknown word": (
        DATA + "analyses: [{analysis: factors, items: s*, factors: 1, rotation: x}]",
        ["analyses[1].rotation", "none, varimax, oblimin, promax"],
    ),
    "share beyond one": (
        DATA + "analyses: [{analysis: nps, column: nps, confidence: 95}]",
        ["analyses[1].confidence: 95", "0 < number < 1"],
    ),
    "words for a number": (
        DATA + "analyses: [{analysis: box, columns: s1, lowest: '6', highest: 7}]",
        ["analyses[1].lowest: A number is needed", "without quotes"],
    ),
    "a flag in words": (
        DATA + "analyses: [{analysis: describe, columns: s1, weighted: Yes}]",
        ["analyses[1].weighted: Yes or no", "true or false"],
    ),
    "entry of a list": (
        DATA + "analyses: [{analysis: kano, features: [{functional: yes_f, dysfunctional: no}]}]",
        ["analyses[1].features[1].dysfunctional: There is no column “no”"],
    ),
    "column twice": (DATA + "analyses: [{analysis: alpha, items: [s1, -s1, s2]}]", ["named twice: s1"]),
    "too few columns": (DATA + "analyses: [{analysis: alpha, items: [s1]}]", ["too few columns here: 1"]),
    "nothing like it": (DATA + "analyses: [{analysis: alpha, items: 'x*'}]", ["There is no column “x*”"]),
    "condition": (
        DATA + "analyses: [{analysis: describe, columns: s1, where: {city: {'>': 3}}}]",
        ["analyses[1].where.city"],
    ),
    "comparison": (
        DATA + "analyses: [{analysis: describe, columns: s1, where: {s1: {'=>': 3}}}]",
        ["“=>” is no comparison", ">="],
    ),
    "nobody": (
        DATA + "analyses: [{analysis: describe, columns: s1, where: {city: 广州}}]",
        ["analyses[1] (1-describe), where: No row meets"],
    ),
    "id twice": (
        DATA
        + "analyses: [{analysis: describe, id: a, columns: s1}, {analysis: describe, id: a, columns: s2}]",
        ["analyses[2].id: The id “a” is taken"],
    ),
    "id like a path": (
        DATA + "analyses: [{analysis: describe, id: ../a, columns: s1}]",
        ["analyses[1].id: “../a” can't be used"],
    ),
    "engine says no": (
        DATA + "analyses: [{analysis: factors, items: [s1, s2], factors: 2}]",
        ["analyses[1] (1-factors), factors: 2 items can't be reduced to 2 factors"],
    ),
    "options that don't fit": (
        DATA
        + "analyses: [{analysis: regression, outcome: renewed, predictors: s2, kind: logistic, errors: HC3}]",
        ["analyses[1] (1-regression), errors: HC3"],
    ),
    "a question with itself": (
        DATA + "analyses: [{analysis: survey-chi-square, rows: city, columns: city}]",
        ["A question always goes with itself"],
    ),
    "endless": (
        DATA + "analyses: [{analysis: box, columns: s1, lowest: .inf, highest: 7}]",
        ["analyses[1].lowest: inf"],
    ),
    "not a number": (
        DATA + "analyses: [{analysis: box, columns: s1, lowest: .nan, highest: 7}]",
        ["analyses[1].lowest: nan"],
    ),
    "too large": (
        DATA + f"analyses: [{{analysis: alpha, items: s*, observations: {10**400}}}]",
        ["analyses[1].observations: 1000"],
    ),
    "limits in words": (
        f"{ONE}\ndata: {{file: survey.csv, columns: {{s1: {{valid: [one, two]}}}}}}",
        ["data.columns.s1.valid[1]: A number is needed", "data.columns.s1.valid[2]"],
    ),
    "sizes": (
        "analyses: [{analysis: sample-size, of: two-means}]",
        ["effect: A sample size for two-means needs effect"],
    ),
    "judgements": (
        "analyses: [{analysis: ahp, names: [a, b, c], judgements: [[1, 2]]}]",
        ["Person 1 compared 2 pairs; 3 things make 3"],
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    from openpyxl import Workbook

    made = tmp_path_factory.mktemp("bad")
    answers.write(made / "survey.csv")
    for name, text in {
        "broken.xlsx": "no workbook",
        "broken.parquet": "no table",
        "ragged.csv": "s1,b\n1,2\n1,2,3\n",
        "twice.csv": "s1,s1\n1,2\n",
        "heading.csv": "s1,s2\n",
    }.items():
        (made / name).write_text(text)
    Workbook().save(made / "book.xlsx")
    return made


@pytest.mark.parametrize("name", SPECS)
def test_a_bad_spec_is_refused_with_a_sentence(folder, name):
    text, told = SPECS[name]
    spec, out = folder / "spec.yaml", folder / "out.json"
    spec.write_text(text, encoding="utf-8")
    before = sorted(path.name for path in folder.iterdir())
    with pytest.raises(CommandError) as refused:
        command(spec, "--out", out)
    for part in told:
        assert part in str(refused.value)
    assert sorted(path.name for path in folder.iterdir()) == before


def test_all_mistakes_are_told_at_once(folder):
    spec = folder / "spec.yaml"
    spec.write_text(
        f"{DATA}titel: x\ndesign: {{weight: w}}\nanalyses: [{{analysis: alfa}}, {{analysis: alpha, items: [s1, s9]}}]"
    )
    with pytest.raises(CommandError) as refused:
        command(spec)
    assert [line.split(":")[0] for line in str(refused.value).splitlines()] == [
        "titel",
        "design.weight",
        "analyses[1].analysis",
        "analyses[2].items[2]",
    ]


def test_what_can_be_worked_out_is_given_when_asked_for(folder):
    import json

    spec = folder / "spec.yaml"
    spec.write_text(
        DATA
        + "analyses: [{analysis: factors, items: [s1, s2], factors: 2}, {analysis: describe, columns: s1}]"
    )
    failed, fine = json.loads(command(spec, "--keep-going"))["results"]
    assert "can't be reduced" in failed["error"]
    assert "result" not in failed
    assert fine["result"]["columns"][0]["n"] > 0


def test_mistakes_are_told_in_chinese(folder):
    spec = folder / "spec.yaml"
    spec.write_text(DATA + "analyses: [{analysis: alpha, items: [s1, s9]}]")
    with pytest.raises(CommandError, match=r"没有.*s9"):
        command(spec, "--language", "zh-hans")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "There is no spec"),
        (["--explain", "alfa"], "Perhaps “alpha”"),
        (["nowhere.yaml"], "can't be read"),
        (["spec.yaml", "--format", "xlsx"], "Add --out"),
    ],
)
def test_a_wrong_call_is_refused(arguments, told):
    with pytest.raises(CommandError, match=told):
        command(*arguments)
