"""What hand-work hears from below."""

from datetime import datetime
from typing import Any
from uuid import UUID

from hearten.base.plumbing.events import receives
from hearten.domains.fieldwork import services


@receives("surveys.answered", name="fieldwork.reward")
def thank_as_promised(payload: dict[str, Any]) -> None:
    """A coupon, or a place in the draw, where the study promised it; once."""
    services.reward(
        invitation_id=UUID(payload["invitation_id"]), now=datetime.fromisoformat(payload["occurred_at"])
    )


@receives("customers.person_erased", name="fieldwork.forget_interviews")
def forget_interviews(payload: dict[str, Any]) -> None:
    """An interview has a key of its own, so what was said in it is emptied here."""
    services.forget_interviews(customer_id=UUID(payload["customer_id"]))
