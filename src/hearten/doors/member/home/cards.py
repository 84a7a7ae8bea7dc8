"""What matters to this member now? Each part of the house contributes cards; the most urgent come first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearten.base.accounts.types import Actor
from hearten.domains.claims.models import Claim
from hearten.domains.claims.selectors import list_claims_for
from hearten.domains.claims.types import MOVING, ClaimState
from hearten.domains.policies.selectors import list_applications_for, next_step
from hearten.domains.policies.types import APPLICATION_LABELS, ApplicationState
from hearten.domains.surveys.selectors import open_invitations_for, survey_of
from hearten.doors.components.formats import ago_text, day_text, money_text
from hearten.doors.member.claims.words import claim_card

LOOKED_AT = 20
FRESHLY_PAID_DAYS = 14


class Urgency(IntEnum):
    """First what waits for the member, then what moves by itself, then what can wait."""

    YOUR_TURN = 1
    MOVING = 2
    GOOD_NEWS = 3
    WHEN_YOU_LIKE = 4


@dataclass(frozen=True)
class HomeCard:
    """One thing that matters now, and the one place it leads to."""

    urgency: Urgency
    title: str
    sub: str
    link: str
    icon: str
    tone: str
    end: str = ""
    state: str = ""
    state_word: str = ""


Contributor = Callable[[Actor, datetime], list[HomeCard]]


def home_cards(actor: Actor, now: datetime) -> list[HomeCard]:
    """All cards, most urgent first; within one urgency as their contributor ordered them."""
    cards = [card for contribute in CONTRIBUTORS for card in contribute(actor, now)]
    return sorted(cards, key=lambda card: card.urgency)


def claim_cards(actor: Actor, now: datetime) -> list[HomeCard]:
    """Claims that wait for the member, that move, or that were paid in the last two weeks; drafts last."""
    if actor.customer_id is None:
        return []
    cards = []
    for claim in list_claims_for(actor, actor.customer_id)[:LOOKED_AT]:
        if claim.state == ClaimState.DRAFT:
            cards.append(_draft(claim, now))
        elif claim.state in MOVING or _freshly_paid(claim, now):
            cards.append(_claim(claim))
    return cards


def _draft(claim: Claim, now: datetime) -> HomeCard:
    return HomeCard(
        urgency=Urgency.WHEN_YOU_LIKE,
        title=_("Carry on with your claim"),
        sub=_("Begun %(when)s, kept for you") % {"when": ago_text(claim.created_at, now)},
        link=address("member:claim_step", claim.number, "event"),
        icon="edit",
        tone="warm",
    )


def _claim(claim: Claim) -> HomeCard:
    told = claim_card(claim)
    yours = claim.state == ClaimState.WAITING_MEMBER
    paid = claim.state == ClaimState.PAID
    amount = claim.payable_minor if claim.payable_minor is not None else claim.claimed_minor
    return HomeCard(
        urgency=Urgency.YOUR_TURN if yours else Urgency.GOOD_NEWS if paid else Urgency.MOVING,
        title=_("We need something from you") if yours else told["product"],
        sub=told["product"] if yours else _("Treatment on %(day)s") % {"day": day_text(claim.event_date)},
        link=address("member:claim", claim.number),
        icon="claims",
        tone="warn" if yours else "good" if paid else "info",
        end=money_text(amount),
        state=told["tone"] or claim.state,
        state_word=told["label"],
    )


def _freshly_paid(claim: Claim, now: datetime) -> bool:
    return claim.paid_at is not None and (now - claim.paid_at).days < FRESHLY_PAID_DAYS


def application_cards(actor: Actor, now: datetime) -> list[HomeCard]:
    """Applications that were begun and have not become policies."""
    if actor.customer_id is None:
        return []
    cards = []
    for application in list_applications_for(actor, actor.customer_id):
        state = ApplicationState(application.state)
        if state == ApplicationState.DECLINED:
            continue
        with_us = state == ApplicationState.REFERRED
        cards.append(
            HomeCard(
                urgency=Urgency.MOVING if with_us else Urgency.YOUR_TURN,
                title=_("Your application is with us") if with_us else _("Carry on with your application"),
                sub=_(APPLICATION_LABELS[state]),
                link=address(f"member:{next_step(application)}", application.number)
                or address("member:shop"),
                icon="cart",
                tone="info" if with_us else "warm",
            )
        )
    return cards


def survey_cards(actor: Actor, now: datetime) -> list[HomeCard]:
    """What we ask about this member's experience; never urgent."""
    language = get_language()
    cards = []
    for invitation in open_invitations_for(actor, now=now):
        survey = survey_of(invitation)
        cards.append(
            HomeCard(
                urgency=Urgency.WHEN_YOU_LIKE,
                title=survey.name.in_language(language),
                sub=_("About %(minutes)s min; your answers never change your cover")
                % {"minutes": survey.minutes},
                link=address("member:own_survey", invitation.pk),
                icon="chat",
                tone="info",
            )
        )
    return cards


CONTRIBUTORS: tuple[Contributor, ...] = (claim_cards, application_cards, survey_cards)


def address(name: str, *args: object) -> str:
    """The address of a page, or nothing while that room is not there."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
