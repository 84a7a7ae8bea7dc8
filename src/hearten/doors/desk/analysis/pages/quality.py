"""Which answers are doubtful and why, what a person made of them, and how much they change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from hearten.base.accounts.types import Permission
from hearten.domains.insight.selectors.studies.drivers import driver_analysis
from hearten.domains.insight.selectors.studies.frame import is_hidden
from hearten.domains.insight.selectors.studies.questions import line_of
from hearten.domains.insight.selectors.studies.scales import scales
from hearten.domains.insight.study_types import Flagged, StudyFrame
from hearten.domains.surveys.models import ResponseFlag
from hearten.domains.surveys.selectors.careless import list_flags_for, reason_of
from hearten.domains.surveys.types import JUDGEMENT_LABELS, Judgement
from hearten.doors.components.formats import number_text
from hearten.doors.desk.analysis.asked import Asked
from hearten.doors.desk.analysis.tables import Table
from hearten.doors.desk.analysis.words import FLAG_LABELS, said
from hearten.doors.desk.insight.export import Value
from hearten.engines.disclosure import THRESHOLD, hide_small
from hearten.engines.psychometrics.descriptives import Estimate
from hearten.kernel.errors import Invalid

PAGE_ROWS = 25


def build(asked: Asked) -> dict[str, Any]:
    """Counts by kind, figures with and without, and for those who may the flags one by one."""
    made: dict[str, Any] = {"kinds": _kinds(asked), "tables": [], "flags_page": None, "n": len(asked.columns)}
    if not is_hidden(asked.frame) and len(asked.frame):
        both = _with_and_without(asked)
        made["tables"].append(both)
        made["same"] = asked.frame.same_either_way
    if asked.may_read:
        made |= _flags(asked)
    return made


def _kinds(asked: Asked) -> list[dict[str, Any]]:
    """How many answers have each kind of flag; small counts are not told apart."""
    counts = {kind: int(mask.sum()) for kind, mask in asked.columns.flags.items()}
    total = max(1, len(asked.columns))
    hidden = hide_small(list(counts.values())).cells.tolist() if counts else []
    return [
        {
            "word": _(FLAG_LABELS.get(kind, kind)),
            "count": 0 if hide else count,
            "of": total,
            "text": _("fewer than %(n)s or hidden with them") % {"n": THRESHOLD}
            if hide
            else number_text(count),
            "hidden": bool(hide),
        }
        for (kind, count), hide in zip(counts.items(), hidden, strict=True)
        if count
    ]


def _flags(asked: Asked) -> dict[str, Any]:
    study_id = asked.study.pk if asked.study else None
    chosen = asked.pick("kind", ("", *asked.columns.flags))
    rows = list_flags_for(
        asked.actor, study_id=study_id, survey_code=None if study_id else asked.code, kind=chosen
    )
    page = Paginator(rows, PAGE_ROWS).get_page(asked.chosen.get("page"))
    return {
        "flags_page": page,
        "flags": [_flag(flag, asked) for flag in page],
        "flag_kinds": [
            {"word": _("All"), "url": asked.url("quality"), "here": not chosen},
            *(
                {"word": _(FLAG_LABELS.get(k, k)), "url": asked.url("quality", kind=k), "here": k == chosen}
                for k in asked.columns.flags
            ),
        ],
        "may_judge": asked.actor.can(Permission.SURVEYS_FIELD),
    }


def _flag(flag: ResponseFlag, asked: Asked) -> dict[str, Any]:
    text, facts = reason_of(flag)
    named = facts | {name: _named(asked, facts[name]) for name in ("battery", "field") if name in facts}
    try:
        told = _(text) % named
    except (KeyError, TypeError, ValueError):
        told = _(FLAG_LABELS.get(flag.kind, flag.kind))
    return {
        "flag": flag,
        "kind": _(FLAG_LABELS.get(flag.kind, flag.kind)),
        "reason": told,
        "at": flag.response.submitted_at,
        "judged": _(JUDGEMENT_LABELS[Judgement(flag.judged)]) if flag.judged else "",
    }


def _named(asked: Asked, code: object) -> str:
    """A question by its words rather than its code."""
    field = asked.columns.survey.field(str(code))
    item = asked.columns.survey.item(field.item if field else str(code))
    return said(item.text) if item else str(code)


def _with_and_without(asked: Asked) -> Table:
    """The main figures over all answers and without any flagged one, under the same filters and weights."""
    sides = [asked.over(flagged=way) for way in (Flagged.ALL, Flagged.WITHOUT_FLAGGED)]
    told = [dict(_figures(side)) for side in sides]
    rows: list[list[Value]] = []
    for name in told[0]:
        pair = [side.get(name) for side in told]
        cells: list[Value] = [name]
        for one in pair:
            cells += [one.value, one.low, one.high] if isinstance(one, Estimate) else [one, None, None]
        rows.append(cells)
    head = [
        _("Figure"),
        _("All answers"),
        _("Lower limit"),
        _("Upper limit"),
        _("Without any flagged answer"),
        _("Lower limit"),
        _("Upper limit"),
    ]
    return Table("both-ways", _("With and without doubtful answers"), head, rows)


def _figures(frame: StudyFrame) -> Iterator[tuple[str, Estimate | float | int | str | None]]:
    yield _("Answers"), len(frame)
    if is_hidden(frame) or len(frame) == 0:
        return
    for item in frame.items:
        if item.code not in frame.columns.values or item.range is None or item.rows:
            continue
        line = line_of(frame, item.code)
        yield said(item.text), line.nps.score if line.nps else line.mean
    try:
        found = driver_analysis(frame)
        yield _("Strongest driver"), said(found.drivers[0].label)
        yield _("Share of the strongest driver, %"), 100 * found.drivers[0].share
    except Invalid:
        pass
    for scale in scales(frame):
        yield _("Alpha: %(name)s") % {"name": said(scale.label)}, scale.result.alpha.raw
