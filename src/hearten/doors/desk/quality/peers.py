"""Figures of other insurers: entered, imported, exported, and our place among them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Permission
from hearten.domains.quality.index_book import index_book
from hearten.domains.quality.selectors import index_for, list_peers_for
from hearten.domains.quality.services import enter_peer, import_peers
from hearten.domains.quality.services.peers import COLUMNS, MOST_BYTES
from hearten.doors.components.formats import number_text
from hearten.doors.components.forms import add_error
from hearten.doors.desk.insight.export import KINDS, table_file
from hearten.doors.desk.quality.figures import name_of, value_text
from hearten.doors.desk.quality.forms import PeerFileForm, PeerForm
from hearten.doors.desk.quality.overview import month_of, tabs
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Invalid

BAD_INPUT = 422


@requires(Permission.INSIGHT_VIEW)
@require_GET
def quality_peers(request: HttpRequest) -> HttpResponse:
    return _page(request)


@requires(Permission.QUALITY_EDIT)
@require_POST
def quality_peer_add(request: HttpRequest) -> HttpResponse:
    """Write down one figure."""
    form = PeerForm(request.POST)
    if form.is_valid():
        try:
            enter_peer(by=actor_of(request), now=utc_now(), **form.cleaned_data)
        except Invalid as error:
            add_error(form, error)
        else:
            messages.success(request, _("The figure is written down."))
            return HttpResponseRedirect(reverse("desk:quality_peers"))
    return _page(request, form=form, status=BAD_INPUT)


@requires(Permission.QUALITY_EDIT)
@require_POST
def quality_peers_import(request: HttpRequest) -> HttpResponse:
    """Write down a CSV, all of it or nothing."""
    form = PeerFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            content = form.cleaned_data["file"].read(MOST_BYTES + 1)
            count = import_peers(content=content, by=actor_of(request), now=utc_now())
        except Invalid as error:
            add_error(form, error)
        else:
            messages.success(request, _("%(n)s figures written down.") % {"n": number_text(count)})
            return HttpResponseRedirect(reverse("desk:quality_peers"))
    return _page(request, file_form=form, status=BAD_INPUT)


@requires(Permission.INSIGHT_VIEW)
@require_GET
def quality_peers_export(request: HttpRequest, kind: str) -> HttpResponse:
    """All figures of others, in the columns that the import takes."""
    if kind not in KINDS:
        raise Http404
    rows = list_peers_for(actor_of(request))
    return table_file(
        kind, "peers", COLUMNS, [[r.peer, r.indicator, r.period, r.value, r.source] for r in rows]
    )


def _page(
    request: HttpRequest,
    *,
    form: PeerForm | None = None,
    file_form: PeerFileForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, month, book = actor_of(request), month_of(request), index_book()
    positions = [row for row in index_for(actor, month).rows if row.position] if month else []
    rows = [(row, found) for row in list_peers_for(actor) if (found := book.find(row.indicator)) is not None]
    context: dict[str, Any] = {
        "tabs": tabs(actor, "quality_peers"),
        "may_edit": actor.can(Permission.QUALITY_EDIT),
        "form": form or PeerForm(),
        "file_form": file_form or PeerFileForm(),
        "columns": ", ".join(COLUMNS),
        "codes": [(one.code, name_of(one)) for one in book.indicators],
        "rows": [
            {"row": row, "word": name_of(one), "value": value_text(one.unit, row.value)} for row, one in rows
        ],
        "positions": [
            {
                "code": row.indicator.code,
                "word": name_of(row.indicator),
                "ours": value_text(row.indicator.unit, row.figure.value if row.figure else None),
                "theirs": value_text(row.indicator.unit, row.position.standing.mean),
                "rank": row.position.standing.rank,
                "among": row.position.standing.peers + 1,
                "ahead": round(row.position.standing.percentile),
            }
            for row in positions
            if row.position
        ],
    }
    return render(request, "desk/quality/peers.html", context, status=status)
