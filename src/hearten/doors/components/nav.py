"""Which rooms does this person see? A room shows when it exists and the person may enter it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from hearten.base.accounts.types import Actor, Permission
from hearten.kernel.text import N_

_P = Permission


@dataclass(frozen=True)
class Room:
    """A place in a door: its address by name, its word, its icon, who may enter, its key after `g`."""

    address: str
    word: str
    icon: str
    needs: Permission
    key: str = ""
    also: tuple[str, ...] = ()  # rooms next door that belong to it
    unless: Permission | None = None  # who may do this finds the same things in a larger room


MEMBER_TABS = (
    Room("member:home", N_("Home"), "home", _P.OWN_AFFAIRS),
    Room("member:cover", N_("Cover"), "cover", _P.OWN_AFFAIRS),
    Room("member:claims", N_("Claims"), "claims", _P.OWN_AFFAIRS),
    Room("member:health", N_("Health"), "health", _P.OWN_AFFAIRS),
    Room("member:me", N_("Me"), "me", _P.OWN_AFFAIRS),
)

DESK_ROOMS = (
    Room("desk:today", N_("Today"), "today", _P.DESK_ENTER, "t"),
    Room("desk:customers", N_("Customers"), "people", _P.CUSTOMERS_VIEW, "c"),
    Room("desk:claims", N_("Claims"), "claims", _P.CLAIMS_VIEW, "l"),
    Room("desk:payments", N_("Payments"), "money", _P.PAYMENTS_VIEW, "y"),
    Room("desk:underwriting", N_("Underwriting"), "cover", _P.UNDERWRITE, "u"),
    Room("desk:service", N_("Service"), "service", _P.CASES_VIEW, "v"),
    Room("desk:health", N_("Health"), "health", _P.HEALTH_VIEW, "h"),
    Room(
        "desk:surveys", N_("Surveys"), "survey", _P.SURVEYS_VIEW, "x", also=("desk:studies", "desk:fieldwork")
    ),
    Room("desk:insight", N_("Insight"), "insight", _P.INSIGHT_VIEW, "i"),
    Room("desk:research", N_("Needs"), "needs", _P.INSIGHT_VIEW, "n"),
    Room("desk:quality", N_("Service quality"), "quality", _P.INSIGHT_VIEW, "q"),
    Room(
        "desk:quality_rounds", N_("Expert scoring"), "quality", _P.EXPERT_SCORE, "q", unless=_P.INSIGHT_VIEW
    ),
    Room("desk:improvement", N_("Improvement"), "improve", _P.CASES_VIEW, "m"),
    Room("desk:reports", N_("Reports"), "report", _P.REPORTS_VIEW, "e"),
    Room("desk:products", N_("Products"), "product", _P.PRODUCTS_VIEW, "p"),
    Room("desk:partners", N_("Partners"), "partner", _P.PARTNERS_EDIT, "b"),
    Room("desk:risk", N_("Risk"), "risk", _P.SETTINGS_VIEW, "r"),
    Room("desk:imports", N_("Imports"), "imports", _P.IMPORT_RUN, "d"),
    Room("desk:settings", N_("Settings"), "settings", _P.SETTINGS_VIEW, "s"),
)


@dataclass(frozen=True)
class Place:
    """A room as it stands in the navigation of one page."""

    room: Room
    url: str
    here: bool


def places(rooms: tuple[Room, ...], actor: Actor | None, path: str) -> list[Place]:
    """The rooms that exist and that `actor` may enter; the one whose address is the longest start of `path` is here."""
    found = [
        (room, url)
        for room in rooms
        if actor and actor.can(room.needs) and not (room.unless and actor.can(room.unless))
        if (url := address_of(room.address))
    ]
    starts = {room: [url, *filter(None, map(address_of, room.also))] for room, url in found}
    here = max(
        (
            (len(start), room.address)
            for room, urls in starts.items()
            for start in urls
            if path.startswith(start)
        ),
        default=(0, ""),
    )
    return [Place(room, url, room.address == here[1]) for room, url in found]


def address_of(name: str) -> str:
    """The address behind a URL name, or nothing when that room has not been built in."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def actor_or_none(request: HttpRequest | None) -> Actor | None:
    user: Any = getattr(request, "user", None)
    return user.actor if user is not None and user.is_authenticated else None
