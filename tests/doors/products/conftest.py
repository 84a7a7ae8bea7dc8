from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def products(db, system, now):
    """The real documents, published."""
    from hearten.domains.products.services import load_documents

    return load_documents(by=system, now=now)


@pytest.fixture(params=["zh-hans", "en"])
def language(request, client, settings):
    """The page in each language."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = request.param
    return request.param
