"""The wording check: a survey's document in, remarks out, worst first in the order of the questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from hearten.engines.wording.burden import burden_findings
from hearten.engines.wording.choices import choice_findings
from hearten.engines.wording.coordination_en import barrelled_en
from hearten.engines.wording.coordination_zh import barrelled_zh
from hearten.engines.wording.document import Document, items_of, questions_of
from hearten.engines.wording.jargon import jargon_findings
from hearten.engines.wording.length import length_findings
from hearten.engines.wording.negation import negation_findings
from hearten.engines.wording.order import order_findings, shape_findings
from hearten.engines.wording.phrases import phrase_findings
from hearten.engines.wording.scales import scale_findings
from hearten.engines.wording.sensitive import sensitive_findings
from hearten.engines.wording.translations import LANGUAGES, survey_findings, translation_findings
from hearten.engines.wording.types import Finding, Kind, Question, Severity, Term

_REMEMBERED = 4096
_SAID_BETTER_BY = {
    Kind.ABSOLUTE: frozenset({Kind.DOUBLE_NEGATIVE}),
    Kind.DOUBLE_BARRELLED: frozenset({Kind.LEADING}),
    Kind.ASSUMPTIVE: frozenset({Kind.LEADING, Kind.HYPOTHETICAL, Kind.DOUBLE_NEGATIVE}),
}
# For the question to be put anew, wherever in it they stand: cut a long sentence first, then look again.
_WAITS_FOR = {
    Kind.LEADING: frozenset({Kind.DOUBLE_NEGATIVE}),
    Kind.VAGUE: frozenset({Kind.DOUBLE_NEGATIVE, Kind.LEADING, Kind.TOO_LONG}),
    Kind.ABSOLUTE: frozenset({Kind.LEADING, Kind.TOO_LONG}),
    Kind.HYPOTHETICAL: frozenset({Kind.TOO_LONG}),
    Kind.ASSUMPTIVE: frozenset({Kind.TOO_LONG}),
    Kind.DOUBLE_BARRELLED: frozenset({Kind.TOO_LONG}),
}
_WORST_FIRST = {Severity.BLOCK: 0, Severity.WARNING: 1, Severity.HINT: 2}


def check_survey(document: Document, terms: Sequence[Term] = ()) -> tuple[Finding, ...]:
    """Every finding about `document` in both languages.

    `document` may be a half-done draft: what is missing or of the wrong shape is passed over, or is a finding itself.
    `terms` are words of the trade from the house's glossary, beside the check's own list. Questions that have not
    changed since the last call are remembered, so that a builder can call this at every pause in typing.
    """
    glossary = tuple(terms)
    found = [*survey_findings(document), *translation_findings(document)]
    for language in LANGUAGES:
        questions = questions_of(document, language)
        for question in questions:
            found += _check_remembered(question, glossary)
        found += order_findings(questions)
        found += burden_findings(questions, _minutes(document))
    place = {str(item.get("code", "")): number for number, (_, item) in enumerate(items_of(document))}
    return tuple(sorted(_once(found), key=lambda f: (place.get(f.item, -1), _WORST_FIRST[f.severity])))


def check_question(question: Question, terms: Sequence[Term] = ()) -> tuple[Finding, ...]:
    """Every finding about one question in one language, apart from the survey around it."""
    return _check_remembered(question, tuple(terms))


@lru_cache(maxsize=_REMEMBERED)
def _check_remembered(question: Question, terms: tuple[Term, ...]) -> tuple[Finding, ...]:
    found = list(_check(question, terms))
    return tuple(one for one in found if not _said_better(one, found))


def _said_better(one: Finding, found: list[Finding]) -> bool:
    """The same words are named by a finding that explains them better: one remark for one place.

    A push anywhere in a question that denies twice waits until the denial is gone: the words around it will change too.
    """
    better = _SAID_BETTER_BY.get(one.kind, frozenset())
    first = _WAITS_FOR.get(one.kind, frozenset())
    return any(
        other.part == one.part
        and (
            other.kind in first
            or (other.kind in better and other.span[0] < one.span[1] and one.span[0] < other.span[1])
        )
        for other in found
    )


def _check(question: Question, terms: tuple[Term, ...]) -> Iterator[Finding]:
    if question.kind not in {"note", "consent"}:
        yield from phrase_findings(question)
        yield from barrelled_zh(question) if question.chinese else barrelled_en(question)
        yield from negation_findings(question)
        yield from choice_findings(question)
        yield from scale_findings(question)
        yield from sensitive_findings(question)
        yield from shape_findings(question)
    yield from jargon_findings(question, terms)
    yield from length_findings(question)


def _minutes(document: Document) -> float | None:
    minutes = document.get("minutes")
    return float(minutes) if isinstance(minutes, int | float) else None


def _once(found: list[Finding]) -> list[Finding]:
    """Order and shape are the same in both languages: such a remark is made once, in the first."""
    structural = {
        "specific_before_general",
        "open_not_last",
        "demographic_first",
        "matrix_too_long",
        "too_many",
        "minutes_differ",
        "one_option",
    }
    kept, seen = [], set()
    for one in found:
        key = (one.kind, one.item)
        if one.kind in structural and key in seen:
            continue
        seen.add(key)
        kept.append(one)
    return kept
