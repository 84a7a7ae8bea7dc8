"""Which kinds of customers answer alike, what sets them apart, and how content each is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from hearten.domains.insight.selectors.studies.questions import label_for
from hearten.domains.insight.selectors.studies.segments import (
    MOST_SEGMENTS,
    Segments,
    SegmentScore,
    segment_scores,
    segments,
)
from hearten.domains.insight.study_types import Flagged
from hearten.doors.components.charts import Chart, Series
from hearten.doors.components.formats import number_text, percent_text
from hearten.doors.desk.analysis.asked import Asked
from hearten.doors.desk.analysis.tables import Table
from hearten.doors.desk.analysis.words import interval_words, said
from hearten.doors.desk.insight.export import Value
from hearten.engines.psychometrics.cluster_profiles import Profile, Reason

_CLEAR, _HARDLY = 0.5, 0.25
_MOST_REASONS = 4


def build(asked: Asked) -> dict[str, Any]:
    """Named groups with sizes, profiles and scores."""
    frame = asked.frame
    numbers = [str(k) for k in range(2, MOST_SEGMENTS + 1)]
    k = asked.pick("k", ("", *numbers))
    keys = asked.picks("key", asked.ratings)
    found = segments(frame, keys=keys or None, k=int(k) if k else None)
    scores = segment_scores(frame, found)
    return {
        "numbers": [("", _("As many as part best"), k == ""), *((n, n, n == k) for n in numbers)],
        "choices": [(key, said(label_for(frame, key)), key in found.keys) for key in asked.ratings],
        "parted": _parted(found.silhouette),
        "width": number_text(found.silhouette, 2),
        "tried": _tried(found),
        "left_out": found.left_out,
        "groups": [
            {
                "name": _("Group %(letter)s") % {"letter": _letter(profile)},
                "share": percent_text(profile.share, 0),
                "n": profile.n,
                "words": profile_words(profile, found),
                "scores": [(_score_word(s), interval_words(s.estimates[profile.label])) for s in scores],
            }
            for profile in found.profiles
        ],
        "chart": _chart(found),
        **_careless(asked),
        "tables": [_table(found, scores)],
    }


def _careless(asked: Asked) -> dict[str, Any]:
    """How many flagged answers are left out, whether some are in, and the address of the other way."""
    frame = asked.frame
    without = frame.question.flagged is Flagged.WITHOUT_FLAGGED
    other = Flagged.WITHOUT_SET_ASIDE if without else Flagged.WITHOUT_FLAGGED
    return {
        "careless_out": frame.received - len(frame) if without and not frame.same_either_way else 0,
        "careless_in": not without and not frame.same_either_way and frame.flagged > frame.set_aside,
        "other_way": asked.url("segments", flagged=str(other)),
    }


def _score_word(score: SegmentScore) -> str:
    """The question; a net score is not on the question's own scale, so it says so."""
    asks = said(score.label)
    return _("%(question)s (net score, −100 to 100)") % {"question": asks} if score.is_net else asks


def profile_words(profile: Profile, found: Segments) -> str:
    """“Rates price much lower, the app higher than others.”"""
    if not profile.reasons:
        return _("Answers like everybody on average.")
    told = _("; ").join(_reason(one, found) for one in profile.reasons[:_MOST_REASONS])
    return _("%(reasons)s.") % {"reasons": told[0].upper() + told[1:]}


def _reason(reason: Reason, found: Segments) -> str:
    name = said(found.labels_of[reason.name])
    strong = reason.strength == "much"
    if reason.direction == "higher":
        sentence = _("rates “%(name)s” much higher") if strong else _("rates “%(name)s” higher")
    else:
        sentence = _("rates “%(name)s” much lower") if strong else _("rates “%(name)s” lower")
    return sentence % {"name": name}


def _parted(width: float) -> str:
    if width >= _CLEAR:
        return _("The groups are clearly apart.")
    if width >= _HARDLY:
        return _("The groups overlap somewhat; they are tendencies rather than kinds.")
    return _("The groups are hardly apart: people differ by degrees here, not by kind.")


def _letter(profile: Profile) -> str:
    return chr(ord("A") + profile.label)


def _tried(found: Segments) -> Chart | None:
    if len(found.tried) <= 1:
        return None
    best = (len(found.profiles), found.silhouette)
    return Chart(
        title=_("How many groups part best"),
        sentence=_("%(k)s groups are furthest apart (mean silhouette %(width)s).")
        % {"k": best[0], "width": number_text(best[1], 2)},
        kind="bar",
        categories=[str(number) for number, _width in found.tried],
        series=[Series(_("Mean silhouette"), [width for _number, width in found.tried])],
        decimals=2,
        category_word=_("Groups"),
        minimum=0,
        height=200,
    )


def _chart(found: Segments) -> Chart:
    """How far each group's mean lies from that of all, in standard deviations."""
    centres = found.clustering.centres
    return Chart(
        title=_("What sets the groups apart"),
        sentence=_("Standard deviations above or below the mean of all; blue is lower, orange is higher."),
        kind="heat",
        categories=[_("Group %(letter)s") % {"letter": _letter(profile)} for profile in found.profiles],
        series=[
            Series(said(found.labels_of[key]), [float(centres[p.label, i]) for p in found.profiles])
            for i, key in enumerate(found.keys)
        ],
        decimals=1,
        category_word=_("Question"),
        minimum=-2,
        maximum=2,
        height=70 + 34 * len(found.keys),
    )


def _table(found: Segments, scores: Sequence[SegmentScore]) -> Table:
    rows: list[list[Value]] = []
    for profile in found.profiles:
        figures: list[Value] = []
        for score in scores:
            one = score.estimates[profile.label]
            figures += [one.value, one.low, one.high] if one else [None, None, None]
        rows.append(
            [_letter(profile), profile.n, 100 * profile.share, profile_words(profile, found), *figures]
        )
    head = [_("Group"), _("Answers"), _("Share, %"), _("What sets it apart")]
    for score in scores:
        head += [_score_word(score), _("Lower limit"), _("Upper limit")]
    return Table("segments", _("Groups in figures"), head, rows)
