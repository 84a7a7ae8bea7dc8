"""What should be read first? Findings in plain sentences, ranked, each with how sure it is (X10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from hearten.domains.insight.selectors.studies.comparisons import compare_groups
from hearten.domains.insight.selectors.studies.drivers import driver_analysis
from hearten.domains.insight.selectors.studies.frame import is_hidden
from hearten.domains.insight.selectors.studies.needs import has_kind, kano_analysis, servqual_analysis
from hearten.domains.insight.selectors.studies.questions import question_result
from hearten.domains.insight.study_types import (
    DIMENSION_WORDS,
    Comparison,
    Driver,
    Finding,
    StudyFrame,
    Weight,
)
from hearten.domains.surveys.questionnaire import ItemKind, Words
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

# An interval of a net score wider than this on one side says little.
_WIDE_POINTS = 10.0
_MOST_OF_A_KIND = 3
_FLAGGED_SHARE = 0.05
_GROUPS = ("product", "channel", "age_band", "sex")


def findings(frame: StudyFrame) -> tuple[Finding, ...]:
    """All findings, the most useful first. An analysis that the answers can't carry adds none."""
    if is_hidden(frame) or len(frame) == 0:
        return ()
    makers = (_scores, _drivers, _gaps, _features, _groups, _doubts)
    found = [finding for maker in makers for finding in _carried(maker, frame)]
    return tuple(sorted(found, key=lambda finding: -finding.rank))


def _carried(maker: Callable[[StudyFrame], Iterator[Finding]], frame: StudyFrame) -> list[Finding]:
    try:
        return list(maker(frame))
    except Invalid:
        return []


def _scores(frame: StudyFrame) -> Iterator[Finding]:
    """The overall score stands first, whatever it says."""
    for item in frame.items:
        if item.kind not in {ItemKind.NPS, ItemKind.CSAT, ItemKind.EFFORT}:
            continue
        line = question_result(frame, item).lines[0]
        if line.nps is not None:
            score = line.nps.score
            yield Finding(
                code="nps",
                weight=Weight.KNOW,
                sentence=N_(
                    "The net promoter score is %(value).0f (between %(low).0f and %(high).0f with 95%% "
                    "confidence, %(n)s answers)."
                ),
                facts={"value": score.value, "low": score.low, "high": score.high, "n": score.n},
                rank=100.0,
                uncertain=bool(score.high - score.value > _WIDE_POINTS),
            )
        elif line.top is not None:
            yield Finding(
                code=item.kind.value,
                weight=Weight.KNOW,
                sentence=N_(
                    "%(value).0f%% answered favourably to “%(question)s” (between %(low).0f and "
                    "%(high).0f%%, %(n)s answers)."
                ),
                facts={
                    "question": item.text,
                    "value": 100 * line.top.value,
                    "low": 100 * line.top.low,
                    "high": 100 * line.top.high,
                    "n": line.top.n,
                },
                rank=95.0,
                uncertain=bool(100 * (line.top.high - line.top.value) > _WIDE_POINTS),
            )


def _drivers(frame: StudyFrame) -> Iterator[Finding]:
    found = driver_analysis(frame)
    act = [driver for driver in found.drivers if driver.quadrant == "improve"]
    for place, driver in enumerate(act[:_MOST_OF_A_KIND]):
        yield Finding(
            code="driver_improve",
            weight=Weight.ACT,
            sentence=N_(
                "Improve “%(driver)s” first: it carries %(share).0f%% of what moves “%(outcome)s” (between "
                "%(low).0f and %(high).0f%%), yet is rated only %(performance).0f of 100."
            ),
            facts=_driver_facts(driver, found.outcome_label),
            rank=90.0 - place + 10 * driver.share,
            uncertain=bool(driver.low < 1 / (2 * len(found.drivers))),
        )
    keep = next((driver for driver in found.drivers if driver.quadrant == "keep"), None)
    if keep:
        yield Finding(
            code="driver_keep",
            weight=Weight.KEEP,
            sentence=N_(
                "Keep “%(driver)s” up: it carries %(share).0f%% of what moves “%(outcome)s” and is rated "
                "%(performance).0f of 100."
            ),
            facts=_driver_facts(keep, found.outcome_label),
            rank=70.0,
        )


def _driver_facts(driver: Driver, outcome: Words) -> dict[str, object]:
    return {
        "driver": driver.label,
        "outcome": outcome,
        "share": 100 * driver.share,
        "low": 100 * driver.low,
        "high": 100 * driver.high,
        "performance": driver.performance,
    }


def _gaps(frame: StudyFrame) -> Iterator[Finding]:
    if not has_kind(frame, ItemKind.SERVQUAL):
        return
    result = servqual_analysis(frame).result
    worst = min(result.dimensions, key=lambda dimension: dimension.gap.value)
    if worst.gap.high < 0:
        yield Finding(
            code="servqual_gap",
            weight=Weight.ACT,
            sentence=N_(
                "Service falls short of what is expected most in %(dimension)s: by %(gap).2f steps (between "
                "%(low).2f and %(high).2f)."
            ),
            facts={
                "dimension": DIMENSION_WORDS[worst.name],
                "gap": -worst.gap.value,
                "low": -worst.gap.high,
                "high": -worst.gap.low,
            },
            rank=85.0 - worst.gap.value,
        )


def _features(frame: StudyFrame) -> Iterator[Finding]:
    if not has_kind(frame, ItemKind.KANO):
        return
    features = kano_analysis(frame).features
    for category, sentence, weight, by in (
        ("M", _MUST, Weight.ACT, lambda f: f.result.worse.value),
        ("A", _ATTRACTIVE, Weight.KNOW, lambda f: -f.result.better.value),
    ):
        chosen = sorted((f for f in features if f.result.category == category), key=by)[:_MOST_OF_A_KIND]
        if chosen:
            yield Finding(
                code=f"kano_{category.lower()}",
                weight=weight,
                sentence=sentence,
                facts={"features": tuple(feature.label for feature in chosen)},
                rank=80.0 if category == "M" else 65.0,
                uncertain=any(not feature.result.fong.clear for feature in chosen),
            )


_MUST = N_("Customers take for granted: %(features)s. Missing them angers; having them pleases nobody.")
_ATTRACTIVE = N_("Customers would be delighted by %(features)s; nobody misses them yet.")


def _groups(frame: StudyFrame) -> Iterator[Finding]:
    outcomes = [item for kind in (ItemKind.NPS, ItemKind.CSAT) for item in frame.items if item.kind is kind]
    outcome = next(iter(outcomes), None)
    if outcome is None:
        return
    for by in _GROUPS:
        yield from _group_findings(compare_groups(frame, outcome.code, by))


def _group_findings(compared: Comparison) -> Iterator[Finding]:
    for group in compared.groups:
        if not group.differs or group.estimate is None:
            continue
        others = [g.estimate.value for g in compared.groups if g.estimate and g is not group]
        if not others:  # all others are hidden: there is nothing to set it against
            continue
        rest = float(np.mean(others))
        lower = group.estimate.value < rest
        yield Finding(
            code="group_lower" if lower else "group_higher",
            weight=Weight.ACT if lower else Weight.KEEP,
            sentence=_LOWER if lower else _HIGHER,
            facts={
                "by": compared.by,
                "group": group.key,
                "outcome": compared.label,
                "value": group.estimate.value,
                "rest": rest,
                "n": group.n,
            },
            rank=(75.0 if lower else 60.0) + min(abs(group.estimate.value - rest), 5),
        )


_LOWER = N_(
    "%(group)s (%(by)s) is less content than the others with “%(outcome)s”: %(value).1f against %(rest).1f (%(n)s answers)."
)
_HIGHER = N_(
    "%(group)s (%(by)s) is more content than the others with “%(outcome)s”: %(value).1f against %(rest).1f (%(n)s answers)."
)


def _doubts(frame: StudyFrame) -> Iterator[Finding]:
    """How far the answers themselves can be trusted."""
    if frame.received and frame.flagged / frame.received >= _FLAGGED_SHARE:
        yield Finding(
            code="flagged",
            weight=Weight.KNOW,
            sentence=N_(
                "%(share).0f%% of the answers look careless (%(flagged)s of %(received)s); compare with and "
                "without them before acting."
            ),
            facts={
                "share": 100 * frame.flagged / frame.received,
                "flagged": frame.flagged,
                "received": frame.received,
            },
            rank=55.0,
            uncertain=True,
        )
