"""The shop window: what we offer, in plain words, with a price at once. Open to everyone (P1, P2, P7)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from hearten.base.accounts.access import public
from hearten.domains.customers.selectors import get_customer_for, person_of
from hearten.domains.products.selectors import (
    benefit_lines,
    clause_sections,
    default_choices,
    get_product,
    list_products,
)
from hearten.domains.products.types import LINE_LABELS, InsuredPerson, Product
from hearten.domains.products.words import READING_LABELS
from hearten.doors.components.pricing import PriceForm, answer, first_answers
from hearten.doors.components.sentences import document_language


@public
@require_GET
def shop(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    cards = [_card(product, person) for product in list_products(_today())]
    return render(request, "member/shop/list.html", {"cards": cards, "is_member": person is not None})


@public
@require_GET
def product(request: HttpRequest, code: str) -> HttpResponse:
    found = get_product(code, _today())
    language = document_language()
    person = _person(request)
    form = PriceForm(found, first_answers(found, person))
    context = {
        "is_member": person is not None,
        "product": found,
        "line": LINE_LABELS[found.line],
        "words": found.words[language],
        "benefits": benefit_lines(found, default_choices(found), language),
        "sections": clause_sections(found, language),
        "reading_labels": READING_LABELS,
        "form": form,
        **_price_card(form),
    }
    return render(request, "member/shop/product.html", context)


@public
@require_GET
def price(request: HttpRequest, code: str) -> HttpResponse:
    """The price card alone, each time something is typed or tapped."""
    form = PriceForm(get_product(code, _today()), request.GET)
    return render(request, "member/shop/_price.html", _price_card(form))


def _price_card(form: PriceForm) -> dict[str, Any]:
    found = answer(form)
    carried = {name: form.data.get(name, "") for name in form.fields}
    return {**found, "product": form.product, "carried": carried}


def _card(product: Product, person: InsuredPerson | None) -> dict[str, Any]:
    return {
        "product": product,
        "line": LINE_LABELS[product.line],
        "words": product.words[document_language()],
        **answer(PriceForm(product, first_answers(product, person))),
    }


def _person(request: HttpRequest) -> InsuredPerson | None:
    """The signed-in member's own facts."""
    actor = request.user.actor if request.user.is_authenticated else None
    if actor is None or actor.customer_id is None:
        return None
    return person_of(get_customer_for(actor, actor.customer_id), _today())


def _today() -> date:
    return timezone.localdate()
