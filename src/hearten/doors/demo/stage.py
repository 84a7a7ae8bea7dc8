"""What the living cases are made of: bills, claims handed in some days ago, decisions of an examiner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.utils import timezone

from hearten.base.accounts.types import Actor
from hearten.domains.claims import services
from hearten.domains.claims.models import Claim
from hearten.domains.claims.services.person import LineRefusal
from hearten.domains.claims.services.reading_queue import queue_readings_of
from hearten.domains.claims.types import Cause, DocumentKind, LineFacts, NewClaim, NewDocument
from hearten.doors.demo.cast import Cast, Player
from hearten.doors.demo.pictures import picture_of
from hearten.doors.demo.sample_bill import SampleBill, draw_bill

WARD = "市第一人民医院"
STAY = 6_800_000


@dataclass(frozen=True)
class Stage:
    """Where the cases are played: who takes part, who examines, and what time it is."""

    cast: Cast
    examiners: tuple[Actor, Actor]
    now: datetime
    rng: np.random.Generator

    def ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def day(self, days: float) -> date:
        return timezone.localdate(self.ago(days))


def bill_of(stage: Stage, player: Player, days: float, *, scale: int = 2) -> SampleBill:
    return draw_bill(stage.rng, payer=player.name, female=player.female, day=stage.day(days), scale=scale)


def line_of(bill: SampleBill, category: str = "outpatient") -> LineFacts:
    return LineFacts(
        category=category,
        service_date=bill.day,
        provider=bill.hospital,
        billed_minor=bill.total,
        out_of_catalogue_minor=bill.own,
        class_self_paid_minor=bill.classed,
        social_fund_paid_minor=bill.fund,
        settled_by_social=bill.fund > 0,
    )


def paper_of(bill: SampleBill) -> NewDocument:
    return NewDocument(kind=DocumentKind.RECEIPT, name=f"票据-{bill.number[-4:]}.jpg", data=picture_of(bill))


def hand_in(
    player: Player,
    name: str,
    lines: tuple[LineFacts, ...],
    *,
    at: datetime,
    diagnosis: str,
    cause: Cause = Cause.ILLNESS,
    bill: SampleBill | None = None,
    account: str = "",
) -> Claim:
    claim = NewClaim(
        customer_id=player.customer_id,
        policy_id=player.policy_id,
        client_token=f"demo:{name}:{player.policy_id}",
        cause=cause,
        event_date=lines[0].service_date,
        diagnosis=diagnosis,
        bank_account=account or player.bank_account,
        lines=lines,
        documents=(paper_of(bill),) if bill else (),
    )
    return services.receive_claims([claim], by=player.actor, now=at)[0]


def read(claim: Claim) -> Claim:
    """Have the papers of the claim read by the recogniser's job."""
    queue_readings_of(claim.pk, now=claim.created_at)
    return claim


def stay_of(stage: Stage, days: float, billed: int) -> LineFacts:
    """A week in hospital that ended `days` ago."""
    return LineFacts(
        category="inpatient",
        service_date=stage.day(days + 7),
        until_date=stage.day(days),
        provider=WARD,
        billed_minor=billed,
        out_of_catalogue_minor=billed // 10,
        social_fund_paid_minor=billed * 4 // 10,
        settled_by_social=True,
    )


def stay(
    stage: Stage, name: str, *, days: float, diagnosis: str, billed: int = STAY
) -> tuple[Player, Claim] | None:
    """A stay in hospital that is too dear for the rules to decide alone."""
    player = stage.cast.take("million-medical")
    if player is None:
        return None
    line = stay_of(stage, days + 2, billed)
    return player, hand_in(player, name, (line,), at=stage.ago(days), diagnosis=diagnosis)


def decide(
    stage: Stage, claim: Claim, *, at: datetime, off: LineRefusal | None = None, clause: str = ""
) -> Claim:
    return services.decide_by_person(
        claim_id=claim.pk,
        version=claim.version,
        refuse=False,
        refusals={1: off} if off else None,
        clause=clause,
        sentence=off.reason if off else "",
        by=stage.examiners[0],
        now=at,
    )
