"""What surveys hear from below."""

from datetime import datetime
from typing import Any
from uuid import UUID

from hearten.base.accounts.types import Actor
from hearten.base.plumbing.events import receives
from hearten.domains.surveys import services


@receives("touchpoints.recorded", name="surveys.invite_after_moment")
def ask_about_moment(payload: dict[str, Any]) -> None:
    """Ask about a moment as the triggers say; the delay counts from when it happened."""
    services.invite_after_moment(
        payload=payload,
        by=Actor.system("surveys.triggers"),
        now=datetime.fromisoformat(payload["occurred_at"]),
    )


@receives("surveys.answered", name="surveys.thank")
def thank_for_answer(payload: dict[str, Any]) -> None:
    """A letter of thanks where the study wants one."""
    services.thank(
        invitation_id=UUID(payload["invitation_id"]), now=datetime.fromisoformat(payload["occurred_at"])
    )


@receives("customers.person_erased", name="surveys.forget_person")
def forget_person(payload: dict[str, Any]) -> None:
    """Nobody is asked any more, and what was not handed in goes."""
    services.forget_person(customer_id=UUID(payload["customer_id"]))
