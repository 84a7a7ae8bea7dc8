"""Which published rules hold for a drug or a service?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from hearten.domains.terminology.models import RuleCode, ServiceRule
from hearten.domains.terminology.selectors.memory import remembered
from hearten.engines.review import LineKind, LineRule, RuleTable


def rule_table() -> RuleTable:
    """All rules, by code and by name."""
    return remembered("rules", _read)


def rules_for(codes: Iterable[str]) -> dict[str, Sequence[LineRule]]:
    """The rules that hold for each code; a code without any is left out."""
    table = rule_table()
    return {code: table.by_code[code] for code in set(codes) if code in table.by_code}


def _read() -> RuleTable:
    rows = list(ServiceRule.objects.order_by("pk"))
    groups = _groups(rows)
    rules = {row.pk: _rule(row, groups) for row in rows}
    codes = RuleCode.objects.values_list("code", "rule_id").order_by("pk")
    return RuleTable.of(rules.values(), ((code, rules[rule]) for code, rule in codes if rule in rules))


def _rule(row: ServiceRule, groups: dict[str, frozenset[str]]) -> LineRule:
    limits: dict[str, Any] = dict(row.limits)
    if row.kind == LineKind.MAIN_SECONDARY:
        limits["members"] = groups[limits["group"]]
    return LineRule(
        kind=LineKind(row.kind),
        name=row.name,
        limits=limits,
        code=row.code,
        partner_code=row.partner_code,
        partner_name=row.partner_name,
        message=row.message,
        key=row.source_id,
    )


def _groups(rows: Iterable[ServiceRule]) -> dict[str, frozenset[str]]:
    """The operations of each group, by code and by name."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.kind == LineKind.MAIN_SECONDARY:
            found[row.limits["group"]] |= {row.code, row.name} - {""}
    return {group: frozenset(members) for group, members in found.items()}
