"""The inbox, one message, and what comes by e-mail."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hearten.base.accounts.access import actor_of, member_only
from hearten.domains.channels import selectors, services
from hearten.domains.channels.types import KIND_LABELS, Medium
from hearten.kernel.clock import utc_now

PAGE_ROWS = 20
ICONS = {"urgent": "lock", "service": "mail", "survey": "survey", "marketing": "star"}


@member_only
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    rows = selectors.list_inbox_for(actor, actor.customer_id)  # type: ignore[arg-type]
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    items = [{"row": row, "icon": ICONS.get(row.kind, "mail")} for row in page]
    return render(request, "member/inbox/inbox.html", {"items": items, "page": page})


@member_only
@require_GET
def message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """One message; opening it is the read receipt."""
    read = services.mark_read(message_id=message_id, by=actor_of(request), now=utc_now())
    return render(request, "member/inbox/message.html", {"item": read})


@member_only
@require_http_methods(["GET", "HEAD", "POST"])
def contact_preferences(request: HttpRequest) -> HttpResponse:
    """Which kinds of messages come by e-mail as well."""
    actor = actor_of(request)
    customer_id = actor.customer_id
    wanted = selectors.list_preferences_for(actor, customer_id)  # type: ignore[arg-type]
    if request.method == "POST":
        for kind in wanted:
            services.set_preference(
                customer_id=customer_id,  # type: ignore[arg-type]
                kind=kind,
                channel=Medium.EMAIL,
                wanted=kind.value in request.POST.getlist("wanted"),
                by=actor,
                now=utc_now(),
            )
        messages.success(request, _("Saved. It holds from the next message on."))
        return HttpResponseRedirect(reverse("member:contact_preferences"))
    kinds = [{"code": kind.value, "word": KIND_LABELS[kind], "wanted": yes} for kind, yes in wanted.items()]
    return render(request, "member/inbox/preferences.html", {"kinds": kinds})
