"""From mapped resources to rows: patients first, then what speaks of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from typing import Any, Self
from uuid import UUID

from hearten.base.accounts.types import Actor
from hearten.base.imports.models import ImportRun
from hearten.base.imports.selectors import known_digests, targets_of
from hearten.base.imports.services import digest_of, note_aliases, note_digests
from hearten.base.imports.types import Alias, Loaded, Rejected, Waiting
from hearten.domains.claims.services.history import (
    load_external_benefits,
    load_external_claims,
    load_external_coverages,
)
from hearten.domains.customers.services import load_customers
from hearten.domains.customers.services.registration import check_facts
from hearten.domains.health.services import load_records
from hearten.domains.partners.services import load_organizations, load_practitioners
from hearten.doors.api.fhir import mapping
from hearten.doors.api.fhir.mapping import Mapped, Mapper, Origin, mappers
from hearten.doors.api.fhir.reading import Fault, Found
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError, Invalid
from hearten.kernel.text import N_

_LOADERS: dict[str, Callable[..., Loaded]] = {
    mapping.ORGANIZATIONS: load_organizations,
    mapping.PRACTITIONERS: load_practitioners,
    mapping.RECORDS: load_records,
    mapping.CLAIMS: load_external_claims,
    mapping.BENEFITS: load_external_benefits,
    mapping.COVERAGES: load_external_coverages,
}
# Digits that any sum of amounts can need: far more than one amount may have.
_PRECISION = 80


@dataclass
class Sums:
    """Exact sums of what was taken in, by what and currency, and what became of the rows."""

    amounts: dict[str, dict[str, Decimal]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Decimal))
    )
    rows: dict[str, Loaded] = field(default_factory=dict)

    def note(self, item: Mapped) -> None:
        facts = item.facts
        if item.target == mapping.CLAIMS:
            self._add("claims", facts.currency, facts.total_exact)
        elif item.target == mapping.BENEFITS:
            self._add("benefits", facts.currency, facts.payment_exact)

    def _add(self, what: str, currency: str, amount: Decimal | None) -> None:
        with localcontext(prec=_PRECISION):
            if amount is not None:
                self.amounts[what][currency] += amount

    def added_to(self, stored: dict[str, Any]) -> dict[str, Any]:
        """The sums kept with a run (amounts as text), with these added."""
        result = {key: dict(value) for key, value in stored.items()}
        with localcontext(prec=_PRECISION):
            for what, by_currency in self.amounts.items():
                kept = result.setdefault(what, {})
                for currency, amount in by_currency.items():
                    kept[currency] = str(Decimal(kept.get(currency, "0")) + amount)
        rows = result.setdefault("rows", {})
        for loaded in self.rows.values():
            for name in ("created", "changed", "unchanged"):
                rows[name] = rows.get(name, 0) + getattr(loaded, name)
        return result


@dataclass
class Batch:
    """What became of a batch."""

    taken: Counter[str] = field(default_factory=Counter)
    rejected: list[Rejected] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    sums: Sums = field(default_factory=Sums)

    def __iadd__(self, other: Batch) -> Self:
        self.taken.update(other.taken)
        self.rejected += other.rejected
        self.waiting += other.waiting
        for what, by_currency in other.sums.amounts.items():
            for currency, amount in by_currency.items():
                self.sums._add(what, currency, amount)
        for target, loaded in other.sums.rows.items():
            self.sums.rows[target] = self.sums.rows.get(target, Loaded()) + loaded
        return self


@dataclass
class Loader:
    """Takes batches of one run in."""

    run: ImportRun
    by: Actor
    known: dict[str, Mapper] = field(default_factory=mappers)

    def load(self, file: str, items: Sequence[Found | Fault], *, final: bool) -> Batch:
        """Map and write `items`. What speaks of an unknown patient waits, or is refused when this is the `final` look."""
        batch, mapped = Batch(), []
        for item in items:
            try:
                mapped.append((item, self._map(item)))
            except Invalid as error:
                batch.rejected.append(reject(file, item, error))
        patients = [(item, found) for item, found in mapped if found[0].target == mapping.PATIENTS]
        self._load_patients(file, patients, batch)
        others = [(item, found) for item, found in mapped if found[0].target != mapping.PATIENTS]
        self._load_others(file, others, batch, final=final)
        return batch

    def _map(self, item: Found | Fault) -> list[Mapped]:
        if isinstance(item, Fault):
            raise item.reason
        kind = item.resource.get("resourceType")
        if not isinstance(kind, str) or not kind:
            raise Invalid(N_("This does not say which type of resource it is."), field="resourceType")
        mapper = self.known.get(kind)
        if mapper is None:
            raise Invalid(N_("We do not keep %(type)s."), field="resourceType", type=kind[:60])
        try:
            return mapper(item.resource, Origin(self.run.source, item.full_url))
        except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError, RecursionError):
            raise Invalid(N_("This resource has a form that we can't read.")) from None

    def _load_patients(self, file: str, patients: list[tuple[Any, list[Mapped]]], batch: Batch) -> None:
        now, accepted = utc_now(), {}
        for item, (found,) in patients:
            try:
                check_facts(found.facts.customer, now)
            except Invalid as error:
                batch.rejected.append(reject(file, item, error))
                continue
            batch.taken["Patient"] += 1
            accepted[found.facts.customer.source_id] = found.facts
        digests = {f"Patient/{key}": digest_of(facts) for key, facts in accepted.items()}
        known = known_digests(self.run.source, digests)
        fresh = [
            facts
            for key, facts in accepted.items()
            if known.get(f"Patient/{key}", (None, b""))[1] != digests[f"Patient/{key}"]
        ]
        customers = load_customers(rows=[facts.customer for facts in fresh], by=self.by, now=now)
        aliases: list[Alias] = []
        for facts, customer in zip(fresh, customers, strict=True):
            aliases += facts.aliases(customer.pk)
        note_aliases(source=self.run.source, aliases=aliases)
        note_digests(
            source=self.run.source,
            digests={facts.names[0]: digests[f"Patient/{facts.customer.source_id}"] for facts in fresh},
        )
        changed = sum(f"Patient/{facts.customer.source_id}" in known for facts in fresh)
        batch.sums.rows[mapping.PATIENTS] = Loaded(
            len(fresh) - changed, changed, batch.taken["Patient"] - len(fresh)
        )

    def _load_others(
        self, file: str, others: list[tuple[Any, list[Mapped]]], batch: Batch, *, final: bool
    ) -> None:
        names = {name for _, found in others for one in found for name in one.patient}
        targets = targets_of(self.run.source, names) if names else {}
        rows: dict[str, list[Any]] = defaultdict(list)
        for item, found in others:
            try:
                whose = _whose(found[0], targets)
            except Invalid as error:
                batch.rejected.append(reject(file, item, error))
                continue
            if whose is None and found[0].patient:
                _postpone(file, item, found[0], batch, final=final)
                continue
            batch.taken[item.resource["resourceType"]] += 1
            for one in found:
                rows[one.target].append(replace(one.facts, customer_id=whose) if one.patient else one.facts)
                batch.sums.note(one)
        now = utc_now()
        for target, facts in rows.items():
            batch.sums.rows[target] = _LOADERS[target](rows=facts, by=self.by, now=now)


def _whose(item: Mapped, targets: dict[str, UUID | None]) -> UUID | None:
    for name in item.patient:
        if name in targets:
            if targets[name] is None:
                raise Invalid(
                    N_("More than one patient bears the name or number that this resource gives."),
                    field="patient",
                )
            return targets[name]
    return None


def _postpone(file: str, item: Found, mapped: Mapped, batch: Batch, *, final: bool) -> None:
    if not final:
        batch.waiting.append(
            Waiting(id=0, file=file, number=item.number, full_url=item.full_url, content=item.raw)
        )
        return
    name = next((name for name in mapped.patient if not name.startswith(("id:", "long:"))), "")
    unknown = (
        Invalid(
            N_("The patient %(patient)s is neither in this import nor known here."),
            field="patient",
            patient=name[:80],
        )
        if name
        else Invalid(
            N_("The patient with this number is neither in this import nor known here."), field="patient"
        )
    )
    batch.rejected.append(reject(file, item, unknown))


def reject(file: str, item: Found | Fault, error: HeartenError) -> Rejected:
    """`item` as it is handed back with the reason."""
    resource = item.resource if isinstance(item, Found) else {}
    kind, identity = resource.get("resourceType"), resource.get("id")
    return Rejected(
        file=file,
        number=item.number,
        kind=kind if isinstance(kind, str) else "?",
        source_id=identity if isinstance(identity, str) else "",
        reason=error.message,
        hint=error.hint or "",
        where=error.field or "",
        params=error.params,
        content=item.raw,
    )
