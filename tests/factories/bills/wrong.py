"""Bills that can't be right: one thing altered, so that some check of their arithmetic must fail."""

from __future__ import annotations

import dataclasses

from tests.factories.bills.facts import BillFacts
from tests.factories.bills.money import in_words

# What is altered → which check must not hold on the altered bill.
WRONGS = {
    "total": "items_make_total",
    "item": "items_make_total",
    "words": "words_match_figures",
    "fund_paid": "sources_make_total",
    "cash_paid": "sources_make_total",
}


def make_wrong(facts: BillFacts, what: str, by_minor: int = 10_00) -> BillFacts:
    """The same bill with one amount `by_minor` too high. Raises KeyError for something not in WRONGS."""
    paid, first = facts.payments, facts.items[0]
    if what == "item":
        dearer = dataclasses.replace(first, amount_minor=first.amount_minor + by_minor)
        return facts.altered(items=(dearer, *facts.items[1:]), details=())
    return {
        "total": lambda: facts.altered(total=facts.total + by_minor, words=in_words(facts.total + by_minor)),
        "words": lambda: facts.altered(words=in_words(facts.total + by_minor)),
        "fund_paid": lambda: facts.altered(payments=dataclasses.replace(paid, fund=paid.fund + by_minor)),
        "cash_paid": lambda: facts.altered(payments=dataclasses.replace(paid, cash=paid.cash + by_minor)),
    }[what]()
