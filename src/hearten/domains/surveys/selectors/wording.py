"""What does the wording check say of a questionnaire, and how long will answering take?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hearten.engines.wording.burden import burden_of
from hearten.engines.wording.check import check_survey
from hearten.engines.wording.document import questions_of
from hearten.engines.wording.types import Finding, Term

_LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class WordingCheck:
    """All remarks on a document, and the minutes of the language in which answering takes longer."""

    findings: tuple[Finding, ...]
    minutes: float


def check_wording(document: dict[str, Any], terms: Sequence[Term] = ()) -> WordingCheck:
    """The remarks on every question and on the whole; `terms` are words of the trade from the house's glossary."""
    minutes = max(burden_of(questions_of(document, language)).minutes for language in _LANGUAGES)
    return WordingCheck(findings=check_survey(document, terms), minutes=minutes)
