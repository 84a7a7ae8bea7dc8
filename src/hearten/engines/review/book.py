"""How is a rule written down? `compile_book` reads the administrator's rules and says what it can't read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


class Severity(StrEnum):
    """From mild to hard: only shown; a person decides; a person decides and no product may say otherwise."""

    INFO = "info"
    REVIEW = "review"
    BLOCK = "block"


# Each kind of rule: the limits it must have, and those it may have.
KINDS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "flag": (frozenset({"fact"}), frozenset()),
    "over": (frozenset({"fact", "limit"}), frozenset()),
    "at_least": (frozenset({"fact", "limit"}), frozenset()),
    "under": (frozenset({"fact", "limit"}), frozenset()),
    "over_share": (frozenset({"fact", "of", "limit"}), frozenset()),
    "count_in_window": (frozenset({"what", "days", "limit"}), frozenset({"care"})),
    "sum_in_window": (frozenset({"days", "limit"}), frozenset({"care"})),
    "largest_visit": (frozenset({"limit"}), frozenset({"care", "or_equal"})),
    "seen_before": (frozenset({"same"}), frozenset({"differs"})),
    "places_same_day": (frozenset({"limit"}), frozenset()),
    "items_same_day": (frozenset({"of", "limit"}), frozenset()),
    "item_share": (frozenset({"of", "limit"}), frozenset({"against", "care"})),
    "item_names": (frozenset({"words"}), frozenset()),
    "total_differs": (frozenset({"limit"}), frozenset()),
    "line_rule": (frozenset({"rule"}), frozenset()),
}
WINDOW_UNITS = frozenset({"visits", "claims", "places"})
SAME_KEYS = frozenset({"day", "place", "amount"})
CARE = frozenset({"inpatient", "outpatient"})


@dataclass(frozen=True)
class WarningRule:
    """One rule: its code, what it is called and says in each language, how it is worked out, and how much it weighs."""

    code: str
    kind: str
    severity: Severity
    name: Mapping[str, str]
    text: Mapping[str, str]
    limits: Mapping[str, Any]
    standard: str = ""
    when: Mapping[str, int] = field(default_factory=dict)
    products: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def limit(self) -> int:
        return int(self.limits["limit"])

    def of_product(self, product: str) -> WarningRule | None:
        """The rule as `product` has it; None when the product does without it."""
        other = self.products.get(product)
        if other is None:
            return self
        if other.get("off"):
            return None
        limits = {**self.limits, **{key: value for key, value in other.items() if key != "severity"}}
        return replace(
            self, limits=limits, severity=Severity(other.get("severity", self.severity)), products={}
        )


def compile_book(given: Any) -> tuple[WarningRule, ...]:
    """The rules in the order given. Raises Invalid naming the rule and what is wrong with it."""
    if not isinstance(given, list) or not given:
        raise Invalid(N_("A rule book is a list of rules."), field="rules")
    rules = tuple(_rule(one, f"rules[{i}]") for i, one in enumerate(given))
    codes = [rule.code for rule in rules]
    for code in codes:
        if codes.count(code) > 1:
            raise Invalid(
                N_("The rule %(code)s is written twice."), field="rules", hint=N_("Keep one."), code=code
            )
    return rules


def _rule(given: Any, where: str) -> WarningRule:
    if not isinstance(given, Mapping) or not given.get("code"):
        raise Invalid(N_("A rule needs a code."), field=where)
    where = f"{where} {given['code']}"
    kind = str(given.get("kind", ""))
    if kind not in KINDS:
        raise Invalid(
            N_("“%(kind)s” is no kind of rule."),
            field=where,
            hint=N_("Known kinds: %(kinds)s"),
            kind=kind,
            kinds=", ".join(KINDS),
        )
    limits = dict(given.get("limits", {}))
    _check_limits(kind, limits, where)
    severity = _severity(given.get("severity"), where)
    products = given.get("products", {})
    for name, other in products.items():
        _check_override(other, kind, limits, severity, f"{where} products.{name}")
    for part in ("name", "text"):
        if set(given.get(part, {})) != {"zh", "en"}:
            raise Invalid(N_("“%(part)s” is needed in zh and en."), field=where, part=part)
    return WarningRule(
        code=str(given["code"]),
        kind=kind,
        severity=severity,
        name=MappingProxyType(given["name"]),
        text=MappingProxyType(given["text"]),
        limits=MappingProxyType(limits),
        standard=str(given.get("standard", "")),
        when=MappingProxyType({key: int(value) for key, value in given.get("when", {}).items()}),
        products=MappingProxyType(products),
    )


def _severity(value: Any, where: str) -> Severity:
    try:
        return Severity(value)
    except ValueError:
        raise Invalid(
            N_("“%(value)s” is no severity."),
            field=where,
            hint=N_("Write one of info, review, block."),
            value=str(value),
        ) from None


def _check_limits(kind: str, limits: Mapping[str, Any], where: str) -> None:
    needed, allowed = KINDS[kind]
    missing, unknown = needed - limits.keys(), limits.keys() - needed - allowed
    if missing or unknown:
        raise Invalid(
            N_("A rule of kind %(kind)s takes the limits %(needed)s."),
            field=where,
            hint=N_("Missing: %(missing)s. Not known: %(unknown)s."),
            kind=kind,
            needed=", ".join(sorted(needed | allowed)),
            missing=", ".join(sorted(missing)) or "–",
            unknown=", ".join(sorted(unknown)) or "–",
        )
    for name in ("limit", "days"):
        if name in limits and (isinstance(limits[name], bool) or not isinstance(limits[name], int)):
            raise Invalid(N_("“%(name)s” must be a whole number."), field=where, name=name)
    choices = {"what": WINDOW_UNITS, "care": CARE}
    for name, known in choices.items():
        if name in limits and limits[name] not in known:
            raise Invalid(
                N_("“%(value)s” can't stand here."),
                field=where,
                hint=N_("Write one of %(known)s."),
                value=str(limits[name]),
                known=", ".join(sorted(known)),
            )
    if not set(limits.get("same", ())) <= SAME_KEYS:
        raise Invalid(N_("Bills are the same by day, place or amount."), field=where)


def _check_override(other: Any, kind: str, limits: Mapping[str, Any], severity: Severity, where: str) -> None:
    if not isinstance(other, Mapping):
        raise Invalid(N_("A product's own limits are a mapping."), field=where)
    if severity is Severity.BLOCK:
        raise Invalid(N_("A rule that blocks holds for every product."), field=where)
    if other.get("off"):
        return
    _severity(other.get("severity", severity), where)
    _check_limits(kind, {**limits, **{k: v for k, v in other.items() if k != "severity"}}, where)
