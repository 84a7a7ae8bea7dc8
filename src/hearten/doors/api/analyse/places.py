"""Where in a spec we are, and what may stand there; mistakes are gathered so that all are told at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


class Refused(Exception):
    """A spec that can't be worked on, with every mistake that was found."""

    def __init__(self, mistakes: Iterable[Invalid]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


@dataclass(frozen=True)
class Place:
    """A path into the spec, and the columns of its data: name → does it hold numbers. None: there is no data."""

    where: str = ""
    columns: dict[str, bool] | None = None
    mistakes: list[Invalid] = field(default_factory=list)

    def at(self, step: str | int) -> Place:
        if isinstance(step, int):
            return replace(self, where=f"{self.where}[{step + 1}]")
        return replace(self, where=f"{self.where}.{step}" if self.where else step)

    def refuse(self, message: str, hint: str | None = None, **params: Any) -> Invalid:
        return Invalid(message, field=self.where or None, hint=hint, **params)

    @contextmanager
    def noting(self) -> Iterator[None]:
        """What is refused inside is kept, and reading goes on after it."""
        try:
            yield
        except Invalid as mistake:
            self.mistakes.append(mistake)

    def column(self, value: Any, *, numbers: bool) -> str:
        """The name of a column of the data. Raises Invalid when there is none, or when it holds words."""
        if self.columns is None:
            raise self.refuse(
                N_("This needs answers, but the spec names no data."),
                N_("Add data: with a file: beside analyses."),
            )
        name = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
        if not isinstance(name, str):
            raise self.refuse(N_("The name of a column is needed here."), N_("Give one name."))
        if name not in self.columns:
            raise self.unknown_column(name)
        if numbers and not self.columns[name]:
            raise self.refuse(
                N_("The column “%(name)s” holds words, and numbers are needed here."),
                N_(
                    "Choose another column, or turn its words into numbers: columns: {%(name)s: {recode: {…}}}."
                ),
                name=name,
            )
        return name

    def unknown_column(self, name: str) -> Invalid:
        return self.unknown(N_("There is no column “%(name)s”."), name, self.columns or {})

    def unknown(self, message: str, name: Any, known: Iterable[str], **params: Any) -> Invalid:
        """Refuses a word that is not among those known, with the one that looks like it and all of them."""
        words = list(known)
        near = difflib.get_close_matches(str(name), words, n=1, cutoff=0.5)
        hint = N_("Perhaps “%(near)s”; there are: %(all)s.") if near else N_("There are: %(all)s.")
        return self.refuse(message, hint, name=name, near="".join(near), all=listed(words), **params)


_SHOWN = 60


def listed(words: Iterable[str]) -> str:
    every = list(words)
    more = ", …" if len(every) > _SHOWN else ""
    return ", ".join(every[:_SHOWN]) + more
