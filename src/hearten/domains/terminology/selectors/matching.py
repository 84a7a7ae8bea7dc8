"""Which code does a text mean?"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import takewhile

from hearten.domains.terminology.models import Concept
from hearten.domains.terminology.selectors.memory import remembered
from hearten.domains.terminology.types import Candidate, System
from hearten.engines.matching import TextIndex

LEAST_SCORE = 0.35
# A name on a bill is taken for a catalogue's name only when hardly anything else can be meant.
SURE = 0.8
_LIKE_A_CODE = re.compile(r"[A-Za-z]?\d{2}(\.\w*)?(\+.*)?|[XZxz]\w{10,}|\d{10,}")
_BRACKETED = re.compile(r"[［\[]([^］\]]{2,})[］\]]")


@dataclass(frozen=True)
class _Known:
    """The concepts of one system. An entry of the index is a name; `meaning` says whose."""

    codes: list[str]
    displays: list[str]
    in_order: list[tuple[str, int]]
    meaning: list[int]
    index: TextIndex


def find_diagnosis(text: str, *, limit: int = 5) -> list[Candidate]:
    """The diagnoses that `text` may mean, best first; the text may be a code."""
    return _find(System.ICD10, text, limit)


def find_operation(text: str, *, limit: int = 5) -> list[Candidate]:
    """The operations that `text` may mean, best first."""
    return _find(System.OPERATION, text, limit)


def match_drug(name: str) -> Candidate | None:
    """The drug that a bill's row names; None when that is not clear."""
    return _sure(System.DRUG, name)


def match_service(name: str) -> Candidate | None:
    """The service that a bill's row names; None when that is not clear."""
    return _sure(System.SERVICE, name)


def _sure(system: System, name: str) -> Candidate | None:
    best = _find(system, name, 1)
    return best[0] if best and best[0].score >= SURE else None


def _find(system: System, text: str, limit: int) -> list[Candidate]:
    known = remembered(f"index {system}", lambda: _read(system))
    wanted = text.strip()
    if _LIKE_A_CODE.fullmatch(wanted):
        return _by_code(system, known, wanted.upper(), limit)
    best: dict[int, float] = {}
    for entry, score in known.index.best(wanted, limit=2 * limit, least=LEAST_SCORE):
        best.setdefault(known.meaning[entry], score)
    return [
        Candidate(system, known.codes[place], known.displays[place], score)
        for place, score in list(best.items())[:limit]
    ]


def _by_code(system: System, known: _Known, code: str, limit: int) -> list[Candidate]:
    """The code itself, or the codes that begin with it in their order: J20.9 is short for J20.900."""
    low = bisect_left(known.in_order, (code, 0))
    found = list(
        takewhile(
            lambda row: row[0].startswith(code), (known.in_order[i] for i in range(low, len(known.in_order)))
        )
    )
    return [
        Candidate(system, known.codes[place], known.displays[place], len(code) / len(upper))
        for upper, place in found[:limit]
    ]


def _read(system: System) -> _Known:
    """A name with another in brackets (急性鼻咽炎［感冒］) is found by either."""
    rows = list(Concept.objects.filter(source=system).order_by("pk").values_list("source_id", "display"))
    entries = [(display, place) for place, (_, display) in enumerate(rows)]
    entries += [
        (other, place) for place, (_, display) in enumerate(rows) for other in _BRACKETED.findall(display)
    ]
    return _Known(
        codes=[code for code, _ in rows],
        displays=[display for _, display in rows],
        in_order=sorted((code.upper(), place) for place, (code, _) in enumerate(rows)),
        meaning=[place for _, place in entries],
        index=TextIndex([text for text, _ in entries]),
    )
