"""A document of clocks that can't be right is refused with the clock, the field and how to mend it."""

from __future__ import annotations

import copy

import pytest
import yaml

from hearten.engines.clocks import Origin, read_book
from hearten.kernel.errors import Invalid
from tests.engines.clocks.books import BOOK, DOCUMENT


@pytest.fixture
def document():
    return copy.deepcopy(yaml.safe_load(DOCUMENT.read_text(encoding="utf-8")))


def _put(document, change):
    clock = document["clocks"][2]
    for key, value in change.items():
        if value is None:
            clock.pop(key)
        else:
            clock[key] = value


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"days": 0}, "clocks[2].days"),
        ({"days": "thirty"}, "clocks[2].days"),
        ({"hours": 3}, "clocks[2]"),
        ({"days": None}, "clocks[2]"),
        ({"starts": ["submited"]}, "clocks[2].starts"),
        ({"stops": None}, "clocks[2].stops"),
        ({"colour": "red"}, "clocks[2].colour"),
        ({"label": {"en": "Decision"}}, "clocks[2].label"),
        ({"counting": "moon"}, "clocks[2].counting"),
        ({"severity": "dire"}, "clocks[2].severity"),
        ({"warn": {"after_percent": [100]}}, "clocks[2].warn.after_percent"),
        ({"source": {"origin": "law"}}, "clocks[2].source"),
        ({"compensation": {"fixed_minor": -1}}, "clocks[2].compensation.fixed_minor"),
        ({"code": "ask_once"}, "clocks[2].code"),
    ],
)
def test_what_is_wrong_is_named(document, change, field):
    _put(document, change)
    with pytest.raises(Invalid) as refusal:
        read_book(document)
    assert refusal.value.field == field
    assert refusal.value.hint


@pytest.mark.parametrize(
    ("product", "field"),
    [
        ({"payment": {"days": 11}}, "products.x.payment"),
        ({"payment": {"hours": 10}}, None),
        ({"nothing": {"days": 1}}, "products.x.nothing"),
        ({"payment": {"starts": ["paid"]}}, "products.x.payment.starts"),
    ],
)
def test_a_product_may_be_faster_than_the_law_and_never_slower(document, product, field):
    document["products"] = {"x": product}
    if field is None:
        assert read_book(document).of_product("x")["payment"].length == 10
        return
    with pytest.raises(Invalid) as refusal:
        read_book(document)
    assert refusal.value.field == field


def test_rates_must_rise_in_time(document):
    document["reference"]["rates"].reverse()
    with pytest.raises(Invalid, match="days that rise"):
        read_book(document)


def test_a_product_has_its_own_promises_and_the_house_s_other_clocks():
    own, house = BOOK.of_product("critical-illness"), BOOK.of_product("no-such-product")
    assert (own["determination"].length, house["determination"].length) == (20, 30)
    assert own["promise_decide"].source.origin is Origin.PRODUCT
    assert own["payment"] is house["payment"]
    assert {clock.about for clock in own.values()} == {"claim"}


def test_a_clock_for_small_claims_is_not_for_large_ones():
    clock = BOOK.of_product("daily-outpatient")["promise_decide"]
    assert clock.applies_to("daily-outpatient", 300_000)
    assert not clock.applies_to("daily-outpatient", 300_001)
