"""Which rules does a declaration meet, and what do they add up to?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from hearten.engines.underwriting.conditions import Condition, Fact, compile_condition

Text = Mapping[str, str]


class Decision(StrEnum):
    """From mild to hard. A refusal is not among them: a person makes it."""

    ACCEPT = "accept"
    LOAD = "load"
    EXCLUDE = "exclude"
    REFER = "refer"


_HARDNESS = {decision: place for place, decision in enumerate(Decision)}
_OVER_THE_LIMIT: Text = {
    "zh": "几项加费合计超过了可以自动决定的上限，需要核保员为您看一看。",
    "en": "Together the extra charges pass what we decide automatically, so an underwriter will look at it for you.",
}


@dataclass(frozen=True, slots=True)
class Exclusion:
    clause: str
    text: Text


@dataclass(frozen=True, slots=True)
class Reason:
    rule: str
    decision: Decision
    text: Text
    loading_bp: int = 0
    clause: str = ""


@dataclass(frozen=True, slots=True)
class GradePoint:
    """One condition that moved the health grade, by how many points and why."""

    code: str
    points: int
    text: Text


@dataclass(frozen=True, slots=True)
class UnderwritingResult:
    decision: Decision
    loading_bp: int
    exclusions: tuple[Exclusion, ...]
    reasons: tuple[Reason, ...]
    health_grade: str = "standard"
    grade_points: tuple[GradePoint, ...] = ()

    @property
    def needs_person(self) -> bool:
        return self.decision is Decision.REFER


@dataclass(frozen=True, slots=True)
class Rule:
    reason: Reason
    when: Condition
    exclusion: Exclusion | None = None


@dataclass(frozen=True, slots=True)
class Grading:
    points: tuple[tuple[GradePoint, Condition], ...]
    grades: tuple[tuple[str, int | None], ...]

    def grade(self, points: int) -> str:
        return next(grade for grade, up_to in self.grades if up_to is None or points <= up_to)


@dataclass(frozen=True, slots=True)
class RuleBook:
    rules: tuple[Rule, ...]
    loading_limit_bp: int
    grading: Grading | None = None


def compile_rule_book(given: Mapping[str, Any]) -> RuleBook:
    """A rule book from a product's `underwriting` section. Raises Invalid where a condition can't be read."""
    grading = given.get("grading")
    return RuleBook(
        rules=tuple(_rule(rule, f"underwriting.rules[{i}]") for i, rule in enumerate(given["rules"])),
        loading_limit_bp=given["loading_limit_bp"],
        grading=_grading(grading) if grading else None,
    )


def evaluate(book: RuleBook, facts: Mapping[str, Fact]) -> UnderwritingResult:
    """The decision for `facts`, with the reason of every rule that was met."""
    met = sorted((rule for rule in book.rules if rule.when(facts)), key=lambda rule: rule.reason.rule)
    reasons = [rule.reason for rule in met]
    loading = sum(reason.loading_bp for reason in reasons)
    if loading > book.loading_limit_bp:
        reasons.append(Reason("loading_limit", Decision.REFER, _OVER_THE_LIMIT))
    reasons.sort(key=lambda reason: (-_HARDNESS[reason.decision], reason.rule))
    exclusions = {rule.exclusion.clause: rule.exclusion for rule in met if rule.exclusion}
    points = _points_met(book.grading, facts)
    return UnderwritingResult(
        decision=reasons[0].decision if reasons else Decision.ACCEPT,
        loading_bp=loading,
        exclusions=tuple(exclusions[clause] for clause in sorted(exclusions)),
        reasons=tuple(reasons),
        health_grade=book.grading.grade(sum(p.points for p in points)) if book.grading else "standard",
        grade_points=points,
    )


def with_derived_facts(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """`facts` and what follows from them, as exact fractions: `bmi`, and `income_share` in percent."""
    derived = dict(facts)
    height, weight = facts.get("height_cm"), facts.get("weight_kg")
    if isinstance(height, int) and isinstance(weight, int) and height > 0:
        derived["bmi"] = Fraction(weight * 10_000, height * height)
    income, benefit = facts.get("monthly_income_yuan"), facts.get("choice.monthly_benefit")
    if isinstance(income, int) and isinstance(benefit, int) and income > 0:
        derived["income_share"] = Fraction(benefit, income)  # fen ÷ yuan is percent
    return derived


def _points_met(grading: Grading | None, facts: Mapping[str, Fact]) -> tuple[GradePoint, ...]:
    return tuple(point for point, when in grading.points if when(facts)) if grading else ()


def _rule(given: Mapping[str, Any], where: str) -> Rule:
    decision = Decision(given["then"])
    exclude = given.get("exclude")
    return Rule(
        reason=Reason(
            rule=given["code"],
            decision=decision,
            text=given["reason"],
            loading_bp=given.get("load_bp", 0),
            clause=exclude["clause"] if exclude else "",
        ),
        when=compile_condition(given["when"], f"{where}.when"),
        exclusion=Exclusion(exclude["clause"], exclude["text"]) if exclude else None,
    )


def _grading(given: Mapping[str, Any]) -> Grading:
    return Grading(
        points=tuple(
            (
                GradePoint(point["code"], point["points"], point["reason"]),
                compile_condition(point["when"], f"underwriting.grading.points[{i}].when"),
            )
            for i, point in enumerate(given["points"])
        ),
        grades=tuple((grade["grade"], grade.get("up_to")) for grade in given["grades"]),
    )
