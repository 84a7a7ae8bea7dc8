"""What research hears from below."""

from datetime import datetime
from typing import Any
from uuid import UUID

from hearten.base.plumbing.events import receives
from hearten.domains.research import services


@receives("surveys.answered", name="research.label_open_answers")
def label_open_answers(payload: dict[str, Any]) -> None:
    """Say what the open answers of a new response are about; the same event again changes nothing."""
    services.label_response(
        response_id=UUID(payload["response_id"]), now=datetime.fromisoformat(payload["occurred_at"])
    )
