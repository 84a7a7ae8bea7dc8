"""All that can be asked for, by name. A new analysis is one entry in one of the files of `analyses`."""

from __future__ import annotations

from hearten.doors.api.analyse.analyses import (
    changes,
    draws,
    everybody,
    leads,
    needs,
    others,
    people,
    planning,
    questions,
    relations,
    responding,
    scales,
)
from hearten.doors.api.analyse.analysis import Analysis

SUBJECTS = (
    questions,
    everybody,
    relations,
    scales,
    people,
    leads,
    changes,
    needs,
    others,
    planning,
    draws,
    responding,
)
REGISTRY: dict[str, Analysis] = {
    analysis.name: analysis for subject in SUBJECTS for analysis in subject.ANALYSES
}
