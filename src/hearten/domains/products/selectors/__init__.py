"""Reading products: versions, glossary, prices, underwriting."""

from hearten.domains.products.selectors.glossary import Mark, Term, glossary, mark_terms
from hearten.domains.products.selectors.pricing import (
    default_choices,
    eligibility_problems,
    quote,
    read_choices,
)
from hearten.domains.products.selectors.underwriting import underwrite
from hearten.domains.products.selectors.versions import (
    get_product,
    get_version,
    list_products,
    list_versions,
)

__all__ = [
    "Mark",
    "Term",
    "default_choices",
    "eligibility_problems",
    "get_product",
    "get_version",
    "glossary",
    "list_products",
    "list_versions",
    "mark_terms",
    "quote",
    "read_choices",
    "underwrite",
]
