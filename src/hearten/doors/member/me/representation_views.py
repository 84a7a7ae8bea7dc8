"""Who may make claims for me, and for whom may I? (L1)"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hearten.base.accounts.access import actor_of, member_only
from hearten.domains.customers.selectors import representatives_of, represented_by
from hearten.domains.customers.services import appoint_representative, end_representation
from hearten.domains.customers.types import RELATION_LABELS, Relation
from hearten.doors.components.forms import add_error
from hearten.doors.member.me.forms import RepresentativeForm
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError


@member_only
@require_http_methods(["GET", "POST"])
def representatives(request: HttpRequest) -> HttpResponse:
    """Both lists, and a form to name somebody."""
    form = RepresentativeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            appoint_representative(
                customer_id=_identity(request),
                number=form.cleaned_data["number"],
                phone=form.cleaned_data["phone"],
                relation=Relation(form.cleaned_data["relation"]),
                by=actor_of(request),
                now=utc_now(),
            )
        except HeartenError as error:
            add_error(form, error)
        else:
            messages.success(request, _("Saved. This person can now make claims for you."))
            return redirect("member:representatives")
    actor = actor_of(request)
    context = {
        "form": form,
        "mine": [
            (row.pk, row.representative.name, _(RELATION_LABELS[Relation(row.relation)]), row.given_at)
            for row in representatives_of(actor, _identity(request))
        ],
        "others": [(row.pk, row.customer.name, row.given_at) for row in represented_by(actor)],
    }
    return render(request, "member/me/representatives.html", context, status=422 if form.errors else 200)


@member_only
@require_POST
def representation_end(request: HttpRequest, representation_id: int) -> HttpResponse:
    end_representation(representation_id=representation_id, by=actor_of(request), now=utc_now())
    messages.success(request, _("Ended. From now on this is no longer possible."))
    return redirect("member:representatives")


def _identity(request: HttpRequest) -> UUID:
    customer_id = actor_of(request).customer_id
    if customer_id is None:
        raise PermissionDenied
    return customer_id
