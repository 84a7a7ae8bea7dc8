"""Did anything change? What all tables and the file store hold, so that a refusal can be shown to leave no trace."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from hearten.kernel.errors import Conflict, Invalid

_TABLES = "SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'public' ORDER BY 1"


def everything() -> dict[str, str]:
    """By table a figure made of all its rows, by file one made of its bytes."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        names = [name for (name,) in cursor.fetchall()]
        cursor.execute(
            " UNION ALL ".join(
                f"""SELECT '{name}', count(*) || '/' || coalesce(sum(hashtext(r::text)), 0) FROM "{name}" r"""
                for name in names
            )
        )
        kept = dict(cursor.fetchall())
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if path.is_file():
            kept[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return kept


def assert_refused(
    call: Callable[[], object], sentence: str, field: str, kind: type[Invalid | Conflict] = Invalid
) -> None:
    """The sentence says what is wrong, the field where, a hint (or the sentence itself) what to do; nothing has changed."""
    before = everything()
    with pytest.raises(kind) as error:
        call()
    assert error.value.message % error.value.params == sentence
    assert error.value.field == field
    tells = sentence.startswith(("Choose", "Write", "Say", "Add"))
    assert error.value.hint or tells, "nothing says how to mend it"
    assert everything() == before
