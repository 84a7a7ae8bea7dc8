from __future__ import annotations

import pytest


@pytest.fixture
def products(db, system, now):
    """The real documents, published."""
    from hearten.domains.products.services import load_documents

    return load_documents(by=system, now=now)
