"""Which rules does the review follow, and what does a warning say in the reader's language?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims.models import Claim, ClaimWarning
from hearten.domains.products.types import in_language
from hearten.engines.review import WarningRule, compile_book
from hearten.kernel.money import Money

RULES_FILE = Path(__file__).parents[1] / "documents" / "warnings.yaml"
# What the published rules name; everything else in a sentence is a number or comes from the bill itself.
_WORDS: Mapping[str, Mapping[str, str]] = {
    "female": {"zh": "女", "en": "female"},
    "male": {"zh": "男", "en": "male"},
    "newborn": {"zh": "新生儿", "en": "newborns"},
    "infant": {"zh": "婴幼儿", "en": "infants"},
    "child": {"zh": "儿童", "en": "children"},
    "working_age": {"zh": "法定就业年龄", "en": "people of working age"},
    "work_injury": {"zh": "工伤", "en": "work injury"},
    "maternity": {"zh": "生育", "en": "maternity"},
}


@cache
def warning_rules() -> tuple[WarningRule, ...]:
    """The rules of this release, in the order in which they are shown."""
    return compile_book(yaml.safe_load(RULES_FILE.read_text(encoding="utf-8")))


@cache
def _by_code() -> Mapping[str, WarningRule]:
    return {rule.code: rule for rule in warning_rules()}


def warning_name(code: str, language: str) -> str:
    """What a warning is called; a code of an older rule book is its own name."""
    rule = _by_code().get(code)
    return str(in_language(rule.name, language)) if rule else code


def warning_sentence(code: str, facts: Mapping[str, Any], language: str, *, currency: str = "CNY") -> str:
    """What a warning says, with its values. Without the values (older claims) it is what the warning is called."""
    rule = _by_code().get(code)
    if rule is None:
        return code
    shown = {name: _shown(name, value, language, currency) for name, value in facts.items()}
    try:
        return str(in_language(rule.text, language)).format_map(shown)
    except KeyError:
        return warning_name(code, language)


def _shown(name: str, value: Any, language: str, currency: str) -> str:
    if name.endswith("_minor"):
        amount = f"{Money(int(value), currency).decimal:,.2f}"
        return amount if language.startswith("zh") else f"{currency} {amount}"
    if name == "day":
        return date.fromordinal(int(value)).isoformat()
    if isinstance(value, str) and value in _WORDS:
        return str(in_language(_WORDS[value], language))
    return f"{value:,}" if isinstance(value, int) else str(value)


def reasons_shown(actor: Actor, claim: Claim, language: str) -> list[str]:
    """Why a person decides, as sentences: with their values where the claim's warnings are kept."""
    facts = {row.code: row.facts or {} for row in list_warnings_for(actor, claim.pk)}
    return [
        warning_sentence(code, facts.get(code, {}), language, currency=claim.currency)
        for code in claim.review_reasons
    ]


def list_warnings_for(actor: Actor, claim_id: UUID) -> Sequence[ClaimWarning]:
    """The warnings of the newest turn that had any, in the order of the rule book. For examiners."""
    actor.require(Permission.CLAIMS_VIEW)
    rows = list(ClaimWarning.objects.filter(claim_id=claim_id))
    newest = max((row.turn for row in rows), default=0)
    order = {code: place for place, code in enumerate(_by_code())}
    return sorted(
        (row for row in rows if row.turn == newest), key=lambda row: order.get(row.code, len(order))
    )
