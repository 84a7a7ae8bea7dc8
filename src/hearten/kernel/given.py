"""What people write and choose, made clean before anything is kept."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Choice = TypeVar("Choice", bound=StrEnum)


def clean_words(text: str, *, field: str, most: int, required: bool = True) -> str:
    """The text without stray blanks. Raises Invalid when it is missing or too long."""
    clean = text.replace("\x00", "").strip()
    if required and not clean:
        raise Invalid(N_("Please write something here."), field=field)
    if len(clean) > most:
        raise Invalid(
            N_("This text has %(length)s characters; we can take %(most)s."),
            field=field,
            length=len(clean),
            most=most,
        )
    return clean


def one_of(kind: type[Choice], value: str, *, field: str) -> Choice:
    """The value as its enum. Raises Invalid when it is none of them."""
    try:
        return kind(value)
    except ValueError:
        raise Invalid(
            N_("“%(value)s” is not one of the choices."),
            field=field,
            hint=N_("Choose one from the list."),
            value=value[:40],
        ) from None
