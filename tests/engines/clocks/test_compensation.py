"""What lateness costs us: the worked table of docs/algorithms/claim_clocks.md, and the edges of the rates."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.engines.clocks import Compensation, amount_owed
from hearten.kernel.errors import Invalid
from hearten.kernel.money import parse_money
from tests.engines.clocks.books import BOOK
from tests.tables import table_rows

REFERENCE = BOOK.reference


@pytest.mark.parametrize(
    "row", table_rows("algorithms/claim_clocks.md", "money"), ids=lambda row: row["paid on"]
)
def test_the_worked_table(row):
    rule = Compensation(interest=row["interest?"] == "yes", fixed_minor=parse_money(row["fixed"]))
    amount = amount_owed(
        rule,
        principal_minor=parse_money(row["money"]),
        last_day=date.fromisoformat(row["last day"]),
        paid_on=date.fromisoformat(row["paid on"]),
        reference=REFERENCE,
    )
    assert amount.days_late == int(row["days late"])
    assert " + ".join(f"{days} at {rate / 100:.2f} %" for days, rate in amount.parts) == row[
        "days at a rate"
    ].replace("–", "")
    assert amount.interest_minor == parse_money(row["interest"])
    assert amount.total_minor == parse_money(row["owed"])


def test_before_the_first_rate_there_is_no_answer():
    with pytest.raises(Invalid, match="No reference rate"):
        amount_owed(
            Compensation(interest=True), principal_minor=1, last_day=date(2019, 1, 1), paid_on=date(2019, 1, 2),
            reference=REFERENCE,
        )  # fmt: skip


@given(
    st.integers(0, 10**10),
    st.dates(date(2020, 1, 1), date(2026, 6, 1)),
    st.integers(0, 400),
    st.integers(0, 40),
)
def test_later_is_never_cheaper_and_the_parts_are_all_the_days(principal, last_day, days, more):
    rule = Compensation(interest=True, fixed_minor=500)

    def owed(count):
        paid_on = date.fromordinal(last_day.toordinal() + count)
        return amount_owed(
            rule, principal_minor=principal, last_day=last_day, paid_on=paid_on, reference=REFERENCE
        )

    first, second = owed(days), owed(days + more)
    assert second.total_minor >= first.total_minor >= 500
    assert sum(count for count, _ in first.parts) == (days if principal else 0)
