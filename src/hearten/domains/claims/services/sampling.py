"""Do people agree with what the rules decide alone? Draw automatic decisions, let people work them out again blind (L4).

The draw is a function of seed and week: drawn again it is the same. Each product has its share of every week, and at least
a few, so that a small product is looked at too.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims.models import Adjudication, Claim, ClaimWarning, QualityCheck
from hearten.domains.claims.services.checks import check_text
from hearten.domains.claims.services.steps import note_ledger
from hearten.domains.claims.settings import Sampling, sampling
from hearten.domains.claims.types import QUALITY_CHECKED, CheckReason
from hearten.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from hearten.kernel.text import N_

_WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class _Decided:
    """An automatic decision as the draw sees it."""

    claim_id: UUID
    customer_id: UUID
    product_code: str
    turn: int
    paid_minor: int
    warnings: int


def draw_quality_checks(*, by: Actor, now: datetime) -> int:
    """Draw from the automatic decisions of the last whole week; run again it draws nothing more. Gives how many are new."""
    week = _last_week(now)
    rows = _rows(_decided(week), week, sampling(), now)
    with transaction.atomic():
        before = QualityCheck.objects.filter(week=week).count()
        QualityCheck.objects.bulk_create(rows, ignore_conflicts=True)
        return QualityCheck.objects.filter(week=week).count() - before


@transaction.atomic
def close_quality_check(
    *, check_id: UUID, should_pay_minor: int, note: str, by: Actor, now: datetime
) -> QualityCheck:
    """An examiner says what should be paid, before seeing what the rules paid. Closed once; the second look is another person's.

    Raises Invalid for an amount that can't be, NotAllowed for who took the other look, Conflict when it is closed.
    """
    by.require(Permission.CLAIMS_DECIDE)
    check = QualityCheck.objects.select_for_update().select_related("claim").filter(pk=check_id).first()
    if check is None:
        raise NotFound(N_("There is no such check, or it is not yours to see."))
    if check.closed_at is not None:
        raise Conflict(N_("This check is closed already."), hint=N_("Take the next one."))
    others = QualityCheck.objects.filter(claim_id=check.claim_id, turn=check.turn).exclude(pk=check.pk)
    if others.filter(examiner=by.label).exists():
        raise NotAllowed(N_("You have checked this decision already; somebody else takes the second look."))
    if should_pay_minor < 0:
        raise Invalid(N_("An amount is nothing or more."), field="should_pay")
    check.note = check_text(note, field="note", longest=1000) or None
    check.should_pay_minor, check.agrees = should_pay_minor, should_pay_minor == check.paid_minor
    check.examiner, check.closed_at = by.label, now
    check.save(update_fields=["should_pay_minor", "agrees", "note", "examiner", "closed_at"])
    facts = {"turn": check.turn, "reading": check.reading, "agrees": check.agrees}
    note_ledger(check.claim, QUALITY_CHECKED, by=by, now=now, **facts)
    return check


def _last_week(now: datetime) -> date:
    """The Monday of the last week that is over, by the insurer's calendar."""
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    return today - timedelta(days=today.weekday()) - _WEEK


def _decided(week: date) -> list[_Decided]:
    """The claims that rules decided in the week, as they stand: one that a person has decided since is not among them."""
    zone = ZoneInfo(settings.TIME_ZONE)
    start = datetime.combine(week, time(), zone)
    turns = Adjudication.objects.filter(claim_id=OuterRef("pk")).order_by("-turn")
    met = ClaimWarning.objects.filter(claim_id=OuterRef("pk")).order_by()
    rows = Claim.objects.filter(auto=True, decided_at__gte=start, decided_at__lt=start + _WEEK).annotate(
        newest=Subquery(turns.values("turn")[:1]),
        warned=Coalesce(Subquery(met.values("claim_id").annotate(n=Count("pk")).values("n")), 0),
    )
    return [
        _Decided(
            claim_id=row.pk,
            customer_id=row.customer_id,
            product_code=row.product_code,
            turn=row.newest,
            paid_minor=row.payable_minor or 0,
            warnings=row.warned,
        )
        for row in rows.exclude(newest=None)
    ]


def _rows(decided: Iterable[_Decided], week: date, plan: Sampling, now: datetime) -> list[QualityCheck]:
    by_product: dict[str, list[_Decided]] = defaultdict(list)
    for one in decided:
        by_product[one.product_code].append(one)
    rows: list[QualityCheck] = []
    for product in sorted(by_product):
        drawn, risky = _draw(by_product[product], week, plan)
        second = drawn[: -(-len(drawn) * plan.second_reading_permille // 1000)]
        rows += [_row(one, week, CheckReason.RANDOM, now) for one in drawn]
        rows += [_row(one, week, CheckReason.RANDOM, now, reading=2) for one in second]
        rows += [_row(one, week, CheckReason.RISK, now) for one in risky]
    return rows


def _draw(decided: Sequence[_Decided], week: date, plan: Sampling) -> tuple[list[_Decided], list[_Decided]]:
    """Those drawn at random, in the order of the draw, and of the others the ones with the greatest risk."""
    wanted = max(plan.least_per_product, -(-len(decided) * plan.rate_permille // 1000))
    shuffled = sorted(decided, key=lambda one: _lot(plan.seed, week, one))
    drawn, rest = shuffled[:wanted], shuffled[wanted:]
    risky = sorted(rest, key=lambda one: (-one.warnings, -one.paid_minor, one.claim_id))
    return drawn, [one for one in risky if one.warnings or one.paid_minor][: plan.risk_per_product]


def _lot(seed: str, week: date, one: _Decided) -> bytes:
    """A number that nobody can steer, the same each time it is asked for."""
    return hashlib.sha256(f"{seed}|{week.isoformat()}|{one.claim_id}|{one.turn}".encode()).digest()


def _row(one: _Decided, week: date, reason: CheckReason, now: datetime, *, reading: int = 1) -> QualityCheck:
    return QualityCheck(
        customer_id=one.customer_id,
        claim_id=one.claim_id,
        turn=one.turn,
        reading=reading,
        product_code=one.product_code,
        week=week,
        drawn_at=now,
        reason=reason,
        paid_minor=one.paid_minor,
    )
