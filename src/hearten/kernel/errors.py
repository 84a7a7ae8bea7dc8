"""What can go wrong, said so that a person can mend it.

A message is an English sentence with `%(name)s` places; the door that shows it translates and fills it.
"""

from __future__ import annotations

from typing import Any


class HeartenError(Exception):
    """Something a caller must hear about. `field` says where, `hint` how to mend it."""

    code = "error"

    def __init__(
        self, message: str, *, field: str | None = None, hint: str | None = None, **params: Any
    ) -> None:
        self.message = message
        self.field = field
        self.hint = hint
        self.params = params
        super().__init__(str(self))

    def __str__(self) -> str:
        text = self.message % self.params if self.params else self.message
        where = f"{self.field}: " if self.field else ""
        hint = (self.hint % self.params if self.params else self.hint) if self.hint else ""
        return f"{where}{text} {hint}".strip()


class Invalid(HeartenError):
    """What was given can't be taken as it is."""

    code = "invalid"


class NotFound(HeartenError):
    """Not there, or not yours: the two must look the same."""

    code = "not_found"


class NotAllowed(HeartenError):
    """The actor's role does not carry this right."""

    code = "not_allowed"


class Conflict(HeartenError):
    """The thing has moved on since it was read; look again."""

    code = "conflict"


class Unavailable(HeartenError):
    """A part outside (a bank, a mail server) does not answer; trying again is safe."""

    code = "unavailable"
