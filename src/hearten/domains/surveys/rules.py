"""The rules of asking as a document: which moment sets off which survey, how often people are asked at most, when never."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time, timedelta
from typing import Any

from hearten.domains.surveys.types import AskingRules, Trigger
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

CHANNELS = ("app", "email", "sms", "wechat")
LONGEST_COOL_DOWN_DAYS = 365
LONGEST_DELAY_MINUTES = 60 * 24 * 90
MOST_A_YEAR = 52
_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def compile_rules(document: dict[str, Any], *, number: int = 0) -> AskingRules:
    """A document that has been checked as the frozen type that code works with."""
    quiet = document.get("quiet") or {"start": "22:00", "end": "08:00"}
    return AskingRules(
        cool_down=timedelta(days=document["cool_down_days"]),
        most_a_year=document.get("most_a_year", 6),
        quiet_start=time.fromisoformat(quiet["start"]),
        quiet_end=time.fromisoformat(quiet["end"]),
        triggers=tuple(_trigger(row) for row in document["triggers"]),
        number=number,
    )


def check_rules(document: dict[str, Any], *, surveys: Iterable[str], moments: Iterable[str]) -> None:
    """Raises Invalid naming the place (`triggers.0.survey`) and the range of what can't be taken."""
    _within("cool_down_days", document.get("cool_down_days"), 0, LONGEST_COOL_DOWN_DAYS)
    _within("most_a_year", document.get("most_a_year"), 1, MOST_A_YEAR)
    quiet = document.get("quiet") or {}
    for edge in ("start", "end"):
        if not _CLOCK.fullmatch(str(quiet.get(edge, ""))):
            raise Invalid(N_("Please give a time of day such as 22:00."), field=f"quiet.{edge}")
    known_surveys, known_moments, names = set(surveys), set(moments), set[str]()
    for place, row in enumerate(document.get("triggers", [])):
        where = f"triggers.{place}"
        _check_trigger(row, where, known_surveys, known_moments)
        if row["name"] in names:
            raise Invalid(N_("Two triggers are called “%(name)s”."), field=f"{where}.name", name=row["name"])
        names.add(row["name"])


def _check_trigger(row: dict[str, Any], where: str, surveys: set[str], moments: set[str]) -> None:
    if not _NAME.fullmatch(str(row.get("name", ""))):
        raise Invalid(
            N_("A trigger's name is made of small letters, digits and _, and begins with a letter."),
            field=f"{where}.name",
        )
    if row.get("survey") not in surveys:
        raise Invalid(N_("Please choose a survey."), field=f"{where}.survey")
    if row.get("moment") not in moments:
        raise Invalid(N_("Please choose a moment."), field=f"{where}.moment")
    if not set(row.get("channels", ["app"])) <= set(CHANNELS) or not row.get("channels", ["app"]):
        raise Invalid(N_("Please choose at least one channel."), field=f"{where}.channels")
    _within(f"{where}.delay_minutes", row.get("delay_minutes"), 0, LONGEST_DELAY_MINUTES)
    _within(f"{where}.fraction", row.get("fraction"), 0, 1)


def _within(field: str, value: Any, lowest: float, highest: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not lowest <= value <= highest:
        raise Invalid(
            N_("Please choose a number from %(lowest)s to %(highest)s."),
            field=field,
            lowest=lowest,
            highest=highest,
        )


def _trigger(row: dict[str, Any]) -> Trigger:
    return Trigger(
        name=row["name"],
        moment=row["moment"],
        outcomes=tuple(row.get("outcomes", ())),
        survey=row["survey"],
        delay=timedelta(minutes=row["delay_minutes"]),
        fraction=float(row["fraction"]),
        channels=tuple(row.get("channels", ("app", "email"))),
        on=bool(row.get("on", True)),
    )
