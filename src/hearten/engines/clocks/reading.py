"""How does a document of clocks become clocks? Read once, checked whole, every fault named with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hearten.engines.clocks.compensation import Reference, read_reference
from hearten.engines.clocks.model import (
    Clock,
    Compensation,
    Counting,
    Origin,
    Pause,
    Severity,
    Source,
    Unit,
    Warn,
)
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_HOUR_S, _DAY_S = 3600, 86_400
_PER_CENT = 100
_HOURS = {Unit.HOURS: 1, Unit.DAYS: 24}
_NEEDED = ("code", "label", "about", "source", "starts", "stops")
_MAY_HAVE = (
    "ends", "days", "hours", "counting", "last_day_moves", "at_most", "counts", "pauses", "warn", "escalate_to",
    "severity", "only_to_minor", "products", "tell_member", "compensation",
)  # fmt: skip
_KEYS = frozenset(_NEEDED + _MAY_HAVE)
_OVERRIDES = frozenset({"days", "hours", "counting", "only_to_minor", "compensation", "warn"})


@dataclass(frozen=True)
class ClockBook:
    """All clocks of the house: by code, with what single products promise instead, and how a late payment is made good."""

    clocks: Mapping[str, Clock]
    products: Mapping[str, Mapping[str, Clock]]
    reference: Reference
    events: frozenset[str]
    auto_release_minor: int = 0
    arrival: str = "entered"
    closures: frozenset[date] = frozenset()

    def of_product(self, product: str, about: str = "claim") -> dict[str, Clock]:
        """The clocks that run for a product: its own in place of the house's."""
        own = self.products.get(product, {})
        return {code: own.get(code, clock) for code, clock in self.clocks.items() if clock.about == about}


def read_book(document: Mapping[str, Any]) -> ClockBook:
    """Compile a document. Raises Invalid naming the clock and the field that can't be read."""
    known = frozenset(document.get("events", ()))
    if not known:
        _refuse(
            "events",
            N_("The document names no events."),
            N_("List the events that may start or stop a clock."),
        )
    clocks: dict[str, Clock] = {}
    for place, given in enumerate(document.get("clocks", ())):
        clock = _clock(given, f"clocks[{place}]", known)
        if clock.code in clocks:
            _refuse(
                f"clocks[{place}].code", N_("Two clocks have the same code."), N_("Give one another name.")
            )
        clocks[clock.code] = clock
    return ClockBook(
        clocks=clocks,
        products={
            product: {
                code: _override(clocks, code, given, f"products.{product}.{code}")
                for code, given in own.items()
            }
            for product, own in (document.get("products") or {}).items()
        },
        reference=read_reference(document["reference"], "reference"),
        events=known,
        auto_release_minor=_whole(document, "auto_release_minor", "", least=0),
        arrival=_choice(document.get("arrival", "entered"), ("entered", "read"), "arrival"),
        closures=frozenset(_day(day, "closures") for day in document.get("closures") or ()),
    )


def _clock(given: Mapping[str, Any], at: str, known: frozenset[str]) -> Clock:
    missing = [key for key in _NEEDED if key not in given]
    if missing:
        _refuse(
            f"{at}.{missing[0]}", N_("This is missing."), N_("Write it down; the page on clocks says how.")
        )
    unknown = sorted(set(given) - _KEYS)
    if unknown:
        _refuse(f"{at}.{unknown[0]}", N_("A clock has no such field."), N_("Check the spelling."))
    length, unit, counting = _length(given, at)
    at_most = given.get("at_most", 0)
    return Clock(
        code=given["code"],
        label=_text(given["label"], f"{at}.label"),
        about=_choice(given["about"], ("claim", "complaint"), f"{at}.about"),
        source=_source(given["source"], f"{at}.source"),
        starts=_events(given["starts"], f"{at}.starts", known),
        stops=_events(given["stops"], f"{at}.stops", known),
        ends=_events(given.get("ends", ()), f"{at}.ends", known),
        length=length,
        unit=unit,
        counting=counting,
        last_day_moves=bool(given.get("last_day_moves", False)),
        at_most=at_most,
        counts=_events(given.get("counts", ()), f"{at}.counts", known),
        pauses=tuple(
            Pause(
                _events(pause["begins"], f"{at}.pauses.begins", known),
                _events(pause["ends"], f"{at}.pauses.ends", known),
            )
            for pause in given.get("pauses", ())
        ),
        warn=_warn(given.get("warn"), f"{at}.warn"),
        escalate_to=given.get("escalate_to", "manager"),
        severity=Severity(_choice(given.get("severity", "serious"), list(Severity), f"{at}.severity")),
        only_to_minor=given.get("only_to_minor"),
        products=frozenset(given.get("products", ())),
        tell_member=bool(given.get("tell_member", False)),
        compensation=_compensation(given.get("compensation"), f"{at}.compensation"),
    )


def _override(clocks: Mapping[str, Clock], code: str, given: Mapping[str, Any], at: str) -> Clock:
    base = clocks.get(code)
    if base is None:
        _refuse(at, N_("There is no clock of this name to replace."), N_("Check the spelling."))
    assert base is not None  # noqa: S101 -- refused above
    unknown = sorted(set(given) - _OVERRIDES)
    if unknown:
        _refuse(
            f"{at}.{unknown[0]}",
            N_("A product can't change this of a clock."),
            N_("Change the clock itself."),
        )
    changed: dict[str, Any] = {}
    if "days" in given or "hours" in given:
        length, unit, counting = _length({"counting": base.counting.value} | dict(given), at)
        slower = length * _HOURS[unit] > base.length * _HOURS[base.unit] or counting is not base.counting
        if base.is_law and slower:
            _refuse(
                at, N_("A product can't give itself more time than the law does."), N_("Name fewer days.")
            )
        changed |= {"length": length, "unit": unit, "counting": counting}
    if "only_to_minor" in given:
        changed["only_to_minor"] = given["only_to_minor"]
    if "compensation" in given:
        changed["compensation"] = _compensation(given["compensation"], f"{at}.compensation")
    if "warn" in given:
        changed["warn"] = _warn(given["warn"], f"{at}.warn")
    origin = base.source if base.is_law else replace(base.source, origin=Origin.PRODUCT)
    return replace(base, source=origin, **changed)


def _length(given: Mapping[str, Any], at: str) -> tuple[int, Unit, Counting]:
    counting = Counting(_choice(given.get("counting", "calendar"), list(Counting), f"{at}.counting"))
    named = [key for key in ("days", "hours", "at_most") if key in given]
    if len(named) != 1:
        _refuse(
            at,
            N_("A clock has either days, or hours, or a most number of acts."),
            N_("Write one of days, hours, at_most."),
        )
    length = _whole(given, named[0], at, least=1)
    if named[0] == "at_most":
        return 0, Unit.DAYS, counting
    return length, Unit(named[0]), counting


def _source(given: Mapping[str, Any], at: str) -> Source:
    origin = Origin(_choice(given.get("origin"), list(Origin), f"{at}.origin"))
    if origin is Origin.LAW and not (given.get("law") and given.get("article")):
        _refuse(
            at,
            N_("A clock of the law names law and article."),
            N_("Write both, so that anybody can look it up."),
        )
    return Source(origin, given.get("law", ""), str(given.get("article", "")), given.get("reading", ""))


def _warn(given: Mapping[str, Any] | None, at: str) -> Warn:
    if not given:
        return Warn()
    shares = tuple(given.get("after_percent", ()))
    if any(not isinstance(share, int) or not 0 < share < _PER_CENT for share in shares):
        _refuse(
            f"{at}.after_percent",
            N_("A share lies between 1 and 99."),
            N_("Write whole per cent, such as 70."),
        )
    days = [_seconds(day, _DAY_S, at) for day in given.get("days_before", ())]
    hours = [_seconds(hour, _HOUR_S, at) for hour in given.get("hours_before", ())]
    return Warn(after_bp=tuple(share * _PER_CENT for share in shares), before_s=tuple(days + hours))


def _compensation(given: Mapping[str, Any] | None, at: str) -> Compensation | None:
    if given is None:
        return None
    return Compensation(
        interest=bool(given.get("interest", False)), fixed_minor=_whole(given, "fixed_minor", at, least=0)
    )


def _events(given: Iterable[str] | str, at: str, known: frozenset[str]) -> frozenset[str]:
    names = frozenset([given] if isinstance(given, str) else given)
    strange = sorted(names - known)
    if strange:
        _refuse(
            at,
            N_("“%(event)s” is not an event that is written down."),
            N_("Check the spelling."),
            event=strange[0],
        )
    return names


def _text(given: Any, at: str) -> dict[str, str]:
    if not isinstance(given, Mapping) or not {"zh", "en"} <= set(given):
        _refuse(at, N_("A name is written in Chinese and in English."), N_("Write zh and en."))
    return dict(given)


def _choice(given: Any, allowed: Iterable[Any], at: str) -> str:
    words = [str(word) for word in allowed]
    if given not in words:
        _refuse(
            at,
            N_("“%(given)s” is none of %(words)s."),
            N_("Choose one."),
            given=given,
            words=", ".join(words),
        )
    return str(given)


def _whole(given: Mapping[str, Any], key: str, at: str, *, least: int) -> int:
    value = given.get(key, 0 if least == 0 else None)
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        where = f"{at}.{key}" if at else key
        _refuse(where, N_("This is a whole number of at least %(least)s."), N_("Write digits."), least=least)
    return int(value)


def _seconds(value: Any, unit: int, at: str) -> int:
    return _whole({"before": value}, "before", at, least=1) * unit


def _day(given: Any, at: str) -> date:
    if not isinstance(given, date):
        raise Invalid(N_("This is not a day."), field=at, hint=N_("Write it as 2026-01-31."))
    return given


def _refuse(field: str, message: str, hint: str, **params: Any) -> None:
    raise Invalid(message, field=field, hint=hint, **params)
