"""Days, identities, canonical bytes, and facts that can be written down."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.kernel.canonical import canonical_json
from hearten.kernel.errors import Invalid
from hearten.kernel.events import Event, event
from hearten.kernel.ids import ALPHABET, is_number, new_id, new_number
from hearten.kernel.period import Period, add_months, add_years, age_on, policy_year_start

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(days, st.integers(0, 40 * 365))
def test_the_policy_year_holds_the_day(inception, after):
    on = inception + timedelta(days=after)
    start = policy_year_start(inception, on)
    assert start <= on
    assert inception <= start
    years = start.year - inception.year
    assert start == add_years(inception, years)
    assert on < add_years(inception, years + 1)


def test_leap_days_and_short_months():
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert age_on(date(2000, 2, 29), date(2026, 2, 28)) == 25
    assert age_on(date(2000, 2, 29), date(2026, 3, 1)) == 26


def test_periods_are_half_open():
    year = Period(date(2026, 1, 1), date(2027, 1, 1))
    assert date(2026, 1, 1) in year
    assert date(2027, 1, 1) not in year
    assert not year.overlaps(Period(date(2027, 1, 1)))
    with pytest.raises(ValueError, match="before it starts"):
        Period(date(2026, 1, 2), date(2026, 1, 1))


def test_identities_sort_by_time():
    earlier, later = new_id(at_ms=1_000), new_id(at_ms=1_001)
    assert earlier < later
    assert earlier.version == 7
    assert earlier.variant == "specified in RFC 4122"


@given(st.binary(min_size=10, max_size=10), st.integers(0, 8), st.sampled_from(ALPHABET))
def test_a_number_with_one_wrong_character_is_noticed(randomness, place, character):
    number = new_number("CL", new_id(1, randomness))
    assert is_number(number)
    prefix, rest = number.split("-", 1)
    plain = rest.replace("-", "")
    wrong = plain[:place] + character + plain[place + 1 :]
    spelled = f"{prefix}-{wrong[:4]}-{wrong[4:8]}-{wrong[8]}"
    assert is_number(spelled) == (wrong == plain)


@given(
    st.dictionaries(
        st.text(max_size=5),
        st.one_of(st.none(), st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1), st.text(max_size=5)),
    )
)
def test_canonical_json_does_not_depend_on_order_and_reads_back(value):
    shuffled = dict(reversed(list(value.items())))
    assert canonical_json(value) == canonical_json(shuffled)
    assert json.loads(canonical_json(value)) == value


def test_canonical_json_sorts_as_rfc_8785_says():
    # Section 3.2.3: names sort by UTF-16 code units, so an emoji (surrogates) comes before U+FB33.
    assert canonical_json({"\ufb33": 1, "😀": 2, "a": 3}).decode() == '{"a":3,"😀":2,"\ufb33":1}'


@pytest.mark.parametrize("value", [1.5, {"a": 0.1}, [date(2026, 1, 1)], {1: 2}, 2**60, {"a": b"x"}])
def test_what_has_no_single_form_is_refused(value):
    with pytest.raises(TypeError):
        canonical_json(value)


def test_events_become_plain_payloads():
    @event("tests.happened")
    @dataclass(frozen=True, kw_only=True)
    class Happened(Event):
        who: object

    identity = new_id()
    at = datetime(2026, 1, 2, tzinfo=UTC)
    assert Happened(occurred_at=at, who=[identity, {1: at.date()}]).to_payload() == {
        "occurred_at": "2026-01-02T00:00:00+00:00",
        "who": [str(identity), {"1": "2026-01-02"}],
    }


def test_an_error_says_where_what_and_how_to_mend_it():
    error = Invalid("%(n)s is too many.", field="lines", hint="Send at most %(most)s.", n=9, most=5)
    assert str(error) == "lines: 9 is too many. Send at most 5."
