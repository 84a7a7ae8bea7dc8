"""Which code of the published tables does a diagnosis mean, and what do we show of it?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hearten.domains.claims.models import Claim, Reading
from hearten.domains.claims.types import ReadingState
from hearten.domains.terminology.selectors import find_diagnosis
from hearten.domains.terminology.types import Candidate

# From here on hardly anything else can be meant; below it nothing is guessed.
GOOD = 0.8
# Chapter XX says what an injury came from, not what it is.
_EXTERNAL_CAUSES = ("V", "W", "X", "Y")
_BETWEEN = re.compile(r"[；;，,。、\n]")


def code_of(diagnosis: str) -> str:
    """The code that the words mean, the first where several are named; empty when that is not clear or no table is there."""
    for words in dict.fromkeys((diagnosis, _BETWEEN.split(diagnosis)[0])):
        for found in find_diagnosis(words) if words.strip() else ():
            if found.score >= GOOD and not found.code.startswith(_EXTERNAL_CAUSES):
                return found.code
    return ""


def understood_diagnosis(claim: Claim) -> Candidate | None:
    """The code of the claim with its name; None where there is none."""
    if not claim.diagnosis_code:
        return None
    found = find_diagnosis(claim.diagnosis_code, limit=1)
    return found[0] if found and found[0].code == claim.diagnosis_code else None


def read_diagnosis(readings: Sequence[Reading]) -> str:
    """What the papers say that the doctor found; empty when none says it."""
    for reading in readings:
        if reading.state == ReadingState.READ:
            for field in reading.fields or ():
                if field["name"] == "diagnosis" and field["value"]:
                    return str(field["value"])
    return ""
