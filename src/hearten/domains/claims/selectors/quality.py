"""How far do people agree with the rules, and with each other? Shares with intervals, money, by product and warning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims.models import Adjudication, Claim, ClaimWarning, QualityCheck
from hearten.domains.claims.types import COUNTED_STATES, CheckReason
from hearten.engines.satisfaction import share
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

LOOK_BACK = timedelta(days=365)
MOST_DECISIONS = 5_000


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Of `n` looked at, `agreed` came to the same amount. Money in minor units: `too_little` and `too_much` was paid."""

    key: str = ""
    n: int
    agreed: int
    too_little_minor: int = 0
    too_much_minor: int = 0
    paid_minor: int = 0

    @property
    def share(self) -> float | None:
        """The share that agreed; None when nothing was looked at."""
        return self.agreed / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Within which the true share lies in 95 of 100 cases (Wilson)."""
        if not self.n:
            return None
        found = share([self.agreed], [self.n])
        return float(found.low[0]), float(found.high[0])


@dataclass(frozen=True, kw_only=True)
class QualityReport:
    """`drawn` at random speaks for all automatic decisions; `risky` for those that were picked only.

    `people`: two persons about the same decision. `examined`: what a person decided beside what the rules had proposed.
    """

    drawn: Agreement
    risky: Agreement
    people: Agreement
    examined: Agreement
    by_product: tuple[Agreement, ...]
    by_warning: tuple[Agreement, ...]
    examined_by_warning: tuple[Agreement, ...]
    waiting: int


def list_checks_to_do(actor: Actor) -> QuerySet[QualityCheck]:
    """What waits for a look by this examiner, oldest first: nothing that the same person has looked at."""
    actor.require(Permission.CLAIMS_DECIDE)
    own = QualityCheck.objects.filter(
        claim_id=OuterRef("claim_id"), turn=OuterRef("turn"), examiner=actor.label
    )
    rows = (
        QualityCheck.objects.filter(closed_at=None).exclude(Exists(own)).select_related("claim", "customer")
    )
    return rows.order_by("drawn_at", "reading", "id")


def list_disagreements(actor: Actor, *, now: datetime) -> QuerySet[QualityCheck]:
    """Checks in which the person came to another amount, newest first."""
    actor.require(Permission.CLAIMS_VIEW)
    return _closed(now).filter(agrees=False).select_related("claim").order_by("-closed_at", "id")


def get_check_for(actor: Actor, check_id: UUID) -> QualityCheck:
    """One check, for examiners. Else NotFound."""
    found = None
    if actor.can(Permission.CLAIMS_DECIDE):
        rows = QualityCheck.objects.select_related("claim__customer", "claim__policy")
        found = rows.filter(pk=check_id).first()
    if found is None:
        raise NotFound(N_("There is no such check, or it is not yours to see."))
    return found


def quality_report(actor: Actor, *, now: datetime) -> QualityReport:
    """The checks closed, and the claims decided by people, within a year."""
    actor.require(Permission.CLAIMS_VIEW)
    checks = list(_closed(now))
    random = [row for row in checks if row.reason == CheckReason.RANDOM and row.reading == 1]
    risky = [row for row in checks if row.reason == CheckReason.RISK]
    met = _warnings_of({(row.claim_id, row.turn) for row in checks})
    firsts = [row for row in checks if row.reading == 1]
    pairs, examined = _pairs(checks), _examined(now)
    return QualityReport(
        drawn=_agreement("", map(_money, random)),
        risky=_agreement("", map(_money, risky)),
        people=_agreement("", pairs),
        examined=_agreement("", [pair for _, pair in examined]),
        by_product=_grouped((row.product_code, _money(row)) for row in firsts),
        by_warning=_grouped(
            (code, _money(row)) for row in firsts for code in met.get((row.claim_id, row.turn), ())
        ),
        examined_by_warning=_grouped((code, pair) for codes, pair in examined for code in codes),
        waiting=QualityCheck.objects.filter(closed_at=None).count(),
    )


Pair = tuple[int, int]  # what was paid (or said first), and what should be (or was said by the other)


def _money(row: QualityCheck) -> Pair:
    return row.paid_minor, row.should_pay_minor or 0


def _closed(now: datetime) -> QuerySet[QualityCheck]:
    return QualityCheck.objects.filter(closed_at__gte=now - LOOK_BACK)


def _pairs(checks: Sequence[QualityCheck]) -> list[Pair]:
    """What two persons said about the same decision."""
    said: dict[tuple[UUID, int], dict[int, int]] = defaultdict(dict)
    for row in checks:
        said[row.claim_id, row.turn][row.reading] = row.should_pay_minor or 0
    return [(both[1], both[2]) for both in said.values() if {1, 2} <= both.keys()]


def _examined(now: datetime) -> list[tuple[list[str], Pair]]:
    """Claims that a person decided: why the rules gave them away, what the rules would have paid, what the person paid."""
    decided = Claim.objects.filter(
        auto=False, state__in=list(COUNTED_STATES), decided_at__gte=now - LOOK_BACK
    )
    first = {
        row.claim_id: row
        for row in Adjudication.objects.filter(
            Q(claim__in=decided.order_by("-decided_at").values("pk")[:MOST_DECISIONS]), turn=1
        ).select_related("claim")
    }
    return [
        (list(row.claim.review_reasons), (row.payable_minor, row.claim.payable_minor or 0))
        for row in first.values()
        if row.claim.decided_at is not None and row.at < row.claim.decided_at
    ]


def _warnings_of(turns: set[tuple[UUID, int]]) -> dict[tuple[UUID, int], list[str]]:
    """The warnings that each turn met, whatever they weigh."""
    rows = ClaimWarning.objects.filter(claim_id__in={claim_id for claim_id, _ in turns})
    found: dict[tuple[UUID, int], list[str]] = defaultdict(list)
    for claim_id, turn, code in rows.order_by(F("id")).values_list("claim_id", "turn", "code"):
        found[claim_id, turn].append(code)
    return found


def _grouped(pairs: Iterable[tuple[str, Pair]]) -> tuple[Agreement, ...]:
    """One line for each key, those with the most disagreements first."""
    groups: dict[str, list[Pair]] = defaultdict(list)
    for key, pair in pairs:
        groups[key].append(pair)
    lines = [_agreement(key, found) for key, found in groups.items()]
    return tuple(sorted(lines, key=lambda line: (line.agreed - line.n, -line.n, line.key)))


def _agreement(key: str, pairs: Iterable[Pair]) -> Agreement:
    found = list(pairs)
    return Agreement(
        key=key,
        n=len(found),
        agreed=sum(1 for paid, right in found if paid == right),
        too_little_minor=sum(max(0, right - paid) for paid, right in found),
        too_much_minor=sum(max(0, paid - right) for paid, right in found),
        paid_minor=sum(paid for paid, _ in found),
    )
