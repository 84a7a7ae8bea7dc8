"""What does a run say? Sections in both languages, made of one set of results."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from hearten.base.accounts.types import Actor
from hearten.domains.insight.selectors.studies.frame import is_hidden
from hearten.domains.insight.study_types import Line
from hearten.domains.reports.types import LANGUAGES, SECTION_LABELS, Document, ReportQuestion, Section
from hearten.domains.surveys.questionnaire import ItemKind, Words
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.analysis.words import finding_sentence
from hearten.doors.desk.reports.compose import measured, reached, results
from hearten.doors.desk.reports.compose.analyses import Analyses
from hearten.doors.desk.reports.compose.blocks import known, text_block
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

CODES = {"zh": "zh-hans", "en": "en"}
_WRITERS = {
    Section.FINDINGS: results.findings_blocks,
    Section.SCORES: results.scores_blocks,
    Section.BUSINESS: measured.business_blocks,
    Section.DRIVERS: results.drivers_blocks,
    Section.SERVQUAL: results.servqual_blocks,
    Section.KANO: results.kano_blocks,
    Section.PREFERENCES: results.preferences_blocks,
    Section.SEGMENTS: results.segments_blocks,
    Section.COMPARISONS: results.comparisons_blocks,
    Section.TREND: results.trend_blocks,
    Section.FACTORS: results.factors_blocks,
    Section.QUESTIONS: results.questions_blocks,
    Section.WORDS: measured.words_blocks,
    Section.QUALITY: reached.quality_blocks,
    Section.METHOD: reached.method_blocks,
}
# Why a section may be empty though nothing went wrong, and where else to look.
_EMPTY = {
    Section.FINDINGS: N_("Nothing stands out from chance. Look at the figures one by one."),
    Section.COMPARISONS: N_("No two groups have enough answers to be compared."),
    Section.TREND: N_(
        "All answers came within one month, so there is no course to show yet. Another wave adds to it, or a report over several months of the survey."
    ),
    Section.QUESTIONS: N_("All questions of this survey stand under “Scores” or in sections of their own."),
    Section.WORDS: N_("Too few people wrote anything in their own words, or nobody was asked to."),
}
# Written when the report is read or released: see domains/reports/services/running.py.
_LATER = {Section.ACTIONS}


def compose(
    actor: Actor,
    question: ReportQuestion,
    sections: Sequence[Section],
    *,
    report_id: str,
    now: datetime,
) -> Document:
    """The snapshot of a run (domains/reports/ports.py). Raises Invalid where too few answered for any figure to leave."""
    found = Analyses(actor, question, now)
    if not len(found.frame) or is_hidden(found.frame):
        raise Invalid(
            N_("Too few people have answered for a report."),
            field="study",
            hint=N_("Wait for more answers, or take a longer period."),
        )
    return {
        "facts": known(_facts(found)),
        "sections": [_section(found, section) for section in sections],
        "findings": _findings(found),
        "figures": known(_figures(found)),
        "fields": _fields(found),
    }


def _section(found: Analyses, section: Section) -> Document:
    blocks: dict[str, list[Document]] = {}
    for language in LANGUAGES:
        with override(CODES[language]):
            blocks[language] = [] if section in _LATER else _blocks(found, section)
    return {"code": section.value, "blocks": blocks}


def _blocks(found: Analyses, section: Section) -> list[Document]:
    """The section's blocks in the active language; a section that the answers can't carry says why."""
    blocks = _WRITERS[section](found)
    if blocks:
        return blocks
    why = found.why.get(section.value)
    plain = _EMPTY.get(section, N_("There is nothing to show here yet."))
    return [text_block(sentence(why) if why else _(plain), tone="note")]


def _facts(found: Analyses) -> Document:
    survey, period, frame = found.frame.columns.survey, found.period, found.frame
    return {
        "survey_code": survey.code,
        "survey": _words(survey.name),
        "study": found.study.name if found.study else "",
        "first": period[0].isoformat() if period else "",
        "last": period[1].isoformat() if period else "",
        "n": len(frame),
        "weighting": found.asked.weighting,
        "flagged": found.asked.flagged,
    }


def _findings(found: Analyses) -> list[Document]:
    """Findings with a key of their own, so that what is done about one can name it."""
    outcome = found.overall[0].code if found.overall else ""
    return [
        {
            "key": f"{finding.code}-{place}",
            "weight": finding.weight.value,
            "uncertain": finding.uncertain,
            "figure": outcome,
            **{language: finding_sentence(finding, CODES[language]) for language in LANGUAGES},
        }
        for place, finding in enumerate(found.findings)
    ]


def _figures(found: Analyses) -> list[Document]:
    """The figures by which two runs are compared: means, shares at the top and net scores, with intervals."""
    figures: list[Document] = []
    for result in found.questions:
        if result.too_few is None:
            figures += [figure for line in result.lines for figure in _of_line(line, result.kind)]
    return figures


def _of_line(line: Line, kind: ItemKind) -> list[Document]:
    estimate = line.nps.score if line.nps else line.mean
    if estimate is None or kind is ItemKind.KANO:
        return []
    return [
        {
            "key": line.key,
            "what": "nps" if line.nps else "mean",
            **_words(line.label),
            "value": estimate.value,
            "low": estimate.low,
            "high": estimate.high,
            "n": estimate.n,
        }
    ]


def _fields(found: Analyses) -> list[Document]:
    """The fields whose figure can be followed before and after something was done."""
    return [{"key": one["key"], "zh": one["zh"], "en": one["en"]} for one in _figures(found)]


def _words(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


__all__ = ["LANGUAGES", "SECTION_LABELS", "compose"]
