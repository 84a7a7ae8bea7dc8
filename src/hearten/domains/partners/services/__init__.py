"""Writing about partners."""

from hearten.domains.partners.services.keys import (
    check_rate,
    check_scope,
    make_key,
    note_call,
    open_with,
    revoke_key,
)
from hearten.domains.partners.services.loading import load_organizations, load_practitioners
from hearten.domains.partners.services.settlement import agree_settlement, end_settlement

__all__ = [
    "agree_settlement",
    "check_rate",
    "check_scope",
    "end_settlement",
    "load_organizations",
    "load_practitioners",
    "make_key",
    "note_call",
    "open_with",
    "revoke_key",
]
