"""What does the rule book of a product say about this person's declaration?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hearten.domains.products.selectors.pricing import read_choices
from hearten.domains.products.types import InsuredPerson, Product
from hearten.engines.underwriting import UnderwritingResult, evaluate, read_answers, with_derived_facts


def underwrite(
    product: Product,
    person: InsuredPerson,
    declaration: Mapping[str, Any],
    choices: Mapping[str, Any] | None = None,
) -> UnderwritingResult:
    """The decision with its reasons (docs/algorithms/underwriting.md).

    Raises Invalid, naming the question, when an answer is missing or can't be read. There is no automatic refusal.
    """
    chosen = read_choices(product, choices or {})
    facts = {
        **read_answers(product.questions, declaration),
        "age": person.age,
        "sex": person.sex,
        "region": person.region,
        "occupation_class": person.occupation_class,
        "social_insurance": person.has_social_insurance,
        **{f"choice.{code}": value for code, value in chosen.items()},
    }
    return evaluate(product.rule_book, with_derived_facts(facts))
