"""X5, X8: measures over the demo insurer, the same on PostgreSQL and DuckDB, hidden where they could tell who somebody is."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from uuid import UUID

import ibis
import pyarrow as pa
import pytest
from django.db import connection

from hearten.base.accounts.types import Actor, Role
from hearten.domains.insight.selectors import MEASURES, drill_down, measure
from hearten.domains.insight.selectors.sources import IbisSource
from hearten.domains.insight.selectors.tables import TABLES
from hearten.domains.insight.types import Dimension
from hearten.domains.surveys.models import Response
from hearten.doors.demo.write import write_demo
from hearten.kernel.errors import Invalid, NotAllowed, NotFound
from hearten.kernel.period import Period
from tests.database import written_once

SYSTEM = Actor.system("tests")
YEAR = Period(date(2025, 11, 1), date(2026, 11, 1))


@pytest.fixture(scope="module")
def portfolio(django_db_setup, django_db_blocker, tmp_path_factory):
    """One demo insurer for all tests here; what a test changes goes with the test."""
    yield from written_once(
        django_db_blocker,
        lambda: write_demo(
            members=160, months=24, seed=5, until=date(2026, 11, 1), folder=tmp_path_factory.mktemp("demo"),
            now=datetime(2026, 11, 2, tzinfo=UTC),
        ),
    )  # fmt: skip


@pytest.fixture
def parquet(portfolio, db, tmp_path):
    """The same tables as Parquet files, read by DuckDB."""
    duck = ibis.duckdb.connect()
    for table in TABLES:
        name, path = table.get_name(), tmp_path / f"{table.get_name()}.parquet"
        with connection.cursor() as cursor:
            columns = ", ".join(f'"{column}"' for column in table.schema().names)
            cursor.execute(f'SELECT {columns} FROM "{name}"')
            rows = [
                dict(zip(table.schema().names, map(_plain, row), strict=True)) for row in cursor.fetchall()
            ]
        words = ibis.schema(
            {n: "string" if t.is_uuid() or t.is_json() else t for n, t in table.schema().items()}
        )
        rows_of_words = ibis.memtable(pa.Table.from_pylist(rows, words.to_pyarrow()))
        duck.to_parquet(rows_of_words.cast(table.schema()), path)
        duck.read_parquet(path, table_name=name)
    return IbisSource(duck)


def _plain(value):
    """Identities as text; DuckDB makes them identities again."""
    return str(value) if isinstance(value, UUID) else value


def same(one, other):
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.slow
def test_postgresql_and_duckdb_say_the_same(portfolio, parquet):
    """Design §3: one expression, two engines, one answer — for every measure, over all and by every dimension it has."""
    for name, recipe in MEASURES.items():
        for by in [(), *((dimension,) for dimension in sorted(recipe.dimensions))]:
            for period in (None, YEAR):
                live = measure(SYSTEM, name, by=by, period=period)
                files = measure(SYSTEM, name, by=by, period=period, source=parquet)
                ours, theirs = [live.total, *live.cells], [files.total, *files.cells]
                assert [(c.keys, c.n, c.hidden) for c in ours] == [(c.keys, c.n, c.hidden) for c in theirs], (
                    name,
                    by,
                )
                for one, other in zip(ours, theirs, strict=True):
                    assert all(same(getattr(one, f), getattr(other, f)) for f in ("value", "low", "high")), (
                        name,
                        one,
                        other,
                    )


def test_figures_are_those_of_the_rows(portfolio, db):
    """Counted by hand, answer by answer: those to moments; studies are read apart, with their weights."""
    moments = Response.objects.filter(study=None)
    assert moments.count() < Response.objects.count()
    marks = [(r.nps >= 9) - (r.nps <= 6) for r in moments.exclude(nps=None)]
    found = measure(SYSTEM, "nps").total
    assert (found.n, found.value) == (len(marks), pytest.approx(100 * sum(marks) / len(marks)))
    satisfied = [r.csat >= 4 for r in moments.exclude(csat=None)]
    assert measure(SYSTEM, "csat").total.value == pytest.approx(sum(satisfied) / len(satisfied))
    low = [r.low for r in moments]
    assert measure(SYSTEM, "case_rate").total.value == pytest.approx(sum(low) / len(low))


def test_filters_and_cuts_agree(portfolio, db):
    """A cell of a breakdown is what the filter for it gives; cells add up to the whole."""
    whole = measure(SYSTEM, "csat", by=[Dimension.PRODUCT])
    for cell in whole.cells:
        if not cell.hidden:
            one = measure(SYSTEM, "csat", filters={Dimension.PRODUCT: cell.key}).total
            assert (one.n, one.value, one.low) == (cell.n, cell.value, cell.low)
    if not whole.hidden_cells:
        assert sum(cell.n for cell in whole.cells) == whole.total.n


def test_small_cells_are_hidden_and_can_not_be_computed(portfolio, db):
    """M4: after planting a channel with three people, neither it nor enough to compute it is shown."""
    keep = list(
        Response.objects.filter(study=None)
        .order_by("customer_id")
        .distinct("customer_id")
        .values_list("customer_id", flat=True)[:3]
    )
    Response.objects.filter(customer_id__in=keep).update(channel="phone")
    cut = measure(SYSTEM, "nps", by=[Dimension.CHANNEL])
    phone = next(cell for cell in cut.cells if cell.key == "phone")
    assert (phone.hidden, phone.n, phone.value) == (True, None, None)
    assert cut.hidden_cells >= 2
    assert measure(SYSTEM, "nps", filters={Dimension.CHANNEL: "phone"}).total.hidden
    assert drill_down(SYSTEM, "nps", filters={Dimension.CHANNEL: "phone"}).hidden


def test_two_cuts_and_what_can_not_be(portfolio, db):
    both = measure(SYSTEM, "turnaround", by=[Dimension.MONTH, Dimension.STAGE])
    assert {cell.keys[1] for cell in both.cells} == {"decide", "pay"}
    with pytest.raises(Invalid, match="can't be cut by stage"):
        measure(SYSTEM, "nps", by=[Dimension.STAGE])
    with pytest.raises(Invalid, match="two things"):
        measure(SYSTEM, "nps", by=[Dimension.MONTH, Dimension.CHANNEL, Dimension.PRODUCT])
    with pytest.raises(NotFound):
        measure(SYSTEM, "happiness")


def test_a_filter_is_data_not_a_statement(portfolio, db):
    hostile = "app'; DROP TABLE surveys_response; --"
    assert measure(SYSTEM, "nps", filters={Dimension.CHANNEL: hostile}).total.n == 0
    assert Response.objects.exists()


def test_rights(portfolio, db, staff):
    """M3: figures for who may see figures; single answers for fewer."""
    for role in (Role.EXAMINER, Role.SERVICE_AGENT, Role.AGENT, Role.MEMBER):
        with pytest.raises(NotAllowed):
            measure(staff(role), "nps")
    assert measure(staff(Role.MARKETER), "nps").total.n > 0
    with pytest.raises(NotAllowed):
        drill_down(staff(Role.MARKETER), "nps")
    with pytest.raises(NotAllowed):
        drill_down(staff(Role.ADMINISTRATOR), "nps")
    assert drill_down(staff(Role.ANALYST), "nps").count > 0


def test_drill_down_shows_the_answers_behind(portfolio, db):
    found = drill_down(SYSTEM, "csat", period=YEAR, limit=10)
    assert found.count == measure(SYSTEM, "csat", period=YEAR).total.n
    assert len(found.rows) == 10
    assert sorted((r.day for r in found.rows), reverse=True) == [r.day for r in found.rows]
    with pytest.raises(Invalid, match="No single answers"):
        drill_down(SYSTEM, "lapse_rate")
    with pytest.raises(Invalid, match="not a month"):
        drill_down(SYSTEM, "nps", filters={Dimension.MONTH: "soon"})
