"""Reading products: versions, glossary, prices, underwriting."""

from hearten.domains.products.selectors.comparison import Change, compare
from hearten.domains.products.selectors.curves import PriceCurve, price_curve
from hearten.domains.products.selectors.glossary import Mark, Term, glossary, mark_terms
from hearten.domains.products.selectors.pages import (
    BenefitLine,
    ClauseSection,
    ClauseView,
    benefit_lines,
    clause_sections,
    reading_figures,
)
from hearten.domains.products.selectors.pricing import (
    default_choices,
    eligibility_problems,
    quote,
    read_choices,
)
from hearten.domains.products.selectors.underwriting import underwrite
from hearten.domains.products.selectors.versions import (
    get_by_digest,
    get_product,
    get_version,
    list_products,
    list_versions,
    with_digest,
)

__all__ = [
    "BenefitLine",
    "Change",
    "ClauseSection",
    "ClauseView",
    "Mark",
    "PriceCurve",
    "Term",
    "benefit_lines",
    "clause_sections",
    "compare",
    "default_choices",
    "eligibility_problems",
    "get_by_digest",
    "get_product",
    "get_version",
    "glossary",
    "list_products",
    "list_versions",
    "mark_terms",
    "price_curve",
    "quote",
    "read_choices",
    "reading_figures",
    "underwrite",
    "with_digest",
]
