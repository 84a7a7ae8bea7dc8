"""What people write and choose is made clean, or refused with the field, the limit and what to do."""

from __future__ import annotations

from enum import StrEnum

import pytest

from hearten.kernel.errors import Invalid
from hearten.kernel.given import clean_words, one_of


class Colour(StrEnum):
    RED = "red"


def test_words_lose_blanks_and_null_bytes_only():
    assert clean_words(" a\x00 <b> ", field="why", most=9) == "a <b>"
    assert clean_words("  ", field="why", most=9, required=False) == ""


@pytest.mark.parametrize(("words", "says"), [(" \x00 ", "write something"), ("暖" * 10, "characters")])
def test_words_that_are_missing_or_too_many_are_refused(words, says):
    with pytest.raises(Invalid, match=says) as refused:
        clean_words(words, field="why", most=9)
    assert refused.value.field == "why"


def test_a_choice_is_one_of_those_there_are():
    assert one_of(Colour, "red", field="colour") is Colour.RED
    with pytest.raises(Invalid, match="not one of the choices") as refused:
        one_of(Colour, "x" * 100, field="colour")
    assert refused.value.field == "colour"
    assert refused.value.params["value"] == "x" * 40
