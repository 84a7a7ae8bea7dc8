"""How the index is weighed, by whose choice, and choosing anew."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Permission
from hearten.domains.quality.index_book import index_book
from hearten.domains.quality.selectors import list_rounds_for, weights_now, weights_of
from hearten.domains.quality.services import choose_weights
from hearten.domains.quality.types import WEIGHING_LABELS, RoundKind, RoundState, Weighing
from hearten.doors.components.formats import number_text
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.quality.comparing import weights_tables
from hearten.doors.desk.quality.figures import aspect_word, name_of
from hearten.doors.desk.quality.overview import tabs
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Invalid, NotFound

BAD_INPUT = 422


@requires(Permission.INSIGHT_VIEW)
@require_GET
def quality_weights(request: HttpRequest) -> HttpResponse:
    return _page(request)


@requires(Permission.QUALITY_EDIT)
@require_POST
def quality_weights_choose(request: HttpRequest) -> HttpResponse:
    """Alike, or by the comparisons of a closed round (`round`)."""
    text = request.POST.get("round", "")
    try:
        kind, round_id = (Weighing.EXPERTS, UUID(text)) if text else (Weighing.EQUAL, None)
        choose_weights(kind=kind, round_id=round_id, by=actor_of(request), now=utc_now())
    except (Invalid, NotFound) as error:
        return _page(request, problem=sentence(error), status=BAD_INPUT)
    except ValueError:
        return _page(request, problem=_("Choose one of the rounds."), status=BAD_INPUT)
    messages.success(request, _("The index is weighed anew."))
    return HttpResponseRedirect(reverse("desk:quality_weights"))


def _page(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    actor, now = actor_of(request), weights_now()
    book = index_book()
    rounds: list[dict[str, Any]] = [
        {"round": row, "tables": weights_tables(weights_of(row))}
        for row in list_rounds_for(actor)
        if row.kind == RoundKind.WEIGHTS and row.state == RoundState.CLOSED
    ]
    context = {
        "tabs": tabs(actor, "quality_weights"),
        "problem": problem,
        "kind": _(WEIGHING_LABELS[now.kind]),
        "choice": now.choice,
        "is_equal": now.kind is Weighing.EQUAL,
        "rounds": rounds,
        "may_edit": actor.can(Permission.QUALITY_EDIT),
        "aspects": [
            {
                "word": aspect_word(aspect),
                "weight": _per_cent(now.shares[aspect.value]),
                "rows": [(name_of(one), _per_cent(now.shares[one.code])) for one in book.of(aspect)],
            }
            for aspect in book.aspects
        ],
    }
    return render(request, "desk/quality/weights.html", context, status=status)


def _per_cent(share: float) -> str:
    return number_text(round(100 * share, 4), 1) + "%"
