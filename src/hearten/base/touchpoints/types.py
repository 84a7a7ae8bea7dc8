"""The journey, its channels, and the fact that a touchpoint was recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from hearten.kernel.events import Event, event
from hearten.kernel.text import N_


class Stage(StrEnum):
    DISCOVER = "discover"
    BUY = "buy"
    ONBOARD = "onboard"
    USE = "use"
    CLAIM = "claim"
    SERVE = "serve"
    RENEW = "renew"
    LEAVE = "leave"


class Channel(StrEnum):
    APP = "app"
    WEB = "web"
    PHONE = "phone"
    EMAIL = "email"
    SMS = "sms"
    WECHAT = "wechat"
    DESK = "desk"
    AGENT = "agent"
    PAPER = "paper"
    API = "api"


STAGE_LABELS = {
    Stage.DISCOVER: N_("Discover"),
    Stage.BUY: N_("Buy"),
    Stage.ONBOARD: N_("Start"),
    Stage.USE: N_("Use"),
    Stage.CLAIM: N_("Claim"),
    Stage.SERVE: N_("Service"),
    Stage.RENEW: N_("Renew"),
    Stage.LEAVE: N_("Leave"),
}

CHANNEL_LABELS = {
    Channel.APP: N_("App"),
    Channel.WEB: N_("Web"),
    Channel.PHONE: N_("Telephone"),
    Channel.EMAIL: N_("E-mail"),
    Channel.SMS: N_("Text message"),
    Channel.WECHAT: N_("WeChat"),
    Channel.DESK: N_("Service desk"),
    Channel.AGENT: N_("Agent"),
    Channel.PAPER: N_("Paper"),
    Channel.API: N_("Partner system"),
}


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One touchpoint as handed over to be recorded. `refs` holds identities (claim_id, product_code), never text of people."""

    customer_id: UUID
    stage: Stage
    channel: Channel
    kind: str
    occurred_at: datetime
    outcome: str = ""
    duration_s: int | None = None
    refs: dict[str, Any] = field(default_factory=dict)


@event("touchpoints.recorded")
@dataclass(frozen=True, kw_only=True)
class TouchpointRecorded(Event):
    """A moment with a customer was recorded; surveys and insight listen."""

    touchpoint_id: UUID
    customer_id: UUID
    moment: str
    stage: str
    channel: str
    outcome: str
    refs: dict[str, Any]
