"""Where a buyer is on the way."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

_PLACES = {"quote": 1, "join": 1, "declare": 2, "underwriting": 3, "pay": 4, "issued": 5}


def steps_for(page: str) -> dict[str, Any]:
    """The words of the way, and the place of `page` on it."""
    return {
        "way": [_("Price"), _("Health"), _("Underwriting"), _("Payment"), _("Policy")],
        "place": _PLACES[page],
    }
