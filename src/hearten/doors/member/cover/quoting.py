"""A price, and who it is for: open to visitors and members alike (P1, P2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from hearten.base.accounts.access import public
from hearten.base.accounts.types import Actor
from hearten.domains.customers.selectors import get_customer_for, person_of
from hearten.domains.policies.services import enter_with_quote, make_quote, start_application
from hearten.domains.products.selectors import get_product
from hearten.domains.products.types import InsuredPerson
from hearten.doors.components.forms import add_error
from hearten.doors.components.pricing import answer
from hearten.doors.components.sentences import document_language
from hearten.doors.member.cover.forms import JoinForm, QuoteForm, quote_answers
from hearten.doors.member.cover.steps import steps_for
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError

_QUOTES = "quotes"
_MOST_QUOTES = 10
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@public
@require_GET
def buy(request: HttpRequest) -> HttpResponse:
    """From the shop window, with what was chosen there."""
    code = request.GET.get("product", "")
    if not code:
        return redirect("member:shop")
    get_product(code, timezone.localdate())
    return redirect(f"{reverse('member:quote', args=[code])}?{request.GET.urlencode()}")


@public
@require_http_methods(["GET", "POST"])
def quote(request: HttpRequest, code: str) -> HttpResponse:
    """Choose, see the price as one types, and go on with it."""
    product = get_product(code, timezone.localdate())
    buyer, person = _buyer(request)
    form = QuoteForm(product, request.POST or quote_answers(product, request.GET.dict()), person=person)
    if request.method == "POST" and form.is_valid():
        try:
            given = make_quote(
                product_code=code,
                choices=form.chosen,
                shopper=form.shopper,
                by=buyer,
                channel="app",
                now=utc_now(),
            )
        except HeartenError as error:
            add_error(form, error)
        else:
            return _go_on(request, given.pk, buyer)
    context = {
        "form": form,
        "product": product,
        "words": product.words[document_language()],
        "is_member": person is not None,
        "submitted": request.method == "POST",
        **_price(form),
        **steps_for("quote"),
    }
    return render(
        request, "member/cover/quote.html", context, status=422 if request.method == "POST" else 200
    )


@public
@require_GET
def quote_price(request: HttpRequest, code: str) -> HttpResponse:
    """The price alone, each time something is typed or tapped."""
    product = get_product(code, timezone.localdate())
    _buyer_actor, person = _buyer(request)
    form = QuoteForm(product, request.GET, person=person)
    return render(request, "member/cover/_price.html", {"product": product, **_price(form)})


@public
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """A visitor says who they are; a member goes straight on."""
    buyer, _person = _buyer(request)
    if str(quote_id) not in request.session.get(_QUOTES, []):
        raise Http404
    if buyer is not None:
        return _go_on(request, quote_id, buyer)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            user, application = enter_with_quote(quote_id=quote_id, now=utc_now(), **form.facts())
        except HeartenError as error:
            add_error(form, error)
        else:
            login(request, user, backend=_BACKEND)
            return redirect("member:declare", number=application.number)
    context = {"form": form, "next": request.path, **steps_for("join")}
    return render(request, "member/cover/join.html", context, status=422 if form.errors else 200)


def _go_on(request: HttpRequest, quote_id: UUID, buyer: Actor | None) -> HttpResponse:
    if buyer is None:
        kept = [*request.session.get(_QUOTES, []), str(quote_id)]
        request.session[_QUOTES] = kept[-_MOST_QUOTES:]
        return redirect("member:join", quote_id=quote_id)
    application = start_application(quote_id=quote_id, by=buyer, now=utc_now())
    return redirect("member:declare", number=application.number)


def _price(form: QuoteForm) -> dict[str, Any]:
    try:
        return answer(form)
    except HeartenError as error:  # a day of birth that can't be right
        add_error(form, error)
        return answer(form)


def _buyer(request: HttpRequest) -> tuple[Actor | None, InsuredPerson | None]:
    """The signed-in member as a buyer; staff and visitors buy as nobody."""
    actor: Actor | None = request.user.actor if request.user.is_authenticated else None
    if actor is None or actor.customer_id is None:
        return None, None
    return actor, person_of(get_customer_for(actor, actor.customer_id), timezone.localdate())
