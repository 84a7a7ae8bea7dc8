"""Are questions asked in an order that does not colour the answers or drive people away?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hearten.engines.wording.sentences import finding
from hearten.engines.wording.types import Finding, Kind, Question
from hearten.engines.wording.words import en, zh

_RATED = frozenset({"csat", "effort", "scale", "matrix", "servqual"})
_NOT_ASKING = frozenset({"note", "consent"})
_MATRIX_MOST = 10  # rows; beyond it straight-lining grows (Couper et al. 2013 advise short grids)
_GENERAL = {"zh": re.compile(zh.GENERAL), "en": re.compile(en.GENERAL, re.IGNORECASE)}
_DEMOGRAPHIC = {"zh": re.compile(zh.DEMOGRAPHIC), "en": re.compile(en.DEMOGRAPHIC, re.IGNORECASE)}
_RECOMMEND = {"zh": re.compile(r"推荐|介绍给"), "en": re.compile(r"recommend", re.IGNORECASE)}
_PERSONAL_KINDS = frozenset({"single", "multiple", "number", "date", "text"})
_NPS_POINTS = 11


def order_findings(questions: Sequence[Question]) -> Iterator[Finding]:
    asked = [question for question in questions if question.kind not in _NOT_ASKING]
    yield from _general_late(asked)
    yield from _open_early(asked)
    yield from _demographic_first(asked)


def is_general(question: Question) -> bool:
    """Recommending, or a judgement of the whole."""
    language = "zh" if question.chinese else "en"
    return question.kind == "nps" or (
        question.kind in _RATED | {"single"} and bool(_GENERAL[language].search(question.text))
    )


def is_demographic(question: Question) -> bool:
    language = "zh" if question.chinese else "en"
    return question.kind in _PERSONAL_KINDS and bool(_DEMOGRAPHIC[language].search(question.text))


def _general_late(asked: Sequence[Question]) -> Iterator[Finding]:
    """Only the first general question: once one stands in front, a later one has its anchor."""
    before: Question | None = None
    for question in asked:
        if is_general(question):
            if before is not None:
                yield finding(question, Kind.SPECIFIC_BEFORE_GENERAL, before=before.text)
            return
        # One overall mark of a contact (csat, effort) is itself general enough to come first.
        if question.kind in {"scale", "matrix", "servqual"} and before is None:
            before = question


def _open_early(asked: Sequence[Question]) -> Iterator[Finding]:
    for place, question in enumerate(asked):
        later = [
            q for q in asked[place + 1 :] if q.kind != "text" and not is_demographic(q) and not q.sensitive
        ]
        if question.kind == "text" and later and not question.conditional and not is_demographic(question):
            yield finding(question, Kind.OPEN_NOT_LAST)


def _demographic_first(asked: Sequence[Question]) -> Iterator[Finding]:
    """Personal questions before the first of substance; a survey of nothing else is left alone."""
    if all(map(is_demographic, asked)):
        return
    for question in asked:
        if not is_demographic(question):
            return
        yield finding(question, Kind.DEMOGRAPHIC_FIRST)


def shape_findings(question: Question) -> Iterator[Finding]:
    """Tables that are too long, and recommending that is not asked the usual way."""
    rows = len({code for code, _ in question.rows})
    if question.kind in {"matrix", "servqual"} and rows > _MATRIX_MOST:
        yield finding(question, Kind.MATRIX_TOO_LONG, part="rows", rows=rows, most=_MATRIX_MOST)
    recommends = _RECOMMEND["zh" if question.chinese else "en"].search(question.text)
    if question.kind == "nps" and not recommends:
        yield finding(question, Kind.NPS_NOT_STANDARD, "words")
    if question.kind == "scale" and recommends and (question.lowest, question.points) != (0, _NPS_POINTS):
        yield finding(question, Kind.NPS_NOT_STANDARD, "scale", part="points")
