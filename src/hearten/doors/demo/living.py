"""A few cases that are under way, made through the services that members and examiners use, so that every desk page has some."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.base.plumbing.jobs import enqueue
from hearten.domains.claims import services
from hearten.domains.claims.models import Claim
from hearten.domains.claims.services.person import LineRefusal, Verdict
from hearten.domains.claims.types import Cause, ClaimState, LineFacts
from hearten.doors.demo.cast import Cast
from hearten.doors.demo.identities import stream
from hearten.doors.demo.stage import STAY, WARD, Stage, bill_of, decide, hand_in, line_of, read, stay, stay_of
from hearten.doors.demo.tasks import CATCH_UP, FURNISH
from hearten.kernel.errors import Invalid

_REFUSED_ACCOUNT = "62220000000000000000"  # the test bank knows of no account that ends in 0000
_DEAR = 8_600_000  # so dear that interest for lateness waits for release


def play(cast: Cast, examiners: tuple[Actor, Actor], *, seed: int, now: datetime) -> int:
    """Play every case for which the portfolio has a member; gives how many. Clocks, samples and the rooms for
    hand-work, service quality and reports are left to jobs.
    """
    stage = Stage(cast, examiners, now, stream(seed, "living"))
    played = sum(_played(case, stage) for case in _CASES)
    enqueue(CATCH_UP)
    enqueue(FURNISH)
    return played


def _played(case: Callable[[Stage], Claim | None], stage: Stage) -> bool:
    """Whether it was played to its end; a member whose cover turns out to pay nothing for it leaves no half of it behind."""
    try:
        with transaction.atomic():
            return case(stage) is not None
    except Invalid:
        return False


def _large_with_bill(stage: Stage) -> Claim | None:
    """A large claim with a bill that the reader looks at: amount, and what the picture says beside it."""
    player = stage.cast.take("million-medical")
    if player is None:
        return None
    bill = bill_of(stage, player, 4, scale=4)
    lines = (stay_of(stage, 14, STAY), line_of(bill, "pre_post_hospital"))
    return read(hand_in(player, "large", lines, at=stage.ago(1.2), diagnosis="乳腺恶性肿瘤", bill=bill))


def _late_with_bill(stage: Stage) -> Claim | None:
    """An accident that is told long after it happened."""
    player = stage.cast.take("accident-medical")
    if player is None:
        return None
    bill = bill_of(stage, player, 110, scale=3)
    lines = (line_of(bill),)
    at = stage.ago(0.8)
    return read(hand_in(player, "late", lines, at=at, diagnosis="手腕骨折", cause=Cause.ACCIDENT, bill=bill))


def _same_bill_twice(stage: Stage) -> Claim | None:
    """The second of two claims is for the same visit as the first."""
    player = stage.cast.take("daily-outpatient")
    if player is None:
        return None
    bill = bill_of(stage, player, 3)
    lines = (line_of(bill),)
    hand_in(player, "visit", lines, at=stage.ago(2), diagnosis="急性支气管炎", bill=bill_of(stage, player, 3))
    return read(hand_in(player, "again", lines, at=stage.ago(0.5), diagnosis="急性支气管炎", bill=bill))


def _waits_for_papers(stage: Stage) -> Claim | None:
    found = stay(stage, "papers", days=5, diagnosis="腰椎间盘突出")
    if found is None:
        return None
    return services.request_documents(
        claim_id=found[1].pk,
        version=found[1].version,
        text="请补充出院小结和住院费用明细清单。",
        by=stage.examiners[0],
        now=stage.ago(4),
    )


def _waits_for_second(stage: Stage) -> Claim | None:
    """A severe illness: more than one person may decide."""
    player = stage.cast.take("critical-illness")
    if player is None:
        return None
    line = LineFacts(
        category="severe",
        service_date=stage.day(20),
        provider=WARD,
        billed_minor=0,
        benefit_facts={"disease": "恶性肿瘤"},
    )
    claim = hand_in(player, "severe", (line,), at=stage.ago(6), diagnosis="肺恶性肿瘤")
    return decide(stage, claim, at=stage.ago(1))


def _appealed(stage: Stage, name: str, *, days: float) -> tuple[UUID, Claim] | None:
    """An examiner took a part off, and the member does not agree."""
    found = stay(stage, name, days=days, diagnosis="冠状动脉粥样硬化性心脏病")
    if found is None:
        return None
    player, claim = found
    off = LineRefusal(minor=180_000, reason="住院期间的营养餐和陪护费不是治病的费用。")
    claim = decide(stage, claim, at=stage.ago(days - 4), off=off, clause="3.2")
    appeal = services.open_appeal(
        claim_id=claim.pk,
        grounds="营养餐是医生开的，出院小结里写着，请再看一看。",
        by=player.actor,
        now=stage.ago(days - 6),
    )
    claim.refresh_from_db()
    return appeal.pk, claim


def _open_appeal(stage: Stage) -> Claim | None:
    found = _appealed(stage, "appeal", days=8)
    return found[1] if found else None


def _decided_appeal(stage: Stage) -> Claim | None:
    found = _appealed(stage, "appeal decided", days=16)
    if found is None:
        return None
    appeal_id, claim = found
    services.decide_appeal(
        appeal_id=appeal_id,
        version=claim.version,
        sentence="出院小结写明了治疗饮食，这部分费用我们补赔给您。",
        verdict=Verdict(),
        by=stage.examiners[1],
        now=stage.ago(7),
    )
    return claim


def _late_and_paid(stage: Stage) -> Claim | None:
    """Decided after the law's thirty days: the member is owed interest."""
    found = stay(stage, "overdue decided", days=110, diagnosis="胆囊结石伴胆囊炎", billed=_DEAR)
    return decide(stage, found[1], at=stage.ago(0.3)) if found else None


def _late_and_open(stage: Stage) -> Claim | None:
    found = stay(stage, "overdue", days=33, diagnosis="2型糖尿病")
    return found[1] if found else None


def _account_unknown(stage: Stage) -> Claim | None:
    """The bank will give this payment back: the member is asked for another account."""
    player = stage.cast.take("daily-outpatient")
    if player is None:
        return None
    bill = bill_of(stage, player, 2, scale=3)
    return hand_in(
        player,
        "account",
        (line_of(bill),),
        at=stage.ago(0.1),
        diagnosis="过敏性皮炎",
        bill=bill,
        account=_REFUSED_ACCOUNT,
    )


def _advance(stage: Stage) -> Claim | None:
    found = stay(stage, "advance", days=10, diagnosis="踝关节骨折")
    if found is None or found[1].state != ClaimState.IN_REVIEW:
        return None
    services.pay_advance(
        claim_id=found[1].pk,
        version=found[1].version,
        amount_minor=1_000_000,
        reason="住院押金部分已能确定，先付给您周转。",
        by=stage.examiners[1],
        now=stage.ago(2),
    )
    return found[1]


_CASES: tuple[Callable[[Stage], Claim | None], ...] = (
    _large_with_bill,
    _late_with_bill,
    _same_bill_twice,
    _waits_for_papers,
    _waits_for_second,
    _open_appeal,
    _decided_appeal,
    _late_and_paid,
    _late_and_open,
    _account_unknown,
    _advance,
)
