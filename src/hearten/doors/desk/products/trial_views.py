"""Other benefits tried on what has been decided: who would gain, who would lose (P7)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import yaml
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Permission
from hearten.domains.claims.models import RulesTrial
from hearten.domains.claims.selectors.rules_trials import get_trial_for, list_trials_for
from hearten.domains.claims.services.rules_trials import start_trial
from hearten.domains.claims.types import TRIAL_STATE_LABELS, TrialState
from hearten.domains.products.selectors import default_choices, get_version, list_versions
from hearten.domains.products.types import Product
from hearten.doors.components.charts import Chart, Series
from hearten.doors.components.formats import NOTHING, money_text
from hearten.doors.components.forms import add_error
from hearten.doors.components.sentences import document_language, say
from hearten.doors.desk.products.forms import TrialForm
from hearten.engines.costsharing.readjudication import CHANGE_EDGES
from hearten.engines.disclosure import hide_small
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError, NotFound
from hearten.kernel.text import N_

MOST_TRIALS = 20
_RIGHTS = (Permission.DESK_ENTER, Permission.PRODUCTS_VIEW, Permission.INSIGHT_VIEW)


@requires(*_RIGHTS)
@require_http_methods(["GET", "POST"])
def trials(request: HttpRequest, code: str) -> HttpResponse:
    """The benefits as they are, to be changed and tried; and the trials so far."""
    product = _product(code)
    if request.method == "POST":
        form = TrialForm(request.POST)
        if form.is_valid():
            try:
                trial = start_trial(
                    product_code=code,
                    version=product.version,
                    benefits=form.cleaned_data["benefits"],
                    choices=default_choices(product),
                    by=actor_of(request),
                    now=utc_now(),
                )
            except HeartenError as error:
                add_error(form, error)
            else:
                return redirect("desk:product_trial", code, trial.pk)
    else:
        text = yaml.safe_dump(dict(product.document["benefits"]), allow_unicode=True, sort_keys=False)
        form = TrialForm(initial={"benefits": text})
    rows = [_row(trial) for trial in list_trials_for(actor_of(request), code)[:MOST_TRIALS]]
    context = _head(product) | {"form": form, "rows": rows}
    return render(request, "desk/products/trials.html", context, status=422 if form.errors else 200)


@requires(*_RIGHTS)
@require_GET
def trial(request: HttpRequest, code: str, trial_id: UUID) -> HttpResponse:
    """One trial: how far it is, or what came of it. Its part that changes is fetched alone by htmx."""
    found = get_trial_for(actor_of(request), trial_id)
    if found.product_code != code:
        raise NotFound(N_("There is no such trial."))
    name = "_trial" if request.headers.get("HX-Request") else "trial"
    return render(request, f"desk/products/{name}.html", _head(_product(code)) | _page(found))


def _product(code: str) -> Product:
    versions = list_versions(code)
    if not versions:
        raise NotFound(N_("There is no such product."))
    return get_version(code, versions[0].version)


def _head(product: Product) -> dict[str, Any]:
    return {"product": product, "words": product.words[document_language()]}


def _row(trial: RulesTrial) -> dict[str, Any]:
    result = trial.result or {}
    return {
        "link": reverse("desk:product_trial", args=[trial.product_code, trial.pk]),
        "at": trial.started_at,
        "state": trial.state,
        "state_word": _(TRIAL_STATE_LABELS[TrialState(trial.state)]),
        "change": money_text(result["after"] - result["before"], "signed") if result else NOTHING,
    }


def _page(trial: RulesTrial) -> dict[str, Any]:
    context: dict[str, Any] = {
        "trial": trial,
        "state_word": _(TRIAL_STATE_LABELS[TrialState(trial.state)]),
        "running": trial.state in {TrialState.WAITING, TrialState.RUNNING},
        "benefits": yaml.safe_dump(trial.benefits, allow_unicode=True, sort_keys=False),
    }
    if trial.error:
        context["error"] = say(trial.error["message"], trial.error["hint"], trial.error["params"])
    if trial.result:
        context |= _outcome(trial.result)
    return context


def _outcome(result: dict[str, Any]) -> dict[str, Any]:
    """Sums for the tiles and the chart; counts of fewer than five people are not shown."""
    groups = [result["gain"], result["lose"], result["same"]]
    hidden = hide_small(groups)
    shown = [NOTHING if hide else f"{count:,}" for count, hide in zip(groups, hidden.cells, strict=True)]
    return {
        "result": result,
        "difference": result["after"] - result["before"],
        "gain": shown[0],
        "lose": shown[1],
        "same": shown[2],
        "some_hidden": bool(hidden.cells.any()),
        "chart": _chart(result["classes"], shown) if result["members"] else None,
    }


def _chart(classes: list[int], shown: list[str]) -> Chart:
    hidden = hide_small(classes).cells
    kept = [place for place, count in enumerate(classes) if count]
    first, last = (min(kept), max(kept)) if kept else (0, 0)
    places = range(first, last + 1)
    return Chart(
        title=_("Members by what changes for them"),
        sentence=_("%(gain)s would receive more, %(lose)s less, and for %(same)s nothing changes.")
        % {"gain": shown[0], "lose": shown[1], "same": shown[2]},
        kind="bar",
        categories=[_class_name(place) for place in places],
        series=[Series(_("Members"), [None if hidden[place] else classes[place] for place in places])],
        category_word=_("Change"),
        x_word=_("Change in what is paid, in yuan"),
        y_word=_("Members"),
        minimum=0,
    )


def _class_name(place: int) -> str:
    """−1,000 … −100, 0, 100 … 1,000: the edges in whole yuan."""
    if 0 < place < len(CHANGE_EDGES) and CHANGE_EDGES[place - 1] == 0:
        return _("no change")
    if place == 0:
        return f"< {_yuan(CHANGE_EDGES[0])}"
    if place == len(CHANGE_EDGES):
        return f"> {_yuan(CHANGE_EDGES[-1])}"
    return f"{_yuan(CHANGE_EDGES[place - 1])} … {_yuan(CHANGE_EDGES[place])}"


def _yuan(minor: int) -> str:
    return f"{round(minor / 100):,}".replace("-", "\u2212")
