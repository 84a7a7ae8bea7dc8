"""How are people thanked for answering, without their answers and their names ever standing side by side?

What is written for a draw or a coupon knows the person and the day, not the answer or the hour. The event that somebody has answered
brings it about, at least once and by any number of workers; the database lets it happen once.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from hearten.base.accounts.types import Actor, Permission
from hearten.base.ledger.services import append
from hearten.base.vault.keyring import blind_index
from hearten.domains.channels.services import send_message
from hearten.domains.customers.models import Customer
from hearten.domains.fieldwork.models import Coupon, DrawEntry, Incentive
from hearten.domains.fieldwork.types import COUPON_GIVEN, DRAW_ENTERED, DRAW_HELD, IncentiveKind
from hearten.domains.surveys.field_types import StudyState
from hearten.domains.surveys.models import Invitation, Study
from hearten.kernel.errors import Conflict, Invalid, NotFound
from hearten.kernel.ids import ALPHABET, new_id
from hearten.kernel.text import N_

MOST_COUPONS = 50_000
LONGEST_CODE, LONGEST_RULES = 40, 4000
_MADE_LENGTH = 10


@transaction.atomic
def make_incentive(
    *,
    study_id: UUID,
    kind: str,
    name: str,
    rules: str,
    value_minor: int,
    budget_minor: int,
    by: Actor,
    now: datetime,
    prizes: int = 0,
) -> Incentive:
    """The thanks of a study. Raises Invalid for rules that are missing or a budget too small, Conflict for a second one.

    The seed of a draw is made here, before anybody enters, and its digest shown at once.
    """
    by.require(Permission.SURVEYS_FIELD)
    study = Study.objects.select_for_update().filter(pk=study_id).first()
    if study is None:
        raise NotFound(N_("There is no such study."))
    if Incentive.objects.filter(study=study).exists():
        raise Conflict(N_("This study has its thanks already; its rules are known and can't be changed."))
    if kind not in set(IncentiveKind):
        raise Invalid(N_("Please choose a draw or a coupon."), field="kind")
    _check_words(name, rules)
    if kind == IncentiveKind.DRAW and prizes < 1:
        raise Invalid(N_("Please say how many prizes there are."), field="prizes")
    if value_minor < 0 or budget_minor < value_minor * (prizes if kind == IncentiveKind.DRAW else 1):
        raise Invalid(N_("The budget does not pay for this."), field="budget_minor")
    seed = secrets.token_hex(32)
    return Incentive.objects.create(
        study=study,
        kind=kind,
        name=" ".join(name.split()),
        rules=rules.strip(),
        prizes=prizes if kind == IncentiveKind.DRAW else 0,
        value_minor=value_minor,
        budget_minor=budget_minor,
        seed=seed,
        seed_digest=hashlib.sha256(seed.encode()).hexdigest(),
        made_at=now,
        made_by=by.label,
    )


@transaction.atomic
def add_coupons(*, incentive_id: UUID, by: Actor, codes: Sequence[str] = (), how_many: int = 0) -> int:
    """Take in codes as they were bought, or make `how_many` new ones. A code known already is left out. Returns how many came in.

    Raises Invalid when they would cost more than the budget.
    """
    by.require(Permission.SURVEYS_FIELD)
    incentive = _incentive(incentive_id, IncentiveKind.COUPON)
    given = [code.strip() for code in codes if code.strip()] or [_new_code() for _ in range(how_many)]
    if not 0 < len(given) <= MOST_COUPONS or any(len(code) > LONGEST_CODE for code in given):
        raise Invalid(
            N_("Please give 1 to %(most)s codes of at most 40 characters, one a line."), field="codes", most=MOST_COUPONS
        )  # fmt: skip
    by_index = {blind_index(f"{incentive.pk}:{code}"): code for code in given}
    there = Coupon.objects.filter(incentive=incentive)
    known = {
        bytes(index) for index in there.filter(code_index__in=by_index).values_list("code_index", flat=True)
    }
    fresh = {index: code for index, code in by_index.items() if index not in known}
    if (there.count() + len(fresh)) * incentive.value_minor > incentive.budget_minor:
        raise Invalid(N_("The budget does not pay for so many coupons."), field="codes")
    last = there.aggregate(last=Max("place"))["last"] or 0
    Coupon.objects.bulk_create(
        Coupon(id=new_id(), incentive=incentive, place=last + number, code=code, code_index=index)
        for number, (index, code) in enumerate(fresh.items(), start=1)
    )
    return len(fresh)


@transaction.atomic
def reward(*, invitation_id: UUID, now: datetime) -> None:
    """Thank whoever answered, as their study promised. The same event again, or two workers at once, thank once."""
    row = Invitation.objects.filter(pk=invitation_id, answered_at__isnull=False).first()
    if row is None or row.customer_id is None or row.study_id is None:
        return
    incentive = Incentive.objects.filter(study_id=row.study_id).first()
    person = (
        Customer.objects.select_for_update(no_key=True).filter(pk=row.customer_id, erased_at=None).first()
    )
    if incentive is None or person is None:
        return
    if incentive.kind == IncentiveKind.DRAW:
        _enter(incentive, person, now)
    else:
        _give(incentive, person, now)


def give_owed(*, incentive_id: UUID, now: datetime) -> int:
    """Thank those who answered before there were coupons enough. Returns how many were looked at."""
    incentive = Incentive.objects.get(pk=incentive_id)
    have = Coupon.objects.filter(incentive=incentive, customer__isnull=False).values("customer_id")
    return _reward_all_but(have, incentive, now)


@transaction.atomic
def hold_draw(*, incentive_id: UUID, by: Actor, now: datetime) -> list[DrawEntry]:
    """Draw the winners: who has the smallest digest of seed and identity. Held twice, the winners stay.

    Whoever answered takes part, also where the event that says so still waits in the queue. Raises Conflict while the study
    takes answers: nobody may enter after the draw.
    """
    by.require(Permission.SURVEYS_FIELD)
    incentive = _incentive(incentive_id, IncentiveKind.DRAW)
    if incentive.drawn_at is not None:
        return list(DrawEntry.objects.filter(incentive=incentive, prize__isnull=False).order_by("prize"))
    if incentive.study.state != StudyState.CLOSED:
        raise Conflict(N_("The draw is held when the study is over."), hint=N_("End the study first."))
    entered = DrawEntry.objects.filter(incentive=incentive)
    _reward_all_but(entered.values("customer_id"), incentive, now)
    entries = list(entered.all())
    winners = sorted(entries, key=lambda entry: lot(incentive.seed, entry.customer_id))[: incentive.prizes]
    for place, entry in enumerate(winners, start=1):
        entry.prize = place
    DrawEntry.objects.bulk_update(winners, ["prize"])
    incentive.drawn_at, incentive.drawn_by = now, by.label
    incentive.save(update_fields=["drawn_at", "drawn_by"])
    for entry in winners:
        facts = {"prize": entry.prize, "seed_digest": incentive.seed_digest}
        append(DRAW_HELD, subject_id=entry.customer_id, actor=by, now=now, facts=facts)
        _tell(incentive, entry.customer_id, code="", won=True, now=now)
    return winners


def lot(seed: str, customer_id: UUID) -> str:
    """Somebody's lot in a draw: SHA-256 of the seed and their identity. Whoever knows both can check it."""
    return hashlib.sha256(f"{seed}:{customer_id}".encode()).hexdigest()


def _reward_all_but(thanked: QuerySet[Any, Any], incentive: Incentive, now: datetime) -> int:
    """Thank all who answered but those. Returns how many were looked at."""
    rows = Invitation.objects.filter(
        study_id=incentive.study_id, answered_at__isnull=False, customer__isnull=False
    )
    owed = list(rows.exclude(customer_id__in=thanked).order_by("customer_id").values_list("pk", flat=True))
    for invitation_id in owed:
        reward(invitation_id=invitation_id, now=now)
    return len(owed)


def _enter(incentive: Incentive, person: Customer, now: datetime) -> None:
    if incentive.drawn_at is not None:
        return
    entry, fresh = DrawEntry.objects.get_or_create(
        incentive=incentive, customer=person, defaults={"entered_on": timezone.localdate(now)}
    )
    if fresh:
        append(
            DRAW_ENTERED, subject_id=person.pk, actor=_actor(), now=now, facts={"on": str(entry.entered_on)}
        )


def _give(incentive: Incentive, person: Customer, now: datetime) -> None:
    """The person's row is locked, so two workers wait for each other; coupons being given to others are passed over."""
    if Coupon.objects.filter(incentive=incentive, customer=person).exists():
        return
    free = Coupon.objects.filter(incentive=incentive, customer__isnull=True).order_by("place")
    coupon = free.select_for_update(skip_locked=True).first()
    if coupon is None:
        return
    coupon.customer, coupon.given_on = person, timezone.localdate(now)
    coupon.save(update_fields=["customer", "given_on"])
    append(COUPON_GIVEN, subject_id=person.pk, actor=_actor(), now=now, facts={"on": str(coupon.given_on)})
    _tell(incentive, person.pk, code=coupon.code or "", won=False, now=now)


def _tell(incentive: Incentive, customer_id: UUID, *, code: str, won: bool, now: datetime) -> None:
    send_message(
        customer_id=customer_id,
        template="survey_reward",
        context={"what": incentive.name, "coupon": code, "won": won},
        dedupe_key=f"survey_reward:{incentive.pk}:{customer_id}",
        now=now,
    )


def _check_words(name: str, rules: str) -> None:
    if not name.strip() or len(name) > 120:  # noqa: PLR2004
        raise Invalid(N_("Please say what there is to win or to get."), field="name")
    if not rules.strip() or len(rules) > LONGEST_RULES:
        raise Invalid(
            N_("Please write the rules that people are told before they answer."),
            field="rules",
            hint=N_("Who may take part, until when, what there is, how winners are drawn and told."),
        )


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(_MADE_LENGTH))


def _actor() -> Actor:
    return Actor.system("fieldwork.reward")


def _incentive(incentive_id: UUID, kind: IncentiveKind) -> Incentive:
    rows = Incentive.objects.select_for_update(of=("self",)).select_related("study")
    found = rows.filter(pk=incentive_id, kind=kind).first()
    if found is None:
        raise NotFound(N_("There is no such thanks."))
    return found
