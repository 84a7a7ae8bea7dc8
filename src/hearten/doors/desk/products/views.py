"""Products at the desk: versions, clauses with plain words, rates, a price tester, and what changed (P1, P2, P7)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Permission
from hearten.domains.products.selectors import (
    benefit_lines,
    clause_sections,
    compare,
    default_choices,
    get_version,
    list_products,
    list_versions,
    price_curve,
    reading_figures,
)
from hearten.domains.products.types import LINE_LABELS, Product
from hearten.domains.products.words import OUTCOME_LABELS, READING_LABELS, REGION_LABELS
from hearten.doors.components.charts import Chart, Series
from hearten.doors.components.pricing import answer, first_answers
from hearten.doors.components.sentences import document_language
from hearten.doors.desk.products.forms import TestPriceForm
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

CHART_REGION = "330000"
TABS = {
    "overview": N_("Overview"),
    "clauses": N_("Clauses"),
    "rules": N_("Underwriting rules"),
    "price": N_("Try a price"),
    "changes": N_("What changed"),
}


@requires(Permission.DESK_ENTER, Permission.PRODUCTS_VIEW)
@require_GET
def products(request: HttpRequest) -> HttpResponse:
    sold = {product.sha256 for product in list_products(timezone.localdate())}
    rows = [_row(product, is_sold=product.sha256 in sold) for product in list_versions()]
    return render(request, "desk/products/list.html", {"rows": rows})


@requires(Permission.DESK_ENTER, Permission.PRODUCTS_VIEW)
@require_GET
def product(request: HttpRequest, code: str) -> HttpResponse:
    versions = list_versions(code)
    found = _chosen(code, versions, request.GET.get("version", ""))
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "overview"
    context = {
        "product": found,
        "words": found.words[document_language()],
        "line": LINE_LABELS[found.line],
        "versions": versions,
        "tab": tab,
        "tabs": _tabs(found, tab),
        "may_try": actor_of(request).can(Permission.INSIGHT_VIEW)
        and found.document["benefits"]["kind"] == "indemnity",
        **_PARTS[tab](found, versions),
    }
    return render(request, f"desk/products/{tab}.html", context)


@requires(Permission.DESK_ENTER, Permission.PRODUCTS_VIEW)
@require_GET
def price(request: HttpRequest, code: str) -> HttpResponse:
    """The answer of the price tester alone."""
    found = _chosen(code, list_versions(code), request.GET.get("version", ""))
    form = TestPriceForm(found, request.GET)
    return render(request, "desk/products/_price.html", _answer(form))


def _chosen(code: str, versions: list[Product], version: str) -> Product:
    if not versions:
        raise NotFound(N_("There is no such product."))
    return get_version(code, version) if version else versions[0]


def _row(product: Product, *, is_sold: bool) -> dict[str, Any]:
    language = document_language()
    return {
        "product": product,
        "name": product.words[language]["name"],
        "line": LINE_LABELS[product.line],
        "clauses": len(product.document["clauses"]),
        "reading": reading_figures(product, language),
        "is_sold": is_sold,
    }


def _tabs(product: Product, here: str) -> list[dict[str, Any]]:
    address = reverse("desk:product", args=[product.code])
    return [
        {"word": _(word), "url": f"{address}?version={product.version}&tab={tab}", "here": tab == here}
        for tab, word in TABS.items()
    ]


def _overview(product: Product, versions: list[Product]) -> dict[str, Any]:
    choices = default_choices(product)
    return {
        "benefits": benefit_lines(product, choices, document_language()),
        "chart": _chart(product),
        "factors": _factors(product),
        "reading": reading_figures(product, document_language()),
        "count": len(versions),
    }


def _clauses(product: Product, versions: list[Product]) -> dict[str, Any]:
    return {"sections": clause_sections(product, document_language()), "reading_labels": READING_LABELS}


def _rules(product: Product, versions: list[Product]) -> dict[str, Any]:
    words = product.words[document_language()]
    return {
        "declaration": words["declaration"],
        "underwriting": words["underwriting"],
        "outcomes": OUTCOME_LABELS,
    }


def _try(product: Product, versions: list[Product]) -> dict[str, Any]:
    data = first_answers(product) | {"health_grade": "standard", "loading_percent": 0}
    form = TestPriceForm(product, data)
    return {"form": form, **_answer(form)}


def _changes(product: Product, versions: list[Product]) -> dict[str, Any]:
    older = next((other for other in versions if other.effective_from < product.effective_from), None)
    return {"older": older, "changes": compare(older, product, document_language()) if older else []}


_PARTS = {"overview": _overview, "clauses": _clauses, "rules": _rules, "price": _try, "changes": _changes}


def _answer(form: TestPriceForm) -> dict[str, Any]:
    return answer(form, **form.found) if form.is_valid() else answer(form)


def _factors(product: Product) -> list[dict[str, Any]]:
    """Each factor with what its values are called and their basis points."""
    words = product.words[document_language()]
    options = {c["code"]: {str(o["value"]): o["label"] for o in c["options"]} for c in words["choices"]}
    return [
        {
            "label": factor["label"],
            "rates": [
                (options.get(factor["by"], factor.get("keys", {})).get(key, key), rate)
                for key, rate in sorted(factor["rates"].items(), key=_rate_order)
            ],
        }
        for factor in words["rates"]["factors"]
    ]


def _rate_order(rate: tuple[str, int]) -> tuple[int, int]:
    """Amounts and classes by size, words by what they cost."""
    key, points = rate
    return (int(key), 0) if key.isdigit() else (0, points)


def _chart(product: Product) -> Chart:
    """The year's premium at each age, for a standard life and the default choices."""
    curve = price_curve(product, default_choices(product), region=CHART_REGION)
    lowest, highest = min(curve.female + curve.male), max(curve.female + curve.male)
    return Chart(
        title=_("A year's premium by age"),
        sentence=_(
            "From ¥%(low)s to ¥%(high)s: standard health, office work, with 医保, in %(region)s, default choices."
        )
        % {
            "low": f"{lowest // 100:,}",
            "high": f"{highest // 100:,}",
            "region": _(REGION_LABELS[CHART_REGION]),
        },
        kind="line",
        categories=[str(age) for age in curve.ages],
        series=[
            Series(_("Women"), [total / 100 for total in curve.female]),
            Series(_("Men"), [total / 100 for total in curve.male], tone="info"),
        ],
        category_word=_("Age"),
        x_word=_("Age"),
        y_word=_("Yuan a year"),
        minimum=0,
    )
