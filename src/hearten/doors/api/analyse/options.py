"""The options of an analysis: declared once, read from a spec, and refused with the list of good ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from hearten.doors.api.analyse.kinds import Kind
from hearten.doors.api.analyse.places import Place, listed
from hearten.kernel.text import N_


class _Needed:
    def __repr__(self) -> str:
        return "needed"


NEEDED: Any = _Needed()


@dataclass(frozen=True)
class Option:
    """`says` is one line for people; without `default` it must be given; a default of None means left out."""

    name: str
    kind: Kind
    says: str
    default: Any = NEEDED


class Asked(SimpleNamespace):
    """The options of one analysis with their values, as attributes."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


def read_options(
    options: Sequence[Option], given: Any, place: Place, *, of: str, also: Sequence[str] = ()
) -> Asked:
    """Every option with its value; mistakes are noted in `place`, and what they leave open is None."""
    known = {option.name: option for option in options}
    if not isinstance(given, Mapping):
        raise place.refuse(
            N_("Options are needed here, each with its value."),
            N_("Write name: value; the options of %(of)s are: %(options)s."),
            of=of,
            options=listed(known),
        )
    for name in given:
        if name not in known and name not in also:
            place.mistakes.append(
                place.at(str(name)).unknown(
                    N_("%(of)s has no option “%(name)s”."), name, [*known, *also], of=of
                )
            )
    return Asked(**{name: _value(option, given, place, of) for name, option in known.items()})


def _value(option: Option, given: Mapping[Any, Any], place: Place, of: str) -> Any:
    value = given.get(option.name)
    if value is None:
        if option.default is NEEDED:
            place.mistakes.append(
                place.refuse(
                    N_("%(of)s needs the option “%(name)s” (%(kind)s)."),
                    N_("Add %(name)s: …"),
                    of=of,
                    name=option.name,
                    kind=option.kind.says(),
                )
            )
            return None
        return option.default
    with place.noting():
        return option.kind.read(value, place.at(option.name))
    return None


@dataclass(frozen=True)
class Record:
    """An entry with options of its own: a feature, an item, a stratum."""

    of: str
    options: tuple[Option, ...]

    def read(self, value: Any, place: Place) -> Asked:
        return read_options(self.options, value, place, of=self.of)

    def says(self) -> str:
        parts = [option.name + ("" if option.default is NEEDED else "?") for option in self.options]
        return "{" + ", ".join(parts) + "}"
