"""What an option may hold: each kind reads a value of the spec, refuses a wrong one, and says what it takes."""

from __future__ import annotations

import fnmatch
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

from hearten.doors.api.analyse.places import Place, listed
from hearten.kernel.text import N_


class Kind(Protocol):
    def read(self, value: Any, place: Place) -> Any:
        """The value as the engines take it. Raises Invalid for a wrong one."""
        ...

    def says(self) -> str:
        """What it takes, in a word or two for the list of options."""
        ...


# Beyond this, whole numbers and real ones are no longer the same thing to a machine.
_MOST = 2**53


@dataclass(frozen=True)
class Number:
    """A number within limits; with `open` the limits themselves are outside."""

    lowest: float = -math.inf
    highest: float = math.inf
    open: bool = False
    whole: bool = False

    def read(self, value: Any, place: Place) -> Any:
        kinds = int if self.whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds):
            message = N_("A whole number is needed here.") if self.whole else N_("A number is needed here.")
            raise place.refuse(message, N_("Give a number without quotes."))
        inside = self.lowest < value < self.highest if self.open else self.lowest <= value <= self.highest
        if not inside or not abs(value) <= _MOST:
            raise place.refuse(
                N_("%(value)s can't be used here."), N_("Give %(limits)s."), value=value, limits=self.says()
            )
        return value if self.whole else float(value)

    def says(self) -> str:
        word = _("whole number") if self.whole else _("number")
        more, less = (">", "<") if self.open else ("≥", "≤")
        if math.isfinite(self.lowest) and math.isfinite(self.highest):
            return f"{self.lowest:g} {less} {word} {less} {self.highest:g}"
        low = f" {more} {self.lowest:g}" if math.isfinite(self.lowest) else ""
        return f"{word}{low}"


SHARE = Number(0, 1, open=True)
POSITIVE = Number(0, open=True)
AMOUNT = Number(0)
ANY_NUMBER = Number()


def whole(lowest: float = -math.inf, highest: float = math.inf) -> Number:
    return Number(lowest, highest, whole=True)


@dataclass(frozen=True)
class Flag:
    def read(self, value: Any, place: Place) -> bool:
        if not isinstance(value, bool):
            raise place.refuse(N_("Yes or no is needed here."), N_("Write true or false."))
        return value

    def says(self) -> str:
        return "true | false"


@dataclass(frozen=True)
class Text:
    def read(self, value: Any, place: Place) -> str:
        if not isinstance(value, str) or not value.strip():
            raise place.refuse(N_("A word is needed here."), N_("Write it in quotes."))
        return value

    def says(self) -> str:
        return _("text")


@dataclass(frozen=True)
class Label:
    """One answer of a column: a word or a number, as it stands in the data."""

    def read(self, value: Any, place: Place) -> str | float:
        if isinstance(value, bool):
            return float(value)
        if isinstance(value, int | float):
            return float(value)
        if not isinstance(value, str):
            raise place.refuse(
                N_("One word or number is needed here."), N_("Write it as it stands in the data.")
            )
        return value

    def says(self) -> str:
        return _("word or number")


@dataclass(frozen=True)
class Choice:
    words: tuple[str, ...]

    def read(self, value: Any, place: Place) -> str:
        if value not in self.words:
            raise place.refuse(
                N_("“%(value)s” is not one of the words that can stand here."),
                N_("Use one of: %(words)s."),
                value=value,
                words=", ".join(self.words),
            )
        return str(value)

    def says(self) -> str:
        return " | ".join(self.words)


def choice(*words: str) -> Choice:
    return Choice(words)


@dataclass(frozen=True)
class Column:
    """The name of one column of the data."""

    numbers: bool = True

    def read(self, value: Any, place: Place) -> str:
        return place.column(value, numbers=self.numbers)

    def says(self) -> str:
        return _("column of numbers") if self.numbers else _("column")


@dataclass(frozen=True)
class Columns:
    """Names of columns, each once; `signed`: "-name" is an item that counts the other way. "A*" is all that begin with A."""

    least: int = 1
    numbers: bool = True
    signed: bool = False

    def read(self, value: Any, place: Place) -> list[str]:
        given = value if isinstance(value, list) else [value]
        names: list[str] = []
        for number, one in enumerate(given):
            with place.noting():
                names += self._named(one, place.at(number) if isinstance(value, list) else place)
        plain = [name.removeprefix("-") if self.signed else name for name in names]
        twice = sorted({name for name in plain if plain.count(name) > 1})
        if twice:
            raise place.refuse(
                N_("Some columns are named twice: %(names)s."), N_("Name each once."), names=listed(twice)
            )
        if len(given) < self.least and len(names) < self.least:
            raise place.refuse(
                N_("There are too few columns here: %(have)s, and at least %(need)s are needed."),
                have=len(names),
                need=self.least,
            )
        return names

    def _named(self, one: Any, place: Place) -> list[str]:
        known = place.columns or {}
        if isinstance(one, str) and one not in known and any(mark in one for mark in "*?"):
            found = [
                name for name in known if fnmatch.fnmatchcase(name, one) and (known[name] or not self.numbers)
            ]
            if not found:
                raise place.unknown_column(one)
            return found
        if self.signed and isinstance(one, str) and one.startswith("-") and one not in known:
            return ["-" + place.column(one[1:], numbers=self.numbers)]
        return [place.column(one, numbers=self.numbers)]

    def says(self) -> str:
        word = _("columns of numbers") if self.numbers else _("columns")
        return f"{word} (“-…”: {_('reversed')})" if self.signed else word


@dataclass(frozen=True)
class ListOf:
    kind: Kind
    least: int = 1
    most: float = math.inf

    def read(self, value: Any, place: Place) -> list[Any]:
        if not isinstance(value, list):
            raise place.refuse(N_("A list is needed here."), N_("Write it as [one, two]."))
        if not self.least <= len(value) <= self.most:
            raise place.refuse(
                N_("There are %(have)s entries here; %(need)s are needed."),
                have=len(value),
                need=self._count(),
            )
        read = []
        for number, one in enumerate(value):
            with place.noting():
                read.append(self.kind.read(one, place.at(number)))
        return read

    def _count(self) -> str:
        return str(self.least) if self.least == self.most else f"≥ {self.least}"

    def says(self) -> str:
        return f"[{self.kind.says()}, …]"


@dataclass(frozen=True)
class MapOf:
    """Something for each of several words."""

    kind: Kind
    least: int = 1

    def read(self, value: Any, place: Place) -> dict[Any, Any]:
        if not isinstance(value, Mapping) or len(value) < self.least:
            raise place.refuse(
                N_("Names with something for each are needed here."), N_("Write it as {name: …}.")
            )
        read = {}
        for key, one in value.items():
            with place.noting():
                read[key] = self.kind.read(one, place.at(str(key)))
        return read

    def says(self) -> str:
        return "{" + _("name") + ": " + self.kind.says() + ", …}"
