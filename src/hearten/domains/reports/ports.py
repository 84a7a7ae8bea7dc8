"""The socket into which the desk plugs the writer of a report's sections: words and charts live in the doors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from hearten.base.accounts.types import Actor
from hearten.domains.reports.types import Document, ReportQuestion, Section


class Composer(Protocol):
    """Works out the sections once and writes them down in both languages.

    The document has `facts` (what the cover says), `sections` (code, title, blocks by language), `figures` (key, label
    by language, value, low, high, n) and `findings` (key, weight, words by language, figure).
    Raises Invalid where nobody, or too few, answered.
    """

    def __call__(
        self,
        actor: Actor,
        question: ReportQuestion,
        sections: Sequence[Section],
        *,
        report_id: str,
        now: datetime,
    ) -> Document: ...


_COMPOSERS: list[Composer] = []


def register_composer(composer: Composer) -> None:
    """Plug in the writer; there is one."""
    if not callable(composer):
        raise TypeError("a composer is a function")
    _COMPOSERS[:] = [composer]


def composer() -> Composer:
    """The writer that is plugged in. Raises LookupError where there is none."""
    if not _COMPOSERS:
        raise LookupError("nothing writes the sections of reports")
    return _COMPOSERS[0]
