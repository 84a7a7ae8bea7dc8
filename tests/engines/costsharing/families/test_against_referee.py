"""Random events of all families mixed: the engine, both ways and however it is cut, gives what the plain referee gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearten.engines.costsharing import compile_rules
from hearten.engines.costsharing.families import (
    FAMILY_REASONS,
    OUTCOMES,
    Cause,
    Event,
    Events,
    Facts,
    FamilyReason,
    Outcome,
    decide,
    decide_event,
    deciding,
    events_of,
)
from hearten.kernel.errors import Invalid
from tests.engines.costsharing.families.portfolios import SECTIONS, portfolio
from tests.engines.costsharing.families.referee import settle

RULES: list[Any] = [compile_rules(section, {}) for section in SECTIONS]
_DAYS = ("day", "until", "cover_from", "cover_until", "waiting_from")
# Illnesses of a table's groups: none, the first, the second.
_OF_GROUP = {-1: "other", 0: "d0", 1: "d1"}


def rows_of(events: Events) -> list[Event]:
    """The events of a table in everyday types."""
    columns = {name: column.tolist() for name, column in zip(Events._fields, events, strict=True)}
    rows = []
    for place in range(events.rows):
        given = {name: column[place] for name, column in columns.items()}
        given |= {name: date.fromordinal(given[name]) for name in _DAYS}
        given |= {
            name: date.fromordinal(given[name]) if given[name] else None for name in ("assessed", "born")
        }
        names = RULES[given["plan"]].benefits
        given["benefit"] = names[given["benefit"]] if given["benefit"] >= 0 else "none"
        given["decided"] = None if given["decided"] < 0 else given["decided"]
        given["facts"], given["cause"] = Facts(given["facts"]), Cause(given["cause"])
        given["disease"] = _OF_GROUP[given.pop("group")] if given["plan"] == 0 else f"d{given.pop('group')}"
        rows.append(Event(**given))
    return rows


def answers(decision: Any) -> list[tuple[int, str, int]]:
    columns = zip(decision.paid.tolist(), decision.reason.tolist(), decision.balance.tolist(), strict=True)
    return [(paid, FamilyReason(reason).key, balance) for paid, reason, balance in columns]


def plain(rows: list[Event]) -> list[tuple[int, str, int]]:
    found: dict[int, tuple[int, str, int]] = {}
    for plan, section in enumerate(SECTIONS):
        own = [(place, row) for place, row in enumerate(rows) if row.plan == plan]
        for (place, _), answer in zip(own, settle([row for _, row in own], section), strict=True):
            found[place] = answer
    return [found[place] for place in range(len(rows))]


@pytest.mark.parametrize("compiled", [False, True])
def test_a_mixed_portfolio(compiled: bool) -> None:
    """Five thousand events; every reason occurs."""
    rows = rows_of(portfolio(5_000))
    decision = decide(events_of(rows, RULES), RULES, compiled=compiled)
    assert answers(decision) == plain(rows)
    assert set(decision.reason.tolist()) >= set(FamilyReason) - {FamilyReason.OTHER_WORK}


@settings(max_examples=40)
@given(seed=st.integers(0, 10**9), rows=st.integers(1, 60), per_policy=st.sampled_from([1.0, 3.0, 15.0]))
def test_random_tables(seed: int, rows: int, per_policy: float) -> None:
    table = rows_of(portfolio(rows, seed, per_policy))
    decision = decide(events_of(table, RULES), RULES)
    assert answers(decision) == plain(table)
    assert (decision.paid >= 0).all()
    assert (decision.balance >= 0).all()


def test_how_a_table_is_cut_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    events = portfolio(2_000, 7)
    whole = decide(events, RULES)
    monkeypatch.setattr(deciding, "CHUNK", 64)
    small = decide(events, RULES)
    assert all((one == other).all() for one, other in zip(whole, small, strict=True))


def test_event_by_event_is_the_whole() -> None:
    """Earlier events given with what was paid for them: the next is paid as in the table."""
    rows = [row for row in rows_of(portfolio(300, 11)) if row.decided is None]
    paid = answers(decide(events_of(rows, RULES), RULES))
    past: dict[int, list[Event]] = {}
    for row, (amount, reason, balance) in zip(rows, paid, strict=True):
        before = past.setdefault(row.policy, [])
        one = decide_event(row, RULES[row.plan], before)
        assert (one.amount, one.reason.key, one.balance) == (amount, reason, balance)
        moved = one.credited or one.amount
        if one.reason is not FamilyReason.ELIMINATION and Outcome.REFUND not in one.outcome:
            before.append(replace(row, decided=moved))
        else:
            before.append(row)


def test_a_policy_does_not_depend_on_the_others() -> None:
    events = portfolio(1_000, 3)
    whole = decide(events, RULES)
    for policy in (0, 5, int(events.policy[-1])):
        own = np.flatnonzero(events.policy == policy)
        alone = decide(events.cut(int(own[0]), int(own[-1]) + 1), RULES)
        assert (alone.paid == whole.paid[own]).all()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("policy", 10**9), ("plan", 99), ("benefit", 7), ("day", 3), ("until", 1), ("cause", 2), ("event", 500), ("year", -1),
        ("disease", 500), ("group", 31), ("grade", 11), ("activities", 64), ("facts", 8), ("income", -1), ("amount", 10**15),
        ("decided", -2), ("intensive_days", -1),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_named(column: str, value: int) -> None:
    events = portfolio(50, 1)
    spoilt = getattr(events, column).copy()
    spoilt[20] = value
    with pytest.raises(Invalid) as refusal:
        decide(events._replace(**{column: spoilt}), RULES)
    assert refusal.value.field in {column, "plan", "policy"}


def test_a_column_of_another_kind_or_length_is_named() -> None:
    events = portfolio(50, 1)
    for spoilt in (events.day.astype(np.int64), events.day[:-1]):
        with pytest.raises(Invalid) as refusal:
            decide(events._replace(day=spoilt), RULES)
        assert refusal.value.field == "day"


def test_nothing_in_nothing_out() -> None:
    assert decide(portfolio(50).cut(0, 0), RULES).total == 0


def test_every_reason_and_outcome_has_a_sentence() -> None:
    assert set(FAMILY_REASONS) == set(FamilyReason)
    assert set(OUTCOMES) == set(Outcome)
