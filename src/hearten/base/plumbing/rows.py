"""Changing many rows, each to its own values, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, models


def update_rows(rows: Sequence[models.Model], fields: Sequence[str], *, count_up: str = "") -> int:
    """Write `fields` of all `rows` (of one model) in one UPDATE, by primary key. Returns how many rows there were to change.

    `count_up` names a number that is raised by one in the database and, where a row was changed, in the object.
    """
    if not rows:
        return 0
    meta = rows[0]._meta
    columns = [meta.get_field(name) for name in fields]
    key = meta.pk
    arrays = [_array(row_values) for row_values in ([_value(row, key) for row in rows],)]
    arrays += [_array([_value(row, column) for row in rows]) for column in columns]
    quote = connection.ops.quote_name
    sets = [f"{quote(c.column)} = v.{quote(c.column)}{_cast(c)}" for c in columns]
    if count_up:
        sets.append(f"{quote(count_up)} = t.{quote(count_up)} + 1")
    names = ", ".join(quote(c.column) for c in [key, *columns])
    places = ", ".join(f"%s::{_array_type(c)}" for c in [key, *columns])
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(meta.db_table)} AS t SET {', '.join(sets)} "
            f"FROM unnest({places}) AS v({names}) WHERE t.{quote(key.column)} = v.{quote(key.column)}",
            arrays,
        )
        changed: int = cursor.rowcount
    if count_up:
        for row in rows:
            setattr(row, count_up, getattr(row, count_up) + 1)
    return changed


def _value(row: models.Model, field: Any) -> Any:
    value = field.get_db_prep_save(field.pre_save(row, add=False), connection)
    if isinstance(field, models.JSONField):
        return value.dumps(value.obj) if hasattr(value, "dumps") else value
    return bytes(value) if isinstance(value, bytes | memoryview) else value


def _array(values: list[Any]) -> list[Any]:
    return values


def _array_type(field: Any) -> str:
    if isinstance(field, models.JSONField):
        return "text[]"
    return f"{(field.target_field if field.is_relation else field).db_type(connection).split('(')[0]}[]"


def _cast(field: Any) -> str:
    return "::jsonb" if isinstance(field, models.JSONField) else ""
