"""How does the price of a plan run over the ages?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hearten.domains.products.selectors.pricing import price_facts
from hearten.domains.products.types import Applicant, Choices, Product
from hearten.engines.rating import price_many


@dataclass(frozen=True, slots=True)
class PriceCurve:
    """A year's premium at each age, in minor units; all ages at once, through the columnar engine."""

    ages: tuple[int, ...]
    female: tuple[int, ...]
    male: tuple[int, ...]


def price_curve(product: Product, choices: Choices, *, region: str) -> PriceCurve:
    """The price of a standard life in the mildest work, with 医保, from the first age to the last renewal."""
    rule = product.document["eligibility"]
    ages = np.arange(rule["age_from"], rule["renew_to"] + 1)
    facts = price_facts(
        Applicant(age=0, region=region, occupation_class=min(rule["occupation_classes"])), choices, "standard"
    )
    scale = product.tariff.scale.by if product.tariff.scale else ""
    columns = {
        name: np.full(len(ages), value if name == scale else str(value))
        for name, value in facts.items()
        if name != "age"
    }
    totals = {
        sex: price_many(
            product.tariff, columns | {"age": ages, "sex": np.full(len(ages), sex)}
        ).total.tolist()
        for sex in ("female", "male")
    }
    return PriceCurve(tuple(ages.tolist()), tuple(totals["female"]), tuple(totals["male"]))
