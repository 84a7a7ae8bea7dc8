"""What surveys hear from below."""

from datetime import datetime
from typing import Any

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
