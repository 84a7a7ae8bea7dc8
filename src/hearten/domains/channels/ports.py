"""What a higher floor may plug in: whether a text that waited for its hour is still wanted."""

from __future__ import annotations

from collections.abc import Callable

Check = Callable[[str], bool]

_CHECKS: dict[str, Check] = {}


def register_check(template: str, check: Check) -> None:
    """Before a text of `template` leaves the house, `check(dedupe_key)` says whether it is still wanted."""
    if _CHECKS.setdefault(template, check) is not check:
        raise ValueError(f"two checks of {template}")


def still_wanted(template: str, dedupe_key: str) -> bool:
    """Yes, unless the check of the text's owner says no."""
    check = _CHECKS.get(template)
    return check is None or check(dedupe_key)
