"""What may be claimed under a policy, in the words of its product?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hearten.domains.claims.models import Claim
from hearten.domains.policies.selectors import product_of
from hearten.domains.products.types import in_language
from hearten.kernel.text import N_

INDEMNITY, FIXED_TIERS, INCOME = "indemnity", "fixed_tiers", "income"
INCOME_CATEGORY = "income"


def benefits_of(claim: Claim) -> Mapping[str, Any]:
    """The benefit rules of the version that the claim's policy was concluded on."""
    return product_of(claim.policy).document["benefits"]  # type: ignore[no-any-return]


def benefit_kind(claim: Claim) -> str:
    """indemnity (bills are paid), fixed_tiers (a sum for a diagnosis) or income (days without earnings)."""
    return str(benefits_of(claim)["kind"])


def needs_bill(claim: Claim) -> bool:
    """Whether what is claimed is a bill; a fixed benefit has none."""
    return benefit_kind(claim) == INDEMNITY


def category_labels(claim: Claim, language: str) -> dict[str, str]:
    """The kinds of expense (or benefits) of the policy: code and name in `language`."""
    rules = benefits_of(claim)
    if rules["kind"] == INCOME:
        return {INCOME_CATEGORY: str(in_language(rules.get("label", N_("Income lost")), language))}
    named = rules.get("categories") or rules.get("tiers") or {}
    return {code: str(in_language(rule.get("label", code), language)) for code, rule in named.items()}


def product_name(claim: Claim, language: str) -> str:
    """The name of the product in `language`."""
    return str(in_language(product_of(claim.policy).name, language))


def clause_texts(claim: Claim, language: str) -> dict[str, str]:
    """The plain words of every clause of the policy's product, by number."""
    clauses = product_of(claim.policy).document.get("clauses", ())
    return {clause["number"]: str(in_language(clause["plain"], language)) for clause in clauses}
