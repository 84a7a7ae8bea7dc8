"""Where an expression runs: on PostgreSQL over Django's own connection, or on DuckDB over files."""

from __future__ import annotations

from typing import Any, Protocol

import ibis
from django.db import connection


class Source(Protocol):
    """Runs an expression over the tables of `tables.py` and gives its rows."""

    def rows(self, expression: Any) -> list[dict[str, Any]]: ...


class LiveSource:
    """PostgreSQL, now: Ibis writes the statement, Django's connection runs it, so that it sees this transaction."""

    def rows(self, expression: Any) -> list[dict[str, Any]]:
        with connection.cursor() as cursor:
            cursor.execute(str(ibis.to_sql(expression, dialect="postgres")))
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


class IbisSource:
    """Any Ibis backend that has tables of the same names: DuckDB over Parquet, later Spark."""

    def __init__(self, backend: Any) -> None:
        self.backend = backend

    def rows(self, expression: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.backend.to_pyarrow(expression).to_pylist()
        return rows
