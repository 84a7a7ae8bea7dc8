"""Where a buyer is on the way."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

_PLACES = {"quote": 1, "join": 2, "declare": 2, "underwriting": 3, "pay": 4, "issued": 5}


def steps_for(page: str, *, is_member: bool = True) -> dict[str, Any]:
    """The words of the way and the place of `page` on it; a visitor has one step more."""
    words = [_("Price"), _("Health"), _("Decision"), _("Payment"), _("Policy")]
    place = _PLACES[page]
    if not is_member:
        words.insert(1, _("You"))
    return {"way": words, "place": place}
