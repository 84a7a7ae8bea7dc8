"""What may be claimed under a policy, in the words of its product?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hearten.domains.claims.models import Claim
from hearten.domains.policies.selectors import product_of
from hearten.domains.products.types import in_language

INDEMNITY, FIXED_TIERS, INCOME = "indemnity", "fixed_tiers", "income"
# What is claimed under these is a bill; other benefits look at none.
BILLED = frozenset({INDEMNITY, "health_account"})
INCOME_CATEGORY = "income"


def benefits_of(claim: Claim) -> Mapping[str, Any]:
    """The benefit rules of the version that the claim's policy was concluded on."""
    return product_of(claim.policy).document["benefits"]  # type: ignore[no-any-return]


def benefit_kind(claim: Claim) -> str:
    """indemnity (bills are paid), or one of the families that look at no bill (docs/algorithms/fixed_benefits.md)."""
    return str(benefits_of(claim)["kind"])


def needs_bill(claim: Claim) -> bool:
    """Whether what is claimed is a bill; a fixed benefit has none, a health account pays bills."""
    return benefit_kind(claim) in BILLED


def category_labels(claim: Claim, language: str) -> dict[str, str]:
    """The kinds of expense (or benefits) of the policy: code and name in `language`."""
    rules = benefits_of(claim)
    return {code: str(in_language(rule["label"], language)) for code, rule in _named(rules).items()}


def _named(rules: Mapping[str, Any]) -> Mapping[str, Any]:
    """Everything that can be claimed under these rules, by code."""
    match rules["kind"]:
        case "indemnity":
            return rules["categories"]  # type: ignore[no-any-return]
        case "fixed_tiers":
            return rules["tiers"]  # type: ignore[no-any-return]
        case "disability_grades":
            return {"disability": rules} | ({"death": rules["death"]} if "death" in rules else {})
        case "daily_cash":
            return {"hospital": rules["hospital"], **rules.get("surgery", {}).get("classes", {})}
        case "health_account":
            return {"contribution": rules["contribution"], "spending": rules["spending"]}
        case kind:
            return {kind: rules}


def product_name(claim: Claim, language: str) -> str:
    """The name of the product in `language`."""
    return str(in_language(product_of(claim.policy).name, language))


def clause_texts(claim: Claim, language: str) -> dict[str, str]:
    """The plain words of every clause of the policy's product, by number."""
    clauses = product_of(claim.policy).document.get("clauses", ())
    return {clause["number"]: str(in_language(clause["plain"], language)) for clause in clauses}
