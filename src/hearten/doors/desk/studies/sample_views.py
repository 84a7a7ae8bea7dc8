"""The sample of a study: how many, of whom, drawn; and whether those who answered are like the others (X2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.domains.surveys.sample_types import LEFT_OUT_LABELS, SamplePlan
from hearten.domains.surveys.selectors.samples import (
    KeptSample,
    counted_frame,
    sample_for,
    usual_response_rate,
)
from hearten.domains.surveys.services.sampling import Preview, draw_sample, preview_of, seed_of
from hearten.doors.components.charts import Chart, Series
from hearten.doors.components.formats import number_text, percent_text
from hearten.doors.components.forms import add_error
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.studies.sample_forms import SampleForm, values_of
from hearten.doors.desk.studies.sample_words import group_word
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError

# More groups than this are a table, not a picture.
MOST_BARS = 20
USUAL_RATE = 0.3


@requires(Permission.SURVEYS_FIELD)
@require_http_methods(["GET", "POST"])
def sample(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """The calculator; handed in, the sample is drawn."""
    actor = actor_of(request)
    kept = sample_for(actor, study_id=study_id)
    if request.method == "POST":
        form = SampleForm(request.POST)
        if form.is_valid() and _drawn(request, form, study_id):
            return redirect("desk:study_sample", study_id)
    else:
        plan = kept.plan or SamplePlan(response_rate=_usual_rate(actor))
        form = SampleForm(values_of(plan))
        form.is_valid()
    context = _head(kept) | {"form": form, **_answer(actor, form, kept)}
    return render(request, "desk/studies/sample.html", context, status=422 if form.errors else 200)


@requires(Permission.SURVEYS_FIELD)
@require_GET
def sample_preview(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """What the plan comes to, alone: asked again with every change."""
    actor = actor_of(request)
    kept = sample_for(actor, study_id=study_id)
    form = SampleForm(request.GET)
    form.is_valid()
    return render(request, "desk/studies/sample_preview.html", _head(kept) | _answer(actor, form, kept))


def _drawn(request: HttpRequest, form: SampleForm, study_id: UUID) -> bool:
    seed = request.POST.get("seed", "")
    try:
        study = draw_sample(
            study_id=study_id,
            plan=form.plan(),
            by=actor_of(request),
            now=utc_now(),
            seed=int(seed) if seed.isdecimal() and len(seed) <= 15 else None,  # noqa: PLR2004 -- fits the column
        )
    except HeartenError as error:
        add_error(form, error)
        return False
    messages.success(request, _("The sample is drawn. Nobody is asked before “%s” is launched.") % study.name)
    return True


def _head(kept: KeptSample) -> dict[str, Any]:
    return {
        "kept": kept,
        "study": kept.study,
        "seed": seed_of(kept.study),
        "next_seed": seed_of(kept.study) + 1,
        "population": sum(one.population for one in kept.strata),
        "drawn_rows": [(group_word(one.values), one) for one in kept.strata],
    }


def _usual_rate(actor: Actor) -> float:
    found = usual_response_rate(actor, now=utc_now())
    return min(max(round(found, 2), 0.01), 1.0) if found else USUAL_RATE


def _answer(actor: Actor, form: SampleForm, kept: KeptSample) -> dict[str, Any]:
    """The preview, or the sentence that says why there is none."""
    if not form.is_valid():
        wrong = next(iter(form.errors.items()), ("", [""]))
        field = form.fields.get(wrong[0])
        return {"problem": f"{field.label}: {wrong[1][0]}" if field else str(wrong[1][0])}
    try:
        plan, now = form.plan(), utc_now()
        counted = counted_frame(actor, plan=plan, at=max(now, kept.study.opens_at or now))
        preview = preview_of(plan, counted.strata, counted.left_out, now=now)
    except HeartenError as error:
        return {"problem": sentence(error)}
    return {"preview": preview, **_numbers(preview, plan)}


def _numbers(preview: Preview, plan: SamplePlan) -> dict[str, Any]:
    rows = [
        {
            "name": group_word({str(v): label for v, label in one.values.items()}),
            "one": one,
            "share": percent_text(one.people / preview.people),
            "margin": _points(one.margin),
        }
        for one in preview.strata
    ]
    return {
        "rows": rows,
        "margin": _points(preview.margin),
        "confidence": percent_text(plan.confidence, 0),
        "answers": number_text(preview.answers),
        "deff": number_text(preview.deff, 2),
        "left_out": [
            (_(LEFT_OUT_LABELS[reason]), count) for reason, count in preview.left_out.items() if count
        ],
        "chart": _chart(preview, rows) if 1 < len(rows) <= MOST_BARS else None,
    }


def _points(margin: float) -> str:
    """0.049 → ±4.9."""
    return "–" if margin != margin else f"±{number_text(100 * margin, 1)}"  # noqa: PLR0124 -- NaN


def _chart(preview: Preview, rows: list[dict[str, Any]]) -> Chart:
    people = [100 * one.people / preview.people for one in preview.strata]
    drawn = [100 * one.invitations / max(preview.invitations, 1) for one in preview.strata]
    return Chart(
        title=_("Groups among the people and in the sample"),
        sentence=_("Where the bars differ, weights bring the answers back."),
        kind="row",
        categories=[row["name"] for row in rows],
        series=[Series(_("People"), people, "quiet"), Series(_("Sample"), drawn, "warm")],
        unit="%",
        decimals=1,
        category_word=_("Group"),
        height=max(160, 44 * len(rows)),
    )
