"""How many of those drawn for a study answered, over all, by stratum and by channel, in the terms of AAPOR?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np
from django.db.models import Count, Q

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.surveys.field_types import Disposition
from hearten.domains.surveys.models import Invitation, StudyStratum
from hearten.domains.surveys.types import ANSWERABLE, InvitationState, Withheld
from hearten.engines.disclosure import hide_small, hide_small_rows
from hearten.engines.sampling.outcomes import Dispositions, rates

# Nobody knows yet what becomes of these: still to be asked, or may still answer.
PENDING, OPEN = "pending", "open"
# Reasons for silence that too few had to be told apart.
FEW = "few"

# Everybody drawn is a customer, so we know that they belong to the people asked about: silence is "not reached" (2.2), not
# "unknown" (3). Who was held back by a limit of ours counts against us as any other eligible person who did not answer;
# only who was never released, because the study closed or the quota was full, is left out.
_OF_WITHHELD = {
    Withheld.NO_CONSENT: Disposition.REFUSAL,
    Withheld.ERASED: Disposition.NOT_ELIGIBLE,
    Withheld.QUOTA_FULL: Disposition.QUOTA_FILLED,
    Withheld.STUDY_CLOSED: Disposition.NOT_ELIGIBLE,
    Withheld.NOT_SAMPLED: Disposition.NOT_ELIGIBLE,
}
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "complete": (Disposition.COMPLETE,),
    "partial": (Disposition.PARTIAL,),
    "refused": (Disposition.REFUSAL, Disposition.BREAK_OFF),
    "not_contacted": (Disposition.NON_CONTACT, OPEN),
    "other": (Disposition.DIED, Disposition.UNABLE, Disposition.LANGUAGE, Disposition.OTHER),
    "unknown_other": (Disposition.NOTHING_RETURNED, Disposition.UNDELIVERED),
    "not_eligible": (Disposition.NOT_ELIGIBLE, Disposition.QUOTA_FILLED),
}


@dataclass(frozen=True)
class RateLine:
    """One group: its name, how many cases by code, and AAPOR's rates (0…1, None where nobody counts) as if it closed now.

    `rr1` complete of all eligible, `rr2` with answers in part; `cooperation` (COOP1) of those reached; `refusal` (REF1);
    `contact` (CON1). `open` may still answer and counts as not reached until then; `pending` is not asked yet and left out.
    A line that is `hidden` has neither counts nor rates; reasons for silence that only a few had are counted together as FEW.
    """

    name: str
    counts: Mapping[str, int]
    rr1: float | None
    rr2: float | None
    cooperation: float | None
    refusal: float | None
    contact: float | None
    hidden: bool = False

    @property
    def cases(self) -> int:
        return sum(self.counts.values())

    @property
    def silent(self) -> int:
        return self.cases - self.complete

    @property
    def complete(self) -> int:
        return self.counts.get(Disposition.COMPLETE, 0)

    @property
    def open(self) -> int:
        return self.counts.get(OPEN, 0)

    @property
    def pending(self) -> int:
        return self.counts.get(PENDING, 0)


@dataclass(frozen=True)
class Outcome:
    """The response rates of a study."""

    overall: RateLine
    by_stratum: Sequence[RateLine]
    by_channel: Sequence[RateLine]


def outcome_for(actor: Actor, study_id: UUID) -> Outcome:
    """The response rates of one study as they may leave: groups of few are hidden, with what would give them away."""
    actor.require(Permission.SURVEYS_VIEW)
    population = dict(StudyStratum.objects.filter(study_id=study_id).values_list("code", "population"))
    return disclosed(_outcome(study_id), population)


def exact_outcome_for(actor: Actor, study_id: UUID) -> Outcome:
    """The response rates of one study to the last person, for who runs it: the list of who is asked is theirs."""
    actor.require(Permission.SURVEYS_FIELD)
    return _outcome(study_id)


def disclosed(outcome: Outcome, population: Mapping[str, int]) -> Outcome:
    """What may leave. `population` has the people of the frame by stratum."""
    return Outcome(
        overall=_without_few(outcome.overall),
        by_stratum=_hidden_where_small(outcome.by_stratum, population),
        by_channel=_hidden_where_small(outcome.by_channel, {}),
    )


def _hidden_where_small(lines: Sequence[RateLine], population: Mapping[str, int]) -> list[RateLine]:
    people = [population.get(line.name, 0) for line in lines]
    found = hide_small_rows(people, [line.complete for line in lines], [line.silent for line in lines])
    return [
        _nothing_told(line) if hide else _without_few(line)
        for line, hide in zip(lines, found.cells, strict=True)
    ]


def _without_few(line: RateLine) -> RateLine:
    """A line whose small kinds of silence are counted together; rates that would tell them apart are left out."""
    others = [code for code in line.counts if code != Disposition.COMPLETE]
    hidden: Sequence[bool] = (
        hide_small([line.counts[code] for code in others]).cells.tolist() if others else []
    )
    few = [code for code, hide in zip(others, hidden, strict=True) if hide]
    if not few:
        return line
    counts = {code: n for code, n in line.counts.items() if code not in few}
    counts[FEW] = sum(line.counts[code] for code in few)
    return replace(line, counts=counts, rr2=None, cooperation=None, refusal=None, contact=None)


def _nothing_told(line: RateLine) -> RateLine:
    return RateLine(line.name, {}, None, None, None, None, None, hidden=True)


def _outcome(study_id: UUID) -> Outcome:
    """In one statement however large the study is."""
    counted = (
        Invitation.objects.filter(study_id=study_id)
        .values("stratum", "channel", "state", "withheld", "disposition")
        .annotate(n=Count("pk"), seen=Count("pk", filter=Q(opened_at__isnull=False)))
    )
    cells = [cell for row in counted for cell in _cells(row)]
    return Outcome(
        overall=_line("", cells),
        by_stratum=_lines((stratum, code, n) for stratum, _, code, n in cells),
        by_channel=_lines((channel, code, n) for _, channel, code, n in cells if code != PENDING),
    )


def code_of(*, state: str, withheld: str, disposition: str, opened: bool) -> str:
    """AAPOR's code of one case, or PENDING or OPEN."""
    if disposition:
        return disposition
    if state == InvitationState.ANSWERED:
        return Disposition.COMPLETE
    if state == InvitationState.WITHHELD:
        return _OF_WITHHELD.get(Withheld(withheld), Disposition.OTHER)
    if state == InvitationState.EXPIRED:
        return Disposition.BREAK_OFF if opened else Disposition.NON_CONTACT
    return OPEN if state in ANSWERABLE else PENDING


_Cell = tuple[str, str, str, int]


def _cells(row: Mapping[str, object]) -> list[_Cell]:
    def cell(n: int, *, opened: bool) -> _Cell:
        code = code_of(
            state=str(row["state"]),
            withheld=str(row["withheld"]),
            disposition=str(row["disposition"]),
            opened=opened,
        )
        return str(row["stratum"]), str(row["channel"]), code, n

    total, seen = int(str(row["n"])), int(str(row["seen"]))
    both = [cell(seen, opened=True), cell(total - seen, opened=False)]
    return [one for one in both if one[3]]


def _lines(cells: Iterable[tuple[str, str, int]]) -> list[RateLine]:
    groups: dict[str, list[_Cell]] = {}
    for name, code, n in cells:
        groups.setdefault(name, []).append((name, "", code, n))
    return [_line(name, groups[name]) for name in sorted(groups)]


def _line(name: str, cells: Iterable[_Cell]) -> RateLine:
    counts: Counter[str] = Counter()
    for _, _, code, n in cells:
        counts[code] += n
    columns = {key: np.array([sum(counts[code] for code in codes)]) for key, codes in _COLUMNS.items()}
    found = rates(Dispositions(**columns))
    return RateLine(
        name=name,
        counts=dict(counts),
        rr1=_share(found.rr1),
        rr2=_share(found.rr2),
        cooperation=_share(found.coop1),
        refusal=_share(found.ref1),
        contact=_share(found.con1),
    )


def _share(column: np.ndarray) -> float | None:
    value = float(column[0])
    return None if np.isnan(value) else value
