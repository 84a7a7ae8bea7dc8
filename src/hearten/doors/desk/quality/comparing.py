"""Comparisons in pairs on a page: what is asked, what was said, the weights that come out and what contradicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from hearten.domains.quality.index_book import index_book
from hearten.domains.quality.selectors import groups_to_weigh
from hearten.domains.quality.selectors.experts import WHOLE_INDEX, GroupWeights
from hearten.domains.quality.types import Aspect
from hearten.doors.components.formats import number_text
from hearten.doors.desk.quality.figures import aspect_word, name_of
from hearten.engines.psychometrics.hierarchy import Weights, from_upper, weigh
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

# 9 … 2: the first matters so many times more; 1: alike; -2 … -9: the second.
STEPS = (9, 7, 5, 3, 2, 1, -2, -3, -5, -7, -9)


def judgements_of(
    sent: Mapping[str, Any], own: Mapping[str, Sequence[float]] | None = None, *, strict: bool = True
) -> dict[str, list[float]]:
    """What was chosen for each pair, in the order above the diagonal; what was not sent is as said before, or alike.

    Raises Invalid for a step that does not exist, unless `strict` is off.
    """
    found: dict[str, list[float]] = {}
    for group, codes in groups_to_weigh().items():
        before = list((own or {}).get(group, ()))
        pairs = _pairs(codes)
        row = []
        for i, (one, other) in enumerate(pairs):
            text = sent.get(f"{group}:{one}:{other}")
            kept = before[i] if i < len(before) else 1.0
            row.append(kept if text is None else _ratio(str(text), group, strict=strict))
        found[group] = row
    return found


def checked_groups(judgements: Mapping[str, Sequence[float]]) -> list[dict[str, Any]]:
    """Each group with its pairs as they stand, its weights, its consistency, and the comparison to think over."""
    groups = []
    for group, codes in groups_to_weigh().items():
        given = judgements[group]
        found = weigh(from_upper(given, len(codes)))
        words = [thing_word(code) for code in codes]
        groups.append(
            {
                "group": group,
                "word": group_word(group),
                "pairs": [
                    {
                        "name": f"{group}:{one}:{other}",
                        "one": thing_word(one),
                        "other": thing_word(other),
                        "steps": _steps(thing_word(one), thing_word(other), given[i]),
                    }
                    for i, (one, other) in enumerate(_pairs(codes))
                ],
                **_said(found, words),
            }
        )
    return groups


def weights_tables(groups: Sequence[GroupWeights]) -> list[dict[str, Any]]:
    """The common weights of closed comparisons, each with the range of the experts' own."""
    return [
        {
            "word": group_word(one.group),
            "rows": [
                {
                    "word": thing_word(code),
                    "weight": number_text(round(100 * float(one.weights.weights[i]), 4), 1) + "%",
                    "from": number_text(round(100 * min(float(w.weights[i]) for _n, w in one.of_each), 4), 1)
                    + "%",
                    "to": number_text(round(100 * max(float(w.weights[i]) for _n, w in one.of_each), 4), 1)
                    + "%",
                }
                for i, code in enumerate(one.codes)
            ],
            "experts": len(one.of_each),
            "odd": [name for name, own in one.of_each if not own.consistent],
            **_said(one.weights, [thing_word(code) for code in one.codes]),
        }
        for one in groups
    ]


def group_word(group: str) -> str:
    return _("The five dimensions") if group == WHOLE_INDEX else aspect_word(Aspect(group))


def thing_word(code: str) -> str:
    """A dimension or an indicator in the reader's language."""
    if code in set(Aspect):
        return aspect_word(Aspect(code))
    found = index_book().find(code)
    return name_of(found) if found else code


def _said(found: Weights, words: Sequence[str]) -> dict[str, Any]:
    worst = found.worst if not found.consistent else None
    return {
        "weights": [
            (word, number_text(round(100 * float(w), 4), 1) + "%")
            for word, w in zip(words, found.weights, strict=True)
        ],
        "ratio": number_text(round(found.consistency_ratio, 6), 2),
        "consistent": found.consistent,
        "again": (words[worst[0]], words[worst[1]]) if worst else None,
    }


def _pairs(codes: Sequence[str]) -> list[tuple[str, str]]:
    return [(one, other) for i, one in enumerate(codes) for other in codes[i + 1 :]]


def _ratio(text: str, group: str, *, strict: bool) -> float:
    try:
        step = int(text[:3])
    except ValueError:
        step = 0
    if step not in STEPS:
        if not strict:
            return 1.0
        raise Invalid(N_("Choose one of the steps for every pair."), field=group)
    return float(step) if step > 0 else 1 / -step


def _steps(one: str, other: str, given: float) -> list[dict[str, Any]]:
    """The choices of a pair, with the one that is nearest to what was said."""
    nearest = min(STEPS, key=lambda step: abs((step if step > 0 else 1 / -step) - given))
    words = {
        9: _("extremely more (9)"), 7: _("very clearly more (7)"), 5: _("clearly more (5)"),
        3: _("somewhat more (3)"), 2: _("slightly more (2)"),
    }  # fmt: skip
    rows = []
    for step in STEPS:
        word = _("both alike (1)") if step == 1 else f"{one if step > 1 else other}: {words[abs(step)]}"
        rows.append({"value": step, "word": word, "here": step == nearest})
    return rows
