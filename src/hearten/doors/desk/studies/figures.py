"""How a study in the field reads: rates, funnel, groups, days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from hearten.base.touchpoints.types import CHANNEL_LABELS, Channel
from hearten.domains.surveys.field_types import DISPOSITION_LABELS, Disposition
from hearten.domains.surveys.models import StudyStratum
from hearten.domains.surveys.selectors.overview import Funnel
from hearten.domains.surveys.selectors.response_rates import FEW, OPEN, PENDING, Outcome, RateLine
from hearten.domains.surveys.selectors.studies import Day
from hearten.domains.surveys.types import WITHHELD_LABELS, Withheld
from hearten.doors.components.charts import Chart, Series
from hearten.doors.components.formats import NOTHING, day_in_year_text, day_text, number_text, percent_text
from hearten.doors.desk.studies.sample_words import label_word
from hearten.engines.disclosure import hide_small


def tiles(outcome: Outcome, funnel: Funnel, *, over: bool) -> list[dict[str, str]]:
    """The figures on top; while the study runs its rate is what it would be if it closed now."""
    line = outcome.overall
    return [
        {
            "label": _("Response rate"),
            "value": share(line.rr1),
            "note": _("AAPOR RR1") if over else _("AAPOR RR1, as if it closed now"),
        },
        {
            "label": _("Answered"),
            "value": number_text(funnel.answered),
            "note": _("of %(n)s asked") % {"n": number_text(funnel.sent)},
        },
        {"label": _("May still answer"), "value": number_text(funnel.in_field), "note": ""},
        {"label": _("Cooperation"), "value": share(line.cooperation), "note": _("COOP1: of those reached")},
    ]


def open_tiles(funnel: Funnel) -> list[dict[str, str]]:
    """The figures of an open link: nobody knows how many have seen it, so there is no response rate."""
    begun = funnel.opened
    return [
        {"label": _("Begun"), "value": number_text(begun), "note": ""},
        {"label": _("Answered"), "value": number_text(funnel.answered), "note": ""},
        {
            "label": _("Answered to the end"),
            "value": share(funnel.answered / begun if begun else None),
            "note": _("of those who began; how many saw the link nobody knows"),
        },
    ]


def steps(funnel: Funnel) -> list[dict[str, Any]]:
    """How far invitations came."""
    counts = (
        (_("In the sample"), funnel.considered),
        (_("Asked"), funnel.sent),
        (_("Opened"), funnel.opened),
        (_("Begun"), funnel.started),
        (_("Answered"), funnel.answered),
    )
    most = max(funnel.considered, 1)
    return [{"word": word, "count": count, "of": most} for word, count in counts]


def withheld_rows(funnel: Funnel, *, exact: bool) -> list[tuple[str, int]]:
    """Who was not asked, and why not; without `exact` reasons that only a few had are put together."""
    reasons = sorted(funnel.withheld.items())
    hidden = (
        hide_small([n for _reason, n in reasons]).cells if reasons and not exact else [False] * len(reasons)
    )
    told = [(reason, n) for (reason, n), hide in zip(reasons, hidden, strict=True) if not hide]
    few = sum(n for _reason, n in reasons) - sum(n for _reason, n in told)
    rows = [(_(WITHHELD_LABELS[Withheld(reason)]), n) for reason, n in told]
    return [*rows, (_("Other reasons, each of few people"), few)] if few else rows


def strata_rows(outcome: Outcome, strata: Sequence[StudyStratum]) -> list[dict[str, Any]]:
    """Each group of the sample with its rate and its quota; of a hidden one its name only."""
    lines = {line.name: line for line in outcome.by_stratum}
    return [
        {
            "stratum": stratum,
            "name": stratum_name(stratum),
            "line": lines.get(stratum.code),
            "hidden": stratum.code in lines and lines[stratum.code].hidden,
            "rr1": share(lines[stratum.code].rr1) if stratum.code in lines else NOTHING,
        }
        for stratum in strata
    ]


def stratum_name(stratum: StudyStratum) -> str:
    """A group in words: its values where it has some, else its code."""
    shown = [label_word(variable, str(label)) for variable, label in stratum.values.items()]
    return " · ".join(shown) or stratum.code or _("All")


def channel_rows(outcome: Outcome) -> list[dict[str, Any]]:
    """Each channel with its rate."""
    words = {channel.value: _(CHANNEL_LABELS[channel]) for channel in Channel}
    return [
        {"name": words.get(line.name, line.name), "line": line, "rr1": share(line.rr1)}
        for line in outcome.by_channel
    ]


def disposition_rows(line: RateLine) -> list[tuple[str, str, int]]:
    """AAPOR's codes in words, in their order."""
    words = {code.value: _(label) for code, label in DISPOSITION_LABELS.items()}
    rest = {
        OPEN: _("May still answer"),
        PENDING: _("Not asked yet"),
        FEW: _("Other outcomes, each of few people"),
    }
    codes = [code.value for code in Disposition if line.counts.get(code.value)]
    rows = [(code, words[code], line.counts[code]) for code in codes]
    return rows + [("–", rest[key], line.counts[key]) for key in rest if line.counts.get(key)]


def daily_chart(days: Sequence[Day]) -> Chart | None:
    """How many were asked and answered day by day."""
    if not days:
        return None
    short = days[0].day.year == days[-1].day.year
    asked, answered = sum(day.asked for day in days), sum(day.answered for day in days)
    return Chart(
        title=_("Day by day"),
        sentence=_("%(asked)s asked and %(answered)s answered on %(days)s days.")
        % {"asked": number_text(asked), "answered": number_text(answered), "days": len(days)},
        kind="bar",
        categories=[(day_in_year_text if short else day_text)(day.day) for day in days],
        series=[
            Series(_("Asked"), [day.asked for day in days], tone="quiet"),
            Series(_("Answered"), [day.answered for day in days], tone="good"),
        ],
        category_word=_("Day"),
        height=220,
    )


def quota_rows(quotas: Sequence[Any], language: str | None) -> list[Mapping[str, Any]]:
    """The questionnaire's quotas in the reader's language."""
    english = (language or "").startswith("en")
    return [
        {"name": quota.en if english else quota.zh, "taken": quota.taken, "limit": quota.limit}
        for quota in quotas
    ]


def share(value: float | None) -> str:
    return NOTHING if value is None else percent_text(value)
