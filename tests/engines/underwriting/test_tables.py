import pytest

from hearten.engines.underwriting import compile_rule_book, evaluate
from tests.engines.underwriting.examples import ALWAYS, rule
from tests.tables import table_rows

PAGE = "algorithms/underwriting.md"


@pytest.mark.parametrize("row", table_rows(PAGE, "rules met"), ids=lambda row: row["rules met"])
def test_decisions_of_the_page(row):
    """S1: what rules add up to, as the page says."""
    met = [] if row["rules met"] == "none" else row["rules met"].split(", ")
    rules = [rule(f"rule_{i}", *words.split()) for i, words in enumerate(met)]
    found = evaluate(compile_rule_book({"rules": rules, "loading_limit_bp": int(row["limit"])}), {})
    assert (found.decision.value, found.loading_bp) == (row["decision"], int(row["loading"]))
    assert len(found.exclusions) == len({words for words in met if words.startswith("exclude")})


@pytest.mark.parametrize("row", table_rows(PAGE, "points"), ids=lambda row: row["points"])
def test_grades_of_the_page(row):
    """P4: points and the grade they lead to."""
    (grade,) = [value for name, value in row.items() if name != "points"]
    book = compile_rule_book(
        {
            "rules": [],
            "loading_limit_bp": 0,
            "grading": {
                "points": [
                    {
                        "code": "p",
                        "when": ALWAYS,
                        "points": int(row["points"]),
                        "reason": {"zh": "点", "en": "p"},
                    }
                ],
                "grades": [
                    {"grade": "preferred", "up_to": -2},
                    {"grade": "standard", "up_to": 1},
                    {"grade": "elevated", "up_to": 4},
                    {"grade": "high"},
                ],
            },
        }
    )
    found = evaluate(book, {})
    assert found.health_grade == grade
    assert [point.points for point in found.grade_points] == [int(row["points"])]
