"""What we write to people, how pressing it is, and how often we may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum

from hearten.domains.customers.types import Purpose
from hearten.kernel.text import N_


class Medium(StrEnum):
    """How a message reaches a person. Values are those of the touchpoints' channels."""

    INBOX = "app"
    EMAIL = "email"
    SMS = "sms"
    WECHAT = "wechat"


MEDIUM_LABELS = {
    Medium.INBOX: N_("Inbox"),
    Medium.EMAIL: N_("E-mail"),
    Medium.SMS: N_("Text message"),
    Medium.WECHAT: N_("WeChat"),
}
# Where a text goes when nobody says otherwise; text messages and WeChat only where they are asked for.
USUAL_MEDIA = (Medium.INBOX, Medium.EMAIL)


class MessageState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"  # no longer wanted when its hour came


MESSAGE_STATE_LABELS = {
    MessageState.WAITING: N_("Waiting to go out"),
    MessageState.SENT: N_("Sent"),
    MessageState.FAILED: N_("Could not be delivered"),
    MessageState.DROPPED: N_("No longer needed"),
}


class Kind(StrEnum):
    """How pressing a message is; quiet hours, limits and preferences go by it."""

    URGENT = "urgent"
    SERVICE = "service"
    SURVEY = "survey"
    MARKETING = "marketing"


KIND_LABELS = {
    Kind.URGENT: N_("Safety of your account"),
    Kind.SERVICE: N_("Your policies and claims"),
    Kind.SURVEY: N_("Questions about your experience"),
    Kind.MARKETING: N_("Plans and services that may suit you"),
}
# A message of these kinds goes only to who has agreed to the purpose.
NEEDED_CONSENT = {Kind.SURVEY: Purpose.SURVEYS, Kind.MARKETING: Purpose.MARKETING}


@dataclass(frozen=True)
class QuietHours:
    """From `start` to `end` by the member's clock nobody is disturbed; may run over midnight."""

    start: time
    end: time


@dataclass(frozen=True)
class Limit:
    """At most `count` messages in any stretch of `window`."""

    count: int
    window: timedelta


QUIET_HOURS = QuietHours(start=time(22, 0), end=time(8, 0))
QUIET_KINDS = frozenset({Kind.SERVICE, Kind.SURVEY, Kind.MARKETING})
LIMITS = {
    Kind.SURVEY: Limit(count=2, window=timedelta(days=14)),
    Kind.MARKETING: Limit(count=1, window=timedelta(days=30)),
}


@dataclass(frozen=True)
class Template:
    """A text we send: how pressing it is and which facts it cannot do without."""

    kind: Kind
    needs: tuple[str, ...]
    page: str = ""  # where it leads when the caller gives no link


# Amounts are handed over as `…_minor` and days as dates; the text shows them as people write them.
TEMPLATES = {
    "claim_received": Template(Kind.SERVICE, ("number",), page="/app/claims/{number}/"),
    "claim_decided": Template(
        Kind.SERVICE, ("number", "decision", "payable_minor"), page="/app/claims/{number}/"
    ),
    "claim_paid": Template(Kind.SERVICE, ("number", "paid_minor"), page="/app/claims/{number}/"),
    "claim_paid_hospital": Template(
        Kind.SERVICE, ("number", "paid_minor", "left_minor"), page="/app/claims/{number}/"
    ),
    "claim_payout_failed": Template(Kind.SERVICE, ("number",), page="/app/claims/{number}/"),
    "claim_advance": Template(
        Kind.SERVICE, ("number", "amount_minor", "reason"), page="/app/claims/{number}/"
    ),
    "claim_reversed": Template(
        Kind.SERVICE, ("number", "reason", "too_much_minor"), page="/app/claims/{number}/"
    ),
    "appeal_received": Template(Kind.SERVICE, ("number",), page="/app/claims/{number}/"),
    "appeal_decided": Template(Kind.SERVICE, ("number", "changed", "sentence"), page="/app/claims/{number}/"),
    "claim_late": Template(Kind.SERVICE, ("number", "about", "due"), page="/app/claims/{number}/"),
    "claim_compensation": Template(
        Kind.SERVICE, ("number", "about", "compensation_minor"), page="/app/claims/{number}/"
    ),
    "documents_needed": Template(Kind.SERVICE, ("number", "request"), page="/app/claims/{number}/"),
    "policy_issued": Template(Kind.SERVICE, ("number", "product"), page="/app/cover/"),
    "policy_cancelled": Template(Kind.SERVICE, ("number", "product", "refund_minor"), page="/app/cover/"),
    "policy_lapsed": Template(Kind.SERVICE, ("number", "product", "ended_on"), page="/app/cover/"),
    "application_referred": Template(Kind.SERVICE, ("product",), page="/app/cover/"),
    "application_decided": Template(Kind.SERVICE, ("product", "decision"), page="/app/cover/"),
    "payment_failed": Template(Kind.SERVICE, ("product",), page="/app/cover/"),
    "survey_invitation": Template(Kind.SURVEY, ("about", "minutes", "link")),
    "survey_reminder": Template(Kind.SURVEY, ("about", "minutes", "link", "closes")),
    "survey_thanks": Template(Kind.SERVICE, ("about",), page="/app/"),
    "survey_reward": Template(Kind.SERVICE, ("what", "coupon", "won"), page="/app/"),
    "case_closed": Template(Kind.SERVICE, ("number",)),
    "sign_in_new_device": Template(Kind.URGENT, ("moment",)),
    "password_changed": Template(Kind.URGENT, ("moment",)),
    "account_changed": Template(Kind.URGENT, ("tail",), page="/app/me/account/"),
}
