"""Which version of a product holds on a day?"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TypeVar

from django.db.models import Model, OuterRef, QuerySet, Subquery

from hearten.domains.products.models import ProductVersion
from hearten.domains.products.types import Line, Product
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

M = TypeVar("M", bound=Model)

_NO_SUCH_PRODUCT = N_("There is no such product.")


def get_product(code: str, on: date) -> Product:
    """The version of `code` that new contracts get on the day `on`. Raises NotFound before the first one."""
    sha256 = (
        ProductVersion.objects.filter(code=code, effective_from__lte=on)
        .order_by("-effective_from")
        .values_list("sha256", flat=True)
        .first()
    )
    if sha256 is None:
        raise NotFound(_NO_SUCH_PRODUCT)
    return _product(sha256, code)


def get_version(code: str, version: str) -> Product:
    """One version, as contracts name it. Raises NotFound."""
    sha256 = (
        ProductVersion.objects.filter(code=code, version=version).values_list("sha256", flat=True).first()
    )
    if sha256 is None:
        raise NotFound(_NO_SUCH_PRODUCT)
    return _product(sha256, code)


def with_digest(rows: QuerySet[M]) -> QuerySet[M]:
    """Rows that name `product_code` and `product_version`, each with `product_sha256`: the product without a further look."""
    versions = ProductVersion.objects.filter(
        code=OuterRef("product_code"), version=OuterRef("product_version")
    )
    annotated: QuerySet[M] = rows.annotate(product_sha256=Subquery(versions.values("sha256")[:1]))  # type: ignore[assignment]
    return annotated


def get_by_digest(code: str, sha256: str) -> Product:
    """The version of `code` whose document has this digest."""
    return _product(sha256, code)


def list_products(on: date) -> list[Product]:
    """The version of every product that is sold on the day `on`, medical expense first."""
    rows = (
        ProductVersion.objects.filter(effective_from__lte=on)
        .order_by("code", "-effective_from")
        .distinct("code")
        .values_list("sha256", "code")
    )
    order = list(Line)
    products = [_product(sha256, code) for sha256, code in rows]
    return sorted(
        products, key=lambda product: (order.index(product.line), -product.sum_insured_default, product.code)
    )


def list_versions(code: str | None = None) -> list[Product]:
    """All versions, or those of one product, newest first."""
    rows = ProductVersion.objects.order_by("code", "-effective_from")
    if code is not None:
        rows = rows.filter(code=code)
    return [_product(sha256, row_code) for sha256, row_code in rows.values_list("sha256", "code")]


@lru_cache(maxsize=256)
def _product(sha256: str, code: str) -> Product:
    """A published document never changes, so its digest is a key that never goes stale."""
    row = ProductVersion.objects.get(sha256=sha256, code=code)
    return Product(
        code=row.code,
        version=row.version,
        line=Line(row.line),
        effective_from=row.effective_from,
        sha256=row.sha256,
        document=row.document,
    )
