"""The tables of docs/algorithms/claim_review.md are those of the rule book, and its examples of published rules hold."""

from __future__ import annotations

import pytest

from hearten.domains.claims.selectors.warnings import warning_rules
from hearten.engines.review import KINDS, Item, LineKind, LineRule, Person, RuleTable, check_lines
from tests.tables import DOCS, table_rows

PAGE = "algorithms/claim_review.md"
DAY = 738_000


def _limits(rule) -> str:
    def said(value):
        return "/".join(str(one) for one in value) if isinstance(value, list) else str(value)

    text = ", ".join(f"{name} {said(value)}" for name, value in rule.limits.items())
    when = " ".join(f"{fact}={value}" for fact, value in rule.when.items())
    return f"{text} · when {when}" if when else text


def test_the_page_prints_the_rule_book():
    printed = [tuple(row.values()) for row in table_rows(PAGE, "rule")]
    book = [
        (rule.code, rule.standard or "–", rule.name["en"], rule.kind, _limits(rule), str(rule.severity))
        for rule in warning_rules()
    ]
    assert printed == book


def test_the_page_explains_every_kind():
    explained = {
        kind.strip()
        for rows in (table_rows(PAGE, "kind"),)
        for row in rows
        for kind in row["kind"].split(",")
    }
    assert explained == set(KINDS)


def items(*days: int, claim=0, **more) -> list[Item]:
    return [Item(claim, 0, DAY + day, "甲", "other", 100, code="001", **more) for day in days]


PARTNER = Item(0, 0, DAY, "乙", "other", 100, code="002")
LATER_PARTNER = Item(0, 0, DAY + 1, "乙", "other", 100, code="002")
# kind → limits, what breaks it, what does not: (items, person)
EXAMPLES = {
    "sex": ({"sex": "female"}, (items(0), Person("male")), (items(0), Person("female"))),
    "age": (
        {"group": "newborn", "below_days": 29},
        (items(29), Person(birth=DAY)),
        (items(28), Person(birth=DAY)),
    ),
    "duplicate": ({"span": "day"}, ([*items(0), PARTNER], Person()), ([*items(0), LATER_PARTNER], Person())),
    "setting": ({"setting": "inpatient"}, (items(0), Person()), (items(0, inpatient=True), Person())),
    "level": ({"level": 2}, (items(0, place=1), Person()), (items(0, place=9), Person())),
    "duration": ({"days": 14}, (items(*range(15)), Person()), (items(*range(14)), Person())),
    "frequency": ({"per_day": 1}, (items(0, 0), Person()), (items(0, 1), Person())),
    "period": ({"times": 1, "days": 7}, (items(0, 6), Person()), (items(0, 7), Person())),
    "insurance_type": (
        {"insurance": "maternity"},
        (items(0), Person(insurance="employee")),
        (items(0), Person(insurance="maternity")),
    ),
    "main_secondary": (
        {"group": "胃肠", "members": frozenset({"001", "002"})},
        ([*items(0), PARTNER], Person()),
        ([*items(0), LATER_PARTNER], Person()),
    ),
}


def test_the_page_lists_every_published_kind():
    text = (DOCS / PAGE).read_text(encoding="utf-8")
    start = text.index("| kind | limits | broken by")
    listed = [line.split("|")[1].strip() for line in text[start:].splitlines()[2:] if line.startswith("|")]
    assert listed == [*EXAMPLES]
    assert set(EXAMPLES) == set(LineKind)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_each_example_of_a_published_rule_holds(kind):
    limits, (wrong, one), (right, other) = EXAMPLES[kind]
    table = RuleTable.of([LineRule(LineKind(kind), "甲", limits, "001", "002", "乙")])
    assert check_lines(wrong, table, {0: one}, cases=1, levels={1: 1})
    assert not check_lines(right, table, {0: other}, cases=1, levels={1: 1})
