"""Writing about products: loading their documents."""

from hearten.domains.products.selectors.pricing import quote
from hearten.domains.products.selectors.underwriting import underwrite
from hearten.domains.products.services.loading import LoadReport, load_documents

__all__ = ["LoadReport", "load_documents", "quote", "underwrite"]
