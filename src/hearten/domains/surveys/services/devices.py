"""Which device did an answer come from? Known by a keyed digest, so that doubles within one study are noticed and nobody is followed."""

from __future__ import annotations

from hearten.base.vault.keyring import keyed_digest
from hearten.domains.surveys.models import Invitation

_LENGTH = 32


def device_digest(invitation: Invitation, identity: str) -> str:
    """A digest that is the same for the same device within one study (or survey) only; empty when nothing is known."""
    if not identity:
        return ""
    scope = invitation.study_id or f"survey:{invitation.survey_id}"
    return keyed_digest("surveys.device", f"{scope}:{identity}".encode()).hex()[:_LENGTH]
