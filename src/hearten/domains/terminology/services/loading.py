"""How do codes and rules of published tables become known here? The same row twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.base.imports.services import digest_of, upsert
from hearten.base.imports.types import Loaded
from hearten.domains.terminology.models import CodeSystem, Concept, RuleCode, ServiceRule
from hearten.domains.terminology.selectors.memory import forget
from hearten.domains.terminology.types import (
    SYSTEM_URIS,
    ConceptFacts,
    Facts,
    RuleCodeFacts,
    RuleFacts,
    System,
)

RULE_FIELDS = [
    "kind",
    "name",
    "code",
    "partner_name",
    "partner_code",
    "limits",
    "message",
    "batch",
    "effective_from",
    "source_file",
    "source_sha256",
]


@dataclass(frozen=True, kw_only=True)
class Origin:
    """The file that states a rule: who published it, in which batch, holding from when."""

    publisher: str
    file: str
    sha256: str
    batch: str = ""
    effective_from: date | None = None


@transaction.atomic
def load_facts(*, rows: Sequence[Facts], origin: Origin, by: Actor, now: datetime) -> Loaded:
    """Take over concepts, rules and further codes of rules. A code of a rule that nobody has stated raises LookupError."""
    by.require(Permission.IMPORT_RUN)
    concepts = [row for row in rows if isinstance(row, ConceptFacts)]
    rules = [row for row in rows if isinstance(row, RuleFacts)]
    codes = [row for row in rows if isinstance(row, RuleCodeFacts)]
    loaded = _load_concepts([*concepts, *_named_in(rules, codes)], len(concepts), now)
    loaded += _load_rules(rules, origin, now)
    loaded += _load_codes(codes, origin)
    if loaded.created or loaded.changed:
        _note_change({row.system for row in concepts} or {System.SERVICE, System.DRUG}, now)
    return loaded


def known_rules(*, publisher: str, rows: Iterable[RuleCodeFacts]) -> dict[tuple[str, str], int]:
    """The rules that further codes name, by kind and name."""
    wanted = {(row.kind, row.name) for row in rows}
    found = ServiceRule.objects.filter(
        source=publisher, kind__in={kind for kind, _ in wanted}, name__in={name for _, name in wanted}
    ).values_list("kind", "name", "pk")
    return {(kind, name): key for kind, name, key in found if (kind, name) in wanted}


def _named_in(rules: Sequence[RuleFacts], codes: Sequence[RuleCodeFacts]) -> list[ConceptFacts]:
    """The services and drugs that rules name are concepts too, where nobody has listed them yet."""
    named = {(System.SERVICE, rule.code): rule.name for rule in rules if rule.code}
    named |= {(System.SERVICE, rule.partner_code): rule.partner_name for rule in rules if rule.partner_code}
    named |= {(System.DRUG, code.code): code.name for code in codes}
    known = set(
        Concept.objects.filter(source__in=[System.SERVICE, System.DRUG], source_id__in=[c for _, c in named])
        .values_list("source", "source_id")
    )  # fmt: skip
    return [
        ConceptFacts(system=system, code=code, display=name)
        for (system, code), name in named.items()
        if (system, code) not in known
    ]


def _load_concepts(facts: Sequence[ConceptFacts], counted: int, now: datetime) -> Loaded:
    rows = [
        Concept(
            source=row.system,
            source_id=row.code,
            display=row.display,
            parent=row.parent,
            properties=dict(row.properties),
            digest=digest_of(asdict(row)),
            imported_at=now,
        )
        for row in facts
    ]
    loaded, _ = upsert(model=Concept, rows=rows, fields=["display", "parent", "properties"], subject=None)
    return loaded if counted else Loaded()


def _load_rules(facts: Sequence[RuleFacts], origin: Origin, now: datetime) -> Loaded:
    rows = [
        ServiceRule(
            source=origin.publisher,
            source_id=row.key,
            **asdict(row),
            batch=origin.batch,
            effective_from=origin.effective_from,
            source_file=origin.file[:200],
            source_sha256=origin.sha256,
            digest=digest_of(asdict(row)),
            imported_at=now,
        )
        for row in facts
    ]
    loaded, _ = upsert(model=ServiceRule, rows=rows, fields=RULE_FIELDS, subject=None)
    return loaded


def _load_codes(facts: Sequence[RuleCodeFacts], origin: Origin) -> Loaded:
    rules = known_rules(publisher=origin.publisher, rows=facts)
    wanted = {(rules[row.kind, row.name], row.code) for row in facts}
    known = set(
        RuleCode.objects.filter(rule_id__in={rule for rule, _ in wanted}).values_list("rule_id", "code")
    )
    fresh = [RuleCode(rule_id=rule, code=code) for rule, code in sorted(wanted - known)]
    RuleCode.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=500)
    return Loaded(created=len(fresh), unchanged=len(facts) - len(fresh))


def _note_change(systems: set[System], now: datetime) -> None:
    CodeSystem.objects.bulk_create(
        [CodeSystem(code=system, uri=SYSTEM_URIS[system], changed_at=now) for system in sorted(systems)],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["changed_at"],
    )
    transaction.on_commit(forget)
    forget()
