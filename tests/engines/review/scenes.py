"""Claims under review as tests need them: small numbers for people, places and claims, days from day 1000 on."""

from __future__ import annotations

import numpy as np

from hearten.engines.review import MISSING, Book, Cases, Item, Visit, WarningRule, compile_book

DAY = 738_000


def rule(kind: str, *, when=None, products=None, severity="review", code="X", **limits) -> WarningRule:
    text = {"zh": "-", "en": "-"}
    given = {"code": code, "kind": kind, "severity": severity, "limits": limits, "name": text, "text": text}
    return compile_book([given | {"when": when or {}, "products": products or {}}])[0]


def book(visits=(), items=(), *, cases=1, person=None, product=None, **numbers) -> Book:
    """`numbers`: a fact, or a list of one for each case; None is not known."""
    columns = {
        name: np.array(
            [MISSING if v is None else v for v in (value if isinstance(value, list) else [value] * cases)],
            np.int64,
        )
        for name, value in numbers.items()
    }
    return Book(
        Cases(person or list(range(cases)), product or ["p"] * cases, columns), list(visits), list(items)
    )


def visit(claim=0, day=0, person=None, place=1, amount=100_00, inpatient=False) -> Visit:
    return Visit(claim, claim if person is None else person, DAY + day, place, amount, inpatient)


def item(name="某项目", kind="other", amount=10_00, claim=0, day=0, person=0, **more) -> Item:
    return Item(claim, person, DAY + day, name, kind, amount, **more)
