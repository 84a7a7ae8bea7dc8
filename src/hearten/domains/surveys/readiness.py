"""Can this study go into the field, and what would be better first?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hearten.domains.channels.services.postroom import medium_in_use
from hearten.domains.channels.types import Medium
from hearten.domains.surveys.field_types import HAND_CHANNELS, LinkKind, Stage, StudyState
from hearten.domains.surveys.models import Response, Study
from hearten.kernel.text import N_

# A study shorter than this misses who looks at messages on the weekend only.
_SHORT = timedelta(days=3)


@dataclass(frozen=True)
class Finding:
    """One thing about a study that is about to be launched; what `stops` must be mended first."""

    field: str
    sentence: str
    hint: str
    stops: bool


def check_study(study: Study, *, now: datetime) -> list[Finding]:
    """What stands against launching first, then what would be better."""
    found = [*_sample(study), *_channels(study), *_dates(study, now), *_advice(study)]
    return sorted(found, key=lambda finding: not finding.stops)


def needs_a_reason(study: Study) -> bool:
    """Whether this study would ask everybody what nobody has tried: then whoever launches it says why.

    Tried is what a pilot (or the wave before) asked, and what somebody has answered already.
    """
    if study.stage != Stage.MAIN or (study.before is not None and study.before.launched_at is not None):
        return False
    asked = Response.objects.filter(survey_code=study.survey.code, survey_version=study.survey.version)
    return not asked.exists()


def _sample(study: Study) -> list[Finding]:
    if study.link == LinkKind.OPEN or study.state != StudyState.DRAFT:
        return []
    return [Finding("sample", N_("Nobody has been drawn yet."), N_("Draw a sample first."), stops=True)]


def _channels(study: Study) -> list[Finding]:
    if study.link == LinkKind.OPEN:
        return []
    used = [channel for channel in study.channels if _in_use(channel)]
    if not used:
        return [
            Finding(
                "channels",
                N_("None of the chosen channels is in use here."),
                N_("Choose another one, or have it set up."),
                stops=True,
            )
        ]
    if len(used) < len(study.channels):
        return [
            Finding(
                "channels",
                N_("One of the chosen channels is not in use here; people are reached over the others."),
                N_("Leave it out, or have it set up."),
                stops=False,
            )
        ]
    return []


def _dates(study: Study, now: datetime) -> list[Finding]:
    if study.closes_at is None:
        return [
            Finding("closes_at", N_("The study has no last day."), N_("Choose when it closes."), stops=True)
        ]
    if study.closes_at <= now:
        return [Finding("closes_at", N_("The last day has passed."), N_("Choose a later one."), stops=True)]
    if study.closes_at - max(now, study.opens_at or now) < _SHORT:
        hint = N_("Three days or more reach people who answer on a weekend only.")
        return [Finding("closes_at", N_("The study is open for less than three days."), hint, stops=False)]
    return []


def _advice(study: Study) -> list[Finding]:
    found = []
    if study.link == LinkKind.PERSONAL and not study.reminders:
        hint = N_("Many who mean to answer forget it the first time.")
        found.append(Finding("reminders", N_("Nobody is reminded."), hint, stops=False))
    if needs_a_reason(study):
        hint = N_(
            "Ask a few dozen people first and look where they stop, or say why this study needs no pilot."
        )
        found.append(Finding("pilot", N_("There was no pilot."), hint, stops=False))
    return found


def _in_use(channel: str) -> bool:
    return channel in HAND_CHANNELS or medium_in_use(Medium(channel))
