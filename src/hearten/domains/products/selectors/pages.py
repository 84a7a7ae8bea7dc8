"""What does a reader of a product need to see: its clauses with plain words, and what it pays?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from hearten.domains.products.selectors.glossary import Mark, mark_terms
from hearten.domains.products.types import Choices, Product
from hearten.domains.products.words import SECTION_LABELS
from hearten.engines.readability import Readability, readability
from hearten.kernel.money import parse_money


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A clause in one language: the legal text and the plain one, terms marked, each with its reading figure (P7)."""

    number: str
    title: str
    text: tuple[Mark, ...]
    plain: tuple[Mark, ...]
    highlight: bool
    text_reading: Readability
    plain_reading: Readability


@dataclass(frozen=True, slots=True)
class ClauseSection:
    code: str
    label: str
    clauses: tuple[ClauseView, ...]


@dataclass(frozen=True, slots=True)
class BenefitLine:
    """One thing the product pays. Which entries are filled depends on its kind, and on what the kind limits:

    `times` counts payments, `days` paid days (of a stay, or operations of a year), `elimination_days` days not paid first.
    """

    kind: str
    code: str
    label: str
    clause: str
    rate_settled: str = ""
    rate_unsettled: str = ""
    limit_minor: int | None = None
    out_of_catalogue: bool = False
    deductible_applies: bool = True
    amount_minor: int | None = None
    times: int = 0
    days: int = 0
    elimination_days: int = 0
    maximum_months: int = 0


@lru_cache(maxsize=64)
def clause_sections(product: Product, language: str) -> tuple[ClauseSection, ...]:
    """The clauses in `language` (`zh…` or `en…`), by section, in their order."""
    key = "zh" if language.startswith("zh") else "en"
    clauses, terms = product.words[key]["clauses"], frozenset(product.document["glossary"])
    return tuple(
        ClauseSection(code, SECTION_LABELS.get(code, code), tuple(_clause(c, key, terms) for c in members))
        for code, members in groupby(clauses, key=lambda clause: str(clause["section"]))
    )


def benefit_lines(product: Product, choices: Choices, language: str) -> list[BenefitLine]:
    """What the product pays under these choices, one line for each head of cover."""
    benefits = product.words["zh" if language.startswith("zh") else "en"]["benefits"]
    kind = benefits["kind"]
    if kind == "indemnity":
        return [
            _expense(product, choices, code, _with_rates(c, benefits))
            for code, c in _in_clause_order(benefits["categories"])
            if c["covered"]
        ]
    if kind == "fixed_tiers":
        total = _amount(product, choices, benefits["sum_insured"])
        return [_tier(total, code, tier) for code, tier in _in_clause_order(benefits["tiers"])]
    return _FIXED[kind](product, choices, benefits)


def reading_figures(product: Product, language: str) -> dict[str, float]:
    """Mean reading figure of the legal and of the plain texts; the plain ones are meant to be the easier."""
    clauses = [clause for section in clause_sections(product, language) for clause in section.clauses]
    return {
        "text": round(sum(clause.text_reading.figure for clause in clauses) / len(clauses), 1),
        "plain": round(sum(clause.plain_reading.figure for clause in clauses) / len(clauses), 1),
    }


def _clause(clause: Mapping[str, Any], language: str, terms: frozenset[str]) -> ClauseView:
    return ClauseView(
        number=clause["number"],
        title=clause["title"],
        text=tuple(mark_terms(clause["text"], language, terms)),
        plain=tuple(mark_terms(clause["plain"], language, terms)),
        highlight=clause.get("highlight", False),
        text_reading=readability(clause["text"], language),
        plain_reading=readability(clause["plain"], language),
    )


def _in_clause_order(heads: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return sorted(
        heads.items(), key=lambda head: [int(part) for part in head[1]["clause"].strip("§").split(".")]
    )


def _with_rates(category: Mapping[str, Any], benefits: Mapping[str, Any]) -> Mapping[str, Any]:
    """The category with the rates and the limit of its group, or from the first to the last of its bands."""
    if group := benefits.get("groups", {}).get(category.get("group")):
        return {"sub_limit": group.get("limit"), **group, **category}
    if bands := benefits.get("bands", {}).get(category.get("bands")):
        first, last = bands["rows"][0], bands["rows"][-1]
        ranges = {
            name: first[name] if first[name] == last[name] else f"{first[name]}–{last[name]}"
            for name in ("rate_settled", "rate_unsettled")
        }
        return {**category, **ranges}
    return category


def _expense(product: Product, choices: Choices, code: str, category: Mapping[str, Any]) -> BenefitLine:
    limit = category.get("sub_limit")
    return BenefitLine(
        kind="indemnity",
        code=code,
        label=category["label"],
        clause=category["clause"],
        rate_settled=category.get("rate_settled", "100%"),
        rate_unsettled=category.get("rate_unsettled", category.get("rate_settled", "100%")),
        limit_minor=None if limit is None else _amount(product, choices, limit),
        out_of_catalogue=category.get("covers_out_of_catalogue", False),
        deductible_applies=category.get("deductible_applies", True),
    )


def _tier(total: int, code: str, tier: Mapping[str, Any]) -> BenefitLine:
    return BenefitLine(
        kind="fixed_tiers",
        code=code,
        label=tier["label"],
        clause=tier["clause"],
        rate_settled=tier["rate"],
        # a rate such as "66.67%" is hundredths of a percent, which parse_money reads exactly
        amount_minor=total * parse_money(tier["rate"].rstrip("%")) // 10_000,
        times=tier["times"],
    )


def _income(product: Product, choices: Choices, benefits: Mapping[str, Any]) -> list[BenefitLine]:
    return [
        BenefitLine(
            kind="income",
            code="income",
            label=benefits["label"],
            clause=benefits["clause"],
            amount_minor=_amount(product, choices, benefits["monthly_benefit"]),
            elimination_days=int(product.choice(benefits["elimination_days"], choices)),
            maximum_months=int(product.choice(benefits["maximum_months"], choices)),
        )
    ]


def _care(product: Product, choices: Choices, benefits: Mapping[str, Any]) -> list[BenefitLine]:
    most, monthly = int(product.choice(benefits["maximum"], choices)), benefits["pays"] == "monthly"
    return [
        BenefitLine(
            kind="income" if monthly else "care",
            code="care",
            label=benefits["label"],
            clause=benefits["clause"],
            amount_minor=_amount(product, choices, benefits["amount"]),
            elimination_days=int(product.choice(benefits["observation_days"], choices)),
            maximum_months=most if monthly else 0,
            days=0 if monthly else most,
        )
    ]


def _disability(product: Product, choices: Choices, benefits: Mapping[str, Any]) -> list[BenefitLine]:
    insured = _amount(product, choices, benefits["sum_insured"])
    heads = {"disability": benefits} | ({"death": benefits["death"]} if "death" in benefits else {})
    rates = {"disability": benefits["grades"][0], "death": benefits.get("death", {}).get("rate", "")}
    return [
        BenefitLine(
            kind="disability_grades" if code == "disability" else "sum",
            code=code,
            label=head["label"],
            clause=head["clause"],
            rate_settled=rates[code],
            amount_minor=insured * parse_money(rates[code].rstrip("%")) // 10_000,
        )
        for code, head in heads.items()
    ]


def _cash(product: Product, choices: Choices, benefits: Mapping[str, Any]) -> list[BenefitLine]:
    stay, surgery = benefits["hospital"], benefits.get("surgery", {})
    hospital = BenefitLine(
        kind="daily_cash",
        code="hospital",
        label=stay["label"],
        clause=stay["clause"],
        amount_minor=_amount(product, choices, stay["daily"]),
        elimination_days=int(product.choice(stay.get("elimination_days", 0), choices)),
        days=int(product.choice(stay.get("days_per_stay", 0), choices)),
    )
    return [hospital] + [
        BenefitLine(
            kind="sum",
            code=code,
            label=given["label"],
            clause=given["clause"],
            amount_minor=_amount(product, choices, given["amount"]),
        )
        for code, given in surgery.get("classes", {}).items()
    ]


def _account(product: Product, choices: Choices, benefits: Mapping[str, Any]) -> list[BenefitLine]:
    paid_in, spent = benefits["contribution"], benefits["spending"]
    limit = _amount(product, choices, paid_in["yearly_limit"])
    return [
        BenefitLine(
            kind="contribution", code="contribution", label=paid_in["label"], clause=paid_in["clause"],
            amount_minor=limit,
        ),
        BenefitLine(kind="spending", code="spending", label=spent["label"], clause=spent["clause"]),
    ]  # fmt: skip


_FIXED: Mapping[str, Callable[[Product, Choices, Mapping[str, Any]], list[BenefitLine]]] = {
    "income": _income,
    "care": _care,
    "disability_grades": _disability,
    "daily_cash": _cash,
    "health_account": _account,
}


def _amount(product: Product, choices: Choices, given: int | str) -> int:
    value = product.choice(given, choices)
    return value if isinstance(value, int) else parse_money(value)
