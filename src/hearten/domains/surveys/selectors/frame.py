"""Who may be drawn into a sample, and what is known of each of them before asking?

Everybody who agreed to being asked, is of age, not erased, and was not asked too lately or too often. The frame is read once, as
columns; a draw and its weights use the same labels.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Count, Exists, Max, OuterRef
from numpy.typing import NDArray

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.customers.models import Consent, Customer
from hearten.domains.customers.types import Purpose
from hearten.domains.policies.selectors import products_in_force
from hearten.domains.surveys.ages import age_band
from hearten.domains.surveys.models import Invitation, Response
from hearten.domains.surveys.ports import health_groups
from hearten.domains.surveys.sample_types import ALL, NOBODY, UNKNOWN, LeftOut, Variable
from hearten.domains.surveys.selectors.rules import rules_in_force
from hearten.domains.surveys.types import InvitationState
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

YEAR = timedelta(days=365)
# Older answers say little of how much today's will differ.
LOOK_BACK = timedelta(days=730)
CHUNK = 20_000
# Fewer answers than this say nothing of how much a group differs within.
FEWEST_FOR_SPREAD = 10
_MINOR = "0-17"
_NOT_ASKED = (InvitationState.WITHHELD, InvitationState.DRAWN)
Labels = Mapping[Variable, NDArray[np.object_]]
_Row = tuple[UUID, str, date | None, str, str]
_ROW = ("sex", "birth_date", "region", "preferred_channel")


@dataclass(frozen=True)
class Stratum:
    """One group: its code, its label by each variable, its people in the frame."""

    code: str
    values: Mapping[Variable, str]
    people: int


@dataclass(frozen=True)
class Frame:
    """`ids` may be drawn; `labels` has a column for each variable known; `left_out` counts the others by reason."""

    ids: Sequence[UUID]
    labels: Labels
    left_out: Mapping[LeftOut, int]

    def __len__(self) -> int:
        return len(self.ids)

    def strata(self, by: Sequence[Variable]) -> tuple[NDArray[np.int64], list[Stratum]]:
        """Each person's group by the variables `by`, and the groups in the order of their codes."""
        codes = stratum_codes(self.labels, by, len(self))
        names, first, place, people = np.unique(
            codes, return_index=True, return_inverse=True, return_counts=True
        )
        strata = [
            Stratum(str(name), {v: str(self.labels[v][row]) for v in by}, int(count))
            for name, row, count in zip(names, first, people, strict=True)
        ]
        return place.reshape(-1).astype(np.int64), strata

    def margins(self) -> dict[str, dict[str, int]]:
        """People by label of each variable: what weights bring the answers back to."""
        found = {}
        for variable, column in self.labels.items():
            labels, people = np.unique(column.astype(str), return_counts=True)
            found[str(variable)] = dict(zip(labels.tolist(), people.tolist(), strict=True))
        return found


def frame_for(
    actor: Actor, *, only: Mapping[Variable, Sequence[str]], at: datetime, health: bool = False
) -> Frame:
    """The frame for somebody who plans samples."""
    actor.require(Permission.SURVEYS_FIELD)
    return read_frame(only=only, at=at, health=health)


def read_frame(*, only: Mapping[Variable, Sequence[str]], at: datetime, health: bool = False) -> Frame:
    """Who may be drawn to be asked at `at`; `health` adds the groups of health, where somebody knows them."""
    left_out: dict[LeftOut, int] = defaultdict(int)
    wanted = {variable: set(labels) for variable, labels in only.items() if labels}
    health = health or Variable.HEALTH in wanted
    rows = list(_may_be_asked(at, left_out))
    labels = _labels(rows, at, health=health)
    kept = np.ones(len(rows), dtype=bool)
    for variable, allowed in wanted.items():
        kept &= np.isin(labels[variable].astype(str), sorted(allowed))
    of_age = labels[Variable.AGE_BAND] != _MINOR
    left_out[LeftOut.MINOR] = int((~of_age).sum())
    left_out[LeftOut.NOT_MEANT] = int((of_age & ~kept).sum())
    kept &= of_age
    ids = [row[0] for row, keep in zip(rows, kept, strict=True) if keep]
    return Frame(ids, {v: column[kept] for v, column in labels.items()}, dict(left_out))


def stratum_codes(labels: Labels, by: Sequence[Variable], n: int) -> NDArray[np.str_]:
    """The code of each row's group: its labels with strokes between them."""
    missing = [v for v in by if v not in labels]
    if missing:
        raise Invalid(
            N_("Nobody here knows groups of health."), field="by", hint=N_("Choose another variable.")
        )
    if not by:
        return np.full(n, ALL)
    codes = labels[by[0]].astype(str)
    for variable in by[1:]:
        codes = np.char.add(np.char.add(codes, "/"), labels[variable].astype(str))
    return codes


def spread_of(measure: str, by: Sequence[Variable], *, at: datetime) -> tuple[dict[str, float], float]:
    """The standard deviation of a score in each group over two years of answers, and over all of them (0 when there are none).

    Groups with few answers are left out: for them that of all is the best guess.
    """
    found = Response.objects.filter(
        **{f"{measure}__isnull": False}, customer__isnull=False, submitted_at__gte=at - LOOK_BACK
    )
    rows = list(
        found.values_list("customer_id", *(f"customer__{name}" for name in _ROW), measure).iterator(
            chunk_size=CHUNK
        )
    )
    scores = np.array([row[-1] for row in rows], dtype=np.float64)
    if len(scores) <= 1:
        return {}, 0.0
    labels = _labels([row[:-1] for row in rows], at, health=Variable.HEALTH in by)
    names, place = np.unique(stratum_codes(labels, by, len(rows)), return_inverse=True)
    n = np.bincount(place)
    mean = np.bincount(place, scores) / n
    squares = np.bincount(place, (scores - mean[place]) ** 2)
    deviation = np.sqrt(squares / np.maximum(n - 1, 1))
    enough = {
        str(name): float(s)
        for name, s, count in zip(names, deviation, n, strict=True)
        if count >= FEWEST_FOR_SPREAD
    }
    return enough, float(scores.std(ddof=1))


def _may_be_asked(at: datetime, left_out: dict[LeftOut, int]) -> Iterable[_Row]:
    """Customers who agreed and were not asked too lately or too often; the others are counted."""
    agreed = Consent.objects.filter(customer=OuterRef("pk"), purpose=Purpose.SURVEYS, withdrawn_at=None)
    people = Customer.objects.filter(erased_at=None).annotate(agreed=Exists(agreed))
    rows = people.values_list("agreed", "id", *_ROW).iterator(chunk_size=CHUNK)
    limits = _contacts(at)
    rules = rules_in_force()
    for has_agreed, *row in rows:
        last, times = limits.get(row[0], (None, 0))
        if not has_agreed:
            left_out[LeftOut.NO_CONSENT] += 1
        elif last is not None and last > at - rules.cool_down:
            left_out[LeftOut.RECENTLY_ASKED] += 1
        elif times >= rules.most_a_year:
            left_out[LeftOut.ASKED_ENOUGH] += 1
        else:
            yield (row[0], row[1], row[2], row[3], row[4])


def _contacts(at: datetime) -> dict[UUID, tuple[datetime, int]]:
    """When each customer was (or will be) asked last, and how often in a year."""
    asked = Invitation.objects.filter(due_at__gt=at - YEAR, customer__isnull=False)
    counted = asked.exclude(state__in=_NOT_ASKED).order_by().values("customer_id")
    rows = counted.annotate(last=Max("due_at"), times=Count("pk"))
    return {row["customer_id"]: (row["last"], row["times"]) for row in rows.iterator(chunk_size=CHUNK)}


def _labels(
    rows: Sequence[Sequence[Any]], at: datetime, *, health: bool
) -> dict[Variable, NDArray[np.object_]]:
    """What is known of each (id, sex, birth, region, channel): never empty, unknown where nothing is."""
    day = at.date()
    products = products_in_force(day)
    columns = {
        Variable.SEX: [row[1] or UNKNOWN for row in rows],
        Variable.AGE_BAND: [age_band(row[2], day) or UNKNOWN for row in rows],
        Variable.PRODUCT: [products.get(row[0], NOBODY) for row in rows],
        Variable.CHANNEL: [row[4] or UNKNOWN for row in rows],
        # Regions of the first level: below that groups become too small to draw from.
        Variable.REGION: [f"{row[3][:2]}0000" if row[3][:2].isdigit() else row[3] or UNKNOWN for row in rows],
    }
    known = health_groups()
    if health and known.labels:
        groups = known.groups([row[0] for row in rows], at=at)
        columns[Variable.HEALTH] = [groups.get(row[0], UNKNOWN) for row in rows]
    return {variable: _column(values) for variable, values in columns.items()}


def _column(values: list[str]) -> NDArray[np.object_]:
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column
