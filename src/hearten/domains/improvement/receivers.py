"""What improvement hears from below."""

from datetime import datetime
from typing import Any

from hearten.base.accounts.types import Actor
from hearten.base.plumbing.events import receives
from hearten.domains.improvement import services


@receives("surveys.answered", name="improvement.close_the_loop")
def close_the_loop(payload: dict[str, Any]) -> None:
    """Open a case for a low answer; put a follow-up's answer beside its case."""
    by, now = Actor.system("improvement.loop"), datetime.fromisoformat(payload["occurred_at"])
    services.open_case_for_answer(payload=payload, by=by, now=now)
    services.take_up_follow_up(payload=payload, by=by, now=now)


@receives("claims.aftercare_asked", name="improvement.call_after_treatment")
def call_after_treatment(payload: dict[str, Any]) -> None:
    """Open a case for a member who wants the call that was offered after a paid claim."""
    by, now = Actor.system("improvement.aftercare"), datetime.fromisoformat(payload["occurred_at"])
    services.open_case_for_aftercare(payload=payload, by=by, now=now)
