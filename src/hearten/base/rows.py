"""Writing many rows at once: new ones copied in, known ones each changed to its own values in one statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)

# Below this an INSERT is as quick; from here on PostgreSQL's COPY saves most of the work.
COPY_FROM = 50
# What the driver writes as it stands; any other field says itself what goes into its column.
_PLAIN = (
    models.UUIDField,
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.DateField,
)
_Reader = Callable[[models.Model], Any]


def insert_rows(rows: Sequence[M], *, number: bool = False) -> Sequence[M]:
    """Insert rows of one model; triggers and constraints see them as any others.

    `number` gives the objects their identities where the database counts them; without it those stay unknown.
    """
    if len(rows) < COPY_FROM:
        return type(rows[0])._base_manager.bulk_create(rows) if rows else rows
    model = type(rows[0])
    key: Any = model._meta.pk
    counted = isinstance(key, models.AutoField) and rows[0].pk is None
    if counted and number:
        for row, identity in zip(rows, _next_identities(model, len(rows)), strict=True):
            row.pk = identity
        counted = False
    columns, readers = _columns(model, without_key=counted)
    with connection.cursor() as cursor, cursor.copy(columns) as copy:
        for row in rows:
            copy.write_row([read(row) for read in readers])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows


def update_rows(rows: Sequence[models.Model], fields: Sequence[str], *, count_up: str = "") -> int:
    """Write `fields` of all `rows` (of one model) in one UPDATE, by primary key. Returns how many rows there were to change.

    `count_up` names a number that is raised by one in the database and in the objects.
    """
    if not rows:
        return 0
    meta = rows[0]._meta
    key: Any = meta.pk
    columns: list[Any] = [meta.get_field(name) for name in fields]
    quote = connection.ops.quote_name
    sets = [f"{quote(c.column)} = v.{quote(c.column)}{_cast(c)}" for c in columns]
    if count_up:
        sets.append(f"{quote(count_up)} = t.{quote(count_up)} + 1")
    names = ", ".join(quote(c.column) for c in [key, *columns])
    places = ", ".join(f"%s::{_array_type(c)}" for c in [key, *columns])
    with connection.cursor() as cursor:
        cursor.execute(
            # only quoted names of our own columns stand in the text; the values travel apart
            f"UPDATE {quote(meta.db_table)} AS t SET {', '.join(sets)} "  # noqa: S608
            f"FROM unnest({places}) AS v({names}) WHERE t.{quote(key.column)} = v.{quote(key.column)}",
            [[_value(row, column) for row in rows] for column in [key, *columns]],
        )
        changed: int = cursor.rowcount
    if count_up:
        for row in rows:
            setattr(row, count_up, getattr(row, count_up) + 1)
    return changed


@lru_cache(maxsize=128)
def _columns(model: type[models.Model], *, without_key: bool) -> tuple[str, list[_Reader]]:
    """The COPY command of a model, and how each column is read from an object."""
    fields: list[Any] = [
        field
        for field in model._meta.concrete_fields
        if field.column and not (without_key and field.primary_key)
    ]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    return f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN", [_reader(field) for field in fields]


def _reader(field: Any) -> _Reader:
    kind = field.target_field if field.is_relation else field
    if isinstance(kind, _PLAIN) or type(kind) is models.BigAutoField:
        name = field.attname
        return lambda row: row.__dict__[name]
    return lambda row: field.get_db_prep_save(field.pre_save(row, add=True), connection)


def _next_identities(model: type[models.Model], count: int) -> Iterable[int]:
    meta = model._meta
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [meta.db_table, meta.pk.column, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _value(row: models.Model, field: Any) -> Any:
    value = field.get_db_prep_save(field.pre_save(row, add=False), connection)
    if isinstance(field, models.JSONField):
        return value.dumps(value.obj) if hasattr(value, "dumps") else value
    return value


def _array_type(field: Any) -> str:
    if isinstance(field, models.JSONField):
        return "text[]"
    kind = (field.target_field if field.is_relation else field).db_type(connection)
    return f"{kind.split('(')[0]}[]"


def _cast(field: Any) -> str:
    return "::jsonb" if isinstance(field, models.JSONField) else ""
