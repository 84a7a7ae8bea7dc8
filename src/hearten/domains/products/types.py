"""What a product is, what it asks of a person, and what its price is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

from hearten.engines.rating import StepKind, Tariff, compile_tariff
from hearten.engines.underwriting import Question, RuleBook, compile_rule_book
from hearten.engines.underwriting.declaration import QuestionKind
from hearten.kernel.text import N_

ChoiceValue = int | str
Choices = Mapping[str, ChoiceValue]
Text = Mapping[str, str]


class Line(StrEnum):
    """The five lines of health insurance (P1; Health Insurance Measures 2019, art. 2), and accident insurance beside them."""

    MEDICAL_EXPENSE = "medical_expense"
    CRITICAL_ILLNESS = "critical_illness"
    INCOME_PROTECTION = "income_protection"
    LONG_TERM_CARE = "long_term_care"
    MEDICAL_ACCIDENT = "medical_accident"
    ACCIDENT = "accident"


LINE_LABELS = {
    Line.MEDICAL_EXPENSE: N_("Medical expense insurance"),
    Line.CRITICAL_ILLNESS: N_("Critical illness insurance"),
    Line.INCOME_PROTECTION: N_("Income protection insurance"),
    Line.LONG_TERM_CARE: N_("Long-term care insurance"),
    Line.MEDICAL_ACCIDENT: N_("Medical accident insurance"),
    Line.ACCIDENT: N_("Accident insurance"),
}
STEP_LABELS = {
    StepKind.BASE: N_("Base premium for the age"),
    StepKind.LOADING: N_("Extra charge from underwriting"),
    StepKind.ROUNDING: N_("Rounded to the yuan"),
}
HEALTH_GRADES = ("preferred", "standard", "elevated", "high")


class InsuredPerson(Protocol):
    """What price and underwriting know of a person; `customers.selectors.person_of` gives one."""

    @property
    def age(self) -> int: ...
    @property
    def sex(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def occupation_class(self) -> int: ...
    @property
    def has_social_insurance(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Applicant:
    """An insured person who is not a customer yet: what the shop window asks for."""

    age: int
    sex: str = "unknown"
    region: str = ""
    occupation_class: int = 1
    has_social_insurance: bool = True


@dataclass(frozen=True, eq=False)
class Product:
    """One version of a product. `document` is shared: read it, never change it."""

    code: str
    version: str
    line: Line
    effective_from: date
    sha256: str
    document: Mapping[str, Any]

    @property
    def name(self) -> Text:
        return self.document["name"]  # type: ignore[no-any-return]

    @cached_property
    def tariff(self) -> Tariff:
        return compile_tariff(self.document["rates"])

    @cached_property
    def rule_book(self) -> RuleBook:
        return compile_rule_book(self.document["underwriting"])

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question_of(given) for given in self.document["declaration"]["questions"])

    @cached_property
    def words(self) -> Mapping[str, Mapping[str, Any]]:
        """The document in each language, every text a plain string."""
        return {language: in_language(self.document, language) for language in ("zh", "en")}

    @property
    def sum_insured_default(self) -> int:
        return self.sum_insured({choice["code"]: choice["default"] for choice in self.document["choices"]})

    def choice(self, reference: int | str, choices: Choices) -> ChoiceValue:
        """The value of a `$code` reference under these choices; anything else stands for itself."""
        if isinstance(reference, str) and reference.startswith("$"):
            return choices[reference[1:]]
        return reference

    def term_years(self, choices: Choices) -> int:
        return int(self.choice(self.document["term"]["years"], choices))

    def sum_insured(self, choices: Choices) -> int:
        """The amount of cover in minor units: the annual limit, the sum insured or the monthly benefit."""
        return int(self.choice(self.document["sum_insured"], choices))


@dataclass(frozen=True, slots=True)
class PriceStep:
    """One line of a price. `label` and `value` are texts of the document, or message ids where a plain string."""

    kind: StepKind
    code: str
    label: Text | str
    value: Text | str
    rate_bp: int | None
    amount_minor: int
    effect_minor: int


@dataclass(frozen=True, slots=True)
class PriceBreakdown:
    """A year's premium, the steps that led to it, and its twelve instalments, which add up to it."""

    premium_minor: int
    steps: tuple[PriceStep, ...]
    monthly: tuple[int, ...]
    choices: Choices

    def lines(self, language: str) -> list[dict[str, Any]]:
        """The steps with their words in `language` (`zh…` or `en…`), for a page."""
        return [
            {
                "kind": step.kind.value,
                "label": in_language(step.label, language),
                "value": in_language(step.value, language),
                "rate_bp": step.rate_bp,
                "amount": step.amount_minor,
                "effect": step.effect_minor,
            }
            for step in self.steps
        ]


def in_language(value: Any, language: str) -> Any:
    """`value` with every {zh, en} text replaced by its words in `language`."""
    key = "zh" if language.startswith("zh") else "en"
    if isinstance(value, Mapping):
        if set(value) == {"zh", "en"}:
            return in_language(value[key], key)
        return {name: in_language(item, key) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [in_language(item, key) for item in value]
    return value


def question_of(given: Mapping[str, Any]) -> Question:
    """A question of the health declaration from its document form."""
    return Question(
        code=given["code"],
        kind=QuestionKind(given["kind"]),
        options=tuple(option["value"] for option in given.get("options", ())),
        least=given.get("least", 0),
        greatest=given.get("greatest", 0),
        after=given.get("after", ""),
        equals=given.get("equals"),
    )
