"""What does a plan cost this person, and may the person have it at all?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hearten.domains.products.types import (
    STEP_LABELS,
    Choices,
    ChoiceValue,
    InsuredPerson,
    PriceBreakdown,
    PriceStep,
    Product,
    Text,
)
from hearten.engines.rating import Price, Step, StepKind, instalments, price_one
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


def default_choices(product: Product) -> dict[str, ChoiceValue]:
    return {choice["code"]: choice["default"] for choice in product.document["choices"]}


def read_choices(product: Product, given: Mapping[str, Any]) -> dict[str, ChoiceValue]:
    """The choices as the product names them: numbers as whole numbers, defaults for what is not given.

    Raises Invalid for a choice or a value that is not offered.
    """
    offered = {choice["code"]: choice for choice in product.document["choices"]}
    if unknown := sorted(set(given) - set(offered)):
        raise Invalid(
            N_("This plan has no choice called “%(name)s”."), field=unknown[0], name=unknown[0][:40]
        )
    chosen: dict[str, ChoiceValue] = {}
    for code, choice in offered.items():
        value = given.get(code)
        if value is None or value == "":
            chosen[code] = choice["default"]
            continue
        values = {str(option["value"]): option["value"] for option in choice["options"]}
        if str(value) not in values:
            raise Invalid(
                N_("“%(value)s” is not offered."),
                field=code,
                hint=N_("Choose one of the values offered."),
                value=str(value)[:40],
            )
        chosen[code] = values[str(value)]
    return chosen


def eligibility_problems(product: Product, person: InsuredPerson, *, renewal: bool = False) -> list[Invalid]:
    """Why this person can't have this plan by its terms; an empty list means that it is open to them."""
    rule = product.document["eligibility"]
    oldest = rule["renew_to"] if renewal else rule["age_to"]
    problems = []
    if not rule["age_from"] <= person.age <= oldest:
        problems.append(
            Invalid(
                N_("This plan is for ages %(first)s to %(last)s."),
                field="age",
                hint=N_("Look at our other plans, or call us: we will find what fits."),
                first=rule["age_from"],
                last=oldest,
            )
        )
    if person.occupation_class not in rule["occupation_classes"]:
        problems.append(
            Invalid(
                N_("This plan is not sold for occupation class %(number)s."),
                field="occupation_class",
                hint=N_("Look at our other plans, or call us: we will find what fits."),
                number=person.occupation_class,
            )
        )
    if rule["social_insurance"] == "required" and not person.has_social_insurance:
        problems.append(
            Invalid(N_("This plan needs social medical insurance."), field="has_social_insurance")
        )
    if "regions" in rule and not any(person.region.startswith(prefix) for prefix in rule["regions"]):
        problems.append(Invalid(N_("This plan is not sold where you live."), field="region"))
    return problems


def quote(
    product: Product,
    choices: Mapping[str, Any],
    person: InsuredPerson,
    *,
    health_grade: str = "standard",
    loading_bp: int = 0,
    renewal: bool = False,
) -> PriceBreakdown:
    """A year's price with its steps (docs/algorithms/pricing.md). Raises Invalid when there is none, and why."""
    for problem in eligibility_problems(product, person, renewal=renewal):
        raise problem
    chosen = read_choices(product, choices)
    price = price_one(product.tariff, price_facts(person, chosen, health_grade), loading_bp=loading_bp)
    return PriceBreakdown(
        premium_minor=price.total,
        steps=_steps(product, price),
        monthly=tuple(instalments(price.total)),
        choices=chosen,
    )


def price_facts(person: InsuredPerson, choices: Choices, health_grade: str) -> dict[str, int | str]:
    """What the tariff may ask for."""
    return {
        "age": person.age,
        "sex": person.sex,
        "region": person.region,
        "occupation_class": str(person.occupation_class),
        "social_insurance": "yes" if person.has_social_insurance else "no",
        "health_grade": health_grade,
        **choices,
    }


def _steps(product: Product, price: Price) -> tuple[PriceStep, ...]:
    before = 0
    steps = []
    for step in price.steps:
        label, value = _words(product, step)
        effect = step.amount - (0 if step.kind is StepKind.BASE else before)
        steps.append(PriceStep(step.kind, step.code, label, value, step.rate_bp, step.amount, effect))
        before = step.amount
    return tuple(steps)


def _words(product: Product, step: Step) -> tuple[Text | str, Text | str]:
    """What a step is called and what chose it."""
    rates = product.document["rates"]
    if step.kind is StepKind.BASE:
        return rates.get("scale", {}).get("label", STEP_LABELS[StepKind.BASE]), _age_band(
            product, int(step.key)
        )
    if step.kind is StepKind.SCALE:
        return _choice_words(product, step.code, step.key)
    if step.kind is StepKind.FACTOR:
        factor = next(factor for factor in rates["factors"] if factor["code"] == step.code)
        value = factor.get("keys", {}).get(step.key) or _choice_words(product, factor["by"], step.key)[1]
        return factor["label"], value
    return STEP_LABELS[step.kind], ""


def _age_band(product: Product, first: int) -> Text:
    ages, until = product.tariff.ages, product.tariff.until
    place = ages.index(first)
    last = (ages[place + 1] if place + 1 < len(ages) else until) - 1
    return {"zh": f"{first}–{last} 岁", "en": f"ages {first}–{last}"}


def _choice_words(product: Product, code: str, key: str) -> tuple[Text | str, Text | str]:
    for choice in product.document["choices"]:
        if choice["code"] == code:
            return choice["label"], next(o["label"] for o in choice["options"] if str(o["value"]) == key)
    return code, key
