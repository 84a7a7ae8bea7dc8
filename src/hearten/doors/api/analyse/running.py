"""From a checked spec to its report: every analysis in turn, and a sentence for each that can't be worked out."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

import numpy as np

from hearten import __version__
from hearten.doors.api.analyse.asking import Question
from hearten.doors.api.analyse.places import Refused
from hearten.doors.api.analyse.plain import plain
from hearten.doors.api.analyse.spec import Spec, Wanted
from hearten.kernel.errors import HeartenError, Invalid
from hearten.kernel.text import N_

_MOST_GROUPS = 200


def run(spec: Spec, *, keep_going: bool = False, say: Callable[[Invalid], str] = str) -> dict[str, Any]:
    """The report as plain JSON. Raises Refused with all that failed; with `keep_going` their results hold `error` instead."""
    question = None if spec.answers is None else Question.of(spec.answers, spec.design)
    if question is not None and spec.design is not None:
        _require_design(question)
    results, failed = [], []
    for wanted in spec.wanted:
        head = {"id": wanted.id, "analysis": wanted.analysis.name, "options": plain(wanted.options)}
        try:
            results.append({**head, "result": plain(_worked(wanted, question))})
        except Invalid as error:
            failed.append(error)
            results.append({**head, "error": say(error)})
    if failed and not keep_going:
        raise Refused(failed)
    data = None if spec.answers is None else {"file": spec.answers.file, "rows": spec.answers.rows}
    return {"title": spec.title, "made_by": f"Hearten {__version__}", "data": data, "results": results}


def _require_design(question: Question) -> None:
    """The design is at fault once, not once for each analysis."""
    try:
        _ = question.design
    except HeartenError as error:
        field = "design" + (f".{error.field}" if error.field else "")
        raise Refused([Invalid(error.message, field=field, hint=error.hint, **error.params)]) from error


def _worked(wanted: Wanted, question: Question | None) -> Mapping[str, Any]:
    """One analysis; whatever an engine stumbles over comes back as Invalid that names the place in the spec."""
    try:
        with warnings.catch_warnings():
            # Engines mark what has no value with NaN; numpy's remarks on the way there tell nothing more.
            warnings.simplefilter("ignore")
            with np.errstate(all="ignore"):
                return _asked(wanted, question)
    except HeartenError as error:
        field = f"{wanted.place.where} ({wanted.id})" + (f", {error.field}" if error.field else "")
        raise Invalid(error.message, field=field, hint=error.hint, **error.params) from error
    except (ValueError, ArithmeticError, LookupError, TypeError, np.linalg.LinAlgError) as error:
        raise Invalid(
            N_("These answers don't allow this analysis (%(why)s)."),
            field=f"{wanted.place.where} ({wanted.id})",
            hint=N_(
                "Look at the columns with “describe” first: too few answers, or ones that never differ, are the usual cause."
            ),
            why=str(error) or type(error).__name__,
        ) from error


def _asked(wanted: Wanted, question: Question | None) -> Mapping[str, Any]:
    if not wanted.analysis.data or question is None:
        return cast(Callable[..., Mapping[str, Any]], wanted.analysis.work)(wanted.asked)
    chosen = question.where(wanted.asked.where)
    work = cast(Callable[..., Mapping[str, Any]], wanted.analysis.work)
    if wanted.asked.by is None:
        return work(chosen, wanted.asked)
    labels, codes = chosen.groups(wanted.asked.by)
    if len(labels) > _MOST_GROUPS:
        raise Invalid(
            N_("“%(name)s” has %(have)s groups; at most %(most)s can be told apart here."),
            field="by",
            hint=N_("Choose a column with fewer answers."),
            name=wanted.asked.by,
            have=len(labels),
            most=_MOST_GROUPS,
        )
    rows = np.flatnonzero(chosen.chosen)
    groups = []
    for place, label in enumerate(labels):
        mask = np.zeros(len(chosen.chosen), dtype=bool)
        mask[rows[codes == place]] = True
        groups.append({"group": label, **work(replace(chosen, chosen=mask), wanted.asked)})
    return {"groups": groups}
