"""What research hears from below."""

from datetime import datetime
from typing import Any
from uuid import UUID

from hearten.base.accounts.types import Actor
from hearten.base.plumbing.events import receives
from hearten.domains.fieldwork.selectors.sessions import materials_for
from hearten.domains.research import services


@receives("surveys.answered", name="research.label_open_answers")
def label_open_answers(payload: dict[str, Any]) -> None:
    """Say what the open answers of a new response are about; the same event again changes nothing."""
    services.label_response(
        response_id=UUID(payload["response_id"]), now=datetime.fromisoformat(payload["occurred_at"])
    )


@receives("fieldwork.session_finished", name="research.take_in_session")
def take_in_session(payload: dict[str, Any]) -> None:
    """A conversation that was held for a needs study becomes its material; the same event again changes nothing."""
    if not payload["needs_study_id"]:
        return
    found = materials_for(UUID(payload["session_id"]))
    if found is None:
        return
    services.add_material(
        study_id=UUID(payload["needs_study_id"]),
        kind=found.kind,
        title=found.title,
        segment=found.segment,
        held_on=found.held_on,
        words=found.words,
        names=found.names,
        customer_id=found.customer_id,
        client_token=f"session:{found.session_id}",
        by=Actor.system("research.sessions"),
        now=datetime.fromisoformat(payload["occurred_at"]),
    )
