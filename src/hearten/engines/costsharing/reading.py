"""Reading a `benefits` section value by value, so that a mistake is named with its place and its cure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hearten.kernel.errors import Invalid
from hearten.kernel.money import BASIS_POINTS, LARGEST_MINOR, parse_money
from hearten.kernel.text import N_

Text = Mapping[str, str]
Choices = Mapping[str, int | str]

_YUAN = re.compile(r"^\d{1,3}(,\d{3})*\.\d{2}$|^\d+\.\d{2}$")
_PERCENT = re.compile(r"^(\d{1,3})(?:\.(\d{1,2}))?%$")
_CLAUSE = re.compile(r"^§?\d+(\.\d+){0,3}$")
_CODE = re.compile(r"^[a-z][a-z0-9_]{1,39}$")


@dataclass(frozen=True, slots=True)
class Said:
    """Where the contract says something, and what to call it."""

    clause: str = ""
    label: Text | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One mapping of the document, with the path to it and the choices that `$name` stands for."""

    given: Mapping[str, Any]
    where: str
    choices: Choices

    @staticmethod
    def of(given: Any, where: str, choices: Choices) -> Section:
        if not isinstance(given, Mapping):
            raise Invalid(
                N_("This should be a list of names with values."),
                field=where,
                hint=N_("Indent the entries below it."),
            )
        return Section(given, where, choices)

    def only(self, *names: str) -> None:
        """Raises Invalid for an entry that is not among `names`: a misspelt rule must not be a silent one."""
        for name in self.given:
            if name not in names:
                raise Invalid(
                    N_("“%(name)s” is not known here."),
                    field=f"{self.where}.{name}",
                    hint=N_("Use one of: %(names)s."),
                    name=str(name),
                    names=", ".join(names),
                )

    def has(self, name: str) -> bool:
        return self.given.get(name) is not None

    def section(self, name: str) -> Section:
        return Section.of(self._value(name), self._at(name), self.choices)

    def sections(self, name: str) -> Iterator[tuple[str, Section]]:
        inner = self.section(name)
        if not inner.given:
            raise Invalid(N_("This needs at least one entry."), field=inner.where)
        for code in inner.given:
            if not isinstance(code, str) or not _CODE.match(code):
                raise Invalid(
                    N_("“%(code)s” can't be a code."),
                    field=inner.where,
                    hint=N_("Use small letters, digits and _, such as inpatient."),
                    code=str(code),
                )
            yield code, inner.section(code)

    def said(self, *, labelled: bool = False) -> Said:
        """Clause and label; `labelled` where the label has no default."""
        clause = self._value("clause")
        if not isinstance(clause, str) or not _CLAUSE.match(clause):
            raise self._bad(
                "clause", N_("This is not the number of a clause."), N_('Write it in quotes, such as "2.3".')
            )
        label = self._value("label") if labelled else self.given.get("label")
        if label is not None and not (
            isinstance(label, Mapping)
            and set(label) == {"zh", "en"}
            and all(isinstance(t, str) and t for t in label.values())
        ):
            raise self._bad("label", N_("This is not a text in two languages."), N_("Write {zh: …, en: …}."))
        return Said(clause, label)

    def flag(self, name: str, default: bool | None = None) -> bool:
        value = self.given.get(name, default)
        if not isinstance(value, bool):
            raise self._bad(name, N_("This is neither true nor false."), N_("Write true or false."))
        return value

    def one_of(self, name: str, *words: str, default: str | None = None) -> str:
        value = self.given.get(name, default)
        if value not in words:
            raise Invalid(
                N_("“%(value)s” is not one of the words known here."),
                field=self._at(name),
                hint=N_("Use one of: %(names)s."),
                value=str(value),
                names=", ".join(words),
            )
        return str(value)

    def amount(self, name: str) -> int:
        """Whole fen; quoted yuan with two decimals; or a choice."""
        value = self._resolved(name)
        if isinstance(value, str) and _YUAN.match(value):
            value = parse_money(value, field=self._at(name))
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_MINOR:
            raise self._bad(
                name,
                N_("This is not an amount."),
                N_('Write whole fen (1000000) or quoted yuan ("10000.00").'),
            )
        return value

    def amount_or_none(self, name: str) -> int | None:
        return self.amount(name) if self.has(name) else None

    def count(self, name: str, *, most: int) -> int:
        value = self._resolved(name)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            raise Invalid(
                N_("This is not a number from 0 to %(most)s."),
                field=self._at(name),
                hint=N_("Write digits only."),
                most=most,
            )
        return value

    def rate(self, name: str, *, most: int = BASIS_POINTS) -> int:
        """Basis points of a percentage such as "80%" or "66.67%", at most `most` of them."""
        return self._rate(name, self._resolved(name), most)

    def rates(self, name: str, *, exactly: int) -> tuple[int, ...]:
        """A row of so many percentages."""
        given = self._value(name)
        if not isinstance(given, list) or len(given) != exactly:
            raise Invalid(
                N_("This is not a row of %(exactly)s rates."),
                field=self._at(name),
                hint=N_("Write them as [100%%, 90%%, …]."),
                exactly=exactly,
            )
        return tuple(self._rate(name, value, BASIS_POINTS) for value in given)

    def names(self, name: str) -> tuple[str, ...]:
        """A list of codes; empty where the entry is missing."""
        given = self.given.get(name, [])
        if not isinstance(given, list) or not all(
            isinstance(code, str) and _CODE.match(code) for code in given
        ):
            raise self._bad(name, N_("This is not a list of codes."), N_("Write [one, another]."))
        return tuple(given)

    def _rate(self, name: str, value: Any, most: int) -> int:
        match = _PERCENT.match(value) if isinstance(value, str) else None
        points = int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0")) if match else -1
        if not 0 <= points <= most:
            raise Invalid(
                N_("This is not a rate."),
                field=self._at(name),
                hint=N_('Write a percentage from 0%% to %(most)s%%, such as "80%%".'),
                most=most // 100,
            )
        return points

    def rows(self, name: str) -> Iterator[Section]:
        """The mappings of a list, each with its place."""
        value = self._value(name)
        if not isinstance(value, list) or not value:
            raise self._bad(name, N_("This is not a list of rows."), N_("Begin each row with a dash."))
        for place, row in enumerate(value):
            yield Section.of(row, f"{self._at(name)}[{place}]", self.choices)

    def words(self, name: str, *known: str) -> tuple[str, ...]:
        """A list of some of the words known here."""
        value = self._value(name)
        if not isinstance(value, list) or not value or not set(map(str, value)) <= set(known):
            raise Invalid(
                N_("This is not a list of words known here."),
                field=self._at(name),
                hint=N_("Use one of: %(names)s."),
                names=", ".join(known),
            )
        return tuple(value)

    def codes(self, name: str, *, most: int) -> tuple[str, ...]:
        """A list of different codes."""
        value = self._value(name)
        good = isinstance(value, list) and 0 < len(value) == len(set(map(str, value))) <= most
        if not good or not all(isinstance(code, str) and _CODE.match(code) for code in value):
            raise Invalid(
                N_("This is not a list of up to %(most)s different codes."),
                field=self._at(name),
                hint=N_("Use small letters, digits and _, such as inpatient."),
                most=most,
            )
        return tuple(value)

    def name_or_none(self, name: str) -> str | None:
        """The code of something that stands elsewhere in the document."""
        if not self.has(name):
            return None
        value = self.given[name]
        if not isinstance(value, str) or not _CODE.match(value):
            raise self._bad(name, N_("This is not a code."), N_("Write the name of an entry."))
        return value

    def without(self, name: str, message: str) -> None:
        """Raises Invalid for an entry that means nothing here."""
        if self.has(name):
            raise self._bad(name, message, N_("Remove it."))

    def _resolved(self, name: str) -> Any:
        value = self._value(name)
        if not (isinstance(value, str) and value.startswith("$")):
            return value
        if value[1:] not in self.choices:
            raise Invalid(
                N_("Nothing was chosen as “%(choice)s”."),
                field=self._at(name),
                hint=N_("Offer it under choices, or write the value here."),
                choice=value[1:],
            )
        return self.choices[value[1:]]

    def _value(self, name: str) -> Any:
        if self.given.get(name) is None:
            raise self._bad(name, N_("This entry is missing."), N_("Add it."))
        return self.given[name]

    def _bad(self, name: str, message: str, hint: str) -> Invalid:
        return Invalid(message, field=self._at(name), hint=hint)

    def _at(self, name: str) -> str:
        return f"{self.where}.{name}"
