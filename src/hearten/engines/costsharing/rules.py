"""What does a `benefits` section say, for these choices, in a form that computes?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hearten.engines.costsharing.families import FAMILY_KINDS, AnyFamilyRules, compile_family
from hearten.engines.costsharing.reading import Choices, Said, Section
from hearten.kernel.errors import Invalid

LONGEST_WAIT = 180


class ParamDate(StrEnum):
    """Which day of an expense picks the rules and the policy year."""

    SERVICE = "service"
    ADMISSION = "admission"
    DISCHARGE = "discharge"


class Per(StrEnum):
    POLICY_YEAR = "policy_year"
    EVENT = "event"


class DeductiblePosition(StrEnum):
    BEFORE_RATE = "before_rate"
    AFTER_RATE = "after_rate"


class SubLimitPosition(StrEnum):
    BEFORE_DEDUCTIBLE = "before_deductible"
    AFTER_RATE = "after_rate"


@dataclass(frozen=True, slots=True)
class Waiting:
    illness_days: int
    accident_days: int
    said: Said


@dataclass(frozen=True, slots=True)
class Subtraction:
    """Whether an amount paid by someone else is taken off before the policy's own steps."""

    subtract: bool
    said: Said


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of expense. Rates are basis points; a limit of None does not limit."""

    code: str
    said: Said
    covered: bool
    covers_out_of_catalogue: bool = False
    covers_class_self_paid: bool = False
    sub_limit: int | None = None
    daily_limit: int | None = None
    rate_settled: int = 0
    rate_unsettled: int = 0
    deductible_applies: bool = True


@dataclass(frozen=True, slots=True)
class Deductible:
    amount: int
    per: Per
    position: DeductiblePosition
    said: Said


@dataclass(frozen=True, slots=True)
class AnnualLimit:
    amount: int
    said: Said


@dataclass(frozen=True, eq=False)
class Rules:
    """The indemnity rules of one plan with the choices made at purchase."""

    param_date: ParamDate
    waiting: Waiting
    social_insurance: Subtraction
    other_cover: Subtraction
    categories: tuple[Category, ...]
    deductible: Deductible | None
    sub_limit_position: SubLimitPosition
    annual_limit: AnnualLimit | None

    @property
    def category_names(self) -> tuple[str, ...]:
        return tuple(category.code for category in self.categories)

    def category(self, code: str) -> Category | None:
        """The rules for a kind of expense; None when the plan does not speak of it."""
        return next((category for category in self.categories if category.code == code), None)


AnyRules = Rules | AnyFamilyRules


def compile_rules(benefits: Mapping[str, Any], choices: Choices) -> AnyRules:
    """The rules of a `benefits` section for `choices`. Raises Invalid naming what is wrong, where, and how to mend it."""
    section = Section.of(benefits, "benefits", choices)
    kind = section.one_of("kind", "indemnity", *FAMILY_KINDS)
    return _indemnity(section) if kind == "indemnity" else compile_family(section, kind)


def check_benefits(benefits: Any, choices: Choices) -> list[tuple[str, str]]:
    """What keeps a `benefits` section from computing: (path below `benefits`, what and how to mend it); empty when fine."""
    try:
        compile_rules(benefits, choices)
    except Invalid as error:
        said = f"{error.message} {error.hint or ''}".strip()
        return [
            (
                (error.field or "").removeprefix("benefits").lstrip("."),
                said % error.params if error.params else said,
            )
        ]
    return []


def _indemnity(section: Section) -> Rules:
    section.only(
        "kind", "param_date", "waiting", "social_insurance", "other_cover", "categories", "deductible",
        "sub_limit_position", "annual_limit", "rounding",
    )  # fmt: skip
    section.one_of("rounding", "half_up_per_line")
    position = section.one_of("sub_limit_position", *SubLimitPosition, default="before_deductible")
    return Rules(
        param_date=ParamDate(section.one_of("param_date", *ParamDate)),
        waiting=_waiting(section),
        social_insurance=_subtraction(section.section("social_insurance"), "subtract_fund"),
        other_cover=_subtraction(section.section("other_cover"), "subtract")
        if section.has("other_cover")
        else Subtraction(subtract=True, said=Said()),
        categories=tuple(_category(code, given) for code, given in section.sections("categories")),
        deductible=_deductible(section.section("deductible")) if section.has("deductible") else None,
        sub_limit_position=SubLimitPosition(position),
        annual_limit=_annual_limit(section.section("annual_limit")) if section.has("annual_limit") else None,
    )


def _waiting(section: Section) -> Waiting:
    waiting = section.section("waiting")
    waiting.only("illness_days", "accident_days", "clause", "label")
    return Waiting(
        waiting.count("illness_days", most=LONGEST_WAIT),
        waiting.count("accident_days", most=LONGEST_WAIT),
        waiting.said(),
    )


def _subtraction(section: Section, name: str) -> Subtraction:
    section.only(name, "clause", "label")
    return Subtraction(section.flag(name), section.said())


def _category(code: str, given: Section) -> Category:
    given.only(
        "clause", "label", "covered", "covers_out_of_catalogue", "covers_class_self_paid", "sub_limit", "daily_limit",
        "rate_settled", "rate_unsettled", "deductible_applies",
    )  # fmt: skip
    covered = given.flag("covered")
    said = given.said(labelled=True)
    if not covered:
        return Category(code, said, covered=False)
    return Category(
        code=code,
        said=said,
        covered=True,
        covers_out_of_catalogue=given.flag("covers_out_of_catalogue"),
        covers_class_self_paid=given.flag("covers_class_self_paid", default=True),
        sub_limit=given.amount_or_none("sub_limit"),
        daily_limit=given.amount_or_none("daily_limit"),
        rate_settled=given.rate("rate_settled"),
        rate_unsettled=given.rate("rate_unsettled"),
        deductible_applies=given.flag("deductible_applies", default=True),
    )


def _deductible(given: Section) -> Deductible:
    given.only("amount", "per", "position", "clause", "label")
    return Deductible(
        amount=given.amount("amount"),
        per=Per(given.one_of("per", *Per)),
        position=DeductiblePosition(given.one_of("position", *DeductiblePosition)),
        said=given.said(),
    )


def _annual_limit(given: Section) -> AnnualLimit:
    given.only("amount", "clause", "label")
    return AnnualLimit(given.amount("amount"), given.said())
