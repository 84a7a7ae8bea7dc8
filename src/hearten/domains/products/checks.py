"""Can this product document be sold by? If not: what is wrong, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from hearten.domains.products.schema import PRODUCT_SCHEMA
from hearten.domains.products.types import HEALTH_GRADES
from hearten.engines.costsharing import check_benefits
from hearten.engines.rating import compile_tariff
from hearten.engines.underwriting import compile_rule_book
from hearten.engines.underwriting.conditions import facts_named
from hearten.kernel.errors import Invalid

_VALIDATOR = Draft202012Validator(PRODUCT_SCHEMA)
_PERSON_FACTS = {"age", "sex", "region", "occupation_class", "social_insurance", "bmi", "income_share"}
_PRICE_FACTS = {"region", "occupation_class", "social_insurance", "health_grade"}
_HINTS: dict[str, str] = {
    "required": "Add the missing entry.",
    "additionalProperties": "Remove it, or correct its spelling.",
    "type": "Write a value of the kind named.",
    "enum": "Use one of the values named.",
    "const": "Use the value named.",
    "pattern": "Write it in the form shown.",
    "minLength": "Write the text in both languages.",
    "minItems": "Add at least one entry.",
    "minimum": "Use a larger number.",
    "maximum": "Use a smaller number.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: the path in the document, what is wrong, and how to mend it."""

    where: str
    what: str
    how: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.how}".strip()


def check_document(document: Any, known_terms: frozenset[str] = frozenset()) -> list[Problem]:
    """All problems of `document`; first its shape, then what only makes sense in a well-shaped one."""
    odd_keys = [
        Problem(where, "A name here is not text.", 'Put it in quotes, such as "yes" or "1".')
        for where in _keys_that_are_not_text(document, "")
    ]
    if odd_keys:
        return odd_keys
    shape = sorted(
        _VALIDATOR.iter_errors(document), key=lambda error: [str(part) for part in error.absolute_path]
    )
    if shape:
        return [_problem(error) for error in shape]
    problems = [problem for check in _CHECKS for problem in check(document)]
    return problems + list(_unknown_terms(document, known_terms))


def _problem(error: ValidationError) -> Problem:
    path = "".join(
        f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path
    ).lstrip(".")
    return Problem(
        path or "document",
        f"{error.message}.",
        _HINTS.get(str(error.validator), "Compare it with another product."),
    )


def _keys_that_are_not_text(value: Any, where: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                yield f"{where}.{key}".lstrip(".")
            yield from _keys_that_are_not_text(item, f"{where}.{key}")
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _keys_that_are_not_text(item, f"{where}[{i}]")


def _dates(document: Mapping[str, Any]) -> Iterator[Problem]:
    try:
        date.fromisoformat(document["effective_from"])
    except ValueError:
        yield Problem("effective_from", "There is no such day.", "Write a day such as 2026-01-01.")


def _ages(document: Mapping[str, Any]) -> Iterator[Problem]:
    eligible, table = document["eligibility"], document["rates"]["base"]
    if not eligible["age_from"] <= eligible["age_to"] <= eligible["renew_to"]:
        yield Problem("eligibility", "The ages do not rise.", "Write age_from ≤ age_to ≤ renew_to.")
    if table["ages"][0] > eligible["age_from"] or table["until"] <= eligible["renew_to"]:
        yield Problem(
            "rates.base", "Some eligible ages have no price.", "Cover age_from to renew_to with age bands."
        )


def _choices(document: Mapping[str, Any]) -> Iterator[Problem]:
    for i, choice in enumerate(document["choices"]):
        kind = str if choice["kind"] == "option" else int
        values = [option["value"] for option in choice["options"]]
        if not all(type(value) is kind for value in values) or len(set(values)) < len(values):
            yield Problem(
                f"choices[{i}].options",
                "Values are mixed or repeated.",
                f"Give each option one {kind.__name__} value.",
            )
        if choice["default"] not in values:
            yield Problem(
                f"choices[{i}].default", "It is not among the options.", "Name the value of an option."
            )


def _rates(document: Mapping[str, Any]) -> Iterator[Problem]:
    try:
        tariff = compile_tariff(document["rates"])
    except Invalid as error:
        yield Problem(
            error.field or "rates",
            error.message % error.params,
            error.hint or "See docs/algorithms/pricing.md.",
        )
        return
    offered = {choice["code"]: {str(o["value"]) for o in choice["options"]} for choice in document["choices"]}
    offered["occupation_class"] = {str(number) for number in document["eligibility"]["occupation_classes"]}
    offered["social_insurance"] = {"yes", "no"}
    offered["health_grade"] = set(HEALTH_GRADES)
    for i, factor in enumerate(tariff.factors):
        if factor.by not in _PRICE_FACTS | set(offered):
            yield Problem(
                f"rates.factors[{i}].by",
                f"“{factor.by}” is not known.",
                "Name a choice or a fact of the person.",
            )
        elif factor.groups is None and (missing := offered.get(factor.by, set()) - set(factor.rates)):
            yield Problem(
                f"rates.factors[{i}].rates",
                f"No rate for {', '.join(sorted(missing))}.",
                "Add one for every value offered.",
            )


def _rules(document: Mapping[str, Any]) -> Iterator[Problem]:
    try:
        compile_rule_book(document["underwriting"])
    except Invalid as error:
        yield Problem(
            error.field or "underwriting",
            error.message % error.params,
            "See docs/algorithms/underwriting.md.",
        )
        return
    questions = [question["code"] for question in document["declaration"]["questions"]]
    known = _PERSON_FACTS | set(questions) | {f"choice.{choice['code']}" for choice in document["choices"]}
    for i, rule in enumerate(document["underwriting"]["rules"]):
        if unknown := facts_named(rule["when"]) - known:
            yield Problem(
                f"underwriting.rules[{i}].when",
                f"Nothing answers {', '.join(sorted(unknown))}.",
                "Ask it in the declaration.",
            )
        if (rule["then"] == "load") != ("load_bp" in rule) or (rule["then"] == "exclude") != (
            "exclude" in rule
        ):
            yield Problem(
                f"underwriting.rules[{i}]",
                "Outcome and entries differ.",
                "“load” needs load_bp, “exclude” needs exclude.",
            )
    grades = document["underwriting"].get("grading", {"grades": [{}]})["grades"]
    if "up_to" in grades[-1]:
        yield Problem(
            "underwriting.grading.grades", "The last grade has an end.", "Leave up_to out of the last grade."
        )


def _questions(document: Mapping[str, Any]) -> Iterator[Problem]:
    seen: set[str] = set()
    for i, question in enumerate(document["declaration"]["questions"]):
        where = f"declaration.questions[{i}]"
        if question["code"] in seen:
            yield Problem(where, "This code is used twice.", "Give each question its own code.")
        if (
            question.get("after", question["code"]) not in seen | {question["code"]}
            or question.get("after") == question["code"]
        ):
            yield Problem(
                f"{where}.after", "No earlier question has this code.", "Name a question above this one."
            )
        if question["kind"].startswith("choice") != ("options" in question):
            yield Problem(
                where, "Options and kind differ.", "Give options to choice and choices, and to no other kind."
            )
        if question["kind"] == "number" and not question.get("least", 0) < question.get("greatest", 0):
            yield Problem(where, "A number needs its least and greatest value.", "Add least and greatest.")
        seen.add(question["code"])


def _clauses(document: Mapping[str, Any]) -> Iterator[Problem]:
    numbers = [clause["number"] for clause in document["clauses"]]
    for number in sorted({number for number in numbers if numbers.count(number) > 1}):
        yield Problem("clauses", f"Clause {number} is there twice.", "Number each clause once.")
    for where, number in _clause_references(document, ""):
        if number not in numbers:
            yield Problem(where, f"There is no clause {number}.", "Name a number of the clauses section.")
    for i, clause in enumerate(document["clauses"]):
        # Insurance Law art. 17: an exclusion that was not drawn to the eye has no effect.
        if clause["section"] == "exclusions" and not clause.get("highlight"):
            yield Problem(f"clauses[{i}]", "An exclusion must stand out.", "Add highlight: true.")


def _clause_references(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        if isinstance(value.get("clause"), str):
            yield f"{where}.clause".lstrip("."), value["clause"]
        for key, item in value.items():
            yield from _clause_references(item, f"{where}.{key}")
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _clause_references(item, f"{where}[{i}]")


def _references(document: Mapping[str, Any]) -> Iterator[Problem]:
    codes = {choice["code"] for choice in document["choices"]}
    for section in ("term", "sum_insured", "benefits"):
        for where, reference in _choice_references(document[section], section):
            if reference[1:] not in codes:
                yield Problem(
                    where, f"{reference} is not a choice.", "Name the code of a choice after the $."
                )


def _choice_references(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str) and value.startswith("$"):
        yield where, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _choice_references(item, f"{where}.{key}")


def _benefits(document: Mapping[str, Any]) -> Iterator[Problem]:
    """The rules must compute for every value that can be chosen, one choice at a time."""
    defaults = {choice["code"]: choice["default"] for choice in document["choices"]}
    offered = [
        {choice["code"]: option["value"]} for choice in document["choices"] for option in choice["options"]
    ]
    said = {
        problem for change in offered for problem in check_benefits(document["benefits"], defaults | change)
    }
    for where, what in sorted(said):
        yield Problem(f"benefits.{where}".rstrip("."), what, "See docs/algorithms/cost_sharing.md.")


def _unknown_terms(document: Mapping[str, Any], known: frozenset[str]) -> Iterator[Problem]:
    for i, term in enumerate(document["glossary"]):
        if known and term not in known:
            yield Problem(f"glossary[{i}]", f"“{term}” is not in the glossary.", "Add it to glossary.yaml.")


_CHECKS: tuple[Callable[[Mapping[str, Any]], Iterator[Problem]], ...] = (
    _dates,
    _ages,
    _choices,
    _rates,
    _rules,
    _questions,
    _clauses,
    _references,
    _benefits,
)
