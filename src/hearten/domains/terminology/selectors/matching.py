"""Which code does a text mean?"""

from __future__ import annotations

from hearten.domains.terminology.models import Concept
from hearten.domains.terminology.selectors.memory import remembered
from hearten.domains.terminology.types import Candidate, System
from hearten.engines.matching import TextIndex

LEAST_SCORE = 0.35
# A name on a bill is taken for a catalogue's name only when hardly anything else can be meant.
SURE = 0.8


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
    codes, keys, displays, index = remembered(f"index {system}", lambda: _read(system))
    wanted = text.strip()
    exact = codes.get(wanted.upper())
    if exact is not None:
        return [Candidate(system, wanted.upper(), displays[exact], 1.0)]
    return [
        Candidate(system, keys[place], displays[place], score)
        for place, score in index.best(wanted, limit=limit, least=LEAST_SCORE)
    ]


def _read(system: System) -> tuple[dict[str, int], list[str], list[str], TextIndex]:
    rows = list(Concept.objects.filter(source=system).order_by("pk").values_list("source_id", "display"))
    displays = [display for _, display in rows]
    codes = [code for code, _ in rows]
    return {code: place for place, code in enumerate(codes)}, codes, displays, TextIndex(displays)
