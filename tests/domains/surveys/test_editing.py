"""X1: a change of a questionnaire can always be taken back, and never touches what it is not about."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.domains.surveys import building, editing
from hearten.domains.surveys.drafting import check_draft, completeness
from hearten.domains.surveys.questionnaire import MEASURES, ItemKind
from hearten.kernel.errors import Invalid

KINDS = [kind for kind in ItemKind if kind not in MEASURES]


def document():
    """Two pages: satisfaction, a reason shown to the unhappy, a matrix; then a ranking."""
    made = building.blank_document("claims_care", {"zh": "理赔", "en": "Claims"})
    items = made["pages"][0]["items"]
    items.append(building.new_item(ItemKind.SINGLE, "reason"))
    items[1]["show_if"] = {"any": [{"field": "csat", "op": "<=", "value": 2}]}
    items[1]["text"] = {"zh": "您给了 {{csat}} 分，为什么？", "en": "You gave {{ csat }}. Why?"}
    items.append(building.new_item(ItemKind.MATRIX, "matrix"))
    made["pages"].append({"code": "more", "items": [building.new_item(ItemKind.RANKING, "ranking")]})
    made["shuffle_pages"] = [["main", "more"]]
    return made


@st.composite
def operations(draw, doc):
    """Something that a person does at the desk to this document."""
    codes = building.item_codes(doc)
    page = draw(st.integers(0, len(doc["pages"]) - 1))
    at = draw(st.integers(0, len(doc["pages"][page]["items"])))
    text = draw(st.text(max_size=8))
    choices = [
        lambda: building.add_item(doc, draw(st.sampled_from(KINDS)), page=page, at=at)[0],
        lambda: building.add_page(doc, at=draw(st.integers(0, len(doc["pages"]))))[0],
    ]
    if codes:
        choices.append(lambda: building.add_quota(doc))
        code = draw(st.sampled_from(codes))
        item = editing.find_item(doc, code)[2]
        choices += [
            lambda: building.copy_item(doc, code)[0],
            lambda: building.remove_item(doc, code),
            lambda: building.shift_item(doc, code, draw(st.sampled_from([-1, 1]))) or building.add_quota(doc),
            lambda: {"op": "set", "path": ["item", code, "text", "zh"], "value": text},
            lambda: {"op": "set", "path": ["item", code, "required"], "value": True},
            lambda: {"op": "unset", "path": ["item", code, "required"]},
            lambda: {"op": "rename", "from": code, "to": building.fresh_code(codes, "renamed")},
        ]
        if item.get("options"):
            choices.append(lambda: building.add_option(doc, code))
            choices.append(lambda: building.remove_option(doc, code, item["options"][0]["code"]))
        if item.get("rows"):
            choices.append(lambda: building.add_row(doc, code))
            rows = ["item", code, "rows"]
            choices.append(
                lambda: {"op": "move", "path": [*rows, 0], "to": rows, "at": len(item["rows"]) - 1}
            )
    if len(doc["pages"]) > 1:
        choices.append(lambda: building.remove_page(doc, doc["pages"][page]["code"]))
    return draw(st.sampled_from(choices))()


@given(st.data())
def test_every_change_can_be_taken_back_and_made_again(data):
    states, inverses = [document()], []
    for _ in range(data.draw(st.integers(1, 6))):
        operation = data.draw(operations(states[-1]))
        before = copy.deepcopy(states[-1])
        edited = editing.apply(states[-1], operation)
        assert states[-1] == before, "the document that was given has been touched"
        back = editing.apply(edited.document, edited.inverse)
        assert back.document == states[-1]
        assert editing.apply(back.document, back.inverse).document == edited.document
        check_draft(edited.document)
        states.append(edited.document)
        inverses.append(edited.inverse)
    current = states[-1]
    for wanted, inverse in zip(reversed(states[:-1]), reversed(inverses), strict=True):
        current = editing.apply(current, inverse).document
        assert current == wanted


def test_a_quota_needs_a_question_to_count_by():
    doc = document()
    empty = {**doc, "pages": [{**page, "items": []} for page in doc["pages"]]}
    with pytest.raises(Invalid, match="counts answers"):
        building.add_quota(empty)


def test_a_renamed_question_keeps_those_that_speak_of_it():
    doc = document()
    edited = editing.apply(doc, {"op": "rename", "from": "csat", "to": "overall"})
    reason = edited.document["pages"][0]["items"][1]
    assert reason["show_if"] == {"any": [{"field": "overall", "op": "<=", "value": 2}]}
    assert reason["text"] == {"zh": "您给了 {{overall}} 分，为什么？", "en": "You gave {{ overall }}. Why?"}
    with pytest.raises(Invalid):
        editing.apply(doc, {"op": "rename", "from": "csat", "to": "reason"})


def test_a_path_by_codes_finds_a_question_that_somebody_else_has_moved():
    doc = document()
    moved = editing.apply(doc, building.shift_item(doc, "matrix", 1)).document
    assert editing.find_item(moved, "matrix")[:2] == (1, 0)
    changed = editing.apply(
        moved, {"op": "set", "path": ["item", "matrix", "rows", "r2", "text", "en"], "value": "x"}
    )
    assert changed.document["pages"][1]["items"][0]["rows"][1]["text"]["en"] == "x"


@pytest.mark.parametrize(
    "operation",
    [
        None, {}, {"op": "eval"}, {"op": "set"}, {"op": "set", "path": []}, {"op": "set", "path": "pages"},
        {"op": "set", "path": ["item", "moon", "text"]}, {"op": "set", "path": ["pages", -1]},
        {"op": "set", "path": ["pages", True, "code"], "value": "x"}, {"op": "set", "path": ["pages"] * 13},
        {"op": "remove", "path": ["name", "zh"]}, {"op": "remove", "path": ["pages", 9]},
        {"op": "insert", "path": ["pages"], "at": 9, "value": {}}, {"op": "insert", "path": ["name"], "at": 0},
        {"op": "move", "path": ["pages", 0], "to": ["pages", 0, "items"], "at": 0},
        {"op": "rename", "from": "csat", "to": "9x"}, {"op": "rename", "from": "moon", "to": "sun"},
        {"op": "unset", "path": ["item", "csat", "code"]}, {"op": "several", "operations": [{"op": "set"}] * 201},
        {"op": "set", "path": ["item", "csat", "code"], "value": "<script>"},
    ],
)  # fmt: skip
def test_a_change_that_fits_nowhere_is_refused_with_its_place(operation):
    doc = document()
    with pytest.raises(Invalid) as refusal:
        editing.apply(doc, operation)
    assert refusal.value.field
    assert doc == document()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["item", "csat", "text"], "just words"),
        (["item", "csat", "colour"], "red"),
        (["item", "csat", "text", "zh"], "长" * 2001),
        (["item", "reason", "show_if"], {"field": "csat", "op": "like", "value": 2}),
        (["pages", 0, "items"], "none"),
        (["pages", 1, "code"], "main"),
        (["item", "csat", "latest"], "2026-02-30"),
    ],
)
def test_what_is_no_draft_is_not_kept(path, value):
    changed = editing.apply(document(), {"op": "set", "path": path, "value": value}).document
    with pytest.raises(Invalid):
        check_draft(changed)


def test_maxdiff_tasks_show_each_thing_equally_often():
    codes = [f"a{n}" for n in range(1, 8)]
    tasks = building.balanced_tasks(codes)
    pairs = {frozenset((a, b)) for task in tasks for a in task for b in task if a != b}
    assert [len(set(task)) for task in tasks] == [4] * 7
    assert all(sum(code in task for task in tasks) == 4 for code in codes)
    # Seven things in seven tasks of four is a balanced design: any two meet exactly twice.
    assert {sum(pair <= set(task) for task in tasks) for pair in pairs} == {2}


def test_missing_translations_are_counted_where_they_are():
    doc = document()
    doc["pages"][0]["items"][0]["text"] = {"zh": "满意吗？", "en": ""}
    found = completeness(doc)
    assert ("csat", "en") in found.gaps
    assert ("csat", "zh") not in found.gaps
    assert found.written["zh"] == found.written["en"] + 1
